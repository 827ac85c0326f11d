"""Trial balances and statements by account: periods as columns, heading and sum rows, signs told by arithmetic."""

# ruff: noqa: E501 (sample lines stay as programs write them)
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilikartta.model import TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger
from tilikartta.sources.periods import Span, span_of


def read(tmp_path, text, encoding="utf-8", **options):
    path = tmp_path / "balances.csv"
    path.write_bytes(text.encode(encoding))
    return read_ledger([path], ReadOptions(**options))


def refused(tmp_path, text, **options):
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, text, **options)
    return [finding.code for finding in stop.value.findings]


def shown(ledger, *columns):
    frame = ledger.balances[list(columns)]
    return [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False, name=None)]


def grave(findings):
    return [finding for finding in findings if finding.severity != "info"]


PROCOUNTOR = (
    "Y-tunnus;1234567-8\nNimikkeet;kaikki\nTositepvm;01.01.2025 - 31.12.2025\n;1/2025;2/2025;1/2025 - 2/2025\nVarsinainen toiminta;;;\n"
    "  3000, Myynti;225,50;80,00;305,50\n  4000, Ostot;-125,50;-80,00;-205,50\nVarsinainen toiminta yhteensä;100,00;0,00;100,00\n"
    "Tilikauden tulos;100,00;0,00;100,00\n"
)


def test_income_statement_by_month(tmp_path):
    ledger, findings = read(tmp_path, PROCOUNTOR, "iso8859-1")
    assert shown(ledger, "account", "account_name", "closing", "period_start", "period_end", "source_row") == [
        ("3000", "Myynti", -22550, date(2025, 1, 1), date(2025, 1, 31), 6), ("4000", "Ostot", 12550, date(2025, 1, 1), date(2025, 1, 31), 7),
        ("3000", "Myynti", -8000, date(2025, 2, 1), date(2025, 2, 28), 6), ("4000", "Ostot", 8000, date(2025, 2, 1), date(2025, 2, 28), 7),
    ]  # fmt: skip
    assert ledger.entries.empty
    assert ledger.files[0].decisions["sign"] == "statement"
    assert [finding.code for finding in findings] == ["TK202"]


def test_a_wrong_sum_row_and_a_wrong_sum_column_are_found(tmp_path):
    _, findings = read(tmp_path, PROCOUNTOR.replace("yhteensä;100,00;", "yhteensä;101,00;").replace("-205,50", "-205,60"))
    spots = [
        (one.place.row, one.place.column, one.data["printed"], one.data["computed"]) for one in findings if one.code == "TK203"
    ]
    assert spots == [(7, "1/2025 - 2/2025", -20560, -20550), (8, "1/2025", 10100, 10000), (8, "1/2025 - 2/2025", 10000, 9990)]


BALANCE_SHEET = (
    ',"31.12.2022","31.12.2021"\n"VASTAAVAA","",""\n"Rahat",,\n"1900 Käteisvarat","15 990,00€","10,00€"\n"Rahat yhteensä","15 990,00€","10,00€"\n'
    '"Vastaavaa yhteensä","15 990,00€","10,00€"\n,"",""\n"VASTATTAVAA","",""\n"OMA PÄÄOMA","",""\n"2001 Pääoma","2 500,00€","10,00€"\n'
    '"Tilikauden ylijäämä (alijäämä)","-8,06€","–"\n"Oma pääoma yhteensä","2 491,94€","10,00€"\n"VIERAS PÄÄOMA",,\n"2621 Laina","13 500,00€",\n'
    '"29391 Alv myynnistä","58,06€",\n"29392 Alv ostoista","-60,00€",\n"Vieras pääoma yhteensä","13 498,06€",\n"Vastattavaa yhteensä","15 990,00€","10,00€"\n'
)


def test_balance_sheet_of_two_years(tmp_path):
    ledger, findings = read(tmp_path, BALANCE_SHEET)
    rows = shown(ledger, "account", "opening", "closing", "period_start", "period_end")
    latest = [row for row in rows if row[4] == date(2022, 12, 31)]
    begin = date(2022, 1, 1)
    assert [row[:4] for row in latest] == [
        ("1900", 1000, 1599000, begin), ("2001", -1000, -250000, begin), ("2621", 0, -1350000, begin), ("29391", 0, -5806, begin),
        ("29392", 0, 6000, begin),
    ]  # fmt: skip
    assert shown(ledger, "account", "opening", "closing", "period_end")[:2] == [
        ("1900", None, 1000, date(2021, 12, 31)), ("2001", None, -1000, date(2021, 12, 31)),
    ]  # fmt: skip
    assert grave(findings) == []


def test_of_monthly_balances_only_the_last_is_read(tmp_path):
    text = ";1/2025;2/2025;3/2025\nVastaavaa;;;\n1910, Pankki;10,00;20,00;30,00\nVastattavaa;;;\n2010, Pääoma;10,00;20,00;30,00\n"
    ledger, findings = read(tmp_path, text)
    assert shown(ledger, "account", "closing", "period_end") == [
        ("1910", 3000, date(2025, 3, 31)),
        ("2010", -3000, date(2025, 3, 31)),
    ]
    assert [finding.code for finding in findings] == ["TK239"]


MIXED = "Konto;Benämning;januari 2025;februari 2025{total}\n3000;Försäljning;-10,00;-20,00{a}\n4000;Inköp;5,00;6,00{b}\n1910;Bank;5,00;14,00{c}\n"


def test_monthly_changes_of_all_accounts_are_told_by_the_column_of_totals(tmp_path):
    ledger, findings = read(tmp_path, MIXED.format(total=";Totalt", a=";-30,00", b=";11,00", c=";19,00"))
    assert shown(ledger, "account", "closing", "period_end")[3:] == [
        ("3000", -2000, date(2025, 2, 28)), ("4000", 600, date(2025, 2, 28)), ("1910", 1400, date(2025, 2, 28)),
    ]  # fmt: skip
    assert grave(findings) == []
    assert refused(tmp_path, MIXED.format(total="", a="", b="", c="")) == ["TK193"]


def test_signs_that_stay_open_are_asked_for(tmp_path):
    text = "Tili;Nimi;tammikuu 2025\n4000;Ostot;5,00\n"
    assert refused(tmp_path, text) == ["TK192"]
    for sign, closing in (("statement", -500), ("debit-plus", 500), ("credit-plus", -500)):
        ledger, _ = read(tmp_path, text, sign=sign)
        assert list(ledger.balances["closing"]) == [closing]


@pytest.mark.parametrize(
    ("rows", "sign", "closing"),
    [
        ("1910;Pankki;130,00\n2000;Pääoma;-130,00\n", "debit-plus", [13000, -13000]),
        (
            "1910;Pankki;130,00\n2000;Pääoma;100,00\n3000;Maksut;50,00\n4000;Kahvi;-20,00\n",
            "statement",
            [13000, -10000, -5000, 2000],
        ),
        ("3000;Maksut;50,00\n4000;Kahvi;-20,00\n", "statement", [-5000, 2000]),
        ("3000;Maksut;-50,00\n4000;Kahvi;20,00\n", "debit-plus", [-5000, 2000]),
        ("Kassa;;50,00\nPankki;;20,00\n", "debit-plus", [5000, 2000]),
    ],
)
def test_signs_of_a_list_of_balances_are_told_by_arithmetic(tmp_path, rows, sign, closing):
    ledger, findings = read(tmp_path, "Tili;Nimi;Saldo\n" + rows)
    assert list(ledger.balances["closing"]) == closing
    assert ledger.files[0].decisions["sign"] == sign
    assert grave(findings) == []


def test_income_plus_and_costs_minus_beside_balanced_accounts_is_refused_unless_names_agree(tmp_path):
    rows = "1910;Pankki;-30,00\n3000;Maksut;50,00\n4000;Kahvi;-20,00\n"
    assert refused(tmp_path, "Tili;Nimi;Saldo\n" + rows.replace("Pankki", "Eka")) == ["TK192"]
    ledger, findings = read(tmp_path, "Tili;Nimi;Saldo\n" + rows)
    assert list(ledger.balances["closing"]) == [3000, -5000, 2000]
    assert [finding.code for finding in findings] == ["TK245"]


TOLD = [("0010", "Käyttötili", 50), ("0900", "Pääoma", -20), ("0100", "Jäsenmaksut", -100), ("0200", "Toimistokulut", 70)]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("head", ["Tili;Nimi;Saldo", "Tili;Nimi;Alkusaldo;Muutos;Loppusaldo"])
def test_was_a_fault_balances_of_other_numberings_were_debit_plus_without_a_word(tmp_path, head, sign):
    figures = {3: "{}", 5: "0,00;{0};{0}"}[len(head.split(";"))]
    rows = "".join(f"{number};{name};{figures.format(f'{sign * euros},00')}\n" for number, name, euros in TOLD)
    ledger, findings = read(tmp_path, f"{head}\n{rows}")
    assert list(ledger.balances["closing"]) == [100 * euros for _, _, euros in TOLD]
    assert [finding.code for finding in findings] == ([] if sign == 1 else ["TK245"])
    nameless = "".join(f"{number};{sign * euros},00\n" for number, _, euros in TOLD)
    assert refused(tmp_path, "Tili;Saldo\n" + nameless) == ["TK192"]


def test_names_that_contradict_numbers_leave_balances_open(tmp_path):
    rows = "1910;Jäsenmaksutuotot;130,00\n2000;Käyttötili;-130,00\n"
    assert refused(tmp_path, "Tili;Nimi;Saldo\n" + rows) == ["TK192"]


def test_natural_balances_beside_debit_and_credit(tmp_path):
    text = (
        "Tili;Nimi;Alkusaldo;Debet;Kredit;Loppusaldo\n1910;Pankki;100,00;50,00;20,00;130,00\n2000;Pääoma;100,00;0,00;0,00;100,00\n"
        "2400;Velka;0,00;0,00;10,00;10,00\n3000;Maksut;0,00;0,00;50,00;50,00\n4000;Kahvi;0,00;30,00;0,00;-30,00\n"
    )
    ledger, findings = read(tmp_path, text)
    assert list(ledger.balances["closing"]) == [13000, -10000, -1000, -5000, 3000]
    assert list(ledger.balances["opening"]) == [10000, -10000, 0, 0, 0]
    assert findings == []


def test_workbook_with_dates_as_headings(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Tuloslaskelma"],
        [None, date(2025, 12, 31), date(2024, 12, 31)],
        ["3000 Jäsenmaksut", 120.5, 100],
        ["4000 Kahvi", -20.25, None],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    ledger, findings = read_ledger([tmp_path / "a.xlsx"], ReadOptions())
    assert shown(ledger, "account", "closing", "period_end") == [
        ("3000", -10000, date(2024, 12, 31)), ("3000", -12050, date(2025, 12, 31)), ("4000", 2025, date(2025, 12, 31)),
    ]  # fmt: skip
    assert grave(findings) == []


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("1/2025", date(2025, 1, 1), date(2025, 1, 31)), ("02.2024", date(2024, 2, 1), date(2024, 2, 29)), ("2025-03", date(2025, 3, 1), date(2025, 3, 31)),
        ("tammikuu 2025", date(2025, 1, 1), date(2025, 1, 31)), ("Marras 2025", date(2025, 11, 1), date(2025, 11, 30)),
        ("maj 2025", date(2025, 5, 1), date(2025, 5, 31)), ("Sept 2025", date(2025, 9, 1), date(2025, 9, 30)),
        ("31.12.2025", None, date(2025, 12, 31)), ("Saldo 31.12.2025", None, date(2025, 12, 31)), ("2025-12-31", None, date(2025, 12, 31)),
        ("1.12.2022 - 31.12.2022", date(2022, 12, 1), date(2022, 12, 31)), ("1.7.2024–30.6.2025", date(2024, 7, 1), date(2025, 6, 30)),
        ("1/2022 - 12/2022", date(2022, 1, 1), date(2022, 12, 31)), ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("Tilikausi 2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)  # fmt: skip
def test_period_labels(label, start, end):
    assert span_of(label) == Span(end, start)


@pytest.mark.parametrize(
    "label", ["", "Saldo", "13/2025", "30.2.2025", "Muutos", "1910", "Tili", "1.2.2025 - 1.1.2025", "Mustikka 2025x"]
)
def test_what_is_no_period(label):
    assert span_of(label) is None


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_any_range_of_days_reads_back(one, other):
    first, last = min(one, other), max(one, other)
    assert span_of(f"{first.day}.{first.month}.{first.year} - {last.day}.{last.month}.{last.year}") == Span(last, first)


STATEMENT = (
    "Tase;31.12.2025;31.12.2024\nVASTAAVAA;;\n1910 Pankki;130,00;100,00\nVastaavaa yhteensä;130,00;100,00\nVASTATTAVAA;;\n"
    "2010 Oma pääoma;100,00;90,00\n2370 Tilikauden tulos;30,00;10,00\nVastattavaa yhteensä;130,00;100,00\n"
)


def test_was_a_fault_the_name_of_a_statement_above_the_accounts_was_no_heading(tmp_path):
    (tmp_path / "a.csv").write_text(STATEMENT, encoding="utf-8")
    ledger, _ = read_ledger([tmp_path / "a.csv"])
    assert ledger.balances["closing"].to_list() == [100_00, -90_00, -10_00, 130_00, -100_00, -30_00]


def test_was_a_fault_the_profile_and_the_reasons_of_months_named_the_column_of_totals(tmp_path):
    text = "Tili;Nimi;1/2025;2/2025;Yhteensä\n1910;Pankki;100,00;50,00;150,00\n3000;Tuotot;-100,00;-50,00;-150,00\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    ledger, _ = read_ledger([tmp_path / "a.csv"], ReadOptions(explain=True))
    (file,) = ledger.files
    assert "columns" not in file.profile
    assert [(reason.topic, reason.value) for reason in file.reasons if reason.topic.startswith("column")] == [
        ("column.closing", "1/2025, 2/2025")
    ]
    assert next(reason.basis for reason in file.reasons if reason.topic == "sign") == "arithmetic"
