"""Bank statements are recognised and refused in words; ledgers that look a little like them are not."""

# ruff: noqa: E501 - lines of exports stand as programs write them

import openpyxl
import pytest

from tilikartta.messages import LANGUAGES, hint, message
from tilikartta.model import ExitCode, TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger

STATEMENTS = {
    "OP": '"Kirjauspäivä";"Arvopäivä";"Määrä EUROA";"Laji";"Selitys";"Saaja/Maksaja";"Saajan tilinumero";"Viite";\n'
    '"2025-03-04";"2025-03-04";-125.50;"106";"TILISIIRTO";"KAUPPA";"FI21";"ref=1";\n',
    "S-Pankki": "Kirjauspäivä;Maksupäivä;Summa;Tapahtumalaji;Maksaja;Saajan nimi;Viitenumero;Viesti\r\n"
    "04.03.2025;04.03.2025;-125,50;TILISIIRTO;X;Y;;x\r\n",
    "Nordea": "Kirjauspäivä;Määrä;Maksaja;Maksunsaaja;Nimi;Otsikko;Viitenumero;Saldo;Valuutta\n2025/03/04;-125,50;FI1;FI2;K;O;;100,00;EUR\n",
    "Holvi": "Tilin nimi;Demo;;;;;;\nAikaväli;2025;;;;;;\n\nArvopäivä;Kirjauspäivä;Maksaja;Kuvaus;Yhteensä;ALV %;Luokka;Alaluokka\n"
    "4.3.2025;4.3.2025;Kauppa;Paperi;-125,50;0;Tarvikkeet;x\n",
    "SEB": "Bokföringsdatum;Valutadatum;Verifikationsnummer;Text;Belopp;Saldo\n2025-03-04;2025-03-04;5484;KORT;-125,50;1000,00\n",
}


def refusal(path, **options):
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([path], ReadOptions(**options))
    assert stop.value.exit_code == ExitCode.UNREADABLE
    return stop.value.findings


@pytest.mark.parametrize("bank", sorted(STATEMENTS))
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_statements_are_refused_by_name(tmp_path, bank, encoding):
    path = tmp_path / "tiliote.csv"
    path.write_bytes(STATEMENTS[bank].encode(encoding))
    (finding,) = refusal(path)
    assert (finding.code, finding.data["bank"]) == ("TK125", bank)
    for lang in LANGUAGES:
        assert bank in message(finding, lang)
        assert "SIE" in hint(finding, lang)


def test_a_bank_that_is_not_listed_is_told_by_its_words(tmp_path):
    path = tmp_path / "tiliote.csv"
    path.write_text("Pvm;Määrä;Saaja;Viite;Arkistointitunnus\n4.3.2025;-5,00;Kauppa;123;A1\n", encoding="utf-8")
    assert [finding.code for finding in refusal(path)] == ["TK126"]


def test_a_statement_in_a_workbook_is_refused_too(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Kirjauspäivä", "Maksupäivä", "Summa", "Maksaja"], ["4.3.2025", "4.3.2025", -5, "X"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert [finding.code for finding in refusal(tmp_path / "t.xlsx")] == ["TK125"]


@pytest.mark.parametrize(
    "text",
    [
        "Pvm;Tosite;Tili;Saaja;Viite;Debet;Kredit\n14.3.2025;1;4000;Kauppa;123;5,00;\n14.3.2025;1;1910;Kauppa;123;;5,00\n",
        "Kirjauspäivä;Arvopäivä;Tosite;Tilinumero;Määrä;Viitenumero\n14.3.2025;14.3.2025;1;4000 Ostot;5,00;1\n14.3.2025;14.3.2025;1;1910 Pankki;-5,00;1\n",
    ],
)
def test_ledgers_with_payers_and_references_are_read(tmp_path, text):
    path = tmp_path / "kirjanpito.csv"
    path.write_text(text.replace("Arvopäivä", "Eräpäivä"), encoding="utf-8")
    ledger, _ = read_ledger([path])
    assert ledger.entries["amount"].tolist() == [500, -500]


def test_the_user_may_say_that_it_is_a_ledger_after_all(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Pvm;Määrä;Saaja;Viite;Koodi\n14.3.2025;5,00;K;1;4000\n14.3.2025;-5,00;K;1;1910\n", encoding="utf-8")
    assert [finding.code for finding in refusal(path)] == ["TK126"]
    ledger, _ = read_ledger([path], ReadOptions(columns={"account": "Koodi"}, sign="debit-plus"))
    assert ledger.entries["account"].tolist() == ["4000", "1910"]
