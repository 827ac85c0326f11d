"""``tilikartta validate``: every check on a ledger, all findings in one run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.map import output_format, sound_mapping
from tilikartta.cli.session import Session, exit_code, refuse_existing
from tilikartta.model.finding import ExitCode, TilikarttaError, error

if TYPE_CHECKING:
    from tilikartta.checks.run import Outcome
    from tilikartta.model import Finding, Ledger, Mapping
    from tilikartta.model.check_settings import CheckSettings
    from tilikartta.sources.options import ReadOptions

FORMATS = ("xlsx", "csv", "sarif", "json")
PRESETS = ("basic", "strict")
CODES = "Codes or beginnings of codes, separated by commas: TK210,TK5."


def validate(
    context: typer.Context,
    ledger: o.LedgerFiles,
    mapping: Annotated[
        str, typer.Option("-m", "--mapping", help="Mapping file, or name of a ready one; without it some checks are left out.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Findings as .xlsx (a worklist), .csv, .sarif or .json.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="xlsx, csv, sarif or json, whatever the ending.")] = "",
    preset: Annotated[str, typer.Option(help="basic, or strict: also what is only worth a look.")] = "basic",
    select: Annotated[list[str] | None, typer.Option("--select", help=f"Only these. {CODES}")] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", help=f"Not these. {CODES}")] = None,
    settings: Annotated[Path | None, typer.Option("--settings", help="YAML file of settings and accepted findings.")] = None,
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
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    o.choice("--preset", preset, PRESETS)
    kind = output_format(out, format_, FORMATS) if out is not None else ""
    if out is not None:
        refuse_existing(out, force, [*ledger, *(opening or []), Path(mapping)])
    reading = o.read_options(encoding, separator, decimal, date, sheet, sign, column, profile=profile)
    job = Validation(ledger, opening or [], mapping, settings, include_suggested, reading)
    outcome = job.run(session, preset, _codes("--select", select), _codes("--ignore", ignore))
    if out is not None:
        writer(kind)(outcome, out, session.lang)
    if json:
        from tilikartta.cli.documents import print_document
        from tilikartta.reports.finding_files import outcome_document

        print_document(session, outcome_document(outcome, session.lang, [str(out)] if out is not None else []))
    elif not quiet:
        from tilikartta.cli.validate_view import show_outcome

        show_outcome(session, outcome, "strict" if select else preset, out)
    raise typer.Exit(int(exit_code(outcome.findings, fail_on)))


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
class Validation:
    """What to check and how."""

    ledger: list[Path]
    opening: list[Path]
    mapping: str
    settings: Path | None
    include_suggested: bool
    reading: "ReadOptions"

    def run(self, session: Session, preset: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> "Outcome":
        """Read, map where there is a mapping, and check. What cannot be read ends the run here."""
        from tilikartta.checks.run import run_checks, subject_of
        from tilikartta.definitions.chart_file import universal_chart
        from tilikartta.sources.opening_vouchers import take_openings

        chart = universal_chart()
        mapping, faults = sound_mapping(self.mapping, chart) if self.mapping else (None, [])
        settings = self._settings()
        with session.err.status(session.label("progress.reading", files=", ".join(path.name for path in self.ledger))):
            ledger, findings = self._read(mapping)
            ledger, openings = take_openings(ledger)
        with session.err.status(session.label("progress.checking")):
            subject = subject_of(ledger, chart, mapping, settings, include_suggested=self.include_suggested)
            return run_checks(subject, [*findings, *faults, *openings], preset=preset, select=select, ignore=ignore)

    def _settings(self) -> "CheckSettings":
        """The settings of the file, with today's date where it says none."""
        from dataclasses import replace
        from datetime import date

        from tilikartta.definitions.check_settings_file import load_check_settings
        from tilikartta.model.check_settings import CheckSettings

        settings = load_check_settings(self.settings) if self.settings is not None else CheckSettings()
        return settings if settings.today is not None else replace(settings, today=date.today())

    def _read(self, mapping: "Mapping | None") -> "tuple[Ledger, list[Finding]]":
        from tilikartta.mapping.opening import with_opening
        from tilikartta.model import Mapping
        from tilikartta.sources import read_ledger

        options = o.with_source(self.reading, mapping) if mapping is not None else self.reading
        ledger, findings = read_ledger(self.ledger, options)
        if self.opening:
            earlier, more = read_ledger(self.opening)
            ledger, findings = with_opening(ledger, earlier, mapping or Mapping("")), [*findings, *more]
        return ledger, findings


def writer(kind: str) -> "Callable[[Outcome, Path, str], None]":
    """The writer of a format."""
    from tilikartta.reports.finding_files import write_findings_csv, write_findings_json, write_sarif
    from tilikartta.reports.worklist import write_worklist

    return {"xlsx": write_worklist, "csv": write_findings_csv, "sarif": write_sarif, "json": write_findings_json}[kind]
