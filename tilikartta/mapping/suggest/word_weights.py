"""What the words of a name tell of accounts, learnt from charts that have been mapped: pieces of names, each with its weights.

``word_weights.txt`` is a plain table (a piece, then accounts with their weights) that ``benchmarks/fit_words.py`` makes of the
names of the chart, of ``spoken/`` and of the charts under ``benchmarks/charts``. A name's weights are added up account by
account; within a class of the books they give the probability of each account (a softmax regression).
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tilikartta.mapping.suggest.classes import STATES, state_of
from tilikartta.mapping.suggest.features import features
from tilikartta.mapping.suggest.readings import Lent, sense_of
from tilikartta.mapping.suggest.words import name_of
from tilikartta.model import Chart

FILE = Path(__file__).with_name("word_weights.txt")
# Of the kind of a thing or a head (readings.yaml), of runs of four and of three letters; words and parts weigh as in features.py.
_KIND, _FOUR, _THREE = 0.7, 0.4, 0.3
_MOST_TOLD = 2
_WORD_OF = re.compile(r"\w{3,}")
HEAD = (
    "# What the pieces of names tell of accounts; made by benchmarks/fit_words.py, read by word_weights.py. A line: the piece,\n"
    "# then accounts with their weights. First letter: w word, p part of a compound, T kind of a thing, H kind of the head,\n"
    "# r and 3 runs of letters.\n"
)

Floats = NDArray[np.float64]


def pieces(text: str, lent: Lent = ()) -> dict[str, float]:
    """The pieces of a name with their weights, of length one together.

    The first letter tells the kind: w word, p part of a compound, T kind of a thing, H kind of the head, r and 3 runs of letters.
    """
    name, sense = name_of(text), sense_of(text, lent)
    found = {feature: weight for feature, weight in features(name, runs=False).items() if feature[0] in "wp"}
    found |= dict.fromkeys((f"T{kind}" for kind in sense.things), _KIND)
    found |= dict.fromkeys((f"H{kind}" for kind in sense.heads), _KIND)
    for word in name.plain.split():
        found |= dict.fromkeys(_runs(word, "r", 4), _FOUR) | dict.fromkeys(_runs(word, "3", 3), _THREE)
    size = sum(weight**2 for _, weight in sorted(found.items())) ** 0.5
    return {piece: weight / size for piece, weight in found.items()}


@cache
def _runs(word: str, kind: str, length: int) -> tuple[str, ...]:
    padded = f"_{word}_"  # no spaces: they part the cells of the file
    return tuple(f"{kind}{padded[at : at + length]}" for at in range(len(padded) - length + 1))


class WordWeights:
    """Pieces of names with what each says for and against accounts. ``lines``: piece -> "code weight code weight ..."."""

    def __init__(self, chart: Chart, lines: Mapping[str, str]) -> None:
        self._lines = lines
        self._codes = [account.code for account in chart.accounts]
        self._places = {code: place for place, code in enumerate(self._codes)}
        states = np.array([STATES.index(state_of(account.klass)) for account in chart.accounts])
        self._of_state = [np.flatnonzero(states == at) for at in range(len(STATES))]
        self._held: dict[str, tuple[NDArray[np.intp], Floats]] = {}

    @classmethod
    def of(cls, chart: Chart) -> "WordWeights":
        """As shipped."""
        lines = (line.partition(" ") for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("# "))
        return cls(chart, {piece: weights for piece, _, weights in lines})

    def _said_by(self, piece: str) -> tuple[NDArray[np.intp], Floats]:
        """The places of the accounts that a piece speaks for or against, and how much."""
        if piece not in self._held:
            cells = self._lines.get(piece, "").split()
            pairs = [one for one in zip(cells[::2], cells[1::2], strict=True) if one[0] in self._places]
            places = np.array([self._places[code] for code, _ in pairs], dtype=np.intp)
            self._held[piece] = (places, np.array([float(value) for _, value in pairs]))
        return self._held[piece]

    def told(self, name: str, lent: Lent = ()) -> dict[str, float]:
        """Account code -> its probability among the accounts of its class, as far as the name tells."""
        sums = np.zeros(len(self._codes))
        for piece, weight in sorted(pieces(name, lent).items()):
            at, said = self._said_by(piece)
            sums[at] += weight * said
        shares = np.zeros(len(self._codes))
        for places in self._of_state:
            parts = np.exp(sums[places] - sums[places].max(initial=0.0))
            shares[places] = parts / max(parts.sum(), 1e-300)
        return dict(zip(self._codes, shares.tolist(), strict=True))

    def telling(self, name: str, code: str) -> tuple[str, ...]:
        """The words of the name that speak most for an account, as they are written, the strongest first."""
        found, whole = [], pieces(name)
        for word in _WORD_OF.findall(name):
            value = sum(whole[piece] * self._weight_of(piece, code) for piece in sorted(pieces(word)) if piece in whole)
            if value > 0:
                found.append((-value, word))
        return tuple(dict.fromkeys(word for _, word in sorted(found)))[:_MOST_TOLD]

    def _weight_of(self, piece: str, code: str) -> float:
        at, said = self._said_by(piece)
        return float(said[at == self._places[code]].sum())
