"""Balances of one time in several files: a comparative year is taken once, from the file whose own year it is; else refused.

Balances overlap when two files give the same account (entity, dimensions) for times that have days in common, or for two days
of one year: the later holds the earlier. Files that divide the accounts or the cost centres of a time between them do not.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import pandas as pd
import pyarrow as pa

from tilikartta.model import DIM_PREFIX, Cents, Finding, Ledger, Place, error, info, warning

_PART = ["source_file", "sheet"]
_PERIOD = [*_PART, "period_start", "period_end"]


@dataclass(frozen=True)
class _Time:
    """The closing balances of one period in one file or sheet. ``own``: no later period stands there."""

    file: str
    sheet: str
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

    def same_year(self, other: "_Time") -> bool:
        """Whether a balance of a day stands beside one of another day, or of a period, that ends in the same year."""
        if self.start is not None and other.start is not None:
            return False
        return self.end is not None and other.end is not None and self.end != other.end and self.end.year == other.end.year

    @property
    def alone(self) -> bool:
        """Whether closing balances are all that it tells: those of a later day hold them."""
        return bool(self.rows[["opening", "debit", "credit"]].isna().to_numpy(dtype=bool).all())

    @property
    def place(self) -> Place:
        return Place(self.file, self.sheet, int(self.rows["source_row"].min()))

    @property
    def told(self) -> str:
        """The file and the sheet, to be named as the other one."""
        return f"{self.file} {self.sheet}".strip()


def take_once(ledger: Ledger, earlier: Collection[str] = ()) -> tuple[Ledger, list[Finding]]:
    """The ledger without comparative balances that another file (or sheet) gives as its own or as entries.

    TK272 a comparative year was left out; TK273 it differs from what the other file says; TK248 an earlier day of the year was
    left out; TK166 balances of one time in two files, which are refused. ``earlier`` are files of the years before: their days
    are of no year of the others.
    """
    closing = ledger.balances[ledger.balances["closing"].notna()]
    if closing.empty:
        return ledger, []
    times = list(_times(closing))
    dropped: dict[int, Finding] = {}
    findings: list[Finding] = []
    for index, time in enumerate(times):
        if not time.own and (entries := _entries_of(ledger, time)) is not None:
            dropped[index] = info("TK272", time.place, other=entries, start=_shown(time.start), end=_shown(time.end))
    for pair in combinations(range(len(times)), 2):
        if dropped.keys().isdisjoint(pair):
            gone, found = _between(times[pair[0]], times[pair[1]], earlier)
            if gone is not None and found is not None:
                dropped[pair[gone]] = found
            elif found is not None:
                findings.append(found)
    rows = [label for index in dropped for label in times[index].rows.index]
    balances = ledger.balances.drop(index=rows).reset_index(drop=True) if rows else ledger.balances
    return replace(ledger, balances=balances), [*dropped.values(), *findings]


def _between(one: _Time, other: _Time, earlier: Collection[str]) -> tuple[int | None, Finding | None]:
    """Which of the two (0 or 1) gives way, and the finding of it; a finding alone refuses both."""
    if (one.file, one.sheet) == (other.file, other.sheet):
        return None, None
    of_year = one.same_year(other) and (one.file in earlier) == (other.file in earlier)
    shared = _shared(one, other) if of_year or one.meets(other.start, other.end) else pd.DataFrame()
    if shared.empty:
        return None, None
    if of_year:
        first, last = sorted((one, other), key=lambda time: str(time.end))
        if not (first.alone and last.alone and len(shared) == len(_sums(first, _keys(pd.concat([first.rows, last.rows]))))):
            return None, _refused(one, other, shared)
        return int(first is other), warning(
            "TK248", first.place, other=last.told, day=first.end, last=last.end, count=len(shared)
        )
    late = int(one.own or not other.own)
    if (one, other)[late].own or (one.start, one.end) != (other.start, other.end):
        return None, _refused(one, other, shared)
    return late, _left_out((one, other)[late], (one, other)[1 - late])


def _times(closing: pd.DataFrame) -> Iterator[_Time]:
    """Every period of every file and sheet, in their order."""
    newest = closing.groupby(_PART, sort=False)["period_end"].transform("max")
    for _, rows in closing.groupby(_PERIOD, sort=False, dropna=False):
        file, sheet, start, end = (rows[name].iloc[0] for name in _PERIOD)
        first, last, own = _day(start), _day(end), _day(newest[rows.index[0]])
        yield _Time(str(file), str(sheet), first, last, rows, last is None or own is None or last >= own)


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
    """Accounts that both give, with both balances."""
    keys = _keys(pd.concat([one.rows, other.rows]))
    return pd.concat({"one": _sums(one, keys), "other": _sums(other, keys)}, axis=1, join="inner")


def _left_out(late: _Time, kept: _Time) -> Finding:
    """TK272 alike in both files, TK273 with the first account that differs."""
    keys = _keys(pd.concat([late.rows, kept.rows]))
    both = pd.concat({"late": _sums(late, keys), "kept": _sums(kept, keys)}, axis=1).fillna(0)
    differing = both[both["late"] != both["kept"]]
    start, end = _shown(late.start), _shown(late.end)
    if differing.empty:
        return info("TK272", late.place, other=kept.told, start=start, end=end)
    first, key = differing.iloc[0], differing.index[0]
    account = str(key[1] if isinstance(key, tuple) else key)
    own, comparative = Cents(int(first["kept"])), Cents(int(first["late"]))
    return warning(
        "TK273", late.place, account=account, count=len(differing), other=kept.told, start=start, end=end, own=own,
        comparative=comparative,
    )  # fmt: skip


def _refused(one: _Time, other: _Time, shared: pd.DataFrame) -> Finding:
    key = shared.index[0]
    return error(
        "TK166", other.place, account=str(key[1] if isinstance(key, tuple) else key), other=one.told, count=len(shared),
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
