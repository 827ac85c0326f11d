"""Which cells of a year are published: by importance, each only when nothing protected follows from it and all before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tilikartta.comparison.disclosure import PRIME, Bools, Guard, Ints, sets_in_span, span_of
from tilikartta.comparison.unsafe import Reasons, atom_figures, reasons
from tilikartta.model.benchmark import Group, Rules

SECONDARY = 3


@dataclass(frozen=True)
class Atoms:
    """Members of the same groups are one atom. ``groups`` and ``sets``: rows of atoms; ``sets`` are all that sums can tell apart.

    ``pivots``: atoms that tell every such set. ``at_hand``: atoms whose members' books are known now. ``atom_of``: of members.
    """

    groups: dict[frozenset[str], Bools]
    sets: Bools
    pivots: list[int]
    at_hand: Bools
    atom_of: Ints
    members: tuple[str, ...]


def atoms_of(members: Sequence[str], groups: Iterable[frozenset[str]]) -> Atoms:
    """Atoms of members by the groups they are in; whoever is in a group and not among the members has left."""
    distinct = list(dict.fromkeys(groups))
    everyone = [*members, *sorted({one for group in distinct for one in group} - set(members))]
    signs: dict[tuple[bool, ...], int] = {}
    here = set(members)
    number = [signs.setdefault((one in here, *(one in group for group in distinct)), len(signs)) for one in everyone]
    table = np.array([[sign[1 + index] for sign in signs] for index in range(len(distinct))], dtype=np.bool_)
    table = table.reshape(len(distinct), len(signs))
    at_hand = np.array([sign[0] for sign in signs], dtype=np.bool_)
    return Atoms(
        dict(zip(distinct, table, strict=True)), sets_in_span(table), span_of(table).pivots, at_hand,
        np.array(number[: len(members)], dtype=np.int64), tuple(members),
    )  # fmt: skip


@dataclass(frozen=True)
class Matter:
    """What is published about: ``amounts`` and ``has`` are members x lines, ``parts`` lines x parts, ``filled`` members x parts.

    ``identity``: parts that cancel out for everyone. ``dominance``: the lines that this rule holds for.
    """

    lines: tuple[str, ...]
    amounts: Ints
    has: Bools
    parts: Ints
    filled: Bools
    identity: Ints
    dominance: Bools


@dataclass
class Released:
    """Reason by (group, line): 0 published, FEW, DOMINANT or SECONDARY. ``given_away``: what earlier tables told already."""

    reason: dict[tuple[frozenset[str], str], int] = field(default_factory=dict)
    given_away: int = 0


class Release:
    """The release of one year's lines (or of one key figure).

    Two guards look on. One reckons with nothing but what is published; no sum of an unsafe set may follow. The other also knows
    which sets have nothing of a part, and that balance sheets balance; no unsafe sum of members that have something may follow.
    """

    def __init__(self, atoms: Atoms, matter: Matter, rules: Rules) -> None:
        self._atoms, self._matter, self._rules = atoms, matter, rules
        self._column = {line: index for index, line in enumerate(matter.lines)}
        figures = atom_figures(matter.amounts, matter.has, atoms.atom_of, len(atoms.at_hand))
        self._figures = figures
        why = reasons(atoms.sets, figures, rules, matter.dominance)
        empty = atoms.sets.astype(np.int64) @ figures.count == 0
        _, first = np.unique(matter.parts, axis=0, return_index=True)
        kept = np.isin(np.arange(len(matter.lines)), first) & matter.parts.any(axis=1)
        at = atoms.sets[:, atoms.pivots].astype(np.int64)
        self._bare = Guard(at, matter.parts, (why > 0) & kept)
        self._lines = _without(matter.parts, matter.identity)
        self._knowing = Guard(at, self._lines, (why > 0) & ~empty & kept)
        self._learn_empty()

    def _functional(self, members: frozenset[str], line: Ints) -> Ints:
        return np.kron(self._atoms.groups[members][self._atoms.pivots].astype(np.int64), line)

    def _learn_empty(self) -> None:
        """Sets of which nobody has a part: told once for every independent one."""
        atoms, parts = self._atoms, self._matter.filled.shape[1]
        held = np.zeros((len(atoms.at_hand), parts), dtype=np.bool_)
        np.logical_or.at(held, atoms.atom_of, self._matter.filled)
        left: Bools = atoms.sets[:, ~atoms.at_hand].astype(np.int64).sum(axis=1) > 0
        none = (atoms.sets.astype(np.int64) @ held.astype(np.int64) == 0) & ~left[:, None]
        at = atoms.sets[:, atoms.pivots].astype(np.int64)
        units = _without(np.eye(parts, dtype=np.int64), self._matter.identity)
        for part in np.flatnonzero(none.any(axis=0)):
            for known in span_of(at[none[:, part]].astype(np.bool_)).basis:
                self._knowing.learns(np.kron(known, units[part]) % PRIME)

    def told_before(self, cells: Iterable[tuple[frozenset[str], str]]) -> int:
        """Learn the cells of earlier tables; how many protected sums they give away by themselves."""
        lost = 0
        for members, line in cells:
            if line in self._column and self._matter.parts[self._column[line]].any():
                bare = self._bare.learns(self._functional(members, self._matter.parts[self._column[line]]))
                lost += max(bare, self._knowing.learns(self._functional(members, self._lines[self._column[line]])))
        return lost

    def primary(self, members: frozenset[str]) -> Reasons:
        """Reasons of a group on every line, before anything follows from anything."""
        group = self._atoms.groups[members][None, :]
        found: Reasons = reasons(group, self._figures, self._rules, self._matter.dominance)[0]
        return found

    def decide(self, members: frozenset[str], line: str, primary: Reasons) -> int:
        """Publish a cell if it may be; else say why not."""
        column = self._column[line]
        if primary[column]:
            return int(primary[column])
        known = self._functional(members, self._lines[column])
        if self._knowing.would_tell(known) or not self._bare.admits(self._functional(members, self._matter.parts[column])):
            return SECONDARY
        self._knowing.learns(known)
        return 0


def _without(lines: Ints, identity: Ints) -> Ints:
    """Lines with one part told by the others, as the identity says."""
    used = np.flatnonzero(np.abs(identity) == 1)
    if not len(used):
        return lines
    part = int(used[-1])
    told: Ints = lines - lines[:, [part]] * identity[part] * identity
    return np.delete(told, part, axis=1)


def released(
    atoms: Atoms, matter: Matter, rules: Rules, groups: Sequence[Group], lines: Sequence[str],
    before: Iterable[tuple[frozenset[str], str]] = (),
) -> Released:  # fmt: skip
    """Decide on the cells of all groups: everybody first, then line by line in the order given, all groups of a line in turn."""
    release = Release(atoms, matter, rules)
    found = Released(given_away=release.told_before(before))
    primary = {group.members: release.primary(group.members) for group in groups}
    whole = [group for group in groups if group.kind == "all"]
    for chosen in (whole, [group for group in groups if group.kind != "all"]):
        for line in lines:
            for group in chosen:
                found.reason[group.members, line] = release.decide(group.members, line, primary[group.members])
    return found
