"""A mapping: what each local account means in the universal chart. One construct: when -> to."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from tilikartta.model.finding import Place

if TYPE_CHECKING:
    from tilikartta.model.annual_lists import ListEntry
    from tilikartta.model.check_settings import Acceptance
    from tilikartta.model.grants import Grant
    from tilikartta.model.volumes import ActivityVolume, Allocation

AXES: tuple[str, ...] = ("account", "function", "activity", "funder", "fund")
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One code pattern: ``exact``, ``range`` (low-high), ``prefix`` (low*) or ``any`` (*).

    A range compares as many leading characters as its ends have, so ``7000-7099`` holds 70500.
    """

    kind: Literal["exact", "range", "prefix", "any"]
    low: str = ""
    high: str = ""

    def matches(self, code: str) -> bool:
        """Whether the code is in the pattern."""
        if self.kind == "any":
            return True
        if self.kind == "exact":
            return code == self.low
        size = len(self.low)
        return len(code) >= size and self.low <= code[:size] <= self.high

    def __str__(self) -> str:
        """As written in the mapping file."""
        return {"exact": self.low, "range": f"{self.low}-{self.high}", "prefix": f"{self.low}*", "any": "*"}[self.kind]


@dataclass(frozen=True, slots=True)
class Condition:
    """The ``when`` of a rule. Keys are ANDed, patterns of one key ORed.

    ``name`` holds parts of account names (``~part``: contains) or whole names, compared without case.
    """

    account: tuple[Pattern, ...] = ()
    name: tuple[str, ...] = ()
    dims: tuple[tuple[str, tuple[Pattern, ...]], ...] = ()
    side: Literal["", "debit", "credit"] = ""
    sign: Literal["", "income", "expense"] = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The ``to`` of a rule, or one share of it. An empty axis is left to other rules.

    ``share`` is in hundredths of a per cent (7000 = 70 %).
    """

    account: str = ""
    function: str = ""
    activity: str = ""
    funder: str = ""
    fund: str = ""
    share: int = 10000

    def axes(self) -> dict[str, str]:
        """The axes that this target sets."""
        return {axis: value for axis in AXES if (value := getattr(self, axis))}


@dataclass(frozen=True)
class Rule:
    """One rule with the place it stands at. ``targets`` holds more than one only for shares; ``outside`` excludes the account."""

    when: Condition
    targets: tuple[Target, ...]
    place: Place
    outside: bool = False
    reason: str = ""
    basis: str = ""
    note: str = ""
    status: Literal["accepted", "suggested"] = "accepted"
    evidence: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    allow_class_change: str = ""

    @property
    def shared(self) -> bool:
        """Whether the rule splits amounts by shares."""
        return len(self.targets) > 1


@dataclass(frozen=True)
class Organisation:
    """Who keeps the books. ``year_start`` is month and day ("01-01" for a calendar year)."""

    name: str = ""
    business_id: str = ""
    form: Literal["association", "foundation", "micro_association", "other"] = "association"
    members: int | None = None
    staff: float | None = None
    region: str = ""
    basis: Literal["accrual", "cash"] = "accrual"
    year_start: str = "01-01"


@dataclass(frozen=True)
class Mapping:
    """A mapping with everything it extends folded in (own rules first).

    The ``dims`` of ``grants`` hold short names; ``mapping.grants.grants_of`` turns them into columns of a ledger.
    ``checks`` holds what is stated about checks, by field of CheckSettings; ``accepted`` is not inherited: what one organisation
    has accepted is not accepted by another.
    """

    name: str
    organisation: Organisation = field(default_factory=Organisation)
    rules: tuple[Rule, ...] = ()
    dimensions: tuple[tuple[str, str], ...] = ()
    source: dict[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    files: tuple[tuple[str, str], ...] = ()
    grants: tuple["Grant", ...] = ()
    activities: tuple["ActivityVolume", ...] = ()
    checks: dict[str, object] = field(default_factory=dict)
    accepted: tuple["Acceptance", ...] = ()
    allocation: "Allocation | None" = None
    annual_lists: tuple["ListEntry", ...] = ()
