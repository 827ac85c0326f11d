"""Functional matrix: natures down, functions across, a block per period; sums are live, leaves are amounts."""

from typing import Any

from openpyxl.utils import get_column_letter as letter

from tilikartta.messages import label
from tilikartta.reports.book import Book, Page, address
from tilikartta.reports.measures import Measures
from tilikartta.reports.sheets.measured import HEADER, finish, heading, new_page, period_labels
from tilikartta.reports.sheets.statement import Printed, result_cell
from tilikartta.reports.view import View
from tilikartta.statements.matrix import SIDES, Matrix

NAME, AMOUNT = 40, 16
ROWS_ON_A_PAGE = 31


class _Sheet:
    """The sheet and the row that comes next."""

    def __init__(self, book: Book, view: View, functions: tuple[str, ...]) -> None:
        self.book, self.view, self.functions = book, view, functions
        self.page: Page = book.pages["matrix"]
        self.total = 2 + len(functions)
        self.row = self.page_began = HEADER + 1

    def make_room(self, rows: int) -> None:
        """Begin a new page of paper where a block would be cut in two."""
        if self.row > self.page_began and self.row + rows - self.page_began > ROWS_ON_A_PAGE:
            new_page(self.page, self.row)
            self.page_began = self.row


def write_matrix(book: Book, view: View, measures: Measures, income: Printed) -> None:
    """Write the sheet."""
    words, whole = view.words, measures.matrices[0]
    sheet = _Sheet(book, view, whole.functions)
    book.top(sheet.page, words("sheet.matrix"), words("matrix.note"))
    texts = [words("column.nature"), *map(words.function, sheet.functions), label("measure.total", words.lang)]
    book.headings(sheet.page, HEADER, texts, [False, *[True] * (len(texts) - 1)])
    for index, name in period_labels(view).items():
        for matrix in measures.matrices:
            title = view.label(index)
            if len(measures.matrices) > 1:
                title += f" · {label(f'matrix.restriction.{matrix.restriction}', words.lang)}"
            held = matrix.frame[matrix.frame["period"] == name]
            sheet.make_room(len(held) + held["side"].nunique() + 3)
            heading(book, sheet.page, sheet.row, title, sheet.total)
            sheet.row += 1
            surplus = _block(sheet, matrix, name)
            if matrix is whole:
                _control(sheet, income, index, surplus)
            sheet.row += 1
    widths = (NAME, *[AMOUNT] * (sheet.total - 1))
    finish(book, sheet.page, widths, frozen=f"B{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def _block(sheet: _Sheet, matrix: Matrix, period: str) -> int:
    """One period: the sides with their sums, then the surplus, whose total (cents) is returned."""
    rows = matrix.frame[matrix.frame["period"] == period].to_dict("records")
    sums: list[int] = []
    totals = [0] * (sheet.total - 1)
    for side in SIDES:
        of_side = [row for row in rows if row["side"] == side]
        if of_side:
            part = _side(sheet, side, of_side)
            totals = [a + b for a, b in zip(totals, part, strict=True)]
            sums.append(sheet.row - 1)
    sheet.book.text(sheet.page, sheet.row, 1, sheet.view.words("matrix.surplus"), "line_total")
    for column, cents in enumerate(totals, start=2):
        cells = "+".join(f"{letter(column)}{row}" for row in sums) or "0"
        sheet.book.formula(sheet.page, sheet.row, column, f"=ROUND({cells},2)", cents, "euro_total")
    sheet.row += 1
    return totals[-1]


def _side(sheet: _Sheet, side: str, rows: list[dict[Any, Any]]) -> list[int]:
    """Income, expenses or appropriations: natures with their row sums, and the sum of the side by function."""
    book, page, lang = sheet.book, sheet.page, sheet.view.words.lang
    first, name = sheet.row, label(f"matrix.side.{side}", lang)
    totals = [0] * (sheet.total - 1)
    for row in rows:
        amounts = [int(row.get(function, 0)) for function in sheet.functions]
        book.text(page, sheet.row, 1, row[f"name_{lang}"], "line", 1)
        for column, cents in enumerate(amounts, start=2):
            if cents:  # a nature that a function does not have stays empty: most cells are
                book.euro(page, sheet.row, column, cents)
        whole = int(row["total"])
        if amounts:
            live = f"=ROUND(SUM(B{sheet.row}:{letter(sheet.total - 1)}{sheet.row}),2)"
            book.formula(page, sheet.row, sheet.total, live, whole, "euro_group")
        else:  # by nature alone
            book.euro(page, sheet.row, sheet.total, whole)
        totals = [a + b for a, b in zip(totals, [*amounts, whole], strict=True)]
        sheet.row += 1
    book.text(page, sheet.row, 1, name, "line_sum")
    for column, cents in enumerate(totals, start=2):
        live = f"=ROUND(SUM({letter(column)}{first}:{letter(column)}{sheet.row - 1}),2)"
        book.formula(page, sheet.row, column, live, cents, "euro_sum")
    sheet.row += 1
    return totals


def _control(sheet: _Sheet, income: Printed, period: int, surplus: int) -> None:
    """The matrix against the income statement, in the row under the surplus: their difference, which is 0."""
    book, page, words = sheet.book, sheet.page, sheet.view.words
    statement = sheet.view.contents.income
    cell = result_cell(income, period)
    target = address(book.title("income"), cell)
    book.link(page, sheet.row, 1, words("matrix.control"), target)
    result = statement.amounts[income.rows[-1].line.id][period]
    live = f"=ROUND({letter(sheet.total)}{sheet.row - 1}-{target},2)"
    book.formula(page, sheet.row, sheet.total, live, surplus - result)
    sheet.row += 1
