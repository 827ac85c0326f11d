"""Answers of Procountor's API as JSON: receipts with their lines (``/ledgerreceipts``), and the general ledger of an account.

By the published schema only; no real answer has been seen. Plus is debit. Receipts that are unfinished, invalidated, deleted or
empty are not in the books; opening receipts are opening balances.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, error, info, warning
from tilikartta.sources.canonical import concat, frame_of, ledger_of
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.hledger_json import MAX_JSON
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.postings import Dimensions, Rows, cents_of, days_of, unbalanced
from tilikartta.sources.saft_objects import parse_objects, written
from tilikartta.sources.unbooked import is_out

_CERTAIN = 100
_VALUE = re.compile(rb'"accountingValue"\s*:')
_OPENING = "RECEIPT_FOR_OPENING_ACCOUNTS"
_HEADING = "accountingValue"
_TEXTS = ("account", "name", "amount", "date", "number", "text", "objects", "kind")


class ProcountorJson:
    """Receipts or the general ledger, one answer or a list of them."""

    name = "procountor-json"

    def sniff(self, file: InputFile) -> int:
        """By the names of fields that only these answers have together."""
        head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        named = b'"ledgerReceiptTransactions"' in head or (b'"receiptDate"' in head and b'"transactions"' in head)
        return _CERTAIN if head[:1] in (b"{", b"[") and named else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """One part. TK105 too large, TK178 no whole JSON, TK137 left out by state, TK250 unbalanced, TK276 VAT beside."""
        if file.size > MAX_JSON:
            return [], [error("TK105", file.place(), size=file.size // 1_000_000, limit=MAX_JSON // 1_000_000)]
        gathered = _Gathered(file.raw)
        try:
            gathered.take(json.loads(file.raw, parse_float=str, parse_int=str))
        except json.JSONDecodeError as fault:
            return [], [error("TK178", file.place(fault.lineno), reason="JSON")]
        except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
            return [], [error("TK178", file.place(1), reason="JSON")]
        findings = gathered.told(file)
        if not len(gathered.rows):
            return [], [*findings, error("TK165", file.place())]
        part = Part(rows=len(gathered.rows), decisions={"sign": "debit-plus", "type": gathered.form})
        return [part], findings + _build(file, options, gathered, part)


class _Gathered:
    """Lines under way, and what is to be told about them."""

    def __init__(self, raw: bytes) -> None:
        self.rows = Rows(_TEXTS, ("source_row", "voucher"))
        self.dimensions = Dimensions()
        self.vouchers: list[tuple[str, int]] = []
        self.out: Counter[str] = Counter()
        self.strange: Counter[str] = Counter()
        self.unplaced: list[int] = []
        self.taxed: list[int] = []
        self.totals: list[tuple[str, str, int, int]] = []  # account, printed total, first and last row of it
        self.form = "ledgerreceipts"
        self._lines = _lines(raw)

    def take(self, document: Any) -> None:
        """One answer or a list of them, in the order of the file."""
        for answer in document if isinstance(document, list) else [document]:
            if "ledgerAccount" in answer:
                self._account(answer["ledgerAccount"])
            elif "transactions" in answer:
                self._receipt(answer)
            else:
                for held in answer.values():
                    if isinstance(held, list) and held and isinstance(held[0], dict):
                        self.take(held)

    def _account(self, account: dict[str, Any]) -> None:
        """The general ledger of one account: every transaction is a line of a receipt of its own number."""
        self.form, first = "generalledger", len(self.rows)
        for entry in account["ledgerReceiptTransactions"] or []:
            line = next(self._lines, 0)
            if self._booked(entry):
                text = entry.get("transactionDescription") or entry.get("name") or ""
                number = str(entry.get("receiptNumber") or "")
                who = (str(account["id"]), str(account.get("name") or ""))
                self._add(*who, entry, str(entry["receiptDate"]), number, text, line)
        self.totals.append((str(account["id"]), str(account.get("totalAccountingValue") or ""), first, len(self.rows)))

    def _receipt(self, receipt: dict[str, Any]) -> None:
        """A receipt with its lines."""
        booked, number = self._booked(receipt), str(receipt.get("receiptNumber") or receipt.get("receiptId") or "")
        lines = [(entry, next(self._lines, 0)) for entry in receipt["transactions"] or []]
        if not booked:
            return
        self.vouchers.append((number, lines[0][1] if lines else 0))
        for entry, line in lines:
            text = entry.get("description") or receipt.get("transactionDescription") or receipt.get("name") or ""
            kind = str(receipt.get("type") or "")
            self._add(str(entry["account"]), "", entry, str(receipt["receiptDate"]), number, text, line, kind)

    def _booked(self, held: dict[str, Any]) -> bool:
        state = str(held.get("status") or "")
        verdict = is_out(state) if state else False
        if verdict is None:
            self.strange[state] += 1
        elif verdict:
            self.out[state] += 1
        return not verdict

    def _add(
        self, account: str, name: str, entry: dict[str, Any], day: str, number: str, text: str, line: int, kind: str = ""
    ) -> None:
        if any(digit in "123456789" for digit in str(entry.get("vatAmount") or "")):
            self.taxed.append(line)
        amount = str(entry[_HEADING])
        objects = self._objects(entry, line)
        kind = kind or str(entry.get("type") or "")
        self.rows.add(account, name, amount, day[:10], number, str(text), objects, kind, line, len(self.vouchers) - 1)

    def _objects(self, entry: dict[str, Any], line: int) -> str:
        """The dimension items of a line; a dimension with several items has none, since its shares are not known."""
        pairs = [(str(one["dimensionId"]), str(one["itemId"])) for one in entry.get("dimensionItemValues") or []]
        counts = Counter(dimension for dimension, _ in pairs)
        if any(count > 1 for count in counts.values()):
            self.unplaced.append(line)
        return written(tuple(pair for pair in pairs if counts[pair[0]] == 1))

    def told(self, file: InputFile) -> list[Finding]:
        """TK137 and TK138 states, TK264 shares that are not known, TK276 VAT amounts."""
        findings: list[Finding] = []
        if self.out:
            findings.append(info("TK137", file.place(), count=self.out.total(), states=_shown(self.out)))
        if self.strange:
            findings.append(warning("TK138", file.place(), count=self.strange.total(), states=_shown(self.strange)))
        if self.unplaced:
            findings.append(
                warning("TK264", file.place(self.unplaced[0]), count=len(self.unplaced), rows=self.unplaced[:5])
            )  # fmt: skip
        if self.taxed:
            findings.append(warning("TK276", file.place(self.taxed[0]), count=len(self.taxed), rows=self.taxed[:5]))
        return findings


def _lines(raw: bytes) -> Iterator[int]:
    """The line of every amount, in order."""
    ends = np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) == 10)
    starts = np.array([found.start() for found in _VALUE.finditer(raw)], dtype=np.int64)
    return iter((np.searchsorted(ends, starts) + 1).tolist())


def _shown(counts: Counter[str]) -> list[str]:
    return [f"{state} ({count})" for state, count in counts.most_common()]


def _build(file: InputFile, options: ReadOptions, got: _Gathered, part: Part) -> list[Finding]:
    """Entries, opening balances, and the checks of vouchers and printed totals."""
    table = got.rows.table()
    cents, findings = cents_of(table["amount"], table["source_row"], file.name, _HEADING)
    days, found = days_of(table["date"], table["source_row"], file.name, "receiptDate")
    used = {dimension for key in pc.unique(table["objects"]).to_pylist() for dimension, _ in parse_objects(key)}
    names = got.dimensions.names(used)
    part.columns |= got.dimensions.roles(names)
    amount = pc.fill_null(cents, 0)
    columns: dict[str, Any] = {
        "entity": options.entity, "source_file": file.name, "source_row": table["source_row"], "voucher": table["number"],
        "date": days, "account": table["account"], "account_name": table["name"], "amount": amount, "text": table["text"],
        **got.dimensions.columns(table["objects"], parse_objects, names),
    }  # fmt: skip
    entries, opens = frame_of("entries", columns, len(table)), pc.equal(table["kind"], _OPENING)
    if pc.any(opens).as_py():
        mask = np.asarray(opens.to_numpy(), dtype=np.bool_)
        kept = ("entity", "source_file", "source_row", "account", "account_name")
        opened = pa.table({name: pa.chunked_array(pa.array(entries[name], from_pandas=True)) for name in kept}).filter(opens)
        given = {name: opened[name] for name in kept} | {"opening": amount.filter(opens), "period_start": days.filter(opens)}
        part.balances = frame_of("balances", given, opened.num_rows)
        entries = concat([ledger_of(entries[~mask])]).entries.reset_index(drop=True)
        findings.append(info("TK207", file.place(int(opened["source_row"][0].as_py())), count=opened.num_rows))
    part.entries = entries
    findings += found + _totals(file, got, np.asarray(amount.to_numpy(), dtype=np.int64))
    if got.vouchers:
        findings += unbalanced(cents, table["voucher"], lambda index: got.vouchers[index], file.name)
    return findings


def _totals(file: InputFile, got: _Gathered, cents: "np.typing.NDArray[np.int64]") -> list[Finding]:
    """TK262: the total that the answer states for an account is not the sum of its booked lines."""
    findings: list[Finding] = []
    for account, told, first, last in got.totals:
        stated, _ = cents_of(pa.chunked_array([[told]]), pa.chunked_array([[0]]), file.name, "totalAccountingValue")
        value, counted = stated[0].as_py(), int(cents[first:last].sum())
        if value is not None and value != counted:
            findings.append(warning("TK262", file.place(), of=account, told=Cents(value), counted=Cents(counted)))
    return findings
