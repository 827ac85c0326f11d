"""Facts that the law changes, each with the days it holds for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from tilikartta.model.chart import Text

_STRICT: dict[str, object] = {"extra": "forbid", "populate_by_name": True}


@dataclass(frozen=True)
class LawValue:
    """One value of a fact, from ``since`` to ``until`` (both included; None = open).

    ``may_from``: from this day it may be used, from ``since`` it must. ``unconfirmed`` names the parts that were not read in a
    source; such a value is never shown without saying so.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    value: Decimal
    source: str
    since: date | None = None
    until: date | None = None
    may_from: date | None = None
    unconfirmed: tuple[Literal["value", "since", "until", "source"], ...] = ()
    note: Text | None = None

    def holds(self, day: date) -> bool:
        """Whether the value holds on the day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def confirmed(self) -> bool:
        """Whether every part was read in a source."""
        return not self.unconfirmed


@dataclass(frozen=True)
class LawFact:
    """A fact with its values over time.

    ``keyed``: whether ``day`` in a look-up is any day, or the first day of the financial year that the limit is tried for.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    id: str
    name: Text
    unit: Literal["percent", "eur", "persons"]
    values: tuple[LawValue, ...]
    keyed: Literal["day", "year_start"] = "day"
    note: Text | None = None

    def on(self, day: date) -> LawValue | None:
        """The value that holds on the day; None when the law has none or its history was not read."""
        return next((value for value in self.values if value.holds(day)), None)


@dataclass(frozen=True)
class LawFile:
    """The shape of a file of law facts."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    law: Literal["1"]
    id: str
    name: Text
    facts: tuple[LawFact, ...]


@dataclass(frozen=True)
class LawFacts:
    """All facts. A limit keyed by ``year_start`` is looked up with the first day of the financial year."""

    facts: tuple[LawFact, ...]

    def on(self, day: date) -> dict[str, LawValue]:
        """Fact id -> the value that holds on the day; facts without one are left out."""
        found = {fact.id: fact.on(day) for fact in self.facts}
        return {key: value for key, value in found.items() if value is not None}

    def value(self, fact: str, day: date) -> LawValue | None:
        """One fact on a day. KeyError for an unknown id."""
        return {one.id: one for one in self.facts}[fact].on(day)
