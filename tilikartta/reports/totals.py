"""The promise that no cent disappears, in figures: what was read, counted from the ledger itself, beside what was mapped."""

from dataclasses import dataclass

import numpy as np

from tilikartta.mapping.apply import MAPPED, OUTSIDE, UNMAPPED, Mapped
from tilikartta.mapping.coverage import Coverage
from tilikartta.model import Ledger


@dataclass(frozen=True)
class Totals:
    """Cents. ``opening`` debit +; ``debit`` and ``credit`` are turnovers."""

    opening: int = 0
    debit: int = 0
    credit: int = 0

    def __sub__(self, other: "Totals") -> "Totals":
        return Totals(self.opening - other.opening, self.debit - other.debit, self.credit - other.credit)

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(self.opening + other.opening, self.debit + other.debit, self.credit + other.credit)

    @property
    def turnover(self) -> int:
        """Debit and credit together."""
        return self.debit + self.credit


def read_totals(ledger: Ledger) -> Totals:
    """Totals of a ledger as read, without any mapping. Turnovers of a trial balance that has none follow from its balances."""
    amount = ledger.entries["amount"].to_numpy(dtype=np.int64, na_value=0)
    balances = ledger.balances
    opening, closing, debit, credit = (
        balances[name].to_numpy(dtype=np.int64, na_value=0) for name in ("opening", "closing", "debit", "credit")
    )
    moved = np.where(balances["closing"].isna().to_numpy(dtype=bool), 0, closing - opening)
    told = (debit != 0) | (credit != 0)
    all_debit = int(amount[amount > 0].sum()) + int(np.where(told, debit, np.maximum(moved, 0)).sum())
    return Totals(int(opening.sum()), all_debit, all_debit - int(amount.sum()) - int(moved.sum()))


def mapped_totals(mapped: Mapped) -> dict[str, Totals]:
    """Totals after mapping by status: mapped, outside, unmapped."""
    found = {}
    for status in (MAPPED, OUTSIDE, UNMAPPED):
        held = mapped.balances[(mapped.keys["status"] == status).to_numpy(dtype=bool)]
        found[status] = Totals(*(int(held[name].sum()) for name in ("opening", "debit", "credit")))
    return found


def covered_percent(coverage: Coverage) -> float:
    """Per cent of the turnover that has a home, cut to one decimal: what is not whole never reads as 100."""
    covered = coverage.turnover_mapped + coverage.turnover_outside
    return covered * 1000 // coverage.turnover / 10 if coverage.turnover else 100.0
