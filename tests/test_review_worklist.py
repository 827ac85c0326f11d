"""The worklist of a review: written, filled in as a person does, read back, and every error named by sheet, row and column."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.mapping.review.opening import open_review
from tilikartta.reports.review_answers import read_answers

CHART = universal_chart()
MAPPING = """mapping: 1
dimensions: {kp: "Kustannuspaikka"}
rules:
  # 100 Pankkitili, saldo 4 950,00 €: todennäköinen
  - {when: "100", to: 1910, status: suggested, evidence: "1910 Pankkitilit: nimi on sama"}  # Pankkitili
  # 140 Kesäleiri, saldo −380,00 €: tarkista
  - {when: {account: "140", sign: income}, to: 3130, status: suggested, evidence: "3130 Leirit: nimi"}  # Kesäleiri
  - {when: {account: "140", sign: expense}, to: 6330, status: suggested, evidence: "6330 Leirit: nimi"}  # Kesäleiri
  #   tai: 3990 Toiminnan tuotot, erittelemättä
  # 310 =Kioskin ostot, saldo 140,50 €: tarkista
  - {when: "310", to: 6220, status: suggested, evidence: "6220 Ostot: nimi"}  # =Kioskin ostot
  - {when: {account: ["310"], kp: "100"}, to: {function: administration}, status: suggested}  # 100 Hallinto

  # ? 0050 Kummallinen, saldo 5,00 €: mikään nimi ei muistuta tätä
"""
ROWS = {"100": 5, "140": 6, "310": 7, "0050": 8, "rule": 9}


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "oma.yaml"
    path.write_text(MAPPING, encoding="utf-8", newline="")
    return path


def run(*arguments: object, lang: str = "fi") -> int:
    return run_guarded(app, ["--lang", lang, *map(str, arguments)])


def filled(mapping: Path, change=None, lang: str = "fi", **cells: object) -> Path:
    """A worklist with some cells filled in: ``D5="3310"``."""
    path = mapping.parent / "lista.xlsx"
    assert run("review", mapping, "--xlsx", path, "--force", lang=lang) == 0
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for spot, value in cells.items():
        sheet[spot] = value
    if change is not None:
        change(sheet)
    book.save(path)
    return path


def faults(mapping: Path, path: Path) -> list[tuple[str, int, str]]:
    """(code, row, column) of every finding; a worklist with errors gives no answers."""
    opened, _ = open_review(mapping, CHART)
    answers, findings = read_answers(opened, CHART, path)
    assert not findings or answers == {}
    assert all(finding.place.file == path.as_posix() for finding in findings)
    assert all(finding.place.sheet for finding in findings if finding.code != "TK598")
    return [(finding.code, finding.place.row, finding.place.column) for finding in findings]


def test_there_and_back(mapping, capsys):
    path = filled(mapping, D5="Hyväksy ehdotus", D6="hyväksy ehdotus", D7="6320 Tarjoilu ja ruoka", E7="Hallinto", F7="kahvit",
                  D8="Ulkopuolelle", F8="sisäinen", D9="Poista ehdotus")  # fmt: skip
    assert run("review", mapping, "--from-xlsx", path) == 0
    assert "Euroista 100,0" in capsys.readouterr().out
    read, findings = read_mapping(str(mapping))
    assert findings == []
    told = [(str(rule.when.account[0]), rule.when.sign, rule.targets[0].account if rule.targets else "") for rule in read.rules]
    assert told == [
        ("100", "", "1910"),
        ("140", "income", "3130"),
        ("140", "expense", "6330"),
        ("310", "", "6320"),
        ("0050", "", ""),
    ]
    assert {rule.status for rule in read.rules} == {"accepted"}
    assert (read.rules[3].targets[0].function, read.rules[3].note, read.rules[4].reason) == (
        "administration",
        "kahvit",
        "sisäinen",
    )


@pytest.mark.parametrize(
    "given", ["3310", 3310, "3310 Jäsenmaksut", "Jäsenmaksut", "jäsenmaksut", "Medlemsavgifter", " 3310  mitä vain"]
)
def test_the_choice_may_be_written_in_many_ways(mapping, given):
    opened, _ = open_review(mapping, CHART)
    answers, findings = read_answers(opened, CHART, filled(mapping, D5=given))
    assert findings == []
    assert {key: answer.codes for key, answer in answers.items()} == {"100": ("3310",)}


def test_what_is_left_empty_stays_open(mapping):
    path = filled(mapping, D7="6320", F5="kysy vielä")
    assert run("review", mapping, "--from-xlsx", path) == 0
    text = mapping.read_text(encoding="utf-8")
    assert text.count("status: suggested") == 4
    assert "? 0050" in text


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_worklist_of_another_language(mapping, lang):
    opened, _ = open_review(mapping, CHART)
    word = {"sv": "Godkänn förslaget", "en": "Accept the suggestion"}[lang]
    answers, findings = read_answers(opened, CHART, filled(mapping, lang=lang, D5=word))
    assert findings == []
    assert answers["100"] == opened.items[0].proposed


def no_class(sheet) -> None:
    sheet["L7"] = "Kulu"
    sheet["D7"] = "1140"


def class_with_reason(sheet) -> None:
    no_class(sheet)
    sheet["F7"] = "aktivoidaan"


def doubled(sheet) -> None:
    for column in "ABCDEFGHIJKLM":
        sheet[f"{column}12"] = sheet[f"{column}5"].value
    sheet["D5"], sheet["D12"] = "1910", "1920"


def retyped(sheet) -> None:
    sheet["A8"] = 50


def retyped_both(sheet) -> None:
    sheet["A8"] = sheet["M8"] = 50


def foreign(sheet) -> None:
    sheet["A12"], sheet["B12"], sheet["D12"], sheet["M12"] = "777", "Vieras", "1910", "777"


@pytest.mark.parametrize(("cells", "change", "expected"), [
    ({"D5": "9999"}, None, [("TK594", 5, "D")]),
    ({"D5": "Jäsenmaksuja kai"}, None, [("TK594", 5, "D")]),
    ({"D8": "Hyväksy ehdotus"}, None, [("TK594", 8, "D")]),
    ({"E8": "Hallinto"}, None, [("TK594", 8, "D")]),
    ({"D5": "1910 tai 1920"}, None, [("TK597", 5, "D")]),
    ({"D7": "6320", "E7": "Sijoitus ja rahoitus"}, None, [("TK590", 7, "E")]),
    ({"D7": "6320", "E7": "Höpö"}, None, [("TK590", 7, "E")]),
    ({"D5": "Ulkopuolelle"}, None, [("TK599", 5, "F")]),
    ({}, no_class, [("TK591", 7, "D")]),
    ({}, class_with_reason, []),
    ({}, lambda sheet: sheet.delete_rows(6), [("TK596", 0, "")]),
    ({}, doubled, [("TK597", 12, "D")]),
    ({}, retyped, [("TK595", 8, "A")]),
    ({}, retyped_both, [("TK595", 8, "A")]),
    ({}, foreign, [("TK593", 12, "A")]),
    ({"D5": "9999", "D6": "8888"}, retyped, [("TK594", 5, "D"), ("TK594", 6, "D"), ("TK595", 8, "A")]),
    ({}, lambda sheet: sheet.delete_rows(1, 4), [("TK598", 0, "")]),
    ({}, lambda sheet: sheet.insert_rows(1, 2), []),
])  # fmt: skip
def test_every_error_is_named_where_it_stands(mapping, cells, change, expected):
    assert faults(mapping, filled(mapping, change, **cells)) == expected


def test_with_one_error_nothing_is_written(mapping, capsys):
    path = filled(mapping, D5="1910", D7="9999")
    assert run("review", mapping, "--from-xlsx", path) == 1
    assert mapping.read_text(encoding="utf-8") == MAPPING
    err = capsys.readouterr().err
    assert "TK594" in err
    assert "taulukko Työlista, rivi 7, sarake D" in err
    assert "ennallaan" in err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"a;b\n1;2\n"])
def test_what_is_no_workbook(mapping, content, capsys):
    path = mapping.parent / "lista.xlsx"
    path.write_bytes(content)
    assert run("review", mapping, "--from-xlsx", path) in (1, 3)
    assert "TK1" in capsys.readouterr().err
    assert mapping.read_text(encoding="utf-8") == MAPPING


def test_rows_that_were_sorted_are_read_all_the_same(mapping):
    def swapped(sheet) -> None:
        for column in "ABCDEFGHIJKLM":
            sheet[f"{column}5"].value, sheet[f"{column}8"].value = sheet[f"{column}8"].value, sheet[f"{column}5"].value

    opened, _ = open_review(mapping, CHART)
    answers, findings = read_answers(opened, CHART, filled(mapping, swapped, D8="6790", D5="1920"))
    assert findings == []
    assert {key: answer.codes for key, answer in answers.items()} == {"0050": ("6790",), "100": ("1920",)}


def test_the_book_itself(mapping, tmp_path):
    one, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    assert run("review", mapping, "--xlsx", one) == run("review", mapping, "--xlsx", other) == 0
    assert one.read_bytes() == other.read_bytes()
    assert run("review", mapping, "--xlsx", one) == 2  # an existing file stays without --force
    book = openpyxl.load_workbook(one)
    work, listed = book.worksheets
    rules = {str(one.sqref): one.formula1 for one in work.data_validations.dataValidation}
    start, end = rules["D5:D9"].split("$A$")[1].rstrip(":"), rules["D5:D9"].split("$A$")[2]
    assert listed.title in rules["D5:D9"]
    shown = [listed.cell(row, 1).value for row in range(int(start), int(end) + 1)]
    assert len(shown) == 3 + sum(account.until is None for account in CHART.accounts)
    assert "3310 Jäsenmaksut" in shown
    assert "Hallinto" in rules["E5:E9"]
    assert work.protection.sheet
    assert [work[f"{column}5"].protection.locked for column in "ACDEFG"] == [True, True, False, False, False, True]
    assert work.column_dimensions["M"].hidden
    assert work["A8"].value == "0050"
    assert (work["B7"].value, work["B7"].data_type) == ("=Kioskin ostot", "s")  # never a formula
    assert work["G6"].value.startswith("tuotot: 3130 ")
    assert work["C7"].value == 140.5


def test_after_reading_a_new_worklist_holds_what_is_left(mapping, tmp_path):
    path, left = filled(mapping, D5="Hyväksy ehdotus", D6="Hyväksy ehdotus"), tmp_path / "loput.xlsx"
    assert run("review", mapping, "--from-xlsx", path, "--xlsx", left) == 0
    sheet = openpyxl.load_workbook(left).worksheets[0]
    assert [sheet.cell(row, 2).value for row in range(5, 9)][:2] == ["=Kioskin ostot", "Kummallinen"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_office_program_opens_it(mapping, tmp_path):
    path = filled(mapping, D5="1910")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to", "ods", "--outdir"]
    subprocess.run([*command, str(tmp_path), str(path)], check=True, capture_output=True, timeout=120)
    opened, _ = open_review(mapping, CHART)
    answers, findings = read_answers(opened, CHART, tmp_path / "lista.ods")
    assert findings == []
    assert {key: answer.codes for key, answer in answers.items()} == {"100": ("1910",)}
