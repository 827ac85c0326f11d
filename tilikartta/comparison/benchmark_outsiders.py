"""The outsiders that a benchmark is guarded against: each knows something beforehand, and watches for what follows from it.

- One knows only what is published: no sum of an unsafe set may follow, not even that it is nothing.
- One knows who has nothing of a part and that balance sheets balance, and one knows besides what ties the years: no unsafe sum of
  members that have something may follow.
- The others know all of that too, take small sums to be nothing and are content with a figure that is nearly right: one for the
  protected sums of every order of size (``LEVELS``), who leaves out whatever is under a tenth of the smallest of them. So what is
  known of a protected sum of 1,000 euros and more always holds another unknown sum of more than 1 % of it. Bounds that need more
  than leaving out what is small (linear programming) are not reckoned.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from tilikartta.comparison.benchmark_atoms import Atoms
from tilikartta.comparison.benchmark_years import Matter, carrying
from tilikartta.comparison.disclosure import Bools, Ints, vanishing
from tilikartta.comparison.disclosure_guard import Guard, Row, Watched
from tilikartta.comparison.unsafe import FEW, AtomFigures, Reasons, atom_figures, reasons
from tilikartta.model.benchmark import Rules

NEARLY = 10  # what is under a tenth of the smallest protected sum of a level may be taken to be nothing
LEVELS = tuple(10**power for power in range(5, 16))  # cents


@dataclass(frozen=True)
class Unsafe:
    """One line's sets, why the sum of each may not be known (0: it may), which of them have nothing at all, and how much.

    ``line`` is the line's parts, ``size`` the sum of absolute amounts."""

    line: Ints
    sets: Ints
    why: Reasons
    empty: Bools
    size: Ints


@dataclass
class Outsiders:
    """Guards of one release. ``columns``: the lines as the guards number them."""

    atoms: Atoms
    matter: Matter
    rules: Rules

    @cached_property
    def figures(self) -> AtomFigures:
        """What atoms have on each line."""
        return atom_figures(self.matter.amounts, self.matter.has, self.atoms.atom_of, self.atoms.basis.shape[1])

    @cached_property
    def unsafe(self) -> dict[int, Unsafe]:
        """By column every line (one of those that are alike), with the sets whose sums on it are to be looked at."""
        _, first = np.unique(self.matter.parts, axis=0, return_index=True)
        kept = np.isin(np.arange(len(self.matter.lines)), first) & self.matter.parts.any(axis=1)
        joint = carrying(self.matter)
        years = np.array([year for year, _ in self.matter.lines])
        found: dict[int, Unsafe] = {}
        by_year = [(own, ~joint & (years == year)) for year, own in self.atoms.sets.items()]
        for sets, chosen in [(self.atoms.joint, joint), *by_year]:
            found |= self._of_sets(sets, np.flatnonzero(chosen & kept))
        return {column: found[column] for column in sorted(found)}

    def _of_sets(self, sets: Bools, columns: Ints) -> dict[int, Unsafe]:
        figures, told, members = self.figures.of(columns), self.atoms.told(sets), sets.astype(np.int64)
        why = reasons(sets, figures, self.rules, self.matter.dominance[columns])
        size, count = members @ figures.size, members @ figures.count
        found = {}
        for place, column in enumerate(columns):
            at_hand = self.atoms.at_hand[self.matter.lines[column][0]]
            # Of a year whose books are not at hand nothing more may become known.
            own = why[:, place] if at_hand.any() else np.full(len(sets), FEW, dtype=np.int8)
            empty = (count[:, place] == 0) & ~sets[:, ~at_hand].any(axis=1)
            found[int(column)] = Unsafe(self.matter.parts[column], told, own, empty, size[:, place])
        return found

    @cached_property
    def columns(self) -> list[int]:
        """Columns of the lines that guards watch."""
        return list(self.unsafe)

    def guards(self) -> list[Guard]:
        """A guard for every outsider, with what each knows beforehand."""
        every = list(self.unsafe.values())
        bare = self._guard([one.why > 0 for one in every])
        protected = [(one.why > 0) & ~one.empty for one in every]
        knowing = self._guard(protected)
        self._teach(knowing, ties=False, nothing=self._filled(ties=False))
        found = [bare, knowing]
        if self.matter.carried:
            found.append(self._guard(protected))
            self._teach(found[-1], ties=True, nothing=self._filled(ties=True))
        return [*found, *(self._near(protected) if self.matter.identities else ())]

    def _near(self, protected: Sequence[Bools]) -> Iterator[Guard]:
        """Guards of protected sums by size, against who takes what is small beside them to be nothing."""
        for level, next_level in pairwise(LEVELS):
            own = [
                watched & (one.size >= level) & (one.size < next_level)
                for watched, one in zip(protected, self.unsafe.values(), strict=True)
            ]
            if any(watched.any() for watched in own):
                guard = self._guard(own)
                self._teach(guard, ties=True, nothing=self._filled(ties=True, least=level // NEARLY))
                yield guard

    def _guard(self, protected: Sequence[Bools]) -> Guard:
        watched = [Watched(one.line, one.sets, own) for one, own in zip(self.unsafe.values(), protected, strict=True)]
        return Guard(len(self.atoms.pivots), self.matter.parts.shape[1], watched)

    def _teach(self, guard: Guard, *, ties: bool, nothing: Sequence[Bools]) -> None:
        """What an outsider knows beforehand. ``nothing``: by part, the atoms that may have something.

        Of what is true, protected sums that follow can be helped no more; what ties the years is true only nearly, so nothing
        protected is given up for it.
        """
        learns = guard.admits if ties else guard.learns
        each = np.eye(len(self.atoms.pivots), dtype=np.int64)
        for line in [*self.matter.identities, *(one.row for one in self.matter.carried if ties)]:
            for shares in each:
                learns(row_of(shares, line))
        units = np.eye(self.matter.parts.shape[1], dtype=np.int64)
        known: dict[bytes, Ints] = {}
        for part, filled in enumerate(nothing):
            if filled.tobytes() not in known:
                known[filled.tobytes()] = vanishing(self.atoms.basis[:, filled])
            for shares in known[filled.tobytes()]:
                learns(row_of(shares, units[part]))

    def _filled(self, *, ties: bool, least: int = 0) -> list[Bools]:
        """By part: atoms of which somebody has it, or whose books are not at hand, or differ from what ties the years.

        ``least``: those that have no more of a part than this (cents) are left out.
        """
        atoms, matter = self.atoms, self.matter
        shape = (atoms.basis.shape[1], matter.parts.shape[1])
        found, size = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.int64)
        np.logical_or.at(found, atoms.atom_of, matter.filled)
        np.add.at(size, atoms.atom_of, np.abs(matter.by_part))
        found &= (size == 0) | (size > least)
        for part, year in enumerate(matter.year_of_part):
            found[:, part] |= ~atoms.at_hand[year]
        for one in matter.carried if ties else ():
            fails = np.zeros(len(found), dtype=np.bool_)
            np.logical_or.at(fails, atoms.atom_of, one.fails)
            found[np.ix_(fails, one.row != 0)] = True
        return list(found.T)


def row_of(shares: Ints, line: Ints) -> Row:
    """Shares of the atoms that tell all sets, times the parts of a line, as unknowns of a guard."""
    width = len(line)
    held = [(int(part), int(line[part])) for part in np.flatnonzero(line)]
    return {int(atom) * width + part: int(shares[atom]) * share for atom in np.flatnonzero(shares) for part, share in held}
