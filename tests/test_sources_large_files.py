"""Large files are taken from disk in blocks; what streams is never held whole. Small figures stand for large ones here."""

import gzip
import hashlib
import zipfile
from io import BytesIO

import pyarrow as pa
import pytest
from openpyxl import Workbook

from tilikartta.model import TilikarttaError
from tilikartta.sources import amounts, archive, gnucash, read_ledger
from tilikartta.sources import file as files
from tilikartta.sources.file import InputFile, open_file
from tilikartta.sources.formats import format_of
from tilikartta.sources.options import ReadOptions

LINE = "<Line><AccountID>{}</AccountID><{}Amount><Amount>10.00</Amount></{}Amount></Line>"
VOUCHER = (
    "<Transaction><TransactionID>{0}</TransactionID><GLPostingDate>2025-01-02</GLPostingDate>"
    f"<Description>Voucher {{0}}</Description>{LINE.format(3000, 'Debit', 'Debit')}\n{LINE.format(1910, 'Credit', 'Credit')}"
    "</Transaction>\n"
)
HEAD = "<AuditFile><GeneralLedgerEntries><Journal><JournalID>J</JournalID>"
TAIL = "</Journal></GeneralLedgerEntries></AuditFile>"


@pytest.fixture
def everything_is_large(monkeypatch):
    monkeypatch.setattr(files, "HELD", 0)


def saft(path, vouchers):
    path.write_text(HEAD + "".join(map(VOUCHER.format, range(1, vouchers + 1))) + TAIL)
    return path


def test_saft_is_never_held(tmp_path, everything_is_large):
    path = saft(tmp_path / "s.xml", 20_000)
    assert path.stat().st_size > 4 * files.BLOCK
    file = open_file(path)
    form = format_of(file)
    parts, findings = form.read(file, ReadOptions())
    assert form.name == "saft"
    assert not file.is_held
    assert len(parts[0].entries) == 40_000
    assert parts[0].entries["source_row"].iloc[-1] == 40_000
    assert [finding for finding in findings if finding.severity.name == "ERROR"] == []
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_bytes_asked_for_after_the_release_do_not_come_back(tmp_path, everything_is_large):
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc" * 50)
    file = open_file(path)
    assert not file.is_held
    assert file.raw == b"abc" * 50
    assert file.is_held
    file.release()
    assert (file.raw, file.head, file.size) == (b"", b"abc" * 50, 150)
    assert file.sha256 == hashlib.sha256(b"abc" * 50).hexdigest()


@pytest.mark.parametrize("large", [False, True])
def test_a_text_file_reads_the_same_either_way(tmp_path, monkeypatch, large):
    monkeypatch.setattr(files, "HELD", 0 if large else 10**6)
    path = tmp_path / "a.csv"
    path.write_text("Tosite;Pvm;Tili;Debet;Kredit\n1;1.2.2025;3000;1 000,50;\n1;1.2.2025;1910;;1 000,50\n", encoding="utf-8")
    ledger, findings = read_ledger([path])
    assert ledger.entries["amount"].tolist() == [100050, -100050]
    assert ledger.files[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert findings == []


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, everything_is_large):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 100)
    file = open_file(path)
    path.write_bytes(b"x" * 90)
    with pytest.raises(TilikarttaError) as stop:
        _ = file.raw
    assert stop.value.findings[0].code == "TK103"


def test_a_file_that_vanishes_is_refused(tmp_path, everything_is_large):
    file = open_file(saft(tmp_path / "s.xml", 2))
    file.path.unlink()
    with pytest.raises(TilikarttaError) as stop:
        format_of(file).read(file, ReadOptions())
    assert stop.value.findings[0].code == "TK103"


def test_large_blank_file_is_empty(tmp_path, everything_is_large):
    path = tmp_path / "a.csv"
    path.write_bytes(b" " * (2 * files.BLOCK) + b"\n")
    with pytest.raises(TilikarttaError) as stop:
        open_file(path)
    assert stop.value.findings[0].code == "TK104"


def test_gzip_is_unpacked_block_by_block(tmp_path, everything_is_large):
    content = b"".join(b"<line>%d</line>\n" % number for number in range(200_000))
    path = tmp_path / "b.gnucash"
    path.write_bytes(gzip.compress(content))
    file = open_file(path)
    blocks = list(gnucash.unpacked(file))
    assert b"".join(blocks) == content
    assert not file.is_held
    assert max(map(len, blocks)) <= 1 << 20


def plain_sheet(cells: bytes) -> bytes:
    return b'<worksheet><sheetData><row r="1">' + cells + b"</row></sheetData></worksheet>"


@pytest.mark.parametrize(
    ("cell", "looked"),
    [
        (b'<c r="A1"><v>1</v></c><c r="Z999999" t="inlineStr"><is><t>\xc3\xa4</t></is></c>', False),
        (b'<c r="AA1"><v>1</v></c>', True),
        (b'<c r="B1000000"><v>1</v></c>', True),
        (b'<c r="A1" t="e"><v>#REF!</v></c>', True),
        (b'<c r="A1"><f>SUM(B1)</f></c>', True),
        (b'<x:c r="A1"><x:f>SUM(B1)</x:f></x:c>', True),
        (b"<c r='XFD1'><v>1</v></c>", True),
        (b'<c\nr="XFD1"><v>1</v></c>', True),
        (b'<c\tr="XFD1"><v>1</v></c>', True),
        (b'<c r ="XFD1"><v>1</v></c>', True),
        (b'<c r= "XFD1"><v>1</v></c>', True),
    ],
)
def test_only_plain_cells_pass_without_a_closer_look(cell, looked):
    assert archive._needs_a_look(plain_sheet(cell)) is looked


def test_numbers_that_are_none_are_named(tmp_path):
    """A cell may hold NaN or infinity; neither an amount of zero nor a traceback comes of it."""
    book, plain, broken = Workbook(), BytesIO(), tmp_path / "n.xlsx"
    for row in (["Pvm", "Tosite", "Tili", "Summa"], ["1.1.2025", 1, 3000, 77.25], ["1.1.2025", 1, 1910, 78.25]):
        book.active.append(row)
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"77.25", b"NaN").replace(b"78.25", b"inf"))
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([broken])
    named = [
        (finding.code, finding.place.row, finding.data["value"]) for finding in stop.value.findings if finding.code == "TK170"
    ]
    assert named == [("TK170", 2, "nan"), ("TK170", 3, "inf")]


@pytest.mark.parametrize("space", amounts.SPACES)
def test_spaces_between_thousands_wherever_they_begin(space):
    """The quick way looks at the first rows; a space that only a later row has is still read."""
    texts = ["1,50"] * 1_500 + [f"-1{space}234{space}567,89", ""]
    read = amounts.read_amounts(amounts.Column(pa.chunked_array([texts])), ",")
    assert read.cents.to_pylist() == [150] * 1_500 + [-123456789, None]
    assert read.plain
    assert not any(read.bad.to_pylist())


def test_content_given_as_bytes_needs_no_file(tmp_path):
    file = InputFile(tmp_path / "a.zip" / "inside.xml", HEAD.encode())
    assert file.size == len(HEAD)
    assert b"".join(file.blocks(7)) == HEAD.encode()
