"""Closing balance of every local account at the end of every period, carried over where the export has no opening balances."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tilikartta.mapping.cells import Cells, movements
from tilikartta.model import Ledger


@dataclass
class Closings:
    """By (entity, period, account, account_name), in cents: the closing balance, and what the period's own rows say alone."""

    carried: dict[tuple[str, int, str, str], int]
    own: dict[tuple[str, int, str, str], int]

    def closing(self, key: tuple[str, int, str, str], *, carried: bool) -> int:
        """Closing balance; without ``carried`` only what the period's own rows say (accounts of the income statement)."""
        return self.carried[key] if carried else self.own[key]


KEY = ["entity", "period", "account", "account_name"]


def tells_held(balances: pd.DataFrame) -> "np.typing.NDArray[np.bool_]":
    """Which rows of balances tell what an account holds at the end, and not only what moved on it."""
    turnover = balances["debit"].fillna(0) - balances["credit"].fillna(0)
    only_turnover = (balances["debit"].notna() | balances["credit"].notna()) & (balances["closing"] == turnover).fillna(False)
    held = balances["closing"].notna() & (balances["opening"].notna() | ~only_turnover)
    return held.to_numpy(dtype=np.bool_)


def opened_periods(
    ledger: Ledger, cells: Cells, in_balance_sheet: "np.typing.NDArray[np.bool_] | None" = None
) -> frozenset[tuple[str, int]]:
    """The (entity, period) pairs for which the export states opening balances, or closing ones without: nothing is carried over.

    A closing balance alone is all that the account holds, with what it held before (a trial balance per year).
    ``in_balance_sheet`` tells which cells can be of the balance sheet: a list of income and expenses alone opens nothing.
    """
    opening = ledger.balances["opening"].to_numpy(dtype=np.int64, na_value=0)
    alone = tells_held(ledger.balances) & ledger.balances["opening"].isna().to_numpy(dtype=np.bool_)
    if in_balance_sheet is not None:
        alone &= in_balance_sheet[cells.of_balances]
    rows = cells.table.iloc[np.unique(cells.of_balances[(opening != 0) | alone])] if len(opening) else cells.table.iloc[:0]
    return frozenset((str(entity), int(period)) for entity, period in zip(rows["entity"], rows["period"], strict=True))


def cell_sums(ledger: Ledger, cells: Cells) -> pd.DataFrame:
    """Per cell: opening, debit and credit turnover and movement, in cents (int64 throughout)."""
    size = len(cells.table)
    amount = ledger.entries["amount"].to_numpy(dtype=np.int64, na_value=0)
    columns = {
        "debit": _sum(cells.of_entries, np.where(amount > 0, amount, 0), size),
        "credit": _sum(cells.of_entries, np.where(amount < 0, -amount, 0), size),
    }
    columns["movement"] = columns["debit"] - columns["credit"]
    given = {
        name: ledger.balances[name].to_numpy(dtype=np.int64, na_value=0) for name in ("opening", "debit", "credit", "closing")
    }
    columns["opening"] = _sum(cells.of_balances, given["opening"], size)
    moved = movements(ledger)
    columns["movement"] = columns["movement"] + _sum(cells.of_balances, moved, size)
    told = (given["debit"] != 0) | (given["credit"] != 0)
    debit = np.where(told, given["debit"], np.maximum(moved, 0))
    columns["debit"] = columns["debit"] + _sum(cells.of_balances, debit, size)
    columns["credit"] = columns["debit"] - columns["movement"]
    return pd.DataFrame(columns)


def _sum(
    cells: "np.typing.NDArray[np.int64]", amounts: "np.typing.NDArray[np.int64]", size: int
) -> "np.typing.NDArray[np.int64]":
    """Exact integer sums per cell (``bincount`` would go through floats)."""
    sums = pd.Series(amounts).groupby(cells).sum()
    return sums.reindex(range(size), fill_value=0).to_numpy(dtype=np.int64)


def closings_of(cells: Cells, sums: pd.DataFrame, opened: frozenset[tuple[str, int]]) -> Closings:
    """Closing per local account and period; a period without stated openings begins from where the previous one closed."""
    table = pd.concat([cells.table[KEY], sums[["opening", "movement"]]], axis=1)
    grouped = table.groupby(KEY, sort=True)[["opening", "movement"]].sum()
    last: dict[tuple[str, str, str], tuple[int, int]] = {}  # the period and the balance at its end
    result = Closings({}, {})
    for key, opening, movement in zip(grouped.index, grouped["opening"], grouped["movement"], strict=True):
        entity, period, account, name = key
        held = (entity, account, name)
        since, balance = last.get(held, (0, 0))
        # An account without a row in a period with stated openings was opened with nothing.
        if any((entity, between) in opened for between in range(since + 1, period + 1)):
            balance = 0
        last[held] = (period, balance + int(opening) + int(movement))
        result.carried[key] = last[held][1]
        result.own[key] = int(opening) + int(movement)
    return result
