"""``compare --member-reports``: every account of every member leads to its own entries, and nothing leads nowhere."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from comparisons import Settings, invented_comparison
from federations import write_six_members
from openpyxl import Workbook, load_workbook
from test_federation_recalculation import differing
from test_reports_recalculation import SOFFICE, recalculate

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.comparison.contents import ROW_KEY, Comparison
from tilikartta.comparison.gather import Wanted, compare
from tilikartta.definitions.federation_file import load_federation
from tilikartta.reports import member_reports
from tilikartta.reports.federation import write_federation
from tilikartta.reports.federation_sheets import plan as plan_module
from tilikartta.reports.federation_sheets.plan import ACCOUNTS_FIRST, Plan
from tilikartta.reports.member_reports import write_member_reports
from tilikartta.reports.verify import verify_report

EXCEL_LINKS = 65_530
Row = dict[str, Any]


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = write_six_members(tmp_path_factory.mktemp("kuusi") / "liitto").folder
    return compare(load_federation(folder)[0], Wanted(processes=1))


def accounts(book: Workbook) -> list[Row]:
    """Rows of the sheets of accounts, each with the links of its cells."""
    found = []
    for sheet in book:
        if sheet.title.startswith("Tilit"):
            heads = [str(cell.value) for cell in sheet[ACCOUNTS_FIRST - 1]]
            for cells in sheet.iter_rows(min_row=ACCOUNTS_FIRST):
                row: Row = dict(zip(heads, (cell.value for cell in cells), strict=True))
                found.append(row | {"links": [cell.hyperlink for cell in cells if cell.hyperlink], "sheet": sheet.title})
    return found


def faults(path: Path) -> list[str]:
    """Accounts that do not lead to themselves, told from the written files alone."""
    found, opened = [], dict[str, Workbook]()
    for row in accounts(load_workbook(path)):
        who = f"{row['Jäsen']} {row['Vuosi']} {row['Oma tili']}"
        if len(row["links"]) != 1:
            found.append(f"{who}: {len(row['links'])} links")
            continue
        link = row["links"][0]
        file = path.parent / unquote(link.target)
        if str(file) not in opened:
            opened[str(file)] = load_workbook(file)
        title, cell = link.location.rsplit("!", 1)
        sheet = opened[str(file)][title.strip("'")]
        heads = {str(one.value): one.column for one in sheet[5]}
        at = sheet[cell].row
        if str(sheet.cell(at, heads["Oma tili"]).value) != str(row["Oma tili"]):
            found.append(f"{who}: leads to {title} {cell}: {sheet.cell(at, heads['Oma tili']).value}")
        elif sheet.title.startswith("Tapahtumat"):
            if sheet.cell(at, heads["Päivä"]).value.year != int(row["Vuosi"]) or not row["Vientejä"]:
                found.append(f"{who}: leads to another year")
            before = [sheet.cell(at - 1, heads[name]).value for name in ("Oma tili", "Yleinen tili", "Päivä")]
            if before[:2] == [row["Oma tili"], row["Yleinen tili"]] and before[2].year == int(row["Vuosi"]):
                found.append(f"{who}: not the first of its entries")
        elif row["Vientejä"]:
            found.append(f"{who}: has entries and leads to {title}")
    return found


def written(six: Comparison, folder: Path, **given: Any) -> Path:
    write_federation(write_member_reports(six, folder / "vertailu-jäsenet", **given), folder / "vertailu.xlsx")
    return folder / "vertailu.xlsx"


def test_every_account_leads_to_the_first_of_its_entries_of_that_year(six: Comparison, tmp_path: Path) -> None:
    path = written(six, tmp_path)
    assert faults(path) == []
    rows = accounts(load_workbook(path))
    assert len(rows) == len(six.accounts) > 60
    assert {row["links"][0].location.split("!")[0] for row in rows} == {"'Tapahtumat'", "'Tilit'"}
    assert verify_report(path, [Path(six.federation.folder)]).whole


@pytest.mark.parametrize("last_row", [9, 14])
def test_entries_on_many_sheets(six: Comparison, tmp_path: Path, last_row: int) -> None:
    path = written(six, tmp_path, last_row=last_row)
    assert faults(path) == []
    assert len({row["links"][0].location.split("!")[0] for row in accounts(load_workbook(path))}) > 5


def shifted(cells: dict[tuple[str, ...], str]) -> dict[tuple[str, ...], str]:
    """Every place is one row too low."""
    return {key: re.sub(r"[0-9]+$", lambda match: str(int(match[0]) + 1), place) for key, place in cells.items()}


def turned(cells: dict[tuple[str, ...], str]) -> dict[tuple[str, ...], str]:
    """Every row's place is that of the row before."""
    places = list(cells.values())
    return dict(zip(cells, [places[-1], *places[:-1]], strict=True))


@pytest.mark.parametrize("wrong", [shifted, turned])
def test_a_shifted_row_is_seen(six: Comparison, tmp_path: Path, wrong: Callable[..., Any], monkeypatch: Any) -> None:
    straight = member_reports._cells
    monkeypatch.setattr(member_reports, "_cells", lambda *given: wrong(straight(*given)))
    found = faults(written(six, tmp_path))
    assert len(found) > 20


def test_a_row_of_the_comparison_beside_its_own_is_seen(six: Comparison, tmp_path: Path, monkeypatch: Any) -> None:
    straight = Plan.entries_of
    monkeypatch.setattr(Plan, "entries_of", lambda self, index: straight(self, max(index - 1, 0)))
    assert len(faults(written(six, tmp_path))) > 20


def test_links_are_relative_and_name_no_folder_of_this_computer(six: Comparison, tmp_path: Path) -> None:
    path = written(six, tmp_path)
    with zipfile.ZipFile(path) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
        number = load_workbook(path, read_only=True).sheetnames.index("Tilit") + 1
        relations = package.read(f"xl/worksheets/_rels/sheet{number}.xml.rels").decode()
    assert str(tmp_path).encode() not in whole
    assert relations.count("Target=") == len(six.counted), "a file is one relationship, however many accounts lead to it"
    assert 'Target="vertailu-j%C3%A4senet/aho.xlsx"' in relations


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed: nobody else reads the links")
def test_another_program_reads_the_same_links_and_counts_the_same(six: Comparison, tmp_path: Path) -> None:
    path = written(six, tmp_path)
    assert differing(path, tmp_path) == {}
    read = accounts(load_workbook(recalculate(path, tmp_path)))
    own = accounts(load_workbook(path))
    assert len(read) == len(own)
    for other, row in zip(read, own, strict=True):
        (link,), (wanted,) = other["links"], row["links"]
        target, place = unquote(link.target).removeprefix("../"), link.location
        assert (target, place) == (unquote(wanted.target), wanted.location)


def test_same_comparison_same_bytes(six: Comparison, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first, second = (written(six, tmp_path / name) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_without_member_reports_nothing_leads_to_a_file(six: Comparison, tmp_path: Path) -> None:
    write_federation(six, tmp_path / "vertailu.xlsx")
    with zipfile.ZipFile(tmp_path / "vertailu.xlsx") as package:
        assert not [name for name in package.namelist() if b'TargetMode="External"' in package.read(name)]
    assert not any(row["links"] for row in accounts(load_workbook(tmp_path / "vertailu.xlsx")))


def test_a_workbook_that_cannot_be_written_is_told_and_nothing_leads_to_it(six: Comparison, tmp_path: Path) -> None:
    """A folder stands where the file should: what an open workbook is on Windows. Was a fault: the whole run ended."""
    (tmp_path / "vertailu-jäsenet" / "lehto.xlsx").mkdir(parents=True)
    led = write_member_reports(six, tmp_path / "vertailu-jäsenet")
    assert [(one.code, one.data["member_id"]) for one in led.findings if one not in six.findings] == [("TK726", "lehto")]
    assert str(tmp_path) not in str(led.findings)
    write_federation(led, tmp_path / "vertailu.xlsx")
    book = load_workbook(tmp_path / "vertailu.xlsx")
    name = led.told_names["lehto"]
    assert {bool(row["links"]) for row in accounts(book) if row["Jäsen"] == name} == {False}
    assert {bool(row["links"]) for row in accounts(book) if row["Jäsen"] != name} == {True}
    files = {cell.hyperlink.target for sheet in book for row in sheet.iter_rows() for cell in row
             if cell.hyperlink and cell.hyperlink.target}  # fmt: skip
    assert len(files) == 5
    assert all((tmp_path / unquote(file)).is_file() for file in files)
    texts = [str(cell.value) for row in book["Lähteet"].iter_rows() for cell in row]
    assert any(text.startswith("tilikartta report lehto/") for text in texts), "its command stands where its link would"


def test_a_member_that_cannot_be_read_again_is_told(six: Comparison, tmp_path: Path, monkeypatch: Any) -> None:
    straight = member_reports.read_years

    def gone(member: Any, *given: Any) -> Any:
        if member.id == "tupa":
            raise ZeroDivisionError(str(tmp_path))
        return straight(member, *given)

    monkeypatch.setattr(member_reports, "read_years", gone)
    led = write_member_reports(six, tmp_path / "x")
    assert set(led.entry_cells) == {one.member.id for one in six.counted} - {"tupa"}
    assert [one.data["reason"] for one in led.findings if one.code == "TK726"] == ["ZeroDivisionError"]


def test_the_command_ends_with_one_when_a_workbook_is_missing(tmp_path: Path, capsys: Any) -> None:
    write_six_members(tmp_path / "liitto")
    (tmp_path / "v-jasenet" / "lehto.xlsx").mkdir(parents=True)
    given = ["--lang", "fi", "compare", str(tmp_path / "liitto"), "-o", str(tmp_path / "v.xlsx"), "--member-reports", "--force"]
    assert run_guarded(app, given) == 1
    assert "TK726" in capsys.readouterr().err
    assert (tmp_path / "v.xlsx").is_file()


def test_accounts_go_on_in_a_next_sheet_before_the_links_are_too_many(tmp_path: Path, monkeypatch: Any) -> None:
    """The limit itself is of Excel; here it is made small."""
    assert plan_module.MOST_LINKED - ACCOUNTS_FIRST + 2 < EXCEL_LINKS
    monkeypatch.setattr(plan_module, "MOST_LINKED", 60)
    comparison = invented_comparison(Settings(accounts=18))
    keys = zip(*(comparison.accounts[name].tolist() for name in ("member", *ROW_KEY)), strict=True)
    cells: dict[str, dict[tuple[str, ...], str]] = {}
    for number, (member, *key) in enumerate(keys):
        cells.setdefault(member, {})[tuple(key)] = f"'Tapahtumat'!A{number}"
    led = replace(comparison, member_reports="jäsenet", entry_cells=cells)
    write_federation(led, tmp_path / "v.xlsx")
    rows = accounts(load_workbook(tmp_path / "v.xlsx"))
    assert [row["links"][0].location for row in rows] == [f"'Tapahtumat'!A{number}" for number in range(len(rows))]
    assert len(rows) == len(comparison.accounts)
    sheets = [row["sheet"] for row in rows]
    assert len(set(sheets)) > 2
    assert max(sheets.count(sheet) for sheet in sheets) <= 60 - ACCOUNTS_FIRST + 1
    write_federation(comparison, tmp_path / "w.xlsx")
    assert {row["sheet"] for row in accounts(load_workbook(tmp_path / "w.xlsx"))} == {"Tilit"}


@pytest.mark.parametrize(
    ("member", "file"),
    [("aho", "aho.xlsx"), ("../ulos", "..%2Fulos.xlsx"), ("a:b?*", "a%3Ab%3F%2A.xlsx"), ("con", "%63on.xlsx"),
     ("Åbo", "Åbo.xlsx"), ("com1.x", "%63om1.x.xlsx"), ("concert", "concert.xlsx"), ("a\tb", "a%09b.xlsx"),
     ("50%", "50%25.xlsx")],
)  # fmt: skip
def test_every_id_has_a_file_that_every_system_takes(member: str, file: str) -> None:
    assert Comparison.report_file(member) == file


def test_ids_that_differ_in_capitals_never_share_a_workbook(six: Comparison, tmp_path: Path) -> None:
    results = [replace(one, member=replace(one.member, id="AHO")) if one.member.id == "tupa" else one for one in six.results]
    led = write_member_reports(replace(six, results=tuple(results)), tmp_path / "x")
    assert [(one.code, one.data["member_id"]) for one in led.findings if one.code == "TK727"] == [("TK727", "AHO")]
    assert "AHO" not in led.entry_cells
    assert "aho" in led.entry_cells
