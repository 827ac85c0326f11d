"""Which finding is best mended first."""

from collections.abc import Iterable

from tilikartta.checks.catalogue import doc_of
from tilikartta.checks.registry import STRICT
from tilikartta.model import Finding, Severity

CUT_SHORT = "TK932"


def cut_short(findings: Iterable[Finding]) -> Finding | None:
    """The finding that the run was cut short, where it was: then no check was made."""
    return next((found for found in findings if found.code == CUT_SHORT), None)


def first_to_mend(findings: Iterable[Finding]) -> Finding | None:
    """Among the gravest, the finding that breaks others (the order of the registry). None where all are info."""
    order = {doc_of(check).code: number for number, check in enumerate(STRICT)}
    serious = [found for found in findings if found.severity != Severity.INFO and found.code not in {"TK299", CUT_SHORT}]
    # What reading found comes before every check: a row that was misread makes other findings.
    return min(serious, key=lambda found: (found.severity.rank, order.get(found.code, -1)), default=None)
