"""The statements in proportion: per cent of total income, euros per member of the association and per person-year."""

from fractions import Fraction

from openpyxl.utils import get_column_letter as letter

from tilikartta.comparison.statistics import cents as nearest
from tilikartta.reports.book import address
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.grid import FIRST, SPREAD, Grid
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.federation_sheets.statement import STYLE, SUFFIX, Entry, Statement, claims_at

MEASURES = ("percent", "member", "staff")
UNITS = {"percent": "percent", "member": "euro", "staff": "euro"}
# Numbers to divide by as whole numbers: euros in cents, members as they are, person-years in hundredths.
SCALE = {"percent": 100, "member": 1, "staff": 100}
Divisors = dict[str, int | None]


def divisors(plan: Plan, income: Statement, measure: str, year: str) -> Divisors:
    """What each member's figures are divided by; None where it is not known, or is not above zero."""
    found: Divisors = {}
    for member in plan.members:
        value: int | None = None
        if measure == "percent":
            value = income.value("sum.income", (member.id, year))
        elif measure == "member":
            value = member.members_in(year)
        else:
            staff = member.staff_in(year)
            value = None if staff is None else int((staff * 100).to_integral_value())
        found[member.id] = value if value and value > 0 and (member.id, year) in plan.pair_set else None
    return found


def quotient(cents: int, divisor: int, measure: str) -> int:
    """The figure in the last decimal of its unit: tenths of per cents, or cents."""
    return nearest(Fraction(cents * 1000, divisor) if measure == "percent" else Fraction(cents * SCALE[measure], divisor))


def write_relative(book: FederationBook, plan: Plan, key: str, statement: Statement, income: Statement) -> None:
    """Write the sheet: a block per measure and year, the newest year first."""
    words, grid = plan.words, Grid(book, plan, key, ("total", *SPREAD), statement.name_width)
    grid.head(words(f"sheet.{key}"), plan.comparison.federation.name, words("relative.note"), words("column.line"))
    row = FIRST
    for measure in MEASURES:
        for year in plan.years:
            if row > FIRST:
                grid.new_page(row)
            row = _block(grid, statement, income, measure, year, row) + 1
    grid.finish()


def _block(grid: Grid, statement: Statement, income: Statement, measure: str, year: str, top: int) -> int:
    """One measure and year; the next free row."""
    plan, words = statement.plan, statement.words
    by = divisors(plan, income, measure, year)
    grid.heading(top, words(f"relative.{measure}", year=year))
    if not any(by.values()):
        grid.book.text(grid.page, top + 1, 1, words(f"relative.none.{measure}"), "note")
        grid.fold(top + 1, 1)
        return top + 2
    _divisor_row(grid, income, measure, year, by, top + 1)
    row, claims = top + 2, claims_at(statement)
    for index, entry in enumerate(statement.entries):
        if index == claims:
            grid.new_page(row)
        if entry.id == "difference":
            continue
        grid.name(row, entry.name, STYLE.get(entry.kind, "line"), entry.depth, _target(statement, entry, year))
        grid.fold(row, 1 + entry.depth)
        if entry.kind != "heading":
            _figures(grid, statement, entry, measure, year, by, top + 1, row)
        row += 1
    return row


def _target(statement: Statement, entry: Entry, year: str) -> str:
    """Where the figure stands in euros."""
    return address(statement.grid.page.name, f"A{statement.number(entry.id, year)}") if entry.kind == "leaf" else ""


def _divisor_row(grid: Grid, income: Statement, measure: str, year: str, by: Divisors, row: int) -> None:
    """What the figures under it are divided by, and its sum over the members where it is known."""
    plan, book = income.plan, grid.book
    grid.name(row, plan.words(f"relative.by.{measure}"), "note")
    grid.fold(row, 1)
    unit = {"percent": "euro", "member": "count", "staff": "ratio"}[measure]
    for member in plan.members:
        value, column = by[member.id], grid.column(member.id)
        if value is None:
            book.absent(grid.page, row, column, plan.words("relative.unknown") if measure != "percent" else "–")
        elif measure == "percent":
            book.live(grid.page, row, column, f"={income.cell('sum.income', (member.id, year))}", value)
        else:
            book.figure(grid.page, row, column, value, unit)
    total = sum(value or 0 for value in by.values())
    book.live(grid.page, row, grid.statistic("total"), f"=ROUND(SUM({grid.span(row)}),2)", total, unit)


def _figures(
    grid: Grid, statement: Statement, entry: Entry, measure: str, year: str, by: Divisors, divisor_row: int, row: int
) -> None:
    """One line: each member divided, and the sums of those whose divisor is known divided by one another."""
    plan, unit, suffix = statement.plan, UNITS[measure], SUFFIX[entry.kind]
    factor, places = ("100*", 1) if measure == "percent" else ("", 2)
    values: dict[str, int | None] = {}
    whole = 0
    for member in plan.members:
        pair, column, divisor = (member.id, year), grid.column(member.id), by[member.id]
        cents = statement.value(entry.id, pair)
        if divisor is None or cents is None:
            values[member.id] = None
            grid.book.absent(grid.page, row, column)
            continue
        whole += cents
        values[member.id] = quotient(cents, divisor, measure)
        formula = f"=ROUND({factor}{statement.cell(entry.id, pair)}/{letter(column)}${divisor_row},{places})"
        grid.book.live(grid.page, row, column, formula, values[member.id], unit, suffix)
    total = sum(value or 0 for value in by.values())
    euros = f"'{statement.grid.page.name}'!{statement.grid.span(statement.number(entry.id, year))}"
    divisor_span = grid.span(divisor_row).replace(str(divisor_row), f"${divisor_row}")
    below = f"{letter(grid.statistic('total'))}${divisor_row}"
    formula = f'=ROUND({factor}SUMIFS({euros},{divisor_span},">0")/{below},{places})'
    grid.book.live(grid.page, row, grid.statistic("total"), formula, quotient(whole, total, measure), unit, suffix)
    grid.spread(row, values, unit, suffix)
