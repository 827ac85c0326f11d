"""Printed reports: one ledger in every grouped layout reads the same, and what a report prints beside its entries checks them."""

# ruff: noqa: E501 (sample lines stay as programs write them)
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writers_grouped import LAYOUTS, WITH_OPENINGS, Books, Entry, Style, as_text, as_workbook, general_ledger, openings_of

from tilikartta.sources import ReadOptions, read_ledger

NAMES = {
    "1910": "Pankkitili", "1920": "Säästötili", "2010": "Oma pääoma", "2870": "Ostovelat", "3010": "Jäsenmaksut",
    "4100": "Kahvila", "5600": "Toimistokulut",
}  # fmt: skip
TEXTS = ["Jäsenmaksu", "Kahvia ja pullaa", "Siirto säästötilille", "Yhteensä vuodelta", "Korjaus 12/2024", 'Åbo – öl; "x"']


@st.composite
def ledgers(draw):
    """Balanced vouchers of two or three rows, and openings of accounts of the balance sheet."""
    entries = []
    accounts = sorted(NAMES)
    day = date(2025, 1, 13)
    for number in range(1, draw(st.integers(2, 14)) + 1):
        day += timedelta(days=draw(st.integers(0, 20)))
        text = draw(st.sampled_from(TEXTS))
        parts = draw(st.lists(st.integers(1, 10**7), min_size=1, max_size=2))
        chosen = draw(st.lists(st.sampled_from(accounts), min_size=len(parts) + 1, max_size=len(parts) + 1, unique=True))
        turned = draw(st.sampled_from([1, -1]))
        rows = [*zip(chosen, (turned * part for part in parts), strict=False), (chosen[-1], -turned * sum(parts))]
        entries += [Entry(str(number), day, account, cents, text) for account, cents in rows]
    openings = {}
    if draw(st.booleans()):
        cents = draw(st.integers(1, 10**8))
        openings = {"1910": cents, "2010": -cents}
    return Books(tuple(entries), NAMES, openings)


styles = st.builds(
    Style, language=st.sampled_from(["fi", "sv", "en"]), page=st.sampled_from([0, 3, 20]), subtotals=st.booleans(),
    running=st.booleans(), natural=st.booleans(), iso=st.booleans(), two_cells=st.booleans(), totals=st.booleans(),
)  # fmt: skip


def read_rows(rows, *, workbook=False, **options):
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("report.xlsx" if workbook else "report.csv")
        if workbook:
            as_workbook(rows, path)
        else:
            path.write_bytes(as_text(rows).encode())
        return read_ledger([path], ReadOptions(**options))


def canonical(ledger):
    shown = ["account", "date", "voucher", "amount", "text"]
    return sorted(tuple(row) for row in ledger.entries[shown].itertuples(index=False, name=None))


def without_marks(rows):
    return [(account, day, voucher.lstrip("#"), cents, text) for account, day, voucher, cents, text in rows]


def grave(findings):
    return [finding for finding in findings if finding.severity != "info"]


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=40, deadline=None)
@given(books=ledgers(), style=styles, workbook=st.booleans())
def test_one_ledger_in_every_layout_reads_the_same(layout, books, style, workbook):
    ledger, findings = read_rows(LAYOUTS[layout](books, style), workbook=workbook)
    assert without_marks(canonical(ledger)) == books.canonical()
    assert grave(findings) == []
    if layout in WITH_OPENINGS:
        assert openings_of(ledger) == {account: cents for account, cents in books.openings.items() if cents}
    names = dict(zip(ledger.entries["account"], ledger.entries["account_name"], strict=True))
    assert names == {one.account: NAMES[one.account] for one in books.entries}


DAY = date(2025, 2, 3)
BOOKS = Books(
    (
        Entry("1", DAY, "1910", 5000, "Jäsenmaksu"), Entry("1", DAY, "3010", -5000, "Jäsenmaksu"),
        Entry("2", DAY, "4100", 1250, "Kahvi"), Entry("2", DAY, "1910", -1250, "Kahvi"),
        Entry("3", date(2025, 3, 1), "1910", 700, "Jäsenmaksu"), Entry("3", date(2025, 3, 1), "3010", -700, "Jäsenmaksu"),
    ),
    NAMES, {"1910": 10000, "2010": -10000},
)  # fmt: skip


def changed(rows, old, new, *, which=0):
    """The rows with one cell changed, and the row number (from 1) of the change."""
    spots = [(at, column) for at, row in enumerate(rows) for column, cell in enumerate(row) if cell == old]
    at, column = spots[which]
    rows = [list(row) for row in rows]
    rows[at][column] = new
    return rows, at + 1


def test_a_wrong_account_total_names_both_figures_and_its_row():
    rows, row = changed(general_ledger(BOOKS, Style(running=False)), "57,00", "58,00", which=0)
    ledger, findings = read_rows(rows)
    wrong = [finding for finding in findings if finding.code == "TK203"]
    assert [(one.place.row, one.place.column, one.data["printed"], one.data["computed"]) for one in wrong] == [
        (row, "Debet", 5800, 5700)
    ]
    assert canonical(ledger) == BOOKS.canonical()


def test_a_wrong_month_subtotal_is_found_among_right_ones():
    rows, row = changed(general_ledger(BOOKS, Style(running=False, subtotals=True)), "7,00", "7,01", which=1)
    _, findings = read_rows(rows)
    assert [(one.place.row, one.data["printed"]) for one in findings if one.code == "TK203"] == [(row, 701)]


def test_a_wrong_grand_total_is_found():
    rows, row = changed(general_ledger(BOOKS, Style()), "69,50", "69,60", which=0)
    _, findings = read_rows(rows)
    assert [(one.place.row, one.data["printed"], one.data["computed"]) for one in findings if one.code == "TK203"] == [
        (row, 6960, 6950)
    ]


def test_a_running_balance_that_does_not_follow_is_named_once_with_its_row():
    rows = general_ledger(BOOKS, Style(totals=False))
    rows = [row for row in rows if row[2:3] != ["Kahvi"] or row[3] != ""]  # a lost entry of the bank account
    _, findings = read_rows(rows)
    broken = [finding for finding in findings if finding.code == "TK231"]
    assert [(one.account, one.data["printed"], one.data["computed"]) for one in broken] == [("1910", 14450, 15700)]


def test_a_changed_amount_breaks_balance_and_total():
    rows, row = changed(general_ledger(BOOKS, Style()), "7,00", "9,00", which=0)
    _, findings = read_rows(rows)
    assert ("TK231", row) in [(one.code, one.place.row) for one in findings]
    assert "TK203" in [one.code for one in findings]


def test_a_running_balance_may_be_missing_on_some_rows():
    rows, _ = changed(general_ledger(BOOKS, Style()), "137,50", "")
    ledger, findings = read_rows(rows)
    assert canonical(ledger) == BOOKS.canonical()
    assert grave(findings) == []


def test_an_opening_that_contradicts_the_running_balance():
    rows, _ = changed(general_ledger(BOOKS, Style()), "100,00", "110,00", which=0)
    _, findings = read_rows(rows)
    (wrong,) = [finding for finding in findings if finding.code == "TK235"]
    assert (wrong.account, wrong.data["printed"], wrong.data["computed"]) == ("1910", 11000, 10000)


def test_a_number_of_entries_that_is_not_right():
    rows, row = changed(LAYOUTS["dated_columns"](BOOKS, Style()), "Yhteensä 6 vientiä", "Yhteensä 7 vientiä")
    _, findings = read_rows(rows)
    assert [(one.place.row, one.data["printed"], one.data["counted"]) for one in findings if one.code == "TK232"] == [(row, 7, 6)]


def test_natural_balances_without_opening_rows_give_the_openings():
    ledger, findings = read_rows(LAYOUTS["plain_ledger"](BOOKS, Style()))
    assert openings_of(ledger) == {"1910": 10000}  # the equity account has no entries and does not stand in the file
    assert "TK234" in [finding.code for finding in findings]


def test_rows_left_out_are_counted():
    _, findings = read_rows(general_ledger(BOOKS, Style(page=3)))
    codes = {finding.code: finding.data["count"] for finding in findings}
    assert codes["TK205"] == codes["TK236"] / 2 or codes["TK205"] >= 3
    assert codes["TK202"] == 5
    assert codes["TK207"] == 2
    assert codes["TK230"] == 6


def test_money_without_account_date_and_explanation_is_not_lost():
    rows = [["Pvm", "Tosite", "Tili", "Debet", "Kredit"], ["2.1.2025", "1", "1910", "50,00", ""], ["2.1.2025", "1", "3000", "", "50,00"],
            ["", "", "", "12,34", ""], ["", "", "Yhteensä", "62,34", "50,00"]]  # fmt: skip
    ledger, findings = read_rows(rows)
    assert ledger.entries["amount"].sum() == 1234
    assert ("TK201", 4) in [(finding.code, finding.place.row) for finding in findings]


def test_names_alone_are_accounts_when_their_totals_repeat_them():
    rows = [
        ["", "Date", "Transaction Type", "Num", "Memo", "Debit", "Credit"], ["Bank"],
        ["", "03/14/2024", "Deposit", "7", "Fees", "125.50", ""], ["Total for Bank", "", "", "", "", "125.50", ""], ["Fees"],
        ["", "03/14/2024", "Deposit", "7", "Fees", "", "125.50"], ["Total for Fees", "", "", "", "", "", "125.50"],
    ]  # fmt: skip
    ledger, findings = read_rows(rows)
    assert ledger.entries[["account", "voucher", "amount"]].values.tolist() == [["Bank", "7", 12550], ["Fees", "7", -12550]]
    assert grave(findings) == []


def test_voucher_number_in_words():
    rows = [["Tili", "Selite", "Debet", "Kredit", "Pvm"], ["Tosite: 12", "", "", "", "3.2.2025"], ["1910 Pankki", "x", "5,00", ""],
            ["3010 Maksut", "x", "", "5,00"], ["Tosite: 13", "", "", "", "4.2.2025"], ["1910 Pankki", "y", "", "2,00"],
            ["4100 Kahvi", "y", "2,00", ""]]  # fmt: skip
    ledger, findings = read_rows(rows)
    assert ledger.entries[["voucher", "account", "amount"]].values.tolist() == [
        ["12", "1910", 500], ["12", "3010", -500], ["13", "1910", -200], ["13", "4100", 200],
    ]  # fmt: skip
    assert list(ledger.entries["date"]) == [date(2025, 2, 3)] * 2 + [date(2025, 2, 4)] * 2
    assert grave(findings) == []


def test_undated_rows_are_not_given_the_date_above_when_vouchers_would_not_balance():
    rows = [["Pvm", "Tosite", "Tili", "Debet", "Kredit"], ["2.1.2025", "1", "1910", "50,00", ""], ["2.1.2025", "1", "3000", "", "50,00"],
            ["", "", "4000", "3,00", ""]]  # fmt: skip
    ledger, findings = read_rows(rows)
    assert ledger.entries["date"].isna().sum() == 1
    assert [finding.code for finding in grave(findings)] == ["TK206"]


def test_only_accounts_of_the_income_statement_is_said_and_checked_by_totals():
    books = Books(tuple(one for one in BOOKS.entries if one.account > "3"), NAMES)
    ledger, findings = read_rows(LAYOUTS["dated_columns"](books, Style()))
    assert grave(findings) == []
    (partial,) = [finding for finding in findings if finding.code == "TK238"]
    assert (partial.data["amount"], partial.data["count"]) == (-4450, 3)
    assert canonical(ledger) == books.canonical()


def test_a_large_report_is_read_without_loops_over_rows():
    """Time grows with rows as vector operations do: 60,000 entries take a small multiple of what parsing takes."""
    day = [date(2025, 1, 1) + timedelta(days=number % 365) for number in range(30_000)]
    entries = tuple(
        Entry(str(number), day[number], account, cents, "x")
        for number in range(30_000) for account, cents in (("1910", number + 1), ("3010", -number - 1))
    )  # fmt: skip
    books = Books(tuple(sorted(entries, key=lambda one: one.day)), NAMES)
    ledger, findings = read_rows(general_ledger(books, Style(page=40, subtotals=True)))
    assert len(ledger.entries) == 60_000
    assert ledger.entries["amount"].sum() == 0
    assert grave(findings) == []


def test_decisions_name_the_layout_and_only_columns_that_say_nothing():
    rows = general_ledger(BOOKS, Style())
    rows = [[*row, "sininen"] if len(row) == 6 else row for row in rows]
    rows[4][-1] = "Väri"
    ledger, _ = read_rows(rows)
    decisions = ledger.files[0].decisions
    assert (decisions["layout"], decisions["ignored"], decisions["sign"], decisions["decimal"]) == (
        "ledger",
        "Väri",
        "debit-credit",
        ",",
    )
