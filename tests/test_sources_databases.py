"""Databases of Tilitin, Kitsas and Kitupiikki: every year to the cent, openings, statuses, and refusals in words."""

import hashlib
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writers_databases import Books, Row, Voucher, helsinki_ms, write_kitsas, write_kitupiikki, write_tilitin

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.mapping.apply import apply_mapping
from tilikartta.messages import hint, message
from tilikartta.model import Cents, ExitCode, LocalAccount, TilikarttaError
from tilikartta.sources import ReadOptions, read_file, read_ledger
from tilikartta.sources.file import InputFile
from tilikartta.sources.tilitin_db import helsinki_day
from tilikartta.statements.figures import statement

MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"
CHART = universal_chart()
TILITIN = {
    "1911": ("Pankkitili", "0"), "2011": ("Peruspääoma", "2"), "2251": ("Edellisten tilikausien ylijäämät", "5"),
    "2871": ("Ostovelat", "1"), "3001": ("Jäsenmaksut", "3"), "4001": ("Tarjoilu", "4"), "2371": ("Tilikauden ylijäämä", "6"),
}  # fmt: skip
KITSAS = {
    "1910": ("Pankkitili", "ARP"), "2450": ("Edellisten tilikausien ylijäämä", "BE"), "2460": ("Tilikauden tulos", "T"),
    "2964": ("Ostovelat", "BO"), "2041": ("Vapaa rahasto", "B"), "3000": ("Osallistumismaksut", "CLZ"),
    "4000": ("Tavaraostot", "DZ"),
}  # fmt: skip
YEARS = [(date(year, 1, 1), date(year, 12, 31)) for year in (2022, 2023, 2024)]


def pair(number, day, debit, credit, cents, **more):
    return Voucher(number, day, (Row(debit, cents, f"rivi {number}"), Row(credit, -cents, f"rivi {number}")), **more)


def read(path, **options):
    return read_ledger([path], ReadOptions(**options))


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def codes(findings):
    return sorted({finding.code for finding in findings})


def refusal(path):
    with pytest.raises(TilikarttaError) as stop:
        read(path)
    assert stop.value.exit_code == ExitCode.UNREADABLE
    return stop.value.findings


# --- Tilitin


def tilitin_books():
    opening = (Row("1911", 100_05), Row("2011", -60_00), Row("2251", -40_05))
    return Books(
        TILITIN,
        YEARS[:2],
        [
            Voucher(0, date(2022, 1, 1), opening),
            pair(1, date(2022, 1, 1), "1911", "3001", 50_10),
            pair(1000, date(2022, 6, 24), "4001", "1911", 19_99),
            pair(2, date(2022, 12, 31), "4001", "2871", 1),
            Voucher(0, date(2023, 1, 1), (Row("1911", 130_16), Row("2011", -60_00), Row("2251", -70_15), Row("2871", -1))),
            pair(1, date(2023, 1, 1), "2871", "1911", 1),
        ],
        series=[("Tositteet", 1, 999), ("Laskut", 1000, 1999)],
    )


def test_tilitin_reads_every_year_with_openings_series_and_chart(tmp_path):
    ledger, findings = read(write_tilitin(tmp_path / "kirja.sqlite", tilitin_books()), entity="ry")
    assert rows(
        ledger.entries, "entity", "date", "series", "voucher", "account", "account_name", "amount", "text", "currency"
    ) == [
        ("ry", date(2022, 1, 1), "Tositteet", "1", "1911", "Pankkitili", 50_10, "rivi 1", "EUR"),
        ("ry", date(2022, 1, 1), "Tositteet", "1", "3001", "Jäsenmaksut", -50_10, "rivi 1", "EUR"),
        ("ry", date(2022, 12, 31), "Tositteet", "2", "4001", "Tarjoilu", 1, "rivi 2", "EUR"),
        ("ry", date(2022, 12, 31), "Tositteet", "2", "2871", "Ostovelat", -1, "rivi 2", "EUR"),
        ("ry", date(2022, 6, 24), "Laskut", "1000", "4001", "Tarjoilu", 19_99, "rivi 1000", "EUR"),
        ("ry", date(2022, 6, 24), "Laskut", "1000", "1911", "Pankkitili", -19_99, "rivi 1000", "EUR"),
        ("ry", date(2023, 1, 1), "Tositteet", "1", "2871", "Ostovelat", 1, "rivi 1", "EUR"),
        ("ry", date(2023, 1, 1), "Tositteet", "1", "1911", "Pankkitili", -1, "rivi 1", "EUR"),
    ]
    assert rows(ledger.balances, "account", "opening", "period_start", "period_end")[:4] == [
        ("1911", 100_05, date(2022, 1, 1), date(2022, 12, 31)),
        ("2011", -60_00, date(2022, 1, 1), date(2022, 12, 31)),
        ("2251", -40_05, date(2022, 1, 1), date(2022, 12, 31)),
        ("1911", 130_16, date(2023, 1, 1), date(2023, 12, 31)),
    ]
    assert ledger.balances["closing"].isna().all()
    assert ledger.files[0].format == "tilitin-db"
    assert LocalAccount("2371", "Tilikauden ylijäämä", "equity") in ledger.chart
    assert LocalAccount("4001", "Tarjoilu", "expense") in ledger.chart
    assert codes(findings) == ["TK207", "TK280"]
    assert next(finding for finding in findings if finding.code == "TK280").data["count"] == 2


def test_tilitin_entry_is_found_again_by_its_row(tmp_path):
    path = write_tilitin(tmp_path / "kirja.sqlite", tilitin_books())
    ledger, _ = read(path)
    with closing(sqlite3.connect(path)) as db:
        for row, text in rows(ledger.entries, "source_row", "text"):
            assert db.execute("SELECT description FROM entry WHERE id = ?", (row,)).fetchone() == (text,)
    assert set(ledger.entries["sheet"]) == {"entry"}


def test_tilitin_balance_sheet_of_two_years_by_hand(tmp_path):
    ledger, _ = read(write_tilitin(tmp_path / "kirja.sqlite", tilitin_books()))
    mapping = load_mapping(MAPPINGS / "tilitin-yhdistys.yaml")
    sheet = statement(apply_mapping(ledger, mapping, CHART), CHART, CHART.layout_by_id["bs_npo"])
    assert sheet.periods == ["2022", "2023"]
    # 2022: 100.05 + 50.10 - 19.99 = 130.16; 2023: less the debt of 0.01 that was paid
    assert sheet.amounts["bs.a"] == [130_16, 130_15]


SEASONS = ["2025-01-01", "2025-03-29", "2025-03-30", "2025-03-31", "2025-07-01", "2025-10-26", "2025-10-27", "2025-12-31"]


@pytest.mark.parametrize("text", [*SEASONS, "1969-12-31", "1999-01-01"])
def test_midnight_in_helsinki_stays_on_its_day(text):
    day = date.fromisoformat(text)
    assert helsinki_day(str(helsinki_ms(day))) == day
    assert helsinki_day(f"{helsinki_ms(day)}.0") == day
    assert helsinki_day(str(helsinki_ms(day) + 3 * 3_600_000)) == day  # as tools that write UTC midnight do


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-01-01", date(2025, 1, 1)), ("2025-01-01 00:00:00.000", date(2025, 1, 1)),
        ("", None), ("x", None), ("9" * 20, None), ("2025-02-30", None),
    ],
)  # fmt: skip
def test_other_dates_in_tilitin(text, day):
    assert helsinki_day(text) == day


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dates(date(2022, 1, 1), date(2023, 12, 31)), st.integers(1, 99_999_999_99), st.sampled_from(["2011", "3001"])
        ),
        min_size=1,
        max_size=12,
    )
)
def test_tilitin_amounts_and_days_survive(entries):
    vouchers = [pair(number, day, "1911", credit, cents) for number, (day, cents, credit) in enumerate(entries, 1)]
    with TemporaryDirectory() as folder:
        ledger, findings = read(write_tilitin(Path(folder) / "a.sqlite", Books(TILITIN, YEARS[:2], vouchers)))
    assert codes(findings) == ["TK280"]
    expected = [(v.day, str(v.number), row.account, row.cents) for v in vouchers for row in v.rows]
    assert sorted(rows(ledger.entries, "date", "voucher", "account", "amount")) == sorted(expected)


def test_tilitin_dates_outside_the_year_and_lost_documents(tmp_path):
    books = tilitin_books()
    books.vouchers.append(pair(7, date(2024, 1, 2), "1911", "3001", 5, period=2))
    path = write_tilitin(tmp_path / "a.sqlite", books)
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO entry VALUES (NULL, 777, 1, 1, '12.34', 'orpo', 0, 0)")
        db.commit()
    ledger, findings = read(path)
    assert "orpo" not in set(ledger.entries["text"])
    outside = next(finding for finding in findings if finding.code == "TK285")
    assert (outside.data["count"], outside.data["vouchers"]) == (2, ["7"])
    assert next(finding for finding in findings if finding.code == "TK284").data["debit"] == Cents(12_34)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE entry SET amount = 'x' WHERE id = 4", "TK170"),
        ("UPDATE entry SET amount = '1.005' WHERE id = 4", "TK171"),
        ("UPDATE entry SET debit = 'maybe' WHERE id = 4", "TK170"),
        ("UPDATE document SET date = 'eilen' WHERE id = 2", "TK174"),
        ("DELETE FROM entry", "TK151"),
    ],
)
def test_tilitin_cells_that_cannot_be(tmp_path, sql, code):
    path = write_tilitin(tmp_path / "a.sqlite", tilitin_books())
    with closing(sqlite3.connect(path)) as db:
        db.execute(sql)
        db.commit()
    wrong = next(finding for finding in refusal(path) if finding.code == code)
    assert wrong.place.sheet == "entry"
    assert code == "TK151" or wrong.place.row == 4


def test_tilitin_entry_without_account_keeps_its_money(tmp_path):
    books = tilitin_books()
    books.vouchers.append(Voucher(9, date(2023, 5, 5), (Row("0000", 3_00), Row("1911", -3_00))))
    ledger, findings = read(write_tilitin(tmp_path / "a.sqlite", books))
    assert int(ledger.entries["amount"].sum()) == 0
    assert [finding.data["amount"] for finding in findings if finding.code == "TK201"] == [Cents(3_00)]


# --- Kitsas and Kitupiikki


def kitsas_books(opening=True, result_in_opening=False):
    opened = [Row("1910", 100_00), Row("2041", -30_00), Row("2450", -70_00)]
    if result_in_opening:  # the result of 2021 was 25.00 and is not in 2450
        opened = [*opened[:2], Row("2450", -45_00), Row("3000", -40_00), Row("4000", 15_00)]
    vouchers = [Voucher(1, date(2021, 12, 31), tuple(opened), kind=9010, title="Tilinavaus")] if opening else []
    vouchers += [
        pair(1, date(2022, 3, 1), "1910", "3000", 500_00, series="ML"),
        pair(1, date(2022, 12, 31), "4000", "2964", 120_01, series="ME"),
        pair(1, date(2023, 1, 1), "2964", "1910", 120_01, series="S"),
        pair(2, date(2023, 5, 5), "4000", "1910", 700_00, series="ME"),
        pair(1, date(2024, 2, 29), "1910", "3000", 10_50, series="ML"),
    ]
    targets = [
        (1, 1, None, "Nuoret"),
        (2, 2, 1, "Leiri"),
        (3, 3, None, "Avustus"),
        (4, 3, None, "Alv"),
        (5, 2, None, "Irrallinen"),
    ]
    return Books(KITSAS, list(YEARS), vouchers, targets)


WRITERS = [pytest.param(write_kitsas, id="kitsas"), pytest.param(write_kitupiikki, id="kitupiikki")]


@pytest.mark.parametrize("write", WRITERS)
def test_kitsas_reads_every_year(tmp_path, write):
    ledger, findings = read(write(tmp_path / "kirja.kitsas", kitsas_books()))
    assert rows(ledger.entries, "date", "series", "voucher", "account", "account_name", "amount")[:4] == [
        (date(2022, 3, 1), "ML", "1", "1910", "Pankkitili", 500_00),
        (date(2022, 3, 1), "ML", "1", "3000", "Osallistumismaksut", -500_00),
        (date(2022, 12, 31), "ME", "1", "4000", "Tavaraostot", 120_01),
        (date(2022, 12, 31), "ME", "1", "2964", "Ostovelat", -120_01),
    ]
    assert len(ledger.entries) == 10
    assert rows(ledger.balances, "account", "opening", "period_start", "period_end") == [
        ("1910", 100_00, date(2022, 1, 1), date(2022, 12, 31)),
        ("2041", -30_00, date(2022, 1, 1), date(2022, 12, 31)),
        ("2450", -70_00, date(2022, 1, 1), date(2022, 12, 31)),
    ]
    assert codes(findings) == ["TK207", "TK280", "TK283"]
    told = next(finding for finding in findings if finding.code == "TK283")
    assert (told.account, told.data["count"]) == ("2450", 3)
    assert LocalAccount("2041", "Vapaa rahasto", "") in ledger.chart
    assert LocalAccount("2450", "Edellisten tilikausien ylijäämä", "equity") in ledger.chart
    assert LocalAccount("2964", "Ostovelat", "liability") in ledger.chart


def figures(ledger):
    mapping = load_mapping(MAPPINGS / "kitsas-yhdistys.yaml")
    mapped = apply_mapping(ledger, mapping, CHART)
    return statement(mapped, CHART, CHART.layout_by_id["bs_npo"]), statement(mapped, CHART, CHART.layout_by_id["is_npo"])


def taken(sheet, what):
    return next(sheet.amounts[line.id] for line in sheet.layout.leaves if line.takes == what)


@pytest.mark.parametrize("write", WRITERS)
def test_three_years_of_kitsas_by_hand(tmp_path, write):
    """Bank 100 + 500 = 600; 600 - 120.01 - 700 = -220.01 (a debt to the bank); -220.01 + 10.50 = -209.51."""
    sheet, income = figures(read(write(tmp_path / "k.kitsas", kitsas_books()))[0])
    assert sheet.periods == ["2022", "2023", "2024"]
    assert sheet.difference == [0, 0, 0]
    assert sheet.amounts["bs.a"] == [600_00, 0, 0]
    # results: 500 - 120.01, -700, +10.50; earlier: 70 opened, then the results carried
    assert taken(sheet, "result") == [379_99, -700_00, 10_50]
    assert taken(sheet, "previous_result") == [70_00, 449_99, -250_01]
    assert income.amounts["is.ord.inc"] == [500_00, 0, 10_50]


@pytest.mark.parametrize("write", WRITERS)
def test_opening_with_income_and_expenses_is_the_year_before(tmp_path, write):
    """The opened equity lacks the result of 2021, as in Kitsas: it must appear in the equity of 2022 all the same."""
    books = kitsas_books(result_in_opening=True)
    books.years.insert(0, (date(2021, 1, 1), date(2021, 12, 31)))
    ledger, findings = read(write(tmp_path / "k.kitsas", books))
    assert "TK286" in codes(findings)
    assert set(ledger.balances["period_end"]) == {date(2021, 12, 31)}
    sheet, income = figures(ledger)
    assert sheet.periods == ["2021", "2022", "2023", "2024"]
    assert sheet.difference == [0, 0, 0, 0]
    assert sheet.amounts["bs.a"] == [100_00, 600_00, 0, 0]
    assert taken(sheet, "result") == [25_00, 379_99, -700_00, 10_50]
    assert taken(sheet, "previous_result") == [45_00, 70_00, 449_99, -250_01]
    assert income.amounts["is.ord.inc"][:2] == [40_00, 500_00]


def test_vouchers_outside_the_books_are_counted_by_status(tmp_path):
    books = kitsas_books()
    outside = {0: 11, 5: 12, 10: 13, 40: 14, 50: 15, 80: 16, 100: 17, 120: 18}
    for status, cents in outside.items():
        books.vouchers.append(pair(90, date(2024, 5, 5), "1910", "3000", cents, status=status))
    ledger, findings = read(write_kitsas(tmp_path / "k.kitsas", books))
    amounts = set(ledger.entries["amount"])
    assert {17, 18} <= amounts
    assert not amounts & {11, 12, 13, 14, 15, 16}
    left = {f.data["kind"]: (f.data["count"], f.data["debit"]) for f in findings if f.code == "TK282"}
    assert left == {
        "kitsas_deleted": (1, Cents(11)), "kitsas_template": (1, Cents(12)), "kitsas_inbox": (2, Cents(27)),
        "kitsas_draft": (1, Cents(15)), "kitsas_ready": (1, Cents(16)),
    }  # fmt: skip


def test_cost_centres_projects_and_tags(tmp_path):
    books = kitsas_books(opening=False)
    rows_ = (
        Row("4000", 1, target=1),
        Row("4000", 2, target=2, tags=(3, 4)),
        Row("4000", 3, target=5),
        Row("1910", -6, tags=(3,)),
    )
    books.vouchers = [Voucher(1, date(2022, 4, 4), rows_, series="ME")]
    ledger, _ = read(write_kitsas(tmp_path / "k.kitsas", books))
    assert rows(ledger.entries, "amount", "dim_kohdennus", "dim_projekti", "dim_merkkaus") == [
        (1, "Nuoret", "", ""), (2, "Nuoret", "Leiri", "Alv, Avustus"), (3, "", "Irrallinen", ""), (-6, "", "", "Avustus"),
    ]  # fmt: skip
    assert ledger.files[0].columns == {"dim_kohdennus": "Kohdennus", "dim_projekti": "Projekti", "dim_merkkaus": "Merkkaus"}


@pytest.mark.parametrize("cell", ["", "null", "[1]", '{"nimi": 7}', '{"nimi": {"fi": ""}}', "{broken", "[" * 100_000])
def test_a_name_that_cannot_be_read_is_no_name(tmp_path, cell):
    path = write_kitsas(tmp_path / "k.kitsas", kitsas_books())
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE Tili SET json = ? WHERE numero = 1910", (cell,))
        db.commit()
    ledger, _ = read(path)
    assert ("1910", "") in rows(ledger.entries, "account", "account_name")


@pytest.mark.parametrize(
    ("sql", "code"),
    [("UPDATE Vienti SET debetsnt = 12.5 WHERE id = 4", "TK170"), ("UPDATE Vienti SET pvm = '30.2.2024' WHERE id = 4", "TK174"),
     ("UPDATE Tosite SET tila = 50", "TK151")],
)  # fmt: skip
def test_kitsas_cells_that_cannot_be(tmp_path, sql, code):
    path = write_kitsas(tmp_path / "k.kitsas", kitsas_books())
    with closing(sqlite3.connect(path)) as db:
        db.execute(sql)
        db.commit()
    wrong = next(finding for finding in refusal(path) if finding.code == code)
    assert wrong.place.row == (0 if code == "TK151" else 4)


def test_broken_financial_years_are_told(tmp_path):
    books = kitsas_books(opening=False)
    books.years = [
        (date(2021, 7, 1), date(2022, 6, 30)),
        (date(2022, 7, 1), date(2023, 6, 30)),
        (date(2023, 7, 1), date(2024, 6, 30)),
    ]
    _, findings = read(write_kitsas(tmp_path / "k.kitsas", books))
    told = next(finding for finding in findings if finding.code == "TK281")
    assert told.data["start"] == "07-01"
    assert "year_start: 07-01" in hint(told, "fi")


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.tuples(st.dates(date(2022, 1, 1), date(2024, 12, 31)), st.integers(1, 10**13), st.sampled_from(sorted(KITSAS))),
        min_size=1,
        max_size=8,
    )
)
def test_one_ledger_in_both_schemas_is_the_same(entries):
    vouchers = [pair(n, day, "1910", credit, cents, series="ML") for n, (day, cents, credit) in enumerate(entries, 1)]
    books = replace(kitsas_books(), vouchers=vouchers)
    with TemporaryDirectory() as folder:
        ledgers = [read(write(Path(folder) / write.__name__, books))[0] for write in (write_kitsas, write_kitupiikki)]
    shown = ["date", "series", "voucher", "account", "account_name", "amount", "text"]
    first, second = (rows(ledger.entries, *shown) for ledger in ledgers)
    assert first == second
    assert ledgers[0].chart == ledgers[1].chart
    assert sum(row[5] for row in first) == 0


# --- any database


def some_database(path, script):
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    return path


GNUCASH_TABLES = "".join(f"CREATE TABLE {name} (guid);" for name in ("accounts", "splits", "transactions", "commodities"))
TILITIN_WITH_A_VIEW = """
CREATE TABLE account (id, number, name, type); CREATE TABLE period (id, start_date, end_date);
CREATE TABLE document (id, number, period_id, date);
CREATE VIEW entry AS SELECT 1 id, 1 document_id, 1 account_id, 1 debit, 1 amount, 1 description;
"""


@pytest.mark.parametrize(
    ("script", "program", "tables"),
    [
        (GNUCASH_TABLES, "GnuCash", ["accounts", "commodities", "splits", "transactions"]),
        ("CREATE TABLE moz_places (id); CREATE TABLE moz_hosts (id);", "Firefox", ["moz_hosts", "moz_places"]),
        ("CREATE TABLE tili (numero);", "SQLite", ["tili"]),
        (TILITIN_WITH_A_VIEW, "SQLite", ["account", "document", "period"]),
        ("PRAGMA user_version = 1; CREATE TABLE x (a); DROP TABLE x;", "SQLite", ["–"]),
    ],
)  # fmt: skip
def test_other_databases_are_named(tmp_path, script, program, tables):
    (finding,) = refusal(some_database(tmp_path / "a.sqlite", script))
    assert (finding.code, finding.data) == ("TK177", {"program": program, "tables": tables})
    assert message(finding, "fi") == (
        f"Tämä on tietokanta, mutta ei Tilittimen eikä Kitsaan kirjanpito. Ohjelma: {program}; tauluja: {', '.join(tables)}."
    )


@pytest.mark.parametrize("keep", [100, 5000, 12_000])
def test_truncated_database(tmp_path, keep):
    path = write_kitsas(tmp_path / "k.kitsas", kitsas_books())
    path.write_bytes(path.read_bytes()[:keep])
    (finding,) = refusal(path)
    assert finding.code == "TK178"


def test_encrypted_database(tmp_path):
    path = tmp_path / "k.kitsas"
    path.write_bytes(b"SQLite format 3\x00" + hashlib.sha256(b"x").digest() * 400)
    assert codes(refusal(path)) == ["TK178"]


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_an_open_database_is_refused(tmp_path, ending):
    path = write_tilitin(tmp_path / "a.sqlite", tilitin_books())
    beside = tmp_path / f"a.sqlite{ending}"
    beside.write_bytes(b"")
    read(path)  # an empty one is what a closed program leaves
    beside.write_bytes(b"entries that are not in the books yet")
    (finding,) = refusal(path)
    assert (finding.code, finding.data["beside"]) == ("TK179", f"a.sqlite{ending}")
    assert "Sulje kirjanpito-ohjelma" in hint(finding, "fi")


@pytest.mark.parametrize("write", [write_tilitin, write_kitsas, write_kitupiikki])
def test_reading_leaves_the_folder_as_it_was(tmp_path, write):
    path = write(tmp_path / "k.db", tilitin_books() if write is write_tilitin else kitsas_books())
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode=WAL")  # the header says WAL; the log itself is gone after closing
    before = path.read_bytes()
    path.chmod(0o444)
    read(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["k.db"]


def test_texts_that_are_no_utf8(tmp_path):
    path = write_kitsas(tmp_path / "k.kitsas", kitsas_books())
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE Vienti SET selite = CAST(x'4AE473656E' AS TEXT) WHERE id = 4")
        db.commit()
    ledger, _ = read(path)
    assert "J\ufffdsen" in set(ledger.entries["text"])


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_finding_of_databases_has_words(tmp_path, lang):
    books = kitsas_books(result_in_opening=True)
    books.years = [(start + timedelta(days=181), end + timedelta(days=181)) for start, end in books.years]
    books.vouchers.append(pair(90, date(2024, 5, 5), "1910", "3000", 5, status=50))
    path = write_kitsas(tmp_path / "k.kitsas", books)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE Vienti SET tosite = 999 WHERE id = 6")
        db.commit()
    _, findings = read(path)
    assert {"TK280", "TK281", "TK282", "TK284", "TK286"} <= set(codes(findings))
    for finding in findings:
        assert len(message(finding, lang)) > 10
        assert len(hint(finding, lang)) > 10


def test_a_large_database_is_read_in_bounded_time(tmp_path):
    """60,000 entries; generous, so that only a loop over rows would fail it."""
    path = write_tilitin(tmp_path / "a.sqlite", replace(tilitin_books(), vouchers=[]))
    with closing(sqlite3.connect(path)) as db:
        day = helsinki_ms(date(2022, 5, 5))
        db.executemany("INSERT INTO document VALUES (?, ?, 1, ?)", [(n, n, day) for n in range(1, 30_001)])
        entries = [(n, account, side, n) for n in range(1, 30_001) for account, side in ((1, 1), (5, 0))]
        db.executemany("INSERT INTO entry VALUES (NULL, ?, ?, ?, ? / 100.0, 'x', 0, 0)", entries)
        db.commit()
    start = time.perf_counter()
    ledger, _ = read(path)
    assert time.perf_counter() - start < 10
    assert int(ledger.entries["amount"].clip(lower=0).sum()) == sum(range(1, 30_001))


def test_many_wrong_cells_are_counted_and_every_word_is_there(tmp_path):
    path = write_kitsas(tmp_path / "k.kitsas", replace(kitsas_books(), vouchers=kitsas_books().vouchers * 10))
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE Vienti SET kreditsnt = 'x', tili = NULL")
        db.commit()
    findings = refusal(path)
    assert [finding.code for finding in findings].count("TK170") == 20
    assert {(f.data["of"], f.data["count"]) for f in findings if f.code == "TK269"} == {("TK170", 110), ("TK201", 80)}
    assert all(message(finding, "sv") for finding in findings)


@pytest.mark.parametrize("write", [write_tilitin, write_kitsas])
def test_a_database_without_a_file_of_its_own_is_read_from_memory(tmp_path, write):
    """As a member of a zip archive is; also one whose header says WAL."""
    path = write(tmp_path / "k.db", tilitin_books() if write is write_tilitin else kitsas_books())
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode=WAL")
    expected, _ = read(path)
    inside, findings = read_file(InputFile(Path("kirjat.zip/k.db"), path.read_bytes()), ReadOptions())
    assert "TK178" not in codes(findings)
    assert inside.entries.drop(columns="source_file").equals(expected.entries.drop(columns="source_file"))
