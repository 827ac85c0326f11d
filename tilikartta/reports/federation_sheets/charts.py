"""Charts that answer a question, each with its figures beside it: the figures are live, the chart is a native one."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.utils import get_column_letter as letter

from tilikartta.comparison.statistics import cents as nearest
from tilikartta.model.federation import Member
from tilikartta.reports.book import Page
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.development import Development
from tilikartta.reports.federation_sheets.key_figures import KeyFigures
from tilikartta.reports.federation_sheets.natures import Natures
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.sheets.measured import heading, new_page

SHOWN = 20  # members in a chart; with more it cannot be read
READABLE = 24
NAME, FIGURE, COLUMNS = 38, 18, 7
ROOM, UNDER_A_CHART = 20, 8  # rows that a chart covers; rows of figures that fit under it on its page
ROOM_ALONE = 30  # rows that a chart covers where its figures stand on a page of their own
INCOME = (
    ("fees", ("membership_fees",)), ("grants", ("grant_general", "grant_targeted")), ("donations", ("donations", "collection")),
    ("sales", ("participation_fees", "sales")), ("property", ("rental_income", "interest_dividends", "gains")),
)  # fmt: skip
COSTS = (
    ("staff", ("wages", "holiday_bonus", "bonus", "fringe", "fees", "staff_refund", "pension", "social", "occ_health",
               "staff_training", "staff_other")),
    ("premises", ("premises",)),
    ("activities", ("services", "materials", "equipment_small", "catering_events", "travel")),
    ("office", ("communications", "office_admin", "audit", "insurance", "bank_fees")),
    ("given", ("grants_given",)),
)  # fmt: skip
# Fills that differ as patterns too, so that a chart can be read without its colours.
FILLS = (
    ("1F3864", ""),
    ("9DC3E6", "wdUpDiag"),
    ("C55A11", "pct50"),
    ("A9D18E", "dkHorz"),
    ("7F7F7F", "smGrid"),
    ("FFD966", "ltVert"),
)
MARKS = ("circle", "square", "triangle")
RESERVE = "operating_reserve_months"
Parts = Sequence[tuple[str, tuple[str, ...]]]


@dataclass
class Charts:
    """The sheet and the row that comes next."""

    book: FederationBook
    plan: Plan
    natures: Natures
    figures: KeyFigures
    development: Development
    row: int = 5

    @property
    def page(self) -> Page:
        """The page."""
        return self.book.pages["charts"]

    @property
    def year(self) -> str:
        """The newest year."""
        return self.plan.years[0]

    def members(self) -> list[Member]:
        """Members with the year, the largest by income first; the largest twenty where there are too many to show."""
        held = [one for one in self.plan.members if (one.id, self.year) in self.plan.pair_set]
        held.sort(key=lambda one: (-self.natures.member_cents(one.id, self.year, "income"), self.plan.names[one.id]))
        return held if len(held) <= READABLE else held[:SHOWN]

    def left_out(self) -> int:
        """How many members the charts do not show."""
        return len([one for one in self.plan.members if (one.id, self.year) in self.plan.pair_set]) - len(self.members())


def write_charts(sheet: Charts) -> None:
    """Write the sheet: a page of paper for each question."""
    book, page, words = sheet.book, sheet.page, sheet.plan.words
    book.top(page, words("sheet.charts"), f"{sheet.plan.comparison.federation.name} · {sheet.year}")
    left = sheet.left_out()
    book.text(page, 4, 1, words("charts.note") + (f" {words('charts.rest', shown=SHOWN, rest=left)}" if left else ""), "note")
    page.sheet.merge_cells(start_row=4, start_column=1, end_row=4, end_column=COLUMNS)
    _parts(sheet, "money_in", "income", INCOME)
    _parts(sheet, "money_out", "expense", COSTS)
    _reserves(sheet)
    _years(sheet)
    book.widths(page, [NAME, *[FIGURE] * (COLUMNS - 1)])
    book.print_setup(page, landscape=True, repeat="1:1")


def _title(sheet: Charts, key: str, heads: Sequence[str], rows: int) -> int:
    """The question, room for the chart, and under it the heads of the figures; the first row of figures."""
    book, page, words = sheet.book, sheet.page, sheet.plan.words
    if sheet.row > 5:
        new_page(page, sheet.row)
    heading(book, page, sheet.row, words(f"chart.{key}"), COLUMNS)
    top = sheet.row + 1 + (ROOM if rows <= UNDER_A_CHART else ROOM_ALONE)
    if rows > UNDER_A_CHART - (3 if sheet.row == 5 else 0):
        new_page(page, top)
    for column, text in enumerate(heads, start=1):
        book.text(page, top, column, text, "column_right" if column > 1 else "column")
    page.sheet.row_dimensions[top].height = 42
    return top + 1


def _parts(sheet: Charts, key: str, side: str, parts: Parts) -> None:
    """Income in euros or costs in per cent of all costs, by member and part."""
    book, page, words, natures = sheet.book, sheet.page, sheet.plan.words, sheet.natures
    named = {nature for _, names in parts for nature in names}
    rest = tuple(nature for klass, nature in natures.natures if klass == side and nature not in named)
    groups = [(name, [n for n in names if (side, n) in natures.natures]) for name, names in (*parts, ("other", rest))]
    groups = [(name, names) for name, names in groups if names]
    percent = side == "expense"
    first = _title(
        sheet, key, [words("column.member"), *(words(f"chart.part.{name}") for name, _ in groups)], len(sheet.members())
    )
    for row, member in enumerate(sheet.members(), start=first):
        book.text(page, row, 1, sheet.plan.names[member.id], "line")
        total = natures.member_cents(member.id, sheet.year, side)
        for column, (_, names) in enumerate(groups, start=2):
            cents = sum(natures.member_cents(member.id, sheet.year, side, name) for name in names)
            cells = "+".join(natures.grid.cell(member.id, natures.row(side, name)) for name in names)
            if not percent:
                book.live(page, row, column, f"=ROUND({cells},2)", cents)
            elif total:
                whole = natures.grid.cell(member.id, natures.row("sum", side))
                book.live(
                    page, row, column, f"=ROUND(100*({cells})/{whole},1)", nearest(Fraction(1000 * cents, total)), "percent"
                )
            else:
                book.absent(page, row, column)
    last = first + len(sheet.members()) - 1
    chart = _bars(sheet, key, first, last, len(groups), stacked=True)
    if percent:
        chart.y_axis.scaling.max = 100
    _draw(sheet, key, chart, last)


def _reserves(sheet: Charts) -> None:
    """For how many months the free funds would last, member by member."""
    book, page, words, figures = sheet.book, sheet.page, sheet.plan.words, sheet.figures
    figure = next((one for one in figures.figures if one.key == (RESERVE, "")), None)
    if figure is None:
        return
    first = _title(sheet, "reserve", [words("column.member"), figures.name(figure)], len(sheet.members()))
    held = figures.held(figure, sheet.year)
    row = figures.row(figure, sheet.year)
    for at, member in enumerate(sheet.members(), start=first):
        book.text(page, at, 1, sheet.plan.names[member.id], "line")
        value = held[member.id]
        if value is None:
            book.absent(page, at, 2, words("peers.missing"))
        else:
            book.live(page, at, 2, f"={figures.grid.cell(member.id, row)}", value, "months")
    last = first + len(sheet.members()) - 1
    chart = _bars(sheet, "reserve", first, last, 1, stacked=False)
    chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False)
    chart.legend = None
    _draw(sheet, "reserve", chart, last)


def _years(sheet: Charts) -> None:
    """Income, expenses and result of the whole federation by year."""
    book, page, words, development = sheet.book, sheet.page, sheet.plan.words, sheet.development
    if len(development.years) < 2:
        return
    lines = development.lines[:3]
    first = _title(sheet, "years", [words("column.year"), *(development.name(line) for line in lines)], len(development.years))
    for row, year in enumerate(development.years, start=first):
        book.text(page, row, 1, year, "line")
        for column in range(2, 2 + len(lines)):
            source = f"{letter(2 + row - first)}{development.row(column - 2)}"
            cents = int(development.page.stored[source].replace(".", ""))
            sign = "-" if column == 3 else ""  # expenses upwards, so that they can be held against income
            book.live(page, row, column, f"={sign}'{development.page.name}'!{source}", -cents if sign else cents)
    last = first + len(development.years) - 1
    chart: Any = LineChart()
    _dress(sheet, chart, "years", first, last, len(lines))
    for series, mark, (colour, _) in zip(chart.series, MARKS, (FILLS[0], FILLS[2], FILLS[4]), strict=True):
        series.marker.symbol, series.marker.size = mark, 9
        series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=28575))
        series.smooth = False
    _draw(sheet, "years", chart, last)


def _bars(sheet: Charts, key: str, first: int, last: int, count: int, *, stacked: bool) -> Any:
    """Upright bars, one for each member."""
    chart: Any = BarChart()
    chart.type = "col"
    if stacked:
        chart.grouping, chart.overlap = "stacked", 100
    _dress(sheet, chart, key, first, last, count)
    chart.gapWidth = 60
    for series, (colour, pattern) in zip(chart.series, FILLS, strict=False):
        look = GraphicalProperties(ln=LineProperties(solidFill="404040", w=6350))
        if pattern:
            ink: Any = {name: ColorChoice(srgbClr=code) for name, code in (("fgClr", _code(colour)), ("bgClr", _code("FFFFFF")))}
            look.pattFill = PatternFillProperties(prst=cast(Any, pattern), **ink)
        else:
            look.solidFill = colour
        series.graphicalProperties = look
        series.invertIfNegative = False
    return chart


def _dress(sheet: Charts, chart: Any, key: str, first: int, last: int, count: int) -> None:
    """Title, axes with their titles, series and categories."""
    words, page = sheet.plan.words, sheet.page
    chart.title = words(f"chart.{key}")
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=1300, b=True))
    for run in chart.title.tx.rich.p[0].r or ():
        run.rPr = CharacterProperties(sz=1300, b=True)
    chart.x_axis.title, chart.y_axis.title = words(f"chart.{key}.x"), words(f"chart.{key}.y")
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False  # openpyxl hides axes otherwise
        run = axis.title.tx.rich.p[0].r[0]
        run.rPr = CharacterProperties(sz=1000, b=False)
    small = Paragraph(pPr=ParagraphProperties(defRPr=CharacterProperties(sz=800)), endParaRPr=CharacterProperties(sz=800))
    chart.x_axis.txPr = RichText(p=[small])
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.add_data(Reference(page.sheet, min_col=2, max_col=1 + count, min_row=first - 1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(page.sheet, min_col=1, min_row=first, max_row=last))
    chart.legend.position = "b"
    chart.height, chart.width = (8.9 if last - first < UNDER_A_CHART else 13.5), 27


def _draw(sheet: Charts, key: str, chart: Any, last: int) -> None:
    """Put the chart above its figures, and say in words what it shows."""
    words = sheet.plan.words
    shown = words(
        f"chart.{key}.alt", year=sheet.year, federation=sheet.plan.comparison.federation.name, count=len(sheet.members())
    )
    sheet.book.chart(sheet.page, chart, f"A{sheet.row + 1}", words(f"chart.{key}"), shown)
    sheet.row = last + 2


def _code(colour: str) -> Any:
    """A colour as openpyxl's types want it."""
    return colour
