"""The commands as a user runs them: what stands on stdout and stderr, exit codes, and that bad input loses nothing."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded

LEDGER = """Tosite;Päivämäärä;Nro;Tili;Debet;Kredit;Selite
1;5.1.2025;1911;Pankkitili;1 250,00;;Jäsenmaksut
1;5.1.2025;5001;Jäsenmaksutulot;;1 250,00;Jäsenmaksut
2;1.2.2025;4401;Toimitilavuokrat;500,01;;=SUMMA(A1)
2;1.2.2025;1911;Pankkitili;;500,01;=SUMMA(A1)
"""


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "kirjanpito.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def run(capsys, *arguments):
    code = run_guarded(app, ["--lang", "fi", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err + captured.out
    return code, captured.out, captured.err


def test_map_writes_a_workbook_and_says_the_answer_first(ledger, capsys):
    code, out, err = run(capsys, "map", ledger, "-m", "tilitin-yhdistys")
    assert code == 0, err
    assert Path("kirjanpito-tilikartta.xlsx").is_file()
    assert out.index("Tuotot yhteensä") < out.index("Mitään ei kadonnut")
    assert "749,99" in out.replace("\u00a0", " ")


def test_map_never_changes_the_ledger(ledger, capsys):
    before = hashlib.sha256(ledger.read_bytes()).hexdigest()
    run(capsys, "map", ledger, "-m", "tilitin-yhdistys", "-o", "tulos.xlsx")
    assert hashlib.sha256(ledger.read_bytes()).hexdigest() == before


def test_two_runs_give_identical_bytes(ledger, capsys):
    for name in ("a.xlsx", "b.xlsx"):
        run(capsys, "map", ledger, "-m", "tilitin-yhdistys", "-o", name)
    assert Path("a.xlsx").read_bytes() == Path("b.xlsx").read_bytes()


def test_json_prints_exactly_one_document(ledger, capsys):
    code, out, _ = run(capsys, "map", ledger, "-m", "tilitin-yhdistys", "-o", "t.xlsx", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["command"] == "map"
    assert document["coverage"]["accounts"] == {
        "total": 3, "mapped": 3, "outside": 0, "unmapped": 0, "unmapped_with_balance": 0,
    }  # fmt: skip
    assert document["ledger"]["debit"] == document["ledger"]["credit"] == "1750.01"
    assert document["outputs"] == ["t.xlsx"]


@pytest.mark.parametrize("ending", ["csv", "json", "parquet", "xlsx"])
def test_the_ending_decides_the_format(ledger, capsys, ending):
    code, _, err = run(capsys, "map", ledger, "-m", "tilitin-yhdistys", "-o", f"tulos.{ending}")
    assert code == 0, err
    head = Path(f"tulos.{ending}").read_bytes()[:4]
    assert head.startswith({"csv": b"enti", "json": b"{", "parquet": b"PAR1", "xlsx": b"PK"}[ending])


def test_unmapped_with_balance_exits_1_unless_allowed_and_stays_visible(ledger, capsys):
    ledger.write_text(LEDGER.replace("4401;Toimitilavuokrat", "4999;Outo"), encoding="utf-8")
    code, out, err = run(capsys, "map", ledger, "-m", "tilitin-yhdistys", "-o", "a.xlsx")
    assert code == 1
    assert "TK545" in err
    assert "4999" in err
    code, out, err = run(capsys, "map", ledger, "-m", "tilitin-yhdistys", "-o", "b.xlsx", "--allow-unmapped")
    assert code == 0
    assert "TK545" in err
    assert "Kohdistamatta" in out


def test_an_existing_result_is_replaced_only_with_force(ledger, capsys):
    Path("tulos.xlsx").write_text("vanha")
    code, _, err = run(capsys, "map", ledger, "-m", "tilitin-yhdistys", "-o", "tulos.xlsx")
    assert code == 2
    assert "TK904" in err
    assert Path("tulos.xlsx").read_text() == "vanha"
    code, _, _ = run(capsys, "map", ledger, "-m", "tilitin-yhdistys", "-o", "tulos.xlsx", "--force")
    assert code == 0


BAD = {
    "missing file": (None, 3, "TK101"),
    "empty file": (b"", 3, "TK104"),
    "header only": (LEDGER.splitlines()[0].encode() + b"\n", 3, "TK1"),
    "binary junk": (bytes(range(256)) * 40, 3, "TK1"),
    "account column missing": (LEDGER.replace("Nro;Tili", "Kukka;Kissa").replace("1911", "x").encode(), 3, "TK1"),
    "the same heading twice": (LEDGER.replace("Debet;Kredit", "Debet;Debet").encode(), 3, "TK142"),
    "impossible date": (LEDGER.replace("1.2.2025", "30.2.2025").encode(), 3, "TK1"),
    "amount 12,3x4": (LEDGER.replace("500,01", "12,3x4").encode(), 3, "TK1"),
    "ambiguous decimals": (LEDGER.replace("1 250,00", "1,250").replace("500,01", "2,500").encode(), 3, "TK1"),
    "NUL bytes": (LEDGER.encode().replace(b"Selite", b"Sel\x00te"), 3, "TK1"),
    "row too long": (LEDGER.replace("500,01;;=SUMMA(A1)", "500,01;;x;y;z").encode(), 3, "TK1"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_a_place_a_remedy_and_leaves_no_output(name, tmp_path, monkeypatch, capsys):
    content, expected, family = BAD[name]
    monkeypatch.chdir(tmp_path)
    path = Path("huono.csv")
    if content is not None:
        path.write_bytes(content)
    Path("vanha.xlsx").write_text("vanha")
    code, out, err = run(capsys, "map", path, "-m", "tilitin-yhdistys", "-o", "vanha.xlsx", "--force")
    assert code == expected, err
    assert family in err
    assert "huono.csv" in err
    assert out == ""
    assert Path("vanha.xlsx").read_text() == "vanha"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted({"vanha.xlsx", *([] if content is None else ["huono.csv"])})


def test_a_folder_is_refused_in_words(tmp_path, capsys):
    code, _, err = run(capsys, "map", tmp_path, "-m", "tilitin-yhdistys", "-o", tmp_path / "x.xlsx")
    assert code == 3
    assert "TK102" in err


def test_broken_xlsx_is_refused(tmp_path, capsys):
    path = tmp_path / "rikki.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"rikki" * 100)
    code, _, err = run(capsys, "map", path, "-m", "tilitin-yhdistys", "-o", tmp_path / "x.xlsx")
    assert code == 3
    assert "rikki.xlsx" in err
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ('{when: "3000", to: 33100}', "TK541"),
        ('{wen: "3000", to: 3310}', "TK511"),
        ('{when: "3000-309", to: 3310}', "TK520"),
        ('{when: "3000", to: [{function: programme, share: 70}, {function: fundraising, share: 20}]}', "TK524"),
        ('{when: "9*", to: outside}', "TK528"),
    ],
)
def test_a_faulty_mapping_names_file_line_and_column(ledger, capsys, rule, code):
    Path("oma.yaml").write_text(f"mapping: 1\nrules:\n  - {rule}\n", encoding="utf-8")
    exit_code, _, err = run(capsys, "map", ledger, "-m", "oma.yaml", "-o", "t.xlsx")
    assert exit_code == 2
    assert code in err
    assert "oma.yaml:3:" in err
    assert not Path("t.xlsx").exists()


def test_an_unknown_code_offers_the_nearest(ledger, capsys):
    Path("oma.yaml").write_text('mapping: 1\nrules:\n  - {when: "3000", to: 3311}\n', encoding="utf-8")
    _, _, err = run(capsys, "mapping", "check", "oma.yaml")
    assert "3310 Jäsenmaksut" in err


def test_an_unknown_mapping_offers_the_ready_ones(ledger, capsys):
    code, _, err = run(capsys, "map", ledger, "-m", "tilitin", "-o", "t.xlsx")
    assert code == 2
    assert "tilitin-yhdistys" in err


def test_explain_names_winner_and_losers_with_their_lines(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("oma.yaml").write_text(
        'mapping: 1\ndimensions: {kp: Kustannuspaikka}\nrules:\n  - {when: "5*", to: 6790}\n  - {when: "5001", to: 3310}\n'
        '  - {when: {account: "5*", kp: "300-399"}, to: {function: fundraising}}\n',
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "explain", "5001", "-m", "oma.yaml", "--dim", "kp=310")
    assert code == 0
    assert "oma.yaml:5:5" in out
    assert "väljempi väli" in out
    assert "oma.yaml:6:5" in out


def test_explain_a_finding_in_three_languages(capsys):
    for lang, word in (("fi", "Mitä tehdä"), ("sv", "Vad göra"), ("en", "What to do")):
        assert run_guarded(app, ["--lang", lang, "explain", "TK545"]) == 0
        assert word in capsys.readouterr().out


def test_mapping_coverage_counts_accounts_and_euros(ledger, capsys):
    code, out, _ = run(capsys, "mapping", "coverage", "tilitin-yhdistys", ledger)
    assert code == 0
    assert "3 500,02" in out.replace("\u00a0", " ")
    code, out, _ = run(capsys, "mapping", "coverage", "tilitin-yhdistys", ledger, "--json")
    assert json.loads(out)["coverage"]["amount"]["percent"] == 100


def test_mapping_schema_is_json_schema(capsys):
    code, out, _ = run(capsys, "mapping", "schema")
    assert code == 0
    assert json.loads(out)["$schema"].startswith("https://json-schema.org")


def test_convert_writes_the_columns_of_the_design(ledger, capsys):
    code, _, err = run(capsys, "convert", ledger, "-o", "kanoninen.csv")
    assert code == 0, err
    head = Path("kanoninen.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head == "entity,date,series,voucher,account,account_name,debit,credit,text,source_file,sheet,source_row"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "se"])
def test_convert_reads_back_to_the_same_ledger(ledger, capsys, ending):
    from tilikartta.sources import read_ledger

    code, _, err = run(capsys, "convert", ledger, "-o", f"kanoninen.{ending}")
    assert code == 0, err
    kept = ["date", "voucher", "account", "account_name", "amount", "text"]
    first, again = (read_ledger([Path(name)])[0].entries for name in ("kirjanpito.csv", f"kanoninen.{ending}"))
    assert first[kept].equals(again[kept])


def test_convert_to_a_journal_and_to_parquet(ledger, capsys):
    for ending, start in (("journal", b";"), ("parquet", b"PAR1")):
        code, _, err = run(capsys, "convert", ledger, "-o", f"kanoninen.{ending}")
        assert code == 0, err
        assert Path(f"kanoninen.{ending}").read_bytes().startswith(start)


def test_wrong_usage_is_exit_2_and_a_wrong_language_too(capsys):
    assert run_guarded(app, ["mapp"]) == 2
    assert run_guarded(app, ["--lang", "de", "mapping", "list"]) == 2
    assert "TK901" in capsys.readouterr().err


def test_help_loads_no_heavy_library():
    script = (
        "import sys; import tilikartta.cli.main; "
        "print([m for m in ('pandas', 'pyarrow', 'openpyxl', 'pydantic', 'numpy', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "command", [("map", "-m", "tilitin-yhdistys"), ("report", "-m", "tilitin-yhdistys"), ("convert",), ("validate",)]
)
def test_the_source_is_never_written_over_not_even_with_force(ledger, capsys, command):
    """Was a fault: ``-o`` over the ledger itself with ``--force`` replaced it."""
    source = ledger.with_suffix(".xlsx") if command[0] == "report" else ledger
    source.write_bytes(ledger.read_bytes())
    before = source.read_bytes()
    code, _, err = run(capsys, command[0], source, *command[1:], "-o", source, "--force")
    assert code == 2
    assert "TK931" in err
    assert source.read_bytes() == before


def test_unmapped_euros_of_two_years_that_cancel_out_still_fail_the_run(ledger, capsys):
    """Was a fault: only the sum over all years was looked at, so both years were short and the run ended well."""
    head, *_ = LEDGER.splitlines()
    rows = [f"{n};5.1.{year};{account};X;{debit};{credit};x" for n, year, pairs in (
        (1, 2024, (("4999", "100,00", ""), ("1911", "", "100,00"))), (2, 2025, (("1911", "100,00", ""), ("4999", "", "100,00"))),
    ) for account, debit, credit in pairs]  # fmt: skip
    ledger.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    code, _, err = run(capsys, "map", ledger, "-m", "tilitin-yhdistys", "-o", "a.xlsx")
    assert code == 1
    assert "TK545" in err


@pytest.mark.parametrize(
    "place", [("--lang", "sv", "mapping", "list"), ("mapping", "list", "--lang", "sv"), ("mapping", "--lang=sv", "list")]
)
def test_the_language_may_stand_before_or_after_the_command(place: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_guarded(app, ["--lang", "fi", "mapping", "list"]) == 0
    finnish = capsys.readouterr().out
    assert run_guarded(app, list(place)) == 0
    swedish = capsys.readouterr().out

    assert "regler" in swedish
    assert "regler" not in finnish


def test_faults_before_the_command_speak_the_language_given_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_guarded(app, ["map", "puuttuu.csv", "-m", "tilitin-yhdistys", "-o", "t.xlsx", "--lang", "sv"]) != 0
    assert "Fel" in capsys.readouterr().err


def test_explain_tells_where_an_overdrawn_account_goes(capsys):
    """``map`` showed it on 2410 while ``explain`` spoke of 1910 alone."""
    _, out, _ = run(capsys, "explain", "1911", "-m", "tilitin-yhdistys")
    assert "Jos saldo on toisella puolella: 2410" in out
    _, out, _ = run(capsys, "explain", "5001", "-m", "tilitin-yhdistys")
    assert "toisella puolella" not in out
