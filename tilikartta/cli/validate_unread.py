"""A run of ``validate`` that was cut short: what reading found, and that no check was made."""

from typing import TYPE_CHECKING

from tilikartta.model.finding import Severity, TilikarttaError, error, ordered

if TYPE_CHECKING:
    from tilikartta.checks.run import Outcome
    from tilikartta.model import Chart, Mapping
    from tilikartta.model.check_settings import CheckSettings


def unread(stop: TilikarttaError, chart: "Chart", mapping: "Mapping | None", settings: "CheckSettings") -> "Outcome":
    """The findings of reading with TK932, which says loudly in every output that the rest is not here."""
    from tilikartta.checks.run import Outcome
    from tilikartta.checks.subject import Subject
    from tilikartta.model import Ledger
    from tilikartta.sources.canonical import frame_of

    faulty = {
        found.place.file.replace("\\", "/").rsplit("/", 1)[-1] for found in stop.findings if found.severity == Severity.ERROR
    }
    ledger = Ledger(frame_of("entries", {}, 0), frame_of("balances", {}, 0))
    told = error("TK932", files=sorted(faulty - {""}) or ["–"])
    return Outcome(Subject(ledger, chart, [], mapping, settings=settings), ordered([*stop.findings, told]))
