"""Profiles: shape and faults, what they do to a table, and that the profile found out reads the same ledger again."""

# ruff: noqa: E501 - lines of exports stand as programs write them

import hashlib
from pathlib import Path

import openpyxl
import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.model import ExitCode, TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger
from tilikartta.sources.profile import load_profile, parse_profile, profile_names, profile_text, shipped_profile

OWN = """profile: 1
title: Oma ohjelma
separator: pipe
decimal: ","
date: dmy
columns:
  account: [Olematon, Numero]
  date: Kirjattu
  voucher: Tunnus
  amount: Paljonko
  text: [Mitä, Lisää]
  "dim:hanke": H
sign: debit-plus
"""
TABLE = """Numero|Kirjattu|Tunnus|Paljonko|Mitä|Lisää|H
4000|5.1.2025|1|12,50|Kahvia|kokoukseen|A
1910|5.1.2025|1|-12,50|Kahvia||
"""
FORMS = {
    "fortnox.csv": "Lista;;;;;;\nVernr;Bokföringsdatum;Konto;Benämning;Ks;Verifikationstext;Debet;Kredit\n"
    "A 17;2025-03-14;5410;Inventarier;1;Material;125,50;\nA 17;2025-03-14;1930;Bank;;Material;;125,50\n",
    "pari.csv": "Päivämäärä;Euroa;Debet-tili;Kredit-tili;Selite\n15.01.2020;85.20;4741;1910;Km-korvaus\n",
    "pääkirja.csv": "Tili;Pvm;Tosite;Selite;Debet;Kredit;Saldo\n1910 Pankki;;;;;;\n;;;Alkusaldo;;;100,00\n"
    ";5.1.2025;1;Maksu;;40,00;60,00\n;Yhteensä;;;;40,00;60,00\n4000 Kulut;;;;;;\n;5.1.2025;1;Maksu;40,00;;40,00\n",
    "tasenor.csv": '"Num","Date and accounts","Debit","Credit"\n"#1","2022-03-12","",""\n'
    '"","1900 Käteisvarat: text","2 500,00€","–"\n"","3000 Myynti: text","–","2 500,00€"\n',
    "fivaldi.csv": "PVM;TILI;TOSITE;SUMMA;SENTIT;SELITE;LAJI;SK1\n20250304;4000;17;;12550;x;20;100\n20250304;1910;17;-125,50;;x;20;\n",
    "gbat10.csv": "GBAT10;17;20250304;1;3;2025;4000;0;100,00;;;;;;;;;;;;Materiell;;;;;;F;100,00;;\n"
    "GBAT10;17;20250304;1;3;2025;1920;0;-100,00;;;;;;;;;;;;Materiell;;;;;;F;-100,00;;\n",
    "e-conomic.csv": "LoebeNr;PosteringsType;Dato;KontoNr;BilagsNr;Tekst;BeloebDKK;Valuta;Beloeb\n"
    "1;Finansbilag;04-03-2025;4000;17;Papir;125,50;DKK;125,50\n2;Finansbilag;04-03-2025;5820;17;Papir;-125,50;DKK;-125,50\n"
    "3;Primopostering;01-01-2025;5820;0;Primo;1000,00;DKK;1000,00\n",
}


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def rows(ledger):
    return ledger.entries.drop(columns="source_file").to_dict("records"), ledger.balances.drop(columns="source_file").to_dict(
        "records"
    )


def refused(code, *args, **options):
    with pytest.raises(TilikarttaError) as stop:
        read_ledger(*args, **options)
    found = [finding for finding in stop.value.findings if finding.code == code]
    assert found, [finding.code for finding in stop.value.findings]
    return found[0], stop.value.exit_code


def test_a_profile_of_ten_lines_reads_what_no_heading_tells(tmp_path):
    profile = load_profile(str(write(tmp_path, "oma.yaml", OWN)))
    ledger, findings = read_ledger([write(tmp_path, "a.txt", TABLE)], ReadOptions(profile=profile))
    assert findings == []
    assert ledger.entries[["account", "amount", "text", "dim_hanke", "voucher"]].values.tolist() == [
        ["4000", 1250, "Kahvia kokoukseen", "A", "1"],
        ["1910", -1250, "Kahvia", "", "1"],
    ]
    assert ledger.files[0].decisions["profile"] == "oma"


def test_without_its_profile_that_table_is_not_read(tmp_path):
    refused("TK150", [write(tmp_path, "a.txt", TABLE)])


def test_a_heading_that_the_file_lacks_is_wrong_use(tmp_path):
    profile = load_profile(str(write(tmp_path, "oma.yaml", OWN.replace("Tunnus", "Tositenumero"))))
    finding, code = refused("TK143", [write(tmp_path, "a.txt", TABLE)], options=ReadOptions(profile=profile))
    assert (finding.data["role"], code) == ("voucher", ExitCode.USAGE)


def test_the_same_profile_reads_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    for row in [["Numero", "Kirjattu", "Tunnus", "Paljonko", "Mitä", "Lisää", "H"], ["4000", "5.1.2025", "1", 12.5, "x", "", "A"],
                ["1910", "5.1.2025", "1", -12.5, "x", "", ""]]:  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    profile = load_profile(str(write(tmp_path, "oma.yaml", OWN)))
    ledger, _ = read_ledger([tmp_path / "a.xlsx"], ReadOptions(profile=profile))
    assert ledger.entries["amount"].tolist() == [1250, -1250]


@pytest.mark.parametrize(
    ("change", "code", "line", "column"),
    [
        (("account:", "tili:"), "TK114", 7, "3"),
        (("separator: pipe", "separator: putki"), "TK115", 3, "12"),
        (("date: dmy", "date: dym"), "TK512", 5, "7"),
        (("title:", "titel:"), "TK511", 2, "1"),
        (("profile: 1", "profiili: 1"), "TK510", 1, "1"),
        (("date: dmy", "widths: {account: 9-2}"), "TK115", 5, "19"),
        (("date: dmy", "header: eka"), "TK115", 5, "9"),
        (("date: dmy", "header: none"), "TK115", 7, "12"),
        (("title:", "profile:"), "TK502", 2, "1"),
    ],
)
def test_faults_of_a_profile_have_a_place(change, code, line, column):
    profile, findings = parse_profile(OWN.replace(*change, 1), "oma.yaml", "oma")
    assert profile is None
    places = {(finding.code, finding.place.row, finding.place.column) for finding in findings}
    assert (code, line, column) in places


def test_an_unknown_name_says_which_there_are():
    with pytest.raises(TilikarttaError) as stop:
        load_profile("fivalti")
    assert stop.value.exit_code == ExitCode.USAGE
    assert "fivaldi" in stop.value.findings[0].data["near"]


@pytest.mark.parametrize("name", profile_names())
def test_shipped_profiles_are_sound_and_survive_saving(name):
    profile = shipped_profile(name)
    assert profile.title
    again, findings = parse_profile(dump(profile), "x", name)
    assert findings == []
    assert again == profile


def dump(profile) -> str:
    def plain(value):
        if isinstance(value, (tuple, list)):
            return [plain(item) for item in value]
        return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value

    return profile_text(plain(profile.model_dump(exclude_defaults=True)))


@pytest.mark.parametrize("name", sorted(FORMS))
def test_the_profile_found_out_reads_the_same_ledger(tmp_path, name):
    path = write(tmp_path, name, FORMS[name])
    before, _ = read_ledger([path])
    saved = write(tmp_path, "saved.yaml", profile_text(before.files[0].profile))
    again, findings = read_ledger([path], ReadOptions(profile=load_profile(str(saved))))
    assert rows(again) == rows(before)
    assert not [finding for finding in findings if finding.severity == "error"]


def test_a_profile_does_nothing_for_a_file_that_tells_its_own_structure(tmp_path):
    sie = '#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#FNAMN "X"\n#RAR 0 20250101 20251231\n#KONTO 1930 "Bank"\n#KONTO 3000 "Avg"\n'
    sie += '#VER A 1 20250105 "x"\n{\n#TRANS 1930 {} 10.00\n#TRANS 3000 {} -10.00\n}\n'
    _, findings = read_ledger([write(tmp_path, "a.se", sie)], ReadOptions(profile=shipped_profile("hansa")))
    assert "TK117" in {finding.code for finding in findings}


def test_files_without_headings_by_place(tmp_path):
    text = "17\t2025\t05.03.2025\tOsto\t04.03.2025\tviite\t4000\t\tPaperi\t\t\t125,50\t\t\t\t\t\t\r\n"
    text += "17\t2025\t05.03.2025\tOsto\t04.03.2025\tviite\t1910\t\tPaperi\t\t\t\t125,50\t\t\t\t\t\r\n"
    ledger, _ = read_ledger([write(tmp_path, "h.txt", text, "iso8859-15")], ReadOptions(profile=shipped_profile("hansa")))
    assert ledger.entries[["account", "amount", "text"]].values.tolist() == [
        ["4000", 12550, "Osto Paperi"],
        ["1910", -12550, "Osto Paperi"],
    ]
    assert ledger.entries["date"].astype(str).tolist() == ["2025-03-04"] * 2
    assert ledger.entries["source_row"].tolist() == [1, 2]


def test_cents_left_out_rows_openings_and_carried_cells(tmp_path):
    profile, findings = parse_profile(
        "profile: 1\nunit: cents\nsign: debit-plus\ncolumns: {account: Tili, date: Pvm, voucher: Nro, amount: Snt, text: Selite}\ncarry: [date, voucher]\n"
        "rows: {leave_out: {L: [siirto]}, opening: {L: alku}}\n", "p.yaml", "p",
    )  # fmt: skip
    assert findings == []
    table = "Tili;Pvm;Nro;Snt;Selite;L\n1910;1.1.2025;0;10000;a;alku\n4000;13.1.2025;1;1250;b;\n1910;;;-1250;b;\n2000;14.1.2025;9;77;c;Siirto\n"
    ledger, findings = read_ledger([write(tmp_path, "a.csv", table)], ReadOptions(profile=profile))
    assert ledger.entries[["account", "voucher", "amount"]].values.tolist() == [["4000", "1", 1250], ["1910", "1", -1250]]
    assert ledger.entries["date"].astype(str).tolist() == ["2025-01-13"] * 2
    assert ledger.balances[["account", "opening"]].values.tolist() == [["1910", 10000]]
    assert [finding.data["count"] for finding in findings if finding.code == "TK134"] == [1]


def test_euros_in_a_column_of_cents_are_refused_with_their_row(tmp_path):
    profile, _ = parse_profile("profile: 1\nunit: cents\ncolumns: {account: Tili, amount: Snt, voucher: Nro}\n", "p.yaml", "p")
    finding, _ = refused(
        "TK135", [write(tmp_path, "a.csv", "Tili;Nro;Snt\n1910;1;1250\n3000;1;-12,50\n")], options=ReadOptions(profile=profile)
    )
    assert (finding.place.row, finding.data["value"]) == (3, "-12,50")


def test_tags_in_the_text_become_dimensions_only_when_asked(tmp_path):
    table = "Pvm;Tosite;Tili;Debet;Kredit;Selite\n13.1.2025;1;4000;5,00;;[Osasto][Hanke] kahvia [x]\n13.1.2025;1;1910;;5,00;[Osasto] kahvia\n"
    path = write(tmp_path, "a.csv", table)
    assert read_ledger([path])[0].dimensions == []
    ledger, _ = read_ledger([path], ReadOptions(tags="text"))
    assert ledger.entries[["dim_tag1", "dim_tag2"]].values.tolist() == [["Osasto", "Hanke"], ["Osasto", ""]]
    assert ledger.entries["text"].tolist()[0] == "[Osasto][Hanke] kahvia [x]"


# --- rows outside the books ---------------------------------------------------------------------------------------------------


def with_states(*states):
    lines = "".join(f"13.1.2025;{n};4000;5,00;;{state}\n13.1.2025;{n};1910;;5,00;{state}\n" for n, state in enumerate(states, 1))
    return "Pvm;Tosite;Tili;Debet;Kredit;Tila\n" + lines


def test_unfinished_and_invalidated_rows_are_left_out_and_counted(tmp_path):
    path = write(tmp_path, "a.csv", with_states("Hyväksytty", "Mitätöity", "Keskeneräinen", "Hyväksytty"))
    ledger, findings = read_ledger([path])
    assert sorted(set(ledger.entries["voucher"])) == ["1", "4"]
    told = next(finding for finding in findings if finding.code == "TK137")
    assert (told.data["count"], told.data["states"]) == (4, ["Keskeneräinen (2)", "Mitätöity (2)"])


def test_unknown_states_are_kept_and_told(tmp_path):
    ledger, findings = read_ledger([write(tmp_path, "a.csv", with_states("Hyväksytty", "Jumissa"))])
    assert len(ledger.entries) == 4
    assert [finding.data["states"] for finding in findings if finding.code == "TK138"] == [["Jumissa (2)"]]


def test_a_column_of_rooms_is_no_column_of_states(tmp_path):
    ledger, findings = read_ledger([write(tmp_path, "a.csv", with_states("Iso sali", "Kahvio"))])
    assert len(ledger.entries) == 4
    assert not {"TK137", "TK138"} & {finding.code for finding in findings}


def test_a_profile_says_which_states_are_out(tmp_path):
    profile, _ = parse_profile("profile: 1\nrows: {status: Tila, out: [Jumissa]}\n", "p.yaml", "p")
    ledger, findings = read_ledger([write(tmp_path, "a.csv", with_states("Mitätöity", "Jumissa"))], ReadOptions(profile=profile))
    assert set(ledger.entries["voucher"]) == {"1"}
    assert [finding.code for finding in findings] == ["TK137"]


def test_a_file_in_which_nothing_is_booked_says_so(tmp_path):
    _, code = refused("TK151", [write(tmp_path, "a.csv", with_states("Luonnos"))])
    assert code == ExitCode.UNREADABLE


# --- strict and explain -------------------------------------------------------------------------------------------------------


FEW = "13.1.2025;1;9001;Salonki;900,00\n13.1.2025;1;1910;Eka;-900,00\n14.1.2025;2;1910;Eka;1,00\n14.1.2025;2;9003;Korkotuotot;-1,00\n"


def strict_codes(path, **options):
    try:
        read_ledger([path], ReadOptions(strict=True, **options))
    except TilikarttaError as stop:
        return [finding.code for finding in stop.findings if finding.severity == "error"]
    return []


def test_strict_lets_certain_files_through(tmp_path):
    assert (
        strict_codes(write(tmp_path, "a.csv", "Pvm;Tosite;Tili;Debet;Kredit\n13.1.2025;1;4000;5,00;\n13.1.2025;1;1910;;5,00\n"))
        == []
    )


@pytest.mark.parametrize(
    ("text", "encoding", "code", "answer"),
    [
        (
            "Pvm;Tosite;Tili;Debet;Kredit;Selite\n2025-01-13;1;4000;5,00;;äyö\n2025-01-13;1;1910;;5,00;ä\n",
            "cp1252",
            "TK144",
            {"encoding": "cp1252"},
        ),
        (
            "Pvm;Tosite;Debet;Kredit;Summa\n2025-01-13;1;4000;1910;5,00\n",
            "utf-8",
            "TK145",
            {"columns": {"debit_account": "Debet", "credit_account": "Kredit"}},
        ),
        ("Pvm;Tosite;Tili;Debet;Kredit\n1.2.2025;1;4000;5,00;\n1.2.2025;1;1910;;5,00\n", "utf-8", "TK146", {"date": "dmy"}),
        (f"Pvm;Tosite;Tili;Nimi;Summa\n{FEW}", "utf-8", "TK147", {"sign": "debit-plus"}),
    ],
)
def test_strict_refuses_each_guess_and_takes_the_answer(tmp_path, text, encoding, code, answer):
    path = write(tmp_path, "a.csv", text, encoding)
    assert set(strict_codes(path)) == {code}
    assert strict_codes(path, **answer) == []
    read_ledger([path])


@pytest.mark.parametrize(("encoding", "codes"), [("cp437", []), ("utf-8", []), ("cp1252", ["TK144"])])
def test_strict_on_sie_asks_only_where_the_letters_differ_from_the_standard(tmp_path, encoding, codes):
    sie = '#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#FNAMN "Åbo"\n#RAR 0 20250101 20251231\n#KONTO 1930 "Bänk"\n#KONTO 3000 "Avgifter för år"\n'
    sie += '#VER A 1 20250105 "övrigt"\n{\n#TRANS 1930 {} 10.00\n#TRANS 3000 {} -10.00\n}\n'
    path = write(tmp_path, "a.se", sie, encoding)
    assert strict_codes(path) == codes
    assert strict_codes(path, encoding=encoding) == []


def test_the_answer_to_strict_may_be_a_profile(tmp_path):
    path = write(tmp_path, "a.csv", "Pvm;Tosite;Debet;Kredit;Summa\n1.2.2025;1;4000;1910;5,00\n", "cp1252")
    before, _ = read_ledger([path])
    profile, findings = parse_profile(profile_text(before.files[0].profile | {"date": "dmy"}), "x", "x")
    assert findings == []
    assert strict_codes(path, profile=profile) == []


def test_reasons_name_their_evidence(tmp_path):
    path = write(tmp_path, "a.csv", "Pvm;Tosite;Tili;Nimi;Summa\n13.1.2025;1;4000;Ostot;5,00\n13.1.2025;1;1910;Pankki;-5,00\n")
    ledger, _ = read_ledger([path], ReadOptions(explain=True))
    reasons = {reason.topic: reason for reason in ledger.files[0].reasons}
    assert (reasons["decimal"].basis, reasons["decimal"].detail) == ("evidence", "2")
    assert (reasons["date"].basis, reasons["date"].detail) == ("days", "2")
    assert reasons["sign"].basis == "accounts"
    assert reasons["column.account"].basis == "heading"
    assert read_ledger([path])[0].files[0].reasons == ()


# --- the command --------------------------------------------------------------------------------------------------------------


def run(capsys, *arguments):
    code = run_guarded(app, ["--lang", "fi", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err + captured.out
    return code, captured.out, captured.err


def test_show_profile_prints_yaml_that_reads_the_same(tmp_path, capsys):
    path = write(tmp_path, "a.csv", FORMS["fortnox.csv"])
    code, out, _ = run(capsys, "convert", path, "--show-profile")
    assert code == 0
    saved = write(tmp_path, "oma.yaml", out)
    assert run(capsys, "convert", path, "-o", tmp_path / "1.csv")[0] == 0
    assert run(capsys, "convert", path, "-o", tmp_path / "2.csv", "--profile", saved, "--strict")[0] == 0
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()


def test_convert_needs_somewhere_to_write(tmp_path, capsys):
    code, _, err = run(capsys, "convert", write(tmp_path, "a.csv", FORMS["fortnox.csv"]))
    assert code == 2
    assert "--show-profile" in err


def test_strict_ends_with_exit_3_and_names_the_option(tmp_path, capsys):
    path = write(tmp_path, "a.csv", FORMS["pari.csv"].replace("15.01", "05.01"))
    code, _, err = run(capsys, "convert", path, "-o", tmp_path / "o.csv", "--strict")
    assert code == 3
    assert "--date dmy" in err
    assert not (tmp_path / "o.csv").exists()


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_explain_reading_speaks_on_stderr(tmp_path, capsys, lang):
    path = write(tmp_path, "a.csv", FORMS["pääkirja.csv"])
    code = run_guarded(app, ["--lang", lang, "convert", str(path), "-o", str(tmp_path / f"{lang}.csv"), "--explain-reading"])
    captured = capsys.readouterr()
    assert code == 0
    assert "'Debet'" in captured.err
    assert "'Debet'" not in captured.out


def test_a_mapping_names_its_profile_beside_itself(tmp_path, capsys):
    write(tmp_path, "oma.yaml", OWN)
    mapping = 'mapping: 1\nsource: {profile: oma.yaml}\nrules:\n  - {when: "4000", to: 6640}\n  - {when: "1910", to: 1910}\n'
    path = write(tmp_path, "m.yaml", mapping)
    code, _, err = run(capsys, "map", write(tmp_path, "a.txt", TABLE), "-m", path, "-o", tmp_path / "o.json")
    assert code in (0, 1), err
    assert (tmp_path / "o.json").is_file()


@pytest.mark.parametrize("how", ["option", "mapping"])
def test_a_profile_of_the_user_is_in_the_manifest_with_its_hash(tmp_path, capsys, how):
    profile = write(tmp_path, "oma.yaml", OWN)
    source = "source: {profile: oma.yaml}\n" if how == "mapping" else ""
    rules = f'mapping: 1\n{source}rules:\n  - {{when: "4000", to: 6640}}\n  - {{when: "1910", to: 1910}}\n'
    options = ["--profile", profile] if how == "option" else []
    run(
        capsys,
        "map",
        write(tmp_path, "a.txt", TABLE),
        "-m",
        write(tmp_path, "m.yaml", rules),
        "-o",
        tmp_path / "o.xlsx",
        *options,
    )
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(tmp_path / "o.xlsx")["Lähteet"].iter_rows()]
    [found] = [row for row in cells if row[0] == "Lukuprofiili" and row[1] == "oma.yaml"]
    assert hashlib.sha256(profile.read_bytes()).hexdigest() in found
