"""The score of a candidate: its marks, each times the weight that ``weights.yaml`` gives it."""

import re
from collections.abc import Mapping
from functools import cache
from math import exp, log
from pathlib import Path

import yaml

from tilikartta.definitions.plain_yaml import StringLoader
from tilikartta.model import Account

_WEIGHTS = Path(__file__).with_name("weights.yaml")
_LEAST_ODDS, _LEAST_TAUGHT = 0.02, 0.0001
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


def taught_mark(share: float) -> float:
    """The logarithm of what words give an account as its probability, never below a floor."""
    return log(max(share, _LEAST_TAUGHT))


def kind_marks(account: Account, name: str, *, called: bool) -> dict[str, float]:
    """What the account itself says: common, long-term, a catch-all. ``called``: it is called so."""
    long_said = bool(_LONG.search(name))
    return {
        "unspecified": float(account.unspecified and not called),
        "other_term": float(account.term is not None and (account.term == "long") != long_said),
    }
