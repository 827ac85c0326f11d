"""Amounts are shown in the currency of the ledger: a ledger in crowns must not print euro signs."""

# ruff: noqa: E501 (sample lines stay as programs write them)

from datetime import date

import openpyxl
import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.messages import message
from tilikartta.messages.numbers import money, present
from tilikartta.model import Cents, Finding, Severity, in_currency
from tilikartta.sources import read_ledger
from tilikartta.sources.canonical import frame_of, ledger_of

NBSP = "\u00a0"
SIE = '#FLAGGA 0\n#SIETYP 4\n{valuta}#KONTO 1930 "Bank"\n#KONTO 3000 "Intäkt"\n#VER A 1 20250101 ""\n{{\n#TRANS 1930 {{}} {amount}\n#TRANS 3000 {{}} -5.00\n}}\n'
HEADS = {"SEK": "Debet SEK;Kredit SEK", "NOK": "Debet NOK;Kredit NOK", "EUR": "Debet €;Kredit €", "": "Debet;Kredit"}


@pytest.mark.parametrize(
    ("lang", "currency", "shown"),
    [
        ("fi", "", f"\u22121{NBSP}234,50{NBSP}€"),
        ("sv", "EUR", f"\u22121{NBSP}234,50{NBSP}€"),
        ("en", "", "\u2212€1,234.50"),
        ("sv", "SEK", f"\u22121{NBSP}234,50{NBSP}SEK"),
        ("fi", "NOK", f"\u22121{NBSP}234,50{NBSP}NOK"),
        ("en", "SEK", f"\u2212SEK{NBSP}1,234.50"),
        ("sv", "kr", f"\u22121{NBSP}234,50{NBSP}kr"),
    ],
)
def test_money_in_every_language(lang, currency, shown):
    assert money(-123450, lang, currency) == shown
    assert present([Cents(-123450)], lang, currency) == shown


def test_a_finding_keeps_a_currency_of_its_own():
    plain, own = (Finding("TK210", Severity.ERROR, currency=currency) for currency in ("", "USD"))
    assert [one.currency for one in in_currency([plain, own], "SEK")] == ["SEK", "USD"]
    assert in_currency([plain, own], "EUR") == [plain, own]


def sie(folder, valuta, amount="5.10"):
    path = folder / "k.se"
    path.write_text(SIE.format(valuta=f"#VALUTA {valuta}\n" if valuta else "", amount=amount), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("valuta", "currency", "mark"), [("NOK", "NOK", "0,10\u00a0NOK"), ("", "SEK", "0,10\u00a0SEK"), ("EUR", "EUR", "0,10\u00a0€")]
)
def test_findings_of_reading_speak_the_currency_of_the_file(tmp_path, valuta, currency, mark):
    ledger, findings = read_ledger([sie(tmp_path, valuta)])
    assert ledger.currency == currency
    [unbalanced] = [finding for finding in findings if finding.code == "TK250"]
    assert mark in message(unbalanced, "sv")


@pytest.mark.parametrize("currency", HEADS)
def test_the_currency_of_a_table_is_that_of_its_headings(tmp_path, currency):
    path = tmp_path / "k.csv"
    path.write_text(f"Tosite;Pvm;Tili;{HEADS[currency]}\n1;31.1.2025;1910;1,50;\n1;31.1.2025;3000;;1,50\n", encoding="utf-8")
    assert read_ledger([path])[0].currency == currency


def test_balances_have_the_currency_of_their_headings(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("Konto;Kontonamn;Saldo SEK\n1930;Bank;1,50\n3000;Intäkt;-1,50\n", encoding="utf-8")
    assert read_ledger([path])[0].currency == "SEK"


def test_several_currencies_are_none():
    rows = {"account": ["1", "2"], "amount": [1, -1], "date": date(2025, 1, 1), "currency": ["SEK", "NOK"]}
    assert ledger_of(frame_of("entries", rows)).currency == ""


RULES = 'mapping: 1\norganisation: {name: Exempel rf}\nrules:\n  - {when: "1930", to: 1910}\n'


@pytest.mark.parametrize("command", ["map", "validate", "report"])
def test_no_command_prints_euros_of_a_ledger_in_crowns(tmp_path, capsys, command):
    (tmp_path / "m.yaml").write_text(RULES, encoding="utf-8")
    out = ["-o", str(tmp_path / "o.xlsx")]
    run_guarded(app, ["--lang", "sv", command, str(sie(tmp_path, "SEK")), "-m", str(tmp_path / "m.yaml"), *out])
    shown = capsys.readouterr()
    assert "SEK" in shown.err + shown.out
    assert "€" not in shown.err + shown.out
    if command == "map":
        book = openpyxl.load_workbook(tmp_path / "o.xlsx")
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert "SEK" in cells
        assert "Euro" not in cells
        assert [text for text in cells if "€" in text] == []
