"""What ties the years of a benchmark together, as an outsider knows it, and the years put side by side as one system.

An outsider knows without seeing a book, for every member and so for every group of members:

Within a year
- every line is the sum of its leaf lines, totals and results are sums of lines (``YearFigures.parts``);
- the balance sheet takes the result of the income statement, and its two sides are equal (``YearFigures.identity``);
- groups are sums of their members: everybody, size classes, regions, and all that their sums and differences tell apart;
- who has nothing of a part is taken to be known.

Between forms of one figure
- a mean times the number of members is the total, a per cent times total income as well, and a change from year to year is the
  difference of two totals: a cell is published with all its forms or with none, so they are one piece of knowledge. Rounded
  figures are taken to be exact;
- the benchmark has no figures per member of an association or per person-year. Key figures are ratios of two amounts that are
  both unknown. Some follow from others (own funding = 100 - public grants), but member by member: what tells one of them of some
  members tells the other of the same members, who are then enough for both;
- medians and quartiles are means of neighbouring ranks, and nobody outside knows whose.

Between years
- results of earlier years = those of the year before + the result of the year before (``carried``);
- every other line of equity, capital and funds, is what it was the year before;
- whoever has joined or left is the difference of two years' groups.

The last three hold for most members to the cent and for others nearly: the members may have moved a result into a fund. An
estimate that is off by little is a disclosure all the same, so they count as exact for everybody. Nor does what is false weaken
anything: where a member's books do not keep to them, no sum is given up as known because of them. That the change of the bank
balance is the year's payments, and the like, follows from these and from the balance of the two balance sheets.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tilikartta.comparison.benchmark_atoms import Members
from tilikartta.comparison.benchmark_figures import YearFigures
from tilikartta.comparison.disclosure import Bools, Ints, Span
from tilikartta.model import Layout, Line

YearLine = tuple[str, str]  # year, line


@dataclass(frozen=True)
class Carried:
    """A sum of parts that is zero for every member, nearly: a balance less what it was carried over from. ``fails``: members
    whose books have both years and say otherwise. ``later`` and ``earlier`` are its two sides."""

    later: Ints
    earlier: Ints
    fails: Bools

    @property
    def row(self) -> Ints:
        """What is zero."""
        return self.later - self.earlier


@dataclass(frozen=True)
class Matter:
    """What is published about, all years together: ``amounts`` and ``has`` are members x lines, ``by_part`` and ``filled``
    (whether there is anything) members x parts.

    ``parts``: lines x parts. ``year_of_part``: its year, and ``here`` the members whose books of a year are at hand.
    ``identities``: parts that cancel out for everyone. ``carried``: what ties the years. ``dominance``: the lines that this rule
    holds for.
    """

    lines: tuple[YearLine, ...]
    amounts: Ints
    has: Bools
    parts: Ints
    by_part: Ints
    filled: Bools
    year_of_part: tuple[str, ...]
    here: dict[str, Members]
    dominance: Bools
    identities: tuple[Ints, ...] = ()
    carried: tuple[Carried, ...] = ()


def matter_of(years: Sequence[YearFigures], balance: Layout, members: tuple[str, ...]) -> Matter:
    """The years as one system; ``members`` are the rows."""
    equity = {leaf.id for leaf in balance.leaves if _carries(leaf)}
    used = _used(years, equity)
    sizes = [int(own.sum()) for own in used]
    width = sum(sizes)
    row = {one: index for index, one in enumerate(members)}
    by_part = np.zeros((len(members), width), dtype=np.int64)
    parts, identities, begin = [], [], 0
    for year, own, size in zip(years, used, sizes, strict=True):
        wide = np.eye(width, dtype=np.int64)[begin : begin + size]
        for index, member in enumerate(year.members):
            by_part[row[member]] += year.by_part[index, own] @ wide
        parts.append(year.parts[:, own] @ wide)
        identities.append(year.identity[own] @ wide)
        begin += size
    lines = tuple((year.year, line) for year in years for line in year.lines)
    held = np.concatenate(parts)
    here = {year.year: frozenset(year.members) for year in years}
    amounts = by_part @ held.T
    of_part = tuple(year.year for year, size in zip(years, sizes, strict=True) for _ in range(size))
    return Matter(
        lines, amounts, amounts != 0, held, by_part, by_part != 0, of_part, here, np.ones(len(lines), dtype=np.bool_),
        tuple(identities), tuple(_carried(balance, equity, dict(zip(lines, held, strict=True)), by_part, here, members)),
    )  # fmt: skip


def _carries(leaf: Line) -> bool:
    """Equity but the result, and wherever the results of earlier years stand."""
    equity = leaf.select is not None and "equity" in leaf.select.klass
    return leaf.takes == "previous_result" or (equity and leaf.takes != "result")


def _used(years: Sequence[YearFigures], equity: set[str]) -> list[Bools]:
    """By year, the parts that someone has or that carry over. Of a year whose books are not at hand: what any other year has, for
    an outsider who takes the rest to be nothing reckons best."""
    has = [year.by_part.any(axis=0) for year in years]
    kept = np.array([leaf in equity for leaf, _ in years[0].names], dtype=np.bool_)
    anywhere = np.logical_or.reduce(has)
    return [(own if year.members else anywhere) | (kept & anywhere) for year, own in zip(years, has, strict=True)]


def linked(years: Iterable[str]) -> list[tuple[str, str]]:
    """Years of which the second follows the first."""
    numbers = {int(year): year for year in years if year.isdecimal()}
    return [(numbers[one], numbers[one + 1]) for one in sorted(numbers) if one + 1 in numbers]


def _carried(
    balance: Layout,
    equity: set[str],
    parts: dict[YearLine, Ints],
    by_part: Ints,
    here: dict[str, Members],
    members: Sequence[str],
) -> Iterator[Carried]:
    """What is carried over from each year to the next: every line of equity, the result into those of earlier years."""
    result = next(leaf.id for leaf in balance.leaves if leaf.takes == "result")
    for before, after in linked(here):
        both = np.array([one in here[before] & here[after] for one in members], dtype=np.bool_)
        for leaf in balance.leaves:
            if leaf.id in equity:
                moved = parts[before, result] if leaf.takes == "previous_result" else 0
                later, earlier = parts[after, leaf.id], parts[before, leaf.id] + moved
                if later.any() and earlier.any():
                    yield Carried(later, earlier, both & (by_part @ (later - earlier) != 0))


def carrying(matter: Matter) -> Bools:
    """Lines of which the years tell by themselves: those that carry over, and what sums and differences of them are."""
    span = Span(matter.parts.shape[1])
    for one in matter.carried:
        for side in (one.later, one.earlier):
            if news := span.news(side):
                span.take(*news)
    return np.array([bool(line.any()) and span.news(line) is None for line in matter.parts], dtype=np.bool_)
