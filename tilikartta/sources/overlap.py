"""Several files are one ledger only when they do not hold the same postings twice."""

from dataclasses import replace

import pandas as pd

from tilikartta.model import DIM_PREFIX, Finding, Ledger, Place, error

_VOUCHER = ["entity", "series", "voucher", "date"]


def repeated_vouchers(ledger: Ledger) -> list[Finding]:
    """TK109 for every two files that hold whole vouchers alike: the same number, date, accounts, amounts, texts and dimensions.

    Files split by cost centre share voucher numbers but not postings, so they pass.
    """
    entries = ledger.entries
    if len(ledger.files) < 2 or entries["source_file"].nunique() < 2:
        return []
    dims = [name for name in entries.columns if str(name).startswith(DIM_PREFIX)]
    known = entries.loc[entries["voucher"] != "", [*_VOUCHER, "account", "amount", "text", *dims, "source_file", "source_row"]]
    posting = known.groupby([*_VOUCHER, "account", "amount", "text", *dims], dropna=False)["source_file"].transform("nunique")
    known = known.assign(twice=(posting > 1).astype(bool))
    vouchers = known.groupby([*_VOUCHER, "source_file"], dropna=False, sort=False).agg(
        twice=("twice", "all"), row=("source_row", "min")
    )
    same = vouchers[vouchers["twice"]].reset_index()
    if same.empty:
        return []
    same["files"] = same.groupby(_VOUCHER, dropna=False)["source_file"].transform(lambda found: "\n".join(sorted(set(found))))
    findings = []
    for files, held in same[same["files"].str.contains("\n")].groupby("files"):
        other, latest = str(files).split("\n")[0], held[held["source_file"] == str(files).rsplit("\n", 1)[-1]]
        place = Place(str(latest["source_file"].iloc[0]), row=int(latest["row"].iloc[0]))
        findings.append(error("TK109", place, voucher=str(latest["voucher"].iloc[0]), other=other, count=len(latest)))
    return findings


def balances_beside_entries(ledger: Ledger) -> list[Finding]:
    """TK110 when a trial balance of the same time stands beside entries: every euro would count twice."""
    closing = ledger.balances[ledger.balances["closing"].notna()]
    entries = ledger.entries
    if closing.empty or entries.empty or entries["date"].isna().all():
        return []
    first, last = entries["date"].min(), entries["date"].max()
    findings = []
    for file, rows in closing.groupby("source_file"):
        ends = rows["period_end"].dropna()
        outside = len(ends) and (ends.max() < first or _starts(rows) > last)
        if not outside:
            findings.append(error("TK110", Place(str(file)), first=first, last=last))
    return findings


def _starts(rows: pd.DataFrame) -> object:
    starts = rows["period_start"].dropna()
    return starts.min() if len(starts) else rows["period_end"].dropna().max()


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
    held = rows.assign(part=rows["source_file"].str.cat(rows["sheet"], sep="\n"))
    held = held[held.groupby(keys, dropna=False)["part"].transform("nunique") > 1]
    if held.empty:
        return []
    first = held.iloc[0]
    others = held[held["part"] != first["part"]]
    again = others.iloc[0]
    place = Place(str(again["source_file"]), str(again["sheet"]), int(again["source_row"]))
    account = str(again["account"] or again["account_name"])
    return [
        error(
            "TK268", place, account=account, other=str(first["source_file"]), count=int(others[keys].drop_duplicates().shape[0])
        )
    ]


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
