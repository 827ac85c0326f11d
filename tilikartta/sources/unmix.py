"""Columns that hold two things: ``Tili / Päiväys`` has an account in heading rows, and a date, often with a text, below."""

import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.sources.headings import roles_of
from tilikartta.sources.layout import Roles
from tilikartta.sources.table import Column, Table

_DATE = r"(?:\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}\.\d{1,2}\.\d{2}|\d{4}-\d{2}-\d{2})"
_DATED = rf"^{_DATE}\.?(?:\s|$)"
_BETWEEN = re.compile(r"\s*/\s*|\s+(?:and|ja|och)\s+|\s*&\s*", re.IGNORECASE)


def split_dates(table: Table, roles: Roles) -> Table:
    """The table with the dates of such a column in a column of their own, where no other column holds dates."""
    if "date" in roles:
        return table
    free = set(range(len(table.columns))) - {roles.at[role] for role in ("debit", "credit", "amount", "running") if role in roles}
    counts = {index: _dated(table.columns[index]) for index in sorted(free)}
    best = max(counts, key=lambda index: counts[index], default=None)
    if best is None or not counts[best]:
        return table
    day, rest = _split(table.columns[best])
    first, second = _headings(table.headings[best])
    headings = [*table.headings, first]
    headings[best] = second
    columns = [*table.columns, day]
    columns[best] = rest
    return replace(table, headings=tuple(headings), columns=tuple(columns))


def _dated(column: Column) -> int:
    text = pc.sum(pc.match_substring_regex(column.plain(), _DATED)).as_py() or 0
    own = len(column.dates) - column.dates.null_count if column.dates is not None else 0
    return max(int(text), own)


def _split(column: Column) -> tuple[Column, Column]:
    """The dates, and what else the cells hold."""
    text = column.plain()
    dated = pc.match_substring_regex(text, _DATED)
    day = pc.if_else(dated, pc.replace_substring_regex(text, rf"(?s)^({_DATE}).*$", r"\1"), "")
    rest = pc.if_else(dated, pc.replace_substring_regex(text, rf"^{_DATE}\.?\s*", ""), text)
    if column.dates is not None:
        rest = pc.if_else(column.dates.is_valid(), "", rest)
    return Column(_chunked(day), dates=column.dates), Column(_chunked(rest))


def _chunked(array: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def _headings(heading: str) -> tuple[str, str]:
    """Headings of the date and of the rest: the parts of ``Tili / Päiväys`` where they tell, else made from the heading."""
    parts = [part for part in _BETWEEN.split(heading) if part]
    days = [part for part in parts if "date" in roles_of(part)]
    rest = [part for part in parts if part not in days]
    return (days[0] if days else "Pvm"), (" / ".join(rest) if days and rest else heading)
