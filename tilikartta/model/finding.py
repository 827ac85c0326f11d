"""Findings: what is wrong or worth knowing, where, and with which figures. Texts live in ``messages``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum

from tilikartta.model.ledger import SourceFile


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class ExitCode(IntEnum):
    """Exit codes of every command (see the README)."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNREADABLE = 3
    FAULT = 4
    INTERRUPTED = 130


class Cents(int):
    """An amount in cents, so that a message prints it as money and not as a count."""


class Word(str):
    """A key of the labels, so that a message prints the word of its language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where: a file, and in it a sheet and row (spreadsheets), or a line and column (text and YAML)."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        """``file:row:column``, leaving out what is not known."""
        return ":".join(str(part) for part in (self.file, self.sheet, self.row, self.column) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``data`` fills the text of its code; amounts in it are ``Cents`` of ``currency`` ("" and EUR are euros)."""

    code: str
    severity: Severity
    place: Place = field(default_factory=Place)
    account: str = ""
    voucher: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    currency: str = ""

    @property
    def key(self) -> tuple[int, str, str, str, int]:
        """Sort key: gravest first, then by code and place."""
        return (self.severity.rank, self.code, self.place.file, self.place.sheet, self.place.row)


def error(code: str, place: Place | None = None, *, account: str = "", voucher: str = "", **data: object) -> Finding:
    """Make an error finding."""
    return Finding(code, Severity.ERROR, place or Place(), account, voucher, data)


def warning(code: str, place: Place | None = None, *, account: str = "", voucher: str = "", **data: object) -> Finding:
    """Make a warning finding."""
    return Finding(code, Severity.WARNING, place or Place(), account, voucher, data)


def info(code: str, place: Place | None = None, *, account: str = "", voucher: str = "", **data: object) -> Finding:
    """Make an info finding."""
    return Finding(code, Severity.INFO, place or Place(), account, voucher, data)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Findings without repetitions, gravest first."""
    unique = {(f.code, f.place, f.account, f.voucher, str(f.data)): f for f in findings}
    return sorted(unique.values(), key=lambda f: f.key)


def in_currency(findings: Iterable[Finding], currency: str) -> list[Finding]:
    """The findings with their amounts in the currency of their ledger, where they do not say another."""
    if currency in ("", "EUR"):
        return list(findings)
    return [replace(finding, currency=finding.currency or currency) for finding in findings]


class TilikarttaError(Exception):
    """The run cannot go on. Carries the findings that say why and the exit code; only ``cli`` turns it to text.

    ``files``: what was decided about the ledger files until then.
    """

    def __init__(
        self, findings: Finding | Iterable[Finding], exit_code: ExitCode = ExitCode.USAGE, files: "tuple[SourceFile, ...]" = ()
    ) -> None:
        self.findings = [findings] if isinstance(findings, Finding) else list(findings)
        self.exit_code = exit_code
        self.files = files
        super().__init__("; ".join(f"{f.place} {f.code} {dict(f.data)}" for f in self.findings))
