"""Wages bring social costs, and social costs come from wages."""

from dataclasses import dataclass, field

from tilikartta.checks.meaning import by_meaning, labels
from tilikartta.checks.subject import Subject
from tilikartta.model import Cents, Finding, info, warning

_WAGES, _SOCIAL = {"wages", "holiday_bonus", "bonus"}, {"pension", "social"}
LITTLE = 10_000  # cents of social costs a year that need no wages: a bill of the year before


@dataclass(frozen=True)
class _Year:
    """Staff costs of one financial year, in cents."""

    label: str
    wages: int
    social: int
    pension: int
    unknown: bool = field(kw_only=True)


def _years(subject: Subject) -> list[_Year]:
    """Staff costs by year; ``unknown`` where an account does not say whether it holds wages or social costs."""
    table = by_meaning(subject)
    table = table[table["klass"] == "expense"]
    found = []
    for period, label in enumerate(labels(subject)):
        rows = table[table["period"] == period]
        open_ = rows["universal"].isin({"4990", "4390"}) & (rows["moved"] != 0)
        sums = [int(rows.loc[rows["nature"].isin(natures), "moved"].sum()) for natures in (_WAGES, _SOCIAL, {"pension"})]
        found.append(_Year(label, *sums, unknown=bool(open_.any())))
    return found


def wages_without_social_costs(subject: Subject) -> list[Finding]:
    """TK684 (warning): wages were booked, but no pension or other social costs.

    Why: an employer pays pension and other insurances of wages; they belong to the same financial year as the wages (accrual,
    KPL 3:3). Without them the cost of staff, and every grant report made from it, is too small.

    Mend: book the employer's contributions of the year. If somebody else pays them, accept the finding with that reason.

    Passes::

        voucher,date,account,amount
        1,2025-02-28,4110,3000.00
        1,2025-02-28,4210,520.00
        1,2025-02-28,1910,-3520.00

    Fails::

        voucher,date,account,amount
        1,2025-02-28,4110,3000.00
        1,2025-02-28,1910,-3000.00
    """
    return [
        warning("TK684", year=year.label, wages=Cents(year.wages))
        for year in subject.once(_years)
        if year.wages >= max(100 * subject.settings.wages_least, 1) and not year.social and not year.unknown
    ]


def social_costs_without_wages(subject: Subject) -> list[Finding]:
    """TK685 (warning): social costs were booked, but no wages.

    Why: contributions come from wages of the same year (accrual, KPL 3:3). Wages may stand on an account of fees or bought
    services, or in another organisation's books.

    Mend: look where the wages were booked, and move them to the accounts of wages.

    Passes::

        voucher,date,account,amount
        1,2025-02-28,4110,3000.00
        1,2025-02-28,4210,520.00
        1,2025-02-28,1910,-3520.00

    Fails::

        voucher,date,account,amount
        1,2025-02-28,4210,520.00
        1,2025-02-28,1910,-520.00
    """
    table = by_meaning(subject)
    fees = int(table.loc[table["nature"] == "fees", "moved"].sum()) if len(table) else 0
    return [
        warning("TK685", year=year.label, social=Cents(year.social))
        for year in subject.once(_years)
        if year.social >= LITTLE and not year.wages and not fees and not year.unknown
    ]


def pension_share(subject: Subject) -> list[Finding]:
    """TK686 (info): the pension costs are an unusual share of the wages.

    Why: the employer's part of pension insurance is usually 10 to 30 per cent of the wages. Less may mean that a bill is not
    accrued, more that the employees' own part was booked as a cost (accrual, KPL 3:3).

    Mend: compare with the insurance company's yearly statement.

    Passes::

        voucher,date,account,amount
        1,2025-02-28,4110,3000.00
        1,2025-02-28,4210,520.00
        1,2025-02-28,1910,-3520.00

    Fails::

        voucher,date,account,amount
        1,2025-02-28,4110,3000.00
        1,2025-02-28,4210,1200.00
        1,2025-02-28,1910,-4200.00
    """
    low, high = subject.settings.pension_least, subject.settings.pension_most
    return [
        info("TK686", year=year.label, pension=Cents(year.pension), wages=Cents(year.wages),
             share=round(100 * year.pension / year.wages), least=low, most=high)
        for year in subject.once(_years)
        if year.wages >= max(100 * subject.settings.wages_least, 1) and year.pension and not year.unknown
        and not low * year.wages <= 100 * year.pension <= high * year.wages
    ]  # fmt: skip
