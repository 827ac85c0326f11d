"""Reading: ledger files of any format -> canonical ledger. ``formats.FORMATS`` is the door by which formats enter."""

from collections.abc import Sequence
from pathlib import Path

from tilikartta.model import (
    ExitCode,
    Finding,
    Ledger,
    Severity,
    SourceFile,
    TilikarttaError,
    error,
    in_currency,
    ordered,
    warning,
)
from tilikartta.sources.balance_overlap import take_once
from tilikartta.sources.canonical import concat, ledger_of
from tilikartta.sources.file import InputFile, open_file
from tilikartta.sources.formats import format_of
from tilikartta.sources.options import ReadOptions, faults, parse_columns
from tilikartta.sources.overlap import openings_dated, overlaps
from tilikartta.sources.progress import Observer, Progress
from tilikartta.sources.reasons import guessed_encoding
from tilikartta.sources.sister_signs import Reading, answered
from tilikartta.sources.text_tags import FROM_TEXT, with_text_tags
from tilikartta.sources.zip_files import is_archive, members_of

__all__ = ["Observer", "ReadOptions", "parse_columns", "read_ledger"]


def read_ledger(
    paths: Sequence[Path], options: ReadOptions | None = None, observer: Observer | None = None, earlier: Sequence[Path] = ()
) -> tuple[Ledger, list[Finding]]:
    """Read files as one ledger, in the order given. Amounts are int64 cents, debit +, credit -.

    ``earlier`` are files of the financial years before: openings without a date open the first year of their own group.

    ``observer`` is told how far each file is: its name, bytes done and bytes in all, growing up to done = all.
    Raises TilikarttaError with every finding of every file: USAGE for wrong options, UNREADABLE when some file cannot be read
    whole (errors with codes TK1..). Errors about content (TK2..) are returned and leave the ledger usable: no cent is left out.
    """
    options = options or ReadOptions()
    if wrong := faults(options):
        raise TilikarttaError(wrong, ExitCode.USAGE)
    if not paths:
        raise TilikarttaError(error("TK106"), ExitCode.USAGE)
    readings: list[Reading] = []
    seen: dict[str, str] = {}
    old, findings = _opened(earlier)
    new, more = _opened(paths)
    files, findings = [*old, *new], [*findings, *more]
    for file in files:
        file.progress = Progress(file.name, file.size, observer)
        try:
            if len(files) > 1:
                if file.sha256 in seen:
                    findings.append(error("TK107", file.place(), other=seen[file.sha256]))
                    continue
                seen[file.sha256] = file.name
            file.progress.reached(0)
            ledger, found = read_file(file, options)
        except TilikarttaError as stop:  # the disk, or an archive whose member is broken
            findings += stop.findings
            continue
        file.progress.finish()
        readings.append((file, ledger, found))
    groups: tuple[list[Ledger], list[Ledger]] = ([], [])
    for file, ledger, found in answered(readings, options, lambda file, known: _again(file, [*earlier, *paths], known)):
        groups[file in new].append(ledger)
        findings += found
    ledgers = [openings_dated(concat(group)) for group in groups if group] if earlier else groups[1]
    whole = concat(ledgers) if ledgers else ledger_of()
    whole, repeated = take_once(whole, {file.name for file in old})
    findings = in_currency(ordered([*findings, *repeated, *overlaps(whole)]), whole.currency)
    if stops := [finding for finding in findings if finding.severity is Severity.ERROR and finding.code.startswith("TK1")]:
        usage = all(finding.code in USAGE_CODES for finding in stops)
        raise TilikarttaError(findings, ExitCode.USAGE if usage else ExitCode.UNREADABLE, whole.files)
    return whole, findings


TABLES = frozenset({"csv", "spreadsheet"})  # formats that profiles are for
# Findings whose cause is what the user asked for, not the file.
USAGE_CODES = frozenset({"TK143", "TK181"})


def _opened(paths: Sequence[Path]) -> tuple[list[InputFile], list[Finding]]:
    """The files, with archives opened in place."""
    files: list[InputFile] = []
    findings: list[Finding] = []
    for path in paths:
        try:
            file = open_file(Path(path))
            files += members_of(file) if is_archive(file) else [file]
        except TilikarttaError as stop:
            findings += stop.findings
    return files, findings


def _again(file: InputFile, paths: Sequence[Path], options: ReadOptions) -> tuple[Ledger, list[Finding]]:
    """Read a file a second time; its bytes were let go."""
    fresh = next(one for one in _opened(paths)[0] if one.name == file.name)
    return read_file(fresh, options)


def read_file(file: InputFile, options: ReadOptions) -> tuple[Ledger, list[Finding]]:
    """Read one opened file by the format that knows it. TK108 when it is no kind of file that can hold a ledger."""
    form = format_of(file)
    if form is None:
        return ledger_of(), [error("TK108", file.place(), kind=file.stranger or "?")]
    parts, findings = form.read(file, options)
    if options.profile is not None and form.name not in TABLES:
        findings.append(warning("TK117", file.place(), name=options.profile.name, form=form.name))
    if options.strict and form.name not in TABLES:
        findings += guessed_encoding(file, parts, options)
    rows = sum(part.rows for part in parts)
    decisions = {key: value for part in reversed(parts) for key, value in part.decisions.items()}
    columns = {role: heading for part in reversed(parts) for role, heading in part.columns.items()}
    if len(parts) > 1:
        decisions["sheet"] = ", ".join(part.decisions.get("sheet", "") for part in parts)
    decisions = decisions or {key: value for key, value in file.noted.items() if value}
    found = parts[0].profile if parts else {}
    reasons = tuple(reason for part in parts for reason in part.reasons)
    source = SourceFile(file.name, file.sha256, file.size, form.name, rows, decisions, columns, found, reasons)
    pieces = [ledger_of(part.entries, part.balances, None) for part in parts] or [ledger_of()]
    ledger = concat(pieces)
    ledger.files = (source,)
    ledger.chart = tuple(dict.fromkeys(account for part in parts for account in part.chart))
    return (with_text_tags(ledger) if options.tags == FROM_TEXT else ledger), findings
