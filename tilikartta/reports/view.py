"""What every sheet needs to know: the contents in the reader's language, periods newest first, where the accounts stand."""

from dataclasses import dataclass, field
from functools import cached_property

from openpyxl.utils import get_column_letter as letter

from tilikartta.mapping.periods import Period
from tilikartta.model import Layout, Line
from tilikartta.reports.accounts import AccountRows, account_rows
from tilikartta.reports.contents import Contents
from tilikartta.reports.words import Words

ACCOUNTS_FIRST = 6  # first account row on the sheet of accounts
AXES = ("activity", "funder", "fund")


@dataclass
class View:
    """The contents, made ready for the sheets."""

    contents: Contents
    words: Words
    rows: AccountRows = field(init=False)

    def __post_init__(self) -> None:
        self.rows = account_rows(self.contents)

    @cached_property
    def periods(self) -> list[int]:
        """Indices of the periods that hold anything, newest first: a stray date in 1925 must not print a hundred columns."""
        held = {int(period) for period in self.contents.mapped.keys["period"].unique()}
        return sorted(held, reverse=True) or [0]

    def period(self, index: int) -> Period | None:
        """The period, or None for a ledger without dates."""
        periods = self.contents.mapped.periods
        return periods[index] if index < len(periods) else None

    def label(self, index: int) -> str:
        """``2025``, or the first and last day of a broken year."""
        period = self.period(index)
        return self.words.short(period) if period else "–"

    @cached_property
    def axes(self) -> list[str]:
        """Which of activity, funder and fund are used at all."""
        return [axis for axis in AXES if (self.rows.table[axis] != "").any()]

    @cached_property
    def entities(self) -> list[str]:
        """Names of the entities in the ledger; a column for them only when there are several."""
        return sorted({str(entity) for entity in self.contents.mapped.keys["entity"]})

    @cached_property
    def account_columns(self) -> dict[str, int]:
        """Column numbers on the sheet of accounts by key; balances stand under ``balance.<period>``."""
        entity = ["entity"] if len(self.entities) > 1 else []
        balances = [f"balance.{period}" for period in self.periods]
        names = ["line", "account", "account_name", *entity, "universal", "universal_name", "function", *self.axes, *balances,
                 "debit", "credit", "entries", "remark", "rule", "status", "klass", "income_line", "balance_line"]  # fmt: skip
        return {name: number for number, name in enumerate(names, start=1)}

    def accounts_range(self, column: str) -> str:
        """``$F$6:$F$120``: the whole column on the sheet of accounts."""
        name = letter(self.account_columns[column])
        return f"${name}${ACCOUNTS_FIRST}:${name}${ACCOUNTS_FIRST + max(len(self.rows.table), 1) - 1}"

    def line_name(self, layout: Layout, line_id: str) -> str:
        """The name of a leaf with that of its top group where the name alone says little (two lines are called Tuotot)."""
        for top in layout.lines:
            for line in _walk(top):
                if line.id == line_id:
                    own = self.words.of(line.name)
                    return own if line is top or layout.kind == "balance_sheet" else f"{self.words.of(top.name)}: {own}"
        return ""


def _walk(line: Line) -> list[Line]:
    return [line, *(found for child in line.lines for found in _walk(child))]
