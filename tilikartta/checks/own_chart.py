"""The ledger against the organisation's own chart: accounts it does not declare, does not use, renames or only sums up with."""

from itertools import pairwise

import numpy as np
import pandas as pd

from tilikartta.checks.accounts import plain_name
from tilikartta.checks.codes import Ints, joined
from tilikartta.checks.subject import Subject
from tilikartta.mapping.cells import days, period_index
from tilikartta.model import Finding, info, warning

MEMBERS = 2  # accounts that must begin with a number for it to be their heading
USUAL = 90  # per cent of the accounts that are longer than a heading


def _rows_of(subject: Subject, numbers: set[str]) -> Ints:
    """The first row of each of the accounts that has entries, in the order of rows."""
    p = subject.postings
    first = np.full(p.account.count, p.size, dtype=np.int64)
    np.minimum.at(first, p.account.codes, np.arange(p.size))
    wanted = np.array([value in numbers for value in p.account.values], dtype=np.bool_)
    return np.sort(first[wanted]) if len(wanted) else np.array([], dtype=np.int64)


def _declared(subject: Subject) -> set[str]:
    return {one.number for one in subject.ledger.chart if one.number}


def unknown_account(subject: Subject) -> list[Finding]:
    """TK316 (warning): an entry stands on an account that the organisation's own chart does not have.

    Why: every financial year has a list of accounts that explains what each of them holds (KPL 2:2). An account outside the list
    is often a slip in the number, and nobody can tell what belongs on it.

    Mend: move the entry to the right account, or open the account in the bookkeeping program.

    Passes::

        voucher,date,account,amount,class
        1,2025-02-03,6610,12.00,expense
        1,2025-02-03,1910,-12.00,asset

    Fails::

        voucher,date,account,amount,class
        1,2025-02-03,6610,12.00,expense
        1,2025-02-03,1910,-12.00,asset
        2,2025-02-04,6620,30.00,
        2,2025-02-04,1910,-30.00,
    """
    declared = _declared(subject)
    if not declared:
        return []
    p = subject.postings
    rows = _rows_of(subject, {number for number in p.account.values if number and number not in declared})
    count = np.bincount(p.account.codes, minlength=p.account.count)
    found = [
        warning("TK316", p.place(row), account=str(p.cell(row, "account")), voucher=p.voucher_of(row),
                name=str(p.cell(row, "account_name")), count=int(count[p.account.codes[row]]))
        for row in subject.first(rows)
    ]  # fmt: skip
    return subject.listed(found, len(rows))


def unused_account(subject: Subject) -> list[Finding]:
    """TK317 (info): accounts of the organisation's own chart have neither entries nor a balance.

    Why: a long list of accounts that nobody uses invites entries on a wrong one; a short list that explains itself is what the
    law asks for (KPL 2:2).

    Mend: nothing is wrong. Close what is not needed when the next financial year is opened.

    Passes::

        voucher,date,account,amount,class
        1,2025-02-03,6610,12.00,expense
        1,2025-02-03,1910,-12.00,asset

    Fails::

        voucher,date,account,amount,class,declared
        1,2025-02-03,6610,12.00,expense,
        1,2025-02-03,1910,-12.00,asset,
        ,,6620,,expense,yes
    """
    used = set(subject.accounts["account"])
    unused = sorted(number for number in _declared(subject) if number not in used)
    if not unused:
        return []
    return [info("TK317", count=len(unused), of=len(_declared(subject)), accounts=unused[:12] + ["…"] * (len(unused) > 12))]


def _names_by_year(subject: Subject) -> pd.DataFrame:
    """The names of each account in each financial year: entity, account, period, plain, name, row (-1: from a balance)."""
    p, balances = subject.postings, subject.ledger.balances
    _, first = joined((p.entity.codes, p.entity.count), (p.account.codes, p.account.count), (p.name.codes, p.name.count),
                      (p.period, len(p.periods) + 1))  # fmt: skip
    first = np.sort(first)
    columns = {name: p.entries[name].iloc[first].to_numpy(dtype=object) for name in ("entity", "account", "account_name")}
    held = pd.DataFrame({**columns, "period": p.period[first], "row": first})
    if len(balances) and subject.periods:
        told = balances["period_end"].fillna(balances["period_start"])
        more = balances[["entity", "account", "account_name"]].astype(object)
        held = pd.concat([held, more.assign(period=period_index(days(told), subject.periods), row=-1)], ignore_index=True)
    held = held[(held["account"] != "") & (held["account_name"] != "")]
    return held.assign(plain=held["account_name"].map(plain_name)).rename(columns={"account_name": "name"})


def renamed_account(subject: Subject) -> list[Finding]:
    """TK318 (info): an account has another name than in the financial year before.

    Why: the content of an account stays the same from year to year, unless there is a special reason to change it (KPL 2:2). A
    new name may mean a new content, and then the two years cannot be compared.

    Mend: if only the name is new, nothing needs to be done. If the content is new, open a new account for it.

    Passes::

        voucher,date,account,account_name,amount
        1,2024-02-03,6610,Toimistotarvikkeet,12.00
        1,2024-02-03,1910,Pankkitili,-12.00
        2,2025-02-03,6610,Toimistotarvikkeet,15.00
        2,2025-02-03,1910,Pankkitili,-15.00

    Fails::

        voucher,date,account,account_name,amount
        1,2024-02-03,6610,Toimistotarvikkeet,12.00
        1,2024-02-03,1910,Pankkitili,-12.00
        2,2025-02-03,6610,Varainhankinta,15.00
        2,2025-02-03,1910,Pankkitili,-15.00
    """
    if len(subject.periods) < 2:
        return []
    p, found = subject.postings, []
    for (_, account), held in subject.once(_names_by_year).groupby(["entity", "account"], sort=True):
        years = sorted(set(held["period"]))
        for before, after in pairwise(years):
            old, new = held[held["period"] == before], held[held["period"] == after]
            if set(old["plain"]).isdisjoint(new["plain"]):
                row = int(new["row"].max())
                place = p.place(row) if row >= 0 else None
                names = {"old": str(old["name"].iloc[0]), "new": str(new["name"].iloc[0])}
                found.append(info("TK318", place, account=str(account), year=subject.periods[int(after)].label, **names))
    return subject.listed(found[: subject.settings.per_code], len(found))


def _headings(numbers: set[str]) -> set[str]:
    """Numbers that are the beginning of several others, in a chart whose accounts are nearly all longer."""
    sizes = [len(number) for number in numbers]
    found = set()
    for number in numbers:
        longer = sum(size > len(number) for size in sizes)
        members = sum(other != number and other.startswith(number) for other in numbers)
        if members >= MEMBERS and longer * 100 >= USUAL * (len(numbers) - 1):
            found.add(number)
    return found


def posting_on_heading(subject: Subject) -> list[Finding]:
    """TK319 (warning): an entry stands on a heading of the chart, which only sums up the accounts under it.

    Why: an entry is made on the account that explains it (KPL 2:2); on a heading it belongs to none of them, and programs that
    print the sum of a heading lose it. A heading is a short number with which several longer account numbers begin.

    Mend: move the entry to the account under the heading that it belongs to.

    Passes::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00
        2,2025-02-04,6620,5.00
        2,2025-02-04,1910,-5.00

    Fails::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00
        2,2025-02-04,6620,5.00
        2,2025-02-04,1910,-5.00
        3,2025-02-05,66,7.00
        3,2025-02-05,1910,-7.00
    """
    p = subject.postings
    posted = {number for number in p.account.values if number}
    headings = _headings(posted | _declared(subject))
    rows = _rows_of(subject, headings)
    count = np.bincount(p.account.codes, minlength=p.account.count)
    found = [
        warning("TK319", p.place(row), account=str(p.cell(row, "account")), voucher=p.voucher_of(row),
                name=str(p.cell(row, "account_name")), count=int(count[p.account.codes[row]]))
        for row in subject.first(rows)
    ]  # fmt: skip
    return subject.listed(found, len(rows))
