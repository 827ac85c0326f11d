"""The income statement with ordinary operations by activity area: live formulas over the accounts and their activity."""

from openpyxl.utils import get_column_letter as letter

from tilikartta.reports.book import EURO_WIDTH, Book, address
from tilikartta.reports.lines import Row, income_rows
from tilikartta.reports.sheets.statement import (
    FIRST,
    NAME_WIDTH,
    Printed,
    finish,
    head,
    income_headings,
    income_note,
    paragraph,
    result_cell,
    row_amount,
    row_name,
)
from tilikartta.reports.view import ACCOUNTS_FIRST, View
from tilikartta.statements.activity_areas import AreaStatement

_PIECE = 200  # a formula holds texts of at most 255 characters


def write_activity_areas(book: Book, view: View, areas: AreaStatement, income: Printed) -> None:
    """Write the sheet; its last row is the difference to the income statement, which is 0."""
    page, statement = book.pages["activity_areas"], areas.statement
    rows = income_rows(statement)
    for number, row in enumerate(rows, start=FIRST):
        row.number = number
    columns = {period: 3 + 2 * place for place, period in enumerate(view.periods)}
    head(book, page, view, statement)
    income_headings(book, page, view)
    for row in rows:
        activity, line = areas.place(row.line.id)
        row_name(book, page, view, row, statement, "income_line")
        if row.kind == "leaf" and activity is not None:
            _to_accounts(book, view, row, line, activity)
        for period in view.periods:
            column = columns[period] - (1 if row.side else 0)
            if row.kind == "leaf" and activity is not None:
                live = _leaf(book, view, period, line, activity)
                book.formula(page, row.number, column, live, statement.amounts[row.line.id][period])
            else:
                row_amount(book, page, view, row, period, column, statement, "income_line", [])
    control = rows[-1].number + 1
    _control(book, view, rows[-1], control, columns, areas, income)
    width = 1 + 2 * len(view.periods)
    paragraph(book, page, control + 1, income_note(view), width)
    paragraph(book, page, control + 2, view.words("areas.note"), width)
    book.widths(page, [NAME_WIDTH, *[EURO_WIDTH, EURO_WIDTH + 2] * len(view.periods)])
    finish(book, page, 2 * len(view.periods))


def _to_accounts(book: Book, view: View, row: Row, line: str, activity: str) -> None:
    """The name of a leaf leads to the first account row of its line and area."""
    table = view.rows.table
    first = int(((table["income_line"] == line) & (table["activity"] == activity)).to_numpy().argmax())
    target = f"{letter(view.account_columns['account'])}{ACCOUNTS_FIRST + first}"
    name = view.words.of(row.line.name)
    book.link(book.pages["activity_areas"], row.number, 1, name, address(book.title("accounts"), target), indent=row.depth)


def _leaf(book: Book, view: View, period: int, line: str, activity: str) -> str:
    """The sum of the account rows of a line in one area. EXACT tells ``Leirit`` from ``leirit``, which SUMIFS does not."""
    sheet = book.title("accounts")
    balances, lines, held = (
        address(sheet, view.accounts_range(name)) for name in (f"balance.{period}", "income_line", "activity")
    )
    return f'=ROUND(-SUMPRODUCT(({lines}="{line}")*EXACT({held},{_literal(activity)})*{balances}),2)'


def _literal(text: str) -> str:
    """A text inside a formula, in pieces that a formula may hold."""
    pieces = [text[at : at + _PIECE].replace('"', '""') for at in range(0, max(len(text), 1), _PIECE)]
    return "&".join(f'"{piece}"' for piece in pieces)


def _control(book: Book, view: View, last: Row, row: int, columns: dict[int, int], areas: AreaStatement, income: Printed) -> None:
    """The last row against that of the income statement."""
    page, whole = book.pages["activity_areas"], view.contents.income
    own = income.rows[-1].line.id
    book.link(page, row, 1, view.words("matrix.control"), address(book.title("income"), f"A{income.rows[-1].number}"))
    for period, column in columns.items():
        target = address(book.title("income"), result_cell(income, period))
        cents = areas.statement.amounts[last.line.id][period] - whole.amounts[own][period]
        book.formula(page, row, column, f"=ROUND({letter(column)}{last.number}-{target},2)", cents)
