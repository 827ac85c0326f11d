"""``tilikartta suggest``: draft a mapping for a chart nobody has mapped yet. Nothing of it counts before a person accepts it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.session import Session, exit_code, refuse_existing
from tilikartta.model.finding import ExitCode, Place, TilikarttaError, error, warning

if TYPE_CHECKING:
    from tilikartta.mapping.suggest.memory import Memory
    from tilikartta.model import Chart, Finding, Ledger, LocalAccount
    from tilikartta.model.suggestion import Suggestions
    from tilikartta.reports.suggestion_file import Draft
    from tilikartta.sources.options import ReadOptions

LearnFrom = Annotated[
    list[Path] | None, typer.Option("--learn-from", help="Folder of accepted mappings to learn from. May be given many times.")
]


def suggest(
    context: typer.Context,
    ledger: Annotated[
        list[Path] | None, typer.Argument(help="Ledger files as the bookkeeping program gives them.", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Mapping file to write; without it, to stdout.")] = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="List of accounts: CSV with number and name.")] = None,
    learn_from: LearnFrom = None,
    name: Annotated[str, typer.Option("--name", help="Name of the organisation, written into the file.")] = "",
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
    """Draft a mapping: recognise the chart, and propose an account of the universal chart for every one that remains.

    The rules are suggestions with their evidence, largest sums first; accept them line by line with ``tilikartta review``.
    """
    session: Session = context.obj
    session.quiet = quiet or json
    if not ledger and chart is None:
        raise TilikarttaError(error("TK584"), ExitCode.USAGE)
    if out is not None:
        refuse_existing(out, force, [*(ledger or []), *([chart] if chart else [])])
    reading = o.read_options(
        encoding, separator, decimal, date, sheet, sign, column, profile=profile, strict=strict, explain=explain_reading
    )
    from tilikartta.definitions.chart_file import universal_chart

    universal = universal_chart()
    memory, findings = _memory(learn_from or [])
    found, draft, more = _suggestions(session, ledger or [], chart, reading, universal, memory)
    findings = [*findings, *more, *_differing(found, universal)]
    _show(session, found, universal, draft, out, findings, name=name, json=json, quiet=quiet)
    raise typer.Exit(int(exit_code(findings)))


def _memory(folders: list[Path]) -> "tuple[Memory, list[Finding]]":
    """What is known; TK582 for a folder that teaches nothing. Raises TK902 (exit 3) for a folder that does not exist."""
    from tilikartta.mapping.suggest.memory import Memory

    findings = []
    for folder in folders:
        if not folder.exists():
            raise FileNotFoundError(2, "No such file or directory", str(folder))
        if not Memory.of([folder], ready=False).entries:
            findings.append(warning("TK582", Place(str(folder))))
    return Memory.of(folders), findings


def _suggestions(
    session: Session, paths: list[Path], listed: Path | None, reading: "ReadOptions", universal: "Chart", memory: "Memory"
) -> "tuple[Suggestions, Draft, list[Finding]]":
    """Read the ledger, the list, or both, and ask the engine. Raises TK580 (exit 3) when there are no accounts."""
    from tilikartta.mapping.suggest.dimensions import centre_facts, free_shares
    from tilikartta.mapping.suggest.engine import suggest as engine
    from tilikartta.mapping.suggest.facts import listed_facts, local_facts
    from tilikartta.reports.suggestion_file import Draft

    accounts = _listed(listed) if listed else []
    if not paths:
        facts = listed_facts(accounts)
        if not facts:
            raise TilikarttaError(error("TK580", Place(str(listed))), ExitCode.UNREADABLE)
        return engine(facts, universal, memory), Draft(), []
    from tilikartta.cli.reading import read_files
    from tilikartta.sources.opening_vouchers import take_openings

    ledger, findings = read_files(session, paths, reading)
    ledger, openings = take_openings(ledger)
    facts = local_facts(ledger, accounts)
    if not facts:
        raise TilikarttaError([*findings, error("TK580", Place(str(paths[0])))], ExitCode.UNREADABLE)
    found = engine(facts, universal, memory, centres=centre_facts(ledger), free=free_shares(ledger))
    return found, _draft(ledger, reading), [*findings, *openings]


def _listed(path: Path) -> "list[LocalAccount]":
    from tilikartta.model import LocalAccount
    from tilikartta.sources.account_list import read_account_list

    listed, findings = read_account_list(path)
    if findings:
        raise TilikarttaError(findings, ExitCode.UNREADABLE)
    return [LocalAccount(number, name, klass) for number, name, klass in listed]


def _draft(ledger: "Ledger", reading: "ReadOptions") -> "Draft":
    """What the file says of the reading and of the dimensions, so that ``map`` reads the ledger in the same way."""
    from tilikartta.model import DIM_PREFIX
    from tilikartta.reports.suggestion_file import Draft

    names = ("encoding", "separator", "decimal", "date", "sheet", "sign")
    source = {name: value for name in names if (value := str(getattr(reading, name)))}
    if reading.profile is not None and reading.profile.name:
        source["profile"] = reading.profile.name
    headings = {role: heading for file in ledger.files for role, heading in file.columns.items()}
    dimensions = {
        column.removeprefix(DIM_PREFIX): headings.get(column, column.removeprefix(DIM_PREFIX)) for column in ledger.dimensions
    }
    entities = sorted({str(value) for value in ledger.entries["entity"].unique()} - {""}) if len(ledger.entries) else []
    return Draft(entities[0] if len(entities) == 1 else "", source, dimensions)


def _differing(found: "Suggestions", universal: "Chart") -> "list[Finding]":
    """TK581 for every account whose number is in the recognised chart under another name."""
    if found.chart is None:
        return []
    from tilikartta.definitions.mapping_file import load_mapping
    from tilikartta.mapping.resolve import Local, resolve

    mapping = load_mapping(found.chart.mapping)
    findings = []
    for number, mine, theirs in found.chart.differing:
        parts = resolve(mapping, universal, Local(number, mine)).parts
        used = f"{parts[0].account} {universal.by_code[parts[0].account].name.fi}" if parts else "–"
        findings.append(warning("TK581", account=number, mine=mine, theirs=theirs, mapping=found.chart.mapping, used=used))
    return findings


def _show(
    session: Session, found: "Suggestions", universal: "Chart", draft: "Draft", out: Path | None, findings: "list[Finding]",
    *, name: str, json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Write the file; print the JSON document, the text of the file, or the summary."""
    from dataclasses import replace

    from tilikartta.reports.suggestion_file import suggestion_yaml, write_suggestions

    draft = replace(draft, organisation=name or draft.organisation)
    if out is not None:
        write_suggestions(found, universal, out, session.lang, draft)
    if json:
        from tilikartta.cli.documents import print_document
        from tilikartta.reports.suggestion_document import suggestion_document

        outputs = [str(out)] if out is not None else []
        print_document(session, suggestion_document(found, universal, session.lang, findings, outputs))
        return
    session.show_findings(findings)
    if out is None:
        session.out.out(suggestion_yaml(found, universal, session.lang, draft), highlight=False, end="")
    elif not quiet:
        _summary(session, found, out)


def _summary(session: Session, found: "Suggestions", out: Path) -> None:
    """Which chart it is, how many suggestions of each band there are, and what to do next."""
    fit = found.chart
    if fit is not None:
        session.out.print(
            session.label(
                "suggest.recognised", mapping=fit.mapping, matched=fit.matched, total=fit.total, differing=len(fit.differing)
            )
        )
    else:
        session.out.print(session.label("suggest.unknown_chart"))
    told = [one for one in found.accounts if one.best and any(evidence.kind == "chart" for evidence in one.best.evidence)]
    left = [one for one in found.accounts if one not in told]
    counts = {band: sum(one.band == band for one in left) for band in ("likely", "check", "none")}
    session.out.print(session.label("suggest.written", path=str(out), extended=len(told), **counts))
    session.out.print(session.label("suggest.next", path=str(out)))
