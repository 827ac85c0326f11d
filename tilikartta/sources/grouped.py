"""Printed reports -> plain tables: accounts and vouchers of heading rows are carried down to the postings below them.

Everything a report prints beside its postings (openings, subtotals, totals, running balances) is kept as a check of them.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from tilikartta.model import Finding
from tilikartta.sources.dates import Dates, read_dates
from tilikartta.sources.headings import roles_of
from tilikartta.sources.heads import confirmed_heads, label_above, names_as_heads
from tilikartta.sources.layout import Roles, assign_roles
from tilikartta.sources.lines import FIGURES, MOVES, Lines, lines_of
from tilikartta.sources.money import Money, known_cents, read_money
from tilikartta.sources.openings import place_openings
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.report_totals import check_report_totals
from tilikartta.sources.report_words import Mask
from tilikartta.sources.table import Column, Table
from tilikartta.sources.unmix import split_dates
from tilikartta.sources.voucher_heads import carry_vouchers


@dataclass(frozen=True)
class Report:
    """A printed report taken apart. ``whole`` is the report as it stands; ``table`` its postings, each complete in itself.

    ``account`` and ``name`` hold for every row of ``whole`` the account it belongs to ("" before the first one).
    """

    whole: Table
    whole_roles: Roles
    table: Table
    roles: Roles
    lines: Lines
    money: Money
    account: Any
    name: Any
    layout: str
    findings: tuple[Finding, ...] = ()


def looks_grouped(table: Table, roles: Roles) -> bool:
    """A cheap look: whether some row may be no posting. A plain table in which every row has its account passes by."""
    if roles.shape not in ("debit-credit", "amount", "side"):
        return False
    if "account" not in roles:
        return True
    cells = table.columns[roles.at["account"]]
    if cells.has_gaps:
        return roles.dated or _has_dates(table)
    if "date" in roles:
        return table.columns[roles.at["date"]].has_gaps
    return _has_dates(table)


def _has_dates(table: Table) -> bool:
    return any(
        column.dates is not None or any("." in cell or "-" in cell for cell in column.sample(50)) for column in table.columns
    )


def ungroup(table: Table, options: ReadOptions) -> Report | None:
    """Take a printed report apart; None when the table is a plain one, or nothing in it reads as a report."""
    first, _ = assign_roles(table, options)
    whole = split_dates(table, first)
    roles, _ = assign_roles(whole, options)
    if roles.shape not in ("debit-credit", "amount", "side") or not roles.dated:
        return None
    money = read_money(whole, roles, options, FIGURES)
    if money.open:
        return None
    dates = read_dates(whole.columns[roles.at["date"]], options.date) if "date" in roles else None
    lines = confirmed_heads(lines_of(whole, roles, money, dates), whole)
    if not lines.own_account and not (lines.head.any() or (lines.labels.number != "").any()):
        lines = names_as_heads(lines, whole, roles)
    number, name = _accounts(lines, whole)
    if not _is_report(lines, number, dates):
        return None
    lines = place_openings(lines, number, money)
    lines, findings = check_report_totals(whole, roles, lines, money, number)
    report = _take_apart(whole, roles, money, dates, lines, number, name)
    return replace(report, findings=tuple(findings))


def _accounts(lines: Lines, table: Table) -> tuple[Any, Any]:
    """Account number and name of every row, carried down from the rows that state them."""
    number = pd.Series(lines.labels.number, dtype="object")
    name = pd.Series(lines.labels.name, dtype="object")
    stated = number != ""
    first = int(np.argmax(lines.posting | lines.opening))
    if not lines.own_account and lines.posting.any() and not stated.iloc[: first + 1].any():
        above = label_above(table)
        if above is not None and len(number):
            number.iloc[0], name.iloc[0] = above
            stated.iloc[0] = True
    filled = number.where(stated).ffill().fillna("")
    known = {one: other for one, other in zip(number[stated], name[stated], strict=True) if other}
    return filled.to_numpy(), filled.map(lambda one: known.get(one, "")).to_numpy()


def _is_report(lines: Lines, number: Any, dates: Dates | None) -> bool:
    """Whether there is anything that the plain reading would get wrong."""
    if not lines.posting.any():
        return False
    if not lines.own_account:
        return bool((number[lines.posting] != "").any())
    extras = lines.opening.any() or lines.carry.any() or lines.total.sum() > 1 or (lines.total & ~lines.labelled).any()
    undated = dates is not None and bool((lines.posting & ~lines.dated).any()) and bool(lines.dated.any())
    return bool(extras or undated)


def _take_apart(whole: Table, roles: Roles, money: Money, dates: Dates | None, lines: Lines, number: Any, name: Any) -> Report:
    """The postings as a plain table of their own."""
    own = lines.labels.number
    account = np.where(lines.posting & lines.own_account, own, number)
    flat = _Flat(whole, roles, lines.posting)
    flat.amounts(money)
    flat.accounts(account, name, lines)
    if lines.own_account:
        carried = carry_vouchers(whole, roles, lines, money, dates)
        if carried is not None:
            flat.vouchers(carried)
    layout = "journal" if flat.carried else "rows" if lines.own_account else "ledger"
    table, flat_roles = flat.done(money)
    return Report(whole, roles, table, flat_roles, lines, money, number, name, layout)


class _Flat:
    """The plain table under way."""

    def __init__(self, whole: Table, roles: Roles, posting: Mask) -> None:
        self.whole, self.roles, self.posting = whole, roles, posting
        self.columns = list(whole.columns)
        self.headings = list(whole.headings)
        self.at = {role: index for role, index in roles.at.items() if role not in ("opening", "running", "change")}
        self.texts = list(roles.texts)
        self.carried = False

    def amounts(self, money: Money) -> None:
        """Cents as they were read with the whole report in view."""
        for role in MOVES:
            if role in self.at:
                index = self.at[role]
                self.columns[index] = known_cents(self.columns[index], money.amounts[role])

    def add(self, role: str, values: Any, heading: str, days: pa.ChunkedArray | None = None) -> None:
        """A column of our own that plays a role."""
        text = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([pa.array(values, pa.string())])
        self.columns.append(Column(text, dates=days))
        self.headings.append(heading)
        self.at[role] = len(self.columns) - 1

    def accounts(self, account: Any, name: Any, lines: Lines) -> None:
        """The account of each posting. What stood in the account column of postings of a ledger is text."""
        before = self.at.get("account")
        place = before if before is not None else lines.labels.column
        heading = self.headings[place] if place >= 0 else next((heading for heading in self.headings if heading), "")
        named = self.at.get("account_name")
        if not lines.own_account:
            for index in (before, named):
                if index is None or index in self.texts or not self._says_more(index, account, name):
                    continue
                if "voucher" not in self.at and "voucher" in roles_of(self.headings[index]):
                    self.at["voucher"] = index  # ``Nro`` is the account of a heading row and the voucher of a posting
                else:
                    self.texts.append(index)
        elif lines.labels.column in self.texts:
            self.texts.remove(lines.labels.column)
        names = name
        if lines.own_account and not self.texts:
            names = self._split_text(name, lines)
        self.add("account", account, heading)
        if not (lines.own_account and named is not None and named != before):
            self.add("account_name", names, self.headings[named] if named is not None else heading)

    def _says_more(self, index: int, account: Any, name: Any) -> bool:
        """Whether the cells of postings hold something else than their account."""
        cells = self.columns[index].plain().to_numpy()[self.posting]
        known = (cells == "") | (cells == account[self.posting]) | (cells == name[self.posting])
        return not bool(np.all(known))

    def _split_text(self, name: Any, lines: Lines) -> Any:
        """``Käteisvarat: Kahvia`` is a name and a text, where no column holds texts."""
        own = pd.Series(lines.labels.name, dtype="object")
        parts = own[self.posting].str.partition(": ")
        if not (parts[1] == ": ").any():
            return name
        texts = pd.Series("", index=own.index, dtype="object")
        texts[self.posting] = parts[2]
        names = pd.Series(name, dtype="object")
        names[self.posting] = parts[0]
        self.add("text", texts.to_numpy(), self.headings[lines.labels.column])
        self.texts = [self.at.pop("text")]
        return names.to_numpy()

    def vouchers(self, carried: Any) -> None:
        """Date, voucher and text carried down from the heads of vouchers."""
        self.carried = True
        if carried.days is not None:
            self.add(
                "date",
                pa.chunked_array([pa.array([""] * len(self.posting), pa.string())]),
                self.headings[self.at["date"]],
                carried.days,
            )
        if carried.voucher is not None:
            index = self.at.get("voucher")
            self.add("voucher", carried.voucher, self.headings[index] if index is not None else "")
        for index, cells in carried.texts.items():
            self.columns[index] = Column(cells)

    def done(self, money: Money) -> tuple[Table, Roles]:
        """The postings and their roles."""
        table = replace(self.whole, columns=tuple(self.columns), headings=tuple(self.headings), short={})
        mask = pa.chunked_array([pa.array(self.posting)])
        flat = table.only(mask)
        decisions = {**flat.decisions, **({"decimal": money.shown} if money.shown else {})}
        return replace(flat, decisions=decisions), replace(self.roles, at=self.at, texts=tuple(self.texts))
