"""Delimited text -> table. Files whose physical lines are certain go through Arrow's reader, others record by record."""

import csv
import io
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from tilikartta.model import Finding, error
from tilikartta.sources import memory
from tilikartta.sources.encoding import decode
from tilikartta.sources.file import InputFile
from tilikartta.sources.header import SEARCHED_ROWS, Header, find_header
from tilikartta.sources.headerless import header_for, names_numbers
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.records import MAX_RECORD_LINES, Records, offset_of_line, swallows
from tilikartta.sources.table import Column, Table
from tilikartta.sources.trim import trimmed

SEPARATORS = (";", "\t", ",", "|")
SHOWN = {"\t": "tab"}
_BLOCK = 4 << 20
_LARGE = 1 << 20  # bodies of this size are asked which of their columns repeat themselves
_SAMPLE = 1 << 19
_STEP = 1 << 18
_TIMES = 8  # so many times each value must stand in the sample
_MAX_BROKEN = 100_000  # rows with line breaks inside cells that are looked at one by one


def read_table(file: InputFile, options: ReadOptions) -> tuple[Table | None, list[Finding]]:
    """The table of a text file; columns without headings are called 1, 2, 3 ... when they look like a ledger.

    TK150 no headings, TK151 no rows, TK152 a row too long, TK153 a quote that does not close.
    """
    decoded, findings = decode(file, options.encoding)
    if decoded is None:
        return None, findings
    file.noted["encoding"] = decoded.encoding
    file.progress.part(0.2)
    utf8 = decoded.utf8
    if b"\r" in utf8[: 1 << 16] and b"\n" not in utf8[: 1 << 16]:
        utf8 = utf8.replace(b"\r", b"\n")  # line ends of old Macs
    numbered = names_numbers(options)
    separator, header, lines = _separator_and_header(utf8, replace(options, columns={}) if numbered else options)
    if header is None and (numbered or not options.columns):
        separator, header = _without_headings(utf8, separator, options)
        lines = (0, 1)
    file.noted["separator"] = SHOWN.get(separator, separator)
    if header is None:
        return None, [*findings, error("TK150", file.place(1), first=_first_row(utf8, separator))]
    body = _Body(file, utf8, separator, header, lines)
    table, more = body.read()
    file.release()
    findings += more
    if table is not None:
        shown = {"encoding": decoded.encoding, "separator": SHOWN.get(separator, separator)}
        table.decisions.update(shown)
    return table, findings


def _head_rows(utf8: bytes, separator: str) -> list[tuple[int, list[str]]]:
    """The first records with the physical line on which each begins."""
    text = utf8[: 1 << 18].decode("utf-8", "ignore")
    rows: list[tuple[int, list[str]]] = []
    line = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
            if len(rows) >= SEARCHED_ROWS:
                break
    except csv.Error:
        pass
    return rows


def _separator_and_header(utf8: bytes, options: ReadOptions) -> tuple[str, Header | None, tuple[int, int]]:
    """The separator under which the best row of headings is found, and the lines on which that record and the next one begin."""
    given = options.separator_character
    best: tuple[tuple[bool, int], str, Header | None, tuple[int, int]] = ((False, -1), given or ";", None, (0, 0))
    for separator in [given] if given else SEPARATORS:
        rows = _head_rows(utf8, separator)
        header = find_header([row for _, row in rows], options)
        if header is None:
            continue
        start = rows[header.index][0] if header.index >= 0 else 0
        following = rows[header.index + 1][0] if header.index + 1 < len(rows) else utf8.count(b"\n") + 2
        rank = (header.complete, header.score)
        if rank > best[0]:
            best = (rank, separator, header, (start, following))
    return best[1], best[2], best[3]


def _without_headings(utf8: bytes, otherwise: str, options: ReadOptions) -> tuple[str, Header | None]:
    """Column numbers as headings, under the separator that gives most columns."""
    given = options.separator_character
    found: tuple[str, Header | None] = (otherwise, None)
    for separator in [given] if given else SEPARATORS:
        header = header_for([row for _, row in _head_rows(utf8, separator)], certain=names_numbers(options))
        if header is not None and (found[1] is None or len(header.cells) > len(found[1].cells)):
            found = (separator, header)
    return found


def _first_row(utf8: bytes, separator: str) -> str:
    rows = [row for _, row in _head_rows(utf8, separator) if any(cell.strip() for cell in row)]
    return " | ".join(cell.strip() for cell in rows[0])[:200] if rows else ""


class _Body:
    """The rows below the headings."""

    def __init__(self, file: InputFile, utf8: bytes, separator: str, header: Header, lines: tuple[int, int]) -> None:
        self.file, self.utf8, self.separator, self.header = file, utf8, separator, header
        self.header_line, self.first_line = lines
        self.start = offset_of_line(utf8, self.first_line)
        self.width = len(header.cells)
        self.short: dict[int, int] = {}

    def read(self) -> tuple[Table | None, list[Finding]]:
        """The table, the fast way where row numbers are certain."""
        if not self.utf8[self.start : self.start + 4096].strip() and not self.utf8[self.start :].strip():
            return None, [error("TK151", self.file.place(self.header_line))]
        fast = self._fast()
        return (fast, []) if fast is not None else self._careful()

    def _table(self, columns: list[pa.ChunkedArray], rows: pa.ChunkedArray) -> Table:
        preamble = tuple(tuple(row) for line, row in _head_rows(self.utf8, self.separator) if line < self.header_line)
        width = max((index + 1 for index, cell in enumerate(self.header.cells) if cell), default=0)
        cells = self.header.cells
        kept = tuple(_trimmed(columns))
        unnamed_used = width < len(cells) and any(not column.is_blank for column in kept[width:])
        width = len(cells) if unnamed_used else width
        return Table(self.file.name, cells[:width], kept[:width], rows, self.header_line, "", preamble, short=self.short)

    def _fast(self) -> Table | None:
        """Through Arrow; None when the physical line of every record is not certain."""
        end = len(self.utf8)
        while end > self.start and self.utf8[end - 1] in b"\r\n\x1a":
            end -= 1
        if self.utf8.count(b'"', self.utf8.rfind(b"\n", 0, end) + 1, end) % 2:
            return None  # the last line may hold a quote that does not close
        lines = _line_breaks(self.utf8, self.start, end) + 1
        repeating = self._repeating(end)
        for broken in (False, True):
            table = self._parse(self.start, end, broken, () if broken else repeating)
            if table is not None and (numbers := self._numbers(table, lines)) is not None:
                columns = table.columns
                del table
                return self._table(columns, pa.chunked_array([pa.array(numbers)]))
            if b'"' not in self.utf8:
                return None
        return None

    def _parse(self, start: int, end: int, broken: bool, repeating: Collection[str] = ()) -> pa.Table | None:
        """All cells as text; ``broken`` lets quoted cells hold line breaks. None when a row is too long or short.

        Columns named in ``repeating`` come dictionary-encoded. Decoding has proved the bytes to be UTF-8.
        """
        names = [str(index) for index in range(self.width)]
        coded = pa.dictionary(pa.int32(), pa.string())
        types = {name: coded if name in repeating else pa.string() for name in names}
        try:
            return arrow_csv.read_csv(
                pa.py_buffer(memoryview(self.utf8)[start:end]),
                arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
                arrow_csv.ParseOptions(delimiter=self.separator, ignore_empty_lines=False, newlines_in_values=broken),
                arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False, check_utf8=False),
            )
        except pa.ArrowInvalid:
            return None

    def _repeating(self, end: int) -> tuple[str, ...]:
        """Columns of a large body, such as dates and accounts, whose values recur: each is then read once, not row by row."""
        if end - self.start < _LARGE:
            return ()
        memory.for_large_files()
        sample = self._parse(self.start, self.utf8.rfind(b"\n", self.start, self.start + _SAMPLE) + 1, False)
        if sample is None:
            return ()
        return tuple(name for name in sample.column_names if pc.count_distinct(sample[name]).as_py() * _TIMES <= len(sample))

    def _numbers(self, table: pa.Table, lines: int) -> Any:
        """Line of each record: as many records as lines, or as many more lines as there are breaks inside cells."""
        if table.num_rows == lines:
            return np.arange(self.first_line, self.first_line + lines, dtype="int64")
        breaks = np.zeros(table.num_rows, dtype="int64")
        for column in table.columns:
            breaks += pc.count_substring(column, "\n").to_numpy()
        rows = np.flatnonzero(breaks)
        if table.num_rows + breaks.sum() != lines or breaks.max(initial=0) > MAX_RECORD_LINES or len(rows) > _MAX_BROKEN:
            return None
        cells = table.take(pa.array(rows)).to_pydict().values()
        if any(swallows(list(row), self.separator, self.width) for row in zip(*cells, strict=True)):
            return None
        return self.first_line + np.arange(table.num_rows) + np.cumsum(breaks) - breaks

    def _careful(self) -> tuple[Table | None, list[Finding]]:
        """Record by record."""
        records = Records(self.file, self.utf8, self.start, self.first_line, self.separator, self.width)
        findings = records.read()
        if not records.chunks:
            return None, findings or [error("TK151", self.file.place(self.header_line))]
        self.short = records.short
        table = self._table(records.columns(), records.numbers())
        last = int(table.rows[-1].as_py()) if len(table) and not self.utf8.endswith((b"\n", b"\r")) else 0
        return replace(table, unfinished=last), findings


def _trimmed(columns: list[pa.ChunkedArray]) -> Iterator[Column]:
    """Columns without white space around cells, two at a time; untrimmed ones are let go before the next are trimmed."""
    columns.reverse()
    with ThreadPoolExecutor(2) as pool:
        while columns:
            pair = [columns.pop() for _ in range(min(2, len(columns)))]
            yield from map(Column, pool.map(trimmed, pair))


def _line_breaks(utf8: bytes, start: int, end: int) -> int:
    """How many lines end in a part of the text, counted piece by piece: a million of them are not searched for one by one."""
    whole = np.frombuffer(utf8, dtype=np.uint8)[start:end]
    pieces = (whole[at : at + _STEP] for at in range(0, len(whole), _STEP))
    return int(sum(np.count_nonzero(piece == ord("\n")) for piece in pieces))
