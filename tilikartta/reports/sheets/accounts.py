"""The sheet of accounts: what each local account means in the universal chart, by which rule, with its balances."""

from openpyxl.utils import get_column_letter as letter

from tilikartta.mapping.apply import MAPPED, OUTSIDE
from tilikartta.reports.book import EURO_WIDTH, Book, address
from tilikartta.reports.view import ACCOUNTS_FIRST, View

HEADER = ACCOUNTS_FIRST - 1
_WIDTHS = {"line": 26, "account": 9, "account_name": 24, "entity": 16, "universal": 9, "universal_name": 34, "function": 13,
           "activity": 13, "funder": 11, "fund": 13, "entries": 11, "remark": 20, "rule": 18}  # fmt: skip
_WRAPPED = ("line", "account_name", "universal_name", "remark", "rule")
HELPERS = ("status", "klass", "income_line", "balance_line")
_NUMBERS = ("balance.", "debit", "credit", "entries")


def write_accounts(book: Book, view: View, first_entries: dict[int, str]) -> None:
    """Write the sheet. ``first_entries``: where the first entry of each account row stands."""
    page, words = book.pages["accounts"], view.words
    columns = view.account_columns
    book.top(page, words("sheet.accounts"), words("accounts.note"))
    texts = [_heading(view, name) for name in columns]
    book.headings(page, HEADER, texts, [name.startswith(_NUMBERS) for name in columns])
    book.text(page, HEADER - 1, 1, words("accounts.total"), "strong")
    for index, row in enumerate(view.rows.table.to_dict("records")):
        _write_row(book, view, index, {str(name): value for name, value in row.items()}, first_entries)
    last = ACCOUNTS_FIRST + max(len(view.rows.table), 1) - 1
    for name, column in columns.items():
        if name.startswith(("balance.", "debit", "credit")):
            _total(book, view, name, column, last)
    book.widths(page, [_WIDTHS.get(name.partition(".")[0], EURO_WIDTH) for name in columns])
    for name in HELPERS:
        # For the formulas of the statements; one click on the plus sign above the columns shows them.
        page.sheet.column_dimensions[letter(columns[name])].outlineLevel = 1
        page.sheet.column_dimensions[letter(columns[name])].hidden = True
    texts = [letter(columns[name]) for name in ("account", "universal")]
    page.number_texts = [f"{column}{ACCOUNTS_FIRST}:{column}{last}" for column in texts]
    page.sheet.freeze_panes = f"{letter(columns['account_name'] + 1)}{ACCOUNTS_FIRST}"
    page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(columns))}{last}"
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")
    page.sheet.print_area = f"A1:{letter(columns['rule'])}{last}"


def _heading(view: View, name: str) -> str:
    if name.startswith("balance."):
        return view.words("column.balance_of", period=view.label(int(name.partition(".")[2])))
    return view.words(f"column.{name}")


def _total(book: Book, view: View, name: str, column: int, last: int) -> None:
    """The sum of the rows that the filter shows, above the column."""
    if name.startswith("balance."):
        total = int(view.rows.balances[:, int(name.partition(".")[2])].sum())
    else:
        total = int(view.rows.table[name].sum())
    rows = f"{letter(column)}{ACCOUNTS_FIRST}:{letter(column)}{last}"
    book.formula(book.pages["accounts"], HEADER - 1, column, f"=ROUND(SUBTOTAL(109,{rows}),2)", total, "euro_group")


def _write_row(book: Book, view: View, index: int, row: dict[str, object], first_entries: dict[int, str]) -> None:
    page, columns, number = book.pages["accounts"], view.account_columns, ACCOUNTS_FIRST + index
    chart = view.contents.chart.by_code
    universal = chart.get(str(row["universal"]))
    texts = {
        "line": _line(view, row),
        "universal_name": view.words.of(universal.name) if universal else "",
        "function": view.words.function(str(row["function"])),
        "remark": _remark(view, row),
    }
    texts |= {name: view.words.axis(name, str(row[name])) for name in view.axes}
    for name in ("account", "account_name", "universal", "rule", *HELPERS, "entity"):
        texts[name] = str(row[name])
    for name, column in columns.items():
        if name in ("debit", "credit"):
            book.euro(page, number, column, int(str(row[name])))
        elif name == "entries":
            book.count(page, number, column, int(str(row[name])))
        elif name.startswith("balance."):
            book.euro(page, number, column, int(view.rows.balances[index, int(name.partition(".")[2])]))
        elif texts[name]:
            style, indent = "wrapped" if name in _WRAPPED else "text", 1 if name == "remark" else 0
            book.text(page, number, column, texts[name], style, indent)
    book.fit(page, number, [(texts[name], _WIDTHS[name]) for name in _WRAPPED])
    _links(book, view, index, texts, first_entries)


def _line(view: View, row: dict[str, object]) -> str:
    """The statement line of a row in words."""
    if row["income_line"]:
        return view.line_name(view.contents.income.layout, str(row["income_line"]))
    if row["balance_line"]:
        return view.line_name(view.contents.balance.layout, str(row["balance_line"]))
    return view.words("status.off_statement" if row["status"] == MAPPED else f"status.{row['status']}")


def _remark(view: View, row: dict[str, object]) -> str:
    """What a reader must know about the row: not mapped, outside and why, shared, nature not specified."""
    words, universal = view.words, view.contents.chart.by_code.get(str(row["universal"]))
    if row["status"] == OUTSIDE:
        return str(row["reason"])
    if row["status"] != MAPPED:
        return words("remark.unmapped")
    parts = [words("remark.share", share=words.decimal(str(row["share"])))] if row["share"] else []
    if universal is not None and universal.unspecified:
        parts.append(words("remark.unspecified"))
    return "; ".join(parts)


def _links(book: Book, view: View, index: int, texts: dict[str, str], first_entries: dict[int, str]) -> None:
    """From the account to its first entry; from an account without a home to the sheet that says what to do."""
    page, columns, number = book.pages["accounts"], view.account_columns, ACCOUNTS_FIRST + index
    name = "account" if texts["account"] else "account_name"
    if index in first_entries:
        book.link(page, number, columns[name], texts[name], first_entries[index])
    if view.rows.table.at[index, "status"] != MAPPED:
        book.link(page, number, columns["line"], texts["line"], address(book.title("unmapped"), "A1"))
