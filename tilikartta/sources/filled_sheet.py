"""Worklists that a person has filled in: the cells of a workbook as text, nothing inferred from them."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from tilikartta.model import Finding, Severity, error
from tilikartta.sources.archive import Unsafe, inspect
from tilikartta.sources.file import open_file
from tilikartta.sources.spreadsheet import kind_of

_UNSAFE = {"bomb": "TK185", "extent": "TK186", "locked": "TK184", "xlsb": "TK187"}


@dataclass(frozen=True)
class FilledSheet:
    """One sheet: its name and its rows, the first one first; numbers without ``.0``."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_filled(path: Path) -> tuple[list[FilledSheet], list[Finding]]:
    """All sheets of a workbook. TK180 broken or no workbook, TK184 locked, TK185 and TK186 unsafe, TK187 xlsb.

    Raises TilikarttaError when the file cannot be opened.
    """
    file = open_file(path)
    kind = kind_of(file)
    if not kind or kind == "broken":
        return [], [error("TK180", file.place())]
    try:
        if kind != "xls":
            inspect(file, kind)
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.raw))
        return [_sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names], []
    except Unsafe as unsafe:
        return [], [Finding(_UNSAFE.get(unsafe.kind, "TK180"), Severity.ERROR, file.place(), data=unsafe.data)]
    except CalamineError as fault:
        return [], [error("TK184" if "password" in str(fault).casefold() else "TK180", file.place())]
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # how the reader reports its own faults on broken files
            raise
        return [], [error("TK180", file.place())]


def _sheet(name: str, rows: list[list[Any]]) -> FilledSheet:
    return FilledSheet(name, tuple(tuple(_text(cell) for cell in row) for row in rows))


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
