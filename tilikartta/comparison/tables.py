"""Tables of a comparison: total income, sums and spreads by line, what eliminations change, the tidy table. In cents."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from tilikartta.comparison.contents import Comparison, MemberResult
from tilikartta.comparison.eliminations import eliminated_leaves
from tilikartta.comparison.statistics import Spread, spread
from tilikartta.statements.figures import income_from_lines

AXES = ("line", "universal", "function", "activity", "funder", "fund")
TIDY_COLUMNS = (
    "member", "year", "layout", "line", "status", "universal", "class", "nature", "function", "activity", "funder", "fund",
    "amount", "debit", "credit", "entries",
)  # fmt: skip


def total_income(comparison: Comparison) -> dict[tuple[str, str], int]:
    """Total income by (member, year): every account of class income, before any expense is taken off."""
    codes = [account.code for account in comparison.chart.accounts if account.klass == "income"]
    rows = comparison.accounts[comparison.accounts["universal"].isin(codes)]
    sums = rows.groupby(["member", "year"], sort=False)["amount"].sum().reset_index()
    found = {(year.member, year.label): 0 for one in comparison.counted for year in one.years}
    for member, year, amount in zip(sums["member"], sums["year"], sums["amount"], strict=True):
        found[str(member), str(year)] = int(amount)
    return found


def income_inside(comparison: Comparison) -> dict[str, int]:
    """How much of the members' income is paid by other members, by year: what the eliminations leave out of it."""
    leaves = eliminated_leaves(comparison.eliminated, comparison.accounts, comparison.chart)
    codes = [account.code for account in comparison.chart.accounts if account.klass == "income"]
    sums = leaves[leaves["universal"].isin(codes)].groupby("year")["amount"].sum()
    return {str(year): -int(cents) for year, cents in sums.items()}


def line_amounts(comparison: Comparison) -> dict[tuple[str, str], dict[str, int]]:
    """Amount by (line, year) and member: only members that have the year."""
    lines = comparison.lines
    found: dict[tuple[str, str], dict[str, int]] = {}
    for member, year, line, amount in zip(lines["member"], lines["year"], lines["line"], lines["amount"], strict=True):
        found.setdefault((str(line), str(year)), {})[str(member)] = int(amount)
    return found


def spreads(comparison: Comparison, takes: Callable[[MemberResult], bool] = lambda _: True) -> dict[tuple[str, str], Spread]:
    """Sum, mean, median and quartiles by (line, year) over the members that ``takes`` says: all, one size class, one basis."""
    members = {one.member.id for one in comparison.counted if takes(one)}
    found = {}
    for key, amounts in line_amounts(comparison).items():
        if one := spread([amount for member, amount in amounts.items() if member in members]):
            found[key] = one
    return found


def eliminations_by_line(comparison: Comparison) -> dict[tuple[str, str], int]:
    """What the eliminations add to the sum of the members, by (line, year) of both layouts, groups and running rows too.

    Income and expense of a pair go together, so the result does not change; lines that do not change are left out.
    """
    leaves = eliminated_leaves(comparison.eliminated, comparison.accounts, comparison.chart)
    found: dict[tuple[str, str], int] = {}
    for layout in (comparison.income, comparison.balance):
        own = leaves[leaves["line"].isin([line.id for line in layout.leaves])]
        rows = [
            (str(line), str(code), comparison.years.index(str(year)), int(amount))
            for year, line, code, amount in zip(own["year"], own["line"], own["universal"], own["amount"], strict=True)
        ]
        summed = income_from_lines(layout, rows, list(comparison.years)).amounts if rows else {}
        for line, amounts in summed.items():
            found |= {(line, year): cents for year, cents in zip(comparison.years, amounts, strict=True) if cents}
    return found


def federation_sums(comparison: Comparison) -> dict[tuple[str, str], int]:
    """The federation's own figures by (line, year): the sum of the members without what they paid each other."""
    inside = eliminations_by_line(comparison)
    return {key: sum(amounts.values()) + inside.get(key, 0) for key, amounts in line_amounts(comparison).items()}


def tidy(comparison: Comparison) -> pd.DataFrame:
    """TIDY_COLUMNS: one row per member, year, line and every axis. The amounts of a line's rows sum to the line, computed results
    apart; what is unmapped or outside has no line and counts debit +.
    """
    accounts, chart = comparison.accounts, comparison.chart.by_code
    layout_of = {line.id: layout.id for layout in (comparison.income, comparison.balance) for line in layout.leaves}
    keys = ["member", "year", "line", "status", *AXES[1:]]
    table = accounts.groupby(keys, sort=False)[["amount", "debit", "credit", "entries"]].sum().reset_index()
    table["layout"] = [layout_of.get(str(line), "") for line in table["line"]]
    table["class"] = [_said(chart, code, "klass") for code in table["universal"]]
    table["nature"] = [_said(chart, code, "nature") for code in table["universal"]]
    return table[list(TIDY_COLUMNS)]


def _said(chart: dict[str, Any], code: str, name: str) -> str:
    return str(getattr(chart[code], name)) if code in chart else ""
