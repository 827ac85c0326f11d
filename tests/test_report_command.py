"""``report``: the sheets show what the library counts, LibreOffice agrees, and the document has its shape."""

import json
import re
import shutil
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook
from test_reports_example import CASES, invented
from test_reports_recalculation import SOFFICE, formulas, recalculate, values, without_stored_values

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.messages import LANGUAGES, label
from tilikartta.model.grants import COST_SECTIONS
from tilikartta.reports.build import build_contents
from tilikartta.reports.measures import build_measures, in_words, with_measures
from tilikartta.reports.report_document import report_json
from tilikartta.reports.sheets.measured import number_format
from tilikartta.reports.workbook import MEASURED, write_workbook
from tilikartta.sources import read_ledger

LEDGER = """Tosite;Pvm;Tili;Tilin nimi;Kp;Debet;Kredit;Selite
1;5.1.2024;1910;Pankki;;9000,00;;STEA
1;5.1.2024;3000;STEA-avustus;310;;9000,00;STEA
2;1.2.2024;5000;Palkat;310;6000,10;;Palkka
2;1.2.2024;1910;Pankki;;;6000,10;Palkka
3;1.3.2024;6000;Vuokra;;1200,00;;Vuokra
3;1.3.2024;1910;Pankki;;;1200,00;Vuokra
4;5.1.2025;1910;Pankki;;9500,00;;STEA
4;5.1.2025;3000;STEA-avustus;310;;9500,00;STEA
5;1.2.2025;5000;Palkat;310;7000,20;;Palkka
5;1.2.2025;1910;Pankki;;;7000,20;Palkka
6;1.3.2025;6000;Vuokra;;1300,00;;Vuokra
6;1.3.2025;1910;Pankki;;;1300,00;Vuokra
7;1.4.2025;7000;Poistot;310;250,00;;Poisto
7;1.4.2025;1100;Kalusto;;;250,00;Poisto
8;2.4.2025;3100;Jäsenmaksut;;;400,05;Jäsenmaksut
8;2.4.2025;1910;Pankki;;400,05;;Jäsenmaksut
9;3.4.2025;3200;Lahjoitus rahastoon;;;800,00;Lahjoitus
9;3.4.2025;1910;Pankki;;800,00;;Lahjoitus
10;4.4.2025;5000;Palkat;320;500,00;;Leiri
10;4.4.2025;1910;Pankki;;;500,00;Leiri
"""
MAPPING = """mapping: 1
organisation: {name: "Esimerkki & Kumppanit ry", business_id: 1234567-8}
dimensions: {kp: Kp}
rules:
  - {when: "1910", to: 1910}
  - {when: "1100", to: 1140}
  - {when: "3000", to: {account: 3610, funder: stea}}
  - {when: "3100", to: 3310}
  - {when: "3200", to: {account: 3420, fund: Muistorahasto}}
  - {when: "5000", to: {account: 4110, function: programme}}
  - {when: "6000", to: {account: 6650, function: administration}}
  - {when: "7000", to: {account: 7130, function: programme}}
  - {when: {account: "3000-7999", kp: "310"}, to: {activity: Vertaistuki}}
  - {when: {account: "3000-7999", kp: "320"}, to: {activity: Leirit}}
grants:
  - {name: Vertaistuki, form: stea, funder: stea, where: {kp: "310"}, decision: "9500.00", kind: C}
  - {name: Hanke, form: esr_eakr_40, where: {kp: "310"}, rates: {oncost: "24.5"}}
  - {name: Toinen hanke, form: esr_eakr_40, where: {kp: "320"}}
activities:
  - {activity: Vertaistuki, period: "2025", meetings: 40, participants: 24, volunteer_hours: "120.5",
     volunteer_hour_value: "15.00"}
  - {activity: Kerho, period: "2025", meetings: 4}
"""
NONE = MAPPING.partition("grants:")[0]
# What has one name in every language: laws, guides, publications, and the organisation's own words.
PROPER = "(?i)VNA|Avustusopas|Laki|Nonprofit|Charity Navigator|Vertaistuki|Leirit|Kerho|Esimerkki"


@cache
def report(folder: Path, lang: str = "fi", mapping: str = MAPPING):
    book, rules = folder / "kirjanpito.csv", folder / f"kartoitus-{len(mapping)}.yaml"
    book.write_text(LEDGER, encoding="utf-8")
    rules.write_text(mapping, encoding="utf-8")
    ledger, findings = read_ledger([book])
    contents = build_contents(ledger, load_mapping(str(rules)), universal_chart(), findings, lang=lang)
    measures = build_measures(contents)
    return with_measures(contents, measures), measures


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("report")


@cache
def workbook(folder: Path, lang: str = "fi", mapping: str = MAPPING) -> Path:
    contents, measures = report(folder, lang, mapping)
    path = folder / f"{lang}-{len(mapping)}.xlsx"
    write_workbook(contents, path, measures)
    return path


def sheet(folder: Path, key: str, lang: str = "fi", mapping: str = MAPPING):
    return load_workbook(workbook(folder, lang, mapping), data_only=True)[label(f"report.sheet.{key}", lang)]


def rows(page, width: int) -> dict[str, list]:
    """First text of a row -> the rows that begin with it, their next cells."""
    found: dict[str, list] = {}
    for row in page.iter_rows(values_only=True):
        if row[0]:
            found.setdefault(str(row[0]), []).append(list(row[1 : 1 + width]))
    return found


def cents(value) -> int:
    return int((Decimal(repr(value)) * 100).to_integral_value()) if value is not None else 0


def test_key_figures_show_the_values_of_the_library_and_words_where_there_is_none(folder):
    _, measures = report(folder)
    page = rows(sheet(folder, "key_figures"), 6)
    missing = 0
    for figure, variant, found in measures.by_figure:
        name = (variant or figure).name.fi
        shown = [one[:2] for one in page[name]]
        expected = [found[year].value for year in ("2025", "2024")]
        missing += expected.count(None)
        assert [None if value is None else float(value) for value in expected] in [
            [None if cell == "ei saatavilla" else cell for cell in cells] for cells in shown
        ], name
        if None in expected:
            assert any("ei saatavilla: " in str(one[3]) for one in page[name]), name
    assert 0 < missing < len(measures.figures)
    texts = {str(one[4]) for one in page["Omavaraisuusaste"]} | {str(one[5]) for one in page["Omavaraisuusaste"]}
    assert all(any(part in text for text in texts) for part in ("saaduissa ennakoissa", "finfamilaatu.fi"))


def test_a_key_figure_has_its_unit_in_the_language():
    assert (number_format("percent", "fi"), number_format("percent", "en")) == (
        '#,##0.0"\u00a0%";"−"#,##0.0"\u00a0%"', '#,##0.0"%";"−"#,##0.0"%"',
    )  # fmt: skip
    assert [in_words(Decimal("-1234.5"), "percent", lang) for lang in LANGUAGES] == [
        "−1\u00a0234,5\u00a0%", "−1\u00a0234,5\u00a0%", "−1,234.5%",
    ]  # fmt: skip
    assert in_words(Decimal("6.0"), "months", "sv") == "6,0\u00a0månader"
    assert in_words(Decimal("1.27"), "ratio", "en") == "1.27"


def test_the_matrix_holds_every_cent_of_the_library_and_agrees_with_the_income_statement(folder):
    contents, measures = report(folder)
    whole = measures.matrices[0]
    assert [one.restriction for one in measures.matrices] == ["all", "with", "without"]
    page = sheet(folder, "matrix")
    headings = [cell.value for cell in page[5]]
    assert headings[1:] == [label(f"report.function.{name}", "fi") for name in whole.functions] + ["Yhteensä"]
    blocks = [cell.row for cell in page["A"] if str(cell.value).endswith("· Kaikki")]
    assert [str(page.cell(row, 1).value)[:4] for row in blocks] == ["2025", "2024"]
    for start, year in zip(blocks, ("2025", "2024"), strict=True):
        frame = whole.frame[whole.frame["period"] == year]
        for row, given in enumerate(frame[frame["side"] == "income"].to_dict("records"), start=start + 1):
            assert page.cell(row, 1).value == given["name_fi"]
            shown = [cents(page.cell(row, column).value) for column in range(2, 3 + len(whole.functions))]
            assert shown == [int(given[name]) for name in (*whole.functions, "total")]
    surplus = rows(page, len(headings) - 1)["Ylijäämä (alijäämä)"]
    result = contents.income.amounts[contents.income.layout.flat[-1][1].id]
    assert [cents(surplus[0][-1]), cents(surplus[3][-1])] == [result[1], result[0]]
    assert cents(surplus[1][-1]) == 800_00  # with restrictions, 2025: the fund alone
    assert {cents(one[-1]) for one in rows(page, len(headings) - 1)["Ero tuloslaskelman tulokseen"]} == {0}


def test_the_grants_sheet_shows_the_rows_and_sums_of_the_library(folder):
    _, measures = report(folder)
    page = rows(sheet(folder, "grants"), 2)
    stea, project, other = measures.grants
    for row in stea.rows:
        if row.section == "cost":
            assert [*reversed(row.amounts)] in [[cents(cell) for cell in cells] for cells in page[row.row.name.fi]]
    assert [cents(cell) for cell in page["Poistot"][0]] == [250_00, 0]
    accepted = page["Hyväksyttävät kulut yhteensä"]
    assert [[cents(cell) for cell in cells] for cells in accepted[:2]] == [[*reversed(one.accepted)] for one in (stea, project)]
    assert accepted[2] == ["ei saatavilla", "ei saatavilla"]
    assert other.accepted is None
    assert [cents(cell) for cell in page["Nettokulut, jotka avustus voi kattaa"][0]] == [*reversed(stea.net)]
    assert [cents(cell) for cell in page["Kustannuspaikan kulut kirjanpidossa"][0]] == [7250_20, 6000_10]
    assert {cents(cell) for cells in page["Riviltä puuttuu (pitää olla 0,00)"] for cell in cells} == {0}
    assert all(one.total(*COST_SECTIONS) == one.costs_held for one in measures.grants)


def test_the_reason_stands_beside_what_is_not_accepted(folder):
    page = sheet(folder, "grants")
    (row,) = [cell.row for cell in page["A"] if cell.value == "Poistot"][:1]
    _, measures = report(folder)
    form = next(one.row for one in measures.grants[0].rows if one.row and one.row.name.fi == "Poistot")
    assert str(page.cell(row, 4).value).startswith(form.why.fi)
    assert page.cell(row, 5).value == (form.law or None)


def test_unit_costs_show_the_library_and_never_0_for_what_nobody_counted(folder):
    _, measures = report(folder)
    page = sheet(folder, "unit_costs")
    found = rows(page, 8)
    peer = next(one for one in measures.unit_costs if (one.activity, one.period) == ("Vertaistuki", "2025"))
    shown = found["Vertaistuki"][0]
    assert [cents(cell) for cell in shown[1:7]] == [
        peer.income, peer.direct, peer.shared, peer.full, peer.volunteer_value, peer.with_volunteers,
    ]  # fmt: skip
    meeting = found["yksikkö: kokoontumiskerta"][0]
    assert [meeting[0], *(cents(meeting[index]) for index in (2, 4, 6))] == [
        40, *(int(value * 100) for value in (peer.measures[0].direct, peer.measures[0].full, peer.measures[0].with_volunteers)),
    ]  # fmt: skip
    assert found["yksikkö: tunti"][0][2] == "ei saatavilla"
    assert "tunti" in found["yksikkö: tunti"][0][7]
    assert found["Kerho"][0][1:5] == ["ei saatavilla"] * 4
    held = [one for one in measures.unit_costs if one.period == "2025" and one.activity != "Kerho"]
    assert cents(found["Toiminnanalat yhteensä"][0][4]) == sum(one.full for one in held)


def test_without_grants_and_activities_the_sheets_say_what_to_add(folder):
    assert "grants:" in "".join(rows(sheet(folder, "grants", mapping=NONE), 1))
    assert "Vertaistuki" in rows(sheet(folder, "unit_costs", mapping=NONE), 1)
    texts = [str(row[8]) for row in sheet(folder, "unit_costs", mapping=NONE).iter_rows(values_only=True)]
    assert "Määriä ei ole ilmoitettu, joten yksikkökustannuksia ei ole." in texts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sheet_has_its_place_title_way_back_frozen_heading_and_repeated_rows(folder, lang):
    book = load_workbook(workbook(folder, lang))
    names = [label(f"report.sheet.{key}", lang) for key in MEASURED]
    at = book.sheetnames.index(label("report.sheet.balance", lang))
    assert book.sheetnames[at + 1 : at + 5] == names
    for name in names:
        page = book[name]
        assert page["A1"].value == name
        assert label("report.sheet.summary", lang) in page["A3"].hyperlink.location
        assert (page.freeze_panes, page.print_title_rows, page.page_setup.paperSize) == ("B6", "$5:$5", 9)
        assert page.page_setup.fitToWidth == 1
        assert page.sheet_properties.pageSetUpPr.fitToPage


def test_no_text_of_another_language_and_no_placeholder_is_left(folder):
    texts = {
        lang: {
            str(cell.value)
            for key in MEASURED for row in load_workbook(workbook(folder, lang))[label(f"report.sheet.{key}", lang)].iter_rows()
            for cell in row if cell.data_type == "s"
        }
        for lang in LANGUAGES
    }  # fmt: skip
    for found in texts.values():
        assert not [text for text in found if re.search(r"\{\w+\}|Text\(|None|Decimal", text)]
    for lang, other in (("sv", "fi"), ("en", "fi"), ("en", "sv")):
        same = {text for text in texts[lang] & texts[other] if re.search(r"[a-zåäö]{4,}", text)}
        assert not {text for text in same if not re.search(PROPER, text)}, lang


def test_words_stand_in_three_languages_with_the_same_figures():
    text = resources.files("tilikartta.messages").joinpath("labels_measure_sheets.yaml").read_text(encoding="utf-8")
    for key, texts in yaml.load(text, yaml.BaseLoader).items():
        assert set(texts) == set(LANGUAGES), key
        assert all(one.strip() for one in texts.values()), key
        assert len({frozenset(re.findall(r"(?<!\()\{(\w+)\}", one)) for one in texts.values()}) == 1, key


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed: nothing recalculates")
@pytest.mark.parametrize("mapping", [MAPPING, NONE], ids=["grants", "none"])
def test_libreoffice_counts_what_is_stored(folder, tmp_path, mapping):
    path = workbook(folder, mapping=mapping)
    names = {label(f"report.sheet.{key}", "fi") for key in MEASURED}
    wanted = {key: formula for key, formula in formulas(path).items() if key[0] in names}
    assert len(wanted) >= 40
    without_stored_values(path, tmp_path / "tyhja.xlsx")
    stored, counted = values(path, wanted), values(recalculate(tmp_path / "tyhja.xlsx", tmp_path), wanted)
    assert {key: (wanted[key], stored[key], counted[key]) for key in wanted if stored[key] != counted[key]} == {}


@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_ledger_gets_its_sheets(case, tmp_path):
    """Several entities, no dates, no openings, balances alone, nothing at all: no formula without its value, no fault."""
    contents = invented(tmp_path, **CASES[case])
    measures = build_measures(contents)
    path = tmp_path / "raportti.xlsx"
    write_workbook(with_measures(contents, measures), path, measures)
    book = load_workbook(path, data_only=True)
    page = book[label("report.sheet.matrix", contents.lang)]
    control = rows(page, page.max_column - 1).get(label("report.matrix.control", contents.lang), [])
    assert {cents(one[-1]) for one in control} == {0}
    assert len(control) == len({int(period) for period in contents.mapped.keys["period"].unique()} or {0})


def test_the_manifest_names_the_files_that_the_measures_rest_on(folder):
    contents, _ = report(folder)
    found = {(one.role, Path(one.path).name) for one in contents.manifest.ingredients}
    assert {("key_figures", "key-figures.yaml"), ("form", "stea.yaml"), ("form", "esr-eakr-40.yaml")} <= found
    assert ("form", "thl.yaml") not in found
    bare, _ = report(folder, mapping=NONE)
    assert not [one for one in bare.manifest.ingredients if one.role == "form"]


def run(capsys, *arguments):
    code = run_guarded(app, ["--lang", "fi", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err + captured.out
    return code, captured.out, captured.err


@pytest.fixture
def here(folder, tmp_path, monkeypatch):
    report(folder)
    shutil.copy(folder / "kirjanpito.csv", tmp_path)
    (tmp_path / "oma.yaml").write_text(MAPPING, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_two_runs_give_identical_bytes_and_an_old_file_stays_without_force(here, capsys):
    for name in ("a.xlsx", "b.xlsx"):
        code, out, err = run(capsys, "report", "kirjanpito.csv", "-m", "oma.yaml", "-o", name)
        assert code == 0, err
    assert "Omavaraisuusaste" in out
    assert Path("a.xlsx").read_bytes() == Path("b.xlsx").read_bytes()
    code, _, err = run(capsys, "report", "kirjanpito.csv", "-m", "oma.yaml", "-o", "a.xlsx")
    assert (code, "TK904" in err) == (2, True)
    assert run(capsys, "report", "kirjanpito.csv", "-m", "oma.yaml", "-o", "a.xlsx", "--force")[0] == 0
    assert run(capsys, "report", "kirjanpito.csv", "-m", "oma.yaml", "-o", "a.csv")[0] == 2


def test_map_knows_nothing_of_the_new_sheets(here, capsys):
    assert run(capsys, "map", "kirjanpito.csv", "-m", "oma.yaml", "-o", "m.xlsx")[0] == 0
    assert not {label(f"report.sheet.{key}", "fi") for key in MEASURED} & set(load_workbook("m.xlsx").sheetnames)


def test_the_document_has_its_shape(here, capsys):
    code, out, err = run(capsys, "report", "kirjanpito.csv", "-m", "oma.yaml", "-o", "r.json", "--json")
    assert code == 0, err
    document, written = json.loads(out), json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert {key: value for key, value in document.items() if key != "outputs"} == {
        key: value for key, value in written.items() if key != "outputs"
    }
    assert (document["command"], document["outputs"]) == ("report", ["r.json"])
    assert document["members"] == [
        {"id": "1234567-8", "name": "Esimerkki & Kumppanit ry", "years": ["2024", "2025"], "status": "warning"}
    ]
    assert {tuple(one) for one in document["figures"]} == {("member", "year", "layout", "line", "amount")}
    assert {tuple(one) for one in document["key_figures"]} == {("member", "year", "id", "value", "reason")}
    amounts = {(one["year"], one["layout"], one["line"]): one["amount"] for one in document["figures"]}
    assert amounts["2025", "is_npo", "is.result"] == "1649.85"
    assert all(re.fullmatch(r"-?\d+\.\d\d", amount) for amount in amounts.values())
    for one in document["key_figures"]:
        assert (one["value"] is None) == (one["reason"] is not None), one
        assert one["value"] is None or re.fullmatch(r"-?\d+\.\d+", one["value"])
    assert {"TK614", "TK623"} <= {one["code"] for one in document["findings"]}
    stea = next(one for one in document["grants"] if (one["grant"], one["year"]) == ("Vertaistuki", "2025"))
    assert (stea["ineligible"], stea["granted"]) == ("250.00", "9500.00")


def test_the_document_counts_what_the_library_counts(folder):
    contents, measures = report(folder)
    document = report_json(contents, measures)
    assert [one["value"] for one in document["key_figures"]] == [
        None if one.value is None else str(one.value) for one in measures.figures
    ]
    assert len({(one["year"], one["id"]) for one in document["key_figures"]}) == len(measures.figures)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("by", ["nature", "function"])
def test_the_matrix_by_nature_or_by_function_alone_has_the_same_surplus(folder, tmp_path, by, lang):
    """INPAS: nature, function or both. Fault: only both could be asked for."""
    contents, _ = report(folder, lang)
    measures = build_measures(contents, matrix=by)
    write_workbook(contents, tmp_path / "both.xlsx", report(folder, lang)[1])
    write_workbook(contents, tmp_path / "one.xlsx", measures)
    name, surplus = label("report.sheet.matrix", lang), label("report.matrix.surplus", lang)
    held = [load_workbook(tmp_path / f"{file}.xlsx", data_only=True)[name] for file in ("both", "one")]
    whole, alone = (
        [[cell for cell in row if cell not in (None, "")] for row in page.iter_rows(values_only=True)] for page in held
    )

    assert [row[-1] for row in alone if row and row[0] == surplus] == [row[-1] for row in whole if row and row[0] == surplus]
    assert all(len(row) <= 2 for row in alone if row and row[0] == surplus) == (by == "nature")
    assert len(measures.matrices) == 3
    sides = [row for row in alone if row and row[0] == label("measure.total", lang)]
    assert (len(sides) > 0) == (by == "function")


def test_the_choice_of_the_matrix_is_an_option(folder, tmp_path):
    report(folder)
    book, rules = folder / "kirjanpito.csv", folder / f"kartoitus-{len(MAPPING)}.yaml"
    target = tmp_path / "raportti.xlsx"
    command = [str(book), "-m", str(rules), "-o", str(target), "--fail-on", "never", "-q", "--matrix"]

    assert run_guarded(app, ["report", *command, "nature"]) == 0
    heads = [cell.value for cell in load_workbook(target)[label("report.sheet.matrix", "fi")][5] if cell.value]
    assert len(heads) <= 2
    assert run_guarded(app, ["report", *command, "kind", "--force"]) == 2


def test_the_sheet_of_a_collection_shows_net_proceeds_and_no_grant(folder, tmp_path):
    mapping = NONE + "grants:\n  - {name: Muistokeräys, form: money_collection}\n"
    page = sheet(folder, "grants", "fi", mapping)
    firsts = [str(row[0]) for row in page.iter_rows(values_only=True) if row[0]]

    assert label("grant.total.proceeds", "fi") in firsts
    assert label("grant.total.net", "fi") not in firsts
    live = load_workbook(workbook(folder, "fi", mapping))[label("report.sheet.grants", "fi")]
    (row,) = [row for row in live.iter_rows() if row[0].value == label("grant.total.proceeds", "fi")]
    assert str(row[1].value).startswith("=ROUND(+")
