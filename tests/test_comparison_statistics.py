"""Means, medians and quartiles to the cent, as the statistics module and spreadsheets count them; ratios unknown, never zero."""

from decimal import Decimal
from fractions import Fraction
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilikartta.comparison.contents import MemberResult
from tilikartta.comparison.statistics import (
    Spread,
    basis_of,
    cents,
    per_member,
    per_person_year,
    quantile,
    ratio,
    share_of_income,
    spread,
)  # fmt: skip
from tilikartta.model.federation import Member

AMOUNTS = st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=40)


def result(**given):
    return MemberResult(Member("a", "A", "", **given), "ok")


def test_by_hand():
    assert spread([1, 2, 3, 10]) == Spread(4, 16, 4, 2, 3, 5, 1, 10)  # quartiles 1.75, 2.5 and 4.75
    assert spread([-1, -2]) == Spread(2, -3, -2, -2, -2, -1, -2, -1)  # halves away from zero
    assert spread([7]) == Spread(1, 7, 7, 7, 7, 7, 7, 7)
    assert spread([]) is None


@given(AMOUNTS)
def test_quartiles_are_those_of_the_standard_library(amounts):
    found = spread(amounts)
    if len(amounts) > 1:
        exact = quantiles([Fraction(one) for one in amounts], n=4, method="inclusive")
        assert (found.lower, found.median, found.upper) == tuple(cents(one) for one in exact)
    assert found.total == sum(amounts)
    assert found.least <= found.lower <= found.median <= found.upper <= found.most
    assert abs(2 * (found.mean * len(amounts) - found.total)) <= len(amounts)


def test_the_order_of_the_members_does_not_matter():
    assert spread([3, 1, 2, 9, 4]) == spread([9, 4, 3, 2, 1])
    assert quantile([1, 3], Fraction(1, 2)) == 2


@pytest.mark.parametrize("divisor", [None, 0, -1])
def test_a_ratio_without_a_divisor_is_unknown(divisor):
    assert ratio(100, divisor) is None
    assert share_of_income(100, divisor) is None


def test_ratios():
    assert share_of_income(-12345, 100000) == Decimal("-12.3")
    assert ratio(1, 3) == Decimal("0.33")
    member = result(members={"": 40, "2024": 50}, staff={"2025": Decimal("2.5")})
    assert per_member(member, "2025", 100_00) == Decimal("2.50")
    assert per_member(member, "2024", 100_00) == Decimal("2.00")
    assert per_person_year(member, "2025", 100_00) == Decimal("40.00")
    assert per_person_year(member, "2024", 100_00) is None
    assert per_member(result(), "2025", 100_00) is None


def test_a_sum_says_which_basis_it_holds():
    cash, accrual = result(basis="cash"), result()
    assert [basis_of(one) for one in ([], [cash], [accrual], [cash, accrual])] == ["", "cash", "accrual", "mixed"]
