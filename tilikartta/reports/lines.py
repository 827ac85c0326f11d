"""Which rows a printed statement has, in order, and what each of them sums.

Lines without a figure in any period are left out (KPA 1:11, PMA 2:8); sums stay whole, since what is left out is zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tilikartta.model import Line
from tilikartta.statements.figures import Statement

Kind = Literal["heading", "leaf", "group", "sub", "difference", "running", "total"]


@dataclass
class Row:
    """One printed row.

    ``heading``: a name only. ``leaf``: takes accounts. ``group``: a sum printed above its parts (balance sheet). ``sub``: a sum
    below its parts. ``difference``: income less expenses of one group of the income statement, in the main column. ``running``:
    everything above. ``total``: a side of the balance sheet. ``parts`` are the rows that a sum adds up.
    """

    kind: Kind
    line: Line
    depth: int
    side: bool = False
    asset: bool = False
    parts: list["Row"] = field(default_factory=list)
    number: int = 0


def _leaves(line: Line) -> Iterator[Line]:
    if line.type == "line":
        yield line
    for child in line.lines:
        yield from _leaves(child)


def _printed(statement: Statement, line: Line) -> bool:
    """Whether a leaf is shown or a group has a leaf that is; a group that nets to zero keeps its heading."""
    return any(statement.shown(leaf) for leaf in _leaves(line))


def income_rows(statement: Statement) -> list[Row]:
    """The income statement as Kila lays it out.

    Income and expenses of a group stand in a side column, their difference and then the cumulative row in the main column.
    A cumulative row that would only repeat the one before it, under the same name, is left out with its empty group.
    """
    rows: list[Row] = []
    main: list[Row] = []
    last = statement.layout.lines[-1]
    name = None
    for line in statement.layout.lines:
        if line.type == "running":
            if line is last or (statement.shown(line) and (len(main) > 1 or name != line.name)):
                row = Row("running", line, 0, parts=main)
                rows.append(row)
                main, name = [row], line.name
        elif _printed(statement, line):
            main.append(_income_part(statement, line, 0, rows))
    return rows


def _income_part(statement: Statement, line: Line, depth: int, rows: list[Row]) -> Row:
    """Add the rows of a line and its parts; the row that holds its amount."""
    if line.type == "line":
        row = Row("leaf", line, depth, side=depth > 0)
        rows.append(row)
        return row
    rows.append(Row("heading", line, depth))
    parts = [_income_part(statement, child, depth + 1, rows) for child in line.lines if _printed(statement, child)]
    row = Row("sub" if depth else "difference", line, depth, side=depth > 0, parts=parts)
    rows.append(row)
    return row


def balance_rows(statement: Statement) -> list[Row]:
    """The balance sheet: sums above their parts, each side closed by its total."""
    rows: list[Row] = []
    for line in statement.layout.lines:
        rows.append(Row("heading", line, 0))
        asset = line.side == "asset"
        parts = [_balance_part(statement, child, 1, asset, rows) for child in line.lines if _printed(statement, child)]
        total = next((child for child in line.lines if child.type == "total"), line)
        rows.append(Row("total", total, 0, parts=parts, asset=asset))
    return rows


def _balance_part(statement: Statement, line: Line, depth: int, asset: bool, rows: list[Row]) -> Row:
    row = Row("leaf" if line.type == "line" else "group", line, depth, asset=asset)
    rows.append(row)
    row.parts = [_balance_part(statement, child, depth + 1, asset, rows) for child in line.lines if _printed(statement, child)]
    return row
