"""What ``validate`` says in the terminal: the first thing to mend, then all findings by gravity, then the counts."""

from pathlib import Path
from typing import TYPE_CHECKING

from tilikartta.cli.session import STYLES, Session, show_findings
from tilikartta.model.finding import Severity

if TYPE_CHECKING:
    from tilikartta.checks.run import Outcome

SHOWN = 5


def show_outcome(session: Session, outcome: "Outcome", preset: str, target: Path | None) -> None:
    """Findings and their counts. All of it is the result of this command, so it goes to stdout."""
    from rich.text import Text

    from tilikartta.checks.run import looked_for
    from tilikartta.messages import message
    from tilikartta.reports.mend_first import cut_short, first_to_mend

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
    if stop := cut_short(outcome.findings):
        out.print(Text(message(stop, session.lang), style="bold red"))
    else:
        asked = outcome.subject.settings
        checks = looked_for(preset, asked.select, asked.ignore, mapped=outcome.subject.mapped is not None)
        _counts(session, outcome, len(checks))
    if not outcome.count("error") and not outcome.count("warning"):
        out.print(Text(session.label("validate.clean"), style="bold green"))
    if target is not None:
        out.print(session.label("map.written", path=str(target)))


def _counts(session: Session, outcome: "Outcome", checks: int) -> None:
    """What was checked; accounts without a home with and without a balance; loudly, what is not listed."""
    from rich.text import Text

    out, ledger = session.out, outcome.subject.ledger
    out.print(session.label("validate.read", entries=len(ledger.entries), balances=len(ledger.balances), checks=checks))
    if outcome.coverage is None:
        out.print(session.label("validate.no_mapping"))
    else:
        counted = outcome.coverage
        out.print(session.label("validate.unmapped", count=counted.unmapped, balance=counted.unmapped_with_balance))
    if outcome.cut:
        cut = session.label("validate.cut", count=sum(outcome.cut.values()), codes=sorted(outcome.cut))
        out.print(Text(cut, style="bold red"))


def _accepted(session: Session, outcome: "Outcome") -> None:
    """Accepted findings stay visible, with who accepted them and why."""
    from tilikartta.messages import message, where

    if not outcome.accepted:
        return
    out = session.out
    out.print(session.label("validate.group.accepted", count=len(outcome.accepted)))
    for one in dict.fromkeys(acceptance for _, acceptance in outcome.accepted):
        held = [found for found, acceptance in outcome.accepted if acceptance == one]
        for found in held[:SHOWN]:
            spot = where(found, session.lang)
            told = f"{spot}: {message(found, session.lang)}" if spot else message(found, session.lang)
            out.print(f"  {found.code}  {told}", soft_wrap=not out.is_terminal)
        if len(held) > SHOWN:
            out.print("    " + session.label("findings.more", count=len(held) - SHOWN, code=one.code))
        out.print("    " + session.label("validate.accepted", reason=one.reason, person=one.person, day=one.date))
    out.print()
