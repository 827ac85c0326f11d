"""What a meeting, a participant and an hour of an activity cost: direct, with its part of the administration, with volunteers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import lcm

import numpy as np
import pandas as pd

from tilikartta.mapping.apply import Mapped
from tilikartta.mapping.split import split
from tilikartta.model import Cents, Chart, Finding, info, warning
from tilikartta.model.measures import Pick, rounded
from tilikartta.model.volumes import ActivityVolume, Allocation, UnitCost, UnitMeasure
from tilikartta.statements.terms import labels, result_table, taken

_DIRECT = (Pick(klass=("expense",), function=("programme", "administration")),)
_INCOME = (Pick(klass=("income",), function=("programme", "administration")),)
COUNTED = ("meetings", "participants", "hours")


def unit_costs(
    mapped: Mapped, chart: Chart, volumes: Sequence[ActivityVolume], allocation: Allocation | None = None
) -> tuple[list[UnitCost], list[Finding]]:
    """Costs of every activity per period, with cost per unit where volumes are stated.

    Direct cost: expenses of programme and administration that carry the activity. Shared cost: administration that carries
    none; it is allocated by direct cost, or as ``allocation`` says: by a volume that every activity must then state, or by shares
    (an activity without one gets nothing, nor does what carries no activity). Direct and allocated cost together are the ordinary
    operations of the period, to the cent; costs of the programme that carry no activity are a row of their own (activity "").
    Findings: TK410 shares for an activity that has no euro, TK621 volumes without a year, TK622 programme cost without an
    activity, TK623 volumes of an activity that has no euro (its unit costs are None), TK624 no allocation, TK411 no allocation
    since a volume is missing. Reasons: TK411, TK620 not counted, TK623, TK624, TK625 a count of zero, TK626 no value of an hour.
    """
    allocation = allocation or Allocation()
    table = result_table(mapped, chart)
    result, findings, seen = [], [], set()
    for number, period in enumerate(labels(mapped)):
        rows = table[table["period"] == number]
        direct, shared, income = _sums(rows, chart)
        given, faults = _volumes(volumes, period, max(len(mapped.periods), 1))
        findings += faults
        if direct.get("", 0):
            findings.append(info("TK622", period=period, amount=Cents(direct[""])))
        activities = sorted({*direct, *income} - {""}) + [name for name in ("",) if direct.get("") or income.get("")]
        seen |= set(activities)
        named = {name for name, share in allocation.shares.items() if share and shared}
        activities = [*activities, *sorted(named - set(activities))]
        weights, missing = _weights(allocation, direct, activities, given)
        parts, reason = _allocated(shared, weights, period)
        if missing and shared:
            reason = info("TK411", period=period, amount=Cents(shared), measure=allocation.by, activities=missing)
        findings += [reason] if reason is not None else []
        for activity in activities:
            sums = (income.get(activity, 0), direct.get(activity, 0), parts.get(activity, 0) if reason is None else None)
            result.append(_unit_cost(activity, period, given.get(activity), sums, reason))
        result += [_without_euros(given[activity], period) for activity in sorted(set(given) - set(activities))]
    lost = sorted({volume.activity for volume in volumes} - seen)
    findings += [
        warning("TK410", activity=name) for name, share in sorted(allocation.shares.items()) if share and name not in seen
    ]
    return result, [*findings, *(warning("TK623", activity=name) for name in lost)]


def _sums(rows: pd.DataFrame, chart: Chart) -> tuple[dict[str, int], int, dict[str, int]]:
    """Direct cost by activity, shared administration, and income by activity (+)."""
    cost = rows[taken(rows, _DIRECT, chart)]
    is_shared = (cost["function"] == "administration") & (cost["activity"] == "")
    direct = cost[~is_shared].groupby("activity")["amount"].sum()
    income = rows[taken(rows, _INCOME, chart)].groupby("activity")["amount"].sum()
    return (
        {str(name): int(cents) for name, cents in direct.items()},
        int(cost.loc[is_shared, "amount"].sum()),
        {str(name): -int(cents) for name, cents in income.items()},
    )


def _volumes(volumes: Sequence[ActivityVolume], period: str, count: int) -> tuple[dict[str, ActivityVolume], list[Finding]]:
    """The volumes of a period by activity. Volumes without a year belong to the only year, or to none."""
    found = {volume.activity: volume for volume in volumes if volume.period == period}
    undated = [volume for volume in volumes if not volume.period]
    if count == 1:
        return {**{volume.activity: volume for volume in undated}, **found}, []
    return found, [warning("TK621", activity=volume.activity) for volume in undated]


def _allocated(shared: int, weights: Mapping[str, Fraction], period: str) -> tuple[dict[str, int], Finding | None]:
    """The shared cost divided over the activities, or why it cannot be."""
    if shared == 0:
        return {}, None
    if any(weight < 0 for weight in weights.values()) or sum(weights.values()) <= 0:
        return {}, info("TK624", period=period, amount=Cents(shared))
    common = lcm(*(weight.denominator for weight in weights.values()))
    parts = split(np.array([shared], dtype=np.int64), tuple(int(weight * common) for weight in weights.values()))
    return {name: int(part[0]) for name, part in zip(weights, parts, strict=True)}, None


def _weights(
    allocation: Allocation, direct: Mapping[str, int], activities: Sequence[str], given: Mapping[str, ActivityVolume]
) -> tuple[dict[str, Fraction], list[str]]:
    """The weight of every activity, and which of them lack the volume that the key asks for."""
    if allocation.by == "direct_costs":
        return {name: Fraction(direct.get(name, 0)) for name in activities}, []
    if allocation.by == "shares":
        return {name: Fraction(allocation.shares.get(name, 0)) for name in activities}, []
    counts = {name: getattr(given[name], allocation.by) if name in given else None for name in activities if name}
    missing = [name for name, count in counts.items() if count is None]
    return {name: Fraction(count) for name, count in counts.items() if count is not None}, missing


def _unit_cost(
    activity: str, period: str, volume: ActivityVolume | None, sums: tuple[int, int, int | None], reason: Finding | None
) -> UnitCost:
    income, direct, shared = sums
    volume = volume or ActivityVolume(activity)
    worth, missing = _volunteers(volume)
    cost = UnitCost(activity, volume.name or activity, period, income, direct, shared, worth, missing, reason)
    counts: list[tuple[str, int | Decimal | None, bool]] = [(name, getattr(volume, name), False) for name in COUNTED]
    counts += [(name, count, True) for name, count in volume.outcomes.items()]
    measures = tuple(_measure(cost, name, count, outcome=outcome) for name, count, outcome in counts)
    return UnitCost(activity, cost.name, period, income, direct, shared, worth, missing, reason, measures)


def _without_euros(volume: ActivityVolume, period: str) -> UnitCost:
    """Volumes without a euro in the ledger: a cost of 0 per meeting would be a false answer."""
    cost = _unit_cost(volume.activity, period, volume, (0, 0, None), info("TK623", activity=volume.activity))
    return replace(
        cost, measures=tuple(replace(one, direct=None, reason=one.reason or cost.shared_reason) for one in cost.measures)
    )


def _volunteers(volume: ActivityVolume) -> tuple[int | None, Finding | None]:
    """Hours at the stated value, in cents; None with the reason where one of the two is not stated."""
    if volume.volunteer_hours is None:
        return None, info("TK620", activity=volume.activity, measure="volunteer_hours")
    if volume.volunteer_hour_value is None:
        return None, info("TK626", activity=volume.activity)
    return int(rounded(Fraction(volume.volunteer_hours) * volume.volunteer_hour_value, 0)), None


def _measure(cost: UnitCost, name: str, count: int | Decimal | None, *, outcome: bool) -> UnitMeasure:
    """Cost per unit, or why there is none."""
    if count is None:
        return UnitMeasure(name, None, reason=info("TK620", activity=cost.activity, measure=name), outcome=outcome)
    if count <= 0:
        return UnitMeasure(name, Decimal(count), reason=info("TK625", activity=cost.activity, measure=name), outcome=outcome)

    def per_unit(cents: int | None) -> Decimal | None:
        return None if cents is None else rounded(Fraction(cents) / (100 * Fraction(count)), 2)

    direct, full, whole = (per_unit(cents) for cents in (cost.direct, cost.full, cost.with_volunteers))
    return UnitMeasure(name, Decimal(count), direct, full, whole, cost.shared_reason, outcome)
