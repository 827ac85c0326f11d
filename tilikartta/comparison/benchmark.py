"""A comparison -> the protected benchmark: figures of groups of members, none of which gives a single member away."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from tilikartta.comparison.benchmark_atoms import Atoms, atoms_of
from tilikartta.comparison.benchmark_figures import YearFigures, key_figures_of, year_figures
from tilikartta.comparison.benchmark_release import SECONDARY, Released, Told, released
from tilikartta.comparison.benchmark_years import Matter, matter_of
from tilikartta.comparison.contents import Comparison, MemberResult
from tilikartta.comparison.disclosure import MOST_FREE, Ints
from tilikartta.comparison.statistics import Basis, basis_in, ratio
from tilikartta.comparison.unsafe import DOMINANT, FEW
from tilikartta.model import ExitCode, Finding, Place, TilikarttaError, error, info, warning
from tilikartta.model.benchmark import TOTAL_INCOME, Cell, Codes, Earlier, Group, Rules
from tilikartta.model.measures import KeyFigure, Variant, rounded

WHY = {FEW: "few", DOMINANT: "dominant", SECONDARY: "secondary"}
Key = tuple[str, str, str]  # year, group id, line or key figure


@dataclass
class Benchmark:
    """The protected benchmark, its years newest first. Groups hold codes.

    ``cells`` and ``key_figures`` hold what is published and nothing else.
    ``lines``: the lines of which something is published, in printing order; ``suppressed``: by year and reason, how many of their
    cells are not published. Amounts are cents.
    """

    rules: Rules
    years: tuple[str, ...]
    groups: dict[str, tuple[Group, ...]]
    codes: tuple[str, ...]
    lines: tuple[str, ...] = ()
    figures: tuple[tuple[KeyFigure, Variant | None], ...] = ()
    cells: dict[Key, Cell] = field(default_factory=dict)
    key_figures: dict[Key, Cell] = field(default_factory=dict)
    suppressed: dict[tuple[str, str], int] = field(default_factory=dict)
    bases: dict[str, Basis] = field(default_factory=dict)
    files: int = 0
    against: int = 0
    findings: list[Finding] = field(default_factory=list)


def figure_id(figure: KeyFigure, variant: Variant | None) -> str:
    """The name of a key figure in tables."""
    return f"{figure.id}.{variant.id}" if variant else figure.id


def benchmark(comparison: Comparison, rules: Rules, codes: Codes, earlier: Sequence[Earlier] = ()) -> Benchmark:
    """The benchmark of a comparison; ``earlier`` are all tables of the same members that were published before.

    Raises TilikarttaError (exit 2): TK754 an earlier table has codes that nobody knows, TK755 it has other lines, TK758 no year
    has enough members. Findings: TK753 earlier tables give protected sums away, TK756 their figures have changed since, TK763 too
    many groups to look at every set.
    """
    before = [_identified(one, comparison, codes) for one in earlier]
    groups = {year: groups_of(comparison, year, rules.least) for year in comparison.years}
    years = tuple(year for year in sorted(comparison.years, reverse=True) if groups[year])
    if not years:
        raise TilikarttaError(error("TK758", least=rules.least), ExitCode.USAGE)
    found = Benchmark(
        rules, years, {year: tuple(_coded(group, codes) for group in groups[year]) for year in years},
        tuple(sorted({codes.by_id[one] for year in years for group in groups[year] for one in group.members})),
        bases={year: basis_in(comparison, year) for year in years}, against=len(before),
        files=sum(one.role == "ledger" for result in comparison.counted for one in result.ingredients),
    )  # fmt: skip
    reasons = _decided(found, comparison, {year: groups[year] for year in years}, before)
    shown = {line for _, _, line in found.cells} | {line for _, _, line in found.key_figures}
    flat = [line.id for layout in (comparison.income, comparison.balance) for _, line in layout.flat]
    found.lines = tuple(line for line in (TOTAL_INCOME, *flat) if line in shown)
    known = {
        figure_id(one.figure, one.variant): (one.figure, one.variant)
        for result in comparison.counted
        for one in result.key_figures
    }
    found.figures = tuple(value for name, value in known.items() if name in shown)
    for (year, _, line), reason in reasons.items():
        if reason and line in shown:
            found.suppressed[year, WHY[reason]] = found.suppressed.get((year, WHY[reason]), 0) + 1
    return found


def groups_of(comparison: Comparison, year: str, least: int) -> tuple[Group, ...]:
    """Everybody, each size class and each region of the year; only groups of enough members."""
    here = [one for one in comparison.counted if any(own.label == year for own in one.years)]
    classes = [one.name for one in comparison.federation.size_classes]
    names = sorted({one.member.group for one in here} - {*classes, ""})
    found = [Group("all", "", _ids(here))]
    found += [Group("class", name, _ids(one for one in here if one.member.group == name)) for name in (*classes, *names)]
    regions = sorted({one.member.region for one in here} - {""})
    found += [Group("region", name, _ids(one for one in here if one.member.region == name)) for name in regions]
    return tuple(group for group in found if len(group.members) >= least)


def _ids(results: Iterable[MemberResult]) -> frozenset[str]:
    return frozenset(one.member.id for one in results)


def _coded(group: Group, codes: Codes) -> Group:
    return Group(group.kind, group.name, frozenset(codes.by_id[one] for one in group.members))


def _identified(one: Earlier, comparison: Comparison, codes: Codes) -> Earlier:
    """The earlier table with ids for codes. Raises TK754 and TK755."""
    if one.layouts != (comparison.income.id, comparison.balance.id):
        raise TilikarttaError(error("TK755", Place(one.name), layouts=list(one.layouts)), ExitCode.USAGE)
    ids = codes.by_code
    unknown = {code for groups in one.groups.values() for group in groups for code in group.members} - set(ids)
    if unknown:
        raise TilikarttaError(error("TK754", Place(one.name), count=len(unknown), codes=sorted(unknown)[:5]), ExitCode.USAGE)
    groups = {
        year: tuple(Group(group.kind, group.name, frozenset(ids[code] for code in group.members)) for group in own)
        for year, own in one.groups.items()
    }
    return Earlier(one.name, one.layouts, one.rounding, groups, one.totals, one.key_figures)


def _decided(
    found: Benchmark, comparison: Comparison, groups: dict[str, tuple[Group, ...]], before: Sequence[Earlier]
) -> dict[Key, int]:
    """Decide on every cell and fill in the published ones; the reason by cell, 0 for published."""
    every = dict.fromkeys([*groups, *sorted({year for one in before for year in one.groups}, reverse=True)])
    figures = {year: year_figures(comparison, year) for year in every}
    atoms = atoms_of(
        {year: frozenset(own.members) for year, own in figures.items()},
        {
            year: [group.members for one in before for group in one.groups.get(year, ())]
            + [group.members for group in groups.get(year, ())]
            for year in every
        },
    )
    found.findings += [info("TK763", year=year, count=len(groups[year])) for year in groups if atoms.rank[year] > MOST_FREE]
    depth = next((dict(zip(own.lines, own.depths, strict=True)) for own in figures.values()), {})
    matter = matter_of(list(figures.values()), comparison.balance, atoms.members)
    lines = released(atoms, matter, found.rules, groups, sorted(depth, key=lambda line: depth[line]), _told(before, "totals"))
    given = Counter(lines.given_away)
    reasons: dict[Key, int] = {}
    for year, own in groups.items():
        _fill(found, figures[year], lines, own)
        _restated(found, figures[year], [one for one in before if year in one.groups])
        reasons |= {(year, group.id, line): lines.reason[group.members, (year, line)] for group in own for line in depth}
        for name, values in key_figures_of(comparison, year).items():
            told = [cell for cell in _told(before, "key_figures") if cell[1] == (year, name)]
            one = _key_figure(found.rules, atoms, (year, name), values, own, told)
            given.update(one.given_away)
            _fill_key_figure(found, year, name, values, one, own)
            reasons |= {(year, group.id, name): one.reason[group.members, (year, name)] for group in own}
    found.findings += [warning("TK753", year=year, count=count) for year, count in given.items() if count]
    return reasons


def _told(before: Sequence[Earlier], which: str) -> list[Told]:
    """Cells that earlier tables have published."""
    return [
        (group.members, (year, line))
        for one in before
        for year, group_id, line in sorted(getattr(one, which))
        for group in one.groups.get(year, ())
        if group.id == group_id
    ]


def _key_figure(
    rules: Rules, atoms: Atoms, key: tuple[str, str], values: dict[str, int], groups: Sequence[Group], before: Sequence[Told]
) -> Released:
    """A key figure is one line of one part; only the number of members counts."""
    year, name = key
    amounts = np.array([[values.get(member, 0)] for member in atoms.members], dtype=np.int64)
    known = np.array([[member in values] for member in atoms.members], dtype=np.bool_)
    here = frozenset(member for member, at_hand in zip(atoms.members, atoms.at_hand[year][atoms.atom_of], strict=True) if at_hand)
    one = np.ones((1, 1), dtype=np.int64)
    matter = Matter((key,), amounts, known, one, amounts, known, (year,), {year: here}, np.zeros(1, dtype=np.bool_))
    return released(atoms, matter, rules, {year: groups}, (name,), before)


def _fill(found: Benchmark, figures: YearFigures, lines: Released, groups: Sequence[Group]) -> None:
    unit = found.rules.rounding * 100
    for group in groups:
        own = figures.amounts[[member in group.members for member in figures.members]]
        total_income = None
        for index, line in enumerate(figures.lines):
            if lines.reason[group.members, (figures.year, line)]:
                continue
            amounts = own[:, index][own[:, index] != 0]
            total = to_unit(Fraction(int(amounts.sum())), unit)
            if line == TOTAL_INCOME:
                total_income = total
            # From what is published already, so that rounding is not undone.
            percent = ratio(total, total_income, 1, times=100)
            found.cells[figures.year, group.id, line] = Cell(
                len(amounts), total, to_unit(Fraction(total, len(amounts)), unit), percent, *quartiles(amounts, found.rules, unit)
            )


def _fill_key_figure(
    found: Benchmark, year: str, name: str, values: dict[str, int], one: Released, groups: Sequence[Group]
) -> None:
    for group in groups:
        if not one.reason[group.members, (year, name)]:
            own = np.array([value for member, value in values.items() if member in group.members], dtype=np.int64)
            mean = to_unit(Fraction(int(own.sum()), len(own)), 1)
            found.key_figures[year, group.id, name] = Cell(len(own), None, mean, None, *quartiles(own, found.rules, 1))


def to_unit(value: Fraction, unit: int) -> int:
    """The nearest multiple of a unit, halves away from zero; 0 and 1 are whole numbers."""
    return int(rounded(value / max(unit, 1), 0)) * max(unit, 1)


def quartiles(amounts: Ints, rules: Rules, unit: int) -> tuple[int | None, int | None, int | None]:
    """Lower quartile, median and upper quartile, each the mean of three neighbouring ranks (of four around an even middle).

    None of too few, and where the mean is what one of those ranks has. The ranks of the three never overlap.
    """
    ranked, last = [int(one) for one in np.sort(amounts)], len(amounts) - 1
    if len(ranked) < rules.quartiles_from:
        return None, None, None
    low, middle = last // 4, last // 2
    spans = ((low - 1, low + 2), (middle - 1, middle + 2 + last % 2), (last - low - 1, last - low + 2))
    means = []
    for begin, end in spans:
        near = ranked[begin:end]
        mean = to_unit(Fraction(sum(near), len(near)), unit)
        means.append(None if to_unit(Fraction(sum(near), len(near)), 1) in near or mean in near else mean)
    return means[0], means[1], means[2]


def _restated(found: Benchmark, figures: YearFigures, before: list[Earlier]) -> None:
    """TK756: totals of an earlier table that today's books do not give (books were corrected, or the reading was)."""
    column = {line: index for index, line in enumerate(figures.lines)}
    for one in before:
        changed = 0
        for group in one.groups[figures.year]:
            if not group.members <= set(figures.members):
                continue
            own = figures.amounts[[member in group.members for member in figures.members]]
            for line, index in column.items():
                told = one.totals.get((figures.year, group.id, line))
                changed += told is not None and to_unit(Fraction(int(own[:, index].sum())), one.rounding * 100) != told
        if changed:
            found.findings.append(info("TK756", Place(one.name), year=figures.year, count=int(changed)))
