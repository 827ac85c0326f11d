"""Dates: inside the financial year, not in the future, and a financial year of a possible length."""

from datetime import date

import numpy as np
import pandas as pd

from tilikartta.checks.subject import Subject
from tilikartta.mapping.cells import UNDATED
from tilikartta.mapping.periods import LONGEST_DAYS
from tilikartta.model import Finding, Place, error, warning

FEW_ROWS = 20
SHARE = 100  # one row in a hundred


def _number(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _stated(subject: Subject) -> list[tuple[date, date]]:
    """The financial years that settings or the files themselves state."""
    if subject.settings.year is not None:
        return [(subject.settings.year.first, subject.settings.year.last)]
    pairs = subject.ledger.balances[["period_start", "period_end"]].dropna().drop_duplicates()
    return sorted((start, end) for start, end in pairs.itertuples(index=False) if end > start)


def outside_year(subject: Subject) -> list[Finding]:
    """TK218 (error): an entry is dated outside the financial year that the settings or the file state.

    Why: an entry belongs to the financial year of its event (KPL 2:3, KPL 3:3). Income and costs of another year change the
    result of both.

    Mend: correct the date in the bookkeeping program, or export only the financial year.

    Passes::

        voucher,date,account,amount,opening,period_start,period_end
        ,,1910,,90.00,2025-01-01,2025-12-31
        ,,2120,,-90.00,2025-01-01,2025-12-31
        1,2025-12-31,6610,12.00,,,
        1,2025-12-31,1910,-12.00,,,

    Fails::

        voucher,date,account,amount,opening,period_start,period_end
        ,,1910,,90.00,2025-01-01,2025-12-31
        ,,2120,,-90.00,2025-01-01,2025-12-31
        1,2026-01-01,6610,12.00,,,
        1,2026-01-01,1910,-12.00,,,
    """
    years, p = subject.once(_stated), subject.postings
    if not years:
        return []
    inside = p.day == UNDATED
    for start, end in years:
        inside |= (p.day >= _number(start)) & (p.day <= _number(end))
    rows = p.once_per_voucher(np.flatnonzero(~inside))
    data: dict[str, object] = {"start": years[0][0], "end": years[-1][1]}
    found = [
        error("TK218", p.place(row), voucher=p.voucher_of(row), day=p.dated(row), start=data["start"], end=data["end"])
        for row in subject.first(rows)
    ]
    return subject.listed(found, len(rows))


def stray_year(subject: Subject) -> list[Finding]:
    """TK219 (warning): a few entries are dated in another year than all the others.

    Why: a slip in the year is the commonest wrong date, and moves income and costs to another financial year (KPL 2:3).

    Mend: look at the year of these vouchers and correct it in the bookkeeping program.

    Passes::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00

    Fails::

        repeat,voucher,date,account,amount
        150,1,2025-02-03,6610,12.00
        150,1,2025-02-03,1910,-12.00
        ,2,2024-02-04,6610,30.00
        ,2,2024-02-04,1910,-30.00
    """
    p = subject.postings
    if subject.once(_stated) or len(subject.periods) < 2:
        return []
    dated = p.day != UNDATED
    count = np.bincount(p.period[dated], minlength=len(subject.periods))
    few = (count > 0) & (count <= FEW_ROWS) & (count * SHARE <= int(count.sum()))
    rows = p.once_per_voucher(np.flatnonzero(dated & few[p.period]))
    year = subject.periods[int(np.argmax(count))]
    found = [
        warning("TK219", p.place(row), voucher=p.voucher_of(row), day=p.dated(row), start=year.start, end=year.end)
        for row in subject.first(rows)
    ]
    return subject.listed(found, len(rows))


def in_the_future(subject: Subject) -> list[Finding]:
    """TK220 (warning): an entry is dated after today.

    Why: an event is booked when it has happened (KPL 2:1, KPL 2:4). A date in the future is usually a slip.

    Mend: correct the date. If the entry was booked ahead on purpose, accept the finding with the reason.

    Passes::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00

    Fails::

        voucher,date,account,amount
        1,2029-02-03,6610,12.00
        1,2029-02-03,1910,-12.00
    """
    p, today = subject.postings, subject.settings.today
    if today is None:
        return []
    rows = p.once_per_voucher(np.flatnonzero(p.day > _number(today)))
    found = [
        warning("TK220", p.place(row), voucher=p.voucher_of(row), day=p.dated(row), today=today) for row in subject.first(rows)
    ]
    return subject.listed(found, len(rows))


def impossible_year(subject: Subject) -> list[Finding]:
    """TK221 (error): a financial year is longer than 18 months.

    Why: a financial year is twelve months; when starting, ending or changing it may be shorter or at most 18 months (KPL 1:4).

    Mend: export one financial year at a time, and check the first and last day in the bookkeeping program.

    Passes::

        voucher,date,account,amount,opening,period_start,period_end
        ,,1910,,90.00,2024-07-01,2025-12-31
        ,,2120,,-90.00,2024-07-01,2025-12-31

    Fails::

        voucher,date,account,amount,opening,period_start,period_end
        ,,1910,,90.00,2024-01-01,2025-12-31
        ,,2120,,-90.00,2024-01-01,2025-12-31
    """
    balances = subject.ledger.balances
    file = str(balances["source_file"].iloc[0]) if len(balances) else ""
    return [
        error("TK221", Place(file), start=start, end=end, days=(end - start).days + 1)
        for start, end in subject.once(_stated)
        if (pd.Timestamp(end) - pd.Timestamp(start)).days + 1 > LONGEST_DAYS + 1
    ]
