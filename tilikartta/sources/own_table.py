"""Tables that ``convert`` wrote: their signs are known, openings stand as rows, and balances may state their period."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.sources.canonical import arrow, to_frame
from tilikartta.sources.cells import Part
from tilikartta.sources.dates import read_dates
from tilikartta.sources.profile_table import Shaped
from tilikartta.sources.table import Table

OPENING = "Alkusaldo"  # text of the rows that convert writes of opening balances; series and voucher are empty
_SOURCE = ("source_file", "sheet", "source_row")
_KINDS = (("date", "series", "voucher", "account", "account_name", "text"), ("account", "account_name", "opening", "closing"))
ENTITY = "entity"
_PERIOD = ("period_start", "period_end")


def is_own(table: Table) -> bool:
    """Whether the table has the columns of the canonical form, with where each row came from."""
    headings = set(table.headings)
    return headings.issuperset(_SOURCE) and any(headings.issuperset(kind) for kind in _KINDS)


def read_as_own(shaped: Shaped) -> None:
    """Debit is + in one column of amounts and in balances; rows of an opening without a voucher leave the entries."""
    table = shaped.table
    if "date" not in table.headings or "amount" in table.headings:
        shaped.options = replace(shaped.options, sign=shaped.options.sign or "debit-plus")
    if "date" not in table.headings:
        return
    text, series, voucher = (table.columns[table.headings.index(name)].plain() for name in ("text", "series", "voucher"))
    opening = pc.and_(pc.equal(text, OPENING), pc.and_(pc.equal(series, ""), pc.equal(voucher, "")))
    shaped.openings |= frozenset(table.rows.filter(opening).to_pylist())


def until_the_next(balances: pd.DataFrame) -> pd.DataFrame:
    """Openings of several years: each year but the last ends on the day before the next begins."""
    starts = sorted(balances["period_start"].dropna().unique())
    if len(starts) < 2:
        return balances
    ends = {start: later - timedelta(days=1) for start, later in pairwise(starts)}
    days = pa.array([ends.get(day) for day in balances["period_start"].to_list()], pa.date32())
    return to_frame(pa.table({str(name): arrow(balances, str(name)) for name in balances.columns} | {_PERIOD[1]: days}))


def take_periods(part: Part, table: Table) -> None:
    """The periods of balances, where the table states them."""
    if part.balances is None:
        return
    if "date" in table.headings:
        part.balances = until_the_next(part.balances)
        return
    if not set(_PERIOD) <= set(table.headings):
        return
    rows = pd.Index(table.rows.to_numpy()).get_indexer(part.balances["source_row"].to_numpy(dtype="int64"))
    columns = {str(name): arrow(part.balances, str(name)) for name in part.balances.columns}
    for name in _PERIOD:
        days = read_dates(table.columns[table.headings.index(name)], "ymd").days
        columns[name] = days.take(pa.array(rows))
    part.balances = to_frame(pa.table(columns))


def take_entities(part: Part, table: Table) -> None:
    """Whose every row is, where the table holds the books of several organisations."""
    column = table.columns[table.headings.index(ENTITY)] if ENTITY in table.headings else None
    if column is None or len(set(column.encoded().dictionary.to_pylist())) < 2:
        return
    numbers, names = pd.Index(table.rows.to_numpy()), column.plain()
    for kind in ("entries", "balances"):
        frame = getattr(part, kind)
        if frame is not None and len(frame):
            rows = pa.array(numbers.get_indexer(frame["source_row"].to_numpy(dtype="int64")))
            columns = {str(name): arrow(frame, str(name)) for name in frame.columns}
            setattr(part, kind, to_frame(pa.table(columns | {ENTITY: names.take(rows)})))
