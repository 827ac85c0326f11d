"""Text files without headings: the columns tell by their content what they are, and the sums prove it (Hansa, Tasenor).

Nothing is taken on likeness alone: the debits must equal the credits (or one column of amounts sum to zero), in the whole file
and in every voucher where vouchers are numbered. Otherwise the file stays unread.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.sources import delimited
from tilikartta.sources.amounts import decide_decimal, read_amounts
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.profile import Profile
from tilikartta.sources.table import Column, Table

NAME = "headerless"
MIN_ROWS, MIN_WIDTH = 2, 4
_DATE = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}|(19|20)\d{6})$")
_ACCOUNT = re.compile(r"^\d{3,8}(\.0)?$")
_CODE = re.compile(r"^[A-Za-z#]{0,4}[ -]?\d{1,9}$")
_MONEY = r"^\s*[-+−]?[\d\s.,']*\d[.,]\d{2}\s*(€|EUR)?\s*-?\s*$"
_NO_MONEY = r"^[\s–—-]*$"


def read_headerless(file: InputFile, options: ReadOptions) -> tuple[Table, Profile] | None:
    """The table and the profile its content tells, or None when it does not prove one."""
    blank = Profile(profile="1", header="none").named(NAME)
    raw = file.raw
    table, findings = delimited.read_table(file, replace(options, profile=blank))
    if table is None or findings or len(table) < MIN_ROWS or len(table.headings) < MIN_WIDTH:
        file.raw = raw
        return None
    columns = _Columns(table).roles()
    if columns is None:
        file.raw = raw
        return None
    places = {role: tuple(str(index + 1) for index in indexes) for role, indexes in columns.items()}
    return table, Profile(profile="1", header="none", columns=places).named(NAME)


@dataclass
class _Columns:
    """Gives the columns of a table their roles by what stands in them."""

    table: Table
    taken: set[int] = field(default_factory=set)

    def roles(self) -> dict[str, list[int]] | None:
        """Role -> columns, or None when some needed one is missing or the sums do not prove them."""
        dates = self._all(_DATE.match)
        accounts = [index for index in self._all(_ACCOUNT.match) if index not in dates]
        money = [index for index in range(len(self.table.columns)) if index not in dates and self._is_money(index)]
        if not dates or not accounts or not money:
            return None
        self.taken = {*dates, *money}
        for amounts, cents in self._amounts(money):
            for account in sorted(accounts, key=self._distinct):
                if (voucher := self._voucher(account, cents)) is not None:
                    return self._found(dates[-1], account, voucher, amounts)
        return None

    def _cells(self, index: int) -> list[str]:
        return [cell for cell in self.table.columns[index].encoded().dictionary.to_pylist() if cell]

    def _all(self, fits: Callable[[str], object]) -> list[int]:
        """Columns every cell of which is filled and fits."""
        columns = range(len(self.table.columns))
        full = [index for index in columns if not pc.any(pc.equal(self.table.columns[index].plain(), "")).as_py()]
        return [index for index in full if all(fits(cell) for cell in self._cells(index))]

    def _is_money(self, index: int) -> bool:
        cells = pa.array(self._cells(index), pa.string())
        some = pc.match_substring_regex(cells, _MONEY)
        return bool(len(cells) and pc.any(some).as_py() and pc.all(pc.or_(some, pc.match_substring_regex(cells, _NO_MONEY))).as_py())

    def _distinct(self, index: int) -> tuple[bool, int]:
        """Accounts have names beside them, and are few."""
        beside = index + 1 < len(self.table.columns) and self._names(index, index + 1)
        return (not beside, len(self._cells(index)))

    def _names(self, account: int, other: int) -> bool:
        """Whether the other column holds one name for each account."""
        pairs = pd.DataFrame({"a": self.table.columns[account].plain().to_pylist(), "n": self.table.columns[other].plain().to_pylist()})
        if other in self.taken or not (pairs["n"] != "").all() or pairs["n"].str.fullmatch(r"[\d.,-]*").any():
            return False
        return bool((pairs.groupby("a")["n"].nunique() == 1).all() and pairs["n"].nunique() == pairs["a"].nunique())

    def _amounts(self, money: list[int]) -> list[tuple[dict[str, list[int]], np.ndarray]]:
        """Possible amounts with their cents: debit and credit of which each row fills one, or one signed column."""
        mark = decide_decimal([self.table.columns[index] for index in money])
        if mark.ambiguous or mark.mixed:
            return []
        read = {index: self._cents(self.table.columns[index], mark.mark) for index in money}
        found: list[tuple[dict[str, list[int]], np.ndarray]] = []
        for first in money:
            for second in money:
                one, other = read[first], read[second]
                if first < second and ((one != 0) ^ (other != 0)).all():
                    found.append(({"debit": [first], "credit": [second]}, one - other))
        found += [({"amount": [index]}, read[index]) for index in money if (read[index] != 0).all()]
        return [(roles, cents) for roles, cents in found if cents.sum() == 0]

    def _cents(self, column: Column, mark: str) -> np.ndarray:
        return np.asarray(pc.fill_null(read_amounts(column, mark).cents, 0).to_numpy(), dtype=np.int64)

    def _voucher(self, account: int, cents: np.ndarray) -> int | None:
        """The column of voucher numbers, within each of which the amounts sum to zero; None when no column proves itself so."""
        for index in self._all(_CODE.match):
            if index in self.taken or index == account:
                continue
            keys = np.array(self.table.columns[index].plain().to_pylist())
            sums = pd.Series(cents).groupby(keys).sum()
            if (sums == 0).all() and (len(sums) > 1 or len(cents) == 2):
                return index
        return None

    def _found(self, date: int, account: int, voucher: int, amounts: dict[str, list[int]]) -> dict[str, list[int]]:
        roles = {"voucher": [voucher], "date": [date], "account": [account], **amounts}
        used = {index for indexes in roles.values() for index in indexes} | self.taken
        if account + 1 < len(self.table.columns) and account + 1 not in used and self._names(account, account + 1):
            roles["account_name"] = [account + 1]
            used.add(account + 1)
        rest = [index for index in range(len(self.table.columns)) if index not in used]
        texts = [index for index in rest if any(re.search(r"[^\W\d]{2}", cell) for cell in self._cells(index))]
        return {**roles, **({"text": texts} if texts else {})}
