"""Entries that may stand twice, say nothing, or have an amount out of all proportion. Guesses are info, never error."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from tilikartta.checks.codes import Ints
from tilikartta.checks.postings import Postings
from tilikartta.checks.subject import Subject
from tilikartta.mapping.cells import UNDATED
from tilikartta.model import Cents, Finding, info, warning

ENOUGH = 30  # entries below which nothing is out of proportion
LARGE = 100_000  # cents: below this, nothing is


def repeated_voucher(subject: Subject) -> list[Finding]:
    """TK222 (warning): every row of a voucher stands twice or more.

    Why: the export or an import has taken the voucher twice; its income and costs are counted twice (KPL 2:4).

    Mend: remove the extra rows in the bookkeeping program, or export again.

    Passes::

        voucher,date,account,amount,text
        3,2025-05-05,6320,18.00,Kahvit
        3,2025-05-05,6320,18.00,Kahvit
        3,2025-05-05,1920,-36.00,Kahvit

    Fails::

        voucher,date,account,amount,text
        3,2025-05-05,6320,18.00,Kahvit
        3,2025-05-05,1910,-18.00,Kahvit
        3,2025-05-05,6320,18.00,Kahvit
        3,2025-05-05,1910,-18.00,Kahvit
    """
    p = subject.postings
    vouchers, first = p.vouchers
    parts = [vouchers, p.amount, p.day, *(column.codes for column in (p.account, p.text, *p.dims.values()))]
    rows, _ = pd.factorize(_signature(parts))
    times = np.bincount(rows)
    least = np.full(len(first), p.size + 1, dtype=np.int64)
    np.minimum.at(least, vouchers, times[rows])
    twice = np.flatnonzero((least > 1) & (least <= p.size) & p.numbered[first])
    found = []
    for code in subject.first(twice.astype(np.int64)):
        own = np.flatnonzero(vouchers == code)
        again = int(own[len(own) // int(least[code])])
        found.append(warning("TK222", p.place(again), voucher=p.voucher_of(again), count=int(least[code]), day=p.dated(again)))
    return subject.listed(found, len(twice))


def _mixed(codes: "np.typing.NDArray[Any]") -> "np.typing.NDArray[np.uint64]":
    """Whole numbers scattered over 64 bits, so that sums of them tell sets of rows apart."""
    mixed = codes.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _signature(parts: Sequence[Ints]) -> "np.typing.NDArray[np.uint64]":
    """One number per row that tells rows apart which differ in any part: two of a million meet by chance once in 10^13."""
    found = np.zeros(len(parts[0]), dtype=np.uint64)
    for part in parts:
        found = _mixed(found ^ _mixed(part))
    return found


def _signatures(p: Postings, least: int) -> pd.DataFrame:
    """Vouchers that book the same as another one: kind (books, accounts, amounts and text), day, largest amount and first row.

    Below ``least`` (cents) equal amounts are everyday life.
    """
    vouchers, first = p.vouchers
    content = np.zeros(len(first), dtype=np.uint64)
    np.add.at(content, vouchers, _signature([p.amount, p.account.codes]))
    largest = np.zeros(len(first), dtype=np.int64)
    np.maximum.at(largest, vouchers, np.abs(p.amount))
    said = p.text.filled[first] & p.numbered[first] & (p.day[first] != UNDATED) & (largest >= least)
    kind = _signature([content.view(np.int64), p.text.codes[first], p.entity.codes[first]])
    codes, _ = pd.factorize(kind[said])
    kept = np.flatnonzero(said)[np.bincount(codes)[codes] > 1] if len(codes) else np.array([], dtype=np.int64)
    return pd.DataFrame({"kind": kind[kept], "day": p.day[first[kept]], "largest": largest[kept], "row": first[kept]})


def likely_duplicate(subject: Subject) -> list[Finding]:
    """TK223 (info): two vouchers within five days book the same amounts on the same accounts with the same text.

    Why: an invoice that came by post and by e-mail is easily booked and paid twice. Equal vouchers may also be right, for
    instance two like fees paid on one day; on generated clean ledgers fewer than one row in 1,000 is named without cause.

    Mend: compare the two receipts. If they are the same, remove one in the bookkeeping program and ask for the money back.

    Passes::

        voucher,date,account,amount,text
        3,2025-05-05,6610,118.00,Paperi Oy lasku 77
        3,2025-05-05,1910,-118.00,Paperi Oy lasku 77
        4,2025-06-05,6610,118.00,Paperi Oy lasku 77
        4,2025-06-05,1910,-118.00,Paperi Oy lasku 77

    Fails::

        voucher,date,account,amount,text
        3,2025-05-05,6610,118.00,Paperi Oy lasku 77
        3,2025-05-05,1910,-118.00,Paperi Oy lasku 77
        4,2025-05-07,6610,118.00,Paperi Oy lasku 77
        4,2025-05-07,1910,-118.00,Paperi Oy lasku 77
    """
    p = subject.postings
    table = _signatures(p, subject.settings.duplicate_least * 100).sort_values(["kind", "day", "row"], kind="stable")
    same = (table["kind"] == table["kind"].shift(1)) & (table["day"].diff() <= subject.settings.duplicate_days)
    rows, others = table["row"].to_numpy(dtype=np.int64), table["row"].shift(1)
    pairs = np.flatnonzero(same.to_numpy())
    found = []
    for i in subject.first(pairs.astype(np.int64)):
        row, other = int(rows[i]), int(others.iloc[i])
        amount = Cents(int(table["largest"].iloc[i]))
        found.append(
            info("TK223", p.place(row), voucher=p.voucher_of(row), other=p.voucher_of(other), day=p.dated(other), amount=amount)
        )
    return subject.listed(found, len(pairs))


def zero_rows(subject: Subject) -> list[Finding]:
    """TK224 (info): entries of zero euros.

    Why: they change nothing, but one may stand where an amount was forgotten (KPL 2:5).

    Mend: look at the first ones; remove them or give them their amount.

    Passes::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00

    Fails::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00
        1,2025-02-03,6620,0.00
    """
    p = subject.postings
    rows = np.flatnonzero(p.amount == 0)
    if not len(rows):
        return []
    first = int(rows[0])
    return [info("TK224", p.place(first), account=str(p.cell(first, "account")), voucher=p.voucher_of(first), count=len(rows))]


def missing_text(subject: Subject) -> list[Finding]:
    """TK225 (info): no row of a voucher says what it is about.

    Why: the content of an entry must be seen from it and its voucher (KPL 2:5, for micro-associations decree 887/2023 4 §);
    STEA asks for texts that show what the grant was used for.

    Mend: write a text in the bookkeeping program, or export with the column of texts.

    Passes::

        voucher,date,account,amount,text
        1,2025-02-03,6610,12.00,Kynät
        1,2025-02-03,1910,-12.00,

    Fails::

        voucher,date,account,amount,text
        1,2025-02-03,6610,12.00,
        1,2025-02-03,1910,-12.00,
    """
    p = subject.postings
    vouchers, first = p.vouchers
    said = np.bincount(vouchers[p.text.filled], minlength=len(first))
    silent = np.sort(first[(said == 0) & p.numbered[first]])
    if not len(silent):
        return []
    row = int(silent[0])
    return [info("TK225", p.place(row), voucher=p.voucher_of(row), count=len(silent), of=int(p.numbered[first].sum()))]


def outsize_amount(subject: Subject) -> list[Finding]:
    """TK226 (info): one amount is ten times larger than any other of the ledger.

    Why: a decimal mark that was left out makes an amount a hundred times too large. Both sides of the voucher then agree, so no
    balance shows it. A large purchase may be right; on generated clean ledgers none was named without cause.

    Mend: compare the amount with the receipt.

    Passes::

        repeat,voucher,date,account,amount
        40,1,2025-02-03,6610,12.00
        40,1,2025-02-03,1910,-12.00
        ,2,2025-02-04,6610,30.00
        ,2,2025-02-04,1910,-30.00

    Fails::

        repeat,voucher,date,account,amount
        40,1,2025-02-03,6610,12.00
        40,1,2025-02-03,1910,-12.00
        ,2,2025-02-04,6610,3000.00
        ,2,2025-02-04,1910,-3000.00
    """
    p, times = subject.postings, subject.settings.outsize_times
    sizes = np.abs(p.amount)
    largest = int(sizes.max(initial=0))
    second = int(sizes[sizes < largest].max(initial=0))
    if p.size < ENOUGH or not second or largest < times * second or largest < LARGE:
        return []
    row = int(np.flatnonzero(sizes == largest)[0])
    amounts = {"amount": Cents(largest), "second": Cents(second), "times": times}
    return [info("TK226", p.place(row), voucher=p.voucher_of(row), account=str(p.cell(row, "account")), **amounts)]
