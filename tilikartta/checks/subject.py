"""What is checked: a ledger, its financial years, and its meaning where a mapping was given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from tilikartta.checks.codes import Ints, Mask
from tilikartta.checks.postings import Postings
from tilikartta.mapping.apply import MAPPED, Mapped
from tilikartta.mapping.cells import Cells, cells_of
from tilikartta.mapping.closing import cell_sums, closings_of, opened_periods
from tilikartta.mapping.periods import Period
from tilikartta.model import BALANCE_CLASSES, Account, Chart, Finding, Ledger, Mapping
from tilikartta.model.check_settings import CheckSettings

T = TypeVar("T")


@dataclass
class Subject:
    """A ledger to be checked. ``mapped`` is None where no mapping was given: checks that need the meaning then find nothing."""

    ledger: Ledger
    chart: Chart
    periods: list[Period]
    mapping: Mapping | None = None
    mapped: Mapped | None = None
    settings: CheckSettings = field(default_factory=CheckSettings)
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: "Callable[[Subject], T]") -> T:
        """What several checks need of the same ledger, made by the first that asks."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    @cached_property
    def postings(self) -> Postings:
        """The entries as read."""
        return Postings(self.ledger.entries, self.periods)

    @cached_property
    def mapped_postings(self) -> Postings:
        """The entries as mapped: an entry of a shared account stands once per share."""
        mapped = self._mapped
        return self.postings if len(mapped.entries) == self.postings.size else Postings(mapped.entries, self.periods)

    @property
    def _mapped(self) -> Mapped:
        if self.mapped is None:
            raise AssertionError("a check asked for the meaning of entries where there is no mapping")
        return self.mapped

    @cached_property
    def key(self) -> Ints:
        """The row of ``mapped.keys`` of each mapped entry."""
        return self._mapped.entries["key"].to_numpy(dtype=np.int64)

    @cached_property
    def homes(self) -> list[Account | None]:
        """The universal account of each key; None where it is not mapped."""
        return [self.chart.by_code.get(str(code)) for code in self._mapped.keys["universal"]]

    def keys_where(self, *, klass: str = "", nature: tuple[str, ...] = (), codes: tuple[str, ...] = ()) -> Mask:
        """Which keys have a home of the class, nature and code (what is not given may be anything)."""
        return np.array(
            [
                home is not None
                and (not klass or home.klass == klass)
                and (not nature or home.nature in nature)
                and (not codes or home.code in codes)
                for home in self.homes
            ],
            dtype=np.bool_,
        )

    def rows_where(self, keys: Mask) -> Mask:
        """Which mapped entries have one of the keys."""
        return keys[self.key] if len(keys) else np.zeros(len(self.key), dtype=np.bool_)

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """Local accounts by entity, period, account and account_name: ``opening``, ``movement``, ``closing``, ``own`` in cents.

        ``closing`` carries over from the year before where no openings are stated; ``own`` is what the year itself says.
        """
        cells, sums, opened = self._cells()
        closings = closings_of(cells, sums, opened)
        by = ["entity", "period", "account", "account_name"]
        table = pd.concat([cells.table[by], sums[["opening", "movement"]]], axis=1)
        table = table.groupby(by, sort=True)[["opening", "movement"]].sum().reset_index()
        keys = list(zip(*(table[name] for name in by), strict=True))
        table["closing"] = np.array([closings.carried[key] for key in keys], dtype=np.int64)
        table["own"] = np.array([closings.own[key] for key in keys], dtype=np.int64)
        table["opened"] = np.array([(str(key[0]), int(key[1])) in opened for key in keys], dtype=np.bool_)
        return table

    def _cells(self) -> tuple[Cells, pd.DataFrame, frozenset[tuple[str, int]]]:
        """The local accounts by year with their sums; mapping has summed them up already."""
        if self.mapped is not None:
            nothing = np.array([], dtype=np.int64)
            return Cells(self.mapped.keys, nothing, nothing), self.mapped.balances, self.mapped.opened
        cells = cells_of(self.ledger, Mapping(""), self.periods)
        return cells, cell_sums(self.ledger, cells), opened_periods(self.ledger, cells)

    @cached_property
    def has_openings(self) -> bool:
        """Whether the files state any opening or closing balance: else balances are not known, only what changed."""
        balances = self.ledger.balances
        return bool((balances["opening"].fillna(0) != 0).any() or balances["closing"].notna().any())

    @cached_property
    def meanings(self) -> dict[tuple[str, str], set[str]]:
        """Local account (number, name) -> universal accounts that it maps to."""
        found: dict[tuple[str, str], set[str]] = {}
        if self.mapped is None:
            return found
        keys = self.mapped.keys
        for number, name, status, code in zip(
            keys["account"], keys["account_name"], keys["status"], keys["universal"], strict=True
        ):
            if status == MAPPED:
                found.setdefault((str(number), str(name)), set()).add(str(code))
        return found

    @cached_property
    def natures(self) -> dict[tuple[str, str], str]:
        """Local account -> class (asset, liability, equity, income, expense), from the mapping or from the file; "" if mixed."""
        found = {(one.number, one.name): one.klass for one in self.ledger.chart if one.klass}
        for local, codes in self.meanings.items():
            classes = {self.chart.by_code[code].klass for code in codes}
            found[local] = classes.pop() if len(classes) == 1 else ""
        return found

    def in_balance_sheet(self, local: tuple[str, str]) -> bool:
        """Whether the local account is known to stand in the balance sheet."""
        return self.natures.get(local, "") in BALANCE_CLASSES

    def listed(self, found: list[Finding], total: int) -> list[Finding]:
        """The findings of one code, with TK299 for those beyond the number that is listed."""
        if total > len(found) and found:
            data: dict[str, object] = {"of": found[0].code, "count": total - len(found)}
            found = [*found, Finding("TK299", found[0].severity, data=data)]
        return found

    def first(self, rows: Ints) -> list[int]:
        """The rows that are listed one by one."""
        return [int(row) for row in rows[: self.settings.per_code]]
