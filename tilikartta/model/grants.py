"""Grants, the forms that funders want, and a form filled in. Amounts are cents; costs and income are both +."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from tilikartta.model.chart import Text
from tilikartta.model.finding import Finding
from tilikartta.model.mapping import Pattern
from tilikartta.model.measures import Pick

Section = Literal["income", "excluded", "cost", "capex", "covered", "ineligible"]
INCOME_SECTIONS: tuple[Section, ...] = ("income", "excluded")
COST_SECTIONS: tuple[Section, ...] = ("cost", "capex", "covered", "ineligible")

_STRICT: dict[str, object] = {"extra": "forbid", "populate_by_name": True}


@dataclass(frozen=True)
class FormRow:
    """A row of a form.

    ``section``: ``income``; ``excluded`` (income that is not of this report); ``cost`` (accepted as booked); ``capex`` (purchases
    on balance-sheet accounts, accepted); ``covered`` (real cost that a flat rate stands for); ``ineligible`` (and ``why``).
    ``grant``: only grant income of this funder, or only of others. ``rest``: takes what no other row of its side takes.
    ``deduct``: income that lowers what the grant may cover.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    id: str
    name: Text
    section: Section
    select: tuple[Pick, ...] = ()
    grant: Literal["", "this", "other"] = ""
    rest: bool = False
    deduct: bool = False
    why: Text | None = None
    law: str = ""
    note: Text | None = None
    unconfirmed: bool = False


@dataclass(frozen=True)
class FlatRate:
    """A percentage that stands for costs nobody shows. ``of`` names cost rows and earlier flat rates.

    ``percent`` is the law's; ``rate`` names a percentage that the funder's decision states (``Grant.rates``).
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    id: str
    name: Text
    of: tuple[str, ...]
    law: str
    percent: Decimal | None = None
    rate: str = ""


@dataclass(frozen=True)
class Limit:
    """The most that some rows may be of others, in per cent, for the ``kinds`` of grant named (all when empty)."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    id: str
    name: Text
    rows: tuple[str, ...]
    of: tuple[str, ...]
    percent: Decimal
    law: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class ByHand:
    """Euros that a person must look at, since the ledger cannot tell whether they are accepted."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    id: str
    name: Text
    select: tuple[Pick, ...]
    law: str = ""


@dataclass(frozen=True)
class Form:
    """What a funder or authority wants out of a ledger. ``funders``: values of the funder axis that mean this funder.

    ``scope`` limits the report where the grant itself names no part of the ledger. ``no_surplus``: grant income above the net
    cost is a fault of bookkeeping. ``proceeds``: no grant but money raised, whose net proceeds are asked. ``unconfirmed`` says
    what was not read in a source.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    form: Literal["1"]
    id: str
    name: Text
    law: tuple[str, ...]
    rows: tuple[FormRow, ...]
    unit: Text | None = None
    due: Text | None = None
    funders: tuple[str, ...] = ()
    scope: tuple[Pick, ...] = ()
    flats: tuple[FlatRate, ...] = ()
    limits: tuple[Limit, ...] = ()
    by_hand: tuple[ByHand, ...] = ()
    notes: tuple[Text, ...] = ()
    no_surplus: bool = False
    proceeds: bool = False
    unconfirmed: Text | None = None


@dataclass(frozen=True)
class Grant:
    """One grant of an organisation (``grants:`` of an organisation file).

    Which euros are its: every given one of ``funder``, ``activity`` (any of them) and ``dims`` (column of the ledger such as
    ``dim_kp`` and its patterns) must match. With ``dims`` or ``activity``, ``funder`` does not choose costs: it only says whose
    grant income is this grant's. ``start`` and ``end``: period of use. ``decision``: amount in cents. ``kind``: the funder's own
    kind, such as Ak. ``rates``: percentages that the decision states.
    """

    name: str
    form: str
    funder: str = ""
    activity: tuple[str, ...] = ()
    dims: tuple[tuple[str, tuple[Pattern, ...]], ...] = ()
    start: date | None = None
    end: date | None = None
    decision: int | None = None
    kind: str = ""
    rates: tuple[tuple[str, Decimal], ...] = ()


Amounts = tuple[int, ...]


@dataclass(frozen=True)
class ReportRow:
    """A row filled in, one amount per period. Outside the period of use: no row of the form, but a ``label``."""

    section: Section
    amounts: Amounts
    row: FormRow | None = None
    label: str = ""
    accounts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Id of the row: that of the form, or the label."""
        return self.row.id if self.row is not None else self.label


@dataclass(frozen=True)
class FlatAmount:
    """A flat rate computed; ``amounts`` None when the decision's percentage is not known and would matter."""

    flat: FlatRate
    percent: Decimal | None
    amounts: Amounts | None


@dataclass(frozen=True)
class LimitCheck:
    """A limit tried: the share in per cent per period, None where there is nothing to compare with."""

    limit: Limit
    shares: tuple[Decimal | None, ...]
    exceeded: tuple[bool, ...]


@dataclass(frozen=True)
class GrantReport:
    """A form filled in for one grant, per period.

    ``costs_held`` = accepted as booked + covered by a flat rate + not accepted, to the cent, and ``income_held`` = income +
    excluded income: what the cost centre holds is counted on its own way, not summed from the rows. ``unmapped`` is what its
    entries hold that the mapping has no home for (debit +).
    """

    form: Form
    grant: Grant
    periods: tuple[str, ...]
    rows: tuple[ReportRow, ...]
    costs_held: Amounts
    income_held: Amounts
    unmapped: Amounts
    flats: tuple[FlatAmount, ...] = ()
    limits: tuple[LimitCheck, ...] = ()
    by_hand: tuple[tuple[ByHand, Amounts], ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def total(self, *sections: Section) -> Amounts:
        """Sum of the rows of the sections, per period."""
        return self._sum(row for row in self.rows if row.section in sections)

    def _sum(self, rows: Iterable[ReportRow | FlatAmount]) -> Amounts:
        total = [0] * len(self.periods)
        for row in rows:
            total = [a + b for a, b in zip(total, row.amounts or [0] * len(total), strict=True)]
        return tuple(total)

    @property
    def flat(self) -> Amounts | None:
        """Flat rates together; None when one is not known."""
        if any(one.amounts is None for one in self.flats):
            return None
        return self._sum(self.flats)

    @property
    def accepted(self) -> Amounts | None:
        """Accepted cost: as booked, purchases and flat rates."""
        flat = self.flat
        return None if flat is None else _plus(self.total("cost", "capex"), flat)

    @property
    def deducted(self) -> Amounts:
        """Income that lowers what the grant may cover."""
        return self._sum(row for row in self.rows if row.row is not None and row.section == "income" and row.row.deduct)

    @property
    def net(self) -> Amounts | None:
        """Accepted cost less income: the most that the grant may cover."""
        accepted = self.accepted
        return None if accepted is None else _plus(accepted, tuple(-cents for cents in self.deducted))

    @property
    def proceeds(self) -> Amounts | None:
        """What was raised less what raising it cost; for a form of ``proceeds``."""
        return None if self.net is None else tuple(-cents for cents in self.net)

    @property
    def granted(self) -> Amounts:
        """Income from this grant as booked."""
        return self._sum(row for row in self.rows if row.row is not None and row.section == "income" and row.row.grant == "this")


def _plus(one: Amounts, other: Amounts) -> Amounts:
    return tuple(a + b for a, b in zip(one, other, strict=True))
