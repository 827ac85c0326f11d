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
