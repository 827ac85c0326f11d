"""Digits that chance alone would hardly give: amounts that were made up tend to end alike, or to be round. Info, never error.

Each account is tested by itself on its distinct amounts, so that a fee paid a hundred times counts once. A share of ``k`` in
``n`` where ``p`` is expected is named when chance gives it less than once in a million ledgers (the setting ``digits_one_in``):
by Chernoff's bound that probability is at most exp(-n * KL(k/n, p)), divided by the number of accounts and digits tested.
"""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from tilikartta.checks.codes import Ints, sums
from tilikartta.checks.subject import Subject
from tilikartta.model import Cents, Finding, info

_DIGITS = np.array([1, 2, 3, 4, 6, 7, 8])  # prices end in 0, 5 and 9 of themselves
ROUND = 10_000  # cents: whole hundreds of euros
_OF_ITSELF_ROUND = frozenset({"grants_given", "depreciation", "allocated", "in_kind", "fees"})
_LARGEST = 2**40  # cents; an account code and an amount fit into one number
_USUAL = 0.05  # share of whole hundreds that is expected at least

Floats = npt.NDArray[np.float64]


def _surprise(part: Floats, expected: Floats) -> Floats:
    """KL divergence of two shares, in nats; 0 where the part is not above what is expected."""
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(part > 0, part * np.log(part / expected), 0.0)
        other = np.where(part < 1, (1 - part) * np.log((1 - part) / (1 - expected)), 0.0)
    return np.where(part > expected, one + other, 0.0)


def _distinct(subject: Subject) -> tuple[Ints, Ints]:
    """The distinct amounts of every account, without sign: account code and amount of each."""
    p = subject.postings
    size = np.abs(p.amount)
    kept = size < _LARGEST
    found = pd.unique(p.account.codes[kept] * _LARGEST + size[kept])
    return found // _LARGEST, found % _LARGEST


def _locals(subject: Subject) -> list[tuple[str, str]]:
    """The local account (number, name) of each account code."""
    names = dict(zip(subject.accounts["account"], subject.accounts["account_name"], strict=True))
    return [(value, str(names.get(value, ""))) for value in subject.postings.account.values]


def last_digits(subject: Subject) -> list[Finding]:
    """TK227 (info): the amounts of an account end in the same digit far more often than chance gives.

    Why: a person who invents amounts has a favourite digit (Benford's law and its kin); on real receipts the last digit of the
    cents is spread evenly, 0, 5 and 9 apart. The law asks for a receipt of every entry (KPL 2:5.1). Chance alone names less than
    one ledger in a million; on generated clean ledgers none was named without cause.

    Mend: compare some of these entries with their receipts. A price list or a rate per kilometre may explain the digit.

    Passes::

        spread,voucher,date,account,amount
        150,1,2025-02-03,6530,12.01
        150,1,2025-02-03,1910,-12.01

    Fails::

        favourite,voucher,date,account,amount
        150,1,2025-02-03,6530,12.07
        150,1,2025-02-03,1910,-12.07
    """
    p = subject.postings
    if not p.size:
        return []
    account, amount = subject.once(_distinct)
    digit = amount % 10
    told = np.isin(digit, _DIGITS)
    counts = np.zeros((p.account.count, 10), dtype=np.int64)
    np.add.at(counts, (account[told], digit[told]), 1)
    total = counts.sum(axis=1)
    tested = (total >= subject.settings.digits_least) & np.array(
        [not subject.in_balance_sheet(local) for local in _locals(subject)], dtype=np.bool_
    )
    if not tested.any():
        return []
    share = counts / np.maximum(total, 1)[:, None]
    bound = total[:, None] * _surprise(share, np.full(share.shape, 1 / len(_DIGITS)))
    limit = math.log(len(_DIGITS) * int(tested.sum()) * subject.settings.digits_one_in)
    found = []
    for code, favourite in np.argwhere(tested[:, None] & (bound > limit)):
        row = int(np.flatnonzero((p.account.codes == code) & (np.abs(p.amount) % 10 == favourite))[0])
        data = {"digit": str(favourite), "count": int(counts[code, favourite]), "of": int(total[code])}
        found.append(info("TK227", p.place(row), account=p.account.values[code], voucher=p.voucher_of(row), **data))
    return subject.listed(found[: subject.settings.per_code], len(found))


def round_numbers(subject: Subject) -> list[Finding]:
    """TK228 (info): the amounts of a cost account are whole hundreds of euros far more often than those of the other costs.

    Why: receipts seldom come to whole hundreds; estimates, advances and invented sums do. The law asks for a receipt of every
    entry (KPL 2:5.1), and funders pay only costs that were really paid. Chance alone names less than one ledger in a million; on
    generated clean ledgers none was named without cause.

    Mend: compare some of these entries with their receipts. Fees agreed in round sums explain themselves: accept the finding.

    Passes::

        spread,voucher,date,account,amount
        40,1,2025-02-03,6110,112.01
        40,1,2025-02-03,1910,-112.01

    Fails::

        hundreds,voucher,date,account,amount
        40,1,2025-02-03,6110,100.00
        40,1,2025-02-03,1910,-100.00
    """
    p = subject.postings
    if not p.size or not subject.natures:
        return []
    account, amount = subject.once(_distinct)
    locals_ = _locals(subject)
    cost = np.array([subject.natures.get(local, "") == "expense" for local in locals_], dtype=np.bool_)
    large = cost[account] & (amount >= ROUND)
    whole = sums(account, (large & (amount % ROUND == 0)).astype(np.int64), p.account.count)
    total = sums(account, large.astype(np.int64), p.account.count)
    tested = (total >= subject.settings.digits_least) & np.array(
        [not _round_by_nature(subject, local) for local in locals_], dtype=np.bool_
    )
    if not tested.any():
        return []
    others = (whole.sum() - whole) / np.maximum(total.sum() - total, 1)
    bound = total * _surprise(whole / np.maximum(total, 1), np.clip(others, _USUAL, 0.99))
    limit = math.log(int(tested.sum()) * subject.settings.digits_one_in)
    found = []
    for code in np.flatnonzero(tested & (bound > limit) & (whole * 2 > total)):
        rows = np.flatnonzero((p.account.codes == code) & (p.amount != 0) & (p.amount % ROUND == 0))
        row = int(rows[0])
        data = {"count": int(whole[code]), "of": int(total[code]), "least": Cents(ROUND)}
        found.append(info("TK228", p.place(row), account=p.account.values[code], voucher=p.voucher_of(row), **data))
    return subject.listed(found[: subject.settings.per_code], len(found))


def _round_by_nature(subject: Subject, local: tuple[str, str]) -> bool:
    """Whether round sums are the nature of the account: grants given, fees, transfers between centres."""
    codes = subject.meanings.get(local, set())
    return any(subject.chart.by_code[code].nature in _OF_ITSELF_ROUND for code in codes)
