"""Sign models: how the amounts of a row become postings, debit + and credit -. Each can be overridden with ``--sign``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, error, info
from tilikartta.sources.account_signs import by_first_digit, opposed, solve
from tilikartta.sources.headings import words
from tilikartta.sources.table import Column, Table, dictionary_map
from tilikartta.sources.voucher_sums import Vouchers

HALF, SOME = 0.5, 0.25
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


def from_two_columns(debit: Cents, credit: Cents, wanted: str = "", vouchers: Vouchers | None = None) -> Signed:
    """Debit and credit columns. Credit stands negative throughout in some programs: then it is added, not subtracted.

    Corrections also stand negative, on the side they correct; so credit counts as negative throughout only when no credit is
    positive, and neither vouchers nor sums say otherwise (a ledger that balances under one reading is read so).
    """
    model = wanted if wanted.startswith("debit-credit") else ""
    if not model:
        least, most = (pc.min_max(credit)[end].as_py() or 0 for end in ("min", "max"))
        negative = least < 0 and most <= 0
        model = "debit-credit-negative" if negative and _adds(zero(debit), zero(credit), vouchers) else "debit-credit"
    combine = pc.add if model == "debit-credit-negative" else pc.subtract
    return Signed(_both(debit, credit, combine), model)


def _both(debit: Cents, credit: Cents, combine: Callable[..., Cents]) -> Cents:
    """The two columns in one, chunk by chunk where they are cut alike: what lies between then stays near the processor."""
    if [len(chunk) for chunk in debit.chunks] != [len(chunk) for chunk in credit.chunks]:
        return combine(zero(debit), zero(credit))
    chunks = [combine(zero(one), zero(other)) for one, other in zip(debit.chunks, credit.chunks, strict=True)]
    return pa.chunked_array(chunks, pa.int64())


def _adds(debit: Cents, credit: Cents, vouchers: Vouchers | None) -> bool:
    """Whether negative credits are to be added: more vouchers sum to zero so, or, where vouchers do not tell, totals differ."""
    if vouchers is not None:
        added, subtracted = (vouchers.balanced(combine(debit, credit).to_numpy()) for combine in (pc.add, pc.subtract))
        if added != subtracted:
            return bool(added > subtracted)
    return total(debit) != total(credit)


def from_one_column(
    amount: Cents,
    accounts: pa.Array,
    table: Table,
    heading: str,
    wanted: str,
    stated: str,
    vouchers: Callable[[], Vouchers | None] = lambda: None,
) -> tuple[Signed, list[Finding]]:
    """One signed amount: + is debit unless the heading, the user or the vouchers say otherwise.

    Refused (TK191) when rows of one voucher have the same sign, as in a statement, and the sides of the accounts stay open. Which
    side plus is, where nobody says it, is for ``sign_evidence`` to tell.
    """
    cents = zero(amount)
    place = table.place(table.header_row, heading)
    model = wanted or stated
    if model == "statement" or (not model and total(cents)):
        signed = _as_statement(cents, accounts, vouchers(), model == "statement")
        if signed is None:
            return Signed(cents, "debit-plus"), [error("TK191", place, heading=heading)]
        if signed.model == "statement":
            return signed, [info("TK237", place, heading=heading)]
    model = model or "debit-plus"
    return Signed(pc.negate(cents) if model == "credit-plus" else cents, model), []


def _as_statement(cents: Cents, accounts: pa.Array, vouchers: Vouchers | None, wanted: bool) -> Signed | None:
    """Signs account by account, where the vouchers show that plain signs are impossible; None when they leave it open."""
    values = np.asarray(cents.to_numpy(), dtype=np.int64)
    against = 0.0 if vouchers is None else opposed(values, vouchers)
    if not wanted and against < SOME:
        return Signed(cents, "debit-plus")
    sides = None if vouchers is None else solve(values, accounts, vouchers)
    if sides is None and not wanted and (against < HALF or (vouchers is not None and vouchers.balanced(values) >= HALF)):
        return Signed(cents, "debit-plus")
    if sides is None and wanted:
        sides = by_first_digit(accounts)
    return None if sides is None else Signed(pa.chunked_array([pa.array(values * sides)]), "statement")


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
