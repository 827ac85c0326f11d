"""Spreadsheets -> tables, through python-calamine. Numbers become cents once, exactly; what a cell shows is kept as text."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from tilikartta.model import Finding, Severity, error, info
from tilikartta.sources.archive import INSPECTION, Sheet, Unsafe, inspect, kind_of_zip
from tilikartta.sources.file import InputFile
from tilikartta.sources.header import SEARCHED_ROWS, Header, find_header
from tilikartta.sources.headerless import header_for, names_numbers
from tilikartta.sources.headings import roles_of
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.table import Column, Table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # how a workbook with a password is wrapped
ALL_SHEETS = "*"
_MAX_CENTS = 10**15
_NUMBERS = frozenset({float, int})
Row = Sequence[Any]
_LOOKED, _CELLS = INSPECTION, 0.8  # shares of the time that a large workbook takes


def kind_of(file: InputFile) -> str:
    """``xlsx``, ``xlsb``, ``xls``, ``ods`` or ``broken``; "" when the file is no spreadsheet."""
    if file.head.startswith(OLE):
        return "xls"
    return kind_of_zip(file) if file.head.startswith(b"PK\x03\x04") else ""


def read_tables(file: InputFile, options: ReadOptions) -> tuple[list[Table], list[Finding]]:
    """The tables of a workbook.

    TK150 no headings on any sheet, TK151 headings only, TK180 broken, TK181 no such sheet, TK182 several sheets could be it,
    TK184 locked, TK185 expands too far, TK186 a cell too far out, TK187 xlsb, TK188 other sheets left out.
    """
    kind = kind_of(file)
    if kind == "xls" and _ENCRYPTED in file.raw:
        return [], [error("TK184", file.place())]
    try:
        looked = inspect(file, kind) if kind != "xls" else {}
        file.progress.part(_LOOKED)
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.raw))
        sheets, findings = _choose(file, book, options)
        return _tables(file, book, sheets, looked, findings)
    except Unsafe as unsafe:
        codes = {"bomb": "TK185", "extent": "TK186", "locked": "TK184", "xlsb": "TK187"}
        return [], [Finding(codes.get(unsafe.kind, "TK180"), Severity.ERROR, file.place(), data=unsafe.data)]
    except CalamineError as fault:
        locked = "password" in str(fault).casefold()
        return [], [error("TK184" if locked else "TK180", file.place())]
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # how the reader reports its own faults on broken files
            raise
        return [], [error("TK180", file.place())]


Found = list[tuple[str, list[Row], Header]]


def _choose(file: InputFile, book: CalamineWorkbook, options: ReadOptions) -> tuple[Found, list[Finding]]:
    """The sheets to read, each with its rows and headings."""
    names = list(book.sheet_names)
    wanted = options.sheet if options.sheet != ALL_SHEETS else ""
    if wanted and wanted not in names:
        return [], [error("TK181", file.place(), sheet=wanted, sheets=names)]
    visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    found: Found = []
    first = ""
    tried = [wanted] if wanted else visible or names
    for number, name in enumerate(tried, 1):
        rows: list[Row] = list(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        file.progress.part(_LOOKED + (_CELLS - _LOOKED) * number / len(tried))
        shown = [[_shown(cell) for cell in row] for row in rows[:SEARCHED_ROWS]]
        numbered = names_numbers(options)
        header = find_header(shown, replace(options, columns={}) if numbered else options)
        if header is None and (numbered or not options.columns):
            header = header_for(shown, certain=numbered, numeric=True)
        if header is not None:
            found.append((name, rows, header))
        elif not first:
            first = next((" | ".join(filter(None, row)) for row in shown if any(row)), "")
    if not found:
        return [], [error("TK150", file.place(1), first=first[:200])]
    return _best(file, found, options)


def _best(file: InputFile, found: Found, options: ReadOptions) -> tuple[Found, list[Finding]]:
    """One sheet unless the user wants all; refused when several could be the ledger."""
    if options.sheet:
        return found, []
    complete = [sheet for sheet in found if sheet[2].complete and len(sheet[1]) > sheet[2].index + 1]
    entries = [sheet for sheet in complete if _is_dated(sheet[2])]
    candidates = entries or complete or [max(found, key=lambda sheet: (sheet[2].complete, sheet[2].score))]
    if len(candidates) > 1:
        return [], [error("TK182", file.place(), sheets=[name for name, _, _ in candidates])]
    others = [name for name, _, _ in complete if name != candidates[0][0]]
    return candidates, [info("TK188", file.place(), sheet=candidates[0][0], others=others)] if others else []


def _is_dated(header: Header) -> bool:
    return any({"date", "voucher"} & roles_of(cell).keys() for cell in header.cells)


def _tables(
    file: InputFile, book: CalamineWorkbook, sheets: Found, looked: dict[str, Sheet], findings: list[Finding]
) -> tuple[list[Table], list[Finding]]:
    tables: list[Table] = []
    for name, rows, header in sheets:
        _put_back(rows, looked.get(name, Sheet()))
        table = _table(file, name, rows, header)
        if len(table):
            tables.append(table)
        else:
            findings.append(error("TK151", file.place(header.index + 1, sheet=name)))
    return tables, findings


def _put_back(rows: list[Row], sheet: Sheet) -> None:
    """Show errors and formulas without a result where the reader left an empty cell, so that they are found and not lost."""
    for (row, column), shown in sheet.odd.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] == "":
            changed = list(rows[row])
            changed[column] = shown
            rows[row] = changed


def _table(file: InputFile, sheet: str, rows: list[Row], header: Header) -> Table:
    below = header.index + 1
    width = len(header.cells)
    # any() stops at the first cell that holds something; only rows without one (also 0 and FALSE) are looked at whole.
    numbers = [number for number, row in enumerate(rows[below:], below + 1) if any(row) or row.count("") != width]
    filled = rows[below:] if len(numbers) == len(rows) - below else [rows[number - 1] for number in numbers]
    preamble = tuple(tuple(_shown(cell) for cell in row) for row in rows[: max(header.index, 0)])
    columns = tuple(_column([row[index] for row in filled]) for index in range(len(filled[0]) if filled else width))
    return Table(file.name, header.cells, columns, _chunked(pa.array(numbers, pa.int64())), header.index + 1, sheet, preamble)


def _column(cells: Sequence[Any]) -> Column:
    """One column: text of every cell, and cents and dates of the cells that hold them."""
    kinds = set(map(type, cells))
    if kinds <= {str}:
        return Column(pc.utf8_trim_whitespace(pa.chunked_array([pa.array(cells, pa.string())])))
    if not kinds <= {str, float, date}:
        return _unusual_column(cells, kinds)
    if str in kinds:
        text = pc.utf8_trim_whitespace(pa.array([cell if type(cell) is str else "" for cell in cells], pa.string()))
    else:
        text = pa.repeat("", len(cells))
    cents = exact = days = None
    if float in kinds:
        numbers = _numbers(cells, kinds)
        cents, exact = _cents(numbers)
        text = _with_numbers(text, numbers, cells, exact)
    if date in kinds:
        found = cells if kinds == {date} else [cell if type(cell) is date else None for cell in cells]
        days = pa.array(found, pa.date32())
        text = pc.if_else(days.is_valid(), pc.cast(days, pa.string()), text)
    return Column(*(None if part is None else _chunked(part) for part in (text, cents, days, exact)))


def _unusual_column(cells: Sequence[Any], kinds: set[type]) -> Column:
    """A column that also has times, durations, truth values or whole numbers of xls: cell by cell."""
    text = pa.array([_shown(cell) for cell in cells], pa.string())
    cents = exact = days = None
    if kinds & {float, int}:
        cents, exact = _cents(_numbers(cells, kinds))
    if kinds & {date, datetime}:
        found = [cell.date() if type(cell) is datetime else cell if type(cell) is date else None for cell in cells]
        days = pa.array(found, pa.date32())
    return Column(*(None if part is None else _chunked(part) for part in (text, cents, days, exact)))


def _chunked(array: pa.Array) -> pa.ChunkedArray:
    return pa.chunked_array([array])


def _numbers(cells: Sequence[Any], kinds: set[type]) -> pa.Array:
    """The number cells as float64, null elsewhere."""
    if kinds == {float}:
        return pa.array(np.array(cells, np.float64))
    return pa.array([float(cell) if type(cell) in _NUMBERS else None for cell in cells], pa.float64())


def _with_numbers(text: pa.Array, numbers: pa.Array, cells: Sequence[Any], exact: pa.Array) -> pa.Array:
    """The text of number cells put in; numbers too large or too fine for the quick way are shown one by one."""
    text = pc.if_else(numbers.is_valid(), pc.cast(numbers, pa.string()), text)
    plain = pc.and_(exact, pc.less(pc.abs(pc.fill_null(numbers, 0.0)), 1e9))
    if pc.all(plain).as_py():
        return text
    shown = [None if quick else _shown(cell) for quick, cell in zip(plain.to_pylist(), cells, strict=True)]
    return pc.coalesce(pa.array(shown, pa.string()), text)


def _cents(held: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Cents of number cells (null for others), and whether each had at most two decimals.

    ``cents / 100 == number`` proves that the number is the nearest float to an amount of whole cents. Others are rounded through
    the 15 digits that a spreadsheet itself keeps: 0.1 + 0.2 is 0.30, while 12.345 is more than two decimals.
    """
    numbers = held.to_numpy(zero_copy_only=False)  # null is NaN here; NaN and infinity of the file stay texts
    other = ~np.isfinite(numbers)
    scaled = np.rint(np.where(other, 0.0, numbers) * 100)
    exact = other | ((scaled / 100 == numbers) & (np.abs(scaled) < _MAX_CENTS))
    cents = np.where(np.abs(scaled) < _MAX_CENTS, scaled, 0).astype("int64")
    for index in np.flatnonzero(~exact):
        precise = Decimal(format(float(numbers[index]), ".15g"))
        rounded = precise.quantize(Decimal("0.01"), ROUND_HALF_UP) if abs(precise) < _MAX_CENTS // 100 else Decimal(0)
        cents[index] = int(rounded.scaleb(2))
        exact[index] = rounded == precise
    return pa.array(cents, pa.int64(), mask=other), pa.array(exact)


@lru_cache(maxsize=65_536, typed=True)
def _shown(cell: Any) -> str:
    """A cell as text: whole numbers without ``.0``, other numbers with a decimal point, dates as ISO."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and not isfinite(cell):
        return str(cell)
    if isinstance(cell, (float, int)):
        return str(int(cell)) if cell == int(cell) and abs(cell) < _MAX_CENTS else format(Decimal(format(cell, ".15g")), "f")
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
