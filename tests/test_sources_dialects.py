"""One invented ledger, written in many dialects, reads back to the same canonical ledger."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from tilikartta.sources import ReadOptions, read_ledger

ACCOUNTS = [
    ("0050", "Koneet"),
    ("1910", "Pankkitili"),
    ("3000", "Jäsenmaksut"),
    ("5000", "Palkat, yövuorot"),
    ("70500", "Muut kulut - ö"),
]
# Income stands in credit and costs in debit, as in life: a file that says otherwise in one signed column is refused (TK160).
PAIRS = [
    (debit, credit) for debit in ACCOUNTS for credit in ACCOUNTS if debit != credit and debit[0] != "3000" and credit[0] < "4"
]
SHOWN = ["date", "voucher", "account", "account_name", "amount", "text", "dim_kp"]
TEXTS = ["", "Jäsenmaksu", 'Lainaus "x"', "a;b,c|d", "Åbo – öl", "-1", "=SUM(A1)", "Yhteensä vuodelta", "rivi\nvaihto"]
HEADINGS = {
    "fi": ("Pvm", "Tosite", "Tili", "Tilin nimi", "Debet €", "Kredit €", "Summa", "D/K", "Selite", "KP"),
    "sv": ("Datum", "Verifikationsnummer", "Konto", "Kontonamn", "Debet", "Kredit", "Belopp", "D/K", "Beskrivning", "KP"),
    "en": (
        "Posting Date",
        "Voucher No",
        "Account Number",
        "Account Name",
        "Debit",
        "Credit",
        "Amount",
        "D/C",
        "Description",
        "KP",
    ),
}
DATES = {
    "d.m.yyyy": "{d}.{m}.{y}",
    "dd.mm.yyyy": "{d:02}.{m:02}.{y}",
    "iso": "{y}-{m:02}-{d:02}",
    "compact": "{y}{m:02}{d:02}",
    "d/m/yyyy": "{d}/{m}/{y}",
}
TWO, TWO_NEGATIVE, ONE, FLAG = "two", "two-negative", "one", "flag"


@st.composite
def ledgers(draw):
    """Balanced vouchers; one entry fixes what a single file leaves open (an amount with decimals, a day above 12)."""
    entries = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        day = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
        cents = draw(st.integers(1, 10**9))
        debit, credit = draw(st.sampled_from(PAIRS))
        text, kp = draw(st.sampled_from(TEXTS)), draw(st.sampled_from(["", "100", "A1"]))
        entries += [[day, str(number), *debit, cents, text, kp], [day, str(number), *credit, -cents, text, kp]]
    last = date(2025, 12, 31)
    return [*entries, [last, "99", "1910", "Pankkitili", 1001, "x", "100"], [last, "99", "3000", "Jäsenmaksut", -1001, "x", ""]]


def amount_text(cents, decimal, thousands, minus):
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}".replace(",", thousands) + f"{decimal}{rest:02d}"
    if cents >= 0:
        return text
    return {"before": f"-{text}", "after": f"{text}-", "math": f"\u2212{text}", "brackets": f"({text})"}[minus]


def row(entry, model, money, day_form, label):
    day, voucher, account, name, cents, text, kp = entry
    shown_day = day_form.format(d=day.day, m=day.month, y=day.year) if isinstance(day_form, str) else day
    two = [money(cents) if cents > 0 else "", money(-cents if model == TWO else cents) if cents < 0 else ""]
    amounts = {TWO: two, TWO_NEGATIVE: two, ONE: [money(cents)], FLAG: [money(abs(cents)), "D" if cents > 0 else "K"]}[model]
    accounts = [f"{account} {name}"] if label else [account, name]
    return [shown_day, voucher, *accounts, *amounts, text, kp]


def heading(language, model, label):
    day, voucher, account, name, debit, credit, amount, side, text, kp = HEADINGS[language]
    amounts = {TWO: [debit, credit], TWO_NEGATIVE: [debit, credit], ONE: [amount], FLAG: [amount, side]}[model]
    return [day, voucher, account, *([] if label else [name]), *amounts, text, kp]


@st.composite
def dialects(draw):
    decimal = draw(st.sampled_from([",", "."]))
    thousands = draw(st.sampled_from(["", " ", "\u00a0", "\u2009", "\u202f", "'", "." if decimal == "," else ","]))
    minus = draw(st.sampled_from(["before", "after", "math", "brackets"]))
    unicode_only = thousands in ("\u2009", "\u202f") or minus == "math"
    encodings = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
    return {
        "decimal": decimal, "thousands": thousands, "minus": minus, "unit": draw(st.sampled_from(["", " €", " EUR"])),
        "encoding": draw(st.sampled_from(encodings if unicode_only else [*encodings, "cp1252", "iso-8859-15", "cp850"])),
        "separator": draw(st.sampled_from([";", ",", "\t", "|"])), "ending": draw(st.sampled_from(["\n", "\r\n"])),
        "model": draw(st.sampled_from([TWO, TWO_NEGATIVE, ONE, FLAG])), "date": draw(st.sampled_from(list(DATES.values()))),
        "language": draw(st.sampled_from(list(HEADINGS))), "label": draw(st.booleans()), "preamble": draw(st.integers(0, 3)),
        "quote_all": draw(st.booleans()), "total": draw(st.booleans()),
    }  # fmt: skip


def write_text(entries, dialect):
    def money(cents):
        return amount_text(cents, dialect["decimal"], dialect["thousands"], dialect["minus"]) + dialect["unit"]

    stream = io.StringIO()
    quoting = csv.QUOTE_ALL if dialect["quote_all"] else csv.QUOTE_MINIMAL
    writer = csv.writer(stream, delimiter=dialect["separator"], lineterminator=dialect["ending"], quoting=quoting)
    writer.writerows([["Esimerkki ry"], ["Päiväkirja"], ["1.1.2025 - 31.12.2025"]][: dialect["preamble"]])
    head = heading(dialect["language"], dialect["model"], dialect["label"])
    writer.writerow(head)
    writer.writerows(row(entry, dialect["model"], money, dialect["date"], dialect["label"]) for entry in entries)
    if dialect["total"] and dialect["model"] == TWO:
        total = money(sum(entry[4] for entry in entries if entry[4] > 0))
        writer.writerow(["Yhteensä", "", *([""] if dialect["label"] else ["", ""]), total, total, "", ""])
    text = stream.getvalue()
    if dialect["encoding"] in ("cp850", "cp1252", "iso-8859-15"):
        text = text.replace("€", "EUR") if dialect["encoding"] == "cp850" else text
        text = text.replace("–", "-")
    return text.encode(dialect["encoding"])


def plain(entries, dialect):
    """The ledger as the dialect can hold it: single-byte encodings here get no en dash."""
    single = dialect["encoding"] in ("cp850", "cp1252", "iso-8859-15")
    return [[*entry[:5], entry[5].replace("–", "-") if single else entry[5], entry[6]] for entry in entries]


@settings(max_examples=150, deadline=None)
@given(ledgers(), dialects())
def test_text_in_every_dialect_reads_the_same(entries, dialect):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.csv"
        path.write_bytes(write_text(entries, dialect))
        ledger, findings = read_ledger([path], ReadOptions())
    assert ledger.entries[SHOWN].values.tolist() == plain(entries, dialect)
    assert [finding for finding in findings if finding.severity == "error"] == []


@settings(max_examples=40, deadline=None)
@given(
    ledgers(),
    st.sampled_from([TWO, TWO_NEGATIVE, ONE, FLAG]),
    st.sampled_from(list(HEADINGS)),
    st.booleans(),
    st.sampled_from([*DATES.values(), None]),
    st.integers(0, 3),
)
def test_spreadsheet_reads_the_same(entries, model, language, label, day_form, preamble):
    book = openpyxl.Workbook()
    sheet = book.active
    for _ in range(preamble):
        sheet.append(["Esimerkki ry"])
    sheet.append(heading(language, model, label))
    for entry in entries:
        sheet.append([value if value != "" else None for value in row(entry, model, lambda cents: cents / 100, day_form, label)])
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        book.save(path)
        ledger, findings = read_ledger([path], ReadOptions())
    assert ledger.entries[SHOWN].values.tolist() == entries
    assert [finding for finding in findings if finding.code != "TK244"] == []  # dues of ten euros are weak evidence
