"""Totals that a printed report carries beside its postings. Each must be the sum of some rows above it, or it is a finding."""

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tilikartta.model import Cents, Finding, error
from tilikartta.sources.file import and_more
from tilikartta.sources.layout import Roles
from tilikartta.sources.lines import MOVES, Lines
from tilikartta.sources.money import Money
from tilikartta.sources.report_words import Mask
from tilikartta.sources.table import Table

SHOWN = 20
Ints = npt.NDArray[np.int64]
_COUNT = re.compile(
    r"(?<![\d.,])(\d{1,9})\s*(?:vientiä|vienti|vientejä|kpl|riviä|poster|rader|transaktioner|entries|rows|transactions)\b", re.I
)


@dataclass(frozen=True)
class Scopes:
    """Where the rows begin that a total may sum: for every row the last row before the scope (-1: from the beginning)."""

    starts: tuple[Ints, ...]
    figures: dict[str, Ints]
    openings: dict[str, Ints]

    def sums(self, role: str, rows: Ints) -> list[Ints]:
        """Every sum that a total in this role may state, for the given rows; each scope without and with openings."""
        found = []
        for one in (self.figures[role], self.figures[role] + self.openings[role]):
            cumulated = np.concatenate([[0], np.cumsum(one)])
            found += [cumulated[rows + 1] - cumulated[start[rows] + 1] for start in self.starts]
        return found


def check_report_totals(table: Table, roles: Roles, lines: Lines, money: Money, account: Any) -> tuple[Lines, list[Finding]]:
    """The lines with figures that nothing explains taken for postings, so that no cent is lost, and TK203 for wrong totals."""
    rows = np.flatnonzero(lines.total | lines.carry)
    if not len(rows):
        return lines, []
    scopes = _scopes(lines, money, account)
    fits = _fits_moves(scopes, money, rows, len(table)) & _fits_change(scopes, money, rows, len(table))
    silent = ~(lines.labelled | lines.carry)[rows]
    moving = np.isin(rows, np.flatnonzero(_moves(money, len(table))))
    if (silent & moving).any() and fits[silent & moving].mean() < 0.5:
        lost = np.zeros(len(table), dtype=np.bool_)
        lost[rows[silent & moving & ~fits]] = True
        lines = replace(lines, posting=lines.posting | lost, total=lines.total & ~lost)
        fits |= lost[rows]
    findings = [_wrong(table, roles, scopes, money, int(row)) for row in rows[~fits][:SHOWN]]
    if (more := int((~fits).sum()) - SHOWN) > 0:
        findings.append(and_more("TK203", table.place(), more))
    return lines, findings + _counts(table, lines)


def _moves(money: Money, count: int) -> Mask:
    moving = np.zeros(count, dtype=np.bool_)
    for role in MOVES:
        moving |= money.cents(role, count) != 0
    return moving


def _scopes(lines: Lines, money: Money, account: Any) -> Scopes:
    count = len(lines.posting)
    position = np.arange(count)
    control = lines.total | lines.carry

    def last_before(mask: Mask) -> Ints:
        """The last marked row before each row, -1 where there is none."""
        marked = pd.Series(np.where(mask, position, -1)).cummax().shift(1, fill_value=-1)
        return np.asarray(marked, dtype=np.int64)

    changes = np.concatenate([[True], account[1:] != account[:-1]]) if count else np.zeros(0, dtype=np.bool_)
    group = np.asarray(pd.Series(np.where(changes, position - 1, -1)).cummax(), dtype=np.int64)
    begin = np.full(count, -1, dtype=np.int64)
    voucher = last_before(lines.posting & (lines.dated | lines.voucher) & lines.own_account & ~_again(lines))
    starts = (last_before(control), last_before(lines.total), group, begin, np.maximum(voucher - 1, -1))
    figures = {role: np.where(lines.posting, money.cents(role, count), 0) for role in MOVES}
    openings = {role: np.where(lines.opening, money.cents(role, count), 0) for role in MOVES}
    return Scopes(starts, figures, openings)


def _again(lines: Lines) -> Mask:
    """Postings that follow another one directly: where every row is dated, vouchers have no scope of their own."""
    return np.concatenate([[False], lines.posting[:-1] & lines.dated[1:]]) if len(lines.posting) else lines.posting


def _net(values: dict[str, Ints]) -> tuple[Ints, Ints]:
    """Debit less credit, and debit plus credit for reports that print credit negative."""
    return values["debit"] - values["credit"] + values["amount"], values["debit"] + values["credit"] + values["amount"]


def _fits_moves(scopes: Scopes, money: Money, rows: Ints, count: int) -> Mask:
    """Totals whose every figure is the sum of one scope, or whose net is the net of one."""
    filled = {role: money.filled(role, count)[rows] for role in MOVES}
    printed = {role: money.cents(role, count)[rows] for role in MOVES}
    sums = {role: scopes.sums(role, rows) for role in MOVES}
    fits = ~(filled["debit"] | filled["credit"] | filled["amount"])
    for which in range(len(sums["debit"])):
        each = np.ones(len(rows), dtype=np.bool_)
        for role in MOVES:
            each &= ~filled[role] | (printed[role] == sums[role][which])
        fits |= each
        computed = {role: sums[role][which] for role in MOVES}
        for one, other in zip(_net(printed), _net(computed), strict=True):
            fits |= (one == other) & (filled["debit"] ^ filled["credit"])
    return np.asarray(fits)


def _fits_change(scopes: Scopes, money: Money, rows: Ints, count: int) -> Mask:
    """Rows whose column of changes is empty or the net of one scope."""
    filled, printed = money.filled("change", count)[rows], money.cents("change", count)[rows]
    fits = ~filled
    sums = {role: scopes.sums(role, rows) for role in MOVES}
    for which in range(len(sums["debit"])):
        for net in _net({role: sums[role][which] for role in MOVES}):
            fits |= np.abs(net) == np.abs(printed)
    return np.asarray(fits)


def _wrong(table: Table, roles: Roles, scopes: Scopes, money: Money, row: int) -> Finding:
    """TK203 with the printed figure that no scope explains, and the nearest sum."""
    count, rows = len(table), np.array([row])
    nearest: list[tuple[int, str, int, int]] = []
    for role in MOVES:
        if not money.filled(role, count)[row]:
            continue
        printed = int(money.cents(role, count)[row])
        computed = min((int(one[0]) for one in scopes.sums(role, rows)), key=lambda value: abs(value - printed))
        nearest.append((abs(printed - computed), role, printed, computed))
    if not any(gap for gap, *_ in nearest) and "change" in roles and money.filled("change", count)[row]:
        net = _net({role: scopes.sums(role, rows)[0] for role in MOVES})[0]
        nearest.append((1, "change", int(money.cents("change", count)[row]), int(net[0])))
    _, role, printed, computed = max(nearest)
    place = table.place(table.rows[row].as_py(), table.headings[roles.at[role]])
    return error("TK203", place, printed=Cents(printed), computed=Cents(computed), difference=Cents(printed - computed))


def _counts(table: Table, lines: Lines) -> list[Finding]:
    """TK232: a total that says how many entries there are, and there are not as many."""
    findings: list[Finding] = []
    marked = np.flatnonzero(lines.total | lines.remarks)
    for column in table.columns:
        cells = column.plain().to_numpy()[marked]
        for at, cell in zip(marked, cells, strict=True):
            if (found := _COUNT.search(cell)) is None:
                continue
            counted, printed = int(lines.posting[: at + 1].sum()), int(found[1])
            if printed != counted and lines.posting[at:].sum() == 0:
                findings.append(error("TK232", table.place(table.rows[int(at)].as_py()), printed=printed, counted=counted))
    return findings
