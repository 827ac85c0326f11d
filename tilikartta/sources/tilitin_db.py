"""The database of Tilitin (SQLite): every financial year, chart, voucher series, and document 0 as the opening balances.

A date is stored as milliseconds since 1970 of local midnight in Helsinki: read as UTC it would be the day before. An amount is
always positive; ``debit`` tells its side.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, LocalAccount, error, info, warning
from tilikartta.sources.amounts import read_amounts
from tilikartta.sources.books import Year, about_years, bad_cells, lost_vouchers, without_account
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.sqlite_file import Schema, broken, has, opened, schema_of, table_of, unsettled
from tilikartta.sources.table import Column, dictionary_map

HELSINKI = ZoneInfo("Europe/Helsinki")
SHEET = "entry"
_NEEDED = {
    "account": "id number name type",
    "period": "id start_date end_date",
    "document": "id number period_id date",
    "entry": "id document_id account_id debit amount description",
}
# Type of an account -> class; 5 and 6 are the results of earlier years and of this year.
_CLASSES = {0: "asset", 1: "liability", 2: "equity", 3: "income", 4: "expense", 5: "equity", 6: "equity"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 8_000_000_000_000  # milliseconds; the year 2223

_DEBIT = "CASE WHEN lower(e.debit) IN ('1', 'true', 't') THEN 1 WHEN lower(e.debit) IN ('0', 'false', 'f') THEN 0 END"
_ENTRIES = """
SELECT e.id, d.id IS NULL, CAST(d.number AS INTEGER), CAST(d.period_id AS INTEGER), CAST(d.date AS TEXT),
       CAST(a.number AS TEXT), CAST(a.name AS TEXT), {debit}, CAST(e.amount AS TEXT),
       CAST(e.description AS TEXT)
FROM entry e LEFT JOIN document d ON d.id = e.document_id LEFT JOIN account a ON a.id = e.account_id
ORDER BY d.period_id, d.number, e.{order}, e.id
"""
_ENTRY_COLUMNS = {
    "id": pa.int64(), "lost": pa.int64(), "number": pa.int64(), "period": pa.int64(), "date": pa.string(),
    "account": pa.string(), "name": pa.string(), "debit": pa.int64(), "amount": pa.string(), "text": pa.string(),
}  # fmt: skip


class TilitinDatabase:
    """``.sqlite`` files of Tilitin."""

    name = "tilitin-db"

    def sniff(self, file: InputFile) -> int:
        """A SQLite database with Tilitin's tables."""
        return 100 if has(schema_of(file), _NEEDED) else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """All financial years. TK179 the program is open, TK178 the database is broken; findings of content as in ``_Books``."""
        if findings := unsettled(file):
            return [], findings
        try:
            with opened(file) as connection:
                books = _Books(file, options, connection, schema_of(file))
                return [books.part()], books.findings
        except (sqlite3.Error, pa.ArrowException, OverflowError) as fault:
            return [], [broken(file, fault)]


class _Books:
    """One database under way."""

    def __init__(self, file: InputFile, options: ReadOptions, connection: sqlite3.Connection, schema: Schema) -> None:
        self.file, self.options, self.connection, self.schema = file, options, connection, schema
        self.findings: list[Finding] = []

    def part(self) -> Part:
        """Entries, opening balances and chart. TK170, TK171 amounts, TK174 dates, TK201, TK207, TK280, TK281, TK284, TK285."""
        years = self._years()
        self.findings += about_years(self.file, list(years.values()))
        order = "row_number" if "row_number" in self.schema["entry"] else "id"
        rows = table_of(self.connection, _ENTRIES.format(order=order, debit=_DEBIT), _ENTRY_COLUMNS)
        rows = rows.append_column("cents", self._cents(rows))
        lost = pc.equal(rows["lost"], 1)
        self.findings += lost_vouchers(rows["id"].filter(lost), rows["cents"].filter(lost), self.file, SHEET)
        rows = rows.filter(pc.invert(lost))
        self.findings += without_account(rows["account"], rows["cents"], rows["id"], self.file, SHEET)
        opens = pc.equal(rows["number"], 0)
        entries, openings = rows.filter(pc.invert(opens)), rows.filter(opens)
        part = Part(rows=len(rows), chart=self._chart())
        if not len(rows):
            self.findings.append(error("TK151", self.file.place(sheet=SHEET)))
            return part
        part.decisions = {"sign": "debit-credit", "date": "Europe/Helsinki", "period": ", ".join(map(str, years.values()))}
        part.entries = self._entries(entries, years)
        if len(openings):
            part.balances = self._openings(openings, years)
            self.findings.append(info("TK207", self.file.place(openings["id"][0].as_py(), sheet=SHEET), count=len(openings)))
        return part

    def _years(self) -> dict[int, Year]:
        """Financial years by id."""
        columns = {"id": pa.int64(), "start": pa.string(), "end": pa.string()}
        sql = "SELECT CAST(id AS INTEGER), CAST(start_date AS TEXT), CAST(end_date AS TEXT) FROM period ORDER BY start_date"
        years = {}
        for row in table_of(self.connection, sql, columns).to_pylist():
            start, end = helsinki_day(row["start"]), helsinki_day(row["end"])
            if start is not None and end is not None:
                years[row["id"]] = Year(start, end)
        return years

    def _cents(self, rows: pa.Table) -> pa.ChunkedArray:
        """Signed cents: the amount through its decimal text, debit +."""
        amounts = read_amounts(Column(rows["amount"]), ".")
        for code, wrong in (("TK170", amounts.bad), ("TK171", amounts.finer)):
            self.findings += bad_cells(code, wrong, rows["amount"], rows["id"], self.file, SHEET, "amount")
        sideless = pc.is_null(rows["debit"])
        self.findings += bad_cells("TK170", sideless, rows["amount"], rows["id"], self.file, SHEET, "debit")
        cents = pc.fill_null(amounts.cents, 0)
        return pc.if_else(pc.equal(pc.fill_null(rows["debit"], 0), 0), pc.negate(cents), cents)

    def _chart(self) -> tuple[LocalAccount, ...]:
        """The chart of accounts, with or without entries."""
        columns = {"number": pa.string(), "name": pa.string(), "type": pa.int64()}
        sql = "SELECT CAST(number AS TEXT), CAST(name AS TEXT), CAST(type AS INTEGER) FROM account ORDER BY number, id"
        rows = table_of(self.connection, sql, columns).to_pylist()
        return tuple(LocalAccount(row["number"], row["name"], _CLASSES.get(row["type"], "")) for row in rows)

    def _entries(self, rows: pa.Table, years: dict[int, Year]) -> pd.DataFrame:
        """Entries of all years."""
        days, bad = mapped_days(rows["date"], helsinki_day)
        self.findings += bad_cells("TK174", bad, rows["date"], rows["id"], self.file, SHEET, "document.date")
        self._outside(rows, days, years)
        columns = self._shared(rows) | {
            "date": days,
            "voucher": rows["number"].cast(pa.string()),
            "series": self._series(rows["number"]),
            "amount": rows["cents"],
            "text": rows["text"],
            "currency": "EUR",
        }
        return frame_of("entries", columns, len(rows))

    def _shared(self, rows: pa.Table) -> dict[str, object]:
        return {
            "entity": self.options.entity, "source_file": self.file.name, "sheet": SHEET, "source_row": rows["id"],
            "account": rows["account"], "account_name": rows["name"],
        }  # fmt: skip

    def _openings(self, rows: pa.Table, years: dict[int, Year]) -> pd.DataFrame:
        """Document 0 of each financial year: balances with ``opening`` only."""
        period = rows["period"].combine_chunks().dictionary_encode()
        found = [years.get(number) for number in period.dictionary.to_pylist()]
        columns = self._shared(rows) | {
            "opening": rows["cents"],
            "period_start": dictionary_map(period, [year and year.start for year in found], pa.date32()),
            "period_end": dictionary_map(period, [year and year.end for year in found], pa.date32()),
        }
        return frame_of("balances", columns, len(rows))

    def _series(self, numbers: pa.ChunkedArray) -> pa.Array | str:
        """Name of the voucher series in whose range each number lies; the later beginning wins where ranges overlap."""
        if not {"name", "number_start", "number_end"} <= self.schema.get("document_type", frozenset()):
            return ""
        columns = {"start": pa.int64(), "end": pa.int64(), "name": pa.string()}
        sql = (
            "SELECT CAST(number_start AS INTEGER), CAST(number_end AS INTEGER), CAST(name AS TEXT) FROM document_type "
            "WHERE number_start IS NOT NULL AND number_end IS NOT NULL ORDER BY 1, 2"
        )
        types = table_of(self.connection, sql, columns)
        if not len(types):
            return ""
        number = numbers.to_numpy()
        index = np.searchsorted(types["start"].to_numpy(), number, side="right") - 1
        inside = (index >= 0) & (number <= types["end"].to_numpy()[index])
        names = pa.array([*types["name"].to_pylist(), ""], pa.string())
        return names.take(pa.array(np.where(inside, index, len(types))))

    def _outside(self, rows: pa.Table, days: pa.ChunkedArray, years: dict[int, Year]) -> None:
        """TK285: entries dated outside the financial year to which their voucher belongs."""
        period = rows["period"].combine_chunks().dictionary_encode()
        found = [years.get(number) for number in period.dictionary.to_pylist()]
        starts = dictionary_map(period, [year and year.start for year in found], pa.date32())
        ends = dictionary_map(period, [year and year.end for year in found], pa.date32())
        outside = pc.fill_null(pc.or_(pc.less(days, starts), pc.greater(days, ends)), False)
        numbers = rows["id"].filter(outside).to_pylist()
        if numbers:
            vouchers = list(dict.fromkeys(str(number) for number in rows["number"].filter(outside).to_pylist()))[:5]
            place = self.file.place(numbers[0], sheet=SHEET)
            self.findings.append(warning("TK285", place, count=len(numbers), vouchers=vouchers))


def helsinki_day(text: str) -> date | None:
    """The day in Helsinki of milliseconds since 1970, or of an ISO text as other tools write it; None when it is neither."""
    head = text.partition(".")[0] if text.replace(".", "", 1).lstrip("-").isdigit() else ""
    if head:
        milliseconds = int(head)
        if abs(milliseconds) > _LATEST:
            return None
        return (_EPOCH + timedelta(milliseconds=milliseconds)).astimezone(HELSINKI).date()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def mapped_days(texts: pa.ChunkedArray, parse: Callable[[str], date | None]) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Days of texts and the mask of those that are none. Each distinct text is parsed once."""
    encoded = Column(texts).encoded()
    days = [parse(text) for text in encoded.dictionary.to_pylist()]
    column = dictionary_map(encoded, days, pa.date32())
    return pa.chunked_array([column]), pa.chunked_array([column.is_null()])
