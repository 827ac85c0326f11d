"""Statement layouts as rows of account codes, for programs whose reports select accounts by number.

There the function is not a dimension of its own, so every account stands on the line of its default function.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tilikartta.model import Account, Chart, Line, Text

INCOME, BALANCE = "is_npo", "bs_npo"
# Main headings of a chart by the first digit of the codes; the words are labels chart.adopt.*.
_HEADINGS = (("1", "assets"), ("2", "claims"), ("3", "income"), ("4", "expenses"), ("8", "closing"))


def main_heading(code: str) -> tuple[str, str]:
    """The digit with which the main heading above a code begins, and its label."""
    return next(pair for pair in reversed(_HEADINGS) if code >= pair[0])


@dataclass(frozen=True)
class StatementRow:
    """A printed row. ``sums`` is what its figure is made of (codes); ``heading`` rows have none of their own.

    ``counted`` rows are those that add up to the whole: each account stands on exactly one of them.
    """

    id: str
    name: Text
    depth: int
    kind: Literal["heading", "line", "sum", "running"]
    codes: tuple[str, ...]
    takes_result: bool = False

    @property
    def counted(self) -> bool:
        """Whether the row takes accounts itself."""
        return self.kind == "line"


def statement_rows(chart: Chart, layout_id: str, accounts: Sequence[Account]) -> list[StatementRow]:
    """The rows of a layout in printing order, with the codes of these accounts. Rows that no account reaches are left out."""
    layout = chart.layout_by_id[layout_id]
    taken: dict[str, list[str]] = {}
    for account in accounts:
        if layout.covers(account) and (line := layout.line_of(account, account.function)) is not None:
            taken.setdefault(line.id, []).append(account.code)
    balance = layout.kind == "balance_sheet"
    rows: list[StatementRow] = []
    above: list[str] = []
    for depth, line in layout.flat:
        codes = _below(line, taken)
        if line.type == "line":
            above += codes
        if line.type == "total":
            codes = _below(_parent(layout.lines, line), taken)
        if line.type == "running":
            codes = list(above)
        if codes:
            kind = _kind(line, balance=balance and depth > 0)
            rows.append(StatementRow(line.id, line.name, depth, kind, tuple(codes), line.takes == "result"))
    return rows


def _kind(line: Line, *, balance: bool) -> Literal["heading", "line", "sum", "running"]:
    """Groups of a balance sheet show their sum, those of an income statement are headings."""
    if line.type == "group":
        return "sum" if balance else "heading"
    return {"line": "line", "running": "running", "total": "sum"}[line.type]  # type: ignore[return-value]


def _below(line: Line, taken: dict[str, list[str]]) -> list[str]:
    return [*taken.get(line.id, ()), *(code for child in line.lines for code in _below(child, taken))]


def _parent(lines: Sequence[Line], child: Line) -> Line:
    """The group that holds a line."""
    for line in lines:
        if child in line.lines:
            return line
        if line.lines:
            found = _parent(line.lines, child)
            if found is not child:
                return found
    return child
