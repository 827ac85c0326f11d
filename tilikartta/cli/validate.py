"""``tilikartta validate``: every check on a ledger, all findings in one run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.map import definitions, output_format, read_opened, sound_mapping
from tilikartta.cli.session import Session, exit_code, refuse_existing
from tilikartta.model.finding import ExitCode, TilikarttaError, error

if TYPE_CHECKING:
    from tilikartta.checks.run import Outcome
    from tilikartta.model import Finding, Ledger, Mapping
    from tilikartta.sources.options import ReadOptions

FORMATS = ("xlsx", "html", "csv", "sarif", "json")
PRESETS = ("basic", "strict")
SETTINGS = "YAML file of settings and accepted findings; wins over checks: and accepted: of the mapping file."
CODES = "Codes or beginnings of codes, separated by commas: TK210,TK5."


def validate(
    context: typer.Context,
    ledger: o.LedgerFiles,
    mapping: Annotated[
        str, typer.Option("-m", "--mapping", help="Mapping file, or name of a ready one; without it some checks are left out.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Findings as .xlsx (a worklist), .html (a page), .csv, .sarif or .json.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="xlsx, html, csv, sarif or json, whatever the ending.")] = "",
    preset: Annotated[str, typer.Option(help="basic (when nothing is said), or strict: also what is only worth a look.")] = "",
    select: Annotated[list[str] | None, typer.Option("--select", help=f"Only these. {CODES}")] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", help=f"Not these. {CODES}")] = None,
    settings: Annotated[Path | None, typer.Option("--settings", help=SETTINGS)] = None,
    opening: o.Opening = None,
    include_suggested: o.IncludeSuggested = False,
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
) -> None:
    """Check a ledger: does it balance, are vouchers and dates in order, do accounts, grants and statements hold.

    All findings come in one run, gravest first, each with its place, why it matters and how to mend it.
    """
    session: Session = context.obj
    session.quiet = quiet or json
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    if preset:
        o.choice("--preset", preset, PRESETS)
    kind = output_format(out, format_, FORMATS) if out is not None else ""
    if out is not None:
        own = [settings] if settings is not None else []
        refuse_existing(out, force, [*ledger, *(opening or []), *own, *definitions(mapping, profile, out)])
    reading = o.read_options(encoding, separator, decimal, date, sheet, sign, column, profile=profile)
    job = Validation(ledger, opening or [], mapping, settings, include_suggested, reading)
    outcome, ran = job.run(session, Asked(preset, _codes("--select", select), _codes("--ignore", ignore)))
    if out is not None:
        writer(kind)(outcome, out, session.lang)
    if json:
        from tilikartta.cli.documents import print_document
        from tilikartta.reports.finding_files import outcome_document

        print_document(session, outcome_document(outcome, session.lang, [str(out)] if out is not None else []))
    elif not quiet:
        from tilikartta.cli.validate_view import show_outcome

        show_outcome(session, outcome, ran, out)
    from tilikartta.reports.mend_first import cut_short

    raise typer.Exit(int(ExitCode.UNREADABLE if cut_short(outcome.findings) else exit_code(outcome.findings, fail_on)))


def _codes(option: str, given: list[str] | None) -> tuple[str, ...]:
    """Codes of an option. TK901 (exit 2) for one that no finding begins with, since it would silently do nothing."""
    from tilikartta.messages import catalogue

    codes = tuple(code.strip().upper() for text in given or [] for code in text.split(",") if code.strip())
    for code in codes:
        if not any(known.startswith(code) for known in catalogue()):
            families = sorted({known[:3] for known in catalogue()})
            raise TilikarttaError(error("TK901", option=option, value=code, known=families), ExitCode.USAGE)
    return codes


@dataclass(frozen=True)
class Asked:
    """What the command line asks for; what it leaves empty is for the settings to say."""

    preset: str
    select: tuple[str, ...]
    ignore: tuple[str, ...]


@dataclass(frozen=True)
class Validation:
    """What to check and how."""

    ledger: list[Path]
    opening: list[Path]
    mapping: str
    settings: Path | None
    include_suggested: bool
    reading: "ReadOptions"

    def run(self, session: Session, asked: Asked) -> "tuple[Outcome, str]":
        """Read, map where there is a mapping, and check; with the preset that ran. What cannot be read cuts the run short."""
        from tilikartta.checks.run import run_checks, subject_of
        from tilikartta.cli.validate_settings import settings_of
        from tilikartta.cli.validate_unread import unread
        from tilikartta.definitions.chart_file import universal_chart
        from tilikartta.sources.opening_vouchers import take_openings

        chart = universal_chart()
        mapping, faults = sound_mapping(self.mapping, chart) if self.mapping else (None, [])
        settings = settings_of(mapping, self.settings, asked.preset, asked.select, asked.ignore)
        preset = "strict" if settings.select else settings.preset
        try:
            ledger, findings = self._read(session, mapping)
        except TilikarttaError as stop:
            if stop.exit_code != ExitCode.UNREADABLE:
                raise
            return unread(stop, chart, mapping, settings), preset
        ledger, openings = take_openings(ledger)
        with session.err.status(session.label("progress.checking")):
            subject = subject_of(ledger, chart, mapping, settings, include_suggested=self.include_suggested)
            told = [*findings, *faults, *openings]
            outcome = run_checks(subject, told, preset=preset, select=settings.select, ignore=settings.ignore)
        return outcome, preset

    def _read(self, session: Session, mapping: "Mapping | None") -> "tuple[Ledger, list[Finding]]":
        from tilikartta.model import Mapping

        return read_opened(session, self.ledger, self.opening, self.reading, mapping or Mapping(""))


def writer(kind: str) -> "Callable[[Outcome, Path, str], None]":
    """The writer of a format."""
    from tilikartta.reports.finding_files import write_findings_csv, write_findings_json, write_sarif
    from tilikartta.reports.html_findings import write_findings_html
    from tilikartta.reports.worklist import write_worklist

    writers = {
        "xlsx": write_worklist,
        "html": write_findings_html,
        "csv": write_findings_csv,
        "sarif": write_sarif,
        "json": write_findings_json,
    }
    return writers[kind]
