"""The entries of a ledger as whole numbers, made once and shared by all checks, so that none of them reads rows one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.mapping.cells import UNDATED, days, period_index
from tilikartta.mapping.periods import Period
from tilikartta.model import DIM_PREFIX, Place

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_NUMBER = r"^(?P<head>.*?)(?P<digits>[0-9]{1,9})$"
FEW = 20  # of so few vouchers no share says anything


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


class Postings:
    """Entries by columns: ``amount`` in cents (debit +), ``day`` since 1970 (UNDATED where missing), ``period`` as index."""

    def __init__(self, entries: pd.DataFrame, periods: Sequence[Period]) -> None:
        self.entries = entries
        self.periods = list(periods)
        self.size = len(entries)
        self.amount: Ints = entries["amount"].to_numpy(dtype=np.int64, na_value=0)
        self.day: Ints = days(entries["date"])
        self.period: Ints = period_index(self.day, self.periods) if self.periods else np.zeros(self.size, dtype=np.int64)

    @cached_property
    def account(self) -> Coded:
        """Account numbers."""
        return coded(self.entries["account"])

    @cached_property
    def name(self) -> Coded:
        """Account names."""
        return coded(self.entries["account_name"])

    @cached_property
    def number(self) -> Coded:
        """Voucher numbers as written."""
        return coded(self.entries["voucher"])

    @cached_property
    def text(self) -> Coded:
        """Texts of entries."""
        return coded(self.entries["text"])

    @cached_property
    def entity(self) -> Coded:
        """Whose books."""
        return coded(self.entries["entity"])

    @cached_property
    def series(self) -> Coded:
        """Voucher series."""
        return coded(self.entries["series"])

    @cached_property
    def currency(self) -> Coded:
        """Currencies."""
        return coded(self.entries["currency"])

    @cached_property
    def vat(self) -> Coded | None:
        """Percentages of VAT such as ``25.5%``, where a file tells them."""
        return coded(self.entries["vat"]) if "vat" in self.entries else None

    @cached_property
    def numbered(self) -> Mask:
        """Rows that have a voucher number."""
        return self.number.filled

    @cached_property
    def dims(self) -> dict[str, Coded]:
        """The dimensions of the entries."""
        return {str(name): coded(self.entries[name]) for name in self.entries.columns if str(name).startswith(DIM_PREFIX)}

    @cached_property
    def day_code(self) -> tuple[Ints, int]:
        """Days as codes from 0."""
        codes, first = ranked(self.day)
        return codes, len(first)

    @cached_property
    def year_vouchers(self) -> tuple[Ints, Ints]:
        """Voucher of each row by books, series, number and financial year, with the first row of each."""
        return joined(
            (self.entity.codes, len(self.entity.values)),
            (self.series.codes, len(self.series.values)),
            (self.number.codes, len(self.number.values)),
            (self.period, len(self.periods) + 1),
        )

    @cached_property
    def twice_used(self) -> Ints:
        """Codes of ``year_vouchers`` under which several days stand, each of them in balance by itself: several vouchers."""
        vouchers, first = self.year_vouchers
        days_of, day_first = joined((vouchers, len(first)), self.day_code)
        balanced = sums(days_of, self.amount, len(day_first)) == 0
        owner = vouchers[day_first]
        count = np.bincount(owner, minlength=len(first))
        wrong = np.bincount(owner[~balanced], minlength=len(first))
        return np.flatnonzero((count > 1) & (wrong == 0) & self.numbered[first]).astype(np.int64)

    @cached_property
    def restarts(self) -> bool:
        """Whether numbers begin anew within a year (each month, or each kind of voucher): then the day tells them apart."""
        vouchers, first = self.year_vouchers
        twice = self.twice_used
        rows = int(np.isin(vouchers, twice).sum()) if len(twice) else 0
        return len(twice) * 4 > len(first) and rows > FEW

    @cached_property
    def vouchers(self) -> tuple[Ints, Ints]:
        """Voucher of each row, and the first row of each voucher. Rows without a number share a code; see ``numbered``."""
        codes, first = self.year_vouchers
        return joined((codes, len(first)), self.day_code) if self.restarts else (codes, first)

    @cached_property
    def parts_of_numbers(self) -> tuple[Coded, Ints]:
        """Of each distinct voucher number: what stands before its last digits, and these digits as a number (-1: none)."""
        found = pc.extract_regex(pc.utf8_trim_whitespace(self.number.distinct), _NUMBER)
        heads = coded(pc.fill_null(pc.struct_field(found, "head"), ""))
        numbers = pc.fill_null(pc.cast(pc.struct_field(found, "digits"), pa.int64()), -1)
        return heads, numbers.to_numpy(zero_copy_only=False).astype(np.int64)

    def once_per_voucher(self, rows: Ints) -> Ints:
        """The first of the rows of each voucher; rows without a number stay."""
        numbered = self.numbered[rows]
        _, first = np.unique(self.vouchers[0][rows[numbered]], return_index=True)
        return np.sort(np.concatenate([rows[numbered][first], rows[~numbered]])).astype(np.int64)

    def cell(self, row: int, column: str) -> Any:
        """One cell of the entries."""
        return self.entries[column].iloc[int(row)]

    def place(self, row: int) -> Place:
        """Where the row stands in its file."""
        return Place(str(self.cell(row, "source_file")), str(self.cell(row, "sheet")), int(self.cell(row, "source_row")))

    def voucher_of(self, row: int) -> str:
        """The voucher number as people write it, with its series."""
        series, number = str(self.cell(row, "series")), str(self.cell(row, "voucher"))
        return f"{series} {number}".strip() if series and not number.startswith(series) else number

    def dated(self, row: int) -> Any:
        """The date of the row; a dash where there is none."""
        return "–" if self.day[row] == UNDATED else self.cell(row, "date")
