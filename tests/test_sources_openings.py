"""Opening vouchers among the entries become opening balances; nothing else does."""

from pathlib import Path

import pytest

from tilikartta.reports.canonical import convert_csv
from tilikartta.sources import read_ledger
from tilikartta.sources.opening_vouchers import take_openings

HEAD = "Tosite;Pvm;Tili;Nimi;Debet;Kredit;Selite\n"
MOVES = "2;5.1.2025;1910;Pankki;100,00;;maksu\n2;5.1.2025;3000;Tuotot;;100,00;maksu\n"


def opened(tmp_path, rows):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + rows + MOVES, encoding="utf-8")
    return take_openings(read_ledger([path])[0])


@pytest.mark.parametrize(
    "word", ["Tilinavaus", "Alkusaldo", "Avaava tase", "Ingående balans", "Opening balance 2025", "tilinavaukset"]
)
def test_an_opening_voucher_becomes_opening_balances(tmp_path, word):
    rows = f"1;1.1.2025;1910;Pankki;900,00;;{word}\n1;1.1.2025;2010;Oma pääoma;;900,00;{word}\n"
    ledger, findings = opened(tmp_path, rows)
    assert ledger.balances["opening"].to_list() == [90000, -90000]
    assert ledger.balances["closing"].isna().all()
    assert ledger.entries["amount"].to_list() == [10000, -10000]
    assert [finding.code for finding in findings] == ["TK209"]


@pytest.mark.parametrize(
    "rows",
    [
        "1;1.1.2025;1910;Pankki;900,00;;Tilinavaus\n1;1.1.2025;2010;Oma pääoma;;900,00;korjaus\n",
        "1;1.1.2025;1910;Pankki;900,00;;Alkusaldo\n1;1.1.2025;2010;Oma pääoma;;800,00;Alkusaldo\n",
        "1;1.1.2025;1910;Pankki;900,00;;Avajaisten kahvit\n1;1.1.2025;2010;Oma pääoma;;900,00;Avajaisten kahvit\n",
    ],
)
def test_what_only_looks_like_one_stays_entries(tmp_path, rows):
    ledger, findings = opened(tmp_path, rows)
    assert len(ledger.entries) == 4
    assert ledger.balances.empty
    assert findings == []


def test_openings_survive_canonical_csv(tmp_path):
    rows = "1;1.1.2025;1910;Pankki;900,00;;Alkusaldo\n1;1.1.2025;2010;Oma pääoma;;900,00;Alkusaldo\n"
    first, _ = opened(tmp_path, rows)
    convert_csv(first, tmp_path / "k.csv")
    again, _ = take_openings(read_ledger([Path(tmp_path / "k.csv")])[0])
    kept = ["account", "account_name", "opening", "period_start"]
    assert again.balances[kept].equals(first.balances[kept])
    assert again.entries["amount"].to_list() == first.entries["amount"].to_list()
