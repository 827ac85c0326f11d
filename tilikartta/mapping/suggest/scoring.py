"""Candidates of every account of a chart in order: each has its marks, and the weights of ``weights.yaml`` decide."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tilikartta.mapping.suggest.candidates import Scored, candidates_of
from tilikartta.mapping.suggest.classes import ClassView
from tilikartta.mapping.suggest.index import Index, Match
from tilikartta.mapping.suggest.own_words import lent_kinds
from tilikartta.mapping.suggest.owned import owned_codes
from tilikartta.mapping.suggest.readings import Lent
from tilikartta.mapping.suggest.weighing import class_mark, kind_marks
from tilikartta.model import Chart
from tilikartta.model.suggestion import Evidence, LocalFacts

_WINDOW = 4  # neighbours on either side
_GROUP_TOLD = 0.3  # share of the neighbours from which their group is worth telling


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
    lent = lent_kinds([one.name for one in facts])
    asked = zip(facts, matches, views, lent, strict=True)
    first = [candidates_of(chart, index, one, found, view, own) for one, found, view, own in asked]
    tops = [_top(scored, settled.get(one.number, "")) for one, scored in zip(facts, first, strict=True)]
    takers = _takers(tops)
    owned = owned_codes(facts, views)
    drafts = []
    for at, (one, scored) in enumerate(zip(facts, first, strict=True)):
        for code in sorted(owned.get(at, ())):
            fits = views[at].of(chart.by_code[code].klass)
            scored.setdefault(code, Scored(code, None, 0.0, fits)).mark("owned", 1.0)
        _by_name(index, one, scored, lent[at])
        _by_neighbours(at, scored, tops, facts)
        _by_sisters(index, one, scored)
        for each in scored.values():
            each.mark("class", class_mark(each.fits))
            each.mark("taken", _taken(takers, each.code, at))
            each.marks |= kind_marks(chart.by_code[each.code], one.name, called=each.called)
            each.settle()
        best = sorted(scored.values(), key=lambda each: (-round(each.score, 6), each.code))
        drafts.append(Draft(one, views[at], tuple(best)))
    return drafts


def _by_name(index: Index, one: LocalFacts, scored: dict[str, Scored], lent: Lent) -> None:
    """What the name itself tells of every candidate, whatever brought it here."""
    known = max((each.likeness for each in scored.values()), default=0.0)
    shared, kindred = index.shared(one.name), index.kindred.closest(one.name, lent)
    for code, each in scored.items():
        of_chart = each.match is not None and each.match.phrase.kind in {"name", "alias"}
        each.mark("name", each.likeness)
        each.mark("called", float(each.called))
        each.mark("called_in_chart", float(each.called and of_chart))
        each.mark("words", shared.get(code, 0.0))
        each.mark("kindred", kindred.get(code, 0.0) * (1.0 - known))


def _top(scored: dict[str, Scored], settled: str) -> tuple[str, float]:
    """The best account at first look and how sure it is, 0 to 1."""
    if settled:
        return settled, 1.0
    best = max(scored.values(), key=lambda each: (each.first_look, each.code), default=None)
    return (best.code, min(1.0, best.first_look)) if best else ("", 0.0)


def _takers(tops: Sequence[tuple[str, float]]) -> dict[str, list[tuple[int, float]]]:
    """Code -> the accounts that answer to it at first look: their places, and how sure."""
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
