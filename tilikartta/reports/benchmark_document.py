"""The protected benchmark as a JSON document, and an earlier one read back. Holds codes, never a name or an id of a member."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from tilikartta.comparison.benchmark import Benchmark, figure_id
from tilikartta.comparison.benchmark_own import Own, quarter
from tilikartta.comparison.contents import Comparison
from tilikartta.messages import LANGUAGES
from tilikartta.messages.numbers import plain
from tilikartta.model import Finding
from tilikartta.model.benchmark import Cell
from tilikartta.model.manifest import Manifest
from tilikartta.model.measures import DECIMALS
from tilikartta.reports.benchmark_rules import REASONS, rules_in_words
from tilikartta.reports.document import finding_document
from tilikartta.reports.seal import Seal, with_seal
from tilikartta.reports.whole_file import whole_file

MEASURES = ("members", "total", "mean", "percent", "lower", "median", "upper")
KIND = "benchmark"


def manifest_of(comparison: Comparison, benchmark: Benchmark) -> Manifest:
    """What anybody may know of what the benchmark was made from: the chart, its files, the rules, and how many ledger files.

    No file of a member or of the federation by name or hash, and no turnover: that would be one more sum.
    """
    rules = benchmark.rules
    options = {
        **dict(comparison.options), "kind": KIND, "income-layout": comparison.income.id, "balance-layout": comparison.balance.id,
        "k": str(rules.least), "round": str(rules.rounding), "ledger-files": str(benchmark.files),
    }  # fmt: skip
    shared = tuple(one for one in comparison.shared if one.role in ("chart", "layout", "key_figures"))
    chart = f"{comparison.chart.id} {comparison.chart.version}"
    return Manifest(comparison.version, chart, shared, tuple(sorted(options.items())))


def benchmark_json(
    comparison: Comparison, benchmark: Benchmark, own: Own | None = None, outputs: Iterable[str] = (),
    findings: Iterable[Finding] = (),
) -> dict[str, Any]:  # fmt: skip
    """The document. ``cells`` holds every line of which something is published, for every year and group of it: what is not
    published says so in ``status`` and has no figures. ``own`` is there in a member's own copy only.
    """
    rules = benchmark.rules
    document = {
        "command": "compare",
        "kind": KIND,
        "version": comparison.version,
        "name": comparison.federation.name,
        "chart": f"{comparison.chart.id} {comparison.chart.version}",
        "layouts": [comparison.income.id, comparison.balance.id],
        "years": list(benchmark.years),
        "bases": benchmark.bases,
        "rules": {
            "least": rules.least, "largest": rules.largest, "two_largest": rules.two_largest, "round": rules.rounding,
            "quartiles_from": rules.quartiles_from, "earlier_tables": benchmark.against,
            "in_words": {lang: rules_in_words(benchmark, lang) for lang in LANGUAGES},
        },
        "participants": list(benchmark.codes),
        "groups": [
            {"year": year, "id": group.id, "kind": group.kind, "name": group.name, "members": sorted(group.members)}
            for year in benchmark.years
            for group in benchmark.groups[year]
        ],
        "cells": list(cell_rows(comparison, benchmark)),
        "key_figures": list(key_figure_rows(benchmark)),
        "suppressed": [
            {"year": year, "reason": reason, "cells": benchmark.suppressed.get((year, reason), 0)}
            for year in benchmark.years
            for reason in REASONS
        ],
        "findings": [finding_document(finding, comparison.lang) for finding in findings],
        "outputs": list(outputs),
    }  # fmt: skip
    if own is not None:
        document["own"] = _own(benchmark, own)
    return with_seal(document, Seal("compare", manifest_of(comparison, benchmark)))


def cell_rows(comparison: Comparison, benchmark: Benchmark) -> Iterator[dict[str, Any]]:
    """One row for every year, line and group: published figures as text, None where nothing is published."""
    layout_of = {line.id: one.id for one in (comparison.income, comparison.balance) for _, line in one.flat}
    for year in benchmark.years:
        for line in benchmark.lines:
            for group in benchmark.groups[year]:
                where = {"year": year, "group": group.id, "layout": layout_of.get(line, comparison.income.id), "line": line}
                yield where | _cell(benchmark.cells.get((year, group.id, line)), 2)


def key_figure_rows(benchmark: Benchmark) -> Iterator[dict[str, Any]]:
    """One row for every year, key figure and group."""
    for year in benchmark.years:
        for figure, variant in benchmark.figures:
            name = figure_id(figure, variant)
            for group in benchmark.groups[year]:
                where = {"year": year, "group": group.id, "id": name, "unit": figure.unit}
                yield where | _cell(benchmark.key_figures.get((year, group.id, name)), DECIMALS[figure.unit])


def _cell(cell: Cell | None, decimals: int) -> dict[str, Any]:
    if cell is None:
        return {"status": "suppressed", **dict.fromkeys(MEASURES)}
    percent = None if cell.percent is None else f"{cell.percent:f}"
    amounts = {name: _text(getattr(cell, name), decimals) for name in ("total", "mean", "lower", "median", "upper")}
    return {"status": "published", "members": cell.count, "percent": percent, **amounts}


def _text(value: int | None, decimals: int) -> str | None:
    return None if value is None else plain(value) if decimals == 2 else f"{Decimal(value).scaleb(-decimals):f}"


def _own(benchmark: Benchmark, own: Own) -> dict[str, Any]:
    """The member's own figures, and in which quarter of each of its groups they lie (1 lowest)."""
    units = {figure_id(figure, variant): DECIMALS[figure.unit] for figure, variant in benchmark.figures}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for (year, group, line), value, cell in own.beside(benchmark):
        row = rows.setdefault(
            (year, line), {"year": year, "line": line, "value": _text(value, units.get(line, 2)), "quarters": {}}
        )
        row["quarters"][group] = quarter(value, cell)
    return {"member": own.id, "name": own.name, "code": own.code, "figures": list(rows.values())}


def write_benchmark_json(comparison: Comparison, benchmark: Benchmark, own: Own | None, path: Path) -> None:
    """Write the document, whole or not at all; OSError leaves the old file as it was."""
    text = json.dumps(benchmark_json(comparison, benchmark, own, [path.name]), ensure_ascii=False, indent=2)
    with whole_file(path) as draft:
        draft.write_text(text + "\n", encoding="utf-8", newline="\n")
