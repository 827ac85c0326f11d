"""Accounts: one number one name, one name one number, and a balance on the side that fits the class."""

import numpy as np
import pandas as pd

from tilikartta.checks.codes import joined
from tilikartta.checks.subject import Subject
from tilikartta.model import Account, Cents, Finding, info, warning

# Whose balance may rightly stand on the other side: refunds of staff costs, counter accounts, changes of stock, clearing.
CONTRA_NATURES = frozenset({"staff_refund", "fringe", "allocated"})
CONTRA_CODES = frozenset({"3760", "4130", "6225", "1665", "2780", "1640", "2620", "1645", "2630", "1635"})
GROSS_GROUPS = ("10", "11", "12")  # fixed assets: an account of accumulated depreciation stands beside the gross value


def two_names(subject: Subject) -> list[Finding]:
    """TK340 (warning): one account number stands under two names in one financial year.

    Why: the content of an account must stay the same, and its list of accounts explains it (KPL 2:2). A new name may mean a new
    content, or that two charts were mixed in one file.

    Mend: use one name in the bookkeeping program. If the content changed, open a new account.

    Passes::

        voucher,date,account,account_name,amount
        1,2025-02-03,6610,Toimistotarvikkeet,12.00
        1,2025-02-03,1910,Pankkitili,-12.00

    Fails::

        voucher,date,account,account_name,amount
        1,2025-02-03,6610,Toimistotarvikkeet,12.00
        1,2025-02-03,1910,Pankkitili,-12.00
        2,2025-02-04,6610,Tarvikkeet,5.00
        2,2025-02-04,1910,Pankkitili,-5.00
    """
    p = subject.postings
    _, first = joined((p.entity.codes, p.entity.count), (p.account.codes, p.account.count), (p.name.codes, p.name.count),
                      (p.period, len(p.periods) + 1))  # fmt: skip
    rows = pd.DataFrame({"entity": p.entity.codes[first], "period": p.period[first],
                         "account": [p.account.values[p.account.codes[row]] for row in first],
                         "name": [p.name.values[p.name.codes[row]] for row in first], "row": first})  # fmt: skip
    rows["plain"] = rows["name"].map(plain_name)
    by = ["entity", "period", "account"]
    rows = rows[(rows["plain"] != "") & (rows["account"] != "")].sort_values("row").drop_duplicates([*by, "plain"])
    found: list[Finding] = []
    for (_, _, account), names in rows.groupby(by, sort=True):
        if len(names) > 1 and account not in {one.account for one in found}:
            second = int(names["row"].iloc[1])
            found.append(warning("TK340", p.place(second), account=str(account), names=list(names["name"])))
    return subject.listed(found[: subject.settings.per_code], len(found))


def plain_name(name: str) -> str:
    """A name without case, blanks and punctuation: what is told apart by these alone is one name."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def same_name(subject: Subject) -> list[Finding]:
    """TK341 (info): two account numbers have the same name.

    Why: from names alone nobody can tell which of the two an entry belongs to (KPL 2:2). Often one is long-term and the other
    short-term, or one income and the other cost.

    Mend: give the accounts names that tell them apart.

    Passes::

        voucher,date,account,account_name,amount
        1,2025-02-03,3410,Saadut lahjoitukset,-12.00
        1,2025-02-03,1910,Pankkitili,12.00
        2,2025-02-04,6810,Annetut lahjoitukset,5.00
        2,2025-02-04,1910,Pankkitili,-5.00

    Fails::

        voucher,date,account,account_name,amount
        1,2025-02-03,3410,Lahjoitukset,-12.00
        1,2025-02-03,1910,Pankkitili,12.00
        2,2025-02-04,6810,Lahjoitukset,5.00
        2,2025-02-04,1910,Pankkitili,-5.00
    """
    table = subject.accounts[["entity", "account", "account_name"]].drop_duplicates()
    table = table[(table["account"] != "") & (table["account_name"] != "")].assign(
        plain=lambda t: t["account_name"].map(plain_name)
    )
    found = [
        info(
            "TK341",
            account=str(rows["account"].iloc[1]),
            name=str(rows["account_name"].iloc[0]),
            accounts=sorted(rows["account"]),
        )
        for _, rows in table[table["plain"] != ""].groupby(["entity", "plain"], sort=True)
        if len(rows) > 1
    ]
    return subject.listed(found[: subject.settings.per_code], len(found))


def _wrong_side(home: Account, cents: int) -> bool:
    """Whether a balance (debit +) is on the other side than its class; equity and appropriations may stand on either."""
    if home.nature in CONTRA_NATURES or home.code in CONTRA_CODES or home.flip is not None:
        return False
    return cents < 0 if home.klass in {"asset", "expense"} else cents > 0 if home.klass in {"liability", "income"} else False


def wrong_side(subject: Subject) -> list[Finding]:
    """TK342 (warning): the balance of an account is on the wrong side for what the account is.

    Why: a debt with a debit balance is money owed to you, a cost with a credit balance is income: the statements show them in
    the wrong place (KPL 3:2, no netting KPL 3:3.1).

    Mend: look for entries on the wrong side or on the wrong account. If the balance is right, give the account a mapping by
    side.

    Passes::

        voucher,date,account,amount,opening
        ,,1910,,900.00
        ,,2520,,-100.00
        ,,2120,,-800.00
        1,2025-02-03,2520,100.00,
        1,2025-02-03,1910,-100.00,

    Fails::

        voucher,date,account,amount,opening
        ,,1910,,900.00
        ,,2520,,-100.00
        ,,2120,,-800.00
        1,2025-02-03,2520,160.00,
        1,2025-02-03,1910,-160.00,
    """
    if subject.mapped is None:
        return []
    found = []
    last = subject.accounts.sort_values("period").drop_duplicates(["entity", "account", "account_name"], keep="last")
    for row in last.to_dict("records"):
        local = (str(row["account"]), str(row["account_name"]))
        codes = subject.meanings.get(local, set())
        if len(codes) != 1:
            continue
        home = subject.chart.by_code[next(iter(codes))]
        balance = int(row["own"] if home.in_income_statement else row["closing"])
        if home.in_balance_sheet and not subject.has_openings:
            continue
        # With entries, money is looked at day by day (TK343, TK344).
        daily = home.nature == "cash" and subject.postings.size
        if _wrong_side(home, balance) and not daily and not _beside_gross(subject, home):
            size = Cents(abs(balance))
            found.append(warning("TK342", account=local[0] or local[1], name=local[1], balance=size, kind=home.klass))
    return subject.listed(found[: subject.settings.per_code], len(found))


def _beside_gross(subject: Subject, home: Account) -> bool:
    """Whether the whole of a fixed asset is positive: the account holds its accumulated depreciation."""
    if not home.code.startswith(GROSS_GROUPS) or home.klass != "asset":
        return False
    table = subject.accounts
    mine = [
        subject.meanings.get(pair, set()) == {home.code} for pair in zip(table["account"], table["account_name"], strict=True)
    ]
    held = (
        table[np.array(mine, dtype=bool)]
        .sort_values("period")
        .drop_duplicates(["entity", "account", "account_name"], keep="last")
    )
    return int(held["closing"].sum()) >= 0
