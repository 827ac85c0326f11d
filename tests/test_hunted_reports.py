"""Faults found by hunting in reviews, hints and reports: each was silent, and each is held by a test here."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.definitions.mapping_file import read_mapping

SHARED = """mapping: 1
dimensions: {kp: Kustannuspaikka}
rules:
  - when: "0120"   # monirivinen
    # oma muistiinpano
    to: {account: 3630, funder: municipality, activity: Leiri}
    status: suggested
    evidence: "a # b"
  - {when: {account: "0130", kp: "10"}, to: {function: administration}, status: suggested, valid: {to: 2025-06-30}}  # kp
  - when: "0140"
    to: [{account: 6310, function: programme, share: 60}, {account: 6630, function: administration, share: 40}]
    basis: "hallituksen päätös"
    status: suggested
  - {when: "1000", to: 3310, allow_class_change: "syy", status: suggested}
  - {when: {account: "0160", sign: income}, to: 3130, status: suggested, evidence: "tuotto"}
  - {when: {account: "0160", sign: expense}, to: 6330, status: suggested, evidence: "kulu"}
"""


def run(*arguments: object) -> int:
    return run_guarded(app, ["--lang", "fi", *map(str, arguments)])


def accepted_in_excel(path: Path, folder: Path, note: str) -> None:
    """The worklist with every row accepted as it stands, with a note, and read back."""
    sheet = folder / "vastaukset.xlsx"
    assert run("review", path, "--xlsx", sheet) == 0
    workbook = load_workbook(sheet)
    rows = workbook.worksheets[0]
    for row in range(5, rows.max_row + 1):
        rows.cell(row, 4).value, rows.cell(row, 6).value = "Hyväksy ehdotus", note
    workbook.save(sheet)
    assert run("review", path, "--from-xlsx", sheet) == 0


def test_a_note_beside_an_accepted_suggestion_takes_nothing_from_it(tmp_path: Path) -> None:
    path = tmp_path / "oma.yaml"
    path.write_text(SHARED, encoding="utf-8")
    before, _ = read_mapping(str(path))
    accepted_in_excel(path, tmp_path, 'katsottu "yhdessä" # 1')
    after, findings = read_mapping(str(path))
    assert before is not None
    assert after is not None
    assert not findings
    assert [rule.status for rule in after.rules] == ["accepted"] * 6
    assert [rule.note for rule in after.rules] == ['katsottu "yhdessä" # 1'] * 6
    for name in ("when", "targets", "basis", "evidence", "allow_class_change", "valid_from", "valid_to"):
        assert [getattr(rule, name) for rule in after.rules] == [getattr(rule, name) for rule in before.rules], name
    text = path.read_text(encoding="utf-8")
    assert all(comment in text for comment in ("# monirivinen", "# oma muistiinpano", "# kp"))


JOURNAL = """Päivä;Tosite;Tili;Tilin nimi;Debet;Kredit;Selite
2.1.2025;1;1911;Pankkitili;500,00;;Jäsenmaksut
2.1.2025;1;5001;Jäsenmaksut;;500,00;Jäsenmaksut
5.2.2025;2;3911;Kylätalon vuokratuotot;;300,00;Vuokra
5.2.2025;2;1911;Pankkitili;300,00;;Vuokra
"""


def test_suggestions_beside_a_ready_mapping_are_not_to_be_folded_into_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hint was a command that ends with 2: a ready mapping is no file into which anything could be merged."""
    ledger, new, result = tmp_path / "2025.csv", tmp_path / "uudet.yaml", tmp_path / "tulos.xlsx"
    ledger.write_text(JOURNAL, encoding="utf-8")
    assert run("map", ledger, "-m", "tilitin-yhdistys", "-o", result, "--suggest", new) == 1
    told = capsys.readouterr().err
    assert "mapping merge" not in told
    assert "extends: tilitin-yhdistys" in told
    accepted_in_excel(new, tmp_path, "")
    text = new.read_text(encoding="utf-8")
    new.write_text(text.replace("\nrules:", "\nextends: tilitin-yhdistys\nrules:"), encoding="utf-8")
    assert run("map", ledger, "-m", new, "-o", result, "--force") == 0
