"""One small ledger written in every layout of the tests: each writer takes a folder and the books and gives the file."""

# ruff: noqa: E501 (sample lines stay as programs write them)

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import interchange_ledgers as interchange
import writers_databases as databases
import writers_grouped as grouped
import writers_journals as journals
from writers_grouped import Books
from writers_sie import Style as SieStyle
from writers_sie import write_sie
from writers_xml import SaftStyle, XbrlStyle, write_saft, write_xbrl

KINDS = {"1": ("ASSET", "A", "0"), "3": ("INCOME", "C", "3"), "5": ("EXPENSE", "D", "4")}  # GnuCash, Kitsas, Tilitin
YEAR = [(date(2025, 1, 1), date(2025, 12, 31))]
Writer = Callable[[Path, Books], Path]


def dotted(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def comma(cents: int) -> str:
    return dotted(cents).replace(".", ",")


def saved(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return path


def table(rows: list[list[str]], separator: str = ";") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()


def csv_debit_credit(folder: Path, books: Books) -> Path:
    head = ["Tosite", "Pvm", "Tili", "Tilin nimi", "Debet", "Kredit", "Selite"]
    rows = [
        [one.voucher, f"{one.day:%d.%m.%Y}", one.account, books.names[one.account], *_sides(one.cents, comma), one.text]
        for one in books.entries
    ]
    return saved(folder, "v.csv", table([head, *rows]), "cp1252")


def csv_one_amount(folder: Path, books: Books) -> Path:
    head = ["Posting Date", "Voucher No", "Account Number", "Account Name", "Amount", "Description"]
    rows = [
        [str(one.day), one.voucher, one.account, books.names[one.account], dotted(one.cents), one.text] for one in books.entries
    ]
    return saved(folder, "v.csv", table([head, *rows], ","))


def csv_side_after_amount(folder: Path, books: Books) -> Path:
    rows = [
        [one.voucher, f"{one.day:%d.%m.%Y}", one.account, f"{comma(abs(one.cents))} {'D' if one.cents > 0 else 'K'}", one.text]
        for one in books.entries
    ]
    return saved(folder, "v.csv", table([["Tosite", "Pvm", "Tili", "Summa", "Selite"], *rows]))


def csv_account_pair(folder: Path, books: Books) -> Path:
    rows = []
    for voucher, (debit, credit) in books.by_voucher():
        rows.append([voucher, str(debit.day), debit.account, credit.account, comma(debit.cents), debit.text])
    return saved(folder, "v.csv", table([["Tosite", "Pvm", "Debet-tili", "Kredit-tili", "Summa", "Selite"], *rows]))


def csv_contra_account(folder: Path, books: Books) -> Path:
    rows = []
    for voucher, (debit, credit) in books.by_voucher():
        rows.append([voucher, str(debit.day), debit.account, credit.account, comma(debit.cents), debit.text])
    return saved(folder, "v.csv", table([["Tosite", "Pvm", "Tili", "Vastatili", "Summa", "Selite"], *rows]))


def _sides(cents: int, written: Callable[[int], str]) -> list[str]:
    return [written(cents), ""] if cents > 0 else ["", written(-cents)]


def of_group(name: str, workbook: bool = False) -> Writer:
    """A writer of printed reports."""

    def write(folder: Path, books: Books) -> Path:
        rows = getattr(grouped, name)(books, grouped.Style())
        if workbook:
            grouped.as_workbook(rows, folder / "v.xlsx")
            return folder / "v.xlsx"
        return saved(folder, "v.csv", grouped.as_text(rows))

    return write


def _interchange(books: Books) -> interchange.Books:
    vouchers = [
        interchange.Voucher(
            "A", voucher, rows[0].day, [interchange.Posting(one.account, one.cents, one.text) for one in rows]
        )
        for voucher, rows in books.by_voucher()
    ]  # fmt: skip
    return interchange.Books(dict(books.names), vouchers, {})


def sie_4e(folder: Path, books: Books) -> Path:
    whole = _interchange(books)
    whole.opening = {"1910": 100, "2010": -100}
    whole.accounts["2010"] = "Oma pääoma"
    return saved(folder, "v.se", write_sie(whole, SieStyle()))


def sie_4i(folder: Path, books: Books) -> Path:
    return saved(folder, "v.si", write_sie(_interchange(books), SieStyle()))


def saft(folder: Path, books: Books) -> Path:
    return saved(folder, "v.xml", write_saft(_interchange(books), SaftStyle()))


def saft_danish(folder: Path, books: Books) -> Path:
    return saved(folder, "v.xml", write_saft(_interchange(books), SaftStyle(country="DK", prefix="n1", nested_amount=False)))


def xbrl(folder: Path, books: Books) -> Path:
    return saved(folder, "v.xbrl", write_xbrl(_interchange(books), XbrlStyle()))


def _database(books: Books, kind: int) -> databases.Books:
    accounts = {number: (name, KINDS[number[0]][kind]) for number, name in books.names.items()}
    vouchers = [
        databases.Voucher(int(voucher), rows[0].day, tuple(databases.Row(one.account, one.cents, one.text) for one in rows))
        for voucher, rows in books.by_voucher()
    ]
    return databases.Books(accounts, YEAR, vouchers)


def tilitin(folder: Path, books: Books) -> Path:
    return databases.write_tilitin(folder / "v.sqlite", _database(books, 2))


def kitsas(folder: Path, books: Books) -> Path:
    return databases.write_kitsas(folder / "v.kitsas", _database(books, 1))


def _journal(books: Books) -> list[journals.Transaction]:
    """Transactions; accounts are called by their numbers, since plain text accounting has names only."""
    return [
        journals.Transaction(
            rows[0].day, rows[0].text, tuple(journals.Posting(one.account, one.cents) for one in rows), number=voucher
        )
        for voucher, rows in books.by_voucher()
    ]


def gnucash(folder: Path, books: Books) -> Path:
    accounts = [journals.Account(number, name, KINDS[number[0]][0], number) for number, name in books.names.items()]
    return saved(folder, "v.gnucash", journals.gnucash_xml(accounts, _journal(books)))


def hledger_print(folder: Path, books: Books) -> Path:
    return saved(folder, "v.csv", journals.hledger_print(_journal(books)))


def hledger_register(folder: Path, books: Books) -> Path:
    return saved(folder, "v.csv", journals.hledger_register(_journal(books)))


def hledger_json(folder: Path, books: Books) -> Path:
    return saved(folder, "v.json", journals.hledger_json(_journal(books)))


def ledger_csv(folder: Path, books: Books) -> Path:
    return saved(folder, "v.csv", journals.ledger_csv(_journal(books)))


def beancount(folder: Path, books: Books) -> Path:
    roots = {"1": "Assets", "3": "Income", "5": "Expenses"}
    named = [
        replace(one, postings=tuple(replace(row, account=f"{roots[row.account[0]]}:{row.account}") for row in one.postings))
        for one in _journal(books)
    ]
    return saved(folder, "v.csv", journals.beancount_csv(named))


def netvisor_xml(folder: Path, books: Books) -> Path:
    whole = ""
    for voucher, rows in books.by_voucher():
        lines = "".join(
            f"<VoucherLine><LineSum>{comma(one.cents)}</LineSum><Description>{one.text}</Description>"
            f"<AccountNumber>{one.account}</AccountNumber></VoucherLine>"
            for one in rows
        )
        whole += (
            f'<Voucher Status="valid"><VoucherDate format="ansi">{rows[0].day}</VoucherDate><VoucherNumber>{voucher}</VoucherNumber>'
            f"<VoucherClass>PT</VoucherClass>{lines}</Voucher>\n"
        )
    return saved(folder, "v.xml", f'<?xml version="1.0" encoding="utf-8"?>\n<Root><Vouchers>\n{whole}</Vouchers></Root>\n')


def datev(folder: Path, books: Books) -> Path:
    head = '"EXTF";700;21;"Buchungsstapel";9;20250106102500000;;"XY";"";"";1001;456;20250101;4;20250101;20251231;"x";"";1;;0;"EUR"\r\n'
    names = ["Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "Konto", "Gegenkonto (ohne BU-Schlüssel)", "Belegdatum",
             "Belegfeld 1", "Buchungstext"]  # fmt: skip
    rows = [
        [comma(debit.cents), "S", debit.account, credit.account, f"{debit.day:%d%m}", voucher, debit.text]
        for voucher, (debit, credit) in books.by_voucher()
    ]
    return saved(folder, "EXTF.csv", head + table([names, *rows]), "cp1252")


def tikon(folder: Path, books: Books) -> Path:
    lines = [
        f"TKB{one.day:%d%m%Y}30{one.voucher:0>6}000000{one.account:0>6}{'':12}{'':10}2503{'+' if one.cents > 0 else '-'}"
        f"{abs(one.cents):016d}+{0:015d}{one.text:<72}{'':50}EUR\r\n"
        for one in books.entries
    ]
    return saved(folder, "TIKON.His", "".join(lines), "iso8859-15")


def fivaldi_cents(folder: Path, books: Books) -> Path:
    rows = [
        [f"{one.day:%Y%m%d}", one.account, one.voucher, "", str(one.cents), one.text, "20"] for one in books.entries
    ]  # fmt: skip
    return saved(folder, "v.csv", table([["PVM", "TILI", "TOSITE", "SUMMA", "SENTIT", "SELITE", "LAJI"], *rows]))


def trial_balance(folder: Path, books: Books) -> Path:
    rows = []
    for account, entries in books.by_account():
        debit, credit = (sum(max(sign * one.cents, 0) for one in entries) for sign in (1, -1))
        rows.append([account, books.names[account], comma(0), comma(debit), comma(credit), comma(debit - credit)])
    head = ["Tili", "Tilin nimi", "Alkusaldo", "Debet", "Kredit", "Loppusaldo"]
    return saved(folder, "s.csv", table([["Saldoluettelo 1.1.2025 - 31.12.2025"], head, *rows]))


def sie_1(folder: Path, books: Books) -> Path:
    return saved(folder, "s.se", write_sie(_interchange(books), SieStyle(kind="1")))


ENTRIES: dict[str, Writer] = {
    write.__name__: write
    for write in (
        csv_debit_credit, csv_one_amount, csv_side_after_amount, csv_account_pair, csv_contra_account, sie_4e, sie_4i, saft,
        saft_danish, xbrl, tilitin, kitsas, gnucash, hledger_print, hledger_register, hledger_json, ledger_csv, beancount,
        netvisor_xml, datev, tikon, fivaldi_cents,
    )
} | {f"{name}{'_xlsx' if workbook else ''}": of_group(name, workbook) for name in grouped.LAYOUTS for workbook in (False, True)}  # fmt: skip
BALANCES: dict[str, Writer] = {write.__name__: write for write in (trial_balance, sie_1)}
