"""What words tell of accounts, and the names taken apart beforehand."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.suggest import analysed, word_weights
from tilikartta.mapping.suggest.engine import Engine, suggest
from tilikartta.mapping.suggest.index import Index, Phrase
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.mapping.suggest.phrases import chart_phrases, learnt_names
from tilikartta.mapping.suggest.word_weights import WordWeights, pieces
from tilikartta.model.suggestion import LocalFacts

CHART = universal_chart()
CHARTS = Path(__file__).parents[1] / "benchmarks" / "charts"


@cache
def weights() -> WordWeights:
    return WordWeights.of(CHART)


@cache
def engine() -> Engine:
    return Engine.of(CHART, Memory.of())


@pytest.mark.parametrize(("name", "code"), [
    ("Bussit ja ruoka, syysretki", "6330"), ("Terapeutin laskut", "6110"), ("DNA lasku", "6620"),
    ("Lägeravgifter, hösten", "3130"), ("Städfirman", "5145"),
])  # fmt: skip
def test_words_that_no_name_of_the_chart_has_tell_the_account(name, code):
    told = weights().told(name)
    same = [one.code for one in CHART.accounts if one.klass == CHART.by_code[code].klass]
    assert max(same, key=told.__getitem__) == code


def test_what_words_tell_is_a_probability_within_each_class_of_the_books():
    told = weights().told("Jäsenlehden postitus")
    assert sum(told[one.code] for one in CHART.accounts if one.klass == "asset") == pytest.approx(1.0)
    assert sum(told[one.code] for one in CHART.accounts if one.klass == "income") == pytest.approx(1.0)
    assert sum(told[one.code] for one in CHART.accounts if one.klass in {"liability", "equity"}) == pytest.approx(1.0)


def test_pieces_are_of_length_one_together_and_a_name_without_letters_has_none():
    assert sum(weight**2 for weight in pieces("Leirin ruoka ja bussit").values()) == pytest.approx(1.0)
    assert pieces("123 %") == {}
    assert set(weights().told("")) == set(CHART.by_code)


def test_every_line_of_the_weights_can_be_read():
    """A line is a piece and pairs of account and weight; every account is one of the chart, and no weight is nothing."""
    for line in word_weights.FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            continue
        piece, *cells = line.split(" ")
        assert piece[0] in "wpTHr3", line
        assert set(cells[::2]) <= set(CHART.by_code), line
        assert all(float(weight) for weight in cells[1::2]), line


def test_the_words_that_speak_for_an_account_are_told_as_they_are_written():
    trip, food = pieces("Syysretki"), pieces("ruoka")
    lines = {piece: "6330 2 6320 -1" for piece in trip if piece not in food}
    few = WordWeights(CHART, lines)
    assert few.telling("Bussit ja ruoka, Syysretki", "6330") == ("Syysretki",)
    assert few.telling("Bussit ja ruoka, Syysretki", "6320") == ()


def test_evidence_names_words_of_the_name_and_nothing_else():
    names = ("Bussit ja ruoka, syysretki", "Vertaisillan kahvit", "Kuoron keikkapalkkiot", "Retkieväät")
    facts = [LocalFacts(str(500 + at), name, 8000, 8000, 0, 4) for at, name in enumerate(names)]
    found = suggest(facts, CHART, engine().memory, recognise=False, engine=engine())
    told = [
        (one.local.name, evidence.data["words"]) for one in found.accounts for candidate in one.candidates
        for evidence in candidate.evidence if evidence.kind == "taught"
    ]  # fmt: skip
    assert told
    assert all(word in name for name, words in told for word in words)


def test_the_names_learnt_from_are_those_of_the_charts_in_the_repository():
    """Nothing is learnt that a person cannot read: every name stands in a chart under ``benchmarks/charts``."""
    if not CHARTS.exists():
        pytest.skip("the charts of the benchmark are not in this copy")
    standing = set()
    for half in ("development", "learnt"):
        for path in (CHARTS / half).glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as lines:
                standing |= {(row["code"], row["name"], path.stem) for row in csv.DictReader(lines) if "|" not in row["code"]}
    assert set(learnt_names()) == standing


def test_charts_that_are_only_asked_are_not_learnt_from():
    """By name, and by what stands in them: a copy under another name would share most of its names with one chart learnt from."""
    learnt: dict[str, set[str]] = {}
    for _, name, chart in learnt_names():
        learnt.setdefault(chart, set()).add(name)
    asked = [path for half in ("held-out", "asked-once", "asked-before", "fresh") for path in (CHARTS / half).glob("*.csv")]
    for path in asked:
        assert path.stem not in learnt
        with path.open(encoding="utf-8", newline="") as lines:
            names = {row["name"] for row in csv.DictReader(lines)}
        assert max(len(names & held) for held in learnt.values()) < len(names) / 4, path.name


def test_the_names_taken_apart_beforehand_are_of_this_code_and_these_lists():
    """After a change of words.py, features.py, lexicon.yaml or the names run ``python benchmarks/fit_words.py --names``."""
    _, places = analysed.shipped()
    missing = [one.text for one in chart_phrases(CHART) if one.text not in places and "\n" not in one.text]
    assert places, "analysed.npz is of other code or lists"
    assert not missing


def test_a_name_taken_apart_now_has_the_features_of_one_taken_apart_beforehand(monkeypatch):
    phrases = [*chart_phrases(CHART)[::50], Phrase("3310", "sister", "Aivan uusi nimi, Kuusankoski")]
    asked = ["Jäsenmaksut", "Leirin ruoka", "Hyreskostnader (lokalen)", "Kuusankosken retki"]
    before = Index(phrases)
    found = [before.matches(name) for name in asked]
    assert all(found)
    nothing = np.zeros(0, dtype=np.int64)
    empty = (analysed.Analysed([], [], nothing, np.zeros(0), np.zeros(1, dtype=np.int64), nothing), {})
    monkeypatch.setattr(analysed, "shipped", lambda: empty)
    now = Index(phrases)
    for name, held in zip(asked, found, strict=True):
        again = now.matches(name)
        assert [(one.code, one.phrase, one.exact) for one in again] == [(one.code, one.phrase, one.exact) for one in held]
        assert [one.likeness for one in again] == pytest.approx([one.likeness for one in held])
