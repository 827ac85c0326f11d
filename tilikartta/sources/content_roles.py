"""Columns whose headings nobody knows are told by their content, where headings leave account, amount or day open.

The same evidence as in tables without headings: sums of vouchers, running balances, debit before credit. Doubt changes nothing.
"""

import numpy as np
import pyarrow.compute as pc

from tilikartta.sources.amounts import decide_decimal, read_amounts
from tilikartta.sources.headerless import Guess, find_accounts, find_money, kind_of, moved_by
from tilikartta.sources.headings import is_known
from tilikartta.sources.layout import Roles
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.table import Table

_FEW = 4  # rows
_CLASSES = 2
_MONEY = ("debit", "credit", "amount")


def told_by_content(table: Table, roles: Roles, options: ReadOptions) -> dict[str, str]:
    """Role -> heading for the roles that headings leave open; empty when nothing is missing or something is in doubt."""
    has_account = bool({"account", "debit_account", "credit_account"} & roles.at.keys())
    undated = "date" not in roles and not {"opening", "closing"} & roles.at.keys()
    if not table.header_row or (has_account and roles.shape and not undated):
        return {}
    free = _free(table, roles)
    if not free:
        return {}
    guess = Guess(table, [kind_of(column) if index in free else "" for index, column in enumerate(table.columns)])
    known = {role: roles.at[role] for role in _MONEY if role in roles}
    _read_cents(guess, known, options)
    if known:
        guess.roles |= known
    elif not roles.shape:
        find_money(guess)
    if not has_account:
        find_accounts(guess)
        if "voucher" in roles:
            guess.roles.pop("voucher", None)
    days = [index for index, kind in enumerate(guess.kinds) if kind == "date"]
    if undated and len(days) == 1:
        guess.roles["date"] = days[0]
    if guess.doubt or (guess.roles.keys() - {"date"} - known.keys() and not _sound(guess)):
        return {}
    return {role: table.headings[index] for role, index in guess.roles.items() if index in free}


def _sound(guess: Guess) -> bool:
    """Whether arithmetic bears the guess out: debit and credit of the whole are equal, on more than a few rows.

    Account numbers are of several classes: codes that all begin alike may be cost centres.
    """
    moved = moved_by(guess)
    account = guess.roles.get("account")
    if account is not None and len({cell[:1] for cell in guess.table.columns[account].sample()}) < _CLASSES:
        return False
    return len(guess.table) >= _FEW and moved is not None and bool(moved.any()) and not int(moved.sum())


def _free(table: Table, roles: Roles) -> set[int]:
    """Columns without a role under a heading that says nothing, each with a name of its own."""
    used = {*roles.at.values(), *roles.texts, *roles.dims.values()}
    names = [heading for heading in table.headings if heading]
    return {
        index
        for index, heading in enumerate(table.headings)
        if heading and index not in used and names.count(heading) == 1 and not is_known(heading)
    }


def _read_cents(guess: Guess, known: dict[str, int], options: ReadOptions) -> None:
    """Cents of the columns that look like amounts, and of those that headings name."""
    indexes = {*known.values(), *(index for index, kind in enumerate(guess.kinds) if kind == "amount")}
    columns = {index: guess.table.columns[index] for index in sorted(indexes)}
    if not columns:
        return
    decimal = options.decimal or decide_decimal(list(columns.values())).mark
    for index, column in columns.items():
        guess.cents[index] = np.asarray(pc.fill_null(read_amounts(column, decimal).cents, 0).to_numpy(), dtype=np.int64)
