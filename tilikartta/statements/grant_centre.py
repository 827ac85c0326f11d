"""Which euros of a mapped ledger belong to a grant, and which of them lie inside its period of use."""

from datetime import date
from typing import Any

import pandas as pd

from tilikartta.mapping.apply import MAPPED, Mapped
from tilikartta.mapping.periods import Period
from tilikartta.model import Chart, Finding, Pattern, warning
from tilikartta.model.grants import Form, Grant
from tilikartta.statements.terms import taken

_KEPT = ["period", "universal", "function", "funder", "fund"]


def centre_of(mapped: Mapped, chart: Chart, form: Form, grant: Grant) -> tuple[pd.DataFrame, list[Finding]]:
    """The grant's euros by key, debit +: ``klass``, and cents ``inside`` and ``outside`` the period of use.

    An asset account counts what was bought (its debit entries); other balance-sheet accounts and items off statement are left
    out. Accounts without a home in the mapping stay, with ``universal`` "". Findings: TK611, TK617.
    """
    keys = mapped.keys[_chosen(mapped, chart, form, grant)]
    entries = _entries(mapped, keys.index, grant)
    sums = _by_key(entries, grant).reindex(keys.index, fill_value=0)
    findings: list[Finding] = []
    if grant.dims:
        if bool(mapped.ledger.balances[["closing", "debit", "credit"]].notna().any(axis=None)):
            findings.append(warning("TK611", grant=grant.name))
    else:
        findings += _add_balances(mapped, keys, sums, grant)
    table = keys[_KEPT].join(sums)
    table["klass"] = [chart.by_code[code].klass if code else "" for code in table["universal"].astype(str)]
    for part in ("inside", "outside"):
        table[part] = table[part].where(table["klass"] != "asset", table[f"bought_{part}"])
    table.loc[keys["status"] != MAPPED, "universal"] = ""
    asked = ~table["klass"].isin(["liability", "equity", "off_statement"]) & ((table["inside"] != 0) | (table["outside"] != 0))
    return table.loc[asked, [*_KEPT, "klass", "inside", "outside"]], findings


def _chosen(mapped: Mapped, chart: Chart, form: Form, grant: Grant) -> "pd.Series[bool]":
    """The keys that the grant's axes choose; a cost centre is looked at entry by entry."""
    keys = mapped.keys
    if grant.activity:
        return keys["activity"].isin(grant.activity)
    if grant.dims:
        return pd.Series(True, index=keys.index)
    if grant.funder and not form.scope:
        return keys["funder"] == grant.funder
    return taken(keys, form.scope, chart) if form.scope else pd.Series(True, index=keys.index)


def _matching(values: "pd.Series[Any]", patterns: tuple[Pattern, ...]) -> "pd.Series[bool]":
    """Which values fit any of the patterns, as in the rules: every distinct value is looked at once, and its code alone too."""
    fitting = [value for value in values.unique() if any(fits(pattern, str(value)) for pattern in patterns)]
    return values.isin(fitting)


def fits(pattern: Pattern, value: str) -> bool:
    """Whether a cost centre or project fits; it may carry its name after the code ("310 Keräykset")."""
    return pattern.matches(value) or pattern.matches(value.split(" ", 1)[0])


def _entries(mapped: Mapped, keys: pd.Index, grant: Grant) -> pd.DataFrame:
    """The entries of the keys that also fit the grant's dimensions; a dimension that the ledger lacks fits nothing."""
    entries = mapped.entries[mapped.entries["key"].isin(keys)]
    for column, patterns in grant.dims:
        chosen = _matching(entries[column], patterns) if column in entries else pd.Series(False, index=entries.index)
        entries = entries[chosen]
    return entries


def _by_key(entries: pd.DataFrame, grant: Grant) -> pd.DataFrame:
    """Cents of the entries by key, inside and outside the period of use; ``bought``: debit entries alone. Undated is inside."""
    late = pd.Series(False, index=entries.index)
    if grant.start is not None:
        late |= (entries["date"] < grant.start).fillna(False).astype(bool)
    if grant.end is not None:
        late |= (entries["date"] > grant.end).fillna(False).astype(bool)
    amount = entries["amount"].astype("int64")
    bought = amount.clip(lower=0)
    parts = pd.DataFrame({
        "inside": amount.where(~late, 0), "outside": amount.where(late, 0),
        "bought_inside": bought.where(~late, 0), "bought_outside": bought.where(late, 0),
    })  # fmt: skip
    return parts.groupby(entries["key"].astype("int64")).sum()


def _place(period: Period | None, grant: Grant) -> str:
    """``inside``, ``outside`` or ``part``: a financial year against the period of use."""
    start, end = grant.start or date.min, grant.end or date.max
    if period is None or (start <= period.start and period.end <= end):
        return "inside"
    return "outside" if period.end < start or end < period.start else "part"


def _add_balances(mapped: Mapped, keys: pd.DataFrame, sums: pd.DataFrame, grant: Grant) -> list[Finding]:
    """Add what only balances tell (trial balances, openings of income accounts) to the sums of the entries."""
    held = mapped.balances.loc[keys.index].astype("int64")
    rest = held["opening"] + held["movement"] - sums["inside"] - sums["outside"]
    bought = held["debit"] - sums["bought_inside"] - sums["bought_outside"]
    findings = []
    for number in sorted(keys["period"].unique()):
        period = mapped.periods[int(number)] if mapped.periods else None
        place = _place(period, grant)
        rows = keys.index[keys["period"] == number]
        side = "outside" if place == "outside" else "inside"
        sums.loc[rows, side] += rest[rows]
        sums.loc[rows, f"bought_{side}"] += bought[rows]
        if place == "part" and period is not None and bool((rest[rows] != 0).any()):
            findings.append(warning("TK617", grant=grant.name, period=period.label))
    return findings
