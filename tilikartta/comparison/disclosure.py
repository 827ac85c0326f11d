"""What published sums give away: linear algebra over a prime field, exact where floating point would only be nearly so.

Every published cell is a linear functional of unknown amounts. A functional is given away when it lies in the span of what is
published. Counted modulo a large prime: with coefficients of -1, 0 and 1 the answer is that of the rational numbers.
"""

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
PRIME = 2_147_483_629  # below 2^31: a product of two residues fits into 63 bits
MOST_FREE = 14  # dimensions up to which every set of the span is looked at
CHUNK = 4096


class Span:
    """What is known so far: functionals and all that follows from them, as a reduced row echelon form."""

    def __init__(self, width: int) -> None:
        self.basis = np.zeros((0, width), dtype=np.int64)
        self.pivots: list[int] = []

    def news(self, functional: Ints) -> tuple[Ints, int] | None:
        """What the functional adds, its leading coefficient made one, with its pivot; None where it adds nothing."""
        rest = functional % PRIME
        if self.pivots:
            shares = rest[self.pivots]
            used = np.flatnonzero(shares)
            rest = (rest - (shares[used, None] * self.basis[used] % PRIME).sum(axis=0)) % PRIME
        filled = np.flatnonzero(rest)
        if not len(filled):
            return None
        pivot = int(filled[0])
        return rest * pow(int(rest[pivot]), -1, PRIME) % PRIME, pivot

    def take(self, row: Ints, pivot: int) -> None:
        """Take in what ``news`` gave."""
        above = np.flatnonzero(self.basis[:, pivot])
        self.basis[above] = (self.basis[above] - self.basis[above, pivot, None] * row % PRIME) % PRIME
        self.basis = np.vstack([self.basis, row])
        self.pivots.append(pivot)


def span_of(groups: Bools) -> Span:
    """The span of sets of atoms (rows)."""
    span = Span(groups.shape[1])
    for group in groups:
        if row := span.news(group.astype(np.int64)):
            span.take(*row)
    return span


def sets_in_span(groups: Bools) -> Bools:
    """Every set of atoms whose sum follows from sums of the groups: rows of atoms, none empty, sorted.

    A set in the span is told by its atoms at the pivots, so with r independent groups 2^r of them are tried. Above MOST_FREE
    dimensions: every set that at most three groups give with the signs -1 and 1.
    """
    span = span_of(groups)
    parts = _by_pivots(span) if len(span.pivots) <= MOST_FREE else _by_signs(groups)
    found = [part for part in parts if len(part)]
    return np.unique(np.concatenate(found), axis=0) if found else np.zeros((0, groups.shape[1]), dtype=np.bool_)


def _by_pivots(span: Span) -> Iterator[Bools]:
    rank = len(span.pivots)
    for begin in range(1, 1 << rank, CHUNK):
        numbers = np.arange(begin, min(begin + CHUNK, 1 << rank), dtype=np.int64)
        chosen = numbers[:, None] >> np.arange(rank) & 1
        sums = np.zeros((len(numbers), span.basis.shape[1]), dtype=np.int64)
        for place in range(rank):
            sums = (sums + chosen[:, place, None] * span.basis[place]) % PRIME
        yield sums[(sums <= 1).all(axis=1)].astype(np.bool_)


def _by_signs(groups: Bools) -> Iterator[Bools]:
    whole = np.unique(groups.astype(np.int64), axis=0)
    for count in (1, 2, 3):
        chosen = np.array(list(combinations(range(len(whole)), count)), dtype=np.int64)
        for signs in product((1, -1), repeat=count):
            sums = sum(sign * whole[chosen[:, place]] for place, sign in enumerate(signs))
            table = np.asarray(sums)
            sets = ((table == 0) | (table == 1)).all(axis=1) & table.any(axis=1)
            yield table[sets].astype(np.bool_)


def vanishing(table: Ints) -> Ints:
    """The combinations of the rows of a table that are zero in every column, as rows modulo PRIME: all follow from these."""
    rows, columns = table.shape
    span = Span(columns + rows)
    found = []
    for row in np.hstack([table, np.eye(rows, dtype=np.int64)]):
        news = span.news(row)
        if news is not None and news[1] >= columns:
            found.append(news[0][columns:])
        if news is not None:
            span.take(*news)
    return np.array(found, dtype=np.int64).reshape(len(found), rows)
