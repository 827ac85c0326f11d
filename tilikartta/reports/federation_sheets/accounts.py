"""The sheets of accounts: what each local account means in the universal chart, every member and year one stretch of rows."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from openpyxl.utils import get_column_letter as letter

from tilikartta.mapping.apply import MAPPED
from tilikartta.reports.book import Page
from tilikartta.reports.bulk import Bulk, Rows
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.plan import ACCOUNTS_FIRST, HELPERS, Plan
from tilikartta.reports.sheets.measured import PROSE
from tilikartta.reports.words import clean, looks_like_formula, rule_place

HEADER = ACCOUNTS_FIRST - 1
GRANTS = ("grant_general", "grant_targeted")
UNSTATED = "unstated"
LINE, TWO_LINES = 14, 27  # points
_EUROS = ("opening", "debit", "credit", "movement", "closing", "amount")
_WIDTHS = {"member": 25, "year": 6, "status": 13, "line": 29, "universal": 10, "universal_name": 30, "function": 13,
           "activity": 20, "funder": 16, "fund": 12, "account": 10, "account_name": 30, "entries": 11, "amount": 16,
           "rule": 16}  # fmt: skip
_EURO_WIDTH = 13.5
_WRAPPED = ("member", "line", "universal_name", "account_name", "status", "function", "rule")


def account_values(plan: Plan) -> dict[str, list[Any]]:
    """The columns of the sheets of accounts, row by row, in the order of ``Comparison.accounts``."""
    frame, chart, words = plan.comparison.accounts, plan.comparison.chart, plan.words
    accounts = [chart.by_code.get(code) for code in frame["universal"]]
    line_names = names_of_lines(plan)
    values: dict[str, list[Any]] = {name: frame[name].tolist() for name in frame.columns}
    values["member_id"], values["line_id"], values["function_id"] = values["member"], values["line"], values["function"]
    values["member"] = [plan.names[one] for one in values["member_id"]]
    values["year"] = [int(year) for year in values["year"]]
    off = words("status.off_statement")
    states = {name: words(f"status.{name}") for name in set(values["status"])}
    values["line"] = [
        line_names.get(line) or (off if status == MAPPED else states[status])
        for line, status in zip(values["line_id"], values["status"], strict=True)
    ]
    values["klass"] = [one.klass if one else "" for one in accounts]
    values["nature"] = [one.nature if one else "" for one in accounts]
    values["universal_name"] = [words.of(one.name) if one else "" for one in accounts]
    values["function"] = [words.function(one) for one in values["function_id"]]
    values["rule"] = [rule_place(str(one)) for one in values["rule"]]
    values["grant"] = [
        (funder or (one.funder or UNSTATED)) if one is not None and one.nature in GRANTS else ""
        for one, funder in zip(accounts, values["funder"], strict=True)
    ]
    values["funder"] = [words.axis("funder", one) for one in values["funder"]]
    values["status"] = [states[one] for one in values["status"]]
    return values


def names_of_lines(plan: Plan) -> dict[str, str]:
    """Names of leaves, with the group before those of the income statement: two of them are called Tuotot."""
    found: dict[str, str] = {}
    for layout in (plan.comparison.income, plan.comparison.balance):
        for top in layout.lines:
            for line in _leaves(top):
                own = plan.words.of(line.name)
                alone = line is top or layout.kind == "balance_sheet"
                found[line.id] = own if alone else f"{plan.words.of(top.name)}: {own}"
    return found


def _leaves(line: Any) -> list[Any]:
    return [line] if line.type == "line" else [leaf for child in line.lines for leaf in _leaves(child)]


def write_accounts(book: FederationBook, plan: Plan) -> None:
    """Write the sheets."""
    values = account_values(plan)
    for part, (low, high) in enumerate(plan.parts):
        page = book.pages[f"accounts.{part}"]
        _head(book, plan, page, {name: values[name][low:high] for name in _EUROS}, high - low)
        part_values = {name: values[name][low:high] for name in plan.account_columns}
        linked = _entries(plan, page, values, low, high)
        columns = [_bulk(book, name, held, linked.get(name, frozenset())) for name, held in part_values.items()]
        page.rows = Rows(columns, ACCOUNTS_FIRST, high - low, heights(part_values))
        _finish(book, plan, page, ACCOUNTS_FIRST + max(high - low, 1) - 1)


def _entries(plan: Plan, page: Page, values: dict[str, list[Any]], low: int, high: int) -> dict[str, frozenset[int]]:
    """Lead the rows of a sheet to their entries in the members' own workbooks; which rows of which column lead somewhere."""
    led: dict[str, set[int]] = {"account": set(), "account_name": set()}
    for index in range(low, high) if plan.comparison.entry_cells else ():
        file, place = plan.entries_of(index)
        if file:
            name = "account" if values["account"][index] else "account_name"
            page.links.add(f"{letter(plan.account_columns[name])}{ACCOUNTS_FIRST + index - low}", place, file)
            led[name].add(index - low)
    return {name: frozenset(rows) for name, rows in led.items() if rows}


def _bulk(book: FederationBook, name: str, values: list[Any], linked: frozenset[int]) -> Bulk:
    if name in _EUROS:
        return Bulk("euro", pa.array(values, pa.int64()), _format(book, "euro"))
    if name in ("entries", "year"):
        return Bulk("count", pa.array(values, pa.int64()), _format(book, "count" if name == "entries" else "year"))
    # What leads to a file looks like a link: the same text may stand in the column with and without one.
    seen: dict[tuple[object, bool], int] = {}
    codes = [seen.setdefault((one, row in linked), len(seen)) for row, one in enumerate(values)]
    uniques = [(clean(str(one)), leads) for one, leads in seen]
    plain = "wrapped" if name in _WRAPPED else "text"
    styles = [_format(book, "link" if leads else plain, quoted=looks_like_formula(text)) for text, leads in uniques]
    return Bulk(
        "text", pa.array([text for text, _ in uniques], pa.string()), 0, codes=pa.array(codes, pa.int32()),
        styles=pa.array(styles, pa.int32()),
    )  # fmt: skip


def heights(values: Mapping[str, list[Any]]) -> Any:
    """Points of each row: two lines, more where a text needs more. Counted once for each text: most repeat."""
    columns = [name for name in _WRAPPED if name in values]
    needed = {name: {text: _lines(str(text), _WIDTHS[name]) for text in set(values[name])} for name in columns}
    rows = zip(*(values[name] for name in columns), strict=True)
    lines = [max(2, *(needed[name][text] for name, text in zip(columns, row, strict=True))) for row in rows]
    return pa.array([LINE * one for one in lines], pa.int64())


def _lines(text: str, width: float) -> int:
    """Lines that a text takes when it wraps between words, and inside those that are too long."""
    lines, room, taken = 1, int(width * PROSE), 0
    for word in text.split():
        if taken and taken + 1 + len(word) > room:
            lines, taken = lines + 1, 0
        taken += len(word) + (1 if taken else 0)
        while taken > room:
            lines, taken = lines + 1, taken - room
    return lines


def _format(book: FederationBook, style: str, *, quoted: bool = False) -> int:
    """Number of a cell format, for rows that are written as XML."""
    look: Any = book.look(style, quoted)
    return int(book.workbook._cell_styles.add(look))  # type: ignore[attr-defined]


def _head(book: FederationBook, plan: Plan, page: Page, euros: dict[str, list[int]], count: int) -> None:
    words, columns = plan.words, plan.account_columns
    book.top(page, page.name, words("accounts.note_led" if plan.comparison.entry_cells else "accounts.note"))
    book.text(page, HEADER - 1, 1, words("accounts.total"), "strong")
    last = ACCOUNTS_FIRST + max(count, 1) - 1
    numbers = [name in (*_EUROS, "entries") for name in columns]
    book.headings(page, HEADER, [words(f"column.{name}") for name in columns], numbers)
    for name in _EUROS[1:4]:
        rows = f"{letter(columns[name])}{ACCOUNTS_FIRST}:{letter(columns[name])}{last}"
        book.live(page, HEADER - 1, columns[name], f"=ROUND(SUBTOTAL(109,{rows}),2)", sum(euros[name]), "euro", "_group")


def _finish(book: FederationBook, plan: Plan, page: Page, last: int) -> None:
    columns = plan.account_columns
    # Rows written in bulk have no height of their own: all have room for two lines.
    page.sheet.sheet_format.defaultRowHeight, page.sheet.sheet_format.customHeight = TWO_LINES, True
    page.sheet.row_dimensions[HEADER].height, page.sheet.row_dimensions[HEADER - 1].height = 1.5 * TWO_LINES, TWO_LINES / 2
    page.sheet.row_dimensions[HEADER - 2].height = TWO_LINES / 2
    book.widths(page, [_WIDTHS.get(name, _EURO_WIDTH) for name in columns])
    for name in HELPERS:
        # For the formulas of the other sheets; one click on the plus sign above the columns shows them.
        page.sheet.column_dimensions[letter(columns[name])].outlineLevel = 1
        page.sheet.column_dimensions[letter(columns[name])].hidden = True
    page.number_texts = [
        f"{letter(columns[name])}{ACCOUNTS_FIRST}:{letter(columns[name])}{last}" for name in ("account", "universal")
    ]
    page.sheet.freeze_panes = f"C{ACCOUNTS_FIRST}"
    page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(columns))}{last}"
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")
    page.sheet.print_area = f"A1:{letter(columns['rule'])}{last}"
