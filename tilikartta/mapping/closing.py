"""Closing balance of every local account at the end of every period, carried over where the export has no opening balances."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tilikartta.mapping.cells import Cells, days, movements
from tilikartta.model import DIM_PREFIX, Cents, Finding, Ledger, Place, error
from tilikartta.sources.overlap import openings_in_several_files


@dataclass
class Closings:
    """By (entity, period, account, account_name), in cents: the closing balance, and what the period's own rows say alone."""

    carried: dict[tuple[str, int, str, str], int]
    own: dict[tuple[str, int, str, str], int]

    def closing(self, key: tuple[str, int, str, str], *, carried: bool) -> int:
        """Closing balance; without ``carried`` only what the period's own rows say (accounts of the income statement)."""
        return self.carried[key] if carried else self.own[key]


KEY = ["entity", "period", "account", "account_name"]
_VOUCHER = ["source_file", "sheet", "series", "voucher"]


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


def opened_twice(ledger: Ledger, cells: Cells) -> list[Finding]:
    """TK268 and TK252: balances that open an account twice, or do not sum to zero. Either way the balance sheet is wrong."""
    return [*(_in_two_files(ledger, cells) or _posted_again(ledger, cells)), *_unbalanced(ledger, cells)]


def _unbalanced(ledger: Ledger, cells: Cells) -> list[Finding]:
    """TK252 for the openings of a year, or the balances before its first entries, that do not sum to zero.

    The balance sheet is off by as much. Formats whose reading tells of it itself are left to it.
    """
    rows, period = ledger.balances, cells.table["period"]
    told = [file.path for file in ledger.files if file.format in ("sie", "sie5", "saft")]
    if rows.empty or rows["source_file"].isin(told).any():
        return []
    begun = period.iloc[np.unique(cells.of_entries)].min() if len(cells.of_entries) else 0
    year = period.to_numpy()[cells.of_balances]
    opening = rows["opening"].to_numpy(dtype=np.int64, na_value=0)
    held = opening + np.where(year < begun, movements(ledger), 0)
    table = pd.DataFrame({"entity": rows["entity"].to_numpy(), "year": year, "held": held})
    found = []
    for entity, of, difference in table.groupby(["entity", "year"])["held"].sum().reset_index().itertuples(index=False):
        if difference:
            files = rows["source_file"][(rows["entity"] == entity).to_numpy() & (year == of) & (held != 0)]
            found.append(error("TK252", Place(str(files.min())), difference=Cents(int(difference)), year=""))
    return found


def _in_two_files(ledger: Ledger, cells: Cells) -> list[Finding]:
    """TK268 when two files open the same account in the same year, where one tells its day (an opening voucher) and one does not.

    Lists that tell the same day, or none, are found in reading.
    """
    rows = ledger.balances
    opens = (rows["closing"].isna() & (rows["opening"].fillna(0) != 0)).to_numpy(dtype=np.bool_)
    if not opens.any() or openings_in_several_files(ledger):
        return []
    where = cells.table.iloc[cells.of_balances[opens]].reset_index(drop=True)
    keys = ["entity", "period", "account", *(name for name in where.columns if str(name).startswith(DIM_PREFIX))]
    held = where.assign(**{name: rows.loc[opens, name].to_numpy() for name in ("source_file", "sheet", "source_row")})
    held = held[held["account"] != ""]
    held = held.assign(part=held["source_file"] + "\n" + held["sheet"])
    held = held[held.groupby(keys)["part"].transform("nunique") > 1]
    if held.empty:
        return []
    first = held.iloc[0]
    others = held[held["part"] != first["part"]]
    place = Place(str(others["source_file"].iloc[0]), str(others["sheet"].iloc[0]), int(others["source_row"].iloc[0]))
    account, count = str(others["account"].iloc[0]), len(others[keys].drop_duplicates())
    return [error("TK268", place, account=account, other=str(first["source_file"]), count=count)]


def _posted_again(ledger: Ledger, cells: Cells) -> list[Finding]:
    """TK268 for a voucher on the first day of a year that posts again what its accounts hold at the beginning.

    One account may differ: the result of the year before has moved to it. Where only entries of the year before tell what was
    held, two accounts are too few: the same fee is paid every January.
    """
    entries, table = ledger.entries, cells.table
    if entries.empty or (ledger.balances.empty and table["period"].nunique() < 2):
        return []
    of_year = (table["entity"].astype(str) + "\n" + table["period"].astype(str)).to_numpy()[cells.of_entries]
    day = days(entries["date"])
    rows = np.flatnonzero(day == pd.Series(day).groupby(of_year).transform("min").to_numpy())
    where = table.iloc[cells.of_entries[rows]][KEY].reset_index(drop=True)
    voucher = [*KEY[:2], *_VOUCHER]
    posted = where.assign(**{name: entries[name].iloc[rows].to_numpy() for name in (*_VOUCHER, "amount", "source_row")})
    posted = (
        posted.groupby([*voucher, *KEY[2:]], dropna=False, sort=True).agg({"amount": "sum", "source_row": "min"}).reset_index()
    )
    alike = posted["amount"] == _held_before(ledger, cells).reindex(pd.MultiIndex.from_frame(posted[KEY])).to_numpy()
    posted = posted.assign(alike=alike & (posted["amount"] != 0))
    group = posted.groupby(voucher, dropna=False, sort=False)
    count, of, total = group["alike"].transform("sum"), group["alike"].transform("size"), group["amount"].transform("sum")
    least = 2 if len(ledger.balances) else 3
    found = posted[posted["alike"] & (total == 0) & (count >= 2) & (of >= least) & (of - count <= 1)]
    if found.empty:
        return []
    first = found.iloc[0]
    place = Place(str(first["source_file"]), str(first["sheet"]), int(first["source_row"]))
    account, voucher_number = str(first["account"] or first["account_name"]), str(first["voucher"])
    other, alike_count = _told_by(ledger, cells, first), int(count[found.index[0]])
    return [error("TK268", place, account=account, voucher=voucher_number, other=other, count=alike_count)]


def _held_before(ledger: Ledger, cells: Cells) -> "pd.Series[int]":
    """What every local account holds when a period begins: its opening, or what the period before left. Index KEY."""
    sums = cell_sums(ledger, cells)
    closings = closings_of(cells, sums, opened_periods(ledger, cells))
    moved = pd.concat([cells.table[KEY], sums[["movement"]]], axis=1).groupby(KEY, sort=True)["movement"].sum()
    return pd.Series([closings.carried[key] for key in moved.index], index=moved.index, dtype="int64") - moved


def _told_by(ledger: Ledger, cells: Cells, posted: "pd.Series[Any]") -> str:
    """The other file that tells what the account of a posting held."""
    same = (cells.table[["entity", "account", "account_name"]] == posted[["entity", "account", "account_name"]].to_list()).all(
        axis=1
    )
    for frame, of in ((ledger.balances, cells.of_balances), (ledger.entries, cells.of_entries)):
        files = frame["source_file"].iloc[np.flatnonzero(same.to_numpy()[of])]
        if len(others := files[files != posted["source_file"]]):
            return str(others.min())
    return str(posted["source_file"])


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
