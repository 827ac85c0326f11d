"""What interchange formats (SIE, SAF-T, XBRL GL) share: rows gathered while parsing, then turned into columns all at once."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, Place, Severity, error, info, warning
from tilikartta.sources.amounts import MINUS, read_amounts
from tilikartta.sources.dates import read_dates
from tilikartta.sources.headings import dimension_name
from tilikartta.sources.table import Column

SHOWN = 20
_FULL = 16_384
Objects = tuple[tuple[str, str], ...]  # (dimension, object) pairs of one row


class Rows:
    """Rows under way: texts and whole numbers by column, packed into Arrow arrays every 16,384 rows to keep memory small."""

    def __init__(self, texts: Sequence[str], numbers: Sequence[str]) -> None:
        self._kinds = [*((name, pa.string()) for name in texts), *((name, pa.int64()) for name in numbers)]
        self._packed: dict[str, list[pa.Array]] = {name: [] for name, _ in self._kinds}
        self._open: list[tuple[object, ...]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count + len(self._open)

    def add(self, *values: object) -> None:
        """One row: the texts, then the numbers, in the order of the columns."""
        self._open.append(values)
        if len(self._open) >= _FULL:
            self._pack()

    def _pack(self) -> None:
        for (name, kind), values in zip(self._kinds, zip(*self._open, strict=True), strict=True):
            self._packed[name].append(pa.array(values, kind))
        self._count += len(self._open)
        self._open = []

    def table(self) -> pa.Table:
        """All rows."""
        if self._open:
            self._pack()
        return pa.table({name: pa.chunked_array(self._packed[name], kind) for name, kind in self._kinds})


def cents_of(
    texts: pa.ChunkedArray, rows: pa.ChunkedArray, file: str, heading: str, decimal: str = "."
) -> tuple[pa.ChunkedArray, list[Finding]]:
    """Cents of texts, null where a text is empty. TK170 no amount; TK263 more than two decimals, rounded to the even cent."""
    amounts = read_amounts(Column(texts), decimal)
    cents = amounts.cents
    findings: list[Finding] = []
    for row, value in _first(amounts.bad, rows, texts):
        findings.append(error("TK170", Place(file, row=row, column=heading), value=value, heading=heading))
    finer = amounts.finer
    if pc.any(finer).as_py():
        for row, value in _first(finer, rows, texts):
            findings.append(warning("TK263", Place(file, row=row, column=heading), value=value))
        cents = pc.if_else(finer, _rounded(pc.if_else(finer, texts, ""), decimal), cents)
    return cents, findings


def _rounded(texts: pa.ChunkedArray, decimal: str) -> pa.ChunkedArray:
    """Cents of amounts that are readable but have more decimals, each distinct text once; "" is 0."""
    encoded = Column(texts).encoded()
    cents: list[int] = []
    for text in encoded.dictionary.to_pylist():
        number = re.sub(rf"[^\d{re.escape(decimal)}]", "", text).replace(decimal, ".")
        rounded = Decimal(number or "0").quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        cents.append(int(rounded.scaleb(2)) * (-1 if any(mark in text for mark in f"{MINUS}(") else 1))
    return pa.chunked_array([pa.array(cents, pa.int64()).take(encoded.indices)])


def days_of(texts: pa.ChunkedArray, rows: pa.ChunkedArray, file: str, heading: str) -> tuple[pa.ChunkedArray, list[Finding]]:
    """Days of texts (yyyymmdd or ISO), null where a text is empty. TK174 no date."""
    dates = read_dates(Column(texts), "ymd")
    found = _first(dates.bad, rows, texts)
    places = [(Place(file, row=row, column=heading), value) for row, value in found]
    return dates.days, [error("TK174", place, value=value, heading=heading) for place, value in places]


def _first(mask: pa.ChunkedArray, rows: pa.ChunkedArray, texts: pa.ChunkedArray) -> list[tuple[int, str]]:
    if not pc.any(mask).as_py():
        return []
    return list(zip(rows.filter(mask).slice(0, SHOWN).to_pylist(), texts.filter(mask).slice(0, SHOWN).to_pylist(), strict=True))


def joined(first: pa.ChunkedArray, second: pa.ChunkedArray) -> pa.ChunkedArray:
    """Two texts of a row in one, a text that both have once. Some thousand rows at a time, to keep memory small."""
    starts = range(0, len(first), _FULL)
    pieces = [_joined(first.slice(start, _FULL), second.slice(start, _FULL)) for start in starts]
    return pa.chunked_array([chunk for piece in pieces for chunk in piece.chunks], pa.string())


def _joined(first: pa.ChunkedArray, second: pa.ChunkedArray) -> pa.ChunkedArray:
    whole = pc.binary_join_element_wise(first, second, " ")
    one = pc.or_(pc.equal(second, ""), pc.equal(first, second))
    return pc.if_else(one, first, pc.if_else(pc.equal(first, ""), second, whole))


def mapped(keys: pa.ChunkedArray, value: Callable[[str], str]) -> pa.ChunkedArray:
    """``value`` of every key, computed once per distinct key."""
    encoded = Column(keys).encoded()
    return pa.chunked_array([pa.array([value(key) for key in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)])


@dataclass
class Dimensions:
    """Names of dimensions and of their objects, as the file declares them; ``usual`` names those that it does not."""

    usual: Mapping[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)

    def heading(self, dimension: str) -> str:
        """The heading of a dimension."""
        return self.headings.get(dimension, "") or self.usual.get(dimension, "") or f"Dimension {dimension}"

    def names(self, used: Iterable[str]) -> dict[str, str]:
        """Dimension -> column name, for those in use, in the order of the declaration; the same for every frame."""
        every = [*self.headings, *sorted(set(used) - set(self.headings))]
        names: dict[str, str] = {}
        for dimension in every:
            name = dimension_name(self.heading(dimension))
            taken = {*names.values(), *(f"{other}_name" for other in names.values())}
            names[dimension] = f"{name}_{dimension_name(dimension)[4:]}" if name in taken else name
        return {dimension: name for dimension, name in names.items() if dimension in set(used)}

    def columns(self, keys: pa.ChunkedArray, parse: Callable[[str], Objects], names: Mapping[str, str]) -> dict[str, pa.Array]:
        """Columns of codes, and beside them ``<column>_name`` where the file names objects. ``keys`` hold a row's objects."""
        encoded = Column(keys).encoded()
        rows = [dict(reversed(parse(key))) for key in encoded.dictionary.to_pylist()]
        columns: dict[str, pa.Array] = {}
        for dimension, name in names.items():
            codes = [row.get(dimension, "") for row in rows]
            labels = [self.objects.get((dimension, code), "") for code in codes]
            columns[name] = pa.array(codes, pa.string()).take(encoded.indices)
            if any(labels):
                columns[f"{name}_name"] = pa.array(labels, pa.string()).take(encoded.indices)
        return columns

    def roles(self, names: Mapping[str, str]) -> dict[str, str]:
        """Column name -> heading, so that a mapping can name a dimension as the program does."""
        return {name: self.heading(dimension) for dimension, name in names.items()}


def unbalanced(
    cents: pa.ChunkedArray, voucher: pa.ChunkedArray, labels: Callable[[int], tuple[str, int]], file: str
) -> list[Finding]:
    """TK250 for every voucher whose postings do not sum to zero. ``labels`` gives name and row of a voucher by its index.

    A voucher with an amount that could not be read (null) has its own finding and is passed over.
    """
    known = pd.DataFrame({"cents": pc.fill_null(cents, 0).to_numpy(), "unread": cents.is_null().to_numpy()})
    sums = known.groupby(voucher.to_numpy(), sort=True).agg({"cents": "sum", "unread": "any"})
    wrong = sums["cents"][(sums["cents"] != 0) & ~sums["unread"]]
    findings: list[Finding] = []
    for index, difference in zip(wrong.index[:SHOWN], wrong[:SHOWN], strict=True):
        name, row = labels(int(index))
        findings.append(error("TK250", Place(file, row=row), voucher=name, difference=Cents(int(difference))))
    return findings + and_more("TK250", len(wrong) - SHOWN, file)


def and_more(code: str, count: int, file: str) -> list[Finding]:
    """TK269: how many more findings of a kind there are than were listed."""
    return [info("TK269", Place(file), of=code, count=count)] if count > 0 else []


def sums_by(keys: pa.ChunkedArray, cents: pa.ChunkedArray) -> dict[str, int]:
    """Exact sums per key (int64, never through floats)."""
    if not len(keys):
        return {}
    encoded = Column(keys).encoded()
    totals = np.zeros(len(encoded.dictionary), dtype=np.int64)
    np.add.at(totals, encoded.indices.to_numpy(), pc.fill_null(cents, 0).to_numpy())
    return {str(key): int(total) for key, total in zip(encoded.dictionary.to_pylist(), totals, strict=True)}


def closings_checked(
    file: str, expected: Mapping[str, tuple[int, int]], opening: Mapping[str, int], moved: Mapping[str, int]
) -> list[Finding]:
    """TK251 where opening + movements is not the closing balance of the file. ``expected``: account -> (closing, row)."""
    wrong = []
    for account, (closing, row) in expected.items():
        computed = opening.get(account, 0) + moved.get(account, 0)
        if computed != closing:
            place, difference = Place(file, row=row), Cents(closing - computed)
            found = {"closing": Cents(closing), "computed": Cents(computed), "difference": difference}
            wrong.append(Finding("TK251", Severity.WARNING, place, account, data=found))
    return wrong[:SHOWN] + and_more("TK251", len(wrong) - SHOWN, file)
