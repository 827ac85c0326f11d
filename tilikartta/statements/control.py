"""What a balance sheet leaves out, so that the reader sees where every cent is."""

import pandas as pd

from tilikartta.mapping.apply import MAPPED, OUTSIDE, UNMAPPED, Mapped
from tilikartta.model import Chart

REASONS = ("unmapped", "outside", "off_statement", "ledger")


def _cumulative(mapped: Mapped, rows: pd.DataFrame) -> list[int]:
    """Balance at the end of each period, debit +, of the given rows of keys and balances joined."""
    count = max(len(mapped.periods), 1)
    result = [0] * count
    for entity, group in rows.groupby("entity"):
        by_period = group.groupby("period")[["opening", "movement"]].sum()
        last = 0
        for period in range(count):
            opening, movement = (int(by_period[name].get(period, 0)) for name in ("opening", "movement"))
            last = (opening if (entity, period) in mapped.opened else last + opening) + movement
            result[period] += last
    return result


def differences(mapped: Mapped, chart: Chart) -> dict[str, list[int]]:
    """Per period, in cents, debit +: what is unmapped, outside, off statement, and how far the ledger itself is out of balance.

    assets - (equity and liabilities) = ledger - unmapped - outside - off_statement, in every period.
    """
    table = pd.concat([mapped.keys, mapped.balances], axis=1)
    off = {code for code, account in chart.by_code.items() if account.klass == "off_statement"}
    return {
        "unmapped": _cumulative(mapped, table[table["status"] == UNMAPPED]),
        "outside": _cumulative(mapped, table[table["status"] == OUTSIDE]),
        "off_statement": _cumulative(mapped, table[(table["status"] == MAPPED) & table["universal"].isin(off)]),
        "ledger": _cumulative(mapped, table),
    }
