"""What hledger, Ledger and Beancount print: the same journal from each, and what cannot be read."""

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writers_journals import (
    Posting,
    Transaction,
    beancount_csv,
    hledger_json,
    hledger_print,
    hledger_register,
    ledger_csv,
)  # fmt: skip

from tilikartta.messages import hint, message
from tilikartta.model import Cents, ExitCode, LocalAccount, TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger

JOURNAL = [
    Transaction(date(2025, 1, 1), "Jäsenmaksu", (Posting("Assets:Pankki", 1250_50), Posting("Income:Jäsenmaksut", -1250_50))),
    Transaction(date(2025, 3, 2), 'Kahvila "Åbo", sali', (Posting("Expenses:Tarjoilu", 12_00), Posting("Assets:Pankki", -12_00))),
]
WRITERS = {
    "hledger-print": (hledger_print, "hledger"),
    "hledger-print-newer": (lambda journal: hledger_print(journal, newer=True), "hledger"),
    "hledger-register": (hledger_register, "hledger"),
    "hledger-register-left": (lambda journal: hledger_register(journal, "{currency}{number}"), "hledger"),
    "hledger-json": (hledger_json, "hledger-json"),
    "hledger-json-one-line": (lambda journal: hledger_json(journal, None), "hledger-json"),
    "ledger": (ledger_csv, "ledger"),
    "beancount": (beancount_csv, "beancount"),
    "beancount-position": (lambda journal: beancount_csv(journal, "position"), "beancount"),
    "beancount-numberify": (lambda journal: beancount_csv(journal, "numberify"), "beancount"),
}
EVERY = pytest.mark.parametrize("name", WRITERS)


def read(folder, text, **options):
    path = Path(folder) / "journal"
    path.write_text(text, encoding="utf-8")
    return read_ledger([path], ReadOptions(**options))


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def refusal(folder, text):
    with pytest.raises(TilikarttaError) as stop:
        read(folder, text)
    assert stop.value.exit_code == ExitCode.UNREADABLE
    return stop.value.findings


@EVERY
def test_one_journal_from_every_program(tmp_path, name):
    write, form = WRITERS[name]
    ledger, findings = read(tmp_path, write(JOURNAL), entity="ry")
    assert findings == []
    assert ledger.files[0].format == form
    assert rows(ledger.entries, "entity", "date", "account", "account_name", "amount", "text", "currency") == [
        ("ry", date(2025, 1, 1), "", "Assets:Pankki", 1250_50, "Jäsenmaksu", "EUR"),
        ("ry", date(2025, 1, 1), "", "Income:Jäsenmaksut", -1250_50, "Jäsenmaksu", "EUR"),
        ("ry", date(2025, 3, 2), "", "Expenses:Tarjoilu", 12_00, 'Kahvila "Åbo", sali', "EUR"),
        ("ry", date(2025, 3, 2), "", "Assets:Pankki", -12_00, 'Kahvila "Åbo", sali', "EUR"),
    ]
    vouchers = list(ledger.entries["voucher"])
    assert vouchers[0] == vouchers[1] != vouchers[2] == vouchers[3]
    assert ledger.chart == (
        LocalAccount("", "Assets:Pankki", "asset"), LocalAccount("", "Expenses:Tarjoilu", "expense"),
        LocalAccount("", "Income:Jäsenmaksut", "income"),
    )  # fmt: skip


@EVERY
@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dates(date(2001, 1, 1), date(2040, 12, 31)),
            st.integers(-(10**12), 10**12).filter(bool),
            st.sampled_from(["Income:Myynti", "Expenses:Ruoka ja juoma", "Liabilities:Velat", "Equity:Rahasto"]),
            st.sampled_from(["", "Åke", 'sano "hei"', "a;b|c", "x, y"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_journal_reads_back(name, entries):
    write, _ = WRITERS[name]
    journal = [Transaction(day, text, (Posting("Assets:Pankki", cents), Posting(to, -cents))) for day, cents, to, text in entries]
    with TemporaryDirectory() as folder:
        ledger, findings = read(folder, write(journal))
    assert findings == []
    expected = [(t.day, p.account, p.cents, t.text, "EUR") for t in journal for p in t.postings]
    assert rows(ledger.entries, "date", "account_name", "amount", "text", "currency") == expected


@pytest.mark.parametrize("name", ["hledger-print", "hledger-json", "ledger", "beancount"])
def test_rows_lead_back_to_the_posting(tmp_path, name):
    text = WRITERS[name][0](JOURNAL)
    ledger, _ = read(tmp_path, text)
    lines = text.split("\n")
    assert all(account in lines[row - 1] for row, account in rows(ledger.entries, "source_row", "account_name"))


@pytest.mark.parametrize("name", ["hledger-print", "hledger-register", "hledger-json", "ledger"])
def test_virtual_postings(tmp_path, name):
    virtual = Transaction(date(2025, 4, 1), "v", (Posting("(budget)", 99_00), Posting("[a]", 1_00), Posting("[b]", -1_00)))
    ledger, (finding,) = read(tmp_path, WRITERS[name][0]([*JOURNAL, virtual]))
    assert list(ledger.entries["account_name"])[4:] == ["a", "b"]
    assert (finding.code, finding.data["count"], finding.data["debit"]) == ("TK289", 1, Cents(99_00))


@pytest.mark.parametrize("name", ["hledger-print", "hledger-json"])
def test_tags_are_dimensions_and_the_posting_goes_first(tmp_path, name):
    postings = (Posting("Expenses:x", 1, "kp: Nuoret"), Posting("Assets:y", -1))
    journal = [Transaction(date(2025, 1, 1), "t", postings, comment="hanke: Aurora, kp: Yleinen"), *JOURNAL]
    ledger, _ = read(tmp_path, WRITERS[name][0](journal))
    assert rows(ledger.entries, "dim_hanke", "dim_kp")[:3] == [("Aurora", "Nuoret"), ("Aurora", "Yleinen"), ("", "")]
    assert ledger.files[0].columns == {"dim_hanke": "hanke", "dim_kp": "kp"}


@pytest.mark.parametrize("comment", ["ks. https://esimerkki.fi/a", "date: 2025-01-02", "12:30", "avain:", "a" * 50 + ": x"])
def test_what_is_no_tag(tmp_path, comment):
    ledger, _ = read(tmp_path, hledger_print([Transaction(date(2025, 1, 1), "t", JOURNAL[0].postings, comment=comment)]))
    assert ledger.dimensions == []


def test_beancount_tags(tmp_path):
    ledger, _ = read(tmp_path, beancount_csv([Transaction(date(2025, 1, 1), "t", JOURNAL[0].postings, comment="hanke")]))
    assert list(ledger.entries["dim_tags"]) == ["hanke", "hanke"]


def test_codes_are_vouchers_when_every_transaction_has_its_own(tmp_path):
    journal = [Transaction(t.day, t.text, t.postings, number) for t, number in zip(JOURNAL, ("T7", "T8"), strict=True)]
    assert list(read(tmp_path, hledger_print(journal))[0].entries["voucher"]) == ["T7", "T7", "T8", "T8"]
    twice = [Transaction(t.day, t.text, t.postings, "T7") for t in JOURNAL]
    assert list(read(tmp_path, hledger_print(twice))[0].entries["voucher"]) == ["1", "1", "2", "2"]


def test_transactions_are_not_guessed_from_rows_in_another_order(tmp_path):
    head, *lines = beancount_csv(JOURNAL, "position").splitlines(keepends=True)
    ledger, _ = read(tmp_path, head + "".join(sorted(lines, key=lambda line: re.findall("Assets|Income|Expenses", line))))
    assert set(ledger.entries["voucher"]) == {""}
    assert int(ledger.entries["amount"].sum()) == 0


@pytest.mark.parametrize(
    "name", ["hledger-print", "hledger-register", "hledger-json", "ledger", "beancount", "beancount-position"]
)
def test_two_currencies_are_refused(tmp_path, name):
    dollars = (Posting("Expenses:Matka", 10_00, currency="USD"), Posting("Assets:Pankki", -10_00, currency="USD"))
    (finding,) = refusal(tmp_path, WRITERS[name][0]([*JOURNAL, Transaction(date(2025, 5, 1), "x", dollars)]))
    assert (finding.code, finding.data["currencies"]) == ("TK189", ["EUR (4)", "USD (2)"])
    assert "hledgerissä valitsin -B" in hint(finding, "fi")


def test_a_zero_without_currency_is_no_second_currency(tmp_path):
    zero = Transaction(date(2025, 5, 1), "x", (Posting("Assets:Pankki", 0), Posting("Income:y", 0)))
    ledger, findings = read(tmp_path, hledger_register([*JOURNAL, zero]))
    assert findings == []
    assert len(ledger.entries) == 6


def test_a_currency_sign_is_its_code(tmp_path):
    assert set(read(tmp_path, hledger_print(JOURNAL).replace('"EUR"', '"€"'))[0].entries["currency"]) == {"EUR"}
    assert set(read(tmp_path, hledger_register(JOURNAL, "€{number}"))[0].entries["currency"]) == {"EUR"}


def test_a_journal_without_currency(tmp_path):
    ledger, findings = read(tmp_path, hledger_print(JOURNAL).replace('"EUR"', '""'))
    assert (findings, set(ledger.entries["currency"])) == ([], {""})


@pytest.mark.parametrize("comma", ["1250,5", "1.250,50"])
def test_a_decimal_comma_is_found_by_the_values(tmp_path, comma):
    text = ledger_csv(JOURNAL).replace("1250.5", comma)
    assert int(read(tmp_path, text)[0].entries["amount"].max()) == 1250_50


@pytest.mark.parametrize(
    ("old", "new", "code", "row"),
    [
        ('"-12.00"', '"x"', "TK170", 5), ('"12.00"', '"12.005"', "TK171", 4), ('"12.00"', '""', "TK183", 4),
        ('"2025-03-02"', '"2025-02-30"', "TK174", 4), ('"2025-03-02"', '""', "TK174", 4),
        ('"12.00"', '"12.00","y","z","å"', "TK152", 4),
    ],
)  # fmt: skip
def test_cells_that_cannot_be(tmp_path, old, new, code, row):
    text = hledger_print(JOURNAL).replace(old, new, 1)
    findings = [finding for finding in refusal(tmp_path, text) if finding.code == code]
    assert findings[0].place.row == row
    assert len(message(findings[0], "fi")) > 10


def test_amounts_left_to_be_understood_say_how_to_print_them(tmp_path):
    text = hledger_print(JOURNAL).replace('"-12.00","EUR","12.00"', '"","",""')
    (finding,) = refusal(tmp_path, text)
    assert message(finding, "fi") == "1 vienniltä puuttuu rahamäärä (rivit 5)."
    assert hint(finding, "fi").endswith("Tulosta kaikki rahamäärät: hledger print -x -O csv.")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text[:-20], "TK178"), (lambda text: text.replace('"decimalMantissa"', '"mantissa"'), "TK178"),
        (lambda text: text.replace('"tdate"', '"date"'), "TK178"), (lambda text: text.replace(": 12000,", ": 12001,"), "TK171"),
        (lambda text: text.replace(": 12000,", f": {'9' * 40},"), "TK170"),
        (lambda text: text.replace(": 12000,", f": {'9' * 9000},"), "TK178"),
        (lambda text: text.replace('"decimalPlaces": 3', '"decimalPlaces": -3'), "TK170"),
        (lambda text: text + "[" * 100_000, "TK178"),
    ],
)  # fmt: skip
def test_json_that_cannot_be(tmp_path, change, code):
    findings = refusal(tmp_path, change(hledger_json(JOURNAL)))
    assert findings[0].code == code


def test_json_is_exact(tmp_path):
    """0.29 is no binary fraction, and 2^53 cents are too many for a float of euros."""
    cents = 2**53 + 1
    journal = [Transaction(date(2025, 1, 1), "x", (Posting("Assets:a", cents), Posting("Income:b", -cents)))]
    with pytest.raises(TilikarttaError):  # beyond what any ledger holds
        read(tmp_path, hledger_json([Transaction(date(2025, 1, 1), "x", (Posting("Assets:a", 10**18),))]))
    assert list(read(tmp_path, hledger_json(journal))[0].entries["amount"]) == [cents, -cents]


@pytest.mark.parametrize("name", ["hledger-print", "hledger-json"])
def test_retained_earnings_are_left_out(tmp_path, name):
    retain = (Posting("Income:Jäsenmaksut", 1250_50), Posting("Equity:Tulos", -1250_50))
    journal = [*JOURNAL, Transaction(date(2025, 12, 31), "retain earnings", retain, comment="retain: 2025")]
    ledger, (finding,) = read(tmp_path, WRITERS[name][0](journal))
    assert len(ledger.entries) == 4
    assert (finding.code, finding.data["debit"]) == ("TK287", Cents(1250_50))


def test_header_only(tmp_path):
    assert [f.code for f in refusal(tmp_path, hledger_print([]))] == ["TK151"]


@pytest.mark.parametrize(
    "text",
    ["date,account,position\n2025-01-01,1910,5.00 EUR\n", "Pvm;Tili;Debet;Kredit\n1.1.2025;1910;5,00;\n", '[{"a": 1}]',
     '"2025/01/01","a","b"\n'],
)  # fmt: skip
def test_other_texts_are_not_claimed(tmp_path, text):
    try:
        form = read(tmp_path, text)[0].files[0].format
    except TilikarttaError:
        return
    assert form == "csv"
