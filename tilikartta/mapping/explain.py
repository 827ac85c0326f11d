"""Why an account maps where it does: per axis the rule that won, those that lost, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from tilikartta.mapping.resolve import Candidate, Local, Resolution, candidates, resolve, said_on
from tilikartta.model import AXES, Chart, Mapping, Rule


@dataclass(frozen=True)
class Loser:
    """A rule that matched and lost. ``why``: conditions (fewer), wider (pattern), base (overridden), same (agrees) or tie."""

    rule: Rule
    why: str


@dataclass(frozen=True)
class AxisExplanation:
    """One axis: the values it got, from which rule (None: default of the account or nothing)."""

    axis: str
    values: tuple[str, ...]
    winner: Rule | None
    losers: tuple[Loser, ...]


@dataclass(frozen=True)
class Explanation:
    """One local account explained."""

    local: Local
    resolution: Resolution
    axes: tuple[AxisExplanation, ...]
    inert: tuple[Rule, ...]


def _why(loser: Candidate, winner: Candidate, axis: str) -> str:
    if said_on(loser.rule, axis) == said_on(winner.rule, axis):
        return "same"
    if len(loser.fit.keys) < len(winner.fit.keys):
        return "conditions"
    if winner.fit.beats(loser.fit):
        return "wider"
    return "base" if loser.rule.place.file != winner.rule.place.file else "tie"


def _axes(found: list[Candidate], resolution: Resolution) -> Iterator[AxisExplanation]:
    by_rule = {id(candidate.rule): candidate for candidate in found}
    for axis in AXES:
        winner = resolution.winners.get(axis)
        values = tuple(dict.fromkeys(getattr(part, axis) for part in resolution.parts if getattr(part, axis)))
        losers: list[Loser] = []
        for rule in resolution.losers.get(axis, []):
            best = by_rule.get(id(winner)) if winner is not None else None
            losers.append(Loser(rule, _why(by_rule[id(rule)], best, axis) if best is not None else "tie"))
        if winner is not None or values or losers:
            yield AxisExplanation(axis, values, winner, tuple(losers))


def explain(mapping: Mapping, chart: Chart, local: Local) -> Explanation:
    """Explain one local account. ``inert`` are suggestions that would match but wait for a person to accept them."""
    live = tuple(rule for rule in mapping.rules if rule.status == "accepted")
    found = candidates(live, local)
    resolution = resolve(mapping, chart, local, found)
    waiting = tuple(rule for rule in mapping.rules if rule.status == "suggested")
    inert = tuple(candidate.rule for candidate in candidates(waiting, local))
    return Explanation(local, resolution, tuple(_axes(found, resolution)), inert)
