"""Exports of single programs in the form the facts show, with invented amounts."""

# ruff: noqa: E501 - lines of exports stand as programs write them

import pytest

from tilikartta.model import TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger
from tilikartta.sources.profile import parse_profile, profile_text, shipped_profile


def read(folder, name, text, encoding="utf-8", **options):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_ledger([path], ReadOptions(**options))


def codes_of_refusal(folder, name, text, encoding="utf-8", **options):
    with pytest.raises(TilikarttaError) as stop:
        read(folder, name, text, encoding, **options)
    return {finding.code: finding for finding in stop.value.findings}


def shown(ledger, *columns):
    return ledger.entries[list(columns) or ["account", "amount"]].values.tolist()


def days(ledger):
    return sorted({str(day) for day in ledger.entries["date"]})


# --- Fivaldi ------------------------------------------------------------------------------------------------------------------

FIVALDI = "PVM;TILI;TOSITE;SK1;SK2;SK3;SK4;SUMMA;SENTIT;SELITE;VEROKANTA;VEROTILI;VEROTILI2;VEROSUMMA;VEROSENTIT;STATUS;NETTOPVM;ASIAKASTUNNUS;VIENTILAJI;LASKUNO;YT;LAJI\n"


def fivaldi(*amounts):
    tail = ";".join([""] * 11)
    return FIVALDI + "".join(f"20250304;{account};17;100;;;;{summa};{sentit};x;{tail};20\n" for account, summa, sentit in amounts)


@pytest.mark.parametrize(
    "amounts",
    [
        [("4000", "125,50", ""), ("1910", "-125,50", "")],
        [("4000", "", "12550"), ("1910", "", "-12550")],
        [("4000", "", "12550"), ("1910", "-125,50", "")],
        [("4000", "0,00", "12550"), ("1910", "0,00", "-12550")],
    ],
)
def test_fivaldi_in_euros_and_in_cents(tmp_path, amounts):
    ledger, findings = read(tmp_path, "f.csv", fivaldi(*amounts))
    assert shown(ledger) == [["4000", 12550], ["1910", -12550]]
    assert ledger.files[0].decisions["profile"] == "fivaldi"
    assert ledger.dimensions == ["dim_sk1", "dim_sk2", "dim_sk3", "dim_sk4"]
    assert [finding for finding in findings if finding.severity == "error"] == []


def test_fivaldi_with_both_amounts_on_a_row_is_refused(tmp_path):
    found = codes_of_refusal(tmp_path, "f.csv", fivaldi(("4000", "125,50", "12550"), ("1910", "-125,50", "")))
    assert found["TK136"].place.row == 2


# --- Tikon --------------------------------------------------------------------------------------------------------------------


def tikon(account, sign, cents, text="Tarvikkeet äö", cost=""):
    head = "TKB" + "04032025" + "30" + "000017" + "000" + "000" + account.zfill(6) + cost.rjust(6) + " " * 6 + " " * 10 + "2503"
    return head + sign + f"{cents:016d}" + "+" + "0" * 15 + text.ljust(72) + " " * 50 + "EUR\r\n"


def test_tikon_of_fixed_width(tmp_path):
    text = tikon("4000", "+", 12550, cost="100") + tikon("1910", "-", 12550)
    ledger, _ = read(tmp_path, "TIKON.His", text, "iso8859-15")
    assert shown(ledger, "account", "amount", "series", "voucher", "text", "dim_kustannuspaikka") == [
        ["4000", 12550, "30", "17", "Tarvikkeet äö", "100"],
        ["1910", -12550, "30", "17", "Tarvikkeet äö", ""],
    ]
    assert days(ledger) == ["2025-03-04"]
    assert ledger.entries["source_row"].tolist() == [1, 2]


def test_tikon_lines_cut_short_are_refused_with_their_number(tmp_path):
    found = codes_of_refusal(tmp_path, "t.his", tikon("4000", "+", 100) + tikon("1910", "-", 100)[:60] + "\r\n", "iso8859-15")
    assert found["TK139"].place.row == 2


def test_tikon_letters_in_the_amount_are_refused(tmp_path):
    text = tikon("4000", "+", 100).replace("0000000000000100", "00000000000001x0") + tikon("1910", "-", 100)
    assert "TK135" in codes_of_refusal(tmp_path, "t.his", text, "iso8859-15")


# --- Netbaron, Netvisor, Asteri, Pupesoft --------------------------------------------------------------------------------------

NETBARON = "Numerosarja;Tositenumero;Kirjauspäivä;Vientiselite;Tili;Kustannuspaikka;Työnro;Alv-koodi;Alv-%;Alv-tili;Veroton summa;Verollinen summa;Alv summa;Käsiteltävä alv\n"


def test_netbaron_without_tax(tmp_path):
    text = (
        NETBARON
        + "11;11-123;1.1.2020;x;4000;100;;;0;;1240.00;1240.00;0;0\n11;11-123;1.1.2020;x;1910;;;;0;;-1240.00;-1240.00;0;0\n"
    )
    ledger, _ = read(tmp_path, "n.csv", text, sign="debit-plus")
    assert shown(ledger, "account", "amount", "voucher", "series") == [
        ["4000", 124000, "11-123", "11"],
        ["1910", -124000, "11-123", "11"],
    ]


def test_netbaron_tax_goes_to_the_account_that_the_row_names(tmp_path):
    text = (
        NETBARON
        + "11;11-123;1.1.2020;x;4000;100;;O;24;29391;1000.00;1240.00;240.00;1\n11;11-123;1.1.2020;x;1910;;;;0;;-1240.00;-1240.00;0;0\n"
    )
    ledger, findings = read(tmp_path, "n.csv", text, sign="debit-plus")
    assert shown(ledger) == [["4000", 100000], ["29391", 24000], ["1910", -124000]]
    assert ledger.entries["amount"].sum() == 0
    assert ledger.entries["source_row"].tolist() == [2, 2, 3]
    assert [finding.data["count"] for finding in findings if finding.code == "TK129"] == [1]


@pytest.mark.parametrize(
    "text",
    [
        "Tositelaji;Tositenumero;Päivämäärä;Selite 1;Selite 2;Tilinumero;Debet;Kredit;ALV-tunnus;ALV-%\nPT;17;14.3.2025;x;;4000;125,50;0;;\nPT;17;14.3.2025;x;;1910;0;125,50;;\n",
        "Tositelaji;Tositenumero;Päivämäärä;Selite 1;Tilinumero;Debet;Kredit;Summa (+ = Debet / - = Kredit)\nPT;17;14.3.2025;x;4000;0;0;125,50\nPT;17;14.3.2025;x;1910;0;0;-125,50\n",
        "Tositelaji;Tositenumero;Päivämäärä;Selite 1;Tilinumero;Debet;Kredit;Summa (- = Debet / + = Kredit)\nPT;17;14.3.2025;x;4000;0;0;-125,50\nPT;17;14.3.2025;x;1910;0;0;125,50\n",
        "tos.nro;pvm;selite;debet;kredit;summa\n17;14.3.2025;x;4000;1910;125,50\n",
        "Tosno;Päivämäärä;Laji;Kustp;Lsno;Selite 1;Selite 2;Debet;Kredit;Summa\n17;14.3.2025;20;100;;x;;4000;1910;125,50\n",
        "Päivämäärä;Euroa;Debet-tili;Kredit-tili;Selite\n14.03.2025;125.50;4000;1910;x\n",
        "Tili;Pvm;Kustp;Kohde;Projekti;Selite;Summa;Vero;Kum. Summa;;\n4000;2025-03-14;100 Yleinen;;;x;125.50;25.50;125.50;;\n1910;2025-03-14;;;;x;-125.50;0.00;-125.50;;\n",
        "Entry No.,Posting Date,Document Type,Document No.,G/L Account No.,Department Code,Description,Amount\n1001,03/14/2025,Invoice,PI-17,4000,ADM,x,125.50\n1002,03/14/2025,Invoice,PI-17,1910,,x,-125.50\n",
        "Tapahtumanro;Kirjauspvm;Asiakirjan tyyppi;Asiakirjan nro;Tilinro;Kuvaus;Summa;Summa (PVA)\n1001;14.3.2025;Lasku;PI-17;4000;x;125,50;125,50\n1002;14.3.2025;Lasku;PI-17;1910;x;-125,50;-125,50\n",
        "Lista;;;;;;;;;;\nVernr;Bokföringsdatum;Registreringsdatum;Konto;Benämning;Ks;Projnr;Verifikationstext;Transaktionsinfo;Debet;Kredit\nA 17;2025-03-14;2025-03-15;4000;Inköp;1;;x;;125,50;\nA 17;2025-03-14;2025-03-15;1910;Bank;;;x;;;125,50\n",
        "Internal ID,Date,Period,Type,Document Number,Account,Name,Memo,Debit,Credit,Subsidiary,Department,Class,Location\n1,14.3.2025,Mar 2025,Bill,PI-17,4000 Supplies,Shop,x,125.50,,Demo,ADM,,\n1,14.3.2025,Mar 2025,Bill,PI-17,1910 Bank,Shop,x,,125.50,Demo,,,\n",
    ],
)
def test_forms_that_the_general_recogniser_reads(tmp_path, text):
    ledger, findings = read(tmp_path, "a.csv", text)
    assert shown(ledger) == [["4000", 12550], ["1910", -12550]]
    assert days(ledger) == ["2025-03-14"]
    assert [finding for finding in findings if finding.severity == "error"] == []


def test_a_partner_beside_the_account_is_not_its_name(tmp_path):
    text = "Pvm;Tosite;Tili;Nimi;Debet;Kredit\n14.3.2025;1;4000;Kauppa A;5,00;\n14.3.2025;1;1910;Kauppa A;;5,00\n14.3.2025;2;4000;Kauppa B;5,00;\n14.3.2025;2;1910;Kauppa B;;5,00\n"
    ledger, _ = read(tmp_path, "a.csv", text)
    assert set(ledger.entries["account_name"]) == {""}
    assert ledger.entries["text"].tolist()[2] == "Kauppa B"


def netvisor(*vouchers):
    body = ""
    for number, status, lines in vouchers:
        inner = "".join(
            f"<VoucherLine><NetvisorKey>5</NetvisorKey><LineSum>{amount}</LineSum><Description>x</Description><AccountNumber>{account}"
            f"</AccountNumber>{'<Dimension><DimensionName>Projekti</DimensionName><DimensionItem>' + item + '</DimensionItem></Dimension>' if item else ''}"
            "</VoucherLine>"
            for account, amount, item in lines
        )
        body += (
            f'<Voucher Status="{status}"><NetvisorKey>1</NetvisorKey><VoucherDate format="ansi">2025-03-14</VoucherDate>'
            f"<VoucherNumber>{number}</VoucherNumber><VoucherDescription>Osto</VoucherDescription><VoucherClass>PT</VoucherClass>{inner}</Voucher>\n"
        )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<Root><Vouchers>\n{body}</Vouchers></Root>\n'


BALANCED = [("4000", "17,18", "Leiri"), ("1910", "-17,18", "")]


@pytest.mark.parametrize("lower", [False, True])
def test_netvisor_vouchers_as_xml(tmp_path, lower):
    text = netvisor(("17", "valid", BALANCED), ("18", "invalidated", BALANCED), ("19", "deleted", BALANCED))
    if lower:
        for name in (
            "Voucher",
            "Status",
            "Line",
            "Date",
            "Number",
            "Sum",
            "Account",
            "Description",
            "Dimension",
            "Name",
            "Item",
            "Class",
        ):
            text = text.replace(name, name.lower())
    ledger, findings = read(tmp_path, "n.xml", text)
    assert shown(ledger, "account", "amount", "voucher", "series", "text", "dim_projekti") == [
        ["4000", 1718, "17", "PT", "Osto x", "Leiri"],
        ["1910", -1718, "17", "PT", "Osto x", ""],
    ]
    told = next(finding for finding in findings if finding.code == "TK137")
    assert (told.data["count"], sorted(told.data["states"])) == (2, ["deleted (1)", "invalidated (1)"])


def test_netvisor_signs_that_speak_against_debit_plus_are_asked_for(tmp_path):
    sales = [("3000", "50,00", ""), ("1910", "-50,00", "")]
    costs = [("4000", "-20,00", ""), ("1910", "20,00", "")]
    text = netvisor(("1", "valid", sales), ("2", "valid", costs))
    assert "TK160" in codes_of_refusal(tmp_path, "n.xml", text)
    ledger, _ = read(tmp_path, "n.xml", text, sign="credit-plus")
    assert shown(ledger)[0] == ["3000", -5000]


def test_netvisor_vouchers_that_do_not_balance_are_named(tmp_path):
    _, findings = read(tmp_path, "n.xml", netvisor(("17", "valid", [*BALANCED, ("4000", "1,00", "")])))
    assert [finding.voucher or finding.data["voucher"] for finding in findings if finding.code == "TK250"] == ["17"]


def test_netvisor_with_a_document_type_is_refused(tmp_path):
    text = netvisor(("17", "valid", BALANCED)).replace(
        "<Root>", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><Root>', 1
    )
    assert "TK155" in codes_of_refusal(tmp_path, "n.xml", text)


# --- abroad -------------------------------------------------------------------------------------------------------------------


def gbat(account, net, tax="F"):
    return f"GBAT10;17;20250304;1;3;2025;{account};0;{net};;;;;;;;;;;;Materiell;;;7;100;;{tax};{net};;\n"


def test_gbat10(tmp_path):
    ledger, _ = read(tmp_path, "g.csv", gbat("4000", "100,00") + gbat("1920", "-100,00"), "iso8859-1")
    assert shown(ledger, "account", "amount", "voucher", "dim_projekt", "dim_avdeling") == [
        ["4000", 10000, "17", "7", "100"],
        ["1920", -10000, "17", "7", "100"],
    ]


def test_gbat10_tells_rows_whose_tax_is_not_in_the_file(tmp_path):
    _, findings = read(tmp_path, "g.csv", gbat("4000", "100,00", "T") + gbat("1920", "-125,00"))
    assert [finding.data["count"] for finding in findings if finding.code == "TK128"] == [1]


DATEV = """"EXTF";700;{kind};"Buchungsstapel";9;20180306102500000;;"XY";"";"";1001;456;{start};4;20180201;20180228;"Beispiel";"";1;;0;"EUR";;"";;;"";;"";""
Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basisumsatz;WKZ Basisumsatz;Konto;Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;Belegfeld 1;Belegfeld 2;Skonto;Buchungstext;KOST1 – Kostenstelle;KOST2 - Kostenstelle;Generalumkehr
"""
DATEV_ROWS = """24,95;"H";"";;;"";1200;4940;"";2102;"R1";"";;"Fachbuch";"100";"";
100,00;"S";"";;;"";1200;8400;"";102;"R2";"";;"Spende";"";"";
"""


def datev(rows=DATEV_ROWS, kind="21", start="20180101"):
    return DATEV.format(kind=kind, start=start) + rows


def test_datev_puts_the_account_on_its_side_and_the_contra_account_on_the_other(tmp_path):
    ledger, _ = read(tmp_path, "d.csv", datev(), "cp1252")
    assert shown(ledger) == [["4940", 2495], ["1200", -2495], ["1200", 10000], ["8400", -10000]]
    assert days(ledger) == ["2018-02-01", "2018-02-21"]
    assert ledger.entries["dim_kost1"].tolist() == ["100", "100", "", ""]


def test_datev_days_of_a_year_that_is_not_the_calendars(tmp_path):
    ledger, _ = read(tmp_path, "d.csv", datev(start="20170701"), "cp1252")
    assert days(ledger) == ["2018-02-01", "2018-02-21"]
    ledger, _ = read(tmp_path, "d.csv", datev(DATEV_ROWS.replace("2102", "3107"), start="20170701"), "cp1252")
    assert days(ledger) == ["2017-07-31", "2018-02-01"]


def test_datev_tells_tax_that_it_reckons_itself(tmp_path):
    _, findings = read(tmp_path, "d.csv", datev(DATEV_ROWS.replace('4940;""', '4940;"8"')), "cp1252")
    told = next(finding for finding in findings if finding.code == "TK127")
    assert (told.data["count"], int(told.data["amount"])) == (1, 2495)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (datev(kind="20"), "TK119"),
        (datev(DATEV_ROWS.replace('"H"', '"X"')), "TK161"),
        (datev(DATEV_ROWS.replace("2102", "3002")), "TK174"),
        (datev(DATEV_ROWS.replace('"";"";\n', '"";"";1\n')), "TK149"),
    ],
)
def test_datev_refusals(tmp_path, text, code):
    assert code in codes_of_refusal(tmp_path, "d.csv", text, "cp1252")


FEC = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|{money}|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise\n"


@pytest.mark.parametrize(
    "text",
    [
        FEC.format(money="Debit|Credit")
        + "INV|V|1|20210502|701100|Ventes|||R|20210502|Vente|0,00| 000000000001437,12|||20210502|-000000000001500,12|USD\n"
        + "INV|V|1|20210502|411100|Clients|||R|20210502|Vente| 000000000001437,12|0,00|||20210502| 000000000001500,12|USD\n",
        (
            FEC.format(money="Montant|Sens")
            + "INV|V|1|20210502|701100|Ventes|||R|20210502|Vente|1437,12|C|||20210502||\n"
            + "INV|V|1|20210502|411100|Clients|||R|20210502|Vente|1437,12|D|||20210502||\n"
        ).replace("|", "\t"),
    ],
)
def test_fec_in_both_forms(tmp_path, text):
    ledger, _ = read(tmp_path, "123456789FEC20211231.txt", text)
    assert shown(ledger, "account", "amount", "series", "account_name") == [
        ["701100", -143712, "INV", "Ventes"],
        ["411100", 143712, "INV", "Clients"],
    ]
    assert days(ledger) == ["2021-05-02"]


ECONOMIC = "LoebeNr;PosteringsType;Dato;KontoNr;BilagsNr;Tekst;BeloebDKK;Valuta;Beloeb;ProjektNr\n"


def test_economic_openings_and_closing_transfers(tmp_path):
    rows = "1;Finansbilag;04-03-2025;4000;17;x;125,50;EUR;16,80;7\n2;Finansbilag;04-03-2025;5820;17;x;-125,50;EUR;-16,80;\n"
    rows += "3;Primopostering;01-01-2025;5820;0;Primo;1000,00;DKK;1000,00;\n4;Overført primopostering;01-01-2025;3000;0;x;9,00;DKK;9,00;\n"
    ledger, findings = read(tmp_path, "Postering.csv", ECONOMIC + rows)
    assert shown(ledger, "account", "amount", "dim_projektnr") == [["4000", 12550, "7"], ["5820", -12550, ""]]
    assert ledger.balances[["account", "opening"]].values.tolist() == [["5820", 100000]]
    assert days(ledger) == ["2025-03-04"]
    assert [finding.data["count"] for finding in findings if finding.code == "TK134"] == [1]


QUICKBOOKS = """Demo,,,,,,,,
General Ledger,,,,,,,,
,Date,Transaction Type,Num,Name,Memo/Description,Split,Amount,Balance
{bank},,,,,,,,
,Beginning Balance,,,,,,,500.00
,03/14/2024,Expense,17,Shop,Paper,Things,-125.50,374.50
,04/20/2024,Deposit,18,Donor,Gift,Gifts,200.00,574.50
Total for {bank},,,,,,,$74.50,
Things,,,,,,,,
,03/14/2024,Expense,17,Shop,Paper,{bank},125.50,125.50
Total for Things,,,,,,,$125.50,
Gifts,,,,,,,,
,04/20/2024,Deposit,18,Donor,Gift,{bank},200.00,200.00
Total for Gifts,,,,,,,$200.00,
"""


def test_quickbooks_natural_signs_are_settled_by_the_vouchers(tmp_path):
    ledger, findings = read(tmp_path, "gl.csv", QUICKBOOKS.format(bank="Checking"))
    assert shown(ledger) == [["Checking", -12550], ["Checking", 20000], ["Things", 12550], ["Gifts", -20000]]
    assert ledger.balances.set_index("account")["opening"].to_dict()["Checking"] == 50000
    assert ledger.files[0].decisions["sign"] == "natural"
    assert [finding for finding in findings if finding.severity == "error"] == []


def test_quickbooks_natural_signs_that_stay_open_are_refused(tmp_path):
    found = codes_of_refusal(tmp_path, "gl.csv", QUICKBOOKS.format(bank="Main"))
    assert "TK148" in found


def test_quickbooks_with_debit_and_credit(tmp_path):
    text = ",Date,Transaction Type,#,Adj,Name,Memo/Description,Split,Debit,Credit\nChecking,,,,,,,,,\n,03/14/2024,Expense,17,,Shop,Paper,Things,,125.50\nTotal for Checking,,,,,,,,,$125.50\n"
    text += "Things,,,,,,,,,\n,03/14/2024,Expense,17,,Shop,Paper,Checking,125.50,\nTotal for Things,,,,,,,,$125.50,\n"
    ledger, _ = read(tmp_path, "gl.csv", text)
    assert shown(ledger, "account", "amount", "voucher") == [["Checking", -12550, "17"], ["Things", 12550, "17"]]


def test_quickbooks_journal_carries_date_and_number_down(tmp_path):
    text = "Date,Transaction Type,Num,Name,Memo/Description,Account,Debit,Credit\n03/14/2024,Expense,17,Shop,Paper,Things,125.50,\n,,,,Paper,Checking,,125.50\n,,,,,,125.50,125.50\n"
    ledger, _ = read(tmp_path, "j.csv", text)
    assert shown(ledger, "account", "amount", "voucher") == [["Things", 12550, "17"], ["Checking", -12550, "17"]]
    assert days(ledger) == ["2024-03-14"]


def test_odoo_repeats_its_headings_above_every_account(tmp_path):
    head = "Date,Entry,Journal,Account,Taxes,Partner,Ref - Label,Rec.,Debit,Credit,Cumul. Bal.\n"
    text = "General Ledger,,,,,,,,,,\n101 - Bank,,,,,,,,,,\n" + head + ",,,,,,Initial balance,,0.00,0.00,500.00\n"
    text += "2025-03-14,BNK/17,BNK,101,,Shop,Paper,,0.00,125.50,374.50\n,,,,,,Ending balance,,0.00,125.50,374.50\n,,,,,,,,,,\n600 - Supplies,,,,,,,,,,\n"
    text += (
        head
        + ",,,,,,Initial balance,,0.00,0.00,0.00\n2025-03-14,BNK/17,BNK,600,,Shop,Paper,,125.50,0.00,125.50\n,,,,,,Ending balance,,125.50,0.00,125.50\n"
    )
    ledger, findings = read(tmp_path, "o.csv", text)
    assert shown(ledger, "account", "amount", "voucher") == [["101", -12550, "BNK/17"], ["600", 12550, "BNK/17"]]
    assert ledger.balances.set_index("account")["opening"].to_dict()["101"] == 50000
    assert [finding for finding in findings if finding.severity == "error"] == []


def test_a_profile_can_be_forced_upon_a_file_it_would_not_recognise(tmp_path):
    text = fivaldi(("4000", "", "12550"), ("1910", "", "-12550")).replace("TOSITE", "Tositenumero")
    own = shipped_profile("fivaldi")
    columns = {**own.columns, "voucher": ("Tositenumero",)}
    ledger, _ = read(tmp_path, "f.csv", text, profile=own.model_copy(update={"columns": columns}).named("oma"))
    assert shown(ledger, "account", "amount", "voucher") == [["4000", 12550, "17"], ["1910", -12550, "17"]]


HEADERLESS = "".join(
    f"{n},2022-03-{n + 10},{account},{name},{debit},{credit},Myynti {n}\n"
    for n in range(1, 7)
    for account, name, debit, credit in (("1900", "Käteisvarat", f'"{n}19,35"', "—"), ("3000", "Myynti", "—", f'"{n}19,35"'))
)


def test_tasenor_statements_without_headings_are_told_by_content(tmp_path):
    ledger, _ = read(tmp_path, "t.csv", HEADERLESS)
    assert shown(ledger, "account", "amount", "voucher")[:2] == [["1900", 11935, "1"], ["3000", -11935, "1"]]
    again, _ = read(tmp_path, "t.csv", HEADERLESS, profile=profile_of(ledger))
    assert again.entries.equals(ledger.entries)


def test_what_content_tells_is_a_guess_under_strict_until_a_profile_says_it(tmp_path):
    ledger, _ = read(tmp_path, "t.csv", HEADERLESS)
    assert set(codes_of_refusal(tmp_path, "t.csv", HEADERLESS, strict=True)) >= {"TK145"}
    read(tmp_path, "t.csv", HEADERLESS, strict=True, profile=profile_of(ledger))


def profile_of(ledger):
    profile, findings = parse_profile(profile_text(ledger.files[0].profile), "x.yaml", "x")
    assert findings == []
    return profile
