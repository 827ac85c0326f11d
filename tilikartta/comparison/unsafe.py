"""Which sets of members may not be told apart: too few have a figure, or one or two of them make nearly the whole sum."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tilikartta.comparison.disclosure import Bools, Ints
from tilikartta.model.benchmark import Rules

FEW, DOMINANT = 1, 2
Reasons = npt.NDArray[np.int8]


@dataclass(frozen=True)
class AtomFigures:
    """What atoms (members of the same groups) have on each line: arrays of atoms x lines.

    ``count`` members with a figure; ``size`` the sum of absolute amounts, ``first`` and ``second`` the two largest of them.
    """

    count: Ints
    size: Ints
    first: Ints
    second: Ints

    def of(self, lines: Ints) -> "AtomFigures":
        """The same of some lines only."""
        return AtomFigures(self.count[:, lines], self.size[:, lines], self.first[:, lines], self.second[:, lines])


def atom_figures(amounts: Ints, has: Bools, atom_of: Ints, atoms: int) -> AtomFigures:
    """Figures by atom. ``amounts`` and ``has``: members x lines; ``atom_of``: the atom of each member."""
    shape = (atoms, amounts.shape[1])
    count, size, first, second = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    large = np.where(has, np.abs(amounts), 0)
    for atom in np.unique(atom_of):
        own = np.sort(large[atom_of == atom], axis=0)
        count[atom], size[atom], first[atom] = has[atom_of == atom].sum(axis=0), own.sum(axis=0), own[-1]
        second[atom] = own[-2] if len(own) > 1 else 0
    return AtomFigures(count, size, first, second)


def reasons(sets: Bools, figures: AtomFigures, rules: Rules, dominance: Bools) -> Reasons:
    """Why the sum of a set may not be published: sets x lines of 0 (it may), FEW or DOMINANT.

    ``dominance``: the lines that the rule of dominance holds for (amounts, not key figures).
    """
    members = sets.astype(np.int64)
    count, size = members @ figures.count, members @ figures.size
    first, second = np.zeros_like(size), np.zeros_like(size)
    for atom in range(sets.shape[1]):
        inside = sets[:, atom]
        for value in (figures.first[atom], figures.second[atom]):
            own = np.where(inside[:, None], value, 0)
            second = np.maximum(second, np.minimum(first, own))
            first = np.maximum(first, own)
    # Amounts are below 10^15 cents, so a hundredfold fits.
    dominated = ((first * 100 > rules.largest * size) | ((first + second) * 100 > rules.two_largest * size)) & dominance
    found = np.where(dominated, DOMINANT, 0)
    return np.where(count < rules.least, FEW, found).astype(np.int8)
