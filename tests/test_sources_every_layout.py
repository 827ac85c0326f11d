"""One ledger written in every layout reads back to the same canonical ledger, to the cent and the day."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writers_every import BALANCES, ENTRIES
from writers_grouped import Books, Entry

from tilikartta.sources import read_ledger

NAMES = {"1910": "Pankkitili", "3000": "Jäsenmaksut", "5000": "Palkat, yövuorot"}
PAIRS = [("1910", "3000"), ("5000", "1910"), ("5000", "3000")]
UNNUMBERED = {"beancount"}  # transactions have no number there
TEXTS = ["Jäsenmaksu", "Palkka maaliskuu", "Åbo - öl", "kerho 12"]


@st.composite
def ledgers(draw):
    """Vouchers of two rows; the last ones settle what a single file leaves open: decimals, and a day above 12."""
    entries = []
    pairs = draw(st.lists(st.tuples(st.sampled_from(PAIRS), st.integers(1, 10**9), st.sampled_from(TEXTS)), max_size=6))
    pairs += [(("1910", "3000"), 123_456, "x y"), (("5000", "1910"), 10_001, "y")]
    days = sorted(draw(st.lists(st.integers(0, 330), min_size=len(pairs), max_size=len(pairs))))
    days[-2:] = [350, 355]
    for number, (offset, ((debit, credit), cents, text)) in enumerate(zip(days, pairs, strict=True), 1):
        day = date(2025, 1, 1) + timedelta(offset)
        entries += [Entry(str(number), day, debit, cents, text), Entry(str(number), day, credit, -cents, text)]
    used = {one.account for one in entries}
    return Books(tuple(entries), {number: name for number, name in NAMES.items() if number in used})


def read(write, books):
    with TemporaryDirectory() as folder:
        return read_ledger([write(Path(folder), books)])


@pytest.mark.parametrize("layout", ENTRIES)
@settings(max_examples=3, deadline=None)
@given(books=ledgers())
def test_one_ledger_in_every_layout(layout, books):
    ledger, findings = read(ENTRIES[layout], books)
    numbers = [number or name for number, name in zip(ledger.entries["account"], ledger.entries["account_name"], strict=True)]
    vouchers = [number.lstrip("#") for number in ledger.entries["voucher"]]
    entries = ledger.entries.assign(account=numbers, voucher=vouchers)
    names = [name for name in ("account", "date", "voucher", "amount", "text") if name != "voucher" or layout not in UNNUMBERED]
    expected = [(row[0], row[1], *row[3:]) if layout in UNNUMBERED else row for row in books.canonical()]
    assert sorted(entries[names].itertuples(index=False, name=None)) == sorted(expected)
    assert [finding for finding in findings if finding.severity == "error"] == []


@pytest.mark.parametrize("layout", BALANCES)
@settings(max_examples=3, deadline=None)
@given(books=ledgers())
def test_its_balances_in_every_layout(layout, books):
    ledger, findings = read(BALANCES[layout], books)
    expected = {account: sum(one.cents for one in entries) for account, entries in books.by_account()}
    assert dict(zip(ledger.balances["account"], ledger.balances["closing"], strict=True)) == expected
    assert [finding for finding in findings if finding.severity == "error"] == []


def test_the_layouts_are_many():
    assert len(ENTRIES) >= 35
