"""``tilikartta verify``: does a report still agree with what it was made from?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tilikartta.cli import options as o
from tilikartta.cli.session import Session, exit_code
from tilikartta.model.finding import Cents, Severity

if TYPE_CHECKING:
    from tilikartta.reports.verify import Verification


def verify(
    context: typer.Context,
    report: Annotated[Path, typer.Argument(help="A report of tilikartta: .xlsx, .html or .json.", exists=True, dir_okay=False)],
    places: Annotated[
        list[Path] | None, typer.Argument(help="Where its inputs are. Default: beside the report, and this folder.", exists=True)
    ] = None,
    fail_on: o.FailOn = "error",
    json: o.Json = False,
) -> None:
    """Say whether a report and the files it was made from still belong together, and what has changed."""
    from tilikartta.reports.verify import verify_report

    session: Session = context.obj
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    found = verify_report(report, places or [])
    if json:
        from tilikartta.cli.documents import print_document

        print_document(session, document(session, found))
    else:
        session.show_findings(found.findings)
        show(session, found)
    raise typer.Exit(int(exit_code(found.findings, fail_on)))


def document(session: Session, found: "Verification") -> dict[str, Any]:
    """The JSON document: the seal, the state of every file, the findings."""
    from tilikartta import __version__
    from tilikartta.reports.document import finding_document

    return {
        "command": "verify",
        "version": __version__,
        "report": {**found.seal.document(), "unchanged": found.whole},
        "files": [
            {"path": one.ingredient.path, "role": one.ingredient.role, "state": one.state, "sha256": one.ingredient.sha256}
            for one in found.files
        ],
        "findings": [finding_document(one, session.lang) for one in found.findings],
    }


def show(session: Session, found: "Verification") -> None:
    """Who made it, the files with their state, and the answer."""
    from rich.table import Table

    from tilikartta.reports.words import Words

    manifest, words = found.seal.manifest, Words(session.lang)
    session.out.print(
        session.label("verify.made", version=manifest.version, command=found.seal.command, chart=manifest.chart), soft_wrap=True
    )
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("file", "role", "state"):
        table.add_column(session.label(f"verify.column.{name}"))
    for one in found.files:
        role = words.known(f"role.{one.ingredient.role}", one.ingredient.role)
        table.add_row(one.ingredient.path, role, session.label(f"verify.state.{one.state}"))
    session.out.print(table)
    totals = {"total_in": Cents(manifest.total_in), "total_out": Cents(manifest.total_out)}
    session.out.print(session.label("verify.totals", **totals), soft_wrap=True)
    agrees = all(one.severity == Severity.INFO for one in found.findings)
    session.out.print(session.label("verify.agrees" if agrees else "verify.differs"), soft_wrap=True)
