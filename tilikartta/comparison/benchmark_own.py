"""One member's own figures beside the benchmark: its own books and the published cells, nothing of anybody else's."""

from collections.abc import Iterator
from dataclasses import dataclass

from tilikartta.comparison.benchmark import Benchmark, Key
from tilikartta.comparison.benchmark_figures import key_figures_of, year_figures
from tilikartta.comparison.contents import Comparison
from tilikartta.model import ExitCode, TilikarttaError, error
from tilikartta.model.benchmark import Cell, Codes, Group


@dataclass(frozen=True)
class Own:
    """A member's own figures. ``amounts`` (cents) and ``key_figures`` (whole numbers of the last decimal) by (year, line)."""

    id: str
    name: str
    code: str
    groups: dict[str, tuple[Group, ...]]
    amounts: dict[tuple[str, str], int]
    key_figures: dict[tuple[str, str], int]

    def beside(self, benchmark: Benchmark) -> Iterator[tuple[Key, int, Cell | None]]:
        """Every own figure of a published line with the cell of each group that the member is in, None where not published."""
        for own, cells in ((self.amounts, benchmark.cells), (self.key_figures, benchmark.key_figures)):
            for (year, line), value in own.items():
                for group in self.groups.get(year, ()):
                    yield (year, group.id, line), value, cells.get((year, group.id, line))


def own_figures(comparison: Comparison, benchmark: Benchmark, codes: Codes, asked: str) -> Own:
    """Figures of the member with the id, name or code asked for. Raises TilikarttaError (exit 2) TK752 where there is none."""
    named = {word: one for one in comparison.counted for word in (one.member.name, codes.by_id[one.member.id], one.member.id)}
    if asked not in named:
        raise TilikarttaError(
            error("TK752", asked=asked, members=sorted(one.member.id for one in comparison.counted)[:8]), ExitCode.USAGE
        )
    member = named[asked].member
    code = codes.by_id[member.id]
    amounts: dict[tuple[str, str], int] = {}
    key_figures: dict[tuple[str, str], int] = {}
    shown = {name for _, _, name in benchmark.key_figures}
    for year in benchmark.years:
        figures = year_figures(comparison, year)
        if member.id in figures.members:
            row = figures.amounts[figures.members.index(member.id)]
            amounts |= {
                (year, line): int(cents) for line, cents in zip(figures.lines, row, strict=True) if line in benchmark.lines
            }
        values = {name: values[member.id] for name, values in key_figures_of(comparison, year).items() if member.id in values}
        key_figures |= {(year, name): value for name, value in values.items() if name in shown}
    groups = {year: tuple(group for group in benchmark.groups[year] if code in group.members) for year in benchmark.years}
    return Own(member.id, member.name, code, groups, amounts, key_figures)


def quarter(value: int, cell: Cell | None) -> int | None:
    """In which quarter of the published figures a value lies, 1 the lowest; None where quartiles are not published.

    None too where the member has nothing on a line of amounts: the quartiles are of those that do.
    """
    if cell is None or cell.lower is None or cell.median is None or cell.upper is None or (not value and cell.total is not None):
        return None
    return 1 + (value >= cell.lower) + (value >= cell.median) + (value >= cell.upper)
