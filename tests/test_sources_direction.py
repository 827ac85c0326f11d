"""One column of amounts, written with plus as debit and with plus as credit: the same ledger is read, or it is asked for.

Never a ledger turned round, whatever the chart: numbered as usual, as in other countries, in a way of its own, or not at all.
"""

# ruff: noqa: E501 (sample lines stay as programs write them)
import csv
import io
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writers_grouped import Books, Entry, money

from tilikartta.model import TilikarttaError
from tilikartta.sources import read_ledger

# bank, loan, receivables, equity, income, income, cost, cost: numbers and names as charts of these kinds have them (facts on charts)
CHARTS = {
    "liikekirjuri": [("1910", "Pankkitili"), ("2510", "Lainat"), ("1700", "Jäsenmaksusaamiset"), ("2010", "Oma pääoma"),
                     ("3000", "Jäsenmaksutuotot"), ("3100", "Osallistumismaksut"), ("4000", "Ostot"), ("6300", "Vuokrat")],
    "tilitin": [("1911", "Pankkitili"), ("2511", "Lainat"), ("1701", "Saamiset"), ("2011", "Peruspääoma"),
                ("5001", "Jäsenmaksutulot"), ("7501", "Yleisavustukset"), ("4101", "Palkat"), ("5051", "Varainhankinnan kulut")],
    "tietokilta": [("2010", "Käyttötili"), ("3010", "Laina"), ("2110", "Myyntisaamiset"), ("3000", "Kilta"),
                   ("0100", "Jäsenmaksut"), ("1300", "Tapahtumatulot"), ("0200", "Toimistokulut"), ("1310", "Saunaillat")],
    "partio": [("1910", "Pankki"), ("2510", "Laina"), ("1700", "Saatavat"), ("2010", "Säästö"),
               ("5010", "Leirimaksut"), ("5020", "Kalenterit"), ("3000", "Leirikulut"), ("3010", "Retket")],
    "bas": [("1930", "Bankkonto"), ("2350", "Banklån"), ("1510", "Kundfordringar"), ("2010", "Eget kapital"),
            ("3900", "Medlemsavgifter"), ("3985", "Erhållna bidrag"), ("5010", "Lokalhyra"), ("7010", "Löner")],
    "dansk": [("55000", "Bankkonto"), ("65000", "Banklån"), ("53000", "Tilgodehavender"), ("61000", "Egenkapital"),
              ("10100", "Kontingenter"), ("10200", "Arrangementer"), ("36200", "Husleje"), ("22000", "Lønninger")],
    "british": [("1200", "Current account"), ("2300", "Loans"), ("1100", "Debtors"), ("3000", "Capital"),
                ("4000", "Membership income"), ("4100", "Hall hire"), ("7100", "Rent"), ("7000", "Salaries")],
    "american": [("1000", "Checking"), ("2500", "Loans payable"), ("1200", "Receivables"), ("3000", "Net assets"),
                 ("4100", "Donations"), ("5200", "Program fees"), ("8100", "Wages"), ("7500", "Supplies")],
    "skr03": [("1200", "Bank"), ("0600", "Darlehen"), ("1400", "Forderungen"), ("0800", "Vereinsvermögen"),
              ("8110", "Mitgliedsbeiträge"), ("8200", "Spenden"), ("4120", "Löhne"), ("3100", "Material")],
    "own": [("9001", "Eka"), ("9002", "Toka"), ("8001", "Kolmas"), ("7001", "Neljäs"),
            ("6001", "Salonki"), ("6002", "Puoti"), ("5001", "Juhlat"), ("4001", "Matkailu")],
    "named": [("", "Pankki"), ("", "Laina"), ("", "Saamiset"), ("", "Pääoma"),
              ("", "Jäsenmaksut"), ("", "Kahvila"), ("", "Tilakulut"), ("", "Vakuutukset")],
}  # fmt: skip
BANK, LOAN, OWED, EQUITY, INCOME, COSTS = 0, 1, 2, 3, (4, 5), (6, 7)


@st.composite
def ledgers(draw):
    """Vouchers as associations have them: income and costs, also corrected in part, debts drawn and paid, fees owed and paid."""
    chart = draw(st.sampled_from(sorted(CHARTS)))
    named = draw(st.booleans()) or not CHARTS[chart][0][0]
    entries, booked = [], []
    for number in range(1, draw(st.integers(2, 12)) + 1):
        kind = draw(st.sampled_from(["income", "income", "cost", "cost", "drawn", "paid", "owed", "settled", "back"]))
        account, cents = draw(st.integers(0, 1)), draw(st.integers(100, 500_000))
        if kind == "back" and booked:  # a part of an earlier voucher goes back
            debit, credit, before = draw(st.sampled_from(booked))
            debit, credit, cents = credit, debit, min(cents, before // 3)
            booked.remove((credit, debit, before))
        else:
            debit, credit = {"income": (BANK, INCOME[account]), "cost": (COSTS[account], BANK), "drawn": (BANK, LOAN), "paid": (LOAN, BANK),
                             "owed": (OWED, INCOME[account]), "settled": (BANK, OWED), "back": (BANK, EQUITY)}[kind]  # fmt: skip
            if kind in ("income", "cost"):
                booked.append((debit, credit, cents))
        day = date(2025, 1, 13) + timedelta(days=number)
        entries += [_entry(chart, named, number, day, one, sign * cents) for one, sign in ((debit, 1), (credit, -1))]
    used = {one.account for one in entries}
    names = {_label(chart, at, named): CHARTS[chart][at][1] if named else "" for at in range(8)}
    openings = {}
    if draw(st.booleans()):
        held = draw(st.integers(100, 900_000))
        openings = {_label(chart, BANK, named): held, _label(chart, EQUITY, named): -held}
    return Books(tuple(entries), {one: name for one, name in names.items() if one in used | openings.keys()}, openings)


def _label(chart, at, named):
    number, name = CHARTS[chart][at]
    return number or name


def _entry(chart, named, number, day, at, cents):
    return Entry(str(number), day, _label(chart, at, named), cents, f"vienti {number}")


def table(folder, head, rows, separator=";"):
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows([*([head] if head else []), *rows])
    path = folder / "v.csv"
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def plain(head):
    def write(folder, books):
        names = len(head) == 6
        rows = [[one.voucher, f"{one.day:%d.%m.%Y}", one.account, *([books.names[one.account]] if names else []), money(one.cents), one.text]
                for one in books.entries]  # fmt: skip
        return table(folder, head, rows)

    return write


def headerless(folder, books):
    rows = [[one.voucher, f"{one.day:%d.%m.%Y}", f"{one.account} {books.names[one.account]}".strip(), money(one.cents), one.text]
            for one in books.entries]  # fmt: skip
    return table(folder, [], rows)


def workbook(folder, books):
    book = openpyxl.Workbook()
    book.active.append(["Pvm", "Tosite", "Tili", "Tilin nimi", "Summa"])
    for one in books.entries:
        book.active.append([one.day, one.voucher, one.account, books.names[one.account], one.cents / 100])
    book.save(folder / "v.xlsx")
    return folder / "v.xlsx"


def ledger(folder, books):
    """A printed general ledger with openings and running balances, in the sign of its amounts."""
    rows = [["Esimerkki ry"], ["Pvm", "Tosite", "Selite", "Summa", "Saldo"]]
    for account, entries in books.by_account():
        balance = books.openings.get(account, 0)
        rows.append([f"Tili {account} {books.names[account]}".strip()])
        rows.append(["", "", "Alkusaldo", "", money(balance)])
        for one in entries:
            balance += one.cents
            rows.append([f"{one.day:%d.%m.%Y}", one.voucher, one.text, money(one.cents), money(balance)])
        rows.append(["", "", "Yhteensä", "", money(balance)])
    return table(folder, [], rows)


LAYOUTS = {
    "fi": plain(["Tosite", "Pvm", "Tili", "Summa", "Selite"]),
    "fi_names": plain(["Tosite", "Pvm", "Tili", "Tilin nimi", "Summa", "Selite"]),
    "sv_names": plain(["Ver", "Datum", "Konto", "Kontonamn", "Belopp", "Text"]),
    "en": plain(["Voucher No", "Posting Date", "Account Number", "Amount", "Description"]),
    "en_names": plain(["Voucher No", "Posting Date", "Account Number", "Account Name", "Amount", "Description"]),
    "da_names": plain(["Bilag", "Bogføringsdato", "Kontonr.", "Kontonavn", "Beløb", "Tekst"]),
    "headerless": headerless, "workbook": workbook, "ledger": ledger,
}  # fmt: skip


def turned(books):
    entries = tuple(Entry(one.voucher, one.day, one.account, -one.cents, one.text) for one in books.entries)
    return Books(entries, books.names, {account: -cents for account, cents in books.openings.items()})


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=25, deadline=None)
@given(books=ledgers(), sign=st.sampled_from([1, -1]))
def test_either_direction_is_read_alike_or_asked_for(layout, books, sign):
    expected = sorted((one.account, one.cents) for one in books.entries)
    with TemporaryDirectory() as folder:
        path = LAYOUTS[layout](Path(folder), books if sign == 1 else turned(books))
        try:
            found, findings = read_ledger([path])
        except TilikarttaError:
            return
    frame = found.entries
    rows = sorted(zip(frame["account"].where(frame["account"] != "", frame["account_name"]), frame["amount"], strict=True))
    assert rows == expected, [finding.code for finding in findings]
    openings = {
        account: cents for account, cents in zip(found.balances["account"], found.balances["opening"], strict=True) if cents
    }
    assert layout != "ledger" or not openings or openings.items() <= books.openings.items(), openings


def as_statement(books, chart_of):
    """Amounts as statements print them: what assets gain is plus, and so are income and debts; costs are minus."""
    entries = tuple(
        Entry(one.voucher, one.day, one.account, one.cents * (1 if chart_of(one.account) in (BANK, OWED) else -1), one.text)
        for one in books.entries
    )
    return Books(entries, books.names, books.openings)


def place_in(books):
    """The place of each account in its chart."""
    used = set(books.names)
    chart = next(one for one in CHARTS.values() if used <= {number or name for number, name in one})
    return {number or name: at for at, (number, name) in enumerate(chart)}.__getitem__


@pytest.mark.parametrize("layout", ["fi", "fi_names", "workbook"])
@settings(max_examples=25, deadline=None)
@given(books=ledgers())
def test_signs_of_a_statement_are_read_alike_or_asked_for(layout, books):
    expected = sorted((one.account, one.cents) for one in books.entries)
    with TemporaryDirectory() as folder:
        try:
            found, _ = read_ledger([LAYOUTS[layout](Path(folder), as_statement(books, place_in(books)))])
        except TilikarttaError:
            return
    frame = found.entries
    rows = zip(frame["account"].where(frame["account"] != "", frame["account_name"]), frame["amount"], strict=True)
    assert sorted(rows) == expected


FLOWS = [
    (BANK, INCOME[0], 90_000),
    (BANK, INCOME[1], 20_000),
    (COSTS[0], BANK, 60_000),
    (COSTS[1], BANK, 25_050),
    (LOAN, BANK, 50_000),
]


def whole_year(chart, named=True):
    entries = []
    for number, (debit, credit, cents) in enumerate(FLOWS, 1):
        day = date(2025, 1, 13) + timedelta(days=number)
        entries += [_entry(chart, named, number, day, debit, cents), _entry(chart, named, number, day, credit, -cents)]
    names = {_label(chart, at, named): CHARTS[chart][at][1] if named else "" for at in range(8)}
    return Books(tuple(entries), {one: names[one] for one in {entry.account for entry in entries}})


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("chart", [one for one in CHARTS if one != "own"])
def test_a_year_with_names_in_any_of_our_languages_is_read_either_way(tmp_path, chart, sign):
    books = whole_year(chart)
    ledger, findings = read_ledger([LAYOUTS["fi_names"](tmp_path, books if sign == 1 else turned(books))])
    assert ledger.entries["amount"].tolist() == [one.cents for one in books.entries]
    assert {finding.code for finding in findings} <= ({"TK245"} if sign == -1 else set())


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("chart", "named"), [("own", True), *((one, False) for one in CHARTS if one != "named")])
def test_without_names_that_say_anything_it_is_asked_for(tmp_path, chart, named, sign):
    books = whole_year(chart, named)
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([LAYOUTS["fi_names" if named else "fi"](tmp_path, books if sign == 1 else turned(books))])
    assert {finding.code for finding in stop.value.findings} <= {"TK196", "TK160"}


def test_names_in_vouchers_that_do_not_balance_turn_nothing(tmp_path):
    """A statement's plus for income in one voucher of two was once taken for plus = credit, and the bank was turned."""
    rows = ["1;14.1.2025;Pankki;1,00", "1;14.1.2025;Jäsenmaksut;1,00", "2;15.1.2025;Pankki;1,00", "2;15.1.2025;Saamiset;-1,00"]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["Tosite;Päivämäärä;Tili;Summa", *rows]), encoding="utf-8")
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([path])
    assert {one.code for one in stop.value.findings} == {"TK196"}
