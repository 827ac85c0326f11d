"""The amount columns of a table -> cents, with one decision on the decimal mark for the columns that belong together."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, error
from tilikartta.sources.amounts import Amounts, DecimalMark, decide_decimal, read_amounts
from tilikartta.sources.layout import Roles
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.table import Column, Table

Cents = npt.NDArray[np.int64]


@dataclass
class Money:
    """Amounts and decimal marks by role. ``open``: some decimal mark stays undecided, so the cents mean nothing."""

    amounts: dict[str, Amounts] = field(default_factory=dict)
    marks: dict[str, DecimalMark] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether some column could not be decided."""
        return any(mark.ambiguous or mark.mixed for mark in self.marks.values())

    @property
    def shown(self) -> str:
        """The decimal marks met."""
        return " ".join(dict.fromkeys(mark.mark for mark in self.marks.values() if mark.mark))

    @property
    def only_mark(self) -> str:
        """The decimal mark, where all columns have the same one."""
        marks = {mark.mark for mark in self.marks.values() if mark.mark}
        return marks.pop() if len(marks) == 1 else ""

    def cents(self, role: str, length: int) -> Cents:
        """Cents of a role, 0 where empty or where there is no such column."""
        if role not in self.amounts:
            return np.zeros(length, dtype=np.int64)
        return np.asarray(pc.fill_null(self.amounts[role].cents, 0).to_numpy(), dtype=np.int64)

    def filled(self, role: str, length: int) -> npt.NDArray[np.bool_]:
        """Cells of a role that hold an amount."""
        if role not in self.amounts:
            return np.zeros(length, dtype=np.bool_)
        return np.asarray(self.amounts[role].cents.is_valid().to_numpy(), dtype=np.bool_)

    def unreadable(self, role: str, length: int) -> npt.NDArray[np.bool_]:
        """Cells of a role that hold something that is no amount of whole cents."""
        if role not in self.amounts:
            return np.zeros(length, dtype=np.bool_)
        amounts = self.amounts[role]
        return np.asarray(pc.or_(amounts.bad, amounts.finer).to_numpy(), dtype=np.bool_)


def read_money(table: Table, roles: Roles, options: ReadOptions, wanted: tuple[str, ...]) -> Money:
    """Cents of the wanted roles. TK172 the decimal mark stays open, TK173 two decimal marks."""
    columns = {role: table.columns[roles.at[role]] for role in wanted if role in roles}
    money = Money()
    with ThreadPoolExecutor() as pool:  # Arrow works outside the interpreter lock
        list(pool.map(lambda column: column.shapes, columns.values()))
        _decide(money, columns, table, roles, options)
        marks = [money.marks[role].mark for role in columns]
        money.amounts = dict(zip(columns, pool.map(read_amounts, columns.values(), marks), strict=True))
    return money


def _decide(money: Money, columns: Mapping[str, Column], table: Table, roles: Roles, options: ReadOptions) -> None:
    """One decision for the columns together; each for itself where together they contradict each other."""
    if options.decimal:
        money.marks = dict.fromkeys(columns, DecimalMark(options.decimal))
        return
    together = decide_decimal(list(columns.values())) if columns else DecimalMark("")
    money.marks = dict.fromkeys(columns, together)
    if together.mixed:
        money.marks = {role: decide_decimal([column]) for role, column in columns.items()}
    for role, mark in money.marks.items():
        heading = table.headings[roles.at[role]]
        place = table.place(table.header_row, heading)
        if mark.ambiguous and (mark is not together or role == next(iter(money.marks))):
            money.findings.append(error("TK172", place, heading=heading, examples=list(mark.ambiguous)))
        if mark.mixed:
            money.findings.append(error("TK173", place, heading=heading, first=mark.mixed[0], second=mark.mixed[1]))


def known_cents(column: Column, amounts: Amounts) -> Column:
    """The column with its cents read already; cells that cannot be read keep only their text, and are named later."""
    wrong = pc.or_(amounts.bad, amounts.finer)
    cents = pc.if_else(wrong, pa.scalar(None, pa.int64()), amounts.cents)
    exact = pc.invert(amounts.rounded)
    return Column(column.text, cents, None, exact)
