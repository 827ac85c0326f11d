"""What the universal chart calls its accounts: names, aliases, examples, and definitions of others that point to them."""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from tilikartta.mapping.suggest.index import Phrase
from tilikartta.mapping.suggest.words import spoken_names
from tilikartta.model import LANGS, Account, Chart

LEARNT = Path(__file__).with_name("learnt_names.csv")
_TOLD_IN = ("fi", "sv")  # languages of running text; names and aliases count in all three
_CODE = re.compile(r":? \(?(\d{4})\b")
_BEFORE, _MOST_BEFORE = re.compile(r"[^.;:,()]{4,70}(?:, [^.;:,()]{4,40})?$"), 112
_AMOUNT = re.compile(r"€?\d[\d\s.,]*\s*(€|%|kpl)?")
_BRACKETS = re.compile(r"\s*\([^)]*\)")


@cache
def learnt_names() -> tuple[tuple[str, str, str], ...]:
    """Code, name and chart: names as treasurers wrote them in the charts under ``benchmarks/charts`` (see ``fit_words.py``)."""
    with LEARNT.open(encoding="utf-8", newline="") as lines:
        return tuple((code, name, chart) for code, name, chart in list(csv.reader(lines))[1:])


def chart_phrases(chart: Chart, learnt: Iterable[tuple[str, str, str]] | None = None) -> list[Phrase]:
    """Every phrase of the chart that is in force. ``learnt``: code, name and chart of names to add; else those shipped."""
    found: list[Phrase] = []
    for account in chart.accounts:
        if account.until is None:
            found += _called(account)
            found += _examples(account)
            found += _pointers(account, chart)
    for code, names in spoken_names().items():
        if code in chart.by_code:
            found += [Phrase(code, "spoken", name) for name in names]
    added = learnt_names() if learnt is None else learnt
    return found + [Phrase(code, "spoken", name, "", source) for code, name, source in added if code in chart.by_code]


def _called(account: Account) -> Iterator[Phrase]:
    for lang in LANGS:
        for kind, texts in (("name", (account.name.get(lang),)), ("alias", account.aliases.get(lang))):
            for text in texts:
                yield Phrase(account.code, kind, text, lang)
                bare = _BRACKETS.sub("", text)
                if kind == "name" and bare != text and len(bare) > 3:
                    yield Phrase(account.code, kind, bare, lang)


def _examples(account: Account) -> Iterator[Phrase]:
    for lang in _TOLD_IN:
        for text in account.examples.get(lang):
            bare = _AMOUNT.sub(" ", text).strip()
            if bare:
                yield Phrase(account.code, "example", bare, lang)


def _pointers(account: Account, chart: Chart) -> Iterator[Phrase]:
    """``Verkkosivut: 6430`` in the definition of another account is a name of 6430."""
    for lang in _TOLD_IN:
        text, done = account.definition.get(lang), 0
        for found in _CODE.finditer(text):
            called = _BEFORE.search(text, max(done, found.start() - _MOST_BEFORE), found.start())
            done, code = found.end(), found[1]
            if called and code in chart.by_code and code != account.code:
                yield Phrase(code, "pointer", called[0].strip(), lang)
