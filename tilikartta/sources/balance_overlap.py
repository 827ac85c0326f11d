"""Balances of one time in several files: a comparative year is taken once, from the file whose own year it is; else refused.

Balances overlap when two files give the same account (entity, dimensions) for times that have days in common. Files that divide
the accounts or the cost centres of a time between them do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import pandas as pd
import pyarrow as pa

from tilikartta.model import DIM_PREFIX, Cents, Finding, Ledger, Place, error, info, warning

_PERIOD = ["source_file", "period_start", "period_end"]


@dataclass(frozen=True)
class _Time:
    """The closing balances of one period in one file. ``own``: no later period stands in the file."""

    file: str
    start: date | None
    end: date | None
    rows: pd.DataFrame
    own: bool

    def meets(self, first: date | None, last: date | None) -> bool:
        """Whether a day is common; a period that is not told may be any."""
        own_first, own_last = self.start or self.end, self.end or self.start
        other_first, other_last = first or last, last or first
        if own_first is None or own_last is None or other_first is None or other_last is None:
            return True
        return own_first <= other_last and other_first <= own_last

    @property
    def place(self) -> Place:
        return Place(self.file, row=int(self.rows["source_row"].min()))


def take_once(ledger: Ledger) -> tuple[Ledger, list[Finding]]:
    """The ledger without comparative balances that another file gives as its own or as entries.

    TK272 a comparative year was left out; TK273 it differs from what the other file says; TK166 balances of one time in two
    files, which are refused.
    """
    closing = ledger.balances[ledger.balances["closing"].notna()]
    if len(ledger.files) < 2 or closing.empty:
        return ledger, []
    times = list(_times(closing))
    dropped: dict[int, Finding] = {}
    findings: list[Finding] = []
    for index, time in enumerate(times):
        if not time.own and (entries := _entries_of(ledger, time)) is not None:
            dropped[index] = info("TK272", time.place, other=entries, start=_shown(time.start), end=_shown(time.end))
    for one, other in combinations(range(len(times)), 2):
        if one in dropped or other in dropped or times[one].file == times[other].file:
            continue
        shared = _shared(times[one], times[other])
        if not len(shared):
            continue
        late = other if times[one].own or not times[other].own else one
        if times[late].own or (times[one].start, times[one].end) != (times[other].start, times[other].end):
            findings.append(_refused(times[one], times[other], shared))
            continue
        kept = times[one if late == other else other]
        dropped[late] = _left_out(times[late], kept)
    gone = [label for index in dropped for label in times[index].rows.index]
    balances = ledger.balances.drop(index=gone).reset_index(drop=True) if gone else ledger.balances
    return replace(ledger, balances=balances), [*dropped.values(), *findings]


def _times(closing: pd.DataFrame) -> Iterator[_Time]:
    """Every period of every file, in the order of the files."""
    latest = closing.groupby("source_file", sort=False)["period_end"].max()
    newest = {str(file): _day(day) for file, day in latest.items()}
    for key, rows in closing.groupby(_PERIOD, sort=False, dropna=False):
        file, start, end = (part for part in key) if isinstance(key, tuple) else (key, None, None)
        first, last, own = _day(start), _day(end), newest[str(file)]
        yield _Time(str(file), first, last, rows, last is None or own is None or last >= own)


def _day(value: object) -> date | None:
    """A day of a canonical frame; None where it is missing."""
    return value if isinstance(value, date) and not pd.isna(value) else None


def _keys(rows: pd.DataFrame) -> list[str]:
    return ["entity", "account", *([] if (rows["account"] != "").all() else ["account_name"])] + [
        str(name) for name in rows.columns if str(name).startswith(DIM_PREFIX)
    ]


def _sums(time: _Time, keys: list[str]) -> pd.Series:
    return time.rows.groupby(keys, dropna=False)["closing"].sum()


def _shared(one: _Time, other: _Time) -> pd.DataFrame:
    """Accounts that both give for days in common, with both balances."""
    if not one.meets(other.start, other.end):
        return pd.DataFrame()
    keys = _keys(pd.concat([one.rows, other.rows]))
    return pd.concat({"one": _sums(one, keys), "other": _sums(other, keys)}, axis=1, join="inner")


def _left_out(late: _Time, kept: _Time) -> Finding:
    """TK272 alike in both files, TK273 with the first account that differs."""
    keys = _keys(pd.concat([late.rows, kept.rows]))
    both = pd.concat({"late": _sums(late, keys), "kept": _sums(kept, keys)}, axis=1).fillna(0)
    differing = both[both["late"] != both["kept"]]
    start, end = _shown(late.start), _shown(late.end)
    if differing.empty:
        return info("TK272", late.place, other=kept.file, start=start, end=end)
    first, key = differing.iloc[0], differing.index[0]
    account = str(key[1] if isinstance(key, tuple) else key)
    own, comparative = Cents(int(first["kept"])), Cents(int(first["late"]))
    return warning(
        "TK273", late.place, account=account, count=len(differing), other=kept.file, start=start, end=end, own=own,
        comparative=comparative,
    )  # fmt: skip


def _refused(one: _Time, other: _Time, shared: pd.DataFrame) -> Finding:
    key = shared.index[0]
    return error(
        "TK166", other.place, account=str(key[1] if isinstance(key, tuple) else key), other=one.file, count=len(shared),
        start=_shown(other.start), end=_shown(other.end),
    )  # fmt: skip


def _entries_of(ledger: Ledger, time: _Time) -> str | None:
    """The other file whose entries are of the same time."""
    if time.start is None or time.end is None or ledger.entries.empty:
        return None
    days, files = ledger.entries["date"], ledger.entries["source_file"]
    start, end = (pd.Series([day], dtype=pd.ArrowDtype(pa.date32()))[0] for day in (time.start, time.end))
    inside = files[(days >= start).fillna(False) & (days <= end).fillna(False) & (files != time.file)]
    return None if inside.empty else str(inside.iloc[0])


def _shown(day: date | None) -> date | str:
    return "–" if day is None else day
