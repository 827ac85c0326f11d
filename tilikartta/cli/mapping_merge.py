"""``tilikartta mapping merge``: new rules folded into a mapping that a person keeps."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.session import Session, exit_code, refuse_existing
from tilikartta.model.finding import ExitCode, Finding, Severity, TilikarttaError


def merge(
    context: typer.Context,
    mapping: Annotated[Path, typer.Argument(help="The mapping that you keep.", exists=True, dir_okay=False)],
    additions: Annotated[list[Path], typer.Argument(help="Mappings whose rules are added to it.", exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option("-o", "--out", help="The merged mapping; with --force also the same file.")],
    force: o.Force = False,
    json: o.Json = False,
) -> None:
    """Fold new rules into a mapping. What is accepted there stays; comments and order of the file survive."""
    session: Session = context.obj
    refuse_existing(out, force, additions)
    from tilikartta.definitions.mapping_merge import merge as merged
    from tilikartta.reports.whole_file import whole_file

    result = merged(mapping, additions)
    if not result.sound:
        raise TilikarttaError(result.findings, ExitCode.USAGE)
    with whole_file(out) as draft:
        draft.write_text(result.text, encoding="utf-8", newline="")
        if faults := _faults(draft, mapping, out):
            raise TilikarttaError(faults, ExitCode.USAGE)
    counts = {"added": result.added, "replaced": result.replaced, "known": result.known}
    if json:
        from tilikartta import __version__
        from tilikartta.cli.documents import print_document
        from tilikartta.reports.document import finding_document

        told = [finding_document(finding, session.lang) for finding in result.findings]
        print_document(
            session, {"command": "mapping merge", "version": __version__, **counts, "findings": told, "outputs": [str(out)]}
        )
    else:
        session.show_findings(result.findings, limit=50)
        session.out.print(session.label("mapping.merge.written", **counts, path=str(out)), soft_wrap=True)
    raise typer.Exit(int(exit_code(result.findings, "error")))


def _faults(draft: Path, base: Path, out: Path) -> list[Finding]:
    """Errors of the merged file that the mapping itself did not have, at their place in the new file."""
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.locate import shown
    from tilikartta.definitions.mapping_file import read_mapping
    from tilikartta.mapping.check import check_mapping

    def errors(path: Path) -> list[Finding]:
        mapping, faults = read_mapping(str(path))
        found = [*faults, *(check_mapping(mapping, universal_chart()) if mapping is not None else [])]
        return [finding for finding in found if finding.severity == Severity.ERROR]

    before = {(finding.code, str(finding.data)) for finding in errors(base)}
    new = [finding for finding in errors(draft) if (finding.code, str(finding.data)) not in before]
    return [_renamed(finding, shown(draft), str(out)) for finding in new]


def _renamed(finding: Finding, draft: str, out: str) -> Finding:
    """The finding with the name of the file that was meant, wherever it names the draft."""
    data = {key: value.replace(draft, out) if isinstance(value, str) else value for key, value in finding.data.items()}
    return replace(finding, data=data, place=replace(finding.place, file=finding.place.file.replace(draft, out)))
