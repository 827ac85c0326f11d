"""Names of accounts as comparable parts: roots of words, Finnish and Swedish compounds taken apart, synonyms made one.

``jäsenmaksutulot`` -> jäsen + maksu + (tulo); ``medlemsavgifter`` -> medlem + avgift. Everything is plain lists and rules that a
person can read in ``lexicon.yaml`` and ``spoken/``.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tilikartta.definitions.plain_yaml import StringLoader
from tilikartta.definitions.word_forms import fold, stem

_LEXICON = Path(__file__).with_name("lexicon.yaml")
_SPOKEN = Path(__file__).with_name("spoken")
_VOWELS = "aeiouy"
_DOUBLE = re.compile(r"([bcdfgklmnprstv])\1")
_LEAST_PART = 4
_LEAST_ROOT = 4  # letters that are left when end vowels go: *tila* is not *tili*, nor *häkki* *hake*
_LINKS = ("", "n", "s", "en", "jen", "ien")


@cache
def lexicon() -> dict[str, Any]:
    """The lists of words beside this module: noise, heads by class, synonyms, parts of compounds."""
    return dict(yaml.load(_LEXICON.read_text(encoding="utf-8"), Loader=StringLoader))


@cache
def spoken_names() -> dict[str, tuple[str, ...]]:
    """Account code -> what people call the things of it; one list for each field of activity in ``spoken/``."""
    names: dict[str, list[str]] = {}
    for path in sorted(_SPOKEN.glob("*.yaml")):
        for code, listed in yaml.load(path.read_text(encoding="utf-8"), Loader=StringLoader).items():
            names.setdefault(str(code), []).extend(name.strip() for name in listed.split(";") if name.strip())
    return {code: tuple(dict.fromkeys(found)) for code, found in names.items()}


@cache
def root(word: str) -> str:
    """What is left of a folded word without endings, end vowels and doubled consonants: ``maksut`` and ``maksu`` -> ``maks``."""
    bare = _bare(word)
    return _synonyms().get(bare, bare)


@cache
def _synonyms() -> dict[str, str]:
    """Root -> the root that stands for it. Groups of the lexicon: words that say the same in names of accounts."""
    table: dict[str, str] = {}
    for group in lexicon()["synonyms"]:
        words = [fold(word).strip() for word in group.split()]
        for word in words:
            table.setdefault(_bare(word), _bare(words[0]))
    return table


def _bare(word: str) -> str:
    if word.startswith("palkkio"):  # not palkka
        return "palkkio"
    bare = stem(word)
    short = bare.rstrip(_VOWELS)
    return _DOUBLE.sub(r"\1", short if len(short) >= _LEAST_ROOT else bare)


@cache
def _parts() -> frozenset[str]:
    """Roots that compounds are made of."""
    return frozenset(root(fold(word).strip()) for word in lexicon()["parts"].split())


@cache
def _starts() -> frozenset[str]:
    """The first three letters of every part: what begins otherwise is none."""
    return frozenset(fold(word).strip()[:3] for word in lexicon()["parts"].split())


@cache
def _short_parts() -> frozenset[str]:
    return frozenset(fold(word).strip() for word in lexicon()["parts"].split() if len(fold(word).strip()) < _LEAST_PART)


@cache
def compound(word: str) -> tuple[str, ...]:
    """The roots of the parts of a compound, or nothing where the word cannot be taken apart into known ones."""
    size, starts = len(word), _starts()
    edges = [at for at in range(size - 2) if word[at : at + 3] in starts]
    best: dict[int, tuple[str, ...]] = {0: ()}
    for start in edges:
        if start not in best:
            continue
        for end in (*edges, size):  # a part ends where another may begin
            piece = _known(word[start:end]) if end >= start + 3 else ""
            if piece and (end not in best or len(best[start]) + 1 < len(best[end])):
                best[end] = (*best[start], piece)
    found = best.get(size, ())
    return found if len(found) > 1 else _by_head(word)


@cache
def _known(piece: str) -> str:
    """The root of a part, "" when it is none. A part inside a compound may carry a genitive or a linking s."""
    if piece[:3] not in _starts():
        return ""
    if piece in _short_parts():
        return root(piece)
    if len(piece) < _LEAST_PART:
        return ""
    for link in _LINKS:
        if piece.endswith(link) and len(piece) - len(link) >= _LEAST_PART:
            bare = root(piece[: len(piece) - len(link)] if link else piece)
            if bare in _parts():
                return bare
    return ""


def _by_head(word: str) -> tuple[str, ...]:
    """Unknown beginning, known head: ``kylätalokulut`` -> (kylätalo, kulu)."""
    for cut in range(4, len(word) - 3):
        head = _known(word[cut:])
        if head:
            first = word[:cut]
            return (_known(first) or root(first), head)
    return ()


@dataclass(frozen=True)
class Name:
    """A name taken apart: ``words`` whole roots, ``parts`` roots of all parts, ``heads`` what it is a name of.

    ``kinds`` are the kinds of its things; ``plain`` is the folded text; ``aside`` are the roots that stand in brackets or after a
    preposition, and say less.
    """

    plain: str
    words: tuple[str, ...]
    parts: tuple[str, ...]
    heads: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    aside: frozenset[str] = frozenset()


@cache
def _kinds() -> dict[str, str]:
    """Root of a particular word -> its kind."""
    listed = lexicon()["kinds"].items()
    return {root(fold(word).strip()): kind for kind, words in listed for word in (*words.split(), kind)}


_ASIDE = re.compile(r"\(([^)]*)\)?")
_AFTER = re.compile(r"[,;:/+–]|\s(?:av|till|för|från|i|på|at|vid|efter|of|for|to|in|from)\s", re.I)
_CUT_SHORT = re.compile(r"(?<=\w)-(?=\s|,|$)")  # "osto- ja myyntikulut"
_AND = re.compile(r"\s(?:ja|och|and|sekä|&)\s", re.I)


def _heads(text: str, known: list[str]) -> tuple[str, ...]:
    """What the name is of: the last part of its first phrase (*kyläkirjan myynti*, *tryckning av tidningen*), or both of two."""
    phrase = _AFTER.split(_ASIDE.sub(" ", text) if "(" in text else text, maxsplit=1)[0]
    found = []
    parts = _AND.split(phrase)
    for part in reversed(parts):
        words = known if part == text else [word for word in fold(part).split() if word in known]
        if words:
            taken = compound(words[-1])
            found.append(taken[-1] if taken else root(words[-1]))
    return tuple(dict.fromkeys(found))


@cache
def _noise() -> frozenset[str]:
    return frozenset(fold(word).strip() for word in lexicon()["noise"].split())


def _aside(text: str) -> frozenset[str]:
    """Roots of what stands in brackets or after the first phrase, unless the first phrase has them too."""
    if "(" not in text and not _AFTER.search(text):
        return frozenset()
    first = _AFTER.split(_ASIDE.sub(" ", text), maxsplit=1)
    main = _roots(first[0])
    rest = _roots(" ".join([*_ASIDE.findall(text), *first[1:]]))
    return frozenset(rest - main) if main else frozenset()


def _roots(text: str) -> set[str]:
    words = fold(text).split()
    return {found for word in words for found in (root(word), *compound(word))}


@cache
def name_of(text: str) -> Name:
    """Take a name apart. Numbers, percentages and noise words are left out; brackets count as words."""
    text = _CUT_SHORT.sub("", text) if "-" in text else text
    words = [word for word in fold(text).split() if not word.isdigit() and word not in _noise()]
    parts: list[str] = []
    for word in words:
        taken = compound(word)
        parts += taken or (root(word),)
    plain = " ".join(words)
    roots = tuple(root(word) for word in words)
    kinds = tuple(dict.fromkeys(kind for part in (*roots, *parts) if (kind := _kinds().get(part, ""))))
    return Name(plain, roots, tuple(parts), _heads(text, words), kinds, _aside(text))
