"""``tilikartta mapping migrate``: a mapping rewritten for a new version of the chart."""

from pathlib import Path
from typing import Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.session import Session, exit_code, refuse_existing
from tilikartta.model.finding import ExitCode, TilikarttaError


def migrate(
    context: typer.Context,
    mapping: Annotated[Path, typer.Argument(help="Mapping file.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The rewritten mapping; with --force also the same file.")],
    to: Annotated[
        str, typer.Option("--to", help="The new chart: its file, or a folder that holds it. Default: the shipped one.")
    ] = "universal",
    fail_on: o.FailOn = "error",
    force: o.Force = False,
    json: o.Json = False,
) -> None:
    """Rewrite the targets that are out of use to what replaced them. Comments, order and layout of the file stay as they are."""
    session: Session = context.obj
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    refuse_existing(out, force)
    from tilikartta.definitions.chart_given import chart_given
    from tilikartta.definitions.locate import shown
    from tilikartta.definitions.mapping_file import read_mapping
    from tilikartta.definitions.mapping_migrate import inherited
    from tilikartta.definitions.mapping_migrate import migrate as migrated
    from tilikartta.reports.whole_file import whole_file

    chart, _ = chart_given(to)
    read, faults = read_mapping(str(mapping))
    if read is None or faults:
        raise TilikarttaError(faults, ExitCode.USAGE)
    result = migrated(mapping, chart)
    findings = [*result.findings, *inherited(read, shown(mapping), chart)]
    with whole_file(out) as draft:
        draft.write_bytes(result.content)
    if json:
        from tilikartta import __version__
        from tilikartta.cli.documents import print_document
        from tilikartta.reports.document import finding_document

        edits = [
            {"file": edit.place.file, "row": edit.place.row, "column": int(edit.place.column), "old": edit.old, "new": edit.new}
            for edit in result.edits
        ]
        told = [finding_document(finding, session.lang) for finding in findings]
        head = {"command": "mapping migrate", "version": __version__, "chart": chart.version}
        print_document(session, {**head, "edits": edits, "findings": told, "outputs": [str(out)]})
    else:
        session.show_findings(findings, limit=50)
        for edit in result.edits:
            session.out.print(f"{edit.place}: {edit.old} → {edit.new}", soft_wrap=True)
        told_how = {"count": len(result.edits), "chart": chart.version, "path": str(out)}
        session.err.print(session.label("mapping.migrate.written", **told_how), soft_wrap=True)
    raise typer.Exit(int(exit_code(findings, fail_on)))
