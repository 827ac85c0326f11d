"""Cells -> entries of the canonical ledger."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, error, info, warning
from tilikartta.sources.accounts import Labels
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.cells import Cells, Part
from tilikartta.sources.file import and_more
from tilikartta.sources.signs import HALF, Signed, from_one_column, from_side, from_two_columns, total, zero
from tilikartta.sources.voucher_sums import Vouchers, vouchers_of

SHOWN_ROWS = 20


def build_entries(cells: Cells, part: Part) -> tuple[pd.DataFrame, list[Finding]]:
    """Entries of a table; openings that stand in a column of their own become rows of ``part.balances``."""
    if cells.roles.shape == "pair":
        return _pair_entries(cells, part)
    signed, findings = _signed(cells)
    part.decisions["sign"] = signed.model
    amount = signed.cents
    if "opening" in cells.roles:
        amount, cells, found = _take_openings(cells, signed, part)
        findings += found
    amount, cells, found = _drop_empty(cells, amount)
    findings += found
    findings += _without_account(cells, amount)
    findings += _without_date(cells) + _partial(cells, amount)
    columns = _columns(cells) | {"account": cells.accounts["account"].numbers, "account_name": cells.names(), "amount": amount}
    return frame_of("entries", columns, len(cells.table)), findings


def _columns(cells: Cells) -> dict[str, Any]:
    """The columns that every row has whatever its amounts are."""
    return {
        "entity": cells.options.entity,
        "source_file": cells.table.file,
        "sheet": cells.table.sheet,
        "source_row": cells.table.rows,
        "series": cells.codes("series"),
        "voucher": cells.codes("voucher"),
        "date": cells.days,
        "text": cells.texts(),
        "currency": cells.currencies(),
        **cells.vat(),
        **cells.dims(),
    }


def _signed(cells: Cells) -> tuple[Signed, list[Finding]]:
    """Amounts by the sign model of the table."""
    amounts, roles, wanted = cells.amounts, cells.roles, cells.options.sign
    if roles.shape == "debit-credit":
        debit, credit = (amounts[side] if side in amounts else _no_amounts(cells) for side in ("debit", "credit"))
        negative = (pc.min(credit).as_py() or 0) < 0 and not wanted
        return from_two_columns(debit, credit, wanted, _vouchers(cells) if negative else None), []
    heading = cells.table.headings[roles.at["amount"]]
    if "side" in roles:
        return from_side(amounts["amount"], cells.table.columns[roles.at["side"]], cells.table, heading)
    one = wanted if wanted in ("debit-plus", "credit-plus", "statement") else ""
    accounts = cells.accounts["account"].numbers
    return from_one_column(amounts["amount"], accounts, cells.table, heading, one, roles.direction, lambda: _vouchers(cells))


def _no_amounts(cells: Cells) -> pa.ChunkedArray:
    return pa.chunked_array([pa.nulls(len(cells.table), pa.int64())])


def _vouchers(cells: Cells) -> Vouchers | None:
    """Which voucher each row belongs to; a number that begins anew every year is told apart by the date."""
    return vouchers_of(cells.text("voucher"), cells.text("series"), cells.days)


def _partial(cells: Cells, amount: pa.ChunkedArray) -> list[Finding]:
    """TK238: only accounts of the income statement, so that vouchers cannot sum to zero. Printed totals check such a ledger."""
    if not total(amount):
        return []
    first = set(pc.unique(pc.utf8_slice_codeunits(cells.accounts["account"].numbers, 0, 1)).to_pylist()) - {""}
    if not first or first & set("012") or not all(one.isdigit() for one in first):
        return []
    vouchers = _vouchers(cells)
    if vouchers is not None and vouchers.balanced(amount.to_numpy()) >= HALF:
        return []
    return [info("TK238", cells.table.place(cells.table.header_row), amount=Cents(total(amount)), count=len(cells.table))]


def _drop_empty(cells: Cells, amount: pa.ChunkedArray) -> tuple[pa.ChunkedArray, Cells, list[Finding]]:
    """TK204: leave out rows that post nothing: no amount, and no account or neither date nor voucher (comments, headings)."""
    nothing = pc.equal(amount, 0)
    if not pc.any(nothing).as_py():
        return amount, cells, []
    empty = pc.equal(cells.accounts["account"].numbers, "")
    undated = pa.chunked_array([pa.repeat(True, len(amount))]) if cells.days is None else cells.days.is_null()
    if "voucher" in cells.roles:
        undated = pc.and_(undated, pc.equal(cells.text("voucher"), ""))
    drop = pc.and_(nothing, pc.or_(empty, undated))
    if not pc.any(drop).as_py():
        return amount, cells, []
    rows = cells.table.rows.filter(drop).to_pylist()
    keep = pc.invert(drop)
    finding = info("TK204", cells.table.place(rows[0]), count=len(rows), rows=rows[:5])
    return amount.filter(keep), cells.only(keep), [finding]


def _without_account(cells: Cells, amount: pa.ChunkedArray) -> list[Finding]:
    """TK201: rows that have an amount but no account. They stay in the ledger, so that no cent disappears."""
    rows = pc.equal(cells.accounts["account"].numbers, "")
    found = cells.table.rows.filter(rows).to_pylist()
    if not found:
        return []
    cents = amount.filter(rows).slice(0, SHOWN_ROWS).to_pylist()
    findings = [error("TK201", cells.table.place(row), amount=Cents(value)) for row, value in zip(found, cents, strict=False)]
    if len(found) > SHOWN_ROWS:
        findings.append(and_more("TK201", cells.table.place(), len(found) - SHOWN_ROWS))
    return findings


def _without_date(cells: Cells) -> list[Finding]:
    """TK206: entries without a date, where the file has a column of dates."""
    if cells.days is None or not cells.days.null_count:
        return []
    written = cells.table.columns[cells.roles.at["date"]]
    missing = pc.and_(cells.days.is_null(), pc.equal(written.plain(), ""))
    rows = cells.table.rows.filter(missing).to_pylist()
    return [warning("TK206", cells.table.place(rows[0]), count=len(rows), rows=rows[:5])] if rows else []


def _take_openings(cells: Cells, signed: Signed, part: Part) -> tuple[pa.ChunkedArray, Cells, list[Finding]]:
    """Rows that carry only an opening balance leave the entries and become balances. TK207 says how many."""
    amount, opening = signed.cents, cells.amounts["opening"]
    only = pc.and_(pc.equal(amount, 0), opening.is_valid())
    if "voucher" in cells.roles:
        only = pc.and_(only, pc.equal(cells.text("voucher"), ""))
    if not pc.any(only).as_py():
        return amount, cells, []
    rows = cells.only(only)
    columns = {
        "entity": cells.options.entity,
        "source_file": cells.table.file,
        "sheet": cells.table.sheet,
        "source_row": rows.table.rows,
        "account": rows.accounts["account"].numbers,
        "account_name": rows.names(),
        "opening": pc.negate(rows.amounts["opening"]) if signed.model == "credit-plus" else rows.amounts["opening"],
        "period_start": rows.days,
        **rows.dims(),
    }
    part.balances = frame_of("balances", columns, len(rows.table))
    keep = pc.invert(only)
    finding = info("TK207", cells.table.place(rows.table.rows[0].as_py()), count=len(rows.table))
    return amount.filter(keep), cells.only(keep), [finding]


def _pair_entries(cells: Cells, part: Part) -> tuple[pd.DataFrame, list[Finding]]:
    """A row with debit account, credit account and amount becomes two postings, debit first, both with its row number."""
    part.decisions["sign"] = "pair"
    count = len(cells.table)
    amount = zero(cells.amounts["amount"])
    columns = _columns(cells)
    both = pa.array(np.repeat(np.arange(count), 2))
    doubled = {
        name: values.take(both) if isinstance(values, (pa.Array, pa.ChunkedArray)) else values for name, values in columns.items()
    }
    interleaved = pa.array(np.arange(2 * count).reshape(2, count).T.ravel())
    nothing = pa.repeat("", count)
    labels = [cells.accounts.get(role, Labels(nothing, nothing, False)) for role in ("debit_account", "credit_account")]
    account = pa.chunked_array([label.numbers for label in labels]).take(interleaved)
    names = pa.chunked_array([label.names for label in labels]).take(interleaved)
    signed = pa.chunked_array([*amount.chunks, *pc.negate(amount).chunks], pa.int64()).take(interleaved)
    columns = doubled | {"account": account, "account_name": names, "amount": signed}
    return _pair_frame(cells, columns, 2 * count)


def _pair_frame(cells: Cells, columns: dict[str, Any], count: int) -> tuple[pd.DataFrame, list[Finding]]:
    """Leave out the empty side of rows that name one account only, and rows that post nothing; TK201 when a row names none."""
    table = pa.table({name: values for name, values in columns.items() if isinstance(values, (pa.Array, pa.ChunkedArray))})
    constants = {name: values for name, values in columns.items() if not isinstance(values, (pa.Array, pa.ChunkedArray))}
    nameless = pc.equal(table["account"], "")
    if not pc.any(nameless).as_py():
        return frame_of("entries", {**constants, **dict(zip(table.column_names, table.columns, strict=True))}, count), []
    filled = np.array(pc.invert(nameless).to_pylist(), dtype=bool).reshape(-1, 2)
    money = table["amount"].to_numpy().reshape(-1, 2)[:, 0]
    rows = table["source_row"].to_numpy()[::2]
    lost = ~filled.any(axis=1) & (money != 0)
    findings = [
        error("TK201", cells.table.place(int(row)), amount=Cents(int(value)))
        for row, value in zip(rows[lost], money[lost], strict=True)
    ]
    keep = filled.copy()
    keep[lost, :] = True
    kept = table.filter(pa.array(keep.ravel()))
    return frame_of("entries", {**constants, **dict(zip(kept.column_names, kept.columns, strict=True))}, len(kept)), findings
