"""One member from its files to its figures: read, map, fill in the statements, count the key figures."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tilikartta.comparison.account_rows import account_rows
from tilikartta.comparison.contents import ACCOUNT_COLUMNS, LINE_COLUMNS, MemberResult, MemberYear
from tilikartta.comparison.part_years import part_of_year
from tilikartta.comparison.years import read_years
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.key_figure_file import shipped_key_figures
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.mapping.apply import Mapped, apply_mapping
from tilikartta.mapping.coverage import coverage_of, unmapped_findings
from tilikartta.mapping.known_kinds import with_mapping
from tilikartta.mapping.periods import Period
from tilikartta.mapping.use import check_for_use
from tilikartta.model import Chart, Finding, Ledger, Mapping, Severity, TilikarttaError, error, ordered, warning
from tilikartta.model.federation import Member
from tilikartta.model.manifest import Ingredient
from tilikartta.sources import ReadOptions
from tilikartta.statements.figures import statement
from tilikartta.statements.key_figures import key_figures
from tilikartta.statements.terms import balances_known


@dataclass(frozen=True)
class Task:
    """What to do with one member. ``folder``: paths of ingredients are told from here."""

    member: Member
    folder: str
    income: str = "is_npo"
    balance: str = "bs_npo"
    include_suggested: bool = False


@dataclass
class Counted:
    """What came of it: the result and its rows of ``Comparison.accounts`` and ``Comparison.lines``."""

    result: MemberResult
    accounts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(ACCOUNT_COLUMNS)))
    lines: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(LINE_COLUMNS)))


def count_member(task: Task) -> Counted:
    """One member. Never raises for what its files hold: a member that cannot be counted is ``failed`` with its findings."""
    try:
        return _count(task)
    except TilikarttaError as stop:
        return failed(task.member, ordered(stop.findings))


def failed(member: Member, findings: Iterable[Finding]) -> Counted:
    """A member of which nothing can be counted."""
    named = replace(member, name=member.name or member.id)
    return Counted(MemberResult(named, "failed", findings=tuple(findings)))


def _count(task: Task) -> Counted:
    chart = universal_chart()
    mapping = load_mapping(task.member.mapping)
    member, faults = as_said(task.member, mapping), check_for_use(mapping, chart)
    if any(fault.severity is Severity.ERROR for fault in faults):
        return failed(member, ordered(faults))
    if not member.years:
        return failed(member, [*faults, error("TK712", member=member.name)])
    options = with_mapping(ReadOptions(), mapping)
    read = read_years(member, mapping, options, chart, task.include_suggested)
    if read.ledger is None:
        return failed(member, ordered([*faults, *read.findings]))
    mapped = apply_mapping(read.ledger, mapping, chart, include_suggested=task.include_suggested)
    labels, found = year_labels(mapped, member.name, read.since)
    years = _years(mapped, chart, member.id, labels)
    values, remarks = key_figures(mapped, chart, shipped_key_figures())
    findings = [*faults, *read.findings, *mapped.findings, *unmapped_findings(mapped), *found, *remarks, *_waiting(mapping, task)]
    lost = any(year.coverage.unmapped_with_balance for year in years)
    periods = {period.label: label for period, label in labels.items()}
    result = MemberResult(
        member, "partly" if read.failed or lost else "ok", years,
        tuple(replace(value, period=periods[value.period]) for value in values if value.period in periods),
        tuple(ordered(findings)), tuple(_ingredients(read.ledger, mapping, task.folder)), read.ledger.currency,
    )  # fmt: skip
    return Counted(result, *_frames(mapped, chart, task, labels))


def as_said(member: Member, mapping: Mapping) -> Member:
    """The member with what its mapping says of the organisation where the federation is silent."""
    own, said = mapping.organisation, member.said
    given: dict[str, Any] = {"form": own.form, "name": member.name or own.name or member.id}
    if "region" not in said:
        given["region"] = own.region
    if "basis" not in said:
        given["basis"] = own.basis
    if "members" not in said and own.members is not None:
        given["members"] = {"": own.members}
    if "staff" not in said and own.staff is not None:
        given["staff"] = {"": Decimal(str(own.staff))}
    return replace(member, **given)


def year_labels(mapped: Mapped, member: str, since: date = date.min) -> tuple[dict[Period, str], list[Finding]]:
    """Period -> label, for the periods from ``since`` that hold rows: the calendar year in which the period ends.

    TK723: a second financial year that ends in the same calendar year is labelled ``2025/2``.
    """
    labels: dict[Period, str] = {}
    findings = []
    for period in (mapped.periods[index] for index in _periods_with_rows(mapped)):
        if period.end < since:
            continue
        year, same = str(period.end.year), [one for one in labels if one.end.year == period.end.year]
        labels[period] = f"{year}/{len(same) + 1}" if same else year
        if same:
            findings.append(warning("TK723", member=member, year=year, start=period.start, end=period.end))
    return labels, findings


def _periods_with_rows(mapped: Mapped) -> list[int]:
    """Periods with turnover or stated openings, not those that only lie between two others."""
    held = mapped.balances[["debit", "credit"]].to_numpy(dtype=np.int64).sum(axis=1) != 0
    used = {int(period) for period in mapped.keys["period"].to_numpy(dtype=np.int64)[held]}
    used |= {int(period) for _, period in mapped.opened}
    return sorted(used)


def _years(mapped: Mapped, chart: Chart, member: str, labels: dict[Period, str]) -> tuple[MemberYear, ...]:
    unspecified = frozenset(account.code for account in chart.accounts if account.unspecified)
    turnovers = _read_turnovers(mapped)
    found = []
    for index, period in enumerate(mapped.periods):
        if period not in labels:
            continue
        here = (mapped.keys["period"] == index).to_numpy(dtype=bool)
        part = replace(mapped, keys=mapped.keys[here], balances=mapped.balances[here])
        rows, turnover = turnovers[index]
        found.append(
            MemberYear(
                member, labels[period], period.start, period.end, coverage_of(part, unspecified), balances_known(mapped, index),
                rows, turnover, int(part.balances["debit"].sum() + part.balances["credit"].sum()),
                part_of_year(mapped.ledger, period), any(at == index for _, at in mapped.opened),
            )
        )  # fmt: skip
    return tuple(found)


def _read_turnovers(mapped: Mapped) -> list[tuple[int, int]]:
    """Rows and turnover (debit + credit, cents) of every period, from the ledger as read and not from what mapping made."""
    entries, balances = mapped.ledger.entries, mapped.ledger.balances
    amount = entries["amount"].to_numpy(dtype=np.int64, na_value=0)
    day = balances["period_end"].fillna(balances["period_start"])
    opening, debit, credit, closing = (
        balances[name].to_numpy(dtype=np.int64, na_value=0) for name in ("opening", "debit", "credit", "closing")
    )
    moved = np.where(balances["closing"].isna().to_numpy(dtype=bool), 0, closing - opening)
    told = (debit != 0) | (credit != 0)
    debits = np.where(told, debit, np.maximum(moved, 0))
    found = []
    for period in mapped.periods:
        of_entries = _within(entries["date"], period)
        of_balances = _within(day, period)
        both = 2 * int(debits[of_balances].sum()) - int(moved[of_balances].sum())
        rows = int(of_entries.sum() + of_balances.sum())
        found.append((rows, int(np.abs(amount[of_entries]).sum()) + both))
    return found


def _within(days: "pd.Series[Any]", period: Period) -> Any:
    return ((days >= period.start) & (days <= period.end)).fillna(False).to_numpy(dtype=bool)


def _frames(mapped: Mapped, chart: Chart, task: Task, labels: dict[Period, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of accounts and of lines, years under their labels."""
    income, balance = chart.layout_by_id[task.income], chart.layout_by_id[task.balance]
    names = {index: labels[period] for index, period in enumerate(mapped.periods) if period in labels}
    accounts = account_rows(mapped, chart, income, balance, task.member.id)
    accounts = accounts[accounts["year"].isin(names)].reset_index(drop=True)
    accounts["year"] = [names[index] for index in accounts["year"]]
    accounts["rule"] = [_rules_from(task.folder, str(rules)) for rules in accounts["rule"]]
    rows = [
        (task.member.id, name, layout.id, line.id, filled.amounts[line.id][index])
        for layout in (income, balance)
        for filled in (statement(mapped, chart, layout),)
        for index, name in names.items()
        for _, line in layout.flat
    ]
    return accounts, pd.DataFrame(rows, columns=list(LINE_COLUMNS))


@cache
def _rules_from(folder: str, rules: str) -> str:
    """Places of rules as paths from the federation's folder: they must not depend on where it lies."""
    places = (rule.split(":", 1) if ":" in rule else (rule, "") for rule in rules.split("; ") if rule)
    return "; ".join(":".join(filter(None, (_from(folder, file), rest))) for file, rest in places)


def _waiting(mapping: Mapping, task: Task) -> list[Finding]:
    """TK737: suggestions that nobody accepted, in use or waiting."""
    count = sum(rule.status == "suggested" for rule in mapping.rules)
    if not count:
        return []
    return [warning("TK737" if task.include_suggested else "TK738", member=task.member.name or task.member.id, count=count)]


def _ingredients(ledger: Ledger, mapping: Mapping, folder: str) -> Iterable[Ingredient]:
    """Ledgers and mappings with their hashes, as paths from the federation's folder."""
    for file in ledger.files:
        yield Ingredient("ledger", _from(folder, file.path), file.sha256, file.size, file.rows)
    for path, digest in mapping.files:
        yield Ingredient("mapping", _from(folder, path), digest)


def _from(folder: str, path: str) -> str:
    home, file = Path(folder).resolve(), Path(path)
    if not file.exists():
        return file.as_posix()
    return file.resolve().relative_to(home).as_posix() if file.resolve().is_relative_to(home) else file.as_posix()
