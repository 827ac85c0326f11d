"""Netbaron: a row with tax is two postings, the net sum on its account and the tax on the account of tax that it names."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, info
from tilikartta.sources.headings import key_of
from tilikartta.sources.table import Column, Table

ACCOUNT, NET, GROSS, TAX, TAX_ACCOUNT = "Tili", "Veroton summa", "Verollinen summa", "Alv summa", "Alv-tili"


def split_tax(table: Table) -> tuple[Table, list[Finding]]:
    """Rows with a sum and an account of tax become two. TK129 how many. Rows keep their number in the file."""
    at = {key_of(heading): index for index, heading in enumerate(table.headings)}
    places = [at.get(key_of(heading)) for heading in (ACCOUNT, NET, GROSS, TAX, TAX_ACCOUNT)]
    if any(place is None for place in places):
        return table, []
    account, net, gross, tax, tax_account = (int(place) for place in places if place is not None)
    columns = table.columns
    taxed = pc.and_(pc.match_substring_regex(columns[tax].plain(), "[1-9]"), pc.not_equal(columns[tax_account].plain(), ""))
    count = pc.sum(taxed).as_py() or 0
    if not count:
        return table, []
    main = list(columns)
    main[gross] = _either(taxed, columns[net], columns[gross])
    more = [column.take(taxed) for column in columns]
    more[account], more[gross] = more[tax_account], more[tax]
    joined = tuple(_joined(one, other) for one, other in zip(main, more, strict=True))
    rows = pa.chunked_array([*table.rows.chunks, *table.rows.filter(taxed).chunks], pa.int64())
    order = pc.sort_indices(rows.combine_chunks())
    whole = replace(table, columns=tuple(_ordered(column, order) for column in joined), rows=rows.take(order))
    return whole, [info("TK129", table.place(table.rows.filter(taxed)[0].as_py()), count=count)]


def _parts(column: Column) -> tuple[pa.ChunkedArray | None, ...]:
    return (column.plain(), column.cents, column.dates, column.exact)


def _either(mask: pa.ChunkedArray, one: Column, other: Column) -> Column:
    """Cells of ``one`` where ``mask`` is true, else of ``other``."""
    text = pc.if_else(mask, one.plain(), other.plain())
    if one.cents is None or other.cents is None or one.exact is None or other.exact is None:
        return Column(text)
    return Column(text, pc.if_else(mask, one.cents, other.cents), None, pc.if_else(mask, one.exact, other.exact))


def _joined(one: Column, other: Column) -> Column:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return Column(*(None if a is None or b is None else pa.chunked_array([*a.chunks, *b.chunks], a.type) for a, b in pairs))


def _ordered(column: Column, order: pa.Array) -> Column:
    return Column(*(None if part is None else part.take(order) for part in _parts(column)))
