"""What may be said of a draft: likely, to be checked, or nothing. The thresholds are those that the bench measured."""

from functools import cache

from tilikartta.mapping.suggest.candidates import Scored
from tilikartta.mapping.suggest.scoring import Draft
from tilikartta.mapping.suggest.weighing import shares
from tilikartta.mapping.suggest.words import lexicon, name_of
from tilikartta.model import Account, Chart
from tilikartta.model.suggestion import MOST_CANDIDATES, AccountSuggestion, Band, Candidate, Evidence

LEAST, LEAST_TOLD = 0.22, 0.12  # with less at first look, or less told, the best candidate is no better than a guess
LEAST_GUESS, LEAST_TOLD_GUESS = 0.05, 0.02  # and where money and class speak for it
CLASS_SURE = 0.9
# The share of the best candidate from which it is called likely: the less its name is known, the more must speak for it.
SURE_CALLED, SURE_SPOKEN, SURE_ALONE, SURE_NEAR = 0.96, 0.96, 0.996, 0.98
NEAR, NEAR_TAUGHT = 0.6, 0.95  # likeness, and probability by words, that a name which is merely near must have as well

_DEBIT, _CREDIT = {"asset", "expense"}, {"liability", "income"}

# The expenses that usually go with an income of an event account, and how much that weighs.
_PAIRED = 1.6
_PAIRS = {
    "3110": "6310", "3120": "6310", "3130": "6330", "3160": "6310", "3210": "6220", "3220": "6420", "3240": "6220",
    "3250": "6920", "3420": "6910", "3510": "6920", "3515": "6920", "3520": "6310", "3540": "6220",
}  # fmt: skip


def from_known_chart(draft: Draft, code: str, function: str, mapping: str) -> AccountSuggestion:
    """An account of a recognised chart: its mapping has said what it is."""
    best = Candidate(code, function, (Evidence("chart", {"mapping": mapping, "number": draft.local.number}),), 2000)
    return AccountSuggestion(draft.local, "likely", (best,))


def banded(draft: Draft, chart: Chart, *, event: bool = False) -> AccountSuggestion:
    """The suggestion with its band, or the reason why there is none."""
    scored = [each for each in draft.scored if each.first_look > 0.0]
    if event:
        return _split(draft, scored, chart)
    candidates = tuple(candidate_of(each, draft, chart) for each in scored[:MOST_CANDIDATES])
    band, question = _band(draft, scored)
    if band == "likely" and (_wrong_side(draft, chart.by_code[scored[0].code]) or _has_two_homes(draft)):
        band = "check"
    if band == "likely" and draft.local.texts and chart.by_code[scored[0].code].unspecified:
        band = "check"  # a general name, and entries that a person can read: they may tell the kind
    return AccountSuggestion(draft.local, band, candidates, question)


def _split(draft: Draft, scored: list[Scored], chart: Chart) -> AccountSuggestion:
    """An event account: the best account for its income and the best for its expenses."""
    by_sign = []
    pair = ""
    for sign in ("income", "expense"):
        ones = [each for each in scored if chart.by_code[each.code].klass == sign]
        best = max(ones, key=lambda each: each.score + (_PAIRED if each.code == pair else 0.0), default=None)
        if best is not None:
            pair = _PAIRS.get(best.code, "")
            by_sign.append((sign, candidate_of(best, draft, chart, Evidence("both_sides", {}))))
    chosen = {candidate.code for _, candidate in by_sign}
    rest = [candidate_of(each, draft, chart) for each in scored if each.code not in chosen]
    candidates = (*(candidate for _, candidate in by_sign), *rest)[:MOST_CANDIDATES]
    if len(by_sign) < 2:
        return AccountSuggestion(draft.local, "none", candidates, "both_sides")
    return AccountSuggestion(draft.local, "check", candidates, "", True, tuple(by_sign))


def _band(draft: Draft, scored: list[Scored]) -> tuple[Band, str]:
    if not draft.local.name.strip():
        return "none", "no_name"
    if not scored:
        return "none", "nothing_alike"
    best = scored[0]
    if _too_far(best, draft):
        return "none", "too_far"
    if shares([each.score for each in scored])[0] >= _needed(best) and best.fits >= CLASS_SURE:
        return "likely", ""
    return "check", ""


def _too_far(best: Scored, draft: Draft) -> bool:
    """Whether the best candidate is no better than a guess. Money and the place in the chart make a little name enough."""
    if best.first_look < LEAST_GUESS or best.told < LEAST_TOLD_GUESS:
        return True
    placed = draft.local.turnover > 0 and best.fits >= CLASS_SURE
    return not placed and (best.first_look < LEAST or best.told < LEAST_TOLD)


def _needed(best: Scored) -> float:
    """The share that the best candidate must have to be called likely; more than all where no name is near."""
    if best.match is None:
        return 2.0
    if not best.called:
        return SURE_NEAR if best.likeness >= NEAR and best.taught >= NEAR_TAUGHT else 2.0
    if best.match.phrase.kind != "spoken":
        return SURE_CALLED
    return SURE_SPOKEN if _has_company(best) else SURE_ALONE


def _has_company(best: Scored) -> bool:
    """Whether something beside the name points to the account: its neighbours, the texts, a sister, a code of the file."""
    return any(evidence.kind in {"neighbours", "entry_text", "sisters", "hint"} for evidence in best.evidence)


def _wrong_side(draft: Draft, account: Account) -> bool:
    """A bank account in credit, an expense that is an income: the name may be right, but a person should look."""
    balance = draft.local.balance
    return (balance < 0 and account.klass in _DEBIT) or (balance > 0 and account.klass in _CREDIT)


@cache
def _two_homes() -> frozenset[str]:
    return frozenset(name_of(name).plain for name in lexicon()["two_homes"].split(";"))


def _has_two_homes(draft: Draft) -> bool:
    """Whether the name is one of those that stand for different accounts in different organisations."""
    return name_of(draft.local.name).plain in _two_homes()


def candidate_of(each: Scored, draft: Draft, chart: Chart, *more: Evidence) -> Candidate:
    """The candidate with its evidence in the order of weight."""
    evidence = [*each.evidence, *more]
    if draft.view.given:
        evidence.append(Evidence("class_given", {"klass": draft.local.klass}))
    elif draft.local.balance:
        evidence.append(Evidence("side_debit" if draft.local.balance > 0 else "side_credit", {}))
    return Candidate(each.code, "", tuple(evidence), round(1000 * each.score))
