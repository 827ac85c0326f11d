"""Every refusal that is promised, through the command: exit code, code, exact place and remedy, no traceback, in little time."""

# ruff: noqa: E501 (sample lines stay as programs write them)

import io
import sqlite3
import time
import zipfile
from contextlib import closing

import openpyxl
import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded

HEAD = "Tosite;Pvm;Tili;Debet;Kredit;Selite\n"
GOOD = "1;13.1.2025;1910;10,00;;a\n1;13.1.2025;3000;;10,00;a\n"
XML = '<?xml version="1.0"?>\n{doctype}<AuditFile><GeneralLedgerEntries>{inside}</GeneralLedgerEntries></AuditFile>\n'
BOMB = '<!DOCTYPE AuditFile [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>\n"  # fmt: skip


def text(content, encoding="utf-8", name="k.csv"):
    def write(folder):
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return [path]

    return write


def packed(*members, compressed=True, name="k.zip", cut=0):
    def write(folder):
        path, stream = folder / name, io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
            for member, content in members:
                archive.writestr(member, content)
        path.write_bytes(stream.getvalue()[: -cut or None])
        return [path]

    return write


def database(folder):
    with closing(sqlite3.connect(folder / "k.sqlite")) as db:
        db.execute("CREATE TABLE moz_places (id integer PRIMARY KEY, url text)")
        db.commit()
    return [folder / "k.sqlite"]


def no_database(folder):
    (folder / "k.sqlite").write_bytes(b"SQLite format 3\x00" + b"\x07" * 5000)
    return [folder / "k.sqlite"]


def truncated_workbook(folder):
    book = openpyxl.Workbook()
    for row in range(200):
        book.active.append(["1", "13.1.2025", "1910", row])
    book.save(folder / "k.xlsx")
    whole = (folder / "k.xlsx").read_bytes()
    (folder / "k.xlsx").write_bytes(whole[: len(whole) * 2 // 3])
    return [folder / "k.xlsx"]


def two_years(folder):
    """The export of the second year holds a voucher of the first one again."""
    first, second = folder / "2024.csv", folder / "2025.csv"
    old = "7;30.12.2024;1910;5,00;;x\n7;30.12.2024;3000;;5,00;x\n"
    first.write_text(HEAD + "6;1.12.2024;1910;5,00;;y\n6;1.12.2024;3000;;5,00;y\n" + old, encoding="utf-8")
    second.write_text(HEAD + GOOD + old, encoding="utf-8")
    return [first, second]


def two_balances(folder):
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(f"1.1.2025 - 31.12.2025\nTili;Tilin nimi;Saldo\n1910;Pankki {name};10,00\n", encoding="utf-8")
    return [folder / "a.csv", folder / "b.csv"]


MIXED = HEAD.encode() + "1;13.1.2025;1910;10,00;;Jäsen\n".encode() + "1;13.1.2025;3000;;10,00;Jäsen\n".encode("cp1252")
REFUSALS = {
    "external_entity": (text(XML.format(doctype='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n', inside="&x;"), name="s.xml"), "TK155", "rivi 2"),
    "entity_bomb": (text(XML.format(doctype=BOMB, inside="&j;"), name="s.xml"), "TK155", "rivi 2"),
    "zip_bomb": (packed(("k.csv", b"0" * 60_000_000)), "TK111", "k.zip"),
    "xlsx_bomb": (packed(("xl/workbook.xml", b"<x/>"), ("xl/worksheets/sheet1.xml", b" " * 120_000_000), name="k.xlsx"), "TK185", "k.xlsx"),
    "truncated_zip": (packed(("k.csv", HEAD + GOOD), cut=60), "TK1", "k.zip"),
    "truncated_xlsx": (truncated_workbook, "TK180", "k.xlsx"),
    "truncated_xml": (text(XML.format(doctype="", inside="<Journal><Tra"), name="s.xml"), "TK15", "s.xml"),
    "other_database": (database, "TK177", "k.sqlite"),
    "no_database": (no_database, "TK178", "k.sqlite"),
    "nul": (text(HEAD + GOOD + "2;1.2.2025;19\x0010;1,00;;x\n"), "TK131", "rivi 4"),
    "mixed_encodings": (text(MIXED), "TK132", "rivi 3"),
    "row_too_long": (text(HEAD + GOOD + "2;1.2.2025;1910;1,00;;x;y;z\n"), "TK152", "rivi 4"),
    "row_too_short": (text(HEAD + GOOD + "2;1.2.2025;1910;1,00\n2;1.2.2025;3000;;1,00;x\n2;1.2.2025;3000;;1,00;\n"), "TK152", "rivi 4"),
    "impossible_date": (text(HEAD + GOOD + "2;30.2.2025;1910;1,00;;x\n"), "TK174", "rivi 4"),
    "two_headings": (text(HEAD.replace("Kredit", "Debet") + GOOD), "TK142", "rivi 1"),
    "two_readings": (text(HEAD + "1;13.1.2025;1910;1.234;;a\n1;13.1.2025;3000;;1.234;a\n"), "TK172", "Debet"),
    "two_currencies": (text(HEAD + "1;13.1.2025;1910;10,00 EUR;;a\n1;13.1.2025;3000;;10,00 SEK;a\n"), "TK189", "rivi"),
    "two_years": (two_years, "TK109", "2025.csv, rivi 4"),
    "two_balances": (two_balances, "TK166", "b.csv, rivi 3"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_what_must_be_refused_is_refused_in_words(tmp_path, capsys, name):
    write, code, place = REFUSALS[name]
    files, out = write(tmp_path), tmp_path / "o.csv"
    start = time.perf_counter()
    exit_code = run_guarded(app, ["--lang", "fi", "convert", *map(str, files), "-o", str(out)])
    took = time.perf_counter() - start
    shown = capsys.readouterr()
    lines = [line for line in shown.err.splitlines() if line.startswith("Virhe TK")]
    assert exit_code == 3
    assert [line for line in lines if line.startswith(f"Virhe {code}") and place in line], shown.err
    assert shown.err.splitlines()[shown.err.splitlines().index(lines[0]) + 1].startswith("    ")
    assert "Traceback" not in shown.err + shown.out
    assert not out.exists()
    assert took < 20
