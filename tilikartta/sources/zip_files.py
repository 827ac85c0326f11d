"""Zip archives are opened in place: every ledger inside is read as a file of its own. Size is bounded before anything expands."""

import zipfile
import zlib
from pathlib import Path

from tilikartta.model import ExitCode, Finding, Severity, TilikarttaError
from tilikartta.sources.archive import MAX_EXPANDED, MAX_RATIO, kind_of_zip
from tilikartta.sources.file import InputFile

MAX_MEMBERS = 1_000
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")


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
            found = [InputFile(Path(file.path) / item.filename, _content(archive, item)) for item in wanted]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as fault:
        raise _stop(file, "TK112", reason=str(fault)) from None
    if not found:
        raise _stop(file, "TK113")
    return found


def _content(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bytes:
    """One member; a member that is longer than it says is refused like a broken one."""
    with archive.open(item) as member:
        data = member.read(item.file_size + 1)
    if len(data) > item.file_size:
        raise zipfile.BadZipFile(item.filename)
    return data


def _stop(file: InputFile, code: str, **data: object) -> TilikarttaError:
    return TilikarttaError(Finding(code, Severity.ERROR, file.place(), data=data), ExitCode.UNREADABLE)
