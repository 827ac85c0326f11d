"""Analysis of a SAF-T line: its objects, and the line split where amounts of the analysis divide it over several objects."""

from decimal import Decimal, InvalidOperation

from tilikartta.sources.postings import Objects
from tilikartta.sources.xml_records import Record

_BETWEEN, _END = "\x1f", "\x1e"
_SIGNED = ("DebitAnalysisAmount/Amount", "CreditAnalysisAmount/Amount", "DebitAnalysisAmount", "CreditAnalysisAmount")
_UNSIGNED = ("AnalysisAmount/Amount", "AnalysisAmount")

Share = tuple[int | None, str]  # cents (None: all of the line) and object


def written(objects: Objects) -> str:
    """Objects as one text, so that a row carries a single key."""
    return _END.join(f"{dimension}{_BETWEEN}{code}" for dimension, code in objects)


def parse_objects(text: str) -> Objects:
    """The objects of such a text."""
    pairs = [part.partition(_BETWEEN) for part in text.split(_END)] if text else []
    return tuple((dimension, code) for dimension, _, code in pairs)


def cents(text: str) -> int | None:
    """Cents of a plain decimal, None when it is none or has fractions of a cent."""
    try:
        number = Decimal(text).scaleb(2)
    except InvalidOperation:
        return None
    return int(number) if number.is_finite() and number == number.to_integral_value() else None


def shares_of(line: Record, amount: int | None) -> tuple[list[tuple[int | None, str]], bool]:
    """The line as (cents, objects) pieces that sum to ``amount``, and whether the combination of dimensions is certain.

    A single piece has None for its cents: the whole line. Where two dimensions divide a line differently, each keeps its own sums,
    laid along the line in the order of the file; which object of one met which of the other the file does not say.
    """
    kinds: dict[str, list[Share]] = {}
    for analysis in line.children:
        dimension, code = analysis.get("AnalysisType"), analysis.get("AnalysisID")
        if dimension and code:
            kinds.setdefault(dimension, []).append((_amount(analysis, amount), code))
    if not kinds:
        return [(None, "")], True
    divided = {dimension: shares for dimension, shares in kinds.items() if _divides(shares, amount)}
    whole = [(dimension, shares[0][1]) for dimension, shares in kinds.items() if dimension not in divided]
    unclear = any(len(shares) > 1 for dimension, shares in kinds.items() if dimension not in divided)
    if not divided or amount is None:
        return [(None, written(tuple(whole)))], not unclear
    laid = {dimension: _to_the_end(shares, amount) for dimension, shares in divided.items()}
    patterns = {tuple(share for share, _ in shares) for shares in laid.values()}
    pieces = [
        (share, written((*whole, *((dimension, code) for dimension, code in objects if code))))
        for share, objects in _laid_out(laid)
    ]
    return pieces, not unclear and len(patterns) == 1


def _amount(analysis: Record, line: int | None) -> int | None:
    """Cents of one analysis, debit +. An amount without a side lies on the side of the line."""
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


def _to_the_end(shares: list[Share], amount: int) -> list[tuple[int, str]]:
    """The shares, and what they leave of the line without object."""
    known = [(share or 0, code) for share, code in shares]
    rest = amount - sum(share for share, _ in known)
    return [*known, (rest, "")] if rest else known


def _laid_out(laid: dict[str, list[tuple[int, str]]]) -> list[tuple[int, list[tuple[str, str]]]]:
    """Cut the line wherever some dimension changes its object."""
    patterns = {tuple(share for share, _ in shares) for shares in laid.values()}
    if len(patterns) == 1:
        amounts = next(iter(patterns))
        return [(share, [(key, shares[at][1]) for key, shares in laid.items()]) for at, share in enumerate(amounts)]
    edges: dict[str, list[int]] = {key: _edges(shares) for key, shares in laid.items()}
    pieces: list[tuple[int, list[tuple[str, str]]]] = []
    begun = 0
    for edge in _in_order({edge for found in edges.values() for edge in found}, next(iter(edges.values()))[-1]):
        objects = [(key, laid[key][_at(edges[key], begun, edge)][1]) for key in laid]
        pieces.append((edge - begun, objects))
        begun = edge
    return pieces


def _edges(shares: list[tuple[int, str]]) -> list[int]:
    found, total = [], 0
    for share, _ in shares:
        total += share
        found.append(total)
    return found


def _in_order(edges: set[int], end: int) -> list[int]:
    return sorted(edges - {0}, reverse=end < 0)


def _at(edges: list[int], begun: int, edge: int) -> int:
    """Index of the share that covers the stretch from ``begun`` to ``edge``."""
    low, high = min(begun, edge), max(begun, edge)
    start = 0
    for index, end in enumerate(edges):
        if min(start, end) <= low and high <= max(start, end):
            return index
        start = end
    return len(edges) - 1
