"""The canonical ledger as files of its own: what ``convert`` writes, and what reads back to the same ledger."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from tilikartta.messages import label
from tilikartta.model import (
    CENT_COLUMNS,
    DATE_COLUMNS,
    DIM_PREFIX,
    ENTRY_COLUMNS,
    OPTIONAL_COLUMNS,
    ROW_COLUMNS,
    Finding,
    Ledger,
    Place,
    warning,
)
from tilikartta.reports.book import Book
from tilikartta.reports.bulk import Bulk, Kind, Rows, cents_text
from tilikartta.reports.csv_text import lines, quoted, two_sides, whole
from tilikartta.reports.package import save, zip_writer
from tilikartta.reports.sheets.entries import style_numbers
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import Words
from tilikartta.sources.canonical import arrow, concat, frame_of, ledger_of

_ENTRIES = ("entity", "date", "series", "voucher", "account", "account_name", "amount", "text")
_BALANCES = ("entity", "account", "account_name", "opening", "debit", "credit", "closing")
_PERIOD = ("period_start", "period_end")
_SOURCE = ("source_file", "sheet", "source_row")
_FIFTEEN_DIGITS = 10**15  # in cents: a workbook keeps numbers as binary floats


def with_openings(ledger: Ledger) -> pd.DataFrame:
    """The entries, after the opening balances as rows of an opening voucher, which mapping takes for openings again."""
    opening = ledger.balances[ledger.balances["opening"].notna() & ledger.balances["closing"].isna()]
    if opening.empty:
        return ledger.entries
    kept = {
        name: arrow(opening, name) for name in map(str, opening.columns) if name in ENTRY_COLUMNS or name.startswith(DIM_PREFIX)
    }
    days = arrow(opening, "period_start").fill_null(ledger.entries["date"].min())
    rows = frame_of(
        "entries", {**kept, "amount": arrow(opening, "opening"), "date": days, "text": label("canonical.opening", "fi")}
    )
    return concat([ledger_of(rows), ledger_of(ledger.entries)]).entries


def _frame(ledger: Ledger) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The frame to write, entries before balances, and its columns in the order of DESIGN."""
    frame, before = (with_openings(ledger), _ENTRIES) if len(ledger.entries) else (ledger.balances, _BALANCES)
    dims = tuple(str(name) for name in frame.columns if str(name).startswith(DIM_PREFIX))
    if not len(ledger.entries) and len(frame[list(_PERIOD)].drop_duplicates()) > 1:
        before = (*before, *_PERIOD)  # several years or months: without them they would be one
    more = tuple(name for name in OPTIONAL_COLUMNS if name in frame.columns)
    return frame, (*before, *more, *dims, *_SOURCE)


def convert_csv(ledger: Ledger, path: Path) -> None:
    """Canonical CSV: UTF-8, comma, ISO dates, decimal point, a zero side empty. Whole or not at all.

    Entries: ``entity, date, series, voucher, account, account_name, debit, credit, text, <dims>``
    (``vat`` after the text where a file tells it); a ledger of balances:
    ``entity, account, account_name, opening, debit, credit, closing, <dims>`` (``period_start, period_end`` after the closing
    where there are several periods); then ``source_file, sheet, source_row``.
    """
    frame, names = _frame(ledger)
    columns: dict[str, Any] = {}
    for name in names:
        values = whole(pa.array(frame[name], from_pandas=True))
        if name == "amount":
            columns |= two_sides(values)
        else:
            columns[name] = quoted(cents_text(values) if name in CENT_COLUMNS else values)
    with whole_file(path) as draft, draft.open("wb") as target:
        target.write((",".join(columns) + "\n").encode())
        target.writelines(lines(list(columns.values())))


def convert_xlsx(ledger: Ledger, path: Path, lang: str = "fi") -> list[Finding]:
    """The canonical columns as one sheet: account numbers and texts as text, dates as dates. An amount is one column, debit +.

    Returns TK406 for amounts of more than 15 digits, of which a cell keeps only so many.
    """
    frame, names = _frame(ledger)
    columns = {name: whole(pa.array(frame[name], from_pandas=True)) for name in names}
    book = Book(Words(lang), "")
    page = book.add("ledger", "ledger")
    book.headings(page, 1, list(names), [name in CENT_COLUMNS for name in names], tall=False)
    style = style_numbers(book)
    bulks = []
    for name, values in columns.items():
        kind: Kind = (
            "euro" if name in CENT_COLUMNS else "day" if name in DATE_COLUMNS else "count" if name in ROW_COLUMNS else "text"
        )
        bulks.append(Bulk(kind, values, style[kind], style["quoted"]))
    page.rows = Rows(bulks, 2, len(frame))
    page.sheet.freeze_panes = "A2"
    book.widths(page, [14] * len(names))
    with whole_file(path) as draft, ZipFile(draft, "w") as target:
        save(book, zip_writer(target))
    return _too_long(frame)


def _too_long(frame: pd.DataFrame) -> list[Finding]:
    """TK406 with the first account."""
    long = np.zeros(len(frame), dtype=bool)
    for name in CENT_COLUMNS & set(frame.columns):
        long |= np.abs(frame[name].to_numpy(dtype=np.int64, na_value=0)) >= _FIFTEEN_DIGITS
    if not long.any():
        return []
    first = frame.iloc[int(long.argmax())]
    place = Place(str(first["source_file"]), str(first["sheet"]), int(first["source_row"]))
    return [warning("TK406", place, account=str(first["account"]), count=int(long.sum()))]


def convert_parquet(ledger: Ledger, path: Path) -> None:
    """Parquet with the canonical columns as they are: amounts are int64 cents, debit +, dates date32. Whole or not at all."""
    frame, _ = _frame(ledger)
    kind = b"entries" if len(ledger.entries) else b"balances"
    table = pa.table({str(name): whole(pa.array(frame[name], from_pandas=True)) for name in frame.columns})
    with whole_file(path) as draft:
        pyarrow.parquet.write_table(table.replace_schema_metadata({b"tilikartta": kind}), draft, compression="zstd")
