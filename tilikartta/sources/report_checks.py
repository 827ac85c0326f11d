"""What a printed report says beside its postings, held against them: openings, running balances, rows left out."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from tilikartta.model import Finding, info
from tilikartta.sources.accounts import read_codes
from tilikartta.sources.canonical import concat, ledger_of
from tilikartta.sources.cells import Part
from tilikartta.sources.grouped import Report
from tilikartta.sources.openings import implied_openings, opening_balances, opening_cents, printed_openings
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.running_balance import Running, check_closings, followed
from tilikartta.sources.table import Table

Ints = npt.NDArray[np.int64]


def signed_by_row(entries: pd.DataFrame, rows: pa.ChunkedArray) -> Ints:
    """The amount (cents, debit +) of each row of a table; 0 where the row made no entry."""
    at = np.asarray(rows.to_numpy())
    amounts = pd.Series(entries["amount"].to_numpy(dtype=np.int64), index=entries["source_row"].to_numpy(dtype=np.int64))
    return np.asarray(amounts.reindex(at, fill_value=0).to_numpy(), dtype=np.int64)


def check_report(report: Report, part: Part, options: ReadOptions) -> list[Finding]:
    """Put the openings into ``part.balances``, follow the running balances, and say what was left out."""
    if part.entries is None:
        return left_out(report)
    running, findings = _follow(report, part)
    model = part.decisions.get("sign", "")
    table, lines = report.whole, report.lines
    cents = opening_cents(lines, report.account, report.money, model, running)
    dims = {name: read_codes(table.columns[index]) for name, index in report.whole_roles.dims.items()}
    day = report.whole_roles.get("date")
    stated_frame, found = opening_balances(
        table, options.entity, report.account, report.name, lines, cents, day, options.date, dims
    )
    sums = pd.Series(cents[lines.opening]).groupby(report.account[lines.opening]).sum()
    stated = {str(key): int(value) for key, value in sums.items()}
    names = dict(zip(report.account, report.name, strict=True))
    more, others = implied_openings(table, options.entity, running, stated, names)
    findings += _closings(report, part, cents + _implied(report, running, stated))
    frames = [frame for frame in (part.balances, stated_frame, more) if frame is not None and len(frame)]
    part.balances = concat([ledger_of(None, frame) for frame in frames]).balances if frames else None
    return findings + found + others + left_out(report)


def _follow(report: Report, part: Part) -> tuple[Running, list[Finding]]:
    """The running balances of a report, where it has any."""
    assert part.entries is not None
    count = len(report.whole)
    filled = report.money.filled("running", count)
    if "running" not in report.whole_roles or not filled.any():
        return Running({}, {}, False), []
    signed = signed_by_row(part.entries, report.whole.rows)
    openings = printed_openings(report.lines, report.account, report.money)
    heading = report.whole.headings[report.whole_roles.at["running"]]
    running = report.money.cents("running", count)
    model = part.decisions.get("sign", "")
    return followed(model, report.whole, heading, report.account, signed, report.lines.posting, running, filled, openings)


def _implied(report: Report, running: Running, stated: dict[str, int]) -> Ints:
    """Openings that only the running balances tell, on the row of the first entry of their account."""
    cents = np.zeros(len(report.whole), dtype=np.int64)
    new = {row: value for account, (value, row) in running.before.items() if account not in stated}
    at = np.flatnonzero(np.isin(np.asarray(report.whole.rows.to_numpy()), list(new)))
    cents[at] = [new[int(report.whole.rows[int(index)].as_py())] for index in at]
    return cents


def _closings(report: Report, part: Part, openings: Ints) -> list[Finding]:
    """The balances on total rows."""
    assert part.entries is not None
    if "running" not in report.whole_roles:
        return []
    table, count = report.whole, len(report.whole)
    heading = table.headings[report.whole_roles.at["running"]]
    running, filled = report.money.cents("running", count), report.money.filled("running", count)
    control = report.lines.total | report.lines.carry
    signed = signed_by_row(part.entries, table.rows)
    return check_closings(table, heading, report.account, signed, openings, control, running, filled)


def check_plain(
    table: Table, part: Part, column: int, options: ReadOptions, cents: Ints, filled: "npt.NDArray[np.bool_]"
) -> list[Finding]:
    """The running balances of a plain table, in which every row has its account."""
    if part.entries is None or not len(part.entries):
        return []
    signed = signed_by_row(part.entries, table.rows)
    accounts = pd.Series(part.entries["account"].to_numpy(), index=part.entries["source_row"].to_numpy(dtype=np.int64))
    accounts = accounts[~accounts.index.duplicated()]
    account = accounts.reindex(np.asarray(table.rows.to_numpy()), fill_value="").to_numpy()
    stated: dict[str, int] = {}
    if part.balances is not None and len(part.balances):
        stated = {str(key): int(value) for key, value in part.balances.groupby("account")["opening"].sum().items()}
    model = part.decisions.get("sign", "")
    printed = {name: -value for name, value in stated.items()} if model == "credit-plus" else stated
    running, findings = followed(model, table, table.headings[column], account, signed, account != "", cents, filled, printed)
    names = dict(zip(part.entries["account"], part.entries["account_name"], strict=True))
    more, others = implied_openings(table, options.entity, running, stated, names)
    frames = [frame for frame in (part.balances, more) if frame is not None and len(frame)]
    part.balances = concat([ledger_of(None, frame) for frame in frames]).balances if frames else part.balances
    return findings + others


def left_out(report: Report) -> list[Finding]:
    """TK202 totals, TK204 remarks, TK205 repeated headings and TK236 carried balances that are no postings."""
    lines, found = report.lines, []
    masks = (("TK202", lines.total), ("TK204", lines.remarks), ("TK205", lines.repeated), ("TK236", lines.carry))
    for code, mask in masks:
        numbers = report.whole.rows.filter(pa.chunked_array([pa.array(mask)])).to_pylist()
        if numbers:
            found.append(info(code, report.whole.place(numbers[0]), count=len(numbers), rows=numbers[:5]))
    found.append(info("TK230", report.whole.place(report.whole.header_row), count=int(lines.posting.sum()), layout=report.layout))
    return found
