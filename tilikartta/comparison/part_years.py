"""Whether a ledger tells of a whole financial year: an export of some months looks like a small member."""

from datetime import date, timedelta

from tilikartta.mapping.periods import Period
from tilikartta.model import Ledger

STATED = timedelta(days=31)  # what a program states of its own period is exact
QUIET = timedelta(days=92)  # entries may rest for a summer; three months without any are worth a question
FEW = 20  # entries of a small association tell nothing of when its year ends


def part_of_year(ledger: Ledger, period: Period) -> tuple[date, date] | None:
    """The first and last day that the ledger tells of, None where they hold the financial year or too little can be said.

    Periods that the file states for its balances come before days of entries.
    """
    balances, days = ledger.balances, ledger.entries["date"]
    spans = balances[["period_start", "period_end"]].dropna()
    spans = spans[((spans["period_start"] >= period.start) & (spans["period_start"] <= period.end)).astype(bool)]
    held = days[((days >= period.start) & (days <= period.end)).fillna(False).astype(bool)]
    if len(spans):
        first, last, rest = spans["period_start"].min(), spans["period_end"].max(), STATED
    elif len(held) >= FEW:
        first, last, rest = held.min(), held.max(), QUIET
    else:
        return None
    return (first, last) if first - period.start > rest or period.end - last > rest else None
