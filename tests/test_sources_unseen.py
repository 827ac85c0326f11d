"""Layouts that nobody had seen when the recogniser was written: the same two vouchers in other words, orders and shapes.

Invented after the fact, in the families of real exports: other headings in six languages, preambles, page breaks, subtotals,
running balances, and amounts with the side or the minus after them.
"""

from datetime import date

import openpyxl
import pytest

from tilikartta.model import TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger

BANK = {"no": "1920", "da": "55000", "de": "1200", "fi": "1910", "sv": "1930", "en": "1200"}
FEE = {"no": "3920", "da": "10100", "de": "2110", "fi": "3000", "sv": "3900", "en": "4000"}
RENT = {"no": "6300", "da": "36200", "de": "2661", "fi": "6300", "sv": "5010", "en": "7100"}
FIRST, SECOND = date(2025, 1, 13), date(2025, 2, 5)
LEDGERS = {
    "no_hovedbok": (
        "cp1252",
        """Hovedbok for Solsiden velforening
Periode: 01.01.2025 - 31.12.2025;;;;;;
Utskrevet 14.02.2026;;;;;;
Konto;Bilagsnr;Dato;Tekst;Avdeling;Debet;Kredit;Saldo
1920 Bank;;;Inngående balanse;;;;10\u00a0000,00
1920 Bank;1;13.01.2025;Medlemskontingent;;1\u00a0500,00;;11\u00a0500,00
1920 Bank;2;05.02.2025;Husleie;;;2\u00a0300,50;9\u00a0199,50
Sum 1920;;;;;1\u00a0500,00;2\u00a0300,50;9\u00a0199,50
3920 Medlemskontingent;;;Inngående balanse;;;;0,00
3920 Medlemskontingent;1;13.01.2025;Medlemskontingent;;;1\u00a0500,00;-1\u00a0500,00
Sum 3920;;;;;;1\u00a0500,00;-1\u00a0500,00
6300 Leie lokale;2;05.02.2025;Husleie;10;2\u00a0300,50;;2\u00a0300,50
Sum 6300;;;;;2\u00a0300,50;;2\u00a0300,50
Totalt;;;;;3\u00a0800,50;3\u00a0800,50;
""",
    ),
    "da_posteringer": (
        "cp1252",
        """Bogføringsdato;Bilag;Kontonr.;Kontonavn;Tekst;Beløb i DKK
13-01-2025;101;55000;Bankkonto;Kontingent;1.500,00
13-01-2025;101;10100;Kontingenter;Kontingent;1.500,00-
05-02-2025;102;36200;Husleje;Leje februar;2.300,50
05-02-2025;102;55000;Bankkonto;Leje februar;2.300,50-
""",
    ),
    "de_journal": (
        "utf-8",
        """Kontoauszug Verein Musterhausen e.V.
Zeitraum 01.01.2025 bis 31.12.2025

Buchungsdatum;Belegnummer;Sachkonto;Kontobezeichnung;Buchungstext;Soll;Haben;Kostenstelle
13.01.2025;RE-1;1200;Bank;Mitgliedsbeitrag;1.500,00;;
13.01.2025;RE-1;2110;Mitgliedsbeiträge;Mitgliedsbeitrag;;1.500,00;ideell
05.02.2025;RE-2;2661;Miete;Miete Februar;2.300,50;;ideell
05.02.2025;RE-2;1200;Bank;Miete Februar;;2.300,50;
Summe;;;;;3.800,50;3.800,50;
""",
    ),
    "fi_dk_suffix": (
        "utf-8",
        """Yhdistys Esimerkki ry;;;;;
Tapahtumaluettelo 1.1.2025-31.12.2025;;;;;
;;;;;
Tos.nro;Tos.pvm;Tilinumero;Tilin nimi;Rahamäärä;Vientiselite
1;13.01.2025;1910;Pankki;1 500,00 D;Jäsenmaksut
1;13.01.2025;3000;Jäsenmaksut;1 500,00 K;Jäsenmaksut
2;05.02.2025;6300;Vuokra;2 300,50 D;Helmikuu
2;05.02.2025;1910;Pankki;2 300,50 K;Helmikuu
""",
    ),
    "sv_verifikationslista": (
        "utf-8",
        """Verifikationslista;;;;;
Räkenskapsår: 2025-01-01 - 2025-12-31;;;;;
Ver;Datum;Konto;Benämning;Debet;Kredit;Text
A1;2025-01-13;;;;;Medlemsavgift
;;1930;Bank;1500,00;;
;;3900;Medlemsavgifter;;1500,00;
;;;Summa;1500,00;1500,00;
A2;2025-02-05;;;;;Hyra
;;5010;Lokalhyra;2300,50;;
;;1930;Bank;;2300,50;
;;;Summa;2300,50;2300,50;
;;;Totalsumma;3800,50;3800,50;
""",
    ),
    "en_general_ledger": (
        "utf-8",
        """Riverside Community Association
General Ledger Detail
1 January 2025 to 31 December 2025

Account,Date,Reference,Details,Net movement,Running balance
1200 - Current account,,,Opening balance,,"10,000.00"
,13/01/2025,J1,Membership,"1,500.00","11,500.00"
,05/02/2025,J2,Rent,"(2,300.50)","9,199.50"
Total 1200 - Current account,,,,"(800.50)","9,199.50"
4000 - Membership income,,,Opening balance,,0.00
,13/01/2025,J1,Membership,"(1,500.00)","(1,500.00)"
Total 4000 - Membership income,,,,"(1,500.00)","(1,500.00)"
7100 - Rent,,,Opening balance,,0.00
,05/02/2025,J2,Rent,"2,300.50","2,300.50"
Total 7100 - Rent,,,,"2,300.50","2,300.50"
""",
    ),
    "fi_oma_jarjestys": (
        "utf-8",
        """Debet	Kredit	Kirjauspäivä	Selitys	Kp	Projekti	Kirjanpitotili	Tositenumero
1500,00		2025-01-13	Jäsenmaksut			1910 Pankki	1
	1500,00	2025-01-13	Jäsenmaksut	100	P1	3000 Jäsenmaksut	1
2300,50		2025-02-05	Vuokra	100		6300 Vuokra	2
	2300,50	2025-02-05	Vuokra			1910 Pankki	2
""",
    ),
    "sv_huvudbok": (
        "cp1252",
        """Huvudbok 2025-01-01 - 2025-12-31
Konto;Vernr;Transdatum;Text;Ks;Debet;Kredit;Saldo
1930;Bank;;;;;;
;;;Ingående balans;;;;10 000,00
;A1;2025-01-13;Medlemsavgift;;1 500,00;;11 500,00
;A2;2025-02-05;Hyra;;;2 300,50;9 199,50
;;;Omslutning;;1 500,00;2 300,50;
;;;Utgående balans;;;;9 199,50
3900;Medlemsavgifter;;;;;;
;;;Ingående balans;;;;0,00
;A1;2025-01-13;Medlemsavgift;;;1 500,00;-1 500,00
;;;Omslutning;;0,00;1 500,00;
;;;Utgående balans;;;;-1 500,00
5010;Lokalhyra;;;;;;
;;;Ingående balans;;;;0,00
;A2;2025-02-05;Hyra;10;2 300,50;;2 300,50
;;;Omslutning;;2 300,50;0,00;
;;;Utgående balans;;;;2 300,50
""",
    ),
    "en_drcr": (
        "utf-8",
        """Txn Date|Journal #|Nominal Code|Nominal Name|Narrative|Value|DR/CR|Cost Centre
13/01/2025|J1|1200|Current account|Membership|1500.00|DR|
13/01/2025|J1|4000|Membership income|Membership|1500.00|CR|HQ
05/02/2025|J2|7100|Rent|Rent|2300.50|DR|HQ
05/02/2025|J2|1200|Current account|Rent|2300.50|CR|
""",
    ),
    "fi_sivunvaihto": (
        "cp1252",
        """Esimerkki ry;;Pääkirja;;;Sivu 1
1.1.2025 - 31.12.2025;;;;;
Tili / Pvm;Tositelaji;Tosite;Selite;Määrä;Kertymä
1910 Pankkitili;;;;;10 000,00
13.01.2025;TI;1;Jäsenmaksut;1 500,00;11 500,00
Esimerkki ry;;Pääkirja;;;Sivu 2
1.1.2025 - 31.12.2025;;;;;
Tili / Pvm;Tositelaji;Tosite;Selite;Määrä;Kertymä
05.02.2025;ML;2;Vuokra;-2 300,50;9 199,50
Yhteensä;;;;-800,50;9 199,50
3000 Jäsenmaksut;;;;;0,00
13.01.2025;TI;1;Jäsenmaksut;-1 500,00;-1 500,00
Yhteensä;;;;-1 500,00;-1 500,00
6300 Vuokrat;;;;;0,00
05.02.2025;ML;2;Vuokra;2 300,50;2 300,50
Yhteensä;;;;2 300,50;2 300,50
""",
    ),
    "no_par": (
        "utf-8",
        """Dato;Bilag;Debetkonto;Kreditkonto;Beløp;Forklaring
13.01.2025;1;1920;3920;1500,00;Kontingent
05.02.2025;2;6300;1920;2300,50;Leie
""",
    ),
    "fi_tuntematon_summa": (
        "utf-8",
        """Tositenro;Päiväys;Tili;Tilin nimi;Rahat;Huomautus
1;13.1.2025;1910;Pankki;1500,00;Jäsenmaksut
1;13.1.2025;3000;Jäsenmaksut;-1500,00;Jäsenmaksut
2;5.2.2025;6300;Vuokra;2300,50;Helmikuu
2;5.2.2025;1910;Pankki;-2300,50;Helmikuu
""",
    ),
    "fi_per_an": (
        "utf-8",
        """Tositenro;Päiväys;Tili;Tilin nimi;Per-puoli;An-puoli;Selite
1;13.1.2025;1910;Pankki;1500,00;;Jäsenmaksut
1;13.1.2025;3000;Jäsenmaksut;;1500,00;Jäsenmaksut
2;5.2.2025;6300;Vuokra;2300,50;;Helmikuu
2;5.2.2025;1910;Pankki;;2300,50;Helmikuu
""",
    ),
    "en_unknown_account": (
        "utf-8",
        """Date,Doc,Chart ref,Debit,Credit,Description
2025-01-13,1,1200,1500.00,,Membership
2025-01-13,1,4000,,1500.00,Membership
2025-02-05,2,7100,2300.50,,Rent
2025-02-05,2,1200,,2300.50,Rent
""",
    ),
    "sv_okant_datum": (
        "utf-8",
        """Vernr;Bokdag;Kontonr;Kontonamn;Debet;Kredit;Text
A1;2025-01-13;1930;Bank;1500,00;;Avgift
A1;2025-01-13;3900;Avgifter;;1500,00;Avgift
A2;2025-02-05;5010;Hyra;2300,50;;Hyra
A2;2025-02-05;1930;Bank;;2300,50;Hyra
""",
    ),
    "en_cr_only": (
        "utf-8",
        """Date,Reference,Account code,Account name,Amount
13/01/2025,1,1200,Current account,"1,500.00"
13/01/2025,1,4000,Membership,"1,500.00 CR"
05/02/2025,2,7100,Rent,"2,300.50"
05/02/2025,2,1200,Current account,"2,300.50 CR"
""",
    ),
    "de_sh": (
        "utf-8",
        """Datum;Beleg;Konto;Bezeichnung;Betrag;Text
13.01.2025;1;1200;Bank;1.500,00 S;Beitrag
13.01.2025;1;2110;Beiträge;1.500,00 H;Beitrag
05.02.2025;2;2661;Miete;2.300,50 S;Miete
05.02.2025;2;1200;Bank;2.300,50 H;Miete
""",
    ),
    "da_kontokort": (
        "cp1252",
        """Kontokort 01-01-2025 - 31-12-2025;;;;;
Dato;Bilag;Tekst;Debet;Kredit;Saldo
55000 Bank;;;;;
;;Primosaldo;;;10.000,00
13-01-2025;1;Kontingent;1.500,00;;11.500,00
05-02-2025;2;Husleje;;2.300,50;9.199,50
;;I alt;1.500,00;2.300,50;9.199,50
10100 Kontingent;;;;;
;;Primosaldo;;;0,00
13-01-2025;1;Kontingent;;1.500,00;-1.500,00
;;I alt;;1.500,00;-1.500,00
36200 Husleje;;;;;
;;Primosaldo;;;0,00
05-02-2025;2;Husleje;2.300,50;;2.300,50
;;I alt;2.300,50;;2.300,50
""",
    ),
    "de_kontenblatt": (
        "utf-8",
        """Kontenblätter 2025;;;;;;
Datum;Belegnr;Buchungstext;Gegenkonto;Soll;Haben;Saldo
Konto 1200 Bank;;;;;;
;;Anfangsbestand;;;;10.000,00 S
13.01.2025;1;Beitrag;2110;1.500,00;;11.500,00 S
05.02.2025;2;Miete;2661;;2.300,50;9.199,50 S
;;Summe;;1.500,00;2.300,50;9.199,50 S
Konto 2110 Beiträge;;;;;;
13.01.2025;1;Beitrag;1200;;1.500,00;1.500,00 H
;;Summe;;;1.500,00;1.500,00 H
Konto 2661 Miete;;;;;;
05.02.2025;2;Miete;1200;2.300,50;;2.300,50 S
;;Summe;;2.300,50;;2.300,50 S
""",
    ),
    "no_bilagsjournal": (
        "utf-8",
        """Bilagsjournal;;;;;
Bilag;Dato;Konto;Kontonavn;Debet;Kredit;Tekst
1;13.01.2025;1920;Bank;1 500,00;;Kontingent
;;3920;Kontingent;;1 500,00;Kontingent
Sum bilag 1;;;;1 500,00;1 500,00;
2;05.02.2025;6300;Leie;2 300,50;;Leie
;;1920;Bank;;2 300,50;Leie
Sum bilag 2;;;;2 300,50;2 300,50;
""",
    ),
    "fi_etumerkki": (
        "utf-8",
        """Nro;Pvm;Tili;Nimi;Etumerkki;Euroa;Selite
1;13.1.2025;1910;Pankki;+;1500,00;Jäsenmaksut
1;13.1.2025;3000;Jäsenmaksut;-;1500,00;Jäsenmaksut
2;5.2.2025;6300;Vuokra;+;2300,50;Helmikuu
2;5.2.2025;1910;Pankki;-;2300,50;Helmikuu
""",
    ),
    "en_gbp": (
        "utf-8",
        """"Org: Riverside, Community"
"Report: Journal"

"Journal Date","Journal No","Account","Memo","Debit (GBP)","Credit (GBP)","Fund"
"13 Jan 2025","1","1200 - Current account","Membership","1,500.00","",""
"13 Jan 2025","1","4000 - Membership","Membership","","1,500.00","General"
"05 Feb 2025","2","7100 - Rent","Rent","2,300.50","","General"
"05 Feb 2025","2","1200 - Current account","Rent","","2,300.50",""
""",
    ),
    "fi_vastatili": (
        "utf-8",
        """Pvm;Tosite;Tili;Vastatili;Summa;Selite
13.1.2025;1;1910;3000;1500,00;Jäsenmaksut
5.2.2025;2;6300;1910;2300,50;Vuokra
""",
    ),
}
BALANCES = {
    "fi_saldot": """Saldoluettelo 01.01.2025 - 31.12.2025
Tilinro;Nimike;Alkusaldo;Debet yht.;Kredit yht.;Loppusaldo
1910;Pankki;10 000,00;1 500,00;2 300,50;9 199,50
2010;Oma pääoma;-10 000,00;0,00;0,00;-10 000,00
3000;Jäsenmaksut;0,00;0,00;1 500,00;-1 500,00
6300;Vuokra;0,00;2 300,50;0,00;2 300,50
;Yhteensä;0,00;3 800,50;3 800,50;0,00
""",
    "no_saldobalanse": """Saldobalanse;;;;
Kontonr;Kontonavn;IB;Bevegelse;UB
1920;Bank;10000,00;-800,50;9199,50
2050;Egenkapital;-10000,00;0,00;-10000,00
3920;Kontingent;0,00;-1500,00;-1500,00
6300;Leie;0,00;2300,50;2300,50
""",
    "de_susa": """Summen- und Saldenliste 2025
Konto;Bezeichnung;EB-Wert;Soll;Haben;Saldo
1200;Bank;10.000,00;1.500,00;2.300,50;9.199,50
0800;Vereinsvermögen;-10.000,00;0,00;0,00;-10.000,00
2110;Mitgliedsbeiträge;0,00;0,00;1.500,00;-1.500,00
2661;Miete;0,00;2.300,50;0,00;2.300,50
""",
}


def vouchers(language):
    """(date, account, cents) of the two vouchers, in order."""
    bank, fee, rent = (table[language] for table in (BANK, FEE, RENT))
    return sorted([(FIRST, bank, 150_000), (FIRST, fee, -150_000), (SECOND, rent, 230_050), (SECOND, bank, -230_050)])


def rows_of(ledger):
    return sorted(ledger.entries[["date", "account", "amount"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", LEDGERS)
def test_a_layout_nobody_has_seen_opens(tmp_path, name):
    encoding, text = LEDGERS[name]
    path = tmp_path / "vienti.csv"
    path.write_bytes(text.encode(encoding))
    ledger, findings = read_ledger([path])
    assert rows_of(ledger) == vouchers(name[:2])
    assert ledger.entries.groupby("voucher")["amount"].sum().tolist() == [0, 0]
    assert {finding.code for finding in findings if finding.severity != "info"} <= {"TK274"}
    opening = ledger.balances[ledger.balances["closing"].isna() & (ledger.balances["opening"] != 0)]
    assert opening["opening"].tolist() in ([], [1_000_000])


@pytest.mark.parametrize("name", BALANCES)
def test_a_trial_balance_nobody_has_seen_opens(tmp_path, name):
    path = tmp_path / "saldot.csv"
    path.write_text(BALANCES[name], encoding="utf-8")
    ledger, findings = read_ledger([path])
    language = name[:2]
    closing = dict(zip(ledger.balances["account"], ledger.balances["closing"], strict=True))
    assert {account: cents for account, cents in closing.items() if cents in (919_950, -150_000, 230_050)} == {
        BANK[language]: 919_950, FEE[language]: -150_000, RENT[language]: 230_050,
    }  # fmt: skip
    assert sum(closing.values()) == 0
    assert [finding for finding in findings if finding.severity != "info"] == []


@pytest.mark.parametrize(
    "name", [name for name in LEDGERS if "unknown" in name or "tuntematon" in name or "okant" in name or "per_an" in name]
)
def test_strict_refuses_what_only_content_told(tmp_path, name):
    path = tmp_path / "vienti.csv"
    path.write_text(LEDGERS[name][1], encoding="utf-8")
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([path], ReadOptions(strict=True))
    assert "TK145" in {finding.code for finding in stop.value.findings}


@pytest.mark.parametrize("name", ["fi_dk_suffix", "de_kontenblatt", "fi_vastatili"])
def test_the_same_in_a_workbook(tmp_path, name):
    book = openpyxl.Workbook()
    for line in LEDGERS[name][1].splitlines():
        book.active.append([cell or None for cell in line.split(";")])
    book.save(tmp_path / "vienti.xlsx")
    ledger, _ = read_ledger([tmp_path / "vienti.xlsx"])
    assert rows_of(ledger) == vouchers(name[:2])


def test_contra_accounts_beside_rows_that_balance_change_nothing(tmp_path):
    path = tmp_path / "v.csv"
    path.write_text(
        "Pvm;Tosite;Tili;Vastatili;Summa\n13.1.2025;1;1910;3000;15,50\n13.1.2025;1;3000;1910;-15,50\n", encoding="utf-8"
    )
    ledger, findings = read_ledger([path], ReadOptions(sign="debit-plus"))
    assert rows_of(ledger) == [(FIRST, "1910", 1550), (FIRST, "3000", -1550)]
    assert findings == []


def test_a_side_that_is_neither_keeps_its_cell_unread(tmp_path):
    path = tmp_path / "v.csv"
    path.write_text("Pvm;Tosite;Tili;Summa\n13.1.2025;1;1910;15,50 D\n13.1.2025;1;3000;15,50 X\n", encoding="utf-8")
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([path])
    assert [(finding.code, finding.place.row) for finding in stop.value.findings] == [("TK170", 2), ("TK170", 3)]


def test_amounts_under_unknown_headings_that_do_not_balance_are_refused(tmp_path):
    path = tmp_path / "v.csv"
    path.write_text(
        "Pvm;Tosite;Tili;Rahat\n" + "".join(f"{day}.1.2025;{day};1910;15,50\n" for day in range(1, 6)), encoding="utf-8"
    )
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([path])
    assert "TK141" in {finding.code for finding in stop.value.findings}


def test_codes_that_all_begin_alike_are_no_accounts(tmp_path):
    """Accounts by name under a heading nobody knows, and cost centres beside them."""
    path = tmp_path / "v.csv"
    rows = "".join(f"{day}.1.2025;{day};Pankki;100;15,50;\n{day}.1.2025;{day};Tuotot;120;;15,50\n" for day in range(10, 14))
    path.write_text("Pvm;Tosite;Minne;Kohta;Debet;Kredit\n" + rows, encoding="utf-8")
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([path])
    assert "TK140" in {finding.code for finding in stop.value.findings}
