"""Vouchers of Netvisor as XML (accountingledger): lines signed with a decimal comma, dimensions per line."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, Severity, error, info, warning
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.postings import Dimensions, Objects, Rows, cents_of, days_of, unbalanced
from tilikartta.sources.saft_objects import parse_objects, written
from tilikartta.sources.sign_evidence import CREDIT_PLUS, weigh
from tilikartta.sources.sign_question import told
from tilikartta.sources.signs import from_one_column
from tilikartta.sources.table import Column, Table
from tilikartta.sources.unbooked import is_out
from tilikartta.sources.voucher_sums import Vouchers
from tilikartta.sources.xml_records import Grammar, Record, root_in, stream

_CERTAIN = 100
_GRAMMAR = Grammar(
    {
        "": frozenset({"Voucher", "voucher"}),
        **dict.fromkeys(("Voucher", "voucher"), frozenset({"VoucherLine", "voucherline"})),
        **dict.fromkeys(("VoucherLine", "voucherline"), frozenset({"Dimension", "dimension"})),
    },
    frozenset({"VoucherLine", "voucherline", "Dimension", "dimension"}),
    attributes=True,
)
_HEADING = "LineSum"


class NetvisorXml:
    """Vouchers as the interface of Netvisor gives them."""

    name = "netvisor-xml"

    def sniff(self, file: InputFile) -> int:
        """By voucher lines with a line sum."""
        lines = root_in(file, "VoucherLine") or root_in(file, "voucherline")
        return _CERTAIN if lines and (root_in(file, "LineSum") or root_in(file, "linesum")) else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """One part. TK15x unsound XML, TK137 vouchers left out by state, TK138 unknown states; TK160, TK245, TK250."""
        gathered = _Gathered()
        if broken := stream(file, _GRAMMAR, gathered.take):
            return [], broken
        file.release()
        findings = gathered.states_told(file)
        if not len(gathered.lines):
            return [], [*findings, error("TK165", file.place())]
        part = Part(rows=len(gathered.lines))
        found = _build(file, options, gathered, part)
        if options.sign or any(finding.severity is Severity.ERROR and finding.code != "TK250" for finding in found):
            return [part], findings + found
        assert part.entries is not None
        verdict = weigh(part.entries, None, options)
        if not verdict.model and verdict.numbered != CREDIT_PLUS:
            return [part], findings + found  # plus is debit in the interface, and nothing speaks against it
        if verdict.model == CREDIT_PLUS:
            found = _build(file, replace(options, sign=CREDIT_PLUS), gathered, part)
        return [part], findings + found + told(part.entries, verdict, file.place(0, _HEADING), _HEADING)


class _Gathered:
    """What the stream handed over."""

    def __init__(self) -> None:
        texts = ("account", "amount", "date", "series", "number", "objects", "text")
        self.lines = Rows(texts, ("source_row", "voucher"))
        self.dimensions = Dimensions()
        self.vouchers: list[tuple[str, int]] = []
        self.out: Counter[str] = Counter()
        self.strange: Counter[str] = Counter()

    def take(self, record: Record) -> None:
        """A whole voucher, when it ends."""
        if record.name.casefold() != "voucher":
            return
        state = _get(record, "@Status", "Status")
        verdict = is_out(state) if state else False
        if verdict:
            self.out[state] += 1
            return
        if verdict is None:
            self.strange[state] += 1
        number, day, series = _get(record, "VoucherNumber"), _get(record, "VoucherDate"), _get(record, "VoucherClass")
        title = _get(record, "VoucherDescription", "Description")
        for line in record.children:
            text = _get(line, "Description")
            whole = " ".join(dict.fromkeys(part for part in (title, text) if part))
            self.lines.add(
                _get(line, "AccountNumber"), _get(line, "LineSum"), day, series, number, self._objects(line), whole, line.line,
                len(self.vouchers),
            )  # fmt: skip
        self.vouchers.append((number, record.line))

    def _objects(self, line: Record) -> str:
        pairs: list[tuple[str, str]] = []
        for dimension in line.children:
            name, item = _get(dimension, "DimensionName"), _get(dimension, "DimensionItem")
            if name and item:
                pairs.append((name, item))
                self.dimensions.headings.setdefault(name, name)
        objects: Objects = tuple(pairs)
        return written(objects)

    def states_told(self, file: InputFile) -> list[Finding]:
        """TK137 and TK138, counted in vouchers."""
        findings: list[Finding] = []
        if self.out:
            findings.append(info("TK137", file.place(), count=self.out.total(), states=_shown(self.out)))
        if self.strange:
            findings.append(warning("TK138", file.place(), count=self.strange.total(), states=_shown(self.strange)))
        return findings


def _shown(counts: Counter[str]) -> list[str]:
    return [f"{state} ({count})" for state, count in counts.most_common()]


def _get(record: Record, *names: str) -> str:
    return record.get(*names, *(name.casefold() for name in names))


def _build(file: InputFile, options: ReadOptions, gathered: _Gathered, part: Part) -> list[Finding]:
    table = gathered.lines.table()
    cents, findings = cents_of(table["amount"], table["source_row"], file.name, _HEADING, ",")
    days, found = days_of(table["date"], table["source_row"], file.name, "VoucherDate")
    wanted = options.sign if options.sign in ("debit-plus", "credit-plus", "statement") else ""
    vouchers = Vouchers(np.asarray(table["voucher"].to_numpy(), dtype=np.int64), len(gathered.vouchers))
    shown = Table(file.name, (_HEADING,), (Column(table["amount"]),), table["source_row"], 0)
    accounts = table["account"].combine_chunks()
    signed, turned = from_one_column(cents, accounts, shown, _HEADING, wanted, "", lambda: vouchers)
    findings += found + turned
    part.decisions = {"decimal": ",", "sign": signed.model}
    used = {dimension for key in pc.unique(table["objects"]).to_pylist() for dimension, _ in parse_objects(key)}
    names = gathered.dimensions.names(used)
    part.columns |= gathered.dimensions.roles(names)
    columns = {
        "entity": options.entity, "source_file": file.name, "source_row": table["source_row"], "series": table["series"],
        "voucher": table["number"], "date": days, "account": table["account"], "amount": signed.cents, "text": table["text"],
        **gathered.dimensions.columns(table["objects"], parse_objects, names),
    }  # fmt: skip
    part.entries = frame_of("entries", columns, len(table))
    amounts: pa.ChunkedArray = pc.if_else(cents.is_valid(), signed.cents, pa.scalar(None, pa.int64()))
    return findings + unbalanced(amounts, table["voucher"], lambda index: gathered.vouchers[index], file.name)
