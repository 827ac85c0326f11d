"""Accounts that another account of the same chart tells of: a fund with assets of its own, and a company of one's own.

*Ekmanska stipendiefonden* has a bank account *Ekmanska fonden, bank*: the one is a fund with its own assets, the other of them.
*Event Ab* among the investments makes *Fordran på Event Ab* a claim on a company of the group.
"""

from collections.abc import Iterable, Iterator, Sequence

from tilikartta.definitions.word_forms import fold
from tilikartta.mapping.suggest.classes import ASSET, DEBT, ClassView
from tilikartta.mapping.suggest.own_words import same_word
from tilikartta.mapping.suggest.readings import is_listed, sense_of
from tilikartta.model.suggestion import LocalFacts

_FUND, _OF_FUND = frozenset({"2030"}), frozenset({"1310", "1320", "1330", "1340"})
_COMPANY = frozenset({"1210"})
_WITH_COMPANY = {ASSET: frozenset({"1520", "1620"}), DEBT: frozenset({"2550", "2555"})}
_HELD = {"osake", "sijoitus", "tili", "pankki", "asunto", "kassa"}
_WAITING = {"saaminen", "velka", "laina", "ennakko"}
_FORM = {"oy", "ab"}
_LEAST, _MOST = 4, 8  # letters of a word that tells one thing from another, and the accounts that may carry it
_BEST = 0.5

Words = tuple[str, ...]


def owned_codes(facts: Sequence[LocalFacts], views: Sequence[ClassView]) -> dict[int, frozenset[str]]:
    """Place of an account -> the codes that another account of the chart speaks for."""
    words = [tuple(word for word in fold(one.name).split() if len(word) >= _LEAST) for one in facts]
    things = [sense_of(one.name).things for one in facts]
    assets = [at for at, view in enumerate(views) if view.odds[ASSET] >= _BEST]
    debts = [at for at, view in enumerate(views) if view.odds[DEBT] >= _BEST]
    found: dict[int, frozenset[str]] = {}
    held = [at for at in assets if things[at] & _HELD and not things[at] & _WAITING]
    for fund, asset in _pairs((at for at in debts if "rahasto" in things[at]), held, words):
        if not any(is_listed(word) for word in _shared(words[fund], words[asset])) or "rahasto" in things[asset]:
            found[fund], found[asset] = _FUND, _OF_FUND
    companies = [at for at in assets if not things[at] & _WAITING and _FORM & set(fold(facts[at].name).split())]
    for state, places in ((ASSET, assets), (DEBT, debts)):
        waiting = [at for at in places if things[at] & _WAITING]
        for company, other in _pairs(companies, waiting, words):
            found[company], found[other] = _COMPANY, _WITH_COMPANY[state]
    return found


def _pairs(some: Iterable[int], others: Sequence[int], words: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """The places whose names share a word that few names of the chart have."""
    for one in some:
        telling = [word for word in words[one] if sum(_has(held, word) for held in words) <= _MOST]
        for other in others:
            if other != one and any(_has(words[other], word) for word in telling if not _plain(word)):
                yield one, other


def _plain(word: str) -> bool:
    """Whether a word is that of any fund or holding, and tells none from another."""
    return bool(sense_of(word).things & (_HELD | _WAITING | {"rahasto", "palvelu"}))


def _has(words: Words, word: str) -> bool:
    return any(same_word(word, other) for other in words)


def _shared(some: Words, others: Words) -> list[str]:
    return [word for word in some if _has(others, word)]
