"""Proof of one layout: every (account, permitted function) stands on exactly one leaf line, and every line can be reached."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

from tilikartta.definitions.strict_yaml import Document, PathKey
from tilikartta.model import Account, Chart, Finding, Layout, Line, Place, error

_KEYS = ("klass", "nature", "not_nature", "function", "term", "purpose", "not_purpose")
_STRANGER = "?"  # a funder that no line names: the axis is an open list


def covering(chart: Chart, account: Account) -> list[Layout]:
    """The layouts that show accounts of this class."""
    return [layout for layout in chart.layouts if layout.covers(account)]


def lines_of(layout: Layout, account: Account, function: str | None, funder: str | None = None) -> list[Line]:
    """Every leaf line that takes the account under the function; a sound layout has exactly one, whatever the funder."""
    return [line for line in layout.leaves if line.select is not None and line.select.takes(account, function, funder)]


def funders_to_try(layout: Layout) -> tuple[str | None, ...]:
    """Values that stand for every funder an entry may have; None alone where no line looks at the funder.

    Funders named by the same lines fare alike, so one of them stands for all; so do none at all and one that nobody names.
    """
    if not layout.funders:
        return (None,)
    selects = [line.select for line in layout.leaves if line.select is not None]
    alike: dict[tuple[tuple[bool, bool], ...], str] = {}
    for funder in ("", _STRANGER, *layout.funders):
        alike.setdefault(tuple((funder in select.funder, funder in select.not_funder) for select in selects), funder)
    return tuple(alike.values())


def check_layout(layout: Layout, chart: Chart, document: Document) -> list[Finding]:
    """All findings of a layout against a chart; ``document`` gives the places."""
    places = _line_places(document)
    return [*_partition(layout, chart, places), *_lines(layout, chart, places), *_sides(layout, document)]


def _line_places(document: Document) -> dict[str, Place]:
    """Line id -> its place in the file."""
    places: dict[str, Place] = {}

    def walk(lines: object, path: PathKey) -> None:
        for index, line in enumerate(lines if isinstance(lines, list) else []):
            if isinstance(line, dict):
                places[str(line.get("id"))] = document.place((*path, index, "id"))
                walk(line.get("lines"), (*path, index, "lines"))

    if isinstance(document.data, dict):
        walk(document.data.get("lines"), ("lines",))
    return places


def _partition(layout: Layout, chart: Chart, places: dict[str, Place]) -> Iterator[Finding]:
    """TK350: on no line; TK351: on several; TK352: a line that no account reaches."""
    reached: set[str] = set()
    tried = funders_to_try(layout)
    for account in chart.accounts:
        homeless, crowded = [], {}
        meanings = product(account.functions or (None,), tried) if layout.covers(account) else ()
        for function, funder in meanings:
            lines = lines_of(layout, account, function, funder)
            reached |= {line.id for line in lines}
            where = (function or account.klass) + (f" ({funder})" if funder else "")
            if not lines:
                homeless.append(where)
            elif len(lines) > 1:
                crowded[where] = [line.id for line in lines]
        named = {"name": account.name.fi, "layout": layout.id}
        if homeless:
            yield error("TK350", _top(places), account=account.code, functions=homeless, **named)
        if crowded:
            ids = list(dict.fromkeys(line for lines in crowded.values() for line in lines))
            yield error("TK351", places.get(ids[-1]), account=account.code, functions=list(crowded), lines=ids, **named)
    for line in layout.leaves:
        if line.id not in reached and line.select is not None and not line.companies_only:
            yield error("TK352", places.get(line.id), layout=layout.id, line=line.id, name=line.name.fi)


def _top(places: dict[str, Place]) -> Place:
    file = next((place.file for place in places.values()), "")
    return Place(file)


def _lines(layout: Layout, chart: Chart, places: dict[str, Place]) -> Iterator[Finding]:
    """TK366: selects what no account has; TK367: one id for two lines; TK369: leaves select, other lines do not."""
    known: dict[str, set[str | None]] = {
        "klass": {account.klass for account in chart.accounts},
        "nature": {account.nature for account in chart.accounts},
        "function": {function for account in chart.accounts for function in account.functions},
        "term": {account.term for account in chart.accounts},
        "purpose": {account.purpose for account in chart.accounts},
    }
    for line_id, count in Counter(line.id for _, line in layout.flat).items():
        if count > 1:
            yield error("TK367", places.get(line_id), layout=layout.id, line=line_id)
    for _, line in layout.flat:
        if (line.type == "line") != (line.select is not None) and not (line.type == "line" and line.takes):
            yield error("TK369", places.get(line.id), layout=layout.id, line=line.id)
        if line.select is None or line.companies_only:
            continue
        for key in _KEYS:
            lost = [value for value in getattr(line.select, key) if value not in known[key.removeprefix("not_")]]
            if lost:
                shown = "class" if key == "klass" else key
                yield error("TK366", places.get(line.id), layout=layout.id, line=line.id, key=shown, values=lost)


def _sides(layout: Layout, document: Document) -> Iterator[Finding]:
    """TK370: a balance sheet has one line of assets, one of equity and liabilities, and one that takes the result."""
    if layout.kind != "balance_sheet":
        return
    counts = Counter(line.side for line in layout.lines)
    takers = Counter(line.takes for _, line in layout.flat)
    if (counts["asset"], counts["liability"], takers["result"], takers["previous_result"]) != (1, 1, 1, 1):
        yield error("TK370", document.place(("lines",), key=True), layout=layout.id)
