"""Mapped ledger -> the sums that key figures are made of: picks by attributes, lines of layouts, length of the year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from tilikartta.mapping.apply import MAPPED, UNMAPPED, Mapped
from tilikartta.mapping.periods import Period
from tilikartta.model import Chart
from tilikartta.model.measures import FREE_FUNDS, KeyFigureBook, Pick, Term
from tilikartta.statements.figures import Statement, statement

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MONTHS_OF_A_YEAR = 12


def result_table(mapped: Mapped, chart: Chart) -> pd.DataFrame:
    """The mapped euros of the income statement by key: ``keys`` with ``klass``, ``nature`` and ``amount``.

    ``amount`` is cents as the statement counts them: what the period opened with and its movement, debit +. The index is that
    of ``mapped.keys``.
    """
    table = mapped.keys[mapped.keys["status"] == MAPPED].copy()
    accounts = [chart.by_code[str(code)] for code in table["universal"]]
    table["klass"] = [account.klass for account in accounts]
    table["nature"] = [account.nature for account in accounts]
    table = table[pd.Series([account.in_income_statement for account in accounts], index=table.index, dtype=bool)]
    sums = mapped.balances.loc[table.index, ["opening", "movement"]].astype("int64")
    return table.assign(amount=sums["opening"] + sums["movement"])


class Taking:
    """A table of keys made ready for picks: a key figure book asks some hundred times, and the table stays the same."""

    def __init__(self, table: pd.DataFrame, chart: Chart) -> None:
        self._columns = {name: [str(value) for value in table[name]] for name in ("universal", "function", "funder", "fund")}
        self._accounts = {
            code: chart.by_code[code] for code in dict.fromkeys(self._columns["universal"]) if code in chart.by_code
        }

    def mask(self, picks: Iterable[Pick]) -> Mask:
        """Which rows any of the picks takes."""
        found = np.zeros(len(self._columns["universal"]), dtype=bool)
        for pick in picks:
            found |= self._one(pick)
        return found

    def of_fund(self, fund: str) -> Mask:
        """Which rows are of restricted or unrestricted funds."""
        free = self._within("fund", FREE_FUNDS)
        return free if fund == "unrestricted" else ~free

    def _one(self, pick: Pick) -> Mask:
        mask = self._within("universal", [code for code, account in self._accounts.items() if pick.takes_account(account)])
        for column, wanted, unwanted in (
            ("function", pick.function, pick.not_function),
            ("funder", pick.funder, pick.not_funder),
        ):
            if wanted:
                mask &= self._within(column, wanted)
            if unwanted:
                mask &= ~self._within(column, unwanted)
        return mask & self.of_fund(pick.fund) if pick.fund else mask

    def _within(self, column: str, values: Iterable[str]) -> Mask:
        held, cells = set(values), self._columns[column]
        return np.fromiter((cell in held for cell in cells), dtype=bool, count=len(cells))


def taken(table: pd.DataFrame, picks: Iterable[Pick], chart: Chart) -> "pd.Series[bool]":
    """Which rows of a table of keys any of the picks takes."""
    return pd.Series(Taking(table, chart).mask(picks), index=table.index)


def by_period(rows: pd.DataFrame, count: int) -> list[int]:
    """Sums of ``amount`` per period, 0 where a period has no row."""
    sums = rows.groupby("period")["amount"].sum()
    return [int(sums.get(period, 0)) for period in range(count)]


def labels(mapped: Mapped) -> list[str]:
    """Names of the periods; one dash when the ledger has no dates."""
    return [period.label for period in mapped.periods] or ["–"]


def months(period: Period) -> int:
    """Length of a financial year in months, begun months counted whole."""
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1


def balances_known(mapped: Mapped, period: int) -> bool:
    """Whether a balance sheet at the end of the period shows what there is, and not only what changed.

    Every entity that has something by then needs stated openings (zero is a statement too) or closings of that period or before.
    """
    told = _tellers(mapped.ledger.balances)
    last = mapped.periods[period].end if mapped.periods else date.max
    known = {str(entity) for entity, day in told if day is None or day <= last}
    present = set(mapped.keys.loc[mapped.keys["period"] <= period, "entity"].unique())
    return {str(entity) for entity in present} <= known


def _tellers(balances: pd.DataFrame) -> set[tuple[str, date | None]]:
    """(entity, first day) of the rows that tell what an account holds.

    A list of turnovers alone is read with a closing that is only its turnover: that tells nothing.
    """
    turnover = balances["debit"].fillna(0) - balances["credit"].fillna(0)
    only_turnover = (balances["debit"].notna() | balances["credit"].notna()) & (balances["closing"] == turnover).fillna(False)
    rows = balances[balances["opening"].notna() | (balances["closing"].notna() & ~only_turnover)]
    days = rows["period_start"].where(rows["period_start"].notna(), rows["period_end"])
    found = pd.DataFrame({"entity": rows["entity"], "day": days}).drop_duplicates()
    return {(str(entity), day if isinstance(day, date) else None) for entity, day in found.itertuples(index=False)}


def unmapped_of(mapped: Mapped) -> list[tuple[int, int]]:
    """Per period: how many local accounts without a home hold something, and how much, in cents without signs."""
    table = pd.concat([mapped.keys, mapped.balances], axis=1)
    lost = table[table["status"] == UNMAPPED]
    lost = lost.assign(held=lost["opening"] + lost["movement"])
    held = lost.groupby(["entity", "account", "account_name", "period"])["held"].sum()
    found = []
    for period in range(max(len(mapped.periods), 1)):
        of_period = held[held.index.get_level_values("period") == period]
        found.append((int((of_period != 0).sum()), int(of_period.abs().sum())))
    return found


@dataclass
class Terms:
    """The terms of one mapped ledger. Sums are cents per period: income and expenses +, lines as their statement shows them."""

    mapped: Mapped
    chart: Chart
    book: KeyFigureBook
    lines: Mapping[str, str]
    _sums: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The income statement by key."""
        return result_table(self.mapped, self.chart)

    @cached_property
    def _taking(self) -> Taking:
        return Taking(self.table, self.chart)

    @cached_property
    def _amounts(self) -> tuple[Ints, Ints]:
        """Period and cents of each row of the table."""
        return tuple(self.table[name].to_numpy(dtype=np.int64) for name in ("period", "amount"))  # type: ignore[return-value]

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Layout id -> statement, for the layouts that formulas may name."""
        layouts = [self.chart.layout_by_id[name] for name in self.book.layouts]
        return {layout.id: statement(self.mapped, self.chart, layout) for layout in layouts}

    @cached_property
    def by_id(self) -> dict[str, Term]:
        """Terms by id."""
        return {term.id: term for term in self.book.terms}

    @property
    def count(self) -> int:
        """Number of periods, at least one."""
        return max(len(self.mapped.periods), 1)

    def needs_balances(self, name: str) -> bool:
        """Whether the name is a line of a balance sheet."""
        return name in self.lines and self.chart.layout_by_id[self.lines[name]].kind == "balance_sheet"

    def value(self, name: str, period: int, fund: str = "") -> int:
        """A term, a line or ``months`` in one period. ``fund`` narrows terms to restricted or unrestricted funds."""
        if name == "months":
            return months(self.mapped.periods[period]) if self.mapped.periods else MONTHS_OF_A_YEAR
        if name in self.lines:
            return self.statements[self.lines[name]].amounts[name][period]
        return self._sum(f"term:{name}", self.by_id[name].select, fund)[period]

    def doubt(self, name: str, period: int, fund: str = "") -> int:
        """Cents that may or may not belong to the term."""
        term = self.by_id.get(name)
        if term is None or term.doubt is None:
            return 0
        return self._sum(f"doubt:{name}", term.doubt.select, fund)[period]

    def absent(self, name: str, period: int) -> bool:
        """Whether the ledger does not follow a term that must be followed to mean anything."""
        term = self.by_id.get(name)
        if term is None or not term.absent:
            return False
        periods, amounts = self._amounts
        return not bool((self._taking.mask(term.select) & (periods == period) & (amounts != 0)).any())

    def _sum(self, key: str, picks: tuple[Pick, ...], fund: str) -> list[int]:
        if (key, fund) not in self._sums:
            mask = self._taking.mask(picks)
            if fund:
                mask &= self._taking.of_fund(fund)
            periods, amounts = self._amounts
            sums = np.zeros(self.count, dtype=np.int64)
            np.add.at(sums, periods[mask], amounts[mask])
            sign = -1 if picks[0].klass == ("income",) else 1
            self._sums[key, fund] = [sign * int(cents) for cents in sums]
        return self._sums[key, fund]
