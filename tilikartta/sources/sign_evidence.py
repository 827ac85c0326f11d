"""Which way round one column of amounts stands: told by accounts whose side is known, weighed by euros, or left open.

Income gathers in credit and costs in debit; balances of assets stand in debit, those of debts in credit. What an account is
follows from the mapping at hand (``ReadOptions.kind_of``) and its name; its number only bears them out. How the bank moved says
nothing, since it falls in every other year, unless it would be overdrawn by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from tilikartta.sources.account_kinds import BALANCE, RESULT, SIDES, kind_of_name, kind_of_number
from tilikartta.sources.canonical import arrow
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.voucher_sums import groups_of

Ints = npt.NDArray[np.int64]
DEBIT_PLUS, CREDIT_PLUS = "debit-plus", "credit-plus"
MARGIN = 4  # euros for, to one against
MATERIAL = 50  # turnover to euros weighed, at most; else three accounts must agree
ENOUGH = 3
HUB = 4  # turnover (half of all that moves) to what accounts that begin with 1 move, at most, in the usual numbering


@dataclass(frozen=True)
class Verdict:
    """``model`` is ``debit-plus`` or ``credit-plus``, or "" where the ledger leaves it open; how it was told.

    ``weak``: only accounts tell it that move very little (``by``). ``numbered``: what the usual numbering alone would say.
    """

    model: str = ""
    weak: bool = False
    numbered: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Accounts:
    """The accounts of a ledger read debit +, by number and name, who moves in which row, and openings by number (else name)."""

    keys: list[tuple[str, str]]
    of: Ints
    cents: Ints
    voucher: Ints
    openings: dict[str, int]

    @property
    def turnover(self) -> int:
        """Half of all that moves."""
        return int(np.abs(self.cents).sum()) // 2

    def net(self, rows: npt.NDArray[np.bool_] | None = None) -> Ints:
        """Net movement of each account, of some rows only."""
        sums = np.zeros(len(self.keys), dtype=np.int64)
        chosen = slice(None) if rows is None else rows
        np.add.at(sums, self.of[chosen], self.cents[chosen])
        return sums

    def largest(self, weights: Ints) -> tuple[str, ...]:
        """The accounts of the largest weights."""
        order = [at for at in np.argsort(-np.abs(weights), kind="stable").tolist() if weights[at]]
        return tuple(" ".join(self.keys[at]).strip() for at in order[:ENOUGH])

    def telling(self, sides: Ints) -> npt.NDArray[np.bool_]:
        """Rows that tell something: of vouchers that sum to zero, where any do, since in others some sign is not as it stands.

        Vouchers that only move money from one account of the result to another, as corrections do, tell nothing.
        """
        count = int(self.voucher.max(initial=-1)) + 1
        sums, others = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        np.add.at(sums, self.voucher, self.cents)
        np.add.at(others, self.voucher, (sides[self.of] == 0).astype(np.int64))
        sound = (sums == 0) & (others > 0)
        return np.asarray((sound if sound.any() else sums != 0)[self.voucher], dtype=np.bool_)


def weigh(entries: pd.DataFrame, balances: pd.DataFrame | None, options: ReadOptions) -> Verdict:
    """The direction of entries that were read debit +."""
    accounts = _accounts_of(entries, balances)
    kinds = [kind_of_account(number, name, options) for number, name in accounts.keys]
    moved, material, weights = _by_movement(accounts, _sides(kinds, RESULT))
    told = {moved if material else "", _by_balance(accounts, _sides(kinds, BALANCE))} - {""}
    numbered = _by_numbers(accounts)
    if told:
        return Verdict(told.pop(), numbered=numbered) if len(told) == 1 else Verdict()
    if material:
        return Verdict()  # names contradict each other: numbers do not know better
    if kept := _by_kept_side(accounts, options):
        return Verdict(kept, numbered=numbered)
    if not moved or numbered not in ("", moved):
        return Verdict(numbered=numbered)
    if numbered:
        return Verdict(moved, numbered=numbered)
    return Verdict(moved, weak=True, by=accounts.largest(weights)) if moved == DEBIT_PLUS else Verdict()


def kind_of_account(number: str, name: str, options: ReadOptions) -> str:
    """What an account is by the mapping and by its name; "" where they say different sides."""
    given = options.kind_of(number, name) if options.kind_of is not None else ""
    named = kind_of_name(name or ("" if number[:1].isdigit() else number))
    if given and named and SIDES.get(given) != SIDES[named]:
        return ""
    return given or named


def _accounts_of(entries: pd.DataFrame, balances: pd.DataFrame | None) -> _Accounts:
    number, name = arrow(entries, "account"), arrow(entries, "account_name")
    pairs = pa.table({"number": number, "name": name}).group_by(["number", "name"], use_threads=False).aggregate([])
    keys = list(zip(pairs["number"].to_pylist(), pairs["name"].to_pylist(), strict=True))
    cents = np.asarray(arrow(entries, "amount").to_numpy(), dtype=np.int64)
    voucher = groups_of(arrow(entries, "date"), arrow(entries, "series"), arrow(entries, "voucher")).of
    of = _places(number, name, keys)
    if balances is not None:
        opened = balances[["account", "account_name"]].drop_duplicates().itertuples(index=False, name=None)
        keys += [(str(one), str(other)) for one, other in opened if (one, other) not in set(keys)]
    return _Accounts(keys, of, cents, voucher, _openings(balances))


def _places(number: pa.ChunkedArray, name: pa.ChunkedArray, keys: list[tuple[str, str]]) -> Ints:
    """The place in ``keys`` of every row's account."""
    numbers, names = (one.combine_chunks().dictionary_encode() for one in (number, name))
    width = len(names.dictionary)
    first = {value: at for at, value in enumerate(numbers.dictionary.to_pylist())}
    second = {value: at for at, value in enumerate(names.dictionary.to_pylist())}
    place = np.zeros(len(first) * max(width, 1), dtype=np.int64)
    for at, (one, other) in enumerate(keys):
        place[first[one] * width + second[other]] = at
    codes = [np.asarray(one.indices.to_numpy(zero_copy_only=False), dtype=np.int64) for one in (numbers, names)]
    return np.asarray(place[codes[0] * width + codes[1]], dtype=np.int64)


def _openings(balances: pd.DataFrame | None) -> dict[str, int]:
    """Openings that the file states, by number of the account, else its name."""
    if balances is None or not len(balances):
        return {}
    stated = balances[balances["opening"].notna()]
    key = stated["account"].where(stated["account"] != "", stated["account_name"])
    return {str(account): int(cents) for account, cents in stated["opening"].groupby(key).sum().items()}


def _sides(kinds: Iterable[str], known: dict[str, int]) -> Ints:
    return np.array([known.get(kind, 0) for kind in kinds], dtype=np.int64)


def clear(weights: Ints) -> str:
    """The direction of weights, plus for debit + and minus for credit +; "" without a clear majority."""
    agreeing, opposing = int(weights[weights > 0].sum()), -int(weights[weights < 0].sum())
    if agreeing > MARGIN * opposing:
        return DEBIT_PLUS
    return CREDIT_PLUS if opposing > MARGIN * agreeing else ""


def _by_movement(accounts: _Accounts, sides: Ints) -> tuple[str, bool, Ints]:
    """Income and costs by what they gathered, else by the side of most rows; whether enough money is known; the weights."""
    outward = accounts.telling(sides)
    weights = sides * accounts.net(outward)
    known = np.abs(weights)
    material = bool(known.any()) and (int(known.sum()) * MATERIAL >= accounts.turnover or int((known > 0).sum()) >= ENOUGH)
    rows = np.zeros(len(accounts.keys), dtype=np.int64)
    np.add.at(rows, accounts.of[outward], np.sign(accounts.cents[outward]))
    return clear(weights) or clear(sides * rows), material, weights


def _by_balance(accounts: _Accounts, sides: Ints) -> str:
    """Assets and debts by what they held at the opening."""
    known = {number or name: int(side) for (number, name), side in zip(accounts.keys, sides, strict=True) if side}
    weights = np.array([known.get(account, 0) * cents for account, cents in accounts.openings.items()], dtype=np.int64)
    return clear(weights) if weights.any() else ""


def _by_kept_side(accounts: _Accounts, options: ReadOptions) -> str:
    """Accounts that moved more than they are known to have held: they grow on their side, and do not change over to the other."""
    held = options.opened
    if not held:
        return ""
    moved: dict[str, int] = {}
    for (number, name), cents in zip(accounts.keys, accounts.net().tolist(), strict=True):
        moved[number or name] = moved.get(number or name, 0) + cents
    weights = [
        (abs(cents) - abs(held[number])) * int(np.sign(cents * held[number]))
        for number, cents in moved.items()
        if held.get(number) and abs(cents) > abs(held[number])
    ]
    told = np.array(weights, dtype=np.int64)
    return clear(told) if int(np.abs(told).sum()) * MATERIAL > accounts.turnover else ""


def _by_numbers(accounts: _Accounts) -> str:
    """The usual numbering, where the ledger has its whole pattern: 1 in most vouchers, 3 in credit, 4 to 9 in debit.

    It never settles anything alone: scouts count costs from 3000 on, and then the pattern fits the wrong way round.
    """
    kinds = [kind_of_number(number) for number, _ in accounts.keys]
    sides = _sides(kinds, RESULT)
    outward = accounts.telling(sides)
    moved = np.abs(accounts.cents) * outward
    bank = int(moved[_sides(kinds, {"asset": 1})[accounts.of] == 1].sum())
    weights = sides * accounts.net(outward)
    if not all(kinds) or bank * HUB * 2 < int(moved.sum()) or not all(weights[sides == side].any() for side in (-1, 1)):
        return ""
    return clear(weights)
