"""Reading tables: headings of many programs, sign models, accounts, dimensions, totals, openings and balances."""

# ruff: noqa: E501 (sample lines stay as programs write them)
from datetime import date

import pytest

from tilikartta.model import BALANCE_COLUMNS, ENTRY_COLUMNS, ExitCode, TilikarttaError
from tilikartta.sources import ReadOptions, parse_columns, read_ledger


def read(tmp_path, text, encoding="utf-8", name="ledger.csv", **options):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read_ledger([path], ReadOptions(**options))


def rows(ledger, *columns):
    return list(ledger.entries[list(columns)].itertuples(index=False, name=None))


def codes(findings):
    return sorted({finding.code for finding in findings})


PLAIN = "Pvm;Tosite;Tili;Debet;Kredit;Selite\n2.1.2025;1;1910;50,00;;Jäsenmaksu\n2.1.2025;1;3000;;50,00;Jäsenmaksu\n"


def test_plain_ledger_has_the_canonical_schema(tmp_path):
    ledger, findings = read(tmp_path, PLAIN, entity="ry")
    assert tuple(ledger.entries.columns) == ENTRY_COLUMNS
    assert tuple(ledger.balances.columns) == BALANCE_COLUMNS
    assert [str(kind) for kind in ledger.entries.dtypes[["amount", "source_row", "date", "account"]]] == [
        "int64[pyarrow]", "int64[pyarrow]", "date32[day][pyarrow]", "string[pyarrow]",
    ]  # fmt: skip
    assert rows(ledger, "entity", "source_row", "voucher", "date", "account", "amount", "text") == [
        ("ry", 2, "1", date(2025, 1, 2), "1910", 5000, "Jäsenmaksu"),
        ("ry", 3, "1", date(2025, 1, 2), "3000", -5000, "Jäsenmaksu"),
    ]
    assert findings == []
    (file,) = ledger.files
    assert set(ledger.entries["source_file"]) == {file.path}
    assert file.rows == 2
    expected = {
        "encoding": "UTF-8",
        "separator": ";",
        "decimal": ",",
        "date": "d.m.yyyy",
        "sign": "debit-credit",
        "header_row": "1",
    }
    assert expected.items() <= file.decisions.items()
    assert file.columns["account"] == "Tili"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'Tosite,Päivämäärä,Nro,Tili,Debet,Kredit,Selite\n1,18.11.2016,1911,Pankkitili,"1\u00a050,00",,J\n1,18.11.2016,5001,Jäsenmaksut,,"150,00",J\n'.replace("1\u00a050", "150"),
            [("1", "1911", "Pankkitili", 15000), ("1", "5001", "Jäsenmaksut", -15000)],
            id="tilitin",
        ),
        pytest.param(
            'Pvm,Tosite,Tili,Kohdennus,Selite,"Debet €","Kredit €"\n02.01.2025,ML1,"1910 Pankkitili",Yleinen,x,"50,00",\n02.01.2025,ML1,"3000 Myynti",,x,,"50,00"\n',
            [("ML1", "1910", "Pankkitili", 5000), ("ML1", "3000", "Myynti", -5000)],
            id="kitsas-journal",
        ),
        pytest.param(
            '"Tilin numero";"Tilin nimi";Pvm;Tosite;Selite;"Debet €";"Kredit €";"Saldo €"\n1910;Pankki;2025-01-02;ML1;x;"50,00";;"50,00"\n3000;Myynti;2025-01-02;ML1;x;;"50,00";"50,00"\n',
            [("ML1", "1910", "Pankki", 5000), ("ML1", "3000", "Myynti", -5000)],
            id="kitsas-ledger",
        ),
        pytest.param(
            "Tosno;Päivämäärä;Laji;Kustp;Lsno;Selite 1;Selite 2;Debet;Kredit;Summa\n7;2.1.2025;1;;;a;b;1910;3000;50,00\n",
            [("7", "1910", "", 5000), ("7", "3000", "", -5000)],
            id="asteri-pair",
        ),
        pytest.param(
            "tos.nro;pvm;selite;debet;kredit;summa\n1;8.10.2015;myyntiä;1501;3001;100,00\n",
            [("1", "1501", "", 10000), ("1", "3001", "", -10000)],
            id="netvisor-pair",
        ),
        pytest.param(
            "Päivämäärä;Euroa;Debet-tili;Kredit-tili;Selite\n15.01.2020;85.20;4741;1910;korvaus\n",
            [("", "4741", "", 8520), ("", "1910", "", -8520)],
            id="kitsas-pair",
        ),
        pytest.param(
            "Tositelaji;Tositenumero;Päivämäärä (PVM);Selite 1;Tilinumero;Debet;Kredit\nMU;5;1.1.2025;x;1910;50,00;0\nMU;5;1.1.2025;x;3000;0;50,00\n",
            [("5", "1910", "", 5000), ("5", "3000", "", -5000)],
            id="netvisor-two-columns",
        ),
        pytest.param(
            "Tositenumero;Päivämäärä;Tilinumero;Summa (+ = Debet / - = Kredit)\n5;1.1.2025;1910;50,00\n5;1.1.2025;3000;-50,00\n",
            [("5", "1910", "", 5000), ("5", "3000", "", -5000)],
            id="netvisor-plus-debit",
        ),
        pytest.param(
            "Tositenumero;Päivämäärä;Tilinumero;Summa (- = Debet / + = Kredit)\n5;1.1.2025;1910;-50,00\n5;1.1.2025;3000;50,00\n",
            [("5", "1910", "", 5000), ("5", "3000", "", -5000)],
            id="netvisor-plus-credit",
        ),
        pytest.param(
            "TILI;TILIN NIMI;TOSITE;PVM;DEBET;KREDIT;ALV;KP;SELITE;KK-MUUTOS;KP-SALDO\n3910.0;Muut;13-71-2025;2025-01-02;;-12.50;;20.0;x;;\n5000.0;Kulut;13-71-2025;2025-01-02;12.75;;;20.0;x;;\n",
            [("13-71-2025", "3910", "Muut", -1250), ("13-71-2025", "5000", "Kulut", 1275)],
            id="credit-negative",
        ),
        pytest.param(
            "Vernr;Bokföringsdatum;Registreringsdatum;Konto;Benämning;Ks;Projnr;Verifikationstext;Transaktionsinfo;Debet;Kredit\nA 17;2025-03-04;2025-03-05;5410;Inventarier;1;;Material;;125,50;\nA 17;2025-03-04;2025-03-05;1930;Bank;;;Material;;;125,50\n",
            [("A 17", "5410", "Inventarier", 12550), ("A 17", "1930", "Bank", -12550)],
            id="fortnox",
        ),
        pytest.param(
            "Entry No.,Posting Date,Document Type,Document No.,G/L Account No.,Department Code,Description,Amount\n1001,12/24/2025,Invoice,PI-17,4000,ADM,Paper,125.50\n1002,12/24/2025,Invoice,PI-17,2000,,Paper,-125.50\n",
            [("PI-17", "4000", "", 12550), ("PI-17", "2000", "", -12550)],
            id="business-central",
        ),
        pytest.param(
            "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|EcritureLib|Debit|Credit\nINV|Inv|INV/1|20210502|701100|Ventes|x|0,00| 000000000001437,12\nINV|Inv|INV/1|20210502|411100|Clients|x|000000000001437,12|0,00\n",
            [("INV/1", "701100", "Ventes", -143712), ("INV/1", "411100", "Clients", 143712)],
            id="fec",
        ),
        pytest.param(
            "Pvm\tTosite\tTili\tSumma\tD/K\n2.1.2025\t1\t1910\t50,00\tD\n2.1.2025\t1\t3000\t50,00\tK\n",
            [("1", "1910", "", 5000), ("1", "3000", "", -5000)],
            id="side-flag",
        ),
        pytest.param(
            "Pvm;Tosite;Tili;Debet;Kredit\n2.1.2025;1;  3000, Myynti;;50,00\n2.1.2025;1;  1910, Pankki - käyttö;50,00;\n",
            [("1", "3000", "Myynti", -5000), ("1", "1910", "Pankki - käyttö", 5000)],
            id="procountor-label",
        ),
        pytest.param(
            "Tili | Pvm | Kustp | Kohde | Projekti | Selite | Summa | Vero\n4000 | 2025-03-04 | 100 Yleinen |  |  | Tarvikkeet | 125.50 | 25.50\n1910 | 2025-03-04 |  |  |  | Tarvikkeet | -125.50 |\n",
            [("", "4000", "", 12550), ("", "1910", "", -12550)],
            id="pupesoft",
        ),
    ],
)  # fmt: skip
def test_programs(tmp_path, text, expected):
    ledger, findings = read(tmp_path, text)
    assert rows(ledger, "voucher", "account", "account_name", "amount") == expected
    assert [finding for finding in findings if finding.severity != "info"] == []


def test_hledger_counts_the_same_money_once(tmp_path):
    text = (
        '"txnidx","date","date2","status","code","description","comment","account","amount","commodity","credit","debit"\n'
        '"1","2025-03-04","","","17","Paperi","","menot:tarvikkeet","125.50","EUR","","125.50"\n'
        '"1","2025-03-04","","","17","Paperi","","varat:pankki","-125.50","EUR","125.50",""\n'
    )
    ledger, _ = read(tmp_path, text)
    assert rows(ledger, "account_name", "amount", "currency", "text") == [
        ("menot:tarvikkeet", 12550, "EUR", "Paperi"), ("varat:pankki", -12550, "EUR", "Paperi"),
    ]  # fmt: skip


def test_two_columns_left_at_zero_give_way_to_one_signed_amount(tmp_path):
    text = "Tositenumero;Pvm;Tilinumero;Debet;Kredit;Summa\n5;1.1.2025;1910;0;0;50,00\n5;1.1.2025;3000 Maksutuotot;0;0;-50,00\n"
    ledger, _ = read(tmp_path, text)
    assert rows(ledger, "account", "amount") == [("1910", 5000), ("3000", -5000)]


def test_header_below_a_preamble_keeps_physical_rows(tmp_path):
    text = "Esimerkki ry\nPäiväkirja 1.1.2025 - 31.12.2025\n\n" + PLAIN
    ledger, _ = read(tmp_path, text)
    assert rows(ledger, "source_row", "amount") == [(5, 5000), (6, -5000)]
    assert ledger.files[0].decisions["header_row"] == "4"


def test_rows_count_physical_lines_across_quoted_line_breaks_and_blank_lines(tmp_path):
    text = 'Pvm;Tosite;Tili;Debet;Kredit;Selite\n2.1.2025;1;1910;50,00;;"kaksi\nriviä"\n\n;;;;;\n2.1.2025;1;3000;;50,00;x\n'
    ledger, findings = read(tmp_path, text)
    assert rows(ledger, "source_row", "text") == [(2, "kaksi\nriviä"), (6, "x")]
    assert findings == []


def test_crlf_and_old_mac_line_ends(tmp_path):
    for ending in ("\r\n", "\r"):
        ledger, _ = read(tmp_path, PLAIN.replace("\n", ending))
        assert rows(ledger, "source_row", "amount") == [(2, 5000), (3, -5000)]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 (BOM)"), ("utf-16", "UTF-16 LE (BOM)"), ("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE"),
     ("cp1252", "CP1252"), ("iso-8859-15", "ISO-8859-15"), ("cp850", "CP850"), ("mac_roman", "Mac Roman")],
)  # fmt: skip
def test_encodings(tmp_path, encoding, shown):
    euro = "" if encoding == "cp850" else "€"
    text = PLAIN.replace("Debet", f"Debet {euro}").replace("Jäsenmaksu", "Jäsenmaksu Åke Öhman") * 1
    ledger, _ = read(tmp_path, text, encoding)
    assert rows(ledger, "text", "amount") == [("Jäsenmaksu Åke Öhman", 5000), ("Jäsenmaksu Åke Öhman", -5000)]
    assert ledger.files[0].decisions["encoding"] == shown


def test_options_override_each_decision(tmp_path):
    text = "a|b|c|d|e\n03/04/2025|7|1910|1.234|kp1\n05/04/2025|7|3000|-1.234|kp1\n"
    columns, faults = parse_columns(['date="a"', "voucher=b", "account=c", "amount = 'd'", "dim:kp=e"])
    assert faults == []
    ledger, _ = read(
        tmp_path, text, columns=columns, decimal=",", date="mdy", sign="credit-plus", encoding="cp1252", separator="pipe"
    )
    assert rows(ledger, "date", "account", "amount", "dim_kp") == [
        (date(2025, 3, 4), "1910", -123400, "kp1"), (date(2025, 5, 4), "3000", 123400, "kp1"),
    ]  # fmt: skip
    assert ledger.files[0].columns["dim_kp"] == "e"


def test_accounts_keep_leading_zeros_and_lose_only_the_float_ending(tmp_path):
    text = "Pvm;Tosite;Tili;Debet;Kredit\n2.1.2025;1;0050;50,00;\n2.1.2025;1;3910.0;;50,00\n2.1.2025;1;3910.50;1,00;\n2.1.2025;1;Pankki;;1,00\n"
    ledger, _ = read(tmp_path, text)
    assert list(ledger.entries["account"]) == ["0050", "3910", "3910.50", "Pankki"]


def test_dimensions_of_every_kind(tmp_path):
    text = "Pvm;Tosite;Tili;Debet;Kredit;KP;Projekti;Kostnadsställe;Rahoittaja;Toimintamuoto\n2.1.2025;1;1910;5;;100;A;7;STEA;leirit\n2.1.2025;1;3000;;5;;;;;\n"
    ledger, _ = read(tmp_path, text)
    assert ledger.dimensions == ["dim_kp", "dim_projekti", "dim_kostnadsstalle", "dim_rahoittaja", "dim_toimintamuoto"]
    assert ledger.entries.loc[0, ledger.dimensions].tolist() == ["100", "A", "7", "STEA", "leirit"]
    assert ledger.files[0].columns["dim_kostnadsstalle"] == "Kostnadsställe"


def test_columns_that_say_nothing_are_named_as_ignored(tmp_path):
    ledger, _ = read(tmp_path, PLAIN.replace("Selite", "Selite;Väri").replace("maksu\n", "maksu;sininen\n"))
    assert ledger.files[0].decisions["ignored"] == "Väri"


def test_totals_are_left_out_and_checked(tmp_path):
    ledger, findings = read(tmp_path, PLAIN + ";;Yhteensä;50,00;50,00;\n")
    assert len(ledger.entries) == 2
    assert codes(findings) == ["TK202"]
    ledger, findings = read(tmp_path, PLAIN + "Yhteensä 2 vientiä;;;50,00;49,00;\n")
    wrong = next(finding for finding in findings if finding.code == "TK203")
    assert (wrong.place.row, wrong.data["printed"], wrong.data["computed"]) == (4, 4900, 5000)
    assert ledger.entries["amount"].sum() == 0


def test_repeated_headings_are_left_out(tmp_path):
    head, *entries = PLAIN.splitlines(keepends=True)
    ledger, findings = read(tmp_path, head + entries[0] + head + entries[1])
    assert rows(ledger, "source_row", "amount") == [(2, 5000), (4, -5000)]
    assert codes(findings) == ["TK205"]


def test_an_amount_without_account_stays_in_the_ledger(tmp_path):
    ledger, findings = read(tmp_path, PLAIN + "3.1.2025;2;;12,34;;hukassa\n")
    (finding,) = findings
    assert (finding.code, finding.place.row, finding.data["amount"]) == ("TK201", 4, 1234)
    assert ledger.entries["amount"].sum() == 1234


def test_one_amount_with_signs_against_it_is_refused(tmp_path):
    text = "Pvm;Tosite;Tili;Summa\n2.1.2025;1;1910;-50,00\n2.1.2025;1;3000;70,00\n2.1.2025;1;4000;-20,00\n"
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, text)
    assert codes(stop.value.findings) == ["TK160"]
    ledger, _ = read(tmp_path, text, sign="credit-plus")
    assert list(ledger.entries["amount"]) == [5000, -7000, 2000]


def test_credit_negative_throughout_is_added(tmp_path):
    text = "Pvm;Tosite;Tili;Debet;Kredit\n2.1.2025;1;1910;50,00;\n2.1.2025;1;3000;;-50,00\n"
    ledger, _ = read(tmp_path, text)
    assert list(ledger.entries["amount"]) == [5000, -5000]
    assert ledger.files[0].decisions["sign"] == "debit-credit-negative"


def test_corrections_on_their_own_side_are_subtracted(tmp_path):
    text = "Pvm;Tosite;Tili;Debet;Kredit\n2.1.2025;1;1910;-50,00;\n2.1.2025;1;3000;;-50,00\n"
    ledger, _ = read(tmp_path, text)
    assert list(ledger.entries["amount"]) == [-5000, 5000]


def test_opening_column_becomes_balances(tmp_path):
    text = "TILI;TOSITE;PVM;DEBET;KREDIT;ALKUSALDO\n1910;;;;;100,00\n1910;1;2.1.2025;50,00;;\n3000;1;2.1.2025;;50,00;\n"
    ledger, findings = read(tmp_path, text)
    assert list(ledger.entries["amount"]) == [5000, -5000]
    assert ledger.balances[["account", "opening"]].values.tolist() == [["1910", 10000]]
    assert "TK207" in codes(findings)


def test_trial_balance(tmp_path):
    text = (
        "Saldoluettelo 1.1.2025 - 31.12.2025\nTili;Nimi;Alkusaldo;Debet;Kredit;Loppusaldo\n1910;Pankki;100,00;50,00;20,00;130,00\n"
        "3000;Myynti;0,00;0,00;50,00;-50,00\n;Yhteensä;100,00;50,00;70,00;80,00\n"
    )
    ledger, findings = read(tmp_path, text)
    assert ledger.entries.empty
    shown = ["account", "account_name", "opening", "debit", "credit", "closing", "period_start", "period_end", "source_row"]
    start, end = date(2025, 1, 1), date(2025, 12, 31)
    assert ledger.balances[shown].values.tolist() == [
        ["1910", "Pankki", 10000, 5000, 2000, 13000, start, end, 3], ["3000", "Myynti", 0, 0, 5000, -5000, start, end, 4],
    ]  # fmt: skip
    assert codes(findings) == ["TK202"]


def test_list_of_account_name_and_balance(tmp_path):
    ledger, _ = read(tmp_path, "Tili;Tilin nimi;Saldo\n1910;Pankki;130,00\n2000;Oma pääoma;-130,00\n")
    assert ledger.balances[["account", "closing"]].values.tolist() == [["1910", 13000], ["2000", -13000]]
    assert ledger.balances["opening"].isna().all()


def test_debit_and_credit_without_dates_are_balances_when_each_account_stands_once(tmp_path):
    ledger, _ = read(tmp_path, "Tili;Nimi;Debet;Kredit\n1910;Pankki;130,00;\n2000;Pääoma;;130,00\n")
    assert list(ledger.balances["closing"]) == [13000, -13000]


def test_trial_balance_that_contradicts_itself(tmp_path):
    _, findings = read(
        tmp_path, "Tili;Alkusaldo;Debet;Kredit;Loppusaldo\n1910;100,00;50,00;20,00;131,00\n2000;-1,00;0,00;0,00;-1,00\n"
    )
    (finding,) = findings
    assert (finding.code, finding.account, finding.data["computed"]) == ("TK208", "1910", 13000)


def test_several_files_are_one_ledger(tmp_path):
    (tmp_path / "a.csv").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "b.csv").write_text(
        "Tili,Pvm,Summa,KP\n1910,2025-02-01,1.50,100\n3000 Tuotot,2025-02-01,-1.50,\n", encoding="utf-8"
    )
    ledger, _ = read_ledger([tmp_path / "a.csv", tmp_path / "b.csv"], ReadOptions())
    assert list(ledger.entries["amount"]) == [5000, -5000, 150, -150]
    assert list(ledger.entries["dim_kp"]) == ["", "", "100", ""]
    assert [file.rows for file in ledger.files] == [2, 2]


def test_same_file_twice_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "b.csv").write_text(PLAIN, encoding="utf-8")
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([tmp_path / "a.csv", tmp_path / "b.csv"], ReadOptions())
    assert codes(stop.value.findings) == ["TK107"]
    assert stop.value.exit_code == ExitCode.UNREADABLE


def test_number_heading_is_the_voucher_when_accounts_are_elsewhere(tmp_path):
    ledger, _ = read(tmp_path, "Nro;Pvm;Tili;Debet;Kredit\n7;2.1.2025;1910;5,00;\n7;2.1.2025;3000;;5,00\n")
    assert rows(ledger, "voucher", "account") == [("7", "1910"), ("7", "3000")]


def test_gross_amount_beside_debit_and_credit_is_not_read(tmp_path):
    ledger, findings = read(tmp_path, "Pvm;Tosite;Tili;Debet;Kredit;Summa\n2.1.2025;1;1910;5,00;;n. 6\n2.1.2025;1;3000;;5,00;x\n")
    assert list(ledger.entries["amount"]) == [500, -500]
    assert findings == []


@pytest.mark.parametrize("text", ["Debet €", "”Kahvila”", "5 €", "Åbo", "1\u00a0234,50", "§ 5", "šakki", "½ pv"])
def test_rare_signs_alone_do_not_turn_into_letters(tmp_path, text):
    ledger, _ = read(tmp_path, PLAIN.replace("Jäsenmaksu", text), "cp1252")
    assert set(ledger.entries["text"]) == {text}
