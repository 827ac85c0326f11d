"""``checks:`` and ``accepted:`` of a mapping file, and ``--settings`` that wins over them."""

import json
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.definitions.checks_document import AcceptanceDocument, ChecksDocument, SettingsDocument
from tilikartta.definitions.mapping_file import json_schema, load_mapping, read_mapping
from tilikartta.model.check_settings import Acceptance, CheckSettings

LEDGER = """Tosite;Päivämäärä;Nro;Tili;Debet;Kredit;Selite
1;5.1.2025;1911;Pankkitili;1 250,00;;Jäsenmaksut
1;5.1.2025;5001;Jäsenmaksutulot;;1 250,00;Jäsenmaksut
3;1.2.2025;4401;Toimitilavuokrat;500,01;;
3;1.2.2025;1911;Pankkitili;;500,00;
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(here, capsys):
    def runs(body, *arguments, lang="fi"):
        (here / "oma.yaml").write_text(f"mapping: 1\nextends: tilitin-yhdistys\n{body}", encoding="utf-8")
        code = run_guarded(app, ["--lang", lang, "validate", "a.csv", "-m", "oma.yaml", *map(str, arguments)])
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return code, said.out.replace("\u00a0", " "), said.err

    return runs


def codes(run, body, *arguments):
    return [one["code"] for one in json.loads(run(body, *arguments, "--json")[1])["findings"]]


def test_the_mapping_file_chooses_preset_select_and_ignore(run):
    assert codes(run, "") == ["TK210", "TK216"]
    assert codes(run, "checks: {preset: strict}\n") == ["TK210", "TK216", "TK225"]
    assert codes(run, "checks: {ignore: tk216}\n") == ["TK210"]
    assert codes(run, "checks: {select: [TK225]}\n") == ["TK225"]


def test_the_command_line_wins_over_the_settings_and_these_over_the_mapping(run, here):
    (here / "s.yaml").write_text("settings: 1\nselect: TK216\n", encoding="utf-8")
    body = "checks: {select: TK210, per_code: 7}\n"
    assert codes(run, body) == ["TK210"]
    assert codes(run, body, "--settings", "s.yaml") == ["TK216"]
    assert codes(run, body, "--settings", "s.yaml", "--select", "TK225") == ["TK225"]
    assert codes(run, "checks: {preset: strict}\n", "--preset", "basic") == ["TK210", "TK216"]


ACCEPTED = """accepted:
  - {code: TK216, reason: numero varattiin turhaan, person: Aino Esimerkki, date: 2026-01-15}
"""


def test_accepted_findings_of_the_mapping_stay_visible_and_do_not_count(run):
    code, out, _ = run(ACCEPTED, "--ignore", "TK210", "--fail-on", "info")
    assert code == 0
    assert "Hyväksytyt: 1" in out
    assert "numero varattiin turhaan (Aino Esimerkki, 15.1.2026)" in out


def test_a_stale_acceptance_is_a_finding_with_its_line(run):
    body = ACCEPTED + '  - {code: TK210, voucher: "9", reason: vanha, person: Aino Esimerkki, date: 2026-01-15}\n'
    _, out, _ = run(body)
    assert "Varoitus TK229  oma.yaml:5:5: Hyväksyntää TK210" in out
    assert "TK229" not in run(body, "--ignore", "TK229")[1]


def test_what_this_run_does_not_look_for_is_not_stale(run, here):
    strict_only = ACCEPTED.replace("TK216", "TK225")
    assert "TK229" not in codes(run, strict_only)
    assert "TK225" not in codes(run, strict_only, "--preset", "strict")
    assert codes(run, ACCEPTED, "--select", "TK210") == ["TK210"]
    (here / "s.yaml").write_text("settings: 1\n" + ACCEPTED.replace("TK216", "TK343"), encoding="utf-8")
    assert run_guarded(app, ["validate", "a.csv", "--settings", "s.yaml", "-q", "--fail-on", "error", "--ignore", "TK210"]) == 0


def test_what_is_accepted_elsewhere_is_not_accepted_here(here):
    (here / "base.yaml").write_text(f"mapping: 1\nchecks: {{per_code: 5, preset: strict}}\n{ACCEPTED}", encoding="utf-8")
    (here / "own.yaml").write_text("mapping: 1\nextends: base.yaml\nchecks: {preset: basic}\n", encoding="utf-8")
    own = load_mapping("own.yaml")
    assert (own.checks["per_code"], own.checks["preset"], own.accepted) == (5, "basic", ())


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        ("checks: {prset: strict}", "TK511", "m.yaml:2:10"),
        ("checks: {preset: hard}", "TK512", "m.yaml:2:18"),
        ("checks: {ignore: [TK210, TKX]}", "TK570", "m.yaml:2:26"),
        ("checks: {per_code: 0}", "TK572", "m.yaml:2:20"),
        ("checks: {per_code: many}", "TK513", "m.yaml:2:20"),
        ("checks: {today: 20260131}", "TK513", "m.yaml:2:17"),
        ("checks:\n  year: {first: 2025-12-31, last: 2025-01-01}", "TK531", "m.yaml:3:9"),
        ("accepted:\n  - {code: TK216, reason: x, date: 2026-01-15}", "TK510", "m.yaml:3:5"),
        ("accepted:\n  - {code: TK2, reason: x, person: A, date: 2026-01-15}", "TK570", "m.yaml:3:12"),
        ("accepted:\n  - {code: TK216, reason: ' ', person: A, date: 2026-01-15}", "TK571", "m.yaml:3:27"),
        ("accepted:\n  - {code: TK216, reason: x, person: A, date: 15.1.2026}", "TK513", "m.yaml:3:47"),
        ("accepted:\n  - {code: TK216, reason: x, person: A, date: 2026-01-15, row: -1}", "TK572", "m.yaml:3:64"),
    ],
)
def test_faults_have_their_code_and_place(here, body, code, place):
    (here / "m.yaml").write_text(f"mapping: 1\n{body}\n", encoding="utf-8")
    _, findings = read_mapping("m.yaml")
    assert [(one.code, str(one.place)) for one in findings] == [(code, place)]


def test_a_code_that_no_finding_has_is_wrong(run, capsys):
    code, _, err = run("checks: {ignore: TK211}\naccepted: [{code: TK999, reason: x, person: A, date: 2026-01-15}]\n")
    assert code == 2
    assert "TK573  oma.yaml:4:12" in err
    assert run_guarded(app, ["mapping", "check", "oma.yaml"]) == 1
    assert "TK573" in capsys.readouterr().err


def test_both_files_have_the_same_keys_and_all_of_them_are_settings():
    held = {field.name for field in fields(CheckSettings)} - {"code_places", "accepted"}
    assert set(ChecksDocument.model_fields) == held
    assert set(SettingsDocument.model_fields) == held | {"settings", "accepted"}
    assert set(AcceptanceDocument.model_fields) == {field.name for field in fields(Acceptance)} - {"place"}


def test_what_is_left_out_is_what_the_settings_take_for_usual():
    usual = CheckSettings()
    for name, field in ChecksDocument.model_fields.items():
        assert (tuple(field.default) if isinstance(field.default, list) else field.default) == getattr(usual, name)


def test_every_value_arrives(here):
    (here / "m.yaml").write_text(
        "mapping: 1\nchecks: {preset: strict, select: [tk2], ignore: TK210, today: 2026-01-31, cash: '1900', "
        "overdraft: ['1911'],\n  vat: liable, year: {first: 2025-01-01, last: 2025-12-31}, per_code: 3}\n", encoding="utf-8",
    )  # fmt: skip
    held = dict(load_mapping("m.yaml").checks)
    year = held.pop("year")
    assert (year.first, year.last) == (date(2025, 1, 1), date(2025, 12, 31))
    assert [code for code, _ in held.pop("code_places")] == ["TK2", "TK210"]
    assert held == {
        "preset": "strict", "select": ("TK2",), "ignore": ("TK210",), "today": date(2026, 1, 31), "cash": ("1900",),
        "overdraft": ("1911",),
        "per_code": 3, "vat": "liable",
    }  # fmt: skip


def test_the_schema_knows_the_keys():
    schema = json_schema()
    assert {"checks", "accepted"} <= set(schema["properties"])
    assert set(schema["$defs"]["ChecksDocument"]["properties"]) == set(ChecksDocument.model_fields)
    assert schema["$defs"]["AcceptanceDocument"]["required"] == ["code", "reason", "person", "date"]


def test_the_document_shows_a_sound_mapping_with_every_key(here):
    text = (Path(__file__).resolve().parents[1] / "docs/checks-settings.md").read_text(encoding="utf-8")
    (here / "oma.yaml").write_text(text.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    mapping, findings = read_mapping("oma.yaml")
    assert findings == []
    assert mapping.accepted[0].voucher == "17"
    assert all(name in text for name in (*ChecksDocument.model_fields, *AcceptanceDocument.model_fields))
