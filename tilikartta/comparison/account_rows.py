"""A mapped ledger -> a row per year, local account and meaning (ACCOUNT_COLUMNS), balances as the statements count them."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tilikartta.comparison.contents import ACCOUNT_COLUMNS
from tilikartta.mapping.apply import MAPPED, Mapped
from tilikartta.model import Chart, Layout

Ints = npt.NDArray[np.int64]
_IDENTITY = ["account", "account_name", "status", "universal", "function", "activity", "funder", "fund"]
_CENTS = ("opening", "debit", "credit", "movement")


def account_rows(mapped: Mapped, chart: Chart, income: Layout, balance: Layout, member: str) -> pd.DataFrame:
    """ACCOUNT_COLUMNS of one member, ``year`` being the index of the period. Amounts are cents.

    Accounts of the income statement begin every period from zero; all others carry over where the export states no openings, also
    into a period without a row of theirs. ``opening + movement = closing`` in every row, and the ``amount`` of a line's rows sums
    to the line (the computed result apart).
    """
    keys = mapped.keys
    groups = keys.groupby(_IDENTITY, sort=False)
    number = groups.ngroup().to_numpy()
    table = keys.drop_duplicates(_IDENTITY)[_IDENTITY].reset_index(drop=True)
    table["rule"] = groups["rule"].agg(lambda rules: "; ".join(dict.fromkeys(str(rule) for rule in rules if rule))).to_numpy()
    periods = max(len(mapped.periods), 1)
    at: tuple[Ints, Ints] = (number.astype(np.int64), keys["period"].to_numpy(dtype=np.int64))
    sums = {name: _by_period(mapped.balances[name].to_numpy(dtype=np.int64), at, (len(table), periods)) for name in _CENTS}
    counts = np.bincount(mapped.entries["key"].to_numpy(dtype=np.int64), minlength=len(keys))[: len(keys)]
    entries = _by_period(counts.astype(np.int64), at, (len(table), periods))
    here = _by_period(np.ones(len(keys), dtype=np.int64), at, (len(table), periods)) > 0
    places = [_place(row, chart, income, balance) for row in table.to_dict("records")]
    table["line"] = [line for line, _, _ in places]
    table["rank"] = [rank for _, rank, _ in places]
    carries = np.array([carried for _, _, carried in places], dtype=bool)
    opening = _carried(sums["opening"], sums["movement"], carries, _opened(mapped, periods))
    closing = opening + sums["movement"]
    kept = here | (opening != 0)
    frames = [
        table.assign(
            member=member, year=period, opening=opening[:, period], closing=closing[:, period], entries=entries[:, period],
            **{name: sums[name][:, period] for name in ("debit", "credit", "movement")},
        )[kept[:, period]]
        for period in range(periods)
    ]  # fmt: skip
    rows = pd.concat(frames, ignore_index=True)
    rows["amount"] = _amounts(rows, chart)
    order = ["year", "rank", "universal", "account", "account_name", "function", "activity", "funder", "fund", "status"]
    ranked: pd.DataFrame = rows.sort_values(order, kind="stable", ignore_index=True)
    return ranked[list(ACCOUNT_COLUMNS)]


def _by_period(values: Ints, at: tuple[Ints, Ints], shape: tuple[int, int]) -> Ints:
    sums = np.zeros(shape, dtype=np.int64)
    np.add.at(sums, at, values)
    return sums


def _opened(mapped: Mapped, periods: int) -> npt.NDArray[np.bool_]:
    """Which periods the export states openings for (one entity: years of a member are read as one organisation)."""
    told = {period for _, period in mapped.opened}
    return np.array([period in told for period in range(periods)], dtype=bool)


def _carried(opening: Ints, movement: Ints, carries: npt.NDArray[np.bool_], opened: npt.NDArray[np.bool_]) -> Ints:
    """Opening balance of every row and period: stated, and where nothing is stated what the row closed with before."""
    found = opening.copy()
    for period in range(1, opening.shape[1]):
        if not opened[period]:
            found[:, period] += np.where(carries, found[:, period - 1] + movement[:, period - 1], 0)
    return found


def _place(row: dict[Any, Any], chart: Chart, income: Layout, balance: Layout) -> tuple[str, int, bool]:
    """Leaf line, its rank in printing order, and whether balances carry over."""
    last = len(income.leaves) + len(balance.leaves)
    if row["status"] != MAPPED:
        return "", last + 1, True
    account = chart.by_code[str(row["universal"])]
    if account.in_income_statement:
        line = income.line_of(account, str(row["function"]) or None, str(row["funder"]))
        return (line.id, income.leaves.index(line), False) if line else ("", last, False)
    line = balance.line_of(account, None) if account.in_balance_sheet else None
    return (line.id, len(income.leaves) + balance.leaves.index(line), True) if line else ("", last, True)


def _amounts(rows: pd.DataFrame, chart: Chart) -> Ints:
    """The closing in the line's sign: income +, expense -; assets, equity and liabilities +. What has no line stays debit +."""
    as_asset = [
        not line or chart.by_code[code].klass == "asset" for line, code in zip(rows["line"], rows["universal"], strict=True)
    ]
    closing: Ints = rows["closing"].to_numpy(dtype=np.int64)
    return np.where(np.array(as_asset, dtype=bool), closing, -closing)
