"""Names taken apart beforehand: taking 40,000 names apart takes two seconds, reading the result a tenth of one.

``analysed.npz`` holds the features of every name that the chart, ``spoken/`` and ``learnt_names.csv`` give;
``benchmarks/fit_words.py`` makes it. It counts only while the code and the list it was made with are the same; any other name,
and every name when it does not count, is taken apart here, with the same result.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tilikartta.definitions import word_forms
from tilikartta.mapping.suggest.features import features
from tilikartta.mapping.suggest.words import name_of

FILE = Path(__file__).with_name("analysed.npz")
_HERE = Path(__file__).parent
_MADE_WITH = (_HERE / "words.py", _HERE / "features.py", _HERE / "lexicon.yaml", Path(word_forms.__file__))

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Analysed:
    """The features of some texts, one text after another: their numbers and weights.

    ``start`` says where those of a text begin (and one more for the end), ``whole`` how many of them are no runs of letters,
    ``names`` are the features by number, ``plain`` the folded texts.
    """

    plain: list[str]
    names: list[str]
    number: Ints
    weight: NDArray[np.float64]
    start: Ints
    whole: Ints


def analysed(texts: Sequence[str]) -> Analysed:
    """The features of every text, those known beforehand looked up."""
    known, places = shipped()
    fresh = list(dict.fromkeys(text for text in texts if text not in places))
    if not fresh:
        return _chosen(known, [places[text] for text in texts])
    more = taken_apart(fresh, known.names)
    size = len(known.plain)
    places = places | {text: size + at for at, text in enumerate(fresh)}
    both = Analysed(
        [*known.plain, *more.plain], more.names, np.concatenate([known.number, more.number]),
        np.concatenate([known.weight, more.weight]), np.concatenate([known.start[:-1], more.start + known.start[-1]]),
        np.concatenate([known.whole, more.whole]),
    )  # fmt: skip
    return _chosen(both, [places[text] for text in texts])


def taken_apart(texts: Iterable[str], names: Sequence[str] = ()) -> Analysed:
    """Take texts apart; features that are not among ``names`` get the next numbers."""
    numbers = {name: at for at, name in enumerate(names)}
    plain, number, weight, sizes, whole = [], list[int](), list[float](), [0], []
    for text in texts:
        name = name_of(text)
        found = features(name)
        plain.append(name.plain)
        number += [numbers.setdefault(feature, len(numbers)) for feature in found]
        weight += found.values()
        sizes.append(len(found))
        whole.append(sum(feature[0] != "r" for feature in found))
    columns = (np.array(number, dtype=np.int64), np.array(weight), np.cumsum(sizes), np.array(whole, dtype=np.int64))
    return Analysed(plain, list(numbers), *columns)


def _chosen(given: Analysed, rows: Sequence[int]) -> Analysed:
    """The texts of some rows, in that order."""
    at = np.array(rows, dtype=np.int64)
    sizes = given.start[at + 1] - given.start[at]
    start = np.concatenate([[0], np.cumsum(sizes)])
    inner = np.arange(start[-1]) - np.repeat(start[:-1], sizes) + np.repeat(given.start[at], sizes)
    plain = [given.plain[row] for row in rows]
    return Analysed(plain, given.names, given.number[inner], given.weight[inner], start, given.whole[at])


def made_with() -> str:
    """What the file must have been made with."""
    return sha256(b"".join(path.read_bytes() for path in _MADE_WITH)).hexdigest()


@cache
def shipped() -> tuple[Analysed, dict[str, int]]:
    """The names taken apart beforehand, and where each text stands; nothing when the file is of other code or lists."""
    if FILE.exists():
        with np.load(FILE) as held:
            if str(held["made_with"]) == made_with():
                texts, plain, names = (bytes(held[key]).decode("utf-8").split("\n") for key in ("texts", "plain", "names"))
                start = np.concatenate([[0], np.cumsum(held["sizes"], dtype=np.int64)])
                weight = held["weights"][held["weight"]]
                found = Analysed(plain, names, held["number"].astype(np.int64), weight, start, held["whole"].astype(np.int64))
                return found, {text: at for at, text in enumerate(texts)}
    nothing = np.zeros(0, dtype=np.int64)
    return Analysed([], [], nothing, np.zeros(0), np.zeros(1, dtype=np.int64), nothing), {}


def write(texts: Iterable[str]) -> None:
    """Take texts apart and write the file."""
    listed = [text for text in dict.fromkeys(texts) if "\n" not in text]
    found = taken_apart(listed)
    weights, weight = np.unique(found.weight, return_inverse=True)
    lines = {"texts": listed, "plain": found.plain, "names": found.names}
    columns: dict[str, Any] = {key: np.frombuffer("\n".join(held).encode(), dtype=np.uint8) for key, held in lines.items()}
    columns |= {"made_with": np.array(made_with()), "weights": weights, "weight": weight.astype(np.uint8)}
    columns |= {"number": found.number.astype(np.int32), "whole": found.whole.astype(np.int16)}
    np.savez_compressed(FILE, allow_pickle=False, sizes=np.diff(found.start).astype(np.int16), **columns)
