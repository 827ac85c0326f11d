"""The lists of a micro-association (VNA 887/2023 9 and 11 §): from the ledger what it holds, from the mapping the rest."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_ledgers import CHART, Balance, Entry, Rules, codes, ledger, mapped
from openpyxl import load_workbook

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping, read_mapping
from tilikartta.messages import LANGUAGES, label
from tilikartta.model.annual_lists import LISTS, ListEntry
from tilikartta.reports.build import build_contents
from tilikartta.reports.measures import build_measures, with_measures
from tilikartta.reports.report_document import report_json
from tilikartta.reports.workbook import write_workbook
from tilikartta.sources import read_ledger
from tilikartta.statements.annual_lists import MEMBERS_OWE, annual_lists, members_owe
from tilikartta.statements.figures import statement

RULES = Rules()
for account in CHART.accounts:
    RULES.add(account.code, account.code)
MAPPING = RULES.mapping()
NPO = CHART.layout_by_id["bs_npo"]

BOOK = [
    Entry("1910", 300_00), Entry("3310", -300_00), Entry("1910", -120_00), Entry("6610", 120_00),
    Entry("1612", 40_00), Entry("3310", -40_00), Entry("1612", -10_00), Entry("1910", 10_00),
    Entry("2730", -200_00), Entry("1910", 200_00), Entry("2730", 50_00), Entry("1910", -50_00),
    Entry("9150", -900_00), Entry("9160", 900_00),
]  # fmt: skip
OPENING = [Balance("1910", 1_000_00), Balance("1612", 15_00), Balance("2120", -1_015_00)]


def lists(entries=(), book=BOOK, balances=OPENING):
    rows, findings = annual_lists(mapped(ledger(book, balances), MAPPING), CHART, NPO, entries)
    return {(row.list, row.account or row.name.fi, row.period): row for row in rows}, findings


def figures(row) -> tuple[int, int, int, int]:
    return row.opening, row.additions, row.deductions, row.closing


def test_lists_by_hand():
    rows, findings = lists()
    assert {key: figures(row) for key, row in rows.items()} == {
        ("assets", "1910", "2025"): (1_000_00, 510_00, 170_00, 1_340_00),
        ("assets", "1612", "2025"): (15_00, 40_00, 10_00, 45_00),
        ("debts", "2730", "2025"): (0, 200_00, 50_00, 150_00),
        ("commitments", "9150", "2025"): (0, 900_00, 0, 900_00),
    }
    assert findings == []
    assert rows["assets", "1612", "2025"].group.fi == "Myyntisaamiset"


def test_commitments_kept_on_the_debit_side_read_the_same():
    rows, _ = lists(
        book=[Entry("9150", 900_00), Entry("9160", -900_00), Entry("9150", -100_00), Entry("9160", 100_00)], balances=()
    )
    assert figures(rows["commitments", "9150", "2025"]) == (0, 900_00, 100_00, 800_00)


def test_what_members_owe_stands_apart():
    assert CHART.by_code[MEMBERS_OWE].name.fi == "Jäsenmaksusaamiset"
    rows, _ = lists((ListEntry("assets", "Talkoomaksut", opening=5_00, additions=1_00, about="members"),))
    assert members_owe(rows.values(), "2025") == (20_00, 41_00, 10_00, 51_00)


def test_a_year_opens_with_what_the_year_before_held():
    book = [Entry("1910", 100_00, "2024-02-01"), Entry("1910", -30_00, "2025-02-01"), Entry("1920", 5_00, "2024-03-01")]
    rows, _ = lists(book=book, balances=())
    assert figures(rows["assets", "1910", "2024"]) == (0, 100_00, 0, 100_00)
    assert figures(rows["assets", "1910", "2025"]) == (100_00, 0, 30_00, 70_00)
    assert figures(rows["assets", "1920", "2025"]) == (5_00, 0, 0, 5_00)  # nothing happened, but it is still there


def test_stated_rows_of_an_unknown_year_are_told():
    book = [Entry("1910", 1, "2024-02-01"), Entry("1910", 1, "2025-02-01")]
    entries = (
        ListEntry("debts", "Laina"),
        ListEntry("debts", "Vanha", period="2019"),
        ListEntry("debts", "Uusi", period="2025", opening=7),
    )
    rows, findings = lists(entries, book, ())
    assert codes(findings) == ["TK399", "TK399"]
    assert [key for key in rows if key[0] == "debts"] == [("debts", "Uusi", "2025")]


HELD = [account.code for account in CHART.accounts if account.klass in {"asset", "liability"}]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.sampled_from(HELD), st.integers(-(10**12), 10**12), st.sampled_from(["2024-03-01", "2025-03-01"])),
        min_size=1,
        max_size=20,
    )
)
def test_lists_end_where_the_balance_sheet_does(rows):
    """Assets less debts of the lists are those of the balance sheet at the end of every year."""
    result = mapped(ledger([Entry(code, cents, day) for code, cents, day in rows]), MAPPING)
    found, _ = annual_lists(result, CHART, NPO, ())
    sheet = statement(result, CHART, NPO)
    for index, period in enumerate(sheet.periods):
        ends = {which: sum(row.closing for row in found if row.list == which and row.period == period) for which in LISTS}
        side = {line.side: sheet.amounts[line.id][index] for line in sheet.layout.lines}
        equity = sheet.amounts["bs.l.eq"][index]
        assert ends["assets"] == side["asset"]
        assert ends["debts"] == side["liability"] - equity
        assert all(row.closing == row.opening + row.additions - row.deductions for row in found)


# --- the mapping file ---------------------------------------------------------------------------------------------------------

RULEBOOK = """mapping: 1
organisation: {name: Pieni yhdistys ry, business_id: 7654321-0, form: micro_association, basis: cash}
rules:
  - {when: "1910", to: 1910}
  - {when: "3000", to: 3310}
annual_lists:
  - {list: assets, name: Maksamattomat jäsenmaksut, about: members, opening: 60, additions: 100.50, deductions: 60}
  - {list: assets, name: Kamera, group: Kalusto, opening: 450}
  - {list: debts, name: "Laina puheenjohtajalta", additions: 300, about: board}
"""
LEDGER = "Pvm;Tosite;Tili;Nimi;Debet;Kredit\n1.2.2025;1;1910;Pankki;100,00;\n1.2.2025;1;3000;Maksut;;100,00\n"


def read(folder: Path, text: str):
    path = folder / "m.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(str(path))


def test_rows_are_read_in_cents(tmp_path):
    mapping, findings = read(tmp_path, RULEBOOK)
    assert findings == []
    assert mapping.annual_lists[0] == ListEntry("assets", "Maksamattomat jäsenmaksut", "", "", 60_00, 100_50, 60_00, "members")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{list: assets, name: X, opening: 1.005}", "TK395"),
        ("{list: assets, name: X, deductions: -5}", "TK395"),
        ("{list: debts, name: X, about: members}", "TK396"),
        ("{list: assets, name: X, about: board}", "TK396"),
    ],
)
def test_faulty_rows_are_findings_at_their_line(tmp_path, line, code):
    _, findings = read(tmp_path, RULEBOOK + f"  - {line}\n")
    assert codes(findings) == [code]
    assert findings[0].place.row == 10


def report(folder: Path, lang: str = "fi", rulebook: str = RULEBOOK):
    (folder / "k.csv").write_text(LEDGER, encoding="utf-8")
    (folder / "m.yaml").write_text(rulebook, encoding="utf-8")
    books, findings = read_ledger([folder / "k.csv"])
    contents = build_contents(books, load_mapping(str(folder / "m.yaml")), universal_chart(), findings, lang=lang)
    measures = build_measures(contents)
    return with_measures(contents, measures), measures


def test_the_lists_are_called_as_in_the_decree():
    """887/2023 9 §: the numbered items in Finnish and Swedish."""
    assert [label(f"report.list.{which}", "fi") for which in LISTS] == [
        "Omaisuus- ja saatavaluettelo", "Velkaluettelo", "Vastuuluettelo",
    ]  # fmt: skip
    assert [label(f"report.list.{which}", "sv") for which in LISTS] == [
        "Förteckning över tillgångar och fordringar", "Förteckning över skulder", "Ansvarsförteckning",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_holds_the_three_lists(tmp_path, lang):
    contents, measures = report(tmp_path, lang)
    write_workbook(contents, tmp_path / "r.xlsx", measures)
    page = load_workbook(tmp_path / "r.xlsx", data_only=True)[label("report.sheet.annual_lists", lang)]
    rows = {str(row[0]): row[1:6] for row in page.iter_rows(values_only=True) if row[0]}
    for which in LISTS:
        assert any(name.startswith(label(f"report.list.{which}", lang)) for name in rows)
    assert rows[label("report.list.members", lang)][1:] == (60, 100.5, 60, 100.5)
    assert rows[label("report.list.board", lang)][1:] == (0, 300, 0, 300)
    assert label("report.list.none", lang) in rows  # no commitments


def test_the_document_has_the_lists(tmp_path):
    contents, measures = report(tmp_path)
    rows = report_json(contents, measures)["annual_lists"]
    assert [(row["list"], row["name"], row["account"], row["closing"]) for row in rows] == [
        ("assets", "Pankkitilit", "1910", "100.00"), ("assets", "Maksamattomat jäsenmaksut", "", "100.50"),
        ("assets", "Kamera", "", "450.00"), ("debts", "Laina puheenjohtajalta", "", "300.00"),
    ]  # fmt: skip


def test_others_have_no_such_sheet(tmp_path):
    plain = RULEBOOK.partition("annual_lists")[0].replace("micro_association", "association")
    contents, measures = report(tmp_path, rulebook=plain)
    assert measures.lists is None
    assert report_json(contents, measures)["annual_lists"] == []
