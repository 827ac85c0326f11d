"""Profiles: how the tables of one program are to be read, as data. A user writes one in ten lines (docs/profiles.md)."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from tilikartta.definitions import strict_yaml
from tilikartta.definitions.validate import closest, validate
from tilikartta.model import ExitCode, Finding, Place, SourceFile, TilikarttaError, error
from tilikartta.sources.options import DIM_ROLE, ROLES, SEPARATORS

FOLDER = "tilikartta.sources.profiles"
NO_PROFILES = frozenset({"headings"})  # other data of reading in the same folder
NATURAL = "natural"
HEADERLESS = "none"
_WIDTH = re.compile(r"^(\d{1,4})-(\d{1,4})$")


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Several = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Recognise(_Strict):
    """By what a file is known without being told: headings that are all there (``A | B``: either), or how its text begins."""

    headings: tuple[str, ...] = ()
    begins: str = ""


class RowRules(_Strict):
    """Rows that are no entries of the year, by what a column of theirs says."""

    status: str = ""
    out: tuple[str, ...] = ()
    leave_out: dict[str, Several] = Field(default={}, description="heading: values of rows that are left out")
    opening: dict[str, Several] = Field(default={}, description="heading: values of rows that state opening balances")


class Profile(_Strict):
    """How to read the tables of one program. What a profile leaves out is decided from the file itself."""

    profile: Literal["1"] = Field(description="Version of the form")
    title: str = ""
    recognise: Recognise = Recognise()
    encoding: str = ""
    separator: str = ""
    decimal: Literal["", ",", "."] = ""
    date: Literal["", "dmy", "mdy", "ymd", "ddmmyyyy"] = ""
    sheet: str = ""
    sign: Literal["", "debit-credit", "debit-credit-negative", "debit-plus", "credit-plus", "statement", "natural"] = ""
    unit: Literal["", "cents"] = ""
    header: str = Field(default="", description="Number of the row of headings, or none")
    columns: dict[str, Several] = Field(
        default={}, description="role: heading, or the place of the column when there are no headings"
    )
    widths: dict[str, str] = Field(default={}, description="role: first-last character, for files of fixed width")
    ignore: Several = ()
    carry: Several = Field(default=(), description="Roles that stand only on the first row of their group")
    unpadded: Several = Field(default=(), description="Roles whose codes are filled with leading zeros")
    rows: RowRules = RowRules()
    _name: str = PrivateAttr("")
    _file: tuple[str, str, int] | None = PrivateAttr(None)

    @property
    def name(self) -> str:
        """The name by which the profile is asked for."""
        return self._name

    @property
    def headerless(self) -> bool:
        """Whether the file has no row of headings."""
        return self.header == HEADERLESS

    @property
    def file(self) -> tuple[str, str, int] | None:
        """Path, SHA-256 and size of the file that it came from; None for one that comes with the program."""
        return self._file

    def named(self, name: str) -> "Profile":
        """The profile under a name."""
        copy = self.model_copy()
        copy._name = name
        return copy

    def read_from(self, path: Path) -> "Profile":
        """The profile with the file that it was read from."""
        raw = path.read_bytes()
        self._file = (path.as_posix(), hashlib.sha256(raw).hexdigest(), len(raw))
        return self

    def spans(self) -> dict[str, tuple[int, int]]:
        """Column -> first and last character, counted from 1."""
        return {role: (int(found[1]), int(found[2])) for role, text in self.widths.items() if (found := _WIDTH.match(text))}


def parse_profile(text: str, file: str, name: str) -> tuple[Profile | None, list[Finding]]:
    """A profile from its YAML. Findings TK5.. with line and column; TK114 a role, TK115 a value that cannot be."""
    document, findings = strict_yaml.parse(text, file)
    return _sound(document, findings, name)


def _sound(document: strict_yaml.Document, findings: list[Finding], name: str) -> tuple[Profile | None, list[Finding]]:
    profile, faults = validate(document, Profile)
    findings = [*findings, *faults]
    if profile is not None:
        findings += _faults(profile, document)
    return (None if findings or profile is None else profile.named(name)), findings


def _faults(profile: Profile, document: strict_yaml.Document) -> list[Finding]:
    """What the shape alone does not show."""
    return [*_role_faults(profile, document), *_value_faults(profile, document)]


def _role_faults(profile: Profile, document: strict_yaml.Document) -> list[Finding]:
    """TK114: roles that nobody knows."""
    known = sorted({*ROLES, "running", "cents"})
    named: list[tuple[tuple[str, ...], str]] = [(("columns", role), role) for role in profile.columns]
    named += [((key,), role) for key in ("carry", "unpadded") for role in getattr(profile, key)]
    return [
        error("TK114", document.place(path, key=len(path) > 1), role=role, near=closest(role, known) or known)
        for path, role in named
        if role not in known and not (role.startswith(DIM_ROLE) and len(role) > len(DIM_ROLE))
    ]


def _value_faults(profile: Profile, document: strict_yaml.Document) -> list[Finding]:
    """TK115: widths, row of headings, separator and places that cannot be."""
    found = []

    def fault(path: tuple[str, ...], value: str, expected: str) -> None:
        found.append(error("TK115", document.place(path), key=path[-1], value=value, expected=expected))

    for role, text in profile.widths.items():
        span = _WIDTH.match(text)
        if span is None or not 0 < int(span[1]) <= int(span[2]):
            fault(("widths", role), text, "12-17")
    if profile.header and not profile.headerless and not re.fullmatch(r"[1-9]\d{0,3}", profile.header):
        fault(("header",), profile.header, "none, 4")
    if len(SEPARATORS.get(profile.separator, profile.separator)) > 1:
        fault(("separator",), profile.separator, ", ".join(SEPARATORS))
    for role, places in profile.columns.items() if profile.headerless else ():
        if any(not re.fullmatch(r"[1-9]\d{0,2}", place) for place in places):
            fault(("columns", role), ", ".join(places), "1, 2, 3")
    return found


def profile_names() -> list[str]:
    """Names of the profiles that come with the program."""
    names = (entry.name for entry in resources.files(FOLDER).iterdir() if entry.name.endswith(".yaml"))
    return sorted(stem for name in names if (stem := name.removesuffix(".yaml")) not in NO_PROFILES)


@cache
def shipped_profile(name: str) -> Profile:
    """A profile that comes with the program; a fault in it is a fault of the program."""
    text = resources.files(FOLDER).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    profile, findings = parse_profile(text, f"{name}.yaml", name)
    if profile is None:
        raise ValueError(f"{name}.yaml: {findings}")
    return profile


def load_profile(given: str, beside: Path | None = None) -> Profile:
    """A profile by its file (also relative to the folder of ``beside``) or its name.

    Raises TilikarttaError (exit 2): TK116 there is none, or every fault of the file.
    """
    tries = [Path(given)] if beside is None else [beside.parent / given, Path(given)]
    path = next((path for path in tries if path.is_file()), None)
    if path is not None:
        document, findings = strict_yaml.load(path, path.as_posix())
        profile, findings = _sound(document, findings, path.stem)
        if profile is None:
            raise TilikarttaError(findings, ExitCode.USAGE)
        return profile.read_from(path)
    if given not in profile_names():
        near = closest(given, profile_names()) or profile_names()
        raise TilikarttaError(error("TK116", name=given, near=near), ExitCode.USAGE)
    return shipped_profile(given)


def of_file(file: SourceFile) -> dict[str, object]:
    """What was found out about a file, as a profile. Raises TilikarttaError TK118 (exit 2) for a format that needs none."""
    if not file.profile:
        raise TilikarttaError(error("TK118", Place(file.path), form=file.format), ExitCode.USAGE)
    return file.profile


def profile_text(data: Mapping[str, object]) -> str:
    """A profile as YAML ready to save."""
    return yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=120)
