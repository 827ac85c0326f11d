"""VAT: rates by the day they were in force, and no VAT in the books of those who are not liable for it."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.checks.codes import Coded, Ints, Mask, coded, joined
from tilikartta.checks.netting import turned_back
from tilikartta.checks.postings import Postings
from tilikartta.checks.subject import Subject
from tilikartta.definitions.law_facts import law_facts
from tilikartta.mapping.cells import UNDATED
from tilikartta.model import Finding, warning
from tilikartta.model.law import LawValue

_RATES = ("vat.general", "vat.reduced_a", "vat.reduced_b", "vat.zero")
_IN_TEXT = (
    r"(?i)\b(?:alv|moms|vat)\.?\s*:?\s*(?P<before>\d{1,2}(?:[.,]\d{1,2})?)\s*%"
    r"|\b(?P<after>\d{1,2}(?:[.,]\d{1,2})?)\s*%\s*(?::n)?\s*(?:alv|moms|vat)\b"
)
_NUMBER = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*%")
_LATE = timedelta(days=61)  # the rate goes by the day of the supply; its invoice may be booked so much later
_ACCOUNTS = ("1645", "2630")
_EPOCH = date(1970, 1, 1)


@cache
def _values() -> list[LawValue]:
    """Every rate with the days that it was in force."""
    facts = {fact.id: fact for fact in law_facts().facts}
    return [value for name in _RATES for value in facts[name].values]


def _in_force(rate: Decimal, day: date) -> bool | None:
    """Whether the rate was in force on the day or shortly before it; None for a day whose rates were not read in a source."""
    values = _values()
    if day < min(value.since for value in values if value.since is not None):
        return None
    return any(
        value.value == rate
        and (value.since is None or value.since <= day)
        and (value.until is None or day <= value.until + _LATE)
        for value in values
    )


def _rate(text: str) -> Decimal | None:
    found = _NUMBER.search(text)
    return None if found is None else Decimal(found[1].replace(",", ".")).normalize()


def _finnish(rate: Decimal | None) -> bool:
    """Whether the rate was ever one of those that the facts know."""
    return rate is not None and rate in {value.value for value in _values()}


def _of_column(p: Postings) -> tuple[Ints, list[Decimal | None]]:
    """Rate of each row by its column of VAT: codes into rates, -1 for none. Nothing where most rates are of another country."""
    nothing = np.full(p.size, -1, dtype=np.int64)
    if p.vat is None or not p.size:
        return nothing, []
    rates = [_rate(value) for value in p.vat.values]
    told = np.bincount(p.vat.codes, minlength=len(rates))
    known = sum(int(count) for rate, count in zip(rates, told, strict=True) if _finnish(rate))
    all_of_them = sum(int(count) for rate, count in zip(rates, told, strict=True) if rate is not None)
    return (p.vat.codes, rates) if known * 2 > all_of_them else (nothing, [])


def _of_text(text: Coded) -> tuple[Ints, list[Decimal | None]]:
    """Rate of each row by its text ("ALV 24 %"): codes into rates, -1 for none. Foreign rates and corrections are left out."""
    near = np.flatnonzero(pc.match_substring(text.distinct, "%").to_numpy(zero_copy_only=False).astype(np.bool_))
    said = pc.extract_regex(text.distinct.take(pa.array(near)), _IN_TEXT)
    near, said = near[said.is_valid().to_numpy(zero_copy_only=False)], said.drop_null()
    written = coded(pc.binary_join_element_wise(pc.struct_field(said, "before"), pc.struct_field(said, "after"), ""))
    rates = [rate if _finnish(rate) else None for rate in (_rate(f"{value}%") for value in written.values)]
    of_text = np.full(text.count, -1, dtype=np.int64)
    of_text[near] = np.where(turned_back(text.distinct.take(pa.array(near))), -1, written.codes)
    return (of_text[text.codes] if text.count else text.codes), rates


def _wrong(p: Postings, codes: Ints, rates: list[Decimal | None]) -> Mask:
    """Rows whose rate was not in force on their day. One look at the law per rate and day."""
    held = np.array([rate is not None for rate in [*rates, None]], dtype=np.bool_)
    rows = np.flatnonzero(held[codes] & (p.day != UNDATED))
    wrong = np.zeros(p.size, dtype=np.bool_)
    if len(rows):
        day_codes, count = p.day_code
        pairs, first = joined((codes[rows], len(rates)), (day_codes[rows], count))
        told = ((rates[int(codes[row])], int(p.day[row])) for row in rows[first])
        off = [rate is not None and _in_force(rate, _EPOCH + timedelta(days=day)) is False for rate, day in told]
        wrong[rows] = np.array(off, dtype=np.bool_)[pairs]
    return wrong


def rate_not_in_force(subject: Subject) -> list[Finding]:
    """TK242 (warning): a rate of VAT was not in force on the date of the entry.

    Why: the rate goes by the day of the supply (VAT Act 84, 85 and 85 a §): the general rate is 25.5 % from 1 September 2024, the
    reduced one 13.5 % from 1 January 2026. With an old rate the sum paid to the tax authority is wrong. A rate is looked for in
    the column of VAT and in texts such as "ALV 24 %"; two months are allowed for invoices that come late.

    Mend: check the date and the rate against the receipt, and correct the VAT code of the account or of the entry.

    Passes::

        voucher,date,account,amount,text,vat
        1,2024-09-15,6650,124.00,Tilitoimisto ALV 24 %,
        1,2024-09-15,1910,-124.00,Tilitoimisto ALV 24 %,
        2,2025-02-03,1910,125.50,Kirpputorin pöytä,
        2,2025-02-03,3250,-125.50,Kirpputorin pöytä,25.5%

    Fails::

        voucher,date,account,amount,text,vat
        1,2025-02-03,1910,124.00,Kirpputorin pöytä,
        1,2025-02-03,3250,-124.00,Kirpputorin pöytä,24%
    """
    p = subject.postings
    if not set(subject.postings.currency.values) <= {"", "EUR"}:
        return []
    columns = [_of_column(p), _of_text(p.text)]
    wrong = [_wrong(p, codes, rates) for codes, rates in columns]
    rows = p.once_per_voucher(np.flatnonzero(wrong[0] | wrong[1]).astype(np.int64))
    found = []
    for row in subject.first(rows):
        codes, rates = columns[0] if wrong[0][row] else columns[1]
        rate = str(rates[int(codes[row])]).replace(".", ",")
        data = {"day": p.dated(row), "rate": rate}
        found.append(warning("TK242", p.place(row), account=str(p.cell(row, "account")), voucher=p.voucher_of(row), **data))
    return subject.listed(found, len(rows))


def vat_without_liability(subject: Subject) -> list[Finding]:
    """TK243 (warning): VAT was booked, although the organisation says that it is not liable for VAT.

    Why: a public-benefit organisation is liable for VAT only on income that is its taxable business income (VAT Act 4 §). Who is
    not liable neither adds VAT to sales nor deducts it: the VAT of purchases is a part of the cost.

    Mend: book the VAT of purchases on the cost itself, and take VAT off the sales. If the organisation has become liable, say
    `vat: liable` in the settings of the checks.

    Passes::

        voucher,date,account,amount,vat_not_liable
        1,2025-02-03,6610,125.50,yes
        1,2025-02-03,1910,-125.50,

    Fails::

        voucher,date,account,amount,vat_not_liable
        1,2025-02-03,6610,100.00,yes
        1,2025-02-03,1645,25.50,
        1,2025-02-03,1910,-125.50,
    """
    if subject.settings.vat != "not_liable" or subject.mapped is None:
        return []
    p = subject.mapped_postings
    booked = subject.rows_where(subject.keys_where(codes=_ACCOUNTS)) & (p.amount != 0)
    if p.vat is not None:
        taxed = np.array([bool(_rate(value)) for value in p.vat.values], dtype=np.bool_)
        booked |= taxed[p.vat.codes] & subject.rows_where(subject.keys_where(klass="income"))
    rows = p.once_per_voucher(np.flatnonzero(booked).astype(np.int64))
    found = [
        warning("TK243", p.place(row), account=str(p.cell(row, "account")), voucher=p.voucher_of(row),
                name=str(p.cell(row, "account_name")), day=p.dated(row))
        for row in subject.first(rows)
    ]  # fmt: skip
    return subject.listed(found, len(rows))
