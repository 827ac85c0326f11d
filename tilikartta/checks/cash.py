"""Money: a cash box cannot hold less than nothing, and a bank account only with a credit limit."""

import re

import numpy as np
import pandas as pd

from tilikartta.checks.codes import Ints, joined
from tilikartta.checks.subject import Subject
from tilikartta.mapping.cells import UNDATED
from tilikartta.model import Cents, Finding, error, warning

_CASH_NAME = re.compile(
    r"käteis|kassa(?!ennak|alennu|ero)|kontantkassa|handkassa|petty cash|cash in hand|cash box", re.IGNORECASE
)
_NO_LOWS = pd.DataFrame(columns=["row", "days", "lowest", "balance"])
_CASH, _BANKS = {"1920"}, {"1910", "1930", "1940", "1950", "1990"}


def _accounts(subject: Subject, homes: set[str]) -> set[tuple[str, str]]:
    """Local accounts that map to one of the universal accounts. One that a run of the mapping has turned to a debt counts too."""
    found = {local for local, codes in subject.meanings.items() if codes & homes}
    turned = {
        str(f.data["account"]) if "account" in f.data else f.account for f in _flips(subject) if f.data.get("kept") in homes
    }
    return found | {local for local in subject.meanings if (local[0] or local[1]) in turned}


def _flips(subject: Subject) -> list[Finding]:
    return [f for f in subject.mapped.findings if f.code == "TK546"] if subject.mapped is not None else []


def _lows(subject: Subject, locals_: set[tuple[str, str]]) -> pd.DataFrame:
    """Of each account that was below zero at the end of some day: row of the first such day, how many days, lowest balance."""
    p = subject.postings
    numbers = {number or name for number, name in locals_}
    wanted = np.array([value in numbers for value in p.account.values], dtype=np.bool_)
    rows = np.flatnonzero(wanted[p.account.codes] & (p.day != UNDATED)) if len(wanted) else np.array([], dtype=np.int64)
    if not len(rows):
        return _NO_LOWS
    code, _ = joined((p.entity.codes[rows], p.entity.count), (p.account.codes[rows], p.account.count),
                         (p.period[rows], len(p.periods) + 1))  # fmt: skip
    order = np.lexsort((p.day[rows], code))  # stable: within a day in the order of the file
    rows, code = rows[order], code[order]
    balance = _running(p.amount[rows], code, _opened_with(subject, rows[np.flatnonzero(np.diff(code, prepend=-1))]))
    last = np.append((np.diff(code) != 0) | (np.diff(p.day[rows]) != 0), True)
    low = np.flatnonzero(last & (balance < 0))
    if not len(low):
        return _NO_LOWS
    table = pd.DataFrame({"entity": p.entity.codes[rows[low]], "account": p.account.codes[rows[low]], "row": rows[low],
                          "balance": balance[low]})  # fmt: skip
    found = table.groupby(["entity", "account"], sort=True).agg(
        row=("row", "first"), days=("row", "size"), lowest=("balance", "min"), balance=("balance", "first")
    )
    return found.sort_values("row")


def _running(amount: Ints, code: Ints, start: Ints) -> Ints:
    """Balance after each row; rows of one code stand together, and each code begins with its ``start``."""
    begins = np.flatnonzero(np.diff(code, prepend=-1))
    total = np.cumsum(amount)
    before = total[begins] - amount[begins]
    return total + (start - before)[code]


def _opened_with(subject: Subject, rows: Ints) -> Ints:
    """Balance of the account of each of the rows before the first entry of its period, in cents."""
    p, start = subject.postings, _starts(subject, subject.accounts)
    keys = zip(p.entity.codes[rows], p.period[rows], p.account.codes[rows], strict=True)
    held = [start.get((p.entity.values[entity], int(period), p.account.values[account]), 0) for entity, period, account in keys]
    return np.array(held, dtype=np.int64)


def _starts(subject: Subject, table: pd.DataFrame) -> dict[tuple[str, int, str], int]:
    """Balance of each local account (entity, period, number) before the first entry of the period, in cents."""
    sums = (table["closing"] - table["movement"]).groupby([table["entity"], table["period"], table["account"]]).sum()
    return {(str(key[0]), int(key[1]), str(key[2])): int(cents) for key, cents in sums.items()}  # type: ignore[index]


def negative_cash(subject: Subject) -> list[Finding]:
    """TK343 (error): a cash box holds less than nothing at the end of a day.

    Why: there are never fewer coins in a box than none. An entry is missing, wrong or on a wrong day; cash is booked day by day
    (KPL 2:4.2).

    Mend: compare the cash book with the receipts of that day and the days before it.

    Passes::

        voucher,date,account,amount,opening
        ,,1920,,50.00
        ,,2120,,-50.00
        1,2025-02-03,6320,40.00,
        1,2025-02-03,1920,-40.00,

    Fails::

        voucher,date,account,amount,opening
        ,,1920,,50.00
        ,,2120,,-50.00
        1,2025-02-03,6320,60.00,
        1,2025-02-03,1920,-60.00,
        2,2025-02-05,1920,100.00,
        2,2025-02-05,3210,-100.00,
    """
    if not subject.has_openings:
        return []
    boxes = _accounts(subject, _CASH) | _named(subject)
    p, lows = subject.postings, _lows(subject, boxes)
    found = []
    for low in lows.head(subject.settings.per_code).to_dict("records"):
        row = int(low["row"])
        data = {"balance": Cents(int(low["balance"])), "lowest": Cents(int(low["lowest"])), "days": int(low["days"])}
        found.append(
            error("TK343", p.place(row), account=str(p.cell(row, "account")), voucher=p.voucher_of(row), day=p.dated(row), **data)
        )
    return subject.listed(found, len(lows))


def _named(subject: Subject) -> set[tuple[str, str]]:
    """Cash boxes that the settings name and, without a mapping, those that are called so."""
    pairs = subject.accounts[["account", "account_name"]].drop_duplicates()
    found = {(str(number), str(name)) for number, name in pairs.itertuples(index=False)}
    own = set(subject.settings.cash)
    return {
        local for local in found
        if local[0] in own or (subject.mapped is None and not own and _CASH_NAME.search(local[1]))
    }  # fmt: skip


def overdrawn_bank(subject: Subject) -> list[Finding]:
    """TK344 (warning): a bank account is below zero at the end of a day.

    Why: without a credit limit the bank does not pay more than there is, so an entry is missing or wrong; with one, the balance
    is a debt and stands among the liabilities (KPA 1:6).

    Mend: compare the account with its bank statement of that day. If it has a credit limit, name it in the settings
    (overdraft).

    Passes::

        voucher,date,account,amount,opening
        ,,1910,,50.00
        ,,2120,,-50.00
        1,2025-02-03,6320,40.00,
        1,2025-02-03,1910,-40.00,

    Fails::

        voucher,date,account,amount,opening
        ,,1910,,50.00
        ,,2120,,-50.00
        1,2025-02-03,6320,60.00,
        1,2025-02-03,1910,-60.00,
        2,2025-02-05,1910,100.00,
        2,2025-02-05,3210,-100.00,
    """
    if not subject.has_openings:
        return []
    banks = {local for local in _accounts(subject, _BANKS) if local[0] not in subject.settings.overdraft}
    p, lows = subject.postings, _lows(subject, banks - _accounts(subject, _CASH))
    found = []
    for low in lows.head(subject.settings.per_code).to_dict("records"):
        row = int(low["row"])
        data = {"balance": Cents(int(low["balance"])), "lowest": Cents(int(low["lowest"])), "days": int(low["days"])}
        found.append(
            warning(
                "TK344", p.place(row), account=str(p.cell(row, "account")), voucher=p.voucher_of(row), day=p.dated(row), **data
            )
        )
    return subject.listed(found, len(lows))
