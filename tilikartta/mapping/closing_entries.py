"""Entries that close a year among the others: they empty income and expenses into equity, and the statement would show zero."""

from dataclasses import replace

import pandas as pd

from tilikartta.mapping.periods import Period, periods_of
from tilikartta.mapping.resolve import Local, accepted, resolve
from tilikartta.model import RESULT_CLASSES, Cents, Chart, Finding, Ledger, Mapping, Place, info

_VOUCHER = ["entity", "source_file", "series", "voucher", "date"]
_WHO = ["account", "account_name"]
RESULT = "result"


def without_closings(
    ledger: Ledger, mapping: Mapping, chart: Chart, *, include_suggested: bool = False
) -> tuple[Ledger, list[Finding]]:
    """The ledger without the vouchers that close its years. TK287 (info) per year: how many postings, and their debit side.

    A year is closed when every account of income and expenses sums to zero over it, and vouchers of its last day that touch
    nothing but such accounts and equity did it. Anything else stays an entry.
    """
    mapping = accepted(mapping, include_suggested)
    closing = [rows for period in periods_of(ledger, mapping) if len(rows := _closing(ledger.entries, mapping, chart, period))]
    if not closing:
        return ledger, []
    rest = ledger.entries.drop(index=pd.concat(closing).index).reset_index(drop=True)
    return replace(ledger, entries=rest), [_told(rows) for rows in closing]


def _closing(entries: pd.DataFrame, mapping: Mapping, chart: Chart, period: Period) -> pd.DataFrame:
    """The entries that close the year; none when it is not closed."""
    last = entries[(entries["date"] == period.end).fillna(False).astype(bool)]
    kinds = _kinds(last, mapping, chart)
    if not (kinds == "equity").any():
        return last.iloc[:0]
    closes = kinds.groupby([last[name] for name in _VOUCHER], dropna=False).transform(
        lambda held: set(held) == {RESULT, "equity"}
    )
    closing = last[closes.astype(bool)]
    if closing.empty:
        return closing
    year = entries[((entries["date"] >= period.start) & (entries["date"] <= period.end)).fillna(False).astype(bool)]
    result = year[_kinds(year, mapping, chart) == RESULT]
    emptied = set(closing.loc[kinds[closing.index] == RESULT, "account"]) == set(result["account"].unique())
    return closing if emptied and (result.groupby("account")["amount"].sum() == 0).all() else closing.iloc[:0]


def _kinds(entries: pd.DataFrame, mapping: Mapping, chart: Chart) -> "pd.Series[str]":
    """What the account of every entry is: ``RESULT``, another class of the chart, or "" where the mapping does not tell one."""
    pairs = entries[_WHO].fillna("")
    distinct = pairs.drop_duplicates()
    kinds = [_kind(str(number), str(name), mapping, chart) for number, name in distinct.itertuples(index=False)]
    joined = pairs.merge(distinct.assign(kind=kinds), on=_WHO, how="left")
    return pd.Series(joined["kind"].to_numpy(dtype=object), index=entries.index, dtype=object)


def _kind(number: str, name: str, mapping: Mapping, chart: Chart) -> str:
    parts = resolve(mapping, chart, Local(number, name, side="debit", sign="expense")).parts
    classes = {chart.by_code[part.account].klass for part in parts}
    kinds = {RESULT if one in RESULT_CLASSES else one for one in classes}
    return kinds.pop() if len(kinds) == 1 else ""


def _told(closing: pd.DataFrame) -> Finding:
    first, debit = closing.iloc[0], int(closing["amount"].clip(lower=0).sum())
    place = Place(str(first["source_file"]), str(first["sheet"]), int(first["source_row"]))
    return info("TK287", place, count=len(closing), debit=Cents(debit))
