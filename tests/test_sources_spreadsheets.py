"""Spreadsheets: cell types, rounding, errors in cells, and the formats xlsx, xls and ods."""

# ruff: noqa: E501 (sample lines stay as programs write them)
from datetime import date, datetime

import openpyxl
import pytest

from tilikartta.model import TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger

HEAD = ["Pvm", "Tosite", "Tili", "Debet", "Kredit", "Selite", "Projekti"]


def save(path, *rows, preamble=()):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Päiväkirja"
    for row in [*preamble, HEAD, *rows]:
        sheet.append(row)
    book.save(path)
    return path


def test_real_dates_numbers_and_texts_mix(tmp_path):
    path = save(
        tmp_path / "a.xlsx",
        [date(2025, 1, 2), "ML1", 1910.0, 50, None, "x", 20.0],
        [datetime(2025, 1, 2, 13, 45), "ML1", "0050", None, "1 234,50", "y", "A7"],
        ["2.1.2025", 12, "3000 Myynti", 1184.5, None, None, None],
        preamble=[["Esimerkki ry"], []],
    )
    ledger, findings = read_ledger([path], ReadOptions())
    shown = ["sheet", "source_row", "date", "voucher", "account", "account_name", "amount", "dim_projekti"]
    day = date(2025, 1, 2)
    assert ledger.entries[shown].values.tolist() == [
        ["Päiväkirja", 4, day, "ML1", "1910", "", 5000, "20"],
        ["Päiväkirja", 5, day, "ML1", "0050", "", -123450, "A7"],
        ["Päiväkirja", 6, day, "12", "3000", "Myynti", 118450, ""],
    ]
    assert findings == []
    assert ledger.files[0].decisions["sheet"] == "Päiväkirja"


@pytest.mark.parametrize(
    ("number", "cents", "codes"),
    [(0.1 + 0.2, 30, []), (1.005, 101, ["TK176"]), (1234.565, 123457, ["TK176"]), (-12.345, -1235, ["TK176"]), (70124.84, 7012484, []), (1e-12, 0, ["TK176"])],
)  # fmt: skip
def test_numbers_are_rounded_once_and_finer_ones_named(tmp_path, number, cents, codes):
    path = save(tmp_path / "a.xlsx", ["2.1.2025", 1, 1910, number, None, "x", None])
    ledger, findings = read_ledger([path], ReadOptions())
    assert list(ledger.entries["amount"]) == [cents]
    assert [finding.code for finding in findings] == codes


def test_error_cells_and_formulas_without_result_do_not_vanish(tmp_path):
    path = save(
        tmp_path / "a.xlsx", ["2.1.2025", 1, 1910, "=SUM(A1:A2)", None, "x", None], ["2.1.2025", 1, 3000, None, 5, "x", None]
    )
    book = openpyxl.load_workbook(path)
    book.active["E3"].value = "#REF!"
    book.active["E3"].data_type = "e"
    book.save(path)
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([path], ReadOptions())
    assert [(f.code, f.place.row, f.data["value"]) for f in stop.value.findings] == [
        ("TK170", 2, "=SUM(A1:A2)"),
        ("TK170", 3, "#REF!"),
    ]


def test_ambiguous_text_beside_numbers_is_still_refused(tmp_path):
    path = save(
        tmp_path / "a.xlsx", ["2.1.2025", 1, 1910, 1234.5, None, "x", None], ["2.1.2025", 1, 3000, None, "1.234", "x", None]
    )
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([path], ReadOptions())
    assert [finding.code for finding in stop.value.findings] == ["TK172"]


def test_serial_numbers_in_a_date_column(tmp_path):
    path = save(tmp_path / "a.xlsx", [45720, 1, 1910, 5, None, "x", None])
    assert list(read_ledger([path], ReadOptions())[0].entries["date"]) == [date(2025, 3, 4)]


def test_hidden_sheets_are_not_read(tmp_path):
    path = save(tmp_path / "a.xlsx", ["2.1.2025", 1, 1910, 5, None, "x", None])
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book.active)
    copy.sheet_state = "hidden"
    book.save(path)
    assert len(read_ledger([path], ReadOptions())[0].entries) == 1


def test_entries_win_over_a_trial_balance_on_another_sheet(tmp_path):
    path = save(tmp_path / "a.xlsx", ["2.1.2025", 1, 1910, 5, None, "x", None])
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Saldot")
    sheet.append(["Tili", "Nimi", "Saldo"])
    sheet.append([1910, "Pankki", 5])
    book.save(path)
    ledger, findings = read_ledger([path], ReadOptions())
    assert (len(ledger.entries), len(ledger.balances)) == (1, 0)
    assert [(finding.code, finding.data["others"]) for finding in findings] == [("TK188", ["Saldot"])]


ROWS = [["2.1.2025", "1", 1910, 50.25, None, "Jäsenmaksu", "A"], ["2.1.2025", "1", 3000, None, 50.25, "Jäsenmaksu", "A"]]
EXPECTED = [["1910", 5025, "Jäsenmaksu"], ["3000", -5025, "Jäsenmaksu"]]


def test_xls(tmp_path):
    xlwt = pytest.importorskip("xlwt", reason="xlwt is not installed, so no xls can be written")
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    for number, row in enumerate([HEAD, *ROWS]):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell)
    book.save(str(tmp_path / "a.xls"))
    ledger, _ = read_ledger([tmp_path / "a.xls"], ReadOptions())
    assert ledger.entries[["account", "amount", "text"]].values.tolist() == EXPECTED


CELL = '<table:table-cell office:value-type="{kind}" {value}><text:p>{text}</text:p></table:table-cell>'


def ods(path, rows, repeat=""):
    import zipfile

    def cell(value):
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, str):
            return CELL.format(kind="string", value="", text=value)
        return CELL.format(kind="float", value=f'office:value="{value}"', text=value)

    lines = "".join(f"<table:table-row {repeat}>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    content = f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="A">{lines}</table:table></office:spreadsheet></office:body></office:document-content>'
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", '<?xml version="1.0"?>' + content)
    return path


def test_ods(tmp_path):
    ledger, _ = read_ledger([ods(tmp_path / "a.ods", [HEAD, *ROWS])], ReadOptions())
    assert ledger.entries[["account", "amount", "text"]].values.tolist() == EXPECTED


def test_ods_that_repeats_cells_without_end_is_refused(tmp_path):
    path = ods(tmp_path / "a.ods", [HEAD, *ROWS], repeat='table:number-rows-repeated="9000000"')
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([path], ReadOptions())
    assert [finding.code for finding in stop.value.findings] == ["TK186"]
