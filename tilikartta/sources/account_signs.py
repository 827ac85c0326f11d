"""Amounts printed as statements print them: which accounts stand debit + and which credit + follows from the vouchers.

Two rows of one voucher with equal amounts but opposite meaning bind the signs of their accounts; from one account to the next all
signs follow. Which of the two ways round it is follows from assets, whose increase is +.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from tilikartta.sources.voucher_sums import Vouchers

Ints = npt.NDArray[np.int64]
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
    of = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    signs = _Signs(len(names))
    if not signs.bind(_relations(cents, of, vouchers)):
        return None
    side = signs.sides()
    side = _extend(side, cents, of, vouchers)
    if (side == 0).any() or (vouchers.sums(cents * side[of]) != 0).any():
        return None
    assets = [side[index] for index, name in enumerate(names) if name.startswith("1")]
    if not assets or not all(name[:1].isdigit() for name in names) or len(set(assets)) > 1:
        return None
    return np.asarray(side[of] * assets[0], dtype=np.int64)


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

    def sides(self) -> Ints:
        """Signs of the largest group; 0 for accounts outside it."""
        roots = [self.root(account) for account in range(self.count)]
        tops = pd.Series([top for top, _ in roots])
        largest = tops.mode().iloc[0]
        return np.array([sign if top == largest else 0 for top, sign in roots], dtype=np.int64)
