"""Fit the weights of ``tilikartta/mapping/suggest/weights.yaml`` on the charts whose misses have been read, and try them.

Every account is asked twice: with all names that are known, and without the spoken names that are the very name asked, so that
the weights do not trust names more than a stranger's chart deserves. A logistic choice among the candidates, held near the
starting point; the same input gives the same weights. ``--try`` leaves one chart (with its relatives) out at a time.
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import suggest as bench
from numpy.typing import NDArray

from tilikartta.mapping.suggest.engine import Engine, drafts_of
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.mapping.suggest.weighing import weights

READ = ("development", "shipped", "examples")  # sets whose misses have been read
BY_HAND = ("texts", "told", "hint", "sisters", "owned")  # too rare to be fitted
START = {
    "name": 6.0,
    "reading": 2.0,
    "group": 1.0,
    "class": 1.0,
    "unspecified": -0.5,
    "not_said": -1.2,
    "telling": 1.2,
    "other_term": -0.5,
}
HELD, STEPS, PACE = 3.0, 300, 0.1

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass
class Choices:
    """Every account with the marks of its candidates: account x candidate x mark."""

    names: list[str]
    marks: Floats
    there: Flags
    right: Flags
    family: NDArray[np.str_]
    half: NDArray[np.str_]
    forgotten: Flags


def asked(memory: Memory, *, forget: bool) -> Iterable[tuple[bench.Case, list[tuple[str, dict[str, float]]]]]:
    """Each account of the read charts with its candidates and their marks."""
    engines: dict[frozenset[str], Engine] = {}
    for half in READ:
        for cases in bench.charts_of(half, memory, bare=False):
            if not cases:
                continue
            engine = bench.engine_for(cases, memory, engines, forget_spoken=forget)
            ordered = sorted(cases, key=lambda case: (case.facts.number, case.facts.name))
            matches = [engine.index.matches(case.facts.name) for case in ordered]
            drafts, events = drafts_of([case.facts for case in ordered], matches, engine, {})
            for at, (case, draft) in enumerate(zip(ordered, drafts, strict=True)):
                if at not in events and draft.scored:
                    yield case, [(each.code, each.marks) for each in draft.scored]


def choices(memory: Memory) -> Choices:
    """All accounts, asked both ways."""
    names = list(weights())
    rows = [(case, held, forget) for forget in (False, True) for case, held in asked(memory, forget=forget)]
    most = max(len(held) for _, held, _ in rows)
    marks = np.zeros((len(rows), most, len(names)))
    there, right = np.zeros((len(rows), most), dtype=bool), np.zeros((len(rows), most), dtype=bool)
    for at, (case, held, _) in enumerate(rows):
        for place, (code, found) in enumerate(held):
            marks[at, place] = [found.get(name, 0.0) for name in names]
            there[at, place], right[at, place] = True, code in case.right
    family = np.array([min(bench.relatives(case.chart)) for case, _, _ in rows])
    return Choices(names, marks, there, right, family, np.array([c.half for c, _, _ in rows]), np.array([f for _, _, f in rows]))


def fitted(given: Choices, chosen: Flags) -> Floats:
    """The weights for some of the accounts: Adam on the logistic loss, marks scaled by their spread, held near the start."""
    use = chosen & (given.right & given.there).any(axis=1)
    by_hand = np.array([name in BY_HAND for name in given.names])
    scale = np.where(by_hand, 1.0, 1 / np.maximum(given.marks[given.there].std(axis=0), 1e-6))
    start = (
        np.array([weights()[name] if hand else START.get(name, 0.0) for name, hand in zip(given.names, by_hand, strict=True)])
        / scale
    )
    held = np.where(by_hand, 1e4, HELD) / use.sum()
    marks, there, right = given.marks[use] * scale, given.there[use], given.right[use]
    weight, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, STEPS + 1):
        score = np.where(there, marks @ weight, -1e9)
        part = np.exp(score - score.max(axis=1, keepdims=True))
        expected, wanted = part / part.sum(axis=1, keepdims=True), np.where(right, part, 0.0)
        wanted /= wanted.sum(axis=1, keepdims=True) + 1e-300
        slope = np.einsum("ac,acm->m", expected - wanted, marks) / use.sum() + held * (weight - start)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        pace = PACE * (1.0 if step < 0.6 * STEPS else 0.2)
        weight = weight - pace * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weight * scale


def hits(given: Choices, weight: Floats, chosen: Flags) -> tuple[Flags, Flags]:
    """Whether the first candidate, and one of the first three, is right."""
    score = np.where(given.there[chosen], given.marks[chosen] @ weight, -1e9)
    order = np.argsort(-score, axis=1, kind="stable")
    right = np.take_along_axis(given.right[chosen], order, axis=1)
    return np.asarray(right[:, 0]), np.asarray(right[:, :3].any(axis=1))


def tried(given: Choices, *, fit: bool) -> None:
    """Leave one family of charts out at a time (``fit``), or ask with the weights as they stand; print the shares."""
    first, three = np.zeros(len(given.half), dtype=bool), np.zeros(len(given.half), dtype=bool)
    now = np.array([weights()[name] for name in given.names])
    for family in sorted(set(given.family)):
        out = given.family == family
        first[out], three[out] = hits(given, fitted(given, ~out) if fit else now, out)
    for forgotten in (False, True):
        for half in READ:
            some = (given.half == half) & (given.forgotten == forgotten)
            shares = f"{100 * first[some].mean():6.1f}{100 * three[some].mean():6.1f}"
            print(f"{'without the names asked' if forgotten else 'all names':<26}{half:<14}{shares}")


def main() -> None:
    """Fit, or try."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--try", dest="trying", action="store_true")
    options = parser.parse_args()
    given = choices(Memory.of())
    print("with the weights as they stand")
    tried(given, fit=False)
    if options.trying:
        print("fitted on the others, each family of charts left out in turn")
        tried(given, fit=True)
    for name, value in zip(given.names, fitted(given, np.ones(len(given.half), dtype=bool)), strict=True):
        print(f"{name}: {value:.2f}")


if __name__ == "__main__":
    main()
