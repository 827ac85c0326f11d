"""``tilikartta compare``: many organisations and years side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import benchmark as protected
from tilikartta.cli import options as o
from tilikartta.cli.map import INCOME, output_format
from tilikartta.cli.session import Session, exit_code, refuse_existing
from tilikartta.model.finding import ExitCode, TilikarttaError, error

if TYPE_CHECKING:
    from collections.abc import Callable

    from tilikartta.comparison.contents import Comparison
    from tilikartta.comparison.gather import Wanted
    from tilikartta.model import Finding

FORMATS = ("xlsx", "html", "json", "csv", "parquet")
UNMAPPED = "TK545"
PROTECTED = "Protected benchmark"


def compare(
    context: typer.Context,
    federation: Annotated[Path, typer.Argument(help="Folder of member folders, or federation.yaml.", show_default=False)],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Result: .xlsx, .html, .json, .csv or .parquet.")] = None,
    format_: Annotated[str, typer.Option("--format", help="xlsx, html, json, csv or parquet, whatever the ending.")] = "",
    year: Annotated[list[str] | None, typer.Option("--year", help="Only this year. May be given many times.")] = None,
    income_layout: Annotated[str, typer.Option(help="Income statement of all: is_npo, is_micro_association ...")] = "is_npo",
    balance_layout: Annotated[str, typer.Option(help="Balance sheet of all: bs_npo, bs_npo_short, bs_kpa ...")] = "bs_npo",
    allow_unmapped: Annotated[
        bool, typer.Option("--allow-unmapped", help="Accounts without a home do not fail the run.")
    ] = False,
    include_suggested: o.IncludeSuggested = False,
    member_reports: Annotated[
        bool, typer.Option("--member-reports", help="Also a workbook of every member; each account leads to its entries there.")
    ] = False,
    anonymise: Annotated[
        bool, typer.Option("--anonymise", help="Groups only, nobody's own figures, codes for names.", rich_help_panel=PROTECTED)
    ] = False,
    against: Annotated[
        list[Path] | None,
        typer.Option(help="Benchmark published before (.json, .xlsx). May be given many times.", rich_help_panel=PROTECTED),
    ] = None,
    member: Annotated[
        str, typer.Option("--for", help="Also this member's own figures: its own copy.", rich_help_panel=PROTECTED)
    ] = "",
    round_: Annotated[int, typer.Option("--round", help="Round to this many euros.", rich_help_panel=PROTECTED)] = 0,
    codes: Annotated[
        Path | None, typer.Option(help="Private file of codes; made when missing. Never publish it.", rich_help_panel=PROTECTED)
    ] = None,
    least: Annotated[int, typer.Option("--k", help="Fewest members that a figure is of.", rich_help_panel=PROTECTED)] = 5,
    fail_on: o.FailOn = "error",
    force: o.Force = False,
    json: o.Json = False,
    quiet: o.Quiet = False,
) -> None:
    """Compare many organisations and years: each with its own chart, mapping and ledgers, all in the same lines.

    Reads every member folder (mapping.yaml and ledgers named by year). A member that cannot be read is listed with its reasons,
    the others are compared, and the exit code is 1. Without -o the workbook is written into this folder. No ledger is changed.
    """
    session: Session = context.obj
    session.quiet = quiet or json
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    asked = protected.Asked(against or [], member, round_, codes, least)
    named = f"{federation.resolve().name.removesuffix('.yaml')}-{'suojattu' if anonymise else 'vertailu'}"
    target = out or Path(f"{named}.{format_ or 'xlsx'}")
    kind = output_format(target, format_, protected.FORMATS if anonymise else FORMATS)
    for path in _targets(kind, target):
        refuse_existing(path, force, [federation, *(against or []), *([codes] if codes else [])])
    asked.check(anonymise=anonymise)
    if anonymise and member_reports:
        raise TilikarttaError(error("TK715", option="--member-reports"), ExitCode.USAGE)
    comparison = gathered(session, federation, _wanted(session, year or [], income_layout, balance_layout, include_suggested))
    if anonymise:
        protected.publish(session, asked, comparison, kind, target, as_json=json)
        raise typer.Exit(int(ended(comparison, fail_on, allow_unmapped)))
    if member_reports:
        comparison = with_member_reports(session, comparison, target, force)
    write(kind, comparison, target)
    if json:
        from tilikartta.cli.documents import print_document
        from tilikartta.reports.comparison_document import comparison_json

        print_document(session, comparison_json(comparison, [path.as_posix() for path in _targets(kind, target)]))
    elif not quiet:
        from tilikartta.cli.compare_view import show_comparison

        show_comparison(session, comparison, target)
    raise typer.Exit(int(ended(comparison, fail_on, allow_unmapped)))


def _targets(kind: str, target: Path) -> list[Path]:
    """The files that will be written."""
    if kind not in {"csv", "parquet"}:
        return [target]
    from tilikartta.reports.comparison_tables import parts_of

    return parts_of(target)


def _wanted(session: Session, years: list[str], income: str, balance: str, include_suggested: bool) -> "Wanted":
    from tilikartta.comparison.gather import Wanted
    from tilikartta.definitions.chart_file import universal_chart

    layouts = universal_chart().layout_by_id
    o.choice("--income-layout", income, tuple(name for name, one in layouts.items() if one.kind == INCOME))
    o.choice("--balance-layout", balance, tuple(name for name, one in layouts.items() if one.kind != INCOME))
    return Wanted(income, balance, tuple(sorted(set(years))), include_suggested, session.lang)


def gathered(session: Session, path: Path, wanted: "Wanted") -> "Comparison":
    """Read the federation and count its members, telling on stderr which one is being read."""
    from tilikartta.cli.compare_view import watching_members
    from tilikartta.comparison.gather import compare
    from tilikartta.definitions.federation_file import load_federation

    federation, findings = load_federation(path)
    with watching_members(session) as observer:
        return compare(federation, wanted, findings, observer)


def with_member_reports(session: Session, comparison: "Comparison", target: Path, force: bool) -> "Comparison":
    """Write the members' own workbooks into a folder named after the result; the comparison that leads to them."""
    from rich.text import Text

    from tilikartta.reports.member_reports import write_member_reports

    folder = target.with_name(session.label("compare.member_reports", name=target.stem))
    for result in comparison.counted if folder.is_dir() else ():
        refuse_existing(folder / comparison.report_file(result.member.id), force)
    doing = session.label("progress.member_reports")
    with session.err.status(doing) as status:
        return write_member_reports(comparison, folder, lambda member: status.update(Text(f"{doing}: {member.name}")))


def write(kind: str, comparison: "Comparison", target: Path) -> None:
    """Write the result in its format."""
    writer: Callable[[Comparison, Path], None]
    if kind == "xlsx":
        from tilikartta.reports.federation import write_federation as writer
    elif kind == "html":
        from tilikartta.reports.html_federation import write_federation_html as writer
    elif kind == "json":
        from tilikartta.reports.comparison_document import write_comparison_json as writer
    elif kind == "csv":
        from tilikartta.reports.comparison_tables import write_comparison_csv as writer
    else:
        from tilikartta.reports.comparison_tables import write_comparison_parquet as writer
    writer(comparison, target)


def all_findings(comparison: "Comparison") -> "list[Finding]":
    """Those of the federation and of every member."""
    return [*comparison.findings, *(found for result in comparison.results for found in result.findings)]


def ended(comparison: "Comparison", fail_on: str, allow_unmapped: bool) -> ExitCode:
    """1 when a member failed, or when a finding is as grave as ``fail_on`` says."""
    if fail_on != "never" and any(result.status == "failed" for result in comparison.results):
        return ExitCode.FINDINGS
    return exit_code([found for found in all_findings(comparison) if not (allow_unmapped and found.code == UNMAPPED)], fail_on)
