"""A federation: its members, whose ledgers stand where, and what they pay each other."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from tilikartta.model.finding import Place


@dataclass(frozen=True)
class YearFiles:
    """The files of one financial year of a member. ``year`` is the name that the folder or file gives it ("2025")."""

    year: str
    files: tuple[str, ...]
    opening: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """One member organisation. ``id`` is the name of its folder; ``mapping`` the path of its organisation file.

    ``members`` and ``staff`` (person-years) are by year where the federation file states them so; "" holds for every other year.
    ``group`` is the size class that the federation gave or computed. ``name`` is "" until the mapping was read, when the
    federation gives none; ``said`` names the fields that the federation states itself, over what the mapping says.
    """

    id: str
    name: str
    mapping: str
    years: tuple[YearFiles, ...] = ()
    form: str = "association"
    region: str = ""
    group: str = ""
    basis: Literal["accrual", "cash"] = "accrual"
    members: dict[str, int] = field(default_factory=dict)
    staff: dict[str, Decimal] = field(default_factory=dict)
    said: frozenset[str] = frozenset()

    def members_in(self, year: str) -> int | None:
        """How many members the organisation has in the year, or None where nobody said."""
        return self.members.get(year, self.members.get(""))

    def staff_in(self, year: str) -> Decimal | None:
        """Person-years in the year, or None where nobody said."""
        return self.staff.get(year, self.staff.get(""))


EVERYONE = "*"
"""In place of a member's id in an elimination: every member but the one on the other side."""


@dataclass(frozen=True)
class EliminationSide:
    """One side of a payment inside the federation: entries of these universal accounts in the books of a member, or of EVERYONE.

    ``local`` narrows it to accounts of the member's own chart; empty takes all that map to ``accounts``.
    """

    member: str
    accounts: tuple[str, ...]
    local: tuple[str, ...] = ()


@dataclass(frozen=True)
class Elimination:
    """A pair that the federation's sums leave out: what one pays the other gets. ``tolerance`` is in cents."""

    name: str
    payer: EliminationSide
    receiver: EliminationSide
    place: Place
    tolerance: int = 0


@dataclass(frozen=True)
class SizeClass:
    """Members whose total income of the newest year is below ``under`` cents; None is the class without a limit."""

    name: str
    under: int | None = None


@dataclass(frozen=True)
class Federation:
    """A federation as its folder or ``federation.yaml`` tells. ``file`` is empty for a bare folder.

    ``activities`` is the shared list of activity areas, empty where the federation has none.
    """

    name: str
    folder: str
    members: tuple[Member, ...]
    eliminations: tuple[Elimination, ...] = ()
    activities: tuple[str, ...] = ()
    file: str = ""
    sha256: str = ""
    size_classes: tuple[SizeClass, ...] = ()
