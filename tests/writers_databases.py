"""Invented databases in the shape of Tilitin, Kitsas and Kitupiikki: the tables that the readers need and some of the rest."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


@dataclass(frozen=True)
class Row:
    """One posting in cents, debit +."""

    account: str
    cents: int
    text: str = ""
    target: int = 0
    tags: tuple[int, ...] = ()


@dataclass(frozen=True)
class Voucher:
    number: int
    day: date
    rows: tuple[Row, ...]
    series: str = ""
    status: int = 100
    kind: int = 0
    title: str = ""
    period: int = 0  # Tilitin: the id of the period it belongs to; 0 finds it by its day


@dataclass
class Books:
    accounts: dict[str, tuple[str, str]]  # number -> name, type of the program
    years: list[tuple[date, date]]
    vouchers: list[Voucher]
    targets: list[tuple[int, int, int | None, str]] = field(default_factory=list)  # id, type, parent, name
    series: list[tuple[str, int, int]] = field(default_factory=list)  # Tilitin: name, first and last number


def helsinki_ms(day: date) -> int:
    """Milliseconds since 1970 of midnight in Helsinki."""
    return int(datetime(day.year, day.month, day.day, tzinfo=HELSINKI).timestamp()) * 1000


def decimal_text(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def write_tilitin(path, books: Books, dates=helsinki_ms):
    """Amounts are bound as text, so that SQLite makes an integer or a real of them as it does for the program."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            """
            CREATE TABLE account (id integer PRIMARY KEY, number varchar(10), name varchar(100), type integer, flags integer);
            CREATE TABLE coa_heading (id integer PRIMARY KEY, number varchar(10), text varchar(100), level integer);
            CREATE TABLE period (id integer PRIMARY KEY, start_date date, end_date date, locked bool);
            CREATE TABLE document (id integer PRIMARY KEY, number integer, period_id integer, date date);
            CREATE TABLE entry (id integer PRIMARY KEY, document_id integer, account_id integer, debit bool,
                                amount numeric(10, 2), description varchar(100), row_number integer, flags integer);
            CREATE TABLE document_type (id integer PRIMARY KEY, number integer, name varchar(100), number_start integer,
                                        number_end integer);
            CREATE TABLE settings (version integer, name varchar(100));
            """
        )
        ids = {number: index for index, number in enumerate(books.accounts, 1)}
        for number, (name, kind) in books.accounts.items():
            db.execute("INSERT INTO account VALUES (?, ?, ?, ?, 0)", (ids[number], number, name, int(kind)))
        for index, (start, end) in enumerate(books.years, 1):
            db.execute("INSERT INTO period VALUES (?, ?, ?, 0)", (index, dates(start), dates(end)))
        for index, (name, first, last) in enumerate(books.series, 1):
            db.execute("INSERT INTO document_type VALUES (?, ?, ?, ?, ?)", (index, index, name, first, last))
        for document, voucher in enumerate(books.vouchers, 1):
            period = voucher.period or next(
                index for index, (start, end) in enumerate(books.years, 1) if start <= voucher.day <= end
            )
            db.execute("INSERT INTO document VALUES (?, ?, ?, ?)", (document, voucher.number, period, dates(voucher.day)))
            for line, row in enumerate(voucher.rows):
                values = (document, ids.get(row.account, 999), row.cents > 0, decimal_text(abs(row.cents)), row.text, line)
                db.execute("INSERT INTO entry VALUES (NULL, ?, ?, ?, ?, ?, ?, 0)", values)
        db.execute("INSERT INTO settings VALUES (14, 'Kokeiluyhdistys ry')")
        db.commit()
    return path


def write_kitsas(path, books: Books):
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            """
            CREATE TABLE Asetus (avain varchar(128) PRIMARY KEY, arvo text);
            CREATE TABLE Tili (numero integer PRIMARY KEY, tyyppi varchar(10), json text);
            CREATE TABLE Otsikko (numero integer, taso integer, json text);
            CREATE TABLE Tilikausi (alkaa date PRIMARY KEY, loppuu date, json text);
            CREATE TABLE Kohdennus (id integer PRIMARY KEY, tyyppi integer, kuuluu integer, json text);
            CREATE TABLE Tosite (id integer PRIMARY KEY, pvm date, tyyppi integer, tila integer DEFAULT 100, tunniste integer,
                                 sarja varchar(10), otsikko text, json text);
            CREATE TABLE Vienti (id integer PRIMARY KEY, rivi integer, tosite integer, tyyppi integer, pvm date, tili integer,
                                 kohdennus integer DEFAULT 0, selite text, debetsnt bigint, kreditsnt bigint, json text);
            CREATE TABLE Merkkaus (vienti integer, kohdennus integer);
            """
        )
        for number, (name, kind) in books.accounts.items():
            db.execute("INSERT INTO Tili VALUES (?, ?, ?)", (int(number), kind, json.dumps({"nimi": {"fi": name, "sv": "x"}})))
        db.executemany("INSERT INTO Tilikausi VALUES (?, ?, '{}')", [(str(start), str(end)) for start, end in books.years])
        db.execute("""INSERT INTO Kohdennus VALUES (0, 0, NULL, '{"nimi": {"fi": "Yleinen"}}')""")
        for number, kind, parent, name in books.targets:
            db.execute("INSERT INTO Kohdennus VALUES (?, ?, ?, ?)", (number, kind, parent, json.dumps({"nimi": {"sv": name}})))
        for document, voucher in enumerate(books.vouchers, 1):
            db.execute(
                "INSERT INTO Tosite VALUES (?, ?, ?, ?, ?, ?, ?, '{}')",
                (document, str(voucher.day), voucher.kind, voucher.status, voucher.number, voucher.series, voucher.title),
            )
            for line, row in enumerate(voucher.rows):
                debit, credit = (row.cents, 0) if row.cents > 0 else (None, -row.cents)
                values = (line, document, str(voucher.day), int(row.account), row.target, row.text, debit, credit)
                entry = db.execute("INSERT INTO Vienti VALUES (NULL, ?, ?, 0, ?, ?, ?, ?, ?, ?, NULL)", values).lastrowid
                db.executemany("INSERT INTO Merkkaus VALUES (?, ?)", [(entry, tag) for tag in row.tags])
        db.commit()
    return path


def write_kitupiikki(path, books: Books):
    """Series are kinds of vouchers here; the opening voucher is the one of number 0 (kind 9010)."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            """
            CREATE TABLE asetus (avain varchar(40), arvo text);
            CREATE TABLE tili (id integer PRIMARY KEY, nro integer, nimi varchar(60), tyyppi varchar(10), tila integer,
                               ysiluku integer, json text);
            CREATE TABLE tilikausi (alkaa date PRIMARY KEY, loppuu date, json text);
            CREATE TABLE tositelaji (id integer PRIMARY KEY, tunnus varchar(5), nimi varchar(60));
            CREATE TABLE tosite (id integer PRIMARY KEY, pvm date, otsikko text, tunniste integer, laji integer);
            CREATE TABLE kohdennus (id integer PRIMARY KEY, nimi varchar(60), tyyppi integer);
            CREATE TABLE vienti (id integer PRIMARY KEY, tosite integer, vientirivi integer, pvm date, tili integer,
                                 debetsnt bigint, kreditsnt bigint, selite text, kohdennus integer DEFAULT 0);
            CREATE TABLE merkkaus (id integer PRIMARY KEY, vienti integer, kohdennus integer);
            CREATE VIEW vientivw AS SELECT * FROM vienti;
            """
        )
        ids = {number: index for index, number in enumerate(books.accounts, 7)}
        for number, (name, kind) in books.accounts.items():
            db.execute("INSERT INTO tili VALUES (?, ?, ?, ?, 1, 0, NULL)", (ids[number], int(number), name, kind))
        db.executemany("INSERT INTO tilikausi VALUES (?, ?, NULL)", [(str(start), str(end)) for start, end in books.years])
        kinds = {"*": 0, **{series: index for index, series in enumerate(sorted({v.series for v in books.vouchers}), 1)}}
        db.executemany("INSERT INTO tositelaji VALUES (?, ?, '')", [(index, series) for series, index in kinds.items()])
        db.execute("INSERT INTO kohdennus VALUES (0, 'Yleinen', 0)")
        db.executemany(
            "INSERT INTO kohdennus VALUES (?, ?, ?)", [(number, name, kind) for number, kind, _, name in books.targets]
        )
        for document, voucher in enumerate(books.vouchers, 1):
            opens = voucher.kind == 9010
            key = 0 if opens else document
            kind = 0 if opens else kinds[voucher.series]
            values = (key, None if opens else str(voucher.day), voucher.title, voucher.number, kind)
            db.execute("INSERT INTO tosite VALUES (?, ?, ?, ?, ?)", values)
            for line, row in enumerate(voucher.rows):
                debit, credit = (row.cents, None) if row.cents > 0 else (None, -row.cents)
                entry = db.execute(
                    "INSERT INTO vienti VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (key, line, str(voucher.day), ids[row.account], debit, credit, row.text, row.target),
                ).lastrowid
                db.executemany("INSERT INTO merkkaus VALUES (NULL, ?, ?)", [(entry, tag) for tag in row.tags])
        db.commit()
    return path
