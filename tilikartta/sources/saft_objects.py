"""Analysis of a SAF-T line: its objects, and the line split where amounts of the analysis divide it over several objects."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from tilikartta.sources.postings import Objects
from tilikartta.sources.xml_records import Record

_CENT = Decimal("0.01")
_BETWEEN, _END = "\x1f", "\x1e"
_SIGNED = ("DebitAnalysisAmount/Amount", "CreditAnalysisAmount/Amount", "DebitAnalysisAmount", "CreditAnalysisAmount")
_UNSIGNED = ("AnalysisAmount/Amount", "AnalysisAmount")
SHARE_FIELDS = frozenset({*_SIGNED, *_UNSIGNED})

Share = tuple[int | None, str]  # cents (None: all of the line) and object


def written(objects: Objects) -> str:
    """Objects as one text, so that a row carries a single key."""
    return _END.join(f"{dimension}{_BETWEEN}{code}" for dimension, code in objects)


def parse_objects(text: str) -> Objects:
    """The objects of such a text."""
    pairs = [part.partition(_BETWEEN) for part in text.split(_END)] if text else []
    return tuple((dimension, code) for dimension, _, code in pairs)


def cents(text: str) -> int | None:
    """Cents of a plain decimal, fractions of a cent to the even one; None when it is no number."""
    try:
        number = Decimal(text)
        return int(number.quantize(_CENT, ROUND_HALF_EVEN).scaleb(2)) if number.is_finite() else None
    except InvalidOperation:
        return None


def pieces_of(line: Record, amount_of: Callable[[], int | None]) -> tuple[list[tuple[int | None, str]], bool]:
    """The line as (cents, objects) pieces that sum to its amount, and whether every object of the file found its place.

    A single piece has None for its cents: the whole line. Where two dimensions divide a line each in its own way, the file does
    not say which object of one met which of the other: the one with more objects divides, the other stays empty.
    """
    if not line.children:
        return [(None, "")], True
    amount = amount_of() if any(SHARE_FIELDS & one.fields.keys() for one in line.children) else None
    kinds: dict[str, list[Share]] = {}
    for analysis in line.children:
        dimension, code = analysis.get("AnalysisType"), analysis.get("AnalysisID")
        if dimension and code:
            kinds.setdefault(dimension, []).append((_amount(analysis, amount), code))
    divided = {dimension: _to_the_end(shares, amount) for dimension, shares in kinds.items() if _divides(shares, amount)}
    whole = [(dimension, shares[0][1]) for dimension, shares in kinds.items() if dimension not in divided]
    placed = all(len(shares) == 1 for dimension, shares in kinds.items() if dimension not in divided)
    if not divided:
        return [(None, written(tuple(whole)))], placed
    chosen = max(divided, key=lambda dimension: len(divided[dimension]))
    amounts = [share for share, _ in divided[chosen]]
    alike = {key: shares for key, shares in divided.items() if [share for share, _ in shares] == amounts}
    pieces: list[tuple[int | None, str]] = []
    for at, share in enumerate(amounts):
        objects = [*whole, *((key, shares[at][1]) for key, shares in alike.items() if shares[at][1])]
        pieces.append((share, written(tuple(objects))))
    return pieces, placed and len(alike) == len(divided)


def _amount(analysis: Record, line: int | None) -> int | None:
    """Cents of one analysis, debit +. An amount without a side lies on the side of the line."""
    if not SHARE_FIELDS & analysis.fields.keys():
        return None
    for path in _SIGNED:
        if text := analysis.get(path):
            value = cents(text)
            return -value if value is not None and path.startswith("Credit") else value
    value = cents(analysis.get(*_UNSIGNED)) if analysis.get(*_UNSIGNED) else None
    return -value if value is not None and line is not None and line < 0 else value


def _divides(shares: list[Share], amount: int | None) -> bool:
    """Whether these shares divide the line: all have amounts, and not one object has it whole."""
    if amount is None or any(share is None for share, _ in shares):
        return False
    return len(shares) > 1 or shares[0][0] != amount


def _to_the_end(shares: list[Share], amount: int | None) -> list[tuple[int, str]]:
    """The shares, and what they leave of the line without object."""
    known = [(share or 0, code) for share, code in shares]
    rest = (amount or 0) - sum(share for share, _ in known)
    return [*known, (rest, "")] if rest else known
