"""One grant's part of a mapped ledger -> the funder's form: accepted, not accepted and why, flat rates computed."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from tilikartta.definitions.funder_file import rows_of
from tilikartta.mapping.apply import Mapped
from tilikartta.model import Cents, Chart, Finding, error, info, warning
from tilikartta.model.grants import Amounts, FlatAmount, Form, Grant, GrantReport, Limit, LimitCheck, ReportRow, Section
from tilikartta.model.measures import rounded
from tilikartta.statements.grant_centre import centre_of
from tilikartta.statements.terms import labels, taken

OUTSIDE_COST, OUTSIDE_INCOME = "grant.row.outside_period.cost", "grant.row.outside_period.income"


def grant_report(mapped: Mapped, chart: Chart, form: Form, grant: Grant) -> GrantReport:
    """The form filled in for a grant, per period of the ledger; costs and income both +, in cents.

    Findings: TK610 nothing of the grant in the ledger, TK611 a cost centre cannot be told from balances, TK612 entries without a
    home in the mapping, TK613 outside the period of use, TK614 a percentage of the decision is missing, TK615 a limit exceeded,
    TK616 grant income above the net cost, TK617 balances of a year partly in the period of use, TK619 to be looked at by hand.
    """
    centre, findings = centre_of(mapped, chart, form, grant)
    count = max(len(mapped.periods), 1)
    rows = _filled(centre, chart, form, grant, count)
    flats = _flats(form, grant, rows, count)
    by_hand = tuple((check, _sums(centre[taken(centre, check.select, chart)], "inside", count)) for check in form.by_hand)
    report = GrantReport(
        form, grant, tuple(labels(mapped)), tuple(rows), _held(centre, rows, count, income=False),
        _held(centre, rows, count, income=True), _sums(centre[centre["universal"] == ""], "inside", count, "outside"), flats,
        _limits(form, grant, rows, count), tuple((check, amounts) for check, amounts in by_hand if any(amounts)), findings,
    )  # fmt: skip
    findings += _remarks(report, centre)
    return report


def _sums(rows: pd.DataFrame, *parts: object) -> Amounts:
    """Per period sums of the columns named; the number among ``parts`` is that of the periods."""
    columns = [str(part) for part in parts if isinstance(part, str)]
    (count,) = [part for part in parts if isinstance(part, int)]
    sums = rows.groupby("period")[columns].sum().sum(axis=1)
    return tuple(int(sums.get(period, 0)) for period in range(count))


def _held(centre: pd.DataFrame, rows: list[ReportRow], count: int, *, income: bool) -> Amounts:
    """What the cost centre holds by class alone, whatever row it falls on; purchases as far as the form counts them."""
    if income:
        return tuple(-cents for cents in _sums(centre[centre["klass"] == "income"], "inside", "outside", count))
    of_result = _sums(centre[centre["klass"].isin(["expense", "appropriation"])], "inside", "outside", count)
    claimed = {code for row in rows if row.section == "capex" for code in row.accounts}
    bought = _sums(centre[(centre["klass"] == "asset") & centre["universal"].isin(claimed)], "inside", "outside", count)
    return tuple(a + b for a, b in zip(of_result, bought, strict=True))


def _filled(centre: pd.DataFrame, chart: Chart, form: Form, grant: Grant, count: int) -> list[ReportRow]:
    """The rows of the form with their amounts, and at the end what lies outside the period of use."""
    amounts: dict[str, list[int]] = {row.id: [0] * count for row in form.rows}
    accounts: dict[str, list[str]] = {row.id: [] for row in form.rows}
    outside: dict[str, list[int]] = {OUTSIDE_COST: [0] * count, OUTSIDE_INCOME: [0] * count}
    funders = {*form.funders, grant.funder} - {""}
    meaning = ["universal", "function", "funder", "period"]
    sums = centre[centre["universal"] != ""].groupby(meaning, sort=True)[["inside", "outside"]].sum().reset_index()
    for part in sums.to_dict("records"):
        code, period = str(part["universal"]), int(part["period"])
        account = chart.by_code[code]
        income = account.klass == "income"
        found = rows_of(form, account, str(part["function"]), this_grant=str(part["funder"]) in funders)
        if not found:
            continue  # a balance-sheet account that the form does not ask for
        sign = -1 if income else 1
        amounts[found[0].id][period] += sign * int(part["inside"])
        outside[OUTSIDE_INCOME if income else OUTSIDE_COST][period] += sign * int(part["outside"])
        if code not in accounts[found[0].id]:
            accounts[found[0].id].append(code)
    rows = [ReportRow(row.section, tuple(amounts[row.id]), row, accounts=tuple(accounts[row.id])) for row in form.rows]
    sections: dict[str, Section] = {OUTSIDE_COST: "ineligible", OUTSIDE_INCOME: "excluded"}
    return rows + [ReportRow(sections[name], tuple(cents), label=name) for name, cents in outside.items() if any(cents)]


def _percent_of(base: int, percent: Decimal) -> int:
    """Part of an amount, rounded to the cent, halves away from zero."""
    return int(rounded(Fraction(base) * Fraction(percent) / 100, 0))


def _flats(form: Form, grant: Grant, rows: list[ReportRow], count: int) -> tuple[FlatAmount, ...]:
    """Flat rates in the order of the form; one with an unknown percentage is unknown, and so are those that rest on it.

    Whatever the percentage, of nothing it is nothing: a project without staff cost has no percentage for on-costs.
    """
    known: dict[str, Amounts | None] = {row.id: row.amounts for row in rows}
    rates = dict(grant.rates)
    found = []
    for flat in form.flats:
        percent = rates.get(flat.rate) if flat.rate else flat.percent
        bases = [known[name] for name in flat.of]
        amounts: Amounts | None = None
        if all(base is not None for base in bases):
            totals = [sum(base[period] for base in bases if base is not None) for period in range(count)]
            if percent is not None or not any(totals):
                amounts = tuple(_percent_of(total, percent or Decimal(0)) for total in totals)
        known[flat.id] = amounts
        found.append(FlatAmount(flat, percent, amounts))
    return tuple(found)


def _limits(form: Form, grant: Grant, rows: list[ReportRow], count: int) -> tuple[LimitCheck, ...]:
    by_id = {row.id: row.amounts for row in rows}

    def total(names: Iterable[str], period: int) -> int:
        return sum(by_id[name][period] for name in names)

    def tried(limit: Limit) -> LimitCheck:
        pairs = [(total(limit.rows, period), total(limit.of, period)) for period in range(count)]
        shares = tuple(rounded(Fraction(100 * part, whole), 1) if whole > 0 else None for part, whole in pairs)
        over = tuple(whole > 0 and Fraction(100 * part, whole) > Fraction(limit.percent) for part, whole in pairs)
        return LimitCheck(limit, shares, over)

    return tuple(tried(limit) for limit in form.limits if not limit.kinds or grant.kind in limit.kinds)


def _remarks(report: GrantReport, centre: pd.DataFrame) -> list[Finding]:
    """What the reader of a filled form must know."""
    name = report.grant.name
    if centre.empty:
        return [warning("TK610", grant=name)]
    found: list[Finding] = []
    for period, cents in zip(report.periods, report.unmapped, strict=True):
        if cents:
            found.append(error("TK612", grant=name, period=period, amount=Cents(cents)))
    for row in report.rows:
        if row.row is None:
            found += [info("TK613", grant=name, period=p, amount=Cents(c)) for p, c in _pairs(report, row.amounts) if c]
    for flat in report.flats:
        if flat.percent is None and flat.amounts is None:
            found.append(warning("TK614", grant=name, flat=flat.flat.name, rate=flat.flat.rate))
    for check in report.limits:
        for period, share, over in zip(report.periods, check.shares, check.exceeded, strict=True):
            if over:
                limit = check.limit
                found.append(warning("TK615", grant=name, period=period, limit=limit.name, share=share, law=limit.law))
    for check_by_hand, amounts in report.by_hand:
        held = [(period, Cents(cents)) for period, cents in _pairs(report, amounts) if cents]
        found += [info("TK619", grant=name, period=period, of=check_by_hand.name, amount=cents) for period, cents in held]
    return found + _surplus(report)


def _pairs(report: GrantReport, amounts: Amounts) -> Iterable[tuple[str, int]]:
    return zip(report.periods, amounts, strict=True)


def _surplus(report: GrantReport) -> list[Finding]:
    """TK616: more grant income than the net cost it may cover."""
    net = report.net
    if not report.form.no_surplus or net is None:
        return []
    over = [(period, granted - max(cost, 0)) for (period, granted), cost in zip(_pairs(report, report.granted), net, strict=True)]
    return [warning("TK616", grant=report.grant.name, period=period, amount=Cents(cents)) for period, cents in over if cents > 0]
