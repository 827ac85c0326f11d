"""The JSON document of ``report``: one member with its figures and key figures, in the shape that ``compare`` gives for many."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tilikartta.messages.numbers import plain
from tilikartta.model import Severity
from tilikartta.model.annual_lists import ListRow
from tilikartta.model.grants import Amounts, GrantReport
from tilikartta.model.measures import KeyFigureValue
from tilikartta.model.volumes import UnitCost
from tilikartta.reports.contents import Contents
from tilikartta.reports.document import to_json
from tilikartta.reports.measures import Measures, said
from tilikartta.reports.seal import Seal, with_seal
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import base_name
from tilikartta.statements.budget import ACTUAL, BUDGET, Budget


def member_id(contents: Contents) -> str:
    """What tells the organisation from others: its business id, else its name."""
    return contents.mapping.organisation.business_id or contents.name


def report_json(contents: Contents, measures: Measures, outputs: tuple[str, ...] = ()) -> dict[str, Any]:
    """The document: what every document carries, and ``members``, ``figures``, ``key_figures``.

    Amounts are strings with two decimals: income +, expenses -; assets, equity and liabilities +. ``value`` of a key figure is a
    string, or None with its ``reason``. The id of a variant is ``figure.variant``. ``status`` is that of the gravest finding.
    ``activities`` is ordinary operations by activity area ("" for none), ``annual_lists`` the lists of a micro-association,
    ``budget`` every line of the income layout for the newest year where a budget was given.
    """
    member, base = member_id(contents), to_json(contents, outputs, "report")
    worst = min((found.severity for found in contents.findings), key=lambda one: one.rank, default=Severity.INFO)
    status = "ok" if worst == Severity.INFO else str(worst)
    head = {key: base[key] for key in ("command", "version", "chart", "ledger", "coverage")}
    document = {
        **head,
        "members": [{"id": member, "name": contents.name, "years": list(contents.income.periods), "status": status}],
        "figures": [
            {"member": member, "year": one["period"], "layout": one["layout"], "line": one["line"], "amount": one["amount"]}
            for one in base["figures"]
        ],
        "key_figures": [_key_figure(member, one, contents.lang) for one in measures.figures],
        "grants": [one for report in measures.grants for one in _grant(member, report)],
        "unit_costs": [_unit_cost(member, one, contents.lang) for one in measures.unit_costs],
        "activities": [
            {"member": member, "year": one.period, "activity": one.activity, "line": one.line, "amount": plain(one.amount)}
            for one in (measures.areas.amounts() if measures.areas else ())
        ],
        "budget": list(_budget(member, measures.budget)) if measures.budget else [],
        "annual_lists": [_list_row(member, one, contents.lang) for one in measures.lists or ()],
        "findings": base["findings"],
        "outputs": base["outputs"],
    }
    return with_seal(document, Seal("report", contents.manifest))


def write_report_json(contents: Contents, measures: Measures, path: Path) -> None:
    """Write the document, whole or not at all; OSError leaves the old file as it was."""
    text = json.dumps(report_json(contents, measures, (base_name(str(path)),)), ensure_ascii=False, indent=2)
    with whole_file(path) as draft:
        draft.write_text(text + "\n", encoding="utf-8", newline="\n")


def _key_figure(member: str, value: KeyFigureValue, lang: str) -> dict[str, Any]:
    name = f"{value.figure.id}.{value.variant.id}" if value.variant else value.figure.id
    return {
        "member": member,
        "year": value.period,
        "id": name,
        "value": None if value.value is None else f"{value.value:f}",
        "reason": None if value.reason is None else said(value.reason, lang),
    }


def _grant(member: str, report: GrantReport) -> list[dict[str, Any]]:
    """One object per year: rows with their section, and the sums; None where a percentage of the decision is missing."""

    def of(amounts: Amounts | None, index: int) -> str | None:
        return None if amounts is None else plain(amounts[index])

    return [
        {
            "member": member,
            "year": year,
            "grant": report.grant.name,
            "form": report.form.id,
            "rows": [{"id": row.id, "section": row.section, "amount": plain(row.amounts[index])} for row in report.rows]
            + [{"id": one.flat.id, "section": "flat", "amount": of(one.amounts, index)} for one in report.flats],
            "accepted": of(report.accepted, index),
            "ineligible": of(report.total("ineligible"), index),
            "net": of(report.net, index),
            "granted": of(report.granted, index),
            "proceeds": of(report.proceeds, index) if report.form.proceeds else None,
        }
        for index, year in enumerate(report.periods)
    ]


def _budget(member: str, plan: Budget) -> Iterator[dict[str, Any]]:
    for line, amounts in plan.both.amounts.items():
        told = {"budget": plain(amounts[BUDGET]), "actual": plain(amounts[ACTUAL])}
        yield {"member": member, "year": plan.period, "layout": plan.both.layout.id, "line": line, **told}


def _list_row(member: str, row: ListRow, lang: str) -> dict[str, Any]:
    """A row of the lists of a micro-association; ``account`` is "" for what the organisation states itself."""
    amounts = {name: plain(getattr(row, name)) for name in ("opening", "additions", "deductions", "closing")}
    named = {"list": row.list, "name": row.name.get(lang), "account": row.account, "about": row.about}
    return {"member": member, "year": row.period, **named, **amounts}


def _unit_cost(member: str, cost: UnitCost, lang: str) -> dict[str, Any]:
    """Costs of an activity, and per unit; what is not known is None."""

    def euros(cents: int | None) -> str | None:
        return None if cents is None else plain(cents)

    units = [
        {
            "id": one.id,
            "count": None if one.count is None else f"{one.count:f}",
            "direct": None if one.direct is None else f"{one.direct:f}",
            "full": None if one.full is None else f"{one.full:f}",
            "with_volunteers": None if one.with_volunteers is None else f"{one.with_volunteers:f}",
            "reason": None if one.reason is None else said(one.reason, lang),
        }
        for one in cost.measures
    ]
    sums = {name: euros(getattr(cost, name)) for name in ("income", "direct", "shared", "full", "volunteer_value")}
    return {"member": member, "year": cost.period, "activity": cost.activity, **sums, "units": units}
