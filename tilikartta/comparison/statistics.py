"""Sums, means, medians and quartiles of members, exact to the cent; ratios that are unknown rather than wrong.

Counted in fractions and rounded once, halves away from zero. Quartiles as spreadsheets count them (QUARTILE.INC).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tilikartta.comparison.contents import Comparison, MemberResult
from tilikartta.model.measures import rounded

Basis = Literal["accrual", "cash", "mixed", ""]


@dataclass(frozen=True)
class Spread:
    """How the amounts of some members lie, in cents. ``count`` says of how many: a member without the year is not a zero."""

    count: int
    total: int
    mean: int
    lower: int
    median: int
    upper: int
    least: int
    most: int


def cents(value: Fraction) -> int:
    """A fraction of cents as whole cents, halves away from zero."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value > 0 else -size


def quantile(ordered: Sequence[int | Fraction], part: Fraction) -> Fraction:
    """The value below which ``part`` of an ordered list lies, between two neighbours in proportion (QUARTILE.INC)."""
    place = part * (len(ordered) - 1)
    low = place.numerator // place.denominator
    above = ordered[min(low + 1, len(ordered) - 1)]
    return Fraction(ordered[low]) + (place - low) * (Fraction(above) - Fraction(ordered[low]))


def spread(amounts: Sequence[int]) -> Spread | None:
    """The spread of amounts in cents; None of no members."""
    if not amounts:
        return None
    ranked, total = sorted(amounts), sum(amounts)
    lower, median, upper = (cents(quantile(ranked, Fraction(quarter, 4))) for quarter in (1, 2, 3))
    return Spread(len(ranked), total, cents(Fraction(total, len(ranked))), lower, median, upper, ranked[0], ranked[-1])


def ratio(amount: int, divisor: int | Decimal | None, decimals: int = 2, *, times: int = 1) -> Decimal | None:
    """``amount * times / divisor``, rounded; None where the divisor is unknown, zero or negative: nothing missing is ever 0."""
    if divisor is None or divisor <= 0:
        return None
    return rounded(Fraction(amount * times) / Fraction(divisor), decimals)


def share_of_income(amount: int, income: int | None) -> Decimal | None:
    """Per cent of total income, one decimal; None without income."""
    return ratio(amount, income, 1, times=100)


def per_member(comparison_member: MemberResult, year: str, amount: int) -> Decimal | None:
    """Euros per member of the association, two decimals; None where nobody said how many there are."""
    return ratio(amount, _hundredfold(comparison_member.member.members_in(year)))


def per_person_year(comparison_member: MemberResult, year: str, amount: int) -> Decimal | None:
    """Euros per person-year, two decimals; None where nobody said or nobody is employed."""
    return ratio(amount, _hundredfold(comparison_member.member.staff_in(year)))


def _hundredfold(count: int | Decimal | None) -> int | Decimal | None:
    return None if count is None else count * 100


def basis_of(results: Sequence[MemberResult]) -> Basis:
    """Which basis a sum of these members holds: accrual, cash, or mixed; "" of none."""
    found = {one.member.basis for one in results}
    return "mixed" if len(found) > 1 else next(iter(found), "")


def basis_in(comparison: Comparison, year: str) -> Basis:
    """Which basis the federation's sums of a year hold: every total must say it."""
    return basis_of([one for one in comparison.counted if any(year == own.label for own in one.years)])
