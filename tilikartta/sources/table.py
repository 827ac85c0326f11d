"""A table as it stands in a file: headings, columns of text, and for every row the number it has in the file."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Place
from tilikartta.sources.shapes import Shapes, shapes_of


@dataclass(frozen=True)
class Column:
    """The cells of one column, trimmed. Spreadsheets also give the cells that were numbers or dates by themselves.

    ``text`` may be dictionary-encoded. ``cents`` holds number cells rounded once to cents, ``dates`` date cells; both are null
    elsewhere and None in text files. ``exact`` is false where a number had more than two decimals.
    """

    text: pa.ChunkedArray
    cents: pa.ChunkedArray | None = None
    dates: pa.ChunkedArray | None = None
    exact: pa.ChunkedArray | None = None

    def take(self, mask: pa.ChunkedArray) -> "Column":
        """The rows where ``mask`` is true."""
        parts = (self.text, self.cents, self.dates, self.exact)
        return Column(*(None if part is None else part.filter(mask) for part in parts))

    def plain(self) -> pa.ChunkedArray:
        """The cells as plain strings."""
        return self.text.cast(pa.string()) if pa.types.is_dictionary(self.text.type) else self.text

    def encoded(self) -> pa.DictionaryArray:
        """The cells as one dictionary array: few distinct values can be handled one by one."""
        return self._encoded

    @cached_property
    def _encoded(self) -> pa.DictionaryArray:
        if pa.types.is_dictionary(self.text.type):
            combined = self.text.unify_dictionaries().combine_chunks()
            return combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined
        whole = pa.concat_arrays(self.text.chunks) if self.text.num_chunks else pa.array([], pa.string())
        return whole.dictionary_encode()

    @cached_property
    def shapes(self) -> Shapes | None:
        """The cells with all digits alike; None where too many differ. Kept, since several questions are asked of them."""
        return shapes_of(self.plain())

    def sample(self, size: int = 2000) -> list[str]:
        """The first filled cells."""
        head = self.text.slice(0, size * 4).cast(pa.string())
        return list(head.filter(pc.not_equal(head, "")).slice(0, size).to_pylist())

    @property
    def has_gaps(self) -> bool:
        """Whether some cell is empty."""
        if pa.types.is_dictionary(self.text.type) and "" not in self.encoded().dictionary.to_pylist():
            return False
        return bool(pc.any(pc.equal(self.plain(), "")).as_py())

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        if pa.types.is_dictionary(self.text.type):
            return not any(self.encoded().dictionary.to_pylist())
        return not pc.any(pc.not_equal(self.text, "")).as_py()


@dataclass(frozen=True)
class Table:
    """One table. ``rows`` are 1-based rows of the file (the physical line of a text file where the record begins).

    ``short`` holds the rows that had fewer cells than the headings, with the number they had;
    ``unfinished`` is the last row when the file ends in the middle of its line.
    """

    file: str
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: pa.ChunkedArray
    header_row: int = 1
    sheet: str = ""
    preamble: tuple[tuple[str, ...], ...] = ()
    decisions: dict[str, str] = field(default_factory=dict)
    short: dict[int, int] = field(default_factory=dict)
    unfinished: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def place(self, row: int = 0, column: str = "") -> Place:
        """A place in this table by row of the file."""
        return Place(self.file, self.sheet, row, column)

    def only(self, mask: pa.ChunkedArray) -> "Table":
        """The table with the rows where ``mask`` is true."""
        columns = tuple(column.take(mask) for column in self.columns)
        rows = self.rows.filter(mask)
        return replace(self, columns=columns, rows=rows)


def dictionary_map(array: pa.DictionaryArray, values: Sequence[object], kind: pa.DataType) -> pa.Array:
    """Replace each distinct value of a dictionary array (in dictionary order) by ``values``."""
    return pa.array(values, kind).take(array.indices)
