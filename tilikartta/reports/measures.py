"""What ``report`` adds to a report's contents: key figures, the functional matrix, funder reports and unit costs."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tilikartta.definitions.funder_file import shipped_forms
from tilikartta.definitions.key_figure_file import shipped_key_figures
from tilikartta.definitions.locate import shipped, shown
from tilikartta.mapping.grants import grants_of
from tilikartta.messages import label, message
from tilikartta.messages.numbers import MINUS, NBSP
from tilikartta.model import LANGS, Finding, Ledger, Text, in_currency, ordered
from tilikartta.model.annual_lists import ListRow
from tilikartta.model.grants import GrantReport
from tilikartta.model.manifest import Ingredient
from tilikartta.model.measures import KeyFigure, KeyFigureValue, Variant, in_language
from tilikartta.model.volumes import UnitCost
from tilikartta.reports.contents import Contents
from tilikartta.statements.activity_areas import AreaStatement, activity_areas
from tilikartta.statements.annual_lists import annual_lists
from tilikartta.statements.budget import Budget, budget_of
from tilikartta.statements.funder_report import grant_report
from tilikartta.statements.key_figures import key_figures
from tilikartta.statements.matrix import By, Matrix, Restriction, function_matrix
from tilikartta.statements.unit_costs import unit_costs

RESTRICTED: tuple[Restriction, ...] = ("with", "without")
COUNTED = ("meetings", "participants", "hours", "volunteer_hours")


@dataclass(frozen=True)
class Measures:
    """The measures of one organisation. Amounts are cents.

    ``matrices``: all funds together, and where named funds are used also with and without them (INPAS). ``findings``: what was
    found while counting, its names already words of the report's language. ``areas``: the income statement by activity area, None
    where no euro carries one. ``lists``: those of a micro-association, None for others. ``budget``: of the newest year.
    """

    figures: tuple[KeyFigureValue, ...]
    matrices: tuple[Matrix, ...]
    grants: tuple[GrantReport, ...]
    unit_costs: tuple[UnitCost, ...]
    areas: AreaStatement | None = None
    lists: tuple[ListRow, ...] | None = None
    budget: Budget | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def by_figure(self) -> list[tuple[KeyFigure, Variant | None, dict[str, KeyFigureValue]]]:
        """Every figure and variant in the order of the book, with its values by period."""
        rows: dict[tuple[str, str], tuple[KeyFigure, Variant | None, dict[str, KeyFigureValue]]] = {}
        for value in self.figures:
            key = (value.figure.id, value.variant.id if value.variant else "")
            rows.setdefault(key, (value.figure, value.variant, {}))[2][value.period] = value
        return list(rows.values())


def build_measures(
    contents: Contents, planned: Ledger | None = None, findings: Iterable[Finding] = (), matrix: By = "both"
) -> Measures:
    """Count everything that the mapped ledger and the mapping's ``grants`` and ``activities`` allow.

    ``planned`` is a budget of the newest year, ``findings`` what was found in reading it. ``matrix``: the INPAS choice.
    """
    mapped, chart = contents.mapped, contents.chart
    book, forms = shipped_key_figures(), shipped_forms()
    figures, unknown = key_figures(mapped, chart, book)
    grants, faults = grants_of(contents.mapping, mapped.ledger)
    reports = [grant_report(mapped, chart, forms[grant.form], grant) for grant in grants if grant.form in forms]
    costs, remarks = unit_costs(mapped, chart, contents.mapping.activities, contents.mapping.allocation)
    unallocated = Text(*(label("report.areas.unallocated", lang) for lang in LANGS))
    areas = activity_areas(mapped, chart, contents.income.layout, unallocated)
    lists, missed = _lists(contents)
    budget, plans = budget_of(planned, contents.mapping, chart, contents.income) if planned is not None else (None, [])
    found = [*findings, *unknown, *faults, *(one for report in reports for one in report.findings), *remarks, *missed, *plans]
    return Measures(
        tuple(figures), tuple(_matrices(contents, matrix)), tuple(reports), tuple(costs), areas, lists, budget,
        ordered(in_language(one, contents.lang) for one in found),
    )  # fmt: skip


def _matrices(contents: Contents, by: By) -> Iterable[Matrix]:
    """All funds together, and where named funds are used also with and without them."""
    together = Text(*(label("measure.total", lang) for lang in LANGS))  # the row of a side whose natures are not told apart
    natures = {**shipped_key_figures().natures, "": together}
    yield function_matrix(contents.mapped, contents.chart, natures, by=by)
    parts = [function_matrix(contents.mapped, contents.chart, natures, by=by, restriction=one) for one in RESTRICTED]
    if len(parts[0].frame):
        yield from parts


def _lists(contents: Contents) -> tuple[tuple[ListRow, ...] | None, list[Finding]]:
    """The lists of a micro-association (VNA 887/2023), or of whoever states rows for them."""
    mapping = contents.mapping
    if mapping.organisation.form != "micro_association" and not mapping.annual_lists:
        return None, []
    rows, findings = annual_lists(contents.mapped, contents.chart, contents.balance.layout, mapping.annual_lists)
    return tuple(rows), findings


def with_measures(contents: Contents, measures: Measures) -> Contents:
    """The contents with the findings of the measures among its own, and in the manifest the files that the measures rest on."""
    manifest = replace(contents.manifest, ingredients=(*contents.manifest.ingredients, *_rests_on(measures)))
    told = in_currency(measures.findings, contents.mapped.ledger.currency)
    return replace(contents, findings=ordered([*contents.findings, *told]), manifest=manifest)


def _rests_on(measures: Measures) -> Iterable[Ingredient]:
    """The file of key figures, those of the forms in use and the budget, with their hashes."""
    folder, used = shipped("charts"), {report.form.id for report in measures.grants}
    forms = [path for path in sorted((folder / "funders").glob("*.yaml")) if path.stem.replace("-", "_") in used]
    for role, path in (("key_figures", folder / "key-figures.yaml"), *(("form", path) for path in forms)):
        raw = path.read_bytes()
        yield Ingredient(role, shown(path), hashlib.sha256(raw).hexdigest(), len(raw))
    for file in measures.budget.files if measures.budget else ():
        yield Ingredient("budget", file.path, file.sha256, file.size, file.rows)


def in_words(value: Decimal, unit: str, lang: str) -> str:
    """A key figure as people write it: ``45,3 %``, ``1,27``, ``6,0 kuukautta``."""
    digits = f"{value:,f}" if lang == "en" else f"{value:,f}".replace(",", NBSP).replace(".", ",")
    digits = digits.replace("-", MINUS)
    if unit == "ratio":
        return digits
    if unit == "percent" and lang == "en":
        return f"{digits}%"
    return f"{digits}{NBSP}{label(f'measure.unit.{unit}', lang)}"


def said(finding: Finding, lang: str) -> str:
    """What a finding says; the measure it speaks of by its name."""
    measure = str(finding.data.get("measure", ""))
    if measure in COUNTED:
        finding = replace(finding, data={**finding.data, "measure": label(f"unit.{measure}", lang)})
    return message(in_language(finding, lang), lang)
