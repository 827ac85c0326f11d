"""Financial years of a ledger. Years that are not calendar years are normal (sports clubs: 1.5.-30.4., 1.6.-31.5.)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tilikartta.model import Ledger, Mapping
from tilikartta.sources.overlap import openings_dated

if TYPE_CHECKING:
    import pandas as pd

SHORTEST_DAYS = 300  # a shorter span is a report of some months, unless the file states financial years
STATING = frozenset({"sie", "tilitin-db", "kitsas-db", "kitupiikki-db"})
"""Formats that state financial years (#RAR, tables of years), however short; SAF-T states only what was selected for export."""
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})–(\d{4}-\d{2}-\d{2})")
LONGEST_DAYS = 549  # from the first to the last day of 18 months, the longest year when starting, ending or changing (KPL 1:4)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One financial year, both days included."""

    start: date
    end: date

    @property
    def label(self) -> str:
        """``2025`` for a calendar year, else ``2024-07-01–2025-06-30``."""
        if (self.start.month, self.start.day, self.end.month, self.end.day, self.end.year) == (1, 1, 12, 31, self.start.year):
            return str(self.start.year)
        return f"{self.start.isoformat()}–{self.end.isoformat()}"


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _year_from(start_month: int, start_day: int, day: date) -> Period:
    """The financial year of twelve months, beginning on the given day, that holds ``day``."""
    start = date(day.year, start_month, start_day)
    if start > day:
        start = date(day.year - 1, start_month, start_day)
    return Period(start, date(start.year + 1, start_month, start_day) - timedelta(days=1))


def _years(first: date, last: date, start_month: int, start_day: int) -> list[Period]:
    periods = [_year_from(start_month, start_day, first)]
    while periods[-1].end < last:
        periods.append(_year_from(start_month, start_day, periods[-1].end + timedelta(days=1)))
    return periods


def financial_years(first: date, last: date, mapping: Mapping) -> list[Period]:
    """The financial years between the first and last day of a ledger.

    In order: the organisation's own year start when it says one; the mapping's validity when it holds every day and is one year,
    or, for a year that is no calendar year, the last day (the years before it are comparatives); the calendar year or years; a
    single broken year when the days fit into twelve months.
    """
    if mapping.organisation.year_start != "01-01":
        month, day = (int(part) for part in mapping.organisation.year_start.split("-"))
        return _years(first, last, month, day)
    start, end = mapping.valid_from, mapping.valid_to
    if start is not None and end is not None and start <= last <= end and (end - start).days <= LONGEST_DAYS:
        own = Period(start, end)
        if start <= first:
            return [own]
        if (end - start).days >= SHORTEST_DAYS and (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
            return _covering([own], first, last)
    if first.year != last.year:
        broken = Period(first.replace(day=1), _month_end(last))
        if (broken.end - broken.start).days <= 366 and broken.start.month != 1:
            month = broken.start.month
            return [_year_from(month, 1, first)]
    return _years(first, last, 1, 1)


def _days(frame: "pd.DataFrame", *columns: str) -> list[date]:
    """First and last day of the given columns."""
    found = [frame[column].dropna() for column in columns if column in frame]
    return [day for days in found if len(days) for day in (days.min(), days.max())]


def _stated(ledger: Ledger) -> list[Period]:
    """Financial years that the file itself states as first and last day of its balances (SIE #RAR, a program's database).

    The first year of an association and one in which the year is changed may be short; none exceeds 18 months (KPL 1:4).
    """
    pairs = ledger.balances[["period_start", "period_end"]].dropna().drop_duplicates()
    years = {Period(start, end) for start, end in pairs.itertuples(index=False) if (end - start).days + 1 >= SHORTEST_DAYS}
    days = [*_days(ledger.entries, "date"), *_days(ledger.balances, "period_start", "period_end")]
    years |= {year for year in _kept(ledger) if days and year.start <= max(days) and min(days) <= year.end}
    return sorted(year for year in years if (year.end - year.start).days <= LONGEST_DAYS)


def _kept(ledger: Ledger) -> set[Period]:
    """The financial years that the programs themselves keep, with entries or without."""
    found = [_DAYS.findall(file.decisions.get("period", "")) for file in ledger.files if file.format in STATING]
    years = {Period(date.fromisoformat(start), date.fromisoformat(end)) for one in found for start, end in one}
    return {year for year in years if year.end > year.start}


def _covering(years: list[Period], first: date, last: date) -> list[Period]:
    """The years and, before, between and after them, further ones so that every day from first to last is in one.

    Those after a year begin as its end says: a first year from September to December is followed by calendar years.
    """
    covered: list[Period] = []
    reached = min(first, years[0].start)
    while reached <= max(last, years[-1].end):
        stated = next((year for year in years if year.start <= reached <= year.end), None)
        year = stated or _like(years, reached)
        later = min((one.start for one in years if one.start > reached), default=None)
        end = year.end if stated or later is None else min(year.end, later - timedelta(days=1))
        start = year.start if not covered else covered[-1].end + timedelta(days=1)
        covered.append(Period(start, end))
        reached = end + timedelta(days=1)
    return covered


def _like(years: list[Period], day: date) -> Period:
    """A year of twelve months that holds a day, in step with the stated year before it, else with the first one."""
    before = max((year for year in years if year.end < day), default=None)
    start = years[0].start if before is None else before.end + timedelta(days=1)
    return _year_from(start.month, start.day, day)


def periods_of(ledger: Ledger, mapping: Mapping) -> list[Period]:
    """The financial years that the ledger covers; empty when it has no dates at all.

    Years that the file states come first, then those that its entries tell; balances of other days add years beside them.
    """
    entries, balances = _days(ledger.entries, "date"), _days(ledger.balances, "period_start", "period_end")
    days = entries or balances
    if not days:
        return [Period(mapping.valid_from, mapping.valid_to)] if mapping.valid_from and mapping.valid_to else []
    own = mapping.organisation.year_start != "01-01"
    years = [] if own else _stated(ledger)
    every = [*entries, *balances]
    return _covering(years or financial_years(min(days), max(days), mapping), min(every), max(every))


def years_of(ledger: Ledger) -> list[Period]:
    """The financial years of a ledger of which no mapping says anything, the last one first; a single one is its own days."""
    if len(years := periods_of(ledger, Mapping(""))) > 1:
        return years[::-1]
    days = _days(ledger.entries, "date") + _days(ledger.balances, "period_start", "period_end")
    return [Period(min(days), max(days))] if days else []


def only_year(ledger: Ledger, year: Period) -> Ledger:
    """The ledger of one financial year: its entries, and balances whose period begins in it or is not stated.

    Openings without a day open the first year that the entries tell of.
    """
    ledger = openings_dated(ledger)
    entries, balances = ledger.entries, ledger.balances
    within = (entries["date"] >= year.start) & (entries["date"] <= year.end)
    start = balances["period_start"].fillna(balances["period_end"])
    of_year = start.isna() | ((start >= year.start) & (start <= year.end)).fillna(False)
    mine = entries[within.fillna(False).astype(bool)].reset_index(drop=True)
    return Ledger(mine, balances[of_year.astype(bool)].reset_index(drop=True), ledger.files, ledger.chart)
