"""No netting: income is not booked as a negative cost, nor a cost as negative income (KPL 3:3)."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.checks.codes import Ints, Mask
from tilikartta.checks.subject import Subject
from tilikartta.model import Cents, Finding, warning

# Words of entries that rightly turn an earlier one back.
_TURNED_BACK = (
    r"palaut|hyvity|oikais|korja|mitätö|peruut|peru(tt|us)|takaisin|alennu|jaksot|korvaus|luontoi|återb|kredit|rättelse|makul|"
    r"ersättning|refund|return|correct|revers|cancel|credit note|storno|reimburs|accru|pyörist|avrund|öresutj|rounding|"
    r"kurs(si)?(voitto|tappio|vinst|förlust)"
)


LITTLE = 1_000  # cents: differences of rounding and exchange stand on either side
_EITHER_SIDE = ("3760", "3870", "4130", "6225", "7530")  # deductions, exchange differences, changes of accruals and of stock


def _turned_back(subject: Subject, rows: Ints) -> Mask:
    text = subject.mapped_postings.text
    held, place = np.unique(text.codes[rows], return_inverse=True)
    return turned_back(text.distinct.take(pa.array(held)))[place]


def turned_back(texts: pa.StringArray) -> Mask:
    """Which texts say that an earlier entry is turned back: a refund, a credit note, a correction."""
    said = pc.match_substring_regex(texts, _TURNED_BACK, ignore_case=True)
    return np.asarray(said.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _against_money(subject: Subject, klass: str, sign: int) -> Ints:
    """Rows of accounts of the class on their wrong side (``sign`` times the amount is negative) in vouchers that moved money so,
    and whose equal on the right side does not stand on the same account."""
    p = subject.mapped_postings
    keys = subject.keys_where(klass=klass) & ~subject.keys_where(nature=("staff_refund", "fringe", "allocated"))
    keys &= ~subject.keys_where(codes=_EITHER_SIDE)
    vouchers, first = p.vouchers
    # A bank account that ended below zero stands among the debts (2410).
    money = subject.rows_where(subject.keys_where(nature=("cash",)) | subject.keys_where(codes=("2410",)))
    moved = np.zeros(len(first), dtype=np.bool_)
    moved[vouchers[money & (p.amount * sign > 0)]] = True
    inside = subject.rows_where(keys)
    rows = np.flatnonzero(inside & (p.amount * sign <= -LITTLE) & moved[vouchers] & p.numbered)
    if not len(rows):
        return rows.astype(np.int64)
    pairs = p.account.codes * (int(np.abs(p.amount).max()) + 1) + np.abs(p.amount)
    right = pairs[inside & (p.amount * sign > 0)]
    rows = rows[~pd.Series(pairs[rows]).isin(right).to_numpy()]
    return rows[~_turned_back(subject, rows.astype(np.int64))].astype(np.int64)


def income_on_cost_account(subject: Subject) -> list[Finding]:
    """TK345 (warning): money that came in was booked on a cost account.

    Why: income and costs are shown in full and not set off against each other (KPL 3:3.1); refunds of wages and returns of a
    purchase are the exception. A netted cost looks smaller in every comparison and grant report.

    Mend: book the income on an income account. If it is a refund, say so in the text (palautus, hyvitys, oikaisu).

    Passes::

        voucher,date,account,amount,text
        1,2025-02-03,6320,40.00,Kahvitus
        1,2025-02-03,1910,-40.00,Kahvitus
        2,2025-02-05,6320,-8.00,Pullojen palautus
        2,2025-02-05,1910,8.00,Pullojen palautus

    Fails::

        voucher,date,account,amount,text
        1,2025-02-03,6320,40.00,Kahvitus
        1,2025-02-03,1910,-40.00,Kahvitus
        2,2025-02-05,6320,-25.00,Kahvin myynti
        2,2025-02-05,1910,25.00,Kahvin myynti
    """
    if subject.mapped is None:
        return []
    p, rows = subject.mapped_postings, _against_money(subject, "expense", 1)
    found = [
        warning("TK345", p.place(row), account=str(p.cell(row, "account")), voucher=p.voucher_of(row),
                name=str(p.cell(row, "account_name")), amount=Cents(abs(int(p.amount[row]))))
        for row in subject.first(rows)
    ]  # fmt: skip
    return subject.listed(found, len(rows))


def cost_on_income_account(subject: Subject) -> list[Finding]:
    """TK346 (warning): money that went out was booked on an income account.

    Why: income and costs are shown in full and not set off against each other (KPL 3:3.1). The turnover, and with it the size
    class and the duty to audit, looks too small.

    Mend: book the cost on a cost account. If an income was paid back, say so in the text (palautus, hyvitys, oikaisu).

    Passes::

        voucher,date,account,amount,text
        1,2025-02-03,1910,400.00,Leirimaksut
        1,2025-02-03,3130,-400.00,Leirimaksut
        2,2025-02-05,3130,55.00,Leirimaksun palautus
        2,2025-02-05,1910,-55.00,Leirimaksun palautus

    Fails::

        voucher,date,account,amount,text
        1,2025-02-03,1910,400.00,Leirimaksut
        1,2025-02-03,3130,-400.00,Leirimaksut
        2,2025-02-05,3130,120.00,Leirin bussi
        2,2025-02-05,1910,-120.00,Leirin bussi
    """
    if subject.mapped is None:
        return []
    p, rows = subject.mapped_postings, _against_money(subject, "income", -1)
    found = [
        warning("TK346", p.place(row), account=str(p.cell(row, "account")), voucher=p.voucher_of(row),
                name=str(p.cell(row, "account_name")), amount=Cents(abs(int(p.amount[row]))))
        for row in subject.first(rows)
    ]  # fmt: skip
    return subject.listed(found, len(rows))
