"""What ``convert`` writes is what is read back, in every form and by the program itself; and what several years need."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from interchange_ledgers import small
from test_sources_databases import tilitin_books
from writers_databases import write_tilitin
from writers_sie import write_sie

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.mapping.periods import Period, periods_of
from tilikartta.model import Mapping, TilikarttaError
from tilikartta.reports.canonical import convert_csv, convert_parquet, convert_xlsx
from tilikartta.reports.hledger_export import write_hledger
from tilikartta.reports.sie_export import write_sie4
from tilikartta.sources import read_ledger
from tilikartta.sources.opening_vouchers import take_openings

PLAIN = Path(__file__).parent / "golden" / "plain"
WRITERS = {"csv": convert_csv, "xlsx": convert_xlsx, "parquet": convert_parquet}
EVERY = pytest.mark.parametrize("form", WRITERS)
UNEVEN = (  # openings that do not sum to zero, a status column of text, cost centres of another name
    "Pääkirja\nTili;Pvm;Tosite;Selite;Sk1;Kustannuspaikka;Debet;Kredit;Saldo\n"
    "1910 Pankkitili;;;;;;;;\n;;;Alkusaldo;;;;;1 000,00\n;2.1.2025;1;Maksu;A;10;50,00;;1 050,00\n;;;Yhteensä;;;50,00;;1 050,00\n"
    "3000 Maksut;;;;;;;;\n;2.1.2025;1;Maksu;;20;;50,00;-50,00\n;;;Yhteensä;;;;50,00;-50,00\n"
)
TWO_YEARS = (
    "#FLAGGA 0\n#SIETYP 1\n#RAR 0 20240701 20250630\n#RAR -1 20230701 20240630\n#KONTO 1910 a\n#KONTO 2010 b\n#IB 0 1910 5\n"
    "#UB 0 1910 7\n#IB 0 2010 -5\n#UB 0 2010 -7\n#IB -1 1910 1\n#UB -1 1910 5\n#IB -1 2010 -1\n#UB -1 2010 -5\n"
)


def read(tmp_path, text, name="a.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_ledger([path])[0]


def again(tmp_path, ledger, form):
    path = tmp_path / f"again.{form}"
    WRITERS[form](ledger, path)
    return read_ledger([path])


def same(frame, other, *but):
    names = [name for name in frame.columns if name not in ("source_file", "sheet", "source_row", "currency", *but)]
    pd.testing.assert_frame_equal(frame[names], other[names])


def codes(findings):
    return sorted({finding.code for finding in findings})


@EVERY
def test_was_a_fault_openings_that_do_not_sum_to_zero_came_back_as_entries(tmp_path, form):
    ledger = read(tmp_path, UNEVEN)
    back, _ = again(tmp_path, ledger, form)
    assert len(back.entries) == 2
    same(ledger.entries, back.entries)
    same(ledger.balances, back.balances, "period_start")


@EVERY
def test_was_a_fault_dimensions_did_not_come_back(tmp_path, form):
    ledger = read(tmp_path, write_sie(small()), "a.se")
    assert {"dim_projekti", "dim_projekti_name"} <= set(ledger.entries.columns)
    back, _ = again(tmp_path, ledger, form)
    same(ledger.entries, back.entries)


@EVERY
def test_was_a_fault_the_years_of_balances_became_one(tmp_path, form):
    text = "#FLAGGA 0\n#SIETYP 1\n#RAR 0 20240701 20250630\n#RAR -1 20230701 20240630\n#KONTO 1910 a\n#KONTO 2010 b\n"
    text += (
        "#IB 0 1910 5\n#UB 0 1910 7\n#IB 0 2010 -5\n#UB 0 2010 -7\n#IB -1 1910 1\n#UB -1 1910 5\n#IB -1 2010 -1\n#UB -1 2010 -5\n"
    )
    ledger = read(tmp_path, TWO_YEARS, "a.se")
    back, findings = again(tmp_path, ledger, form)
    same(ledger.balances, back.balances)
    assert codes(findings) == []


def test_was_a_fault_openings_of_two_years_were_added_up_in_sie(tmp_path):
    text = "#FLAGGA 0\n#SIETYP 1\n#RAR 0 20240701 20250630\n#RAR -1 20230701 20240630\n#KONTO 1910 a\n#KONTO 2010 b\n"
    text += (
        "#IB 0 1910 5\n#UB 0 1910 7\n#IB 0 2010 -5\n#UB 0 2010 -7\n#IB -1 1910 1\n#UB -1 1910 5\n#IB -1 2010 -1\n#UB -1 2010 -5\n"
    )
    ledger = read(tmp_path, TWO_YEARS, "a.se")
    write_sie4(ledger, tmp_path / "b.se", "Esimerkki ry")
    same(ledger.balances, read_ledger([tmp_path / "b.se"])[0].balances)


def test_was_a_fault_sie_held_two_years_with_the_same_voucher_twice(tmp_path):
    ledger, _ = read_ledger([write_tilitin(tmp_path / "kirja.sqlite", tilitin_books())])
    with pytest.raises(TilikarttaError) as stop:
        write_sie4(ledger, tmp_path / "b.se", "Esimerkki ry")
    assert codes(stop.value.findings) == ["TK650"]


@pytest.mark.parametrize("asked", ["2023", "2023-06-01"])
def test_one_year_of_a_database_is_converted(tmp_path, asked):
    path, out = write_tilitin(tmp_path / "kirja.sqlite", tilitin_books()), tmp_path / "b.se"
    assert run_guarded(app, ["convert", str(path), "-o", str(out), "--year", asked]) == 0
    ledger, findings = read_ledger([out])
    assert dict(zip(ledger.balances["account"], ledger.balances["opening"], strict=True))["1911"] == 130_16
    assert ledger.entries["voucher"].to_list() == ["1", "1"]
    assert codes(findings) == []


def test_a_year_that_is_not_there_is_told_with_those_that_are(tmp_path, capsys):
    path = write_tilitin(tmp_path / "kirja.sqlite", tilitin_books())
    assert run_guarded(app, ["convert", str(path), "-o", str(tmp_path / "b.se"), "--year", "2019"]) == 2
    assert "2022, 2023" in capsys.readouterr().err


def test_was_a_fault_the_journal_mixed_vouchers_and_openings_of_two_years(tmp_path):
    ledger, _ = read_ledger([write_tilitin(tmp_path / "kirja.sqlite", tilitin_books())])
    write_hledger(ledger, tmp_path / "b.journal")
    text = (tmp_path / "b.journal").read_text(encoding="utf-8")
    assert "\n2023-01-01 (Tositteet 1)\n" in text
    assert text.count("opening balances") == 1
    assert "130.16" not in text


def test_parquet_of_others_is_refused(tmp_path):
    pq.write_table(pa.table({"tili": ["1910"], "summa": [1]}), tmp_path / "a.parquet")
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([tmp_path / "a.parquet"])
    assert codes(stop.value.findings) == ["TK108"]


@pytest.mark.parametrize("cut", [8, 200, 900])
def test_cut_off_parquet_is_refused(tmp_path, cut):
    convert_parquet(read(tmp_path, UNEVEN), tmp_path / "a.parquet")
    (tmp_path / "a.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-cut])
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([tmp_path / "a.parquet"])
    assert codes(stop.value.findings) == ["TK103"]


@pytest.mark.parametrize("path", sorted(PLAIN.glob("*[!l].[cj]s*")), ids=lambda path: path.name)
def test_what_the_programs_really_print(path):
    ledger, findings = read_ledger([path])
    assert [finding.code for finding in findings if finding.severity == "error"] == []
    names = {name: name.replace("ä", "a") for name in ledger.entries["account_name"]}
    if "balance" in path.name:
        assert ledger.balances["closing"].to_list() == [1238_50, 12_00, -1250_50]
        return
    accounts = ledger.entries["account_name"].map(names)
    found = sorted(zip(ledger.entries["date"], accounts, ledger.entries["amount"], strict=True))
    assert found == [
        (date(2025, 1, 1), "Assets:Pankki", 1250_50), (date(2025, 1, 1), "Income:Jasenmaksut", -1250_50),
        (date(2025, 3, 2), "Assets:Pankki", -12_00), (date(2025, 3, 2), "Expenses:Tarjoilu", 12_00),
    ]  # fmt: skip
    if "hledger-print" in path.name or path.name == "ledger.csv":
        assert set(ledger.entries["dim_kp"]) == {"10", ""}
        assert ledger.entries["voucher"].to_list() == ["A1", "A1", "A2", "A2"]


@pytest.mark.parametrize("name", ["books.journal", "books.beancount"])
def test_the_journal_itself_is_refused_with_what_to_print(name):
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([PLAIN / name])
    assert codes(stop.value.findings) == ["TK157"]


OWN = (  # hledger 1.25 print -x -O csv of a journal that convert wrote
    '"txnidx","date","date2","status","code","description","comment","account","amount","commodity","credit","debit",'
    '"posting-status","posting-comment"\n'
    '"1","2022-01-01","","","","opening balances","","assets:1911 Pankkitili","100.05","EUR","","100.05","",""\n'
    '"1","2022-01-01","","","","opening balances","","equity:2011 Peruspääoma","-100.05","EUR","100.05","","",""\n'
    '"2","2022-01-01","","","Tositteet 1","","","assets:1911 Pankkitili","50.10","EUR","","50.10","","rivi 1, sk1:100"\n'
    '"2","2022-01-01","","","Tositteet 1","","","revenues:3001 Jäsenmaksut","-50.10","EUR","50.10","","","rivi 1"\n'
)


def test_was_a_fault_account_numbers_and_texts_of_our_journal_did_not_come_back(tmp_path):
    ledger, _ = take_openings(read(tmp_path, OWN))
    assert ledger.balances[["account", "account_name", "opening"]].values.tolist() == [
        ["1911", "Pankkitili", 100_05],
        ["2011", "Peruspääoma", -100_05],
    ]
    assert ledger.entries[["account", "account_name", "text", "dim_sk1"]].values.tolist() == [
        ["1911", "Pankkitili", "rivi 1", "100"],
        ["3001", "Jäsenmaksut", "rivi 1", ""],
    ]
    assert {(account.number, account.klass) for account in ledger.chart} == {
        ("1911", "asset"), ("2011", "equity"), ("3001", "income"),
    }  # fmt: skip


def test_names_that_share_a_number_keep_their_whole_name(tmp_path):
    ledger = read(tmp_path, OWN.replace("2011 Peruspääoma", "1911 Peruspääoma"))
    assert set(ledger.entries["account"]) == {""}
    assert "assets:1911 Pankkitili" in set(ledger.entries["account_name"])


def test_the_word_for_an_opening_is_the_one_that_is_written():
    from tilikartta.messages import label
    from tilikartta.sources.own_table import OPENING

    assert label("canonical.opening", "fi") == OPENING


def test_was_a_fault_balances_by_object_lost_their_objects_in_sie(tmp_path):
    text = "#FLAGGA 0\n#SIETYP 3\n#RAR 0 20250101 20251231\n#DIM 1 Kp\n#KONTO 1910 a\n#KONTO 2010 b\n#IB 0 1910 5\n#UB 0 1910 7\n"
    text += "#IB 0 2010 -5\n#UB 0 2010 -7\n#OIB 0 1910 {1 x} 3\n#OUB 0 1910 {1 x} 4\n"
    ledger = read(tmp_path, text, "a.se")
    assert set(ledger.balances["dim_kp"]) == {"x", ""}
    write_sie4(ledger, tmp_path / "b.se", "Esimerkki ry")
    same(ledger.balances, read_ledger([tmp_path / "b.se"])[0].balances)


def test_was_a_fault_two_spaces_in_a_text_became_one_in_sie(tmp_path):
    ledger = read(tmp_path, "Pvm;Tosite;Tili;Debet;Kredit;Selite\n2.1.2025;1;1910;5,00;;A &  B\n2.1.2025;1;3000;;5,00;A &  B\n")
    write_sie4(ledger, tmp_path / "b.se", "Esimerkki ry")
    assert set(read_ledger([tmp_path / "b.se"])[0].entries["text"]) == {"A &  B"}


@EVERY
def test_was_a_fault_broken_years_of_a_database_became_calendar_years(tmp_path, form):
    books = tilitin_books()
    years = [(date(2021, 7, 1), date(2022, 6, 30)), (date(2022, 7, 1), date(2023, 6, 30))]
    vouchers = [
        replace(one, day={0: first, 1: first}.get(one.number, one.day)) if one.day.year == year else one
        for one in books.vouchers
        for first, year in ((years[0][0], 2022), (years[1][0], 2023))
        if one.day.year == year
    ]
    path = write_tilitin(tmp_path / "kirja.sqlite", replace(books, years=years, vouchers=vouchers))
    ledger, _ = read_ledger([path])
    back, _ = again(tmp_path, ledger, form)
    wanted = [Period(*year) for year in years]
    assert periods_of(ledger, Mapping("m")) == wanted
    assert periods_of(back, Mapping("m")) == wanted
