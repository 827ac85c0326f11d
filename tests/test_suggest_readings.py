"""Names that no list holds, read by what they are of; and what keeps a suggestion from being called likely."""

from functools import cache
from pathlib import Path

import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.suggest.engine import Engine, suggest
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.mapping.suggest.readings import _lists, leanings, readings, sense_of
from tilikartta.mapping.suggest.words import name_of, spoken_names
from tilikartta.model.suggestion import AccountSuggestion, LocalFacts

CHART = universal_chart()
MEMBERS = Path(__file__).resolve().parents[1] / "examples" / "liitto"


@cache
def engine() -> Engine:
    return Engine.of(CHART, Memory.of())


def ask(one: LocalFacts) -> AccountSuggestion:
    return suggest([one], CHART, engine().memory, recognise=False, engine=engine()).accounts[0]


def first(name: str, state: str) -> str:
    return next(iter(readings(name, state))).code


@pytest.mark.parametrize(("name", "state", "code"), [
    ("Karhunkierroksen leirin ruokakulut", "expense", "6330"), ("Nuijasodan kisailujen tuomarit", "expense", "6130"),
    ("Sydänpäivän lippujen myynti", "income", "3160"), ("Kuutamovaelluksen osallistumismaksut", "income", "3130"),
    ("Kirkkoveneen poisto", "expense", "7130"), ("Savusaunan vuokra", "income", "3270"), ("Savusaunan vuokra", "expense", "5110"),
    ("Kappelin katon korjaus", "expense", "5155"), ("Hembygdsdagens kostnader", "expense", "6310"),
    ("Kulturnämndens bidrag", "income", "3730"), ("Kulturnämndens bidrag för lägret", "income", "3630"),
    ("Hankkeen tili", "asset", "1940"), ("Kinkerileirin maksut ennakkoon", "debt", "2545"),
    ("Vattenräkningar", "expense", "5140"),
])  # fmt: skip
def test_a_thing_and_its_head_tell_the_account(name, state, code):
    assert first(name, state) == code


def test_the_head_decides_before_what_stands_beside_it():
    assert sense_of("Kesätanssien liput").heads == {"lippu"}
    assert sense_of("Liput kesätansseihin").heads == {"lippu"}
    assert sense_of("Kisatuomareiden palkkiot").heads == {"palkkio"}


def test_short_words_are_not_taken_for_each_other():
    """*tili* is not *tila*, *palkka* not *palkkio*, *kahvi* not *kahvio*."""
    assert sense_of("Seuran tili").heads == {"tili"}
    assert sense_of("Palkkiot").heads == {"palkkio"}
    assert sense_of("Kahvit").heads == {"ruoka"}
    assert sense_of("Kahvion").heads == {"kahvio"}


def test_money_that_waits_is_of_the_balance_sheet():
    assert leanings("Jäsenmaksut ennakkoon") == {"asset", "debt"}
    assert leanings("Kausimaksut saamatta") == {"asset"}
    assert leanings("Lainan korot") <= {"income", "expense"}


def test_every_line_names_kinds_and_accounts_that_exist():
    kinds = set(_lists()["kinds"])
    states = {"asset": {"asset"}, "debt": {"liability", "equity"}, "income": {"income", "appropriation"},
              "expense": {"expense", "appropriation"}}  # fmt: skip
    for state, lines in _lists()["readings"].items():
        for said, codes in lines.items():
            named = {word for side in said.replace("+", ">").split(">") for word in side.strip().split("/") if word}
            assert named <= kinds, (state, said)
            for code in codes.split():
                assert CHART.by_code[code].klass in states[state], (state, said, code)
    for key in ("money", "silent", "deciding", "undecided"):
        assert set(_lists()[key].split()) <= kinds, key
    for kinds_of in _lists()["classes"].values():
        assert set(kinds_of.split()) <= kinds


def test_spoken_names_belong_to_one_account_of_a_class():
    """The same name for two accounts of a class would make the choice a toss."""
    owners: dict[tuple[str, str], set[str]] = {}
    for code, names in spoken_names().items():
        for name in names:
            owners.setdefault((CHART.by_code[code].klass, name_of(name).plain), set()).add(code)
    assert {key: codes for key, codes in owners.items() if len(codes) > 1 and key[1]} == {}


def test_a_reading_is_told_as_evidence():
    found = ask(LocalFacts("500", "Hirvipeijaisten järjestelyt", 90_000, 90_000, 0, 4))
    assert found.best.code == "6310"
    assert found.band == "check"


def test_a_name_with_two_homes_is_never_likely():
    assert ask(LocalFacts("20", "Vararahasto", -500_000, 0, 0)).band == "check"


def test_a_bank_account_in_credit_is_not_called_likely():
    assert ask(LocalFacts("10", "Pankkitili", 50_000, 90_000, 40_000, 9)).band == "likely"
    assert ask(LocalFacts("10", "Pankkitili", -50_000, 40_000, 90_000, 9)).band == "check"


def test_entries_that_agree_go_before_a_general_name():
    told = LocalFacts("60", "Vakuutukset", 48_600, 48_600, 0, 2, ("Kiinteistövakuutus 2025", "Kiinteistövakuutus, lisälasku"))
    silent = LocalFacts("60", "Vakuutukset", 48_600, 48_600, 0, 2)
    assert ask(told).best.code == "5165"
    assert ask(silent).best.code == "6719"


def test_a_sister_ledger_names_the_accounts_that_its_mapping_does_not(tmp_path):
    member = tmp_path / "sisar"
    (member / "2025").mkdir(parents=True)
    (member / "mapping.yaml").write_text('mapping: 1\nrules:\n  - {when: "77", to: 6230}\n', encoding="utf-8")
    journal = (
        "Päivä;Tosite;Tili;Tilin nimi;Debet;Kredit;Selite\n2.1.2025;1;77;Hopealusikat;5,00;;x\n2.1.2025;1;10;Pankki;;5,00;x\n"
    )
    (member / "2025" / "paivakirja.csv").write_text(journal, encoding="utf-8")
    memory = Memory.of([tmp_path], ready=False)
    assert [(entry.mapping, entry.number, entry.name, entry.code) for entry in memory.entries if entry.name] == [
        ("sisar", "77", "Hopealusikat", "6230")
    ]


def test_the_ledgers_of_the_example_federation_teach():
    memory = Memory.of([MEMBERS], ready=False)
    assert ("Sähkö", "5130") in {(entry.name, entry.code) for entry in memory.by_mapping["harjunkulma"]}
