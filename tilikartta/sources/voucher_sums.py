"""Vouchers sum to zero under the right signs. Used as evidence while reading; checking vouchers as such comes later."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Vouchers:
    """Which voucher each row belongs to (index from 0), and how many there are. Rows without a voucher are left out (-1)."""

    of: Ints
    count: int

    def sums(self, cents: Ints) -> Ints:
        """Sum of each voucher in cents, exactly."""
        inside = self.of >= 0
        sums = np.zeros(self.count, dtype=np.int64)
        np.add.at(sums, self.of[inside], cents[inside])
        return sums

    def balanced(self, cents: Ints) -> float:
        """Share of the vouchers that sum to zero; 0 when there are none."""
        return float((self.sums(cents) == 0).mean()) if self.count else 0.0

    def pairs(self) -> tuple[Ints, Ints]:
        """Row numbers of the vouchers with exactly two rows: the first and the second row of each."""
        sizes = np.bincount(self.of[self.of >= 0], minlength=self.count)
        rows = np.flatnonzero((self.of >= 0) & np.append(sizes == 2, False)[self.of])
        rows = rows[np.argsort(self.of[rows], kind="stable")]
        return rows[::2], rows[1::2]


def vouchers_of(voucher: pa.ChunkedArray | str, *others: pa.ChunkedArray | str | None) -> Vouchers | None:
    """Vouchers by number and what else tells them apart (series, date); None when the table has no voucher numbers."""
    if isinstance(voucher, str) or not pc.any(pc.not_equal(voucher, "")).as_py():
        return None
    codes = _codes([voucher, *(one for one in others if isinstance(one, (pa.Array, pa.ChunkedArray)))])
    empty = np.asarray(pc.equal(voucher, "").to_numpy(), dtype=np.bool_)
    kept, of = np.unique(codes[~empty], return_inverse=True)
    index = np.full(len(codes), -1, dtype=np.int64)
    index[~empty] = of
    return Vouchers(index, len(kept))


def groups_of(*keys: pa.ChunkedArray) -> Vouchers:
    """Rows alike in all keys as one voucher; rows without a number too, where the day must do."""
    kept, of = np.unique(_codes(keys), return_inverse=True)
    return Vouchers(np.asarray(of, dtype=np.int64), len(kept))


def _codes(keys: Sequence[pa.ChunkedArray | pa.Array]) -> Ints:
    """One whole number for each combination of the keys."""
    result: Ints | None = None
    for key in keys:
        whole = key.combine_chunks() if isinstance(key, pa.ChunkedArray) else key
        whole = pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole
        encoded = whole.dictionary_encode(null_encoding="encode")
        codes = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
        if result is None:
            result = codes
        else:
            _, result = np.unique(result * (len(encoded.dictionary) + 1) + codes, return_inverse=True)
    assert result is not None
    return np.asarray(result, dtype=np.int64)
