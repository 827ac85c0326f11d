"""From every figure of a federation's workbook to the accounts that it is made of, told from the written file alone."""

import re
from pathlib import Path
from typing import Any

import pytest
from comparisons import Settings, invented_comparison
from openpyxl import Workbook, load_workbook

from tilikartta.reports.federation import write_federation
from tilikartta.reports.federation_sheets import statement as statement_module
from tilikartta.reports.federation_sheets.grid import FIRST, HEADS
from tilikartta.reports.federation_sheets.plan import ACCOUNTS_FIRST, Plan

CRITERION = re.compile(r"'(Tilit[ 0-9]*)'!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+),\"([^\"]*)\"")
SUMS = ("Tuotot yhteensä", "Kulut yhteensä")  # of a class: their parts lead to the accounts
EXCEL_LINKS = 65_530


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("liitto") / "liitto.xlsx"
    write_federation(invented_comparison(Settings(members=8, accounts=24)), path)
    return path


def target_of(cell: Any, book: Workbook) -> Any:
    title, place = cell.hyperlink.location.rsplit("!", 1)
    return book[title.strip("'")][place]


def faults(sheet: str, path: Path) -> tuple[int, list[str]]:
    """Figures summed over accounts that do not lead to one of them, and how many were looked at."""
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)
    found, seen = [], 0
    for row in formulas[sheet].iter_rows(min_row=6, min_col=2):
        for cell in row:
            name = formulas[sheet].cell(cell.row, 1).value
            criteria = CRITERION.findall(str(cell.value))
            if not criteria or not values[sheet][cell.coordinate].value or name in SUMS:
                continue
            seen += 1
            if cell.hyperlink is None:
                found.append(f"{cell.coordinate} {name}: leads nowhere")
                continue
            account = target_of(cell, values)
            if cell.hyperlink.location in str(cell.value):  # the result of the year, which no account holds yet
                continue
            fits = [
                account.parent.title == title and int(low) <= account.row <= int(high)
                and str(account.parent[f"{column}{account.row}"].value) == text
                for title, column, low, high, text in criteria
            ]  # fmt: skip
            if not all(fits):
                found.append(f"{cell.coordinate} {name}: leads to {account.coordinate}, which it is not made of")
    return seen, found


@pytest.mark.parametrize(
    ("sheet", "least"), [("Tuloslaskelma", 90), ("Tase", 60), ("Lajit jäsenittäin", 60), ("Avustukset", 5), ("matrix", 20)]
)
def test_every_figure_leads_to_an_account_that_it_is_made_of(path: Path, sheet: str, least: int) -> None:
    names = {"matrix": "Kululajit × toiminnot"}
    seen, found = faults(names.get(sheet, sheet), path)
    assert found == []
    assert seen > least


@pytest.mark.parametrize("sheet", ["Tuloslaskelma", "Lajit jäsenittäin", "Avustukset"])
def test_a_link_to_the_account_beside_is_seen(tmp_path: Path, sheet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    straight = Plan.account_cell
    monkeypatch.setattr(Plan, "account_cell", lambda self, index: straight(self, max(index - 1, 0)))
    write_federation(invented_comparison(Settings(members=8, accounts=24)), tmp_path / "x.xlsx")
    assert faults(sheet, tmp_path / "x.xlsx")[1]


def test_members_of_development_and_of_the_comparison_with_others_lead_to_their_accounts(path: Path) -> None:
    book = load_workbook(path, data_only=True)
    names = {str(cell.value) for cell in book["Tuloslaskelma"][HEADS] if cell.value} & {
        str(cell.value) for cell in book["Tilit"]["A"][ACCOUNTS_FIRST - 1 :]
    }
    assert len(names) == 7
    for title, times in (("Kehitys", 5), ("Vertailu", 1)):
        led = [cell for (cell,) in book[title].iter_rows(min_row=8, max_col=1) if cell.value in names]
        assert len(led) == times * len(names)
        figures = [one for cell in led for one in book[title][cell.row][1:3] if title == "Kehitys" and one.value != "–"]
        for cell in [*led, *figures]:
            account = target_of(cell, book)
            assert account.parent.title == "Tilit"
            assert account.parent.cell(account.row, 1).value == book[title].cell(cell.row, 1).value
            if cell in figures:
                assert str(account.parent.cell(account.row, 2).value) == book[title].cell(5, cell.column).value
    measures = [cell for (cell,) in book["Vertailu"].iter_rows(min_row=10, max_col=1) if cell.value not in names]
    linked = [cell for cell in measures if cell.hyperlink]
    assert len(linked) > 10
    assert all(target_of(cell, book).value == cell.value for cell in linked)


def test_there_are_never_more_links_than_a_sheet_takes_and_the_newest_figures_have_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit itself is of Excel; here it is made small."""
    assert statement_module.MOST_LINKS + 2_000 < EXCEL_LINKS, "room for the heads and for the names of the lines"
    monkeypatch.setattr(statement_module, "MOST_LINKS", 50)
    write_federation(invented_comparison(Settings(members=8, accounts=24)), tmp_path / "x.xlsx")
    sheet = load_workbook(tmp_path / "x.xlsx")["Tuloslaskelma"]
    years = [row for row in range(FIRST, sheet.max_row + 1) if str(sheet.cell(row, 1).value) in ("2025", "2024")]
    linked = [cell.row for row in sheet.iter_rows(min_row=FIRST, min_col=2) for cell in row if cell.hyperlink]
    assert len(linked) == 50
    assert max(linked) < years[1]
