"""Suggestions for a whole chart: names first, then class, neighbours, sisters, hints, texts; then what may be said for sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tilikartta.mapping.suggest.bands import banded, from_known_chart
from tilikartta.mapping.suggest.classes import CLASSES, STATES, class_views
from tilikartta.mapping.suggest.events import is_event
from tilikartta.mapping.suggest.functions import CentreFacts, function_suggestions, shared_accounts
from tilikartta.mapping.suggest.index import Index, Match, Phrase
from tilikartta.mapping.suggest.known_charts import recognised
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.mapping.suggest.phrases import chart_phrases
from tilikartta.mapping.suggest.scoring import Draft, drafted
from tilikartta.mapping.suggest.word_weights import WordWeights
from tilikartta.model import Chart
from tilikartta.model.suggestion import LocalFacts, Suggestions

_SAID = 0.3  # a name that an account is called by tells its class better than one that is merely near


@dataclass(frozen=True)
class Engine:
    """What is asked again and again: the chart, the memory, the index of all that accounts are called, and what words tell."""

    chart: Chart
    memory: Memory
    index: Index = field(repr=False)
    words: WordWeights = field(repr=False)

    @classmethod
    def of(cls, chart: Chart, memory: Memory) -> "Engine":
        """Make the index of the chart and of the names that sisters use."""
        return cls(chart, memory, Index([*chart_phrases(chart), *sister_phrases(chart, memory)]), WordWeights.of(chart))


def sister_phrases(chart: Chart, memory: Memory) -> list[Phrase]:
    """The names that accepted mappings know."""
    return [
        Phrase(entry.code, "sister", entry.name, "", entry.mapping, entry.function)
        for entry in memory.entries
        if entry.name and entry.code in chart.by_code
    ]


def suggest(
    facts: Sequence[LocalFacts], chart: Chart, memory: Memory, *, centres: Sequence[CentreFacts] = (),
    free: dict[str, float] | None = None, settled: dict[str, str] | None = None, recognise: bool = True,
    engine: Engine | None = None,
) -> Suggestions:  # fmt: skip
    """Propose a meaning for every account. The order of ``facts`` does not matter; the result is by euros at stake.

    ``centres`` and ``free`` tell of cost centres (see ``dimensions``); ``settled`` holds number -> code of accounts of the same
    chart that are mapped already: they are no longer asked, but their neighbours learn from them. ``recognise``: look for a chart
    of a known program first. ``engine`` saves making the index again.
    """
    engine = engine or Engine.of(chart, memory)
    ordered = sorted(facts, key=lambda one: (one.number, one.name))
    matches = [engine.index.matches(one.name) for one in ordered]
    known = recognised(ordered, matches, chart, memory) if recognise else None
    means = dict(known.means) if known else {}
    mapped = {**{number: code for number, (code, _) in means.items()}, **(settled or {})}
    drafts, events = drafts_of(ordered, matches, engine, mapped)
    accounts = []
    for at, draft in enumerate(drafts):
        if draft.local.number in means and known is not None:
            accounts.append(from_known_chart(draft, *means[draft.local.number], known.fit.mapping))
        elif draft.local.number not in (settled or {}):
            accounts.append(banded(draft, chart, event=at in events))
    accounts.sort(key=lambda one: (-one.local.turnover, one.local.number, one.local.name))
    return Suggestions(
        known.fit if known else None, tuple(accounts), function_suggestions(centres), shared_accounts(accounts, chart, free or {})
    )


def drafts_of(
    ordered: Sequence[LocalFacts], matches: Sequence[list[Match]], engine: Engine, mapped: Mapping[str, str]
) -> tuple[list[Draft], set[int]]:
    """The weighed candidates of every account in the order of the chart, and the places of the event accounts.

    ``mapped``: number -> code of what is mapped already.
    """
    chart = engine.chart
    classes = {number: chart.by_code[code].klass for number, code in mapped.items() if code in chart.by_code}
    named = [_by_state(found, chart) for found in matches]
    views = class_views(ordered, named, classes)
    events = {
        at for at, (one, found) in enumerate(zip(ordered, matches, strict=True))
        if one.number not in mapped and is_event(one, found, chart) and not views[at].in_balance_sheet
    }  # fmt: skip
    if events:
        views = class_views(ordered, named, classes, events)
    return drafted(chart, engine.index, engine.words, ordered, matches, views, mapped), events


def _by_state(found: list[Match], chart: Chart) -> dict[str, float]:
    """How well the best account of each state answers to the name."""
    best = dict.fromkeys(STATES, 0.0)
    for match in found:
        klass = chart.by_code[match.code].klass
        for state in STATES:
            if klass in CLASSES[state] and klass != "appropriation":
                best[state] = max(best[state], match.likeness + (_SAID if match.exact else 0.0))
    return best
