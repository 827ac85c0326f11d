"""Bad input: every fault is a finding with place and remedy and the right exit code, and all faults of a run come together."""

# ruff: noqa: E501 (sample lines stay as programs write them)
import zipfile

import openpyxl
import pytest

from tilikartta.model import ExitCode, TilikarttaError
from tilikartta.sources import ReadOptions, parse_columns, read_ledger

HEAD = "Pvm;Tosite;Tili;Debet;Kredit;Selite\n"
GOOD = HEAD + "2.1.2025;1;1910;50,00;;x\n2.1.2025;1;3000;;50,00;x\n"


def refused(*paths, exit_code=ExitCode.UNREADABLE, **options):
    with pytest.raises(TilikarttaError) as stop:
        read_ledger(list(paths), ReadOptions(**options))
    assert stop.value.exit_code == exit_code
    return stop.value.findings


def refused_text(tmp_path, text, **options):
    path = tmp_path / "ledger.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return refused(path, **options)


def spots(findings):
    return [(finding.code, finding.place.row) for finding in findings]


def test_missing_file_folder_and_empty_file_come_together(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside.csv").write_text(GOOD)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "bom.csv").write_bytes(b"\xef\xbb\xbf\r\n")
    findings = refused(tmp_path / "no.csv", tmp_path / "folder", tmp_path / "empty.csv", tmp_path / "bom.csv")
    assert [finding.code for finding in findings] == ["TK101", "TK102", "TK104", "TK104"]
    assert findings[1].data["inside"] == ["inside.csv"]


def test_no_file_is_a_usage_error():
    assert [finding.code for finding in refused(exit_code=ExitCode.USAGE)] == ["TK106"]


@pytest.mark.parametrize("text", [HEAD, HEAD + "\n\n", HEAD + ";;;;;\n", HEAD.rstrip()])
def test_header_only(tmp_path, text):
    assert spots(refused_text(tmp_path, text)) == [("TK151", 1)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bytes(range(256)) * 40, "TK131"), (b"\x00\x01\x02\x03" * 100, "TK131"), (GOOD.encode().replace(b"50,00;;x", b"50,00;;\x00"), "TK131"),
        (b"%PDF-1.7 ...", "TK108"), (b"\x89PNG\r\n\x1a\n....", "TK108"), (b"PK\x03\x04broken", "TK180"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1junk", "TK180"),
        (b"no table here, only words\nand more words", "TK150"), (b"1;2;3\n4;5;6\n", "TK150"),
        ("\ufeff".encode("utf-16-le") + GOOD.encode("utf-16-le")[:-1], "TK130"),
    ],
)  # fmt: skip
def test_junk_named_csv(tmp_path, content, code):
    assert [finding.code for finding in refused_text(tmp_path, content)] == [code]


def test_nul_names_its_row(tmp_path):
    assert spots(refused_text(tmp_path, GOOD + "2.1.2025;1;30\x0000;;50,00;x\n")) == [("TK131", 4)]


def test_account_column_missing_lists_headings(tmp_path):
    (finding,) = refused_text(tmp_path, "Pvm;Tosite;Laskuri;Debet;Kredit\n2.1.2025;1;1910;50,00;\n")
    assert (finding.code, finding.data["headings"]) == ("TK140", ["Pvm", "Tosite", "Laskuri", "Debet", "Kredit"])


def test_amount_column_missing(tmp_path):
    assert spots(refused_text(tmp_path, "Pvm;Tosite;Tili;Raha\n2.1.2025;1;1910;50,00\n")) == [("TK141", 1)]


def test_same_heading_twice(tmp_path):
    (finding,) = refused_text(tmp_path, "Pvm;Tosite;Tili;Debet;Debet;Kredit\n2.1.2025;1;1910;50,00;;\n")
    assert (finding.code, finding.place.column, finding.data["columns"]) == ("TK142", "Debet", ["4", "5"])


def test_heading_asked_for_is_not_there(tmp_path):
    columns, _ = parse_columns(["account=Konto"])
    (finding,) = refused_text(tmp_path, GOOD, columns=columns, exit_code=ExitCode.USAGE)
    assert (finding.code, finding.data["heading"]) == ("TK143", "Konto")


def test_all_faults_of_a_file_in_one_run(tmp_path):
    text = HEAD + "30.2.2025;1;1910;12,3x4;;x\n2.1.2025;1;3000;;50,001;x\nhuomenna;1;3000;;1,00;x\n2.1.2025;2;1910;1,00;2;x\n"
    findings = refused_text(tmp_path, text)
    assert sorted(spots(findings)) == [("TK170", 2), ("TK171", 3), ("TK174", 2), ("TK174", 4)]
    bad = next(finding for finding in findings if finding.code == "TK170")
    assert (bad.place.column, bad.data["value"]) == ("Debet", "12,3x4")


def test_many_faults_of_one_kind_are_counted(tmp_path):
    findings = refused_text(tmp_path, HEAD + "30.2.2025;1;1910;1,50;;x\n" * 50)
    assert [finding.code for finding in findings].count("TK174") == 20
    assert next(finding for finding in findings if finding.code == "TK199").data["count"] == 30


@pytest.mark.parametrize("amount", ["1.234", "1,234"])
def test_ambiguous_decimals_are_refused_with_examples(tmp_path, amount):
    text = HEAD + f"2.1.2025;1;1910;{amount};;x\n2.1.2025;1;3000;;{amount};x\n"
    (finding,) = refused_text(tmp_path, text)
    assert (finding.code, finding.data["examples"]) == ("TK172", [amount])
    path = tmp_path / "ledger.csv"
    ledger, _ = read_ledger([path], ReadOptions(decimal="." if amount[1] == "," else ","))
    assert list(ledger.entries["amount"]) == [123400, -123400]


def test_ambiguous_dates_are_refused(tmp_path):
    (finding,) = refused_text(tmp_path, GOOD.replace("2.1.2025", "2/1/2025"))
    assert (finding.code, finding.data["examples"]) == ("TK175", ["2/1/2025"])


@pytest.mark.parametrize("row", ["2.1.2025;1;1910;50,00;;selite; jatkuu", "2.1.2025;1;1910", "2.1.2025;1;1910;50;00;;x;y"])
def test_rows_too_long_or_short_are_named(tmp_path, row):
    findings = refused_text(tmp_path, GOOD + row + "\n")
    assert ("TK152", 4) in spots(findings)


def test_trailing_separators_are_no_fault(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(GOOD.replace(";x\n", ";x;;\n"))
    ledger, findings = read_ledger([path], ReadOptions())
    assert (len(ledger.entries), findings) == (2, [])


def test_quote_that_does_not_close(tmp_path):
    text = HEAD + '2.1.2025;1;1910;50,00;;"x\n' + "2.1.2025;1;3000;;50,00;x\n" * 300
    assert spots(refused_text(tmp_path, text)) == [("TK153", 2)]
    assert spots(refused_text(tmp_path, HEAD + '2.1.2025;1;1910;50,00;;x\n2.1.2025;1;3000;;50,00;"x\n')) == [("TK153", 3)]


def test_mixed_encodings_name_the_odd_row(tmp_path):
    rows = [f"2.1.2025;{number};1910;50,00;;Jäsenmaksu\n".encode() for number in range(5)]
    rows[3] = rows[3].decode().encode("cp1252")
    assert spots(refused_text(tmp_path, HEAD.encode() + b"".join(rows))) == [("TK132", 5)]


def test_lost_letters_are_a_warning(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(GOOD.replace(";x", ";J\ufffdsenmaksu"), encoding="utf-8")
    _, findings = read_ledger([path], ReadOptions())
    assert [(finding.code, finding.severity, finding.data["count"]) for finding in findings] == [("TK133", "warning", 2)]


def test_side_flag_that_says_nothing(tmp_path):
    text = "Pvm;Tosite;Tili;Summa;D/K\n2.1.2025;1;1910;50,00;D\n2.1.2025;1;3000;50,00;X\n"
    (finding,) = refused_text(tmp_path, text)
    assert (finding.code, finding.place.row, finding.data["value"]) == ("TK161", 3, "X")


@pytest.mark.parametrize(
    ("options", "code"),
    [({"decimal": ";"}, "TK123"), ({"date": "dd.mm"}, "TK123"), ({"sign": "plus"}, "TK123"), ({"separator": ";;"}, "TK123"),
     ({"encoding": "klingon"}, "TK124"), ({"columns": {"akkount": "Tili"}}, "TK121")],
)  # fmt: skip
def test_wrong_options_are_usage_errors(tmp_path, options, code):
    findings = refused_text(tmp_path, GOOD, exit_code=ExitCode.USAGE, **options)
    assert [finding.code for finding in findings] == [code]


def test_column_options_are_parsed_or_refused():
    columns, findings = parse_columns(['account="Tilin nro"', "dim:kp=KP", "account", "x=y", "account=Toinen", "date="])
    assert columns == {"account": "Tilin nro", "dim:kp": "KP"}
    assert [finding.code for finding in findings] == ["TK120", "TK121", "TK122", "TK120"]


def workbook(path, rows, **sheets):
    book = openpyxl.Workbook()
    for name, cells in {"Taul1": rows, **sheets}.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)
    return path


ROWS = [["Pvm", "Tosite", "Tili", "Debet", "Kredit"], ["2.1.2025", 1, 1910, 50, None], ["2.1.2025", 1, 3000, None, 50]]


def test_truncated_workbook(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:-400])
    assert [finding.code for finding in refused(path)] == ["TK180"]


def test_damaged_member_of_a_workbook(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ROWS)
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    start = member.header_offset + 30 + len(member.filename)
    raw[start + 20 : start + 60] = bytes(40)
    path.write_bytes(bytes(raw))
    assert [finding.code for finding in refused(path)] == ["TK180"]


def test_zip_bomb_is_refused_before_it_expands(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _ in range(200):
                member.write(bytes(1_000_000))
    assert [finding.code for finding in refused(path)] == ["TK185"]


def test_stray_far_cell_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ROWS)
    book = openpyxl.load_workbook(path)
    book["Taul1"]["XFD1048576"] = 1
    book.save(path)
    (finding,) = refused(path)
    assert (finding.code, finding.data["columns"]) == ("TK186", 16384)


def test_sheet_that_is_not_there_and_several_that_could_be(tmp_path):
    more = [ROWS[0], *([*row[:1], "2", *row[2:]] for row in ROWS[1:])]
    path = workbook(tmp_path / "a.xlsx", ROWS, Taul2=more)
    assert [finding.code for finding in refused(path)] == ["TK182"]
    assert [finding.code for finding in refused(path, sheet="Puuttuu", exit_code=ExitCode.USAGE)] == ["TK181"]
    assert len(read_ledger([path], ReadOptions(sheet="Taul2"))[0].entries) == 2
    assert len(read_ledger([path], ReadOptions(sheet="*"))[0].entries) == 4


def test_header_only_workbook_and_one_without_headings(tmp_path):
    assert [finding.code for finding in refused(workbook(tmp_path / "a.xlsx", ROWS[:1]))] == ["TK151"]
    assert [finding.code for finding in refused(workbook(tmp_path / "b.xlsx", [["hei", "maailma"]]))] == ["TK150"]


def test_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hei")
    assert [finding.code for finding in refused(path)] == ["TK150"]


def test_quote_that_swallows_rows_is_found(tmp_path):
    text = GOOD + '2.1.2025;2;1910;1,00;;"Kahvila\n2.1.2025;2;3000;;1,00;x\n2.1.2025;3;1910;2,00;;"Toinen\n'
    assert spots(refused_text(tmp_path, text)) == [("TK153", 4)]


def test_a_short_footer_without_account_is_a_remark(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(GOOD + "Tulostettu;1.1.2026\n", encoding="utf-8")
    ledger, findings = read_ledger([path], ReadOptions())
    assert len(ledger.entries) == 2
    assert spots(findings) == [("TK204", 4)]


def test_many_long_rows_are_counted(tmp_path):
    findings = refused_text(tmp_path, GOOD + "2.1.2025;1;1910;1,00;;x;y\n" * 50)
    assert [finding.code for finding in findings].count("TK152") == 20
    assert next(finding for finding in findings if finding.code == "TK199").data["count"] == 30


@pytest.mark.parametrize(
    ("content", "kind"), [(b"<html><table></table></html>", "HTML"), (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "XML")]
)
def test_markup_is_named(tmp_path, content, kind):
    (finding,) = refused_text(tmp_path, content)
    assert (finding.code, finding.data["kind"]) == ("TK108", kind)


def test_locked_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    assert [finding.code for finding in refused(path)] == ["TK184"]
