"""A protected benchmark as plain values: groups of members, published cells, the rules, codes in place of names."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

GroupKind = Literal["all", "class", "region"]
EVERYBODY = "all"
TOTAL_INCOME = "income.total"
"""Line of a benchmark that no layout has: every account of class income before any expense is taken off."""


@dataclass(frozen=True)
class Rules:
    """What may be published. Per cents of the sum of absolute amounts; ``rounding`` is in whole euros, 0 for to the cent."""

    least: int = 5
    largest: int = 80
    two_largest: int = 90
    rounding: int = 0

    @property
    def quartiles_from(self) -> int:
        """From how many figures on quartiles are published: what the total leaves beside the ten ranks used is again enough."""
        return max(3 * self.least, 10 + self.least)


@dataclass(frozen=True)
class Group:
    """Members that a figure is published of. ``members`` are ids inside the program and codes in a published table."""

    kind: GroupKind
    name: str
    members: frozenset[str]

    @property
    def id(self) -> str:
        """``all``, ``class:NAME`` or ``region:NAME``."""
        return self.kind if self.kind == EVERYBODY else f"{self.kind}:{self.name}"


@dataclass(frozen=True)
class Cell:
    """One published cell. Amounts are cents, key figures whole numbers of their last decimal; None is not published.

    ``count`` members have a figure; ``mean`` is theirs. ``percent`` is of the group's total income. ``lower``, ``median`` and
    ``upper`` are means of three or four neighbouring ranks.
    """

    count: int
    total: int | None
    mean: int
    percent: Decimal | None = None
    lower: int | None = None
    median: int | None = None
    upper: int | None = None


@dataclass(frozen=True)
class Earlier:
    """A benchmark that an earlier run published, with codes for members. ``totals`` holds cents by (year, group id, line id)."""

    name: str
    layouts: tuple[str, ...]
    rounding: int
    groups: dict[str, tuple[Group, ...]]
    totals: dict[tuple[str, str, str], int]
    key_figures: frozenset[tuple[str, str, str]] = frozenset()


@dataclass(frozen=True)
class Codes:
    """Codes in place of members' ids: ``secret`` makes new ones, ``by_id`` holds all that were ever given out."""

    secret: str
    by_id: dict[str, str] = field(default_factory=dict)

    @property
    def by_code(self) -> dict[str, str]:
        """Member's id by code."""
        return {code: one for one, code in self.by_id.items()}
