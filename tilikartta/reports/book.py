"""A workbook in the making: cells with the right kind, formulas with their stored values, links, print set-up."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from textwrap import wrap
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from tilikartta.messages.numbers import plain
from tilikartta.reports.bulk import Rows
from tilikartta.reports.cell_links import CellLinks
from tilikartta.reports.seal import Seal
from tilikartta.reports.styles import add_styles
from tilikartta.reports.words import Words, clean, looks_like_formula

EURO_WIDTH = 15
LINE_HEIGHT = 13.5  # points of one line of text


@dataclass
class Page:
    """One sheet with what openpyxl cannot hold: stored values of formulas, rows and links in bulk, numbers as text."""

    sheet: Worksheet
    stored: dict[str, str] = field(default_factory=dict)
    rows: Rows | None = None
    number_texts: list[str] = field(default_factory=list)
    links: CellLinks = field(default_factory=CellLinks)

    @property
    def name(self) -> str:
        """The sheet's title."""
        return str(self.sheet.title)


def address(sheet: str, cell: str) -> str:
    """A reference to a cell or range of another sheet, for formulas and links."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"


class Book:
    """The workbook and its pages in order."""

    def __init__(self, words: Words, organisation: str, seal: Seal | None = None) -> None:
        self.words = words
        self.seal = seal
        self.organisation = organisation
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        self.styles = add_styles(self.workbook, words)
        self.pages: dict[str, Page] = {}
        self._looks: dict[tuple[str, bool, int], Any] = {}

    def add(self, key: str, title: str | None = None) -> Page:
        """A new page at the end; ``key`` names its title among the words."""
        page = Page(self.workbook.create_sheet(clean(title or self.words(f"sheet.{key}"))[:31]))
        self.pages[key] = page
        return page

    def title(self, key: str) -> str:
        """The title of a page."""
        return self.pages[key].name

    def look(self, style: str, quoted: bool = False, indent: int = 0) -> Any:
        """The style array of a cell: made once, shared by all cells that look alike."""
        key = (style, quoted, indent)
        if key not in self._looks:
            scratch: Any = Cell(self.workbook.worksheets[0], row=1, column=1)
            scratch.style = self.styles[style]
            if indent:
                alignment = copy(scratch.alignment)
                alignment.indent, alignment.horizontal = indent, "left"
                scratch.alignment = alignment
            if quoted:
                scratch.quotePrefix = True
            self._looks[key] = scratch._style
        return self._looks[key]

    def text(self, page: Page, row: int, column: int, text: object, style: str = "text", indent: int = 0) -> Any:
        """A text, always as text: what begins like a formula keeps its first sign and is marked as quoted."""
        cell: Any = page.sheet.cell(row, column)
        value = clean(str(text))
        cell._value, cell.data_type = (value, "s") if value else (None, "n")
        cell._style = self.look(style, looks_like_formula(value), indent)
        return cell

    def link(self, page: Page, row: int, column: int, text: str, target: str, style: str = "link", indent: int = 0) -> None:
        """A text that leads to another cell of this workbook."""
        cell = self.text(page, row, column, text, style, indent)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)

    def file_link(self, page: Page, row: int, column: int, text: str, target: str, style: str = "link") -> None:
        """A text that leads to another file, by its way from this one."""
        cell = self.text(page, row, column, text, style)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, target=target)

    def euro(self, page: Page, row: int, column: int, cents: int, style: str = "euro") -> None:
        """An amount, written as the digits of its cents: no float takes part."""
        cell: Any = page.sheet.cell(row, column)
        cell._value, cell.data_type, cell._style = plain(cents), "n", self.look(style)

    def formula(self, page: Page, row: int, column: int, formula: str, cents: int, style: str = "euro") -> None:
        """A live formula (with its ``=``) and the amount that it gives, which is stored beside it."""
        cell: Any = page.sheet.cell(row, column)
        cell._value, cell.data_type, cell._style = formula, "f", self.look(style)
        page.stored[cell.coordinate] = plain(cents)

    def count(self, page: Page, row: int, column: int, value: int) -> None:
        """A whole number that is not money."""
        cell: Any = page.sheet.cell(row, column, value)
        cell._style = self.look("count")

    def day(self, page: Page, row: int, column: int, value: date | None) -> None:
        """A date."""
        cell: Any = page.sheet.cell(row, column, value)
        cell._style = self.look("day")

    def headings(self, page: Page, row: int, texts: Sequence[str], right: Sequence[bool], *, tall: bool = True) -> None:
        """A heading row of a table; ``tall`` has room for two lines."""
        for offset, (text, to_right) in enumerate(zip(texts, right, strict=True)):
            self.text(page, row, 1 + offset, text, "column_right" if to_right else "column")
        page.sheet.row_dimensions[row].height = (2 if tall else 1) * LINE_HEIGHT + 1

    def title_heights(self, page: Page) -> None:
        """Room for the larger letters of the first two rows."""
        page.sheet.row_dimensions[1].height, page.sheet.row_dimensions[2].height = 26, 18

    def fit(self, page: Page, row: int, texts: Iterable[tuple[str, float]]) -> None:
        """Height for a row of wrapped texts, each with the width of its column: not every program finds it by itself."""
        lines = max((_lines(text, width) for text, width in texts), default=1)
        if lines > 1:
            page.sheet.row_dimensions[row].height = LINE_HEIGHT * lines + 1

    def widths(self, page: Page, widths: Sequence[float]) -> None:
        """Column widths in characters."""
        for index, width in enumerate(widths, start=1):
            page.sheet.column_dimensions[letter(index)].width = width

    def top(self, page: Page, title: str, note: str = "") -> None:
        """Rows 1 to 3 of a list: its name, what it is, and the way back."""
        self.text(page, 1, 1, title, "title")
        self.text(page, 2, 1, note, "subtitle")
        self.title_heights(page)
        self.link(page, 3, 1, f"← {self.title('summary')}", address(self.title("summary"), "A1"), "back")

    def print_setup(self, page: Page, *, landscape: bool, repeat: str = "") -> None:
        """A4, fitted to the width, headings repeated, page numbers, organisation and sheet in the footer."""
        sheet: Any = page.sheet
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.7
        footer = sheet.oddFooter
        footer.left.text = clean(self.organisation)[:60].replace("&", "&&")
        footer.center.text = "&A"
        footer.right.text = "&P / &N"
        if repeat:
            sheet.print_title_rows = repeat
        sheet.sheet_view.showGridLines = False


def _lines(text: str, width: float) -> int:
    """How many lines a wrapped text takes."""
    return sum(max(1, len(wrap(part, max(int(width), 1)))) for part in text.split("\n"))
