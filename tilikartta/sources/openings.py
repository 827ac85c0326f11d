"""Opening rows of a printed report -> balances with only an opening; and openings that running balances imply."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from tilikartta.model import Cents, Finding, error, info
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.dates import read_dates
from tilikartta.sources.lines import MOVES, Lines
from tilikartta.sources.money import Money
from tilikartta.sources.report_words import Mask
from tilikartta.sources.running_balance import Running, side_by_number
from tilikartta.sources.table import Table

Ints = npt.NDArray[np.int64]
SHOWN = 20


def place_openings(lines: Lines, account: Any, money: Money) -> Lines:
    """A balance carried in before the first entry of an account is its opening; an "opening" in the middle is one carried on."""
    count = len(account)
    order = pd.DataFrame({"account": account, "posting": lines.posting})
    begun = order.groupby("account", sort=False)["posting"].cummax().to_numpy(dtype=np.bool_)
    stated = order.assign(stated=lines.opening).groupby("account", sort=False)["stated"].cummax().to_numpy(dtype=np.bool_)
    figure = money.filled("running", count)
    for role in MOVES:
        figure |= money.filled(role, count)
    first = lines.carry & figure & ~begun & ~stated & (account != "")
    again = lines.opening & begun & (money.cents("opening", count) == 0)
    still = _still(lines, account, money) & ~stated
    opening = (lines.opening & ~again) | first | still
    return replace(lines, opening=opening, carry=(lines.carry & ~first) | again, total=lines.total & ~still)


def _still(lines: Lines, account: Any, money: Money) -> Mask:
    """The first balance of an account that has no entries: it is as it was before."""
    count = len(account)
    moved = pd.Series(lines.posting).groupby(account, sort=False).transform("any").to_numpy(dtype=np.bool_)
    moves = sum(np.abs(money.cents(role, count)) for role in MOVES) != 0
    found = lines.total & ~moved & ~moves & (money.cents("running", count) != 0) & (account != "")
    return np.asarray(found & ~pd.DataFrame({"account": account, "found": found}).duplicated().to_numpy())


def printed_openings(lines: Lines, account: Any, money: Money) -> dict[str, int]:
    """Account -> opening as it stands in the column of running balances (the one of openings otherwise), in cents."""
    count = len(account)
    figures = np.where(money.filled("running", count), money.cents("running", count), money.cents("opening", count))
    rows = lines.opening & (money.filled("running", count) | money.filled("opening", count))
    return {str(name): int(cents) for name, cents in zip(account[rows], figures[rows], strict=True)}


def opening_cents(lines: Lines, account: Any, money: Money, model: str, running: Running) -> Ints:
    """Opening of every opening row, debit +, in cents: of debit and credit, else by the side on which balances are printed."""
    count = len(account)
    debit, credit, amount = (money.cents(role, count) for role in MOVES)
    moved = debit + (credit if model == "debit-credit-negative" else -credit) + (-amount if model == "credit-plus" else amount)
    balance = np.where(money.filled("opening", count), money.cents("opening", count), money.cents("running", count))
    own = money.filled("debit", count) | money.filled("credit", count) | money.filled("amount", count)
    stated = money.filled("opening", count)
    turn = -1 if model == "credit-plus" else 1  # balances are printed as the amounts are
    known = turn * pd.Series(running.side, dtype="float64").reindex(pd.unique(account))
    found = []
    for natural in (False, True):
        side = turn * pd.Series(account).map(side_by_number(known, natural=natural)).to_numpy(dtype=np.int64)
        found.append(np.where(lines.opening, np.where(own & (moved != 0) & ~stated, moved, side * balance), 0).astype(np.int64))
    # Openings of a whole balance sheet sum to zero: that settles the side of accounts without entries.
    return found[1] if found[0].sum() and not found[1].sum() else found[0]


def opening_balances(
    table: Table,
    entity: str,
    account: Any,
    name: Any,
    lines: Lines,
    cents: Ints,
    date_column: int | None,
    order: str,
    dims: dict[str, pa.ChunkedArray],
) -> tuple[pd.DataFrame, list[Finding]]:
    """Balances of the opening rows. TK207 says how many."""
    rows = np.flatnonzero(lines.opening)
    take = pa.array(rows)
    days = None if date_column is None else read_dates(table.columns[date_column], order).days.take(take)
    columns = {
        "entity": entity, "source_file": table.file, "sheet": table.sheet, "source_row": table.rows.take(take),
        "account": pa.array(account[rows], pa.string()), "account_name": pa.array(name[rows], pa.string()),
        "opening": pa.array(cents[rows], pa.int64()), "period_start": days,
        **{dim: column.take(take) for dim, column in dims.items()},
    }  # fmt: skip
    found = [info("TK207", table.place(table.rows[int(rows[0])].as_py()), count=len(rows))] if len(rows) else []
    return frame_of("balances", columns, len(rows)), found


def implied_openings(
    table: Table, entity: str, running: Running, stated: dict[str, int], names: dict[str, str]
) -> tuple[pd.DataFrame | None, list[Finding]]:
    """Balances before the first entry that only running balances tell (TK234); TK235 where they contradict a stated opening."""
    if not running.holds:
        return None, []
    findings = [
        error("TK235", table.place(row), account=account, printed=Cents(stated[account]), computed=Cents(cents))
        for account, (cents, row) in running.before.items()
        if account in stated and stated[account] != cents
    ][:SHOWN]
    new = {account: spot for account, spot in running.before.items() if account not in stated and spot[0]}
    if not new:
        return None, findings
    columns = {
        "entity": entity, "source_file": table.file, "sheet": table.sheet, "source_row": [row for _, row in new.values()],
        "account": list(new), "account_name": [names.get(account, "") for account in new],
        "opening": [cents for cents, _ in new.values()],
    }  # fmt: skip
    findings.append(info("TK234", table.place(next(iter(new.values()))[1]), count=len(new), accounts=list(new)[:5]))
    return frame_of("balances", columns, len(new)), findings
