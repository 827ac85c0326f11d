"""The income statement with its ordinary operations split by activity area (toiminnanala, KPA 1:3.3, PMA 2:3.3).

The statement itself is not another scheme: every line of ordinary operations is repeated for each area that the ledger knows, and
for what carries none; the rest stands as it is. So the areas together are the lines of the statement, cent for cent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tilikartta.mapping.apply import Mapped
from tilikartta.model import Chart, Layout, Line, Text
from tilikartta.statements.figures import Statement, income_from_lines
from tilikartta.statements.terms import labels, result_table

ORDINARY = "is.ord"  # the group of the scheme that activity areas divide
_SIGN = "@"  # between the number of an area and the line: no line id holds it


@dataclass(frozen=True)
class AreaAmount:
    """One line of ordinary operations in one area and period; ``activity`` is "" for what carries none. Income +, expense -."""

    activity: str
    line: str
    period: str
    amount: int


@dataclass(frozen=True)
class AreaStatement:
    """The statement with areas. ``areas`` are the values of the activity axis in printing order, "" last where it is needed.

    ``statement`` has a layout of its own: in it a line of an area is called ``0@is.ord.inc``; all others keep their ids.
    """

    statement: Statement
    areas: tuple[str, ...]

    def place(self, line_id: str) -> tuple[str | None, str]:
        """(activity, line id of the scheme) of a line; the activity is None outside ordinary operations."""
        number, sign, own = line_id.partition(_SIGN)
        return (self.areas[int(number)], own) if sign else (None, line_id)

    def amounts(self) -> list[AreaAmount]:
        """Every leaf of every area that has a figure in some period."""
        found = []
        for line in self.statement.layout.leaves:
            activity, own = self.place(line.id)
            if activity is not None and self.statement.shown(line):
                cents = self.statement.amounts[line.id]
                found += [
                    AreaAmount(activity, own, period, amount)
                    for period, amount in zip(self.statement.periods, cents, strict=True)
                ]
        return found


def activity_areas(mapped: Mapped, chart: Chart, layout: Layout, unallocated: Text) -> AreaStatement | None:
    """The statement by activity area; None where the scheme has no ordinary operations or no euro of them carries an area.

    ``unallocated`` names the block of what carries no area. Columns are the periods of the ledger, amounts cents, income +,
    expense -.
    """
    ordinary = next((line for line in layout.lines if line.id == ORDINARY), None)
    if ordinary is None:
        return None
    rows = _rows(mapped, chart, layout, {line.id for line in _leaves(ordinary)})
    held = {activity for activity, *_ in rows if activity is not None}
    areas = (*sorted(held - {""}), *(held & {""}))
    if areas in ((), ("",)):
        return None
    number = {activity: f"{index}{_SIGN}" for index, activity in enumerate(areas)}
    placed = [
        (line if activity is None else number[activity] + line, universal, period, cents)
        for activity, line, universal, period, cents in rows
    ]
    split = _split(layout, ordinary, areas, unallocated)
    return AreaStatement(income_from_lines(split, placed, labels(mapped)), areas)


def _rows(mapped: Mapped, chart: Chart, layout: Layout, divided: set[str]) -> list[tuple[str | None, str, str, int, int]]:
    """(activity, leaf id, universal, period, cents) of every euro of the statement; no activity (None) on lines not divided."""
    by = ["universal", "function", "funder", "activity", "period"]
    rows: list[tuple[str | None, str, str, int, int]] = []
    for row in result_table(mapped, chart).groupby(by, sort=True)["amount"].sum().reset_index().to_dict("records"):
        line = layout.line_of(chart.by_code[str(row["universal"])], str(row["function"]) or None, str(row["funder"]))
        if line is not None:
            activity = str(row["activity"]) if line.id in divided else None
            rows.append((activity, line.id, str(row["universal"]), int(row["period"]), -int(row["amount"])))
    return rows


def _leaves(line: Line) -> Iterable[Line]:
    if line.type == "line":
        yield line
    for child in line.lines:
        yield from _leaves(child)


def _split(layout: Layout, ordinary: Line, areas: Iterable[str], unallocated: Text) -> Layout:
    """The layout whose ordinary operations are a group per area, each with the lines of the scheme."""
    groups = []
    for number, activity in enumerate(areas):
        title = Text(activity, activity, activity) if activity else unallocated
        lines = tuple(_copy(line, number) for line in ordinary.lines)
        groups.append(Line(f"{number}{_SIGN}{ordinary.id}", "group", title, source="KPA 1:3.3; PMA 2:3.3", lines=lines))
    whole = replace(ordinary, lines=tuple(groups))
    return replace(layout, lines=tuple(whole if line is ordinary else line for line in layout.lines))


def _copy(line: Line, number: int) -> Line:
    return replace(line, id=f"{number}{_SIGN}{line.id}", lines=tuple(_copy(child, number) for child in line.lines))
