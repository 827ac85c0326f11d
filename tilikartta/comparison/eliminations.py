"""What members pay each other: both books are looked up, compared, and the agreed part is left out of the federation's sums."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from tilikartta.comparison.contents import Eliminated
from tilikartta.model import RESULT_CLASSES, Cents, Chart, Finding, Word, error, info, warning
from tilikartta.model.federation import EVERYONE, Elimination, EliminationSide

_OTHERS = {EVERYONE: Word("fed.eliminations.everyone")}


def unknown_accounts(eliminations: Iterable[Elimination], chart: Chart) -> list[Finding]:
    """TK711: an elimination names a code that the universal chart does not have."""
    return [
        error("TK711", one.place, name=one.name, target=code)
        for one in eliminations
        for side in (one.payer, one.receiver)
        for code in side.accounts
        if code not in chart.by_code
    ]


def side_rows(accounts: pd.DataFrame, side: EliminationSide, other: EliminationSide, year: str) -> pd.DataFrame:
    """The rows of ``Comparison.accounts`` that a side takes in a year; EVERYONE is every member but the one on the other side."""
    members = accounts["member"] != other.member if side.member == EVERYONE else accounts["member"] == side.member
    taken = members & (accounts["year"] == year) & accounts["universal"].isin(side.accounts)
    if side.local:
        taken &= accounts["account"].isin(side.local)
    return accounts[taken]


def side_cents(rows: pd.DataFrame, chart: Chart, *, paying: bool) -> int:
    """Cents of a side, what is paid and what is got both +. Balance-sheet accounts (debt and receivable) count as they stand."""
    in_result = [chart.by_code[code].klass in RESULT_CLASSES for code in rows["universal"]]
    signs = [-1 if paying and result else 1 for result in in_result]
    return sum(sign * int(amount) for sign, amount in zip(signs, rows["amount"], strict=True))


def eliminate(
    eliminations: Iterable[Elimination],
    accounts: pd.DataFrame,
    years: Sequence[str],
    known: frozenset[tuple[str, str]],
    chart: Chart,
    names: Mapping[str, str] | None = None,
) -> tuple[tuple[Eliminated, ...], list[Finding]]:
    """Every pair in every year. ``known``: the (member, year) pairs that were counted. ``names``: of members, for the findings.

    TK740 the two books differ by more than the tolerance, TK741 (info) a side is not known, TK742 a side is on the wrong side,
    TK747 two pairs take the same entries (the second eliminates nothing).
    """
    done: list[Eliminated] = []
    findings: list[Finding] = []
    taken: dict[int, str] = {}
    for pair in eliminations:
        for year in years:
            sides = ((pair.payer, pair.receiver), (pair.receiver, pair.payer))
            rows = [side_rows(accounts, side, other, year) for side, other in sides]
            cents = [
                side_cents(own, chart, paying=side is pair.payer) if _is_known(side, other, year, known) else None
                for (side, other), own in zip(sides, rows, strict=True)
            ]
            one = _matched(pair, year, *cents)
            used = [index for own in rows for index in own.index]
            if twice := sorted({taken[index] for index in used if index in taken}):
                findings.append(error("TK747", pair.place, name=pair.name, others=twice, year=year))
                one = replace(one, amount=0)
            taken |= dict.fromkeys(used, pair.name)
            findings += _told(one, names or {})
            done.append(one)
    return tuple(done), findings


def _is_known(side: EliminationSide, other: EliminationSide, year: str, known: frozenset[tuple[str, str]]) -> bool:
    if side.member != EVERYONE:
        return (side.member, year) in known
    return any(label == year and member != other.member for member, label in known)


def _matched(pair: Elimination, year: str, paid: int | None, received: int | None) -> Eliminated:
    agreed = 0 if paid is None or received is None else max(0, min(paid, received))
    return Eliminated(pair, year, paid, received, agreed)


def _told(one: Eliminated, names: Mapping[str, str]) -> list[Finding]:
    pair = one.elimination
    payer, receiver = (names.get(side.member, _OTHERS.get(side.member, side.member)) for side in (pair.payer, pair.receiver))
    data: dict[str, Any] = {"name": pair.name, "year": one.year, "payer": payer, "receiver": receiver}
    if one.paid is None or one.received is None:
        absent = [name for name, cents in ((payer, one.paid), (receiver, one.received)) if cents is None]
        return [info("TK741", pair.place, **data | {"absent": absent})]
    data |= {"paid": Cents(one.paid), "received": Cents(one.received), "difference": Cents(one.paid - one.received)}
    if one.paid < 0 or one.received < 0:
        return [warning("TK742", pair.place, **data)]
    if abs(one.paid - one.received) > pair.tolerance:
        return [warning("TK740", pair.place, **data)]
    return []


def eliminated_leaves(done: Iterable[Eliminated], accounts: pd.DataFrame, chart: Chart) -> pd.DataFrame:
    """What is added to the sums of members on each leaf line: ``year, line, universal, function, amount`` (cents).

    The amount of a side is taken from its rows in proportion, the rounding cents from the largest row; it never exceeds them.
    """
    rows: list[tuple[str, str, str, str, int]] = []
    for one in done:
        if not one.amount:
            continue
        payer, receiver = one.elimination.payer, one.elimination.receiver
        for side, other, paying in ((payer, receiver, True), (receiver, payer, False)):
            taken = side_rows(accounts, side, other, one.year)
            signed = [side_cents(taken.iloc[[index]], chart, paying=paying) for index in range(len(taken))]
            parts = _parts(signed, one.amount)
            rows += [
                (one.year, str(line), str(code), str(function), -part if own * int(amount) >= 0 else part)
                for line, code, function, amount, own, part in zip(
                    *(taken[name] for name in ("line", "universal", "function", "amount")), signed, parts, strict=True
                )
            ]
    return pd.DataFrame(rows, columns=["year", "line", "universal", "function", "amount"])


def _parts(amounts: list[int], wanted: int) -> list[int]:
    """``wanted`` taken from the amounts in proportion, exactly; the rounding cents from the largest."""
    whole = sum(amounts)
    parts = [amount * wanted // whole for amount in amounts]
    parts[max(range(len(amounts)), key=lambda index: amounts[index])] += wanted - sum(parts)
    return parts
