"""SIE types 1 to 4 (Sweden): balances of years, balances by object, vouchers.

Type 4E gives entries of year 0 and its opening balances; types 1 to 3 give balances with opening and closing for every year of
the file; type 4I gives entries only. Sources: SIE file format 4B; shapes measured on files of 63 vendors.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, LocalAccount, error, info, warning
from tilikartta.sources.canonical import arrow, frame_of
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.postings import (
    SHOWN,
    Dimensions,
    and_more,
    cents_of,
    closings_checked,
    days_of,
    joined,
    mapped,
    sums_by,
    unbalanced,
)
from tilikartta.sources.sie_balances import Year, left_out, sums_checked, years_of
from tilikartta.sources.sie_objects import Balance, Split, dimensions_of, parse_objects, split
from tilikartta.sources.sie_records import Records, parse
from tilikartta.sources.sie_text import checksum_fault, is_sie, read_lines
from tilikartta.sources.xml_records import root_in

# The standard knows three kinds of accounts of the balance sheet and income statement; S holds equity too.
_CLASSES = {"T": "asset", "S": "liability", "K": "expense", "I": "income"}
_CERTAIN = 100


class Sie:
    """SIE 1, 2, 3, 4E and 4I, whatever the name of the file and its encoding."""

    name = "sie"

    def sniff(self, file: InputFile) -> int:
        """By the records at the beginning."""
        return _CERTAIN if is_sie(file) else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """One part; TK15x when the file is cut off or holds nothing."""
        lines, encoding, findings = read_lines(file, options.encoding)
        file.noted["encoding"] = encoding
        file.progress.part(0.2)
        if lines is None:
            return [], findings
        records, found = parse(file, lines)
        del lines
        if (wrong := checksum_fault(file)) is not None:
            findings.append(wrong)
        file.release()
        file.progress.part(0.8)
        reader = _Reader(file, options, records)
        found += reader.read()
        reader.part.decisions = {"encoding": encoding, **reader.part.decisions}
        return [reader.part], findings + found


class Sie5:
    """SIE 5 is XML of another kind: named, and refused with what to do instead."""

    name = "sie5"

    def sniff(self, file: InputFile) -> int:
        """By root element and namespace."""
        named = root_in(file, "Sie") or root_in(file, "SieEntry")
        return _CERTAIN if named and b"sie.se/sie5" in file.head.replace(b"\x00", b"") else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """TK159 always."""
        return [], [error("TK159", file.place())]


class _Reader:
    def __init__(self, file: InputFile, options: ReadOptions, records: Records) -> None:
        self.file, self.options, self.records = file, options, records
        self.part = Part()
        self.dimensions: Dimensions = dimensions_of(records)
        self.names = {fields[0].strip(): fields[1].strip() for _, fields in records.of("#KONTO") if len(fields) > 1}
        self.declared = {fields[0].strip() for _, fields in records.of("#KONTO") if fields}
        self.currency = records.first("#VALUTA") or "SEK"  # what the standard says when the record is missing

    def read(self) -> list[Finding]:
        """Fill the part; returns all findings."""
        self.part.chart = _chart(self.records)
        years, findings = years_of(self.file, self.records)
        kind = self._kind(years)
        self._decide(kind, years)
        if kind.startswith("4"):
            findings += self._entries(years.get("0", Year()))
            current = {} if kind == "4I" else {index: year for index, year in years.items() if index == "0"}
            findings += left_out(self.file, self.records) if kind == "4I" else []
            findings += self._openings(current.get("0", Year()), kind)
        else:
            current = dict(sorted(years.items(), key=lambda item: _number(item[0])))
            findings += self._balances(current)
        findings += sums_checked(self.file, current, with_closing=not kind.startswith("4"))
        if self.part.entries is None and self.part.balances is None:
            return [*findings, error("TK165", self.file.place())]
        return findings + self._undeclared()

    def _kind(self, years: Mapping[str, Year]) -> str:
        """Type by what the file holds; ``#SIETYP`` may be missing and does not tell 4E from 4I."""
        has_balances = any(year.totals for year in years.values())
        if self.records.vouchers:
            imports = self.file.name.lower().endswith(".si") or not has_balances
            return "4I" if imports else "4E"
        told = self.records.first("#SIETYP")
        return told if told in ("1", "2", "3") else "4E" if told == "4" and not has_balances else "1"

    def _decide(self, kind: str, years: Mapping[str, Year]) -> None:
        first = self.records.first
        year = years.get("0", Year())
        period = "–".join(day.isoformat() for day in (year.start, year.end) if day is not None)
        kinds = (*self.records.ignored, *([] if kind == "3" else ["#PSALDO"] if self.records.of("#PSALDO") else []))
        shown = {
            "version": f"SIE {kind}", "period": period, "program": first("#PROGRAM"), "organisation": first("#FNAMN"),
            "business_id": first("#ORGNR"), "chart": first("#KPTYP"), "currency": self.currency, "left_out": ", ".join(kinds),
        }  # fmt: skip
        self.part.decisions = {key: value for key, value in shown.items() if value}

    def _entries(self, year: Year) -> list[Finding]:
        """Postings of vouchers, each with the line it stands on."""
        table = self.records.postings.table()
        self.part.rows = len(table)
        if not len(table):
            return []
        mark = "," if self.records.commas else "."
        cents, findings = cents_of(table["amount"], table["source_row"], self.file.name, "#TRANS", mark)
        vouchers = _voucher_columns(self.records)
        index = table["voucher"]
        written = pc.if_else(pc.equal(table["date"], ""), vouchers["date"].take(index), table["date"])
        days, found = days_of(written, table["source_row"], self.file.name, "#TRANS")
        used = {dimension for key in pc.unique(table["objects"]).to_pylist() for dimension, _ in parse_objects(key)}
        dims = self._dimension_columns(used)
        columns: dict[str, Any] = {
            "entity": self.options.entity,
            "source_file": self.file.name,
            "source_row": table["source_row"],
            "series": vouchers["series"].take(index),
            "voucher": vouchers["number"].take(index),
            "date": days,
            "account": table["account"],
            "account_name": mapped(table["account"], lambda number: self.names.get(number, "")),
            "amount": pc.fill_null(cents, 0),
            "text": joined(vouchers["text"].take(index), table["text"]),
            "currency": self.currency,
            **self.dimensions.columns(table["objects"], parse_objects, dims),
        }
        self.part.entries = frame_of("entries", columns, len(table))
        findings += found + unbalanced(cents, index, self._voucher_name, self.file.name)
        return findings + self._outside(days, table["source_row"], year) + self._history()

    def _dimension_columns(self, used: set[str]) -> dict[str, str]:
        """Column names of the dimensions in use; their headings are kept so that a mapping can name them."""
        names = self.dimensions.names(used)
        self.part.columns |= self.dimensions.roles(names)
        return names

    def _voucher_name(self, index: int) -> tuple[str, int]:
        series, number, _, _, line = self.records.vouchers[index]
        return " ".join(part for part in (series, number) if part), line

    def _outside(self, days: pa.ChunkedArray, rows: pa.ChunkedArray, year: Year) -> list[Finding]:
        """TK256: entries dated outside the financial year of the file."""
        if year.start is None or year.end is None:
            return []
        start, end = pa.scalar(year.start, pa.date32()), pa.scalar(year.end, pa.date32())
        mask = pc.fill_null(pc.or_(pc.less(days, start), pc.greater(days, end)), False)
        found = rows.filter(mask).to_pylist()
        if not found:
            return []
        return [warning("TK256", self.file.place(found[0]), count=len(found), start=year.start, end=year.end, rows=found[:5])]

    def _history(self) -> list[Finding]:
        """TK259: rows of corrected vouchers that were left out."""
        added, removed = self.records.history["#RTRANS"], self.records.history["#BTRANS"]
        if not added and not removed:
            return []
        return [info("TK259", self.file.place(self.records.first_history), added=added, removed=removed)]

    def _openings(self, year: Year, kind: str) -> list[Finding]:
        """Opening balances of the year, and the check of ``#UB`` and ``#RES`` against them and the entries."""
        moved: dict[str, int] = {}
        if self.part.entries is not None:
            entries = self.part.entries
            moved = sums_by(arrow(entries, "account"), arrow(entries, "amount"))
        opening = {account: Balance(total.opening, None, total.line) for account, total in year.totals.items() if total.opening}
        if opening:
            self._balance_frame([(year, split(opening, year.details))])
        if kind == "4I" or not any(total.closing is not None for total in year.totals.values()):
            return []
        expected = {account: (total.closing or 0, total.closing_line or total.line) for account, total in year.totals.items()}
        silent = {account: (0, 0) for account, cents in moved.items() if cents and account not in expected}
        has_results = bool(self.records.of("#RES"))
        expected |= silent if has_results else {}
        opened = {account: total.opening or 0 for account, total in opening.items()}
        return closings_checked(self.file.name, expected, opened, moved)

    def _balances(self, years: Mapping[str, Year]) -> list[Finding]:
        """Types 1 to 3: every year with opening and closing; TK258 when objects of several dimensions overlap."""
        pieces = [(year, split(year.totals, year.details)) for year in years.values() if year.totals]
        if not pieces:
            return []
        self._balance_frame(pieces)
        last = pieces[-1][1]
        if not last.left:
            return []
        used, left = ([self.dimensions.heading(key) for key in keys] for keys in (last.used, last.left))
        return [info("TK258", self.file.place(), used=used, left=left)]

    def _balance_frame(self, pieces: list[tuple[Year, Split]]) -> None:
        rows = [(year, *row) for year, piece in pieces for row in piece.rows]
        keys = pa.chunked_array([pa.array([_written(objects) for _, _, objects, _ in rows], pa.string())])
        names = self._dimension_columns({dimension for _, _, objects, _ in rows for dimension, _ in objects})
        accounts = [account for _, account, _, _ in rows]
        columns: dict[str, Any] = {
            "entity": self.options.entity,
            "source_file": self.file.name,
            "source_row": [balance.line for *_, balance in rows],
            "account": accounts,
            "account_name": [self.names.get(account, "") for account in accounts],
            "opening": [balance.opening for *_, balance in rows],
            "closing": [balance.closing for *_, balance in rows],
            "period_start": [year.start for year, *_ in rows],
            "period_end": [year.end for year, *_ in rows],
            **self.dimensions.columns(keys, parse_objects, names),
        }
        self.part.balances = frame_of("balances", columns, len(rows))
        self.part.rows = self.part.rows or len(rows)

    def _undeclared(self) -> list[Finding]:
        """TK260 accounts without ``#KONTO`` that are used; TK261 when the file declares none at all (usual in 4I)."""
        frames = [frame for frame in (self.part.entries, self.part.balances) if frame is not None]
        used = pd.concat([frame[["account", "source_row"]] for frame in frames]).drop_duplicates("account")
        missing = used[~used["account"].isin(list(self.declared))]
        if not len(missing):
            return []
        if not self.declared:
            return [info("TK261", self.file.place(), count=len(missing))]
        found = [
            warning("TK260", self.file.place(int(row)), account=str(account))
            for account, row in zip(missing["account"][:SHOWN], missing["source_row"][:SHOWN], strict=True)
        ]
        return found + and_more("TK260", len(missing) - SHOWN, self.file.name)


def _number(index: str) -> int:
    return int(index) if re.fullmatch(r"-?[0-9]{1,4}", index) else 0


def _written(objects: tuple[tuple[str, str], ...]) -> str:
    return " ".join(f'"{dimension}" "{code}"' for dimension, code in objects)


def _voucher_columns(records: Records) -> dict[str, pa.Array]:
    names = ("series", "number", "date", "text")
    columns = list(zip(*records.vouchers, strict=True))[:4]
    return {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}


def _chart(records: Records) -> tuple[LocalAccount, ...]:
    """Declared accounts with class (``#KTYP``) and hint (``#SRU``, several in the order of the file)."""
    kinds = {fields[0].strip(): fields[1].strip().upper() for _, fields in records.of("#KTYP") if len(fields) > 1}
    hints: dict[str, list[str]] = {}
    for _, fields in records.of("#SRU"):
        if len(fields) > 1:
            hints.setdefault(fields[0].strip(), []).append(fields[1].strip())
    accounts: dict[str, LocalAccount] = {}
    for _, fields in records.of("#KONTO"):
        number = fields[0].strip() if fields else ""
        name = fields[1].strip() if len(fields) > 1 else ""
        hint = " ".join(dict.fromkeys(hints.get(number, [])))
        if number:
            accounts.setdefault(number, LocalAccount(number, name, _CLASSES.get(kinds.get(number, ""), ""), hint))
    return tuple(accounts.values())
