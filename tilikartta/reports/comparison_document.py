"""The JSON document of ``compare``: members, figures, key figures, eliminations and findings. Amounts are text."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tilikartta.comparison.contents import Comparison, Eliminated, MemberResult, MemberYear
from tilikartta.messages.numbers import plain
from tilikartta.model import Finding
from tilikartta.model.measures import KeyFigureValue
from tilikartta.reports.comparison_manifest import manifest_of
from tilikartta.reports.comparison_places import from_the_folder
from tilikartta.reports.document import finding_document
from tilikartta.reports.measures import said
from tilikartta.reports.seal import Seal, with_seal
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import base_name


def comparison_json(comparison: Comparison, outputs: Iterable[str] = ()) -> dict[str, Any]:
    """The document of ``docs/schema/comparison.schema.json``.

    ``figures`` holds every line that is not zero in some year of the member: income +, expenses -; assets, equity and liabilities
    +. ``value`` of a key figure is a string, or None with its ``reason``. Findings carry the ``member`` they are about, "" where
    they are about the federation.
    """
    comparison = from_the_folder(comparison)
    document = {
        "command": "compare",
        "version": comparison.version,
        "name": comparison.federation.name,
        "chart": f"{comparison.chart.id} {comparison.chart.version}",
        "layouts": [comparison.income.id, comparison.balance.id],
        "years": list(comparison.years),
        "options": dict(comparison.options),
        "members": [_member(result) for result in comparison.results],
        "figures": _figures(comparison),
        "key_figures": [
            _key_figure(result.member.id, value, comparison.lang) for result in comparison.results for value in result.key_figures
        ],
        "eliminations": [_elimination(one) for one in comparison.eliminated],
        "findings": [
            *(_finding("", one, comparison.lang) for one in comparison.findings),
            *(_finding(result.member.id, one, comparison.lang) for result in comparison.results for one in result.findings),
        ],
        "sources": [
            {"member": member, "role": one.role, "path": one.path, "sha256": one.sha256, "rows": one.rows}
            for member, ingredients in (
                ("", comparison.shared),
                *((one.member.id, one.ingredients) for one in comparison.results),
            )
            for one in ingredients
        ],
        "outputs": list(outputs),
    }
    return with_seal(document, Seal("compare", manifest_of(comparison), folder=comparison.federation.folder))


def write_comparison_json(comparison: Comparison, path: Path) -> None:
    """Write the document, whole or not at all; OSError leaves the old file as it was."""
    text = json.dumps(comparison_json(comparison, [base_name(str(path))]), ensure_ascii=False, indent=2)
    with whole_file(path) as draft:
        draft.write_text(text + "\n", encoding="utf-8", newline="\n")


def _member(result: MemberResult) -> dict[str, Any]:
    member = result.member
    return {
        "id": member.id,
        "name": member.name,
        "status": result.status,
        "form": member.form,
        "region": member.region,
        "group": member.group,
        "basis": member.basis,
        "years": [year.label for year in result.years],
        "by_year": [_year(result, year) for year in result.years],
    }


def _year(result: MemberResult, year: MemberYear) -> dict[str, Any]:
    """One financial year; ``percent`` of the euros that have a home is cut to two decimals, so that 100 means whole."""
    counted, staff = year.coverage, result.member.staff_in(year.label)
    covered = counted.turnover_mapped + counted.turnover_outside
    return {
        "year": year.label,
        "start": year.start.isoformat() if year.start else None,
        "end": year.end.isoformat() if year.end else None,
        "months": year.months,
        "opening_balances": year.opened,
        "members": result.member.members_in(year.label),
        "staff": None if staff is None else f"{staff:f}",
        "rows": year.rows,
        "turnover_read": plain(year.turnover_in),
        "turnover_counted": plain(year.turnover_out),
        "accounts": counted.accounts,
        "unmapped": counted.unmapped,
        "unmapped_with_balance": counted.unmapped_with_balance,
        "outside": counted.outside,
        "percent": covered * 10_000 // counted.turnover / 100 if counted.turnover else 100.0,
    }


def _figures(comparison: Comparison) -> list[dict[str, str]]:
    lines = comparison.lines
    if lines.empty:
        return []
    shown = lines.groupby(["member", "layout", "line"], sort=False)["amount"].transform("any")
    columns = (lines.loc[shown, name] for name in ("member", "year", "layout", "line", "amount"))
    return [
        {"member": str(member), "year": str(year), "layout": str(layout), "line": str(line), "amount": plain(int(amount))}
        for member, year, layout, line, amount in zip(*columns, strict=True)
    ]


def _key_figure(member: str, value: KeyFigureValue, lang: str) -> dict[str, Any]:
    return {
        "member": member,
        "year": value.period,
        "id": f"{value.figure.id}.{value.variant.id}" if value.variant else value.figure.id,
        "value": None if value.value is None else f"{value.value:f}",
        "reason": None if value.reason is None else said(value.reason, lang),
    }


def _elimination(one: Eliminated) -> dict[str, Any]:
    def euros(cents: int | None) -> str | None:
        return None if cents is None else plain(cents)

    return {
        "name": one.elimination.name,
        "year": one.year,
        "payer": one.elimination.payer.member,
        "receiver": one.elimination.receiver.member,
        "paid": euros(one.paid),
        "received": euros(one.received),
        "eliminated": plain(one.amount),
        "difference": euros(one.difference),
    }


def _finding(member: str, found: Finding, lang: str) -> dict[str, Any]:
    return {"member": member or str(found.data.get("member_id", "")), **finding_document(found, lang)}
