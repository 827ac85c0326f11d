"""Names alike by what they are of: *hirvirieha* and *kyläkarnevaali* share no letters, but both are feasts."""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tilikartta.mapping.suggest.readings import Lent, Sense, kind_places, sense_of

_HEAD, _NEAR, _FURTHER = 0.8, 1.0, 0.7  # of the head of a name, a thing beside it, and what only qualifies the thing

Floats = NDArray[np.float32]


@cache
def _vector(sense: Sense) -> tuple[tuple[int, float], ...]:
    """The kinds of a sense with their weights: things first, heads after them."""
    places = kind_places()
    found = {places[kind]: _NEAR if kind in sense.near else _FURTHER for kind in sense.things}
    found |= {len(places) + places[kind]: _HEAD for kind in sense.heads}
    return tuple(sorted(found.items()))


class Kindred:
    """What the names of each account are of, ready to be compared. Made once from pairs of account code and name."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        senses = dict.fromkeys((code, sense_of(name)) for code, name in names)
        known = sorted(((code, vector) for code, sense in senses if (vector := _vector(sense))), key=lambda one: one[0])
        width = 2 * len(kind_places())
        table = np.zeros((max(1, len(known)), width), dtype=np.float32)
        for row, (_, vector) in enumerate(known):
            for place, weight in vector:
                table[row, place] = weight
        spread = (table > 0).sum(axis=0)
        self._rarity: Floats = np.log(1 + len(known) / (1 + spread)).astype(np.float32)
        table *= self._rarity
        table /= np.maximum(np.sqrt((table**2).sum(axis=1, keepdims=True)), np.float32(1e-9))
        self._codes = list(dict.fromkeys(code for code, _ in known))
        owners = [code for code, _ in known]
        self._starts = [owners.index(code) for code in self._codes]
        self._by_kind: Floats = np.ascontiguousarray(table.T)  # kind x name

    def closest(self, name: str, lent: Lent = ()) -> dict[str, float]:
        """Code -> how like the kinds of its nearest name are to those of this name, 0 to 1; what is not alike is left out."""
        asked = {place: weight * float(self._rarity[place]) for place, weight in _vector(sense_of(name, lent))}
        size = sum(weight**2 for weight in asked.values()) ** 0.5
        if not size or not self._codes:
            return {}
        alike = np.zeros(self._by_kind.shape[1], dtype=np.float32)
        for place, weight in asked.items():
            alike += self._by_kind[place] * np.float32(weight / size)
        best = np.maximum.reduceat(alike, self._starts)
        return {code: round(float(value), 6) for code, value in zip(self._codes, best, strict=True) if value > 0}
