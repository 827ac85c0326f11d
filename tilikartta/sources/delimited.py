"""Delimited text -> table. Clean files go through Arrow's reader; quoted line breaks and ragged rows through Python's, which can
tell the physical line of every record."""

import csv
import io
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from tilikartta.model import Finding, error
from tilikartta.sources.encoding import decode
from tilikartta.sources.file import InputFile
from tilikartta.sources.header import SEARCHED_ROWS, Header, find_header
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.table import Column, Table

SEPARATORS = (";", "\t", ",", "|")
SHOWN = {"\t": "tab"}
MAX_RECORD_LINES = 200
_BLOCK = 4 << 20


def read_table(file: InputFile, options: ReadOptions) -> tuple[Table | None, list[Finding]]:
    """The table of a text file. TK15x: 150 no headings, 151 no rows, 152 rows too long or short, 153 quote not closed."""
    decoded, findings = decode(file, options.encoding)
    if decoded is None:
        return None, findings
    utf8 = decoded.utf8
    if b"\r" in utf8[: 1 << 16] and b"\n" not in utf8[: 1 << 16]:
        utf8 = utf8.replace(b"\r", b"\n")  # line ends of old Macs
    separator, header, lines = _separator_and_header(utf8, options)
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
        start = rows[header.index][0]
        following = rows[header.index + 1][0] if header.index + 1 < len(rows) else utf8.count(b"\n") + 2
        rank = (header.complete, header.score)
        if rank > best[0]:
            best = (rank, separator, header, (start, following))
    return best[1], best[2], best[3]


def _first_row(utf8: bytes, separator: str) -> str:
    rows = [row for _, row in _head_rows(utf8, separator) if any(cell.strip() for cell in row)]
    return " | ".join(cell.strip() for cell in rows[0])[:200] if rows else ""


class _Body:
    """The rows below the headings."""

    def __init__(self, file: InputFile, utf8: bytes, separator: str, header: Header, lines: tuple[int, int]) -> None:
        self.file, self.utf8, self.separator, self.header = file, utf8, separator, header
        self.header_line, self.first_line = lines
        self.start = _offset_of_line(utf8, self.first_line)
        self.width = len(header.cells)

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
        return Table(self.file.name, cells[:width], kept[:width], rows, self.header_line, "", preamble)

    def _fast(self) -> Table | None:
        """Through Arrow, when every record is one line: no blank lines inside and as many records as lines."""
        end = len(self.utf8)
        while end > self.start and self.utf8[end - 1] in b"\r\n\x1a":
            end -= 1
        body = memoryview(self.utf8)[self.start : end]
        if self.utf8.count(b'"', self.utf8.rfind(b"\n", 0, end) + 1, end) % 2:
            return None  # the last line may hold a quote that does not close
        lines = self.utf8.count(b"\n", self.start, end) + 1
        names = [str(index) for index in range(self.width)]
        types = {name: pa.string() for name in names}
        try:
            table = arrow_csv.read_csv(
                pa.py_buffer(body),
                arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
                arrow_csv.ParseOptions(delimiter=self.separator, ignore_empty_lines=False),
                arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows != lines:
            return None
        numbers = np.arange(self.first_line, self.first_line + lines, dtype="int64")
        columns = table.columns
        del table
        return self._table(columns, pa.chunked_array([pa.array(numbers)]))

    def _records(self) -> Iterator[tuple[int, int, list[str]]]:
        """First line, last line and cells of each record."""
        stream = io.TextIOWrapper(io.BytesIO(memoryview(self.utf8)[self.start :]), "utf-8", newline="")
        reader = csv.reader(stream, delimiter=self.separator)
        line = self.first_line
        for row in reader:
            last = self.first_line + reader.line_num - 1
            yield line, last, row
            line = last + 1

    def _careful(self) -> tuple[Table | None, list[Finding]]:
        """Record by record. A row shorter or longer than the headings is a finding, unless the difference is empty cells."""
        findings: list[Finding] = []
        numbers: list[int] = []
        records: list[list[str]] = []
        csv.field_size_limit(1 << 24)
        start = self.first_line
        try:
            for first, last, row in self._records():
                if last - first > MAX_RECORD_LINES:
                    return None, [*findings, error("TK153", self.file.place(first), lines=last - first + 1)]
                if not any(cell.strip() for cell in row):
                    continue
                start = first
                fitted, fault = self._fit(first, row)
                findings += fault
                numbers.append(first)
                records.append(fitted)
        except csv.Error:
            return None, [*findings, error("TK153", self.file.place(numbers[-1] + 1 if numbers else self.first_line), lines=0)]
        if records and self._open_quote(start):
            return None, [*findings, error("TK153", self.file.place(start), lines=0)]
        if not records:
            return None, [*findings, error("TK151", self.file.place(self.header_line))]
        columns = [pa.chunked_array([pa.array(cells, pa.string())]) for cells in zip(*records, strict=True)]
        return self._table(columns, pa.chunked_array([pa.array(numbers, pa.int64())])), findings

    def _open_quote(self, line: int) -> bool:
        """Whether the record that begins on this line, the last one, ends inside quotes."""
        text = self.utf8[_offset_of_line(self.utf8, line) :].decode("utf-8", "ignore")
        try:
            list(csv.reader(io.StringIO(text, newline=""), delimiter=self.separator, strict=True))
        except csv.Error as fault:
            return "unexpected end" in str(fault)
        return False

    def _fit(self, line: int, row: list[str]) -> tuple[list[str], list[Finding]]:
        """A record as wide as the headings."""
        filled = max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)
        if filled > self.width:
            return row[: self.width], [error("TK152", self.file.place(line), found=len(row), expected=self.width)]
        if len(row) < self.width:
            # A short row of several cells is a broken row; a label such as "Yhteensä" alone is not.
            fault = [error("TK152", self.file.place(line), found=len(row), expected=self.width)] if filled > 1 else []
            return row + [""] * (self.width - len(row)), fault
        return row[: self.width], []


def _offset_of_line(utf8: bytes, line: int) -> int:
    """Byte offset at which a 1-based physical line begins; the end of the file when there is no such line."""
    offset = 0
    for _ in range(line - 1):
        found = utf8.find(b"\n", offset)
        if found < 0:
            return len(utf8)
        offset = found + 1
    return offset


def _trimmed(columns: list[pa.ChunkedArray]) -> Iterator[Column]:
    """Columns without white space around cells; each untrimmed one is let go before the next is trimmed."""
    columns.reverse()
    while columns:
        yield Column(pc.utf8_trim_whitespace(columns.pop()))
