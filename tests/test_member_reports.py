"""``compare --member-reports``: from a member's name to its own workbook, whose sums are those of the comparison."""

import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded

LIITTO = Path(__file__).resolve().parents[1] / "examples" / "liitto"
MEMBERS = ("harjunkulma", "kurenlahti")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jäsenet")
    for name in MEMBERS:
        shutil.copytree(LIITTO / name, folder / "liitto" / name)
    code = run_guarded(app, ["compare", str(folder / "liitto"), "-o", str(folder / "koe.xlsx"), "--member-reports", "-q"])
    assert code == 0
    return folder


def test_every_member_has_its_workbook_and_its_column_leads_to_it(written):
    assert sorted(path.name for path in (written / "koe-jasenet").iterdir()) == [f"{name}.xlsx" for name in MEMBERS]
    book = load_workbook(written / "koe.xlsx")
    linked = {cell.hyperlink.target for row in book["Tuloslaskelma"].iter_rows(max_row=12) for cell in row
              if cell.hyperlink and cell.hyperlink.target}  # fmt: skip
    assert linked == {f"koe-jasenet/{name}.xlsx" for name in MEMBERS}
    assert all((written / target).is_file() for target in linked)
    with zipfile.ZipFile(written / "koe.xlsx") as package:
        assert str(written).encode() not in b"".join(package.read(name) for name in package.namelist())


@pytest.mark.parametrize("member", MEMBERS)
def test_figures_of_both_are_the_same(written, member):
    """The result of both years, as the member's workbook and the comparison show it."""
    own = load_workbook(written / "koe-jasenet" / f"{member}.xlsx", data_only=True)["Tuloslaskelma"]
    result = next(row for row in own.iter_rows(values_only=True) if row[0] == "Tilikauden ylijäämä (alijäämä)")
    sheet = load_workbook(written / "koe.xlsx", data_only=True)["Tuloslaskelma"]
    heads = next(row for row in sheet.iter_rows() if any(cell.hyperlink and cell.hyperlink.target for cell in row))
    column = next(cell.column for cell in heads if cell.hyperlink and member in str(cell.hyperlink.target))
    shown = [
        sheet.cell(row[0].row, column).value for row in sheet.iter_rows() if row[0].value == "Tilikauden ylijäämä (alijäämä)"
    ]
    assert shown == [value for value in result[1:] if value not in (None, "")]
    assert len(shown) == 2


def test_entries_are_there(written):
    book = load_workbook(written / "koe-jasenet" / "kurenlahti.xlsx", read_only=True)
    assert book["Tapahtumat"].max_row > 300  # of both years


def test_old_workbooks_stay_without_force(written, capsys):
    before = (written / "koe-jasenet" / "harjunkulma.xlsx").read_bytes()
    code = run_guarded(app, ["compare", str(written / "liitto"), "-o", str(written / "koe.xlsx"), "--member-reports"])
    assert code == 2
    assert (written / "koe-jasenet" / "harjunkulma.xlsx").read_bytes() == before
    capsys.readouterr()


def test_not_with_a_benchmark_that_names_nobody(written, capsys):
    arguments = ["--anonymise", "--member-reports", "-o", str(written / "suojattu.xlsx")]
    assert run_guarded(app, ["compare", str(written / "liitto"), *arguments]) == 2
    assert not (written / "suojattu.xlsx").exists()
    capsys.readouterr()


def test_was_a_fault_an_id_with_a_slash_led_out_of_the_folder(tmp_path):
    shutil.copytree(LIITTO / "harjunkulma", tmp_path / "liitto" / "harjunkulma")
    text = "federation: 1\nname: Koe\nmembers:\n  - {id: ../ulos, path: harjunkulma}\n"
    (tmp_path / "liitto" / "federation.yaml").write_text(text, encoding="utf-8")
    arguments = ["compare", str(tmp_path / "liitto"), "-o", str(tmp_path / "koe.xlsx"), "--member-reports", "-q"]
    assert run_guarded(app, arguments) == 0
    assert [path.name for path in (tmp_path / "koe-jasenet").iterdir()] == ["..%2Fulos.xlsx"]
    assert not (tmp_path / "ulos.xlsx").exists()
