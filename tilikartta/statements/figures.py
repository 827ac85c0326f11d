"""Mapped ledger + layout -> figures, line by line and period by period, in cents.

Signs as people read them: income statement income +, expense -; assets, equity and liabilities +.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tilikartta.mapping.apply import MAPPED, Mapped
from tilikartta.model import BALANCE_CLASSES, RESULT_CLASSES, Chart, Layout, Line


@dataclass
class Statement:
    """One layout filled in: ``amounts[line id]`` holds one figure per period, ``accounts`` the universal accounts of each leaf.

    ``difference`` is what the statement leaves out per period: for an income statement 0 always, for a balance sheet assets less
    equity and liabilities, which is what is not mapped, outside, off statement or out of balance in the ledger itself.
    """

    layout: Layout
    periods: list[str]
    amounts: dict[str, list[int]]
    group_difference: dict[str, list[int]] = field(default_factory=dict)
    accounts: dict[str, list[str]] = field(default_factory=dict)
    difference: list[int] = field(default_factory=list)

    def shown(self, line: Line) -> bool:
        """Whether a line is printed: a row without a figure in any period is left out (KPA 1:11, PMA 2:8)."""
        return any(self.amounts[line.id])


def universal_balances(mapped: Mapped, chart: Chart) -> pd.DataFrame:
    """Mapped sums by entity, period, universal account, function, funder and fund, with the class of the account.

    ``closing`` of a balance-sheet account carries over from the period before where the export states no opening balances.
    """
    table = pd.concat([mapped.keys, mapped.balances], axis=1)
    table = table[table["status"] == MAPPED]
    by = ["entity", "period", "universal", "function", "funder", "fund"]
    sums = table.groupby(by, sort=True)[["opening", "debit", "credit", "movement"]].sum().reset_index()
    sums["klass"] = [chart.by_code[code].klass for code in sums["universal"]]
    return sums


def _carried(mapped: Mapped, sums: pd.DataFrame) -> pd.DataFrame:
    """Balance-sheet accounts in every period with ``closing``; accounts without a row in a period keep what they had."""
    held = sums[sums["klass"].isin(BALANCE_CLASSES)]
    rows = []
    by_period = held.groupby(["entity", "universal", "period"], sort=True)[["opening", "movement"]].sum()
    said = {key: (int(opening), int(movement)) for key, opening, movement in by_period.itertuples()}
    for entity, universal in dict.fromkeys((key[0], key[1]) for key in said):
        last = 0
        for period in range(max(len(mapped.periods), 1)):
            opening, movement = said.get((entity, universal, period), (0, 0))
            start = opening if (entity, period) in mapped.opened else last + opening
            last = start + movement
            rows.append({"entity": entity, "period": period, "universal": universal, "closing": last})
    return pd.DataFrame(rows, columns=["entity", "period", "universal", "closing"])


def _results(mapped: Mapped, sums: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Result of each period (surplus +), and the earlier results that the bookkeeping has not yet moved to equity."""
    in_result = sums[sums["klass"].isin(RESULT_CLASSES)]
    count = max(len(mapped.periods), 1)
    current, earlier = [0] * count, [0] * count
    for entity, group in in_result.groupby("entity"):
        by_period = -group.groupby("period")[["opening", "movement"]].sum().sum(axis=1)
        unmoved = 0
        for period in range(count):
            if (entity, period) in mapped.opened:
                unmoved = 0
            earlier[period] += unmoved
            result = int(by_period.get(period, 0))
            current[period] += result
            unmoved += result
    return current, earlier


Placed = tuple[str, str, int, int]  # leaf id, universal, period, cents


def _placed(layout: Layout, chart: Chart, rows: list[tuple[str, str, str, int, int]]) -> list[Placed]:
    """(universal, function, funder, period, cents) -> the same on its leaf, where the layout has a line."""
    return [
        (line.id, universal, period, cents)
        for universal, function, funder, period, cents in rows
        if (line := layout.line_of(chart.by_code[universal], function or None, funder)) is not None
    ]


def _leaf_amounts(layout: Layout, rows: list[Placed], count: int) -> tuple[dict[str, list[int]], dict[str, list[str]]]:
    """Sum (leaf id, universal, period, cents in presentation sign)."""
    amounts: dict[str, list[int]] = {line.id: [0] * count for _, line in layout.flat}
    accounts: dict[str, list[str]] = {line.id: [] for line in layout.leaves}
    for line, universal, period, cents in rows:
        amounts[line][period] += cents
        if universal not in accounts[line]:
            accounts[line].append(universal)
    return amounts, accounts


def _sum_up(layout: Layout, amounts: dict[str, list[int]], count: int) -> None:
    """Fill groups, totals and running rows from the leaves."""

    def add(line: Line) -> list[int]:
        for child in line.lines:
            if child.type != "total":
                total = add(child)
                if line.type == "group":
                    amounts[line.id] = [a + b for a, b in zip(amounts[line.id], total, strict=True)]
        for child in line.lines:
            if child.type == "total":
                amounts[child.id] = list(amounts[line.id])
        return amounts[line.id]

    for line in layout.lines:
        add(line)
    running = [0] * count
    for _, line in layout.flat:
        if line.type == "line":
            running = [a + b for a, b in zip(running, amounts[line.id], strict=True)]
        elif line.type == "running":
            amounts[line.id] = list(running)


def income_statement(mapped: Mapped, chart: Chart, layout: Layout, sums: pd.DataFrame | None = None) -> Statement:
    """Income statement: income +, expense -; running rows are cumulative (Kila), the group difference stands beside them.

    ``sums``: the universal balances, where they are known already.
    """
    sums = universal_balances(mapped, chart) if sums is None else sums
    sums = sums[sums["klass"].isin(RESULT_CLASSES)]
    rows = [
        (str(row["universal"]), str(row["function"]), str(row["funder"]), int(row["period"]), -_amount(row))
        for row in sums.to_dict("records")
    ]
    return income_from_lines(layout, _placed(layout, chart, rows), _labels(mapped))


def _amount(row: dict[Any, Any]) -> int:
    """What a period opened with and its movement, debit +."""
    return int(row["opening"]) + int(row["movement"])


def income_from_lines(layout: Layout, rows: list[Placed], periods: list[str]) -> Statement:
    """Income statement from rows that stand on their leaf already: (leaf id, universal, period, cents; income +, expense -)."""
    count = len(periods)
    amounts, accounts = _leaf_amounts(layout, rows, count)
    _sum_up(layout, amounts, count)
    groups = {line.id: amounts[line.id] for line in layout.lines if line.type == "group"}
    return Statement(layout, periods, amounts, groups, accounts, [0] * count)


def balance_sheet(mapped: Mapped, chart: Chart, layout: Layout, sums: pd.DataFrame | None = None) -> Statement:
    """Balance sheet at the end of each period. The computed result stands in equity, so it balances without a closing entry.

    ``sums``: the universal balances, where they are known already.
    """
    sums = universal_balances(mapped, chart) if sums is None else sums
    count = max(len(mapped.periods), 1)
    rows = []
    for row in _carried(mapped, sums).to_dict("records"):
        sign = 1 if chart.by_code[str(row["universal"])].klass == "asset" else -1
        rows.append((str(row["universal"]), "", "", int(row["period"]), sign * int(row["closing"])))
    amounts, accounts = _leaf_amounts(layout, _placed(layout, chart, rows), count)
    current, earlier = _results(mapped, sums)
    for line in layout.leaves:
        extra = current if line.takes == "result" else earlier if line.takes == "previous_result" else None
        if extra is not None:
            amounts[line.id] = [a + b for a, b in zip(amounts[line.id], extra, strict=True)]
    _sum_up(layout, amounts, count)
    assets, claims = ([0] * count, [0] * count)
    for line in layout.lines:
        if line.side == "asset":
            assets = amounts[line.id]
        elif line.side == "liability":
            claims = amounts[line.id]
    return Statement(layout, _labels(mapped), amounts, {}, accounts, [a - b for a, b in zip(assets, claims, strict=True)])


def _labels(mapped: Mapped) -> list[str]:
    return [period.label for period in mapped.periods] or ["–"]


def statement(mapped: Mapped, chart: Chart, layout: Layout) -> Statement:
    """The layout filled in from a mapped ledger."""
    return income_statement(mapped, chart, layout) if layout.kind == "income_statement" else balance_sheet(mapped, chart, layout)
