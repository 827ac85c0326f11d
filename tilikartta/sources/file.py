"""A file and what every format needs to know about it. Opening refuses what is not a readable file.

Small files are read at once. A large one is read when somebody asks for its bytes; formats that stream take it block by block
and never hold it whole.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from tilikartta.model import ExitCode, Finding, Place, Severity, TilikarttaError, error
from tilikartta.sources.progress import Progress

MAX_BYTES = 2_000_000_000
HELD = 8_000_000  # files up to this size are read when they are opened
BLOCK = 1 << 20
HEAD = 8192
# First bytes of files that are no ledger, so that the message can name them.
STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"{\\rtf", "RTF"),
    (b"PK\x03\x04", "ZIP"), (b"\x1f\x8b", "gzip"), (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!", "RAR"),
)  # fmt: skip


_NOTHING = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"  # zeros, white space and byte order marks


class InputFile:
    """One input file. ``path`` is kept as the user gave it: it is the ``source_file`` of every row.

    ``raw`` given: the content, of a small file or a member of an archive. Without it the file at ``path`` is read on demand.
    ``size``: the bytes of a file that is not on disk by itself.
    """

    def __init__(self, path: Path, raw: bytes | None = None, size: int | None = None) -> None:
        self.path = path
        self._raw = raw
        self._hash: Future[str] | None = None
        self.progress = Progress()
        self.noted: dict[str, str] = {}  # what was decided before there was a table, for a file that is refused
        self.size = len(raw) if raw is not None else path.stat().st_size if size is None else size

    def __repr__(self) -> str:
        return f"InputFile({self.name!r}, {self.size} bytes{', held' if self.is_held else ''})"

    @property
    def name(self) -> str:
        """The path as given, with forward slashes."""
        return self.path.as_posix()

    @property
    def is_held(self) -> bool:
        """Whether the bytes are in memory."""
        return bool(self._raw)

    @property
    def raw(self) -> bytes:
        """All bytes, kept until ``release``. TK103 when the disk fails or the file has changed since it was opened."""
        if self._raw is None:
            with self.open() as stream:
                self._raw = stream.read()
            if len(self._raw) != self.size:
                raise _stop("TK103", self.place(), reason=f"{len(self._raw)} / {self.size}")
            self._hash_aside()
        return self._raw

    def open(self) -> BinaryIO:
        """The bytes as a stream, to be closed by the caller."""
        if self._raw is not None:
            return io.BytesIO(self._raw)
        try:
            return self.path.open("rb")
        except OSError as fault:
            raise _stop("TK103", self.place(), reason=fault.strerror or str(fault)) from None

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """The bytes from the first to the last, ``size`` at a time."""
        with self.open() as stream:
            try:
                while block := stream.read(size):
                    yield block
            except OSError as fault:
                raise _stop("TK103", self.place(), reason=fault.strerror or str(fault)) from None

    def first(self, size: int) -> bytes:
        """The first bytes."""
        return self._raw[:size] if self._raw is not None else next(self.blocks(size), b"")

    @cached_property
    def head(self) -> bytes:
        """The first bytes, for sniffing."""
        return self.first(HEAD)

    @cached_property
    def sha256(self) -> str:
        """Hash of the whole file, for the manifest."""
        if self._hash is not None:
            return self._hash.result()
        if self._raw is not None:
            return _digest(self._raw)
        whole = hashlib.sha256()
        for block in self.blocks():
            whole.update(block)
        return whole.hexdigest()

    def release(self) -> None:
        """Let the bytes go once they are parsed; head, hash and size stay. A large file is then not held twice."""
        _ = self.head
        self._hash_aside()
        if self._hash is None:
            _ = self.sha256
        self._raw = b""

    def _hash_aside(self) -> None:
        """Begin to hash the bytes of a large file, beside the work that follows."""
        if self._raw and self.size > HELD and self._hash is None and "sha256" not in self.__dict__:
            pool = ThreadPoolExecutor(1)
            self._hash = pool.submit(_digest, self._raw)
            pool.shutdown(wait=False)

    @property
    def stranger(self) -> str:
        """The kind of file this is, when its first bytes say that it is none that holds a table; otherwise ""."""
        if self.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return "HTML" if b"<html" in self.head.lower() or b"<table" in self.head.lower() else "XML"
        return next((kind for magic, kind in STRANGERS if self.head.startswith(magic)), "")

    def place(self, row: int = 0, column: str = "", sheet: str = "") -> Place:
        """A place in this file."""
        return Place(self.name, sheet, row, column)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def open_file(path: Path) -> InputFile:
    """Open a file. Raises TK101 missing, TK102 folder, TK103 no permission or read error, TK104 empty, TK105 too large."""
    place = Place(path.as_posix())
    try:
        if path.is_dir():
            inside = sorted(entry.name for entry in path.iterdir() if entry.is_file() and not entry.name.startswith("."))
            raise _stop("TK102", place, inside=inside[:5] or ["-"])
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _stop("TK105", place, size=size // 1_000_000, limit=MAX_BYTES // 1_000_000)
        file = InputFile(path, path.read_bytes() if size <= HELD or not path.is_file() else None)
        head = file.head
    except (FileNotFoundError, NotADirectoryError):
        raise _stop("TK101", place) from None
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise _stop("TK103", place, reason=reason) from None
    if not head.strip(_NOTHING) and not any(block.strip(_NOTHING) for block in file.blocks()):
        raise _stop("TK104", place)
    return file


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
