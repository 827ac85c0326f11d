"""Financial years as files state them: short, long and broken ones (KPL 1:4), and the years around them."""

# ruff: noqa: E501 (sample lines stay as programs write them)
from dataclasses import replace
from datetime import date

import pytest
from test_sources_databases import tilitin_books
from writers_databases import write_tilitin

from tilikartta.mapping.periods import Period, periods_of
from tilikartta.model import Mapping
from tilikartta.sources import read_ledger

SHORT, NEXT = Period(date(2025, 9, 1), date(2025, 12, 31)), Period(date(2026, 1, 1), date(2026, 12, 31))
LONG = Period(date(2025, 1, 1), date(2026, 6, 30))


def sie(*years, days=()):
    """A SIE file of these years, the last one first as the format wants it, with a voucher on each of the days."""
    rar = "".join(f"#RAR {-index} {one.start:%Y%m%d} {one.end:%Y%m%d}\n" for index, one in enumerate(reversed(years)))
    balances = "".join(f"#IB {-index} 1910 0\n#UB {-index} 1910 {5 if index == 0 else 0}\n" for index in range(len(years)))
    vouchers = "".join(
        f'#VER A {number} {day:%Y%m%d} "x"\n{{\n#TRANS 1910 {{}} 5\n#TRANS 3000 {{}} -5\n}}\n'
        for number, day in enumerate(days, 1)
    )
    return f'#FLAGGA 0\n#SIETYP 4\n{rar}#KONTO 1910 "Bank"\n#KONTO 3000 "Avgift"\n{balances}{vouchers}'


def years_in(tmp_path, *texts):
    paths = [tmp_path / f"{index}.se" for index, _ in enumerate(texts)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="cp437")
    return periods_of(read_ledger(paths)[0], Mapping("m"))


@pytest.mark.parametrize("year", [SHORT, LONG, NEXT], ids=str)
def test_was_a_fault_a_short_year_that_the_file_states_became_a_whole_one(tmp_path, year):
    assert years_in(tmp_path, sie(year, days=[year.start, year.end])) == [year]


def test_years_after_a_short_first_one_begin_where_it_ends(tmp_path):
    assert years_in(tmp_path, sie(SHORT, days=[date(2025, 10, 1), date(2026, 2, 1)])) == [SHORT, NEXT]


def test_years_before_a_broken_one_end_where_it_begins(tmp_path):
    broken = Period(date(2024, 7, 1), date(2025, 6, 30))
    before = Period(date(2023, 7, 1), date(2024, 6, 30))
    assert years_in(tmp_path, sie(broken, days=[date(2024, 6, 15), date(2024, 8, 1)])) == [before, broken]


def test_a_year_that_is_too_long_is_none(tmp_path):
    wrong = Period(date(2024, 1, 1), date(2025, 12, 31))
    assert years_in(tmp_path, sie(wrong, days=[date(2024, 2, 1), date(2025, 2, 1)])) == [
        Period(date(2024, 1, 1), date(2024, 12, 31)), Period(date(2025, 1, 1), date(2025, 12, 31)),
    ]  # fmt: skip


def test_the_short_year_of_a_database_is_its_year(tmp_path):
    books = tilitin_books()
    first = books.vouchers[0]
    vouchers = [replace(first, number=number, day=day) for number, day in enumerate((date(2025, 9, 3), date(2025, 12, 1)), 1)]
    path = write_tilitin(tmp_path / "kirja.sqlite", replace(books, years=[(SHORT.start, SHORT.end)], vouchers=vouchers))
    assert periods_of(read_ledger([path])[0], Mapping("m")) == [SHORT]


def test_a_trial_balance_of_some_months_states_no_year(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("Saldoluettelo 1.1.2025 - 31.5.2025\nTili;Nimi;Alkusaldo;Debet;Kredit;Loppusaldo\n1910;Pankki;5,00;1,00;2,00;4,00\n"
                    "2010;Oma pääoma;-5,00;2,00;1,00;-4,00\n", encoding="utf-8")  # fmt: skip
    assert periods_of(read_ledger([path])[0], Mapping("m")) == [Period(date(2025, 1, 1), date(2025, 12, 31))]
