"""GnuCash books: tree of accounts, fractions, closings and templates left out, gzip or not; unsafe and broken files refused."""

import gzip
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writers_journals import Account, Posting, Transaction, gnucash_xml

from tilikartta.messages import hint, message
from tilikartta.model import Cents, ExitCode, LocalAccount, TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger

ACCOUNTS = [
    Account("a", "Varat", "ASSET"), Account("b", "Pankki", "BANK", "1910", "a"),
    Account("c", "Käteinen & kolikot", "CASH", "", "a"),
    Account("i", "Tulot", "INCOME"), Account("j", "Jäsenmaksut", "INCOME", "3000", "i"), Account("e", "Menot", "EXPENSE"),
    Account("l", "Velat", "LIABILITY", "2800"), Account("q", "Oma pääoma", "EQUITY"),
]  # fmt: skip
BOOK = [
    Transaction(date(2025, 1, 1), "Jäsenmaksu", (Posting("b", 50_10), Posting("j", -50_10, "Matti <3"))),
    Transaction(date(2025, 12, 31), "Kahvi", (Posting("e", 3_00), Posting("c", -3_00))),
]
CLOSING = Transaction(date(2025, 12, 31), "Tilikauden päätös", (Posting("j", 50_10), Posting("q", -50_10)), closing=True)


def write(path, text, packed=False):
    raw = text.encode()
    path.write_bytes(gzip.compress(raw, mtime=0) if packed else raw)
    return path


def read(path):
    return read_ledger([path], ReadOptions())


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def refusal(path):
    with pytest.raises(TilikarttaError) as stop:
        read(path)
    assert stop.value.exit_code == ExitCode.UNREADABLE
    return stop.value.findings


@pytest.mark.parametrize("packed", [False, True])
def test_a_book_is_read(tmp_path, packed):
    path = write(tmp_path / "kirja.gnucash", gnucash_xml(ACCOUNTS, BOOK), packed)
    before = path.read_bytes()
    ledger, findings = read(path)
    assert findings == []
    assert rows(ledger.entries, "date", "voucher", "account", "account_name", "amount", "text", "currency") == [
        (date(2025, 1, 1), "1", "1910", "Pankki", 50_10, "Jäsenmaksu", "EUR"),
        (date(2025, 1, 1), "1", "3000", "Jäsenmaksut", -50_10, "Jäsenmaksu Matti <3", "EUR"),
        (date(2025, 12, 31), "2", "", "Menot", 3_00, "Kahvi", "EUR"),
        (date(2025, 12, 31), "2", "", "Varat:Käteinen & kolikot", -3_00, "Kahvi", "EUR"),
    ]
    assert ledger.files[0].format == "gnucash"
    assert ledger.chart == (
        LocalAccount("", "Varat", "asset"), LocalAccount("1910", "Pankki", "asset"),
        LocalAccount("", "Varat:Käteinen & kolikot", "asset"), LocalAccount("", "Tulot", "income"),
        LocalAccount("3000", "Jäsenmaksut", "income"), LocalAccount("", "Menot", "expense"),
        LocalAccount("2800", "Velat", "liability"), LocalAccount("", "Oma pääoma", "equity"),
    )  # fmt: skip
    assert path.read_bytes() == before


def test_rows_are_lines_of_the_xml(tmp_path):
    text = gnucash_xml(ACCOUNTS, BOOK)
    ledger, _ = read(write(tmp_path / "kirja.gnucash", text, packed=True))
    lines = text.split("\n")
    assert all("<trn:split>" in lines[row - 1] for row in ledger.entries["source_row"])


def test_numbers_of_transactions_are_vouchers_when_each_has_one(tmp_path):
    book = [Transaction(t.day, t.text, t.postings, number) for t, number in zip(BOOK, ("7", "8B"), strict=True)]
    assert list(read(write(tmp_path / "a", gnucash_xml(ACCOUNTS, book)))[0].entries["voucher"]) == ["7", "7", "8B", "8B"]
    twice = [Transaction(t.day, t.text, t.postings, "7") for t in BOOK]
    assert list(read(write(tmp_path / "b", gnucash_xml(ACCOUNTS, twice)))[0].entries["voucher"]) == ["1", "1", "2", "2"]


def test_closing_of_the_year_is_left_out(tmp_path):
    ledger, (finding,) = read(write(tmp_path / "a.gnucash", gnucash_xml(ACCOUNTS, [*BOOK, CLOSING])))
    assert len(ledger.entries) == 4
    assert (finding.code, finding.data["count"], finding.data["debit"]) == ("TK287", 2, Cents(50_10))


@pytest.mark.parametrize(("fraction", "cents"), [("-5", -500), ("1/2", 50), ("-7/4", -175), ("123450/10000", 1234), ("0/1", 0)])
def test_fractions_become_cents(tmp_path, fraction, cents):
    book = [Transaction(date(2025, 1, 1), "x", (Posting("b", 0, fraction=fraction), Posting("j", 0)))]
    if fraction == "123450/10000":
        assert [f.code for f in refusal(write(tmp_path / "a", gnucash_xml(ACCOUNTS, book)))] == ["TK171"]
        return
    assert int(read(write(tmp_path / "a", gnucash_xml(ACCOUNTS, book)))[0].entries["amount"][0]) == cents


@pytest.mark.parametrize(
    ("fraction", "code"),
    [("1/3", "TK171"), ("1/1000", "TK171"), ("1/0", "TK170"), ("", "TK170"), ("1,5", "TK170"), ("9" * 17 + "/1", "TK170")],
)
def test_fractions_that_are_no_cents(tmp_path, fraction, code):
    posting = Posting("b", 0, fraction=fraction or " ")
    text = gnucash_xml(ACCOUNTS, [*BOOK, Transaction(date(2025, 1, 1), "x", (posting,))])
    (finding,) = refusal(write(tmp_path / "a.gnucash", text))
    assert finding.code == code
    assert "<trn:split>" in text.split("\n")[finding.place.row - 1]


def test_two_currencies_are_refused(tmp_path):
    dollars = Transaction(date(2025, 2, 1), "Matka", (Posting("e", 10_00, currency="USD"), Posting("b", -10_00, currency="USD")))
    (finding,) = refusal(write(tmp_path / "a.gnucash", gnucash_xml(ACCOUNTS, [*BOOK, dollars])))
    assert (finding.code, finding.data["currencies"], finding.data["own"]) == ("TK189", ["EUR (4)", "USD (2)"], "EUR")
    assert message(finding, "fi") == "Kirjanpidossa on useaa valuuttaa: EUR (4), USD (2). Tämä vienti on valuutassa USD."


def test_same_code_twice_unknown_account_and_a_tree_in_a_circle(tmp_path):
    accounts = [
        *ACCOUNTS,
        Account("x", "Toinen", "BANK", "1910"),
        Account("m", "A", "BANK", "", "n"),
        Account("n", "B", "BANK", "", "m"),
    ]
    book = [*BOOK, Transaction(date(2025, 1, 1), "x", (Posting("nowhere", 2_00), Posting("m", -2_00)))]
    ledger, findings = read(write(tmp_path / "a.gnucash", gnucash_xml(accounts, book)))
    assert [(f.code, f.account) for f in findings] == [("TK201", ""), ("TK288", "1910")]
    assert int(ledger.entries["amount"].sum()) == 0
    assert "B:A" in set(ledger.entries["account_name"])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(-(10**13), 10**13), st.sampled_from("bcjelq")),
        min_size=1,
        max_size=10,
    ),
    st.booleans(),
)
def test_any_book_reads_back(entries, packed):
    book = [
        Transaction(day, f"t{n} å", (Posting("b", cents), Posting(key, -cents))) for n, (day, cents, key) in enumerate(entries)
    ]
    with TemporaryDirectory() as folder:
        ledger, findings = read(write(Path(folder) / "a.gnucash", gnucash_xml(ACCOUNTS, book), packed))
    assert findings == []
    assert rows(ledger.entries, "date", "amount", "text") == [(t.day, p.cents, t.text) for t in book for p in t.postings]


def test_a_book_without_transactions(tmp_path):
    assert [f.code for f in refusal(write(tmp_path / "a.gnucash", gnucash_xml(ACCOUNTS, [])))] == ["TK151"]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("prolog", [BOMB, OUTSIDE, '<!DOCTYPE gnc-v2 SYSTEM "x.dtd">'])
def test_document_types_are_refused(tmp_path, prolog, packed):
    assert [f.code for f in refusal(write(tmp_path / "a.gnucash", gnucash_xml(ACCOUNTS, BOOK, prolog=prolog), packed))] == [
        "TK155"
    ]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("part", [0.6, 0.9])
def test_cut_off_books(tmp_path, part, packed):
    path = write(tmp_path / "a.gnucash", gnucash_xml(ACCOUNTS, BOOK * 100), packed)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    assert [f.code for f in refusal(path)] == ["TK154"]


def test_a_damaged_packing(tmp_path):
    path = write(tmp_path / "a.gnucash", gnucash_xml(ACCOUNTS, BOOK * 500), packed=True)
    raw = bytearray(path.read_bytes())
    raw[-8:-4] = b"\x00\x00\x00\x00"  # the checksum
    path.write_bytes(raw)
    assert [f.code for f in refusal(path)] == ["TK154"]


def test_a_bomb_of_gzip_is_not_unpacked(tmp_path):
    path = tmp_path / "a.gnucash"
    head = gnucash_xml([], []).split("<gnc:book")[0].encode()
    with gzip.open(path, "wb") as target:
        target.write(head)
        for _ in range(100):
            target.write(b" " * 10_000_000)
    start = time.perf_counter()
    (finding,) = refusal(path)
    assert time.perf_counter() - start < 3
    assert finding.code == "TK185"
    assert finding.data["expanded"] < 300


@pytest.mark.parametrize("raw", [gzip.compress(b"hello", mtime=0), b"\x1f\x8bjunk", gzip.compress(b"<a/>", mtime=0)])
def test_other_gzip_files_are_strangers(tmp_path, raw):
    path = tmp_path / "a.gz"
    path.write_bytes(raw)
    (finding,) = refusal(path)
    assert (finding.code, finding.data["kind"]) == ("TK108", "gzip")


def test_a_large_book_is_read_in_bounded_time(tmp_path):
    path = write(tmp_path / "a.gnucash", gnucash_xml(ACCOUNTS, BOOK * 5_000), packed=True)
    start = time.perf_counter()
    ledger, _ = read(path)
    assert time.perf_counter() - start < 15
    assert len(ledger.entries) == 20_000


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_findings_have_words(tmp_path, lang):
    accounts = [*ACCOUNTS, Account("x", "Toinen", "BANK", "1910")]
    _, findings = read(write(tmp_path / "a.gnucash", gnucash_xml(accounts, [*BOOK, CLOSING])))
    assert [f.code for f in findings] == ["TK288", "TK287"]
    assert all(len(message(f, lang)) > 10 < len(hint(f, lang)) for f in findings)
