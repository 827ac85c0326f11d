"""A comparison as tidy tables for other programs: CSV and Parquet, for Power BI, R or a survey of the whole field."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from tilikartta.comparison.contents import Comparison
from tilikartta.comparison.tables import tidy
from tilikartta.reports.bulk import cents_text
from tilikartta.reports.csv_text import lines, quoted, whole
from tilikartta.reports.whole_file import whole_file

_CENTS = ("amount", "debit", "credit")
PARTS = ("", "figures", "key_figures")
"""The tables: euros by every axis, lines of the statements, key figures."""


def parts_of(path: Path) -> list[Path]:
    """The files of a comparison in CSV or Parquet: the one asked for, and beside it those of the figures and key figures."""
    return [path.with_name(f"{path.stem}{f'-{part}' if part else ''}{path.suffix}") for part in PARTS]


def comparison_tables(comparison: Comparison) -> dict[str, pa.Table]:
    """The tables by PARTS, with the columns of ``docs/schema/comparison-*.schema.json``. Amounts are int64 cents."""
    return {
        "": _table(_with_members(tidy(comparison), comparison)),
        "figures": _table(_with_members(_figures(comparison), comparison)),
        "key_figures": _table(_with_members(_key_figures(comparison), comparison)),
    }


def write_comparison_csv(comparison: Comparison, path: Path) -> None:
    """Write the three tables as CSV: UTF-8, comma, decimal point, two decimals. Each whole or not at all."""
    for table, target in zip(comparison_tables(comparison).values(), parts_of(path), strict=True):
        columns = {
            name: cents_text(whole(table[name])) if name in _CENTS else quoted(whole(table[name])) for name in table.column_names
        }
        with whole_file(target) as draft, draft.open("wb") as out:
            out.write((",".join(columns) + "\n").encode())
            if len(table):
                out.writelines(lines(list(columns.values())))


def write_comparison_parquet(comparison: Comparison, path: Path) -> None:
    """Write the three tables as Parquet; amounts are int64 cents and their fields say so (``unit``: ``cents``)."""
    for table, target in zip(comparison_tables(comparison).values(), parts_of(path), strict=True):
        unit = {"unit": "cents", "sign": "income +, expense -; assets, equity and liabilities +"}
        fields = [field.with_metadata(unit) if field.name in _CENTS else field for field in table.schema]
        made_of = {"tilikartta": comparison.version, "chart": f"{comparison.chart.id} {comparison.chart.version}"}
        with whole_file(target) as draft:
            pa.parquet.write_table(table.cast(pa.schema(fields, made_of)), draft, compression="zstd")


def _with_members(table: pd.DataFrame, comparison: Comparison) -> pd.DataFrame:
    """The table with what is known of each member beside its id."""
    members = {one.member.id: one.member for one in comparison.results}
    who = [members[str(identity)] for identity in table["member"]]
    for place, name in enumerate(("name", "form", "region", "group", "basis"), start=1):
        table.insert(place, f"member_{name}" if name == "name" else name, [str(getattr(one, name)) for one in who])
    return table


def _figures(comparison: Comparison) -> pd.DataFrame:
    """Every line of both statements with its name and depth, totals too."""
    names = {
        line.id: line.name.get(comparison.lang) for layout in (comparison.income, comparison.balance) for _, line in layout.flat
    }
    kinds = {line.id: line.type for layout in (comparison.income, comparison.balance) for _, line in layout.flat}
    table = comparison.lines.copy()
    table.insert(4, "line_name", [names[str(line)] for line in table["line"]])
    table.insert(5, "type", [kinds[str(line)] for line in table["line"]])
    return table


def _key_figures(comparison: Comparison) -> pd.DataFrame:
    """Every key figure; ``value`` is decimal text, empty where it is not known, and ``reason`` the code that says why."""
    rows = [
        (
            one.member.id,
            value.period,
            f"{value.figure.id}.{value.variant.id}" if value.variant else value.figure.id,
            value.figure.unit,
            "" if value.value is None else f"{value.value:f}",
            "" if value.reason is None else value.reason.code,
        )
        for one in comparison.results
        for value in one.key_figures
    ]
    return pd.DataFrame(rows, columns=["member", "year", "id", "unit", "value", "reason"], dtype=object)


def _table(frame: pd.DataFrame) -> pa.Table:
    """Text as text, cents and counts as int64."""
    columns: dict[str, Any] = {}
    for name in frame.columns:
        if name in (*_CENTS, "entries"):
            columns[str(name)] = pa.array(frame[name].to_numpy(dtype="int64"))
        else:
            columns[str(name)] = pc.fill_null(pa.array([str(value) for value in frame[name]], pa.string()), "")
    return pa.table(columns)
