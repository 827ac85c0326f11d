"""The mapped ledger as a table for other programs: CSV and Parquet. A million rows in a second or two."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from tilikartta.model import DIM_PREFIX
from tilikartta.reports.bulk import cents_text
from tilikartta.reports.contents import Contents
from tilikartta.reports.csv_text import lines, quoted, two_sides, whole
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import rule_place

MEANING = ("universal", "universal_name", "function", "activity", "funder", "fund", "status", "rule")
"""What mapping adds to each row; ``rule`` is file:line."""
_CENTS = ("amount", "opening", "debit", "credit", "closing")


def write_csv(contents: Contents, path: Path) -> None:
    """Write the mapped entries as CSV: UTF-8, comma, ISO dates, decimal point, two decimals, empty for the zero side.

    Columns: ``entity, date, series, voucher, account, account_name, debit, credit, text, <dims>, source_file, sheet, source_row``
    and MEANING; a shared entry has one row per share. A ledger of balances alone gives ``entity, period, account, account_name,
    opening, debit, credit, closing`` and MEANING. Whole or not at all; OSError leaves the old file as it was.
    """
    rows, keys = _own_columns(contents), _meaning(contents)
    columns: dict[str, Any] = {}
    for name, values in rows.items():
        if name == "amount":
            columns |= two_sides(values)
        else:
            columns[name] = cents_text(values) if name in _CENTS else quoted(values)
    # The texts that mapping adds are the same for all rows of a key: one piece of text, gathered once.
    tails = pc.binary_join_element_wise(*(quoted(values) for values in keys.values()), ",")
    header = ",".join([*columns, *keys]) + "\n"
    with whole_file(path) as draft, draft.open("wb") as target:
        target.write(header.encode())
        target.writelines(lines(list(columns.values()), tails, _key_of_rows(contents)))


def write_parquet(contents: Contents, path: Path) -> None:
    """Write the same columns as Parquet, with ``amount`` in place of debit and credit.

    ``amount`` (and ``opening, debit, credit, closing`` of a ledger of balances) is int64 cents, debit + and credit -; the fields
    say so in their metadata (``unit``: ``cents``). Dates are date32. Whole or not at all; OSError leaves the old file as it was.
    """
    table = mapped_table(contents)
    unit = {"unit": "cents", "sign": "debit +"}
    fields = [field.with_metadata(unit) if field.name in _CENTS else field for field in table.schema]
    table = table.cast(pa.schema(fields, {"tilikartta": contents.manifest.version, "chart": contents.manifest.chart}))
    with whole_file(path) as draft:
        pa.parquet.write_table(table, draft, compression="zstd")


def mapped_table(contents: Contents) -> pa.Table:
    """Entries (or balances, where there are no entries) with their meaning. Amounts are cents."""
    keys = pa.array(_key_of_rows(contents))
    meaning = {name: values.take(keys) for name, values in _meaning(contents).items()}
    return pa.table(_own_columns(contents) | meaning)


def _key_of_rows(contents: Contents) -> "np.typing.NDArray[np.int64]":
    mapped = contents.mapped
    return mapped.entries["key"].to_numpy(dtype=np.int64) if len(mapped.entries) else np.arange(len(mapped.keys))


def _own_columns(contents: Contents) -> dict[str, Any]:
    """What the ledger itself says about each row."""
    mapped = contents.mapped
    if not len(mapped.entries):
        return _balances(contents)
    dims = [str(name) for name in mapped.entries.columns if str(name).startswith(DIM_PREFIX)]
    names = ["entity", "date", "series", "voucher", "account", "account_name", "amount", "text", *dims, "source_file", "sheet",
             "source_row"]  # fmt: skip
    return {name: whole(pa.array(mapped.entries[name], from_pandas=True)) for name in names}


def _balances(contents: Contents) -> dict[str, Any]:
    """One row per meaning and period of a ledger of balances."""
    mapped = contents.mapped
    keys, sums = mapped.keys, mapped.balances
    labels = [mapped.periods[int(period)].label if mapped.periods else "" for period in keys["period"]]
    columns: dict[str, Any] = {"entity": _texts(keys["entity"]), "period": pa.array(labels, pa.string())}
    columns |= {name: _texts(keys[name]) for name in ("account", "account_name")}
    sums = sums.assign(closing=sums["opening"] + sums["movement"])
    return columns | {name: pa.array(sums[name].to_numpy(dtype=np.int64)) for name in ("opening", "debit", "credit", "closing")}


def _texts(column: "pd.Series[Any]") -> Any:
    return pa.array([str(value) for value in column], pa.string())


def _meaning(contents: Contents) -> dict[str, Any]:
    """MEANING of every key."""
    keys, chart = contents.mapped.keys, contents.chart.by_code
    universal = [str(code) for code in keys["universal"]]
    found: dict[str, list[str]] = {name: [str(value) for value in keys[name]] for name in MEANING if name in keys}
    found["universal_name"] = [chart[code].name.get(contents.lang) if code in chart else "" for code in universal]
    found["rule"] = [rule_place(str(place)) for place in keys["rule"]]
    return {name: pa.array(found[name], pa.string()) for name in MEANING}
