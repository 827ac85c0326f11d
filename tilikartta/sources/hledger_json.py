"""``hledger print -O json``: transactions with exact amounts (a whole number and its decimals) and tags."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, error
from tilikartta.sources.books import limited
from tilikartta.sources.cells import Part
from tilikartta.sources.currencies import normal_currencies
from tilikartta.sources.file import InputFile
from tilikartta.sources.headings import dimension_name
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.plain_postings import Postings, part_of
from tilikartta.sources.plain_tags import Dims, usual, without

MAX_JSON = 200_000_000
_POSTING = re.compile(rb'"paccount"\s*:')
_RETAIN = "retain"  # tag of the transactions with which hledger empties income and expenses
_MOST = 10**15


@dataclass
class _Columns:
    """Columns under way, and what was wrong."""

    row: list[int] = field(default_factory=list)
    day: list[str] = field(default_factory=list)
    account: list[str] = field(default_factory=list)
    cents: list[int | None] = field(default_factory=list)
    currency: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    key: list[str] = field(default_factory=list)
    closing: list[bool] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class HledgerJson:
    """The JSON of ``hledger print``."""

    name = "hledger-json"

    def sniff(self, file: InputFile) -> int:
        """A list whose first object has the fields of a transaction."""
        head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        return 100 if head.startswith(b"[") and b'"tdescription"' in head and b'"tpostings"' in head else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """One journal. TK105 too large, TK178 no whole JSON; TK170, TK171 amounts; the rest as in ``part_of``."""
        if file.size > MAX_JSON:
            return [], [error("TK105", file.place(), size=file.size // 1_000_000, limit=MAX_JSON // 1_000_000)]
        try:
            journal = json.loads(file.raw)
        except json.JSONDecodeError as fault:
            return [], [error("TK178", file.place(fault.lineno), reason="JSON")]
        except (ValueError, RecursionError):
            return [], [error("TK178", file.place(1), reason="JSON")]
        columns = _Columns()
        try:
            _gather(file, journal, columns)
        except (TypeError, KeyError, AttributeError, ValueError):
            return [], [error("TK178", file.place(columns.row[-1] if columns.row else 1), reason="JSON")]
        if not columns.row:
            return [], [error("TK151", file.place(1))]
        part, findings = part_of(file, options, _postings(columns))
        return [part], limited("TK170", columns.findings, file) + findings


def _gather(file: InputFile, journal: list[dict[str, Any]], columns: _Columns) -> None:
    """Every amount of every posting. Raises what a document of another shape makes."""
    lines = _lines(file.raw)
    for transaction in journal:
        tags = _tags(transaction.get("ttags"))
        for posting in transaction["tpostings"]:
            line = next(lines, 0)
            if isinstance(posting.get("poriginal"), dict):
                next(lines, 0)
            mine = tags | _tags(posting.get("ptags"))
            kind = posting.get("ptype", "")
            account = str(posting["paccount"])
            for amount in posting["pamount"] or [None]:
                columns.row.append(line)
                columns.day.append(posting.get("pdate") or transaction["tdate"])
                columns.account.append(f"({account})" if kind == "VirtualPosting" and account[:1] != "(" else account)
                columns.cents.append(None if amount is None else _cents(file, amount["aquantity"], line, columns.findings))
                columns.currency.append("" if amount is None else str(amount["acommodity"]))
                columns.text.append(str(transaction.get("tdescription") or without(str(posting.get("pcomment") or ""))))
                columns.code.append(str(transaction.get("tcode") or ""))
                columns.key.append(str(transaction["tindex"]))
                columns.closing.append(_RETAIN in mine)
                columns.tags.append({name: value for name, value in mine.items() if value})


def _lines(raw: bytes) -> Iterator[int]:
    """The line of every posting, in order."""
    ends = np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) == 10)
    starts = np.array([found.start() for found in _POSTING.finditer(raw)], dtype=np.int64)
    return iter((np.searchsorted(ends, starts) + 1).tolist())


def _tags(pairs: list[list[str]] | None) -> dict[str, str]:
    return {str(name): str(value).strip() for name, value in pairs or []}


def _cents(file: InputFile, quantity: dict[str, int], line: int, findings: list[Finding]) -> int:
    """Exact cents of a whole number with decimals. TK171 when they are no whole cents, TK170 when it is no amount."""
    number, places = int(quantity["decimalMantissa"]), int(quantity["decimalPlaces"])
    if not 0 <= places <= 255 or abs(number) >= _MOST * 10**places:
        findings.append(error("TK170", file.place(line, "aquantity"), value=f"{str(number)[:40]}", heading="aquantity"))
        return 0
    cents, rest = divmod(number * 100, int(10**places))
    if rest:
        findings.append(error("TK171", file.place(line, "aquantity"), value=_written(number, places), heading="aquantity"))
    return cents


def _written(number: int, places: int) -> str:
    digits = str(abs(number)).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _postings(columns: _Columns) -> Postings:
    def texts(values: list[str]) -> pa.ChunkedArray:
        return pa.chunked_array([pa.array(values, pa.string())])

    return Postings(
        row=pa.chunked_array([pa.array(columns.row, pa.int64())]), day=texts(columns.day), account=texts(columns.account),
        cents=pa.chunked_array([pa.array(columns.cents, pa.int64())]), currency=normal_currencies(texts(columns.currency)),
        text=texts(columns.text), code=texts(columns.code), transaction=[texts(columns.key)], numbered=True,
        dims=_dims(columns.tags), closing=pa.chunked_array([pa.array(columns.closing, pa.bool_())]),
    )  # fmt: skip


def _dims(tags: list[dict[str, str]]) -> Dims:
    """The tags as columns."""
    names = usual({name for row in tags for name in row}, [tags])
    columns = {name: pa.array([row.get(name, "") for row in tags], pa.string()) for name in names}
    return {dimension_name(name): (name, pc.utf8_trim_whitespace(pa.chunked_array([values]))) for name, values in columns.items()}
