"""The opening voucher of Kitsas and Kitupiikki (Tilinavaus): it is dated the last day before the first year of the books.

It holds the balance sheet of that day, and the income and expenses of the year that ended when the user gave them for comparison.
Kitsas counts them into the result of that year, so then the voucher is the closing trial balance of the year; otherwise its rows
are the opening balances of the first year.
"""

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, info
from tilikartta.sources.books import Year, days_of, year_after, year_of
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.file import InputFile

Columns = Mapping[str, pa.Array | pa.ChunkedArray | str]
_BALANCE_SHEET = ("1", "2")  # first figure of the number


def openings_of(
    file: InputFile, rows: pa.Table, shared: Columns, opens: pa.ChunkedArray, years: Sequence[Year]
) -> tuple[pd.DataFrame | None, list[Finding]]:
    """The opening voucher as balances. TK207 how many rows; TK286 they are the closing balances of the year before."""
    mine = rows.filter(opens)
    if not len(mine):
        return None, []
    sheet = str(shared["sheet"])
    days, findings = days_of(mine["document_day"], mine["id"], file, sheet, "pvm")
    day = pc.max(days).as_py()
    columns = {name: values if isinstance(values, str) else values.filter(opens) for name, values in shared.items()}
    first = pc.utf8_slice_codeunits(mine["account"], 0, 1)
    with_result = not pc.all(pc.is_in(first, pa.array(_BALANCE_SHEET))).as_py()
    place = file.place(mine["id"][0].as_py(), sheet=sheet)
    if day is None:
        columns |= {"opening": mine["cents"]}
    elif with_result:
        year = year_of(years, day)
        columns |= {"closing": mine["cents"], "period_start": year.start, "period_end": year.end}
        findings.append(info("TK286", place, count=len(mine), end=year.end))
    else:
        year = year_after(years, day)
        columns |= {"opening": mine["cents"], "period_start": year.start, "period_end": year.end}
        findings.append(info("TK207", place, count=len(mine)))
    return frame_of("balances", columns, len(mine)), findings
