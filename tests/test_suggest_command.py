"""``tilikartta suggest``: its file, its JSON, that nothing of it reaches a report unaccepted, and new accounts next year."""

import json
from pathlib import Path

import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.mapping.apply import UNMAPPED, apply_mapping
from tilikartta.mapping.check import check_mapping
from tilikartta.mapping.resolve import accepted
from tilikartta.mapping.suggest.engine import suggest
from tilikartta.mapping.suggest.facts import local_facts
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.mapping.suggest.missing import missing_suggestions
from tilikartta.mapping.use import shadowed
from tilikartta.messages import _labels
from tilikartta.model import LocalAccount
from tilikartta.model.suggestion import AccountSuggestion, Candidate, Evidence, LocalFacts, Suggestions
from tilikartta.reports.suggestion_file import Draft, suggestion_yaml
from tilikartta.reports.suggestion_words import evidence_words
from tilikartta.sources import read_ledger

CHART = universal_chart()
MEMBERS = Path(__file__).resolve().parents[1] / "examples" / "liitto"
JOURNAL = """Päivä;Tosite;Tili;Tilin nimi;Debet;Kredit;Selite;Kustannuspaikka
2.1.2025;1;100;Pankkitili;500,00;;Jäsenmaksut;
2.1.2025;1;200;Jäsenmaksut;;500,00;Jäsenmaksut;
5.2.2025;2;300;Toimiston vuokra;300,00;;Vuokra helmikuu;
5.2.2025;2;100;Pankkitili;;300,00;Vuokra helmikuu;
6.3.2025;3;310;Kioskin ostot;120,00;;Makkarat;200 Keräykset
6.3.2025;3;100;Pankkitili;;120,00;Makkarat;200 Keräykset
7.4.2025;4;310;Kioskin ostot;20,50;;Kokouspullat;100 Hallinto
7.4.2025;4;100;Pankkitili;;20,50;Kokouspullat;100 Hallinto
8.4.2025;5;999;Xyzzy qwrt;10,00;;Jotain;
8.4.2025;5;100;Pankkitili;;10,00;Jotain;
"""


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "paivakirja.csv"
    path.write_text(JOURNAL, encoding="utf-8")
    return path


def run(*arguments: object) -> int:
    return run_guarded(app, ["--lang", "fi", *map(str, arguments)])


def test_facts_of_a_ledger(journal):
    ledger, _ = read_ledger([journal])
    facts = {one.number: one for one in local_facts(ledger)}
    bank = facts["100"]
    assert (bank.balance, bank.debit, bank.credit, bank.entries) == (4950, 50_000, 45_050, 5)
    assert facts["200"].counter == ("100",)
    assert facts["300"].texts == ("Vuokra helmikuu",)
    assert facts["200"].months[0] == -50_000
    assert sum(facts["310"].months) == facts["310"].balance == 14_050


def test_facts_hold_accounts_that_only_a_list_names(journal):
    ledger, _ = read_ledger([journal])
    facts = {one.number: one for one in local_facts(ledger, [LocalAccount("400", "Kirjanpito", "expense")])}
    assert facts["400"] == LocalFacts("400", "Kirjanpito", klass="expense")
    assert facts["100"].balance == 4950


def test_the_file_is_a_sound_mapping_of_suggestions_only(journal, tmp_path, capsys):
    out = tmp_path / "oma.yaml"
    assert run("suggest", journal, "-o", out) == 0
    mapping, findings = read_mapping(str(out))
    assert findings == []
    assert check_mapping(mapping, CHART) == []
    assert mapping.rules
    assert {rule.status for rule in mapping.rules} == {"suggested"}
    assert run("mapping", "check", out) == 0
    text = out.read_text(encoding="utf-8")
    assert "999 Xyzzy qwrt" in text
    assert "Toimiston vuokra" in text
    assert text.index('"100"') < text.index('"200"') < text.index('"300"')  # by euros at stake


def test_rules_of_functions_carry_the_cost_centre(journal, tmp_path):
    out = tmp_path / "oma.yaml"
    run("suggest", journal, "-o", out)
    mapping, _ = read_mapping(str(out))
    found = {
        dict(rule.when.dims)[name][0].low: rule.targets[0].function for rule in mapping.rules for name in dict(rule.when.dims)
    }
    assert found == {"100": "administration", "200": "fundraising"}


def test_an_existing_file_stays_without_force(journal, tmp_path):
    out = tmp_path / "oma.yaml"
    out.write_text("oma työ", encoding="utf-8")
    assert run("suggest", journal, "-o", out) == 2
    assert out.read_text(encoding="utf-8") == "oma työ"
    assert run("suggest", journal, "-o", out, "--force") == 0
    assert "mapping: 1" in out.read_text(encoding="utf-8")


def test_json_is_one_document(journal, capsys):
    assert run("suggest", journal, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["chart_recognised"] is None
    first = document["accounts"][0]
    assert {"account", "name", "balance", "band", "candidates"} <= first.keys()
    assert (first["account"], first["balance"], first["candidates"][0]["code"]) == ("100", "49.50", "1910")
    assert {"code", "function", "evidence"} <= first["candidates"][0].keys()
    none = next(one for one in document["accounts"] if one["account"] == "999")
    assert none["band"] == "none"
    assert none["question"]


def test_without_out_the_file_goes_to_stdout(journal, capsys):
    assert run("suggest", journal) == 0
    assert "mapping: 1" in capsys.readouterr().out


def test_a_list_of_accounts_is_enough(tmp_path, capsys):
    path = tmp_path / "tilit.csv"
    path.write_text("numero;nimi\n0100;Pankkitili\n0200;Jäsenmaksut\n", encoding="utf-8")
    assert run("suggest", "--chart", path, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert {one["account"]: one["candidates"][0]["code"] for one in document["accounts"]} == {"0100": "1910", "0200": "3310"}


def test_neither_ledger_nor_list_is_wrong_usage(capsys):
    assert run("suggest") == 2
    assert "TK584" in capsys.readouterr().err


def test_a_list_without_accounts_cannot_be_read(tmp_path, capsys):
    path = tmp_path / "tilit.csv"
    path.write_text("numero;nimi\n", encoding="utf-8")
    assert run("suggest", "--chart", path) == 3
    assert "TK580" in capsys.readouterr().err


def test_a_folder_that_teaches_nothing_is_said(journal, tmp_path, capsys):
    empty = tmp_path / "sisaret"
    empty.mkdir()
    assert run("suggest", journal, "--learn-from", empty, "--json") == 0
    assert "TK582" in [found["code"] for found in json.loads(capsys.readouterr().out)["findings"]]


def test_sisters_of_a_folder_are_heard(journal, tmp_path, capsys):
    folder = tmp_path / "sisaret" / "toinen"
    folder.mkdir(parents=True)
    (folder / "mapping.yaml").write_text('mapping: 1\nrules:\n  - {when: "5", to: 6790}   # Xyzzy qwrt\n', encoding="utf-8")
    assert run("suggest", journal, "--learn-from", folder.parent, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    taught = next(one for one in document["accounts"] if one["account"] == "999")
    assert taught["candidates"][0]["code"] == "6790"
    assert "toinen" in taught["candidates"][0]["evidence"]


def test_a_known_chart_is_extended(capsys, tmp_path):
    ledger = MEMBERS / "harjunkulma" / "2025" / "paivakirja.csv"
    out = tmp_path / "oma.yaml"
    assert run("suggest", ledger, "-o", out) == 0
    text = out.read_text(encoding="utf-8")
    assert "extends: tilitin-yhdistys" in text
    mapping, findings = read_mapping(str(out))
    assert findings == []
    own = [rule for rule in mapping.rules if rule.place.file == mapping.files[0][0]]
    assert {str(rule.when.account[0]) for rule in own} <= {"1912", "3911", "5045"}
    assert {rule.status for rule in own} == {"suggested"}


def test_no_suggestion_reaches_a_report_before_it_is_accepted(journal, tmp_path):
    out = tmp_path / "oma.yaml"
    run("suggest", journal, "-o", out)
    mapping, _ = read_mapping(str(out))
    assert accepted(mapping).rules == ()
    ledger, _ = read_ledger([journal])
    assert set(apply_mapping(ledger, mapping, CHART).keys["status"]) == {UNMAPPED}
    line = next(line for line in out.read_text(encoding="utf-8").splitlines() if 'when: "200"' in line)
    out.write_text(out.read_text(encoding="utf-8").replace(line, line.replace(" status: suggested,", "")), encoding="utf-8")
    mapping, _ = read_mapping(str(out))
    keys = apply_mapping(ledger, mapping, CHART).keys
    assert set(keys.loc[keys["status"] != UNMAPPED, "account"]) == {"200"}


def test_new_accounts_only_are_asked(journal, tmp_path):
    path = tmp_path / "oma.yaml"
    rules = 'mapping: 1\nrules:\n  - {when: "100", to: 1910}\n  - {when: "200", to: 3310}\n'
    rules += '  - {when: "9*", to: outside, reason: ei}\n'
    path.write_text(rules + '  - {when: "310", to: 6220, status: suggested}\n', encoding="utf-8")
    mapping, findings = read_mapping(str(path))
    assert findings == []
    ledger, _ = read_ledger([journal])
    found = missing_suggestions(ledger, mapping, CHART, Memory.of())
    assert {one.local.number: one.best.code for one in found.accounts} == {"300": "5110", "310": "6220"}
    assert found.chart is None


def test_nothing_is_asked_where_all_is_mapped(journal, tmp_path):
    path = tmp_path / "oma.yaml"
    path.write_text('mapping: 1\nrules:\n  - {when: "*", to: 6790}\n', encoding="utf-8")
    mapping, _ = read_mapping(str(path))
    ledger, _ = read_ledger([journal])
    assert missing_suggestions(ledger, mapping, CHART, Memory.of()) == Suggestions()


def test_a_waiting_suggestion_against_the_base_is_an_error(tmp_path):
    path = tmp_path / "oma.yaml"
    path.write_text(
        "mapping: 1\nextends: tilitin-yhdistys\nrules:\n  - {when: '5001', to: 3240, status: suggested}\n", encoding="utf-8"
    )
    mapping, findings = read_mapping(str(path))
    assert findings == []
    assert [(found.code, found.account) for found in shadowed(mapping, CHART)] == [("TK583", "5001")]
    path.write_text("mapping: 1\nextends: tilitin-yhdistys\nrules:\n  - {when: '5001', to: 3240}\n", encoding="utf-8")
    assert shadowed(read_mapping(str(path))[0], CHART) == []


def test_names_that_would_break_yaml_are_written_safely(tmp_path):
    nasty = 'Kahvi "ja" pulla: #1 \\ {x}\nrivi\x07 – 50 %'
    local = LocalFacts("=A-1*", nasty, 100, 100, 0, 1)
    one = AccountSuggestion(local, "check", (Candidate("6320", "", (Evidence("name_alias", {"text": nasty, "code": "6320"}),)),))
    named = AccountSuggestion(LocalFacts("", nasty, 100), "check", one.candidates)
    lost = AccountSuggestion(LocalFacts("5", nasty, 100), "none", (), "too_far")
    text = suggestion_yaml(Suggestions(accounts=(one, named, lost)), CHART, "fi", Draft(nasty, {"sign": "debit-plus"}))
    path = tmp_path / "oma.yaml"
    path.write_text(text, encoding="utf-8")
    mapping, findings = read_mapping(str(path))
    assert findings == []
    assert mapping.rules[0].when.account[0].matches("=A-1*")
    assert len(mapping.rules) == 2


def test_no_suggestions_at_all_is_still_a_mapping(tmp_path):
    path = tmp_path / "oma.yaml"
    path.write_text(suggestion_yaml(Suggestions(), CHART, "sv"), encoding="utf-8")
    mapping, findings = read_mapping(str(path))
    assert findings == []
    assert mapping.rules == ()


def test_same_input_same_bytes(journal, tmp_path):
    one, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    run("suggest", journal, "-o", one)
    run("suggest", journal, "-o", other)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_evidence_has_its_words(lang, journal):
    ledger, _ = read_ledger([journal])
    found = suggest(local_facts(ledger), CHART, Memory.of())
    for one in found.accounts:
        for candidate in one.candidates:
            for evidence in candidate.evidence:
                assert evidence_words(evidence, CHART, lang)


def test_every_question_has_its_words():
    for key in ("no_name", "nothing_alike", "too_far", "both_sides"):
        assert set(_labels()[f"question.{key}"]) == {"fi", "sv", "en"}
