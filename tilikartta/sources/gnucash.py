"""GnuCash books as XML, packed with gzip (as GnuCash saves them) or not. Accounts are a tree; amounts are fractions.

Templates of scheduled transactions, prices, budgets and invoices are no part of the ledger. The transactions by which GnuCash
closes a year are left out, since they would empty the income statement; the statements carry results over themselves.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, LocalAccount, error, info, warning
from tilikartta.sources.books import bad_cells, without_account
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.cells import Part
from tilikartta.sources.currencies import several_currencies
from tilikartta.sources.dates import read_dates
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.postings import Rows
from tilikartta.sources.table import Column, dictionary_map
from tilikartta.sources.xml_records import Grammar, Record, root_in, stream

GZIP = b"\x1f\x8b"
MAX_EXPANDED = 600_000_000
RATIO_MATTERS_FROM, MAX_RATIO = 30_000_000, 250
ROOT = "gnc-v2"
_HEAD = 4096
_BLOCK, _EXPANDED_BLOCK = 1 << 16, 1 << 20
_CLASSES = {
    "ASSET": "asset", "BANK": "asset", "CASH": "asset", "STOCK": "asset", "MUTUAL": "asset", "RECEIVABLE": "asset",
    "LIABILITY": "liability", "CREDIT": "liability", "PAYABLE": "liability",
    "EQUITY": "equity", "TRADING": "equity", "INCOME": "income", "EXPENSE": "expense",
}  # fmt: skip
_GRAMMAR = Grammar(
    {
        "": frozenset({"book"}),
        "book": frozenset({"account", "transaction", "template-transactions"}),
        "transaction": frozenset({"split", "slot"}),
    },
    frozenset({"split", "slot"}),
)
_CLOSING = "book_closing"
_FRACTION = r"^(?P<over>-?\d{1,15})(?:/(?P<under>[1-9]\d{0,9}))?$"


class GnuCash:
    """``.gnucash`` and ``.xml`` files of GnuCash."""

    name = "gnucash"

    def sniff(self, file: InputFile) -> int:
        """XML, or gzip with XML inside, whose root is GnuCash's."""
        plain = InputFile(file.path, _head(file.first(4 * _HEAD))) if file.head.startswith(GZIP) else file
        return 100 if root_in(plain, ROOT) else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """The whole book. TK154 to TK156, TK162, TK185 unsafe or broken; content as in ``_Book.part``."""
        book = _Book(file, options)
        try:
            blocks = unpacked(file) if file.head.startswith(GZIP) else file.blocks()
            findings = stream(file, _GRAMMAR, book.take, blocks)
        except _Unpackable as fault:
            return [], [fault.finding]
        if findings:
            return [], findings
        file.release()
        return [book.part()], book.findings


def _head(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(raw, _HEAD)
    except zlib.error:
        return b""


class _Unpackable(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.code)


def unpacked(file: InputFile) -> Iterator[bytes]:
    """The content of a gzip file, block by block. Raises TK185 it would grow too large, TK154 it is cut off or broken."""
    decoder = zlib.decompressobj(wbits=31)
    taken = grown = 0
    try:
        for packed in file.progress.through(file.blocks(_BLOCK)):
            taken += len(packed)
            while block := decoder.decompress(packed, _EXPANDED_BLOCK):
                grown += len(block)
                if grown > min(MAX_EXPANDED, max(RATIO_MATTERS_FROM, MAX_RATIO * taken)):
                    size, expanded = file.size // 1000, grown // 1_000_000
                    raise _Unpackable(error("TK185", file.place(), size=size, expanded=expanded))
                yield block
                packed = decoder.unconsumed_tail
    except zlib.error:
        raise _Unpackable(error("TK154", file.place(), begun="gzip")) from None
    if not decoder.eof:
        raise _Unpackable(error("TK154", file.place(), begun="gzip"))


@dataclass(slots=True)
class _Account:
    name: str
    kind: str
    code: str
    parent: str
    line: int


@dataclass
class _Book:
    """One book under way."""

    file: InputFile
    options: ReadOptions
    findings: list[Finding] = field(default_factory=list)
    accounts: dict[str, _Account] = field(default_factory=dict)
    count: int = 0
    rows: Rows = field(
        default_factory=lambda: Rows(
            ("number", "date", "text", "currency", "account", "value", "closing"), ("transaction", "line")
        )
    )

    def take(self, record: Record) -> None:
        """An account or a transaction has ended."""
        if record.name == "account":
            get = record.get
            self.accounts[get("id")] = _Account(get("name"), get("type"), get("code"), get("parent"), record.line)
        elif record.name == "transaction":
            self._transaction(record)

    def _transaction(self, record: Record) -> None:
        get = record.get
        self.count += 1
        number, date, text = get("num"), get("date-posted/date")[:10], get("description")
        currency = get("currency/id")
        closing = any(child.name == "slot" and child.get("key") == _CLOSING for child in record.children)
        for split in record.children:
            if split.name == "split":
                memo = split.get("memo")
                whole = f"{text} {memo}".strip() if memo and memo != text else text
                flag = "1" if closing else ""
                self.rows.add(
                    number, date, whole, currency, split.get("account"), split.get("value"), flag, self.count, split.line
                )

    def part(self) -> Part:
        """TK151, TK170, TK171 no whole cents, TK174, TK189 several currencies, TK201, TK287 closings, TK288 code twice."""
        rows = self.rows.table()
        chart = self._chart()
        part = Part(rows=len(rows), chart=tuple(chart.values()), decisions={"sign": "debit-plus"})
        if not len(rows):
            self.findings.append(error("TK151", self.file.place()))
            return part
        rows = rows.append_column("cents", self._cents(rows))
        rows = self._without_closing(rows)
        self.findings += several_currencies(self.file, rows["currency"], rows["line"])
        dates = read_dates(Column(rows["date"]), "ymd")
        wrong = pc.or_(dates.bad, dates.days.is_null())
        self.findings += bad_cells("TK174", wrong, rows["date"], rows["line"], self.file, "", "trn:date-posted")
        encoded = rows["account"].combine_chunks().dictionary_encode()
        found = [chart.get(key, LocalAccount("")) for key in encoded.dictionary.to_pylist()]
        account = dictionary_map(encoded, [account.number for account in found], pa.string())
        names = pa.chunked_array([dictionary_map(encoded, [account.name for account in found], pa.string())])
        self.findings += without_account(names, rows["cents"], rows["line"], self.file, "")
        columns = {
            "entity": self.options.entity, "source_file": self.file.name, "source_row": rows["line"],
            "voucher": _vouchers(rows), "date": dates.days, "account": account, "account_name": names,
            "amount": rows["cents"], "text": rows["text"], "currency": rows["currency"],
        }  # fmt: skip
        part.entries = frame_of("entries", columns, len(rows))
        return part

    def _chart(self) -> dict[str, LocalAccount]:
        """Accounts by GUID: with a code by code and name, without one by the full name alone. TK288 two accounts of one code."""
        chart: dict[str, LocalAccount] = {}
        by_code: dict[str, str] = {}
        for key, account in self.accounts.items():
            if account.kind == "ROOT":
                continue
            full = self._full_name(key)
            chart[key] = LocalAccount(account.code, account.name if account.code else full, _CLASSES.get(account.kind, ""))
            if account.code and (other := by_code.setdefault(account.code, full)) != full:
                place = self.file.place(account.line)
                self.findings.append(warning("TK288", place, account=account.code, first=other, second=full))
        return chart

    def _full_name(self, key: str) -> str:
        """``Assets:Bank``: the names from below the root down. A tree that runs in a circle ends where it closes."""
        names: list[str] = []
        seen: set[str] = set()
        while key in self.accounts and key not in seen and self.accounts[key].kind != "ROOT":
            seen.add(key)
            names.append(self.accounts[key].name)
            key = self.accounts[key].parent
        return ":".join(reversed(names))

    def _cents(self, rows: pa.Table) -> pa.ChunkedArray:
        """Exact cents of fractions such as ``12345/100``."""
        texts = rows["value"]
        parts = pc.extract_regex(texts, _FRACTION)
        bad = parts.is_null()
        over = pc.fill_null(pc.struct_field(parts, "over"), "0").cast(pa.int64())
        written = pc.fill_null(pc.struct_field(parts, "under"), "")
        under = pc.if_else(pc.equal(written, ""), "1", written).cast(pa.int64())
        hundredfold, divisor = over.to_numpy() * 100, under.to_numpy()
        cents, rest = np.divmod(hundredfold, divisor)
        finer = pa.chunked_array([pa.array(rest != 0)])
        for code, wrong in (("TK170", bad), ("TK171", finer)):
            self.findings += bad_cells(code, wrong, texts, rows["line"], self.file, "", "split:value")
        return pa.chunked_array([pa.array(cents, pa.int64())])

    def _without_closing(self, rows: pa.Table) -> pa.Table:
        """TK287: leave out the transactions that close a year."""
        closing = pc.equal(rows["closing"], "1")
        if not pc.any(closing).as_py():
            return rows
        mine = rows.filter(closing)
        debit = pc.sum(pc.if_else(pc.greater(mine["cents"], 0), mine["cents"], 0)).as_py()
        place = self.file.place(mine["line"][0].as_py())
        self.findings.append(info("TK287", place, count=len(mine), debit=Cents(debit)))
        return rows.filter(pc.invert(closing))


def _vouchers(rows: pa.Table) -> pa.ChunkedArray:
    """The number that the user gave, where every transaction has one of its own; else its place in the file."""
    pairs = rows.group_by(["transaction", "number"]).aggregate([])
    if "" in pairs["number"].to_pylist() or len(pairs["number"].unique()) < len(pairs):
        return rows["transaction"].cast(pa.string())
    return rows["number"]
