"""The rows of the sheet of accounts: every local account with each meaning it has, over all periods.

Statement cells are formulas over these rows, so their balances follow the statements' rules: result accounts begin every period
from zero, all others carry over unless the export states the opening balances of the period.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tilikartta.mapping.apply import MAPPED, OUTSIDE
from tilikartta.model import FUNCTIONS
from tilikartta.reports.contents import Contents
from tilikartta.reports.words import rule_place

Ints = npt.NDArray[np.int64]

IDENTITY = ["entity", "account", "account_name", "status", "universal", "function", "activity", "funder", "fund"]


@dataclass
class AccountRows:
    """One row per local account and meaning, in the order of the statements, with unmapped accounts last.

    ``table``: IDENTITY, ``klass``, ``income_line``, ``balance_line`` (line ids or ""), ``rule``, ``reason``, ``share`` (per cent,
    "" when whole), ``debit`` and ``credit`` (cents, all periods), ``turnover`` (both and opening balances, as coverage counts
    euros), ``entries`` (count).
    ``balances``: rows x periods, cents, debit +. ``row_of_key``: the row of each row of ``mapped.keys``.
    """

    table: pd.DataFrame
    balances: Ints
    row_of_key: npt.NDArray[np.int64]

    def first(self, column: str, line: str) -> int | None:
        """Index of the first row of a statement line."""
        found = np.flatnonzero((self.table[column] == line).to_numpy())
        return int(found[0]) if len(found) else None


def account_rows(contents: Contents) -> AccountRows:
    """The account rows of a report."""
    mapped = contents.mapped
    keys = mapped.keys.assign(share_text=_shares(mapped.keys), rule=[rule_place(str(rule)) for rule in mapped.keys["rule"]])
    groups = keys.groupby(IDENTITY, sort=False)
    number = groups.ngroup().to_numpy(dtype=np.int64)
    table = keys.drop_duplicates(IDENTITY)[IDENTITY].reset_index(drop=True)
    for column, name in (("rule", "rule"), ("reason", "reason"), ("share_text", "share")):
        table[name] = [_joined(values) for _, values in groups[column]]
    table = _placed(table, contents)
    order = table.sort_values(_ORDER, kind="stable").index.to_numpy()
    rank = np.empty(len(table), dtype=np.int64)
    rank[order] = np.arange(len(table))
    row_of_key: Ints = rank[number]
    table = table.loc[order].drop(columns=_PLACE).reset_index(drop=True)
    _count(table, contents, row_of_key)
    return AccountRows(table, _balances(table, contents, row_of_key), row_of_key)


_PLACE = ["block", "line_order", "universal_order", "function_order"]
_ORDER = [*_PLACE, "activity", "funder", "fund", "account", "account_name", "entity"]


def _joined(values: "pd.Series[str]") -> str:
    return "; ".join(dict.fromkeys(str(value) for value in values if value))


def _shares(keys: pd.DataFrame) -> list[str]:
    """``70`` for 70 % of a shared account, "" for a whole one."""
    wholes = keys.groupby("cell")["share"].transform("sum")
    alone = keys.groupby("cell")["share"].transform("size") == 1
    return ["" if single else f"{int(share) * 100 / int(whole):.4g}"
            for share, whole, single in zip(keys["share"], wholes, alone, strict=True)]  # fmt: skip


def _placed(table: pd.DataFrame, contents: Contents) -> pd.DataFrame:
    """Class and statement lines of each row, and what it is sorted by."""
    records = [_place(row, contents) for row in table.to_dict("records")]
    names = ["klass", "income_line", "balance_line", *_PLACE]
    return pd.concat([table, pd.DataFrame(records, columns=names, dtype=object)], axis=1)


def _place(row: dict[Any, Any], contents: Contents) -> tuple[str, str, str, int, int, str, int]:
    if row["status"] != MAPPED:
        return ("", "", "", 3 if row["status"] == OUTSIDE else 4, 0, "", 0)
    account = contents.chart.by_code[str(row["universal"])]
    function, funder = str(row["function"]), str(row["funder"])
    income = contents.income.layout.line_of(account, function or None, funder) if account.in_income_statement else None
    balance = contents.balance.layout.line_of(account, None) if account.in_balance_sheet else None
    line, layout, block = (income, contents.income.layout, 0) if income else (balance, contents.balance.layout, 1)
    place = layout.leaves.index(line) if line else 0
    by_function = FUNCTIONS.index(function) if function in FUNCTIONS else 0
    ids = (income.id if income else "", balance.id if balance else "")
    return (account.klass, *ids, block if line else 2, place, account.code, by_function)


def _count(table: pd.DataFrame, contents: Contents, row_of_key: npt.NDArray[np.int64]) -> None:
    """Turnover and number of entries of each row."""
    mapped = contents.mapped
    turnover = mapped.balances["debit"] + mapped.balances["credit"] + mapped.balances["opening"].abs()
    for column, values in (("debit", mapped.balances["debit"]), ("credit", mapped.balances["credit"]), ("turnover", turnover)):
        sums = np.zeros(len(table), dtype=np.int64)
        np.add.at(sums, row_of_key, values.to_numpy(dtype=np.int64))
        table[column] = sums
    counts = np.zeros(len(table), dtype=np.int64)
    np.add.at(counts, row_of_key, np.bincount(mapped.entries["key"].to_numpy(dtype=np.int64), minlength=len(mapped.keys)))
    table["entries"] = counts


def _balances(table: pd.DataFrame, contents: Contents, row_of_key: npt.NDArray[np.int64]) -> Ints:
    """Balance of every row at the end of every period."""
    mapped = contents.mapped
    periods = max(len(mapped.periods), 1)
    at = (row_of_key, mapped.keys["period"].to_numpy(dtype=np.int64))
    opening, movement = (np.zeros((len(table), periods), dtype=np.int64) for _ in range(2))
    np.add.at(opening, at, mapped.balances["opening"].to_numpy(dtype=np.int64))
    np.add.at(movement, at, mapped.balances["movement"].to_numpy(dtype=np.int64))
    carries = (table["income_line"] == "").to_numpy()
    balances = np.zeros_like(opening)
    last = np.zeros(len(table), dtype=np.int64)
    for period in range(periods):
        opened = np.array([(str(entity), period) in mapped.opened for entity in table["entity"]], dtype=bool)
        last = np.where(carries & ~opened, last, 0) + opening[:, period] + movement[:, period]
        balances[:, period] = last
    return balances


def earlier_periods(contents: Contents, period: int) -> dict[int, list[str]]:
    """Earlier periods whose results the bookkeeping has not yet moved to equity: period -> the entities it concerns."""
    entities = sorted({str(entity) for entity in contents.mapped.keys["entity"]})
    found: dict[int, list[str]] = {}
    for earlier in range(period):
        unmoved = [
            entity for entity in entities
            if not any((entity, later) in contents.mapped.opened for later in range(earlier + 1, period + 1))
        ]  # fmt: skip
        if unmoved:
            found[earlier] = unmoved
    return found
