"""``map`` on a ledger with accounts that the mapping does not know: suggestions for just those, and how to go on."""

from pathlib import Path
from typing import TYPE_CHECKING

from tilikartta.cli.session import Session

if TYPE_CHECKING:
    from tilikartta.reports.contents import Contents

UNMAPPED = "TK544", "TK545"  # accounts without a home, without and with a balance


def suggest_missing(session: Session, contents: "Contents", mapping: str, path: Path | None, target: Path) -> list[Path]:
    """Write suggestions for unknown accounts where a file was asked for; else say on stderr that they can be had.

    The files that were written.
    """
    unknown = [finding for finding in contents.findings if finding.code in UNMAPPED]
    if path is None:
        if unknown:
            count = len({finding.account for finding in unknown})
            beside = target.with_name(f"{target.stem}-ehdotus.yaml")
            _say(session, "hint", count=count, path=str(beside))
        return []
    from tilikartta.mapping.suggest.memory import Memory
    from tilikartta.mapping.suggest.missing import missing_suggestions
    from tilikartta.reports.suggestion_file import Draft, write_suggestions

    memory = Memory.of().but_for(Path(mapping))
    found = missing_suggestions(contents.mapped.ledger, contents.mapping, contents.chart, memory)
    if not found.accounts:
        _say(session, "none", path=str(path))
        return []
    write_suggestions(found, contents.chart, path, session.lang, Draft(contents.mapping.organisation.name))
    _say(session, "written", count=len(found.accounts), path=str(path))
    # A ready mapping is no file of the user's: nothing can be folded into it, but a file of one's own can extend it.
    _say(session, "next" if Path(mapping).is_file() else "extend", path=str(path), mapping=mapping)
    return [path]


def _say(session: Session, key: str, **values: object) -> None:
    if not session.quiet:
        session.err.print(session.label(f"map.suggest.{key}", **values), soft_wrap=True)
