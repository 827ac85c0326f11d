"""What the law says about an organisation of this size: size class, duty to audit, limit of micro-associations."""

from dataclasses import dataclass
from datetime import date

from tilikartta.checks.meaning import by_meaning, sheet_of
from tilikartta.checks.subject import Subject
from tilikartta.definitions.law_facts import law_facts
from tilikartta.model import Cents, Finding, info, warning

_CLASSES = ("micro", "small", "large")


@dataclass(frozen=True)
class _Figures:
    """Figures of one financial year: cents, and average number of staff where the organisation tells it."""

    label: str
    start: date
    total: int
    turnover: int
    income: int
    staff: float | None


def _figures(subject: Subject) -> list[_Figures]:
    """The last financial year and the one before it, if the ledger holds it; the last one first."""
    mapped = subject.mapped
    if mapped is None or not subject.periods:
        return []
    table = by_meaning(subject)
    income = table[table["klass"] == "income"]
    sheet = subject.once(sheet_of)
    assets = next(line for line in sheet.layout.lines if line.side == "asset")
    staff = subject.mapping.organisation.staff if subject.mapping is not None else None
    found = []
    for index in sorted(set(income["period"].astype(int)), reverse=True)[:2]:
        own = income[income["period"] == index]
        turnover = -int(own.loc[own["function"] != "general_grants", "moved"].sum())
        period = subject.periods[index]
        total = sheet.amounts[assets.id][index] if subject.has_openings else 0
        found.append(_Figures(period.label, period.start, total, turnover, -int(own["moved"].sum()), staff))
    return found


def _limit(fact: str, day: date) -> int | None:
    """A limit in cents on the first day of a financial year; None when the law has none that was read."""
    value = law_facts().value(fact, day)
    return None if value is None else int(value.value * 100)


def _exceeded(kind: str, year: _Figures) -> int | None:
    """How many of the three limits the year exceeds; None where the limits of that year are not known."""
    limits = [_limit(f"{kind}.{name}", year.start) for name in ("balance", "turnover", "staff")]
    if any(limit is None for limit in limits):
        return None
    given = (year.total, year.turnover, round((year.staff or 0) * 100))
    return sum(figure > limit for figure, limit in zip(given, limits, strict=True) if limit is not None)


def _within(kind: str, years: list[_Figures]) -> bool | None:
    """Whether at most one limit is exceeded in each of the years."""
    counts = [_exceeded(kind, year) for year in years]
    return None if None in counts or not counts else all(count is not None and count <= 1 for count in counts)


def size_class(subject: Subject) -> list[Finding]:
    """TK691 (info): the organisation is larger than a micro undertaking.

    Why: the size class decides which statement schemes and notes may be used (KPL 1:4 a–c §, limits by year; PMA decree
    1753/2015). Two of three limits must be exceeded in this or the previous financial year; turnover is counted without general
    grants (guidance).

    Mend: nothing is wrong. Use the schemes of the class named: PMA Annexes IV and V for a small undertaking, KPA 1:3 and
    1:6 for a larger one.

    Passes::

        voucher,date,account,amount,opening
        ,,1910,,900.00,
        ,,2120,,-900.00,
        1,2025-05-05,1910,100.00,
        1,2025-05-05,3210,-100.00,

    Fails::

        voucher,date,account,amount,opening
        ,,1910,,500000.00
        ,,2120,,-500000.00
        1,2025-05-05,1910,950000.00,
        1,2025-05-05,3210,-950000.00,
    """
    years = subject.once(_figures)
    if not years or _within("size.micro", years) is not False:
        return []
    name = "size_small" if _within("size.small", years) else "size_larger"
    last = years[0]
    seen = [year.label for year in years]
    return [info("TK691", kind=name, year=last.label, total=Cents(last.total), turnover=Cents(last.turnover), years=seen)]


def audit_duty(subject: Subject) -> list[Finding]:
    """TK692 (info): the limits of the duty to audit are exceeded.

    Why: an auditor must be chosen when more than one of three limits is exceeded in this or the previous financial year:
    balance sheet 100 000 €, turnover 200 000 €, three employees (Auditing Act 1141/2015 2:2). Below them an activity inspector
    will do (Associations Act 38 a §).

    Mend: nothing is wrong in the books. See to it that the meeting has chosen an auditor.

    Passes::

        voucher,date,account,amount,opening
        ,,1910,,900.00,
        ,,2120,,-900.00,
        1,2025-05-05,1910,100.00,
        1,2025-05-05,3210,-100.00,

    Fails::

        voucher,date,account,amount,opening
        ,,1910,,120000.00
        ,,2120,,-120000.00
        1,2025-05-05,1910,210000.00,
        1,2025-05-05,3210,-210000.00,
    """
    years = subject.once(_figures)
    if not years or _within("audit", years) is not False:
        return []
    last = years[0]
    return [
        info(
            "TK692", year=last.label, total=Cents(last.total), turnover=Cents(last.turnover), years=[year.label for year in years]
        )
    ]


def too_large_for_micro_association(subject: Subject) -> list[Finding]:
    """TK693 (warning): a micro-association has more income than it may have.

    Why: single-entry books are for associations whose grants and other income are at most 30 000 € in this and the previous
    year (Associations Act 37 a §, decree 887/2023).

    Mend: keep double-entry books and use the scheme of associations (is_npo) from the next financial year on.

    Passes::

        voucher,date,account,amount,form
        1,2025-05-05,1910,29000.00,micro_association
        1,2025-05-05,3210,-29000.00,

    Fails::

        voucher,date,account,amount,form
        1,2025-05-05,1910,31000.00,micro_association
        1,2025-05-05,3210,-31000.00,
    """
    if subject.mapping is None or subject.mapping.organisation.form != "micro_association":
        return []
    found = []
    for year in subject.once(_figures):
        limit = _limit("size.micro_association.income", year.start)
        if limit is not None and year.income > limit:
            found.append(warning("TK693", year=year.label, income=Cents(year.income), limit=Cents(limit)))
    return found
