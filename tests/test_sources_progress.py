"""How far reading is, told to an observer: growing, up to the whole; and large members of archives are never held."""

import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook

from tilikartta.model import TilikarttaError
from tilikartta.sources import file as files
from tilikartta.sources import read_ledger
from tilikartta.sources.file import open_file
from tilikartta.sources.formats import format_of
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.zip_files import members_of

LINE = "<Line><AccountID>{}</AccountID><{}Amount><Amount>10.00</Amount></{}Amount></Line>"
VOUCHER = (
    "<Transaction><TransactionID>{0}</TransactionID><GLPostingDate>2025-01-02</GLPostingDate>"
    f"{LINE.format(3000, 'Debit', 'Debit')}{LINE.format(1910, 'Credit', 'Credit')}</Transaction>\n"
)
HEAD = "<AuditFile><GeneralLedgerEntries><Journal><JournalID>J</JournalID>"
TAIL = "</Journal></GeneralLedgerEntries></AuditFile>"


def saft(vouchers: int) -> str:
    return HEAD + "".join(map(VOUCHER.format, range(1, vouchers + 1))) + TAIL


def table(rows: int) -> str:
    lines = (f"{n};2.1.2025;1910;1,50;\n{n};2.1.2025;3000;;1,50\n" for n in range(1, rows + 1))
    return "Tosite;Pvm;Tili;Debet;Kredit\n" + "".join(lines)


class Watcher:
    """Notes everything that is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []

    def __call__(self, name: str, done: int, total: int) -> None:
        self.told.append((name, done, total))

    def of(self, name: str) -> list[int]:
        return [done for told, done, _ in self.told if told.endswith(name)]


def write_saft(folder: Path) -> Path:
    path = folder / "s.xml"
    path.write_text(saft(20_000))
    return path


def write_csv(folder: Path) -> Path:
    path = folder / "k.csv"
    path.write_text(table(2_000))
    return path


def write_xlsx(folder: Path) -> Path:
    book, path = Workbook(), folder / "k.xlsx"
    for row in (["Pvm", "Tosite", "Tili", "Summa"], ["1.1.2025", 1, "3000 Tuotot", -77.25], ["1.1.2025", 1, 1910, 77.25]):
        book.active.append(row)
    book.save(path)
    return path


def write_sie(folder: Path) -> Path:
    path = folder / "k.se"
    path.write_text('#FLAGGA 0\n#SIETYP 4\n#VER A 1 20250101 ""\n{\n#TRANS 1910 {} 5.00\n#TRANS 3000 {} -5.00\n}\n')
    return path


def write_zip(folder: Path) -> Path:
    path = folder / "v.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("s.xml", saft(20_000))
    return path


WRITERS = [write_saft, write_csv, write_xlsx, write_sie, write_zip]


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_what_is_told_grows_up_to_the_whole(tmp_path, monkeypatch, write):
    monkeypatch.setattr(files, "HELD", 1 << 20)
    watcher = Watcher()
    read_ledger([write(tmp_path)], None, watcher)
    counts, totals = [done for _, done, _ in watcher.told], {total for _, _, total in watcher.told}
    assert len(totals) == 1
    assert counts[0] == 0
    assert counts[-1] == totals.pop() > 0
    assert all(before < after for before, after in pairwise(counts))
    assert len(counts) > 2


def test_a_streamed_file_tells_block_by_block(tmp_path):
    watcher = Watcher()
    path = write_saft(tmp_path)
    read_ledger([path], None, watcher)
    assert len(watcher.told) >= path.stat().st_size // files.BLOCK


def test_every_file_of_several_is_told_to_its_end(tmp_path):
    watcher = Watcher()
    (tmp_path / "a").mkdir()
    paths = [write_csv(tmp_path / "a"), write_xlsx(tmp_path)]
    read_ledger(paths, None, watcher)
    for path in paths:
        assert watcher.of(path.name)[0] == 0
        assert watcher.of(path.name)[-1] == path.stat().st_size


def test_a_large_member_is_streamed_and_never_held(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "HELD", 1 << 20)
    [member] = members_of(open_file(write_zip(tmp_path)))
    form = format_of(member)
    parts, findings = form.read(member, ReadOptions())
    assert (form.name, {finding.code for finding in findings}) == ("saft", {"TK260"})  # no chart in this file
    assert len(parts[0].entries) == 40_000
    assert not member.is_held
    assert member.size == len(saft(20_000))


def test_a_large_member_whose_bytes_are_damaged_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "HELD", 1000)
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("s.xml", saft(20_000))
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"10.00")
    raw[at : at + 5] = b"99.00"
    path.write_bytes(bytes(raw))
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([path])
    assert [finding.code for finding in stop.value.findings] == ["TK112"]


def test_a_large_workbook_in_an_archive_opens(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "HELD", 1000)
    inside, path = write_xlsx(tmp_path), tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inside, "k.xlsx")
    ledger, findings = read_ledger([path])
    assert (len(ledger.entries), findings) == (2, [])
