"""Members of the same groups in the same years, which no sum can tell apart, and the sets that sums can tell apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tilikartta.comparison.disclosure import Bools, Ints, sets_in_span, span_of

Members = frozenset[str]


@dataclass(frozen=True)
class Atoms:
    """Members of the same groups are one atom. ``groups``: rows of atoms.

    ``sets``: by year, all that sums of the year's groups can tell apart; ``joint``: all that sums of any year's groups can.
    ``pivots``: atoms that tell every such set, ``basis`` what they tell (pivots x atoms). ``at_hand``: by year, atoms whose
    members' books are known. ``atom_of``: of ``members``. ``rank``: by year, how many groups are independent.
    """

    members: tuple[str, ...]
    groups: dict[Members, Bools]
    sets: dict[str, Bools]
    joint: Bools
    pivots: list[int]
    basis: Ints
    at_hand: dict[str, Bools]
    atom_of: Ints
    rank: dict[str, int]

    def told(self, sets: Bools) -> Ints:
        """Sets by the atoms that tell them."""
        return sets[:, self.pivots].astype(np.int64)


def atoms_of(books: Mapping[str, Members], groups: Mapping[str, Iterable[Members]]) -> Atoms:
    """Atoms of everybody who has books of a year or is in a group of it. ``books`` and ``groups``: by year."""
    by_year = {year: list(dict.fromkeys(own)) for year, own in groups.items()}
    distinct = list(dict.fromkeys(group for own in by_year.values() for group in own))
    everyone = sorted({one for group in [*books.values(), *distinct] for one in group})
    signs: dict[tuple[bool, ...], int] = {}
    number = [
        signs.setdefault((*(one in own for own in books.values()), *(one in group for group in distinct)), len(signs))
        for one in everyone
    ]
    table = np.array(list(signs), dtype=np.bool_).reshape(len(signs), len(books) + len(distinct)).T
    at_hand = dict(zip(books, table[: len(books)], strict=True))
    rows = dict(zip(distinct, table[len(books) :], strict=True))
    spans = {year: np.array([rows[group] for group in own], dtype=np.bool_) for year, own in by_year.items()}
    whole = span_of(table[len(books) :])
    sets = {year: sets_in_span(own) for year, own in spans.items()}
    joint = np.unique(np.concatenate([sets_in_span(table[len(books) :]), *sets.values()]), axis=0)
    return Atoms(
        tuple(everyone), rows, sets, joint, whole.pivots, whole.basis, at_hand, np.array(number, dtype=np.int64),
        {year: len(span_of(own).pivots) for year, own in spans.items()},
    )  # fmt: skip
