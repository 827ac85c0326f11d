"""``verify``: a report and the files that it was made from belong together until one byte of either changes."""

import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from tilikartta.cli.main import app
from tilikartta.model import TilikarttaError
from tilikartta.reports.verify import verify_report

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "liitto" / "kaarnajarvi"


def tilikartta(*arguments: object):
    return CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A member's folder with its report as workbook and JSON."""
    folder = tmp_path_factory.mktemp("verify")
    shutil.copytree(EXAMPLES, folder / "member")
    for name in ("r.xlsx", "r.json"):
        run = tilikartta(
            "map",
            *sorted((folder / "member" / "2025").glob("*.csv")),
            "-m",
            folder / "member" / "mapping.yaml",
            "-o",
            folder / name,
        )
        assert run.exit_code == 0, run.output
    return folder


@pytest.fixture
def copy(made, tmp_path):
    shutil.copytree(made, tmp_path / "c")
    return tmp_path / "c"


@pytest.mark.parametrize("name", ["r.xlsx", "r.json"])
def test_untouched_report_agrees(copy, name):
    found = verify_report(copy / name)
    assert found.whole
    assert found.findings == ()
    assert {one.state for one in found.files} == {"same"}
    assert {one.ingredient.role for one in found.files} >= {"ledger", "mapping", "chart", "layout"}


@pytest.mark.parametrize("name", ["r.xlsx", "r.json"])
def test_one_byte_of_an_input(copy, name):
    path = copy / "member" / "2025" / "paivakirja.csv"
    raw = bytearray(path.read_bytes())
    raw[-5] ^= 1
    path.write_bytes(raw)
    found = verify_report(copy / name)
    assert found.whole
    assert [(one.code, one.data["name"]) for one in found.findings] == [("TK672", "paivakirja.csv")]


def test_input_that_is_gone(copy):
    (copy / "member" / "mapping.yaml").unlink()
    found = verify_report(copy / "r.xlsx", [copy])
    assert [(one.code, one.data["name"]) for one in found.findings] == [("TK673", "mapping.yaml")]


def test_another_file_of_the_same_name_does_no_harm(copy):
    (copy / "a").mkdir()
    (copy / "a" / "mapping.yaml").write_text("mapping: 1\n", encoding="utf-8")
    assert verify_report(copy / "r.xlsx").findings == ()


def test_edited_json(copy):
    path = copy / "r.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["figures"][0]["amount"] = "1.00"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert [one.code for one in verify_report(path).findings] == ["TK670"]


def test_edited_figure_in_a_workbook(copy):
    """One digit of one stored value, the rest of the package as it was."""
    source, target = copy / "r.xlsx", copy / "edited.xlsx"
    changed = 0
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "xl/worksheets/sheet2.xml":
                changed = content.count(b"<v>")
                content = content.replace(b"</f><v>", b"</f><v>1", 1)
            new.writestr(item, content)
    assert changed
    assert [one.code for one in verify_report(target).findings] == ["TK670"]


def test_saved_by_another_program_has_no_manifest(copy):
    openpyxl.load_workbook(copy / "r.xlsx").save(copy / "again.xlsx")
    with pytest.raises(TilikarttaError) as fault:
        verify_report(copy / "again.xlsx")
    assert [one.code for one in fault.value.findings] == ["TK671"]


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b'{"manifest": 3}', b"PK\x03\x04", b"\xff\xfe\x00", b"tili;summa\n1;2\n"])
def test_what_is_no_report(tmp_path, raw):
    path = tmp_path / "x.xlsx"
    path.write_bytes(raw)
    with pytest.raises(TilikarttaError) as fault:
        verify_report(path)
    assert fault.value.exit_code == 3


def test_ledger_in_an_archive(copy):
    archive = copy / "tammi.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for path in sorted((copy / "member" / "2025").glob("*.csv")):
            target.write(path, f"vienti/{path.name}")
    run = tilikartta("map", archive, "-m", copy / "member" / "mapping.yaml", "-o", copy / "z.xlsx")
    assert run.exit_code == 0, run.output
    assert verify_report(copy / "z.xlsx").findings == ()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("vienti/paivakirja.csv", "x")
    assert {one.code for one in verify_report(copy / "z.xlsx").findings} == {"TK672"}


def test_command_says_it_and_exits(copy):
    run = tilikartta("--lang", "en", "verify", copy / "r.xlsx", copy)
    assert run.exit_code == 0
    assert "belong together." in run.output
    (copy / "member" / "2025" / "alkusaldot.csv").write_text("x", encoding="utf-8")
    run = tilikartta("verify", copy / "r.xlsx", copy, "--json")
    assert run.exit_code == 1
    document = json.loads(run.output)
    assert [one["state"] for one in document["files"] if one["path"] == "alkusaldot.csv"] == ["changed"]
    assert [one["code"] for one in document["findings"]] == ["TK672"]


def test_files_of_one_name_are_told_apart_by_their_member(tmp_path):
    """Was a fault: whose 2025.csv had changed was not told, and two ledgers in each other's place went unnoticed."""
    home = tmp_path / "liitto"
    for name, euros in (("aho", 7), ("koivu", 9)):
        (home / name).mkdir(parents=True)
        (home / name / "mapping.yaml").write_text('mapping: 1\nrules: [{when: "1", to: 1910}, {when: "3", to: 3310}]\n', "utf-8")
        rows = f"Pvm;Tosite;Tili;Debet;Kredit\n2025-03-01;1;1;{euros},00;\n2025-03-01;1;3;;{euros},00\n"
        (home / name / "2025.csv").write_text(rows, "utf-8")
    for name in ("r.xlsx", "r.html", "r.json"):
        assert tilikartta("compare", home, "-o", tmp_path / name).exit_code == 0
        assert {one.ingredient.path for one in verify_report(tmp_path / name, [home]).files} >= {"aho/2025.csv", "koivu/2025.csv"}
    assert verify_report(tmp_path / "r.xlsx", [home]).findings == ()
    (home / "aho" / "2025.csv").rename(home / "x")
    (home / "koivu" / "2025.csv").rename(home / "aho" / "2025.csv")
    (home / "x").rename(home / "koivu" / "2025.csv")
    found = verify_report(tmp_path / "r.xlsx", [home])
    assert [one.ingredient.path for one in found.files if one.state == "changed"] == ["aho/2025.csv", "koivu/2025.csv"]
