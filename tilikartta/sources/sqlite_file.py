"""SQLite databases of bookkeeping programs: opened read-only, read table by table into Arrow. Nothing is ever written.

Only real tables are read: a view, a virtual table or a trigger of a strange database could compute whatever it likes.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from tilikartta.model import Finding, error
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions

MAGIC = b"SQLite format 3\x00"
MAX_CELL = 16_000_000  # bytes of one text; attachments are not read
_BLOCK = 50_000
_WAL_VERSIONS = slice(18, 20)
Schema = Mapping[str, frozenset[str]]

# Tables (in lower case) by which a database of another program is named.
_KNOWN: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"accounts", "splits", "transactions", "commodities"}), "GnuCash"),
    (frozenset({"kmmtransactions", "kmmsplits"}), "KMyMoney"),
    (frozenset({"checkingaccount_v1", "accountlist_v1"}), "Money Manager Ex"),
    (frozenset({"operation", "suboperation", "unit"}), "Skrooge"),
    (frozenset({"moz_places"}), "Firefox"),
    (frozenset({"urls", "visits"}), "Chrome"),
    (frozenset({"django_migrations"}), "Django"),
)


def is_sqlite(file: InputFile) -> bool:
    """Whether the file is a SQLite database by its first bytes."""
    return file.head.startswith(MAGIC)


@contextmanager
def opened(file: InputFile) -> Iterator[sqlite3.Connection]:
    """A read-only connection; closed at the end. ``immutable`` keeps SQLite from making any file beside the database.

    A database that is no file of its own (a member of an archive) is read from memory.
    """
    if file.path.is_file():
        uri = file.path.resolve().as_uri() + "?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True)
    else:
        connection = sqlite3.connect(":memory:")
        raw = bytearray(file.raw)
        raw[_WAL_VERSIONS] = b"\x01\x01"  # a database in memory has no write-ahead log
        connection.deserialize(bytes(raw))
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL)
        connection.text_factory = bytes
        for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection
    finally:
        connection.close()


def schema_of(file: InputFile) -> Schema:
    """Real tables and their columns, all in lower case; empty when the file is no readable SQLite database."""
    if not is_sqlite(file):
        return {}
    found: dict[str, set[str]] = {}
    try:
        with opened(file) as connection:
            rows = connection.execute(
                "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p "
                "WHERE m.type = 'table' AND m.sql LIKE 'CREATE TABLE%'"
            )
            for table, column in rows:
                found.setdefault(_lower(table), set()).add(_lower(column))
    except sqlite3.Error:
        return {}
    return {table: frozenset(columns) for table, columns in found.items()}


def _lower(name: bytes) -> str:
    return name.decode("utf-8", "replace").lower()


def has(schema: Schema, needed: Mapping[str, str]) -> bool:
    """Whether the schema has every table with these columns (separated by blanks)."""
    return all(set(columns.split()) <= schema.get(table, frozenset()) for table, columns in needed.items())


def table_of(connection: sqlite3.Connection, sql: str, columns: Mapping[str, pa.DataType]) -> pa.Table:
    """The result of a query as Arrow columns of the given names and types. Text is never null: it is "" there.

    Integers must come as integers from the query (``CAST``); bytes that are no UTF-8 are replaced.
    """
    cursor = connection.execute(sql)
    pieces: dict[str, list[pa.Array]] = {name: [] for name in columns}
    while rows := cursor.fetchmany(_BLOCK):
        for (name, kind), values in zip(columns.items(), zip(*rows, strict=True), strict=True):
            pieces[name].append(_texts(values) if kind == pa.string() else pa.array(values, kind))
    return pa.table({name: pa.chunked_array(pieces[name], kind) for name, kind in columns.items()})


def _texts(values: tuple[bytes | None, ...]) -> pa.Array:
    try:
        array = pa.array(values, pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        array = pa.array([None if value is None else value.decode("utf-8", "replace") for value in values], pa.string())
    return array.fill_null("")


def unsettled(file: InputFile) -> list[Finding]:
    """TK179: a journal lies beside the database, so the last entries are not in it (the program is open, or it broke off)."""
    for ending in ("-wal", "-journal"):
        beside = Path(f"{file.path}{ending}")
        try:
            if beside.is_file() and beside.stat().st_size > 0:
                return [error("TK179", file.place(), beside=beside.name)]
        except OSError:
            continue
    return []


def broken(file: InputFile, fault: Exception) -> Finding:
    """TK178: the database cannot be read."""
    return error("TK178", file.place(), reason=str(fault))


class OtherDatabase:
    """Takes SQLite databases that no reader knows, to say in words what they are."""

    name = "sqlite"

    def sniff(self, file: InputFile) -> int:
        """Any SQLite database, below the readers that know theirs."""
        return 50 if is_sqlite(file) else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """TK177 the database of something else, TK178 a database that is broken or encrypted."""
        schema = schema_of(file)
        if not schema:
            return [], [self._empty(file)]
        names = set(schema)
        program = next((program for tables, program in _KNOWN if tables <= names), "")
        tables = sorted(name for name in names if not name.startswith("sqlite_"))
        return [], [error("TK177", file.place(), program=program or "SQLite", tables=tables[:6])]

    def _empty(self, file: InputFile) -> Finding:
        try:
            with opened(file) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as fault:
            return broken(file, fault)
        return error("TK177", file.place(), program="SQLite", tables=["–"])
