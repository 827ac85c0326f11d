"""Fit the weights of ``tilikartta/mapping/suggest/weights.yaml`` and try the whole engine on charts that it has not learnt from.

The charts of ``charts/development`` and ``charts/learnt`` are dealt into four parts. Each part is asked by an engine whose word
weights and index of names were made without it (``fit_words.py``); ready mappings and examples are asked without their
relatives, as the bench does. On these answers the marks are weighed: a logistic choice among the candidates, held near the
starting point; the same input gives the same weights. ``--try`` judges every part by weights fitted on the others, ``--misses
FILE`` lists what it missed.
"""

import argparse
import zlib
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import fit_words
import numpy as np
import suggest as bench
from numpy.typing import NDArray

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.suggest.engine import Engine, drafts_of, sister_phrases
from tilikartta.mapping.suggest.index import Index
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.mapping.suggest.phrases import chart_phrases
from tilikartta.mapping.suggest.weighing import weights
from tilikartta.mapping.suggest.word_weights import WordWeights

PARTS = 4
BY_HAND = ("called_in_chart", "texts", "told", "hint", "sisters", "owned")  # too rare to be fitted
START = {"name": 3.0, "reading": 1.0, "group": 1.0, "class": 1.0, "taught": 0.8, "unspecified": -0.5, "other_term": -0.5}
HELD, STEPS, PACE = 3.0, 300, 0.1

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Asked = tuple[bench.Case, list[tuple[str, dict[str, float]]]]


@dataclass
class Choices:
    """Every account with the marks of its candidates: account x candidate x mark."""

    names: list[str]
    marks: Floats
    there: Flags
    right: Flags
    cases: list[bench.Case]
    codes: list[list[str]]  # of the candidates, in the order of the marks

    @property
    def half(self) -> NDArray[np.str_]:
        """The set of charts that each account is of."""
        return np.array([case.half for case in self.cases])


def part_of(chart: str) -> int:
    """The part that a chart is dealt into."""
    return zlib.crc32(chart.encode()) % PARTS


def asked(engine: Engine, cases: list[bench.Case]) -> Iterable[Asked]:
    """Each account of a chart with its candidates and their marks; event accounts are left out."""
    ordered = sorted(cases, key=lambda case: (case.facts.number, case.facts.name))
    matches = [engine.index.matches(case.facts.name) for case in ordered]
    drafts, events = drafts_of([case.facts for case in ordered], matches, engine, {})
    for at, (case, draft) in enumerate(zip(ordered, drafts, strict=True)):
        if at not in events and draft.scored:
            yield case, [(each.code, each.marks) for each in draft.scored]


def asked_of_part(part: int) -> list[Asked]:
    """The charts of one part, by an engine that has learnt from the others."""
    chart, memory = universal_chart(), Memory.of()
    mine = {
        path.stem: path for half in fit_words.LEARNT_FROM for path in sorted((fit_words.HERE / "charts" / half).glob("*.csv"))
        if part_of(path.stem) == part
    }  # fmt: skip
    names = fit_words.names_of_charts(mine)
    words = WordWeights(chart, fit_words.fitted(chart, fit_words.examples(chart, names)))
    engine = Engine(chart, memory, Index([*chart_phrases(chart, names), *sister_phrases(chart, memory)]), words)
    charts = [bench.handmade(path, bare=False) for path in mine.values()]
    return [one for cases in charts if any(case.facts.turnover for case in cases) for one in asked(engine, cases)]


def asked_of_mappings() -> list[Asked]:
    """Ready mappings and examples, without their relatives in the memory."""
    memory, engines = Memory.of(), dict[frozenset[str], Engine]()
    charts = [cases for half in ("shipped", "examples") for cases in bench.charts_of(half, memory, bare=False) if cases]
    return [one for cases in charts for one in asked(bench.engine_for(cases, memory, engines), cases)]


def choices() -> Choices:
    """All accounts with what their candidates have been given."""
    with ProcessPoolExecutor(2) as pool:
        rows = [one for found in pool.map(asked_of_part, range(PARTS)) for one in found]
    rows += asked_of_mappings()
    names = list(weights())
    most = max(len(held) for _, held in rows)
    marks = np.zeros((len(rows), most, len(names)), dtype=np.float32)
    there, right = np.zeros((len(rows), most), dtype=bool), np.zeros((len(rows), most), dtype=bool)
    for at, (case, held) in enumerate(rows):
        for place, (code, found) in enumerate(held):
            marks[at, place] = [found.get(name, 0.0) for name in names]
            there[at, place], right[at, place] = True, code in case.right
    return Choices(names, marks, there, right, [case for case, _ in rows], [[code for code, _ in held] for _, held in rows])


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


def hits(given: Choices, weight: Floats, chosen: Flags) -> tuple[Flags, Flags, Floats]:
    """Whether the first candidate is right, one of the first three is, and the probability of the first."""
    score = np.where(given.there[chosen], given.marks[chosen] @ weight, -1e9)
    order = np.argsort(-score, axis=1, kind="stable")
    right = np.take_along_axis(given.right[chosen], order, axis=1)
    part = np.exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(right[:, 0]), np.asarray(right[:, :3].any(axis=1)), np.asarray(1 / part.sum(axis=1))


def tried(given: Choices, misses: Path | None) -> None:
    """Judge every part by weights fitted on the others; print the shares by set."""
    size = len(given.cases)
    first, three, sure = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool), np.zeros(size)
    parts = np.array([part_of(min(bench.relatives(case.chart))) for case in given.cases])
    for part in range(PARTS):
        out = parts == part
        first[out], three[out], sure[out] = hits(given, fitted(given, ~out), out)
    for half in sorted(set(given.half)):
        some = given.half == half
        print(f"{half:<14}{some.sum():>6}{100 * first[some].mean():7.1f}{100 * three[some].mean():7.1f}")
    for bar in (0.9, 0.93, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998):
        over = sure >= bar
        print(f"probability {bar}: {100 * over.mean():5.1f} % of accounts, {100 * first[over].mean():6.2f} % right")
    if misses:
        asked = zip(given.cases, given.codes, three, first, strict=True)
        listed = (
            "\t".join([case.chart, case.facts.name, "|".join(case.right), "3" if near else "-", " ".join(codes[:3])])
            for case, codes, near, good in asked
            if not good
        )
        misses.write_text("\n".join(listed) + "\n", encoding="utf-8")


def main() -> None:
    """Fit, and try."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--try", dest="trying", action="store_true")
    parser.add_argument("--misses", type=Path)
    options = parser.parse_args()
    given = choices()
    if options.trying or options.misses:
        tried(given, options.misses)
    for name, value in zip(given.names, fitted(given, np.ones(len(given.cases), dtype=bool)), strict=True):
        print(f"{name}: {value:.2f}")


if __name__ == "__main__":
    main()
