"""Several files in one run: numbers that begin anew in each of them are other vouchers, and a faulty file stops nothing else."""

from datetime import date

import pytest
from check_examples import CHART, IDENTITY, TODAY

from tilikartta.checks.run import run_checks, subject_of
from tilikartta.messages import message
from tilikartta.model import Ledger, SourceFile
from tilikartta.model.check_settings import CheckSettings
from tilikartta.sources import read_ledger
from tilikartta.sources.canonical import empty, frame_of


def ledger(*rows, sheets=False):
    """Rows (file, voucher, day, account, cents); with ``sheets`` the first is the sheet of one workbook."""
    count = len(rows)
    entries = {
        "source_file": "kirjanpito.xlsx" if sheets else [row[0] for row in rows],
        "sheet": [row[0] if sheets else "" for row in rows], "source_row": list(range(2, count + 2)), "currency": "EUR",
        "voucher": [row[1] for row in rows], "date": [row[2] for row in rows], "account": [row[3] for row in rows],
        "amount": [row[4] for row in rows], "text": "Selite", "account_name": "",
    }  # fmt: skip
    names = dict.fromkeys(row[0] for row in rows)
    files = tuple(SourceFile(name, "0" * 64, 1, "csv", rows=count) for name in names)
    return Ledger(frame_of("entries", entries, count), empty("balances"), files)


def found(rows, *select, sheets=False):
    settings = CheckSettings(today=TODAY)
    return run_checks(
        subject_of(ledger(*rows, sheets=sheets), CHART, IDENTITY, settings), preset="strict", select=select
    ).findings


def voucher(file, number, day, cents, other=None):
    when = date.fromisoformat(day)
    return [(file, number, when, "6610", cents), (file, number, when, "1910", -(cents if other is None else other))]


JANUARY = [
    *voucher("tammi.csv", "1", "2025-01-05", 10_000), *voucher("tammi.csv", "2", "2025-01-08", 12_000, 11_999),
    *voucher("tammi.csv", "4", "2025-01-09", 2_000),
]  # fmt: skip
FEBRUARY = [*voucher("helmi.csv", "1", "2025-02-05", 5_000), *voucher("helmi.csv", "2", "2025-02-08", 3_000, 3_001)]


@pytest.mark.parametrize("sheets", [False, True])
def test_was_a_fault_two_files_with_the_same_numbers_hid_each_others_cent(sheets):
    """A cent too much in January and one too little in February, both voucher 2: together they balanced."""
    hits = found([*JANUARY, *FEBRUARY], "TK210", sheets=sheets)
    assert sorted((one.place.row, one.voucher, one.data["difference"]) for one in hits) == [(4, "2", 1), (10, "2", 1)]


def test_numbers_that_begin_anew_in_each_file_are_no_number_used_twice():
    assert found([*JANUARY, *FEBRUARY], "TK215") == []


def test_gaps_are_looked_for_in_each_file_by_itself():
    hits = found([*JANUARY, *FEBRUARY, *voucher("helmi.csv", "5", "2025-02-10", 700)], "TK216")
    assert {(one.place.file, one.data["numbers"]) for one in hits} == {("tammi.csv", "3"), ("helmi.csv", "3–4")}


def test_one_number_of_two_files_is_still_used_twice():
    rows = [one for n in range(1, 9) for one in voucher("a.csv", str(n), f"2025-01-{n:02d}", 100 * n)]
    rows += [one for n in (8, *range(9, 16)) for one in voucher("b.csv", str(n), f"2025-02-{n:02d}", 100 * n + 1)]
    assert [(one.place.file, one.voucher) for one in found(rows, "TK215")] == [("b.csv", "8")]


def test_one_number_of_two_files_that_is_off_in_one_is_told_of_that_file_alone():
    rows = [one for n in range(1, 9) for one in voucher("a.csv", str(n), f"2025-01-{n:02d}", 100 * n)]
    rows += [one for n in (8, *range(9, 16)) for one in voucher("b.csv", str(n), f"2025-02-{n:02d}", 901, 901 - (n == 8))]
    assert [(one.place.file, one.voucher, one.data["debit"]) for one in found(rows, "TK210")] == [("b.csv", "8", 901)]


def test_a_voucher_that_two_files_share_is_one_voucher():
    """A file cut in the middle of a voucher, and a file for each account: the parts belong together."""
    rows = [one for n in range(1, 9) for one in voucher("a.csv", str(n), f"2025-01-{n:02d}", 100 * n)]
    day = rows[-1][2]
    cut = [*rows, ("a.csv", "9", day, "6610", 700), ("a.csv", "9", day, "6620", -100), ("b.csv", "9", day, "1910", -500),
           ("b.csv", "9", day, "6650", -100)]  # fmt: skip
    assert found(cut, "TK210") == []
    by_account = [(f"{one[3]}.csv", *one[1:]) for one in rows]
    assert found(by_account, "TK210", "TK212") == []
    assert found(by_account, "TK215", "TK216") == []


def test_the_message_of_a_voucher_that_is_off_is_that_of_the_promise():
    rows = [*voucher("tammikuu.csv", "125", "2025-01-31", 12_000, 11_999)]
    [one] = found(rows, "TK210")
    said = message(one, "fi").replace("\u00a0", " ")
    assert said == "Tosite 125 ei täsmää: debet 120,00 €, kredit 119,99 €, erotus 0,01 €."


OPENINGS = "Tili;Tilin nimi;Alkusaldo\n1920;Kassa;{cash}\n2120;Oma pääoma;-{cash}\n"
CASH = "Tosite;Päivämäärä;Tili;Debet;Kredit;Selite\n1;5.{month};6320;5,00;;Kahvi\n1;5.{month};1920;;5,00;Kahvi\n"


def test_was_a_fault_openings_of_two_years_were_added_and_hid_a_negative_cash_box(tmp_path):
    """The box opens with one euro in 2024 and is four euros below zero; the openings of 2025 beside them made it 144."""
    files = {"alku24.csv": OPENINGS.format(cash="1,00"), "kirja24.csv": CASH.format(month="3.2024"),
             "alku25.csv": OPENINGS.format(cash="143,00"), "kirja25.csv": CASH.format(month="3.2025")}  # fmt: skip
    paths = [tmp_path / name for name in files]
    for path in paths:
        path.write_text(files[path.name], encoding="utf-8")
    [told] = [one for one in read_ledger(paths)[1] if one.code == "TK268"]
    assert (told.severity, told.account, told.data["count"]) == ("error", "1920", 2)
    assert told.place.file.endswith("alku25.csv")
    assert "TK268" not in {one.code for one in read_ledger(paths[:2])[1]}


def test_openings_that_two_files_divide_between_them_are_fine(tmp_path):
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("Tili;Tilin nimi;Alkusaldo\n1920;Kassa;1,00\n", encoding="utf-8")
    other.write_text("Tili;Tilin nimi;Alkusaldo\n2120;Oma pääoma;-1,00\n", encoding="utf-8")
    assert "TK268" not in {found.code for found in read_ledger([one, other])[1]}
