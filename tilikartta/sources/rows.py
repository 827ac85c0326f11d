"""Rows that are no postings: blank rows, repeated headings, comments and totals. Totals are kept aside to check the sum."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.sources.accounts import split_label
from tilikartta.sources.headings import words
from tilikartta.sources.layout import Roles
from tilikartta.sources.table import Column, Table, dictionary_map


@dataclass(frozen=True)
class Sorted:
    """Masks over the rows of a table; every row is in exactly one of them."""

    postings: pa.ChunkedArray
    blank: pa.ChunkedArray
    repeated: pa.ChunkedArray
    totals: pa.ChunkedArray
    remarks: pa.ChunkedArray


def sort_rows(table: Table, roles: Roles, money: Callable[[], pa.ChunkedArray]) -> Sorted:
    """Tell postings from other rows by vector operations; ``money`` gives the rows with anything in an amount column.

    Remarks are rows with neither account nor money, such as a footer. A row with money and no account is a posting, not lost.
    """
    never = pa.chunked_array([pa.repeat(False, len(table))])
    accounts = [roles.at[role] for role in ("account", "debit_account", "credit_account") if role in roles]
    without_account = _all(never, [_no_account(table.columns[index], table.headings[index]) for index in accounts])
    if not pc.any(without_account).as_py():
        return Sorted(pc.invert(never), never, never, never, never)
    blank = _all(never, [_filled(column, False) for column in table.columns])
    repeated = _repeated(table, roles, never)
    totals = pc.and_(without_account, _any(never, [_starts_total(column, without_account) for column in table.columns]))
    totals = pc.and_not(totals, repeated)
    other = pc.or_(pc.or_(blank, repeated), totals)
    remarks = pc.and_not(pc.and_not(without_account, money()), other)
    return Sorted(pc.invert(pc.or_(other, remarks)), blank, repeated, totals, remarks)


def _all(never: pa.ChunkedArray, masks: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    result = pc.invert(never)
    for mask in masks:
        result = pc.and_(result, mask)
    return result


def _any(never: pa.ChunkedArray, masks: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    result = never
    for mask in masks:
        result = pc.or_(result, mask)
    return result


def _filled(column: Column, wanted: bool) -> pa.ChunkedArray:
    text = column.plain()
    return pc.not_equal(text, "") if wanted else pc.equal(text, "")


def _no_account(column: Column, heading: str) -> pa.ChunkedArray:
    """Cells that hold no account: empty, or a word that begins a total or repeats the heading."""
    encoded = column.encoded()
    values = [not cell or _is_total(cell) or cell == heading for cell in encoded.dictionary.to_pylist()]
    if not any(values):
        return pa.chunked_array([pa.repeat(False, len(encoded))])
    return pa.chunked_array([dictionary_map(encoded, values, pa.bool_())])


def _is_total(cell: str) -> bool:
    """Whether a cell says that its row sums others: ``Yhteensä``, ``Total for X``, ``Siirto``."""
    if split_label(cell)[0][:1].isdigit():
        return False
    text = cell.casefold().strip(" .:*-=")
    return text in words().carried or text in words().totals or text.split(" ")[0].rstrip(":.") in words().totals


def _starts_total(column: Column, among: pa.ChunkedArray) -> pa.ChunkedArray:
    """Rows among ``among`` whose cell in this column begins as a total does."""
    candidates = Column(pc.if_else(among, column.plain(), "")).encoded()
    values = [bool(cell) and _is_total(cell) for cell in candidates.dictionary.to_pylist()]
    return pa.chunked_array([dictionary_map(candidates, values, pa.bool_())])


def _repeated(table: Table, roles: Roles, never: pa.ChunkedArray) -> pa.ChunkedArray:
    """Rows that repeat the headings, as page breaks of a report do."""
    masks = [pc.equal(table.columns[index].plain(), table.headings[index]) for index in roles.at.values()]
    return _all(never, masks) if len(masks) > 1 else never
