"""Names that no account is called by, read by what they are of: *hirvipeijaisten kulut* are the costs of an event.

A name has a head (what it is: a fee, a sale, a rent) and things beside it (an event, a town, a boat). The plain lists of
``readings.yaml`` say what account such a thing usually is, by class. A reading fills the gap where names are silent.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tilikartta.definitions.plain_yaml import StringLoader
from tilikartta.definitions.word_forms import fold, graded, stem

_LISTS = Path(__file__).with_name("readings.yaml")
_LEAST_TAIL, _LEAST_HEAD, _LEAST_FIRST = (
    4,
    4,
    3,
)  # letters of the last part of a compound, of the first known, of the first unknown
_VOWELS = "aeiouy"
_FORMS = (
    ("nen", ("set", "sen", "sten", "sia")), ("us", ("ukset", "uksen", "usten")), ("set", ("sten", "sia", "siin")),
    ("ut", ("ujen", "uihin")), ("at", ("ojen", "ien", "oihin")), ("it", ("ien", "eihin")), ("ot", ("ojen", "oiden", "oihin")),
    ("i", ("ien", "eiden", "eille", "eihin", "eilta")), ("a", ("ojen", "ien", "oihin", "oilta", "oille")),
    ("e", ("een", "eiden", "eet")), ("u", ("ujen", "uihin")), ("o", ("ojen", "oihin")), ("y", ("yjen", "yihin")),
)  # fmt: skip
_MORE = 0.15  # for every further thing that a line asks for
_FURTHER = 0.92  # of a thing that only qualifies another
_PAIR, _HEAD, _THING, _BESIDE, _CLASS_ALONE = 1.0, 0.7, 0.8, 0.55, 0.22
_NEXT = (1.0, 0.6, 0.4)  # the first account of a line, the second, the third
_LATER = (1.0, 0.75, 0.6)  # the best line, the second, the third
_ASIDE = re.compile(r"\(([^)]*)\)?")
_CUT_SHORT = re.compile(r"[\wåäö]+-\s+(?:ja|och|sekä|tai|eller|&)\s+", re.I)  # "hälytys- ja harjoituspalkkiot" are of fees
_HYPHENED = re.compile(r"\w+(?:-\w+)+")
_WHOLE = {
    "vak": "vakuutus",
    "avust": "avustus",
    "korv": "korvaus",
    "kust": "kustannukset",
    "tarv": "tarvikkeet",
    "ilmoit": "ilmoitukset",
}
_SHORTENED = re.compile(rf"(\w{{3,}})({'|'.join(_WHOLE)})(?:\.|(?!\w))", re.I)
_SHORT = re.compile(rf"(?:{'|'.join(_WHOLE)})(?:\.|(?!\w))", re.I)  # asked first: quick, and most names have none
_INITIAL = re.compile(r"(?<!\w)[A-ZÅÄÖ]\. ?(?=[A-ZÅÄÖ])")  # E. Rautiainen: a person
_SEGMENT = re.compile(r"[,;:()+–]")
_ACRONYM = re.compile(r"\b[A-ZÅÄÖ]{3,6}\b")  # SRL, FSSMF: an organisation, unless a list knows it
_PLACES = ("ssa", "sta", "lla", "lta", "lle", "ihin")  # where or to whom, not what
_PHRASE = re.compile(r"[,;:/+–]|\s(?:av|till|för|från|i|på|at|vid|efter|of|for|to|in|from|ja|och|and|sekä|&)\s", re.I)

Lent = tuple[tuple[str, frozenset[str]], ...]  # words of one's own with their kinds


@dataclass(frozen=True)
class Reading:
    """One account that a name may be read as.

    ``said``: the line of the list; ``weight`` about 0 to 1; ``pair``: the first account of a line with a thing and a head.
    """

    code: str
    weight: float
    said: str
    pair: bool = False


@dataclass(frozen=True)
class Sense:
    """What a name is of: the kinds of its head, and of all its parts.

    ``silent``: the head alone says nothing (*jätekulut*). ``near``: the things that stand next to the head; what only qualifies
    them stands further off (*juhlateltan vuokra* is rent of a tent, and the tent is for a feast).
    """

    heads: frozenset[str]
    things: frozenset[str]
    silent: bool = False
    near: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Line:
    left: tuple[frozenset[str], ...]
    right: frozenset[str]
    codes: tuple[str, ...]
    said: str

    def weight(self, sense: Sense) -> float:
        """How much the line says of a name; 0 where it does not fit."""
        if (self.right and not self.right & sense.heads) or not all(side & sense.things for side in self.left):
            return 0.0
        further = 1.0 if all(side & sense.near for side in self.left) else _FURTHER
        if self.left and self.right:
            return further * _PAIR + _MORE * (len(self.left) - 1)
        if self.right:
            return _HEAD
        if not self.left:
            return _CLASS_ALONE
        return further * (_THING if sense.silent or self.left[0] & sense.heads else _BESIDE)


@cache
def _lists() -> dict[str, Any]:
    return dict(yaml.load(_LISTS.read_text(encoding="utf-8"), Loader=StringLoader))


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """Root of a word -> its kinds. Inflected forms count where no list has that very root for another word."""
    found: dict[str, set[str]] = {}
    inflected: dict[str, set[str]] = {}
    for kind, words in _lists()["kinds"].items():
        for word in map(fold, words.replace("-", "").split()):
            found.setdefault(_root(word), set()).add(kind)
            for form in _forms(word):
                inflected.setdefault(_root(form), set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in (inflected | found).items()}


@cache
def _beginnings() -> dict[str, tuple[str, ...]]:
    """The roots by their first letters."""
    found: dict[str, list[str]] = defaultdict(list)
    for known in _kinds():
        found[known[:_LEAST_TAIL]].append(known)
    return {letters: tuple(roots) for letters, roots in found.items()}


def _may_be(word: str) -> bool:
    """Whether a word begins with a root, as every form of a listed word does: most do not, and need not be asked further."""
    return word.startswith(_beginnings().get(word[:_LEAST_TAIL], ()))


def _forms(word: str) -> list[str]:
    """Forms of a word that plain roots do not bring together: *kisa*, *kisojen*; *ryhmä*, *ryhmien*; *luento*, *luennon*."""
    found = [f"{word}n", *graded(word)]
    for ending, others in _FORMS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            found += [word[: -len(ending)] + other for other in others]
            break
    return found


@cache
def _root(word: str) -> str:
    """What is left of a folded word without its ending. End vowels of short words stay: *tila* is not *tili*."""
    bare = stem(word)
    return bare[:-1] if bare == word and len(word) > _LEAST_TAIL and word[-1] in _VOWELS else bare


@cache
def _named(key: str) -> frozenset[str]:
    return frozenset(_lists()[key].split())


@cache
def _lines(state: str) -> tuple[_Line, ...]:
    found = []
    for said, codes in _lists()["readings"][state].items():
        left, arrow, right = said.partition(">")
        of = tuple(frozenset(side.strip().split("/")) for side in left.split("+") if side.strip())
        head = frozenset(right.strip().split("/")) if arrow else frozenset[str]()
        found.append(_Line(of, head, tuple(codes.split()), said))
    return tuple(found)


@cache
def _parts(word: str) -> tuple[frozenset[str], ...]:
    """The kinds of a folded word by its parts, the last part first. Parts that no list knows are left out."""
    kinds = _kinds()
    for start in (0, *range(_LEAST_FIRST, len(word) - _LEAST_TAIL + 1)):
        tail = word[start:]
        if _may_be(tail) and (found := kinds.get(_root(tail))):
            return (found, *(_parts(word[:start]) if start > 2 else ()))
    if not _may_be(word):
        return ()
    for end in range(len(word) - 3, _LEAST_HEAD - 1, -1):  # a known beginning of an unknown thing
        if found := kinds.get(_root(word[:end])):
            return (frozenset(), found)
    return ()


@cache
def sense_of(name: str, lent: Lent = ()) -> Sense:
    """Take a name apart into kinds. The head is the last word of money, or else the last word of the first phrase.

    ``lent``: proper names with the kinds that other accounts of the chart give them.
    """
    name = _said_otherwise(name)
    words = fold(name).split()
    parts = {word: _parts(word) for word in words} | {word: (kinds,) for word, kinds in lent}
    parts |= {word: (frozenset({"liitto"}),) for one in _ACRONYM.findall(name) if not parts.get(word := fold(one))}
    if _INITIAL.search(name):
        parts["."] = (frozenset({"henkilö"}),)
    things = frozenset(kind for found in parts.values() for kinds in found for kind in kinds)
    own = {word for word, _ in lent}
    chosen = _head_of(name, parts, own)
    decided = things & _named("deciding")
    if decided and not chosen & _named("undecided"):
        chosen = decided
    return Sense(chosen, things, bool(chosen) and chosen <= _named("silent"), _near(tuple(parts.values()), chosen))


def _head_of(name: str, parts: dict[str, tuple[frozenset[str], ...]], own: set[str]) -> frozenset[str]:
    """The kinds of the head: a word of money in the first phrase, or standing last after a comma or in brackets (*WC-papper,
    inköp*), or else the last word of the first phrase that says anything."""
    bare = _CUT_SHORT.sub("", name) if "-" in name else name
    phrases = [_heads_of(phrase, parts, own) for phrase in _PHRASE.split(_ASIDE.sub(" ", bare) if "(" in bare else bare)]
    money = _named("money")
    first = next((heads for heads in phrases if heads), [])
    of_money = [kinds for kinds in (phrases[0] or first) if kinds & money]
    if not of_money:
        for segment in _SEGMENT.split(bare)[1:]:
            words = fold(segment).split()
            of_money += [parts[word][0] for word in (*words[:1], *words[-1:]) if parts.get(word) and parts[word][0] & money]
    return of_money[-1] if of_money else frozenset[str]().union(*first[-1:])


def _heads_of(phrase: str, parts: dict[str, tuple[frozenset[str], ...]], own: set[str]) -> list[frozenset[str]]:
    """The kinds of the last part of every word of a phrase that may be its head."""
    leading = [word for word in fold(phrase).split() if parts.get(word)]
    leading = [word for word in leading if not word.endswith(_PLACES)] or leading
    leading = [word for word in leading if word not in own] or leading
    return [parts[word][0] for word in leading if parts[word][0]]


def _said_otherwise(name: str) -> str:
    """The name with sayings of several words (*ei valmis*) changed into the word that the lists know."""
    for saying, word in _sayings() if _any_saying().search(name) else ():
        name = saying.sub(f" {word} ", name)
    if _SHORT.search(name):
        name = _SHORTENED.sub(lambda found: found[1] + _WHOLE[found[2].casefold()], name)
    return _HYPHENED.sub(lambda found: _joined(found[0]), name) if "-" in name else name


def _joined(word: str) -> str:
    """A word with a hyphen in one, where a list has it so (*WC-paperi*)."""
    bare = word.replace("-", "")
    return bare if is_listed(fold(bare)) else word


@cache
def _sayings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?<!\w)(?:{said})", re.I), word) for word, said in _lists()["sayings"].items())


@cache
def _any_saying() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(_lists()['sayings'].values())})", re.I)


@cache
def _near(words: tuple[tuple[frozenset[str], ...], ...], heads: frozenset[str]) -> frozenset[str]:
    """The kinds of the part of each word that stands next to the head, or is it."""
    found: set[str] = set()
    for parts in words:
        for kinds in parts:
            found |= kinds
            if kinds and not kinds & heads:
                break
    return frozenset(found)


@cache
def leanings(name: str) -> frozenset[str]:
    """The classes that the head of a name leaves open: an account or a debt is of the balance sheet, a rent is not."""
    heads = sense_of(name).heads
    said = {state for state, kinds in _lists()["classes"].items() if heads & set(kinds.split())}
    return frozenset(said)


@cache
def is_listed(word: str) -> bool:
    """Whether a folded word is in a list as it is."""
    return _root(word) in _kinds()


def kinds_lent(name: str, word: str) -> frozenset[str]:
    """What a name tells of one of its words: the lasting things that it is of (*Eläinambulanssi Caddy*: a vehicle)."""
    return sense_of(name, ((word, frozenset()),)).things & _named("lending")


def readings(name: str, state: str, lent: Lent = ()) -> Iterator[Reading]:
    """The accounts that a name may be read as in a class (asset, debt, income, expense), best lines first."""
    sense = sense_of(name, lent)
    weighed = sorted(
        ((line.weight(sense), -at, line) for at, line in enumerate(_lines(state))), reverse=True, key=lambda one: one[:2]
    )
    given: set[str] = set()
    for (weight, _, line), rank in zip(weighed, _LATER, strict=False):
        pair = bool(line.left and line.right)
        for code, share in zip(line.codes, _NEXT, strict=False):
            if weight and code not in given:
                given.add(code)
                yield Reading(code, weight * share * rank, line.said, pair and share == rank == 1.0)
