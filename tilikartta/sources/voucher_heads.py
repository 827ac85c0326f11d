"""Journals: the number, date and text of a voucher stand on its first row or on a heading row, and hold for the rows below."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from tilikartta.sources.dates import Dates
from tilikartta.sources.layout import Roles
from tilikartta.sources.lines import Lines, first_cells
from tilikartta.sources.money import Money
from tilikartta.sources.report_words import Mask, voucher_label
from tilikartta.sources.table import Table

MOSTLY = 0.8


@dataclass(frozen=True)
class Carried:
    """For every row of the report: days, voucher numbers, and the text columns with the texts of heads filled in."""

    days: pa.ChunkedArray | None
    voucher: Any | None
    texts: dict[int, pa.ChunkedArray] = field(default_factory=dict)


def carry_vouchers(table: Table, roles: Roles, lines: Lines, money: Money, dates: Dates | None) -> Carried | None:
    """What postings take over from above; None when each posting has its own date, or when nothing says that it may."""
    if dates is None or not (lines.posting & ~lines.dated).any():
        return None
    number = _numbers(table, roles)
    free = ~(lines.total | lines.carry | lines.opening | lines.repeated | lines.blank)
    head = free & ~lines.posting & (lines.dated | (number != ""))
    begins = head | (lines.posting & lines.dated)
    if not begins.any() or (not head.any() and not _balanced(begins, lines, money)):
        return None
    group = np.cumsum(begins)
    days = pd.Series(dates.days.to_pandas(), dtype="object")
    own = pd.Series(np.where(lines.posting | head, number, ""), dtype="object")
    voucher = own.where(own != "").groupby(group).ffill().fillna("").to_numpy()
    carried = days.where(lines.posting | head).groupby(group).ffill()
    array = pa.chunked_array([pa.array([None if pd.isna(day) else day for day in carried], pa.date32())])
    return Carried(array, voucher if (voucher != "").any() else None, _texts(table, roles, lines, head, group))


def _numbers(table: Table, roles: Roles) -> Any:
    """Voucher numbers: of their column, or of a heading such as ``Tosite 12``."""
    if "voucher" in roles:
        return np.asarray(table.columns[roles.at["voucher"]].plain().to_numpy(), dtype=object)
    first = pd.Series(first_cells(table, list(range(len(table.columns))), 1)[0].to_numpy(), dtype="object")
    known = {cell: (voucher_label(cell) or ("", ""))[0] for cell in first.unique()}
    return first.map(known).to_numpy()


def _balanced(begins: Mask, lines: Lines, money: Money) -> bool:
    """Whether the groups that would come about sum to zero, as vouchers do."""
    count = len(begins)
    debit, credit = money.cents("debit", count), money.cents("credit", count)
    amount = money.cents("amount", count)
    moved = np.where(lines.posting, debit - credit + amount, 0)
    against = np.where(lines.posting, debit + credit + amount, 0)
    group = np.cumsum(begins)
    best = max(float((pd.Series(one).groupby(group).sum() == 0).mean()) for one in (moved, against))
    return best >= MOSTLY


def _texts(table: Table, roles: Roles, lines: Lines, head: Mask, group: Any) -> dict[int, pa.ChunkedArray]:
    """Text columns in which postings without a text take that of their voucher's head."""
    filled: dict[int, pa.ChunkedArray] = {}
    for index in roles.texts:
        cells = pd.Series(table.columns[index].plain().to_numpy(), dtype="object")
        if not (cells[head] != "").any():
            continue
        above = cells.where(head & (cells != "").to_numpy()).groupby(group).ffill().fillna("")
        cells = cells.where(cells != "", above)
        filled[index] = pa.chunked_array([pa.array(cells.to_numpy(), pa.string())])
    return filled
