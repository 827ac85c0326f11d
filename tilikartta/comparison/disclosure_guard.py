"""A watchman over what is published: it learns sums one by one and says which protected sums would follow from them.

Unknowns are (atom, part): atoms are members of the same groups, parts what lines are made of. What is known is a reduced row
echelon form modulo a large prime, kept sparse: rows have a handful of unknowns each, and only the lines that hold the unknowns a
new row settles need a look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tilikartta.comparison.disclosure import PRIME, Bools, Ints

Row = dict[int, int]  # unknown -> coefficient, none of them zero


@dataclass(frozen=True)
class Watched:
    """The protected sums of one line: ``sets`` (rows of atoms) of which those in ``protected`` must not become known."""

    line: Ints
    sets: Ints
    protected: Bools


class Guard:
    """What is known so far, and the sums that must not become known.

    A sum follows from what is known when it is zero on all amounts of which everything known is zero. Such amounts are drawn once
    and kept up with every row; a sum that does not follow is zero on two draws once in 10^18. So no disclosure is ever missed,
    and hardly ever is a cell held back without need. The draws are the same in every run.
    """

    def __init__(self, atoms: int, parts: int, watched: Sequence[Watched]) -> None:
        self._parts = parts
        self._rows: dict[int, Row] = {}
        self._holders: dict[int, set[int]] = {}  # free unknown -> pivots of the rows that hold it
        self._amounts = np.random.default_rng(atoms * parts).integers(0, PRIME, (2, atoms * parts), dtype=np.int64)
        self._lines = [np.flatnonzero(one.line) for one in watched]
        self._weights = [one.line[held] for one, held in zip(watched, self._lines, strict=True)]
        self._protected = [one.protected.copy() for one in watched]
        shared = {id(one.sets): one.sets.astype(np.float64) for one in watched}
        self._sets = [shared[id(one.sets)] for one in watched]
        self._lines_of = [0] * parts  # which lines hold a part, as bits
        for index, one in enumerate(watched):
            if one.protected.any():
                for part in self._lines[index]:
                    self._lines_of[part] |= 1 << index

    def admits(self, functional: Mapping[int, int]) -> bool:
        """Learn the sum, unless a protected one would become known: then nothing is learned."""
        news = self.weighed(functional)
        if news is not None:
            self.keep(news)
        return news is not None

    def weighed(self, functional: Mapping[int, int]) -> Row | None:
        """What the sum adds to what is known, for ``keep``; None where it would give a protected one away."""
        row = self._reduced(functional)
        touched = self._touched(row) if row else []
        if not touched:
            return row
        unknowns, before = self._settle(*self._led(row))
        safe = not any(self._lost(index).any() for index in touched)
        self._amounts[:, unknowns] = before
        return row if safe else None

    def keep(self, news: Row) -> None:
        """Learn what ``weighed`` gave, before anything else is learned."""
        if news:
            pivot, rest = self._led(news)
            self._settle(pivot, rest)
            self._take(pivot, rest)

    def learns(self, functional: Mapping[int, int]) -> list[tuple[int, Ints]]:
        """Learn what is known anyway; the protected sums (line, sets) that it gives away and that are protected no longer."""
        row = self._reduced(functional)
        if not row:
            return []
        touched = self._touched(row)
        pivot, rest = self._led(row)
        self._settle(pivot, rest)
        found = []
        for index in touched:
            if len(lost := np.flatnonzero(self._lost(index))):
                self._protected[index][lost] = False
                found.append((index, lost))
        self._take(pivot, rest)
        return found

    def _reduced(self, functional: Mapping[int, int]) -> Row:
        """What the sum adds to what is known: in unknowns that nothing known tells."""
        found: Row = {}
        for unknown, share in functional.items():
            row = self._rows.get(unknown)
            if row is None:
                found[unknown] = found.get(unknown, 0) + share
                continue
            for other, own in row.items():
                found[other] = found.get(other, 0) - share * own
        return {unknown: left for unknown, share in found.items() if (left := share % PRIME)}

    def _led(self, row: Row) -> tuple[int, Row]:
        """The unknown that the row settles (one that few rows hold), and the rest of the row with that one's coefficient 1."""
        pivot = min(row, key=lambda unknown: (len(self._holders.get(unknown, ())), unknown))
        inverse = pow(row[pivot], -1, PRIME)
        return pivot, {unknown: share * inverse % PRIME for unknown, share in row.items() if unknown != pivot}

    def _touched(self, row: Row) -> list[int]:
        """The lines of which a sum may follow from the row: those that reach every unknown of it."""
        lines = (1 << len(self._lines)) - 1
        for unknown in row:
            reached = self._lines_of[unknown % self._parts]
            for pivot in self._holders.get(unknown, ()):
                reached |= self._lines_of[pivot % self._parts]
            lines &= reached
            if not lines:
                return []
        return [index for index in range(len(self._lines)) if lines >> index & 1]

    def _settle(self, pivot: int, row: Row) -> tuple[Ints, Ints]:
        """Change the draws so that the row is zero on them as well; which unknowns changed and what they were, to undo it."""
        held = np.fromiter(row, dtype=np.int64, count=len(row))
        shares = np.fromiter(row.values(), dtype=np.int64, count=len(row))
        value = -(self._amounts[:, held] * shares % PRIME).sum(axis=1) % PRIME
        change = (value - self._amounts[:, pivot]) % PRIME
        above = np.array([pivot, *self._holders.get(pivot, ())], dtype=np.int64)
        own = np.array([PRIME - 1, *(self._rows[int(one)][pivot] for one in above[1:])], dtype=np.int64)
        before = self._amounts[:, above].copy()
        self._amounts[:, above] = (before - change[:, None] * own % PRIME) % PRIME
        return above, before

    def _lost(self, index: int) -> Bools:
        """Which protected sums of a line are known on the draws as they are."""
        found = self._protected[index]
        for amounts in self._amounts:
            if not found.any():
                break
            table = amounts.reshape(-1, self._parts)[:, self._lines[index]]
            sums = self._sets[index] @ ((table * self._weights[index]).sum(axis=1) % PRIME).astype(np.float64)
            # Sums of few residues below 2^31: exact in 53 bits.
            found = found & (np.rint(sums / PRIME) * PRIME == sums)
        return found

    def _take(self, pivot: int, row: Row) -> None:
        """Take the row in: rows that held the settled unknown tell it by the others now."""
        for other in self._holders.pop(pivot, set()):
            own = self._rows[other]
            share = own.pop(pivot)
            for unknown, value in row.items():
                left = (own.get(unknown, 0) - share * value) % PRIME
                if left:
                    own[unknown] = left
                    self._holders.setdefault(unknown, set()).add(other)
                elif unknown in own:
                    del own[unknown]
                    self._holders[unknown].discard(other)
        self._rows[pivot] = row
        for unknown in row:
            self._holders.setdefault(unknown, set()).add(pivot)
