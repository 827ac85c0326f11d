"""SIE: every type and dialect reads to the same ledger, and what is wrong with a file is named with its line."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interchange_ledgers import Books, books, codes, openings_of, rows_of, small
from writers_sie import Style, write_sie

from tilikartta.messages import hint, message
from tilikartta.model import ExitCode, LocalAccount, TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger
from tilikartta.sources.file import InputFile
from tilikartta.sources.formats import format_of

SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "sie"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="sample files of ../shared are not here")

HEAD = """#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#FNAMN "Esimerkki ry"
#RAR 0 20250101 20251231
#KONTO 1910 Pankki
#KONTO 3000 Tuotot
"""
VOUCHER = '#VER A 1 20250102 "Myynti"\n{\n#TRANS 1910 {} 10.00\n#TRANS 3000 {} -10.00\n}\n'


def read(tmp_path, content, name="ledger.se", **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("cp437"))
    return read_ledger([path], ReadOptions(**options))


def refused(tmp_path, content, name="ledger.se"):
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, content, name)
    assert stop.value.exit_code is ExitCode.UNREADABLE
    return [(finding.code, finding.place.row) for finding in stop.value.findings if finding.severity == "error"]


STYLES = [
    Style(),
    Style(encoding="utf-8"),
    Style(encoding="utf-8-sig", quote_all=True),
    Style(encoding="cp1252", tab=True),
    Style(tab=True, quote_all=True, short=True),
    Style(dates=False, crlf=False, end_mark=True),
    Style(history=True, short=True),
    Style(checksum=True, tab=True),
    Style(checksum=True, encoding="utf-8", quote_all=True, history=True),
]


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_every_dialect_reads_to_the_same_ledger(tmp_path, style):
    invented = small()
    ledger, findings = read(tmp_path, write_sie(invented, style))
    assert rows_of(ledger) == invented.rows()
    assert openings_of(ledger) == invented.opening
    assert set(codes(findings)) <= {"TK259"}
    assert ledger.files[0].decisions["version"] == "SIE 4E"
    expected = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 (BOM)", "cp437": "CP437", "cp1252": "CP1252"}[style.encoding]
    assert ledger.files[0].decisions["encoding"] == expected


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(invented=books(), style=st.sampled_from(STYLES))
def test_any_books_come_back_whole(tmp_path, invented: Books, style: Style):
    ledger, findings = read(tmp_path, write_sie(invented, style))
    assert rows_of(ledger) == invented.rows()
    assert openings_of(ledger) == invented.opening
    assert not {"TK250", "TK251", "TK252", "TK254", "TK260"} & set(codes(findings))


def test_rows_know_their_line_and_their_names(tmp_path):
    ledger, findings = read(
        tmp_path,
        HEAD + '#DIM 6 Projekti\n#OBJEKT 6 P1 "Leiri"\n#VER A 1 20250102\n{\n#TRANS 1910 {6 P1} 1\n#TRANS 3000 {} -1\n}\n',
    )
    assert list(ledger.entries["source_row"]) == [12, 13]
    assert list(ledger.entries["account_name"]) == ["Pankki", "Tuotot"]
    assert list(ledger.entries["dim_projekti"]) == ["P1", ""]
    assert list(ledger.entries["dim_projekti_name"]) == ["Leiri", ""]
    assert ledger.files[0].columns == {"dim_projekti": "Projekti"}
    assert findings == []


def test_chart_keeps_class_and_hints_also_of_accounts_without_entries(tmp_path):
    text = HEAD + '#KTYP 1910 T\n#KTYP 3000 I\n#SRU 3000 7510\n#SRU 3000 7411\n#KONTO 4900 "Lager, ändring"\n' + VOUCHER
    ledger, _ = read(tmp_path, text)
    assert ledger.chart == (
        LocalAccount("1910", "Pankki", "asset", ""),
        LocalAccount("3000", "Tuotot", "income", "7510 7411"),
        LocalAccount("4900", "Lager, ändring", "", ""),
    )


def test_texts_of_voucher_and_row_stand_together_once(tmp_path):
    text = HEAD + '#VER A 1 20250102 "Myynti"\n{\n#TRANS 1910 {} 1 20250103 "Kahvila"\n#TRANS 3000 {} -1 "" "Myynti"\n}\n'
    ledger, _ = read(tmp_path, text)
    assert list(ledger.entries["text"]) == ["Myynti Kahvila", "Myynti"]
    assert list(ledger.entries["date"]) == [date(2025, 1, 3), date(2025, 1, 2)]


def test_added_row_without_its_twin_is_counted_once(tmp_path):
    text = HEAD + "#VER A 1 20250102\n{\n#RTRANS 1910 {} 5\n#TRANS 1910 {} 5\n#RTRANS 3000 {} -5\n#BTRANS 3000 {} -7\n}\n"
    ledger, findings = read(tmp_path, text)
    assert list(ledger.entries["amount"]) == [500, -500]
    assert [(finding.code, dict(finding.data)) for finding in findings] == [("TK259", {"added": 2, "removed": 1})]


def test_types_one_to_three_give_opening_and_closing_of_every_year(tmp_path):
    text = HEAD.replace("#SIETYP 4", "#SIETYP 1") + (
        "#RAR -1 20240101 20241231\n#IB 0 1910 100.00\n#UB 0 1910 150.00\n#RES 0 3000 -50.00\n#IB -1 1910 80\n"
        "#UB -1 1910 100\n#RES -1 3000 -20\n"
    )
    ledger, findings = read(tmp_path, text)
    found = ledger.balances[["account", "opening", "closing", "period_start", "period_end"]].itertuples(index=False, name=None)
    this, last = (date(2025, 1, 1), date(2025, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31))
    assert list(found) == [
        ("1910", 8000, 10000, *last), ("3000", 0, -2000, *last), ("1910", 10000, 15000, *this), ("3000", 0, -5000, *this),
    ]  # fmt: skip
    assert [(finding.code, dict(finding.data)["difference"]) for finding in findings] == [("TK252", 10000), ("TK252", 8000)]


def test_type_three_divides_balances_by_one_dimension_and_keeps_the_sum(tmp_path):
    text = HEAD.replace("#SIETYP 4", "#SIETYP 3") + (
        "#DIM 1 Paikka\n#DIM 2 Bil\n#UB 0 1910 50\n#RES 0 3000 -50\n#PSALDO 0 202501 3000 {} -50\n"
        "#PSALDO 0 202501 3000 {1 10} -20\n"
        "#PSALDO 0 202502 3000 {1 10} -5\n#PSALDO 0 202502 3000 {1 20} -5\n#PSALDO 0 202502 3000 {2 A} -50\n"
    )
    ledger, findings = read(tmp_path, text)
    found = [tuple(row) for row in ledger.balances[["account", "dim_paikka", "closing"]].itertuples(index=False)]
    assert found == [("1910", "", 5000), ("3000", "10", -2500), ("3000", "20", -500), ("3000", "", -2000)]
    assert [(finding.code, dict(finding.data)) for finding in findings] == [("TK258", {"used": ["Paikka"], "left": ["Bil"]})]


def test_opening_balances_by_object(tmp_path):
    text = HEAD + '#IB 0 1910 100\n#IB 0 2000 -100\n#KONTO 2000 x\n#OIB 0 1910 {1 "10"} 30\n' + VOUCHER
    ledger, findings = read(tmp_path, text)
    found = [tuple(row) for row in ledger.balances[["account", "dim_kostnadsstalle", "opening"]].itertuples(index=False)]
    assert found == [("1910", "10", 3000), ("1910", "", 7000), ("2000", "", -10000)]
    assert ledger.balances["closing"].isna().all()
    assert findings == []


def test_wrong_content_is_named_with_line_and_figures(tmp_path):
    text = HEAD + (
        "#IB 0 1910 100\n#UB 0 1910 111.00\n#RES 0 3000 -10\n"
        + VOUCHER
        + "#VER B 7 20260102\n{\n#TRANS 1910 {} 2.50\n#TRANS 8888 {} -2\n}\n"
    )
    ledger, findings = read(tmp_path, text)
    spots = {(finding.code, finding.place.row, finding.account, finding.voucher): dict(finding.data) for finding in findings}
    assert spots[("TK250", 16, "", "B 7")] == {"difference": 50}
    assert spots[("TK251", 9, "1910", "")] == {"closing": 11100, "computed": 11250, "difference": -150}
    assert spots[("TK252", 8, "", "")]["difference"] == 10000
    assert spots[("TK256", 18, "", "")]["count"] == 2
    assert spots[("TK260", 19, "8888", "")] == {}
    assert len(ledger.entries) == 4  # nothing is left out


def test_import_files_do_not_give_balances(tmp_path):
    text = (
        HEAD.replace("#KONTO 1910 Pankki\n#KONTO 3000 Tuotot\n", "").replace("20250101 20251231", "")
        + "#IB 0 1910 5\n#UB 0 1910 5\n"
        + VOUCHER
    )
    ledger, findings = read(tmp_path, text, "import.si")
    assert ledger.files[0].decisions["version"] == "SIE 4I"
    assert len(ledger.balances) == 0
    assert codes(findings) == ["TK255", "TK261"]


def test_checksum(tmp_path):
    good = write_sie(small(), Style(checksum=True))
    assert codes(read(tmp_path, good)[1]) == []
    found = read(tmp_path, good.replace(b"nolla", b"Nolla"), "other.se")[1]
    assert codes(found) == ["TK254"]
    assert found[0].place.row == good.count(b"\r\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(HEAD + VOUCHER.removesuffix("}\n"), [("TK154", 8)], id="cut inside a voucher"),
        pytest.param(HEAD + VOUCHER.removesuffix("}\n") + VOUCHER, [("TK154", 8)], id="voucher without end"),
        pytest.param(HEAD + "#TRANS 1910 {} 5\n" + VOUCHER, [("TK158", 8)], id="posting outside a voucher"),
        pytest.param(HEAD + VOUCHER.replace("10.00\n#TR", "1O.00\n#TR"), [("TK170", 10)], id="no amount"),
        pytest.param(HEAD + VOUCHER.replace(" 10.00\n#TR", "\n#TR"), [("TK158", 10)], id="amount missing"),
        pytest.param(HEAD + VOUCHER.replace("20250102", "20250230"), [("TK174", 10), ("TK174", 11)], id="no date"),
        pytest.param(HEAD + "#IB 0 1910\n", [("TK158", 8), ("TK165", 0)], id="balance without amount"),
        pytest.param(HEAD, [("TK165", 0)], id="chart only"),
        pytest.param(HEAD + VOUCHER.replace("{} 10.00", "{} NaN"), [("TK170", 10)], id="NaN"),
        pytest.param(HEAD.replace("SIETYP 4", "SIETYP 1") + "#IB --1 1910 1e5\n", [("TK170", 8)], id="odd year"),
        pytest.param(HEAD + VOUCHER.replace("Myynti", "a\x00b"), [("TK131", 8)], id="NUL"),
    ],
)
def test_refusals_name_the_line(tmp_path, text, expected):
    assert refused(tmp_path, text) == expected


def test_mixed_encodings_are_refused_and_garbled_ones_named(tmp_path):
    row = '#KONTO 2000 "Årsmöte"\n'
    mixed = HEAD.encode() + row.encode("utf-8") + row.replace("2000", "2001").encode("cp437") * 2 + VOUCHER.encode()
    assert refused(tmp_path, mixed) == [("TK132", 8)]
    garbled = HEAD + '#KONTO 2000 "Ink”p av tj„nster"\n' + VOUCHER
    found = read(tmp_path, garbled.encode("utf-8"), "b.se")[1]
    assert [(finding.code, finding.place.row, finding.data["count"]) for finding in found] == [("TK257", 8, 2)]


@pytest.mark.parametrize("piece", ["{", '"', '{"', '\\"', '{"\\"', "{ 1 ", "}{"])
def test_hostile_lines_take_no_longer_than_others(tmp_path, piece):
    """Quotes and braces that never close: a pattern that tried every way would not end."""
    text = HEAD + "#PROSA " + piece * 100_000 + "\n" + '#PROSA {"' + piece * 100_000 + "\n" + VOUCHER
    assert len(read(tmp_path, text)[0].entries) == 2


def test_sie_five_is_named(tmp_path):
    assert refused(tmp_path, b'<?xml version="1.0"?><Sie xmlns="http://www.sie.se/sie5"></Sie>') == [("TK159", 0)]


def test_content_tells_the_format_not_the_name(tmp_path):
    def kind(content):
        form = format_of(InputFile(Path("a.txt"), content))
        return form.name if form else None

    assert kind(write_sie(small())) == "sie"
    assert kind(b"#;Pvm;Tili;Debet\n1;2.1.2025;1910;5,00\n") == "csv"
    assert kind(b"# kommentti #VER\nPvm;Tili;Summa\n") == "csv"


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_findings_speak(tmp_path, lang):
    text = (
        HEAD + "#IB 0 1910 100\n#UB 0 1910 111.00\n#RES 0 3000 -10\n" + VOUCHER + "#VER B 7 20260102\n{\n#TRANS 8888 {} -2\n}\n"
    )
    for finding in read(tmp_path, text)[1]:
        assert len(message(finding, lang)) > 20
        assert len(hint(finding, lang)) > 20


# Files that real programs made: what they hold, counted apart from the reader (grep and bc).
SAMPLE_FACTS = {
    "avendo_type4e_ok.se": ("SIE 4E", 671, 28, 567, {"TK252": 1_151_678_15}),
    "bl_administration_type1.se": ("SIE 1", 0, 82, 117, {}),
    "bl_administration_type3.se": ("SIE 3", 0, 94, 117, {}),
    "bl_administration_type4e_rtrans_btrans.se": ("SIE 4E", 405, 28, 117, {}),
    "bl_administration_type4i.si": ("SIE 4I", 10, 0, 0, {}),
    "norstedts_type4e_ksumma.se": ("SIE 4E", 678, 28, 351, {}),
    "softone_type4e_unbalanced_voucher.se": ("SIE 4E", 248, 59, 373, {"TK250": 2_00, "TK252": -15_209_719_54}),
    "visma_type4e_underdim_UTF8_but_says_PC8.se": ("SIE 4E", 1330, 26, 530, {}),
}


@needs_samples
def test_every_sample_is_known():
    assert {path.name for path in SAMPLES.iterdir()} == set(SAMPLE_FACTS)


@needs_samples
@pytest.mark.parametrize("name", sorted(SAMPLE_FACTS))
def test_samples_reconcile_or_say_what_does_not(name):
    version, entries, balances, accounts, differences = SAMPLE_FACTS[name]
    ledger, findings = read_ledger([SAMPLES / name])
    assert ledger.files[0].decisions["version"] == version
    assert (len(ledger.entries), len(ledger.balances), len(ledger.chart)) == (entries, balances, accounts)
    assert {finding.code: finding.data["difference"] for finding in findings if "difference" in finding.data} == differences
    assert ledger.entries["amount"].sum() == differences.get("TK250", 0)
    raw = (SAMPLES / name).read_bytes()
    assert entries == raw.count(b"#TRANS")


@needs_samples
def test_unbalanced_voucher_of_the_sample_is_named():
    _, findings = read_ledger([SAMPLES / "softone_type4e_unbalanced_voucher.se"])
    (found,) = [finding for finding in findings if finding.code == "TK250"]
    assert (found.voucher, found.place.row, found.data["difference"]) == ("1 1", 1356, 200)


@needs_samples
def test_sample_with_lost_letters_says_so():
    ledger, findings = read_ledger([SAMPLES / "visma_type4e_underdim_UTF8_but_says_PC8.se"])
    assert ledger.files[0].decisions["encoding"] == "UTF-8"
    assert codes(findings) == ["TK133"]
    assert ledger.files[0].columns["dim_kubernetesdrift"] == "Kubernetesdrift"
