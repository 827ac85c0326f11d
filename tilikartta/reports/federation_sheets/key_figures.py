"""Key figures side by side, live over their terms: quartiles by colour, sign and word, and why a figure is not available."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter as letter

from tilikartta.comparison.statistics import spread
from tilikartta.messages import label
from tilikartta.model.measures import DECIMALS, KeyFigure, KeyFigureValue, Variant
from tilikartta.reports.federation_sheets.book import LEGEND, FederationBook
from tilikartta.reports.federation_sheets.grid import FIGURE, FIRST, SPREAD, Grid
from tilikartta.reports.federation_sheets.key_figure_terms import MONTHS, Term, Terms, formula_of, fund_of, in_cells
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.federation_sheets.statement import Statement
from tilikartta.reports.measures import said

FIGURES_ON_A_PAGE = 18
LEAST = 4  # with fewer figures a quartile says nothing
BETTER, WORSE, UPPER, LOWER, MIDDLE = 2, -2, 1, -1, 0
# What the upper and the lower quarter mean; expenses are negative, so that the lowest is the largest.
SIDES = {"higher": (BETTER, WORSE), "lower": (WORSE, BETTER), "expense": (LOWER, UPPER)}
Key = tuple[str, str]


@dataclass(frozen=True)
class Figure:
    """A key figure or one of its variants."""

    figure: KeyFigure
    variant: Variant | None

    @property
    def key(self) -> Key:
        """Ids of the figure and its variant."""
        return self.figure.id, self.variant.id if self.variant else ""


class KeyFigures:
    """The figures of all members, and where they stand."""

    def __init__(self, book: FederationBook, plan: Plan, income: Statement, balance: Statement) -> None:
        self.plan, self.words = plan, plan.words
        self.grid = Grid(book, plan, "key_figures", ("better", "known", *SPREAD))
        self.height = 2 * len(self.figures) + 2
        self.terms = Terms(plan, income, balance)

    @cached_property
    def values(self) -> dict[tuple[str, str, Key], KeyFigureValue]:
        """(member, year, figure) -> value. Years by the labels of the member's own years."""
        found = {}
        for member in self.plan.members:
            for one in self.plan.results[member.id].key_figures:
                found[member.id, one.period, Figure(one.figure, one.variant).key] = one
        return found

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure and variant, in the order of the book."""
        found: dict[Key, Figure] = {}
        for member in self.plan.members:
            for one in self.plan.results[member.id].key_figures:
                figure = Figure(one.figure, one.variant)
                found.setdefault(figure.key, figure)
        order: dict[str, int] = {}
        for figure in found.values():
            order.setdefault(figure.figure.id, len(order))
        return sorted(found.values(), key=lambda one: (order[one.figure.id], one.variant is not None))

    def row(self, figure: Figure, year: str) -> int:
        """The row of a figure's values; its words stand in the next one."""
        return FIRST + self.plan.years.index(year) * self.height + 1 + 2 * self.figures.index(figure)

    @property
    def below(self) -> int:
        """The first row under the figures of all years."""
        return FIRST + len(self.plan.years) * self.height

    def term_row(self, term: Term, year: str) -> int:
        """The row of a term, in the block of its year under the figures."""
        return self.below + self.plan.years.index(year) * (len(self.terms.names) + 2) + 1 + self.terms.names.index(term)

    def formula(self, value: KeyFigureValue, member: str) -> str:
        """A figure from the cells of its terms, without ``=``."""
        column = letter(self.grid.column(member))
        cells = {
            name: f"{column}{self.term_row((name, fund_of(value) if self.terms.is_term(name) else ''), value.period)}"
            for name, _ in value.terms
        }
        return f"ROUND({in_cells(formula_of(value), cells)},{DECIMALS[value.figure.unit]})"

    def held(self, figure: Figure, year: str) -> dict[str, int | None]:
        """Values of all members in the last decimal of the unit."""
        found: dict[str, int | None] = {}
        for member in self.plan.members:
            one = self.values.get((member.id, year, figure.key))
            known = one is not None and one.value is not None
            found[member.id] = (
                int(one.value.scaleb(DECIMALS[figure.figure.unit])) if known and one and one.value is not None else None
            )
        return found

    def name(self, figure: Figure) -> str:
        """The figure in words; a variant with its figure."""
        own = self.words.of(figure.figure.name)
        return f"{own}, {self.words.of(figure.variant.name)}" if figure.variant else own


def write_key_figures(sheet: KeyFigures) -> None:
    """Write the sheet."""
    grid, plan, words = sheet.grid, sheet.plan, sheet.words
    grid.head(words("sheet.key_figures"), plan.comparison.federation.name, words("key_figures.note"), words("column.figure"))
    for year in plan.years:
        top = FIRST + plan.years.index(year) * sheet.height
        grid.heading(top, year)
        if top > FIRST:
            grid.new_page(top)
        for figure in sheet.figures:
            _figure(sheet, figure, year)
    row = sheet.below
    for year in plan.years if sheet.terms.names else ():
        grid.new_page(row)
        row = _terms(sheet, year, row)
    grid.new_page(row)
    row = _reasons(sheet, row)
    _about(sheet, row + 1)
    grid.finish()


def _figure(sheet: KeyFigures, figure: Figure, year: str) -> None:
    grid, book = sheet.grid, sheet.grid.book
    row, unit = sheet.row(figure, year), figure.figure.unit
    values = sheet.held(figure, year)
    grid.name(row, sheet.name(figure), "line" if figure.variant else "line_group", 1 if figure.variant else 0)
    for below in (row, row + 1):
        grid.fold(below, 2 if figure.variant else 1)
    book.text(grid.page, row, grid.statistic("better"), sheet.words(f"better.{figure.figure.better}"), "wrapped")
    book.live(grid.page, row, grid.statistic("known"), f"=COUNT({grid.span(row)})", _known(values), "count")
    for member, value in values.items():
        if value is None:
            book.absent(grid.page, row, grid.column(member), label("measure.not_available", sheet.words.lang))
        else:
            formula = sheet.formula(sheet.values[member, year, figure.key], member)
            book.live(grid.page, row, grid.column(member), f"={formula}", value, unit)
    grid.spread(row, values, unit)
    if _known(values) >= LEAST:
        _standing(sheet, figure, row, values)
    if sheet.figures.index(figure) == FIGURES_ON_A_PAGE:
        grid.new_page(row)


def _terms(sheet: KeyFigures, year: str, row: int) -> int:
    """What the figures of a year are counted from; the next free row."""
    grid, book, terms = sheet.grid, sheet.grid.book, sheet.terms
    grid.heading(row, sheet.words("key_figures.terms", year=year))
    for term in terms.names:
        at = sheet.term_row(term, year)
        grid.name(at, terms.title(term), depth=1)
        grid.fold(at, 1)
        for member in sheet.plan.members:
            value, column = terms.values.get((member.id, year, term)), grid.column(member.id)
            if value is None:
                book.absent(grid.page, at, column)
            elif term[0] == MONTHS:
                book.figure(grid.page, at, column, value, "count")
            elif formula := terms.formula(term, (member.id, year)):
                book.live(grid.page, at, column, f"={formula}", value)
            else:
                book.figure(grid.page, at, column, value)
    return row + len(terms.names) + 2


def _known(values: dict[str, int | None]) -> int:
    return sum(value is not None for value in values.values())


def standing(value: int, low: int, high: int, better: str) -> int:
    """Where a value stands among the others: a code that the sheet prints as a sign and a word."""
    if low == high:
        return MIDDLE
    up, down = SIDES.get(better, (UPPER, LOWER))
    return up if value >= high else down if value <= low else MIDDLE


def standing_formula(cell: str, low: str, high: str, better: str) -> str:
    """The same as a formula, without ``=``."""
    up, down = SIDES.get(better, (UPPER, LOWER))
    return f"IF({low}={high},{MIDDLE},IF({cell}>={high},{up},IF({cell}<={low},{down},{MIDDLE})))"


def _standing(sheet: KeyFigures, figure: Figure, row: int, values: dict[str, int | None]) -> None:
    """Under each value the quartile in words, and the colour that goes with the words."""
    grid, better = sheet.grid, figure.figure.better
    held = [value for value in values.values() if value is not None]
    found = spread(held)
    if found is None:
        return
    kind = "standing_plain" if better == "none" else "standing_good"
    low, high = (f"${letter(grid.statistic(key))}{row}" for key in ("q1", "q3"))
    for member, value in values.items():
        if value is not None:
            cell = f"{letter(grid.column(member))}{row}"
            formula = f"={standing_formula(cell, low, high, better)}"
            grid.book.live(
                grid.page, row + 1, grid.column(member), formula, standing(value, found.lower, found.upper, better), kind
            )
    span = f"{letter(grid.first)}{row}:{letter(grid.last)}{row + 1}"
    below = f"{letter(grid.first)}${row + 1}"
    for codes, colour in (((BETTER,), LEGEND["green"]), ((WORSE,), LEGEND["orange"]), ((UPPER, LOWER), LEGEND["blue"])):
        test = ",".join(f"{below}={code}" for code in codes)
        fill = PatternFill("solid", bgColor=colour, fgColor=colour)
        rule = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f"AND(ISNUMBER({below}),OR({test}))"], fill=fill, font=Font(bold=BETTER in codes or WORSE in codes)
        )
        grid.page.sheet.conditional_formatting.add(span, rule)


def _missing(sheet: KeyFigures) -> Iterator[tuple[str, str, str]]:
    """(figure, reason, member and year) of every figure that is not available."""
    for figure in sheet.figures:
        if figure.variant is not None:
            continue
        for member in sheet.plan.members:
            for year in sheet.plan.years:
                one = sheet.values.get((member.id, year, figure.key))
                if one is not None and one.reason is not None:
                    yield sheet.name(figure), said(one.reason, sheet.words.lang), f"{sheet.plan.names[member.id]} {year}"


def _reasons(sheet: KeyFigures, row: int) -> int:
    """Why figures are not available: the same reason once, with the members it concerns; the next free row."""
    grid = sheet.grid
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, reason, who in _missing(sheet):
        grouped[name, reason].append(who)
    if not grouped:
        return row
    grid.heading(row, sheet.words("key_figures.reasons"))
    for (name, reason), members in grouped.items():
        row += 1
        grid.name(row, name)
        _wide(grid, row, f"{reason} ({', '.join(members)})")
        grid.fold(row, 1)
    return row + 1


def _about(sheet: KeyFigures, row: int) -> None:
    """What to know of each figure and where it comes from."""
    grid, words = sheet.grid, sheet.words
    grid.heading(row, words("key_figures.about"))
    for figure in sheet.figures:
        if figure.variant is not None:
            continue
        row += 1
        one = next(value for (_, _, key), value in sheet.values.items() if key == figure.key)
        texts = [figure.figure.caveat, figure.figure.bands_note, *one.cautions]
        said_texts = [words.of(text) for text in texts if text is not None]
        grid.name(row, sheet.name(figure))
        _wide(grid, row, " ".join([*said_texts, f"{words('column.source')}: {words.of(figure.figure.source)}"]))
        grid.fold(row, 1)


def _wide(grid: Grid, row: int, text: str) -> None:
    """A sentence over several columns of figures."""
    last = min(grid.last, 9)
    grid.book.text(grid.page, row, 2, text, "wrapped")
    if last > 2:
        grid.page.sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=last)
    width = FIGURE * (last - 1)
    grid.book.fit(grid.page, row, [(text, width * 1.1)])
