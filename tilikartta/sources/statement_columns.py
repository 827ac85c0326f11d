"""Statements and trial balances with a column for each period (``1/2025``, ``31.12.2025``): balances by account and period."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from tilikartta.model import Cents, Finding, error, info
from tilikartta.sources.amounts import decide_decimal, read_amounts
from tilikartta.sources.canonical import concat, frame_of, ledger_of
from tilikartta.sources.cells import Part
from tilikartta.sources.headings import words
from tilikartta.sources.layout import Roles
from tilikartta.sources.lines import first_cells, row_labels
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.periods import Span, span_of
from tilikartta.sources.report_words import Word, bare_name, word_of
from tilikartta.sources.statement_signs import Sides, model_of, sides_of
from tilikartta.sources.table import Table

Ints = npt.NDArray[np.int64]
SHOWN = 20
PERIODS = "periods"  # the layout: a column for each period


def has_periods(table: Table, roles: Roles, options: ReadOptions) -> bool:
    """Whether the amounts of a table stand under periods, and the user has not named the column to read."""
    if options.columns or {"date", "voucher", "debit", "credit", "closing"} & roles.at.keys():
        return False
    return any(span_of(heading) is not None for heading in table.headings if heading)


@dataclass
class _Statement:
    """A statement under way. Arrays run over the rows of the table."""

    table: Table
    options: ReadOptions
    part: Part
    findings: list[Finding]
    spans: dict[int, Span]
    cents: dict[int, Ints]
    filled: dict[int, Any]
    number: Any
    name: Any
    first: Any
    sums: list[int]


def read_periods(table: Table, options: ReadOptions) -> tuple[Part, list[Finding]]:
    """Balances by period. TK170 no amount, TK172 decimal mark open, TK192 signs open, TK193 balances or changes, TK203 totals."""
    spans = {index: span for index, heading in enumerate(table.headings) if heading and (span := span_of(heading)) is not None}
    others = [index for index, heading in enumerate(table.headings) if heading and index not in spans]
    sums = [index for index in others if word_of(table.headings[index]) in (Word.PART, Word.TOTAL)]
    part = Part(decisions=dict(table.decisions), rows=len(table))
    part.decisions |= {"header_row": str(table.header_row), "layout": PERIODS}
    part.columns = {"closing": ", ".join(table.headings[index] for index in spans)}
    part.decisions["columns"] = f"closing = {part.columns['closing']}"
    statement = _Statement(table, options, part, [], spans, {}, {}, None, None, None, sums)
    if _read_cells(statement):
        _build(statement)
    return part, statement.findings


def _read_cells(this: _Statement) -> bool:
    """Amounts and labels; False when amounts cannot be read for certain."""
    table, columns = this.table, [*this.spans, *this.sums]
    mark = decide_decimal([table.columns[index] for index in columns])
    decimal = this.options.decimal or mark.mark
    if not this.options.decimal and (mark.ambiguous or mark.mixed):
        examples = list(mark.ambiguous or mark.mixed)
        heading = table.headings[columns[0]]
        this.findings.append(error("TK172", table.place(table.header_row, heading), heading=heading, examples=examples))
        return False
    this.part.decisions["decimal"] = decimal
    written = [index for index in range(len(table.columns)) if index not in columns]
    this.number, this.name = row_labels(table, written)
    this.first = first_cells(table, written, 1)[0].to_numpy()
    for index in columns:
        amounts = read_amounts(table.columns[index], decimal)
        this.cents[index] = amounts.cents.fill_null(0).to_numpy()
        this.filled[index] = amounts.cents.is_valid().to_numpy()
        bad = np.flatnonzero((amounts.bad.to_numpy() | amounts.finer.to_numpy()) & (this.number != ""))
        cells = table.columns[index].plain()
        this.findings += [
            error("TK170", table.place(table.rows[int(row)].as_py(), table.headings[index]), value=cells[int(row)].as_py(),
                  heading=table.headings[index])
            for row in bad[:SHOWN]
        ]  # fmt: skip
    return True


def _build(this: _Statement) -> None:
    """Signs, periods and frames."""
    account = this.number != ""
    if not account.any():
        this.findings.append(error("TK140", this.table.place(this.table.header_row), headings=list(this.table.headings)))
        return
    sides = sides_of(this.number[account], _sections(this)[account])
    loose = [this.cents[index][~account] for index in this.spans]
    model = this.options.sign or model_of([this.cents[index][account] for index in this.spans], sides, loose)
    if not model:
        this.findings.append(error("TK192", this.table.place(this.table.header_row), headings=list(this.table.headings)))
        return
    this.part.decisions["sign"] = model
    _check_totals(this, account)
    kept = _without_cover(this, account)
    frames = _frames(this, account, sides, sides.factors(model), kept)
    if frames:
        this.part.balances = concat([ledger_of(None, frame) for frame in frames]).balances
    _left_out(this, account)


def _sections(this: _Statement) -> Any:
    """``asset`` or ``liability`` for every row below such a heading of a balance sheet, "" before the first one."""

    def begins(words_: frozenset[str]) -> Any:
        folded = pd.Series(this.first).str.casefold().str.strip(" .:")
        pattern = "|".join(sorted(words_, key=len, reverse=True))
        return (folded.str.match(rf"(?:{pattern})\b") & (this.number == "")).to_numpy(dtype=bool)

    marked = np.full(len(this.first), None, dtype=object)
    marked[begins(words().asset_words)] = "asset"
    marked[begins(words().liability_words)] = "liability"
    return pd.Series(marked).ffill().fillna("").to_numpy()


def _without_cover(this: _Statement, account: Any) -> list[int]:
    """Period columns without those that cover others, such as the whole year beside its months; these must be their sums."""
    ordered = sorted(this.spans, key=lambda index: this.spans[index])
    covers = {index for index in ordered if any(this.spans[index].covers(this.spans[other]) for other in ordered)}
    kept = [index for index in ordered if index not in covers]
    for index in [*covers, *this.sums]:
        inside = [other for other in kept if index in this.sums or this.spans[index].covers(this.spans[other])]
        if index in covers or len(inside) > 1:
            _check_across(this, account, index, inside)
    return kept


def _check_across(this: _Statement, account: Any, index: int, inside: list[int]) -> None:
    """TK203: the column of a whole period is not the sum of its parts. One that equals the last part holds balances."""
    computed = sum((this.cents[other] for other in inside), start=np.zeros(len(account), dtype=np.int64))
    wrong = account & (this.cents[index] != computed)
    if (this.cents[index] == this.cents[inside[-1]])[account].all() or wrong.sum() * 2 > account.sum():
        return
    for row in np.flatnonzero(wrong)[:SHOWN]:
        _wrong(this, int(row), index, int(computed[row]))


def _wrong(this: _Statement, row: int, index: int, computed: int) -> None:
    printed = int(this.cents[index][row])
    place = this.table.place(this.table.rows[row].as_py(), this.table.headings[index])
    difference = Cents(printed - computed)
    this.findings.append(error("TK203", place, printed=Cents(printed), computed=Cents(computed), difference=difference))


def _frames(this: _Statement, account: Any, sides: Sides, factors: Ints, kept: list[int]) -> list[pd.DataFrame]:
    """Balance sheet accounts by day, other accounts by period."""
    balance = sides.asset | sides.liability
    months = [index for index in kept if this.spans[index].start is not None]
    changes = bool(balance.any() and not balance.all() and len(months) > 1)
    if changes and not _are_changes(this, account, kept):
        heading = this.table.headings[kept[0]]
        this.findings.append(error("TK193", this.table.place(this.table.header_row, heading), headings=list(this.table.headings)))
        return []
    frames = []
    if (~balance).any() or changes:
        rows = ~balance | changes
        frames += [_frame(this, account, rows, factors, index, None) for index in kept]
    if balance.any() and not changes:
        days = _year_ends(this, kept)
        if len(days) < len(kept):
            headings = [this.table.headings[index] for index in days]
            this.findings.append(info("TK239", this.table.place(this.table.header_row), headings=headings, count=len(kept)))
        for before, index in zip([None, *days], days, strict=False):
            frames.append(_frame(this, account, balance, factors, index, before))
    return frames


def _are_changes(this: _Statement, account: Any, kept: list[int]) -> bool:
    """Whether a column of totals shows that the months are changes and not balances at their ends."""
    whole = [index for index in [*this.sums, *this.spans] if index not in kept]
    computed = sum((this.cents[index] for index in kept), start=np.zeros(len(account), dtype=np.int64))
    return any(((this.cents[index] == computed)[account]).mean() > 0.5 for index in whole)


def _year_ends(this: _Statement, kept: list[int]) -> list[int]:
    """The columns of balances to read: the last one, and those a whole number of years before it, oldest first."""
    last = this.spans[kept[-1]].end
    same = [index for index in kept if _is_anniversary(this.spans[index].end, last)]
    return sorted(same, key=lambda index: this.spans[index].end)


def _is_anniversary(day: date, other: date) -> bool:
    one, two = day + timedelta(days=1), other + timedelta(days=1)
    return (one.month, one.day) == (two.month, two.day)


def _frame(this: _Statement, account: Any, rows: Any, factors: Ints, index: int, before: int | None) -> pd.DataFrame:
    """Balances of one column; ``before`` is the column a year earlier, which is then the opening balance."""
    at = np.flatnonzero(account)[rows]
    span, take = this.spans[index], pa.array(at)
    opening = None if before is None else pa.array(this.cents[before][at] * factors[rows])
    start = span.start if before is None else (this.spans[before].end + timedelta(days=1))
    columns = {
        "entity": this.options.entity, "source_file": this.table.file, "sheet": this.table.sheet,
        "source_row": this.table.rows.take(take), "account": pa.array(this.number[at], pa.string()),
        "account_name": pa.array(this.name[at], pa.string()), "opening": opening,
        "closing": pa.array(this.cents[index][at] * factors[rows], mask=~this.filled[index][at]),
        "period_start": start, "period_end": span.end,
    }  # fmt: skip
    frame = frame_of("balances", columns, len(at))
    return frame[frame["closing"].notna().to_numpy(dtype=bool) | (frame["opening"].fillna(0) != 0).to_numpy(dtype=bool)]


def _check_totals(this: _Statement, account: Any) -> None:
    """TK203: a total named after its heading (``Palkat`` ... ``Palkat yhteensä``) is not the sum of the accounts between them."""
    begun: dict[str, int] = {}
    for row in np.flatnonzero(~account):
        cell = str(this.first[row])
        if word_of(cell) is not Word.PART:
            begun[" ".join(cell.casefold().split())] = int(row)
            continue
        start = begun.get(bare_name(cell))
        if start is None:
            continue
        inside = np.arange(start + 1, row)
        own = inside[account[inside]]
        single = inside[[not account[at] and word_of(str(this.first[at])) is Word.NONE for at in inside]]
        for index in this.spans:
            sums = {int(this.cents[index][own].sum()), int(this.cents[index][[*own, *single]].sum())}
            if this.filled[index][row] and int(this.cents[index][row]) not in sums:
                _wrong(this, int(row), index, int(this.cents[index][own].sum()))


def _left_out(this: _Statement, account: Any) -> None:
    """TK202 rows with figures but no account: headings and sums of the statement."""
    figures = np.zeros(len(account), dtype=bool)
    for index in this.spans:
        figures |= this.cents[index] != 0
    rows = this.table.rows.filter(pa.chunked_array([pa.array(figures & ~account)])).to_pylist()
    if rows:
        this.findings.append(info("TK202", this.table.place(rows[0]), count=len(rows), rows=rows[:5]))
