"""The weighing of candidates: what one's own chart tells, things beside the head, weights to read, one answer always."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.suggest.engine import Engine, drafts_of, suggest
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.mapping.suggest.own_words import lent_kinds
from tilikartta.mapping.suggest.readings import readings, sense_of
from tilikartta.mapping.suggest.weighing import kind_marks, shares, weighed, weights
from tilikartta.model.suggestion import AccountSuggestion, LocalFacts

CHART = universal_chart()


@cache
def engine() -> Engine:
    return Engine.of(CHART, Memory.of())


def fact(number: str, name: str, cents: int) -> LocalFacts:
    return LocalFacts(number, name, cents, max(cents, 0), max(-cents, 0), 5)


def ask(*given: LocalFacts) -> dict[str, AccountSuggestion]:
    found = suggest(given, CHART, engine().memory, recognise=False, engine=engine())
    return {one.local.number: one for one in found.accounts}


def first(name: str, state: str) -> str:
    return next(iter(readings(name, state))).code


def test_the_thing_beside_the_head_goes_before_what_qualifies_it():
    """*Juhlateltan vuokra* is rent of a tent, *juhlatalon vuokra* rent of a house."""
    assert sense_of("Juhlateltan vuokra").near == {"vuokra", "väline"}
    assert first("Juhlateltan vuokra", "expense") == "5320"
    assert first("Juhlatalon vuokra", "expense") == "5110"


@pytest.mark.parametrize(("name", "state", "code"), [
    ("Saamiset seuroilta", "asset", "1650"), ("Laiturin korjaus, kesken", "asset", "1180"), ("Kuluvaraukset", "debt", "2850"),
    ("Hankeavustus käyttämättä", "debt", "2540"), ("Kaupungin toiminta-avustus", "income", "3730"),
    ("Elisan osakkeet", "asset", "1230"),
    ("Hoitomaksut asukkailta", "income", "3150"), ("Pankin provisiot", "expense", "6685"),
    ("Kela-korvaus sairauslomasta", "expense", "4180"),
])  # fmt: skip
def test_readings_of_money_that_waits_and_of_who_pays(name, state, code):
    assert first(name, state) == code


def test_own_words_get_their_kind_from_the_other_accounts_of_the_chart():
    names = ["Leirikeskus Kivilampi rakennukset", "Poisto Kivilampi", "Kivilammen sähkö", "Puhelin"]
    lent = [dict(one) for one in lent_kinds(names)]
    assert "rakennus" in lent[1]["kivilampi"]
    assert "rakennus" in lent[2]["kivilammen"]
    assert lent[3] == {}


def test_depreciation_follows_what_the_chart_owns():
    building = fact("100", "Leirikeskus Kivilampi rakennukset", 14_000_000)
    vehicle = fact("100", "Pakettiauto Humppila", 1_400_000)
    rest = [fact("400", "Palkat", 90_000), fact("410", "Sähkö", 30_000)]
    assert ask(building, fact("460", "Poisto Kivilampi", 730_000), *rest)["460"].best.code == "7120"
    assert ask(vehicle, fact("460", "Poisto Humppila", 730_000), *rest)["460"].best.code == "7130"


def test_a_word_of_the_lists_is_nobodys_own():
    names = ["Talo Pallo", "Pallon poisto"]
    assert lent_kinds(names) == [(), ()]


def test_every_mark_has_a_weight_and_every_weight_a_mark():
    facts = [
        fact("100", "Pankkitili", 5_000),
        LocalFacts("200", "Vakuutukset", 900, 900, 0, 2, ("Talkoovakuutus",)),
    ]
    matches = [engine().index.matches(one.name) for one in facts]
    drafts, _ = drafts_of(facts, matches, engine(), {})
    marks = {mark for draft in drafts for each in draft.scored for mark in each.marks}
    assert marks <= set(weights())
    assert set(weights()) - marks <= {"hint", "sisters", "told", "owned"}
    for draft in drafts:
        for each in draft.scored:
            assert each.score == pytest.approx(weighed(each.marks))


def test_two_accounts_that_want_the_same_code_compete():
    """The near one gives way where it has another home: the marks say who else answers to the code."""
    facts = [fact("300", "Puhelin", 10_000), fact("301", "Puhelin ja netti", 9_000)]
    drafts, _ = drafts_of(facts, [engine().index.matches(one.name) for one in facts], engine(), {})
    taken = {draft.local.number: {each.code: each.marks["taken"] for each in draft.scored} for draft in drafts}
    assert taken["301"]["6620"] > 0.9
    assert taken["300"].get("5130", 0.0) == 0.0


def test_a_catch_all_account_that_is_called_so_is_not_held_down():
    account = next(one for one in CHART.accounts if one.unspecified)
    assert kind_marks(account, "Jotain", called=False)["unspecified"] == 1.0
    assert kind_marks(account, "Jotain", called=True)["unspecified"] == 0.0


def test_shares_are_probabilities():
    assert sum(shares([3.0, 1.0, -2.0])) == pytest.approx(1.0)
    assert shares([]) == []


def test_a_name_that_nothing_is_called_needs_much_more_to_be_likely():
    found = ask(fact("400", "Palkat", 900_000), fact("405", "Varaston lamppujen sulakkeet", 9_000), fact("406", "Sähkö", 80_000))
    assert found["405"].band != "likely"


def test_the_same_answers_whatever_the_order_of_sets():
    """Python orders sets of words anew in every run; the answers must not follow."""
    script = (
        "from tilikartta.definitions.chart_file import universal_chart as chart\n"
        "from tilikartta.mapping.suggest.engine import suggest\n"
        "from tilikartta.mapping.suggest.memory import Memory\n"
        "from tilikartta.model.suggestion import LocalFacts\n"
        "names = 'Juhlateltan vuokra;Hirvirieha;Leirin ruoka ja bussit;Personalens julfest;Museokaupan myynti;Kisojen tukijat'\n"
        "facts = [LocalFacts(str(at), name, (-1) ** at * 900) for at, name in enumerate(names.split(';'))]\n"
        "found = suggest(facts, chart(), Memory.of(), recognise=False)\n"
        "for one in found.accounts:\n"
        "    print(one.local.name, one.band, [(c.code, c.score, [e.kind for e in c.evidence]) for c in one.candidates])\n"
    )
    root = str(Path(__file__).resolve().parents[1])
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root},
            capture_output=True, text=True, check=True, encoding="utf-8",
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert "Juhlateltan" in runs[0]
