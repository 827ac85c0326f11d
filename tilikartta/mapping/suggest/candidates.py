"""Candidates of an account, with what each kind of evidence tells of them: name, reading, texts of entries, codes of a file."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from tilikartta.mapping.suggest.classes import DEBT, STATES, ClassView
from tilikartta.mapping.suggest.hints import hinted
from tilikartta.mapping.suggest.index import Index, Match
from tilikartta.mapping.suggest.readings import Lent, Reading, readings, sense_of
from tilikartta.mapping.suggest.weighing import taught_mark, weighed
from tilikartta.mapping.suggest.word_weights import WordWeights
from tilikartta.model import Chart
from tilikartta.model.suggestion import Evidence, LocalFacts

_READING, _PAIR_LEAST = 0.9, 0.5  # of what the best name leaves open
_TAUGHT, _MOST_BY_WORDS = 0.5, 10
_TEXT, _TELLS, _HINT = 0.15, 0.8, 0.25  # in the rough score
_KNOWN = 0.97
_LEAST_STATE = 0.25  # classes that are read at all
_LEAST_CLASS = 0.08  # classes less probable than this are shut out
_LEAST_TEXT, _CLASS_TOLD = 0.45, 0.5


@dataclass
class Scored:
    """One candidate while it is weighed.

    ``marks`` are what ``weights.yaml`` weighs; ``rough`` holds what a first look gives, before neighbours and rivals are known.
    """

    code: str
    match: Match | None
    likeness: float
    fits: float
    taught: float = 0.0  # the probability that the words of the name give it
    rough: dict[str, float] = field(default_factory=dict)
    marks: dict[str, float] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    score: float = 0.0

    @property
    def called(self) -> bool:
        """Whether the account is called by this very name."""
        return self.match is not None and self.match.exact

    @property
    def first_look(self) -> float:
        """Likeness of the name, held down where the class is unsure, and what reading, texts and codes add."""
        return self.likeness * (0.5 + 0.5 * self.fits) + sum(self.rough.values())

    @property
    def told(self) -> float:
        """What name, texts and codes told; the rest is place and class."""
        return self.likeness + sum(value for kind, value in self.rough.items() if kind != "reading_class")

    def mark(self, name: str, value: float) -> None:
        """Keep the largest value of a mark."""
        self.marks[name] = max(self.marks.get(name, value), value)

    def settle(self) -> None:
        """Make the score of the marks."""
        self.score = weighed(self.marks)


def candidates_of(
    chart: Chart, index: Index, words: WordWeights, one: LocalFacts, found: Sequence[Match], view: ClassView, lent: Lent
) -> dict[str, Scored]:
    """Every account that name, words, reading, texts or a code of the file point to and whose class it can be."""
    scored = _gated(chart, one, found, view)
    _by_words(chart, words, one, scored, view, lent)
    _by_reading(chart, one, scored, view, lent)
    _by_texts(chart, index, one, scored, view)
    _by_hint(chart, one, scored, view)
    return scored


def _gated(chart: Chart, one: LocalFacts, found: Sequence[Match], view: ClassView) -> dict[str, Scored]:
    """Candidates by name whose class the account can be of."""
    scored = {}
    for match in found:
        fits = view.of(chart.by_code[match.code].klass)
        if fits >= _LEAST_CLASS:
            scored[match.code] = Scored(match.code, match, match.likeness, fits, evidence=[_of_name(match)])
    return scored


def _of_name(match: Match) -> Evidence:
    exact = {"spoken": "spoken_exact", "sister": "sister_exact"}.get(match.phrase.kind, "name_exact")
    near = "sister_near" if match.phrase.kind == "sister" else f"name_{match.phrase.kind}"
    data = {"text": match.phrase.text, "code": match.code, "source": match.phrase.source}
    return Evidence(exact if match.exact else near, data)


def _by_words(chart: Chart, words: WordWeights, one: LocalFacts, scored: dict[str, Scored], view: ClassView, lent: Lent) -> None:
    """What the words of the name tell, with the class weighed in; the likeliest become candidates."""
    if not one.name.strip():
        return
    fits = {klass: view.of(klass) for klass in {account.klass for account in chart.accounts}}
    of = {account.code: fits[account.klass] for account in chart.accounts if fits[account.klass] >= _LEAST_CLASS}
    told = words.told(one.name, lent)
    joint = {code: told[code] * fit for code, fit in of.items()}
    total = sum(joint.values()) or 1.0
    for code in sorted(joint, key=lambda code: (-joint[code], code))[:_MOST_BY_WORDS]:
        scored.setdefault(code, Scored(code, None, 0.0, of[code]))
    for code, each in scored.items():
        each.taught = joint.get(code, 0.0) / total
        each.rough["taught"] = _TAUGHT * each.taught
        each.mark("taught", taught_mark(each.taught))


def _by_reading(chart: Chart, one: LocalFacts, scored: dict[str, Scored], view: ClassView, lent: Lent) -> None:
    """What the name is of, where no account is called so: the less the best name says, the more the reading does."""
    if not one.name.strip():
        return
    known = max((each.likeness for each in scored.values()), default=0.0)
    for state in STATES:
        odds = view.odds[state]
        told = (*lent, *_told_of_fund(one)) if state == DEBT else lent
        for reading in readings(one.name, state, told) if odds >= _LEAST_STATE else ():
            fits = view.of(chart.by_code[reading.code].klass)
            each = scored.setdefault(reading.code, Scored(reading.code, None, 0.0, fits))
            kind = "reading" if reading.said else "reading_class"
            each.rough[kind] = max(each.rough.get(kind, 0.0), _reading_weight(reading, known) * odds)
            each.mark("reading", reading.weight * odds)
            each.mark("alone", reading.pair * odds * (1.0 - known))
            each.evidence.append(Evidence(kind, {"said": reading.said} if reading.said else {}))


def _told_of_fund(one: LocalFacts) -> Lent:
    """Whose a fund is, by its entries: a will, a gift, a decision of the board."""
    if not one.texts or not sense_of(one.name).things & {"rahasto", "apuraha"}:
        return ()
    told = frozenset[str]().union(*(sense_of(text).things for text in one.texts)) & {
        "testamentti",
        "lahjoitus",
        "kokous",
        "henkilö",
    }
    return (("", told),) if told else ()


def _reading_weight(reading: Reading, known: float) -> float:
    """Nothing beside a name that the chart knows; a thing together with its head holds against names that are merely near."""
    if known >= _KNOWN:
        return 0.0
    return reading.weight * max(_READING * (1.0 - known), _PAIR_LEAST if reading.pair else 0.0)


def _by_texts(chart: Chart, index: Index, one: LocalFacts, scored: dict[str, Scored], view: ClassView) -> None:
    """The commonest texts of the entries, read as names; asked only where the name leaves something open."""
    named = max(scored.values(), key=lambda each: (each.likeness, each.code), default=None)
    general = named is not None and chart.by_code[named.code].unspecified
    if named is not None and named.likeness >= _KNOWN and not general:
        return
    best: dict[str, tuple[float, str]] = {}
    for text in one.texts[:3]:
        for match in index.matches(f"{one.name} {text}", 6, runs=False) + index.matches(text, 6, runs=False):
            if match.likeness >= _LEAST_TEXT and match.likeness > best.get(match.code, (0.0, ""))[0]:
                best[match.code] = (match.likeness, text)
    for code, (value, text) in best.items():
        fits = view.of(chart.by_code[code].klass)
        if fits < _LEAST_CLASS:
            continue
        each = scored.setdefault(code, Scored(code, None, 0.0, fits))
        each.rough["texts"] = _TEXT * value * fits
        each.mark("texts", value * fits)
        each.evidence.append(Evidence("entry_text", {"text": text}))
    if general:
        _told_by_texts(chart, index, one, scored, view)


def _told_by_texts(chart: Chart, index: Index, one: LocalFacts, scored: dict[str, Scored], view: ClassView) -> None:
    """A general name (*Vakuutukset*) whose entries agree on one kind: the kind goes before the general account."""
    told: dict[str, list[float]] = defaultdict(list)
    for text in one.texts:
        fitting = [match for match in index.matches(text, 6) if view.of(chart.by_code[match.code].klass) >= _CLASS_TOLD]
        if fitting and fitting[0].likeness >= _LEAST_TEXT and not chart.by_code[fitting[0].code].unspecified:
            told[fitting[0].code].append(fitting[0].likeness)
    for code, values in told.items():
        if len(values) > len(one.texts) / 2:
            each = scored.setdefault(code, Scored(code, None, 0.0, view.of(chart.by_code[code].klass)))
            each.rough["told"] = _TELLS * sum(values) / len(one.texts)
            each.mark("told", sum(values) / len(one.texts))


def _by_hint(chart: Chart, one: LocalFacts, scored: dict[str, Scored], view: ClassView) -> None:
    """A code of another standard that the file carries."""
    for code, scheme in sorted(hinted(one.hint).items()):
        fits = view.of(chart.by_code[code].klass)
        if fits >= _LEAST_CLASS:
            each = scored.setdefault(code, Scored(code, None, 0.0, fits))
            each.rough["hint"] = _HINT * fits
            each.mark("hint", fits)
            each.evidence.append(Evidence("hint", {"hint": one.hint, "scheme": scheme}))
