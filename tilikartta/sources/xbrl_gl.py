"""XBRL GL (in Finland TALTIO): accountingEntries of any version of the taxonomy, known by the local names of gl-cor.

An ``entryHeader`` is a voucher, an ``entryDetail`` a posting. Amounts are written in several ways (signed, with a debit or credit
code, with a sign of their own); the way that makes most vouchers balance is taken, and shown.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, LocalAccount, error, warning
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.postings import SHOWN, Dimensions, Objects, Rows, and_more, cents_of, days_of, mapped, unbalanced
from tilikartta.sources.saft_objects import parse_objects, written
from tilikartta.sources.xml_records import Grammar, Record, root_in, stream

_INSIDE = {
    "": frozenset({"accountingEntries"}),
    "accountingEntries": frozenset({"documentInfo", "entityInformation", "entryHeader"}),
    "entryHeader": frozenset({"entryDetail"}),
    "entryDetail": frozenset({"account"}),
    "account": frozenset({"accountSub"}),
}
_GRAMMAR = Grammar(_INSIDE, frozenset({"account", "accountSub"}))
_CERTAIN = 100
_BALANCES = frozenset({"balance", "trialbalance"})
_NO_LEDGER = frozenset({"mapping", "taxtables", "assets"})
_CREDIT = frozenset({"c", "credit", "k", "kredit"})
# mainAccountType of the taxonomy -> class
_CLASSES = {
    "asset": "asset", "contraasset": "asset", "liability": "liability", "equity": "equity", "income": "income",
    "revenue": "income", "gain": "income", "expense": "expense", "loss": "expense",
}  # fmt: skip
Cents = npt.NDArray[np.int64]


class XbrlGl:
    """XBRL GL instances: journals, ledgers and trial balances."""

    name = "xbrl-gl"

    def sniff(self, file: InputFile) -> int:
        """By accountingEntries, as root or inside xbrl."""
        inside = root_in(file, "xbrl") and b"/gl/" in file.head.replace(b"\x00", b"")
        return _CERTAIN if root_in(file, "accountingEntries") or inside else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """Parts (one); TK15x broken or unsafe XML, TK164 entries that are no ledger, TK165 nothing inside."""
        gathered = _Gathered()
        if broken := stream(file, _GRAMMAR, gathered.take):
            return [], broken
        file.release()
        if gathered.kind in _NO_LEDGER:
            return [], [error("TK164", file.place(gathered.kind_line), found=gathered.kind)]
        if not len(gathered.lines):
            return [], [error("TK165", file.place())]
        part = Part(chart=tuple(gathered.chart.values()), rows=len(gathered.lines))
        return [part], _Builder(file, options, gathered, part).build()


class _Gathered:
    """What the stream handed over."""

    def __init__(self) -> None:
        self.kind = ""
        self.kind_line = 0
        self.organisation = self.business_id = self.currency = ""
        self.chart: dict[str, LocalAccount] = {}
        self.dimensions = Dimensions()
        self.lines = Rows(
            ("account", "amount", "code", "sign", "date", "series", "number", "objects", "text"), ("source_row", "voucher")
        )
        self.headers: list[int] = []

    def take(self, record: Record) -> None:
        """One record, by its kind."""
        if record.name == "entryDetail":
            self._line(record)
        elif record.name == "entryHeader":
            self.headers.append(record.line)
        elif record.name == "documentInfo":
            self.kind = record.get("entriesType").casefold().replace(" ", "")
            self.kind_line = record.line
            self.currency = record.get("defaultCurrency").rpartition(":")[2].upper()
        elif record.name == "entityInformation":
            self.organisation = record.get("organizationIdentifiers/organizationDescription", "organizationIdentifier")
            self.business_id = record.get("organizationIdentifiers/organizationIdentifier")

    def _line(self, record: Record) -> None:
        """A posting, with the number and day of its header where it has none itself."""
        header = record.parent or record
        account, other = _main_account(record.children)
        number, name = account.get("accountMainID"), account.get("accountMainDescription")
        klass = _CLASSES.get(account.get("mainAccountType", "accountType").casefold(), "")
        self.chart.setdefault(number, LocalAccount(number, name, klass, other))
        text = record.get("detailComment", "documentReference")
        self.lines.add(
            number, record.get("amount"), record.get("debitCreditCode").casefold(), record.get("signOfAmount"),
            record.get("postingDate") or header.get("postedDate", "enteredDate"), header.get("sourceJournalID"),
            header.get("entryNumber", "entryNumberCounter") or record.get("documentNumber"), self._objects(account),
            " ".join(dict.fromkeys(filter(None, (header.get("entryComment"), text)))), record.line, len(self.headers),
        )  # fmt: skip

    def _objects(self, account: Record) -> str:
        """Sub-accounts (cost centre, project) as objects."""
        pairs: list[tuple[str, str]] = []
        for sub in account.children:
            kind, code = sub.get("accountSubType") or "accountSub", sub.get("accountSubID")
            if code:
                pairs.append((kind, code))
                self.dimensions.headings.setdefault(kind, kind)
                self.dimensions.objects.setdefault((kind, code), sub.get("accountSubDescription"))
        objects: Objects = tuple(pairs)
        return written(objects)


def _main_account(accounts: list[Record]) -> tuple[Record, str]:
    """The organisation's own account of a line, and the number of another standard that the line carries."""
    purposes = [account.get("accountPurposeCode").casefold() for account in accounts]
    own = next((at for at, purpose in enumerate(purposes) if purpose in ("", "primary")), 0)
    if not accounts:
        return Record("account", 0), ""
    others = [account.get("accountMainID") for at, account in enumerate(accounts) if at != own and purposes[at] != "offsetting"]
    return accounts[own], next(iter(others), "")


class _Builder:
    """Gathered lines -> entries or balances."""

    def __init__(self, file: InputFile, options: ReadOptions, gathered: _Gathered, part: Part) -> None:
        self.file, self.options, self.got, self.part = file, options, gathered, part

    def build(self) -> list[Finding]:
        """Fill the part; returns the findings."""
        table, vouchers = self.got.lines.table(), self.got.headers
        self._decide()
        amount, findings = self._amounts(table)
        days, found = days_of(table["date"], table["source_row"], self.file.name, "postingDate")
        findings += found
        columns = self._columns(table)
        if self.got.kind in _BALANCES:
            columns |= {"closing": amount, "period_end": days}
            self.part.balances = frame_of("balances", columns, len(table))
            return findings
        columns |= {"series": table["series"], "voucher": table["number"], "date": days, "amount": amount}
        columns |= {"text": table["text"], "currency": self.got.currency}
        self.part.entries = frame_of("entries", columns, len(table))
        return findings + unbalanced(amount, table["voucher"], _namer(table, vouchers), self.file.name)

    def _decide(self) -> None:
        got = self.got
        shown = {"type": got.kind, "organisation": got.organisation, "business_id": got.business_id, "currency": got.currency}
        self.part.decisions = {"version": "XBRL GL", **{key: value for key, value in shown.items() if value}}

    def _amounts(self, table: pa.Table) -> tuple[pa.ChunkedArray, list[Finding]]:
        """Cents with debit +; TK266 when a line has no amount."""
        mark = "," if pc.any(pc.match_substring(table["amount"], ",")).as_py() else "."
        cents, findings = cents_of(table["amount"], table["source_row"], self.file.name, "amount", mark)
        empty = table["source_row"].filter(pc.equal(table["amount"], "")).to_pylist()
        findings += [warning("TK266", self.file.place(row)) for row in empty[:SHOWN]]
        amount, model = _signed(table, pc.fill_null(cents, 0).to_numpy())
        self.part.decisions["sign"] = model
        return pa.chunked_array([pa.array(amount)]), findings + and_more("TK266", len(empty) - SHOWN, self.file.name)

    def _columns(self, table: pa.Table) -> dict[str, Any]:
        chart, dimensions = self.got.chart, self.got.dimensions
        used = {dimension for key in pc.unique(table["objects"]).to_pylist() for dimension, _ in parse_objects(key)}
        names = dimensions.names(used)
        self.part.columns |= dimensions.roles(names)
        return {
            "entity": self.options.entity,
            "source_file": self.file.name,
            "source_row": table["source_row"],
            "account": table["account"],
            "account_name": mapped(table["account"], lambda number: chart[number].name),
            **dimensions.columns(table["objects"], parse_objects, names),
        }


def _namer(table: pa.Table, headers: list[int]) -> Any:
    vouchers, firsts = np.unique(table["voucher"].to_numpy(), return_index=True)
    names = dict(zip(vouchers.tolist(), table["number"].take(pa.array(firsts)).to_pylist(), strict=True))
    return lambda index: (names.get(index, ""), headers[index] if index < len(headers) else 0)


def _signed(table: pa.Table, cents: Cents) -> tuple[Cents, str]:
    """Amounts with debit +, and the way they were written: the one in which most vouchers balance, the usual one when equal."""
    credit = pc.is_in(table["code"], pa.array(sorted(_CREDIT))).to_numpy()
    minus = pc.equal(table["sign"], "-").to_numpy()
    models: dict[str, Cents] = {}
    if credit.any():
        side = np.where(credit, -cents, cents)
        models["debitCreditCode"] = np.where(minus, -side, side)
        models["debitCreditCode, unsigned"] = np.where(credit, -np.abs(cents), np.abs(cents))
    own = np.where(minus & (cents > 0), -cents, cents)
    models["signed"] = own
    vouchers = table["voucher"].to_numpy()
    balanced = {name: int((pd.Series(amounts).groupby(vouchers).sum() == 0).sum()) for name, amounts in models.items()}
    best = max(models, key=lambda name: balanced[name])
    return models[best], best
