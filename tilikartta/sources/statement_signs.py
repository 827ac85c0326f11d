"""How a statement or trial balance prints its signs: debit +, credit +, or as statements do (assets, liabilities, income +)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
STATEMENT, DEBIT_PLUS, CREDIT_PLUS = "statement", "debit-plus", "credit-plus"


@dataclass(frozen=True)
class Sides:
    """Account rows by what they are, from sections, else from the numbering. ``liability`` includes equity."""

    asset: Mask
    liability: Mask
    income: Mask
    cost: Mask

    @property
    def has_balance(self) -> bool:
        """Whether both sides of a balance sheet are present."""
        return bool(self.asset.any() and self.liability.any())

    def factors(self, model: str) -> Ints:
        """What to multiply the printed amounts by so that debit is +."""
        if model == STATEMENT:
            return np.where(self.asset, 1, -1).astype(np.int64)
        return np.full(len(self.asset), -1 if model == CREDIT_PLUS else 1, dtype=np.int64)


def sides_of(numbers: Any, section: Any) -> Sides:
    """Sides by section (``asset``, ``liability`` or "") and, outside sections, by the first digit of the account."""
    first = np.array([number[:1] for number in numbers], dtype=object)
    outside = section == ""
    asset = (section == "asset") | (outside & (first == "1"))
    liability = (section == "liability") | (outside & (first == "2"))
    income = outside & (first == "3")
    return Sides(asset, liability, income, ~(asset | liability | income))


def model_of(columns: list[Ints], sides: Sides, loose: list[Ints]) -> str:
    """The sign model of amounts by column, told by arithmetic; "" when it stays open.

    ``loose``: by column the amounts of rows without an account, among which the result of the period may be.
    """
    found = {_model(cents, sides, other) for cents, other in zip(columns, loose, strict=True) if cents.any()}
    found.discard("")
    return found.pop() if len(found) == 1 else ""


def _model(cents: Ints, sides: Sides, loose: Ints) -> str:
    if not (sides.asset.any() or sides.liability.any()):
        return _by_result(cents, sides)
    assets, liabilities = int(cents[sides.asset].sum()), int(cents[sides.liability].sum())
    income, costs = int(cents[sides.income].sum()), int(cents[sides.cost].sum())
    if assets + liabilities + income + costs == 0:
        if income > 0 > costs:
            return CREDIT_PLUS
        return DEBIT_PLUS if income < 0 or costs > 0 or assets > 0 else ""
    if not sides.has_balance:
        return ""
    gap = assets - liabilities - income - costs
    if gap == 0 or (not (income or costs) and gap in set(loose.tolist())):
        return STATEMENT
    left = assets + liabilities
    told = not (income or costs) and assets > 0 > liabilities and {left, -left} & set(loose.tolist())
    return DEBIT_PLUS if told else ""


def _by_result(cents: Ints, sides: Sides) -> str:
    """Income and costs only: in a statement income is plus and costs are minus, in books it is the other way round."""
    income, costs = int(cents[sides.income].sum()), int(cents[sides.cost].sum())
    if income > 0 > costs:
        return STATEMENT
    return DEBIT_PLUS if income < 0 < costs else ""
