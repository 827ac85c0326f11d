"""From one financial year to the next: openings are last year's closings, and the result moves to equity."""

from typing import Any

import numpy as np

from tilikartta.checks.subject import Subject
from tilikartta.model import BALANCE_CLASSES, RESULT_CLASSES, Cents, Finding, error, warning

_RESULT_NATURES = {"previous_result", "current_result"}


def _opened_pairs(subject: Subject) -> list[tuple[str, int]]:
    """(entity, period) whose opening balances are stated and whose year before is in the ledger too.

    A year told by closing balances alone has none that could differ.
    """
    table = subject.accounts
    there = set(zip(table["entity"], table["period"].astype(int), strict=True))
    opened = table[table["opened"] & (table["opening"] != 0)]
    pairs = sorted(set(zip(opened["entity"], opened["period"].astype(int), strict=True)))
    return [(str(entity), period) for entity, period in pairs if (entity, period - 1) in there]


def _held(subject: Subject, entity: str, period: int, column: str, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Sums of one year by local account."""
    table = subject.accounts
    rows = table[(table["entity"] == entity) & (table["period"] == period)]
    found: dict[tuple[str, str], int] = {}
    for number, name, cents in zip(rows["account"], rows["account_name"], rows[column], strict=True):
        if (str(number), str(name)) in wanted:
            found[(str(number), str(name))] = int(cents)
    return found


def _locals(subject: Subject, *, result: bool) -> set[tuple[str, str]]:
    """Local balance-sheet accounts: those that hold results of years (``result``), or all others."""
    found = set()
    for local, codes in subject.meanings.items():
        homes = [subject.chart.by_code[code] for code in codes]
        if all(home.klass in BALANCE_CLASSES for home in homes):
            holds = any(home.nature in _RESULT_NATURES for home in homes)
            if holds == result:
                found.add(local)
    return found


def opening_differs(subject: Subject) -> list[Finding]:
    """TK401 (error): the opening balance of an account is not last year's closing balance.

    Why: the opening balance sheet rests on the closing one of the year before (KPL 3:3.1 item 5). A difference means that a
    closed year was changed afterwards, or that an opening was typed in wrong.

    Mend: compare the account in both years in the bookkeeping program, and correct the opening balance.

    Passes::

        voucher,date,account,amount,opening,period_start,period_end
        ,,1910,,100.00,2024-01-01,2024-12-31
        ,,2120,,-100.00,2024-01-01,2024-12-31
        1,2024-05-05,1910,20.00,,,
        1,2024-05-05,3310,-20.00,,,
        ,,1910,,120.00,2025-01-01,2025-12-31
        ,,2120,,-120.00,2025-01-01,2025-12-31

    Fails::

        voucher,date,account,amount,opening,period_start,period_end
        ,,1910,,100.00,2024-01-01,2024-12-31
        ,,1920,,10.00,2024-01-01,2024-12-31
        ,,2120,,-110.00,2024-01-01,2024-12-31
        1,2024-05-05,1910,20.00,,,
        1,2024-05-05,3310,-20.00,,,
        ,,1910,,130.00,2025-01-01,2025-12-31
        ,,2120,,-130.00,2025-01-01,2025-12-31
    """
    if subject.mapped is None:
        return []
    found = []
    wanted = _locals(subject, result=False)
    for entity, period in subject.once(_opened_pairs):
        closing = _held(subject, entity, period - 1, "closing", wanted)
        opening = _held(subject, entity, period, "opening", wanted)
        for local in sorted(closing.keys() | opening.keys()):
            before, after = closing.get(local, 0), opening.get(local, 0)
            if before != after:
                who, label = local[0] or local[1], subject.periods[period].label
                found.append(error("TK401", account=who, name=local[1], year=label, difference=Cents(after - before),
                                   closing=Cents(before), opening=Cents(after)))  # fmt: skip
    return subject.listed(found[: subject.settings.per_code], len(found))


def result_not_in_equity(subject: Subject) -> list[Finding]:
    """TK402 (error): equity has not changed by the result of the year before.

    Why: the surplus or deficit of a year moves to equity when the next one is opened (KPA 1:6, KPL 3:3.1 item 5). If it does
    not, an entry was made straight into equity, or a closed year was changed.

    Mend: compare the result in the income statement with the opening balance of equity, and book the difference.

    Passes::

        voucher,date,account,amount,opening,period_start,period_end
        ,,1910,,100.00,2024-01-01,2024-12-31
        ,,2120,,-100.00,2024-01-01,2024-12-31
        1,2024-05-05,1910,20.00,,,
        1,2024-05-05,3310,-20.00,,,
        ,,1910,,120.00,2025-01-01,2025-12-31
        ,,2120,,-120.00,2025-01-01,2025-12-31

    Fails::

        voucher,date,account,amount,opening,period_start,period_end
        ,,1910,,100.00,2024-01-01,2024-12-31
        ,,2120,,-100.00,2024-01-01,2024-12-31
        1,2024-05-05,1910,20.00,,,
        1,2024-05-05,3310,-20.00,,,
        ,,1910,,120.00,2025-01-01,2025-12-31
        ,,2120,,-100.00,2025-01-01,2025-12-31
        ,,2110,,-20.00,2025-01-01,2025-12-31
    """
    if subject.mapped is None or _unmapped(subject):
        return []
    found = []
    wanted = _locals(subject, result=True)
    in_result = {local for local, codes in subject.meanings.items() if _all(subject, codes)}
    for entity, period in subject.once(_opened_pairs):
        before = sum(_held(subject, entity, period - 1, "closing", wanted).values())
        after = sum(_held(subject, entity, period, "opening", wanted).values())
        result = sum(_held(subject, entity, period - 1, "own", in_result).values())
        if before + result != after:
            data: dict[str, Any] = {
                "result": Cents(-result),
                "change": Cents(before - after),
                "year": subject.periods[period - 1].label,
            }
            found.append(error("TK402", result=data["result"], change=data["change"], year=data["year"],
                               difference=Cents(abs(before + result - after))))  # fmt: skip
    return found


def _all(subject: Subject, codes: set[str]) -> bool:
    return all(subject.chart.by_code[code].klass in RESULT_CLASSES for code in codes)


def _unmapped(subject: Subject) -> bool:
    """Whether some account without a home has a balance: then the result is not known."""
    table = subject.accounts
    homeless = [pair not in subject.meanings for pair in zip(table["account"], table["account_name"], strict=True)]
    return bool((table.loc[np.array(homeless, dtype=bool), "closing"] != 0).any())


def year_missing(subject: Subject) -> list[Finding]:
    """TK403 (warning): a whole financial year between two others has no entries.

    Why: every financial year is booked (KPL 2:1), and balances that carry over a missing year lack what happened in it.

    Mend: add the ledger of the missing year, or check the dates of the others.

    Passes::

        voucher,date,account,amount
        1,2024-02-03,6610,12.00
        1,2024-02-03,1910,-12.00
        2,2025-02-03,6610,12.00
        2,2025-02-03,1910,-12.00

    Fails::

        voucher,date,account,amount
        1,2023-02-03,6610,12.00
        1,2023-02-03,1910,-12.00
        2,2025-02-03,6610,12.00
        2,2025-02-03,1910,-12.00
    """
    there = set(subject.accounts["period"].astype(int))
    if not there or not subject.postings.size:
        return []
    missing = [period for period in range(min(there), max(there)) if period not in there and period < len(subject.periods)]
    return [warning("TK403", years=[subject.periods[period].label for period in missing])] if missing else []
