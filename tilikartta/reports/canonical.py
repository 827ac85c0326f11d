"""The canonical ledger as files of its own: what ``convert`` writes, and what reads back to the same ledger."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from tilikartta.model import Ledger
from tilikartta.reports.whole_file import whole_file

_ENTRIES_BEFORE = ("entity", "date", "series", "voucher", "account", "account_name")
_BALANCES_BEFORE = ("entity", "account", "account_name")
_AFTER = ("source_file", "sheet", "source_row")


def column(frame: pd.DataFrame, name: str) -> pa.ChunkedArray:
    """A column of a canonical frame as Arrow data."""
    array = pa.array(frame[name], from_pandas=True)
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def amount_text(cents: pa.ChunkedArray, *, blank_zero: bool = False) -> pa.ChunkedArray:
    """Cents as ``1234.56``; with ``blank_zero`` nothing for zero. A null stays empty."""
    magnitude = pc.abs(cents)
    whole = pc.cast(pc.divide(magnitude, 100), pa.string())
    rest = pc.utf8_lpad(pc.cast(pc.subtract(magnitude, pc.multiply(pc.divide(magnitude, 100), 100)), pa.string()), 2, padding="0")
    sign = pc.if_else(pc.less(cents, 0), "-", "")
    text = pc.binary_join_element_wise(sign, whole, ".", rest, "")
    return pc.if_else(pc.equal(cents, 0), None, text) if blank_zero else text


def entries_table(ledger: Ledger) -> pa.Table:
    """Entries in the order of DESIGN: entity, date, series, voucher, account, account_name, debit, credit, text, dims, source."""
    frame = ledger.entries
    amount = column(frame, "amount")
    columns = {name: column(frame, name) for name in _ENTRIES_BEFORE}
    columns["debit"] = amount_text(pc.if_else(pc.greater(amount, 0), amount, 0), blank_zero=True)
    columns["credit"] = amount_text(pc.if_else(pc.less(amount, 0), pc.negate(amount), 0), blank_zero=True)
    columns["text"] = column(frame, "text")
    columns |= {name: column(frame, name) for name in frame.columns if str(name).startswith("dim_")}
    columns |= {name: column(frame, name) for name in _AFTER}
    return pa.table(columns)


def balances_table(ledger: Ledger) -> pa.Table:
    """Balances: entity, account, account_name, opening, debit, credit, closing, dims, source."""
    frame = ledger.balances
    columns = {name: column(frame, name) for name in _BALANCES_BEFORE}
    columns |= {name: amount_text(column(frame, name)) for name in ("opening", "debit", "credit", "closing")}
    columns |= {name: column(frame, name) for name in frame.columns if str(name).startswith("dim_")}
    columns |= {name: column(frame, name) for name in _AFTER}
    return pa.table(columns)


def write_table(table: pa.Table, path: Path) -> None:
    """A table as CSV: UTF-8, comma, one heading row; quotes only in a file whose texts need them."""
    texts = [table[name] for name in table.column_names if pa.types.is_string(table.schema.field(name).type)]
    needed = any(pc.any(pc.match_substring_regex(text, r'[",\r\n]')).as_py() for text in texts)
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed" if needed else "none")
    with whole_file(path) as draft, draft.open("wb") as target:
        target.write((",".join(table.column_names) + "\n").encode())
        pyarrow.csv.write_csv(table, target, options)


def convert_csv(ledger: Ledger, path: Path) -> None:
    """Canonical CSV: UTF-8, comma, ISO dates, decimal point. Entries, or balances when the ledger has no entries."""
    write_table(entries_table(ledger) if len(ledger.entries) else balances_table(ledger), path)


def convert_parquet(ledger: Ledger, path: Path) -> None:
    """Parquet with the canonical columns as they are: amounts are int64 cents, dates date32."""
    frame = ledger.entries if len(ledger.entries) else ledger.balances
    table = pa.table({str(name): column(frame, str(name)) for name in frame.columns})
    kind = b"entries" if len(ledger.entries) else b"balances"
    with whole_file(path) as draft:
        pyarrow.parquet.write_table(table.replace_schema_metadata({b"tilikartta": kind}), draft)
