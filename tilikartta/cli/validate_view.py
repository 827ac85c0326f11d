"""What ``validate`` says in the terminal: the first thing to mend, then all findings by gravity, then the counts."""

from pathlib import Path
from typing import TYPE_CHECKING

from tilikartta.cli.session import STYLES, Session, show_findings
from tilikartta.model.finding import Severity

if TYPE_CHECKING:
    from tilikartta.checks.run import Outcome
    from tilikartta.model import Finding

SHOWN = 5


def show_outcome(session: Session, outcome: "Outcome", preset: str, target: Path | None) -> None:
    """Findings and their counts. All of it is the result of this command, so it goes to stdout."""
    from rich.text import Text

    from tilikartta.checks.registry import PRESETS

    out = session.out
    if first := first_to_mend(outcome.findings):
        out.print(Text(session.label("validate.first"), style="bold"))
        show_findings(out, [first], session.lang, 1)
        out.print()
    for severity in Severity:
        held = [found for found in outcome.findings if found.severity == severity and found.code != "TK299"]
        if held:
            out.print(Text(session.label(f"validate.group.{severity}", count=outcome.count(severity)), style=STYLES[severity]))
            show_findings(out, held, session.lang, SHOWN)
            out.print()
    _accepted(session, outcome)
    ledger = outcome.subject.ledger
    checks = len(PRESETS[preset])
    out.print(session.label("validate.read", entries=len(ledger.entries), balances=len(ledger.balances), checks=checks))
    if outcome.coverage is None:
        out.print(session.label("validate.no_mapping"))
    else:
        counted = outcome.coverage
        out.print(session.label("validate.unmapped", count=counted.unmapped, balance=counted.unmapped_with_balance))
    if outcome.cut:
        cut = session.label("validate.cut", count=sum(outcome.cut.values()), codes=sorted(outcome.cut))
        out.print(Text(cut, style="bold red"))
    if not outcome.count("error") and not outcome.count("warning"):
        out.print(Text(session.label("validate.clean"), style="bold green"))
    if target is not None:
        out.print(session.label("map.written", path=str(target)))


def first_to_mend(findings: "list[Finding]") -> "Finding | None":
    """The finding that is best mended first: among the gravest, the one that breaks others (the order of the registry)."""
    from tilikartta.checks.catalogue import doc_of
    from tilikartta.checks.registry import STRICT

    order = {doc_of(check).code: number for number, check in enumerate(STRICT)}
    serious = [found for found in findings if found.severity != Severity.INFO and found.code != "TK299"]
    # What reading found comes before every check: a row that was misread makes other findings.
    return min(serious, key=lambda found: (found.severity.rank, order.get(found.code, -1)), default=None)


def _accepted(session: Session, outcome: "Outcome") -> None:
    """Accepted findings stay visible, with who accepted them and why."""
    from tilikartta.messages import message

    if not outcome.accepted:
        return
    session.out.print(session.label("validate.group.accepted", count=len(outcome.accepted)))
    for found, one in outcome.accepted[:20]:
        session.out.print(f"  {found.code}  {message(found, session.lang)}")
        session.out.print("    " + session.label("validate.accepted", reason=one.reason, person=one.person, day=one.date))
