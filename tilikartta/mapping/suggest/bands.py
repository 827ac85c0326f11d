"""What may be said of a draft: likely, to be checked, or nothing. The thresholds are those that the bench measured."""

from functools import cache

from tilikartta.mapping.suggest.scoring import Draft, Scored
from tilikartta.mapping.suggest.words import lexicon, name_of
from tilikartta.model import Account, Chart
from tilikartta.model.suggestion import MOST_CANDIDATES, AccountSuggestion, Band, Candidate, Evidence

LEAST = 0.30  # below this the best candidate is no better than a guess
SPOKEN_MARGIN = 0.4  # a name that only the word lists know must stand out more, and not alone
LEAST_TOLD = 0.12  # place and class alone are a guess too
LIKELY, MARGIN, CLASS_SURE = 0.92, 0.2, 0.9  # and the name must be one that the account is known by

_DEBIT, _CREDIT = {"asset", "expense"}, {"liability", "income"}

# The expenses that usually go with an income of an event account, and how much that weighs.
_PAIRED = 0.2
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
    scored = [each for each in draft.scored if each.score > 0.0]
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
    second = scored[1].score if len(scored) > 1 else 0.0
    if best.score < LEAST or best.told < LEAST_TOLD:
        return "none", "too_far"
    margin = SPOKEN_MARGIN if best.match is not None and best.match.phrase.kind == "spoken" else MARGIN
    said = best.match is not None and best.match.exact and (margin == MARGIN or _has_company(best))
    if said and best.score >= LIKELY and best.score - second >= margin and best.fits >= CLASS_SURE:
        return "likely", ""
    return "check", ""


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
