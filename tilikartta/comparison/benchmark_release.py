"""Which cells are published: by importance, each only when nothing protected follows from it and all before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tilikartta.comparison.benchmark_atoms import Atoms, Members
from tilikartta.comparison.benchmark_outsiders import Outsiders, row_of
from tilikartta.comparison.benchmark_years import Matter, YearLine
from tilikartta.comparison.disclosure import Ints
from tilikartta.comparison.disclosure_guard import Row
from tilikartta.comparison.unsafe import Reasons, reasons
from tilikartta.model.benchmark import EVERYBODY, Group, Rules

SECONDARY = 3
Told = tuple[Members, YearLine]


@dataclass
class Released:
    """Reason by (group, line): 0 published, FEW, DOMINANT or SECONDARY. ``given_away``: by year, how many protected sums earlier
    tables told already."""

    reason: dict[Told, int] = field(default_factory=dict)
    given_away: dict[str, int] = field(default_factory=dict)


class Release:
    """The release of the lines of all years (or of one key figure), under the eyes of all outsiders."""

    def __init__(self, atoms: Atoms, matter: Matter, rules: Rules) -> None:
        self._atoms, self._matter, self._rules = atoms, matter, rules
        self._column = {line: index for index, line in enumerate(matter.lines)}
        self._outsiders = Outsiders(atoms, matter, rules)
        self._guards = self._outsiders.guards()

    def told_before(self, cells: Iterable[Told]) -> dict[str, int]:
        """Learn the cells of earlier tables; by year, how many protected sums they give away by themselves."""
        lost: dict[str, int] = {}
        for members, line in cells:
            column = self._column.get(line)
            if column is None or not self._matter.parts[column].any():
                continue
            known = self._known(members, column)
            found = [self._by_year(guard.learns(known)) for guard in self._guards]
            for year, count in max(found, key=lambda one: sum(one.values())).items():
                lost[year] = lost.get(year, 0) + count
        return lost

    def _by_year(self, lost: Iterable[tuple[int, Ints]]) -> dict[str, int]:
        """How many sums of each year whose books are at hand."""
        found: dict[str, int] = {}
        for index, sets in lost:
            year = self._matter.lines[self._outsiders.columns[index]][0]
            if self._matter.here[year]:
                found[year] = found.get(year, 0) + len(sets)
        return found

    def primary(self, members: Members) -> Reasons:
        """Reasons of a group on every line, before anything follows from anything."""
        group = self._atoms.groups[members][None, :]
        found: Reasons = reasons(group, self._outsiders.figures, self._rules, self._matter.dominance)[0]
        return found

    def decide(self, members: Members, line: YearLine, primary: Reasons) -> int:
        """Publish a cell if it may be; else say why not."""
        column = self._column[line]
        if primary[column]:
            return int(primary[column])
        known = self._known(members, column)
        news: list[Row] = []
        for guard in self._guards:
            own = guard.weighed(known)
            if own is None:
                return SECONDARY
            news.append(own)
        for guard, own in zip(self._guards, news, strict=True):
            guard.keep(own)
        return 0

    def _known(self, members: Members, column: int) -> Row:
        return row_of(self._atoms.groups[members][self._atoms.pivots].astype(np.int64), self._matter.parts[column])


def released(
    atoms: Atoms, matter: Matter, rules: Rules, groups: Mapping[str, Sequence[Group]], lines: Sequence[str],
    before: Iterable[Told] = (),
) -> Released:  # fmt: skip
    """Decide on the cells of all groups: everybody first, then line by line in the order given, all groups of a line in turn.

    Of a line the newest year comes first (``groups`` are by year, newest first).
    """
    release = Release(atoms, matter, rules)
    found = Released(given_away=release.told_before(before))
    primary = {group.members: release.primary(group.members) for own in groups.values() for group in own}
    for everybody in (True, False):
        for line in lines:
            for year, own in groups.items():
                for group in own:
                    if (group.kind == EVERYBODY) == everybody:
                        told = group.members, (year, line)
                        found.reason[told] = release.decide(*told, primary[group.members])
    return found
