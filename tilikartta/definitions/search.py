"""The chart as a dictionary: words of everyday speech -> accounts, best first, with the reason.

Every phrase of an account (name, alias, example, definition; three languages) is compared with the query by whole words,
beginnings, parts of compounds and, in names and aliases, runs of three letters. Rare runs weigh more than common ones, so
endings of inflection and words such as *kulut* decide little.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from math import log
from typing import Literal

from tilikartta.definitions.word_forms import distance, fold, graded, stem
from tilikartta.model import LANGS, Account, Chart

Field = Literal["code", "name", "alias", "example", "definition"]

# What a match is worth by where it stands: name and aliases are what people call the account, the rest is running text.
_WORTH = {"name": 1.0, "alias": 1.0, "example": 0.68, "definition": 0.55}
# What a word found in a phrase is worth by how it was found.
_WHOLE, _BEGINNING, _STEM, _GRADE, _INSIDE, _STEM_INSIDE, _SLIP, _RUNS, _PART = 1.0, 0.93, 0.9, 0.88, 0.82, 0.75, 0.8, 0.8, 0.55
_OTHER_MARKS = 0.8  # a word that is the same only without dots and rings
_ELSEWHERE = 0.6  # a word in another phrase of the account than the one that answers best
_LEAST_PART = 5  # letters of a part of a compound
_NEAR = 0.35  # share of letter runs below which two words have nothing to do with each other
_LEAST = 0.3  # accounts below this score are not shown,
_BESIDE = 0.5  # nor those below this share of the best

# Words that say on which side of the books the seeker is.
_SIDES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(tulo[t]?|tuloja|tuot[t]?o[t]?|tuottoja|intakt(er)?|income|revenue)$"), "income"),
    (re.compile(r"(kulu[t]?|kuluja|meno[t]?|menoja|kostnad(er)?|utgift(er)?|expenses?|costs?)$"), "expense"),
    (re.compile(r"(vel(ka|at)|velkaa|skuld(er)?|payables?|liabilit(y|ies)|debts?)$"), "liability"),
    (re.compile(r"(saami(nen|set)|saatavat?|fordran|fordring(ar)?|receivables?)$"), "asset"),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An account that answers a query. ``text`` is what matched, as it stands in the chart; ``score`` only puts in order."""

    account: Account
    score: float
    field: Field
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text of an account: ``owner`` is the account's place in the chart."""

    owner: int
    field: Field
    lang: str
    text: str


@dataclass(frozen=True)
class Index:
    """The phrases of a chart, folded for comparison (with a space at both ends); made once, asked many times.

    Names and aliases come first, ``names`` of them; running text follows.
    """

    accounts: tuple[Account, ...]
    phrases: tuple[Phrase, ...]
    folded: tuple[str, ...]
    names: int

    @cached_property
    def words(self) -> dict[str, list[int]]:
        """Every word of names and aliases -> the phrases it stands in."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(self.folded[: self.names]):
            for word in text.split():
                found[word].append(at)
        return found

    @cached_property
    def stems(self) -> set[str]:
        """The stems of all words of names and aliases."""
        return {stem(word) for word in self.words}


def index_of(chart: Chart) -> Index:
    """Collect every name, alias, example and definition of the chart."""
    called = [phrase for owner, account in enumerate(chart.accounts) for phrase in _called(owner, account)]
    told = [phrase for owner, account in enumerate(chart.accounts) for phrase in _told(owner, account)]
    phrases = (*called, *told)
    lines = fold("\n".join(phrase.text.replace("\n", " ") for phrase in phrases)).split("\n")
    return Index(chart.accounts, phrases, tuple(f" {line.strip()} " for line in lines), len(called))


def _called(owner: int, account: Account) -> Iterator[Phrase]:
    for lang in LANGS:
        yield Phrase(owner, "name", lang, account.name.get(lang))
        for alias in account.aliases.get(lang):
            yield Phrase(owner, "alias", lang, alias)


def _told(owner: int, account: Account) -> Iterator[Phrase]:
    for lang in LANGS:
        for example in account.examples.get(lang):
            yield Phrase(owner, "example", lang, example)
        yield Phrase(owner, "definition", lang, account.definition.get(lang))


def search(index: Index, query: str, *, lang: str = "fi", limit: int = 8) -> list[Hit]:
    """The accounts that answer the query, best first. A number finds the codes that begin with it; ``lang`` decides ties."""
    words = fold(query).split()
    if len(words) == 1 and words[0].isdigit():
        return _by_code(index, words[0])[:limit]
    best: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for at, score in _phrase_scores(index, words, _marked(query, words)).items():
        phrase = index.phrases[at]
        best[phrase.owner].append((score + (0.01 if phrase.lang == lang else 0.0), at))
    wanted = {klass for pattern, klass in _SIDES if any(pattern.search(word) for word in words)}
    hits = [_hit(index, owner, found, wanted) for owner, found in best.items()]
    hits.sort(key=lambda hit: (-hit.score, hit.account.code))
    least = max(_LEAST, hits[0].score * _BESIDE) if hits else 0.0
    return [hit for hit in hits if hit.score >= least][:limit]


def _marked(query: str, words: list[str]) -> dict[str, str]:
    """Words that the seeker wrote with dots or rings: folded -> as written, so that *läger* is not *lager*."""
    written = re.findall(r"[^\W_]+", query.casefold())
    if [fold(word) for word in written] != words:
        return {}
    return {word: own for word, own in zip(words, written, strict=True) if word != own}


def nearest(chart: Chart, given: str, lang: str) -> list[Account]:
    """The accounts that someone may have meant by a code that does not exist: by number, or by name where words are given."""
    wanted = given.strip()
    if not wanted.isdigit():
        return [hit.account for hit in search(index_of(chart), wanted, lang=lang, limit=5)]
    codes = [account.code for account in chart.accounts if account.code.isdigit() and not account.until]
    mistyped = get_close_matches(wanted, codes, n=3, cutoff=0.7)
    beside = sorted((code for code in codes if len(code) == len(wanted)), key=lambda code: abs(int(code) - int(wanted)))
    begun = [code for code in codes if code.startswith(wanted)]
    return [chart.by_code[code] for code in list(dict.fromkeys([*begun[:3], *beside[:3], *mistyped]))[:5]]


def _by_code(index: Index, digits: str) -> list[Hit]:
    found = [account for account in index.accounts if account.code.startswith(digits)]
    return [Hit(account, 1.0, "code", "", account.code) for account in found]


def _phrase_scores(index: Index, words: list[str], marked: dict[str, str]) -> dict[int, float]:
    """How well each phrase answers the query, 0 to 1: words found by their weight, and how much of a name they fill.

    A word that stands only in another phrase of the same account counts for a part.
    """
    weighed = [_word_levels(index, word, marked.get(word, "")) for word in words]
    total = sum(weight for weight, _ in weighed)
    size = len(" ".join(words))
    scores: dict[int, float] = {}
    elsewhere = [_by_owner(index, levels) for _, levels in weighed]
    for at in {at for _, levels in weighed for at in levels}:
        owner = index.phrases[at].owner
        found = sum(
            weight * max(levels.get(at, 0.0), _ELSEWHERE * best.get(owner, 0.0))
            for (weight, levels), best in zip(weighed, elsewhere, strict=True)
        )
        filled = min(1.0, size / (len(index.folded[at]) - 2)) if at < index.names else 0.0
        scores[at] = _WORTH[index.phrases[at].field] * found / total * (0.75 + 0.25 * filled)
    return scores


def _by_owner(index: Index, levels: dict[int, float]) -> dict[int, float]:
    """The best level of a word anywhere in each account."""
    best: dict[int, float] = {}
    for at, level in levels.items():
        phrase = index.phrases[at]
        best[phrase.owner] = max(best.get(phrase.owner, 0.0), level * _WORTH[phrase.field])
    return best


def _word_levels(index: Index, word: str, marked: str) -> tuple[float, dict[int, float]]:
    """The weight of a query word (long and rare words more), and how well each phrase holds it: phrase -> 0 to 1.

    ``marked`` is the word as written when it was written with dots or rings.
    """
    weight, shares = _run_shares(index, word)
    root, grades = stem(word), graded(word)
    levels = {at: level for at, share in shares.items() if (level := _level(index.folded[at], word, root, grades, share))}
    for at in range(index.names, len(index.folded)):
        if root in index.folded[at] and (level := _level(index.folded[at], word, root, (), 0.0)):
            levels[at] = level
    if max(levels.values(), default=0.0) < _STEM_INSIDE:  # not a word of the chart: perhaps mistyped, or a compound
        for at in _slips(index, word, root):
            levels[at] = max(levels.get(at, 0.0), _SLIP)
        for part in _compound(index, word):
            for at, text in enumerate(index.folded[: index.names]):
                if f" {part}" in text:
                    levels[at] = max(levels.get(at, 0.0), _PART)
    if marked:
        own = marked[: len(root)]
        levels = {at: level if own in index.phrases[at].text.casefold() else _OTHER_MARKS * level for at, level in levels.items()}
    return weight**0.5, levels


def _run_shares(index: Index, word: str) -> tuple[float, dict[int, float]]:
    """The weight of a word, and per name or alias the share of its runs of three letters, rare runs counting more."""
    padded, names = f" {word} ", index.folded[: index.names]
    common: dict[int, float] = defaultdict(float)
    weight = 0.0
    for run in dict.fromkeys(padded[at : at + 3] for at in range(len(padded) - 2)):
        holders = [at for at, text in enumerate(names) if run in text]
        rarity = log(1 + len(names) / (1 + len(holders)))
        weight += rarity
        for at in holders:
            common[at] += rarity
    return weight, {at: rarity / weight for at, rarity in common.items()}


def _level(text: str, word: str, root: str, grades: "list[str] | tuple[str, ...]", share: float) -> float:
    """How well a phrase holds one word."""
    if f" {word} " in text:
        return _WHOLE
    if f" {word}" in text:
        return _BEGINNING
    if f" {root}" in text:
        return _STEM
    if any(f" {grade}" in text for grade in grades):
        return _GRADE
    if len(word) > 3 and word in text:
        return _INSIDE
    if len(root) > 3 and root in text:
        return _STEM_INSIDE
    return _RUNS * share if share >= _NEAR else 0.0


def _slips(index: Index, word: str, root: str) -> list[int]:
    """Names and aliases with a word that differs by one letter, or by two in a long word: a slip of the finger."""
    most = 0 if len(word) < 5 else 1 if len(word) < 9 else 2
    near = [
        other for other in index.words
        if most and other[0] == word[0] and abs(len(other) - len(word)) <= most + 3
        and (distance(root, stem(other), most) <= most or distance(word, other, most) <= most)
    ]  # fmt: skip
    return [at for other in near for at in index.words[other]]


def _compound(index: Index, word: str) -> list[str]:
    """The longest beginning and the longest end of a compound that begin a word of the chart: ``bussi``, ``kuljetu``."""
    cuts = range(_LEAST_PART, len(word) - _LEAST_PART + 1)
    heads = [stem(word[:cut]) for cut in reversed(cuts)]
    tails = [stem(word[cut:]) for cut in cuts]
    return [part for parts in (heads, tails) if (part := next((one for one in parts if one in index.stems), ""))]


def _hit(index: Index, owner: int, found: list[tuple[float, int]], wanted: set[str]) -> Hit:
    """The account with its best phrase. Phrases that say the same, the basic level and the right class weigh a little."""
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    account, (top, at) = index.accounts[owner], found[0]
    agreeing = sum(score >= 0.8 * top for score, _ in found[1:5])
    score = top + 0.015 * agreeing + (0.03 if account.level == "basic" else 0.0) - (0.03 if account.unspecified else 0.0)
    if wanted and account.klass not in wanted:
        score *= 0.8
    phrase = index.phrases[at]
    return Hit(account, score, phrase.field, phrase.lang, phrase.text)
