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
from tilikartta.model import Finding, ordered
from tilikartta.model.grants import GrantReport
from tilikartta.model.manifest import Ingredient
from tilikartta.model.measures import KeyFigure, KeyFigureValue, Variant, in_language
from tilikartta.model.volumes import UnitCost
from tilikartta.reports.contents import Contents
from tilikartta.statements.funder_report import grant_report
from tilikartta.statements.key_figures import key_figures
from tilikartta.statements.matrix import Matrix, Restriction, function_matrix
from tilikartta.statements.unit_costs import unit_costs

RESTRICTED: tuple[Restriction, ...] = ("with", "without")
COUNTED = ("meetings", "participants", "hours", "volunteer_hours")


@dataclass(frozen=True)
class Measures:
    """The measures of one organisation. Amounts are cents.

    ``matrices``: all funds together, and where named funds are used also with and without them (INPAS). ``findings``: what was
    found while counting, its names already words of the report's language.
    """

    figures: tuple[KeyFigureValue, ...]
    matrices: tuple[Matrix, ...]
    grants: tuple[GrantReport, ...]
    unit_costs: tuple[UnitCost, ...]
    findings: list[Finding] = field(default_factory=list)

    @property
    def by_figure(self) -> list[tuple[KeyFigure, Variant | None, dict[str, KeyFigureValue]]]:
        """Every figure and variant in the order of the book, with its values by period."""
        rows: dict[tuple[str, str], tuple[KeyFigure, Variant | None, dict[str, KeyFigureValue]]] = {}
        for value in self.figures:
            key = (value.figure.id, value.variant.id if value.variant else "")
            rows.setdefault(key, (value.figure, value.variant, {}))[2][value.period] = value
        return list(rows.values())


def build_measures(contents: Contents) -> Measures:
    """Count everything that the mapped ledger and the mapping's ``grants`` and ``activities`` allow."""
    mapped, chart = contents.mapped, contents.chart
    book, forms = shipped_key_figures(), shipped_forms()
    figures, findings = key_figures(mapped, chart, book)
    grants, faults = grants_of(contents.mapping, mapped.ledger)
    reports = [grant_report(mapped, chart, forms[grant.form], grant) for grant in grants if grant.form in forms]
    costs, remarks = unit_costs(mapped, chart, contents.mapping.activities)
    found = [*findings, *faults, *(one for report in reports for one in report.findings), *remarks]
    return Measures(
        tuple(figures), tuple(_matrices(contents)), tuple(reports), tuple(costs),
        ordered(in_language(one, contents.lang) for one in found),
    )  # fmt: skip


def _matrices(contents: Contents) -> Iterable[Matrix]:
    natures = shipped_key_figures().natures
    yield function_matrix(contents.mapped, contents.chart, natures)
    parts = [function_matrix(contents.mapped, contents.chart, natures, restriction=one) for one in RESTRICTED]
    if len(parts[0].frame):
        yield from parts


def with_measures(contents: Contents, measures: Measures) -> Contents:
    """The contents with the findings of the measures among its own, and in the manifest the files that the measures rest on."""
    manifest = replace(contents.manifest, ingredients=(*contents.manifest.ingredients, *_rests_on(measures)))
    return replace(contents, findings=ordered([*contents.findings, *measures.findings]), manifest=manifest)


def _rests_on(measures: Measures) -> Iterable[Ingredient]:
    """The file of key figures and those of the forms in use, with their hashes."""
    folder, used = shipped("charts"), {report.form.id for report in measures.grants}
    forms = [path for path in sorted((folder / "funders").glob("*.yaml")) if path.stem.replace("-", "_") in used]
    for role, path in (("key_figures", folder / "key-figures.yaml"), *(("form", path) for path in forms)):
        raw = path.read_bytes()
        yield Ingredient(role, shown(path), hashlib.sha256(raw).hexdigest(), len(raw))


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
