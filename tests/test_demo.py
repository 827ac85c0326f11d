"""The demo: invented organisations, written, checked, mapped and compared, from any folder."""

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.comparison.gather import Wanted, compare
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.federation_file import load_federation
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.mapping.check import check_mapping
from tilikartta.messages import label
from tilikartta.model import Severity
from tilikartta.reports.build import build_contents
from tilikartta.sources import ReadOptions, read_ledger

ROOT = Path(__file__).resolve().parents[1]
FEDERATION = ROOT / "examples" / "liitto"
MEMBERS = ("harjunkulma", "kaarnajarvi", "kurenlahti")
LEDGERS = {
    "harjunkulma": ("2025/paivakirja.csv", "2025/alkusaldot.csv"),
    "kaarnajarvi": ("2025/paivakirja.csv", "2025/alkusaldot.csv"),
    "kurenlahti": ("2025.xlsx",),
}
SIGNS = {"kurenlahti": "debit-plus"}


def read(member):
    return read_ledger([FEDERATION / member / name for name in LEDGERS[member]], ReadOptions(sign=SIGNS.get(member, "")))


def contents_of(member):
    ledger, findings = read(member)
    return build_contents(ledger, load_mapping(str(FEDERATION / member / "mapping.yaml")), universal_chart(), findings)


def line(statement, identifier):
    return statement.amounts[identifier][-1]


def run(capsys, *arguments):
    code = run_guarded(app, ["--lang", "fi", "demo", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def away(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("liitto")
    script = [sys.executable, str(ROOT / "examples" / "generate.py"), str(folder)]
    done = subprocess.run(script, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def compared():
    return compare(load_federation(FEDERATION)[0], Wanted(processes=1))


def test_the_demo_writes_three_workbooks_and_says_what_to_try(away, capsys):
    code, out, err = run(capsys)
    assert code == 0, err
    assert err == ""
    for member in MEMBERS:
        path = f"tilikartta-demo/raportit/{member}.xlsx"
        assert f"Työkirja: {path}" in out
        assert len(openpyxl.load_workbook(path, read_only=True).sheetnames) >= 7
    assert out.index("Työkirja: ") < out.index("tilikartta map tilikartta-demo/liitto/")
    assert "sentilleen samat" in out
    assert "SUMMAT MUUTTUIVAT" not in out


def test_two_demos_give_the_same_bytes(away, capsys):
    runs = []
    for _ in range(2):
        assert run(capsys, "d", "--force")[0] == 0
        runs.append({path.name: path.read_bytes() for path in Path("d/raportit").iterdir()})
    assert runs[0].keys() == {f"{member}.xlsx" for member in MEMBERS}
    assert runs[0] == runs[1]


def test_a_folder_with_files_is_refused_without_force_and_left_alone(away, capsys):
    Path("omat").mkdir()
    Path("omat/tilit.csv").write_text("x", encoding="utf-8")
    code, _, err = run(capsys, "omat")
    assert code == 2
    assert "TK921" in err
    assert "--force" in err
    assert [path.name for path in Path("omat").iterdir()] == ["tilit.csv"]
    assert run(capsys, "omat", "--force")[0] == 0
    assert Path("omat/tilit.csv").read_text(encoding="utf-8") == "x"


def test_force_takes_no_foreign_folder_for_a_member(away, capsys):
    other = Path("d/liitto/oma")
    other.mkdir(parents=True)
    (other / "mapping.yaml").write_text("mapping: 1\n", encoding="utf-8")
    (other / "2025.csv").write_text("ei kirjanpitoa\n", encoding="utf-8")
    (Path("d/liitto/harjunkulma/2025")).mkdir(parents=True)
    Path("d/liitto/harjunkulma/2025/kokeilu.csv").write_text("ei kirjanpitoa\n", encoding="utf-8")
    code, out, err = run(capsys, "d", "--force")
    assert code == 0, err
    assert out.count("Työkirja: ") == len(MEMBERS)


def test_a_file_in_the_place_of_the_folder_is_refused(away, capsys):
    Path("demo").write_text("x", encoding="utf-8")
    code, _, err = run(capsys, "demo")
    assert code == 2
    assert "TK922" in err
    assert Path("demo").read_text(encoding="utf-8") == "x"


def test_an_empty_folder_and_a_name_with_spaces_are_fine(away, capsys):
    Path("minun demoni").mkdir()
    code, out, err = run(capsys, "minun demoni")
    assert code == 0, err
    assert "'minun demoni/liitto/harjunkulma/2025/paivakirja.csv'" in out


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_member_is_introduced_in_each_language(lang):
    texts = [label(f"demo.member.{member}", lang) for member in MEMBERS]
    assert len(set(texts)) == 3


@pytest.mark.parametrize("member", MEMBERS)
def test_members_read_without_faults_and_map_whole(member):
    mapping = load_mapping(str(FEDERATION / member / "mapping.yaml"))
    assert check_mapping(mapping, universal_chart()) == []
    contents = contents_of(member)
    assert [finding.code for finding in contents.findings if finding.severity != Severity.INFO] == []
    assert contents.coverage.unmapped == 0
    assert 150 <= len(contents.mapped.ledger.entries) <= 450
    assert contents.manifest.total_in == contents.manifest.total_out > 0
    assert int(contents.mapped.ledger.entries["amount"].sum()) == 0
    assert line(contents.balance, "bs.a.total") == line(contents.balance, "bs.l.total") > 0


def test_each_member_has_another_form_of_export():
    found = {member: read(member)[0].files for member in MEMBERS}
    journals = {member: next(file for file in files if "alkusaldot" not in file.path) for member, files in found.items()}
    assert {member: file.format for member, file in journals.items()} == {
        "harjunkulma": "csv", "kaarnajarvi": "csv", "kurenlahti": "spreadsheet",
    }  # fmt: skip
    raw = (FEDERATION / "harjunkulma/2025/paivakirja.csv").read_bytes()
    assert "1\u00a0840,00" in raw.decode("cp1252")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    kitsas = (FEDERATION / "kaarnajarvi/2025/paivakirja.csv").read_text(encoding="utf-8")
    assert kitsas.startswith('Pvm,Tosite,Tili,Kohdennus,Selite,"Debet €","Kredit €"')


def test_balance_sheet_of_the_village_counts_openings_and_the_year():
    """Counted by hand from the list of opening balances and the table of the year."""
    balance = contents_of("harjunkulma").balance
    assert line(balance, "bs.l.eq.prev") == 16_340_62
    assert line(balance, "bs.a.nc.tan.mach") == 8_400_00 - 2_100_00
    assert line(balance, "bs.a.cur.recv.trade.short") == 180_00


def test_shared_wages_are_split_85_to_15():
    mapped = contents_of("kaarnajarvi").mapped
    wages = mapped.entries.merge(mapped.keys, left_on="key", right_index=True)
    wages = wages[wages["universal"] == "4110"]
    sums = {str(name): int(group["amount"].sum()) for name, group in wages.groupby("function")}
    assert sums == {"programme": 33_900_00 * 85 // 100, "administration": 33_900_00 * 15 // 100}


def test_event_accounts_are_not_netted_and_the_overdrawn_account_is_a_debt():
    contents = contents_of("kurenlahti")
    mapped = contents.mapped
    rows = mapped.entries.merge(mapped.keys, left_on="key", right_index=True, suffixes=("", "_key"))
    spring = rows[rows["account"] == "0140"]
    assert int(spring.loc[spring["universal"] == "3110", "amount"].sum()) == -3_300_00
    assert int(spring.loc[spring["universal"] == "6310", "amount"].sum()) == 3_632_00
    assert line(contents.balance, "bs.l.liab.bank.short") == 591_32
    assert contents.coverage.outside == 2
    assert contents.coverage.turnover_outside == 8_500_00


def test_the_generator_writes_the_shipped_texts_byte_for_byte(generated):
    written = sorted(path for path in generated.rglob("*") if path.suffix in {".csv", ".se"})
    assert len(written) == 16
    for path in written:
        assert path.read_bytes() == (FEDERATION / path.relative_to(generated)).read_bytes(), path


def test_the_generator_writes_the_shipped_spreadsheet_cell_for_cell(generated):
    """Not byte for byte: the packing of a workbook depends on the version of zlib."""
    for year in (2024, 2025):
        books = [openpyxl.load_workbook(folder / f"kurenlahti/{year}.xlsx") for folder in (generated, FEDERATION)]
        made, shipped = ([list(sheet.values) for sheet in book] for book in books)
        assert made == shipped
        assert made[0][5][2] == "0010"


def test_the_demo_compares_all_six_over_two_years(away, capsys):
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    assert "Vertailu: tilikartta-demo/vertailu.xlsx" in out
    assert "Esimerkkiliitto" in out
    assert out.count("2024, 2025") == 6
    first = Path("tilikartta-demo/vertailu.xlsx").read_bytes()
    assert run(capsys, "--force")[0] == 0
    assert Path("tilikartta-demo/vertailu.xlsx").read_bytes() == first


def test_the_earlier_year_ends_where_the_known_one_opens(compared):
    assert [one.status for one in compared.results] == ["ok"] * 6
    balance = compared.accounts[compared.accounts["line"].str.startswith("bs.")]
    result = compared.lines[compared.lines["line"] == "bs.l.eq.curr"].set_index(["member", "year"])["amount"]
    for member, rows in balance.groupby("member"):
        before, after = (rows[rows["year"] == year] for year in ("2024", "2025"))
        ended = before.groupby("account")["closing"].sum()
        opened = after.groupby("account")["opening"].sum()
        moved = {account: int(opened.get(account, 0)) - int(ended.get(account, 0)) for account in {*ended.index, *opened.index}}
        changed = {account: cents for account, cents in moved.items() if cents}
        assert list(changed.values()) == [-int(result[member, "2024"])], member  # the result, moved to equity


def test_the_federation_shows_funds_a_cash_member_and_what_is_paid_inside(compared):
    assert "Aino Lumivaaran rahasto" in set(compared.accounts["fund"])
    assert {one.member.basis for one in compared.results} == {"accrual", "cash"}
    assert [(one.year, one.paid, one.received, one.difference) for one in compared.eliminated] == [
        ("2024", 152000, 152000, 0), ("2025", 160000, 160000, 0),
    ]  # fmt: skip
    assert [code for code in (one.code for one in compared.findings) if code == "TK732"] == ["TK732"]
    assert {one.member.group for one in compared.results} == {"alle 10 000 €", "10 000–50 000 €", "yli 50 000 €"}
