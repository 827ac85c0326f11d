"""Recognising the chart of a known program: by numbers and names together, since the same number often means something else."""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tilikartta.definitions.locate import mapping_names
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.mapping.resolve import Local, resolve
from tilikartta.mapping.suggest.index import Match
from tilikartta.mapping.suggest.memory import Memory, MemoryEntry
from tilikartta.mapping.suggest.words import name_of
from tilikartta.model import Chart
from tilikartta.model.suggestion import ChartFit, LocalFacts

_LEAST_SHARE, _LEAST_ACCOUNTS, _DIFFERING_SHARE = 0.55, 8, 0.25
_ALIKE = 0.78  # of the letters of two names


@dataclass(frozen=True)
class Known:
    """A recognised chart: how it fits, and what it says of the accounts that agree: number -> (code, function)."""

    fit: ChartFit
    means: Table[str, tuple[str, str]]


def recognised(facts: Sequence[LocalFacts], matches: Sequence[Sequence[Match]], chart: Chart, memory: Memory) -> Known | None:
    """The shipped chart that these accounts are of, or None."""
    fits = [
        (fit.matched - 2 * len(fit.differing), fit)
        for name in mapping_names()
        if (entries := memory.by_mapping.get(name)) and (fit := _fit(name, entries, facts, matches)) is not None
    ]
    if not fits:
        return None
    _, best = max(fits, key=lambda pair: (pair[0], pair[1].mapping))
    return Known(best, _meanings(best, facts, chart))


def _fit(
    name: str, entries: Sequence[MemoryEntry], facts: Sequence[LocalFacts], matches: Sequence[Sequence[Match]]
) -> ChartFit | None:
    exact: dict[str, list[MemoryEntry]] = {}
    ranges = []
    for entry in entries:
        if entry.pattern is not None and entry.pattern.kind == "exact":
            exact.setdefault(entry.number, []).append(entry)
        elif entry.pattern is not None:
            ranges.append(entry)
    numbered = [(one, found) for one, found in zip(facts, matches, strict=True) if one.number]
    agreeing, differing = 0, []
    for one, found in numbered:
        same = exact.get(one.number) or [entry for entry in ranges if entry.pattern and entry.pattern.matches(one.number)]
        if not same:
            continue
        if any(_alike(one, entry, found) for entry in same):
            agreeing += 1
        elif one.name:
            differing.append((one.number, one.name, same[0].name))
    enough = agreeing >= max(_LEAST_ACCOUNTS, _LEAST_SHARE * len(numbered)) and len(differing) <= _DIFFERING_SHARE * agreeing
    return ChartFit(name, agreeing, len(numbered), tuple(differing)) if enough else None


def _alike(one: LocalFacts, entry: MemoryEntry, found: Sequence[Match]) -> bool:
    """Whether the local name says what the chart's account is: the same words, nearly the same letters, or the same meaning."""
    mine, theirs = name_of(one.name), name_of(entry.name)
    if mine.plain == theirs.plain or SequenceMatcher(None, mine.plain, theirs.plain).ratio() >= _ALIKE:
        return True
    return any(match.code == entry.code and match.likeness >= 0.4 for match in found[:3])


def _meanings(fit: ChartFit, facts: Sequence[LocalFacts], chart: Chart) -> dict[str, tuple[str, str]]:
    """What the recognised mapping says of the accounts that do not differ."""
    mapping = load_mapping(fit.mapping)
    other = {number for number, _, _ in fit.differing}
    found = {}
    for one in facts:
        if one.number and one.number not in other:
            result = resolve(mapping, chart, Local(one.number, one.name))
            if len(result.parts) == 1:
                found[one.number] = (result.parts[0].account, result.winners["account"].targets[0].function)
    return found
