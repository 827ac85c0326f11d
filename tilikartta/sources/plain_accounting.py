"""What hledger, Ledger and Beancount print of their journals: CSV of each, and hledger's JSON (in ``hledger_json``).

The journal itself is not parsed: its own program knows its includes, aliases and elided amounts. Accounts have names
(``Assets:Bank``), and numbers where every name ends in one (``assets:1910 Bank``); amounts are signed, debit +.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, error
from tilikartta.sources.amounts import decide_decimal, read_amounts
from tilikartta.sources.books import bad_cells, limited
from tilikartta.sources.cells import Part
from tilikartta.sources.currencies import normal_currencies
from tilikartta.sources.encoding import decode
from tilikartta.sources.file import InputFile
from tilikartta.sources.headings import dimension_name, is_dimension
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.plain_postings import Postings, part_of
from tilikartta.sources.plain_tags import tags_of, without_tags
from tilikartta.sources.postings import joined
from tilikartta.sources.records import Records
from tilikartta.sources.table import Column

_NO_PAYEE = "<Unspecified payee>"  # what Ledger prints where a transaction has no text
_LEDGER = ("date", "code", "payee", "account", "commodity", "amount", "status", "note")
_LEDGER_ROW = re.compile(rb'^"\d{4}[/-]\d\d[/-]\d\d","(?:[^"\\]|\\.)*","(?:[^"\\]|\\.)*","[^"]+","[^"]*","-?[\d.,]+","[*!]?",')
_BEANCOUNT_ACCOUNT = re.compile(rb"(?:^|[,;\t\"])\s*(?:Assets|Liabilities|Equity|Income|Expenses):", re.MULTILINE)
_POSITION = re.compile(r"^(?:position|amount|units\(position\)|sum\(position\)) \(([A-Z][A-Z0-9'._-]*)\)$")
_HEAD = re.compile(rb"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ =]+[^\d\s][^\t\n]*)?\r?$", re.MULTILINE)  # of a transaction
_POSTING = re.compile(rb"^(?: {1,8}|\t)[^\s;#|,:\d*!][^;|,\t\n]*\r?(?:  |\t|$)", re.MULTILINE)
# An account that begins with its number: only with an amount in a currency, since printed tables are indented too.
_NUMBERED = re.compile(
    rb"^(?: {1,8}|\t)\(?\d[^;|,\t\n]*?(?:  |\t)\s*(?:[-+]?[\d.,']+ ?(?:[A-Z]{3}\b|\xe2\x82\xac|[$])|(?:\xe2\x82\xac|[$]) ?-?\d)",
    re.MULTILINE,
)
_RETAIN = r"(?:^|[\s,])retain:"  # tag of the transactions with which hledger empties income and expenses
_NUMERIC = "0-9.,'+\\-\u2212 \u00a0\u202f"  # what an amount is made of; the rest is its currency


@dataclass(frozen=True)
class Head:
    """The program, the separator, the names of the columns, and whether the first line holds them."""

    program: str
    separator: str
    columns: tuple[str, ...]
    titled: bool = True


def head_of(head: bytes) -> Head | None:
    """Which program printed a text that begins so; None when it was none of them."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _LEDGER_ROW.match(text):
        return Head("ledger", ",", _LEDGER, titled=False)
    line, _, rest = text.partition(b"\n")
    for separator in (",", "\t", ";"):
        cells = tuple(cell.strip().strip('"').strip() for cell in line.decode("utf-8", "replace").split(separator))
        known = set(cells)
        if {"txnidx", "date", "description", "account", "amount"} <= known and known & {"commodity", "total"}:
            return Head("hledger", separator, cells)
        if {"date", "account"} <= known and _beancount_amount(cells) and _BEANCOUNT_ACCOUNT.search(rest):
            return Head("beancount", separator, cells)
    return None


def _beancount_amount(cells: tuple[str, ...]) -> bool:
    known = set(cells)
    return {"number", "currency"} <= known or "position" in known or any(_POSITION.match(cell) for cell in cells)


class PlainAccounting:
    """``hledger print`` or ``register -O csv``, ``ledger csv``, ``bean-query -f csv``."""

    def __init__(self, program: str) -> None:
        self.name = program

    def sniff(self, file: InputFile) -> int:
        """By the headings that the program prints; of Ledger, which prints none, by the form of the first line."""
        head = head_of(file.head)
        return 100 if head is not None and head.program == self.name else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """One journal. TK130 to TK133, TK152, TK153 text; TK151, TK170 to TK174, TK183, TK189, TK287, TK289 content."""
        head = head_of(file.head)
        decoded, findings = decode(file, options.encoding)
        if decoded is None or head is None:
            return [], findings
        table, rows, found = _table(file, decoded.utf8, head)
        findings += found
        if not len(rows):
            return [], findings or [error("TK151", file.place(1))]
        postings, found = _postings(file, options, head, table, rows)
        part, more = part_of(file, options, postings)
        part.decisions |= {"encoding": decoded.encoding, "separator": "tab" if head.separator == "\t" else head.separator}
        part.decisions["header_row"] = "1" if head.titled else ""
        return [part], findings + found + more


class PlainJournal:
    """The journal itself of hledger, Ledger or Beancount: refused, with what its program is to print."""

    name = "plain-journal"

    def sniff(self, file: InputFile) -> int:
        """Dated heads or directives at the margin, indented postings below."""
        return 50 if not file.stranger and is_journal(file.head) else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """TK157."""
        return [], [error("TK157", file.place(1))]


def is_journal(head: bytes) -> bool:
    """Whether a text is a plain text journal: lines are no rows of cells."""
    heads, postings = len(_HEAD.findall(head)), len(_POSTING.findall(head)) + len(_NUMBERED.findall(head))
    return 0 < heads <= 2 * postings and postings >= 2


def _table(file: InputFile, utf8: bytes, head: Head) -> tuple[dict[str, pa.ChunkedArray], pa.ChunkedArray, list[Finding]]:
    """The columns by name, trimmed, and the line of each row."""
    if head.program == "ledger":
        utf8 = utf8.replace(b'\\"', b'""')  # Ledger writes a quote inside a cell so
    start = utf8.find(b"\n") + 1 if head.titled else 0
    if head.titled and not start:
        start = len(utf8)
    records = Records(file, utf8, start, 2 if head.titled else 1, head.separator, len(head.columns))
    findings = records.read()
    width = len(head.columns)
    short = [error("TK152", file.place(line), found=count, expected=width) for line, count in records.short.items()]
    findings += limited("TK152", short, file)
    columns = {name: pc.utf8_trim_whitespace(cells) for name, cells in zip(head.columns, records.columns(), strict=True)}
    return columns, records.numbers(), findings


def _postings(
    file: InputFile, options: ReadOptions, head: Head, table: Mapping[str, pa.ChunkedArray], rows: pa.ChunkedArray
) -> tuple[Postings, list[Finding]]:
    """The columns of each program as postings."""
    empty = pa.chunked_array([pa.repeat("", len(rows))])

    def column(*names: str) -> pa.ChunkedArray:
        return next((table[name] for name in names if name in table), empty)

    amount, currency, heading = _amount_columns(head, table, empty)
    cents, findings = _cents(file, options, amount, rows, heading)
    text = joined(column("description", "payee"), column("narration"))
    dims = _dims(head, table)
    if head.program != "beancount":
        dims = tags_of([column("comment"), column("posting-comment", "note")])
        unsaid = pc.is_in(text, pa.array(["", _NO_PAYEE]))
        text = pc.if_else(unsaid, without_tags(column("posting-comment", "note")), text)
    key = column("txnidx", "id")
    identity = [key] if key is not empty else [column("date"), column("code"), column("payee"), column("narration")]
    postings = Postings(
        row=rows, day=column("date"), account=column("account"), cents=cents, currency=normal_currencies(currency),
        text=text, code=column("code"), transaction=identity, numbered=key is not empty, dims=dims,
        closing=pc.match_substring_regex(column("comment"), _RETAIN),
    )  # fmt: skip
    return postings, findings


def _amount_columns(
    head: Head, table: Mapping[str, pa.ChunkedArray], empty: pa.ChunkedArray
) -> tuple[pa.ChunkedArray, pa.ChunkedArray, str]:
    """Number, currency and heading of the amounts."""
    for heading in head.columns:
        if (found := _POSITION.match(heading)) is not None:  # bean-query --numberify
            return table[heading], pa.chunked_array([pa.repeat(found[1], len(empty))]), heading
    for number, currency in (("amount", "commodity"), ("number", "currency")):
        if number in table and currency in table:
            return table[number], table[currency], number
    heading = "amount" if head.program == "hledger" else "position"
    written = table[heading]
    currency = pc.utf8_trim_whitespace(pc.replace_substring_regex(written, f"[{_NUMERIC}]+", ""))
    number = pc.utf8_trim_whitespace(pc.replace_substring_regex(written, f"[^{_NUMERIC}]+", ""))
    return number, currency, heading


def _cents(
    file: InputFile, options: ReadOptions, texts: pa.ChunkedArray, rows: pa.ChunkedArray, heading: str
) -> tuple[pa.ChunkedArray, list[Finding]]:
    """Cents, null where empty. The programs write a decimal point unless the values prove a comma."""
    decided = decide_decimal([Column(texts)])
    findings: list[Finding] = []
    if decided.mixed and not options.decimal:
        first, second = decided.mixed
        findings.append(error("TK173", file.place(1, heading), heading=heading, first=first, second=second))
    amounts = read_amounts(Column(texts), options.decimal or decided.mark or ".")
    for code, wrong in (("TK170", amounts.bad), ("TK171", amounts.finer)):
        findings += bad_cells(code, wrong, texts, rows, file, "", heading)
    return pc.if_else(pc.or_(amounts.bad, amounts.finer), 0, amounts.cents), findings


def _dims(head: Head, table: Mapping[str, pa.ChunkedArray]) -> dict[str, tuple[str, pa.ChunkedArray]]:
    """Columns of a query that are dimensions by their headings, and Beancount's tags."""
    named = [name for name in head.columns if name == "tags" or is_dimension(name)]
    return {dimension_name(name): (name, table[name]) for name in named}
