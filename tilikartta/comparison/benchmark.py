"""A comparison -> the protected benchmark: figures of groups of members, none of which gives a single member away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from tilikartta.comparison.benchmark_figures import YearFigures, has, key_figures_of, year_figures
from tilikartta.comparison.benchmark_release import SECONDARY, Atoms, Matter, Released, atoms_of, released
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
    reasons: dict[Key, int] = {}
    for year in years:
        reasons |= _of_year(found, comparison, year, groups[year], [one for one in before if year in one.groups])
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


def _of_year(
    found: Benchmark, comparison: Comparison, year: str, groups: Sequence[Group], before: list[Earlier]
) -> dict[Key, int]:
    """Decide on every cell of a year and fill in the published ones; the reason by cell, 0 for published."""
    figures = year_figures(comparison, year)
    atoms = atoms_of(
        figures.members, [group.members for one in before for group in one.groups[year]] + [g.members for g in groups]
    )
    if len(atoms.pivots) > MOST_FREE:
        found.findings.append(info("TK763", year=year, count=len(atoms.groups)))
    depth = dict(zip(figures.lines, figures.depths, strict=True))
    matter = Matter(
        figures.lines, figures.amounts, has(figures.amounts), figures.parts, has(figures.by_part), figures.identity,
        np.ones(len(figures.lines), dtype=np.bool_),
    )  # fmt: skip
    order = sorted(figures.lines, key=lambda line: depth[line])
    lines = released(atoms, matter, found.rules, groups, order, _told(before, year, "totals"))
    given = lines.given_away
    _fill(found, figures, lines, groups)
    _restated(found, figures, before)
    reasons = {(year, group.id, line): lines.reason[group.members, line] for group in groups for line in figures.lines}
    for name, values in key_figures_of(comparison, year).items():
        one = _key_figure(
            found, atoms, name, values, groups, [cell for cell in _told(before, year, "key_figures") if cell[1] == name]
        )
        given += one.given_away
        _fill_key_figure(found, year, name, values, one, groups)
        reasons |= {(year, group.id, name): one.reason[group.members, name] for group in groups}
    if given:
        found.findings.append(warning("TK753", year=year, count=given))
    return reasons


def _told(before: list[Earlier], year: str, which: str) -> list[tuple[frozenset[str], str]]:
    """Cells of a year that earlier tables have published."""
    members = [{group.id: group.members for group in one.groups[year]} for one in before]
    return [
        (ids[group], line)
        for one, ids in zip(before, members, strict=True)
        for told, group, line in sorted(getattr(one, which))
        if told == year and group in ids
    ]


def _key_figure(
    found: Benchmark,
    atoms: Atoms,
    name: str,
    values: dict[str, int],
    groups: Sequence[Group],
    before: list[tuple[frozenset[str], str]],
) -> Released:
    """A key figure is one line of one part; only the number of members counts."""
    amounts = np.array([[values.get(member, 0)] for member in atoms.members], dtype=np.int64)
    known = np.array([[member in values] for member in atoms.members], dtype=np.bool_)
    one = np.ones((1, 1), dtype=np.int64)
    matter = Matter((name,), amounts, known, one, known, one[0] * 0, np.zeros(1, dtype=np.bool_))
    return released(atoms, matter, found.rules, groups, (name,), before)


def _fill(found: Benchmark, figures: YearFigures, lines: Released, groups: Sequence[Group]) -> None:
    unit = found.rules.rounding * 100
    for group in groups:
        own = figures.amounts[[member in group.members for member in figures.members]]
        total_income = None
        for index, line in enumerate(figures.lines):
            if lines.reason[group.members, line]:
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
        if not one.reason[group.members, name]:
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
