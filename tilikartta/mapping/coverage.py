"""How much of a ledger a mapping covers: always two counts, accounts and euros."""

from dataclasses import dataclass

import pandas as pd

from tilikartta.mapping.apply import MAPPED, OUTSIDE, UNMAPPED, Mapped


@dataclass(frozen=True)
class Coverage:
    """Accounts as counts, euros as turnover (debit + credit, opening balances included) in cents.

    ``unmapped`` and ``unmapped_with_balance`` are two different counts and never added together: the second is the part of the
    first whose unmapped balance (opening and movement) is not zero in some period.
    """

    accounts: int
    mapped: int
    outside: int
    unmapped: int
    unmapped_with_balance: int
    turnover: int
    turnover_mapped: int
    turnover_outside: int
    unspecified: int = 0

    @property
    def percent(self) -> float:
        """Share of the turnover that has a home (mapped or declared outside); 100 for an empty ledger."""
        if not self.turnover:
            return 100.0
        return 100 * (self.turnover_mapped + self.turnover_outside) / self.turnover


def account_table(mapped: Mapped) -> pd.DataFrame:
    """One row per local account and meaning: the keys with their sums and ``turnover`` (cents)."""
    table = pd.concat([mapped.keys, mapped.balances], axis=1)
    table["turnover"] = table["debit"] + table["credit"] + table["opening"].abs()
    table["closing"] = table["opening"] + table["movement"]
    return table


def coverage_of(mapped: Mapped, unspecified: frozenset[str] = frozenset()) -> Coverage:
    """Coverage of a mapped ledger. An account with several meanings is mapped only when all of them are."""
    table = account_table(mapped)
    by_account = table.groupby(["entity", "account", "account_name"], sort=False)
    status = by_account["status"].agg(_worst)
    # What lacks a home at the end of any period: the parts that have one, and other periods, must not hide it.
    lost = table[table["status"] == UNMAPPED].groupby(["entity", "account", "account_name", "period"])["closing"].sum()
    with_balance = lost[lost != 0].groupby(level=["entity", "account", "account_name"]).size()
    turnover = table.groupby("status")["turnover"].sum()
    return Coverage(
        accounts=len(status),
        mapped=int((status == MAPPED).sum()),
        outside=int((status == OUTSIDE).sum()),
        unmapped=int((status == UNMAPPED).sum()),
        unmapped_with_balance=len(with_balance),
        turnover=int(turnover.sum()),
        turnover_mapped=int(turnover.get(MAPPED, 0)),
        turnover_outside=int(turnover.get(OUTSIDE, 0)),
        unspecified=int(table.loc[table["universal"].isin(unspecified), "turnover"].sum()),
    )


def _worst(statuses: "pd.Series[str]") -> str:
    held = set(statuses)
    return next(status for status in (UNMAPPED, OUTSIDE, MAPPED) if status in held)
