"""Opening balances from last year's closing: many exports leave them out, and a balance sheet needs them.

What a file tells of an account is either held on a day (a trial balance, a list of openings) or moved after that day (entries).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from tilikartta.mapping.closing import tells_held
from tilikartta.mapping.periods import periods_of
from tilikartta.model import (
    BALANCE_COLUMNS,
    DATE_COLUMNS,
    ROW_COLUMNS,
    ExitCode,
    Finding,
    Ledger,
    Mapping,
    Place,
    TilikarttaError,
    error,
)
from tilikartta.sources.overlap import opened_in_two, openings_dated

_CENTS = ("opening", "debit", "credit", "closing")
_ACCOUNT = ["entity", "account", "account_name"]
_PLACE = ["source_file", "sheet", "source_row"]
_YEAR = pd.DateOffset(years=1)
_ONE_DAY = timedelta(days=1)


def with_opening(ledger: Ledger, opening: Ledger, mapping: Mapping) -> Ledger:
    """The ledger with the closing balances of ``opening`` as those of the day before its first financial year.

    Balance-sheet accounts carry over from there; income and expenses of that year, if the file has them, give the comparatives
    and the result that the bookkeeping has not yet moved to equity. Balances of an earlier day stay on their day, and entries of
    several years give each its own. What is dated later is left out; a trial balance of the ledger's own time gives its opening
    column. Openings that the ledger itself states open its own year.
    """
    ledger, opening = openings_dated(ledger), openings_dated(opening)
    closings = _closings(opening, ledger, _first_day(ledger, mapping))
    count = len(closings)
    given: dict[str, object] = {
        **{name: closings[name] for name in (*_ACCOUNT, "closing", "period_end")},
        # 0, not unknown: a balance without an opening would stand for all that its account holds
        "opening": 0, "source_file": opening.files[0].path if opening.files else "", "source_row": 0,
    }  # fmt: skip
    blank = {name: None if name in DATE_COLUMNS or name in _CENTS else "" for name in BALANCE_COLUMNS}
    dims = {name: "" for name in ledger.balances.columns if name not in BALANCE_COLUMNS}
    frame = pd.DataFrame({name: _column(name, value, count) for name, value in {**blank, **dims, **given}.items()})
    balances = pd.concat([ledger.balances, frame], ignore_index=True) if len(ledger.balances) else frame
    return replace(ledger, balances=balances, files=(*ledger.files, *opening.files))


def opened_with(ledger: Ledger, opening: Ledger, mapping: Mapping) -> tuple[Ledger, list[Finding]]:
    """As ``with_opening``, with ``opening_faults``. Raises TilikarttaError (exit 3) where it cannot open the ledger at all."""
    faults = opening_faults(ledger, opening, mapping)
    if any(fault.code.startswith("TK1") for fault in faults):
        raise TilikarttaError(faults, ExitCode.UNREADABLE)
    return with_opening(ledger, opening, mapping), faults


def opening_faults(ledger: Ledger, opening: Ledger, mapping: Mapping) -> list[Finding]:
    """Why ``opening`` cannot open the ledger; empty when it can.

    TK107 it is a file of the ledger itself; TK166 all of it is of the ledger's own time, or the ledger does not tell its time and
    has closing balances of its own; TK268 two files of it hold the same account.
    """
    own = {file.sha256: file.path for file in ledger.files}
    if twice := [error("TK107", Place(file.path), other=own[file.sha256]) for file in opening.files if file.sha256 in own]:
        return twice
    first = _first_day(ledger, mapping)
    held = _held(openings_dated(opening), ledger, first)
    told = ledger.balances[tells_held(ledger.balances)]
    whose = told if len(told) else ledger.entries
    unknown = first is None and bool(len(told)) and bool(tells_held(opening.balances).any())
    if unknown or (held.empty and not _before(opening.entries, first).any()):
        return list(_same_time(opening, str(whose["source_file"].iloc[0]) if len(whose) else "–", first))
    return opened_in_two(held[held["account"] != ""], ["entity", "account"])


def _before(entries: pd.DataFrame, first: date | None) -> "pd.Series[bool]":
    """Which entries are dated before ``first``, or not at all."""
    day = _days(entries["date"])
    return day.isna() | (day < pd.Timestamp(first)) if first is not None else pd.Series(True, index=entries.index)


def _same_time(opening: Ledger, other: str, first: date | None) -> Iterator[Finding]:
    """TK166 with the first account, where the opening tells of any."""
    rows = opening.balances if len(opening.balances) else opening.entries.assign(period_end=opening.entries["date"])
    if rows.empty:
        return
    row, ends, accounts = rows.iloc[0], rows["period_end"].dropna(), rows["account"].nunique()
    yield error(
        "TK166", Place(str(row["source_file"]), row=int(row["source_row"])), account=str(row["account"] or row["account_name"]),
        other=other, count=int(accounts), start=first or "–", end=ends.max() if len(ends) else "–",
    )  # fmt: skip


def _first_day(ledger: Ledger, mapping: Mapping) -> date | None:
    periods = periods_of(ledger, mapping)
    return periods[0].start if periods else None


def _days(column: "pd.Series[Any]") -> "pd.Series[pd.Timestamp]":
    days: pd.Series[pd.Timestamp] = column.astype("datetime64[s]")
    return days


def _held(opening: Ledger, ledger: Ledger, first: date | None) -> pd.DataFrame:
    """What accounts hold, from balances: one row per account and place.

    ``held`` is in cents, ``day`` the day of it and ``shown`` a day of the year it is shown in; days that are not told are
    missing. Only what is held before ``first``, and in the last year that the balances tell of.
    """
    rows = opening.balances
    start, end = _days(rows["period_start"]), _days(rows["period_end"])
    closes = rows["closing"].notna().to_numpy(dtype=bool)
    bound = pd.Timestamp(first) if first is not None else pd.Timestamp.max
    of_ledger = closes & (end.isna() & start.isna()).to_numpy() & _of_same_time(rows[closes], ledger)
    late = closes & ((end >= bound).to_numpy() | of_ledger)
    opens = ~closes | (late & rows["opening"].notna().to_numpy(dtype=bool) & ~(start > bound).to_numpy())
    day = end.where(~opens, start - pd.Timedelta(days=1))
    held = rows["closing"].where(~opens, rows["opening"])
    # what a year begins with is shown in that year, together with what moved in it
    shown = end.where(~opens, start.where(start < bound))
    table: pd.DataFrame = rows[[*_ACCOUNT, *_PLACE]].assign(held=held, day=day, shown=shown)
    table = table[((opens & ~(start > bound).to_numpy()) | (closes & ~late)) & held.notna().to_numpy(dtype=bool)]
    table = _told_once(table, late[table.index.to_numpy()])
    if first is None or table.empty:
        return table
    known = table["day"].fillna(pd.Timestamp(first - _ONE_DAY))
    newest: pd.DataFrame = table[known > known.max() - _YEAR]
    return newest


def _told_once(table: pd.DataFrame, late: "np.typing.NDArray[np.bool_]") -> pd.DataFrame:
    """Without what a later year of the file opens with where the file also tells it as the closing of that day."""
    keys = [*_ACCOUNT, "source_file", "day"]
    closed = pd.MultiIndex.from_frame(table.loc[~late, keys])
    kept: pd.DataFrame = table[~(late & pd.MultiIndex.from_frame(table[keys]).isin(closed))]
    return kept


def _of_same_time(rows: pd.DataFrame, ledger: Ledger) -> bool:
    """Whether a trial balance without dates moves as the entries of the ledger do: then it is of the same time."""
    if rows.empty or ledger.entries.empty or rows["opening"].isna().all():
        return False
    moved = (rows["closing"] - rows["opening"].fillna(0)).groupby(rows["account"]).sum()
    posted = ledger.entries["amount"].groupby(ledger.entries["account"]).sum()
    both = pd.concat({"moved": moved, "posted": posted}, axis=1).fillna(0)
    return bool((both["moved"] == both["posted"]).all() and (both["posted"] != 0).any())


def _closings(opening: Ledger, ledger: Ledger, first: date | None) -> pd.DataFrame:
    """What each year that the opening tells of adds to an account.

    Columns entity, account, account_name, ``closing`` (cents, debit +) and ``period_end``. Closing balances stand on their own
    day, entries after them at the end of their year.
    """
    held, entries = _held(opening, ledger, first), opening.entries
    own_day = (held["shown"] == held["day"]) & (first is not None)
    ends = held["shown"].where(own_day, _year_ends(held["shown"], first))
    told = _days(entries["date"]) <= held["day"].max()  # in the balances already
    entries = entries[(_before(entries, first) & ~told).to_numpy(dtype=bool)]
    frames = [
        held[_ACCOUNT].assign(closing=held["held"], period_end=ends),
        entries[_ACCOUNT].assign(closing=entries["amount"], period_end=_year_ends(_days(entries["date"]), first)),
    ]
    whole = pd.concat([frame for frame in frames if len(frame)] or frames[:1])
    whole = whole.assign(entity=_entities(whole["entity"], ledger))
    sums = whole.groupby([*_ACCOUNT, "period_end"], dropna=False, sort=True)["closing"].sum().reset_index()
    sums["period_end"] = pd.Series([None if pd.isna(end) else end.date() for end in sums["period_end"]], dtype=object)
    held_at_all: pd.DataFrame = sums[sums["closing"] != 0].reset_index(drop=True)
    return held_at_all


def _year_ends(day: "pd.Series[pd.Timestamp]", first: date | None) -> "pd.Series[pd.Timestamp]":
    """The last day of the financial year of each day, counted back from the day before ``first``; missing without ``first``."""
    if first is None:  # the ledger tells no time, so neither can what opens it
        return day.where(day.isna())
    ends = [pd.Timestamp(first - _ONE_DAY)]
    while day.notna().any() and ends[0] - _YEAR >= day.min():
        ends.insert(0, pd.Timestamp(first) - pd.DateOffset(years=len(ends)) - pd.Timedelta(days=1))
    known = day.fillna(ends[-1]).to_numpy()
    at = np.searchsorted(np.array(ends, dtype=known.dtype), known, side="left")
    return pd.Series(np.array(ends, dtype=known.dtype)[np.minimum(at, len(ends) - 1)], index=day.index)


def _entities(names: "pd.Series[str]", ledger: Ledger) -> "pd.Series[str]":
    """Whose balances these are: as the file says where the ledger knows them all, else the one entity of the ledger."""
    found = sorted({str(entity) for frame in (ledger.entries, ledger.balances) for entity in frame["entity"].unique()})
    if set(names.astype(str)) <= set(found):
        return names
    return pd.Series(found[0] if len(found) == 1 else "", index=names.index, dtype=names.dtype)


def _column(name: str, values: object, rows: int) -> "pd.Series[Any]":
    """A column of the canonical balances."""
    kind = pa.date32() if name in DATE_COLUMNS else pa.int64() if name in {*ROW_COLUMNS, *_CENTS} else pa.string()
    listed = list(values) if isinstance(values, pd.Series) else [values] * rows
    return pd.Series(listed, dtype=pd.ArrowDtype(kind))
