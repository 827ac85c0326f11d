"""Several files as one ledger, archives opened in place, and overlaps refused."""

import zipfile
from pathlib import Path

import pytest

from tilikartta.model import ExitCode, TilikarttaError
from tilikartta.sources import read_ledger

HEAD = "Tosite;Päivämäärä;Tili;Tilin nimi;Debet;Kredit;Selite;Kustannuspaikka\n"


def rows(first: int, last: int, centre: str = "") -> str:
    return "".join(
        f"{n};{n}.1.2025;1910;Pankki;{n},00;;maksu {n};{centre}\n{n};{n}.1.2025;3000;Tuotto;;{n},00;maksu {n};{centre}\n"
        for n in range(first, last)
    )


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def codes(paths):
    with pytest.raises(TilikarttaError) as stop:
        read_ledger(paths)
    assert stop.value.exit_code == ExitCode.UNREADABLE
    return {finding.code: finding for finding in stop.value.findings}


def test_files_split_by_time_are_one_ledger(tmp_path):
    paths = [write(tmp_path, "a.csv", rows(1, 10)), write(tmp_path, "b.csv", rows(10, 20))]
    ledger, findings = read_ledger(paths)
    assert findings == []
    assert len(ledger.entries) == 38
    assert len(ledger.files) == 2


def test_files_split_by_cost_centre_share_vouchers_but_not_postings(tmp_path):
    paths = [write(tmp_path, "a.csv", rows(1, 10, "100")), write(tmp_path, "b.csv", rows(1, 10, "200"))]
    ledger, _ = read_ledger(paths)
    assert len(ledger.entries) == 36


def test_overlapping_files_are_refused_with_the_first_common_voucher(tmp_path):
    paths = [write(tmp_path, "a.csv", rows(1, 12)), write(tmp_path, "b.csv", rows(10, 20))]
    finding = codes(paths)["TK109"]
    assert finding.data["count"] == 2
    assert finding.voucher == "10"


def test_a_trial_balance_beside_its_own_entries_is_refused(tmp_path):
    balance = tmp_path / "saldot.csv"
    balance.write_text(
        "Tili;Tilin nimi;Debet;Kredit;Saldo\n1910;Pankki;45,00;;45,00\n3000;Tuotto;;45,00;-45,00\n", encoding="utf-8"
    )
    assert "TK110" in codes([write(tmp_path, "a.csv", rows(1, 10)), balance])


def test_a_zip_is_opened_in_place_and_its_members_are_named(tmp_path):
    path = tmp_path / "vienti.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tammikuu.csv", HEAD + rows(1, 10))
        archive.writestr("kansio/helmikuu.csv", HEAD + rows(10, 20))
        archive.writestr("__MACOSX/._tammikuu.csv", "roskaa")
    ledger, findings = read_ledger([path])
    assert findings == []
    assert len(ledger.entries) == 38
    assert [Path(file.path).name for file in ledger.files] == ["tammikuu.csv", "helmikuu.csv"]


def test_a_zip_bomb_is_refused_before_it_expands(tmp_path):
    path = tmp_path / "pommi.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("suuri.csv", b"0" * 60_000_000)
    assert "TK111" in codes([path])


@pytest.mark.parametrize("cut", [40, 200])
def test_a_truncated_zip_is_refused(tmp_path, cut):
    path = tmp_path / "vienti.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", HEAD + rows(1, 10))
    path.write_bytes(path.read_bytes()[:-cut])
    assert codes([path])


def test_an_empty_zip_says_so(tmp_path):
    path = tmp_path / "tyhja.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/x", "")
    assert "TK113" in codes([path])


def sie(folder: Path, name: str, *years: tuple[int, int], extra: str = "") -> Path:
    """A SIE file of type 1: for each year (0 this one, -1 the one before) its closing bank balance in whole units."""
    path, newest = folder / name, max(year for year, _ in years)
    lines = ["#FLAGGA 0", "#SIETYP 1", "#VALUTA SEK", '#KONTO 1930 "Bank"', '#KONTO 3000 "Intäkt"']
    for year, amount in years:
        index = year - newest
        lines += [f"#RAR {index} {year}0101 {year}1231", f"#UB {index} 1930 {amount}", f"#RES {index} 3000 {-amount}"]
    path.write_text("\n".join([*lines, extra, ""]), encoding="utf-8")
    return path


def closings(ledger) -> list[tuple[int, str, int]]:
    rows = ledger.balances[["period_end", "account", "closing"]].itertuples(index=False)
    return sorted((end.year, account, closing) for end, account, closing in rows)


@pytest.mark.parametrize("turned", [False, True])
def test_the_middle_year_of_two_balance_files_counts_once(tmp_path, turned):
    paths = [sie(tmp_path, "a.se", (2024, 40), (2023, 30)), sie(tmp_path, "b.se", (2025, 50), (2024, 40))]
    ledger, findings = read_ledger(paths[::-1] if turned else paths)
    assert closings(ledger) == sorted(
        row
        for year, cents in ((2023, 3000), (2024, 4000), (2025, 5000))
        for row in ((year, "1930", cents), (year, "3000", -cents))
    )
    [told] = [finding for finding in findings if finding.code.startswith("TK27")]
    assert (told.code, told.severity, told.place.file[-4:], str(told.data["other"])[-4:]) == ("TK272", "info", "b.se", "a.se")


def test_a_middle_year_that_was_changed_is_told_with_both_amounts(tmp_path):
    paths = [sie(tmp_path, "a.se", (2024, 40)), sie(tmp_path, "b.se", (2025, 50), (2024, 41))]
    ledger, findings = read_ledger(paths)
    assert [row for row in closings(ledger) if row[0] == 2024] == [(2024, "1930", 4000), (2024, "3000", -4000)]
    [told] = [finding for finding in findings if finding.code.startswith("TK27")]
    assert (told.code, told.severity, told.account, told.data["count"]) == ("TK273", "warning", "1930", 2)
    assert (told.data["own"], told.data["comparative"]) == (4000, 4100)


def test_a_comparative_year_gives_way_to_its_entries(tmp_path):
    ledger, findings = read_ledger([write(tmp_path, "a.csv", rows(1, 10)), sie(tmp_path, "b.se", (2026, 50), (2025, 41))])
    assert closings(ledger) == [(2026, "1930", 5000), (2026, "3000", -5000)]
    assert "TK272" in {finding.code for finding in findings}


def balances(folder: Path, name: str, period: str, *lines: str) -> Path:
    path = folder / name
    path.write_text(f"{period}\nTili;Tilin nimi;Saldo\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


HALF, WHOLE, NEXT = "1.1.2025 - 30.6.2025", "1.1.2025 - 31.12.2025", "1.1.2026 - 31.12.2026"
BANK, INCOME = ("1910;Pankki;10,00", "1920;Säästötili;5,00"), ("3000;Tuotto;-15,00", "3100;Keräys;-1,00")


@pytest.mark.parametrize(("first", "second"), [(HALF, WHOLE), (WHOLE, HALF), ("", ""), (WHOLE, ""), (WHOLE, WHOLE)])
def test_balances_of_one_time_in_two_files_are_refused(tmp_path, first, second):
    paths = [balances(tmp_path, "a.csv", first, *BANK), balances(tmp_path, "b.csv", second, BANK[0], "2000;Velka;-10,00")]
    finding = codes(paths)["TK166"]
    assert (finding.account, finding.data["count"], Path(finding.place.file).name) == ("1910", 1, "b.csv")


@pytest.mark.parametrize(("second", "rows"), [(WHOLE, INCOME), (NEXT, BANK), ("", INCOME)])
def test_balances_that_divide_the_accounts_or_the_years_are_one_ledger(tmp_path, second, rows):
    ledger, findings = read_ledger([balances(tmp_path, "a.csv", WHOLE, *BANK), balances(tmp_path, "b.csv", second, *rows)])
    assert len(ledger.balances) == 4
    assert not [finding for finding in findings if finding.code in ("TK166", "TK272", "TK273")]
