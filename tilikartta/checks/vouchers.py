"""Does it balance: each voucher, each day of what has no voucher, the file, and the balances that stand beside entries."""

import numpy as np

from tilikartta.checks.codes import Ints, joined, sums
from tilikartta.checks.postings import FEW, Postings
from tilikartta.checks.subject import Subject
from tilikartta.model import Cents, Finding, Place, error


def _sides(codes: Ints, amount: Ints, size: int) -> tuple[Ints, Ints]:
    return sums(codes, np.maximum(amount, 0), size), sums(codes, np.maximum(-amount, 0), size)


def _unbalanced(p: Postings) -> tuple[Ints, Ints, Ints]:
    """Codes of vouchers that do not balance, with debit and credit of every voucher."""
    codes, first = p.vouchers
    debit, credit = _sides(codes, p.amount, len(first))
    return np.flatnonzero((debit != credit) & p.numbered[first]).astype(np.int64), debit, credit


def _one_sided(p: Postings) -> bool:
    """Whether most vouchers do not balance: then a part of the file is missing, and a list of vouchers would not help."""
    off, _, _ = _unbalanced(p)
    return len(off) * 2 > int(p.numbered[p.vouchers[1]].sum()) > FEW


def unbalanced_vouchers(subject: Subject) -> list[Finding]:
    """TK210 (error): debit and credit of a voucher differ.

    Why: every event is booked on two sides by the same sum (double entry, KPL 1:2). One cent off makes the balance sheet wrong
    and hides which account it is missing from.

    Mend: correct the voucher in the bookkeeping program and export the ledger again.

    Passes::

        voucher,date,account,amount
        125,2025-01-31,6610,120.00
        125,2025-01-31,1910,-120.00

    Fails::

        voucher,date,account,amount
        125,2025-01-31,6610,120.00
        125,2025-01-31,1910,-119.99
    """
    p = subject.postings
    off, debit, credit = _unbalanced(p)
    if _one_sided(p):
        return []
    rows = p.vouchers[1][off]
    order = np.argsort(rows, kind="stable")
    found = [
        error("TK210", p.place(int(rows[i])), voucher=p.voucher_of(int(rows[i])), debit=Cents(int(debit[off[i]])),
              credit=Cents(int(credit[off[i]])), difference=Cents(abs(int(debit[off[i]] - credit[off[i]]))))
        for i in subject.first(order.astype(np.int64))
    ]  # fmt: skip
    return subject.listed(found, len(off))


def _unbalanced_days(p: Postings) -> tuple[Ints, Ints, Ints, Ints]:
    """Rows without a voucher by books and day: codes that do not balance, debit, credit and first row of each code."""
    if p.numbered.all():
        nothing = np.array([], dtype=np.int64)
        return nothing, nothing, nothing, nothing
    codes, first = joined((p.numbered.astype(np.int64), 2), (p.entity.codes, p.entity.count), p.day_code)
    debit, credit = _sides(codes, p.amount, len(first))
    return np.flatnonzero((debit != credit) & ~p.numbered[first]).astype(np.int64), debit, credit, first


def unbalanced_days(subject: Subject) -> list[Finding]:
    """TK211 (error): entries without a voucher number do not balance on their day.

    Why: where no voucher tells which entries belong together, the day is the smallest unit that must balance (KPL 1:2).

    Mend: find the missing or wrong entry of the day in the bookkeeping program, and export with voucher numbers.

    Passes::

        voucher,date,account,amount
        ,2025-03-01,6610,40.00
        ,2025-03-01,1910,-40.00

    Fails::

        voucher,date,account,amount
        ,2025-03-01,6610,40.00
        ,2025-03-01,1910,-45.00
        ,2025-03-02,6610,5.00
        ,2025-03-02,1910,-5.00
    """
    p = subject.postings
    off, debit, credit, first = _unbalanced_days(p)
    if len(off) * 2 > len(first) > FEW:
        return []
    found = [
        error("TK211", p.place(int(first[code])), day=p.dated(int(first[code])), debit=Cents(int(debit[code])),
              credit=Cents(int(credit[code])), difference=Cents(abs(int(debit[code] - credit[code]))))
        for code in subject.first(off)
    ]  # fmt: skip
    return subject.listed(found, len(off))


def one_sided_file(subject: Subject) -> list[Finding]:
    """TK212 (error): the file as a whole does not balance, and most of its vouchers are one-sided.

    Why: such a file holds a part of the accounts only, for instance the income statement without bank accounts. Every figure of
    the balance sheet would be wrong (KPL 1:2).

    Mend: export the whole ledger with all accounts, not a report of some of them.

    Passes::

        voucher,date,account,amount
        1,2025-01-10,1910,300.00
        1,2025-01-10,3310,-300.00

    Fails::

        voucher,date,account,amount
        1,2025-01-10,3310,-10.00
        2,2025-01-11,3310,-10.00
        3,2025-01-12,3310,-10.00
        4,2025-01-13,3310,-10.00
        5,2025-01-14,3310,-10.00
        6,2025-01-15,3310,-10.00
        7,2025-01-16,3310,-10.00
        8,2025-01-17,3310,-10.00
        9,2025-01-18,3310,-10.00
        10,2025-01-19,3310,-10.00
        11,2025-01-20,3310,-10.00
        12,2025-01-21,3310,-10.00
        13,2025-01-22,3310,-10.00
        14,2025-01-23,3310,-10.00
        15,2025-01-24,3310,-10.00
        16,2025-01-25,3310,-10.00
        17,2025-01-26,3310,-10.00
        18,2025-01-27,3310,-10.00
        19,2025-01-28,3310,-10.00
        20,2025-01-29,3310,-10.00
        21,2025-01-30,3310,-10.00
    """
    p = subject.postings
    days_off, _, _, first = _unbalanced_days(p)
    if not _one_sided(p) and not len(days_off) * 2 > len(first) > FEW:
        return []
    off, _, _ = _unbalanced(p)
    count, of = (len(off), int(p.numbered[p.vouchers[1]].sum())) if len(off) else (len(days_off), len(first))
    debit, credit = int(p.amount[p.amount > 0].sum()), -int(p.amount[p.amount < 0].sum())
    file = Place(str(p.cell(0, "source_file")))
    difference = Cents(abs(debit - credit))
    return [error("TK212", file, debit=Cents(debit), credit=Cents(credit), difference=difference, count=count, of=of)]


def unbalanced_balances(subject: Subject) -> list[Finding]:
    """TK213 (error): opening or closing balances of a file do not sum to zero.

    Why: what an organisation owns is always its debts and equity together (KPL 1:2, KPL 3:1). A list of balances that does not
    sum to zero lacks an account, or a balance has the wrong sign.

    Mend: export the balances of all accounts, income statement and result included, and compare with the program.

    Passes::

        voucher,date,account,amount,opening
        ,,1910,,500.00
        ,,2120,,-500.00

    Fails::

        voucher,date,account,amount,opening
        ,,1910,,500.00
        ,,2120,,-480.00
    """
    balances = subject.ledger.balances
    last: object = subject.periods[-1].end if subject.periods else "–"
    found = []
    for kind in ("opening", "closing"):
        given = balances[balances[kind].notna()]
        by = given.groupby(["entity", "source_file", "period_start", "period_end"], dropna=False, sort=True)[kind].sum()
        for key, total in zip(by.index, by, strict=True):
            if int(total):
                _, file, _, end = key
                code = "opening_balances" if kind == "opening" else "closing_balances"
                day = end if hasattr(end, "isoformat") else last
                found.append(error("TK213", Place(str(file)), kind=code, day=day, difference=Cents(int(total))))
    return subject.listed(found[: subject.settings.per_code], len(found))
