"""Opening balances given apart: last year's closing as a trial balance, a balance sheet or last year's ledger."""

import json
from pathlib import Path

import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded

HEAD = "Tosite;Päivämäärä;Nro;Tili;Debet;Kredit;Selite\n"
THIS_YEAR = HEAD + "1;5.1.2025;1911;Pankki;100,00;;maksu\n1;5.1.2025;5001;Jäsenmaksutulot;;100,00;maksu\n"
LAST_YEAR = (
    HEAD + "1;1.3.2024;1911;Pankki;900,00;;maksu\n1;1.3.2024;5001;Jäsenmaksutulot;;900,00;maksu\n"
    "2;2.3.2024;4401;Vuokra;600,00;;vuokra\n2;2.3.2024;1911;Pankki;;600,00;vuokra\n"
)
TRIAL_BALANCE = (
    "Tili;Tilin nimi;Saldo\n1911;Pankkitili;1000,00\n2251;Edellisten tilikausien ylijäämät;-700,00\n"
    "5001;Jäsenmaksutulot;-900,00\n4401;Toimitilavuokrat;600,00\n"
)
BALANCE_SHEET = "Tili;Tilin nimi;Saldo\n1911;Pankkitili;1000,00\n2251;Edellisten tilikausien ylijäämät;-1000,00\n"


@pytest.fixture
def figures(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(ledger, opening=None):
        Path("tama.csv").write_text(ledger, encoding="utf-8")
        arguments = ["map", "tama.csv", "-m", "tilitin-yhdistys", "-o", "tulos.json", "--force", "-q"]
        if opening is not None:
            Path("viime.csv").write_text(opening, encoding="utf-8")
            arguments += ["--opening", "viime.csv"]
        assert run_guarded(app, arguments) == 0
        document = json.loads(Path("tulos.json").read_text(encoding="utf-8"))
        return {(one["period"], one["line"]): one["amount"] for one in document["figures"]}

    return run


@pytest.mark.parametrize(
    ("opening", "bank", "previous"), [(TRIAL_BALANCE, "1100.00", "1000.00"), (BALANCE_SHEET, "1100.00", "1000.00"),
                                      (LAST_YEAR, "400.00", "300.00")],
)  # fmt: skip
def test_the_balance_sheet_begins_from_last_years_closing(figures, opening, bank, previous):
    found = figures(THIS_YEAR, opening)
    assert found["2025", "bs.a.total"] == bank
    assert found["2025", "bs.l.total"] == bank
    assert found["2025", "bs.l.eq.prev"] == previous
    assert found["2025", "bs.l.eq.curr"] == "100.00"


def test_income_and_expenses_of_the_opening_file_are_comparatives_only(figures):
    found = figures(THIS_YEAR, TRIAL_BALANCE)
    assert found["2025", "is.surplus"] == "100.00"
    assert found["2024", "is.surplus"] == "300.00"
    assert found["2024", "bs.l.eq.prev"] == "700.00"


def test_without_opening_balances_the_workbook_says_movements_only(figures, tmp_path):
    figures(THIS_YEAR)
    from openpyxl import load_workbook

    for opening, words in ((None, True), (TRIAL_BALANCE, False)):
        arguments = ["--lang", "fi", "map", "tama.csv", "-m", "tilitin-yhdistys", "-o", "t.xlsx", "--force", "-q"]
        if opening:
            Path("viime.csv").write_text(opening, encoding="utf-8")
            arguments += ["--opening", "viime.csv"]
        assert run_guarded(app, arguments) == 0
        book = load_workbook("t.xlsx", data_only=True)
        texts = " ".join(str(cell.value) for row in book["Yhteenveto"].iter_rows() for cell in row if cell.value)
        assert ("ei ole alkusaldoja" in texts) is words


def test_a_broken_year_keeps_its_months_when_openings_come_from_the_day_before(figures):
    ledger = THIS_YEAR.replace("5.1.2025", "5.9.2024") + "2;3.5.2025;1911;Pankki;1,00;;x\n2;3.5.2025;5001;Tulot;;1,00;x\n"
    found = figures(ledger, BALANCE_SHEET)
    assert found["2024-09-01–2025-08-31", "bs.a.total"] == "1101.00"
