"""Running balances: each must follow from the one before it and the entry. They also tell on which side a balance is printed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tilikartta.model import Cents, Finding, error, info
from tilikartta.sources.table import Table

SHOWN = 20
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Running:
    """What the running balances of a report say.

    ``side``: account -> 1 where its balance is printed debit +, -1 where credit +; only accounts whose rows tell.
    ``before``: account -> (balance before its first entry, debit +, in cents; row of that entry). ``holds``: the column follows.
    """

    side: dict[str, int]
    before: dict[str, tuple[int, int]]
    holds: bool


def follow(
    table: Table, heading: str, account: Any, signed: Ints, posting: Mask, running: Ints, filled: Mask
) -> tuple[Running, list[Finding]]:
    """Follow the balances account by account. TK231 a balance that does not follow, TK233 a column that nowhere does."""
    shown = posting & filled & (account != "")
    frame = pd.DataFrame({"account": account, "signed": np.where(posting, signed, 0), "running": running})
    cumulated = frame.groupby("account", sort=False)["signed"].cumsum().to_numpy()
    frame = frame[shown].assign(row=np.flatnonzero(shown))
    if not len(frame):
        return Running({}, {}, False), []
    rest = {side: frame["running"] - side * cumulated[shown] for side in (1, -1)}
    breaks = {side: _breaks(rest[side], frame["account"]) for side in (1, -1)}
    counts = pd.DataFrame({side: breaks[side].groupby(frame["account"], sort=False).sum() for side in (1, -1)})
    moving = frame["signed"].ne(0) & frame["account"].duplicated()
    told = moving.groupby(frame["account"], sort=False).any()
    side = _sides(counts, told)
    factor = frame["account"].map(side).to_numpy()
    broken = np.where(factor == 1, breaks[1], breaks[-1])
    if broken.sum() * 2 > len(frame) - len(counts):
        compared = len(frame) - len(counts)
        return Running({}, {}, False), [info("TK233", table.place(0, heading), heading=heading, count=int(broken.sum()), of=compared)] if compared > 1 else []
    before = _before(frame, rest, factor, table)
    findings = _report(table, heading, frame, rest, factor, broken)
    decided = {str(name): int(value) for name, value in side.items() if told.get(name, False) and counts[1][name] != counts[-1][name]}
    return Running(decided, before, True), findings


def _breaks(rest: "pd.Series[int]", account: "pd.Series[str]") -> "pd.Series[bool]":
    """Rows where balance less cumulated entries changes against the row before of the same account."""
    earlier = rest.groupby(account, sort=False).shift(1)
    return earlier.notna() & (earlier != rest)


def _sides(counts: pd.DataFrame, told: "pd.Series[bool]") -> "pd.Series[int]":
    """The side of each account: fewer breaks win; where both do equally, debit + unless the report prints others credit +."""
    side = pd.Series(np.where(counts[-1] < counts[1], -1, 1), index=counts.index)
    return side.where(told | (side == 1), 1)


def _before(frame: pd.DataFrame, rest: dict[int, "pd.Series[int]"], factor: Any, table: Table) -> dict[str, tuple[int, int]]:
    """Balance of each account before its first entry."""
    value = np.where(factor == 1, rest[1], -rest[-1])
    first = frame.assign(value=value).drop_duplicates("account")
    rows = table.rows.take(first["row"].to_list()).to_pylist()
    return {str(name): (int(cents), int(row)) for name, cents, row in zip(first["account"], first["value"], rows, strict=True)}


def _report(
    table: Table, heading: str, frame: pd.DataFrame, rest: dict[int, "pd.Series[int]"], factor: Any, broken: Any
) -> list[Finding]:
    """TK231 for each break, with the balance that should stand there."""
    chosen = pd.Series(np.where(factor == 1, rest[1], rest[-1]), index=frame.index)
    gap = chosen - chosen.groupby(frame["account"], sort=False).shift(1).fillna(chosen).astype("int64")
    rows = frame[broken]
    findings = [
        error("TK231", table.place(table.rows[int(row)].as_py(), heading), account=str(name), printed=Cents(int(cents)),
              computed=Cents(int(cents - off)))
        for row, name, cents, off in zip(rows["row"][:SHOWN], rows["account"], rows["running"], gap[broken], strict=False)
    ]  # fmt: skip
    if len(rows) > SHOWN:
        findings.append(error("TK243", table.place(0, heading), count=len(rows) - SHOWN))
    return findings
