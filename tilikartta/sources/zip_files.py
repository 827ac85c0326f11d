"""Zip archives are opened in place: every ledger inside is read as a file of its own. Size is bounded before anything expands.

Small members are unpacked at once. A large one is unpacked as it is read, so a format that streams never holds it whole.
"""

import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO

from tilikartta.model import ExitCode, Finding, Severity, TilikarttaError
from tilikartta.sources import file as files
from tilikartta.sources.archive import MAX_EXPANDED, MAX_RATIO, kind_of_zip
from tilikartta.sources.file import InputFile

MAX_MEMBERS = 1_000
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class Member(InputFile):
    """A file inside an archive, named ``archive.zip/member``. TK112 wherever its bytes turn out to be broken."""

    def __init__(self, archive: InputFile, item: zipfile.ZipInfo, raw: bytes | None) -> None:
        super().__init__(Path(archive.path) / item.filename, raw, item.file_size)
        self._archive, self._item = archive, item

    def open(self) -> BinaryIO:
        """The content as a stream; of a large member unpacked on the way, never held."""
        if self._raw is not None:
            return super().open()
        member: Any = _Unpacked(self._archive, self._item)
        return member  # type: ignore[no-any-return]


class _Unpacked:
    """The stream of a member with the archive that it comes from."""

    def __init__(self, archive: InputFile, item: zipfile.ZipInfo) -> None:
        self._of = archive
        try:
            self._file = archive.open()
            self._zip = zipfile.ZipFile(self._file)
            self._member = self._zip.open(item)
        except _BROKEN as fault:
            raise _stop(archive, "TK112", reason=str(fault)) from None

    def read(self, size: int = -1) -> bytes:
        """The next bytes. A member never gives more than it says: the checksum then tells that it is broken."""
        try:
            return self._member.read(size)
        except _BROKEN as fault:
            raise _stop(self._of, "TK112", reason=str(fault)) from None

    def close(self) -> None:
        """Close member and archive."""
        self._member.close()
        self._zip.close()
        self._file.close()

    def __enter__(self) -> "_Unpacked":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def is_archive(file: InputFile) -> bool:
    """Whether the file is a zip that is no workbook."""
    return file.head.startswith(b"PK\x03\x04") and kind_of_zip(file) == ""


def members_of(file: InputFile) -> list[InputFile]:
    """The files inside, named ``archive.zip/member``.

    Raises TK111 expands too far, TK112 broken or locked, TK113 nothing inside.
    """
    try:
        with file.open() as stream, zipfile.ZipFile(stream) as archive:
            wanted = [
                item for item in archive.infolist() if not item.is_dir() and not any(word in item.filename for word in _IGNORED)
            ]
            expanded = sum(item.file_size for item in wanted)
            if expanded > MAX_EXPANDED or expanded > max(MAX_RATIO * file.size, 10_000_000) or len(wanted) > MAX_MEMBERS:
                raise _stop(file, "TK111", size=file.size // 1000, expanded=expanded // 1_000_000, members=len(wanted))
            found: list[InputFile] = [Member(file, item, _content(archive, item)) for item in wanted]
    except _BROKEN as fault:
        raise _stop(file, "TK112", reason=str(fault)) from None
    if not found:
        raise _stop(file, "TK113")
    return found


def _content(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bytes | None:
    """A small member or a workbook whole, None for a large one. One longer than it says is refused like a broken one."""
    with archive.open(item) as member:
        data = member.read(4)
        if item.file_size > files.HELD and not data.startswith(b"PK\x03\x04"):
            return None
        data += member.read(item.file_size + 1)
    if len(data) > item.file_size:
        raise zipfile.BadZipFile(item.filename)
    return data


def _stop(file: InputFile, code: str, **data: object) -> TilikarttaError:
    return TilikarttaError(Finding(code, Severity.ERROR, file.place(), data=data), ExitCode.UNREADABLE)
