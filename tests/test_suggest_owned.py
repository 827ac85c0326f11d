"""What one account of a chart tells of another, and what only seems to take both income and costs."""

from functools import cache

import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.suggest.engine import Engine, suggest
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.model.suggestion import AccountSuggestion, LocalFacts

CHART = universal_chart()
EVENTS = {"income", "expense"}


@cache
def engine() -> Engine:
    return Engine.of(CHART, Memory.of())


def asked(*facts: LocalFacts) -> dict[str, AccountSuggestion]:
    found = suggest(list(facts), CHART, engine().memory, recognise=False, engine=engine()).accounts
    return {one.local.name: one for one in found}


def score_of(given: AccountSuggestion, code: str) -> int:
    return max((one.score for one in given.candidates if one.code == code), default=0)


def balance(number: str, name: str, euros: int) -> LocalFacts:
    """An account that holds so much; credit is negative."""
    cents = 100 * euros
    return LocalFacts(number, name, cents, max(cents, 0), max(-cents, 0), 4)


OTHERS = (
    balance("1010", "Bankkonto Aktia", 20_000), balance("1020", "Kassa", 300), balance("2010", "Grundkapital", -50_000),
    balance("2015", "Fritt eget kapital", -7_000), balance("2510", "Leverantörsskulder", -900),
)  # fmt: skip


def test_a_fund_with_a_bank_account_of_its_own_is_a_fund_with_its_own_assets():
    fund, bank = balance("2020", "Törnqvistin rahasto", -40_000), balance("1065", "Törnqvistin rahasto, pankki", 40_000)
    alone, together = asked(fund, *OTHERS), asked(fund, bank, *OTHERS)

    assert together[fund.name].best.code == "2030"
    assert together[bank.name].best.code == "1330"
    assert together[fund.name].best.score > score_of(alone[fund.name], "2030") + 1000


def test_a_company_among_the_investments_makes_a_claim_on_it_one_within_the_group():
    company, claim = balance("1020", "Kuohu Oy, osakkeet", 8_000), balance("1130", "Saatava Kuohu Oy", 3_000)
    alone, together = asked(company, *OTHERS), asked(company, claim, *OTHERS)

    assert together[company.name].best.code == "1210"
    assert together[claim.name].best.code == "1620"
    assert together[company.name].best.score > score_of(alone[company.name], "1210") + 1000


@pytest.mark.parametrize(("name", "code"), [("Työterveyshuolto", "4310"), ("Sähkö", "5130")])
def test_a_cost_with_a_refund_is_no_event(name, code):
    """The refund in credit once made occupational health care an event, with an account of income first."""
    one = LocalFacts("4050", name, 420_000, 600_000, 180_000, 14)
    found = asked(one, balance("1900", "Pankki", 9_000))[name]

    assert found.best.code == code
    assert not {CHART.by_code[each.code].klass for each in found.candidates[:1]} & {"income"}


def test_an_event_with_income_and_costs_still_is_one():
    one = LocalFacts("510", "Kesäleiri", 20_000, 310_000, 290_000, 30)
    found = asked(one, balance("1900", "Pankki", 9_000))["Kesäleiri"]

    assert {CHART.by_code[each.code].klass for each in found.candidates[:2]} == EVENTS
