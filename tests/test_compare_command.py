"""``tilikartta compare`` from the command line: one JSON document, tidy tables, exit codes, and docs/schema kept."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
import schemas
from federations import write_six_members

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded

JOURNAL = "Pvm;Tosite;Tili;Debet;Kredit\n2025-03-01;1;1;7,00;\n2025-03-01;1;3;;7,00\n"


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    return write_six_members(tmp_path_factory.mktemp("kuusi") / "liitto")


@pytest.fixture
def away(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *arguments, lang="fi"):
    code = run_guarded(app, ["--lang", lang, "compare", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def small(folder, mapping_of_three="3310"):
    home = folder / "liitto" / "yksi"
    home.mkdir(parents=True)
    text = (
        f'mapping: 1\norganisation: {{name: Yksi ry}}\nrules: [{{when: "1", to: 1910}}, {{when: "3", to: {mapping_of_three}}}]\n'
    )
    (home / "mapping.yaml").write_text(text, "utf-8")
    (home / "2025.csv").write_text(JOURNAL, "utf-8")
    return folder / "liitto"


def test_the_document_is_the_one_of_the_schema(six, away, capsys):
    code, out, err = run(capsys, six.folder, "-o", "tulos.json", "--json", lang="en")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert schemas.faults(document, schemas.schema("comparison")) == []
    assert [one["id"] for one in document["members"]] == six.members
    assert document["outputs"] == ["tulos.json"]
    kept = json.loads(Path("tulos.json").read_text("utf-8"))
    assert kept == document
    assert {one["year"] for one in document["figures"]} == {"2024", "2025"}
    assert [one["difference"] for one in document["eliminations"]] == ["0.00", "0.00", "0.00", "40.00"]
    assert any(one["value"] is None and one["reason"] for one in document["key_figures"])


def test_the_schema_check_sees_what_is_wrong():
    shape = schemas.schema("comparison")
    assert "$: members is missing" in schemas.faults({"command": "compare"}, shape)
    assert schemas.faults({"amount": "1,00"}, {"properties": {"amount": {"type": "string", "pattern": r"^\d+\.\d{2}$"}}}) != []
    assert schemas.faults({"rows": True}, {"properties": {"rows": {"type": "integer"}}}) != []
    assert schemas.faults({"x": 1}, {"type": "object", "properties": {}, "additionalProperties": False}) != []


def test_csv_and_parquet_say_the_same_and_keep_their_schemas(six, away, capsys):
    assert run(capsys, six.folder, "-o", "t.csv", "-q")[0] == 0
    assert run(capsys, six.folder, "-o", "t.parquet", "-q")[0] == 0
    for part, name in (("", "comparison-table"), ("-figures", "comparison-figures"), ("-key_figures", "comparison-key_figures")):
        rows = parquet.read_table(f"t{part}.parquet").to_pylist()
        shape = schemas.schema(name)
        assert [fault for row in rows for fault in schemas.faults(row, shape)] == []
        with Path(f"t{part}.csv").open(encoding="utf-8", newline="") as source:
            texts = list(csv.DictReader(source))
        assert list(texts[0]) == list(shape["properties"])
        for text, row in zip(texts, rows, strict=True):
            for column, value in row.items():
                shown = f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}" if column in CENTS else str(value)
                assert text[column] == shown


CENTS = ("amount", "debit", "credit")


def test_the_sums_of_the_tidy_table_are_the_lines(six, away, capsys):
    assert run(capsys, six.folder, "-o", "t.parquet", "-q")[0] == 0
    tidy, figures = (parquet.read_table(name).to_pandas() for name in ("t.parquet", "t-figures.parquet"))
    keys = ["member", "year", "line"]
    leaves = figures[figures["type"] == "line"].set_index(keys)["amount"]
    for key, amount in tidy[tidy["line"] != ""].groupby(keys)["amount"].sum().items():
        if key[2] not in {"bs.l.eq.prev", "bs.l.eq.curr"}:
            assert amount == leaves[key]


def test_the_workbook_is_written_and_the_terminal_tells_who_is_in(six, away, capsys):
    code, out, err = run(capsys, six.folder)
    assert code == 0
    assert Path("liitto-vertailu.xlsx").stat().st_size > 10_000
    assert "Kuuden liitto" in out
    assert "Strandby byaförening rf" in out
    assert "sentilleen sama" in out
    assert "TK740" in err


def test_a_failed_member_makes_the_exit_code_one(away, capsys):
    folder = small(away)
    (folder / "kaksi").mkdir()
    (folder / "kaksi" / "mapping.yaml").write_text("mapping: 1\n", "utf-8")
    code, out, err = run(capsys, folder, "-o", "t.json")
    assert code == 1
    assert "ei mukana" in out
    assert "TK712" in err
    assert Path("t.json").is_file()
    assert run(capsys, folder, "-o", "t.json", "--force", "--fail-on", "never")[0] == 0


def test_unmapped_euros_fail_the_run_unless_allowed(away, capsys):
    folder = small(away)
    (folder / "yksi/mapping.yaml").write_text('mapping: 1\nrules: [{when: "1", to: 1910}]\n', "utf-8")
    assert run(capsys, folder, "-o", "t.json")[0] == 1
    assert run(capsys, folder, "-o", "t.json", "--force", "--allow-unmapped")[0] == 0


def test_fail_on_decides_what_fails(away, capsys):
    folder = small(away)  # without openings: a warning
    assert run(capsys, folder, "-o", "t.json")[0] == 0
    assert run(capsys, folder, "-o", "t.json", "--force", "--fail-on", "warning")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "finding"),
    [
        (("-o", "t.docx"), "TK906"), (("-o", "t.json", "--year", "1999"), "TK713"), (("--income-layout", "bs_npo"), "TK901"),
        (("--fail-on", "joskus"), "TK901"), (("-o", "olemassa.json"), "TK904"), (("-o", "ei/ole.json"), "TK905"),
    ],
)  # fmt: skip
def test_wrong_usage_writes_nothing(away, capsys, arguments, finding):
    folder = small(away)
    Path("olemassa.json").write_text("vanha", "utf-8")
    code, out, err = run(capsys, folder, *arguments)
    assert (code, out) == (2, "")
    assert finding in err
    assert Path("olemassa.json").read_text("utf-8") == "vanha"
    assert sorted(path.name for path in away.iterdir()) == ["liitto", "olemassa.json"]


def test_no_table_is_written_over_without_force(away, capsys):
    folder = small(away)
    Path("t-figures.csv").write_text("vanha", "utf-8")
    assert run(capsys, folder, "-o", "t.csv")[0] == 2
    assert not Path("t.csv").exists()


def test_a_faulty_federation_file_is_wrong_usage_with_its_place(away, capsys):
    folder = small(away)
    (folder / "federation.yaml").write_text("federation: 1\nmembers: [yksi, yksi]\n", "utf-8")
    code, _, err = run(capsys, folder, "-o", "t.json")
    assert code == 2
    assert "TK705" in err
    assert "federation.yaml" in err


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_two_runs_give_the_same_bytes_in_every_language(six, away, capsys, lang):
    for name in ("a", "b"):
        Path(name).mkdir()
        assert run(capsys, six.folder, "-o", f"{name}/t.json", "-q", lang=lang)[0] == 0
    assert Path("a/t.json").read_bytes() == Path("b/t.json").read_bytes()


@pytest.mark.parametrize("member", ["poissa", "{id: tyhja}", "{id: yksi, path: yksi, years: {2025: puuttuu.csv}}"])
def test_a_member_whose_files_are_missing_does_not_stop_the_others(away, capsys, member):
    folder = small(away)
    (folder / "tyhja").mkdir()
    (folder / "federation.yaml").write_text(f"federation: 1\nmembers: [{member}, {{id: kaksi, path: yksi}}]\n", "utf-8")
    code, out, _ = run(capsys, folder, "-o", "t.json", "--json", lang="en")
    document = json.loads(out)
    assert (code, [one["status"] for one in document["members"]]) == (1, ["failed", "ok"])
    assert "TK704" in [one["code"] for one in document["findings"]]
