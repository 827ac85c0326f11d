"""Looks into workbook archives before anything expands them: size, extent, and cells that hold an error or no result.

The spreadsheet reader allocates the whole rectangle up to the last cell, so one stray cell at XFD1048576 would end the process;
and it gives an empty cell where the file holds ``#REF!`` or a formula without a stored result, so an amount would vanish unseen.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.sources.file import InputFile

MAX_EXPANDED = 1_500_000_000
MAX_RATIO = 250
RATIO_MATTERS_FROM = 100_000_000
MAX_CELLS = 28_000_000
MAX_COLUMNS = 2_000
INSPECTION = 0.25  # share of the time that a large workbook takes
_BLOCK = 1 << 20
_TAIL = 1 << 16
# Only cells from column AA on, or from row 1 000 000 on, can make a rectangle too large: A1:Z1048576 is within MAX_CELLS.
_FAR_CELL = re.compile(rb' r="([A-Z]{2,3}(?=\d)|[A-Z](?=\d{7}))(\d+)')
_FAR_CELL_ANYHOW = re.compile(rb"""\sr\s*=\s*["']\s*([A-Z]{2,3}(?=\d)|[A-Z](?=\d{7}))(\d+)""")
_UNUSUAL = (b"'", b"\t", b"\n", b" =", b"= ")  # where attributes may be written otherwise than all programs do
# One scan by Arrow's linear matcher over what needs a closer look: far cells, unusual writing, error cells, formulas.
_NEEDS_A_LOOK = r"""['\t\n]| =|= |"e"|[<:]f| r="(?:[A-Z]{2}|[A-Z]\d{7})"""
_END_OF_CELL = re.compile(rb"</(?:\w+:)?c>")
_REF = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]+)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]*)")


class Unsafe(Exception):
    """The archive must not be expanded: ``kind`` is ``bomb``, ``extent``, ``broken``, ``locked`` or ``xlsb``."""

    def __init__(self, kind: str, **data: object) -> None:
        self.kind, self.data = kind, data
        super().__init__(kind)


@dataclass
class Sheet:
    """What the look found in one sheet: cells without a usable value, as (row, column) from 0 -> what stands there instead."""

    odd: dict[tuple[int, int], str] = field(default_factory=dict)


def kind_of_zip(file: InputFile) -> str:
    """``xlsx``, ``xlsb`` or ``ods`` by what the archive holds; "" for another archive, ``broken`` for one that does not open."""
    try:
        with file.open() as stream, zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "broken"
    if any(name.endswith("workbook.bin") for name in names):
        return "xlsb"
    if any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    return "ods" if "content.xml" in names else ""


def inspect(file: InputFile, kind: str) -> dict[str, Sheet]:
    """Look through an archive of ``kind``; raises Unsafe. Returns sheets by name (only xlsx tells about odd cells)."""
    if kind in ("broken", "xlsb"):
        raise Unsafe(kind)
    try:
        with file.open() as stream, zipfile.ZipFile(file.progress.counting(stream, INSPECTION)) as archive:
            _check_size(archive, file.size)
            if kind == "ods":
                _check_ods(archive)
                return {}
            return _look_at_sheets(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ElementTree.ParseError, NotImplementedError) as fault:
        raise Unsafe("broken", reason=str(fault)) from None
    except RuntimeError:
        raise Unsafe("locked") from None  # an encrypted member


def _check_size(archive: zipfile.ZipFile, size: int) -> None:
    expanded = sum(member.file_size for member in archive.infolist())
    if expanded > MAX_EXPANDED or (expanded > RATIO_MATTERS_FROM and expanded > MAX_RATIO * size):
        raise Unsafe("bomb", size=size // 1000, expanded=expanded // 1_000_000)


def _look_at_sheets(archive: zipfile.ZipFile) -> dict[str, Sheet]:
    """Every worksheet under its name; other members are read through once, so that a broken one is found here."""
    sheets: dict[str, Sheet] = {}
    paths = _sheet_paths(archive)
    for member in archive.infolist():
        if member.filename in paths:
            sheets[paths[member.filename]] = _look_at_sheet(archive, member.filename)
        elif member.filename.endswith(".xml"):
            for _ in _blocks(archive, member.filename):
                pass
    return sheets


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Member name -> sheet name, as workbook.xml and its relations tell."""
    book = next(name for name in archive.namelist() if name.endswith("workbook.xml"))
    folder, _, base = book.rpartition("/")
    targets: dict[str, str] = {}
    relations = f"{folder}/_rels/{base}.rels".lstrip("/")
    for relation in ElementTree.fromstring(_small(archive, relations)):
        target = relation.get("Target", "")
        targets[str(relation.get("Id", ""))] = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
    paths: dict[str, str] = {}
    for element in ElementTree.fromstring(_small(archive, book)).iter():
        if element.tag.rsplit("}", 1)[-1] == "sheet":
            identity = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            paths[targets.get(identity, "")] = element.get("name", "")
    return paths


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small member whole; one with a document type is refused."""
    with archive.open(name) as member:
        data = member.read(_BLOCK * 8)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unsafe("broken", reason="DOCTYPE")
    return data


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as member:
        while block := member.read(_BLOCK):
            yield block


def _look_at_sheet(archive: zipfile.ZipFile, name: str) -> Sheet:
    """Extent and odd cells of one worksheet, streamed."""
    sheet = Sheet()
    rest = end = b""
    columns = rows = 1
    for block in _blocks(archive, name):
        data = rest + block
        looked = _needs_a_look(data)
        if looked:
            columns, rows = _extent(data, columns, rows)
        end = end or next(iter(_END_OF_CELL.findall(data)), b"")
        cut = data.rfind(end) + len(end) if end and end in data else max(0, len(data) - _TAIL)
        if end and looked and (b'"e"' in data or b"<f" in data or b":f" in data):
            _note_odd_cells(data[:cut].split(end), sheet)
        rest = data[cut:][-_TAIL:]
    return sheet


def _needs_a_look(data: bytes) -> bool:
    """Whether anything but plain cells near the start of their rows stands in these bytes."""
    ends = np.array([0, len(data)], dtype=np.int64)
    whole = pa.Array.from_buffers(pa.large_binary(), 1, [None, pa.py_buffer(ends), pa.py_buffer(data)])
    return bool(pc.match_substring_regex(whole, _NEEDS_A_LOOK)[0].as_py())


def _extent(data: bytes, columns: int, rows: int) -> tuple[int, int]:
    """The rectangle up to the farthest cell; raises Unsafe when it is too large."""
    unusual = any(mark in data for mark in _UNUSUAL)
    for letters, number in set((_FAR_CELL_ANYHOW if unusual else _FAR_CELL).findall(data)):
        columns, rows = max(columns, _column_number(letters)), max(rows, int(number))
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Unsafe("extent", rows=rows, columns=columns)
    return columns, rows


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _note_odd_cells(cells: list[bytes], sheet: Sheet) -> None:
    """Cells with an error value, and formulas that have no stored result."""
    for cell in cells:
        if b"f" not in cell and b'"e"' not in cell:
            continue
        start = cell.rpartition(b"<c " if b"<c " in cell else b":c ")[2]
        attributes, _, inside = start.partition(b">")
        is_error, formula = b't="e"' in attributes, _FORMULA.search(inside)
        value, where = _VALUE.search(inside), _REF.search(attributes)
        if where is None or not (is_error or (formula is not None and value is None)):
            continue
        if b't="str"' in attributes and b"<v" in inside:
            continue  # a formula whose result is an empty text
        shown = value[1] if value is not None else b"=" + (formula[1] if formula is not None else b"")
        sheet.odd[int(where[2]) - 1, _column_number(where[1]) - 1] = shown.decode("utf-8", "replace")[:60]


def _check_ods(archive: zipfile.ZipFile) -> None:
    """Count the cells that repetition would make; a document type is refused."""
    state = {"cells": 0, "row": 1}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(":table-row"):
            state["row"] = int(attributes.get("table:number-rows-repeated", "1"))
        elif name.endswith(":table-cell") and "office:value-type" in attributes:
            state["cells"] += state["row"] * int(attributes.get("table:number-columns-repeated", "1"))
            if state["cells"] > MAX_CELLS:
                raise Unsafe("extent", rows=state["row"], columns=state["cells"] // state["row"])

    def doctype(*_: object) -> None:
        raise Unsafe("broken", reason="DOCTYPE")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        for block in _blocks(archive, "content.xml"):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as fault:
        raise Unsafe("broken", reason=str(fault)) from None
