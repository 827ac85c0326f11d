"""The mapped entries, each account's together, so that links land on them. Never cut: they go on in a next sheet."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.utils import get_column_letter as letter

from tilikartta.model import DIM_PREFIX
from tilikartta.reports.book import Book, Page, address
from tilikartta.reports.bulk import LAST_ROW, Bulk, Rows
from tilikartta.reports.view import View

HEADER = 5
FIRST = HEADER + 1
_WIDTHS = {"date": 11, "series": 8, "voucher": 10, "entity": 18, "account": 10, "account_name": 28, "universal": 9,
           "universal_name": 30, "function": 16, "amount": 15, "text": 44, "share": 8, "source_file": 22, "sheet": 14,
           "source_row": 8}  # fmt: skip


@dataclass
class Entries:
    """Entries in the order of the account rows, then by date and source. ``row`` is the account row of each."""

    table: pa.Table
    row: npt.NDArray[np.int64]
    first: dict[int, int]
    per_sheet: int = LAST_ROW - HEADER

    @property
    def sheets(self) -> int:
        """How many sheets the entries need."""
        return max(-(-len(self.row) // self.per_sheet), 1)


def arranged(view: View, last_row: int = LAST_ROW) -> Entries:
    """The entries, sorted. ``last_row``: where a sheet ends and the next one begins."""
    frame = view.contents.mapped.entries
    row = view.rows.row_of_key[frame["key"].to_numpy(dtype=np.int64)] if len(frame) else np.array([], dtype=np.int64)
    table = pa.table({str(name): _arrow(frame[name]) for name in frame.columns})
    table = table.append_column("_row", pa.array(row))
    keys = [(name, "ascending") for name in ("_row", "date", "source_file", "sheet", "source_row", "key")]
    table = table.take(pc.sort_indices(table, sort_keys=keys)).combine_chunks()
    row = table["_row"].to_numpy()
    rows, starts = np.unique(row, return_index=True)
    return Entries(table, row, dict(zip(rows.tolist(), starts.tolist(), strict=True)), last_row - HEADER)


def _arrow(column: "pd.Series[Any]") -> Any:
    return pa.array(column, from_pandas=True) if len(column) else pa.array([], pa.Array.from_pandas(column).type)


def sheet_titles(view: View, entries: Entries) -> list[str]:
    """*Tapahtumat*, *Tapahtumat 2* …"""
    name = view.words("sheet.entries")
    return [name, *(f"{name} {number}" for number in range(2, entries.sheets + 1))]


def first_cells(view: View, entries: Entries) -> dict[int, str]:
    """Where the first entry of each account row stands."""
    titles = sheet_titles(view, entries)
    return {row: _cell(titles, entries, start) for row, start in entries.first.items()}


def first_cells_of_periods(view: View, entries: Entries) -> dict[tuple[int, int], str]:
    """Where the first entry of each account row in each period stands; only pairs that have any."""
    titles, periods = sheet_titles(view, entries), max(len(view.contents.mapped.periods), 1)
    of_key = view.contents.mapped.keys["period"].to_numpy(dtype=np.int64)
    period = of_key[entries.table["key"].to_numpy()] if len(entries.row) else entries.row
    pairs, starts = np.unique(entries.row * periods + period, return_index=True)
    return {
        divmod(pair, periods): _cell(titles, entries, start)
        for pair, start in zip(pairs.tolist(), starts.tolist(), strict=True)
    }  # fmt: skip


def _cell(titles: list[str], entries: Entries, index: int) -> str:
    """The cell of an entry, with the sheet's name."""
    sheet, offset = divmod(index, entries.per_sheet)
    return address(titles[sheet], f"A{FIRST + offset}")


def write_entries(book: Book, view: View, entries: Entries) -> None:
    """Write the sheets of entries."""
    columns = _columns(book, view, entries)
    for number, title in enumerate(sheet_titles(view, entries)):
        page = book.pages[f"entries.{number}"]
        start = number * entries.per_sheet
        count = min(entries.per_sheet, len(entries.row) - start)
        book.top(page, title, view.words("entries.note" if len(entries.row) else "entries.none"))
        cents = int(pc.sum(entries.table["amount"].slice(start, count)).as_py() or 0)
        names = list(columns)
        book.headings(page, HEADER, [_heading(view, name) for name in names], [name in _NUMBERS for name in names])
        last = FIRST + max(count, 1) - 1
        at = names.index("amount") + 1
        book.text(page, HEADER - 1, at - 1, view.words("accounts.total"), "strong_right")
        formula = f"=ROUND(SUBTOTAL(109,{letter(at)}{FIRST}:{letter(at)}{last}),2)"
        book.formula(page, HEADER - 1, at, formula, cents, "euro_group")
        page.rows = Rows([_cut(bulk, start, count) for bulk in columns.values()], FIRST, count)
        _finish(book, page, names, last)


_NUMBERS = ("amount", "source_row")


def _heading(view: View, name: str) -> str:
    """Dimension columns keep the heading of the source."""
    if not name.startswith(DIM_PREFIX):
        return view.words(f"column.{name}")
    headings = [file.columns[name] for file in view.contents.mapped.ledger.files if name in file.columns]
    return headings[0] if headings else name.removeprefix(DIM_PREFIX)


def _cut(bulk: Bulk, start: int, count: int) -> Bulk:
    if bulk.codes is not None:
        return Bulk(bulk.kind, bulk.values, bulk.style, bulk.quoted, bulk.codes.slice(start, count))
    return Bulk(bulk.kind, bulk.values.slice(start, count), bulk.style, bulk.quoted)


def _finish(book: Book, page: Page, names: list[str], last: int) -> None:
    book.widths(page, [_WIDTHS.get(name, 14) for name in names])
    page.sheet.freeze_panes = f"A{FIRST}"
    page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(names))}{last}"
    texts = [letter(names.index(name) + 1) for name in names if name not in ("date", *_NUMBERS)]
    page.number_texts = [f"{column}{FIRST}:{column}{last}" for column in texts]
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")


def _columns(book: Book, view: View, entries: Entries) -> dict[str, Bulk]:
    """The columns that hold anything, in order."""
    table, rows = entries.table, view.rows.table
    style = style_numbers(book)
    codes = pa.array(entries.row)
    chart = view.contents.chart.by_code

    def by_row(values: list[str]) -> Bulk:
        return Bulk("text", pa.array(values, pa.string()), style["text"], style["quoted"], codes)

    def by_entry(name: str) -> Bulk:
        encoded = pc.dictionary_encode(pc.fill_null(table[name], "")).combine_chunks()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = pa.array([], pa.string()).dictionary_encode()
        return Bulk("text", encoded.dictionary, style["text"], style["quoted"], encoded.indices)

    def number(name: str, kind: Any) -> Bulk:
        return Bulk(kind, table[name].combine_chunks(), style[kind])

    names = [view.words.of(chart[code].name) if code in chart else "" for code in rows["universal"]]
    status = [view.words(f"status.{status}") if status != "mapped" else "" for status in rows["status"]]
    shares = [f"{view.words.decimal(share)} %" if share else "" for share in rows["share"]]
    columns = {
        "date": number("date", "day"), "series": by_entry("series"), "voucher": by_entry("voucher"), "entity": by_entry("entity"),
        "account": by_row(list(rows["account"])), "account_name": by_row(list(rows["account_name"])),
        "universal": by_row(list(rows["universal"])),
        "universal_name": by_row([name or state for name, state in zip(names, status, strict=True)]),
        "function": by_row([view.words.function(code) for code in rows["function"]]),
        **{axis: by_row([view.words.axis(axis, one) for one in rows[axis]]) for axis in view.axes},
        "amount": number("amount", "euro"), "text": by_entry("text"),
        **{name: by_entry(name) for name in view.contents.mapped.ledger.dimensions if name in table.column_names},
        "share": by_row(shares), "source_file": by_entry("source_file"), "sheet": by_entry("sheet"),
        "source_row": number("source_row", "count"),
    }  # fmt: skip
    optional = {"series", "entity", "share", "sheet", "function"} | {name for name in columns if name.startswith(DIM_PREFIX)}
    return {name: bulk for name, bulk in columns.items() if name not in optional or _worth(name, bulk)}


def _worth(name: str, bulk: Bulk) -> bool:
    """Whether an optional column says anything: some text in it, and more than one entity."""
    held = {value for value in bulk.values.to_pylist() if value}
    return len(held) > (1 if name == "entity" else 0)


def style_numbers(book: Book) -> dict[str, int]:
    """Numbers of the cell formats, as rows written in bulk need them."""
    workbook: Any = book.workbook
    looks = {name: book.look(name) for name in ("text", "euro", "day", "count")}
    looks["quoted"] = book.look("text", quoted=True)
    return {name: workbook._cell_styles.add(look) for name, look in looks.items()}
