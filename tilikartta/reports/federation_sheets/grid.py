"""A sheet with members as columns: heads that stay in sight, statistics before the members, regions that fold, whole pages."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.pagebreak import Break, ColBreak

from tilikartta.comparison.statistics import spread
from tilikartta.reports.book import Page
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.sheets.measured import BOLD, PROSE

BAND, HEADS, BASES, WAYS, REPORTS = 5, 6, 7, 8, 9
FIRST = 10  # first row of figures
NAME, FIGURE, SEPARATOR = 44, 15.5, 4
PAPER = 135  # characters across an A4 page on its side, at full size
SCALE, SMALLEST = 62, 52  # per cent; below the smallest, members go on to the next page across
SPREAD = ("mean", "median", "q1", "q3")
_FORMULAS = {"mean": "AVERAGE({})", "median": "MEDIAN({})", "q1": "QUARTILE({},1)", "q3": "QUARTILE({},3)"}
_PARTS = {"mean": "mean", "median": "median", "q1": "lower", "q3": "upper"}
_DIGITS = {"euro": 2, "percent": 1, "months": 1, "ratio": 2}


class Grid:
    """The sheet. ``statistics``: which columns stand between the names and the members."""

    def __init__(self, book: FederationBook, plan: Plan, key: str, statistics: Iterable[str], name_width: float = NAME) -> None:
        self.book, self.plan, self.words = book, plan, plan.words
        self.page: Page = book.pages[key]
        self.statistics = tuple(statistics)
        self.first = 2 + len(self.statistics)
        self.last = self.first + plan.width - 1
        self.name_width = name_width

    def column(self, member: str) -> int:
        """The column of a member."""
        return self.first + self.plan.offsets[member]

    def statistic(self, key: str) -> int:
        """The column of a statistic."""
        return 2 + self.statistics.index(key)

    def span(self, row: int, *, absolute: bool = False) -> str:
        """All members of a row: ``I9:N9``. Names of regions between them are no figures, and no statistic counts them."""
        mark = "$" if absolute else ""
        return f"{mark}{letter(self.first)}{mark}{row}:{mark}{letter(self.last)}{mark}{row}"

    def cell(self, member: str, row: int) -> str:
        """A member's cell, as formulas of other sheets name it."""
        return f"'{self.page.name}'!{letter(self.column(member))}{row}"

    def head(self, title: str, subtitle: str, note: str, first_column: str) -> None:
        """The rows above the figures."""
        book, page, plan, words = self.book, self.page, self.plan, self.words
        book.top(page, title, subtitle)
        texts = [first_column, *(words(f"column.{one}") for one in self.statistics)]
        self._note(note)
        for row in (BAND, HEADS, BASES, WAYS, REPORTS):
            for column in range(1, self.last + 1):
                book.text(page, row, column, "", "column")
        for column, text in enumerate(texts, start=1):
            book.text(page, HEADS, column, text, "column_right" if column > 1 else "column")
        for member in plan.members:
            self._member(member.id, self.column(member.id))
        longest = [(name, (FIGURE - 2) * BOLD) for name in (*texts[1:], *(plan.names[one.id] for one in plan.members))]
        book.fit(page, HEADS, longest)
        book.fit(page, BASES, [(self._basis(member.id), FIGURE) for member in plan.members])
        # Under the names and not in them: a name that is a link does not wrap everywhere.
        page.sheet.row_dimensions[REPORTS].hidden = not any(plan.report_of(one.id) for one in plan.members)
        self._regions()

    def _note(self, note: str) -> None:
        texts = [note] if note else []
        if self.plan.mixed:
            texts.append(self.words("note.mixed"))
        text = " ".join(texts)
        # Not under the names: their column is repeated on every page, and a long text would be cut there.
        last = max(min(self.last, 11), 3)
        self.book.text(self.page, 4, 2, text, "note")
        self.page.sheet.merge_cells(start_row=4, start_column=2, end_row=4, end_column=last)
        self.book.fit(self.page, 4, [(text, FIGURE * (last - 1) * PROSE)])

    def _member(self, member: str, column: int) -> None:
        book, page, plan = self.book, self.page, self.plan
        target = plan.accounts_of(member)
        book.text(page, HEADS, column, plan.names[member], "column_right")
        if report := plan.report_of(member):
            book.file_link(page, REPORTS, column, self.words("head.entries"), report, "column_link")
        if target:
            book.link(page, WAYS, column, self.words("head.accounts"), target, "column_link")
        book.text(page, BASES, column, self._basis(member), "column_small")

    def _basis(self, member: str) -> str:
        """What keeps a member from being compared as it stands: its basis where members differ, and a year of another length."""
        plan, words = self.plan, self.words
        parts = [words(f"basis.{plan.results[member].member.basis}")] if plan.mixed else []
        newest = plan.comparison.year_of(member, plan.years[0]) if plan.years else None
        if newest is not None and newest.months not in (None, 12):
            parts.append(words("basis.months", months=newest.months))
        return ", ".join(parts)

    def _regions(self) -> None:
        """Names of regions over their members, whose columns fold."""
        plan, sheet = self.plan, self.page.sheet
        seen = ""
        for member in plan.members if plan.regions else ():
            column = self.column(member.id)
            sheet.column_dimensions[letter(column)].outlineLevel = 1
            name = member.region or self.words("region.none")
            if name != seen or not seen:
                seen = name
                self.book.text(self.page, BAND, column, name, "column_band")
                cell: Any = self.book.text(self.page, BAND, column - 1, name, "column_small")
                cell._style = copy(cell._style)
                cell.alignment = Alignment(text_rotation=90, vertical="bottom", horizontal="center", shrink_to_fit=True)
                sheet.merge_cells(start_row=BAND, start_column=column - 1, end_row=REPORTS, end_column=column - 1)
                sheet.column_dimensions[letter(column - 1)].width = SEPARATOR
        outline: Any = sheet.sheet_properties.outlinePr
        outline.summaryRight = False

    def spread(self, row: int, values: Mapping[str, int | None], unit: str, suffix: str = "") -> None:
        """Mean, median and quartiles of a row's members, live over their cells."""
        found = spread([value for value in values.values() if value is not None])
        for key in SPREAD:
            if key not in self.statistics:
                continue
            if found is None:
                self.book.absent(self.page, row, self.statistic(key))
                continue
            formula = f"=ROUND({_FORMULAS[key].format(self.span(row))},{_DIGITS[unit]})"
            self.book.live(self.page, row, self.statistic(key), formula, getattr(found, _PARTS[key]), unit, suffix)

    def heading(self, row: int, text: str) -> None:
        """The name of a block over the whole table."""
        for column in range(1, self.last + 1):
            self.book.text(self.page, row, column, text if column == 1 else "", "heading")
        self.page.sheet.row_dimensions[row].height = 20

    def name(self, row: int, text: str, style: str = "line", depth: int = 0, target: str = "") -> None:
        """The name of a row, leading somewhere where there is something to see."""
        width = (self.name_width - 2 * depth) * (BOLD if style != "line" else 1)
        if target:
            self.book.link(self.page, row, 1, text, target, "link" if style == "line" else style, depth)
        else:
            self.book.text(self.page, row, 1, text, style, depth)
        self.book.fit(self.page, row, [(text, width)])

    def fold(self, row: int, level: int) -> None:
        """Let a row fold under the heading above it."""
        if level:
            self.page.sheet.row_dimensions[row].outlineLevel = min(level, 7)

    def new_page(self, row: int) -> None:
        """What begins at the row begins a new page of paper."""
        self.page.sheet.row_breaks.append(Break(id=row - 1))

    def finish(self) -> None:
        """Widths, frozen heads and the pages of paper."""
        sheet: Any = self.page.sheet
        self.book.widths(self.page, [self.name_width, *[FIGURE] * (self.last - 1)])
        for column in self.separators:
            sheet.column_dimensions[letter(column)].width = SEPARATOR
        sheet.freeze_panes = f"B{FIRST}"
        sheet.sheet_properties.outlinePr.summaryBelow = False
        self.book.print_setup(self.page, landscape=True, repeat=f"{BAND}:{REPORTS}")
        self._pages(sheet)

    @property
    def separators(self) -> list[int]:
        """Columns that only name a region."""
        taken = {self.column(member.id) for member in self.plan.members}
        return [column for column in range(self.first, self.last + 1) if column not in taken]

    def _pages(self, sheet: Any) -> None:
        """One size of letters on all sheets; where members do not fit, pages across, each with the names."""
        fitting = int(
            100 * PAPER / (self.name_width + FIGURE * (self.last - 1 - len(self.separators)) + SEPARATOR * len(self.separators))
        )
        sheet.sheet_properties.pageSetUpPr.fitToPage = False
        sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
        sheet.page_setup.scale = min(SCALE, fitting) if fitting >= SMALLEST else SCALE
        sheet.print_title_cols, sheet.page_setup.pageOrder = "A:A", "overThenDown"
        if fitting >= SMALLEST:
            return
        breaks, room = ColBreak(), 100 * PAPER / SCALE - self.name_width
        taken = 0.0
        for column in range(2, self.last + 1):
            width = SEPARATOR if column in self.separators else FIGURE
            if taken + width > room:
                breaks.append(Break(id=column - 1))
                taken = 0.0
                self._region_again(column)
            taken += width
        sheet.col_breaks = breaks

    def _region_again(self, column: int) -> None:
        """The name of a region whose members go on from the page before."""
        here = next((one for one in self.plan.members if self.column(one.id) == column), None)
        if self.plan.regions and here is not None:
            self.book.text(self.page, BAND, column, here.region or self.words("region.none"), "column_band")


def after_blocks(first: int, rows: int, blocks: int) -> list[int]:
    """Heading rows of equal blocks, one empty row between them."""
    return [first + index * (rows + 2) for index in range(blocks)]
