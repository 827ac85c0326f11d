"""Columns as whole numbers: codes of distinct values and of combinations of them, and exact sums per code."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Coded:
    """A column as codes into its distinct values."""

    codes: Ints
    distinct: pa.StringArray

    @cached_property
    def values(self) -> list[str]:
        """The distinct values, by code."""
        return list(self.distinct.to_pylist())

    @property
    def count(self) -> int:
        """How many distinct values there are."""
        return len(self.distinct)

    @cached_property
    def filled(self) -> Mask:
        """Rows where there is more than blanks."""
        said = np.asarray(pc.not_equal(pc.utf8_trim_whitespace(self.distinct), "").to_numpy(zero_copy_only=False), dtype=np.bool_)
        return said[self.codes] if len(said) else np.zeros(len(self.codes), dtype=np.bool_)


def coded(column: "pd.Series[Any] | pa.Array") -> Coded:
    """A text column as codes; null counts as ""."""
    array = pc.fill_null(pa.array(column, pa.string(), from_pandas=True), "")
    found = pc.dictionary_encode(array)
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    if isinstance(found, pa.ChunkedArray):  # an empty array keeps its wrapping
        found = found.chunk(0) if found.num_chunks else pa.array([], pa.string()).dictionary_encode()
    return Coded(found.indices.to_numpy(zero_copy_only=False).astype(np.int64), found.dictionary)


def joined(*parts: tuple[Ints, int]) -> tuple[Ints, Ints]:
    """One code per distinct combination of (codes, how many there are), and the first row of each."""
    whole, size = np.zeros(len(parts[0][0]), dtype=np.int64), 1
    for codes, count in parts:
        if size * max(count, 1) >= 2**62:
            whole, found = ranked(whole)
            size = len(found)
        whole, size = whole * max(count, 1) + codes, size * max(count, 1)
    return _dense(whole, size) if size <= 4 * len(whole) + 65_536 else ranked(whole)


def _dense(values: Ints, size: int) -> tuple[Ints, Ints]:
    """As ``ranked``, for values from 0 to ``size``: a table of them is faster than a hash."""
    count = len(values)
    first = np.full(size, count, dtype=np.int64)
    first[values[::-1]] = np.arange(count - 1, -1, -1)  # of several rows the one written last, the first of them, stays
    held = np.flatnonzero(first < count)
    rank = np.zeros(size, dtype=np.int64)
    rank[held] = np.arange(len(held))
    return rank[values], first[held]


def ranked(values: Ints) -> tuple[Ints, Ints]:
    """The rank of each value among the distinct ones from 0, and the first row of each rank."""
    if not len(values):
        return values.astype(np.int64), np.array([], dtype=np.int64)
    codes, found = pd.factorize(values)
    order = np.argsort(found)
    rank = np.empty(len(found), dtype=np.int64)
    rank[order] = np.arange(len(found))
    seen = np.flatnonzero(np.diff(np.maximum.accumulate(codes), prepend=-1))
    return rank[codes], seen[order].astype(np.int64)


def sums(codes: Ints, amounts: Ints, size: int) -> Ints:
    """Exact sums of cents per code."""
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, codes, amounts)
    return found
