"""What the sheets of measures share: their top, cells of numbers that are not money, and what is not available."""

from collections.abc import Sequence
from copy import copy
from decimal import Decimal
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.worksheet.pagebreak import Break

from tilikartta.messages import label
from tilikartta.reports.book import Book, Page
from tilikartta.reports.view import View
from tilikartta.statements.terms import labels

HEADER = 5
PROSE, BOLD = 1.15, 0.92  # letters in the width of a digit
_MINUS = '"\u2212"'


def number_format(unit: str, lang: str) -> str:
    """The format of a cell in a unit: percent, ratio, months, or count (a number as it is)."""
    text = {"percent": "%" if lang == "en" else "\u00a0%", "months": f"\u00a0{label('report.months', lang)}"}.get(unit, "")
    digits = {"percent": "#,##0.0", "months": "#,##0.0", "ratio": "#,##0.00"}.get(unit, "#,##0.##")
    tail = f'"{text}"' if text else ""
    return f"{digits}{tail};{_MINUS}{digits}{tail}"


def number(book: Book, page: Page, row: int, column: int, value: Decimal | int, unit: str) -> None:
    """A number that is not money, written as its digits: no float takes part."""
    cell: Any = page.sheet.cell(row, column)
    cell._value, cell.data_type = f"{value:f}" if isinstance(value, Decimal) else str(value), "n"
    cell._style = copy(book.look("euro"))
    whole = unit == "count" and value == int(value)
    cell.number_format = "#,##0" if whole else number_format(unit, book.words.lang)


def not_available(book: Book, page: Page, row: int, column: int) -> None:
    """The words in place of a figure. Never 0."""
    cell = book.text(page, row, column, label("measure.not_available", book.words.lang), "note")
    cell._style = copy(cell._style)  # shared by all cells that look alike
    cell.alignment = Alignment(horizontal="right", vertical="top", wrap_text=True, indent=1)


def period_labels(view: View) -> dict[int, str]:
    """Names of the printed periods as the statements' library calls them, newest first."""
    names = labels(view.contents.mapped)
    return {index: names[index] for index in view.periods if index < len(names)}


def fit(book: Book, page: Page, row: int, texts: Sequence[tuple[str, float]], name: str = "", width: float = 1) -> None:
    """Height for a row of long texts and its name: prose is narrower than the digits that widths are counted in, bold wider."""
    book.fit(page, row, [(name, width * BOLD), *((text, room * PROSE) for text, room in texts)])


def new_page(page: Page, row: int) -> None:
    """What begins at the row begins a new page of paper."""
    page.sheet.row_breaks.append(Break(id=row - 1))


def over(book: Book, page: Page, row: int, text: str, widths: Sequence[float], style: str = "note") -> None:
    """A sentence over the whole width of the table."""
    book.text(page, row, 1, text, style)
    page.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
    fit(book, page, row, [(text, sum(widths))])


def heading(book: Book, page: Page, row: int, text: str, columns: int) -> None:
    """A heading ruled over the whole width of the table."""
    for column in range(1, columns + 1):
        book.text(page, row, column, text if column == 1 else "", "heading")
    page.sheet.row_dimensions[row].height = 20


def finish(book: Book, page: Page, widths: Sequence[float], *, frozen: str, repeat: str) -> None:
    """Widths, frozen heading and print set-up."""
    book.widths(page, widths)
    page.sheet.freeze_panes = frozen
    book.print_setup(page, landscape=True, repeat=repeat)
