"""``tilikartta convert``: any ledger to one canonical form."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.map import output_format
from tilikartta.cli.reading import read_files
from tilikartta.cli.session import Session, exit_code, refuse_existing

if TYPE_CHECKING:
    from tilikartta.model import Finding, Ledger

FORMATS = ("csv", "parquet", "xlsx", "se", "journal")


def convert(
    context: typer.Context,
    ledger: o.LedgerFiles,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Result; its ending decides the format.")] = None,
    format_: Annotated[
        str, typer.Option("--format", help="csv, parquet, xlsx, se (SIE 4) or journal (hledger), whatever the ending.")
    ] = "",
    year: Annotated[
        str, typer.Option("--year", help="Only this financial year: the year in which it ends, or one of its days (2025-06-30).")
    ] = "",
    fail_on: o.FailOn = "error",
    force: o.Force = False,
    json: o.Json = False,
    encoding: o.Encoding = "",
    separator: o.Separator = "",
    decimal: o.Decimal = "",
    date: o.DateOrder = "",
    sheet: o.Sheet = "",
    sign: o.Sign = "",
    column: o.Column = None,
    profile: o.ProfileName = "",
    show_profile: Annotated[
        bool, typer.Option("--show-profile", help="Print the profile found out, ready to save.", rich_help_panel=o.READING)
    ] = False,
    explain_reading: o.ExplainReading = False,
    strict: o.Strict = False,
) -> None:
    """Convert a ledger of any form to canonical CSV, Parquet, xlsx, SIE 4 or an hledger journal; it reads back the same."""
    session: Session = context.obj
    session.quiet = json
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    if out is None and not show_profile:
        raise typer.BadParameter(session.label("convert.out_missing"), param_hint="-o / --out")
    kind = output_format(out, format_, FORMATS) if out is not None else ""
    if out is not None:
        refuse_existing(out, force, [*ledger, *([Path(profile)] if profile else [])])
    reading = o.read_options(
        encoding, separator, decimal, date, sheet, sign, column, profile=profile, strict=strict, explain=explain_reading
    )
    read, findings = read_files(session, ledger, reading)
    if show_profile:
        print_profile(session, read)
    if out is None:
        session.show_findings(findings)
        raise typer.Exit(int(exit_code(findings, fail_on)))
    if year:
        read = of_year(session, read, year)
    findings = [*findings, *write(session, kind, read, out)]
    if json:
        from tilikartta.cli.documents import print_document

        print_document(session, _document(session, read, findings, out))
    else:
        session.show_findings(findings)
        rows = len(read.entries) or len(read.balances)
        session.out.print(session.label("convert.written", rows=rows, path=str(out)))
    raise typer.Exit(int(exit_code(findings, fail_on)))


def of_year(session: Session, ledger: "Ledger", asked: str) -> "Ledger":
    """The ledger of the financial year that ends in a year or holds a day. Exit 2 when there is none, with those there are."""
    from tilikartta.mapping.periods import only_year, periods_of
    from tilikartta.model import Mapping

    years = periods_of(ledger, Mapping(""))
    for one in years:
        if asked == str(one.end.year) or one.start.isoformat() <= asked <= one.end.isoformat():
            return only_year(ledger, one)
    known = ", ".join(one.label for one in years)
    raise typer.BadParameter(session.label("convert.year_unknown", year=asked, years=known), param_hint="--year")


def print_profile(session: Session, ledger: "Ledger") -> None:
    """The profile of the first file, as YAML on stdout. Raises TK118 (exit 2) for a format that needs none."""
    from tilikartta.sources.profile import of_file, profile_text

    session.out.out(profile_text(of_file(ledger.files[0])), highlight=False, end="")


def write(session: Session, kind: str, ledger: "Ledger", out: Path) -> "list[Finding]":
    """Write the ledger in a format; what the format cannot hold is a finding."""
    from tilikartta.reports import canonical
    from tilikartta.reports.hledger_export import write_hledger
    from tilikartta.reports.sie_export import write_sie4

    match kind:
        case "csv":
            canonical.convert_csv(ledger, out)
        case "parquet":
            canonical.convert_parquet(ledger, out)
        case "xlsx":
            return canonical.convert_xlsx(ledger, out, session.lang)
        case "se":
            return write_sie4(ledger, out, out.stem)
        case _:
            write_hledger(ledger, out)
    return []


def _document(session: Session, ledger: "Ledger", findings: "list[Finding]", out: Path) -> dict[str, object]:
    from tilikartta import __version__
    from tilikartta.reports.document import finding_document, ledger_document

    listed = [finding_document(finding, session.lang) for finding in findings]
    head = {"command": "convert", "version": __version__, "ledger": ledger_document(ledger)}
    return {**head, "findings": listed, "outputs": [str(out)]}
