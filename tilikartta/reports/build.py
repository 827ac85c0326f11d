"""Put a report's contents together: map the ledger, fill in the statements, count the coverage, note what it was made from."""

import hashlib
from collections.abc import Iterable
from pathlib import PurePath

from tilikartta import __version__
from tilikartta.definitions import locate
from tilikartta.mapping.apply import Mapped, apply_mapping
from tilikartta.mapping.coverage import coverage_of, unmapped_findings
from tilikartta.model import Chart, Finding, Ledger, Mapping, in_currency, ordered
from tilikartta.model.manifest import Ingredient, Manifest
from tilikartta.reports.contents import Contents
from tilikartta.reports.totals import mapped_totals, read_totals
from tilikartta.sources.opening_vouchers import take_openings
from tilikartta.statements.figures import statement

INCOME_LAYOUTS = {"association": "is_npo", "foundation": "is_npo", "micro_association": "is_micro_association", "other": "is_npo"}


def _shipped(chart: Chart) -> Iterable[Ingredient]:
    """The chart and its layouts, with their hashes."""
    folder = locate.shipped("charts")
    for path in [folder / f"{chart.id}.yaml", *sorted((folder / "layouts").glob("*.yaml"))]:
        raw = path.read_bytes()
        role = "chart" if path.parent == folder else "layout"
        yield Ingredient(role, locate.shown(path), hashlib.sha256(raw).hexdigest(), len(raw))


def _manifest(
    mapped: Mapped, mapping: Mapping, chart: Chart, options: dict[str, str], given_files: Iterable[Ingredient]
) -> Manifest:
    ledger = mapped.ledger
    files = [Ingredient("ledger", file.path, file.sha256, file.size, file.rows) for file in ledger.files]
    files += [Ingredient("mapping", file, digest) for file, digest in mapping.files]
    files += given_files
    given = tuple(sorted((name, value) for name, value in options.items() if value))
    return Manifest(
        __version__, f"{chart.id} {chart.version}", (*files, *_shipped(chart)), given,
        read_totals(ledger).turnover, sum(total.turnover for total in mapped_totals(mapped).values()),
    )  # fmt: skip


def _file_name(ledger: Ledger) -> str:
    """The name of the first file, where neither mapping nor ledger tells whose books these are."""
    return PurePath(ledger.files[0].path).stem if ledger.files else ""


def build_contents(
    ledger: Ledger,
    mapping: Mapping,
    chart: Chart,
    findings: Iterable[Finding] = (),
    *,
    lang: str = "fi",
    options: dict[str, str] | None = None,
    income_layout: str = "",
    balance_layout: str = "bs_npo",
    include_suggested: bool = False,
    given_files: Iterable[Ingredient] = (),
) -> Contents:
    """Everything that a report of one organisation holds. ``findings`` are those of reading; those of mapping are added.

    ``given_files``: other files of the user that decide figures (a reading profile), for the manifest.
    """
    ledger, openings = take_openings(ledger)
    mapped = apply_mapping(ledger, mapping, chart, include_suggested=include_suggested)
    unspecified = frozenset(account.code for account in chart.accounts if account.unspecified)
    income = chart.layout_by_id[income_layout or INCOME_LAYOUTS[mapping.organisation.form]]
    entities = sorted({str(entity) for entity in mapped.keys["entity"]})
    return Contents(
        name=mapping.organisation.name or ", ".join(filter(None, entities)) or _file_name(ledger) or mapping.name,
        chart=chart,
        mapping=mapping,
        mapped=mapped,
        coverage=coverage_of(mapped, unspecified),
        income=statement(mapped, chart, income),
        balance=statement(mapped, chart, chart.layout_by_id[balance_layout]),
        manifest=_manifest(mapped, mapping, chart, options or {}, given_files),
        findings=in_currency(ordered([*findings, *openings, *mapped.findings, *unmapped_findings(mapped)]), ledger.currency),
        lang=lang,
    )
