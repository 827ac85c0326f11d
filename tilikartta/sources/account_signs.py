"""Amounts printed as statements print them: which accounts stand debit + and which credit + follows from the vouchers.

Two rows of one voucher with equal amounts but opposite meaning bind the signs of their accounts; from one account to the next all
signs follow. Which of the two ways round it is follows from accounts whose side is known: by their number (assets begin with 1),
or, where accounts have no numbers (QuickBooks), by what their names say.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from tilikartta.model import Finding, error
from tilikartta.sources.account_kinds import SIDES, kind_of_name
from tilikartta.sources.canonical import arrow, to_frame
from tilikartta.sources.cells import Part
from tilikartta.sources.table import Table
from tilikartta.sources.voucher_sums import Vouchers, groups_of

Ints = npt.NDArray[np.int64]
NATURAL = "natural"
SHOWN = 5
_ROUNDS = 50


def opposed(cents: Ints, vouchers: Vouchers) -> float:
    """Share of the two-row vouchers of equal amounts whose rows have the same sign: one is meant the other way round."""
    first, second = vouchers.pairs()
    alike = np.abs(cents[first]) == np.abs(cents[second])
    same = cents[first] == cents[second]
    moved = cents[first] != 0
    pairs = int((alike & moved).sum())
    return float((same & moved).sum() / pairs) if pairs else 0.0


def solve(cents: Ints, accounts: pa.Array, vouchers: Vouchers) -> Ints | None:
    """1 or -1 for every row such that every voucher sums to zero and assets stand debit +; None when there is no such choice."""
    encoded = accounts.dictionary_encode()
    names = [str(name) for name in encoded.dictionary.to_pylist()]
    if not all(name[:1].isdigit() for name in names):
        return None
    of = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    side = _sides(cents, of, vouchers, np.array([int(name.startswith("1")) for name in names], dtype=np.int64))
    if (side == 0).any() or (vouchers.sums(cents * side[of]) != 0).any():
        return None
    return np.asarray(side[of], dtype=np.int64)


def _sides(cents: Ints, of: Ints, vouchers: Vouchers, known: Ints) -> Ints:
    """1 or -1 for every account, 0 where neither vouchers nor the known accounts tell, or where they contradict each other."""
    signs = _Signs(len(known))
    if not signs.bind(_relations(cents, of, vouchers)):
        return np.zeros(len(known), dtype=np.int64)
    return _extend(signs.sides(known), cents, of, vouchers)


def by_nature(part: Part, table: Table) -> list[Finding]:
    """Turn natural signs into debit + and credit -. TK148 when vouchers and names do not settle the side of every account."""
    assert part.entries is not None
    column = {name: arrow(part.entries, name) for name in ("account", "date", "series", "voucher", "amount")}
    encoded = column["account"].combine_chunks().dictionary_encode()
    accounts = [str(account) for account in encoded.dictionary.to_pylist()]
    names = dict(part.entries[["account", "account_name"]].drop_duplicates("account").itertuples(index=False, name=None))
    of = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    cents = np.asarray(column["amount"].to_numpy(), dtype=np.int64)
    vouchers = groups_of(column["date"], column["series"], column["voucher"])
    named = np.array([SIDES.get(kind_of_name(f"{account} {names[account]}"), 0) for account in accounts], dtype=np.int64)
    side = _sides(cents, of, vouchers, named)
    open_ = int((vouchers.sums(cents * side[of]) != 0).sum())
    lost = [account for account, own in zip(accounts, side, strict=True) if not own]
    if lost or open_:
        return [error("TK148", table.place(table.header_row), accounts=sorted(lost)[:SHOWN] or ["–"], vouchers=open_)]
    part.decisions["sign"] = NATURAL
    part.entries = _with(part.entries, "amount", cents * side[of])
    if part.balances is not None and len(part.balances):
        sides = dict(zip(accounts, side.tolist(), strict=True))
        own = part.balances["account"].map(sides).fillna(1).to_numpy(dtype=np.int64)
        part.balances = _with(part.balances, "opening", own * part.balances["opening"].to_numpy(dtype=np.int64))
    return []


def _with(frame: pd.DataFrame, name: str, cents: Ints) -> pd.DataFrame:
    columns = pa.table({str(one): arrow(frame, str(one)) for one in frame.columns})
    return to_frame(columns.set_column(columns.column_names.index(name), name, pa.chunked_array([pa.array(cents, pa.int64())])))


def by_first_digit(accounts: pa.Array) -> Ints:
    """Signs of a statement under the usual numbering: accounts that begin with 1 are assets (debit +), all others credit +."""
    first = pd.Series(accounts.to_numpy(zero_copy_only=False), dtype="object").str.slice(0, 1)
    return np.where(first == "1", 1, -1).astype(np.int64)


def _relations(cents: Ints, of: Ints, vouchers: Vouchers) -> pd.DataFrame:
    """Distinct (account, account, 1 same side or -1 opposite sides) of the vouchers with two rows."""
    first, second = vouchers.pairs()
    fits = (np.abs(cents[first]) == np.abs(cents[second])) & (cents[first] != 0)
    one, other = of[first[fits]], of[second[fits]]
    relation = np.where(cents[first[fits]] == cents[second[fits]], -1, 1)
    return pd.DataFrame({"one": one, "other": other, "relation": relation}).drop_duplicates()


def _extend(side: Ints, cents: Ints, of: Ints, vouchers: Vouchers) -> Ints:
    """Accounts that stand in no voucher of two rows: from a voucher in which they are the only one whose sign is open."""
    rows = pd.DataFrame({"voucher": vouchers.of, "account": of, "cents": cents})
    frame = rows[rows["voucher"] >= 0].groupby(["voucher", "account"])["cents"].sum().reset_index()
    for _ in range(_ROUNDS):
        known = side[frame["account"]]
        open_ = frame[known == 0]
        alone = open_[~open_["voucher"].duplicated(keep=False) & open_["cents"].ne(0)]
        if not len(alone):
            break
        rest = (frame["cents"] * known).groupby(frame["voucher"]).sum()
        need = -alone["voucher"].map(rest).to_numpy()
        fits = np.abs(need) == np.abs(alone["cents"].to_numpy())
        if not fits.any():
            break
        side = side.copy()
        side[alone["account"].to_numpy()[fits]] = np.where(need[fits] == alone["cents"].to_numpy()[fits], 1, -1)
    return side


@dataclass
class _Signs:
    """Groups of accounts whose signs hang together."""

    count: int
    above: list[int] = field(default_factory=list)
    parity: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.above, self.parity = list(range(self.count)), [1] * self.count

    def root(self, account: int) -> tuple[int, int]:
        """The account at the top of the group, and the sign relative to it."""
        sign = 1
        while self.above[account] != account:
            sign *= self.parity[account]
            account = self.above[account]
        return account, sign

    def bind(self, relations: pd.DataFrame) -> bool:
        """Join groups; False when two relations contradict each other."""
        for one, other, relation in zip(relations["one"], relations["other"], relations["relation"], strict=True):
            (top, first), (below, second) = self.root(int(one)), self.root(int(other))
            if top == below:
                if first * second != relation:
                    return False
                continue
            self.above[below], self.parity[below] = top, int(first * second * relation)
        return True

    def sides(self, known: Ints) -> Ints:
        """Signs of every group with known accounts, such that these have theirs; 0 where none is known or two contradict."""
        roots = [self.root(account) for account in range(self.count)]
        ways: dict[int, set[int]] = {}
        for (top, sign), own in zip(roots, known.tolist(), strict=True):
            if own:
                ways.setdefault(top, set()).add(sign * own)
        way = {top: found.pop() if len(found) == 1 else 0 for top, found in ways.items()}
        return np.array([sign * way.get(top, 0) for top, sign in roots], dtype=np.int64)
