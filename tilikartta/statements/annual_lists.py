"""The three lists that a micro-association appends to its statement (VNA 887/2023 9 and 11 §).

Assets, receivables and debts come from the ledger as far as it holds them, commitments from the account kept for them; a ledger
on cash basis lacks most of it, and the organisation states the rest.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from tilikartta.mapping.apply import MAPPED, Mapped
from tilikartta.model import Account, Chart, Finding, Layout, Text, warning
from tilikartta.model.annual_lists import About, ListEntry, ListId, ListRow
from tilikartta.statements.terms import labels

COMMITMENTS = "off_commitments"  # the nature of what stands off the statement as a commitment
MEMBERS_OWE = "1612"  # membership fees receivable: the decree wants their total apart


def annual_lists(
    mapped: Mapped, chart: Chart, balance: Layout, entries: Sequence[ListEntry]
) -> tuple[list[ListRow], list[Finding]]:
    """The rows of the three lists, by period, in the order of the balance sheet, then what the organisation states.

    Amounts are cents; an account without opening, movement or closing in a period has no row there. TK399: a stated row of no
    year or of a year that the ledger lacks is left out.
    """
    periods = labels(mapped)
    rows = [
        row for account in chart.accounts if (which := _list_of(account)) for row in _of_account(mapped, account, which, balance)
    ]
    findings = []
    for entry in entries:
        period = entry.period or (periods[0] if len(periods) == 1 else "")
        if period not in periods:
            findings.append(warning("TK399", name=entry.name, period=entry.period or "–", periods=periods))
            continue
        group = Text(entry.group, entry.group, entry.group) if entry.group else None
        name = Text(entry.name, entry.name, entry.name)
        amounts = (entry.opening, entry.additions, entry.deductions)
        rows.append(ListRow(entry.list, period, name, group, "", *amounts, entry.about))
    return rows, findings


def members_owe(rows: Iterable[ListRow], period: str) -> tuple[int, int, int, int]:
    """Receivables from the members' duty to pay: opening, additions, deductions and closing, in cents (11 § 1 mom. 3)."""
    held = [row for row in rows if row.period == period and row.about == "members"]
    opening, additions, deductions = (sum(getattr(row, name) for row in held) for name in ("opening", "additions", "deductions"))
    return opening, additions, deductions, opening + additions - deductions


def _list_of(account: Account) -> ListId | None:
    if account.klass == "asset":
        return "assets"
    if account.klass == "liability":
        return "debts"
    return "commitments" if account.nature == COMMITMENTS else None


def _of_account(mapped: Mapped, account: Account, which: ListId, balance: Layout) -> Iterable[ListRow]:
    """The rows of one account, a period each."""
    table = pd.concat([mapped.keys, mapped.balances], axis=1)
    table = table[(table["status"] == MAPPED) & (table["universal"] == account.code)]
    if table.empty:
        return
    years = _years(mapped, table)
    # Commitments stand off the statement on whichever side the bookkeeper has chosen.
    debit_side = which == "assets" or (which == "commitments" and sum(start + up - down for start, up, down in years) > 0)
    sign = 1 if debit_side else -1
    line = balance.line_of(account, None)
    about: About = "members" if account.code == MEMBERS_OWE else ""
    for period, (opening, debit, credit) in enumerate(years):
        additions, deductions = (debit, credit) if sign > 0 else (credit, debit)
        row = ListRow(
            which, labels(mapped)[period], account.name, line.name if line else None, account.code, sign * opening, additions,
            deductions, about,
        )  # fmt: skip
        if opening or additions or deductions:
            yield row


def _years(mapped: Mapped, table: pd.DataFrame) -> list[tuple[int, int, int]]:
    """(opening, debit, credit) of every period, all entities together; what a period holds at its end opens the next one.

    A balance that the mapping moves to the account without an entry (its side changed) counts as a debit or credit.
    """
    count = max(len(mapped.periods), 1)
    years = [(0, 0, 0)] * count
    stated = _states_openings(mapped)
    for entity, rows in table.groupby("entity", sort=True):
        sums = rows.groupby("period")[["opening", "debit", "credit", "movement"]].sum()
        last = 0
        for period in range(count):
            opening, debit, credit, movement = (int(sums[name].get(period, 0)) for name in sums)
            start = opening if (entity, period) in mapped.opened else last + opening
            moved = movement - (debit - credit)
            if (entity, period) in mapped.opened and (entity, period) not in stated:  # closing balances alone
                start, closing = last, movement
                debit, credit, moved = max(closing - last, 0), max(last - closing, 0), 0
                movement = closing - last
            debit, credit = debit + max(moved, 0), credit + max(-moved, 0)
            years[period] = (years[period][0] + start, years[period][1] + debit, years[period][2] + credit)
            last = start + movement
    return years


def _states_openings(mapped: Mapped) -> set[tuple[str, int]]:
    """(entity, period) in which some account has a stated opening balance."""
    held = mapped.keys[mapped.balances["opening"].to_numpy(dtype="int64") != 0]
    return {(str(entity), int(period)) for entity, period in zip(held["entity"], held["period"], strict=True)}
