"""SAF-T Financial of any country: accounts with balances, journals with transactions, analysis as dimensions.

Elements are known by their local names, since every country has its own namespace and some files have none. Days are those of
``GLPostingDate``; where the years of the periods agree better with ``TransactionDate``, those (the decision is shown).
"""

from calendar import monthrange
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, error, warning
from tilikartta.sources.canonical import arrow, frame_of
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.postings import (
    SHOWN,
    Dimensions,
    Rows,
    and_more,
    cents_of,
    closings_checked,
    days_of,
    joined,
    mapped,
    sums_by,
    unbalanced,
)
from tilikartta.sources.saft_accounts import ACCOUNT_FIELDS, Account, accounts_of, read_account
from tilikartta.sources.saft_objects import SHARE_FIELDS, cents, parse_objects, pieces_of
from tilikartta.sources.xml_records import Grammar, Record, root_in, stream

_LINES = frozenset({"Line", "TransactionLine", "DebitLine", "CreditLine"})  # Romania and Portugal have names of their own
_INSIDE = {
    "": frozenset({"AuditFile"}),
    "AuditFile": frozenset({"Header", "GeneralLedgerAccounts", "AnalysisTypeTable", "GeneralLedgerEntries"}),
    "GeneralLedgerAccounts": frozenset({"Account"}),
    "AnalysisTypeTable": frozenset({"AnalysisTypeTableEntry"}),
    "GeneralLedgerEntries": frozenset({"Journal"}),
    "Journal": frozenset({"Transaction"}),
    "Transaction": _LINES,
    **dict.fromkeys(_LINES, frozenset({"Analysis"})),
}
_FIELDS = frozenset({
    "AuditFileVersion", "AuditFileCountry", "SoftwareCompanyName", "SoftwareID", "Company/Name", "CompanyName",
    "Company/RegistrationNumber", "CompanyID", "DefaultCurrencyCode", "CurrencyCode", "StartDate", "EndDate",
    "SelectionCriteria/SelectionStartDate", "SelectionCriteria/SelectionEndDate", "SelectionCriteria/PeriodStart",
    "SelectionCriteria/PeriodStartYear", "SelectionCriteria/PeriodEnd", "SelectionCriteria/PeriodEndYear",
    "NumberOfEntries", "TotalDebit", "TotalCredit", "JournalID", "TransactionID", "GLPostingDate", "TransactionDate",
    "PeriodYear", "Description", "AccountID", "DebitAmount", "DebitAmount/Amount", "CreditAmount", "CreditAmount/Amount",
    "AnalysisType", "AnalysisTypeDescription", "AnalysisID", "AnalysisIDDescription",
}) | ACCOUNT_FIELDS | SHARE_FIELDS  # fmt: skip
_GRAMMAR = Grammar(_INSIDE, frozenset({"Analysis"}), _FIELDS)
_CERTAIN = 100


class Saft:
    """SAF-T Financial, streamed: memory holds the postings, never the document."""

    name = "saft"

    def sniff(self, file: InputFile) -> int:
        """By the root element."""
        return _CERTAIN if root_in(file, "AuditFile") else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """One part; TK15x and TK162 when the XML is cut off, broken or unsafe, TK165 when it holds no ledger."""
        gathered = _Gathered(file)
        if broken := stream(file, _GRAMMAR, gathered.take):
            return [], broken
        file.release()
        part = Part()
        findings = _Builder(file, options, gathered, part).build()
        return [part], findings


class _Gathered:
    """What the stream handed over."""

    def __init__(self, file: InputFile) -> None:
        self.file = file
        self.header: dict[str, str] = {}
        self.totals: dict[str, str] = {}
        self.totals_line = 0
        self.accounts: dict[str, Account] = {}
        self.dimensions = Dimensions()
        self.lines = Rows(("account", "debit", "credit", "objects", "text"), ("source_row", "voucher"))
        self.vouchers = Rows(("series", "number", "posted", "dated", "year", "text"), ("source_row",))
        self.findings: list[Finding] = []
        self.unplaced: list[int] = []
        self.strange: list[int] = []

    def take(self, record: Record) -> None:
        """One record, by its kind."""
        if record.name in _LINES:
            self._line(record)
        elif record.name == "Transaction":
            journal = record.parent.get("JournalID") if record.parent is not None else ""
            self.vouchers.add(
                journal, record.get("TransactionID"), record.get("GLPostingDate"), record.get("TransactionDate"),
                record.get("PeriodYear"), record.get("Description"), record.line,
            )  # fmt: skip
        elif record.name == "Account":
            account = read_account(record)
            self.accounts.setdefault(account.number, account)
        elif record.name == "AnalysisTypeTableEntry":
            kind, code = record.get("AnalysisType"), record.get("AnalysisID")
            self.dimensions.headings.setdefault(kind, record.get("AnalysisTypeDescription"))
            self.dimensions.objects.setdefault((kind, code), record.get("AnalysisIDDescription"))
        elif record.name == "Header":
            self.header = record.fields
        elif record.name == "GeneralLedgerEntries":
            self.totals, self.totals_line = record.fields, record.line

    def _line(self, record: Record) -> None:
        """A posting; several rows where its analysis divides it."""
        debit = record.get("DebitAmount/Amount", "DebitAmount")
        credit = record.get("CreditAmount/Amount", "CreditAmount")
        if not debit and not credit:
            self.strange.append(record.line)
        pieces, placed = pieces_of(record, lambda: _signed(debit, credit))
        if not placed:
            self.unplaced.append(record.line)
        account, text = record.get("AccountID"), record.get("Description")
        for share, objects in pieces:
            sides = (debit, credit)
            if share is not None:  # a piece stays on the side of its line
                sides = (_decimal(share), "") if debit else ("", _decimal(-share))
            self.lines.add(account, *sides, objects, text, record.line, len(self.vouchers))


def _signed(debit: str, credit: str) -> int | None:
    left, right = cents(debit or "0"), cents(credit or "0")
    return None if left is None or right is None else left - right


def _decimal(amount: int) -> str:
    whole, rest = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:02d}"


class _Builder:
    """Gathered records -> frames and findings."""

    def __init__(self, file: InputFile, options: ReadOptions, gathered: _Gathered, part: Part) -> None:
        self.file, self.options, self.got, self.part = file, options, gathered, part
        self.currency = gathered.header.get("DefaultCurrencyCode", gathered.header.get("CurrencyCode", "")).strip()

    def build(self) -> list[Finding]:
        """Entries, openings (or balances when there are no entries), checks."""
        self.part.chart, balances, findings = accounts_of(self.got.accounts, self.file.name)
        self.part.decisions = self._decisions()
        if not len(self.got.lines):
            return findings + self._balances(balances)
        findings += self._entries()
        opening = {account: amounts.opening for account, amounts in balances.items()}
        entries = self.part.entries
        moved = sums_by(arrow(entries, "account"), arrow(entries, "amount")) if entries is not None else {}
        expected = {account: (amounts.closing, amounts.line) for account, amounts in balances.items() if amounts.has_closing}
        findings += closings_checked(self.file.name, expected, opening, moved)
        findings += self._openings(balances)
        return findings + self._undeclared(moved)

    def _decisions(self) -> dict[str, str]:
        header = self.got.header
        start, end = period_of(header)
        shown = {
            "version": " ".join(["SAF-T", header.get("AuditFileCountry", ""), header.get("AuditFileVersion", "")]).strip(),
            "period": "–".join(day.isoformat() for day in (start, end) if day is not None),
            "program": " ".join(filter(None, (header.get("SoftwareCompanyName"), header.get("SoftwareID")))),
            "organisation": header.get("Company/Name", header.get("CompanyName", "")),
            "business_id": header.get("Company/RegistrationNumber", header.get("CompanyID", "")),
            "currency": self.currency,
        }  # fmt: skip
        return {key: " ".join(value.split()) for key, value in shown.items() if value.strip()}

    def _entries(self) -> list[Finding]:
        table, vouchers = self.got.lines.table(), self.got.vouchers.table()
        index, rows = table["voucher"], table["source_row"]
        debit, findings = cents_of(table["debit"], rows, self.file.name, "DebitAmount")
        credit, found = cents_of(table["credit"], rows, self.file.name, "CreditAmount")
        amount = pc.subtract(pc.fill_null(debit, 0), pc.fill_null(credit, 0))
        days, more = self._days(vouchers)
        names = {number: account.name for number, account in self.got.accounts.items()}
        used = {dimension for key in pc.unique(table["objects"]).to_pylist() for dimension, _ in parse_objects(key)}
        dims = self.got.dimensions.names(used)
        self.part.columns |= self.got.dimensions.roles(dims)
        columns: dict[str, Any] = {
            "entity": self.options.entity,
            "source_file": self.file.name,
            "source_row": rows,
            "series": vouchers["series"].take(index),
            "voucher": vouchers["number"].take(index),
            "date": days.take(index),
            "account": table["account"],
            "account_name": mapped(table["account"], lambda number: names.get(number, "")),
            "amount": amount,
            "text": joined(vouchers["text"].take(index), table["text"]),
            "currency": self.currency,
            **self.got.dimensions.columns(table["objects"], parse_objects, dims),
        }
        self.part.entries = frame_of("entries", columns, len(table))
        self.part.rows = len(table)
        findings += found + more + self._line_findings()
        findings += unbalanced(amount, index, _namer(vouchers), self.file.name)
        return findings + self._control_totals(len(vouchers), debit, credit)

    def _days(self, vouchers: pa.Table) -> tuple[pa.ChunkedArray, list[Finding]]:
        """The date whose years agree with the periods' years; the posting date where both do or nothing tells."""
        rows = vouchers["source_row"]
        read = {name: days_of(vouchers[name], rows, self.file.name, name) for name in ("posted", "dated")}
        told = vouchers["year"]

        def agreeing(days: pa.ChunkedArray) -> int:
            years = pc.cast(pc.year(days), pa.string())
            return int(pc.sum(pc.fill_null(pc.equal(years, told), False)).as_py() or 0)

        first = "posted" if agreeing(read["posted"][0]) >= agreeing(read["dated"][0]) else "dated"
        second = "dated" if first == "posted" else "posted"
        self.part.decisions["date"] = {"posted": "GLPostingDate", "dated": "TransactionDate"}[first]
        return pc.coalesce(read[first][0], read[second][0]), [finding for _, found in read.values() for finding in found]

    def _line_findings(self) -> list[Finding]:
        """TK266 a line without amount, TK264 a line whose analysis does not say how its objects divide it."""
        strange = [warning("TK266", self.file.place(line)) for line in self.got.strange[:SHOWN]]
        found = strange + and_more("TK266", len(self.got.strange) - SHOWN, self.file.name)
        if not self.got.unplaced:
            return found
        lines = self.got.unplaced
        return [*found, warning("TK264", self.file.place(lines[0]), count=len(lines), rows=lines[:5])]

    def _control_totals(self, vouchers: int, debit: pa.ChunkedArray, credit: pa.ChunkedArray) -> list[Finding]:
        """TK262: number of transactions, total debit and total credit of the file against its lines."""
        found: list[Finding] = []
        place = self.file.place(self.got.totals_line)
        told = self.got.totals.get("NumberOfEntries", "").strip()
        if told.isdecimal() and len(told) < 10 and int(told) not in (vouchers, len(self.got.lines)):
            found.append(warning("TK267", place, told=int(told), counted=vouchers))
        for name, side in (("TotalDebit", debit), ("TotalCredit", credit)):
            written = cents(self.got.totals.get(name, "").strip() or "-")
            counted = int(pc.sum(side).as_py() or 0)
            if written is not None and written != counted:
                found.append(warning("TK262", place, of=name, told=Cents(written), counted=Cents(counted)))
        return found

    def _openings(self, balances: dict[str, Account]) -> list[Finding]:
        """Opening balances as rows of balances; TK252 when they do not sum to zero."""
        opened = [account for account in balances.values() if account.opening]
        if opened:
            self.part.balances = self._frame(opened, closing=False)
        total = sum(account.opening for account in opened)
        if not total:
            return []
        return [warning("TK252", self.file.place(opened[0].line), difference=Cents(total), year="")]

    def _balances(self, balances: dict[str, Account]) -> list[Finding]:
        """A file without entries: opening and closing of every account. TK165 when it has no accounts either."""
        if not balances:
            return [error("TK165", self.file.place())]
        self.part.balances = self._frame(list(balances.values()), closing=True)
        self.part.rows = len(balances)
        return []

    def _frame(self, accounts: list[Account], *, closing: bool) -> Any:
        start, end = period_of(self.got.header)
        columns: dict[str, Any] = {
            "entity": self.options.entity,
            "source_file": self.file.name,
            "source_row": [account.line for account in accounts],
            "account": [account.number for account in accounts],
            "account_name": [account.name for account in accounts],
            "opening": [account.opening for account in accounts],
            "closing": [account.closing if account.has_closing else None for account in accounts] if closing else None,
            "period_start": start,
            "period_end": end,
        }
        return frame_of("balances", columns, len(accounts))

    def _undeclared(self, moved: dict[str, int]) -> list[Finding]:
        """TK260: accounts of lines that the chart of the file does not have."""
        missing = sorted(account for account in moved if account not in self.got.accounts)
        found = [warning("TK260", self.file.place(), account=account) for account in missing[:SHOWN]]
        return found + and_more("TK260", len(missing) - SHOWN, self.file.name)


def _namer(vouchers: pa.Table) -> Any:
    series, numbers, rows = (vouchers[name] for name in ("series", "number", "source_row"))

    def name(index: int) -> tuple[str, int]:
        return " ".join(filter(None, (series[index].as_py(), numbers[index].as_py()))), rows[index].as_py()

    return name


def period_of(header: dict[str, str]) -> tuple[date | None, date | None]:
    """First and last day that the header selects, by dates or by months of calendar years; None where it does not say."""
    for start, end in (
        ("SelectionCriteria/SelectionStartDate", "SelectionCriteria/SelectionEndDate"),
        ("StartDate", "EndDate"),
    ):
        try:
            return date.fromisoformat(header[start].strip()), date.fromisoformat(header[end].strip())
        except (KeyError, ValueError):
            continue
    select = "SelectionCriteria/Period"
    try:
        first_year, last_year = int(header[select + "StartYear"]), int(header[select + "EndYear"])
        first, last = int(header[select + "Start"]), min(int(header[select + "End"]), 12)  # period 13 closes the year
        return date(first_year, first, 1), date(last_year, last, monthrange(last_year, last)[1])
    except (KeyError, ValueError):
        return None, None
