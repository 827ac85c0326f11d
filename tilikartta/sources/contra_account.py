"""A column of contra accounts: beside rows that balance it only repeats them, otherwise each row is an entry of two accounts."""

import numpy as np
import pyarrow.compute as pc

from tilikartta.sources.headings import key_of, words
from tilikartta.sources.layout import Roles
from tilikartta.sources.money import read_money
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.signs import HALF
from tilikartta.sources.table import Table
from tilikartta.sources.voucher_sums import vouchers_of


def with_contra(table: Table, roles: Roles, options: ReadOptions) -> dict[str, str]:
    """Role -> heading when the account and its contra account are the two sides of every row; empty otherwise.

    So it is when all rows name both, and most vouchers (or, without vouchers, the whole) do not sum to zero by the rows alone.
    """
    found = [index for index, heading in enumerate(table.headings) if key_of(heading) in words().contra]
    if len(found) != 1 or roles.shape != "amount" or not {"account", "amount"} <= roles.at.keys() or not roles.dated:
        return {}
    account, contra, amount = roles.at["account"], found[0], roles.at["amount"]
    money = read_money(table, roles, options, ("amount",))
    if money.open:
        return {}
    cents = money.cents("amount", len(table))
    moved = np.flatnonzero(cents)
    both = pc.and_(pc.not_equal(table.columns[account].plain(), ""), pc.not_equal(table.columns[contra].plain(), ""))
    if not len(moved) or not bool(np.asarray(both.to_numpy(), dtype=np.bool_)[moved].all()):
        return {}
    keys = [table.columns[roles.at[role]].plain() if role in roles else "" for role in ("voucher", "series")]
    vouchers = vouchers_of(keys[0], keys[1])
    balanced = vouchers.balanced(cents) >= HALF if vouchers is not None else not cents.sum()
    if balanced:
        return {}
    names = {"debit_account": account, "credit_account": contra, "amount": amount}
    return {role: table.headings[index] for role, index in names.items()}
