"""Balances carried over to another universal account, when a local account changes its side between two periods.

A bank account that was money last year and is overdrawn this year is one debt, not money and a bigger debt: what it held moves
along. The move is no entry, so it has a movement but no turnover, and it sums to zero over the two accounts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from tilikartta.model import RESULT_CLASSES, Chart

_MEANING = ["status", "universal", "function", "activity", "funder", "fund"]
_SUMS = ["opening", "debit", "credit", "movement"]

Meaning = tuple[str, ...]


@dataclass
class Turns:
    """Between which universal accounts a local account turns with its side: ``flips`` by the chart, ``sides`` by a rule."""

    flips: set[frozenset[str]] = field(default_factory=set)
    sides: set[str] = field(default_factory=set)

    def join(self, one: str, other: str) -> bool:
        """Whether what was held under one account belongs to the other when the side changes."""
        return frozenset({one, other}) in self.flips or bool({one, other} & self.sides)


@dataclass
class _Account:
    """What one local account holds, by meaning, while its periods go by; ``moves`` collects (period, from, to, cents)."""

    turns: Turns
    held: dict[Meaning, int] = field(default_factory=dict)
    moves: list[tuple[int, Meaning, Meaning, int]] = field(default_factory=list)

    def enter(self, period: int, rows: dict[Meaning, int]) -> None:
        """Move what is held under another universal account to the one that this period's rows have, then add the rows."""
        homes = {meaning[:2] for meaning in rows}
        if len(homes) == 1:
            home = next(iter(homes))
            leaving = [one for one, cents in self.held.items() if cents and one[:2] != home and self.turns.join(one[1], home[1])]
            for meaning in leaving:
                target = (*home, *meaning[2:])
                cents = self.held.pop(meaning)
                self.held[target] = self.held.get(target, 0) + cents
                self.moves.append((period, meaning, target, cents))
        self.add(rows)

    def add(self, rows: dict[Meaning, int]) -> None:
        """Add sums by meaning."""
        for meaning, cents in rows.items():
            self.held[meaning] = self.held.get(meaning, 0) + cents


def _follow(rows: pd.DataFrame, turns: Turns, opened: frozenset[tuple[str, int]], entity: str, count: int) -> _Account:
    account = _Account(turns)
    for period in range(count):
        own = rows[rows["period"] == period]
        sums = (own["opening"] + own["movement"]).groupby([own[name] for name in _MEANING], sort=True).sum()
        by_meaning = {tuple(str(part) for part in meaning): int(cents) for meaning, cents in sums.items()}  # type: ignore[attr-defined]
        if (entity, period) in opened:
            account.held.clear()
            account.add(by_meaning)
        elif by_meaning:
            account.enter(period, by_meaning)
    return account


def moved_balances(
    keys: pd.DataFrame,
    balances: pd.DataFrame,
    turning: dict[tuple[str, str], Turns],
    opened: frozenset[tuple[str, int]],
    chart: Chart,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The keys and balances with the moves of accounts whose home depends on their side (``turning``: by number and name).

    Accounts of the income statement start every period from zero and are left alone, and so are periods with stated openings.
    """
    count = int(keys["period"].max()) + 1 if len(keys) else 0
    if count < 2 or not turning:
        return keys, balances
    in_result = {account.code for account in chart.accounts if account.klass in RESULT_CLASSES}
    table = pd.concat([keys, balances], axis=1)
    who = pd.Series([pair in turning for pair in zip(keys["account"], keys["account_name"], strict=True)], index=keys.index)
    extra: list[dict[str, object]] = []
    next_cell = int(keys["cell"].max()) + 1
    for (entity, number, name), rows in table[who].groupby(["entity", "account", "account_name"], sort=True):
        if set(rows["universal"]) & in_result:
            continue
        for move in _follow(rows, turning[str(number), str(name)], opened, str(entity), count).moves:
            extra += _move_rows(rows, move, next_cell + len(extra))
    if not extra:
        return keys, balances
    added = pd.DataFrame(extra)
    return (
        pd.concat([keys, added[keys.columns].astype(keys.dtypes)], ignore_index=True),
        pd.concat([balances, added[_SUMS].astype(balances.dtypes)], ignore_index=True),
    )


def _move_rows(rows: pd.DataFrame, move: tuple[int, Meaning, Meaning, int], cell: int) -> Iterable[dict[str, object]]:
    """Two rows: out of the account that held the balance, and into the one that holds it now."""
    period, source, target, cents = move
    now = rows[rows["period"] == period].iloc[0]
    base = {name: now[name] for name in ("entity", "account", "account_name", "rule", "reason")} | {"period": period, "share": 1}
    for offset, (meaning, amount) in enumerate(((source, -cents), (target, cents))):
        sums = {"opening": 0, "debit": 0, "credit": 0, "movement": amount}
        yield {**base, **dict(zip(_MEANING, meaning, strict=True)), **sums, "cell": cell + offset}
