"""``tilikartta mapping``: work on mapping files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import mapping_library, mapping_merge, mapping_migrate
from tilikartta.cli import options as o
from tilikartta.cli.reading import read_files
from tilikartta.cli.session import Session, exit_code
from tilikartta.model.finding import ExitCode, TilikarttaError, error

if TYPE_CHECKING:
    from tilikartta.model import Ledger, LocalAccount, Mapping

app = typer.Typer(
    no_args_is_help=True, help="Check mapping files, and see how much of a ledger they cover.", rich_markup_mode=None
)
app.command("library")(mapping_library.library)
app.command("merge")(mapping_merge.merge)
app.command("migrate")(mapping_migrate.migrate)

ChartList = Annotated[Path | None, typer.Option("--chart", help="List of accounts: CSV with number, name and type.")]


@app.command()
def check(
    context: typer.Context,
    mapping: Annotated[str, typer.Argument(help="Mapping file, or name of a ready one.")],
    ledger: Annotated[list[Path] | None, typer.Option("--ledger", help="Ledger whose accounts the rules must fit.")] = None,
    chart: ChartList = None,
    fail_on: o.FailOn = "error",
    json: o.Json = False,
) -> None:
    """Report every fault of a mapping: dead rules, ambiguous pairs, shares, ranges, retired targets, class changes, cycles."""
    session: Session = context.obj
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    from tilikartta.cli.validate_settings import unknown_codes
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.checks_section import checks_of
    from tilikartta.definitions.mapping_file import read_mapping
    from tilikartta.mapping.check import check_against, check_mapping

    universal = universal_chart()
    read, findings = read_mapping(mapping)
    if read is None:
        raise TilikarttaError(findings, ExitCode.USAGE)
    findings = [*findings, *check_mapping(read, universal), *unknown_codes(checks_of(read.checks, read.accepted))]
    accounts = _accounts(session, ledger, chart, read)
    if accounts:
        findings += check_against(read, universal, accounts)
    if json:
        from tilikartta.cli.documents import print_findings

        print_findings(session, "mapping check", findings)
    else:
        session.show_findings(findings, limit=50)
        key = "mapping.sound" if not findings else "mapping.faults"
        session.out.print(session.label(key, rules=len(read.rules), count=len(findings), name=mapping))
    raise typer.Exit(int(exit_code(findings, fail_on)))


@app.command()
def coverage(
    context: typer.Context,
    mapping: Annotated[str, typer.Argument(help="Mapping file, or name of a ready one.")],
    ledger: o.LedgerFiles,
    include_suggested: o.IncludeSuggested = False,
    json: o.Json = False,
    encoding: o.Encoding = "",
    separator: o.Separator = "",
    decimal: o.Decimal = "",
    date: o.DateOrder = "",
    sheet: o.Sheet = "",
    sign: o.Sign = "",
    column: o.Column = None,
) -> None:
    """How much of a ledger the mapping covers, in accounts and in euros; what is missing comes first by euros."""
    session: Session = context.obj
    from tilikartta.cli.coverage import show_coverage
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.mapping_file import load_mapping
    from tilikartta.mapping.known_kinds import with_mapping
    from tilikartta.reports.build import build_contents

    read = load_mapping(mapping)
    options = with_mapping(o.read_options(encoding, separator, decimal, date, sheet, sign, column), read)
    entries, findings = read_files(session, ledger, options)
    contents = build_contents(entries, read, universal_chart(), findings, lang=session.lang, include_suggested=include_suggested)
    if json:
        from tilikartta.cli.documents import print_document
        from tilikartta.reports import to_json

        print_document(session, {**to_json(contents), "command": "mapping coverage"})
    else:
        show_coverage(session, contents)
    raise typer.Exit(int(exit_code([finding for finding in contents.findings if finding.code == "TK545"])))


@app.command()
def schema(context: typer.Context) -> None:
    """Print the JSON Schema of a mapping file, so that editors complete and check it."""
    from tilikartta.cli.documents import print_document
    from tilikartta.definitions.mapping_file import json_schema

    print_document(context.obj, json_schema())


@app.command("list")
def list_(context: typer.Context) -> None:
    """List the ready mappings."""
    session: Session = context.obj
    from tilikartta.definitions.locate import mapping_names
    from tilikartta.definitions.mapping_file import load_mapping

    for name in mapping_names():
        session.out.print(f"{name}  {session.label('mapping.rules', count=len(load_mapping(name).rules))}")


def _accounts(session: Session, ledgers: list[Path] | None, chart: Path | None, mapping: "Mapping") -> "list[LocalAccount]":
    """The organisation's accounts from a list or a ledger, which is read as the mapping says."""
    from tilikartta.model import LocalAccount
    from tilikartta.sources.account_list import read_account_list

    accounts: list[LocalAccount] = []
    if chart is not None:
        listed, findings = read_account_list(chart)
        if findings:
            raise TilikarttaError(findings, ExitCode.UNREADABLE)
        accounts += [LocalAccount(number, name, klass) for number, name, klass in listed]
    if ledgers:
        from tilikartta.mapping.known_kinds import with_mapping
        from tilikartta.sources import ReadOptions

        ledger, _ = read_files(session, ledgers, with_mapping(ReadOptions(), mapping))
        known = {account.number: account for account in ledger.chart}
        accounts += [known.get(number) or LocalAccount(number, name) for number, name in local_accounts(ledger)]
    return accounts


def local_accounts(ledger: "Ledger") -> list[tuple[str, str]]:
    """The accounts of a ledger with one name each, in the order of their numbers."""
    import pandas as pd

    frames = [frame[["account", "account_name"]].drop_duplicates() for frame in (ledger.entries, ledger.balances)]
    pairs = pd.concat(frames).drop_duplicates().sort_values(["account", "account_name"])
    numbered = pairs[pairs["account"] != ""].drop_duplicates("account", keep="last")
    named = pairs[pairs["account"] == ""]
    return [(str(number), str(name)) for number, name in pd.concat([named, numbered]).itertuples(index=False)]


def unknown_account(account: str, known: list[str]) -> TilikarttaError:
    """No such account in the ledger, with the nearest ones."""
    from difflib import get_close_matches

    near = get_close_matches(account, known, n=5, cutoff=0.5) or known[:5]
    return TilikarttaError(error("TK907", account=account, near=near), ExitCode.USAGE)
