"""Dimensions of a SIE file: ``#DIM``, ``#UNDERDIM``, ``#OBJEKT``, and balances split by object.

Balances by object (``#OIB``, ``#OUB``, ``#PSALDO`` with objects) are given for each dimension apart, so the same money stands in
several. Only one dimension can split a balance; what it does not cover stays as a row without object, so the sum is exact.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from tilikartta.sources.postings import Dimensions, Objects
from tilikartta.sources.sie_records import Records
from tilikartta.sources.sie_text import FIELD, plain

# Names that the standard gives to dimensions which a file uses without declaring them.
USUAL = {
    "1": "Kostnadsställe", "2": "Kostnadsbärare", "6": "Projekt", "7": "Anställd", "8": "Kund",
    "9": "Leverantör", "10": "Faktura",
}  # fmt: skip


@cache
def parse_objects(text: str) -> Objects:
    """``1 "10" 6 "P1"`` (with or without braces) as pairs of dimension and object."""
    tokens = [plain(token).strip() for token in FIELD.findall(text.strip("{}"))]
    return tuple((dimension, code) for dimension, code in zip(tokens[::2], tokens[1::2], strict=False) if code)


def dimensions_of(records: Records) -> Dimensions:
    """What the file declares."""
    found = Dimensions(USUAL)
    for label in ("#DIM", "#UNDERDIM"):
        for _, fields in records.of(label):
            if len(fields) > 1:
                found.headings.setdefault(fields[0].strip(), fields[1].strip())
    for _, fields in records.of("#OBJEKT"):
        if len(fields) > 2:
            found.objects.setdefault((fields[0].strip(), fields[1].strip()), fields[2].strip())
    return found


@dataclass
class Balance:
    """Opening and closing in cents, None where the file gives none, and the lines of the first record and of the closing one."""

    opening: int | None = None
    closing: int | None = None
    line: int = 0
    closing_line: int = 0


Details = dict[tuple[str, Objects], Balance]


@dataclass
class Split:
    """Rows of balances with their objects; the dimensions that split them, and those left out because they overlap."""

    rows: list[tuple[str, Objects, Balance]] = field(default_factory=list)
    used: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def split(totals: Mapping[str, Balance], details: Details) -> Split:
    """Split the balance of every account by the dimension that most records use; the rest stays without object."""
    chosen, left = _choose(objects for _, objects in details)
    parts: dict[str, list[tuple[Objects, Balance]]] = {}
    for (account, objects), part in details.items():
        if _dimensions(objects) == chosen and account in totals:
            parts.setdefault(account, []).append((objects, part))
    result = Split(used=chosen, left=left)
    for account, total in totals.items():
        inside = parts.get(account, [])
        for objects, part in inside:
            opening = None if total.opening is None else part.opening or 0
            closing = None if total.closing is None else part.closing or 0
            if opening or closing:
                result.rows.append((account, objects, Balance(opening, closing, part.line)))
        rest = Balance(total.opening, total.closing, total.line)
        if inside:
            rest.opening = None if total.opening is None else total.opening - sum(part.opening or 0 for _, part in inside)
            rest.closing = None if total.closing is None else total.closing - sum(part.closing or 0 for _, part in inside)
        if rest.opening or rest.closing or not inside:
            result.rows.append((account, (), rest))
    return result


def _dimensions(objects: Objects) -> tuple[str, ...]:
    return tuple(dimension for dimension, _ in objects)


def _choose(every: Iterable[Objects]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The combination of dimensions with most records (then the lowest numbers), and the dimensions of the others."""
    counts = Counter(_dimensions(objects) for objects in every)
    if not counts:
        return (), ()
    chosen = min(counts, key=lambda key: (-counts[key], [(len(number), number) for number in key]))
    others = {dimension for key in counts if key != chosen for dimension in key}
    return chosen, tuple(sorted(others, key=lambda number: (len(number), number)))
