"""``tilikartta map``: one organisation's ledger in the universal chart."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.map_suggest import suggest_missing
from tilikartta.cli.reading import read_files
from tilikartta.cli.session import Session, exit_code, refuse_existing
from tilikartta.model.finding import ExitCode, Place, Severity, TilikarttaError, error

if TYPE_CHECKING:
    from collections.abc import Callable

    from tilikartta.model import Chart, Finding, Ledger, Mapping
    from tilikartta.reports.contents import Contents
    from tilikartta.sources.options import ReadOptions

FORMATS = ("xlsx", "csv", "json", "parquet")
INCOME = "income_statement"


def output_format(path: Path, wanted: str, known_formats: tuple[str, ...] = FORMATS) -> str:
    """The format of the result: the one asked for, else by the ending of the file. Raises TK901 or TK906 (exit 2)."""
    if wanted:
        return o.choice("--format", wanted, known_formats)
    suffix = path.suffix.lstrip(".").lower()
    if suffix not in known_formats:
        known = [f".{name}" for name in known_formats]
        raise TilikarttaError(error("TK906", suffix=f".{suffix}", known=known), ExitCode.USAGE)
    return suffix


def map_ledger(
    context: typer.Context,
    ledger: o.LedgerFiles,
    mapping: o.MappingName,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Result; its ending decides the format.")] = None,
    format_: Annotated[str, typer.Option("--format", help="xlsx, csv, json or parquet, whatever the ending.")] = "",
    opening: o.Opening = None,
    allow_unmapped: Annotated[
        bool, typer.Option("--allow-unmapped", help="Accounts without a home do not fail the run.")
    ] = False,
    include_suggested: o.IncludeSuggested = False,
    suggest: Annotated[
        Path | None,
        typer.Option("--suggest", help="Write suggestions for accounts that the mapping does not know into this file."),
    ] = None,
    income_layout: Annotated[str, typer.Option(help="Income statement: is_npo, is_micro_association, is_nature ...")] = "",
    balance_layout: Annotated[str, typer.Option(help="Balance sheet: bs_npo, bs_npo_short, bs_kpa, bs_pma ...")] = "bs_npo",
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
    """Remap one organisation's ledger: mapped entries, statements, coverage and findings in one workbook.

    Without -o the workbook is written into this folder, named after the first file. The ledger itself is never changed.
    """
    session: Session = context.obj
    session.quiet = quiet or json
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    target = out or Path(f"{ledger[0].stem}-tilikartta.{format_ or 'xlsx'}")
    kind = output_format(target, format_)
    given = [*ledger, *(opening or []), *definitions(mapping, profile, target, suggest)]
    refuse_existing(target, force, given)
    if suggest is not None:
        refuse_existing(suggest, force, given)
        if suggest.resolve() == target.resolve():  # the one would replace the other
            raise TilikarttaError(error("TK931", Place(str(suggest))), ExitCode.USAGE)
    reading = o.read_options(
        encoding, separator, decimal, date, sheet, sign, column, profile=profile, strict=strict, explain=explain_reading
    )
    contents = Job(ledger, opening or [], mapping, include_suggested, income_layout, balance_layout, reading).run(session)
    counted = [f for f in contents.findings if not (allow_unmapped and f.code == "TK545")]
    writer(kind)(contents, target)
    if not session.quiet:
        from tilikartta.cli.summary import show_summary

        session.show_findings(contents.findings)
        show_summary(session, contents, target)
    more = suggest_missing(session, contents, mapping, suggest, target)
    if json:
        print_json(session, contents, target, more)
    raise typer.Exit(int(exit_code(counted, fail_on)))


@dataclass(frozen=True)
class Job:
    """What to map and how."""

    ledger: list[Path]
    opening: list[Path]
    mapping: str
    include_suggested: bool
    income_layout: str
    balance_layout: str
    reading: "ReadOptions"
    previous: list[Path] = field(default_factory=list)

    def run(self, session: Session) -> "Contents":
        """Read, map and fill in. Faults of the mapping and the files end the run here, before anything is written."""
        from tilikartta.definitions.chart_file import universal_chart
        from tilikartta.mapping.closing_entries import without_closings
        from tilikartta.model.manifest import Ingredient
        from tilikartta.reports.build import build_contents
        from tilikartta.sources.source_options import with_source

        chart = universal_chart()
        o.choice("--income-layout", self.income_layout, ("", *(i for i, one in chart.layout_by_id.items() if one.kind == INCOME)))
        o.choice("--balance-layout", self.balance_layout, tuple(i for i, one in chart.layout_by_id.items() if one.kind != INCOME))
        mapping, faults = sound_mapping(self.mapping, chart)
        ledger, findings = self.read(session, mapping)
        ledger, closings = without_closings(ledger, mapping, chart, include_suggested=self.include_suggested)
        profile = with_source(self.reading, mapping).profile
        with session.err.status(session.label("progress.mapping")):
            return build_contents(
                ledger,
                mapping,
                chart,
                [*findings, *faults, *closings],
                lang=session.lang,
                options=self.options(),
                income_layout=self.income_layout,
                balance_layout=self.balance_layout,
                include_suggested=self.include_suggested,
                given_files=[Ingredient("profile", *profile.file)] if profile and profile.file else [],
            )

    def read(self, session: Session, mapping: "Mapping") -> "tuple[Ledger, list[Finding]]":
        """The ledger, with last year's closing balances as its opening ones where a file of them was given."""
        return read_opened(session, self.ledger, self.opening, self.reading, mapping, self.previous)

    def options(self) -> dict[str, str]:
        """The options that the manifest states: those that can change a figure."""
        names = ("encoding", "separator", "decimal", "date", "sheet", "sign")
        given = {name: str(getattr(self.reading, name)) for name in names}
        given |= {"columns": ", ".join(f"{role}={heading}" for role, heading in sorted(self.reading.columns.items()))}
        given |= {
            "profile": self.reading.profile.name if self.reading.profile else "",
            "strict": "yes" if self.reading.strict else "",
        }
        return given | {"include-suggested": "yes" if self.include_suggested else ""}


def definitions(mapping: str, profile: str, *outputs: Path | None) -> list[Path]:
    """The files of rules, which no output may replace: the mapping, those that it extends, and the profile."""
    found = [Path(name) for name in (mapping, profile) if name]
    if mapping and any(path is not None and path.exists() for path in outputs):
        from tilikartta.definitions.mapping_file import read_mapping

        read, _ = read_mapping(mapping)
        found += [Path(name) for name, _ in read.files] if read is not None else []
    return found


def read_opened(
    session: Session, files: list[Path], opening: list[Path], reading: "ReadOptions", mapping: "Mapping",
    previous: Sequence[Path] = (),
) -> "tuple[Ledger, list[Finding]]":  # fmt: skip
    """The ledger, opened with last year's closing balances where there are files of them.

    What the mapping and those balances know of the accounts settles signs that the ledger leaves open. Raises TilikarttaError
    (exit 3) where the files cannot open it.
    """
    from tilikartta.mapping.known_kinds import with_kinds, with_mapping
    from tilikartta.mapping.opening import opened_with

    balances, told = read_files(session, opening, with_kinds(mapping)) if opening else (None, [])
    ledger, findings = read_files(session, files, with_mapping(reading, mapping, balances), previous)
    if balances is None:
        return ledger, findings
    ledger, faults = opened_with(ledger, balances, mapping)
    return ledger, [*findings, *told, *faults]


def sound_mapping(name: str, chart: "Chart") -> "tuple[Mapping, list[Finding]]":
    """A mapping without faults that would change figures, and its warnings. Raises TilikarttaError (exit 2) with every fault."""
    from tilikartta.definitions.mapping_file import load_mapping
    from tilikartta.mapping.use import check_for_use

    mapping = load_mapping(name)
    faults = check_for_use(mapping, chart)
    if any(fault.severity == Severity.ERROR for fault in faults):
        raise TilikarttaError(faults, ExitCode.USAGE)
    return mapping, faults


def writer(kind: str) -> "Callable[[Contents, Path], None]":
    """The writer of a format."""
    from tilikartta import reports

    writers = {
        "xlsx": reports.write_workbook, "csv": reports.write_csv, "json": reports.write_json, "parquet": reports.write_parquet,
    }  # fmt: skip
    return writers[kind]


def print_json(session: Session, contents: "Contents", target: Path, more: Sequence[Path] = ()) -> None:
    """The one JSON document on stdout; ``more`` are files written beside the result."""
    import json

    from tilikartta.reports import to_json

    document = to_json(contents)
    document["outputs"] = [str(path) for path in (target, *more)]
    session.out.out(json.dumps(document, ensure_ascii=False, indent=2), highlight=False)
