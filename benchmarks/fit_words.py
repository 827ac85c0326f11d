"""Fit ``tilikartta/mapping/suggest/word_weights.txt``: what the pieces of names tell of accounts.

It learns from what a person can read: names, aliases, examples and cross-references of the chart, the names of ``spoken/``, and
the charts under ``charts/development`` and ``charts/learnt``. A softmax regression for each class of the books, by full passes
over all names (Adam), a little held down; then only the strongest weights are kept and fitted on. The same input gives the same
file on one machine; weights are rounded to a tenth. Needs scipy (``pip install scipy``).

It also writes ``learnt_names.csv``, the names of those charts that the index of names holds, and ``analysed.npz``, all names
taken apart (``--names``: only these two, after a change of the code or the lists that take names apart).
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

import tilikartta.mapping.suggest.word_weights as shipped
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.suggest.analysed import write
from tilikartta.mapping.suggest.classes import STATES, state_of
from tilikartta.mapping.suggest.phrases import LEARNT, chart_phrases
from tilikartta.mapping.suggest.word_weights import pieces
from tilikartta.model import Chart

HERE = Path(__file__).parent
LEARNT_FROM = ("development", "learnt")
WORTH = {"name": 2.0, "alias": 1.5, "spoken": 1.0, "pointer": 0.5, "example": 0.5}  # of a phrase of the chart by its kind
WORTH_OF_CHART = 3.0  # of a name of a chart: names as treasurers write them
LEAST = 3  # names that a piece is found in
KEPT, BY_SPREAD = 200_000, 0.25  # weights in the file, and how much the spread of a piece counts in choosing them
STEPS, PACE, HELD, CALM = 60, 0.3, 1e-6, 1e-4

Matrix = NDArray[np.float32]
Named = tuple[str, str, float]  # code, name, worth


def names_of_charts(without: Iterable[str] = ()) -> list[tuple[str, str, str]]:
    """Code, name and chart of every account with one right code in the charts that are learnt from."""
    found, left_out = [], set(without)
    for half in LEARNT_FROM:
        for path in sorted((HERE / "charts" / half).glob("*.csv")):
            if path.stem not in left_out:
                with path.open(encoding="utf-8", newline="") as lines:
                    found += [(row["code"], row["name"], path.stem) for row in csv.DictReader(lines) if "|" not in row["code"]]
    return found


def examples(chart: Chart, charts: Iterable[tuple[str, str, str]]) -> list[Named]:
    """All names with their codes and what each is worth."""
    own = [(p.owner, p.text, WORTH[p.kind]) for p in chart_phrases(chart, learnt=()) if p.lang != "en"]
    return [*own, *((code, name, WORTH_OF_CHART) for code, name, _ in charts)]


def fitted(chart: Chart, named: Sequence[Named]) -> dict[str, str]:
    """The lines of the file: piece -> "code weight code weight ..."."""
    cut = [pieces(name) for _, name, _ in named]
    often = Counter(piece for found in cut for piece in found)
    known = sorted(piece for piece, count in often.items() if count >= LEAST)
    place = {piece: at for at, piece in enumerate(known)}
    rows = [(at, place[piece], weight) for at, found in enumerate(cut) for piece, weight in found.items() if piece in place]
    at, of, weight = (np.array(column) for column in zip(*rows, strict=True))
    rarity = np.log(1 + len(named) / (1 + np.array([often[piece] for piece in known]))).astype(np.float32)
    rarity /= rarity.mean()
    table = sparse.csr_matrix((weight.astype(np.float32) * rarity[of], (at, of)), shape=(len(named), len(known)))
    states = {account.code: STATES.index(state_of(account.klass)) for account in chart.accounts}
    asked = np.array([states[code] for code, _, _ in named])
    parts = []
    for state in range(len(STATES)):
        codes = [account.code for account in chart.accounts if states[account.code] == state]
        mine = np.flatnonzero(asked == state)
        right = np.array([codes.index(named[one][0]) for one in mine])
        worth = np.array([named[one][2] for one in mine], dtype=np.float32)
        parts.append((codes, table[mine], right, (worth / worth.sum())[:, None]))
    first = [descended(x, right, worth, len(codes)) for codes, x, right, worth in parts]
    spread = [np.asarray((x > 0).sum(axis=0)).ravel()[:, None] ** BY_SPREAD for _, x, _, _ in parts]
    strength = [np.abs(found) * how for found, how in zip(first, spread, strict=True)]
    everything = np.concatenate([one.ravel() for one in strength])
    bar = np.partition(everything, -KEPT)[-KEPT] if len(everything) > KEPT else 0.0
    found_of: dict[str, list[str]] = {}
    for (codes, x, right, worth), start, strong in zip(parts, first, strength, strict=True):
        last = descended(x, right, worth, len(codes), start * (strong >= bar), (strong >= bar).astype(np.float32))
        rounded = (last * rarity[:, None]).round(1)
        for piece_at, code_at in np.argwhere(rounded):
            found_of.setdefault(known[piece_at], []).append(f"{codes[code_at]} {rounded[piece_at, code_at]:g}")
    return {piece: " ".join(sorted(cells)) for piece, cells in sorted(found_of.items())}


def descended(x: sparse.csr_matrix, right: NDArray[np.intp], worth: Matrix, codes: int, start: Matrix | None = None,
              kept: Matrix | None = None) -> Matrix:  # fmt: skip
    """Weights (piece x code) of a softmax regression after STEPS full passes; only those of ``kept`` move."""
    weight = np.zeros((x.shape[1], codes), dtype=np.float32) if start is None else start.copy()
    first, second = np.zeros_like(weight), np.zeros_like(weight)
    across = x.T.tocsr()
    for step in range(1, STEPS + 1):
        score = x @ weight
        score -= score.max(axis=1, keepdims=True)
        part = np.exp(score)
        part /= part.sum(axis=1, keepdims=True)
        part[np.arange(len(right)), right] -= 1
        slope = across @ (part * worth) + HELD * weight
        slope = slope if kept is None else slope * kept
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope * slope
        weight = weight - PACE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + CALM)
    return weight


def main() -> None:
    """Write the files."""
    chart, charts = universal_chart(), names_of_charts()
    with LEARNT.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(("code", "name", "chart"))
        lines.writerows(sorted(charts))
    if "--names" in sys.argv:
        write([phrase.text for phrase in chart_phrases(chart, charts)])
        return
    lines_of = fitted(chart, examples(chart, charts))
    write([phrase.text for phrase in chart_phrases(chart, charts)])
    text = "".join(f"{piece} {weights}\n" for piece, weights in lines_of.items())
    shipped.FILE.write_text(f"{shipped.HEAD}{text}", encoding="utf-8")
    kept = sum(len(one.split()) // 2 for one in lines_of.values())
    print(f"{len(charts)} names of charts, {len(lines_of)} pieces, {kept} weights")


if __name__ == "__main__":
    main()
