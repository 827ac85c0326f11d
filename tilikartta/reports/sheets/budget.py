"""Budget and actual of the newest year, line by line, and under it the accounts of the budget that the lines add up."""

from copy import copy
from fractions import Fraction
from typing import Any

from openpyxl.utils import get_column_letter as letter

from tilikartta.model.measures import rounded
from tilikartta.reports.book import EURO_WIDTH, Book, Page, address
from tilikartta.reports.lines import Row, income_rows
from tilikartta.reports.sheets.measured import HEADER, heading, over
from tilikartta.reports.sheets.statement import Printed
from tilikartta.reports.view import View
from tilikartta.statements.budget import ACTUAL, BUDGET, Budget

NAME = 50
PLANNED, CAME, DIFFERENCE, USED = 2, 3, 4, 5
WIDTHS = (NAME, EURO_WIDTH, EURO_WIDTH, EURO_WIDTH, 12)
# On the rows of accounts: number and name, universal account, line id, amount.
ACCOUNT, AMOUNT, LINE = 1, 2, 3
_STYLE = {"heading": "line_group", "leaf": "line", "sub": "line", "difference": "line", "running": "line_sum"}
_EURO = {"leaf": "euro", "sub": "euro_sub", "difference": "euro", "running": "euro_sum"}


class _Sheet:
    """Where things stand."""

    def __init__(self, book: Book, view: View, budget: Budget, income: Printed) -> None:
        self.book, self.view, self.budget, self.income = book, view, budget, income
        self.page: Page = book.pages["budget"]
        self.rows = income_rows(budget.both)
        for number, row in enumerate(self.rows, start=HEADER + 1):
            row.number = number
        self.first = HEADER + len(self.rows) + 4
        self.last = self.first + max(len(budget.rows), 1) - 1

    def account_range(self, column: int) -> str:
        """The rows of accounts in one column."""
        return f"${letter(column)}${self.first}:${letter(column)}${self.last}"


def write_budget(book: Book, view: View, budget: Budget, income: Printed) -> None:
    """Write the sheet. Sums are live formulas down to the accounts of the budget and the cells of the income statement."""
    sheet, words = _Sheet(book, view, budget, income), view.words
    year = view.label(view.periods[0])
    book.top(sheet.page, words("sheet.budget"), words("budget.note", year=year))
    texts = [
        words("column.line"),
        words("budget.planned"),
        words("budget.actual"),
        words("budget.difference"),
        words("budget.used"),
    ]
    book.headings(sheet.page, HEADER, texts, [False, *[True] * 4], tall=False)
    for row in sheet.rows:
        _line(sheet, row)
    over(book, sheet.page, HEADER + len(sheet.rows) + 1, words("budget.signs"), WIDTHS)
    _accounts(sheet)
    book.widths(sheet.page, WIDTHS)
    sheet.page.sheet.freeze_panes = f"B{HEADER + 1}"
    book.print_setup(sheet.page, landscape=False, repeat=f"{HEADER}:{HEADER}")


def _line(sheet: _Sheet, row: Row) -> None:
    """Name, budget, actual, difference and how much of the budget is used."""
    book, page, words = sheet.book, sheet.page, sheet.view.words
    name = words.of(row.line.name)
    if row.kind in ("sub", "difference"):
        name = words(f"row.{row.kind}", name=name)
    book.text(page, row.number, 1, name, _STYLE[row.kind], row.depth + (1 if row.kind == "difference" else 0))
    if row.kind == "heading":
        return
    planned, came = (sheet.budget.both.amounts[row.line.id][index] for index in (BUDGET, ACTUAL))
    style = _EURO[row.kind]
    book.formula(page, row.number, PLANNED, _planned(sheet, row), planned, style)
    book.formula(page, row.number, CAME, _came(sheet, row), came, style)
    live = f"=ROUND({letter(CAME)}{row.number}-{letter(PLANNED)}{row.number},2)"
    book.formula(page, row.number, DIFFERENCE, live, came - planned, style)
    if planned:
        _used(book, page, row.number, came, planned)


def _used(book: Book, page: Page, row: int, came: int, planned: int) -> None:
    """How much of the budget came true, as a percentage."""
    live = f"=ROUND({letter(CAME)}{row}/{letter(PLANNED)}{row},3)"
    book.formula(page, row, USED, live, 0)
    cell: Any = page.sheet.cell(row, USED)
    page.stored[cell.coordinate] = f"{rounded(Fraction(came, planned), 3):f}"
    cell._style = copy(cell._style)  # shared by all cells that look alike
    cell.number_format = "0.0%" if book.words.lang == "en" else "0.0\u00a0%"


def _planned(sheet: _Sheet, row: Row) -> str:
    if row.kind == "leaf":
        return f'=ROUND(SUMIFS({sheet.account_range(AMOUNT)},{sheet.account_range(LINE)},"{row.line.id}"),2)'
    return _parts(row, PLANNED)


def _came(sheet: _Sheet, row: Row) -> str:
    """The cell of the income statement; a line that it does not print has no figure."""
    if row.kind != "leaf":
        return _parts(row, CAME)
    printed = sheet.income.by_line.get(row.line.id)
    if printed is None:
        return "=0"
    column = sheet.income.columns[sheet.view.periods[0]] - (1 if printed.side else 0)
    return f"={address(sheet.book.title('income'), f'{letter(column)}{printed.number}')}"


def _parts(row: Row, column: int) -> str:
    cells = "+".join(f"{letter(column)}{part.number}" for part in row.parts)
    return f"=ROUND({cells or '0'},2)"


def _accounts(sheet: _Sheet) -> None:
    """The accounts of the budget: what the lines above add up."""
    book, page, words = sheet.book, sheet.page, sheet.view.words
    heading(book, page, sheet.first - 2, words("budget.accounts"), len(WIDTHS))
    texts = [words("column.account"), words("budget.planned"), words("column.line_id"), words("column.universal")]
    book.headings(page, sheet.first - 1, texts, [False, True, False, False], tall=False)
    for number, row in enumerate(sheet.budget.rows.to_dict("records"), start=sheet.first):
        book.text(page, number, ACCOUNT, f"{row['account']} {row['account_name']}".strip(), "line", 1)
        book.euro(page, number, AMOUNT, int(row["amount"]))
        book.text(page, number, LINE, str(row["line"]), "code")
        book.text(page, number, LINE + 1, str(row["universal"]), "code")
