"""Natures and functions: the whole federation as a matrix, and every member's income and expenses by nature and by function."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from openpyxl.utils import get_column_letter as letter

from tilikartta.definitions.key_figure_file import shipped_key_figures
from tilikartta.messages import label
from tilikartta.model import FUNCTIONS
from tilikartta.reports.book import Page
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.grid import FIRST, SPREAD, Grid
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.federation_sheets.statement import Statement
from tilikartta.reports.sheets.measured import HEADER, finish, heading, new_page
from tilikartta.statements.matrix import SIDES

NAME, AMOUNT = 42, 17
ROWS_ON_A_PAGE = 24
Place = tuple[str, str]
Cell = tuple[str, str, str, str, str]  # member, year, class, nature, function


class Natures:
    """Euros by class, nature and function, in cents; and where the members' rows stand."""

    def __init__(self, book: FederationBook, plan: Plan) -> None:
        self.book, self.plan, self.words = book, plan, plan.words
        self.grid = Grid(book, plan, "natures", ("total", *SPREAD))

    @cached_property
    def cents(self) -> dict[Cell, int]:
        """(member, year, class, nature, function) -> cents of the income statement."""
        found: dict[Cell, int] = defaultdict(int)
        for _, key, amount in self._accounts:
            found[key] += amount
        return found

    @cached_property
    def of_all(self) -> dict[tuple[str, str, str, str], int]:
        """(year, class, nature, function) -> cents of all members."""
        found: dict[tuple[str, str, str, str], int] = defaultdict(int)
        for (_, *what), cents in self.cents.items():
            year, klass, nature, function = what
            found[year, klass, nature, function] += cents
        return found

    @cached_property
    def _accounts(self) -> list[tuple[int, Cell, int]]:
        """Rows of ``accounts`` in the income statement: their place, what they are, cents."""
        frame, by_code = self.plan.comparison.accounts, self.plan.comparison.chart.by_code
        columns = (frame[name].tolist() for name in ("member", "year", "universal", "function", "amount"))
        return [
            (index, (str(member), str(year), by_code[code].klass, by_code[code].nature, str(function)), int(amount))
            for index, (member, year, code, function, amount) in enumerate(zip(*columns, strict=True))
            if code and by_code[code].in_income_statement
        ]  # fmt: skip

    def first_account(self, member: str, year: str, klass: str, nature: str, function: str) -> str:
        """The cell of the first account that a figure is made of, "" where there is none; "" for a part takes all."""
        index = self._firsts.get((member, year, klass, nature, function))
        return "" if index is None else self.plan.account_cell(index)

    @cached_property
    def _firsts(self) -> dict[Cell, int]:
        found: dict[Cell, int] = {}
        for index, (member, year, klass, nature, function), amount in self._accounts:
            for who in (member, "") if amount else ():
                for what in ((klass, nature, ""), ("", "", function), (klass, nature, function)):
                    found.setdefault((who, year, *what), index)
        return found

    @cached_property
    def natures(self) -> list[Place]:
        """(class, nature) with any euro, income first, natures in the order of the book."""
        order = {name: index for index, name in enumerate(shipped_key_figures().natures)}
        found = {(klass, nature) for (_, _, klass, nature, _), cents in self.cents.items() if cents}
        return sorted(found, key=lambda one: (SIDES.index(one[0]), order.get(one[1], len(order)), one[1]))

    @cached_property
    def functions(self) -> list[str]:
        """Functions with any euro."""
        used = {function for (*_, function), cents in self.cents.items() if cents}
        return [one for one in FUNCTIONS if one in used]

    def sides(self) -> list[str]:
        """Classes with any euro."""
        return list(dict.fromkeys(side for side, _ in self.natures))

    def nature_name(self, nature: str) -> str:
        """A nature in words."""
        names = shipped_key_figures().natures
        return self.words.of(names[nature]) if nature in names else nature

    @cached_property
    def _rows(self) -> dict[tuple[str, str], int]:
        """Rows of the members' sheet: (class, nature) and then ("function", function), sums under the id ("sum", class)."""
        rows: dict[tuple[str, str], int] = {}
        row = FIRST + 1
        for side in self.sides():
            for place in (one for one in self.natures if one[0] == side):
                rows[place], row = row, row + 1
            rows["sum", side], row = row, row + 2
        row += 1
        for function in self.functions:
            rows["function", function], row = row, row + 1
        rows["function", ""] = row
        return rows

    def row(self, kind: str, what: str) -> int:
        """The row of a nature, a sum or a function on the members' sheet."""
        return self._rows[kind, what]

    def member_cents(self, member: str, year: str, klass: str = "", nature: str = "", function: str = "") -> int:
        """Cents of a member; "" takes all."""
        return sum(
            cents for (m, y, k, n, f), cents in self._of_member.get((member, year), {}).items()
            if m and y and (not klass or k == klass) and (not nature or n == nature) and (not function or f == function)
        )  # fmt: skip

    @cached_property
    def _of_member(self) -> dict[tuple[str, str], dict[Cell, int]]:
        found: dict[tuple[str, str], dict[Cell, int]] = defaultdict(dict)
        for key, cents in self.cents.items():
            found[key[0], key[1]][key] = cents
        return found


def write_natures(sheet: Natures) -> None:
    """Write the members' sheet: the newest year by nature, then by function."""
    grid, plan, words = sheet.grid, sheet.plan, sheet.words
    year = plan.years[0]
    title = words("sheet.natures")
    grid.head(title, f"{plan.comparison.federation.name} · {year}", words("natures.note"), words("column.nature"))
    for side in sheet.sides():
        places = [place for place in sheet.natures if place[0] == side]
        first = sheet.row(*places[0])
        if side != sheet.sides()[0] and len(sheet.natures) > ROWS_ON_A_PAGE:
            grid.new_page(first - 1)
        grid.heading(first - 1, f"{label(f'matrix.side.{side}', words.lang)} {year}")
        for place in places:
            row = sheet.row(*place)
            _member_row(sheet, row, sheet.nature_name(place[1]), year, [("klass", side), ("nature", place[1])], *place, "")
            grid.fold(row, 1)
        _sum_row(sheet, sheet.row("sum", side), first, label(f"matrix.side.{side}", words.lang), year, side)
    functions = sheet.row("function", sheet.functions[0]) if sheet.functions else 0
    if functions:
        grid.heading(functions - 1, words("natures.functions", year=year))
        grid.new_page(functions - 1)
    for function in sheet.functions:
        row = sheet.row("function", function)
        _member_row(sheet, row, words.function(function), year, [("function_id", function)], "", "", function)
        grid.fold(row, 1)
    if functions:
        _sum_row(sheet, sheet.row("function", ""), functions, words("matrix.surplus"), year, "")
    grid.finish()


def _member_row(
    sheet: Natures, row: int, name: str, year: str, criteria: list[tuple[str, str]], klass: str, nature: str, function: str
) -> None:
    grid, plan = sheet.grid, sheet.plan
    grid.name(row, name, depth=1, target=sheet.first_account("", year, klass, nature, function))
    values: dict[str, int | None] = {}
    for member in plan.members:
        pair = (member.id, year)
        if pair not in plan.pair_set:
            values[member.id] = None
            grid.book.absent(grid.page, row, grid.column(member.id))
            continue
        values[member.id] = cents = sheet.member_cents(*pair, klass, nature, function)
        grid.book.live(grid.page, row, grid.column(member.id), f"=ROUND({plan.sums(pair, 'amount', criteria)},2)", cents)
        if target := sheet.first_account(*pair, klass, nature, function):
            grid.page.links.add(f"{letter(grid.column(member.id))}{row}", target)
    _statistics(grid, row, values, "")


def _sum_row(sheet: Natures, row: int, first: int, name: str, year: str, side: str) -> None:
    grid, plan = sheet.grid, sheet.plan
    grid.name(row, name, "line_sum")
    values: dict[str, int | None] = {}
    for member in plan.members:
        if (member.id, year) not in plan.pair_set:
            values[member.id] = None
            grid.book.absent(grid.page, row, grid.column(member.id))
            continue
        values[member.id] = cents = sheet.member_cents(member.id, year, side)
        column = letter(grid.column(member.id))
        grid.book.live(
            grid.page, row, grid.column(member.id), f"=ROUND(SUM({column}{first}:{column}{row - 1}),2)", cents, "euro", "_sum"
        )
    _statistics(grid, row, values, "_sum")


def _statistics(grid: Grid, row: int, values: dict[str, int | None], suffix: str) -> None:
    total = sum(value or 0 for value in values.values())
    grid.book.live(grid.page, row, grid.statistic("total"), f"=ROUND(SUM({grid.span(row)}),2)", total, "euro", suffix)
    grid.spread(row, values, "euro", suffix)


def write_matrix(sheet: Natures, income: Statement) -> None:
    """Write the federation's matrix: a block per year, live over all accounts, and its difference from the income statement."""
    book, plan, words = sheet.book, sheet.plan, sheet.words
    page, last = book.pages["matrix"], 2 + len(sheet.functions)
    book.top(page, words("sheet.matrix"), f"{plan.comparison.federation.name} · {words('matrix.note')}")
    texts = [words("column.nature"), *map(words.function, sheet.functions), label("measure.total", words.lang)]
    book.headings(page, HEADER, texts, [False, *[True] * (len(texts) - 1)])
    row = HEADER + 1
    for year in plan.years:
        if row > HEADER + 1:
            new_page(page, row)
        heading(book, page, row, year, last)
        row = _matrix_block(sheet, page, income, year, row + 1) + 1
    outline: Any = page.sheet.sheet_properties.outlinePr
    outline.summaryBelow = False
    finish(book, page, (NAME, *[AMOUNT] * (last - 1)), frozen=f"B{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def _matrix_block(sheet: Natures, page: Page, income: Statement, year: str, row: int) -> int:
    """One year; the next free row."""
    book, words, last = sheet.book, sheet.words, 2 + len(sheet.functions)
    sums: list[int] = []
    for side in sheet.sides():
        first = row
        if side != sheet.sides()[0] and len(sheet.natures) > ROWS_ON_A_PAGE:
            new_page(page, row)
        for _, nature in (one for one in sheet.natures if one[0] == side):
            _matrix_row(sheet, page, side, nature, year, row)
            row += 1
        book.text(page, row, 1, label(f"matrix.side.{side}", words.lang), "line_sum")
        for column in range(2, last + 1):
            formula = f"=ROUND(SUM({letter(column)}{first}:{letter(column)}{row - 1}),2)"
            book.live(page, row, column, formula, _whole(sheet, year, side, "", column), "euro", "_sum")
        sums.append(row)
        row += 1
    book.text(page, row, 1, words("matrix.surplus"), "line_total")
    for column in range(2, last + 1):
        cells = "+".join(f"{letter(column)}{one}" for one in sums) or "0"
        book.live(page, row, column, f"=ROUND({cells},2)", _whole(sheet, year, "", "", column), "euro", "_total")
    target = f"'{income.grid.page.name}'!{letter(income.grid.statistic('total'))}{income.number(income.result(), year)}"
    book.link(page, row + 1, 1, words("matrix.control"), target)
    result = sum(value or 0 for value in income.values(income.result(), year).values())
    book.live(page, row + 1, last, f"=ROUND({letter(last)}{row}-{target},2)", _whole(sheet, year, "", "", last) - result)
    return row + 2


def _matrix_row(sheet: Natures, page: Page, side: str, nature: str, year: str, row: int) -> None:
    book, plan, last = sheet.book, sheet.plan, 2 + len(sheet.functions)
    if target := sheet.first_account("", year, side, nature, ""):
        book.link(page, row, 1, sheet.nature_name(nature), target, "link", 1)
    else:
        book.text(page, row, 1, sheet.nature_name(nature), "line", 1)
    page.sheet.row_dimensions[row].outlineLevel = 1
    for column, function in enumerate(sheet.functions, start=2):
        cents = _whole(sheet, year, side, nature, column)
        if not cents:  # a nature that a function does not have stays empty: most cells are
            continue
        criteria = [("year", year), ("klass", side), ("nature", nature), ("function_id", function)]
        book.live(page, row, column, f"=ROUND({plan.whole_sums('amount', criteria)},2)", cents)
        if target := sheet.first_account("", year, side, nature, function):
            page.links.add(f"{letter(column)}{row}", target)
    total = f"=ROUND(SUM(B{row}:{letter(last - 1)}{row}),2)"
    book.live(page, row, last, total, _whole(sheet, year, side, nature, last), "euro", "_group")


def _whole(sheet: Natures, year: str, side: str, nature: str, column: int) -> int:
    """Cents of all members in a column of the matrix."""
    functions = sheet.functions[column - 2 : column - 1] or sheet.functions
    return sum(
        cents for (y, k, n, f), cents in sheet.of_all.items()
        if y == year and (not side or k == side) and (not nature or n == nature) and f in functions
    )  # fmt: skip
