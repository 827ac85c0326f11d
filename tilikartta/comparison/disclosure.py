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
DRAWN = 64  # draws of unknown amounts at a time: each new functional uses one up


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

    def unknown(self, draw: np.random.Generator, count: int) -> Ints:
        """Random amounts (rows) of which everything that is known is zero."""
        amounts = draw.integers(0, PRIME, (count, self.basis.shape[1]), dtype=np.int64)
        amounts[:, self.pivots] = 0
        amounts[:, self.pivots] = -_products(self.basis, amounts) % PRIME
        return amounts


def _products(basis: Ints, amounts: Ints) -> Ints:
    """Amounts (rows) times basis (rows), ten bits at a time so that sums of fewer than 4096 products are exact in 53 bits."""
    table, found = basis.T.astype(np.float64), np.zeros((len(amounts), len(basis)), dtype=np.int64)
    for shift in (30, 20, 10, 0):
        piece = (amounts >> shift & 1023).astype(np.float64)
        found = (found * 1024 + (piece @ table).astype(np.int64)) % PRIME
    return found


class Guard:
    """What is known so far, and the sums that must not become known: those of some sets (rows) on some lines.

    A functional of (atom, part) that follows from what is known is zero on all amounts of which everything known is zero; any
    other is not zero on such amounts drawn at random, but for a chance of one in PRIME. So no disclosure is ever missed, and once
    in 10^18 a cell is held back without need. The draw is the same in every run.
    """

    def __init__(self, sets: Ints, lines: Ints, protected: Bools) -> None:
        self._width = sets.shape[1] * lines.shape[1]
        self._shape = (sets.shape[1], lines.shape[1])
        used = protected.any(axis=1)
        held = protected.any(axis=0)
        self._sets, self._lines = sets[used].astype(np.float64), lines[held].T
        self._protected = protected[np.ix_(used, held)]
        self._span = Span(self._width)
        self._draw = np.random.default_rng(self._width)
        self._unknown = self._span.unknown(self._draw, DRAWN)

    def admits(self, functional: Ints) -> bool:
        """Learn the functional, unless a protected sum would become known: then nothing is learned."""
        row = self._span.news(functional)
        if row is None:
            return True
        if self._given_away(row[0]).any():
            return False
        self._take(*row)
        return True

    def would_tell(self, functional: Ints) -> bool:
        """Whether publishing the functional would give a protected sum away."""
        row = self._span.news(functional)
        return row is not None and bool(self._given_away(row[0]).any())

    def learns(self, functional: Ints) -> int:
        """Learn what is known anyway; the number of protected sums that it gives away (no longer protected after)."""
        row = self._span.news(functional)
        if row is None:
            return 0
        lost = self._given_away(row[0])
        self._protected &= ~lost
        self._take(*row)
        return int(lost.sum())

    def _without(self, row: Ints, unknown: Ints) -> Ints:
        """The draws but the last, changed so that the row is zero on them as well."""
        last = unknown[-1]
        inverse = pow(_dot(row, last), -1, PRIME)
        shares = (unknown[:-1] * row % PRIME).sum(axis=1) % PRIME * inverse % PRIME
        found: Ints = (unknown[:-1] - shares[:, None] * last % PRIME) % PRIME
        return found

    def _given_away(self, row: Ints) -> Bools:
        """Which protected sums are zero wherever the row and all that is known are: on two draws."""
        found = self._protected
        for amounts in self._without(row, self._unknown[-3:]):
            if not found.any():
                break
            by_line = (amounts.reshape(self._shape) @ self._lines) % PRIME
            # Sums of few residues below 2^31: exact in 53 bits.
            sums = self._sets @ by_line.astype(np.float64)
            found = found & (np.rint(sums / PRIME) * PRIME == sums)
        return found

    def _take(self, row: Ints, pivot: int) -> None:
        self._unknown = self._without(row, self._unknown)
        self._span.take(row, pivot)
        if len(self._unknown) < 3:
            self._unknown = self._span.unknown(self._draw, DRAWN)


def _dot(row: Ints, amounts: Ints) -> int:
    return int((row * amounts % PRIME).sum() % PRIME)


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
