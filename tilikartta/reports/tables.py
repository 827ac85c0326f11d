"""The mapped ledger as a table for other programs: CSV and Parquet. A million rows in a second or two."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from tilikartta.model import DIM_PREFIX
from tilikartta.reports.bulk import cents_text
from tilikartta.reports.contents import Contents
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import rule_place

MEANING = ("universal", "universal_name", "function", "activity", "funder", "fund", "status", "rule")
"""What mapping adds to each row; ``rule`` is file:line."""


def write_csv(contents: Contents, path: Path) -> None:
    """Write the mapped entries as CSV: UTF-8, comma, ISO dates, decimal point, two decimals, empty for the zero side.

    Columns: ``entity, date, series, voucher, account, account_name, debit, credit, text, <dims>, source_file, sheet, source_row``
    and MEANING; a shared entry has one row per share. A ledger of balances alone gives ``entity, period, account, account_name,
    opening, debit, credit, closing`` and MEANING. Whole or not at all; OSError leaves the old file as it was.
    """
    table = mapped_table(contents)
    for name in ("opening", "debit", "credit", "closing"):
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, cents_text(table[name]))
    if "amount" in table.column_names:
        table = _two_sides(table)
    options = pa.csv.WriteOptions(quoting_style="needed")
    with whole_file(path) as draft:
        pa.csv.write_csv(table, draft, options)


def write_parquet(contents: Contents, path: Path) -> None:
    """Write the same columns as Parquet, with ``amount`` in place of debit and credit.

    ``amount`` (and ``opening, debit, credit, closing`` of a ledger of balances) is int64 cents, debit + and credit -; the fields
    say so in their metadata (``unit``: ``cents``). Dates are date32. Whole or not at all; OSError leaves the old file as it was.
    """
    table = mapped_table(contents)
    cents = {"amount", "opening", "debit", "credit", "closing"}
    fields = [field.with_metadata({"unit": "cents", "sign": "debit +"}) if field.name in cents else field for field in table.schema]
    table = table.cast(pa.schema(fields, {"tilikartta": contents.manifest.version, "chart": contents.manifest.chart}))
    with whole_file(path) as draft:
        pa.parquet.write_table(table, draft, compression="zstd")


def mapped_table(contents: Contents) -> pa.Table:
    """Entries (or balances, where there are no entries) with their meaning. Amounts are cents."""
    mapped = contents.mapped
    if not len(mapped.entries):
        return _balances(contents)
    entries = mapped.entries
    dims = [str(name) for name in entries.columns if str(name).startswith(DIM_PREFIX)]
    names = ["entity", "date", "series", "voucher", "account", "account_name", "amount", "text", *dims, "source_file", "sheet",
             "source_row"]  # fmt: skip
    columns = {name: _arrow(entries[name]) for name in names}
    keys = pa.array(entries["key"].to_numpy(dtype=np.int32))
    return pa.table(columns | {name: values.take(keys) for name, values in _meaning(contents).items()})


def _arrow(column: "pd.Series[Any]") -> Any:
    return pa.chunked_array(pa.array(column, from_pandas=True))


def _meaning(contents: Contents) -> dict[str, Any]:
    """MEANING of every key."""
    keys, chart = contents.mapped.keys, contents.chart.by_code
    universal = [str(code) for code in keys["universal"]]
    found: dict[str, list[str]] = {name: [str(value) for value in keys[name]] for name in MEANING if name in keys}
    found["universal_name"] = [chart[code].name.get(contents.lang) if code in chart else "" for code in universal]
    found["rule"] = [rule_place(str(place)) for place in keys["rule"]]
    return {name: pa.array(found[name], pa.string()) for name in MEANING}


def _two_sides(table: pa.Table) -> pa.Table:
    """Debit and credit in place of the signed amount."""
    at, amount = table.column_names.index("amount"), table["amount"]
    none = pa.scalar(None, pa.string())
    text = cents_text(pc.abs(amount))
    table = table.set_column(at, "debit", pc.if_else(pc.greater_equal(amount, 0), text, none))
    return table.add_column(at + 1, "credit", pc.if_else(pc.less(amount, 0), text, none))


def _balances(contents: Contents) -> pa.Table:
    """One row per meaning and period of a ledger of balances."""
    mapped = contents.mapped
    keys, sums = mapped.keys, mapped.balances
    labels = [mapped.periods[int(period)].label if mapped.periods else "" for period in keys["period"]]
    columns: dict[str, Any] = {"entity": _texts(keys["entity"]), "period": pa.array(labels, pa.string())}
    columns |= {name: _texts(keys[name]) for name in ("account", "account_name")}
    sums = sums.assign(closing=sums["opening"] + sums["movement"])
    columns |= {name: pa.array(sums[name].to_numpy(dtype=np.int64)) for name in ("opening", "debit", "credit", "closing")}
    return pa.table(columns | _meaning(contents))


def _texts(column: "pd.Series[Any]") -> Any:
    return pa.array([str(value) for value in column], pa.string())
