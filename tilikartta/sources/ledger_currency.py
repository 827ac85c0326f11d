"""The currency of a ledger: from the headings of its amounts, the marks beside them, or a column of its own. Two are refused."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, error
from tilikartta.sources.currencies import normal_currency
from tilikartta.sources.layout import Roles
from tilikartta.sources.table import Column, Table

AMOUNTS = ("debit", "credit", "amount", "opening", "closing")
CODES = ("EUR", "SEK", "NOK", "DKK", "USD", "GBP")
_IN_HEADING = re.compile(r"(€|\beur(?:oa?)?\b|\bsek\b|\bnok\b|\bdkk\b|\bgbp\b|\busd\b|\bkr\b)", re.IGNORECASE)
_CROWNS = frozenset({"SEK", "NOK", "DKK"})


def currency_of(table: Table, roles: Roles, plain: set[str]) -> tuple[str, list[Finding]]:
    """Code of the one currency ("kr" where only that is said, "" where nothing is), and TK189 when there are several.

    ``plain``: roles whose cells hold digits only, which need no look.
    """
    headings = [table.headings[roles.at[role]] for role in AMOUNTS if role in roles]
    stated = {_code(mark[1]) for heading in headings if (mark := _IN_HEADING.search(heading)) is not None}
    rows: dict[str, int] = {}
    for role in AMOUNTS:
        if role in roles and role not in plain:
            _marks(table, table.columns[roles.at[role]], rows)
    if "currency" in roles and not stated:
        _column(table, table.columns[roles.at["currency"]], rows)
    found = stated | set(rows)
    if found & _CROWNS:
        found.discard("kr")
    if len(found) > 1:
        own, *others = sorted(found, key=lambda code: rows.get(code, 0))
        place = table.place(max(rows.get(code, 0) for code in others) or table.header_row)
        return own, [error("TK189", place, own=own, other=others[0], currencies=sorted(found))]
    return next(iter(found), ""), []


def _code(mark: str) -> str:
    lower = mark.casefold().strip(". ")
    if lower.startswith(("eur", "€")):
        return "EUR"
    return "kr" if lower == "kr" else normal_currency(lower.upper())


def _marks(table: Table, column: Column, rows: dict[str, int]) -> None:
    """Currency marks in the cells of amounts, each with the first row it stands on."""
    text = column.plain()
    marked = pc.match_substring_regex(text, r"[A-Za-z€$£]")
    if not pc.any(marked).as_py():
        return
    cells, numbers = text.filter(marked), table.rows.filter(marked)
    bare = pc.replace_substring_regex(cells, r"[^A-Za-z€$£]", "")
    for mark in pc.unique(bare).to_pylist():
        code = _code(mark)
        if code in CODES or code == "kr":
            _note(rows, code, bare, mark, numbers)


def _column(table: Table, column: Column, rows: dict[str, int]) -> None:
    """Codes in a column of currencies."""
    text = column.plain()
    for mark in pc.unique(text).to_pylist():
        if mark:
            _note(rows, _code(mark), text, mark, table.rows)


def _note(rows: dict[str, int], code: str, cells: pa.ChunkedArray, mark: str, numbers: pa.ChunkedArray) -> None:
    first = pc.index(cells, mark).as_py()
    rows[code] = min(rows.get(code, 1 << 60), numbers[first].as_py())
