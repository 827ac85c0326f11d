"""The entries of a ledger as whole numbers, made once and shared by all checks, so that none of them reads rows one by one."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.checks.codes import Coded, Ints, Mask, coded, joined, ranked, sums
from tilikartta.checks.several_files import SeveralFiles, numbers_of_several_files
from tilikartta.mapping.cells import UNDATED, days, period_index
from tilikartta.mapping.periods import Period
from tilikartta.model import DIM_PREFIX, Place

_NUMBER = r"^(?P<head>.*?)(?P<digits>[0-9]{1,9})$"
FEW = 20  # of so few vouchers no share says anything


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
    def part(self) -> tuple[Ints, int]:
        """The file and sheet of each row, as codes from 0."""
        file, sheet = coded(self.entries["source_file"]), coded(self.entries["sheet"])
        codes, first = joined((file.codes, file.count), (sheet.codes, sheet.count))
        return codes, len(first)

    @cached_property
    def _numbers_of_years(self) -> tuple[Ints, Ints]:
        """Number of each row by books, series and financial year, whatever file it stands in, with the first row of each."""
        return joined(
            (self.entity.codes, len(self.entity.values)),
            (self.series.codes, len(self.series.values)),
            (self.number.codes, len(self.number.values)),
            (self.period, len(self.periods) + 1),
        )

    @cached_property
    def several_files(self) -> SeveralFiles:
        """Numbers that stand in several files."""
        codes, first = self._numbers_of_years
        return numbers_of_several_files((codes, len(first)), self.part, self.day_code, self.amount, self.numbered)

    @cached_property
    def year_vouchers(self) -> tuple[Ints, Ints]:
        """Voucher of each row by books, series, number and financial year, with the first row of each.

        Where numbers begin anew in each file, the file is a part of the number.
        """
        codes, first = self._numbers_of_years
        return joined((codes, len(first)), self.numbered_by) if self.several_files.anew else (codes, first)

    @property
    def numbered_by(self) -> tuple[Ints, int]:
        """The part (file and sheet) of each row where the parts number their vouchers each by itself; else all rows are one."""
        return self.part if self.several_files.anew else (np.zeros(self.size, dtype=np.int64), 1)

    @cached_property
    def twice_used(self) -> Ints:
        """Codes of ``year_vouchers`` under which several vouchers stand: days each of them in balance by itself, or files."""
        vouchers, first = self.year_vouchers
        days_of, day_first = joined((vouchers, len(first)), self.day_code)
        balanced = sums(days_of, self.amount, len(day_first)) == 0
        owner = vouchers[day_first]
        count = np.bincount(owner, minlength=len(first))
        wrong = np.bincount(owner[~balanced], minlength=len(first))
        twice = (count > 1) & (wrong == 0) & self.numbered[first]
        if not self.several_files.anew:
            twice[self.several_files.apart] = True
        return np.flatnonzero(twice).astype(np.int64)

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
        if self.restarts:
            return joined((codes, len(first)), self.day_code)
        apart = self.several_files.apart
        if self.several_files.anew or not len(apart):
            return codes, first
        part, count = self.part
        return joined((codes, len(first)), (np.where(np.isin(codes, apart), part, 0), count))

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
