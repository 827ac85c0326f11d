"""How much of a ledger a mapping covers: always two counts, accounts and euros."""

from dataclasses import dataclass

import pandas as pd

from tilikartta.mapping.apply import MAPPED, OUTSIDE, UNMAPPED, Mapped
from tilikartta.model import Cents, Finding, error, warning


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
    lost = _lost(table)
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


def _lost(table: pd.DataFrame) -> "pd.Series[int]":
    """What lacks a home at the end of each period, in cents: the parts that have one, and other periods, must not hide it."""
    unmapped = table[table["status"] == UNMAPPED]
    return unmapped.groupby(["entity", "account", "account_name", "period"], sort=True)["closing"].sum()


def unmapped_findings(mapped: Mapped) -> list[Finding]:
    """TK545 (error) per unmapped account with a balance in any period, TK544 (warning) per unmapped account without one."""
    table = account_table(mapped)
    table["entries"] = mapped.entries.groupby("key").size().reindex(table.index, fill_value=0)
    counts = table[table["status"] == UNMAPPED].groupby(["account", "account_name"])["entries"].sum().to_dict()
    by_account = {pair: rows["closing"] for pair, rows in _lost(table).reset_index().groupby(["account", "account_name"])}
    findings = []
    for (account, name), lost in by_account.items():
        who, shown = str(account or name), str(name) if account else ""
        held = lost[lost != 0]
        if held.empty:
            findings.append(warning("TK544", account=who, name=shown))
            continue
        closing = Cents(int(lost.sum()) or int(held.iloc[-1]))  # years that cancel out are missing from both statements
        findings.append(error("TK545", account=who, name=shown, closing=closing, entries=int(counts[account, name])))
    return findings


def _worst(statuses: "pd.Series[str]") -> str:
    held = set(statuses)
    return next(status for status in (UNMAPPED, OUTSIDE, MAPPED) if status in held)
