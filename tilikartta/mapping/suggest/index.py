"""Which phrases of the chart a name resembles: weighed parts of names, their cosine, best phrase per account."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tilikartta.mapping.suggest.analysed import Analysed, analysed
from tilikartta.mapping.suggest.features import features
from tilikartta.mapping.suggest.words import Name, name_of

Floats = NDArray[np.float64]

_RUNLESS = {"example", "pointer"}
_OTHER_HEAD = 0.85  # of a phrase that is of something else: "kolon vuokra" for "kolon sähkö"
_COVERED = 0.25  # weight of what all phrases of an account say together beside its best phrase


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something that an account is called. ``owner`` is the code; ``kind`` says where it comes from.

    Kinds: name, alias, example, pointer (a definition points here), spoken, sister. ``function`` is that of a sister's rule.
    """

    owner: str
    kind: str
    text: str
    lang: str = ""
    source: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The best phrase of an account for a name. ``likeness`` is 0 to 1; ``exact``: the same but for case, marks and noise."""

    code: str
    likeness: float
    phrase: Phrase
    exact: bool


def _largest(scores: Floats, most: int) -> NDArray[np.intp]:
    """The places of the largest scores, the largest first; ties by place."""
    if most >= len(scores):
        return np.argsort(-scores, kind="stable")
    least = np.partition(scores, -most)[-most]
    places = np.flatnonzero(scores >= least)
    return places[np.argsort(-scores[places], kind="stable")][:most]


class Index:
    """Phrases, ready to be compared. Made once; ``matches`` is asked once per name."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._exact: dict[str, list[int]] = defaultdict(list)
        found = analysed([phrase.text for phrase in self.phrases])
        for at, plain in enumerate(found.plain):
            if plain:
                self._exact[plain].append(at)
        self._build(found)

    def _build(self, found: Analysed) -> None:
        """Rows of the table feature x phrase, sorted by feature: ``_start`` of each, the phrases, the weights.

        ``_said_by`` from ``_said_from``: the accounts that have the feature in some phrase.
        """
        runless = np.array([phrase.kind in _RUNLESS for phrase in self.phrases], dtype=bool)
        sizes = np.diff(found.start)
        inner = np.arange(len(found.number)) - np.repeat(found.start[:-1], sizes)
        held = inner < np.repeat(np.where(runless, found.whole, sizes), sizes)
        numbers, weight = found.number[held], found.weight[held]
        owner = np.repeat(np.arange(len(self.phrases)), sizes)[held]
        kinds, total = len(found.names), len(self.phrases)
        order = np.argsort(numbers, kind="stable")
        counts = np.bincount(numbers, minlength=kinds)
        self._number = {feature: at for at, (feature, count) in enumerate(zip(found.names, counts, strict=True)) if count}
        self._start = np.concatenate([[0], np.cumsum(counts)])
        self._rarity = np.log(1 + total / (1 + counts))
        self._at = owner[order]
        self._weight = weight[order] * np.repeat(self._rarity, counts)
        squares = np.bincount(self._at, weights=self._weight**2, minlength=total)
        self._norms = np.sqrt(np.maximum(squares, 1e-9))
        self._unseen = float(np.log(1 + total))
        self._owners = sorted({phrase.owner for phrase in self.phrases})
        places = {code: place for place, code in enumerate(self._owners)}
        self._owner_of = np.array([places[phrase.owner] for phrase in self.phrases], dtype=np.int64)
        pairs = np.sort(np.repeat(np.arange(kinds), counts) * len(self._owners) + self._owner_of[self._at])
        pairs = pairs[np.concatenate([[True], pairs[1:] != pairs[:-1]])] if len(pairs) else pairs
        self._said_by = pairs % max(1, len(self._owners))
        self._said_from = np.searchsorted(pairs // max(1, len(self._owners)), np.arange(kinds + 1))

    @cached_property
    def worth(self) -> Floats:
        """What a phrase is worth by its kind."""
        kinds = {"name": 1.0, "alias": 1.0, "spoken": 1.0, "sister": 0.97, "pointer": 0.8, "example": 0.72}
        return np.array([kinds[phrase.kind] for phrase in self.phrases])

    def likeness(self, name: Name, *, runs: bool = True) -> tuple[NDArray[np.intp], Floats]:
        """The phrases that share something with the name, and how much each resembles it, 0 to 1.

        That is their cosine, and what all phrases of the account say together. ``runs``: whether runs of letters count.
        """
        scores = np.zeros(len(self.phrases))
        said = np.zeros(len(self._owners))
        headed = np.zeros(len(self.phrases), dtype=bool)
        norm = 0.0
        for feature, weight in features(name, runs=runs).items():
            number = self._number.get(feature)
            if number is None:
                norm += (0.5 * weight * self._unseen) ** 2
                continue
            held = slice(self._start[number], self._start[number + 1])
            value = weight * self._rarity[number]
            norm += value**2
            scores[self._at[held]] += value * self._weight[held]
            if feature[0] == "h":
                headed[self._at[held]] = True
            said[self._said_by[self._said_from[number] : self._said_from[number + 1]]] += value**2
        norm = max(norm, 1e-9)
        alike = np.flatnonzero(scores)
        found = scores[alike] / self._norms[alike] / norm**0.5 * self.worth[alike]
        if name.heads:
            found *= np.where(headed[alike], 1.0, _OTHER_HEAD)
        return alike, np.asarray((1 - _COVERED) * found + _COVERED * (said / norm)[self._owner_of[alike]])

    def matches(self, text: str, most: int = 40, *, runs: bool = True) -> list[Match]:
        """The accounts that the name resembles, the most alike first; ties by code. ``runs``: as in ``likeness``."""
        asked = name_of(text)
        alike, scores = self.likeness(asked, runs=runs)
        same = frozenset(self._exact.get(asked.plain, ()))
        order = _largest(scores, 4 * most)
        best: dict[str, Match] = {}
        for at, score in [*((at, 0.0) for at in sorted(same)), *zip(alike[order].tolist(), scores[order].tolist(), strict=True)]:
            phrase = self.phrases[at]
            exact = at in same and phrase.kind in {"name", "alias", "spoken", "sister"}
            value = float(self.worth[at]) if exact else min(score, 0.97)
            held = best.get(phrase.owner)
            if value > 0.05 and (held is None or value > held.likeness + 1e-12):
                best[phrase.owner] = Match(phrase.owner, value, phrase, exact)
        return sorted(best.values(), key=lambda match: (-match.likeness, match.code))[:most]

    def shared(self, text: str) -> dict[str, float]:
        """Code -> the share of the text's words, weighed by rarity, that some phrase of the account holds."""
        said = np.zeros(len(self._owners))
        norm = 1e-9
        for feature, weight in features(name_of(text)).items():
            number = self._number.get(feature)
            value = weight * self._rarity[number] if number is not None else 0.5 * weight * self._unseen
            norm += value**2
            if number is not None:
                said[self._said_by[self._said_from[number] : self._said_from[number + 1]]] += value**2
        return dict(zip(self._owners, (said / norm).tolist(), strict=True))

    def same(self, text: str) -> list[Phrase]:
        """The phrases that are the same as the text but for case, marks and noise."""
        return [self.phrases[at] for at in self._exact.get(name_of(text).plain, [])]
