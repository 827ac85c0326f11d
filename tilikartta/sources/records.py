"""Reads delimited text record by record: for files whose row numbers or row lengths the fast reader cannot be sure of."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from tilikartta.model import Finding, error
from tilikartta.sources.file import InputFile, capped

MAX_RECORD_LINES = 200
_CHUNK = 20_000


@dataclass
class Records:
    """The records from byte ``start`` (line ``first_line``) on, each as wide as the headings.

    After ``read``: ``chunks`` hold (row numbers, columns), ``short`` the rows that had fewer cells with the number they had.
    """

    file: InputFile
    utf8: bytes
    start: int
    first_line: int
    separator: str
    width: int
    short: dict[int, int] = field(default_factory=dict)
    chunks: list[tuple[pa.Array, list[pa.Array]]] = field(default_factory=list)

    def read(self) -> list[Finding]:
        """Read all records. TK152 a row longer than the headings, TK153 a quote that does not close: nothing is read then."""
        findings: list[Finding] = []
        numbers: list[int] = []
        rows: list[list[str]] = []
        first = last_read = self.first_line
        csv.field_size_limit(1 << 24)
        try:
            for first, last, row in self._records():
                if last > first and (last - first > MAX_RECORD_LINES or swallows(row, self.separator, self.width)):
                    return self._open_quote_at(first, last - first + 1)
                if not any(cell.strip() for cell in row):
                    continue
                last_read = first
                numbers.append(first)
                rows.append(self._fit(first, row, findings))
                if len(rows) >= _CHUNK:
                    self._flush(numbers, rows)
        except csv.Error:
            return self._open_quote_at(last_read, 1)
        self._flush(numbers, rows)
        if self.chunks and self._ends_inside_quotes(last_read):
            return self._open_quote_at(last_read, 1)
        return capped(findings)

    def columns(self) -> list[pa.ChunkedArray]:
        """The cells by column."""
        return [pa.chunked_array([cells[index] for _, cells in self.chunks], pa.string()) for index in range(self.width)]

    def numbers(self) -> pa.ChunkedArray:
        """The physical line on which each record begins."""
        return pa.chunked_array([numbers for numbers, _ in self.chunks], pa.int64())

    def _records(self) -> Iterator[tuple[int, int, list[str]]]:
        """First line, last line and cells of each record."""
        stream = io.TextIOWrapper(io.BytesIO(memoryview(self.utf8)[self.start :]), "utf-8", newline="")
        reader = csv.reader(stream, delimiter=self.separator)
        line = self.first_line
        for row in reader:
            last = self.first_line + reader.line_num - 1
            yield line, last, row
            line = last + 1

    def _flush(self, numbers: list[int], rows: list[list[str]]) -> None:
        """Put what was read into Arrow: a million rows of Python lists would take a gigabyte."""
        if rows:
            self.chunks.append(
                (pa.array(numbers, pa.int64()), [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)])
            )
        numbers.clear()
        rows.clear()

    def _fit(self, line: int, row: list[str], findings: list[Finding]) -> list[str]:
        """A record as wide as the headings. Whether a short one matters is seen when its account is known."""
        filled = max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)
        if filled > self.width:
            findings.append(error("TK152", self.file.place(line), found=len(row), expected=self.width))
        if len(row) < self.width:
            self.short[line] = len(row)
            return row + [""] * (self.width - len(row))
        return row[: self.width]

    def _open_quote_at(self, line: int, lines: int) -> list[Finding]:
        self.chunks.clear()
        return [error("TK153", self.file.place(line), lines=lines)]

    def _ends_inside_quotes(self, line: int) -> bool:
        """Whether the record that begins on this line, the last one, ends inside quotes."""
        text = self.utf8[offset_of_line(self.utf8, line) :].decode("utf-8", "ignore")
        try:
            list(csv.reader(io.StringIO(text, newline=""), delimiter=self.separator, strict=True))
        except csv.Error as fault:
            return "unexpected end" in str(fault)
        return False


def swallows(row: list[str], separator: str, width: int) -> bool:
    """Whether a quoted cell has swallowed the rows below it: a line inside it has the separators of a row of its own."""
    for index, cell in enumerate(row):
        inside = [line.count(separator) for line in cell.split("\n")[1:]]
        if inside and max(inside) >= min(max(index, 3), width - 1):
            return True
    return False


def offset_of_line(utf8: bytes, line: int) -> int:
    """Byte offset at which a 1-based physical line begins; the end of the file when there is no such line."""
    offset = 0
    for _ in range(line - 1):
        found = utf8.find(b"\n", offset)
        if found < 0:
            return len(utf8)
        offset = found + 1
    return offset
