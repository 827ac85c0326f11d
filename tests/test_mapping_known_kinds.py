"""A mapping and last year's closing balances settle signs that a file leaves open."""

import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.mapping.known_kinds import closing_by_account, kinds_of, with_mapping
from tilikartta.model import Mapping, TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger

ROWS = [("1", "9001", 8000), ("1", "0010", -8000), ("2", "0010", 5000), ("2", "9002", -5000)]
MAPPING = """mapping: "1"
organisation: {name: Kerho ry}
rules:
  - {when: "9001", to: 5160}
  - {when: "9002", to: 3345}
  - {when: "0010", to: 1910}
"""


@pytest.fixture(params=["debit-plus", "credit-plus"])
def ledger_file(request, tmp_path):
    factor = 1 if request.param == "debit-plus" else -1
    lines = [f"13.1.2025;{voucher};{account};{factor * cents // 100},00\n" for voucher, account, cents in ROWS]
    path = tmp_path / "a.csv"
    path.write_text("Pvm;Tosite;Tili;Summa\n" + "".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "oma.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return load_mapping(str(path))


def test_accounts_have_the_class_that_the_mapping_gives_them(mapping):
    kind_of = kinds_of(mapping)
    assert [kind_of(number, "") for number in ("9001", "9002", "0010", "7777")] == ["expense", "income", "asset", ""]


def test_a_mapping_settles_the_signs(ledger_file, mapping):
    with pytest.raises(TilikarttaError):
        read_ledger([ledger_file])
    ledger, _ = read_ledger([ledger_file], with_mapping(ReadOptions(), mapping))
    assert list(ledger.entries["amount"]) == [cents for _, _, cents in ROWS]


def test_last_years_closing_balances_settle_the_signs(ledger_file, tmp_path):
    """30 euros moved on an account that owed 10: it owes more now, since no account changes over to its other side."""
    (tmp_path / "tase.csv").write_text("Tili;Nimi;Debet;Kredit\n0010;Eka;;10,00\n0020;Toka;10,00;\n", encoding="utf-8")
    opening, _ = read_ledger([tmp_path / "tase.csv"])
    assert closing_by_account(opening) == {"0010": -1000, "0020": 1000}
    ledger, _ = read_ledger([ledger_file], with_mapping(ReadOptions(), Mapping("m"), opening))
    assert list(ledger.entries["amount"]) == [cents for _, _, cents in ROWS]


def test_commands_that_know_the_mapping_read_by_it(ledger_file, mapping, capsys):
    oma = str(ledger_file.parent / "oma.yaml")
    for command in (
        ["mapping", "check", oma, "--ledger", str(ledger_file)],
        ["explain", "9001", "-m", oma, "--ledger", str(ledger_file)],
    ):
        run_guarded(app, ["--lang", "fi", *command])
        assert "TK196" not in capsys.readouterr().err
    assert run_guarded(app, ["--lang", "fi", "convert", str(ledger_file), "-o", str(ledger_file.parent / "o.csv")]) == 3
    assert not (ledger_file.parent / "o.csv").exists()
    assert "TK196" in capsys.readouterr().err
