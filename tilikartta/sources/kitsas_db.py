"""The databases of Kitsas (SQLite, ``.kitsas``) and of its forerunner Kitupiikki (``.kitupiikki``): all financial years.

Amounts are whole cents in two columns. Kitsas keeps drafts and deleted vouchers in the same tables: only a status
(``tila``) of 100 or more is in the books. The opening voucher is the closing of the year before, and the result of earlier
years is never posted.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, LocalAccount, error, info
from tilikartta.sources.books import Year, about_years, days_of, lost_vouchers, whole_cents, without_account
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.kitsas_openings import Columns, openings_of
from tilikartta.sources.kitsas_targets import HEADINGS, Targets, name_in
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.sqlite_file import broken, has, opened, schema_of, table_of, unsettled
from tilikartta.sources.vat import percentage

IN_BOOKS = 100
# First status of each kind of voucher that is not in the books -> kind.
_LEFT_OUT = ((0, "kitsas_deleted"), (1, "kitsas_template"), (10, "kitsas_inbox"), (50, "kitsas_draft"), (80, "kitsas_ready"))


@dataclass(frozen=True)
class Dialect:
    """The tables of one program: what it must have, and the queries that give all of them the same columns."""

    name: str
    needed: dict[str, str]
    entries: str
    chart: str
    targets: str


KITSAS = Dialect(
    "kitsas-db",
    {
        "tili": "numero tyyppi json",
        "tilikausi": "alkaa loppuu",
        "tosite": "id pvm tyyppi tila tunniste sarja otsikko",
        "vienti": "id rivi tosite pvm tili kohdennus selite debetsnt kreditsnt",
        "kohdennus": "id tyyppi json",
    },
    """
    SELECT v.id, t.id IS NULL, CAST(coalesce(t.tila, 100) AS INTEGER), coalesce(t.tyyppi = 9010, 0), CAST(t.id AS INTEGER),
           CAST(coalesce(v.pvm, t.pvm) AS TEXT), CAST(t.pvm AS TEXT), CAST(v.tili AS TEXT),
           CAST(coalesce(v.kohdennus, 0) AS INTEGER), CAST(coalesce(nullif(v.selite, ''), t.otsikko) AS TEXT),
           CAST(v.debetsnt AS TEXT), CAST(v.kreditsnt AS TEXT), CAST(t.tunniste AS TEXT), CAST(t.sarja AS TEXT), {vat}
    FROM Vienti v LEFT JOIN Tosite t ON t.id = v.tosite ORDER BY t.pvm, t.id, v.rivi, v.id
    """,
    "SELECT CAST(numero AS TEXT), '', CAST(tyyppi AS TEXT), CAST(json AS TEXT) FROM Tili ORDER BY CAST(numero AS TEXT)",
    "SELECT CAST(id AS INTEGER), CAST(tyyppi AS INTEGER), CAST({parent} AS INTEGER), '', CAST(json AS TEXT) FROM Kohdennus",
)
KITUPIIKKI = Dialect(
    "kitupiikki-db",
    {
        "tili": "id nro nimi tyyppi",
        "tilikausi": "alkaa loppuu",
        "tositelaji": "id tunnus",
        "tosite": "id pvm otsikko tunniste laji",
        "vienti": "id vientirivi tosite pvm tili kohdennus selite debetsnt kreditsnt",
        "kohdennus": "id nimi tyyppi",
    },
    """
    SELECT v.id, t.id IS NULL, 100, t.id = 0, CAST(t.id AS INTEGER),
           CAST(coalesce(v.pvm, t.pvm) AS TEXT), CAST(coalesce(t.pvm, v.pvm) AS TEXT), CAST(a.nro AS TEXT),
           CAST(coalesce(v.kohdennus, 0) AS INTEGER), CAST(coalesce(nullif(v.selite, ''), t.otsikko) AS TEXT),
           CAST(v.debetsnt AS TEXT), CAST(v.kreditsnt AS TEXT), CAST(t.tunniste AS TEXT), CAST(l.tunnus AS TEXT), {vat}
    FROM vienti v LEFT JOIN tosite t ON t.id = v.tosite LEFT JOIN tili a ON a.id = v.tili
         LEFT JOIN tositelaji l ON l.id = t.laji
    ORDER BY t.pvm, t.id, v.vientirivi, v.id
    """,
    "SELECT CAST(nro AS TEXT), CAST(nimi AS TEXT), CAST(tyyppi AS TEXT), '' FROM tili WHERE tyyppi NOT LIKE 'H%' ORDER BY 1",
    "SELECT CAST(id AS INTEGER), CAST(tyyppi AS INTEGER), NULL, CAST(nimi AS TEXT), '' FROM kohdennus",
)
_VAT = "CASE WHEN coalesce(v.alvkoodi, 0) <> 0 THEN CAST(v.alvprosentti AS TEXT) ELSE '' END"  # code 0: no VAT at all
_ENTRY_COLUMNS = {
    "id": pa.int64(), "lost": pa.int64(), "status": pa.int64(), "opens": pa.int64(), "document": pa.int64(),
    "day": pa.string(), "document_day": pa.string(), "account": pa.string(),
    "target": pa.int64(), "text": pa.string(),
    "debit": pa.string(), "credit": pa.string(), "voucher": pa.string(), "series": pa.string(), "vat": pa.string(),
}  # fmt: skip


class KitsasDatabase:
    """``.kitsas`` or ``.kitupiikki`` files, by the dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect, self.name = dialect, dialect.name

    def sniff(self, file: InputFile) -> int:
        """A SQLite database with the tables of the dialect."""
        return 100 if has(schema_of(file), self.dialect.needed) else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """All financial years. TK179 the program is open, TK178 the database is broken; findings of content as in ``_Books``."""
        if findings := unsettled(file):
            return [], findings
        try:
            with opened(file) as connection:
                books = _Books(file, options, connection, self.dialect)
                return [books.part()], books.findings
        except (sqlite3.Error, pa.ArrowException, OverflowError) as fault:
            return [], [broken(file, fault)]


class _Books:
    """One database under way."""

    def __init__(self, file: InputFile, options: ReadOptions, connection: sqlite3.Connection, dialect: Dialect) -> None:
        self.file, self.options, self.connection, self.dialect = file, options, connection, dialect
        self.findings: list[Finding] = []
        self.sheet = "Vienti" if dialect is KITSAS else "vienti"
        self.schema = schema_of(file)

    def part(self) -> Part:
        """Entries, openings and chart. TK151, TK170, TK174, TK201, TK206, TK207, TK280 to TK284, TK286."""
        rows = self._rows()
        years = self._years()
        self.findings += about_years(self.file, years)
        chart, kinds = self._chart()
        part = Part(rows=len(rows), chart=chart, decisions={"sign": "debit-credit", "period": ", ".join(map(str, years))})
        if not len(rows):
            self.findings.append(error("TK151", self.file.place(sheet=self.sheet)))
            return part
        names = {account.number: account.name for account in chart}
        columns = self._columns(rows, names, part)
        opens = pc.equal(rows["opens"], 1)
        part.balances, found = openings_of(self.file, rows, columns, opens, years)
        self.findings += found
        part.entries = self._entries(rows, columns, pc.invert(opens))
        self._about_results(part.entries, years, kinds)
        return part

    def _rows(self) -> pa.Table:
        """The entries that are in the books, with their cents."""
        told = self.schema["vienti"] >= {"alvkoodi", "alvprosentti"}
        rows = table_of(self.connection, self.dialect.entries.format(vat=_VAT if told else "''"), _ENTRY_COLUMNS)
        cents = {}
        for name, heading in (("debit", "debetsnt"), ("credit", "kreditsnt")):
            cents[name], found = whole_cents(rows[name], rows["id"], self.file, self.sheet, heading)
            self.findings += found
        rows = rows.append_column("cents", pc.subtract(cents["debit"], cents["credit"]))
        lost = pc.equal(rows["lost"], 1)
        self.findings += lost_vouchers(rows["id"].filter(lost), rows["cents"].filter(lost), self.file, self.sheet)
        rows = rows.filter(pc.invert(lost))
        booked = pc.greater_equal(rows["status"], IN_BOOKS)
        self.findings += self._left_out(rows.filter(pc.invert(booked)))
        return rows.filter(booked)

    def _left_out(self, rows: pa.Table) -> list[Finding]:
        """TK282 for each kind of unfinished or deleted voucher: how many vouchers, and their debit side."""
        findings = []
        ends = [first for first, _ in _LEFT_OUT[1:]] + [IN_BOOKS]
        for (first, kind), end in zip(_LEFT_OUT, ends, strict=True):
            lowest = -(2**31) if kind == "kitsas_deleted" else first
            mine = rows.filter(pc.and_(pc.greater_equal(rows["status"], lowest), pc.less(rows["status"], end)))
            if len(mine):
                debit = pc.sum(pc.if_else(pc.greater(mine["cents"], 0), mine["cents"], 0)).as_py()
                count = pc.count_distinct(mine["document"]).as_py()
                findings.append(info("TK282", self.file.place(sheet="Tosite"), kind=kind, count=count, debit=Cents(debit)))
        return findings

    def _years(self) -> list[Year]:
        """The financial years of the books."""
        columns = {"start": pa.string(), "end": pa.string()}
        sql = "SELECT CAST(alkaa AS TEXT), CAST(loppuu AS TEXT) FROM tilikausi ORDER BY alkaa"
        rows = table_of(self.connection, sql, columns)
        place = pa.chunked_array([pa.array(range(1, len(rows) + 1), pa.int64())])
        starts, wrong = days_of(rows["start"], place, self.file, "Tilikausi", "alkaa")
        ends, more = days_of(rows["end"], place, self.file, "Tilikausi", "loppuu")
        self.findings += wrong + more
        pairs = zip(starts.to_pylist(), ends.to_pylist(), strict=True)
        return [Year(start, end) for start, end in pairs if start is not None and end is not None]

    def _chart(self) -> tuple[tuple[LocalAccount, ...], dict[str, str]]:
        """The chart of accounts, and the type of each account."""
        columns = {"number": pa.string(), "name": pa.string(), "type": pa.string(), "json": pa.string()}
        rows = table_of(self.connection, self.dialect.chart, columns).to_pylist()
        accounts = tuple(LocalAccount(row["number"], row["name"] or name_in(row["json"]), class_of(row["type"])) for row in rows)
        return accounts, {row["number"]: row["type"] for row in rows}

    def _columns(self, rows: pa.Table, names: dict[str, str], part: Part) -> Columns:
        """The columns that entries and openings share, for all rows."""
        encoded = rows["account"].combine_chunks().dictionary_encode()
        labels = pa.array([names.get(number, "") for number in encoded.dictionary.to_pylist()], pa.string())
        targets = Targets.read(self.connection, self.schema, self.dialect.targets)
        dims = targets.columns(rows["target"], rows["id"])
        part.columns |= {name: HEADINGS[name] for name in dims}
        return {
            "entity": self.options.entity, "source_file": self.file.name, "sheet": self.sheet, "source_row": rows["id"],
            "account": rows["account"], "account_name": pa.chunked_array([labels.take(encoded.indices)]), **dims,
        }  # fmt: skip

    def _entries(self, rows: pa.Table, shared: Columns, kept: pa.ChunkedArray) -> pd.DataFrame:
        """Entries of all years, without the opening voucher."""
        days, found = days_of(rows["day"].filter(kept), rows["id"].filter(kept), self.file, self.sheet, "pvm")
        self.findings += found
        columns = {name: only(values, kept) for name, values in shared.items()} | {
            "date": days,
            "series": rows["series"].filter(kept),
            "voucher": rows["voucher"].filter(kept),
            "amount": rows["cents"].filter(kept),
            "text": rows["text"].filter(kept),
            "currency": "EUR",
        }
        frame = frame_of("entries", {**columns, **self._rates(rows["vat"].filter(kept))}, len(days))
        self.findings += without_account(
            rows["account"].filter(kept), rows["cents"].filter(kept), rows["id"].filter(kept), self.file, self.sheet
        )
        return frame

    def _rates(self, cells: pa.ChunkedArray) -> Columns:
        """The column of VAT percentages, where any entry has one."""
        encoded = cells.combine_chunks().dictionary_encode()
        rates = pa.array([percentage(cell or "", said=True) for cell in encoded.dictionary.to_pylist()], pa.string())
        return {"vat": pa.chunked_array([rates.take(encoded.indices).fill_null("")])} if any(rates.to_pylist()) else {}

    def _about_results(self, entries: pd.DataFrame, years: Sequence[Year], kinds: dict[str, str]) -> None:
        """TK283: the result of earlier years is computed into equity and posted nowhere; the statements here do the same."""
        first, last = entries["date"].min(), entries["date"].max()
        used = [year for year in years if not pd.isna(first) and year.end >= first and year.start <= last]
        if len(used) > 1:
            account = next((number for number, kind in kinds.items() if kind == "BE"), "")
            self.findings.append(info("TK283", self.file.place(), account=account, count=len(used)))


def only(values: pa.Array | pa.ChunkedArray | str, mask: pa.ChunkedArray) -> pa.ChunkedArray | str:
    """The rows of a column where ``mask`` is true; a constant stays what it is."""
    return values if isinstance(values, str) else values.filter(mask)


def class_of(kind: str) -> str:
    """Class by the account type of Kitsas; "" for B, which is equity or debt."""
    if kind in ("BE", "BY", "T"):
        return "equity"
    if kind[:2] in ("BS", "BO", "BJ", "BL", "BV"):
        return "liability"
    return {"A": "asset", "C": "income", "D": "expense"}.get(kind[:1], "")
