"""What cannot be compared, and why: said aloud, so that no figure stands beside another one as if they were alike."""

from collections.abc import Iterable, Iterator
from typing import Any

from tilikartta.comparison.contents import Comparison, MemberResult, MemberYear
from tilikartta.comparison.continuity import years_that_do_not_join
from tilikartta.model import Cents, Finding, error, info, warning

LEAST_UNSPECIFIED = 1  # per cent of the turnover: below it the remark would stand at every member


def incomparable(comparison: Comparison) -> list[Finding]:
    """Findings about members and years; ``member`` in their data is the name as ``told_names`` tells it, ``member_id`` the id.

    TK730 unmapped, TK731 (info) outside, TK732 cash and accrual side by side, TK733 length of the year, TK734 a missing year,
    TK735 (info) unspecified, TK736 no opening balances, TK739 (info) a year that is no calendar year, TK743 the sums changed,
    TK744 an activity that is not in the shared list, TK745 a member that is not compared, TK746 several currencies, TK748 a
    ledger of part of a year, TK749 one ledger of two members; TK725 of ``continuity``.
    """
    found = [
        *_basis(comparison), *_currencies(comparison), *_missing(comparison), *_activities(comparison), *_failed(comparison),
        *_shared_ledgers(comparison), *years_that_do_not_join(comparison),
    ]  # fmt: skip
    for result in comparison.counted:
        for year in result.years:
            found += _of_year(_who(comparison, result, year.label), year)
    return found


def _who(comparison: Comparison, result: MemberResult, year: str = "") -> dict[str, Any]:
    return {"member": comparison.told_names[result.member.id], "member_id": result.member.id, "year": year}


def _of_year(who: dict[str, Any], year: MemberYear) -> Iterator[Finding]:
    coverage = year.coverage
    unmapped = coverage.turnover - coverage.turnover_mapped - coverage.turnover_outside
    if coverage.unmapped_with_balance or unmapped:
        yield warning("TK730", **who, count=coverage.unmapped, amount=Cents(unmapped))
    if coverage.outside:
        yield info("TK731", **who, count=coverage.outside, amount=Cents(coverage.turnover_outside))
    if year.months is not None and year.months != 12:
        yield warning("TK733", **who, months=year.months, start=year.start, end=year.end)
    elif year.start is not None and (year.start.month, year.start.day) != (1, 1):
        yield info("TK739", **who, start=year.start, end=year.end)
    if year.told is not None:
        yield warning("TK748", **who, start=year.told[0], end=year.told[1])
    if coverage.unspecified * 100 > LEAST_UNSPECIFIED * coverage.turnover:
        yield info("TK735", **who, amount=Cents(coverage.unspecified), percent=coverage.unspecified * 100 // coverage.turnover)
    if not year.opened:
        yield warning("TK736", **who)
    if year.turnover_in != year.turnover_out:
        yield error("TK743", **who, read=Cents(year.turnover_in), counted=Cents(year.turnover_out))


def _basis(comparison: Comparison) -> list[Finding]:
    """TK732 when members that book payments stand beside members that book by deed: whose they are, by name."""
    names = comparison.told_names
    by = {
        basis: [names[one.member.id] for one in comparison.counted if one.member.basis == basis] for basis in ("cash", "accrual")
    }
    if not by["cash"] or not by["accrual"]:
        return []
    return [warning("TK732", cash=by["cash"], count=len(by["accrual"]))]


def _currencies(comparison: Comparison) -> list[Finding]:
    """TK746: amounts of several currencies stand side by side. A ledger that states none is in euros."""
    used = sorted({one.currency or "EUR" for one in comparison.counted})
    return [warning("TK746", currencies=used)] if len(used) > 1 else []


def _shared_ledgers(comparison: Comparison) -> Iterator[Finding]:
    """TK749: the same ledger, byte for byte, is that of several members."""
    holders: dict[str, dict[str, str]] = {}
    for result in comparison.counted:
        for one in result.ingredients:
            if one.role == "ledger" and one.rows:
                holders.setdefault(one.sha256, {}).setdefault(result.member.id, one.path)
    told: set[tuple[str, ...]] = set()
    for held in holders.values():
        if len(held) > 1 and tuple(held) not in told:
            told.add(tuple(held))
            yield warning("TK749", members=[comparison.told_names[member] for member in held], file=list(held.values())[-1])


def _missing(comparison: Comparison) -> Iterable[Finding]:
    for result in comparison.counted:
        have = {year.label for year in result.years}
        for label in comparison.years:
            if label not in have:
                yield warning("TK734", **_who(comparison, result, label))


def _activities(comparison: Comparison) -> Iterable[Finding]:
    shared = set(comparison.federation.activities)
    if not shared:
        return
    used = comparison.accounts[["member", "activity"]].drop_duplicates()
    for member, names in used.groupby("member", sort=False)["activity"]:
        own = sorted({str(name) for name in names} - shared - {""})
        if own:
            yield info("TK744", member=comparison.told_names[str(member)], member_id=str(member), year="", activities=own)


def _failed(comparison: Comparison) -> Iterable[Finding]:
    for result in comparison.results:
        if result.status == "failed":
            yield warning("TK745", **_who(comparison, result), count=len(result.findings))
