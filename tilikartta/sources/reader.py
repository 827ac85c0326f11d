"""Table -> canonical ledger: roles, rows, amounts, dates and accounts put together. All findings of the table in one run."""

from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, Severity, error, info, warning
from tilikartta.sources.accounts import read_accounts
from tilikartta.sources.amounts import Amounts, DecimalMark
from tilikartta.sources.balances import build_balances
from tilikartta.sources.cells import Cells, Part
from tilikartta.sources.content_roles import told_by_content
from tilikartta.sources.contra_account import with_contra
from tilikartta.sources.dates import Dates, read_dates
from tilikartta.sources.entries import build_entries
from tilikartta.sources.file import capped
from tilikartta.sources.grouped import looks_grouped, ungroup
from tilikartta.sources.headerless import is_numbered, named
from tilikartta.sources.layout import Roles, assign_roles
from tilikartta.sources.ledger_currency import currency_of
from tilikartta.sources.money import read_money
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.report_checks import check_plain, check_report
from tilikartta.sources.rows import Sorted, sort_rows
from tilikartta.sources.side_suffix import with_signs
from tilikartta.sources.statement_columns import has_periods, read_periods
from tilikartta.sources.table import Column, Table
from tilikartta.sources.totals import check_totals

SHOWN_ROWS = 20
AMOUNT_ROLES = ("opening", "debit", "credit", "amount", "closing")


def read(table: Table, options: ReadOptions) -> tuple[Part, list[Finding]]:
    """Read a table into the canonical ledger. Findings of severity error with codes TK1.. say that it cannot be read."""
    decided: list[Finding] = []
    if is_numbered(table):
        options, decided = named(table, options)
        if any(finding.severity is Severity.ERROR for finding in decided):
            return Part(decisions=dict(table.decisions), rows=len(table)), decided
    part, findings = _read_table(table, options)
    return part, decided + findings


def _read_table(table: Table, options: ReadOptions) -> tuple[Part, list[Finding]]:
    """Read a table by its headings: a statement by periods, a printed report, or plain rows."""
    roles, findings = assign_roles(table, options)
    if has_periods(table, roles, options):
        return read_periods(table, options)
    if not options.columns and (pair := with_contra(table, roles, options)):
        return _told_table(table, options, pair, "TK275")
    table = with_signs(table, roles)
    report = ungroup(table, options) if looks_grouped(table, roles) else None
    if report is not None:
        decimal = options.decimal or report.money.only_mark
        part, found = _read_plain(report.table, report.roles, replace(options, decimal=decimal), [*report.findings])
        part.rows = len(table)
        part.decisions["layout"] = report.layout
        part.decisions.pop("ignored", None)
        if ignored := report.whole_roles.ignored(report.whole):
            part.decisions["ignored"] = ", ".join(ignored)
        return part, found + check_report(report, part, options)
    if not options.columns and (told := told_by_content(table, roles, options)):
        return _told_table(table, options, told, "TK274")
    return _read_plain(table, roles, options, findings)


def _told_table(table: Table, options: ReadOptions, told: dict[str, str], code: str) -> tuple[Part, list[Finding]]:
    """A table some of whose columns were told by content: TK274 columns without a known heading, TK275 a contra account."""
    part, findings = _read_table(table, replace(options, columns=told))
    shown = ", ".join(f"{role} = {heading}" for role, heading in told.items())
    part.decisions["by_content"] = shown
    level = warning if code == "TK274" else info
    return part, [level(code, table.place(table.header_row), columns=shown), *findings]


def _read_plain(table: Table, roles: Roles, options: ReadOptions, findings: list[Finding]) -> tuple[Part, list[Finding]]:
    """A table in which every posting is a row, complete in itself."""
    part = Part(decisions=dict(table.decisions), columns=roles.shown(table), rows=len(table))
    part.decisions["header_row"] = str(table.header_row)
    part.decisions["columns"] = "; ".join(f"{role} = {heading}" for role, heading in part.columns.items())
    if ignored := roles.ignored(table):
        part.decisions["ignored"] = ", ".join(ignored)
    if any(finding.code in ("TK140", "TK141") for finding in findings):
        return part, findings
    reader = _Reader(table, options, roles, part, findings)
    return part, reader.read()


@dataclass
class _Reader:
    table: Table
    options: ReadOptions
    roles: Roles
    part: Part
    findings: list[Finding]
    amounts: dict[str, Amounts] = field(default_factory=dict)

    def read(self) -> list[Finding]:
        """Fill ``part``; returns all findings."""
        marks = self._read_amounts()
        rows = sort_rows(self.table, self.roles, self._money)
        if not pc.any(rows.postings).as_py():
            return [*self.findings, error("TK151", self.table.place(self.table.header_row))]
        self._report_amounts(rows, marks)
        dates = self._read_dates(rows)
        cells = self._cells(rows, dates)
        self.findings += self._short_rows(cells)
        if self._is_balances(cells):
            self.part.balances, found = build_balances(cells, self.part)
        else:
            self.part.entries, found = build_entries(cells, self.part)
        self.findings += found
        self.findings += self._running()
        cents = {role: amounts.cents for role, amounts in self.amounts.items()}
        self.findings += self._left_out(rows) + check_totals(self.table, rows, self.roles, cents)
        return self.findings

    def _read_amounts(self) -> dict[str, DecimalMark]:
        """Cents of every amount column, and the decimal marks by which they were read."""
        money = read_money(self.table, self.roles, self.options, AMOUNT_ROLES)
        if money.shown:
            self.part.decisions["decimal"] = money.shown
        self.findings += money.findings
        self.amounts = money.amounts
        return money.marks

    def _money(self) -> pa.ChunkedArray:
        """Rows that have anything but zero in an amount column, readable or not."""
        money = pa.chunked_array([pa.repeat(False, len(self.table))])
        for amounts in self.amounts.values():
            filled = pc.and_kleene(pc.not_equal(amounts.cents, 0), amounts.cents.is_valid())
            money = pc.or_(money, pc.or_(filled, pc.or_(amounts.bad, amounts.finer)))
        return money

    def _report_amounts(self, rows: Sorted, marks: dict[str, DecimalMark]) -> None:
        """TK170 unreadable, TK171 and TK176 more than two decimals; nothing more where the decimal mark stays open."""
        for role, amounts in self.amounts.items():
            if marks[role].ambiguous or marks[role].mixed:
                continue
            column = self.table.columns[self.roles.at[role]]
            self._report("TK170", pc.and_(amounts.bad, rows.postings), role, column)
            self._report("TK171", pc.and_(amounts.finer, rows.postings), role, column)
            self._report("TK176", pc.and_(amounts.rounded, rows.postings), role, column)

    def _read_dates(self, rows: Sorted) -> Dates | None:
        """TK174 a date that cannot be, TK175 day and month could be exchanged."""
        if "date" not in self.roles:
            return None
        column = self.table.columns[self.roles.at["date"]]
        dates = read_dates(column, self.options.date)
        if dates.decided:
            self.part.decisions["date"] = dates.decided
        if dates.ambiguous:
            heading = self.table.headings[self.roles.at["date"]]
            place = self.table.place(self.table.header_row, heading)
            self.findings.append(error("TK175", place, heading=heading, examples=list(dates.ambiguous)))
        else:
            self._report("TK174", pc.and_(dates.bad, rows.postings), "date", column)
        return dates

    def _report(self, code: str, mask: pa.ChunkedArray, role: str, column: Column) -> None:
        """A finding for each cell under ``mask``, naming row and heading; after the first ones only their number (TK199)."""
        count = pc.sum(mask).as_py() or 0
        if not count:
            return
        heading = self.table.headings[self.roles.at[role]]
        rows = self.table.rows.filter(mask).slice(0, SHOWN_ROWS).to_pylist()
        values = column.plain().filter(mask).slice(0, SHOWN_ROWS).to_pylist()
        level = warning if code in ("TK176",) else error
        for row, value in zip(rows, values, strict=True):
            self.findings.append(level(code, self.table.place(row, heading), value=value, heading=heading))
        if count > SHOWN_ROWS:
            self.findings.append(level("TK199", self.table.place(0, heading), of=code, count=count - SHOWN_ROWS))

    def _cells(self, rows: Sorted, dates: Dates | None) -> Cells:
        """The posting rows with everything parsed."""
        every = pc.all(rows.postings).as_py()
        table = self.table if every else self.table.only(rows.postings)
        amounts = {role: amount.cents if every else amount.cents.filter(rows.postings) for role, amount in self.amounts.items()}
        days = None if dates is None else dates.days if every else dates.days.filter(rows.postings)
        accounts = {
            role: read_accounts(table.columns[self.roles.at[role]])
            for role in ("account", "debit_account", "credit_account")
            if role in self.roles
        }
        plain = {role for role, amount in self.amounts.items() if amount.plain}
        currency, found = currency_of(table, self.roles, plain)
        if currency and not found:
            self.part.decisions["currency"] = currency
        self.findings += found
        return Cells(table, self.roles, self.options, amounts, days, accounts, currency)

    def _running(self) -> list[Finding]:
        """Running balances beside plain entries check them."""
        index = self.roles.get("running")
        if index is None or self.part.entries is None:
            return []
        money = read_money(self.table, self.roles, self.options, ("running",))
        if money.open:
            return []
        count = len(self.table)
        cents, filled = money.cents("running", count), money.filled("running", count)
        return check_plain(self.table, self.part, index, self.options, cents, filled)

    def _is_balances(self, cells: Cells) -> bool:
        """Rows without date and voucher that name each account once, or give opening or closing balances, are balances."""
        if self.roles.dated:
            return False
        if "closing" in self.roles or "opening" in self.roles:
            return True
        keys = [cells.accounts["account"].numbers]
        keys += [cells.table.columns[index].plain().combine_chunks() for index in self.roles.dims.values()]
        names = [str(index) for index in range(len(keys))]
        return bool(pa.table(keys, names).group_by(names).aggregate([]).num_rows == len(cells.table))

    def _short_rows(self, cells: Cells) -> list[Finding]:
        """TK152: rows with fewer cells than the headings that name an account; others are remarks such as a footer.

        Some programs leave empty cells away at the end of a row (TK240): then no complete row ends with an empty cell, and the
        short ones still move money.
        """
        if not self.table.short:
            return []
        named = pa.chunked_array([pa.repeat(False, len(cells.table))])
        moving = named
        for labels in cells.accounts.values():
            named = pc.or_(named, pc.not_equal(labels.numbers, ""))
        for cents in cells.amounts.values():
            moving = pc.or_(moving, pc.fill_null(pc.not_equal(cents, 0), False))
        width, short = len(self.table.headings), self.table.short
        number = cells.table.rows
        is_short = pc.is_in(number, pa.array(list(short), pa.int64()))
        full_ends_empty = pc.and_not(pc.equal(cells.table.columns[-1].plain(), ""), is_short)
        dropped = pc.and_(is_short, pc.and_(named, moving))
        if pc.any(full_ends_empty).as_py():
            dropped = pc.and_(dropped, False)
        dropped = pc.and_(dropped, pc.not_equal(number, self.table.unfinished))
        rows = number.filter(pc.and_not(pc.and_(is_short, pc.or_(named, moving)), dropped)).to_pylist()
        found = capped([error("TK152", self.table.place(row), found=short[row], expected=width) for row in rows]) if rows else []
        fine = number.filter(dropped).to_pylist()
        return found + ([info("TK240", self.table.place(fine[0]), count=len(fine), rows=fine[:5])] if fine else [])

    def _left_out(self, rows: Sorted) -> list[Finding]:
        """TK202 totals, TK204 remarks and TK205 repeated headings left out."""
        found: list[Finding] = []
        for code, mask in (("TK202", rows.totals), ("TK204", rows.remarks), ("TK205", rows.repeated)):
            numbers = self.table.rows.filter(mask).to_pylist()
            if numbers:
                found.append(info(code, self.table.place(numbers[0]), count=len(numbers), rows=numbers[:5]))
        return found
