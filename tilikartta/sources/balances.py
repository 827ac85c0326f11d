"""Cells -> balances of the canonical ledger: trial balances, and plain lists of account, name and balance."""

import re
from datetime import date
from typing import TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, error, info, warning
from tilikartta.sources.balance_signs import balance_factors
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.cells import Cells, Part
from tilikartta.sources.signs import from_two_columns, zero
from tilikartta.sources.statement_signs import DEBIT_PLUS

SHOWN_ROWS = 20
Figure: TypeAlias = pa.ChunkedArray
_PERIOD = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\s*[-–—]\s*(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO_PERIOD = re.compile(r"(\d{4})-(\d{2})-(\d{2})\s*(?:[-–—]|\.\.|to|till)\s*(\d{4})-(\d{2})-(\d{2})")


def build_balances(cells: Cells, part: Part) -> tuple[pd.DataFrame, list[Finding]]:
    """Balances of a table. Amounts that the file does not give are null; ``closing`` is always filled when it can be."""
    opening, debit, credit, closing, findings = _amounts(cells, part)
    keep = pc.or_(pc.not_equal(cells.accounts["account"].numbers, ""), _any_amount(opening, debit, credit, closing))
    if not pc.all(keep).as_py():
        rows = cells.table.rows.filter(pc.invert(keep)).to_pylist()
        findings.append(info("TK204", cells.table.place(rows[0]), count=len(rows), rows=rows[:5]))
        cells = cells.only(keep)
        opening, debit, credit, closing = (amount.filter(keep) for amount in (opening, debit, credit, closing))
    findings += _without_account(cells, closing) + _inconsistent(cells, opening, debit, credit, closing)
    start, end = period_of(cells.table.preamble)
    columns = {
        "entity": cells.options.entity,
        "source_file": cells.table.file,
        "sheet": cells.table.sheet,
        "source_row": cells.table.rows,
        "account": cells.accounts["account"].numbers,
        "account_name": cells.names(),
        "opening": opening,
        "debit": debit,
        "credit": credit,
        "closing": closing,
        "period_start": start,
        "period_end": end,
        **cells.dims(),
    }
    return frame_of("balances", columns, len(cells.table)), findings


def _amounts(cells: Cells, part: Part) -> tuple[Figure, Figure, Figure, Figure, list[Finding]]:
    """Opening, debit, credit (positive) and closing with debit +, null where the file does not give them."""
    nothing = pa.chunked_array([pa.nulls(len(cells.table), pa.int64())])
    given = cells.amounts
    opening, closing = given.get("opening", nothing), given.get("closing", given.get("amount", nothing))
    debit, credit = given.get("debit", nothing), given.get("credit", nothing)
    movement, moved = None, "debit" in given or "credit" in given
    if moved:
        signed = from_two_columns(debit, credit, cells.options.sign)
        movement = signed.cents
        part.decisions["sign"] = signed.model
        credit = pc.negate(credit) if signed.model == "debit-credit-negative" else credit
    model, factors, findings = balance_factors(cells, opening, movement, closing)
    if not moved or model != DEBIT_PLUS:
        part.decisions["sign"] = model
    factor = pa.chunked_array([pa.array(factors)])
    opening, closing = pc.multiply(opening, factor), pc.multiply(closing, factor)
    if movement is not None and closing.null_count == len(closing):
        closing = pc.add(zero(opening), movement)
    return opening, debit, credit, closing, findings


def _any_amount(*amounts: pa.ChunkedArray) -> pa.ChunkedArray:
    result = pc.not_equal(zero(amounts[0]), 0)
    for amount in amounts[1:]:
        result = pc.or_(result, pc.not_equal(zero(amount), 0))
    return result


def _without_account(cells: Cells, closing: pa.ChunkedArray) -> list[Finding]:
    """TK201: rows that have an amount but no account."""
    nameless = pc.equal(cells.accounts["account"].numbers, "")
    rows = cells.table.rows.filter(nameless).to_pylist()
    cents = zero(closing).filter(nameless).to_pylist()
    return [error("TK201", cells.table.place(row), amount=Cents(value)) for row, value in zip(rows, cents, strict=True)][
        :SHOWN_ROWS
    ]


def _inconsistent(cells: Cells, *amounts: pa.ChunkedArray) -> list[Finding]:
    """TK208: opening + debit - credit is not closing, where the file gives all four."""
    if not {"opening", "closing"} <= cells.amounts.keys() or not {"debit", "credit"} & cells.amounts.keys():
        return []
    if amounts[1].null_count == amounts[2].null_count == len(amounts[1]):
        return []  # the columns are there, but nothing of what moved
    opening, debit, credit, closing = (zero(amount) for amount in amounts)
    computed = pc.subtract(pc.add(opening, debit), credit)
    wrong = pc.and_(pc.not_equal(computed, closing), amounts[3].is_valid())
    rows = cells.table.rows.filter(wrong).slice(0, SHOWN_ROWS).to_pylist()
    accounts = cells.accounts["account"].numbers.filter(wrong.combine_chunks()).slice(0, SHOWN_ROWS).to_pylist()
    written = closing.filter(wrong).slice(0, SHOWN_ROWS).to_pylist()
    expected = computed.filter(wrong).slice(0, SHOWN_ROWS).to_pylist()
    return [
        warning("TK208", cells.table.place(row), account=account, closing=Cents(found), computed=Cents(sum_))
        for row, account, found, sum_ in zip(rows, accounts, written, expected, strict=True)
    ]


def period_of(preamble: tuple[tuple[str, ...], ...]) -> tuple[date | None, date | None]:
    """The period that the lines above the headings name, as in ``1.1.2025 - 31.12.2025``."""
    for line in preamble:
        text = " ".join(line)
        try:
            if (found := _PERIOD.search(text)) is not None:
                d1, m1, y1, d2, m2, y2 = (int(part) for part in found.groups())
                return date(y1, m1, d1), date(y2, m2, d2)
            if (found := _ISO_PERIOD.search(text)) is not None:
                y1, m1, d1, y2, m2, d2 = (int(part) for part in found.groups())
                return date(y1, m1, d1), date(y2, m2, d2)
        except ValueError:
            continue
    return None, None
