"""Candidates of every account in order, with the reasons: the name, then what class, neighbours, texts, sisters and hints add."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tilikartta.definitions.word_forms import fold
from tilikartta.mapping.suggest.classes import STATES, ClassView
from tilikartta.mapping.suggest.hints import hinted
from tilikartta.mapping.suggest.index import Index, Match
from tilikartta.mapping.suggest.readings import Reading, readings
from tilikartta.mapping.suggest.words import lexicon
from tilikartta.model import Account, Chart
from tilikartta.model.suggestion import Evidence, LocalFacts

# How much each kind of evidence may add to the likeness of the name (0 to 1). Chosen on the development charts of the bench.
_GROUP, _SECTION, _TEXT, _SISTER, _HINT, _BASIC, _UNSPECIFIED = 0.12, 0.04, 0.15, 0.05, 0.25, 0.04, -0.06
_READING, _PAIR_LEAST, _KNOWN, _LEAST_STATE = (
    0.9,
    0.5,
    0.97,
    0.25,
)  # of what the best name leaves open; classes that are read at all
_OTHER_TERM, _NOT_SAID, _TOLD = -0.15, -0.15, 0.15
_LONG = re.compile(r"pitkä|lång|long", re.I)
_LEAST_CLASS = 0.08  # classes less probable than this are shut out
_WINDOW = 4
_LEAST_TEXT, _CLASS_TOLD, _TELLS = 0.45, 0.5, 0.8


@dataclass
class Scored:
    """One candidate while it is weighed. ``added`` holds what each kind of evidence gave."""

    code: str
    match: Match | None
    likeness: float
    fits: float
    added: dict[str, float] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def score(self) -> float:
        """Likeness of the name, held down where the class is unsure, and what was added."""
        return self.likeness * (0.5 + 0.5 * self.fits) + sum(self.added.values())

    @property
    def told(self) -> float:
        """What name, texts and codes told; the rest is place and class."""
        return self.likeness + sum(self.added.get(kind, 0.0) for kind in ("reading", "texts", "told", "hint"))


@dataclass(frozen=True)
class Draft:
    """An account with its candidates, best first."""

    local: LocalFacts
    view: ClassView
    scored: tuple[Scored, ...]


def drafted(
    chart: Chart, index: Index, facts: Sequence[LocalFacts], matches: Sequence[Sequence[Match]], views: Sequence[ClassView],
    settled: Mapping[str, str],
) -> list[Draft]:  # fmt: skip
    """Weigh the candidates of every account, in the order of the chart. ``settled``: number -> code of what is mapped already."""
    first = [_gated(chart, one, found, view) for one, found, view in zip(facts, matches, views, strict=True)]
    for one, scored, view in zip(facts, first, views, strict=True):
        _by_reading(chart, one, scored, view)
        _by_texts(chart, index, one, scored, view)
        _by_hint(chart, one, scored, view)
    drafts = []
    tops = [_top(scored, settled.get(one.number, "")) for one, scored in zip(facts, first, strict=True)]
    for at, (one, scored) in enumerate(zip(facts, first, strict=True)):
        _by_neighbours(at, scored, tops, facts)
        _by_sisters(index, one, scored)
        for each in scored.values():
            account = chart.by_code[each.code]
            each.added["level"] = _by_kind(account, one.name, said=each.match is not None and each.match.exact)
        best = sorted(scored.values(), key=lambda each: (-round(each.score, 9), each.code))
        drafts.append(Draft(one, views[at], tuple(best)))
    return drafts


def _by_kind(account: Account, name: str, *, said: bool) -> float:
    """Common accounts before rare ones; long-term, group and unspecified ones only where the name says so.

    ``said``: the account is called by this very name.
    """
    added = (_BASIC if account.level == "basic" else 0.0) + (_UNSPECIFIED if account.unspecified and not said else 0.0)
    long_said = bool(_LONG.search(name))
    if account.term is not None and (account.term == "long") != long_said:
        added += _OTHER_TERM if account.term == "long" or long_said else 0.0
    words = fold(name).split()
    needed = lexicon()["needs"].get(account.code)
    if needed and not _begins(words, needed):
        added += _NOT_SAID
    told = lexicon()["telling"].get(account.code)
    if told and _begins(words, told):
        added += _TOLD
    return added


def _begins(words: list[str], beginnings: str) -> bool:
    """Whether some word, or a part of a compound, begins with one of the beginnings."""
    return any(start in word for start in fold(beginnings).split() for word in words)


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


def _by_reading(chart: Chart, one: LocalFacts, scored: dict[str, Scored], view: ClassView) -> None:
    """What the name is of, where no account is called so: the less the best name says, the more the reading does."""
    if not one.name.strip():
        return
    known = max((each.likeness for each in scored.values()), default=0.0)
    for state in STATES:
        if view.odds[state] < _LEAST_STATE:
            continue
        for reading in readings(one.name, state):
            fits = view.of(chart.by_code[reading.code].klass)
            each = scored.setdefault(reading.code, Scored(reading.code, None, 0.0, fits))
            kind = "reading" if reading.said else "reading_class"
            weight = _reading_weight(reading, known) * view.odds[state]
            each.added[kind] = max(each.added.get(kind, 0.0), weight)
            each.evidence.append(Evidence(kind, {"said": reading.said} if reading.said else {}))


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
        for match in index.matches(f"{one.name} {text}", 6) + index.matches(text, 6):
            if match.likeness >= _LEAST_TEXT and match.likeness > best.get(match.code, (0.0, ""))[0]:
                best[match.code] = (match.likeness, text)
    for code, (value, text) in best.items():
        fits = view.of(chart.by_code[code].klass)
        if fits < _LEAST_CLASS:
            continue
        each = scored.setdefault(code, Scored(code, None, 0.0, fits))
        each.added["texts"] = _TEXT * value * fits
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
            each.added["told"] = _TELLS * sum(values) / len(one.texts)


def _by_hint(chart: Chart, one: LocalFacts, scored: dict[str, Scored], view: ClassView) -> None:
    """A code of another standard that the file carries."""
    for code, scheme in sorted(hinted(one.hint).items()):
        fits = view.of(chart.by_code[code].klass)
        if fits >= _LEAST_CLASS:
            each = scored.setdefault(code, Scored(code, None, 0.0, fits))
            each.added["hint"] = _HINT * fits
            each.evidence.append(Evidence("hint", {"hint": one.hint, "scheme": scheme}))


def _top(scored: dict[str, Scored], settled: str) -> tuple[str, float]:
    if settled:
        return settled, 1.0
    best = max(scored.values(), key=lambda each: (each.score, each.code), default=None)
    return (best.code, min(1.0, best.score)) if best else ("", 0.0)


def _by_neighbours(at: int, scored: dict[str, Scored], tops: Sequence[tuple[str, float]], facts: Sequence[LocalFacts]) -> None:
    """Accounts near in the organisation's own chart that go to the same group of the universal one."""
    votes: dict[str, float] = defaultdict(float)
    names: dict[str, list[str]] = defaultdict(list)
    total = 0.0
    for step in range(-_WINDOW, _WINDOW + 1):
        other = at + step
        if step == 0 or not 0 <= other < len(tops) or not tops[other][0]:
            continue
        code, sure = tops[other]
        weight = sure / abs(step)
        total += 1 / abs(step)
        votes[code[:2]] += weight
        names[code[:2]].append(facts[other].number or facts[other].name)
    for each in scored.values():
        group = each.code[:2]
        share = votes.get(group, 0.0) / total if total else 0.0
        section = sum(weight for key, weight in votes.items() if key[0] == group[0]) / total if total else 0.0
        each.added["neighbours"] = _GROUP * share + _SECTION * section
        if share >= 0.3:
            each.evidence.append(Evidence("neighbours", {"accounts": tuple(names[group][:3]), "group": group}))


def _by_sisters(index: Index, one: LocalFacts, scored: dict[str, Scored]) -> None:
    """How many of the mappings that know this very name map it alike."""
    known: dict[str, set[str]] = defaultdict(set)
    everyone: set[str] = set()
    for phrase in index.same(one.name):
        if phrase.kind == "sister":
            known[phrase.owner].add(phrase.source)
            everyone.add(phrase.source)
    for code, sources in known.items():
        if code in scored and everyone:
            share = len(sources) / len(everyone)
            scored[code].added["sisters"] = _SISTER * share
            data = {"alike": len(sources), "all": len(everyone), "names": tuple(sorted(sources))}
            scored[code].evidence.append(Evidence("sisters", data))
