"""The engine of suggestions: classes, names, sisters, neighbours, events, charts of programs, and that order never matters."""

import random
from functools import cache
from pathlib import Path

import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.suggest.engine import Engine, suggest
from tilikartta.mapping.suggest.functions import CentreFacts, function_suggestions
from tilikartta.mapping.suggest.memory import Memory, entries_of
from tilikartta.mapping.suggest.words import compound, name_of, root
from tilikartta.model.suggestion import MOST_CANDIDATES, LocalFacts

CHART = universal_chart()
CLUB = (
    ("100", "Pankkitili", 500_000), ("120", "Jäsenmaksut saamatta", 30_000), ("160", "Maksamattomat laskut", -90_000),
    ("200", "Jäsenmaksut", -400_000), ("210", "Kioski", -120_000), ("300", "Kenttävuokrat", 250_000),
    ("310", "Kioskin ostot", 60_000), ("320", "Liiton jäsenmaksu", 20_000), ("330", "Kirjanpito", 90_000),
)  # fmt: skip


@cache
def engine() -> Engine:
    return Engine.of(CHART, Memory.of())


def facts(*rows: tuple[str, str, int]) -> list[LocalFacts]:
    return [LocalFacts(number, name, cents, max(cents, 0), max(-cents, 0), 5) for number, name, cents in rows]


def ask(given: list[LocalFacts], **options: object):
    return suggest(given, CHART, engine().memory, engine=engine(), **options)


def best(given: list[LocalFacts]) -> dict[str, str]:
    return {one.local.number: one.best.code if one.best else "" for one in ask(given).accounts}


def test_a_small_club_is_understood():
    assert best(facts(*CLUB)) == {
        "100": "1910", "120": "1612", "160": "2520", "200": "3310", "210": "3240", "300": "5115", "310": "6220", "320": "6720",
        "330": "6650",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "parts"), [
    ("jasenmaksutulot", ("jäsen", "maksu", "tulo")), ("toimitilavuokrat", ("toimitila", "vuokra")),
    ("medlemsavgifter", ("medlem", "avgift")), ("tyoelakemaksut", ("työ", "eläke", "maksu")),
])  # fmt: skip
def test_compounds_are_taken_apart(name, parts):
    from tilikartta.definitions.word_forms import fold

    assert compound(name) == tuple(root(fold(part).strip()) for part in parts)


def test_fees_are_not_wages():
    assert root("palkkiot") != root("palkat")


def test_what_stands_in_brackets_is_aside():
    name = name_of("Kassa (myyjäiset)")
    assert root("myyjaiset") in name.aside
    assert root("kassa") not in name.aside


def test_class_is_a_hard_gate():
    """The same name under each class the file may tell: no candidate of another class, whatever it is called."""
    alike = {"liability": {"liability", "equity"}, "equity": {"liability", "equity"}}
    for klass in ("asset", "liability", "equity", "income", "expense"):
        allowed = alike.get(klass, {klass}) | ({"appropriation"} if klass in {"income", "expense"} else set()) | {"off_statement"}
        for name in ("Jäsenmaksut", "Vuokrat", "Avustukset", "Lainat", "Korot"):
            found = ask([LocalFacts("1", name, klass=klass)]).accounts[0]
            assert {CHART.by_code[one.code].klass for one in found.candidates} <= allowed, (klass, name)


def test_side_tells_income_from_expense():
    income, expense = facts(("500", "Jäsenmaksut", -90_000)), facts(("500", "Jäsenmaksut", 90_000))
    assert best(income)["500"] == "3310"
    assert CHART.by_code[best(expense)["500"]].klass == "expense"


def test_place_among_neighbours_tells_the_class_where_money_is_silent():
    """A list without balances: the same name before other income and among expenses."""
    rows = [("300", "Lahjoitukset"), ("301", "Jäsenmaksut"), ("302", "Arpajaistuotot"), ("400", "Palkat"), ("401", "Jäsenmaksut"),
            ("402", "Puhelinkulut"), ("403", "Postikulut")]  # fmt: skip
    found = best([LocalFacts(number, name) for number, name in rows])
    assert found["301"] == "3310"
    assert CHART.by_code[found["401"]].klass == "expense"


def test_nothing_is_guessed_for_a_name_that_says_nothing():
    found = {one.local.number: one for one in ask(facts(("1", "", 100), ("2", "Xyzzy qwrt", 100))).accounts}
    assert (found["1"].band, found["1"].question) == ("none", "no_name")
    assert found["2"].band == "none"
    assert found["2"].question in {"too_far", "nothing_alike"}


def test_at_most_four_candidates_best_first():
    for one in ask(facts(*CLUB)).accounts:
        assert len(one.candidates) <= MOST_CANDIDATES
        assert [c.score for c in one.candidates] == sorted((c.score for c in one.candidates), reverse=True)


def test_order_of_the_accounts_does_not_matter():
    rows = facts(*CLUB)
    first = ask(rows)
    random.Random(7).shuffle(rows)
    assert ask(rows) == first
    assert ask(list(reversed(rows))) == first


def test_accounts_come_by_euros_at_stake():
    turnovers = [one.local.turnover for one in ask(facts(*CLUB)).accounts]
    assert turnovers == sorted(turnovers, reverse=True)


def test_event_account_gets_a_candidate_by_sign():
    camp = LocalFacts("250", "Kesäleiri", -31_000, 280_000, 311_000, 20)
    found = next(one for one in ask([*facts(*CLUB), camp]).accounts if one.local.number == "250")
    assert found.sign_split
    assert {sign: candidate.code for sign, candidate in found.by_sign} == {"income": "3130", "expense": "6330"}


def test_bank_account_with_both_sides_is_no_event():
    bank = LocalFacts("100", "Seuran pankkitili", 90_000, 900_000, 810_000, 90)
    assert not ask([bank]).accounts[0].sign_split


def test_entry_texts_help():
    bare = LocalFacts("300", "Avustus", -100, 0, 100, 2)
    told = LocalFacts("300", "Avustus", -100, 0, 100, 2, ("STEA Ak kohdennettu avustus 1/2",))
    codes = [c.code for c in ask([told]).accounts[0].candidates]
    assert "3610" in codes
    kinds = {evidence.kind for one in ask([told]).accounts[0].candidates for evidence in one.evidence}
    assert "entry_text" in kinds
    assert "entry_text" not in {evidence.kind for one in ask([bare]).accounts[0].candidates for evidence in one.evidence}


def test_a_general_name_with_entries_to_read_is_not_called_likely():
    bare, told = (LocalFacts("9", "Vakuutukset", 900, 900, 0, 2, texts) for texts in ((), ("Talkoovakuutus 2025",)))
    assert ask([bare]).accounts[0].best.code == "6719"
    assert ask([told]).accounts[0].band == "check"


def test_file_hint_helps():
    found = ask([LocalFacts("17", "Sekalaista", klass="liability", hint="x1819")]).accounts[0]
    assert "2520" in {one.code for one in found.candidates}


def test_chart_of_a_program_is_recognised_by_numbers_and_names():
    memory = engine().memory
    rows = [entry for entry in memory.by_mapping["tilitin-yhdistys"] if entry.name][:60]
    listed = [LocalFacts(entry.number, entry.name) for entry in rows]
    found = ask([*listed, LocalFacts("9876", "Kioski")])
    assert found.chart is not None
    assert found.chart.mapping == "tilitin-yhdistys"
    assert found.chart.matched == len(rows)
    by_chart = {one.local.number: one.best.code for one in found.accounts if one.best.evidence[0].kind == "chart"}
    assert by_chart == {entry.number: entry.code for entry in rows}


def test_same_numbers_alone_are_no_recognition():
    memory = engine().memory
    numbers = [entry.number for entry in memory.by_mapping["tilitin-yhdistys"]][:40]
    other = ["Kioski", "Sähkö", "Jäsenmaksut", "Palkat", "Vuokra", "Posti", "Arpajaiset", "Korko"]
    found = ask([LocalFacts(number, f"{other[at % 8]} {at}") for at, number in enumerate(numbers)])
    assert found.chart is None


def test_renamed_account_of_a_known_chart_is_pointed_out():
    rows = [entry for entry in engine().memory.by_mapping["tilitin-yhdistys"] if entry.name][:60]
    listed = [LocalFacts(entry.number, "Kioski" if entry.number == rows[0].number else entry.name) for entry in rows]
    found = ask(listed)
    assert found.chart is not None
    assert [(number, mine) for number, mine, _ in found.chart.differing] == [(rows[0].number, "Kioski")]
    assert found.by_number[rows[0].number].best.evidence[0].kind != "chart"


def test_sisters_teach(tmp_path: Path):
    text = 'mapping: 1\nrules:\n  - {when: "77", to: 6230}   # Hopealusikat\n'
    text += '  - {when: "78", to: 6230, status: suggested}   # Kultamitalit\n'
    (tmp_path / "sisar.yaml").write_text(text, encoding="utf-8")
    memory = Memory.of([tmp_path])
    taught = [entry for entry in memory.entries if entry.mapping == "sisar"]
    assert [(entry.number, entry.name, entry.code) for entry in taught] == [("77", "Hopealusikat", "6230")]
    found = suggest(facts(("9", "Hopealusikat", 100)), CHART, memory, recognise=False).accounts[0]
    assert found.best.code == "6230"
    assert any(evidence.kind.startswith("sister") for evidence in found.best.evidence)


def test_unsound_mapping_teaches_nothing(tmp_path: Path):
    path = tmp_path / "rikki.yaml"
    path.write_text('mapping: 1\nrules:\n  - {when: "70-6", to: 6230}   # Väärin\n', encoding="utf-8")
    assert entries_of(path) == []


def test_memory_of_one_mapping_can_be_left_out():
    memory = Memory.of().without({"tilitin-yhdistys"})
    assert "tilitin-yhdistys" not in memory.mappings
    assert "kitsas-yhdistys" in memory.mappings


def test_functions_by_cost_centre_names():
    centres = [CentreFacts("kp", "100 Hallinto"), CentreFacts("kp", "200 Leirit"), CentreFacts("kp", "300 Keräykset"),
               CentreFacts("kp", "400 Zzz")]  # fmt: skip
    found = {one.pattern: one.function for one in function_suggestions(centres)}
    assert found == {"100": "administration", "200": "programme", "300": "fundraising"}
