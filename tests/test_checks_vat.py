"""VAT: which percentages are read, when a rate is wrong, and who must not book VAT at all."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from check_examples import CHART, TODAY, subject_of_example
from writers_databases import Books, Row, Voucher, write_kitsas, write_kitupiikki

from tilikartta.checks.run import run_checks, subject_of
from tilikartta.model import ENTRY_COLUMNS
from tilikartta.model.check_settings import CheckSettings
from tilikartta.reports.canonical import convert_csv
from tilikartta.sources import read_ledger
from tilikartta.sources.vat import percentage, tells_percent

HEAD = "Tosite;Päivämäärä;Tili;Debet;Kredit;Selite;{vat}\n"
BODY = "1;5.1.2025;1910;125,50;;Myynti;\n1;5.1.2025;3250;;125,50;Myynti;{cell}\n"


def written(tmp_path, heading, cell):
    path = tmp_path / "kirja.csv"
    path.write_text(HEAD.format(vat=heading) + BODY.format(cell=cell), encoding="utf-8")
    return read_ledger([path])[0]


@pytest.mark.parametrize(
    ("cell", "said", "rate"),
    [
        ("25,5", True, "25.5%"), ("25.50 %", False, "25.5%"), ("24", True, "24%"), ("24", False, ""), ("24,00", True, "24%"),
        ("0 %", False, "0%"), ("", True, ""), ("KOMY24", True, ""), ("124,00", True, ""), ("24 €", True, ""),
    ],
)  # fmt: skip
def test_a_percentage_is_told_from_codes_and_amounts(cell, said, rate):
    assert percentage(cell, said=said) == rate


@pytest.mark.parametrize(("heading", "tells"), [("ALV %", True), ("Verokanta", True), ("Momssats", True), ("ALV", False)])
def test_a_heading_tells_whether_its_column_holds_percentages(heading, tells):
    assert tells_percent(heading) is tells


@pytest.mark.parametrize(
    ("heading", "cell", "rates"),
    [
        ("ALV %", "25,5", ["", "25.5%"]),
        ("ALV", "25,5 %", ["", "25.5%"]),
        ("ALV", "25,50", ["", ""]),
        ("Moms-%", "14", ["", "14%"]),
    ],
)
def test_the_column_of_vat_is_kept(tmp_path, heading, cell, rates):
    assert list(written(tmp_path, heading, cell).entries["vat"]) == rates


def test_without_a_column_of_vat_the_ledger_is_as_ever(tmp_path):
    ledger = written(tmp_path, "ALV-koodi", "24")
    assert [name for name in ledger.entries.columns if not name.startswith("dim_")] == list(ENTRY_COLUMNS)
    convert_csv(ledger, tmp_path / "out.csv")
    assert "vat" not in (tmp_path / "out.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")


def test_the_canonical_file_reads_back_with_its_vat(tmp_path):
    ledger = written(tmp_path, "ALV %", "25,5")
    convert_csv(ledger, tmp_path / "out.csv")
    again, findings = read_ledger([tmp_path / "out.csv"])
    assert list(again.entries["vat"]) == list(ledger.entries["vat"])
    assert [finding.code for finding in findings] == []


def rows(day, text="Kirpputori", vat=""):
    return f"voucher,date,account,amount,text,vat\n1,{day},1910,10.00,{text},\n1,{day},3250,-10.00,{text},{vat}\n"


def wrong(text, **more):
    subject = subject_of_example(text)
    if more:
        subject = replace(subject, ledger=replace(subject.ledger, entries=subject.ledger.entries.assign(**more)))
    return [finding.data["rate"] for finding in run_checks(subject, select=["TK242"]).findings]


@pytest.mark.parametrize(
    ("day", "vat", "expected"),
    [
        ("2024-08-31", "24%", []), ("2024-10-31", "24%", []), ("2024-11-01", "24%", ["24"]), ("2024-08-31", "25.5%", ["25,5"]),
        ("2024-09-01", "25.5%", []), ("2025-12-31", "13.5%", ["13,5"]), ("2026-01-01", "13.5%", []), ("2026-02-28", "14%", []),
        ("2026-03-03", "14%", ["14"]), ("2025-05-05", "10%", []), ("2025-05-05", "0%", []), ("2012-05-05", "23%", []),
        ("2025-05-05", "", []),
    ],
)  # fmt: skip
def test_a_rate_is_wrong_before_its_first_day_and_two_months_after_its_last(day, vat, expected):
    assert wrong(rows(day, vat=vat)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tilitoimisto ALV 24 %", ["24"]), ("Sis. alv 24%", ["24"]), ("24 %:n ALV", ["24"]), ("moms 24 %", ["24"]),
        ("Hyvityslasku ALV 24 %", []), ("Palvelu Irlannista VAT 23 %", []), ("Halva 24 % tummempi", []), ("24 % alennus", []),
        ("Osallistuvat 24 %", []), ("ALV 25.5 %", []),
    ],
)  # fmt: skip
def test_a_rate_in_a_text_is_read_with_care(text, expected):
    assert wrong(rows("2025-05-05", text)) == expected


def test_rates_of_another_country_are_none_of_ours():
    many = rows("2025-05-05", vat="25%") + "2,2025-05-06,1910,9.00,Moms,\n2,2025-05-06,3250,-9.00,Moms,12%\n"
    assert wrong(many) == []
    assert wrong(rows("2025-05-05", vat="24%"), currency="SEK") == []


def not_liable(text):
    subject = subject_of_example(text, CheckSettings(today=TODAY, vat="not_liable"))
    return [(finding.place.row, finding.account) for finding in run_checks(subject, select=["TK243"]).findings]


def test_who_is_not_liable_adds_no_vat_to_sales():
    assert not_liable(rows("2025-05-05", vat="25.5%")) == [(3, "3250")]
    assert not_liable(rows("2025-05-05", vat="0%")) == []


def test_the_rate_on_a_purchase_is_no_vat_of_ones_own():
    text = "voucher,date,account,amount,text,vat\n1,2025-05-05,6610,10.00,Paperi,25.5%\n1,2025-05-05,1910,-10.00,Paperi,\n"
    assert not_liable(text) == []


def test_nothing_is_said_where_liability_is_not_stated():
    subject = subject_of_example(rows("2025-05-05", vat="25.5%"))
    assert run_checks(subject, select=["TK243"]).findings == []


@pytest.mark.parametrize(
    ("write", "accounts"),
    [(write_kitsas, {"1910": ("Pankkitili", "ARP"), "4300": ("Kahvit", "D")}),
     (write_kitupiikki, {"1910": ("Pankkitili", "AR"), "4300": ("Kahvit", "D")})],
)  # fmt: skip
def test_was_a_fault_the_rates_of_a_kitsas_database_were_not_read(tmp_path, write, accounts):
    days = (date(2024, 3, 1), date(2025, 3, 1))
    vouchers = [Voucher(n, day, (Row("4300", 10_00), Row("1910", -10_00)), series="A") for n, day in enumerate(days, start=1)]
    path = write(tmp_path / "k.db", Books(accounts, [(date(2024, 1, 1), date(2025, 12, 31))], vouchers))
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE Vienti ADD COLUMN alvkoodi integer DEFAULT 0")
        db.execute("ALTER TABLE Vienti ADD COLUMN alvprosentti numeric(5,2) DEFAULT 0")
        db.execute("UPDATE Vienti SET alvkoodi = 11, alvprosentti = 24.00 WHERE debetsnt > 0")
        db.commit()
    ledger, _ = read_ledger([path])
    assert list(ledger.entries["vat"]) == ["24%", "", "24%", ""]
    found = run_checks(subject_of(ledger, CHART, None, CheckSettings(today=TODAY)), select=["TK242"]).findings
    assert [(one.voucher, one.data["day"]) for one in found] == [("A 2", days[1])]
