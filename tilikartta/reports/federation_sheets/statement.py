"""The income statement and the balance sheet in euros: members as columns, a block per year, live down to their accounts."""

from collections.abc import Callable, KeysView
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from openpyxl.utils import get_column_letter as letter

from tilikartta.messages.numbers import plain
from tilikartta.reports.book import address
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.grid import FIRST, SPREAD, Grid, after_blocks
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.lines import Row
from tilikartta.reports.sheets.measured import BOLD

ROWS_ON_A_PAGE = 44
Pair = tuple[str, str]
SUFFIX = {"leaf": "", "group": "_group", "sub": "_sub", "difference": "", "running": "_sum", "total": "_total", "memo": "_group"}
STYLE = {"heading": "line_group", "group": "line_group", "running": "line_sum", "total": "line_total", "memo": "line_group"}
# A spreadsheet takes 65,530 links per sheet. Where there are more figures, those of the newest years lead to their accounts.
MOST_LINKS = 60_000


@dataclass(frozen=True)
class Entry:
    """A printed row of every block: a row of the layout, or a sum that the layout has no line for (``memo``)."""

    id: str
    name: str
    kind: str
    depth: int
    row: Row | None = None


class Statement:
    """A statement on its sheet. Other sheets ask it where a figure stands and what it is."""

    def __init__(self, book: FederationBook, plan: Plan, key: str) -> None:
        self.plan, self.key, self.words = plan, key, plan.words
        self.rows = plan.income_rows if key == "income" else plan.balance_rows
        middle = ("total", "eliminated", "after") if plan.comparison.eliminated else ("total",)
        self.grid = Grid(book, plan, key, (*middle, *SPREAD), self.name_width)
        self.tops = after_blocks(FIRST, len(self.entries), len(plan.years))

    @property
    def name_width(self) -> float:
        """Room for the longest name: a name that is a link does not wrap everywhere."""
        return min(max(len(entry.name) / BOLD + 2 * entry.depth + 1 for entry in self.entries), 64)

    @cached_property
    def entries(self) -> list[Entry]:
        """The rows of a block, from the top."""
        layout = [Entry(row.line.id, self._name(row), row.kind, row.depth, row) for row in self.rows]
        if self.key == "income":
            memo = [Entry(f"sum.{klass}", self.words(f"sum.{klass}"), "memo", 0) for klass in ("income", "expense")]
        else:
            memo = [Entry("difference", self.words("sum.difference"), "memo", 0)]
        return [*layout, *memo]

    def _name(self, row: Row) -> str:
        name = self.words.of(row.line.name)
        return self.words(f"row.{row.kind}", name=name) if row.kind in ("sub", "difference") else name

    @cached_property
    def _places(self) -> dict[str, int]:
        return {entry.id: index for index, entry in enumerate(self.entries) if entry.kind != "heading"}

    @property
    def printed(self) -> KeysView[str]:
        """Lines that have a row of figures."""
        return self._places.keys()

    def number(self, line: str, year: str) -> int:
        """The row of a line in a year's block."""
        return self.tops[self.plan.years.index(year)] + 1 + self._places[line]

    def value(self, line: str, pair: Pair) -> int | None:
        """Cents of a line, None where the member has no such year."""
        if pair not in self.plan.pair_set:
            return None
        if line.startswith("sum."):
            return self._by_class.get((*pair, line[4:]), 0)
        if line == "difference":
            assets, claims = self.sides
            return self.plan.amounts[assets.line.id][pair] - self.plan.amounts[claims.line.id][pair]
        return self.plan.amounts[line][pair]

    @cached_property
    def _by_class(self) -> dict[tuple[str, str, str], int]:
        """(member, year, class) -> cents of the income statement."""
        frame, by_code = self.plan.comparison.accounts, self.plan.comparison.chart.by_code
        held = frame[frame["line"] != ""]
        classes = [by_code[code].klass for code in held["universal"]]
        sums = held.assign(klass=classes).groupby(["member", "year", "klass"])["amount"].sum()
        return {
            (str(m), str(y), str(k)): int(cents)
            for (m, y, k), cents in cast(dict[tuple[str, str, str], int], sums.to_dict()).items()
        }

    @cached_property
    def sides(self) -> tuple[Row, Row]:
        """The totals of assets and of equity and liabilities."""
        totals = {row.asset: row for row in self.rows if row.kind == "total"}
        return totals[True], totals[False]

    def values(self, line: str, year: str) -> dict[str, int | None]:
        """One line of all members."""
        return {one.id: self.value(line, (one.id, year)) for one in self.plan.members}

    def cell(self, line: str, pair: Pair) -> str:
        """A member's cell, with the sheet's name."""
        return self.grid.cell(pair[0], self.number(line, pair[1]))

    def result(self) -> str:
        """The id of the last line of the income statement."""
        return self.plan.income_rows[-1].line.id


def write_statement(statement: Statement, income: Statement) -> None:
    """Write the sheet. ``income`` is the income statement, whose result the balance sheet takes."""
    grid, plan, words = statement.grid, statement.plan, statement.words
    layout = plan.comparison.income if statement.key == "income" else plan.comparison.balance
    note = f"{words.of(layout.name)}. {words(f'{statement.key}.note')}"
    grid.head(words(f"sheet.{statement.key}"), plan.comparison.federation.name, note, words("column.line"))
    for top, year in zip(statement.tops, plan.years, strict=True):
        grid.heading(top, year)
        if top != FIRST:
            grid.new_page(top)
        for entry in statement.entries:
            _row(statement, income, entry, year)
        if (claims := claims_at(statement)) is not None:
            grid.new_page(top + 1 + claims)
    grid.finish()


def claims_at(statement: Statement) -> int | None:
    """Where equity and liabilities begin in a block of a long balance sheet: there a page of paper ends."""
    if statement.key == "income" or len(statement.entries) <= ROWS_ON_A_PAGE:
        return None
    return next(i for i, e in enumerate(statement.entries) if e.kind == "heading" and e.row and e.row.line.side == "liability")


def _row(statement: Statement, income: Statement, entry: Entry, year: str) -> None:
    grid, plan = statement.grid, statement.plan
    index = statement.entries.index(entry)
    number = statement.tops[plan.years.index(year)] + 1 + index
    target = _first_account(plan, entry.id, year) if entry.kind == "leaf" else ""
    grid.name(number, entry.name, STYLE.get(entry.kind, "line"), entry.depth, target)
    grid.fold(number, 1 + entry.depth)
    if entry.kind == "heading":
        return
    for member in plan.members:
        pair = (member.id, year)
        value = statement.value(entry.id, pair)
        if value is None:
            grid.book.absent(grid.page, number, grid.column(member.id))
            continue
        formula = f"=ROUND({_terms(statement, income, entry, pair)},2)"
        grid.book.live(grid.page, number, grid.column(member.id), formula, value, "euro", SUFFIX[entry.kind])
        if entry.kind == "leaf" and value:
            _lead(statement, income, entry, pair, number)
    values = statement.values(entry.id, year)
    _totals(statement, income, entry, year, number, sum(value or 0 for value in values.values()))
    grid.spread(number, values, "euro", SUFFIX[entry.kind])


def _first_account(plan: Plan, line: str, year: str) -> str:
    """Where the first member's accounts of a line stand."""
    return next((found for one in plan.members if (found := plan.first_account((one.id, year), line))), "")


def _lead(statement: Statement, income: Statement, entry: Entry, pair: Pair, number: int) -> None:
    """From a figure to the accounts that make it; from a result that no account holds yet to where it is counted."""
    links, target = statement.grid.page.links, statement.plan.first_account(pair, entry.id)
    if not target and entry.row is not None:
        target = next((cell for cell in _computed(income, entry.row, pair) if cell.startswith("'")), "")
    if target and len(links.links) < MOST_LINKS:
        links.add(f"{letter(statement.grid.column(pair[0]))}{number}", target)


def _terms(statement: Statement, income: Statement, entry: Entry, pair: Pair) -> str:
    """What a cell adds up, without the rounding: accounts (leaf), or other rows of its column."""
    plan, column = statement.plan, letter(statement.grid.column(pair[0]))
    if entry.id.startswith("sum."):
        return plan.sums(pair, "amount", [("klass", entry.id[4:])])
    if entry.id == "difference":
        assets, claims = (statement.number(side.line.id, pair[1]) for side in statement.sides)
        return f"{column}{assets}-{column}{claims}"
    assert entry.row is not None
    if entry.kind == "leaf":
        return "+".join([plan.sums(pair, "amount", [("line_id", entry.id)]), *_computed(income, entry.row, pair)])
    return _parts(entry.row, statement, pair[1], column)


def _parts(row: Row, statement: Statement, year: str, column: str) -> str:
    return "+".join(f"{column}{statement.number(part.line.id, year)}" for part in row.parts) or "0"


def _computed(income: Statement, row: Row, pair: Pair) -> list[str]:
    """The result of the year, or results of earlier years that the bookkeeping has not yet moved to equity."""
    member, _ = pair
    if row.line.takes == "result":
        return [income.cell(income.result(), pair)]
    if row.line.takes == "previous_result":
        years = [(member, earlier) for earlier in income.plan.earlier(pair)]
        carried = sum(income.value(income.result(), one) or 0 for one in years)
        rest = income.plan.left_behind(pair, row.line.id, carried)
        return [*(income.cell(income.result(), one) for one in years), *([f"({plain(rest)})"] if rest else [])]
    return []


def _totals(statement: Statement, income: Statement, entry: Entry, year: str, number: int, total: int) -> None:
    """The sum of the members; what they owe and pay each other; what is left."""
    grid, suffix = statement.grid, SUFFIX[entry.kind]
    put: Callable[[str, str, int], None] = lambda key, formula, cents: grid.book.live(  # noqa: E731
        grid.page, number, grid.statistic(key), f"=ROUND({formula},2)", cents, "euro", suffix
    )
    put("total", f"SUM({grid.span(number)})", total)
    if "eliminated" not in grid.statistics:
        return
    cents = eliminated(statement, income, entry.id, year)
    put("eliminated", _elimination(statement, income, entry, year), cents)
    before, left = (letter(grid.statistic(key)) for key in ("total", "eliminated"))
    put("after", f"{before}{number}+{left}{number}", total + cents)


def _elimination(statement: Statement, income: Statement, entry: Entry, year: str) -> str:
    plan, column = statement.plan, letter(statement.grid.statistic("eliminated"))
    sheet = plan.words("sheet.eliminations")
    if entry.id.startswith("sum."):
        return _eliminated_sum(sheet, "G", f"{entry.id[4:]}", year)
    if entry.id == "difference":
        assets, claims = (statement.number(side.line.id, year) for side in statement.sides)
        return f"{column}{assets}-{column}{claims}"
    if entry.kind != "leaf":
        assert entry.row is not None
        return _parts(entry.row, statement, year, column)
    terms = [_eliminated_sum(sheet, "F", entry.id, year)]
    if entry.row is not None and entry.row.line.takes == "result":
        terms.append(address(income.grid.page.name, f"{column}{income.number(income.result(), year)}"))
    return "+".join(terms)


def _eliminated_sum(sheet: str, column: str, text: str, year: str) -> str:
    """Over the whole columns of the sheet of eliminations: amount E, line F, class G, year A of its second table."""
    return f"SUMIFS('{sheet}'!$E:$E,'{sheet}'!${column}:${column},\"{text}\",'{sheet}'!$A:$A,{year})"


def eliminated(statement: Statement, income: Statement, line: str, year: str) -> int:
    """Cents that eliminations add to the sum of a line."""
    plan = statement.plan
    if line.startswith("sum."):
        return plan.eliminated_by_class.get((line[4:], year), 0)
    if line == "difference":
        assets, claims = statement.sides
        return eliminated(statement, income, assets.line.id, year) - eliminated(statement, income, claims.line.id, year)
    row = next(entry.row for entry in statement.entries if entry.id == line and entry.kind != "heading")
    assert row is not None
    if row.kind != "leaf":
        return sum(eliminated(statement, income, part.line.id, year) for part in row.parts)
    own = plan.eliminated.get((line, year), 0)
    return own + eliminated(income, income, income.result(), year) if row.line.takes == "result" else own
