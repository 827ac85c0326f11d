"""Openings that make the balance sheet wrong: an account opened twice, or openings that do not sum to zero."""

from typing import Any

import numpy as np
import pandas as pd

from tilikartta.mapping.cells import Cells, days, movements
from tilikartta.mapping.closing import KEY, Closings
from tilikartta.model import DIM_PREFIX, Cents, Finding, Ledger, Place, error
from tilikartta.sources.overlap import opened_in_two, openings_in_several_files

_VOUCHER = ["source_file", "sheet", "series", "voucher"]


def opening_findings(ledger: Ledger, cells: Cells, sums: pd.DataFrame, closings: Closings) -> list[Finding]:
    """TK268 an account is opened twice; TK252 openings do not sum to zero. ``sums`` and ``closings`` are those of the cells."""
    twice = _in_two_files(ledger, cells) or _posted_again(ledger, cells, sums, closings)
    return [*twice, *_unbalanced(ledger, cells)]


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
    return opened_in_two(held[held["account"] != ""], keys)


def _posted_again(ledger: Ledger, cells: Cells, sums: pd.DataFrame, closings: Closings) -> list[Finding]:
    """TK268 for a voucher on the first day of a year that posts again what its accounts hold at the beginning.

    One account may differ: the result of the year before has moved to it. Where only entries of the year before tell what was
    held, two accounts are too few: the same fee is paid every January.
    """
    entries, table = ledger.entries, cells.table
    if entries.empty or (ledger.balances.empty and table["period"].nunique() < 2):
        return []
    of_year = table.groupby(["entity", "period"], sort=False).ngroup().to_numpy()[cells.of_entries]
    day = days(entries["date"])
    rows = np.flatnonzero(day == pd.Series(day).groupby(of_year).transform("min").to_numpy())
    where = table.iloc[cells.of_entries[rows]][KEY].reset_index(drop=True)
    voucher = [*KEY[:2], *_VOUCHER]
    posted = where.assign(**{name: entries[name].iloc[rows].to_numpy() for name in (*_VOUCHER, "amount", "source_row")})
    posted = (
        posted.groupby([*voucher, *KEY[2:]], dropna=False, sort=True).agg({"amount": "sum", "source_row": "min"}).reset_index()
    )
    alike = posted["amount"] == _held_before(cells, sums, closings).reindex(pd.MultiIndex.from_frame(posted[KEY])).to_numpy()
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


def _held_before(cells: Cells, sums: pd.DataFrame, closings: Closings) -> "pd.Series[int]":
    """What every local account holds when a period begins: its opening, or what the period before left. Index KEY."""
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
