"""``tilikartta report``: the workbook of ``map`` with key figures, the functional matrix, funder reports and unit costs."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.map import Job, definitions, output_format
from tilikartta.cli.reading import read_files
from tilikartta.cli.session import Session, exit_code, refuse_existing
from tilikartta.model.finding import ordered, warning

if TYPE_CHECKING:
    from tilikartta.model import Finding
    from tilikartta.reports.contents import Contents
    from tilikartta.reports.measures import Measures
    from tilikartta.statements.matrix import By

FORMATS = ("xlsx", "html", "json")
MATRICES: "dict[str, By]" = {"both": "both", "nature": "nature", "function": "function"}


def report(
    context: typer.Context,
    ledger: o.LedgerFiles,
    mapping: o.MappingName,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Result: .xlsx, .html or .json.")] = None,
    opening: o.Opening = None,
    previous: Annotated[
        list[Path] | None,
        typer.Option("--previous", help="Ledger of an earlier year, for comparison; may be given many times.", exists=True),
    ] = None,
    budget: Annotated[
        Path | None, typer.Option("--budget", help="Budget of the newest year: account, name, amount.", exists=True)
    ] = None,
    allow_unmapped: Annotated[
        bool, typer.Option("--allow-unmapped", help="Accounts without a home do not fail the run.")
    ] = False,
    include_suggested: o.IncludeSuggested = False,
    income_layout: Annotated[
        str, typer.Option(help="Income statement: is_npo, is_micro_association, is_nature, uk_sorp_sofa ...")
    ] = "",
    balance_layout: Annotated[str, typer.Option(help="Balance sheet: bs_npo, bs_npo_short, bs_kpa, bs_pma ...")] = "bs_npo",
    matrix: Annotated[str, typer.Option(help="Functional matrix by nature, function or both (INPAS).")] = "both",
    fail_on: o.FailOn = "error",
    force: o.Force = False,
    json: o.Json = False,
    quiet: o.Quiet = False,
    encoding: o.Encoding = "",
    separator: o.Separator = "",
    decimal: o.Decimal = "",
    date: o.DateOrder = "",
    sheet: o.Sheet = "",
    sign: o.Sign = "",
    column: o.Column = None,
    profile: o.ProfileName = "",
    explain_reading: o.ExplainReading = False,
    strict: o.Strict = False,
) -> None:
    """Report on one organisation: statements, key figures, functional matrix, funder reports and unit costs in one workbook.

    Grants and volumes of activities are read from the mapping (grants: and activities:). Without -o the workbook is written into
    this folder, named after the first file. The ledger itself is never changed.
    """
    session: Session = context.obj
    session.quiet = quiet or json
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    o.choice("--matrix", matrix, tuple(MATRICES))
    target = out or Path(f"{ledger[0].stem}-raportti.xlsx")
    kind = output_format(target, "", FORMATS)
    given = [*ledger, *(opening or []), *(previous or []), *([budget] if budget else [])]
    refuse_existing(target, force, [*given, *definitions(mapping, profile, target)])
    reading = o.read_options(
        encoding, separator, decimal, date, sheet, sign, column, profile=profile, strict=strict, explain=explain_reading
    )
    job = Job(ledger, opening or [], mapping, include_suggested, income_layout, balance_layout, reading, previous or [])
    contents, measures = counted(session, job, budget, MATRICES[matrix])
    write(kind, contents, measures, target)
    if json:
        from tilikartta.cli.documents import print_document
        from tilikartta.reports.report_document import report_json

        print_document(session, report_json(contents, measures, (str(target),)))
    elif not quiet:
        from tilikartta.cli.summary import show_summary

        session.show_findings(contents.findings)
        show_key_figures(session, measures)
        show_summary(session, contents, target)
    failing = [found for found in contents.findings if not (allow_unmapped and found.code == "TK545")]
    raise typer.Exit(int(exit_code(failing, fail_on)))


def counted(session: Session, job: Job, budget: Path | None = None, by: "By" = "both") -> "tuple[Contents, Measures]":
    """The mapped ledger and its measures; what counting found stands among the findings."""
    from tilikartta.reports.measures import build_measures, with_measures
    from tilikartta.sources.budgets import budget_options

    contents = job.run(session)
    planned, findings = read_files(session, [budget], budget_options(contents.income.periods[-1])) if budget else (None, [])
    with session.err.status(session.label("progress.measures")):
        measures = build_measures(contents, planned, findings, by)
    contents = replace(contents, findings=ordered([*contents.findings, *part_years(contents)]))
    return with_measures(contents, measures), measures


def part_years(contents: "Contents") -> "list[Finding]":
    """TK748 for each year of which the ledger tells a part only: figures per month or year would count too few expenses."""
    from tilikartta.comparison.part_years import part_of_year

    told = [(period, part_of_year(contents.mapped.ledger, period)) for period in contents.mapped.periods]
    return [
        warning("TK748", member=contents.name, member_id="", year=period.label, start=part[0], end=part[1])
        for period, part in told
        if part is not None
    ]


def write(kind: str, contents: "Contents", measures: "Measures", target: Path) -> None:
    """Write the result in its format."""
    if kind == "json":
        from tilikartta.reports.report_document import write_report_json

        write_report_json(contents, measures, target)
        return
    if kind == "html":
        from tilikartta.reports.html_report import write_report_html

        write_report_html(contents, measures, target)
        return
    from tilikartta.reports import write_workbook

    write_workbook(contents, target, measures)


def show_key_figures(session: Session, measures: "Measures") -> None:
    """The key figures of the newest year; what is not available says so, its reason stands in the report."""
    from rich.table import Table

    from tilikartta.reports.measures import in_words

    if not measures.figures:
        return
    newest = measures.figures[-1].period
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    table.add_column(session.label("measure.column.figure"))
    table.add_column(newest, justify="right")
    for figure, variant, values in measures.by_figure:
        value = values[newest].value
        if variant is None:
            missing = session.label("measure.not_available")
            text = missing if value is None else in_words(value, figure.unit, session.lang)
            table.add_row(figure.name.get(session.lang), text)
    session.out.print()
    session.out.print(table)
