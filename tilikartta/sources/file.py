"""A file as bytes, with what every format needs to know about it. Opening refuses what is not a readable file."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tilikartta.model import ExitCode, Finding, Place, Severity, TilikarttaError, error

MAX_BYTES = 2_000_000_000
# First bytes of files that are no ledger, so that the message can name them.
STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"{\\rtf", "RTF"),
    (b"PK\x03\x04", "ZIP"), (b"\x1f\x8b", "gzip"), (b"SQLite format 3\x00", "SQLite"),
    (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!", "RAR"),
)  # fmt: skip


_NOTHING = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"  # zeros, white space and byte order marks


@dataclass
class InputFile:
    """One input file. ``path`` is kept as the user gave it: it is the ``source_file`` of every row."""

    path: Path
    raw: bytes = field(repr=False)
    size: int = 0

    def __post_init__(self) -> None:
        self.size = len(self.raw)

    @property
    def name(self) -> str:
        """The path as given, with forward slashes."""
        return self.path.as_posix()

    @property
    def head(self) -> bytes:
        """The first bytes, for sniffing."""
        return self.raw[:8192]

    @cached_property
    def sha256(self) -> str:
        """Hash of the whole file, for the manifest."""
        return hashlib.sha256(self.raw).hexdigest()

    def release(self) -> None:
        """Let the bytes go once they are parsed; hash and size stay. A large file is then not held twice."""
        _ = self.sha256
        self.raw = b""

    @property
    def stranger(self) -> str:
        """The kind of file this is, when its first bytes say that it is none that holds a table; otherwise ""."""
        if self.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return "HTML" if b"<html" in self.head.lower() or b"<table" in self.head.lower() else "XML"
        return next((kind for magic, kind in STRANGERS if self.raw.startswith(magic)), "")

    def place(self, row: int = 0, column: str = "", sheet: str = "") -> Place:
        """A place in this file."""
        return Place(self.name, sheet, row, column)


def open_file(path: Path) -> InputFile:
    """Read a file whole. Raises TK101 missing, TK102 folder, TK103 no permission or read error, TK104 empty, TK105 too large."""
    place = Place(path.as_posix())
    try:
        if path.is_dir():
            inside = sorted(entry.name for entry in path.iterdir() if entry.is_file() and not entry.name.startswith("."))
            raise _stop("TK102", place, inside=inside[:5] or ["-"])
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _stop("TK105", place, size=size // 1_000_000, limit=MAX_BYTES // 1_000_000)
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise _stop("TK101", place) from None
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise _stop("TK103", place, reason=reason) from None
    if not raw[:4096].strip(_NOTHING) and not raw.strip(_NOTHING):
        raise _stop("TK104", place)
    return InputFile(path, raw)


def capped(findings: list[Finding], limit: int = 20) -> list[Finding]:
    """At most ``limit`` findings of each code; TK199 says how many more there are."""
    kept: list[Finding] = []
    counts = Counter[str]()
    for finding in findings:
        counts[finding.code] += 1
        if counts[finding.code] <= limit:
            kept.append(finding)
    more = {code: count - limit for code, count in counts.items() if count > limit}
    return kept + [error("TK199", Place(findings[0].place.file), of=code, count=count) for code, count in more.items()]


def and_more(code: str, place: Place, count: int) -> Finding:
    """TK299: how many more findings of a code about content there are than were listed."""
    return error("TK299", place, of=code, count=count)


def _stop(code: str, place: Place, **data: object) -> TilikarttaError:
    return TilikarttaError(Finding(code, Severity.ERROR, place, data=data), ExitCode.UNREADABLE)
