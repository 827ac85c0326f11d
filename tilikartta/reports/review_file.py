"""Saving a review: the mapping file is written whole after every answer, and only if it can be read again."""

from dataclasses import replace
from pathlib import Path

from tilikartta.definitions.locate import shown
from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.mapping.check import check_mapping
from tilikartta.model import Chart, Finding, Mapping, Place, Severity, error
from tilikartta.reports.whole_file import whole_file


def save_review(path: Path, text: str, before: str, chart: Chart) -> list[Finding]:
    """Write ``text`` where ``before`` stands. Findings say why it was not written; then the file is as it was.

    TK592: someone has changed the file meanwhile. Other findings are faults that the file did not have and now would.
    """
    if path.read_bytes() != before.encode("utf-8"):
        return [error("TK592", Place(str(path)))]
    if text == before:
        return []
    try:
        with whole_file(path) as draft:
            draft.write_bytes(text.encode("utf-8"))
            if found := _errors(draft, chart):
                had = {(finding.code, finding.account) for finding in _errors(path, chart)}
                if new := [finding for finding in found if (finding.code, finding.account) not in had]:
                    raise _RefusedError([_renamed(finding, shown(draft), str(path)) for finding in new])
    except _RefusedError as refused:
        return refused.findings
    return []


class _RefusedError(Exception):
    """Ends the block of ``whole_file`` so that the old file stays."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__()


def _errors(path: Path, chart: Chart) -> list[Finding]:
    mapping: Mapping | None
    mapping, faults = read_mapping(str(path))
    found = [*faults, *(check_mapping(mapping, chart) if mapping is not None else [])]
    return [finding for finding in found if finding.severity == Severity.ERROR]


def _renamed(finding: Finding, draft: str, path: str) -> Finding:
    """The finding with the name of the file that was meant."""
    data = {key: value.replace(draft, path) if isinstance(value, str) else value for key, value in finding.data.items()}
    return replace(finding, data=data, place=replace(finding.place, file=finding.place.file.replace(draft, path)))
