"""Run the checks on a ledger: all findings at once, those that a person has accepted apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tilikartta.checks.catalogue import doc_of
from tilikartta.checks.registry import NEEDS_MAPPING, PRESETS
from tilikartta.checks.subject import Subject
from tilikartta.mapping.apply import apply_mapping
from tilikartta.mapping.coverage import Coverage, coverage_of
from tilikartta.mapping.periods import periods_of
from tilikartta.model import Chart, Finding, Ledger, Mapping, in_currency, ordered, warning
from tilikartta.model.check_settings import Acceptance, CheckSettings

_TOLD_BY = {"TK250": "TK210", "TK252": "TK213"}  # a voucher, and openings, that do not balance in a file of an interchange format


@dataclass
class Outcome:
    """What a run found: ``findings`` gravest first, ``accepted`` each with its acceptance, ``coverage`` if there is a mapping.

    ``cut``: code -> how many findings were counted but not listed.
    """

    subject: Subject
    findings: list[Finding]
    accepted: list[tuple[Finding, Acceptance]] = field(default_factory=list)
    coverage: Coverage | None = None
    cut: dict[str, int] = field(default_factory=dict)

    def count(self, severity: str) -> int:
        """How many findings of this gravity there are, those that are not listed counted too."""
        listed = sum(1 for finding in self.findings if finding.severity == severity and finding.code != "TK299")
        rest = sum(_rest(finding) for finding in self.findings if finding.severity == severity and finding.code == "TK299")
        return listed + rest


def _rest(finding: Finding) -> int:
    return int(str(finding.data.get("count", 0)))


def code_of(finding: Finding) -> str:
    """The code that a finding is about: TK299 counts the rest of another code."""
    kind = str(finding.data.get("of", ""))
    return kind if finding.code == "TK299" and kind.startswith("TK") else finding.code


def wanted(finding: Finding, select: Sequence[str], ignore: Sequence[str]) -> bool:
    """Whether the finding is asked for. Codes may be families: ``TK2`` is every code that begins so."""
    code = code_of(finding)
    chosen = not select or any(code.startswith(start) for start in select)
    return chosen and not any(code.startswith(start) for start in ignore)


def looked_for(preset: str, select: Sequence[str], ignore: Sequence[str], *, mapped: bool) -> frozenset[str]:
    """Codes of the checks that such a run makes; those that need a mapping only where there is one."""
    codes = {doc_of(check).code for check in PRESETS["strict" if select else preset]}
    if not mapped:
        codes -= NEEDS_MAPPING
    return frozenset(
        code for code in codes if (not select or code.startswith(tuple(select))) and not code.startswith(tuple(ignore))
    )


def subject_of(
    ledger: Ledger, chart: Chart, mapping: Mapping | None, settings: CheckSettings, *, include_suggested: bool = False
) -> Subject:
    """The ledger made ready for checks. Opening vouchers must have been taken out of the entries before."""
    if mapping is None:
        return Subject(ledger, chart, periods_of(ledger, Mapping("")), settings=settings)
    mapped = apply_mapping(ledger, mapping, chart, include_suggested=include_suggested)
    return Subject(ledger, chart, mapped.periods, mapping, mapped, settings)


def run_checks(
    subject: Subject,
    findings: Iterable[Finding] = (),
    *,
    preset: str = "basic",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Outcome:
    """Every check of the preset. ``findings`` are those of reading and of the mapping file; they are sorted in.

    A check whose code is selected runs in any preset. KeyError for an unknown preset.
    """
    found = list(findings)
    if subject.mapped is not None:
        found += subject.mapped.findings
    checks = PRESETS["strict" if select else preset]
    for check in checks:
        found += check(subject)
    found = in_currency(found, subject.ledger.currency)
    found = _once([finding for finding in ordered(found) if wanted(finding, select, ignore)])
    left, accepted = _accepted(found, subject.settings, ignore)
    coverage = coverage_of(subject.mapped) if subject.mapped is not None else None
    cut = {code_of(finding): _rest(finding) for finding in left if finding.code == "TK299"}
    return Outcome(subject, left, accepted, coverage, cut)


def _once(found: list[Finding]) -> list[Finding]:
    """Without what reading has told when a check tells the same with more."""
    codes = {finding.code for finding in found}
    return [finding for finding in found if _TOLD_BY.get(finding.code) not in codes]


def _accepted(
    found: list[Finding], settings: CheckSettings, ignore: Sequence[str]
) -> tuple[list[Finding], list[tuple[Finding, Acceptance]]]:
    """Findings without and with an acceptance; TK229 for an acceptance that nothing matches any more.

    Where a list is cut, what an acceptance is about may stand in the part that is not listed: then it is not out of date.
    """
    accepted, left = [], []
    used: set[int] = set()
    for finding in found:
        match = next((index for index, one in enumerate(settings.accepted) if one.takes(finding)), None)
        if match is None:
            left.append(finding)
        else:
            used.add(match)
            accepted.append((finding, settings.accepted[match]))
    cut = {code_of(finding) for finding in found if finding.code == "TK299"}
    stale = [
        warning(
            "TK229",
            one.place,
            account=one.account,
            voucher=one.voucher,
            accepted=one.code,
            person=one.person,
            day=one.date,
            reason=one.reason,
        )
        for index, one in enumerate(settings.accepted)
        if index not in used and one.code not in cut
    ]
    return ordered([*left, *(one for one in stale if wanted(one, (), ignore))]), accepted
