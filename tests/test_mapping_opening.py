"""Opening balances given apart: last year's closing as a trial balance, a balance sheet or last year's ledger."""

import json
from itertools import pairwise
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


@pytest.mark.parametrize(
    ("stated", "entries", "expected"),
    [
        ([], ("2025-02-01", "2025-11-30"), ["2025"]),
        ([], ("2023-02-01", "2025-11-30"), ["2023", "2024", "2025"]),
        ([], ("2024-07-03", "2025-06-28"), ["2024-07-01–2025-06-30"]),
        ([("2022-01-01", "2022-12-31")], ("2022-05-01", "2024-03-01"), ["2022", "2023", "2024"]),
        ([("2024-07-01", "2025-06-30")], ("2024-08-01", "2025-05-01"), ["2024-07-01–2025-06-30"]),
        (
            [("2024-01-01", "2025-06-30")],
            ("2024-08-01", "2026-05-01"),
            ["2024-01-01–2025-06-30", "2025-07-01–2026-06-30"],
        ),
        ([("2025-12-01", "2025-12-31")], ("2025-02-01", "2025-11-30"), ["2025"]),
    ],
)
def test_financial_years_cover_every_day_once(stated, entries, expected):
    from datetime import date

    from tilikartta.mapping.periods import periods_of
    from tilikartta.model import Ledger, Mapping
    from tilikartta.sources.canonical import frame_of

    first, last = (date.fromisoformat(day) for day in entries)
    years = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in stated]
    ledger = Ledger(
        frame_of("entries", {"date": [first, last], "amount": [1, -1]}),
        frame_of(
            "balances", {"period_start": [a for a, _ in years], "period_end": [b for _, b in years], "closing": [0] * len(years)}
        ),
    )
    found = periods_of(ledger, Mapping("m"))
    assert [period.label for period in found] == expected
    assert all((later.start - earlier.end).days == 1 for earlier, later in pairwise(found))


def test_earlier_years_are_recast_without_complaint_but_a_newer_one_is_told(figures, tmp_path):
    """Was a fault: last year's closing balances made a mapping of this year look outdated."""
    text = "mapping: 1\nextends: tilitin-yhdistys\nvalid: {from: 2025-01-01, to: 2025-12-31}\n"
    Path("oma.yaml").write_text(text, encoding="utf-8")
    figures(THIS_YEAR, TRIAL_BALANCE)
    for year, expected in (("2025", 0), ("2026", 1), ("2024", 1)):
        Path("tama.csv").write_text(THIS_YEAR.replace("2025", year), encoding="utf-8")
        arguments = ["map", "tama.csv", "-m", "oma.yaml", "-o", "t.json", "--force", "-q", "--opening", "viime.csv"]
        assert run_guarded(app, arguments) == expected
