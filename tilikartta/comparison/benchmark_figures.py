"""What a benchmark may show of one year: amounts of members by line, and how the lines are made of parts that add up.

The parts are what an outsider could reckon with: leaf lines (their income apart), the result carried into the balance sheet, and
assets that equal equity and liabilities.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tilikartta.comparison.contents import Comparison
from tilikartta.comparison.disclosure import Bools, Ints
from tilikartta.model import Layout, Line
from tilikartta.model.benchmark import TOTAL_INCOME
from tilikartta.model.measures import DECIMALS

ELSEWHERE = "elsewhere"  # income that the layout has no line for
Part = tuple[str, bool]  # leaf line, whether it is the line's income


@dataclass(frozen=True)
class YearFigures:
    """One year. ``names``: of the parts, leaf line and whether it is its income. ``by_part``: members x parts, cents.

    ``parts``: lines x parts, 1 where a line holds a part. ``identity``: the parts that cancel out in every member's books
    (assets +, equity and liabilities -).
    """

    year: str
    members: tuple[str, ...]
    lines: tuple[str, ...]
    depths: tuple[int, ...]
    names: tuple[Part, ...]
    by_part: Ints
    parts: Ints
    identity: Ints

    @cached_property
    def amounts(self) -> Ints:
        """Members x lines, cents."""
        return self.by_part @ self.parts.T


def leaves_of(layout: Layout) -> dict[str, tuple[str, ...]]:
    """Leaf lines that every line of a layout sums: running rows all above them, totals those of their parent."""
    found: dict[str, tuple[str, ...]] = {}

    def under(line_id: str, lines: tuple[Line, ...], own: bool) -> tuple[str, ...]:
        leaves = [leaf for line in lines if line.type != "total" for leaf in under(line.id, line.lines, line.type == "line")]
        found[line_id] = (*((line_id,) if own else ()), *leaves)
        found.update({line.id: found[line_id] for line in lines if line.type == "total"})
        return found[line_id]

    above: list[str] = []
    for line in layout.lines:
        under(line.id, line.lines, line.type == "line")
    for _, line in layout.flat:
        if line.type == "line":
            above.append(line.id)
        elif line.type == "running":
            found[line.id] = tuple(above)
    return found


def year_figures(comparison: Comparison, year: str) -> YearFigures:
    """Figures of the members that have the year; without members where nobody does."""
    members = tuple(one.member.id for one in comparison.counted if any(own.label == year for own in one.years))
    row = {member: index for index, member in enumerate(members)}
    flat = [*comparison.income.flat, *comparison.balance.flat]
    amounts = {line.id: np.zeros(len(members), dtype=np.int64) for _, line in flat}
    rows = comparison.lines[comparison.lines["year"] == year]
    for member, line, cents in zip(rows["member"], rows["line"], rows["amount"], strict=True):
        amounts[str(line)][row[str(member)]] = int(cents)
    income = _income(comparison, year, row)
    names, values = _parts(comparison, amounts, income)
    holds = _holds(comparison, names)
    by_part = np.array(values, dtype=np.int64).reshape(len(names), len(members)).T
    parts = np.array([holds[TOTAL_INCOME], *(holds[line.id] for _, line in flat)], dtype=np.int64)
    sides = [line for line in comparison.balance.lines if line.side]
    identity = sum(
        (holds[line.id] if line.side == "asset" else -holds[line.id] for line in sides), np.zeros(len(names), np.int64)
    )
    return YearFigures(
        year, members, (TOTAL_INCOME, *(line.id for _, line in flat)), (-1, *(depth for depth, _ in flat)), tuple(names),
        by_part, parts, np.asarray(identity),
    )  # fmt: skip


def _income(comparison: Comparison, year: str, row: dict[str, int]) -> dict[str, Ints]:
    """Income by leaf line, "" where the layout has none."""
    codes = [account.code for account in comparison.chart.accounts if account.klass == "income"]
    own = comparison.accounts[(comparison.accounts["year"] == year) & comparison.accounts["universal"].isin(codes)]
    found: dict[str, Ints] = {}
    sums = own.groupby(["member", "line"], sort=False)["amount"].sum().reset_index()
    for member, line, cents in zip(sums["member"], sums["line"], sums["amount"], strict=True):
        found.setdefault(str(line), np.zeros(len(row), dtype=np.int64))[row[str(member)]] = int(cents)
    return found


def _parts(comparison: Comparison, amounts: dict[str, Ints], income: dict[str, Ints]) -> tuple[list[Part], list[Ints]]:
    """(leaf, is income) with the members' amounts; the result line of the balance sheet without the computed result."""
    names, values = [(ELSEWHERE, True)], [income.get("", np.zeros_like(amounts[comparison.income.leaves[0].id]))]
    result = amounts[comparison.income.flat[-1][1].id]
    for leaf in comparison.income.leaves:
        earned = income.get(leaf.id, np.zeros_like(result))
        names += [(leaf.id, True), (leaf.id, False)]
        values += [earned, amounts[leaf.id] - earned]
    for leaf in comparison.balance.leaves:
        names.append((leaf.id, False))
        values.append(amounts[leaf.id] - (result if leaf.takes == "result" else 0))
    return names, values


def _holds(comparison: Comparison, names: list[Part]) -> dict[str, Ints]:
    """Which parts each line holds."""
    of_line = leaves_of(comparison.income) | leaves_of(comparison.balance)
    result = {leaf.id for leaf in comparison.balance.leaves if leaf.takes == "result"}
    whole = set(of_line[comparison.income.flat[-1][1].id])
    found = {TOTAL_INCOME: np.array([earned for _, earned in names], dtype=np.int64)}
    for line, leaves in of_line.items():
        held = {*leaves, *(whole if result & set(leaves) else ())}
        found[line] = np.array([leaf in held for leaf, _ in names], dtype=np.int64)
    return found


def key_figures_of(comparison: Comparison, year: str) -> dict[str, dict[str, int]]:
    """Values by key figure (variants apart) and member, as whole numbers of the last decimal; only known ones."""
    found: dict[str, dict[str, int]] = {}
    for result in comparison.counted:
        for one in result.key_figures:
            name = f"{one.figure.id}.{one.variant.id}" if one.variant else one.figure.id
            if one.period == year:
                values = found.setdefault(name, {})
                if one.value is not None:
                    values[result.member.id] = int(one.value.scaleb(DECIMALS[one.figure.unit]).to_integral_value())
    return found


def has(amounts: Ints) -> Bools:
    """Who has a figure: an amount that is not zero."""
    found: Bools = amounts != 0
    return found
