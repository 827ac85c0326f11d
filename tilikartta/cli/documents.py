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


def print_findings(session: Session, command: str, findings: Iterable[Finding]) -> None:
    """The document of a command that only finds."""
    from tilikartta.reports.document import finding_document

    listed = [finding_document(finding, session.lang) for finding in ordered(findings)]
    print_document(session, {"command": command, "version": __version__, "findings": listed})
