"""Ordinary operations by activity area (KPA 1:3.3): the areas together are the statement, whatever the ledger."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_ledgers import CHART, Entry, Rules, ledger, mapped
from openpyxl import load_workbook
from test_reports_recalculation import SOFFICE, formulas, recalculate, values, without_stored_values

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.messages import LANGUAGES, label
from tilikartta.model import Text
from tilikartta.reports.build import build_contents
from tilikartta.reports.measures import build_measures
from tilikartta.reports.report_document import report_json
from tilikartta.reports.workbook import write_workbook
from tilikartta.sources import read_ledger
from tilikartta.statements.activity_areas import activity_areas
from tilikartta.statements.figures import statement

REST = Text("Ilman toiminnanalaa", "Utan verksamhetsområde", "Without activity area")
NPO = CHART.layout_by_id["is_npo"]
LEAVES = ("is.ord.inc", "is.ord.exp.staff", "is.ord.exp.depr", "is.ord.exp.other")


def dim(name: str) -> tuple[tuple[str, str], ...]:
    return (("dim_kp", name),)


RULES = Rules()
for account in CHART.accounts:
    RULES.add(account.code, account.code)
for number, activity in (("1", "Leirit"), ("2", "leirit"), ("3", 'Koko "talo" *?~ =1+1 & muu')):
    RULES.add({"account": "*", "kp": number}, {"activity": activity})
RULES.add({"account": "6410", "kp": "3"}, {"function": "fundraising"})
MAPPING = RULES.mapping(dims=["kp"])

BOOK = [
    Entry("3130", -900_00, dims=dim("1")), Entry("4110", 300_00, dims=dim("1")), Entry("7130", 10_01, dims=dim("1")),
    Entry("6330", 250_00, dims=dim("2")), Entry("6650", 80_00), Entry("6410", 33_00, dims=dim("3")),
    Entry("6210", 7_00, dims=dim("3")), Entry("3310", -500_00, dims=dim("1")), Entry("3810", -4_00), Entry("3730", -60_00),
    Entry("6330", 20_00, "2024-06-15", dims=dim("1")), Entry("1910", 123_45, dims=dim("1")),
]  # fmt: skip


def found(book=BOOK, layout=NPO):
    return activity_areas(mapped(ledger(book), MAPPING), CHART, layout, REST)


def by_line(areas) -> dict[tuple[str, str, str], int]:
    return {(one.activity, one.line, one.period): one.amount for one in areas.amounts() if one.amount}


def test_areas_by_hand():
    areas = found()
    assert areas.areas == ('Koko "talo" *?~ =1+1 & muu', "Leirit", "leirit", "")
    assert by_line(areas) == {
        ("Leirit", "is.ord.inc", "2025"): 900_00, ("Leirit", "is.ord.exp.staff", "2025"): -300_00,
        ("Leirit", "is.ord.exp.depr", "2025"): -10_01, ("leirit", "is.ord.exp.other", "2025"): -250_00,
        ("", "is.ord.exp.other", "2025"): -80_00, ('Koko "talo" *?~ =1+1 & muu', "is.ord.exp.other", "2025"): -7_00,
        ("Leirit", "is.ord.exp.other", "2024"): -20_00,
    }  # fmt: skip


def test_fundraising_keeps_its_lines_whatever_the_activity():
    """Membership fees and a campaign carry an activity here: only ordinary operations are split."""
    areas, whole = found(), statement(mapped(ledger(BOOK), MAPPING), CHART, NPO)
    same = [line.id for _, line in NPO.flat if not line.id.startswith("is.ord.")]
    assert {line: areas.statement.amounts[line] for line in same} == {line: whole.amounts[line] for line in same}
    assert areas.statement.amounts["is.fund.exp"][-1] == -33_00


def test_the_group_of_an_area_is_its_own_result():
    areas = found()
    numbers = {areas.areas[int(line.id.partition("@")[0])]: line.id for line in areas.statement.layout.lines[0].lines}
    assert {name: areas.statement.amounts[line][-1] for name, line in numbers.items()} == {
        "Leirit": 589_99, "leirit": -250_00, 'Koko "talo" *?~ =1+1 & muu': -7_00, "": -80_00,
    }  # fmt: skip


@pytest.mark.parametrize(
    "book", [[], [Entry("6650", 80_00)], [Entry("3310", -5, dims=dim("1")), Entry("6650", 80_00)], [Entry("1910", 1)]]
)
def test_without_areas_there_is_no_such_statement(book):
    assert found(book) is None


def test_a_scheme_without_ordinary_operations_has_none():
    assert found(layout=CHART.layout_by_id["is_nature"]) is None
    assert found(layout=CHART.layout_by_id["is_micro_association"]) is not None


RESULT = [account.code for account in CHART.accounts if account.in_income_statement]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(RESULT),
            st.one_of(st.integers(-50_000, 50_000), st.integers(-(10**13), 10**13)),
            st.sampled_from(["", "1", "2", "3"]),
            st.sampled_from(["2024-03-01", "2025-03-01"]),
        ),
        min_size=1,
        max_size=25,
    )
)
@pytest.mark.parametrize("layout", ["is_npo", "is_micro_association"])
def test_areas_together_are_the_lines_of_the_statement(layout, rows):
    book = [Entry(code, cents, day, dims=dim(kp)) for code, cents, kp, day in rows]
    areas, whole = (
        found(book, CHART.layout_by_id[layout]),
        statement(mapped(ledger(book), MAPPING), CHART, CHART.layout_by_id[layout]),
    )
    if areas is None:
        return
    sums: dict[tuple[str, str], int] = {}
    for one in areas.amounts():
        sums[one.line, one.period] = sums.get((one.line, one.period), 0) + one.amount
    ordinary = [line.id for line in whole.layout.leaves if line.id.startswith("is.ord.")]
    assert ordinary
    for line in ordinary:
        assert [sums.get((line, period), 0) for period in whole.periods] == whole.amounts[line]
    for _, line in whole.layout.flat:
        if not line.id.startswith("is.ord."):
            assert areas.statement.amounts[line.id] == whole.amounts[line.id], line.id


# --- workbook and document ----------------------------------------------------------------------------------------------------

LEDGER = """Tosite;Pvm;Tili;Tilin nimi;Kp;Debet;Kredit;Selite
1;5.1.2024;3000;Leirimaksut;310;;900,00;
1;5.1.2024;1910;Pankki;;900,00;;
2;1.2.2025;5000;Palkat;310;700,20;;
2;1.2.2025;1910;Pankki;;;700,20;
3;1.3.2025;5000;Palkat;320;1300,05;;
3;1.3.2025;1910;Pankki;;;1300,05;
4;1.4.2025;6000;Kirjanpito;;250,00;;
4;1.4.2025;1910;Pankki;;;250,00;
5;2.4.2025;3100;Jäsenmaksut;310;;400,05;
5;2.4.2025;1910;Pankki;;400,05;;
"""
RULEBOOK = """mapping: 1
organisation: {name: "Esimerkki ry", business_id: 1234567-8}
dimensions: {kp: Kp}
rules:
  - {when: "1910", to: 1910}
  - {when: "3000", to: 3130}
  - {when: "3100", to: 3310}
  - {when: "5000", to: 4110}
  - {when: "6000", to: 6650}
  - {when: {account: "*", kp: "310"}, to: {activity: '=SUM(A1) "Leirit" *'}}
  - {when: {account: "*", kp: "320"}, to: {activity: LONG}}
""".replace("LONG", "Pitkänimisen toiminnan " * 15)


def reported(folder: Path, lang: str = "fi", ledger_text: str = LEDGER):
    book, rules = folder / "kirjanpito.csv", folder / "kartoitus.yaml"
    book.write_text(ledger_text, encoding="utf-8")
    rules.write_text(RULEBOOK, encoding="utf-8")
    read, findings = read_ledger([book])
    contents = build_contents(read, load_mapping(str(rules)), universal_chart(), findings, lang=lang)
    return contents, build_measures(contents)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_shows_every_area_and_ties_to_the_statement(tmp_path, lang):
    contents, measures = reported(tmp_path, lang)
    write_workbook(contents, tmp_path / "r.xlsx", measures)
    book = load_workbook(tmp_path / "r.xlsx", data_only=True)
    names = book.sheetnames
    page = book[label("report.sheet.activity_areas", lang)]
    assert names.index(page.title) == names.index(label("report.sheet.income", lang)) + 1
    texts = [str(row[0].value) for row in page.iter_rows() if row[0].value]
    assert '=SUM(A1) "Leirit" *' in texts
    assert label("report.areas.unallocated", lang) in texts
    accounts = book[label("report.sheet.accounts", lang)]
    leaf = next(row[0] for row in page.iter_rows() if row[0].hyperlink and row[0].row > 6 and "!" in row[0].hyperlink.location)
    cell = accounts[leaf.hyperlink.location.rpartition("!")[2]]
    assert '=SUM(A1) "Leirit" *' in [one.value for one in accounts[cell.row]]
    control = next(row for row in page.iter_rows(values_only=True) if row[0] == label("report.matrix.control", lang))
    assert [value for value in control[1:] if value is not None] == [0, 0]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed: nothing recalculates")
def test_every_formula_gives_its_stored_value(tmp_path):
    contents, measures = reported(tmp_path)
    path, bare = tmp_path / "r.xlsx", tmp_path / "bare.xlsx"
    write_workbook(contents, path, measures)
    wanted = {key: text for key, text in formulas(path).items() if key[0] == label("report.sheet.activity_areas", "fi")}
    assert len(wanted) > 20
    assert without_stored_values(path, bare)
    again = values(recalculate(bare, tmp_path), wanted)
    kept = values(path, wanted)
    assert {key: round(Decimal(str(again[key])), 2) for key in wanted} == {
        key: round(Decimal(str(kept[key])), 2) for key in wanted
    }
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)


def test_the_document_has_a_row_for_every_area_and_line(tmp_path):
    contents, measures = reported(tmp_path)
    rows = report_json(contents, measures)["activities"]
    assert {"member": "1234567-8", "year": "2025", "activity": "", "line": "is.ord.exp.other", "amount": "-250.00"} in rows
    assert {(row["activity"][:5], row["line"]) for row in rows} == {
        ("=SUM(", "is.ord.inc"), ("=SUM(", "is.ord.exp.staff"), ("Pitkä", "is.ord.exp.staff"), ("", "is.ord.exp.other"),
    }  # fmt: skip


def test_no_areas_no_sheet(tmp_path):
    contents, measures = reported(tmp_path, ledger_text=LEDGER.replace(";310;", ";;").replace(";320;", ";;"))
    write_workbook(contents, tmp_path / "r.xlsx", measures)
    assert measures.areas is None
    assert label("report.sheet.activity_areas", "fi") not in load_workbook(tmp_path / "r.xlsx").sheetnames
    assert report_json(contents, measures)["activities"] == []
