"""Several files are one ledger only when they do not hold the same postings twice."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from tilikartta.model import DIM_PREFIX, Finding, Ledger, Place, error
from tilikartta.sources.repeated import repeated_vouchers


def balances_beside_entries(ledger: Ledger) -> list[Finding]:
    """TK110 when a trial balance of the same time stands beside entries: every euro would count twice.

    A balance of one day is that of the financial year until it: of its calendar year, or of a year that all entries are in.
    """
    closing = ledger.balances[ledger.balances["closing"].notna()]
    days = ledger.entries["date"].dropna()
    if closing.empty or days.empty:
        return []
    findings: dict[str, Finding] = {}
    times = closing[["source_file", "period_start", "period_end"]].drop_duplicates()
    for file, start, end in times.itertuples(index=False):
        until = days if pd.isna(end) else days[(days <= end).to_numpy(dtype=bool)]
        if len(until) and (pd.isna(end) or until.max() >= _begun(None if pd.isna(start) else start, end, days.min())):
            findings.setdefault(str(file), error("TK110", Place(str(file)), first=days.min(), last=days.max()))
    return list(findings.values())


def _begun(start: date | None, end: date, earliest: date) -> date:
    """The first day that a balance is of."""
    if start is not None:
        return start
    return earliest if end - timedelta(days=365) < earliest <= end else end.replace(month=1, day=1)


def openings_in_several_files(ledger: Ledger) -> list[Finding]:
    """TK268 when two files (or sheets) open the same account at the same time: the sum of both would open it.

    Ledgers by month repeat the balance that the month begins with, and lists of openings of two years seldom tell their year.
    """
    rows = ledger.balances
    rows = rows[rows["closing"].isna() & (rows["opening"].fillna(0) != 0)]
    if rows.empty:
        return []
    dims = [name for name in rows.columns if str(name).startswith(DIM_PREFIX)]
    keys = ["entity", "account", "account_name", "period_start", "period_end", *dims]
    keys = [name for name in keys if name != "account_name" or (rows["account"] == "").any()]
    return opened_in_two(rows, keys)


def opened_in_two(rows: pd.DataFrame, keys: list[str]) -> list[Finding]:
    """TK268 where rows of two files (or sheets) are alike in ``keys``; none otherwise. ``rows`` tell their account and place."""
    held = rows.assign(part=rows["source_file"].str.cat(rows["sheet"], sep="\n"))
    held = held[held.groupby(keys, dropna=False)["part"].transform("nunique") > 1]
    if held.empty:
        return []
    first = held.iloc[0]
    others = held[held["part"] != first["part"]]
    again = others.iloc[0]
    place = Place(str(again["source_file"]), str(again["sheet"]), int(again["source_row"]))
    account, count = str(again["account"] or again["account_name"]), len(others[keys].drop_duplicates())
    return [error("TK268", place, account=account, other=str(first["source_file"]), count=count)]


def openings_dated(ledger: Ledger) -> Ledger:
    """The files of one time, their undated openings put on their first day: beside another year they would open the wrong one."""
    days = ledger.entries["date"].dropna()
    balances = ledger.balances
    undated = balances["closing"].isna() & balances["period_start"].isna() & balances["period_end"].isna()
    if days.empty or not undated.any():
        return ledger
    dated = balances["period_start"].mask(undated.astype(bool), days.min())
    return replace(ledger, balances=balances.assign(period_start=dated.astype(balances["period_start"].dtype)))


def overlaps(ledger: Ledger) -> list[Finding]:
    """Every overlap between the files of a ledger."""
    return [*repeated_vouchers(ledger), *balances_beside_entries(ledger), *openings_in_several_files(ledger)]
