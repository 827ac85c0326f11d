"""``tilikartta validate`` as a user runs it: what it prints, writes and answers."""

import csv
import hashlib
import importlib.util
import json
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tilikartta.checks.registry import STRICT
from tilikartta.checks.run import run_checks
from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.messages import message
from tilikartta.model import Place, error, info, warning
from tilikartta.reports.finding_files import sarif_document
from tilikartta.reports.mend_first import first_to_mend
from tilikartta.reports.worklist import MOST_ROWS, worklist

DOCS = Path(__file__).resolve().parents[1] / "docs"
CLEAN = """Tosite;Päivämäärä;Nro;Tili;Debet;Kredit;Selite
1;5.1.2025;1911;Pankkitili;1 250,00;;Jäsenmaksut
1;5.1.2025;5001;Jäsenmaksutulot;;1 250,00;Jäsenmaksut
2;1.2.2025;4401;Toimitilavuokrat;500,01;;Vuokra
2;1.2.2025;1911;Pankkitili;;500,01;Vuokra
"""
BAD = CLEAN.replace(";;500,01;", ";;500,00;") + "4;3.2.2025;9999;Outo;20,00;;Outo\n4;3.2.2025;1911;Pankkitili;;20,00;=CMD()\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clean.csv").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "tammikuu.csv").write_text(BAD, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(capsys):
    def runs(*arguments, lang="fi"):
        code = run_guarded(app, ["--lang", lang, "validate", *map(str, arguments)])
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return code, said.out.replace("\u00a0", " "), said.err

    return runs


def document(run, *arguments):
    _, out, _ = run(*arguments, "--json")
    return json.loads(out)


def codes(found):
    return sorted({one["code"] for one in found["findings"]})


def test_a_clean_ledger_ends_with_zero_and_says_so(here, run):
    code, out, _ = run("clean.csv", "-m", "tilitin-yhdistys")
    assert code == 0
    assert "Ei virheitä eikä varoituksia." in out


def test_all_findings_come_in_one_run_gravest_first_with_the_first_thing_to_mend(here, run):
    code, out, _ = run("tammikuu.csv", "-m", "tilitin-yhdistys")
    assert code == 1
    assert out.startswith("Korjaa ensin\nVirhe TK210  tammikuu.csv, rivi 4: Tosite 2 ei täsmää: debet 500,01 €, kredit 500,00 €")
    assert out.index("Virheet: 2") < out.index("TK545") < out.index("Varoitukset: 1") < out.index("TK216")
    assert "Kohdistamattomia tilejä: 1, niistä saldollisia: 1." in out


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_other_languages(here, run, lang):
    code, out, _ = run("tammikuu.csv", "-m", "tilitin-yhdistys", lang=lang)
    assert code == 1
    assert {"sv": "Rätta först", "en": "Mend first"}[lang] in out


def test_without_a_mapping_it_says_which_checks_were_left_out(here, run):
    code, out, _ = run("tammikuu.csv")
    assert code == 1
    assert "Ilman kartoitusta (-m)" in out
    assert "TK545" not in out


def test_json_is_one_document(here, run):
    found = document(run, "tammikuu.csv", "-m", "tilitin-yhdistys")
    assert found["command"] == "validate"
    assert found["counts"] == {"error": 2, "warning": 1, "info": 0}
    assert found["coverage"]["accounts"]["unmapped_with_balance"] == 1
    first = found["findings"][0]
    assert (first["code"], first["file"], first["row"], first["voucher"]) == ("TK210", "tammikuu.csv", 4, "2")


def test_select_and_ignore_take_codes_and_families(here, run):
    arguments = ("tammikuu.csv", "-m", "tilitin-yhdistys")
    assert codes(document(run, *arguments, "--select", "TK210,TK216")) == ["TK210", "TK216"]
    assert codes(document(run, *arguments, "--select", "TK5")) == ["TK545"]
    assert codes(document(run, *arguments, "--ignore", "tk5", "--ignore", "TK216")) == ["TK210"]


def test_a_code_that_does_not_exist_is_wrong_usage(here, run):
    code, _, err = run("clean.csv", "--select", "TK9999")
    assert code == 2
    assert "TK901" in err


def test_fail_on(here, run):
    arguments = ("tammikuu.csv", "-m", "tilitin-yhdistys", "--select", "TK216", "-q")
    assert run(*arguments)[0] == 0
    assert run(*arguments, "--fail-on", "warning")[0] == 1
    assert run("tammikuu.csv", "-q", "--fail-on", "never")[0] == 0


def test_strict_adds_what_is_only_worth_a_look(here, run):
    (here / "quiet.csv").write_text(CLEAN.replace(";Vuokra", ";"), encoding="utf-8")
    assert codes(document(run, "quiet.csv")) == []
    assert codes(document(run, "quiet.csv", "--preset", "strict")) == ["TK225"]


SETTINGS = """settings: 1
today: 2026-01-31
accepted:
  - {code: TK216, reason: numero varattiin turhaan, person: Aino Esimerkki, date: 2026-01-15}
"""


def test_accepted_findings_stay_visible_and_do_not_count(here, run):
    (here / "asetukset.yaml").write_text(SETTINGS, encoding="utf-8")
    arguments = ("tammikuu.csv", "--select", "TK216,TK229", "--settings", "asetukset.yaml", "--fail-on", "warning")
    code, out, _ = run(*arguments)
    assert code == 0
    assert "Hyväksytyt: 1" in out
    assert "numero varattiin turhaan (Aino Esimerkki, 15.1.2026)" in out
    [accepted] = document(run, *arguments)["accepted"]
    assert (accepted["code"], accepted["person"], accepted["date"]) == ("TK216", "Aino Esimerkki", "2026-01-15")


def test_an_acceptance_that_nothing_matches_is_a_finding(here, run):
    (here / "asetukset.yaml").write_text(SETTINGS, encoding="utf-8")
    assert codes(document(run, "clean.csv", "--settings", "asetukset.yaml")) == ["TK229"]


def test_faults_of_the_settings_are_told_with_their_line(here, run):
    (here / "asetukset.yaml").write_text("settings: 1\nacepted: []\n", encoding="utf-8")
    code, _, err = run("clean.csv", "--settings", "asetukset.yaml")
    assert code == 2
    assert "asetukset.yaml:2" in err
    assert "accepted" in err


def test_the_financial_year_of_the_settings_holds(here, run):
    (here / "asetukset.yaml").write_text("settings: 1\nyear: {first: 2025-01-01, last: 2025-01-31}\n", encoding="utf-8")
    found = document(run, "clean.csv", "--settings", "asetukset.yaml")
    assert [(one["code"], one["row"]) for one in found["findings"]] == [("TK218", 4)]


def test_a_list_that_was_cut_says_so_and_counts_all(here, run):
    rows = [
        f"{n};5.1.2025;4401;Toimitilavuokrat;10,00;;V{n}\n{n};5.1.2025;1911;Pankkitili;;{9 + (n > 8)},00;V{n}\n"
        for n in range(1, 21)
    ]
    (here / "many.csv").write_text(CLEAN.splitlines()[0] + "\n" + "".join(rows), encoding="utf-8")
    (here / "asetukset.yaml").write_text("settings: 1\nper_code: 3\n", encoding="utf-8")
    arguments = ("many.csv", "--settings", "asetukset.yaml", "--select", "TK210")
    found = document(run, *arguments)
    assert found["counts"]["error"] == 8
    assert found["not_listed"] == {"TK210": 5}
    assert "LUETTELO ON VAJAA: 5 havaintoa" in run(*arguments)[1]
    assert "Virheet: 8" in run(*arguments)[1]


def test_the_ledger_itself_is_never_written_over(here, run):
    before = (here / "tammikuu.csv").read_bytes()
    code, _, err = run("tammikuu.csv", "-o", "tammikuu.csv", "--force")
    assert code == 2
    assert "TK931" in err
    assert (here / "tammikuu.csv").read_bytes() == before


def test_an_existing_file_is_kept_without_force(here, run):
    (here / "old.xlsx").write_bytes(b"old")
    assert run("clean.csv", "-o", "old.xlsx")[0] == 2
    assert (here / "old.xlsx").read_bytes() == b"old"


def test_csv(here, run):
    run("tammikuu.csv", "-m", "tilitin-yhdistys", "-o", "f.csv")
    with (here / "f.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [row["code"] for row in rows] == ["TK210", "TK545", "TK216"]
    assert rows[0]["row"] == "4"


def test_sarif(here, run):
    (here / "asetukset.yaml").write_text(SETTINGS, encoding="utf-8")
    run("tammikuu.csv", "-m", "tilitin-yhdistys", "-o", "f.sarif", "--settings", "asetukset.yaml")
    log = json.loads((here / "f.sarif").read_text(encoding="utf-8"))
    [one] = log["runs"]
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert log["version"] == "2.1.0"
    for result in one["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
    [balance] = [result for result in one["results"] if result["ruleId"] == "TK210"]
    assert balance["level"] == "error"
    assert balance["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "tammikuu.csv"}, "region": {"startLine": 4},
    }  # fmt: skip
    [gap] = [result for result in one["results"] if result["ruleId"] == "TK216"]
    assert gap["suppressions"][0]["justification"].startswith("numero varattiin turhaan")


@pytest.fixture
def sheets(here, run):
    run("tammikuu.csv", "-m", "tilitin-yhdistys", "-o", "lista.xlsx")
    return openpyxl.load_workbook(here / "lista.xlsx")


def test_the_worklist_marks_and_comments_the_faulty_cells_only(sheets):
    rows = sheets["Rivit"]
    headings = [cell.value for cell in rows[4]]
    marked = {
        (cell.row, headings[cell.column - 1])
        for row in rows.iter_rows(min_row=5)
        for cell in row
        if cell.fill.fill_type == "solid"
    }
    commented = {(cell.row, headings[cell.column - 1]) for row in rows.iter_rows(min_row=5) for cell in row if cell.comment}
    assert marked == commented == {(7, "Debet"), (9, "Tosite")}
    assert "Tosite 2 ei täsmää" in rows.cell(7, headings.index("Debet") + 1).comment.text
    assert rows.auto_filter.ref.startswith("A4:")


def test_the_worklist_shows_the_users_own_rows(sheets):
    rows = list(sheets["Rivit"].iter_rows(min_row=5, values_only=True))
    assert len(rows) == 6
    assert (rows[2][2], rows[2][3], rows[2][5]) == ("2", "4401", 500.01)
    assert "=CMD()" in {row[7] for row in rows}
    assert all(cell.data_type != "f" for row in sheets["Rivit"].iter_rows() for cell in row)


def test_the_worklist_has_a_status_to_choose_and_leads_to_the_row(sheets):
    page = sheets["Korjattavat"]
    [allowed] = page.data_validations.dataValidation
    assert allowed.formula1 == '"avoin,korjattu,hyväksytty,selvitettävä"'
    assert str(allowed.sqref) == "I5:I7"
    assert page["B5"].value == "TK210"
    assert page["C5"].hyperlink.location == "'Rivit'!A7"
    assert page["I5"].value == "avoin"


def test_the_worklist_explains_each_code_once(sheets):
    listed = list(sheets["Koodit"].iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in listed] == ["TK210", "TK216", "TK545"]
    assert all(row[2] == 1 and row[3] and row[4] for row in listed)


def test_two_worklists_are_the_same_bytes(here, run):
    for name in ("a.xlsx", "b.xlsx"):
        run("tammikuu.csv", "-m", "tilitin-yhdistys", "-o", name)
    first, second = (hashlib.sha256((here / name).read_bytes()).hexdigest() for name in ("a.xlsx", "b.xlsx"))
    assert first == second


def test_a_large_ledger_shows_the_rows_with_findings_and_their_vouchers(monkeypatch):
    from clean_ledgers import clean_book, replace, subject_of_books

    monkeypatch.setattr("tilikartta.reports.worklist.MOST_ROWS", 50)
    book = clean_book(1)
    index = book.where("6650")
    book.rows[index] = replace(book.rows[index], cents=book.rows[index].cents + 1)
    outcome = run_checks(subject_of_books([book]), select=["TK210"])
    page = worklist(outcome, "fi").pages["ledger_rows"].sheet
    shown = [row for row in page.iter_rows(min_row=5, values_only=True) if row[2]]
    assert {row[2] for row in shown} == {book.rows[index].voucher}
    assert len(shown) == 2 < MOST_ROWS
    assert "2 riviä" in str(page["A2"].value)


def test_what_breaks_others_is_mended_first():
    place = Place("a.csv", row=9)
    late, first = error("TK545", account="1"), error("TK210", place, voucher="2", debit=1, credit=2, difference=1)
    assert first_to_mend([warning("TK214", place, count=1, of=2), late, first]) is first
    assert first_to_mend([info("TK224", place, count=1)]) is None


def test_sarif_speaks_the_language_asked_for():
    from clean_ledgers import clean_book, subject_of_books

    book = clean_book(2)
    del book.rows[0]
    outcome = run_checks(subject_of_books([book]), select=["TK210"])
    texts = {lang: sarif_document(outcome, lang)["runs"][0]["results"][0]["message"]["text"] for lang in ("fi", "sv", "en")}
    assert len(set(texts.values())) == 3
    assert texts["sv"].startswith(message(outcome.findings[0], "sv"))


def test_the_page_of_checks_is_up_to_date():
    spec = importlib.util.spec_from_file_location("make_checks", DOCS / "make_checks.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_checks"] = module
    spec.loader.exec_module(module)
    assert (DOCS / "checks.md").read_text(encoding="utf-8") == module.page(), "run: python docs/make_checks.py"
    assert module.page().count("\n### TK") == len(STRICT)


def test_today_is_not_in_the_future(here, run):
    today = f"{date.today():%-d.%-m.%Y}"
    (here / "now.csv").write_text(CLEAN.replace("1.2.2025", today).replace("5.1.2025", today), encoding="utf-8")
    assert codes(document(run, "now.csv")) == []


def test_a_sie_file_tells_of_an_unbalanced_voucher_once(here, run):
    (here / "a.se").write_text(
        "#FLAGGA 0\n#SIETYP 4\n#RAR 0 20250101 20251231\n#KONTO 1930 Bank\n#KONTO 6110 Kontor\n#VER A 1 20250105 x\n{\n"
        "#TRANS 6110 {} 12.00\n#TRANS 1930 {} -10.00\n}\n", encoding="ascii"
    )  # fmt: skip
    assert codes(document(run, "a.se")) == ["TK210"]


UNREADABLE = "Pvm;Tosite;Tili;Debet;Kredit\n30.2.2025;1;1910;12,34;\n2.1.2025;1;3000;;x\n"


def test_a_run_that_was_cut_short_says_so_loudly(here, run):
    (here / "rikki.csv").write_text(UNREADABLE, encoding="utf-8")
    code, out, _ = run("tammikuu.csv", "rikki.csv", "-m", "tilitin-yhdistys")
    assert code == 3
    assert out.startswith("Korjaa ensin\nVirhe TK170  rikki.csv, rivi 3, sarake Kredit: ”x” ei ole rahamäärä.")
    assert out.rstrip().endswith("TARKISTUS JÄI KESKEN: aineistoa ei voitu lukea (rikki.csv), joten yhtään tarkistusta ei tehty.")
    assert "Ilman kartoitusta" not in out
    found = document(run, "tammikuu.csv", "rikki.csv")
    assert found["complete"] is False
    assert found["first"]["code"] == "TK170"
    assert codes(found) == ["TK170", "TK174", "TK932"]
    assert run("rikki.csv", "-q", "--fail-on", "never")[0] == 3


@pytest.mark.parametrize("name", ["f.xlsx", "f.html", "f.csv", "f.sarif", "f.json"])
def test_every_output_of_a_run_that_was_cut_short_says_so(here, run, name):
    (here / "rikki.csv").write_text(UNREADABLE, encoding="utf-8")
    assert run("rikki.csv", "-o", name)[0] == 3
    if name == "f.xlsx":
        text = str(openpyxl.load_workbook(here / name)["Korjattavat"]["A3"].value)
    else:
        text = (here / name).read_text(encoding="utf-8")
    assert "TARKISTUS JÄI KESKEN" in text


def test_a_whole_run_is_complete_and_names_what_to_mend_first(here, run):
    found = document(run, "tammikuu.csv")
    assert (found["complete"], found["first"]["code"], found["first"]["row"]) == (True, "TK210", 4)
    assert document(run, "clean.csv")["first"] is None


def test_empty_columns_of_the_worklist_are_out_of_sight(sheets):
    rows = sheets["Rivit"]
    hidden = {cell.value for cell in rows[4] if rows.column_dimensions[cell.column_letter].hidden}
    assert hidden == {"Sarja", "Taulukko"}


def test_the_document_counts_accounts_and_euros(here, run):
    counted = document(run, "tammikuu.csv", "-m", "tilitin-yhdistys")["coverage"]
    assert counted["accounts"]["unmapped"] == counted["accounts"]["unmapped_with_balance"] == 1
    assert (counted["amount"]["total"], counted["amount"]["mapped"]) == ("3540.01", "3520.01")


def test_of_many_findings_of_one_acceptance_some_are_shown_and_all_counted(here, run):
    rows = "".join(f"{n};5.2.2027;4401;Toimitilavuokrat;9,00;;V\n{n};5.2.2027;1911;Pankkitili;;9,00;V\n" for n in range(3, 12))
    (here / "many.csv").write_text(CLEAN + rows, encoding="utf-8")
    (here / "asetukset.yaml").write_text(SETTINGS.replace("TK216", "TK220"), encoding="utf-8")
    code, out, _ = run("many.csv", "--settings", "asetukset.yaml", "--select", "TK220", "--fail-on", "warning")
    assert code == 0
    assert "Hyväksytyt: 9" in out
    assert "many.csv, rivi 6: Tosite 3" in out
    assert out.count("  TK220  ") == 5
    assert "4" in out.partition("Tosite 7")[2].partition("Aino")[0]


def test_was_a_fault_vouchers_of_files_that_number_anew_were_counted_once(here, run):
    """Two months, two vouchers each, all numbered from 1: four vouchers."""
    (here / "helmi.csv").write_text(CLEAN.replace(".1.2025", ".3.2025").replace("1.2.2025", "4.3.2025"), encoding="utf-8")
    found = document(run, "clean.csv", "helmi.csv")
    assert found["ledger"]["vouchers"] == 4
    assert codes(found) == []


def test_a_code_is_explained_without_names_of_values(here, capsys):
    assert run_guarded(app, ["--lang", "fi", "explain", "TK210"]) == 0
    said = capsys.readouterr().out
    assert "Tosite … ei täsmää: debet …, kredit …, erotus …." in said
    assert "{" not in said


def test_rules_of_sarif_have_no_names_of_values(here, run):
    run("tammikuu.csv", "-m", "tilitin-yhdistys", "-o", "f.sarif")
    rules = json.loads((here / "f.sarif").read_text(encoding="utf-8"))["runs"][0]["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {"TK210", "TK216", "TK545"}
    assert not [rule for rule in rules if "{{" in json.dumps(rule) or "{voucher}" in json.dumps(rule)]
