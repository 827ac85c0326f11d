"""Candidates of every account of a chart in order: each has its marks, and the weights of ``weights.yaml`` decide."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tilikartta.mapping.suggest.candidates import Scored, candidates_of
from tilikartta.mapping.suggest.classes import ClassView
from tilikartta.mapping.suggest.index import Index, Match
from tilikartta.mapping.suggest.own_words import lent_kinds
from tilikartta.mapping.suggest.owned import owned_codes
from tilikartta.mapping.suggest.weighing import class_mark, kind_marks, shares
from tilikartta.mapping.suggest.word_weights import WordWeights
from tilikartta.model import Chart
from tilikartta.model.suggestion import MOST_CANDIDATES, Evidence, LocalFacts

_WINDOW = 4  # neighbours on either side
_TAUGHT_TOLD = 0.3  # probability by words from which they are worth telling
_GROUP_TOLD = 0.3  # share of the neighbours from which their group is worth telling


@dataclass(frozen=True)
class Draft:
    """An account with its candidates, best first."""

    local: LocalFacts
    view: ClassView
    scored: tuple[Scored, ...]


def drafted(
    chart: Chart, index: Index, words: WordWeights, facts: Sequence[LocalFacts], matches: Sequence[Sequence[Match]],
    views: Sequence[ClassView], settled: Mapping[str, str],
) -> list[Draft]:  # fmt: skip
    """Weigh the candidates of every account, in the order of the chart. ``settled``: number -> code of what is mapped already."""
    lent = lent_kinds([one.name for one in facts])
    asked = zip(facts, matches, views, lent, strict=True)
    every = [candidates_of(chart, index, words, one, found, view, own) for one, found, view, own in asked]
    for at, codes in owned_codes(facts, views).items():
        for code in sorted(codes):
            each = every[at].setdefault(code, Scored(code, None, 0.0, views[at].of(chart.by_code[code].klass)))
            each.mark("owned", 1.0)
    for one, scored in zip(facts, every, strict=True):
        _by_itself(chart, index, one, scored)
    tops = [_top(scored, settled.get(one.number, "")) for one, scored in zip(facts, every, strict=True)]
    takers = _takers(tops)
    drafts = []
    for at, (one, scored) in enumerate(zip(facts, every, strict=True)):
        _by_neighbours(at, scored, tops, facts)
        for each in scored.values():
            each.mark("taken", _taken(takers, each.code, at))
            each.settle()
        best = sorted(scored.values(), key=lambda each: (-round(each.score, 6), each.code))
        for each in best[:MOST_CANDIDATES]:
            _tell_words(words, one, each)
        drafts.append(Draft(one, views[at], tuple(best)))
    return drafts


def _by_itself(chart: Chart, index: Index, one: LocalFacts, scored: dict[str, Scored]) -> None:
    """What an account tells before its neighbours are asked."""
    _by_name(index, one, scored)
    _by_sisters(index, one, scored)
    for each in scored.values():
        each.mark("class", class_mark(each.fits))
        each.marks |= kind_marks(chart.by_code[each.code], one.name, called=each.called)
        each.settle()


def _by_name(index: Index, one: LocalFacts, scored: dict[str, Scored]) -> None:
    """What the name itself tells of every candidate, whatever brought it here."""
    shared = index.shared(one.name)
    for code, each in scored.items():
        of_chart = each.match is not None and each.match.phrase.kind in {"name", "alias"}
        each.mark("name", each.likeness)
        each.mark("called", float(each.called))
        each.mark("called_in_chart", float(each.called and of_chart))
        each.mark("words", shared.get(code, 0.0))


def _tell_words(words: WordWeights, one: LocalFacts, each: Scored) -> None:
    """The words that speak for a candidate, where they speak clearly."""
    telling = words.telling(one.name, each.code) if each.taught >= _TAUGHT_TOLD else ()
    if telling:
        each.evidence.append(Evidence("taught", {"words": telling, "code": each.code}))


def _top(scored: dict[str, Scored], settled: str) -> tuple[str, float]:
    """The best account before neighbours are asked, and its probability."""
    if settled:
        return settled, 1.0
    best = sorted(scored.values(), key=lambda each: (-round(each.score, 6), each.code))
    return (best[0].code, shares([each.score for each in best])[0]) if best else ("", 0.0)


def _takers(tops: Sequence[tuple[str, float]]) -> dict[str, list[tuple[int, float]]]:
    """Code -> the accounts that answer to it before neighbours are asked: their places, and how sure."""
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, (code, sure) in enumerate(tops):
        found[code].append((at, sure))
    return found


def _taken(takers: Mapping[str, Sequence[tuple[int, float]]], code: str, at: int) -> float:
    """How surely another account of one's own chart answers to the code: most have an account of their own."""
    return max((sure for other, sure in takers.get(code, ()) if other != at), default=0.0)


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
        total += 1 / abs(step)
        for place in (code[:1], code[:2]):
            votes[place] += sure / abs(step)
        names[code[:2]].append(facts[other].number or facts[other].name)
    for each in scored.values():
        group = each.code[:2]
        share = votes.get(group, 0.0) / total if total else 0.0
        each.mark("group", share)
        each.mark("section", votes.get(group[:1], 0.0) / total if total else 0.0)
        if share >= _GROUP_TOLD:
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
            scored[code].mark("sisters", len(sources) / len(everyone))
            data = {"alike": len(sources), "all": len(everyone), "names": tuple(sorted(sources))}
            scored[code].evidence.append(Evidence("sisters", data))
