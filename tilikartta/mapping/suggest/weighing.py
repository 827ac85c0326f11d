"""The score of a candidate: its marks, each times the weight that ``weights.yaml`` gives it."""

import re
from collections.abc import Mapping
from functools import cache
from math import exp, log
from pathlib import Path

import yaml

from tilikartta.definitions.plain_yaml import StringLoader
from tilikartta.definitions.word_forms import fold
from tilikartta.mapping.suggest.words import lexicon
from tilikartta.model import Account

_WEIGHTS = Path(__file__).with_name("weights.yaml")
_LEAST_ODDS = 0.02
_LONG = re.compile(r"pitkä|lång|long|\b\d+ ?(?:år|vuoden|vuotta|v)\b|\b20\d\d ?[-–] ?(?:20)?\d\d\b", re.I)


@cache
def weights() -> dict[str, float]:
    """Mark -> weight, as the file says."""
    listed = yaml.load(_WEIGHTS.read_text(encoding="utf-8"), Loader=StringLoader)
    return {mark: float(weight) for mark, weight in listed.items()}


def weighed(marks: Mapping[str, float]) -> float:
    """The sum of the marks times their weights."""
    table = weights()
    return sum(table[mark] * value for mark, value in sorted(marks.items()))


def shares(scores: list[float]) -> list[float]:
    """The probability of each candidate, as far as its score tells: the fitted weights are those of a logistic choice."""
    top = max(scores, default=0.0)
    parts = [exp(score - top) for score in scores]
    return [part / sum(parts) for part in parts]


def class_mark(odds: float) -> float:
    """The logarithm of the odds of a class, never below a floor: class is a gate before it is a weight."""
    return log(max(odds, _LEAST_ODDS))


def kind_marks(account: Account, name: str, *, called: bool) -> dict[str, float]:
    """What the account itself says: common, long-term, a catch-all, meant only when named. ``called``: it is called so."""
    words = fold(name).split()
    long_said = bool(_LONG.search(name))
    needed, telling = lexicon()["needs"].get(account.code), lexicon()["telling"].get(account.code)
    return {
        "basic": float(account.level == "basic"),
        "unspecified": float(account.unspecified and not called),
        "other_term": float(account.term is not None and (account.term == "long") != long_said),
        "not_said": float(bool(needed) and not _begins(words, needed)),
        "telling": float(bool(telling) and _begins(words, telling)),
    }


def _begins(words: list[str], beginnings: str) -> bool:
    """Whether some word, or a part of a compound, begins with one of the beginnings."""
    return any(start in word for start in fold(beginnings).split() for word in words)
