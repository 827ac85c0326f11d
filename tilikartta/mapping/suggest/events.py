"""Event accounts: one account for an event or an activity that takes both its income and its expenses."""

from collections.abc import Sequence

from tilikartta.mapping.suggest.classes import is_depreciated
from tilikartta.mapping.suggest.index import Match
from tilikartta.mapping.suggest.readings import leanings, sense_of
from tilikartta.model import Chart
from tilikartta.model.suggestion import LocalFacts

_LEAST_SHARE, _LEAST_CENTS = 0.10, 10_000
_NATURES = {
    "participation_fees",
    "sales",
    "catering_events",
    "materials",
    "services",
    "travel",
    "interest_dividends",
    "financing",
}
_SIZEABLE = 0.35  # of the larger side, for a name that is not of anything arranged
_ARRANGED = {
    "tapahtuma",
    "kilpailu",
    "retki",
    "leiri",
    "kurssi",
    "kerho",
    "talkoot",
    "myyjäiset",
    "arpajaiset",
    "kahvio",
    "kirpputori",
}
_ONE_OF_TWO = 0.5
_NEAREST = 3
_LEAST_ALIKE, _BESIDE = 0.12, 1.2  # a name of a bank account or a debt is far more alike than any activity


def is_event(one: LocalFacts, found: Sequence[Match], chart: Chart) -> bool:
    """Whether the account takes income and expense: sums on both sides, none carried over, a name of an activity.

    Accounts whose class the file tells are taken at their word.
    """
    low, high = sorted((one.debit, one.credit))
    if one.klass or low < _LEAST_CENTS or low < _LEAST_SHARE * high or one.balance != one.debit - one.credit:
        return False
    if (open_to := leanings(one.name)) and not open_to & {"income", "expense"}:
        return False
    income = _best(found, chart, {"income"})
    expense = _best(found, chart, {"expense"})
    other = _best(found, chart, {"asset", "liability", "equity"})
    if min(income, expense) < _LEAST_ALIKE or other > _BESIDE * max(income, expense) or is_depreciated(one):
        return False
    if any(match.exact for match in found) and _ONE_OF_TWO * max(income, expense) > min(income, expense):
        return False  # called so, and nothing like it in the other class: a cost with a refund is a cost
    if low < _SIZEABLE * high and not sense_of(one.name).things & _ARRANGED:
        return False
    natures = [chart.by_code[match.code].nature for match in found if chart.by_code[match.code].in_income_statement]
    return bool(_NATURES & set(natures[:_NEAREST]))


def _best(found: Sequence[Match], chart: Chart, classes: set[str]) -> float:
    return max((match.likeness for match in found if chart.by_code[match.code].klass in classes), default=0.0)
