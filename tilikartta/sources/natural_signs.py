"""Amounts with the natural sign of their account (QuickBooks): positive where the account grows, whichever side that is.

Every voucher must balance, so two accounts of one voucher with equal amounts of the same sign stand on opposite sides, and of
opposite signs on the same side. Accounts whose side their name tells (bank, creditors) settle the rest; otherwise it is refused.
"""

import re
from collections import defaultdict

import numpy as np
import pandas as pd
import pyarrow as pa

from tilikartta.model import Finding, error
from tilikartta.sources.canonical import to_frame
from tilikartta.sources.cells import Part
from tilikartta.sources.table import Table

_DEBIT = re.compile(
    r"\b(bank|cash|checking|savings|receivable|expenses?|supplies|rent|salaries|wages|pankki\w*|kassa\w*|\w*saamiset|\w*kulut)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\b(payable|credit card|loan|equity|retained|income|revenue|sales|donations?|dues|grants?|ostovelat|\w*velat|\w*tuotot)\b",
    re.IGNORECASE,
)
MODEL = "natural"
SHOWN = 5


def by_nature(part: Part, table: Table) -> list[Finding]:
    """Turn natural signs into debit + and credit -. TK148 when vouchers and names do not settle the side of every account."""
    assert part.entries is not None
    frame = pd.DataFrame({
        "account": part.entries["account"].astype(object).to_numpy(),
        "amount": part.entries["amount"].to_numpy(dtype=np.int64),
        "key": [*zip(*(part.entries[name].astype(object) for name in ("date", "series", "voucher")), strict=True)],
    })  # fmt: skip
    names = dict(zip(part.entries["account"], part.entries["account_name"], strict=True))
    sides = _sides(frame, {str(account): f"{account} {name}" for account, name in names.items()})
    signs = frame["account"].map(sides).fillna(0).to_numpy(dtype=np.int64)
    signed = frame["amount"].to_numpy() * signs
    sums = pd.Series(signed).groupby(frame["key"]).sum()
    lost = sorted(set(frame["account"]) - set(sides))
    if lost or (sums != 0).any():
        return [error("TK148", table.place(table.header_row), accounts=lost[:SHOWN] or ["–"], vouchers=int((sums != 0).sum()))]
    part.decisions["sign"] = MODEL
    part.entries = _with(part.entries, "amount", signed)
    if part.balances is not None and len(part.balances):
        own = part.balances["account"].map(sides).fillna(1).to_numpy(dtype=np.int64)
        part.balances = _with(part.balances, "opening", own * part.balances["opening"].to_numpy(dtype=np.int64))
    return []


def _with(frame: pd.DataFrame, name: str, cents: np.ndarray) -> pd.DataFrame:
    table = pa.table({str(one): pa.chunked_array(pa.array(frame[one], from_pandas=True)) for one in frame.columns})
    index = table.column_names.index(name)
    return to_frame(table.set_column(index, name, pa.chunked_array([pa.array(cents, pa.int64())])))


def _sides(frame: pd.DataFrame, names: dict[str, str]) -> dict[str, int]:
    """Account -> 1 (grows in debit) or -1, for accounts joined by vouchers of two rows to one whose name tells its side."""
    links: dict[str, dict[str, int]] = defaultdict(dict)
    sizes = frame.groupby("key")["account"].transform("size")
    pairs = frame[sizes == 2].sort_values("key", kind="stable", key=lambda keys: keys.map(str))
    first, second = pairs.iloc[::2], pairs.iloc[1::2]
    signs = np.sign(first["amount"].to_numpy()) * np.sign(second["amount"].to_numpy())
    for one, other, sign in {*zip(first["account"], second["account"], signs, strict=True)}:
        if one != other and sign:
            links[one][other] = links[other][one] = -int(sign)
    sides: dict[str, int] = {}
    for account, name in names.items():
        side = bool(_DEBIT.search(name)) - bool(_CREDIT.search(name))
        if not side:
            continue
        waiting = [(account, side)]
        while waiting:
            one, own = waiting.pop()
            if one not in sides:
                sides[one] = own
                waiting += [(other, own * relation) for other, relation in links[one].items()]
    return sides
