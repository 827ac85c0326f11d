"""Balances as read (trial balances, opening balances), each with its source row and its account in the universal chart."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.utils import get_column_letter as letter

from tilikartta.reports.book import EURO_WIDTH, Book, address
from tilikartta.reports.bulk import Bulk, Rows
from tilikartta.reports.sheets.entries import style_numbers
from tilikartta.reports.view import View

HEADER = 5
FIRST = HEADER + 1
_WIDTHS = {"account_name": 32, "universal": 24, "source_file": 24, "sheet": 14, "entity": 18}
_EUROS = ("opening", "debit", "credit", "closing")


def write_balances(book: Book, view: View) -> dict[int, str]:
    """Write the sheet; where the first row of each account row stands, for links from accounts that have no entries."""
    page, words = book.pages["balances"], view.words
    frame = view.contents.mapped.ledger.balances
    by = ["account", "account_name", "period_end", "source_file", "sheet", "source_row"]
    frame = frame.sort_values(by, kind="stable", ignore_index=True)
    meanings, rows_of = _meanings(view)
    keys = list(zip(frame["entity"], frame["account"], frame["account_name"].where(frame["account"] == "", ""), strict=True))
    frame = frame.assign(universal=[", ".join(meanings.get(key, [])) for key in keys])
    names = ["period_end", "account", "account_name", "universal", *_EUROS, "source_file", "sheet", "source_row"]
    names = [name for name in names if name != "sheet" or (frame["sheet"] != "").any()]
    if len(view.entities) > 1:
        names.insert(1, "entity")
    book.top(page, words("sheet.balances"), words("balances.note"))
    right = [name in (*_EUROS, "source_row") for name in names]
    book.headings(page, HEADER, [words(f"column.{name}") for name in names], right)
    style = style_numbers(book)
    page.rows = Rows([_bulk(frame[name], name, style) for name in names], FIRST, len(frame))
    last = FIRST + len(frame) - 1
    book.widths(page, [_WIDTHS.get(name, EURO_WIDTH if name in _EUROS else 11) for name in names])
    page.sheet.freeze_panes = f"A{FIRST}"
    page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(names))}{last}"
    texts = [letter(names.index(name) + 1) for name in ("account", "universal")]
    page.number_texts = [f"{column}{FIRST}:{column}{last}" for column in texts]
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")
    places: dict[int, str] = {}
    for offset, key in enumerate(keys):
        for row in rows_of.get(key, []):
            places.setdefault(row, address(page.name, f"A{FIRST + offset}"))
    return places


def _meanings(view: View) -> tuple[dict[tuple[str, str, str], list[str]], dict[tuple[str, str, str], list[int]]]:
    """By entity and local account (its name where it has no number): universal codes, and its account rows."""
    codes: dict[tuple[str, str, str], list[str]] = {}
    rows: dict[tuple[str, str, str], list[int]] = {}
    for index, row in enumerate(view.rows.table.to_dict("records")):
        key = (str(row["entity"]), str(row["account"]), "" if row["account"] else str(row["account_name"]))
        shown = str(row["universal"]) or view.words(f"status.{row['status']}")
        rows.setdefault(key, []).append(index)
        if shown not in codes.setdefault(key, []):
            codes[key].append(shown)
    return codes, rows


def _bulk(column: Any, name: str, style: dict[str, int]) -> Bulk:
    if name in _EUROS:
        return Bulk("euro", pa.array(column, pa.int64(), from_pandas=True), style["euro"])
    if name == "source_row":
        return Bulk("count", pa.array(column, pa.int64(), from_pandas=True), style["count"])
    if name == "period_end":
        return Bulk("day", pa.array(column, pa.date32(), from_pandas=True), style["day"])
    texts = pc.fill_null(pa.array(column, pa.string(), from_pandas=True), "")
    return Bulk("text", texts, style["text"], style["quoted"])
