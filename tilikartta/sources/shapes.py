"""Shapes of cells: every digit written as 0. What a pattern says of a shape holds for every cell of that shape.

A column of a million amounts has some ten shapes, so a pattern is tried ten times and not a million.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_MANY = 1000  # a column with more shapes than this is no column of amounts
_DIGITS = b"0123456789"
_ALIKE = bytes.maketrans(_DIGITS, b"0" * 10)
_NO_DIGITS = bytes(byte for byte in range(256) if byte not in _DIGITS)

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Piece:
    """Consecutive cells. ``of`` gives for each the index of its shape in ``forms``."""

    cells: pa.StringArray
    forms: tuple[str, ...]
    of: Ints

    def numbers(self) -> pa.Int64Array:
        """The digits of each cell, whatever stands between them, as one whole number; null where there are none.

        Raises ArrowInvalid for more digits than an int64 holds.
        """
        counts = np.take(np.array([form.count("0") for form in self.forms], dtype=np.int32), self.of)
        filled = pa.py_buffer(np.packbits(counts > 0, bitorder="little"))
        digits = pa.py_buffer(_bytes_of(self.cells).translate(None, _NO_DIGITS))
        return pa.Array.from_buffers(pa.string(), len(counts), [filled, _offsets(counts), digits]).cast(pa.int64())


@dataclass(frozen=True)
class Shapes:
    """The shapes of a column, and its cells piece by piece."""

    forms: frozenset[str]
    pieces: tuple[Piece, ...]

    def hold(self, part: str) -> bool:
        """Whether any cell holds a text without digits."""
        return any(part in form for form in self.forms)


def shapes_of(text: pa.ChunkedArray) -> Shapes | None:
    """The shapes of a column of strings, null being empty; None when it has so many that they tell nothing."""
    pieces = []
    for piece in _pieces(text):
        if len(piece.forms) > _MANY:
            return None
        pieces.append(piece)
    return Shapes(frozenset(form for piece in pieces for form in piece.forms), tuple(pieces))


def _pieces(text: pa.ChunkedArray) -> Iterator[Piece]:
    for chunk in text.chunks:
        cells = pc.fill_null(chunk, "") if chunk.null_count else chunk
        alike = pa.py_buffer(_bytes_of(cells).translate(_ALIKE))
        ends = _ends(cells)
        encoded = pa.Array.from_buffers(pa.string(), len(cells), [None, pa.py_buffer(ends - ends[0]), alike]).dictionary_encode()
        yield Piece(cells, tuple(encoded.dictionary.to_pylist()), encoded.indices.to_numpy())


def _ends(cells: pa.StringArray) -> Ints:
    """Where each cell begins in the bytes behind the array, and where the last one ends."""
    whole = np.frombuffer(cells.buffers()[1] or bytes(4), dtype=np.int32)
    return whole[cells.offset : cells.offset + len(cells) + 1]


def _bytes_of(cells: pa.StringArray) -> bytes:
    ends, data = _ends(cells), cells.buffers()[2]
    return bytes(memoryview(data)[ends[0] : ends[-1]]) if data is not None else b""


def _offsets(lengths: Ints) -> Any:
    ends = np.zeros(len(lengths) + 1, dtype=np.int32)
    np.cumsum(lengths, out=ends[1:])
    return pa.py_buffer(ends)
