"""Writers that print one invented ledger as programs print their reports: grouped, paged, with subtotals and running balances."""

# ruff: noqa: E501 (sample lines stay as programs write them)
import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import openpyxl

BALANCE = ("1", "2")  # accounts of the balance sheet; only these have openings


@dataclass(frozen=True)
class Entry:
    voucher: str
    day: date
    account: str
    cents: int
    text: str


@dataclass(frozen=True)
class Books:
    """Entries in order of vouchers, names of accounts, and openings by account (debit +, summing to zero)."""

    entries: tuple[Entry, ...]
    names: dict[str, str]
    openings: dict[str, int] = field(default_factory=dict)

    def canonical(self):
        return sorted((one.account, one.day, one.voucher, one.cents, one.text) for one in self.entries)

    def by_account(self):
        accounts = sorted({one.account for one in self.entries} | set(self.openings))
        return [(account, [one for one in self.entries if one.account == account]) for account in accounts]

    def by_voucher(self):
        return [(voucher, list(group)) for voucher, group in groupby(self.entries, lambda one: one.voucher)]


@dataclass(frozen=True)
class Style:
    """How a report is printed."""

    language: str = "fi"
    page: int = 0  # rows on a page, 0 for no page breaks
    subtotals: bool = False
    running: bool = True
    natural: bool = False  # balances of liabilities and income are printed plus
    iso: bool = False
    two_cells: bool = False
    totals: bool = True

    def day(self, day):
        return day.isoformat() if self.iso else f"{day.day:02}.{day.month:02}.{day.year}"


def money(cents, blank=""):
    if cents is None:
        return blank
    whole, rest = divmod(abs(cents), 100)
    return ("-" if cents < 0 else "") + f"{whole:,}".replace(",", " ") + f",{rest:02d}"


WORDS = {
    "fi": {"head": ["Pvm", "Tosite", "Selite", "Debet", "Kredit", "Saldo"], "account": "Tili", "opening": "Alkusaldo", "total": "Yhteensä",
           "all": "Kaikki yhteensä", "carry": "Siirto", "page": "Sivu", "voucher": "Tosite", "title": "Pääkirja"},
    "sv": {"head": ["Datum", "Ver", "Text", "Debet", "Kredit", "Saldo"], "account": "Konto", "opening": "Ingående balans", "total": "Summa",
           "all": "Totalt", "carry": "Transport", "page": "Sida", "voucher": "Verifikation", "title": "Huvudbok"},
    "en": {"head": ["Date", "Voucher", "Description", "Debit", "Credit", "Balance"], "account": "Account", "opening": "Opening balance",
           "total": "Total", "all": "Grand total", "carry": "Carried forward", "page": "Page", "voucher": "Voucher", "title": "General ledger"},
}  # fmt: skip


def debit_credit(cents):
    return (cents, None) if cents >= 0 else (None, -cents)


class Pager:
    """Rows under way; after every ``page`` rows a page break with carried sums, a footer and the headings again."""

    def __init__(self, words, style, carry=True):
        self.words, self.style, self.carry = words, style, carry
        self.rows, self.on_page, self.number = [], 0, 1

    def add(self, row, sums=None):
        self.rows.append(row)
        self.on_page += 1
        if self.style.page and self.on_page >= self.style.page:
            self.turn(sums)

    def turn(self, sums):
        words, head = self.words, self.words["head"]
        carried = ["", "", words["carry"], *(money(one) for one in sums or (None, None)), ""] if sums and self.carry else None
        self.number += 1
        self.on_page = 0
        self.rows += [*([carried] if carried else []), ["Esimerkki ry", "", "", "", "", f"{words['page']} {self.number}"], ["00100 Helsinki"],
                      list(head), *([list(carried)] if carried else [])]  # fmt: skip


def side_of(account, style):
    return -1 if style.natural and not account.startswith("1") and account[0] < "4" else 1


def general_ledger(books, style):
    """Account heading rows, opening rows, entries, month subtotals without a label, account totals, a grand total."""
    words = WORDS[style.language]
    pager = Pager(words, style)
    pager.rows += [["Esimerkki ry"], ["00100 Helsinki"], [words["title"]], [], list(words["head"])]
    everything = [0, 0]
    for account, entries in books.by_account():
        name = books.names[account]
        pager.add([account, name] if style.two_cells else [f"{words['account']} {account} {name}"])
        balance = books.openings.get(account, 0)
        if account in books.openings:
            printed = balance * side_of(account, style)
            pager.add(
                [
                    "",
                    "",
                    words["opening"],
                    *((("", "", money(printed))) if style.running else (*map(money, debit_credit(balance)), "")),
                ]
            )
        sums = [0, 0]
        for month, group in groupby(sorted(entries, key=lambda one: one.day), lambda one: (one.day.year, one.day.month)):
            monthly = [0, 0]
            for one in group:
                debit, credit = debit_credit(one.cents)
                balance += one.cents
                for tally in (sums, monthly, everything):
                    tally[0] += debit or 0
                    tally[1] += credit or 0
                shown = money(balance * side_of(account, style)) if style.running else ""
                pager.add([style.day(one.day), one.voucher, one.text, money(debit), money(credit), shown], sums)
            if style.subtotals and month:
                pager.add(["", "", "", *map(money, monthly), ""], sums)
        if style.totals:
            shown = money(balance * side_of(account, style)) if style.running else ""
            pager.add(["", "", words["total"], *map(money, sums), shown])
    if style.totals:
        pager.rows.append(["", "", words["all"], *map(money, everything), ""])
    return pager.rows


def tasenor_ledger(books, style):
    rows = [["Nro", "Tili / Päiväys", "Debet", "Kredit", "Saldo"]]
    for account, entries in books.by_account():
        rows.append([account, books.names[account], "", "", ""])
        balance = books.openings.get(account, 0)
        for one in entries:
            balance += one.cents
            debit, credit = (money(part, "–") for part in debit_credit(one.cents))
            rows.append([f"#{one.voucher}", f"{style.day(one.day)} {one.text}", debit, credit, money(balance) + "€"])
        rows.append(["", "", "", "", money(balance) + "€"])
    return rows


def tasenor_journal(books, style):
    rows = [["Num", "Date and accounts", "Debit", "Credit"]]
    for voucher, entries in books.by_voucher():
        rows.append([f"#{voucher}", style.day(entries[0].day), "", ""])
        for one in entries:
            debit, credit = (money(part, "–") for part in debit_credit(one.cents))
            rows.append(["", f"{one.account} {books.names[one.account]}: {one.text}", debit, credit])
    return rows


NGO_HEADINGS = (
    "TILI", "TILIN NIMI", "TOSITE", "PVM", "DEBET", "KREDIT", "ALV", "KP", "SELITE", "ALKUSALDO", "KK-MUUTOS", "KP-SALDO",
)  # fmt: skip


def dated_columns(books, style):
    """The layout of an NGO program: openings, subtotals with empty account, credit negative, accounts like 3910.0."""
    rows = [list(NGO_HEADINGS)]
    plain = lambda cents: f"{cents / 100:.2f}"  # noqa: E731
    for account, entries in books.by_account():
        label, name, balance = f"{account}.0", books.names[account], books.openings.get(account, 0)
        rows.append([label, name, "", "", "", "", "", "", "", plain(balance), "", ""])
        for _, group in groupby(sorted(entries, key=lambda one: one.day), lambda one: (one.day.year, one.day.month)):
            debits = credits = 0
            for one in group:
                debit, credit = debit_credit(one.cents)
                debits, credits, balance = debits + (debit or 0), credits - (credit or 0), balance + one.cents
                shown = [plain(debit), ""] if debit is not None else ["", plain(-credit)]
                rows.append([label, name, one.voucher, one.day.isoformat(), *shown, "", "20.0", one.text, "", "", ""])
            rows.append(["", "", "", "", plain(debits), plain(credits), "", "", "", "", plain(debits + credits), plain(balance)])
    debit = sum(one.cents for one in books.entries if one.cents > 0)
    credit = sum(one.cents for one in books.entries if one.cents < 0)
    rows.append([f"Yhteensä {len(books.entries)} vientiä", "", "", "", plain(debit), plain(credit), "", "", "", "", "", ""])
    return rows


def hierarchy(books, style):
    """Accounts and days in one column, names and kinds in the next, carried rows between pages."""
    rows = [["Esimerkki ry"], ["Pääkirja"], ["Tili/Päiväys", "Nimi/Tositelaji", "Tosite", "Selite", "Debet", "Kredit"]]
    for account, entries in books.by_account():
        rows.append([account, books.names[account]])
        if account in books.openings:
            rows.append(["", "", "", "Alkusaldo", *map(money, debit_credit(books.openings[account]))])
        debits = credits = 0
        for number, one in enumerate(entries):
            if style.page and number and not number % style.page:
                rows += [["", "", "", "Siirtoa", money(debits), money(credits)], [account, books.names[account]],
                         ["", "", "", "Siirto", money(debits), money(credits)]]  # fmt: skip
            debit, credit = debit_credit(one.cents)
            debits, credits = debits + (debit or 0), credits + (credit or 0)
            rows.append([style.day(one.day), "Muistio", one.voucher, one.text, money(debit), money(credit)])
        rows.append(["Yhteensä", "", "", "", money(debits), money(credits)])
    return rows


def plain_ledger(books, style):
    """Kitsas: every row has its account; the balance is natural and silently begins from the opening."""
    rows = [["Tilin numero", "Tilin nimi", "Pvm", "Tosite", "Selite", "Debet €", "Kredit €", "Saldo €"]]
    for account, entries in books.by_account():
        balance = books.openings.get(account, 0)
        for one in entries:
            balance += one.cents
            side = 1 if account.startswith("1") or account[0] > "3" else -1
            rows.append([account, books.names[account], style.day(one.day), one.voucher, one.text,
                         *map(money, debit_credit(one.cents)), money(side * balance)])  # fmt: skip
    return rows


def journal(books, style):
    """A heading row for each voucher, then its postings, then the sum of the voucher."""
    words = WORDS[style.language]
    account = {"fi": "Tili", "sv": "Konto", "en": "Account"}[style.language]
    head = words["head"]
    rows = [["Esimerkki ry"], [head[1], head[0], account, head[2], head[3], head[4]]]
    for voucher, entries in books.by_voucher():
        rows.append([voucher, style.day(entries[0].day)])
        total = 0
        for one in entries:
            total += max(one.cents, 0)
            rows.append(["", "", f"{one.account} {books.names[one.account]}", one.text, *map(money, debit_credit(one.cents))])
        if style.totals:
            rows.append(["", "", words["total"], "", money(total), money(total)])
    return rows


def first_row_journal(books, style):
    """Date and number only on the first row of a voucher."""
    rows = [["Date", "Num", "Memo/Description", "Account", "Debit", "Credit"]]
    for voucher, entries in books.by_voucher():
        for number, one in enumerate(entries):
            key = [style.day(one.day), voucher] if not number else ["", ""]
            rows.append([*key, one.text, f"{one.account} {books.names[one.account]}", *map(money, debit_credit(one.cents))])
    return rows


def titled(books, style):
    """A title and the headings again for each account, initial and ending balances (Odoo)."""
    rows = [["General ledger"]]
    for account, entries in books.by_account():
        rows += [
            [f"{account} - {books.names[account]}"],
            ["Date", "Entry", "Journal", "Ref - Label", "Debit", "Credit", "Cumul. Bal."],
        ]
        balance = books.openings.get(account, 0)
        rows.append(["", "", "", "Initial balance", "", "", money(balance)])
        sums = [0, 0]
        for one in entries:
            balance += one.cents
            debit, credit = debit_credit(one.cents)
            sums = [sums[0] + (debit or 0), sums[1] + (credit or 0)]
            rows.append([style.day(one.day), one.voucher, "MISC", one.text, money(debit), money(credit), money(balance)])
        rows += [["", "", "", "Ending balance", *map(money, sums), money(balance)], []]
    return rows


def unseen(books, style):
    """A layout that nobody has seen: credit first, the number of the voucher last, accounts written with a dash."""
    rows = [
        ["Yhdistyksen tapahtumaluettelo tileittäin"],
        ["Kredit", "Debet", "Saldo tapahtuman jälkeen", "Kuvaus", "Kirjauspäivä", "Tositteen nro"],
    ]
    for account, entries in books.by_account():
        rows.append(["", "", "", f"Konto: {account} — {books.names[account]}"])
        if account in books.openings:
            rows.append([*reversed([*map(money, debit_credit(books.openings[account]))]), "", "Edellinen saldo"])
        sums = [0, 0]
        for one in entries:
            debit, credit = debit_credit(one.cents)
            sums = [sums[0] + (debit or 0), sums[1] + (credit or 0)]
            rows.append([money(credit), money(debit), "", one.text, style.day(one.day), one.voucher])
        rows.append([money(sums[1]), money(sums[0]), "", f"{books.names[account]} yhteensä"])
    return rows


LAYOUTS = {
    one.__name__: one
    for one in (general_ledger, tasenor_ledger, tasenor_journal, dated_columns, hierarchy, plain_ledger, journal, first_row_journal, titled, unseen)
}  # fmt: skip
WITH_OPENINGS = {"general_ledger", "dated_columns", "hierarchy", "titled", "unseen"}


def as_text(rows, separator=";", ending="\r\n"):
    stream = io.StringIO()
    width = max(map(len, rows))
    writer = csv.writer(stream, delimiter=separator, lineterminator=ending)
    writer.writerows([*row, *[""] * (width - len(row))] if len(row) > 1 else row for row in rows)
    return stream.getvalue()


def as_workbook(rows, path):
    """Amounts as numbers and days as dates, as programs write them to Excel."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([_cell(value) for value in row])
    book.save(path)


def _cell(value):
    text = value.replace(" ", "").replace("€", "")
    try:
        if "," in text:
            return float(text.replace(",", "."))
        if value.count(".") == 2:
            day, month, year = map(int, value.split("."))
            return date(year, month, day)
    except ValueError:
        pass
    return value or None


def openings_of(ledger):
    found = defaultdict(int)
    for account, cents in zip(ledger.balances["account"], ledger.balances["opening"], strict=True):
        found[account] += int(cents)
    return {account: cents for account, cents in found.items() if cents}
