"""``grants:`` and ``activities:`` of a mapping file -> Grant and ActivityVolume."""

from decimal import Decimal
from typing import TYPE_CHECKING

from tilikartta.definitions.locate import shipped
from tilikartta.definitions.mapping_document import ActivityDocument, GrantDocument
from tilikartta.definitions.patterns import parse_pattern
from tilikartta.definitions.strict_yaml import Document, PathKey
from tilikartta.definitions.validate import closest
from tilikartta.model import Finding, Pattern, error

if TYPE_CHECKING:  # few mappings have grants: their model is imported when one does
    from tilikartta.model.grants import Grant
    from tilikartta.model.volumes import ActivityVolume


def form_ids() -> list[str]:
    """Ids of the shipped forms: the names of their files."""
    return sorted(path.stem.replace("-", "_") for path in (shipped("charts") / "funders").glob("*.yaml"))


def _cents(euros: Decimal | None) -> int | None:
    return None if euros is None else int((euros * 100).to_integral_value())


def read_grant(
    given: GrantDocument, path: PathKey, dimensions: dict[str, str], document: Document
) -> "tuple[Grant, list[Finding]]":
    """One grant. TK523 a dimension that is not named, TK557 a form that does not exist, and the faults of its patterns."""
    from tilikartta.model.grants import Grant

    findings: list[Finding] = []
    if given.form not in form_ids():
        near = closest(given.form, form_ids()) or form_ids()
        findings.append(error("TK557", document.place((*path, "form")), form=given.form, near=near))
    dims: list[tuple[str, tuple[Pattern, ...]]] = []
    for name, texts in given.where.items():
        place = document.place((*path, "where", name), key=True)
        if name not in dimensions:
            findings.append(error("TK523", place, key=name, near=closest(name, dimensions) or sorted(dimensions)))
            continue
        patterns = []
        for text in texts:
            pattern, faults = parse_pattern(text, place)
            findings += faults
            patterns += [pattern] if pattern is not None else []
        dims.append((name, tuple(patterns)))
    grant = Grant(
        given.name, given.form, given.funder, tuple(given.activity), tuple(dims), given.period.from_, given.period.to,
        _cents(given.decision), given.kind, tuple(sorted(given.rates.items())),
    )  # fmt: skip
    return grant, findings


def read_activity(given: ActivityDocument) -> "ActivityVolume":
    """The volumes of one activity."""
    from tilikartta.model.volumes import ActivityVolume

    return ActivityVolume(
        given.activity, given.name, given.period, given.meetings, given.participants, given.hours, given.volunteer_hours,
        _cents(given.volunteer_hour_value), dict(given.outcomes),
    )  # fmt: skip
