"""The workbook: stored values, texts that stay texts, links that land, bytes that repeat, files that are whole."""

import itertools
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from test_reports_example import CASES, INJECTIONS, NAMES, RULES, TEXTS, invented, invented_rows

from tilikartta.reports import Contents, write_csv, write_json, write_parquet, write_workbook
from tilikartta.reports.book import Book
from tilikartta.reports.package import save, zip_writer
from tilikartta.reports.sheets.entries import HEADER, arranged
from tilikartta.reports.view import View
from tilikartta.reports.words import Words
from tilikartta.reports.workbook import build
from tilikartta.statements.figures import Statement


def written(contents: Contents, path: Path, *, live: bool = False) -> Workbook:
    write_workbook(contents, path)
    return load_workbook(path, data_only=not live)


def cents(value: object) -> int:
    return int((Decimal(repr(value)) * 100).to_integral_exact())


def column_texts(sheet: Worksheet, column: int) -> list[str]:
    return [str(cell.value) for (cell,) in sheet.iter_rows(min_col=column, max_col=column) if cell.value is not None]


def meaning(sheet: Worksheet, row: int) -> list[object]:
    heads = [cell.value for cell in sheet[HEADER]]
    names = ("Yhteisö", "Oma tili", "Yleinen tili", "Toiminto")
    return [sheet.cell(row, heads.index(name) + 1).value for name in names if name in heads]


def printed_amounts(sheet: Worksheet, first: int) -> list[tuple[str, list[int]]]:
    """Rows of a statement that hold amounts: name and amounts from left to right."""
    rows = []
    for row in sheet.iter_rows(min_row=6, values_only=True):
        amounts = [cents(value) for value in row[first:] if isinstance(value, (int, float))]
        if row[0] and amounts:
            rows.append((str(row[0]), amounts))
    return rows


def shown_amounts(statement: Statement, lang: str) -> list[list[int]]:
    """Figures of every shown leaf, newest period first, in printing order."""
    return [list(reversed(statement.amounts[leaf.id])) for leaf in statement.layout.leaves if statement.shown(leaf)]


@pytest.mark.parametrize("case", [case for case in CASES if case != "empty"])
def test_every_leaf_and_the_result_stand_in_the_statements_as_computed(case: str, tmp_path: Path) -> None:
    contents = invented(tmp_path, **CASES[case])  # type: ignore[arg-type]
    book = written(contents, tmp_path / "a.xlsx")
    for statement, sheet in ((contents.income, book.worksheets[1]), (contents.balance, book.worksheets[2])):
        rows = [amounts for _, amounts in printed_amounts(sheet, 1)]
        wanted = shown_amounts(statement, contents.lang)
        found = iter(rows)
        assert all(any(amounts == row for row in found) for amounts in wanted), statement.layout.id
    result = contents.income.layout.lines[-1]
    last = [amounts for name, amounts in printed_amounts(book.worksheets[1], 1) if name == result.name.get(contents.lang)][-1]
    assert last == list(reversed(contents.income.amounts[result.id]))


def test_side_and_main_columns_of_the_income_statement(tmp_path: Path) -> None:
    contents = invented(tmp_path)
    sheet = written(contents, tmp_path / "a.xlsx")["Tuloslaskelma"]
    rows = {str(row[0]): row for row in sheet.iter_rows(min_row=6, values_only=True) if row[0]}
    fundraising = contents.income.amounts["is.fund"]
    assert rows["Kulut yhteensä"][1] is not None
    assert rows["Kulut yhteensä"][2] is None
    assert rows["Tuotto-/Kulujäämä"][1] is None
    differences = [row for row in sheet.iter_rows(min_row=6, values_only=True) if row[0] == "Ryhmän erotus"]
    assert [cents(value) for value in differences[1][2::2]] == list(reversed(fundraising))


def test_a_cumulative_row_that_only_repeats_is_left_out(tmp_path: Path) -> None:
    rules = RULES.replace('{when: "6001", to: 3820}', '{when: "6001", to: 3310}')
    sheet = written(invented(tmp_path, rules=rules), tmp_path / "a.xlsx")["Tuloslaskelma"]
    names = [str(row[0]) for row in sheet.iter_rows(min_row=6, values_only=True) if row[0]]
    assert names.count("Tuotto-/Kulujäämä") == 2
    assert not any(first == second for first, second in itertools.pairwise(names))


def test_texts_of_the_ledger_stay_texts(tmp_path: Path) -> None:
    book = written(invented(tmp_path), tmp_path / "a.xlsx", live=True)
    allowed = re.compile(r"^=(ROUND\(|'[^']+'![A-Z]+\d+$)")
    found = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert allowed.match(str(cell.value)), (sheet.title, cell.coordinate, cell.value)
                elif isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t")):
                    assert cell.data_type == "s"
                    assert cell.quotePrefix, (sheet.title, cell.coordinate)
                    found.add(cell.value)
    assert {*INJECTIONS, NAMES["8888"], "=200"} <= found


def test_texts_come_back_as_they_were(tmp_path: Path) -> None:
    book = written(invented(tmp_path), tmp_path / "a.xlsx")
    sheet = book["Tapahtumat"]
    at = [cell.value for cell in sheet[HEADER]].index("Selite")
    found = {row[at] for row in sheet.iter_rows(min_row=HEADER + 1, values_only=True)}
    expected = {text.replace("\x00", "\ufffd").replace("_x0041_", "_x005F_x0041_") for text in TEXTS}
    assert found - {None} == expected


def test_account_numbers_are_texts_and_amounts_numbers(tmp_path: Path) -> None:
    contents = invented(tmp_path)
    sheet = written(contents, tmp_path / "a.xlsx")["Tapahtumat"]
    heads = [cell.value for cell in sheet[HEADER]]
    rows = list(sheet.iter_rows(min_row=HEADER + 1, values_only=True))
    assert len(rows) == len(contents.mapped.entries)
    assert all(isinstance(row[heads.index("Oma tili")], str) for row in rows)
    total = sum(cents(row[heads.index("Summa (debet +)")]) for row in rows)
    assert total == int(contents.mapped.entries["amount"].sum()) == 0
    assert cents(sheet.cell(HEADER - 1, heads.index("Summa (debet +)") + 1).value) == 0


@pytest.mark.parametrize("case", ["three years", "trial balance", "entities opened apart"])
def test_links_land_on_what_they_promise(case: str, tmp_path: Path) -> None:
    book = written(invented(tmp_path, **CASES[case]), tmp_path / "a.xlsx")  # type: ignore[arg-type]
    followed = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is None:
                    continue
                found = re.fullmatch(r"'([^']+)'!([A-Z]+\d+)", str(cell.hyperlink.location))
                assert found is not None
                target = book[found[1]][found[2]]
                assert target.value is not None, (sheet.title, cell.coordinate, cell.hyperlink.location)
                if sheet.title == "Tilit" and found[1] in ("Tapahtumat", "Saldot"):
                    assert cell.value in [other.value for other in book[found[1]][target.row]]
                    # The first row of the account: the one above is another account or meaning.
                    assert meaning(book[found[1]], target.row) != meaning(book[found[1]], target.row - 1)
                    followed += 1
    assert followed >= 4


def test_a_statement_line_leads_to_its_first_account(tmp_path: Path) -> None:
    book = written(invented(tmp_path), tmp_path / "a.xlsx")
    line = next(cell for (cell,) in book["Tuloslaskelma"].iter_rows(max_col=1) if cell.value == "Henkilöstökulut")
    place = str(line.hyperlink.location).split("!")[1]
    assert book["Tilit"][place].value == "4010"


def test_unmapped_accounts_come_with_a_ready_line(tmp_path: Path) -> None:
    book = written(invented(tmp_path), tmp_path / "a.xlsx")
    lines = column_texts(book["Kohdistamatta"], 9)
    assert '- {when: "5015", to: 3310}  # Jäsenmaksutuotot' in lines
    assert '- {when: "9999", to: KOODI}  # Selvittämättömät' in lines
    assert "sisäinen laskenta" in column_texts(book["Kohdistamatta"], 6)


def test_an_account_without_number_gets_a_line_by_name() -> None:
    from tilikartta.reports.sheets.unmapped import Lost, rule_line

    lost = Lost("", 'Muut "erät"', 1, 1, 1, "", None)
    assert rule_line(lost, None, Words("fi")) == '- {when: {name: "Muut \\"erät\\""}, to: KOODI}'


def test_without_openings_the_balance_sheet_says_so(tmp_path: Path) -> None:
    said = Words("fi")("balance.movements_only")
    assert said in column_texts(written(invented(tmp_path, opened=()), tmp_path / "a.xlsx")["Tase"], 1)
    assert said not in column_texts(written(invented(tmp_path), tmp_path / "b.xlsx")["Tase"], 1)


def test_unspecified_accounts_are_marked_in_words(tmp_path: Path) -> None:
    sheet = written(invented(tmp_path), tmp_path / "a.xlsx")["Tilit"]
    marked = [row for row in sheet.iter_rows(min_row=6, values_only=True) if "erittelemätön tili" in row]
    assert [row[1] for row in marked] == ["4990"]


def test_entries_go_on_in_a_next_sheet(tmp_path: Path) -> None:
    contents = invented(tmp_path)
    view = View(contents, Words("fi"))
    entries = arranged(view)
    entries.per_sheet = 250
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as target:
        save(build(view, entries), zip_writer(target))
    book = load_workbook(tmp_path / "a.xlsx", data_only=True)
    names = [name for name in book.sheetnames if name.startswith("Tapahtumat")]
    assert names == ["Tapahtumat", "Tapahtumat 2", "Tapahtumat 3"]
    assert sum(book[name].max_row - HEADER for name in names) == len(contents.mapped.entries)
    assert book["Tapahtumat"].max_row - HEADER == 250
    later = [cell.hyperlink.location for (cell,) in book["Tilit"].iter_rows(min_col=2, max_col=2) if cell.hyperlink]
    assert any(str(place).startswith("'Tapahtumat 3'") for place in later)


def test_print_set_up(tmp_path: Path) -> None:
    book = written(invented(tmp_path), tmp_path / "a.xlsx")
    for sheet in book:
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddFooter.right.text == "&P / &N"
        assert sheet.oddFooter.left.text == "Esimerkki && Kumppanit ry"
        if sheet.title not in ("Yhteenveto",):
            assert sheet.freeze_panes is not None
    assert book["Tase"].page_setup.orientation == "portrait"
    assert book["Tilit"].page_setup.orientation == "landscape"
    assert book["Tapahtumat"].print_title_rows == "$5:$5"
    assert book["Tapahtumat"].auto_filter.ref is not None


@pytest.mark.parametrize("words", [("fi", "Yhteenveto", "Lähteet"), ("sv", "Sammandrag", "Källor"), ("en", "Summary", "Sources")])
def test_sheets_speak_the_language(words: tuple[str, str, str], tmp_path: Path) -> None:
    book = written(invented(tmp_path, lang=words[0]), tmp_path / "a.xlsx")
    assert (book.sheetnames[0], book.sheetnames[-1]) == words[1:]


def test_no_time_of_day_and_no_folder_in_the_package(tmp_path: Path) -> None:
    write_workbook(invented(tmp_path), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        *content, seal = package.namelist()
        assert content == sorted(content)
        assert seal == "customXml/item1.xml"
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        text = b"".join(package.read(name) for name in package.namelist())
    assert b"dcterms:modified" not in text
    assert str(tmp_path).encode() not in text


_RUN = """
import sys
from pathlib import Path
from test_reports_example import invented
from tilikartta import reports
folder = Path(sys.argv[1])
contents = invented(folder)
reports.write_workbook(contents, folder / "a.xlsx")
reports.write_csv(contents, folder / "a.csv")
reports.write_parquet(contents, folder / "a.parquet")
reports.write_json(contents, folder / "a.json")
"""


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    results = []
    for seed in ("1", "77"):
        folder = tmp_path / seed
        folder.mkdir()
        paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths, "TZ": f"UTC{seed[0]}"}
        subprocess.run([sys.executable, "-c", _RUN, str(folder)], check=True, env=environment)
        results.append([(folder / f"a.{name}").read_bytes() for name in ("xlsx", "csv", "parquet", "json")])
    assert results[0] == results[1]


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    contents = invented(tmp_path)
    write_workbook(contents, tmp_path / "a.xlsx")
    shuffled = contents.mapped.entries.sample(frac=1, random_state=5).reset_index(drop=True)
    contents.mapped.entries = shuffled
    write_workbook(contents, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("write", [write_workbook, write_csv, write_parquet, write_json])
def test_the_old_file_stays_when_writing_fails(
    write: Callable[[Contents, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents, target = invented(tmp_path, 20), tmp_path / "out" / "tulos"
    target.parent.mkdir()
    target.write_text("vanha")

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write(contents, target)
    assert target.read_text() == "vanha"
    assert [path.name for path in target.parent.iterdir()] == ["tulos"]


def test_a_fault_in_the_middle_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tilikartta.reports.workbook.save", broken)
    with pytest.raises(KeyboardInterrupt):
        write_workbook(invented(tmp_path, 20), tmp_path / "uusi.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["esimerkki.yaml"]


def test_a_formula_without_a_stored_value_is_refused(tmp_path: Path) -> None:
    book = Book(Words("fi"), "x")
    page = book.add("summary")
    book.formula(page, 1, 1, "=1+1", 200)
    page.stored.clear()
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as target, pytest.raises((AssertionError, KeyError)):
        save(book, zip_writer(target))


def test_the_example_is_not_trivial() -> None:
    assert len({row[2] for row in invented_rows(600, (2023, 2024, 2025))}) > 15
