"""JSON on stdout: always exactly one document."""

from collections.abc import Iterable
from typing import Any

from tilikartta import __version__
from tilikartta.cli.session import Session
from tilikartta.model.finding import Finding, ordered


def print_document(session: Session, document: Any) -> None:
    """Print one JSON document."""
    import json

    session.out.out(json.dumps(document, ensure_ascii=False, indent=2), highlight=False)


def finding_document(finding: Finding, lang: str) -> dict[str, object]:
    """A finding as DESIGN's ``--json`` documents carry it."""
    from tilikartta.messages import hint, message

    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": message(finding, lang),
        "hint": hint(finding, lang),
        "file": finding.place.file,
        "sheet": finding.place.sheet,
        "row": finding.place.row or None,
        "column": finding.place.column,
        "account": finding.account,
        "voucher": finding.voucher,
    }


def print_findings(session: Session, command: str, findings: Iterable[Finding]) -> None:
    """The document of a command that only finds."""
    listed = [finding_document(finding, session.lang) for finding in ordered(findings)]
    print_document(session, {"command": command, "version": __version__, "findings": listed})
