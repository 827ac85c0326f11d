"""Which class a local account is of: asset, debt or equity, income, expense. A hard gate for every suggestion.

Evidence: the file's own class, the name's head, the side and turn of the balance, an opening balance, and the account's place in
its own chart: charts keep a class together, so the classes of neighbours are weighed along the order of the numbers.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log

from tilikartta.definitions.word_forms import fold
from tilikartta.mapping.suggest.readings import leanings
from tilikartta.mapping.suggest.words import lexicon, name_of, root
from tilikartta.model.suggestion import LocalFacts

ASSET, DEBT, INCOME, EXPENSE = STATES = ("asset", "debt", "income", "expense")
# Universal classes by state: programs call provisions and reserves either way, and appropriations are booked either way.
CLASSES: dict[str, frozenset[str]] = {
    ASSET: frozenset({"asset"}),
    DEBT: frozenset({"liability", "equity"}),
    INCOME: frozenset({"income", "appropriation"}),
    EXPENSE: frozenset({"expense", "appropriation"}),
}
_STATE_OF = {"asset": ASSET, "liability": DEBT, "equity": DEBT, "income": INCOME, "expense": EXPENSE}
_HEADS = {"asset": ASSET, "liability": DEBT, "equity": DEBT, "income": INCOME, "expense": EXPENSE}


def state_of(klass: str) -> str:
    """The state that accounts of a universal class are compared in; appropriations and statistics stand among the expenses."""
    return _STATE_OF.get(klass, EXPENSE)


# Weights are log odds, chosen on the development charts of the bench.
_LEANS = 2.0
_NAMED, _HEAD, _SIDE, _OPENING, _ONE_SIDED, _BOTH_SIDES = 4.5, 2.0, 3.2, 3.0, 0.7, 1.0
_DEPRECIATED, _NEVER = 3.0, 1.5
_RATES = (0.04, 0.05, 0.07, 0.10, 0.125, 0.15, 0.20, 0.25, 0.30, 1 / 3, 0.5)  # of straight depreciation in a year
_OFF = 0.5
_STAY, _CHANGE, _CHANGE_AT_SECOND, _CHANGE_AT_DIGIT = 0.0, -4.0, -2.0, -1.6
_FIRST = {ASSET: 0.0, DEBT: -1.5, INCOME: -1.0, EXPENSE: -2.5}
# Charts go on from assets to debts, income and expenses; back again where every activity has its own income and expenses.
_ORDER = {
    (ASSET, DEBT): 0.6, (DEBT, INCOME): 0.6, (INCOME, EXPENSE): 0.6, (EXPENSE, INCOME): 0.2,
    (INCOME, ASSET): -1.5, (EXPENSE, ASSET): -1.5, (INCOME, DEBT): -1.5, (EXPENSE, DEBT): -1.5,
}  # fmt: skip


_BOTH = {ASSET: -12.0, DEBT: -12.0, INCOME: 0.0, EXPENSE: 0.0}


@dataclass(frozen=True)
class ClassView:
    """The probabilities of the four states for one account; ``given`` when the file itself tells the class."""

    odds: Mapping[str, float]
    given: bool = False

    @property
    def best(self) -> str:
        """The likeliest state."""
        return max(STATES, key=lambda state: self.odds[state])

    @property
    def sure(self) -> float:
        """The probability of the likeliest state."""
        return self.odds[self.best]

    @property
    def in_balance_sheet(self) -> bool:
        """Whether the account is more probably one of the balance sheet than of the income statement."""
        return self.odds[ASSET] + self.odds[DEBT] >= 0.5

    def of(self, klass: str) -> float:
        """The probability that the account may go to an account of this universal class."""
        if klass == "off_statement":  # statistics stand on either side, and no class of a local chart tells them
            return _OFF
        return max((self.odds[state] for state in STATES if klass in CLASSES[state]), default=0.0)


def head_states(name: str) -> dict[str, float]:
    """What the head of the name says: state -> log odds. The last word decides, others a little."""
    found: dict[str, float] = {}
    parts = name_of(name).parts
    for place, part in enumerate(reversed(parts)):
        for klass, words in _heads().items():
            if part in words:
                state = _HEADS[klass]
                found[state] = max(found.get(state, 0.0), _HEAD if place == 0 else 0.4 * _HEAD)
    return found


def _heads() -> dict[str, frozenset[str]]:
    if not _CACHE:
        for klass, words in lexicon()["heads"].items():
            _CACHE[klass] = frozenset(root(fold(word).strip()) for word in words.split())
    return _CACHE


_CACHE: dict[str, frozenset[str]] = {}


def class_views(
    facts: Sequence[LocalFacts], named: Sequence[Mapping[str, float]], known: Mapping[str, str], events: Container[int] = ()
) -> list[ClassView]:
    """The class of every account of a chart, in the order given.

    ``named`` holds per account how well the best account of each state answers to its name (0 to 1), ``known`` the universal
    class of accounts that are mapped already, ``events`` the places of event accounts, which are income and expense at once.
    """
    order = sorted(range(len(facts)), key=lambda at: (facts[at].number == "", facts[at].number, facts[at].name))
    emissions = [_BOTH if at in events else _emission(facts[at], named[at], known.get(facts[at].number, "")) for at in order]
    steps = [_steps(facts[one].number, facts[other].number) for one, other in pairwise(order)]
    odds = _smoothed(emissions, steps)
    views: list[ClassView] = [ClassView(dict.fromkeys(STATES, 0.25))] * len(facts)
    for at, found in zip(order, odds, strict=True):
        one = facts[at]
        given = _STATE_OF.get(known.get(one.number, "") or one.klass, "")
        if at in events:
            views[at] = ClassView({ASSET: 0.0, DEBT: 0.0, INCOME: 1.0, EXPENSE: 1.0})
            continue
        views[at] = ClassView({state: float(state == given) for state in STATES}, given=True) if given else ClassView(found)
    return views


def _emission(one: LocalFacts, named: Mapping[str, float], known: str) -> dict[str, float]:
    given = _STATE_OF.get(known or one.klass, "")
    if given:
        return {state: 0.0 if state == given else -12.0 for state in STATES}
    heads = head_states(one.name)
    open_to = leanings(one.name) or frozenset(STATES)
    found = {state: _NAMED * named.get(state, 0.0) + heads.get(state, 0.0) for state in STATES}
    for state in STATES:
        found[state] -= 0.0 if state in open_to else _LEANS
    for state, weight in _by_money(one).items():
        found[state] += weight
    return found


def _by_money(one: LocalFacts) -> dict[str, float]:
    """What side and turn of the balance say. An account without money says nothing."""
    found = dict.fromkeys(STATES, 0.0)
    if one.balance:
        for state in (ASSET, EXPENSE) if one.balance > 0 else (DEBT, INCOME):
            found[state] += _SIDE
    elif not one.debit and not one.credit:
        return found
    if one.balance != one.debit - one.credit:
        for state in (ASSET, DEBT):
            found[state] += _OPENING
    if is_depreciated(one):
        found[ASSET] += _DEPRECIATED
    low, high = sorted((one.debit, one.credit))
    if high and low <= 0.02 * high:  # an income that is never credited is none, nor an expense that is never debited
        found[INCOME if one.debit > one.credit else EXPENSE] -= _NEVER
    if high:
        for state in (ASSET, DEBT) if low > 0.25 * high else (INCOME, EXPENSE):
            found[state] += _BOTH_SIDES if low > 0.25 * high else _ONE_SIDED * (1 if low <= 0.02 * high else 0)
    return found


def is_depreciated(one: LocalFacts) -> bool:
    """Whether what is credited is an even share of what was there: straight depreciation booked on the account itself."""
    base = one.balance + one.credit
    return one.balance > 0 and one.credit > 0 and any(abs(one.credit - base * rate) <= 1 + base / 50_000 for rate in _RATES)


def _steps(one: str, other: str) -> float:
    """What a change of class between two neighbours costs: less where the first digits change."""
    if one[:1] != other[:1]:
        return _CHANGE_AT_DIGIT
    return _CHANGE_AT_SECOND if one[:2] != other[:2] else _CHANGE


def _smoothed(emissions: list[dict[str, float]], steps: list[float]) -> list[dict[str, float]]:
    """Forward and backward along the chart: the probability of each state at each account."""
    if not emissions:
        return []
    forward = [{state: emissions[0][state] + _FIRST[state] for state in STATES}]
    for emission, cost in zip(emissions[1:], steps, strict=True):
        before = forward[-1]
        forward.append({s: emission[s] + _log_sum([before[r] + _move(r, s, cost) for r in STATES]) for s in STATES})
    backward = [dict.fromkeys(STATES, 0.0)]
    for emission, cost in zip(reversed(emissions[1:]), reversed(steps), strict=True):
        after = backward[0]
        backward.insert(0, {r: _log_sum([after[s] + emission[s] + _move(r, s, cost) for s in STATES]) for r in STATES})
    found = []
    for one, other in zip(forward, backward, strict=True):
        total = _log_sum([one[state] + other[state] for state in STATES])
        found.append({state: exp(one[state] + other[state] - total) for state in STATES})
    return found


def _move(one: str, other: str, cost: float) -> float:
    return _STAY if one == other else cost + _ORDER.get((one, other), 0.0)


def _log_sum(values: list[float]) -> float:
    top = max(values)
    return top + log(sum(exp(value - top) for value in values))
