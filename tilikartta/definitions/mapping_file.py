"""Mapping files (YAML) -> Mapping, with everything they extend folded in."""

import hashlib
import math
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tilikartta.definitions.allocation_section import read_allocation
from tilikartta.definitions.annual_list_section import read_list_entry
from tilikartta.definitions.checks_section import read_accepted, read_checks
from tilikartta.definitions.grant_section import read_activity, read_grant
from tilikartta.definitions.locate import mapping_path, shown
from tilikartta.definitions.mapping_document import MappingDocument, RuleDocument, TargetDocument, ValidDocument, WhenDocument
from tilikartta.definitions.patterns import parse_name, parse_pattern
from tilikartta.definitions.strict_yaml import Document, PathKey, load
from tilikartta.definitions.validate import closest, validate
from tilikartta.model import (
    OUTSIDE,
    Condition,
    ExitCode,
    Finding,
    Mapping,
    Organisation,
    Pattern,
    Place,
    Rule,
    Target,
    TilikarttaError,
    error,
)

if TYPE_CHECKING:
    from tilikartta.model.grants import Grant

_FULL = 10000  # 100 % in hundredths of a per cent


def _patterns(texts: list[str], document: Document, path: PathKey, findings: list[Finding]) -> tuple[Pattern, ...]:
    parsed = []
    for index, text in enumerate(texts):
        pattern, faults = parse_pattern(text, document.place((*path, index)))
        findings += faults
        if pattern is not None:
            parsed.append(pattern)
    return tuple(parsed)


def _condition(
    when: WhenDocument, dimensions: dict[str, str], document: Document, path: PathKey
) -> tuple[Condition, list[Finding]]:
    findings: list[Finding] = []
    dims = []
    for name, given in (when.model_extra or {}).items():
        place = document.place((*path, name), key=True)
        if name not in dimensions:
            known = ["account", "name", "side", "sign", *dimensions]
            findings.append(error("TK523", place, key=name, near=closest(name, known) or known))
            continue
        texts = [str(item) for item in given] if isinstance(given, list) else [str(given)]
        dims.append((name, _patterns(texts, document, (*path, name), findings)))
    accounts = _patterns(when.account, document, (*path, "account"), findings)
    names = []
    for index, text in enumerate(when.name):
        name, faults = parse_name(text, document.place((*path, "name", index)))
        names.append(name)
        findings += faults
    return Condition(accounts, tuple(names), tuple(sorted(dims)), when.side, when.sign), findings


def _share(target: TargetDocument, alone: bool, document: Document, path: PathKey, findings: list[Finding]) -> int:
    if target.share is None:
        if not alone:
            findings.append(error("TK525", document.place(path)))
        return _FULL if alone else 0
    hundredths = target.share * 100
    if hundredths != hundredths.to_integral_value() or not 0 < hundredths <= _FULL:
        findings.append(error("TK526", document.place(path), share=str(target.share)))
        return 0
    return int(hundredths)


def _targets(rule: RuleDocument, document: Document, path: PathKey) -> tuple[tuple[Target, ...], list[Finding]]:
    """The targets of a rule; shares that do not make 100 or set different axes are findings."""
    findings: list[Finding] = []
    targets = []
    for index, given in enumerate(rule.to):
        share = _share(given, len(rule.to) == 1, document, (*path, "to", index), findings)
        targets.append(Target(given.account, given.function, given.activity, given.funder, given.fund, share))
    if not findings and sum(target.share for target in targets) != _FULL:
        total = Decimal(sum(target.share for target in targets)) / 100
        findings.append(error("TK524", document.place((*path, "to")), total=str(total)))
    if any(not target.axes() for target in targets) or len({tuple(target.axes()) for target in targets}) > 1:
        findings.append(error("TK527", document.place((*path, "to"))))
    return tuple(targets), findings


def _rule(given: RuleDocument, index: int, dimensions: dict[str, str], document: Document) -> tuple[Rule, list[Finding]]:
    path = ("rules", index)
    condition, findings = _condition(given.when, dimensions, document, (*path, "when"))
    outside = len(given.to) == 1 and given.to[0].account == OUTSIDE
    targets, faults = ((), []) if outside else _targets(given, document, path)
    findings += faults
    if outside and not given.reason:
        findings.append(error("TK528", document.place((*path, "to"))))
    if condition == Condition() and not findings:
        findings.append(error("TK529", document.place((*path, "when"))))
    rule = Rule(
        condition, targets, document.place(path), outside, given.reason, given.basis, given.note, given.status, given.evidence,
        given.valid.from_, given.valid.to, given.allow_class_change,
    )  # fmt: skip
    return rule, findings


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _merge(own: Mapping, base: Mapping) -> Mapping:
    """Own rules first, and what the file itself does not say from the mapping that it extends."""
    organisation = base.organisation if own.organisation == Organisation() else own.organisation
    dimensions = {**dict(base.dimensions), **dict(own.dimensions)}
    return Mapping(
        own.name, organisation, own.rules + base.rules, tuple(dimensions.items()), {**base.source, **own.source},
        own.valid_from, own.valid_to, own.files + base.files, own.grants or base.grants, own.activities or base.activities,
        {**base.checks, **own.checks}, own.accepted, own.allocation or base.allocation, own.annual_lists or base.annual_lists,
    )  # fmt: skip


def _faults_of_sound_rules(document: Document, path: Path, trail: tuple[Path, ...]) -> list[Finding]:
    """When the file has faults of shape, what has none is still checked: all faults of a file at once."""
    data = document.data if isinstance(document.data, dict) else {}
    given, extends = data.get("dimensions"), data.get("extends")
    base, faults = _extended(extends, path, trail, document.place(("extends",))) if isinstance(extends, str) else (None, [])
    dimensions = dict(base.dimensions) if base is not None else {}
    if isinstance(given, dict):
        dimensions |= {str(key): str(value) for key, value in given.items()}
    rules = data.get("rules")
    findings = list(faults)
    for index, item in enumerate(rules if isinstance(rules, list) else []):
        rule, _ = validate(Document(document.file, item), RuleDocument)
        if rule is not None:
            findings += _rule(rule, index, dimensions, document)[1]
    return findings


def _organisation(organisation: Organisation, document: Document) -> list[Finding]:
    """TK513 for a year start that is no day of every year, and for counts that are no counts."""
    wrong: list[tuple[str, str]] = []
    try:
        date.fromisoformat(f"2025-{organisation.year_start}")
    except ValueError:
        wrong.append(("year_start", "month_day"))
    if organisation.members is not None and organisation.members < 0:
        wrong.append(("members", "number"))
    if organisation.staff is not None and not 0 <= organisation.staff < math.inf:
        wrong.append(("staff", "number"))
    return [
        error("TK513", document.place(("organisation", key)), value=str(getattr(organisation, key)), kind=kind, key=key)
        for key, kind in wrong
    ]


def _reserved(dimensions: dict[str, str], document: Document) -> list[Finding]:
    """TK519: a dimension whose short name already means something in ``when`` could never be used."""
    taken = ("account", "name", "side", "sign")
    return [error("TK519", document.place(("dimensions", key), key=True), key=key) for key in dimensions if key in taken]


def _valid_order(valid: ValidDocument, document: Document, path: PathKey) -> list[Finding]:
    if valid.from_ is not None and valid.to is not None and valid.from_ > valid.to:
        return [error("TK531", document.place(path), first=valid.from_, last=valid.to)]
    return []


def _read(path: Path, trail: tuple[Path, ...]) -> tuple[Mapping | None, list[Finding]]:
    document, findings = load(path, shown(path))
    read, faults = validate(document, MappingDocument)
    findings += faults
    if read is None:
        return None, findings + _faults_of_sound_rules(document, path, trail)
    base: Mapping | None = None
    if read.extends:
        base, faults = _extended(read.extends, path, trail, document.place(("extends",)))
        findings += faults
    dimensions = {**dict(base.dimensions if base else ()), **read.dimensions}
    rules: list[Rule] = []
    for index, given in enumerate(read.rules):
        rule, faults = _rule(given, index, dimensions, document)
        findings += faults + _valid_order(given.valid, document, ("rules", index, "valid"))
        rules.append(rule)
    findings += _valid_order(read.valid, document, ("valid",))
    findings += _organisation(read.organisation, document) + _reserved(read.dimensions, document)
    grants: list[Grant] = []
    for index, one in enumerate(read.grants):
        grant, faults = read_grant(one, ("grants", index), dimensions, document)
        findings += faults + _valid_order(one.period, document, ("grants", index, "period"))
        grants.append(grant)
    checks, faults = read_checks(read.checks, ("checks",), document)
    accepted, more = read_accepted(read.accepted, ("accepted",), document)
    findings += faults + more
    allocation, faults = read_allocation(read.allocation, ("allocation",), document)
    lists = [read_list_entry(one, ("annual_lists", index), document) for index, one in enumerate(read.annual_lists)]
    findings += faults + [fault for _, more in lists for fault in more]
    mapping = Mapping(
        path.stem, read.organisation, tuple(rules), tuple(read.dimensions.items()), read.source, read.valid.from_, read.valid.to,
        ((document.file, _digest(path)),), tuple(grants), tuple(map(read_activity, read.activities)),
        checks, accepted, allocation, tuple(entry for entry, _ in lists),
    )  # fmt: skip
    return (mapping if base is None else _merge(mapping, base)), findings


def _extended(name: str, path: Path, trail: tuple[Path, ...], place: Place) -> tuple[Mapping | None, list[Finding]]:
    """A mapping named in ``extends``; a cycle is a finding that shows the way round."""
    try:
        base = mapping_path(name, path)
    except TilikarttaError as fault:
        return None, [Finding(f.code, f.severity, place, data=f.data) for f in fault.findings]
    if base.resolve() in {step.resolve() for step in (*trail, path)}:
        way = [shown(step) for step in (*trail, path, base)]
        return None, [error("TK530", place, way=" → ".join(way))]
    return _read(base, (*trail, path))


def read_mapping(name: str) -> tuple[Mapping | None, list[Finding]]:
    """A mapping given as a path or the name of a shipped one. Every fault of every file involved is a finding."""
    return _read(mapping_path(name), ())


def load_mapping(name: str) -> Mapping:
    """As ``read_mapping``, but a faulty mapping ends the run (TilikarttaError, exit 2) with all its findings."""
    mapping, findings = read_mapping(name)
    if mapping is None or findings:
        raise TilikarttaError(findings, ExitCode.USAGE)
    return mapping


def json_schema() -> dict[str, Any]:
    """JSON Schema of a mapping file, for editors."""
    schema = MappingDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "tilikartta mapping", **schema}
