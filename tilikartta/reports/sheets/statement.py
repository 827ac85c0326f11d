"""The income statement and the balance sheet: live formulas down to the sheet of accounts, with the right stored values."""

from collections.abc import Iterable

from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.pagebreak import Break

from tilikartta.reports.accounts import earlier_periods
from tilikartta.reports.book import EURO_WIDTH, Book, Page, address
from tilikartta.reports.lines import Row, balance_rows, income_rows
from tilikartta.reports.view import ACCOUNTS_FIRST, View
from tilikartta.statements.control import differences
from tilikartta.statements.figures import Statement

FIRST = 6  # first row of figures
NAME_WIDTH = 50
ROWS_ON_A_PAGE = 44
WIDEST_PORTRAIT = 4  # amount columns on an upright page


class Printed:
    """A statement on its sheet: where each line stands, so that other sheets can point at it."""

    def __init__(self, key: str, rows: list[Row], columns: dict[int, int]) -> None:
        self.key, self.rows, self.columns = key, rows, columns
        self.by_line = {row.line.id: row for row in rows if row.kind != "heading"}

    def cell(self, line: str, period: int) -> str:
        """The cell of a line's amount in its main column."""
        return f"{letter(self.columns[period])}{self.by_line[line].number}"


def plan_income(view: View) -> Printed:
    """Where the rows of the income statement go: two columns per period, side and main."""
    rows = income_rows(view.contents.income)
    _number(rows)
    return Printed("income", rows, {period: 3 + 2 * place for place, period in enumerate(view.periods)})


def plan_balance(view: View) -> Printed:
    """Where the rows of the balance sheet go: one column per period."""
    rows = balance_rows(view.contents.balance)
    _number(rows)
    return Printed("balance", rows, {period: 2 + place for place, period in enumerate(view.periods)})


def _number(rows: list[Row]) -> None:
    for number, row in enumerate(rows, start=FIRST):
        row.number = number


def rounded_sum(cells: Iterable[str]) -> str:
    """``=ROUND(B7+B9,2)``: binary fractions of a spreadsheet must not leave a trace in a cent."""
    return f"=ROUND({'+'.join(cells) or '0'},2)"


def mapped_sum(book: Book, view: View, period: int, line: str, column: str, sign: str) -> str:
    """The sum of the account rows of a statement line, without ``=``."""
    sheet = book.title("accounts")
    balances, lines = (address(sheet, view.accounts_range(name)) for name in (f"balance.{period}", column))
    return f'{sign}SUMIFS({balances},{lines},"{line}")'


def _criterion(text: str) -> str:
    """A criterion that takes exactly this text."""
    for sign in "~*?":
        text = text.replace(sign, f"~{sign}")
    return '"=' + text.replace('"', '""') + '"'


def earlier_results(book: Book, view: View, income: Printed, period: int) -> list[str]:
    """Terms for results of earlier periods that the bookkeeping has not yet moved to equity."""
    sheet = book.title("accounts")
    terms = []
    for earlier, entities in earlier_periods(view.contents, period).items():
        if earlier not in view.periods:
            continue
        if len(entities) == len(view.entities):
            terms.append(address(book.title("income"), result_cell(income, earlier)))
            continue
        balances, lines, held = (
            address(sheet, view.accounts_range(name)) for name in (f"balance.{earlier}", "income_line", "entity")
        )
        terms += [f'-SUMIFS({balances},{lines},"<>",{held},{_criterion(entity)})' for entity in entities]
    return terms


def result_cell(income: Printed, period: int) -> str:
    """The cell of the result of a period: the last row of the income statement."""
    return income.cell(income.rows[-1].line.id, period)


def write_income(book: Book, view: View, printed: Printed) -> None:
    """Write the income statement."""
    page, statement = book.pages["income"], view.contents.income
    head(book, page, view, statement)
    income_headings(book, page, view)
    for row in printed.rows:
        row_name(book, page, view, row, statement, "income_line")
        for period in view.periods:
            column = printed.columns[period] - (1 if row.side else 0)
            row_amount(book, page, view, row, period, column, statement, "income_line", [])
    note = printed.rows[-1].number + 2
    paragraph(book, page, note, income_note(view), 1 + 2 * len(view.periods))
    book.widths(page, [NAME_WIDTH, *[EURO_WIDTH, EURO_WIDTH + 2] * len(view.periods)])
    finish(book, page, 2 * len(view.periods))


def income_headings(book: Book, page: Page, view: View) -> None:
    """The heading row: line, and per period the side and the main column."""
    texts, right = [view.words("column.line")], [False]
    for period in view.periods:
        span = view.period(period)
        texts += [view.words("income.side"), view.words.span(span) if span else "–"]
        right += [True, True]
    book.headings(page, FIRST - 1, texts, right)


def income_note(view: View) -> str:
    """How to read the signs, and the cumulative rows where the scheme has several of one name."""
    names = [view.words.of(line.name) for _, line in view.contents.income.layout.flat if line.type == "running"]
    repeated = next((name for name in names if names.count(name) > 1), "")
    cumulative = [view.words("income.cumulative", name=repeated)] if repeated else []
    return " ".join([*cumulative, view.words("income.signs")])


def write_balance(book: Book, view: View, printed: Printed, income: Printed) -> None:
    """Write the balance sheet and under it what explains a difference between its sides."""
    page, words, statement = book.pages["balance"], view.words, view.contents.balance
    head(book, page, view, statement)
    spans = [view.period(period) for period in view.periods]
    days = [words.day(span.end) if span else "–" for span in spans]
    book.headings(page, FIRST - 1, [words("column.line"), *days], [False, *[True] * len(days)], tall=False)
    for row in printed.rows:
        row_name(book, page, view, row, statement, "balance_line")
        for period in view.periods:
            extra = []
            if row.line.takes == "result":
                extra = [address(book.title("income"), result_cell(income, period))]
            elif row.line.takes == "previous_result":
                extra = earlier_results(book, view, income, period)
            row_amount(book, page, view, row, period, printed.columns[period], statement, "balance_line", extra)
        if row.line.takes == "result" and view.rows.first("balance_line", row.line.id) is None:
            target = address(book.title("income"), f"A{income.rows[-1].number}")
            book.link(page, row.number, 1, words.of(row.line.name), target, indent=row.depth)
    free = _control(book, page, view, printed, income)
    if view.contents.mapped.movements_only:
        paragraph(book, page, free + 1, words("balance.movements_only"), 1 + len(view.periods))
    book.widths(page, [NAME_WIDTH, *[EURO_WIDTH + 2] * len(view.periods)])
    if len(printed.rows) > ROWS_ON_A_PAGE:
        claims = next(row for row in printed.rows if row.kind == "heading" and row.line.side == "liability")
        page.sheet.row_breaks.append(Break(id=claims.number - 1))
    finish(book, page, len(view.periods))


def head(book: Book, page: Page, view: View, statement: Statement) -> None:
    """Whose statement it is, which one, in euros, and the way back."""
    book.text(page, 1, 1, view.contents.name, "title")
    book.title_heights(page)
    book.text(page, 2, 1, view.words.of(statement.layout.name), "subtitle")
    book.text(page, 3, 1, view.words.unit, "note")
    book.link(page, 4, 1, f"← {book.title('summary')}", address(book.title("summary"), "A1"), "back")


def row_name(book: Book, page: Page, view: View, row: Row, statement: Statement, column: str) -> None:
    """The name of a row; that of a leaf leads to its first account."""
    name = view.words.of(row.line.name)
    if row.kind in ("sub", "difference"):
        name = view.words(f"row.{row.kind}", name=name)
    style = {"heading": "line_group", "group": "line_group", "running": "line_sum", "total": "line_total"}.get(row.kind, "line")
    first = view.rows.first(column, row.line.id) if row.kind == "leaf" else None
    indent = row.depth + (1 if row.kind == "difference" else 0)
    if first is None:
        book.text(page, row.number, 1, name, style, indent)
        book.fit(page, row.number, [(name, NAME_WIDTH - 2 * indent)])
        return
    start = letter(view.account_columns["account"])
    book.link(page, row.number, 1, name, address(book.title("accounts"), f"{start}{ACCOUNTS_FIRST + first}"), indent=indent)
    book.fit(page, row.number, [(name, NAME_WIDTH - 2 * indent)])


_AMOUNT_STYLE = {
    "leaf": "euro", "group": "euro_group", "sub": "euro_sub", "difference": "euro", "running": "euro_sum", "total": "euro_total",
}  # fmt: skip


def row_amount(
    book: Book, page: Page, view: View, row: Row, period: int, column: int, statement: Statement, key: str, extra: list[str]
) -> None:
    """The amount of a row: a formula over accounts (leaf) or over other rows (sums)."""
    if row.kind == "heading":
        return
    if row.kind == "leaf":
        sign = "" if row.asset else "-"
        formula = rounded_sum([mapped_sum(book, view, period, row.line.id, key, sign), *extra]).replace("+-", "-")
    else:
        formula = rounded_sum(f"{letter(_column(part, row, column))}{part.number}" for part in row.parts)
    book.formula(page, row.number, column, formula, statement.amounts[row.line.id][period], _AMOUNT_STYLE[row.kind])
    if row.kind == "running":
        book.text(page, row.number, column - 1, "", "line_sum")


def _column(part: Row, row: Row, column: int) -> int:
    """The column that holds a part of a sum standing in ``column``."""
    return column - 1 if part.side and not row.side else column


def _control(book: Book, page: Page, view: View, printed: Printed, income: Printed) -> int:
    """Assets less equity and liabilities, and where the difference comes from; the next free row."""
    words, statement = view.words, view.contents.balance
    explained = differences(view.contents.mapped, view.contents.chart)
    sides = {row.asset: row for row in printed.rows if row.kind == "total"}
    top = printed.rows[-1].number + 2
    reasons = [reason for reason in ("unmapped", "outside", "off_statement", "ledger") if any(explained[reason])]
    whole = any(statement.difference)
    book.text(page, top, 1, words("control.difference" if whole or reasons else "control.agrees"), "strong")
    for period in view.periods:
        column = printed.columns[period]
        name = letter(column)
        formula = f"=ROUND({name}{sides[True].number}-{name}{sides[False].number},2)"
        book.formula(page, top, column, formula, statement.difference[period], "euro_sum")
        for offset, reason in enumerate(reasons, start=1):
            sign = 1 if reason == "ledger" else -1
            live = _explanation(book, view, income, period, reason)
            book.formula(page, top + offset, column, live, sign * explained[reason][period])
    for offset, reason in enumerate(reasons, start=1):
        target = address(book.title("unmapped"), "A1")
        if reason in ("unmapped", "outside"):
            book.link(page, top + offset, 1, words(f"control.{reason}"), target, indent=1)
        else:
            book.text(page, top + offset, 1, words(f"control.{reason}"), "line", 1)
    return top + len(reasons) + 1


def _explanation(book: Book, view: View, income: Printed, period: int, reason: str) -> str:
    """The formula of one part of the difference, over the account rows."""
    sheet = book.title("accounts")
    balances, status, klass = (address(sheet, view.accounts_range(name)) for name in (f"balance.{period}", "status", "klass"))
    if reason == "ledger":
        # The balances of all accounts, and results of earlier periods, which result accounts no longer show.
        earlier = "".join(f"-{term}" for term in earlier_results(book, view, income, period)).replace("--", "+")
        return f"=ROUND(SUM({balances}){earlier},2)"
    column, value = (klass, reason) if reason == "off_statement" else (status, reason)
    return f'=ROUND(-SUMIFS({balances},{column},"{value}"),2)'


def paragraph(book: Book, page: Page, row: int, text: str, columns: int) -> None:
    """A sentence over the whole width of the table."""
    book.text(page, row, 1, text, "note")
    page.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    book.fit(page, row, [(text, NAME_WIDTH + EURO_WIDTH * (columns - 1))])


def finish(book: Book, page: Page, amounts: int) -> None:
    """Frozen heading and print set-up for so many columns of amounts."""
    page.sheet.freeze_panes = f"B{FIRST}"
    book.print_setup(page, landscape=amounts > WIDEST_PORTRAIT, repeat=f"1:{FIRST - 1}")
