"""Words that only this organisation uses: what *Kivilampi* is, its other accounts tell (*Leirikeskus Kivilampi, rakennukset*)."""

import re
from collections import defaultdict
from collections.abc import Sequence

from tilikartta.definitions.word_forms import fold
from tilikartta.mapping.suggest.readings import Lent, is_listed, kinds_lent

_LEAST, _ENDING = 4, 4  # letters that two forms of a word share at least, and that an ending may have at most
_MOST = 12  # a word that stands in more accounts than this is the organisation's own name
_INSIDE = re.compile(r"(?<=[\w,)] )[A-ZÅÄÖ][a-zåäö]{3,}")  # a proper name: a capital that does not begin the account's name
_WORD = re.compile(r"[A-ZÅÄÖ][a-zåäö]{3,}")


def lent_kinds(names: Sequence[str]) -> list[Lent]:
    """For every account of a chart: its proper names, each with the kinds of the things that carry it in other accounts."""
    owners: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for at, name in enumerate(names):
        for word in map(fold, _INSIDE.findall(name)):
            if not is_listed(word):
                owners[word[:_LEAST]].append((word, at))
    return [_lent(name, at, names, owners) for at, name in enumerate(names)]


def _lent(name: str, at: int, names: Sequence[str], owners: dict[str, list[tuple[str, int]]]) -> Lent:
    found: dict[str, set[str]] = defaultdict(set)
    for word in map(fold, _WORD.findall(name)):
        uses = owners.get(word[:_LEAST], [])
        for other, where in uses if len(uses) <= _MOST else []:
            if where != at and same_word(word, other):
                found[word] |= kinds_lent(names[where], other)
    return tuple((word, frozenset(kinds)) for word, kinds in sorted(found.items()) if kinds)


def same_word(one: str, other: str) -> bool:
    """Whether two words are forms of the same one: they differ by an ending only."""
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= max(_LEAST, min(len(one), len(other)) - 2) and max(len(one), len(other)) - shared <= _ENDING
