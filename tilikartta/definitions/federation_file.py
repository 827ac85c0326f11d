"""A federation: a folder of member folders, with ``federation.yaml`` where it says what no member file does."""

import hashlib
import math
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from tilikartta.definitions.federation_document import EliminationDocument, FederationDocument, MemberDocument, SideDocument
from tilikartta.definitions.locate import mapping_path
from tilikartta.definitions.member_folder import MAPPING, hidden, is_opening, year_of, years_in
from tilikartta.definitions.strict_yaml import Document, PathKey, load
from tilikartta.definitions.validate import closest, validate
from tilikartta.model import ExitCode, Finding, Place, TilikarttaError, error, info
from tilikartta.model.federation import EVERYONE, Elimination, EliminationSide, Federation, Member, SizeClass, YearFiles

FEDERATION = "federation.yaml"
MISSING = "TK704"


def load_federation(path: Path) -> tuple[Federation, list[Finding]]:
    """A federation given as its folder or its ``federation.yaml``, and what is worth knowing.

    TK704, a mapping or ledger that is not there, is an error of one member: the others can be compared. Raises TilikarttaError
    (exit 2) with every fault: TK701 nothing to compare, and those of the file (TK501-TK513, TK705-TK710).
    """
    file = path / FEDERATION if path.is_dir() else path
    if not path.exists() or (not file.is_file() and not path.is_dir()):
        raise TilikarttaError(error("TK701", Place(path.as_posix())), ExitCode.USAGE)
    if not path.is_dir() and path.suffix.lower() not in {".yaml", ".yml"}:
        raise TilikarttaError(error("TK701", Place(path.as_posix())), ExitCode.USAGE)
    folder = file.parent
    federation, faults = read_federation(file, folder) if file.is_file() else _bare(folder)
    stops = [fault for fault in faults if fault.severity == "error"]
    if federation is None or any(fault.code != MISSING for fault in stops):
        raise TilikarttaError(stops or faults, ExitCode.USAGE)
    if not federation.members:
        raise TilikarttaError([error("TK701", Place(path.as_posix())), *faults], ExitCode.USAGE)
    return federation, faults


def read_federation(file: Path, folder: Path) -> tuple[Federation | None, list[Finding]]:
    """The federation of a file, or None with every fault."""
    document, findings = load(file, file.as_posix())
    read, faults = validate(document, FederationDocument)
    findings += faults
    if read is None:
        return None, findings
    if read.members:
        members, faults = _listed(read, document, folder)
    else:
        bare, faults = _bare(folder, file)
        members = bare.members
    findings += faults
    ids = [member.id for member in members]
    pairs = [_elimination(one, ("eliminations", index), document, ids) for index, one in enumerate(read.eliminations)]
    classes, faults = _size_classes(read, document)
    findings += [*faults, *(fault for _, found in pairs for fault in found)]
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    federation = Federation(
        read.name or folder.resolve().name, folder.as_posix(), members, tuple(pair for pair, _ in pairs), tuple(read.activities),
        file.as_posix(), digest, classes,
    )  # fmt: skip
    return federation, findings


def json_schema() -> dict[str, Any]:
    """JSON Schema of a federation file, for editors: ``docs/schema/federation.schema.json``."""
    schema = FederationDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "tilikartta federation", **schema}


def _bare(folder: Path, file: Path | None = None) -> tuple[Federation, list[Finding]]:
    """Every member folder of a folder, by name. TK702 and TK703 (info): what is none."""
    members: list[Member] = []
    findings: list[Finding] = []
    for path in sorted(folder.iterdir()):
        if hidden(path) or path == file:
            continue
        if path.is_dir() and (path / MAPPING).is_file():
            years, found = years_in(path)
            members.append(Member(path.name, "", (path / MAPPING).as_posix(), years))
            findings += found
        elif path.is_dir():
            findings.append(info("TK702", Place(path.as_posix()), name=path.name))
        else:
            findings.append(info("TK703", Place(path.as_posix()), name=path.name))
    return Federation(folder.resolve().name, folder.as_posix(), tuple(members)), findings


def _listed(read: FederationDocument, document: Document, folder: Path) -> tuple[tuple[Member, ...], list[Finding]]:
    """The members that the file lists. TK705 an id twice, TK709 (info) a member folder that is not listed."""
    members: list[Member] = []
    findings: list[Finding] = []
    for index, given in enumerate(read.members):
        path: PathKey = ("members", index)
        identity = given.id or Path(given.path).name
        if not identity:
            findings.append(error("TK510", document.place(path), key="id"))
            continue
        if identity in {member.id for member in members}:
            findings.append(error("TK705", document.place(path), id=identity))
            continue
        member, faults = _member(given, identity, folder, document, path)
        findings += faults
        members.append(member)
    used = {(folder / (given.path or given.id)).resolve() for given in read.members}
    for path_ in sorted(folder.iterdir()):
        if not hidden(path_) and (path_ / MAPPING).is_file() and path_.resolve() not in used:
            findings.append(info("TK709", Place(path_.as_posix()), name=path_.name))
    return tuple(members), findings


def _member(
    given: MemberDocument, identity: str, folder: Path, document: Document, path: PathKey
) -> tuple[Member, list[Finding]]:
    home = folder / (given.path or identity)
    place, findings = document.place(path), list[Finding]()
    mapping, faults = _mapping(given, home, document, path)
    findings += faults
    years: tuple[YearFiles, ...] = ()
    if home.is_dir():
        years, found = years_in(home)
        findings += [] if given.years else found
    elif not given.years:
        findings.append(error("TK704", place, path=home.as_posix()))
    if given.years:
        years, faults = _years(given, home, document, path)
        findings += faults
    findings += _numbers(given, document, path)
    said = frozenset(name for name in ("name", "region", "group", "basis", "members", "staff") if getattr(given, name))
    counts = {year: int(count) for year, count in given.members.items()}
    return Member(
        identity, given.name, mapping, years, "association", given.region, given.group, given.basis or "accrual", counts,
        dict(given.staff), said,
    ), findings  # fmt: skip


def _mapping(given: MemberDocument, home: Path, document: Document, path: PathKey) -> tuple[str, list[Finding]]:
    """The member's mapping: the one named (in its folder, or a shipped one), else mapping.yaml. TK704 when there is none."""
    if not given.mapping:
        own = home / MAPPING
        found = own.is_file() or not home.is_dir()
        return own.as_posix(), [] if found else [error("TK704", document.place(path), path=own.as_posix())]
    try:
        return mapping_path(given.mapping, home / MAPPING).as_posix(), []
    except TilikarttaError as stop:
        place = document.place((*path, "mapping"))
        return given.mapping, [Finding(one.code, one.severity, place, data=one.data) for one in stop.findings]


def _years(given: MemberDocument, home: Path, document: Document, path: PathKey) -> tuple[tuple[YearFiles, ...], list[Finding]]:
    """The ledgers that the file itself names. TK704 a file that is not there, TK708 a year that is none."""
    years, findings = [], list[Finding]()
    for year, files in sorted(given.years.items()):
        at = (*path, "years", year)
        if year_of(year) == "":
            findings.append(error("TK708", document.place(at, key=True), year=year))
        paths = {name: home / name for name in (*files.files, *files.opening)}
        absent = [one for one in paths.values() if not one.is_file()]
        findings += [error("TK704", document.place(at), path=one.as_posix()) for one in absent]
        opening = {name for name in files.files if is_opening(Path(name))} | set(files.opening)
        ledgers = tuple(one.as_posix() for name, one in paths.items() if name not in opening)
        years.append(YearFiles(year_of(year), ledgers, tuple(one.as_posix() for name, one in paths.items() if name in opening)))
    return tuple(years), findings


def _numbers(given: MemberDocument, document: Document, path: PathKey) -> list[Finding]:
    """TK710 for counts that are none, TK708 for years that are none."""
    findings = []
    for key, values in (("members", given.members), ("staff", given.staff)):
        for year, value in values.items():
            at = document.place((*path, key, year) if year else (*path, key))
            if year and year_of(year) != year:
                findings.append(error("TK708", at, year=year))
            if value < 0 or (key == "members" and value != value.to_integral_value()):
                findings.append(error("TK710", at, key=key, value=str(value)))
    return findings


def _size_classes(read: FederationDocument, document: Document) -> tuple[tuple[SizeClass, ...], list[Finding]]:
    """TK707: limits that do not rise, or a class without a limit that is not the last."""
    classes = tuple(SizeClass(one.name, _cents(one.under)) for one in read.size_classes)
    limits = [math.inf if one.under is None else one.under for one in classes]
    rising = all(low < high for low, high in pairwise(limits))
    sound = rising and len({one.name for one in classes}) == len(classes)
    return classes, [] if sound else [error("TK707", document.place(("size_classes",), key=True))]


def _cents(euros: Decimal | None) -> int | None:
    return None if euros is None else int((euros * 100).to_integral_value())


def _elimination(
    given: EliminationDocument, path: PathKey, document: Document, ids: Iterable[str]
) -> tuple[Elimination, list[Finding]]:
    """One pair. TK706: a member that the federation does not have."""
    known, findings = list(ids), list[Finding]()
    for key, side in (("payer", given.payer), ("receiver", given.receiver)):
        if side.member not in known and side.member != EVERYONE:
            place = document.place((*path, key, "member"))
            findings.append(error("TK706", place, member=side.member, near=closest(side.member, known) or known[:8]))
    sides = _side(given.payer), _side(given.receiver)
    return Elimination(given.name, *sides, document.place(path), _cents(given.tolerance) or 0), findings


def _side(given: SideDocument) -> EliminationSide:
    return EliminationSide(given.member, tuple(given.accounts), tuple(given.local))
