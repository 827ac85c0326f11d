"""Printed reports: one ledger in every grouped layout reads the same, and what a report prints beside its entries checks them."""

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
TEXTS = ["Jäsenmaksu", "Kahvia ja pullaa", "Siirto säästötilille", "Yhteensä vuodelta", "Korjaus 12/2024", "Åbo – öl; \"x\""]


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
