"""Activities with their volumes, and what one meeting, participant or hour of them costs."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from tilikartta.model.finding import Finding


@dataclass(frozen=True)
class ActivityVolume:
    """What an activity did in one year. None means that nobody counted it; that is not the same as 0.

    ``activity`` is the value of the activity axis in the mapping. ``volunteer_hour_value`` is cents per hour, the organisation's
    own statement. ``period`` is the label of the financial year; it may be left out when the ledger has only one.
    """

    activity: str
    name: str = ""
    period: str = ""
    meetings: int | None = None
    participants: int | None = None
    hours: Decimal | None = None
    volunteer_hours: Decimal | None = None
    volunteer_hour_value: int | None = None
    outcomes: dict[str, int] = field(default_factory=dict)


AllocationKey = Literal["direct_costs", "meetings", "participants", "hours", "volunteer_hours", "shares"]


@dataclass(frozen=True)
class Allocation:
    """How the shared costs (administration without an activity) are divided over the activities.

    ``by`` is their direct cost, one of their volumes, or ``shares`` (per cent by activity; one that is not named gets nothing).
    ``basis`` says in the organisation's own words what the shares rest on.
    """

    by: AllocationKey = "direct_costs"
    shares: dict[str, Decimal] = field(default_factory=dict)
    basis: str = ""


@dataclass(frozen=True)
class UnitMeasure:
    """Cost of one unit, in euros with two decimals.

    ``id`` is meetings, participants, hours or the name of an outcome (``outcome`` true). A figure that is None has its reason in
    ``reason``.
    """

    id: str
    count: Decimal | None
    direct: Decimal | None = None
    full: Decimal | None = None
    with_volunteers: Decimal | None = None
    reason: Finding | None = None
    outcome: bool = False


@dataclass(frozen=True)
class UnitCost:
    """One activity in one period, amounts in cents. ``full`` = ``direct`` + ``shared`` (its part of the administration).

    ``volunteer_value`` stands off statement: hours at the value that the organisation states, no cost of the ledger.
    ``activity`` "" holds the costs that no activity carries.
    """

    activity: str
    name: str
    period: str
    income: int
    direct: int
    shared: int | None
    volunteer_value: int | None = None
    volunteer_reason: Finding | None = None
    shared_reason: Finding | None = None
    measures: tuple[UnitMeasure, ...] = ()

    @property
    def full(self) -> int | None:
        """Direct cost and the part of the administration, where that could be allocated."""
        return None if self.shared is None else self.direct + self.shared

    @property
    def with_volunteers(self) -> int | None:
        """Full cost and the stated value of the volunteers' work: what the activity would cost without them."""
        return None if self.full is None or self.volunteer_value is None else self.full + self.volunteer_value
