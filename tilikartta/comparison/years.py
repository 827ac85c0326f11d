"""The financial years of one member, read one by one and put together as one ledger, so that balances carry over between them.

A year that cannot be read is a finding; the others stay.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from tilikartta.mapping.closing_entries import without_closings
from tilikartta.mapping.known_kinds import with_balances
from tilikartta.mapping.opening import opened_with
from tilikartta.mapping.periods import Period, periods_of
from tilikartta.model import Chart, Finding, Ledger, Mapping, Place, Severity, TilikarttaError, error, info, warning
from tilikartta.model.federation import Member, YearFiles
from tilikartta.sources import ReadOptions, read_ledger
from tilikartta.sources.canonical import concat
from tilikartta.sources.opening_vouchers import take_openings
from tilikartta.sources.overlap import overlaps

_DATE = pd.ArrowDtype(pa.date32())


@dataclass
class YearLedger:
    """The ledger of one YearFiles: ``main`` is the financial year that it is for, ``opening`` what opens it (or None)."""

    files: YearFiles
    ledger: Ledger
    main: Period
    opening: Ledger | None = None


@dataclass
class MemberLedger:
    """All that could be read. ``failed``: the years that could not. Before ``since`` stand only closings of an opening file."""

    ledger: Ledger | None
    since: date = date.min
    failed: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def named_period(year: str, mapping: Mapping) -> Period | None:
    """The financial year that ends in the named calendar year; None where the name tells none."""
    if not year:
        return None
    month, day = (int(part) for part in mapping.organisation.year_start.split("-"))
    if (month, day) == (1, 1):
        return Period(date(int(year), 1, 1), date(int(year), 12, 31))
    return Period(date(int(year) - 1, month, day), date(int(year), month, day) - timedelta(days=1))


def read_years(
    member: Member, mapping: Mapping, options: ReadOptions, chart: Chart, include_suggested: bool = False
) -> MemberLedger:
    """Every year of a member as one ledger of one entity, without the vouchers that close its years.

    Findings: those of reading; TK718 the year is not known, TK719 comparatives that have a ledger of their own, TK720 a file
    named by another year, TK721 one file for two years, TK722 an opening file that is not needed, TK724 a year that fails,
    TK728 two files of one year; those of ``opened_with`` and ``without_closings``.
    """
    found = MemberLedger(None)
    years: list[YearLedger] = []
    for files in member.years:
        year = _read_year(files, member, mapping, options, found)
        if year is not None:
            years.append(year)
    years.sort(key=lambda year: year.main)
    found.findings += (twice := _same_files(years))
    if not years or twice:
        return found
    try:
        whole, doubles = _put_together(years, mapping, found)
    except TilikarttaError as stop:  # what opens the first year is of its own time
        found.findings += stop.findings
        return found
    found.findings += doubles
    if not any(finding.severity is Severity.ERROR for finding in doubles):
        found.ledger, closings = without_closings(whole, mapping, chart, include_suggested=include_suggested)
        found.findings += closings
    return found


def _read_year(
    files: YearFiles, member: Member, mapping: Mapping, options: ReadOptions, found: MemberLedger
) -> YearLedger | None:
    """One year with its opening balances. A fault that ends the reading is listed, and the year left out."""
    try:
        if not files.files:
            raise TilikarttaError(error("TK714", Place(files.opening[0] if files.opening else member.mapping), year=files.year))
        known = ReadOptions(kind_of=options.kind_of)  # a file of openings has a form of its own
        opening, more = read_ledger([Path(file) for file in files.opening], known) if files.opening else (None, [])
        ledger, findings = read_ledger([Path(file) for file in files.files], with_balances(options, opening))
        ledger, openings = take_openings(_one_entity(ledger, member.id))
        year = _dated(files, ledger, mapping)
    except TilikarttaError as stop:
        found.findings += [
            *stop.findings,
            error("TK724", year=files.year or "–", files=[Path(name).name for name in files.files]),
        ]
        found.failed = (*found.failed, files.year)
        return None
    found.findings += [*findings, *more, *openings, *_misnamed(year)]
    if opening is not None:
        year.opening = _one_entity(opening, member.id)
    return year


def _one_entity(ledger: Ledger, entity: str) -> Ledger:
    """All rows under the member's name: what one year's file calls the organisation, the next may call otherwise."""
    entries, balances = (frame.assign(entity=_constant(entity, len(frame))) for frame in (ledger.entries, ledger.balances))
    return replace(ledger, entries=entries, balances=balances)


def _constant(text: str, rows: int) -> "pd.Series[str]":
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.repeat(pa.scalar(text, pa.string()), rows)))


def _dated(files: YearFiles, ledger: Ledger, mapping: Mapping) -> YearLedger:
    """The ledger with a day on every row: rows without one belong to the year that the file is named by. Raises TK718."""
    days = ledger.entries["date"].notna().any() or ledger.balances[["period_start", "period_end"]].notna().any().any()
    named = named_period(files.year, mapping)
    periods = periods_of(ledger, mapping) if days else [named] if named is not None else []
    if not periods:
        raise TilikarttaError(error("TK718", Place(files.files[0])))
    main = _main(periods, ledger) if days else periods[0]
    entries = ledger.entries.assign(date=_filled(ledger.entries["date"], main.end))
    bare = (ledger.balances["period_start"].isna() & ledger.balances["period_end"].isna()).to_numpy(dtype=bool)
    closes = ledger.balances["closing"].notna().to_numpy(dtype=bool)
    first = periods[0].start if len(ledger.entries) else main.start
    balances = ledger.balances.assign(
        period_start=_filled(ledger.balances["period_start"], first, bare),
        period_end=_filled(ledger.balances["period_end"], main.end, bare & closes),
    )
    return YearLedger(files, replace(ledger, entries=entries, balances=balances), main)


def _filled(
    days: "pd.Series[pd.Timestamp]", day: date, where: "npt.NDArray[np.bool_] | None" = None
) -> "pd.Series[pd.Timestamp]":
    """The days, with the missing ones (of the rows ``where``) set."""
    missing = days.isna().to_numpy(dtype=bool)
    missing = missing if where is None else missing & where
    if not missing.any():
        return days
    return days.mask(missing, day).astype(_DATE)


def _main(periods: list[Period], ledger: Ledger) -> Period:
    """The financial year that most rows are for, the latest of equals: others are comparatives or strays."""
    ends = ledger.balances["period_end"].fillna(ledger.balances["period_start"])
    days = ledger.entries["date"] if len(ledger.entries) else ends
    held = {period: int(((days >= period.start) & (days <= period.end)).sum()) for period in periods}
    if not len(ledger.entries):
        return max(period for period in periods if held[period])
    return max(held, key=lambda period: (held[period], period))


def _misnamed(year: YearLedger) -> list[Finding]:
    """TK720: the file is named by a year that it is not for."""
    name, main = year.files.year, year.main
    if not name or name in {str(main.start.year), str(main.end.year)}:
        return []
    return [warning("TK720", Place(year.files.files[0]), year=name, start=main.start, end=main.end)]


def _same_files(years: list[YearLedger]) -> list[Finding]:
    """TK721: one file stands as the ledger of two years."""
    seen: dict[str, str] = {}
    findings = []
    for year in years:
        for file in year.ledger.files:
            if file.sha256 in seen:
                findings.append(error("TK721", Place(file.path), other=seen[file.sha256]))
            seen.setdefault(file.sha256, file.path)
    return findings


def _same_years(years: list[YearLedger], mapping: Mapping) -> list[Finding]:
    """TK728: two files tell of the same days of a year that both are for. One without a year is for all that it holds."""
    claimed: dict[Period, list[tuple[date, date, str]]] = {}
    findings = []
    for year in years:
        for period in [year.main] if year.files.year else periods_of(year.ledger, mapping):
            span = _told_of(year.ledger, period)
            if span is None:
                continue
            file = year.files.files[0]
            same = [other for first, last, other in claimed.get(period, []) if span[0] <= last and first <= span[1]]
            findings += [error("TK728", Place(file), other=other, start=period.start, end=period.end) for other in same[:1]]
            claimed.setdefault(period, []).append((*span, file))
    return findings


def _told_of(ledger: Ledger, period: Period) -> tuple[date, date] | None:
    """The first and last day of the period that entries or closing balances tell of; None where there are none."""
    rows = ledger.balances[ledger.balances["closing"].notna()]
    ends = rows["period_end"]
    within = ((ends >= period.start) & (ends <= period.end)).fillna(False).astype(bool)
    days = ledger.entries["date"]
    days = days[((days >= period.start) & (days <= period.end)).fillna(False).astype(bool)]
    begun = rows.loc[within, "period_start"].fillna(period.start)
    told = [*(days.min(), days.max()), *(begun.min(), ends[within].max())] if len(days) or within.any() else []
    known = [day for day in told if not pd.isna(day)]
    return (max(min(known), period.start), max(known)) if known else None


def _put_together(years: list[YearLedger], mapping: Mapping, found: MemberLedger) -> tuple[Ledger, list[Finding]]:
    """One ledger of all years, and what counts twice in it: comparatives only of years that have no ledger, openings only where
    nothing carries over.
    """
    mains = [year.main for year in years if year.files.year]
    for year in years:
        found.findings += _without_comparatives(year, [main for main in mains if main != year.main])
    doubles = _same_years(years, mapping)
    first = years[0]
    for year in years:
        if year.opening is not None and not _states_openings(year.opening):
            if year is first:
                found.since = periods_of(year.ledger, mapping)[0].start
                year.ledger, faults = opened_with(year.ledger, year.opening, mapping)
                doubles += faults
            else:
                found.findings.append(info("TK722", Place(year.files.opening[0]), year=str(year.main.end.year)))
        elif year.opening is not None:
            year.ledger = concat([year.ledger, _opening_on(year.opening, year.main.start)])
    whole = concat([year.ledger for year in years])
    return whole, [*doubles, *overlaps(whole)]


def _states_openings(ledger: Ledger) -> bool:
    """Whether the file holds opening balances alone, and not a year's closing ones."""
    return not len(ledger.entries) and bool(ledger.balances["closing"].isna().all())


def _opening_on(ledger: Ledger, day: date) -> Ledger:
    """Opening balances on the first day of the year that they open."""
    days = pd.Series([day] * len(ledger.balances), index=ledger.balances.index, dtype=_DATE)
    ends = pd.Series([None] * len(ledger.balances), index=ledger.balances.index, dtype=_DATE)
    return replace(ledger, balances=ledger.balances.assign(period_start=days, period_end=ends))


def _without_comparatives(year: YearLedger, others: list[Period]) -> list[Finding]:
    """Leave out the balances that the file repeats of a year with a ledger of its own. TK719 (info) says so."""
    balances = year.ledger.balances
    day = balances["period_end"].fillna(balances["period_start"])
    findings = []
    for other in others:
        inside = ((day >= other.start) & (day <= other.end)).fillna(False).to_numpy(dtype=bool)
        if inside.any():
            findings.append(info("TK719", Place(year.files.files[0]), year=str(other.end.year), rows=int(inside.sum())))
            balances, day = balances[~inside].reset_index(drop=True), day[~inside].reset_index(drop=True)
    year.ledger = replace(year.ledger, balances=balances)
    return findings
