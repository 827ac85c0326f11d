"""Running balances: each must follow from the one before it and the entry. They also tell on which side a balance is printed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tilikartta.model import Cents, Finding, error, info
from tilikartta.sources.file import and_more
from tilikartta.sources.table import Table

SHOWN = 20
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Running:
    """What the running balances of a report say.

    ``side``: account -> 1 where its balance is printed debit +, -1 where credit +; for accounts with entries.
    ``before``: account -> (balance before its first entry, debit +, in cents; row of that entry). ``holds``: the column follows.
    """

    side: dict[str, int]
    before: dict[str, tuple[int, int]]
    holds: bool


def follow(
    table: Table,
    heading: str,
    account: Any,
    signed: Ints,
    posting: Mask,
    running: Ints,
    filled: Mask,
    openings: dict[str, int] | None = None,
) -> tuple[Running, list[Finding]]:
    """Follow the balances account by account; ``openings`` are those printed in this column, as printed.

    TK231 a balance that does not follow, TK233 a column that nowhere does.
    """
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
    side = _sides(counts, told, frame, rest, openings or {})
    factor = frame["account"].map(side).to_numpy()
    broken = np.where(factor == 1, breaks[1], breaks[-1])
    compared = len(frame) - len(counts)
    if broken.sum() * 2 > compared:
        unused = info("TK233", table.place(0, heading), heading=heading, count=int(broken.sum()), of=compared)
        return Running({}, {}, False), [unused] if compared > 1 else []
    before = _before(frame, rest, factor, table)
    findings = _report(table, heading, frame, rest, factor, broken)
    decided = {str(name): int(value) for name, value in side.items()}
    return Running(decided, before, True), findings


def followed(
    model: str, table: Table, heading: str, account: Any, signed: Ints, posting: Mask, running: Ints, filled: Mask,
    openings: dict[str, int] | None = None,
) -> tuple[Running, list[Finding]]:  # fmt: skip
    """``follow``, for a report of any sign model: where plus is credit, balances are printed so too."""
    if model != "credit-plus":
        return follow(table, heading, account, signed, posting, running, filled, openings)
    found, findings = follow(table, heading, account, -signed, posting, running, filled, openings)
    side = {name: -value for name, value in found.side.items()}
    return Running(side, {name: (-cents, row) for name, (cents, row) in found.before.items()}, found.holds), findings


def _breaks(rest: "pd.Series[int]", account: "pd.Series[str]") -> "pd.Series[bool]":
    """Rows where balance less cumulated entries changes against the row before of the same account."""
    earlier = rest.groupby(account, sort=False).shift(1)
    return earlier.notna() & (earlier != rest)


def _sides(
    counts: pd.DataFrame,
    told: "pd.Series[bool]",
    frame: pd.DataFrame,
    rest: dict[int, "pd.Series[int]"],
    openings: dict[str, int],
) -> "pd.Series[int]":
    """The side of each account: fewer breaks win. Where there is nothing to compare, the balance before the first entry tells:
    it is the printed opening, or nothing. What still stays open is told by the number of the account."""
    first = ~frame["account"].duplicated()
    accounts = frame["account"][first]
    before = {one: pd.Series(rest[one][first].to_numpy(), index=accounts).reindex(counts.index) for one in (1, -1)}
    expected = pd.Series(counts.index, index=counts.index).map(openings).fillna(0)
    certain = told & (counts[1] != counts[-1])
    side = pd.Series(np.nan, index=counts.index)
    side = side.mask((before[-1] == expected) & (before[1] != expected), -1.0).mask(before[1] == expected, 1.0)
    fewer = pd.Series(np.where(counts[-1] < counts[1], -1.0, 1.0), index=counts.index)
    side = fewer.where(certain, side)
    return side_by_number(side)


def side_by_number(side: "pd.Series[float]", *, natural: bool = False) -> "pd.Series[int]":
    """Open sides filled in: debit +, or by the usual numbering (2 and 3 credit +) where the report prints some accounts so."""
    natural = natural or bool((side == -1).any())
    first = pd.Series(side.index, index=side.index).astype(str).str.slice(0, 1)
    usual = np.where(natural & first.isin(["2", "3"]).to_numpy(), -1.0, 1.0)
    filled = np.where(side.isna(), usual, side.to_numpy(dtype=np.float64)).astype(np.int64)
    return pd.Series(filled, index=side.index)


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
        findings.append(and_more("TK231", table.place(0, heading), len(rows) - SHOWN))
    return findings


def check_closings(
    table: Table, heading: str, account: Any, signed: Ints, opening: Ints, control: Mask, running: Ints, filled: Mask
) -> list[Finding]:
    """TK203: a balance on a total row is neither that of its account, nor of all accounts, nor the net of the rows since the last
    total. Compared without sign, since programs print it on either side. TK233 when most of the column is something else."""
    rows = np.flatnonzero(control & filled)
    if not len(rows):
        return []
    moved = pd.Series(signed + opening)
    of_account = moved.groupby(account, sort=False).cumsum().to_numpy()
    cumulated = moved.cumsum().to_numpy()
    marks = np.flatnonzero(control)
    earlier = np.concatenate([[0], cumulated[marks]])[np.searchsorted(marks, rows)]
    sums = (of_account[rows], cumulated[rows], cumulated[rows] - earlier)
    printed = running[rows]
    wrong = np.all([np.abs(one) != np.abs(printed) for one in sums], axis=0)
    if wrong.sum() * 2 > len(rows):
        return [info("TK233", table.place(0, heading), heading=heading, count=int(wrong.sum()), of=len(rows))]
    findings = []
    for row, cents, computed in zip(rows[wrong][:SHOWN], printed[wrong], sums[0][wrong], strict=False):
        same_side = abs(int(computed)) if cents >= 0 else -abs(int(computed))
        place = table.place(table.rows[int(row)].as_py(), heading)
        difference = Cents(int(cents) - same_side)
        findings.append(error("TK203", place, printed=Cents(int(cents)), computed=Cents(same_side), difference=difference))
    return findings
