"""Sign models: how the amounts of a row become postings, debit + and credit -. Each can be overridden with ``--sign``."""

from dataclasses import dataclass
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, error
from tilikartta.sources.headings import words
from tilikartta.sources.table import Column, Table, dictionary_map

Cents: TypeAlias = pa.ChunkedArray


@dataclass(frozen=True)
class Signed:
    """Amounts with debit + and credit -, and the sign model by which they were read."""

    cents: Cents
    model: str


def total(cents: Cents) -> int:
    """Sum in cents; 0 for no rows."""
    return int(pc.sum(cents).as_py() or 0)


def zero(cents: Cents) -> Cents:
    """Nulls as zero."""
    filled: Cents = pc.fill_null(cents, 0) if cents.null_count else cents
    return filled


def from_two_columns(debit: Cents, credit: Cents, wanted: str = "") -> Signed:
    """Debit and credit columns. Credit stands negative throughout in some programs: then it is added, not subtracted.

    Corrections also stand negative, on the side they correct; so credit counts as negative throughout only when no credit is
    positive, and the sums do not say otherwise (a ledger whose debits equal its credits under one reading is read so).
    """
    model = wanted if wanted.startswith("debit-credit") else ""
    if not model:
        credits = credit.filter(pc.not_equal(zero(credit), 0))
        negative = len(credits) > 0 and pc.max(credits).as_py() < 0
        balanced_as_written = total(debit) == total(credit)
        model = "debit-credit-negative" if negative and not balanced_as_written else "debit-credit"
    combine = pc.add if model == "debit-credit-negative" else pc.subtract
    return Signed(combine(zero(debit), zero(credit)), model)


def from_one_column(
    amount: Cents, accounts: pa.Array, table: Table, heading: str, wanted: str, stated: str
) -> tuple[Signed, list[Finding]]:
    """One signed amount: + is debit unless the heading or the user says otherwise.

    Refused (TK160) when the amounts speak against it: income accounts (3...) positive and cost accounts (4-9) negative in sum.
    """
    model = wanted or stated or "debit-plus"
    findings: list[Finding] = []
    if not wanted and not stated and _looks_credit_plus(amount, accounts):
        findings.append(error("TK160", table.place(table.header_row, heading), heading=heading))
    cents = zero(amount)
    return Signed(pc.negate(cents) if model == "credit-plus" else cents, model), findings


def _looks_credit_plus(amount: Cents, accounts: pa.Array) -> bool:
    first = pc.utf8_slice_codeunits(accounts, 0, 1)
    income = total(amount.filter(pc.equal(first, "3")))
    costs = total(amount.filter(pc.is_in(first, pa.array(list("456789")))))
    return income > 0 > costs


def from_side(amount: Cents, side: Column, table: Table, heading: str) -> tuple[Signed, list[Finding]]:
    """A positive amount and a flag for its side. TK161 a flag that is neither debit nor credit beside an amount."""
    encoded = side.encoded()
    flags = [cell.casefold().strip(" .") for cell in encoded.dictionary.to_pylist()]
    factors = [1 if flag in words().debit_words else -1 if flag in words().credit_words else None for flag in flags]
    factor = pa.chunked_array([dictionary_map(encoded, list(factors), pa.int64())])
    cents = zero(amount)
    unknown = pc.and_(factor.is_null(), pc.not_equal(cents, 0))
    rows = table.rows.filter(unknown).slice(0, 20).to_pylist()
    cells = side.plain().filter(unknown).slice(0, 20).to_pylist()
    findings = [error("TK161", table.place(row, heading), value=cell) for row, cell in zip(rows, cells, strict=True)]
    return Signed(pc.multiply(cents, pc.fill_null(factor, 0)), "side"), findings
