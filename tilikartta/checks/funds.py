"""Restricted funds: they hold what was given to them, and assets kept apart are theirs."""

import pandas as pd

from tilikartta.checks.meaning import by_meaning, labels
from tilikartta.checks.subject import Subject
from tilikartta.model import RESULT_CLASSES, Cents, Finding, warning
from tilikartta.model.measures import FREE_FUNDS

_BOUND = {"fund_own_cover", "fund_restricted", "fund_bylaw"}


def _at_end(subject: Subject, rows: pd.DataFrame, by: list[str]) -> dict[tuple[str, ...], list[int]]:
    """Balance at the end of each financial year of each group, debit +, carried over where no openings are stated."""
    mapped = subject.mapped
    count = max(len(subject.periods), 1)
    found: dict[tuple[str, ...], list[int]] = {}
    if mapped is None or rows.empty:
        return found
    for key, group in rows.groupby(["entity", *by], sort=True):
        names = tuple(str(part) for part in (key if isinstance(key, tuple) else (key,)))
        held, last = [], 0
        sums = group.groupby("period")[["opening", "moved"]].sum()
        for period in range(count):
            moved = int(sums["moved"].get(period, 0))
            last = moved if (names[0], period) in mapped.opened else last + moved
            held.append(last)
        found[names] = held
    return found


def separate_assets(subject: Subject) -> list[Finding]:
    """TK682 (warning): assets administered separately are not the same as the funds that they belong to.

    Why: a fund with its own cover stands in the balance sheet as assets kept apart and as equity of the same sum (KPA 1:6.5,
    PMA 2:4.6). A difference means that the organisation has used the money of the fund, or has not moved money to it.

    Mend: move the difference between the organisation's bank account and that of the fund, or book the transfer that is
    missing.

    Passes::

        voucher,date,account,amount,opening
        ,,1330,,500.00
        ,,2030,,-500.00
        1,2025-05-05,6610,5.00,
        1,2025-05-05,2520,-5.00,

    Fails::

        voucher,date,account,amount,opening
        ,,1330,,500.00
        ,,2030,,-500.00
        ,,1910,,100.00
        ,,2120,,-100.00
        1,2025-05-05,1330,-50.00,
        1,2025-05-05,1910,50.00,
    """
    if subject.mapped is None or not subject.has_openings or not subject.periods:
        return []
    table = by_meaning(subject)
    found = []
    assets = _at_end(subject, table[table["nature"] == "separate_assets"], [])
    funds = _at_end(subject, table[table["nature"] == "fund_own_cover"], [])
    for entity in sorted(assets.keys() | funds.keys()):
        last = len(subject.periods) - 1
        held, owned = assets.get(entity, [0] * (last + 1))[last], -funds.get(entity, [0] * (last + 1))[last]
        if held != owned:
            found.append(warning("TK682", year=labels(subject)[last], assets=Cents(held), funds=Cents(owned),
                                 difference=Cents(abs(held - owned))))  # fmt: skip
    return found


def fund_overspent(subject: Subject) -> list[Finding]:
    """TK683 (warning): a restricted fund is below zero.

    Why: what was given for a purpose is used for that purpose and no more; below zero the organisation has paid from other
    money what the fund was said to pay (KPA 1:6, rules of the fund).

    Mend: look for costs booked on the fund by mistake, or move them to the organisation's own money.

    Passes::

        voucher,date,account,amount,opening,fund
        ,,1910,,500.00,
        ,,2040,,-500.00,
        1,2025-05-05,2040,300.00,,
        1,2025-05-05,1910,-300.00,,

    Fails::

        voucher,date,account,amount,opening,fund
        ,,1910,,900.00,
        ,,2040,,-500.00,
        ,,2120,,-400.00,
        1,2025-05-05,2040,600.00,,
        1,2025-05-05,1910,-600.00,,
    """
    if subject.mapped is None or not subject.has_openings:
        return []
    table = by_meaning(subject)
    named = ~table["fund"].isin(FREE_FUNDS)
    in_equity = table["klass"].eq("equity") & table["nature"].isin(_BOUND)
    by_name = table[named & (table["klass"].isin(RESULT_CLASSES) | table["klass"].eq("equity"))]
    groups = [(_at_end(subject, by_name, ["fund"]), ""), (_at_end(subject, table[in_equity & ~named], ["account"]), "account")]
    found = []
    for held, kind in groups:
        for key, balances in held.items():
            period = next((index for index, cents in enumerate(balances) if cents > 0), None)
            if period is not None:
                found.append(warning("TK683", account=key[1] if kind else "", fund=key[1], balance=Cents(-balances[period]),
                                     year=labels(subject)[period]))  # fmt: skip
    return found
