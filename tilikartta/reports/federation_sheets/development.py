"""Development: the federation's sums by year, then every member by year, with the change from the first year to the last."""

from fractions import Fraction
from typing import Any

from openpyxl.utils import get_column_letter as letter

from tilikartta.comparison.statistics import cents as nearest
from tilikartta.reports.book import Page, address
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.federation_sheets.statement import Statement, eliminated
from tilikartta.reports.sheets.measured import HEADER, finish, heading, new_page

NAME, FIGURE = 46, 17
ROWS_ON_A_PAGE = 29
Line = tuple[str, Statement]


class Development:
    """Lines followed over years. Years run from left to right, the oldest first, as one reads time."""

    def __init__(self, book: FederationBook, plan: Plan, income: Statement, balance: Statement) -> None:
        self.book, self.plan, self.words = book, plan, plan.words
        self.income, self.balance = income, balance
        self.page: Page = book.pages["development"]
        self.years = list(reversed(plan.years))
        self.change = 2 + len(self.years)

    @property
    def lines(self) -> list[Line]:
        """What is followed: income, expenses, result, equity, assets."""
        assets, claims = self.balance.sides
        equity = claims.parts[0].line.id if claims.parts else claims.line.id
        return [
            ("sum.income", self.income), ("sum.expense", self.income), (self.income.result(), self.income),
            (equity, self.balance), (assets.line.id, self.balance),
        ]  # fmt: skip

    def name(self, line: Line) -> str:
        """The name of a line."""
        return next(entry.name for entry in line[1].entries if entry.id == line[0] and entry.kind != "heading")

    def row(self, index: int) -> int:
        """The row of a line in the block of the whole federation."""
        return HEADER + 2 + index


def write_development(sheet: Development) -> None:
    """Write the sheet."""
    book, page, words, plan = sheet.book, sheet.page, sheet.words, sheet.plan
    book.top(page, words("sheet.development"), f"{plan.comparison.federation.name} · {words('development.note')}")
    columns = [words("column.line"), *sheet.years, *([words("column.change")] if len(sheet.years) > 1 else [])]
    book.headings(page, HEADER, columns, [False, *[True] * (len(columns) - 1)], tall=False)
    whole = words("development.after" if plan.comparison.eliminated else "development.whole")
    heading(book, page, HEADER + 1, whole, len(columns))
    for index, line in enumerate(sheet.lines):
        _whole(sheet, line, sheet.row(index))
    row = sheet.row(len(sheet.lines)) + 1
    begun = HEADER + 1
    for line in sheet.lines:
        if row - begun + len(plan.members) > ROWS_ON_A_PAGE:
            new_page(page, row)
            begun = row
        heading(book, page, row, sheet.name(line), len(columns))
        for at, member in enumerate(plan.members, start=row + 1):
            _member(sheet, line, member.id, at)
        row += len(plan.members) + 2
    outline: Any = page.sheet.sheet_properties.outlinePr
    outline.summaryBelow = False
    finish(book, page, (NAME, *[FIGURE] * (len(columns) - 1)), frozen=f"B{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def _whole(sheet: Development, line: Line, row: int) -> None:
    """The federation after eliminations, year by year."""
    identity, statement = line
    key = "after" if sheet.plan.comparison.eliminated else "total"
    target = address(statement.grid.page.name, f"A{statement.number(identity, sheet.plan.years[0])}")
    sheet.book.link(sheet.page, row, 1, sheet.name(line), target)
    values: list[int | None] = []
    for column, year in enumerate(sheet.years, start=2):
        cents = sum(value or 0 for value in statement.values(identity, year).values()) + eliminated(
            statement, sheet.income, identity, year
        )
        cell = f"{letter(statement.grid.statistic(key))}{statement.number(identity, year)}"
        sheet.book.live(sheet.page, row, column, f"={address(statement.grid.page.name, cell)}", cents)
        values.append(cents)
    _change(sheet, row, values, steady=identity != sheet.income.result())


def _member(sheet: Development, line: Line, member: str, row: int) -> None:
    """One member, year by year."""
    identity, statement = line
    name = sheet.plan.names[member]
    target = sheet.plan.accounts_of(member)
    if target and len(name) <= NAME - 4:  # a name that is a link does not wrap everywhere
        sheet.book.link(sheet.page, row, 1, name, target, "link", 1)
    else:
        sheet.book.text(sheet.page, row, 1, name, "line", 1)
    sheet.book.fit(sheet.page, row, [(name, NAME - 2)])
    sheet.page.sheet.row_dimensions[row].outlineLevel = 1
    values = [statement.value(identity, (member, year)) for year in sheet.years]
    for column, (year, cents) in enumerate(zip(sheet.years, values, strict=True), start=2):
        if cents is None:
            sheet.book.absent(sheet.page, row, column)
        else:
            sheet.book.live(sheet.page, row, column, f"={statement.cell(identity, (member, year))}", cents)
            if led := sheet.plan.first_account((member, year)):
                sheet.page.links.add(f"{letter(column)}{row}", led)
    _change(sheet, row, values, steady=identity != sheet.income.result())


def _change(sheet: Development, row: int, values: list[int | None], *, steady: bool) -> None:
    """Per cent from the first year to the last; none where the first is not above zero, and none of a result, which swings."""
    if len(values) < 2:
        return
    if not steady:
        sheet.book.absent(sheet.page, row, sheet.change)
        return
    first, last = values[0], values[-1]
    if first is None or last is None or first <= 0:
        expenses = first is not None and last is not None and first < 0 and last <= 0
        if not expenses:
            sheet.book.absent(sheet.page, row, sheet.change)
            return
    assert first is not None
    assert last is not None
    low, high = f"B{row}", f"{letter(sheet.change - 1)}{row}"
    sheet.book.live(
        sheet.page,
        row,
        sheet.change,
        f"=ROUND(100*({high}-{low})/{low},1)",
        nearest(Fraction(1000 * (last - first), first)),
        "percent",
    )
