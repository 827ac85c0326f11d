"""The chart written as a list: what stands in each format, that it is whole, and that the same chart gives the same bytes."""

import csv
import io
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from tilikartta.cli.chart import app
from tilikartta.cli.session import Session, run_guarded
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.chart_schema import chart_schema, layout_schema
from tilikartta.definitions.locate import shipped
from tilikartta.reports.chart_export import chart_markdown
from tilikartta.reports.chart_sheet import HEADER

CHART = universal_chart()
CODES = [account.code for account in CHART.accounts]


def run(*arguments: str, lang: str = "fi") -> Result:
    return CliRunner().invoke(app, ["export", *arguments], obj=Session(lang))


def exported(*arguments: str, lang: str = "fi") -> str:
    result = run(*arguments, lang=lang)
    assert result.exit_code == 0, result.output
    return result.stdout


def guarded(*arguments: str, lang: str = "fi") -> int:
    def start(args: Any, standalone_mode: bool) -> Any:
        return app(args=["export", *args], standalone_mode=standalone_mode, obj=Session(lang))

    return run_guarded(start, arguments)


# --- JSON, CSV, Markdown ------------------------------------------------------------------------------------------------------


def test_json_holds_every_account_with_its_lines() -> None:
    document = json.loads(exported("--format", "json"))
    accounts = {account["code"]: account for account in document["accounts"]}

    assert document["version"] == CHART.version
    assert list(accounts) == CODES
    assert {layout["id"] for layout in document["layouts"]} == set(CHART.layout_by_id)
    promised = {"code", "name", "definition", "aliases", "class", "nature", "function", "functions", "level", "lines"}
    assert all(promised <= set(account) for account in accounts.values())
    assert accounts["3420"]["lines"]["is_npo"] == "is.fund.inc"
    assert accounts["1910"]["lines"]["bs_npo"] == "bs.a.cur.cash"
    assert "is_npo" not in accounts["1910"]["lines"]
    assert accounts["9110"]["lines"] == {}
    assert accounts["3310"]["name"]["sv"] == "Medlemsavgifter"


def test_lines_of_json_are_lines_of_the_layouts() -> None:
    document = json.loads(exported("--format", "json"))
    known = {layout["id"]: {line["id"] for line in layout["lines"] if line["type"] == "line"} for layout in document["layouts"]}

    for account in document["accounts"]:
        expected = {layout.id for layout in CHART.layouts if layout.covers(CHART.by_code[account["code"]])}
        assert set(account["lines"]) == expected, account["code"]
        assert all(line in known[layout] for layout, line in account["lines"].items()), account["code"]


def test_csv_has_one_row_per_account_and_all_texts() -> None:
    rows = list(csv.DictReader(io.StringIO(exported("--format", "csv"))))

    assert [row["code"] for row in rows] == CODES
    by_code = {row["code"]: row for row in rows}
    account = CHART.by_code["6640"]
    assert by_code["6640"]["definition_en"] == account.definition.en
    assert by_code["6640"]["aliases_fi"].split(" | ") == list(account.aliases.fi)
    assert by_code["6640"]["functions"].split() == list(account.functions)
    assert (by_code["3420"]["is_npo"], by_code["3420"]["bs_npo"]) == ("is.fund.inc", "")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_markdown_is_a_table_per_group(lang: str) -> None:
    shown = exported("--format", "md", lang=lang)
    rows = [line for line in shown.splitlines() if line.startswith("| ") and line[2:6].isdigit()]

    assert [row[2:6] for row in rows] == CODES
    assert {row.replace("\\|", "").count("|") for row in rows} == {5}
    assert f"## 33 {CHART.group_of('3310').name.get(lang)}" in shown
    assert exported(lang=lang) == shown


def test_markdown_escapes_its_own_signs() -> None:
    from dataclasses import replace

    from tilikartta.model import Text

    odd = replace(CHART.by_code["3310"], name=Text("a|b\nc", "a|b", "a|b"))

    assert "| 3310 | a\\|b c |" in chart_markdown(CHART, [odd], "fi")


def test_the_basic_level_is_a_part() -> None:
    basic = [account.code for account in CHART.accounts if account.level == "basic"]

    assert [account["code"] for account in json.loads(exported("--format", "json", "--level", "basic"))["accounts"]] == basic
    assert [row["code"] for row in csv.DictReader(io.StringIO(exported("--format", "csv", "--level", "basic")))] == basic


@pytest.mark.parametrize("kind", ["json", "csv", "md", "xlsx"])
def test_files_are_the_same_twice_and_replaced_only_with_force(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"chart.{kind}"
    assert guarded("-o", str(path)) == 0
    first = path.read_bytes()

    assert guarded("-o", str(path)) == 2
    assert path.read_bytes() == first
    assert guarded("-o", str(path), "--force") == 0
    assert path.read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    if kind != "xlsx":
        assert first.decode("utf-8") == exported("--format", kind)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--format", "xlsx"), "TK375"),
        (("--format", "pdf"), "TK901"),
        (("-o", "chart.pdf"), "TK906"),
        (("-o", "none/x.csv"), "TK905"),
    ],
)
def test_wrong_usage_writes_nothing(
    arguments: tuple[str, ...], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert guarded(*arguments) == 2
    said = capsys.readouterr()
    assert code in said.err
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


# --- the printed list ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("list") / "list.xlsx"
    assert guarded("-o", str(path), lang="sv") == 0
    return load_workbook(path).worksheets[0]


def test_the_sheet_lists_every_account_under_its_group(sheet: Any) -> None:
    column = [cell.value for cell in sheet["A"][HEADER:]]
    expected = [text for group in CHART.groups for text in (group.code, *(c for c in CODES if CHART.group_of(c) is group))]

    assert column == expected
    assert all(isinstance(value, str) for value in column)
    row = HEADER + 1 + column.index("3310")
    account = CHART.by_code["3310"]
    assert [sheet.cell(row, 2 + at).value for at in range(3)] == [
        account.name.sv, account.definition.sv, ", ".join(account.aliases.sv),
    ]  # fmt: skip


def test_the_sheet_prints_on_a4_with_headings_and_page_numbers(sheet: Any) -> None:
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
    assert sheet.freeze_panes == f"A{HEADER + 1}"
    assert "&P" in sheet.oddFooter.right.text
    assert sheet["C6"].alignment.wrap_text


def test_the_list_says_which_financial_year_it_is_for(tmp_path: Path, sheet: Any) -> None:
    """KPL 2:2: a list of accounts for each financial year. Fault: neither list could say its year."""
    assert guarded("-o", str(tmp_path / "list.xlsx"), "--year", "2027") == 0

    assert load_workbook(tmp_path / "list.xlsx").worksheets[0]["A3"].value == "Tilikausi: 2027"
    assert sheet["A3"].value == "Räkenskapsperiod: ________"
    assert "\nTilikausi: 2027\n" in exported("--format", "md", "--year", "2027")
    assert "Tilikausi" not in exported("--format", "md")


def test_no_page_ends_with_the_heading_of_a_group(sheet: Any) -> None:
    """Fault: a group's heading stood alone at the foot of the paper, its accounts on the next."""
    groups = {group.code for group in CHART.groups}
    breaks = [one.id for one in sheet.row_breaks.brk]

    assert len(breaks) > 20
    assert [row for row in breaks if sheet.cell(row, 1).value in groups] == []
    ends = [HEADER, *breaks, sheet.max_row]
    heights = [sum(sheet.row_dimensions[row].height or 15 for row in range(a + 1, b + 1)) for a, b in pairwise(ends)]
    assert max(heights) <= 500


def test_long_texts_have_room(sheet: Any) -> None:
    longest = max(sheet["C"][HEADER:], key=lambda cell: len(cell.value or ""))

    assert sheet.row_dimensions[longest.row].height > 40


def test_the_sheet_of_the_basic_level_is_short(tmp_path: Path) -> None:
    assert guarded("-o", str(tmp_path / "basic.xlsx"), "--level", "basic") == 0

    codes = [cell.value for cell in load_workbook(tmp_path / "basic.xlsx").worksheets[0]["A"][HEADER:] if len(cell.value) == 4]

    assert codes == [account.code for account in CHART.accounts if account.level == "basic"]


# --- the schema, read as an editor reads it -----------------------------------------------------------------------------------


KINDS: dict[str, Any] = {
    "string": str, "number": (int, float), "integer": int, "boolean": bool, "array": list, "object": dict, "null": type(None),
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "$") -> list[str]:
    """Where a value does not fit the schema: the part of JSON Schema that ours is made of."""
    unknown = set(schema) - {
        "$ref", "$defs", "$schema", "anyOf", "enum", "type", "properties", "required", "additionalProperties", "items", "default",
        "description",
    }  # fmt: skip
    assert unknown == set()
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, path)
    if "anyOf" in schema:
        options = [faults(value, option, root, path) for option in schema["anyOf"]]
        return [] if [] in options else options[0]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{path}: {value!r} not in {schema['enum']}"]
    kinds = schema["type"] if isinstance(schema.get("type"), list) else [schema["type"]]
    if not any(isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds):
        return [f"{path}: {value!r} is not {kinds}"]
    found = []
    if isinstance(value, list):
        for at, item in enumerate(value):
            found += faults(item, schema["items"], root, f"{path}[{at}]")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{path}: {key} missing" for key in schema.get("required", []) if key not in value]
        for key, item in value.items():
            if key in known:
                found += faults(item, known[key], root, f"{path}.{key}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{path}: {key} not known")
    return found


def as_an_editor_reads(path: Path) -> Any:
    """With numbers and truth values, as YAML itself has them."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def test_the_shipped_chart_fits_its_schema() -> None:
    document = as_an_editor_reads(shipped("charts") / "universal.yaml")

    assert faults(document, chart_schema(), chart_schema()) == []


@pytest.mark.parametrize("path", sorted((shipped("charts") / "layouts").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_layout_fits_its_schema(path: Path) -> None:
    assert faults(as_an_editor_reads(path), layout_schema(), layout_schema()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"class": "aset"}, "not in"),
        ({"klass": "asset"}, "not known"),
        ({"nature": ["cash"]}, "is not"),
        ({"function": "programm"}, "not in"),
        ({"unspecified": "maybe"}, "is not"),
        ({"name": {"fi": "a", "sv": "b"}}, "missing"),
    ],
)
def test_the_schema_sees_what_is_wrong(change: dict[str, Any], said: str) -> None:
    document = as_an_editor_reads(shipped("charts") / "universal.yaml")
    document["accounts"] = [{**document["accounts"][0], **change}]

    found = faults(document, chart_schema(), chart_schema())

    assert found
    assert all(said in fault for fault in found[:1])
