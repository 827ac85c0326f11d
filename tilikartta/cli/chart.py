"""``tilikartta chart``: the universal chart as a dictionary."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import chart_versions
from tilikartta.cli import options as o
from tilikartta.cli.session import Session, exit_code, refuse_existing
from tilikartta.model.finding import ExitCode, TilikarttaError, error, info

if TYPE_CHECKING:
    from tilikartta.definitions.search import Hit
    from tilikartta.model import Account, Chart, Finding

app = typer.Typer(no_args_is_help=True, help="The universal chart of accounts as a dictionary.", rich_markup_mode=None)

CLASSES = ("asset", "liability", "equity", "income", "expense", "appropriation", "off_statement")
LEVELS = ("basic", "extended")
FORMATS = ("xlsx", "csv", "json", "md", "sie", "kitsas", "tilitin")
ENDINGS = {"se": "sie", "si": "sie", "kitsaskartta": "kitsas", "jar": "tilitin"}  # other endings are the name of their format

Level = Annotated[str, typer.Option(help="basic (the accounts of a small association) or extended (all).")]


@app.command("list")
def list_accounts(
    context: typer.Context,
    level: Level = "extended",
    klass: Annotated[str, typer.Option("--class", help=f"Only one class: {', '.join(CLASSES)}.")] = "",
    group: Annotated[str, typer.Option(help="Only codes that begin so: 33.")] = "",
    json: o.Json = False,
) -> None:
    """List the accounts by groups: code, name, class, default function, level."""
    session: Session = context.obj
    o.choice("--level", level, LEVELS)
    if klass:
        o.choice("--class", klass, CLASSES)
    from tilikartta.definitions.chart_document import of_level
    from tilikartta.definitions.chart_file import universal_chart

    chart = universal_chart()
    accounts = [one for one in of_level(chart, level) if klass in ("", one.klass) and one.code.startswith(group)]
    if group and not accounts and not any(one.code.startswith(group) for one in chart.groups):
        raise unknown_code(chart, group, session.lang)
    if json:
        _print_accounts(session, "chart list", chart, accounts)
        return
    from tilikartta.cli.chart_view import show_list

    show_list(session, chart, accounts)


def _print_accounts(session: Session, command: str, chart: "Chart", accounts: "Sequence[Account]") -> None:
    from tilikartta import __version__
    from tilikartta.cli.documents import print_document
    from tilikartta.definitions.chart_document import account_document

    head = {"command": command, "version": __version__, "chart": chart.version}
    print_document(session, {**head, "accounts": [account_document(chart, account) for account in accounts], "findings": []})


@app.command()
def show(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="Code of the universal chart: 3310.")],
    json: o.Json = False,
) -> None:
    """Show everything about one account: names, definition, tax, the line it stands on, its neighbours."""
    session: Session = context.obj
    from tilikartta.definitions.chart_file import universal_chart

    chart = universal_chart()
    account = chart.by_code.get(code.strip())
    if account is None:
        raise unknown_code(chart, code, session.lang)
    if json:
        _print_accounts(session, "chart show", chart, [account])
        return
    from tilikartta.cli.chart_view import show_account

    show_account(session, chart, account)


def unknown_code(chart: "Chart", given: str, lang: str) -> TilikarttaError:
    """TK371 (exit 2): no such account; the nearest ones by number and by name."""
    from tilikartta.definitions.search import nearest

    near = "; ".join(f"{account.code} {account.name.get(lang)}" for account in nearest(chart, given, lang))
    return TilikarttaError(error("TK371", given=given, near=near or "–"), ExitCode.USAGE)


@app.command()
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="What it is called in everyday speech, in Finnish, Swedish or English.")],
    limit: Annotated[int, typer.Option(min=1, help="How many accounts at most.")] = 8,
    json: o.Json = False,
) -> None:
    """Find accounts by name, other name, example or definition; endings and typing errors are forgiven. Nothing found: exit 1."""
    session: Session = context.obj
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.search import index_of, search

    chart, query = universal_chart(), " ".join(words)
    hits = search(index_of(chart), query, lang=session.lang, limit=limit)
    findings = [] if hits else [info("TK372", query=query)]
    if json:
        _print_hits(session, chart, query, hits, findings)
    else:
        from tilikartta.cli.chart_view import show_hits

        show_hits(session, hits)
        session.show_findings(findings)
    raise typer.Exit(int(ExitCode.OK if hits else ExitCode.FINDINGS))


def _print_hits(session: Session, chart: "Chart", query: str, hits: "Sequence[Hit]", findings: "list[Finding]") -> None:
    from tilikartta import __version__
    from tilikartta.cli.documents import print_document
    from tilikartta.definitions.chart_document import account_document

    listed: list[object] = []
    if findings:  # its module loads much that a search does without
        from tilikartta.reports.document import finding_document

        listed = [finding_document(finding, session.lang) for finding in findings]
    found = [
        {**account_document(chart, hit.account), "matched": {"field": hit.field, "lang": hit.lang, "text": hit.text}}
        for hit in hits
    ]
    head = {"command": "chart search", "version": __version__, "chart": chart.version, "query": query}
    print_document(session, {**head, "accounts": found, "findings": listed})


@app.command()
def check(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Chart with its layouts/ beside it, or one layout; else the shipped chart.")
    ] = None,
    fail_on: o.FailOn = "error",
    json: o.Json = False,
) -> None:
    """Prove a chart and its layouts: every account on exactly one line, every word and reference leads somewhere."""
    session: Session = context.obj
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    from tilikartta.definitions.chart_check import check_file
    from tilikartta.definitions.locate import shipped, shown

    path = file or shipped("charts") / "universal.yaml"
    checked = check_file(path)
    findings = checked.findings
    if checked.chart is None:
        raise TilikarttaError(findings, _unreadable(findings))
    if json:
        from tilikartta.cli.documents import print_findings

        print_findings(session, "chart check", findings)
    elif findings:
        session.show_findings(findings)
        session.out.print(session.label("chart.check.faults", file=shown(path), count=len(findings)), soft_wrap=True)
    else:
        counts = {"accounts": len(checked.chart.accounts), "layouts": len(checked.layouts), "places": checked.places}
        session.out.print(session.label("chart.check.sound", file=shown(path), **counts), soft_wrap=True)
    raise typer.Exit(int(exit_code(findings, fail_on)))


def _unreadable(findings: "list[Finding]") -> ExitCode:
    """A file that cannot be read at all is not a wrong definition."""
    return ExitCode.UNREADABLE if any(finding.code == "TK507" for finding in findings) else ExitCode.USAGE


@app.command()
def export(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Result; its ending decides the format.")] = None,
    format_: Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}. Default without -o: md.")] = "",
    level: Level = "extended",
    year: Annotated[int | None, typer.Option(min=1900, max=2999, help="Financial year that the list or SIE file is for.")] = None,
    force: o.Force = False,
) -> None:
    """Write the chart: xlsx to print, csv and json for programs, md to read; sie, kitsas and tilitin to take it into use.

    Without -o text goes to stdout.
    """
    session: Session = context.obj
    o.choice("--level", level, LEVELS)
    kind = _export_format(out, format_)
    if out is not None:
        refuse_existing(out, force)
    from tilikartta.definitions.chart_file import universal_chart

    chart = universal_chart()
    if kind in ENDINGS.values() and out is not None:
        from tilikartta.reports.chart_adopt import write_adopted

        written = write_adopted(kind, chart, level, session.lang, year or 0, out)
        session.show_findings(written.findings)
        count = written.count
    else:
        count = _export_list(session, chart, kind, level, out, year or 0)
    if out is not None:
        session.err.print(session.label("chart.export.written", count=count, path=str(out)), soft_wrap=True)


def _export_format(out: Path | None, wanted: str) -> str:
    """The format asked for, else by the ending. Raises TK375, TK394, TK901 or TK906 (exit 2)."""
    if out is None:
        kind = o.choice("--format", wanted or "md", FORMATS)
        if kind == "xlsx":
            raise TilikarttaError(error("TK375"), ExitCode.USAGE)
        if kind in ENDINGS.values():
            raise TilikarttaError(error("TK394", format=kind), ExitCode.USAGE)
        return kind
    from tilikartta.cli.map import output_format

    return output_format(out, wanted or ENDINGS.get(out.suffix.lstrip(".").lower(), ""), FORMATS)


def _export_list(session: Session, chart: "Chart", kind: str, level: str, out: Path | None, year: int) -> int:
    """The chart as a list, into a file or onto stdout; returns how many accounts."""
    from tilikartta.definitions.chart_document import of_level
    from tilikartta.reports import chart_export

    accounts = of_level(chart, level, retired=kind in ("json", "csv"))
    if out is not None and kind == "xlsx":
        from tilikartta.reports.chart_sheet import write_chart_sheet

        write_chart_sheet(chart, accounts, level, session.lang, out, year)
        return len(accounts)
    text = {
        "json": lambda: chart_export.chart_json(chart, accounts),
        "csv": lambda: chart_export.chart_csv(chart, accounts),
        "md": lambda: chart_export.chart_markdown(chart, accounts, session.lang, year),
    }[kind]()
    if out is None:
        session.out.out(text, highlight=False, end="")
    else:
        chart_export.write_text(text, out)
    return len(accounts)


@app.command()
def schema(
    context: typer.Context,
    layout: Annotated[bool, typer.Option("--layout", help="Of a layout file instead of a chart file.")] = False,
) -> None:
    """Print the JSON Schema of a chart file, for editors."""
    session: Session = context.obj
    from tilikartta.cli.documents import print_document
    from tilikartta.definitions.chart_schema import chart_schema, layout_schema

    print_document(session, layout_schema() if layout else chart_schema())


app.command("crosswalk")(chart_versions.crosswalk)
app.command("diff")(chart_versions.diff)
