"""``tilikartta chart``: what each command prints, and that a chart or layout with a fault does not pass its check."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tilikartta.cli.chart import app
from tilikartta.cli.session import Session, run_guarded
from tilikartta.definitions.chart_check import check_file
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.locate import shipped
from tilikartta.model import TilikarttaError

CHART = universal_chart()


def run(*arguments: str, lang: str = "fi") -> Result:
    return CliRunner().invoke(app, list(arguments), obj=Session(lang), env={"COLUMNS": "160"})


def ran(*arguments: str, lang: str = "fi") -> str:
    result = run(*arguments, lang=lang)
    assert result.exit_code == 0, result.output
    return result.stdout


def guarded(*arguments: str, lang: str = "fi") -> int:
    """The exit code as the console script gives it."""
    return run_guarded(
        lambda args, standalone_mode: app(args=args, standalone_mode=standalone_mode, obj=Session(lang)), arguments
    )


# --- list ---------------------------------------------------------------------------------------------------------------------


def test_list_shows_every_account_under_its_group() -> None:
    shown = ran("list")
    positions = [shown.index(f"{account.code}  ") for account in CHART.accounts]

    assert positions == sorted(positions)
    assert "33    Jäsenmaksut" in shown
    assert "Jäsenyhdistysten jäsenmaksut" in shown


def test_list_can_be_narrowed() -> None:
    basic = {account["code"] for account in json.loads(ran("list", "--level", "basic", "--json"))["accounts"]}
    group = [account["code"] for account in json.loads(ran("list", "--group", "33", "--json"))["accounts"]]
    income = {account["class"] for account in json.loads(ran("list", "--class", "income", "--json"))["accounts"]}

    assert basic == {account.code for account in CHART.accounts if account.level == "basic"}
    assert group == [account.code for account in CHART.accounts if account.code.startswith("33")]
    assert income == {"income"}


@pytest.mark.parametrize(("lang", "name"), [("fi", "Jäsenmaksut"), ("sv", "Medlemsavgifter"), ("en", "Membership fees")])
def test_list_speaks_the_language_of_the_run(lang: str, name: str) -> None:
    assert name in ran("list", "--group", "3310", lang=lang)


@pytest.mark.parametrize("arguments", [("--level", "basics"), ("--class", "incom"), ("--group", "0000")])
def test_list_refuses_what_it_does_not_know(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded("list", *arguments) == 2
    assert arguments[1] in capsys.readouterr().err


# --- show ---------------------------------------------------------------------------------------------------------------------


def test_show_tells_everything() -> None:
    shown = " ".join(ran("show", "3310").split())
    account = CHART.by_code["3310"]

    assert all(account.name.get(lang) in shown for lang in ("fi", "sv", "en"))
    assert " ".join(account.definition.fi.split()) in shown
    assert all(alias in shown for alias in (*account.aliases.fi, *account.aliases.sv, *account.aliases.en))
    assert all(example in shown for example in account.examples.fi)
    assert "varainhankinta, toiminta" in shown
    assert "TVL 23" in shown
    assert "ei kuulu arvonlisäverotukseen" in shown
    assert "is.fund.inc Tuotot (varainhankinta)" in shown
    assert "is.ord.inc Tuotot (toiminta)" in shown
    assert all(other.code in shown for other in CHART.accounts if other.code.startswith("33"))


def test_show_tells_of_a_balance_sheet_account_what_happens_when_it_turns() -> None:
    shown = ran("show", "1910")

    assert "2410" in shown
    assert "bs.a.cur.cash" in shown
    assert "Toiminnot" not in shown


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_account_can_be_shown_in_every_language(lang: str) -> None:
    from tilikartta.cli.chart_view import show_account

    session = Session(lang)
    for account in CHART.accounts[::9]:
        show_account(session, CHART, account)
    taxes = {account.tax for account in CHART.accounts if account.tax}
    vats = {account.vat for account in CHART.accounts if account.vat}
    assert all(session.label(f"chart.tax.{tax}") for tax in taxes)
    assert all(session.label(f"chart.vat.{vat}") for vat in vats)


@pytest.mark.parametrize(
    ("given", "near"), [("3311", "3310"), ("3301", "3310"), ("33", "3310"), ("jäsenmaksu", "3310"), ("9999", "9190")]
)
def test_an_unknown_code_offers_the_nearest(given: str, near: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded("show", given) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert "TK371" in said.err
    assert near in said.err


# --- search -------------------------------------------------------------------------------------------------------------------


def test_search_shows_the_account_with_the_reason() -> None:
    shown = ran("search", "frimerkar")

    assert shown.splitlines()[1].startswith("6640")
    assert "ruotsiksi" in shown


def test_search_takes_many_words_and_a_limit() -> None:
    document = json.loads(ran("search", "tilintarkastajan", "palkkio", "--limit", "2", "--json"))

    assert document["query"] == "tilintarkastajan palkkio"
    assert document["accounts"][0]["code"] == "6655"
    assert document["accounts"][0]["matched"]["field"] == "alias"
    assert len(document["accounts"]) <= 2


def test_search_without_an_answer_ends_with_1() -> None:
    result = run("search", "qqqxyzzy")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "TK372" in result.stderr
    empty = run("search", "qqqxyzzy", "--json")
    assert [finding["code"] for finding in json.loads(empty.stdout)["findings"]] == ["TK372"]


# --- schema -------------------------------------------------------------------------------------------------------------------


def test_schemas_are_printed() -> None:
    chart, layout = json.loads(ran("schema")), json.loads(ran("schema", "--layout"))

    assert "class" in chart["$defs"]["Account"]["properties"]
    assert "klass" not in json.dumps(list(chart["$defs"]["Account"]["properties"]))
    assert layout["properties"]["kind"]["enum"] == ["income_statement", "balance_sheet"]


# --- check --------------------------------------------------------------------------------------------------------------------


def test_the_shipped_chart_is_sound() -> None:
    assert "charts/universal.yaml" in ran("check")
    assert json.loads(ran("check", "--json"))["findings"] == []


@pytest.mark.parametrize("layout", sorted((shipped("charts") / "layouts").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_layout_is_sound_on_its_own(layout: Path) -> None:
    checked = check_file(layout)

    assert checked.findings == []
    assert checked.places > 100


@pytest.fixture
def charts(tmp_path: Path) -> Path:
    shutil.copytree(shipped("charts"), tmp_path / "charts")
    return tmp_path / "charts"


def swap(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new, 1)


def line_after(text: str, line: str, extra: str) -> str:
    return swap(text, line, line + extra)


def in_account(code: str, old: str, new: str):
    """Swap inside one account of the chart."""

    def mutate(text: str) -> str:
        head, mark, rest = text.partition(f"  - code: {code}\n")
        own, more, tail = rest.partition("\n  - code:")
        assert mark
        return head + mark + swap(own, old, new) + more + tail

    return mutate


STAFF = "wages, holiday_bonus, bonus, fringe, fees, staff_refund, pension, social"
NPO, MICRO = "layouts/is-npo.yaml", "layouts/is-micro-association.yaml"
BALANCE, KPA = "layouts/bs-npo.yaml", "layouts/bs-kpa.yaml"
OWN = "universal.yaml"
GONE, EMPTY = "    until: 2027.1\n", "  - {code: 99, name: {fi: a, sv: b, en: c}}\n"

MUTATIONS = {
    "a nature left out of a line": (NPO, lambda t: swap(t, STAFF, STAFF.removesuffix(", social")), "TK350"),
    "a nature on two lines": (NPO, lambda t: swap(t, f"not_nature: [{STAFF}", f"not_nature: [{STAFF[7:]}"), "TK351"),
    "a line without a function": (NPO, lambda t: swap(t, ", function: [general_grants]", ""), "TK351"),
    "a misspelt nature": (NPO, lambda t: swap(t, "nature: [depreciation]", "nature: [depreciaton]"), "TK366"),
    "a line that nobody reaches": (NPO, lambda t: swap(t, "nature: [depreciation]", "nature: [depreciaton]"), "TK352"),
    "a line for companies opened": (KPA, lambda t: swap(t, "companies_only: true", "companies_only: false"), "TK352"),
    "a balance sheet without the result": (BALANCE, lambda t: swap(t, "            takes: result\n", ""), "TK370"),
    "a balance sheet without a side": (BALANCE, lambda t: swap(t, "    side: asset\n", ""), "TK370"),
    "a line id twice": (BALANCE, lambda t: swap(t, "id: bs.a.nc.int.rights", "id: bs.a.nc.int.dev"), "TK367"),
    "a layout id twice": (MICRO, lambda t: swap(t, "id: is_micro_association", "id: is_npo"), "TK368"),
    "a group that selects": (NPO, lambda t: swap(t, "id: is.gen\n    type: line", "id: is.gen\n    type: group"), "TK369"),
    "an unknown key in a layout": (NPO, lambda t: swap(t, "statutory:", "statutry:"), "TK511"),
    "an account of unknown nature": (OWN, in_account("1910", "nature: cash", "nature: cahs"), "TK350"),
    "a receivable without term": (OWN, in_account("1610", "    term: short\n", ""), "TK350"),
    "an account in the wrong class": (OWN, in_account("4110", "class: expense", "class: income"), "TK350"),
    "an account twice": (OWN, lambda t: swap(t, "  - code: 1020\n", "  - code: 1010\n"), "TK301"),
    "a flip to nowhere": (OWN, in_account("1910", "flip: 2410", "flip: 2499"), "TK302"),
    "a flip to the same side": (OWN, in_account("1910", "flip: 2410", "flip: 1920"), "TK365"),
    "a default that is not permitted": (OWN, in_account("3310", "function: fundraising\n", "function: investment\n"), "TK303"),
    "an account without a group": (OWN, lambda t: swap(t, "  - code: 1010\n", "  - code: 9910\n"), "TK305"),
    "an alias of another account": (OWN, in_account("6640", "fi: [postikulut,", "fi: [jäsenmaksutulot,"), "TK353"),
    "retired without a replacement": (OWN, in_account("3310", "    level:", f"{GONE}    level:"), "TK354"),
    "replaced by itself": (OWN, in_account("3310", "    level:", f"{GONE}    replaced_by: 3310\n    level:"), "TK355"),
    "replaced but in use": (OWN, in_account("3310", "    level:", "    replaced_by: 3320\n    level:"), "TK356"),
    "a function in the balance sheet": (OWN, in_account("1910", "    level:", "    functions: [programme]\n    level:"), "TK357"),
    "a definition that leads nowhere": (OWN, in_account("3310", "6725", "6799"), "TK358"),
    "languages that disagree": (OWN, in_account("3310", "6725", "6720"), "TK359"),
    "a group twice": (OWN, lambda t: swap(t, "  - code: 11\n", "  - code: 10\n"), "TK362"),
    "a group without accounts": (OWN, lambda t: swap(t, "groups:\n", f"groups:\n{EMPTY}"), "TK360"),
    "a group without an unspecified account": (OWN, in_account("3390", "    unspecified: true\n", ""), "TK361"),
    "no name": (OWN, in_account("3310", "sv: Medlemsavgifter,", "sv: '',"), "TK363"),
    "no default function": (OWN, in_account("3310", "    function: fundraising\n", ""), "TK373"),
    "broken YAML": (OWN, lambda t: swap(t, "groups:\n", "groups: [\n"), "TK501"),
}  # fmt: skip
WARNINGS = {"TK359", "TK360", "TK361"}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_faulty_copy_does_not_pass(name: str, charts: Path) -> None:
    file, mutate, code = MUTATIONS[name]
    path = charts / file
    path.write_text(mutate(path.read_text(encoding="utf-8")), encoding="utf-8")

    findings = check_file(charts / "universal.yaml").findings

    found = [finding for finding in findings if finding.code == code]
    assert found, [finding.code for finding in findings]
    assert {finding.severity for finding in found} == ({"warning"} if code in WARNINGS else {"error"})
    assert all(finding.place.file for finding in found)


def test_a_chart_without_income_statements_shows_no_income(charts: Path) -> None:
    for path in (charts / "layouts").glob("*.yaml"):
        if "kind: income_statement" in path.read_text(encoding="utf-8"):
            path.unlink()

    assert {finding.code for finding in check_file(charts / "universal.yaml").findings} == {"TK374"}


def test_the_place_of_a_fault_is_its_line(charts: Path) -> None:
    path = charts / "universal.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(in_account("1910", "flip: 2410", "flip: 1920")(text), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()

    (finding,) = [one for one in check_file(path).findings if one.code == "TK365"]

    assert "flip: 1920" in lines[finding.place.row - 1]
    assert finding.account == "1910"


def test_check_prints_findings_and_ends_with_1(charts: Path) -> None:
    path = charts / NPO
    path.write_text(swap(path.read_text(encoding="utf-8"), "nature: [depreciation]", "nature: [depreciaton]"), encoding="utf-8")

    result = run("check", str(path))
    assert result.exit_code == 1
    assert "is.ord.exp.depr" in result.stderr
    assert "depreciaton" in result.stderr
    document = json.loads(run("check", str(charts / "universal.yaml"), "--json").stdout)
    assert {"TK350", "TK352", "TK366"} <= {finding["code"] for finding in document["findings"]}


def test_a_warning_fails_only_when_asked(charts: Path) -> None:
    path = charts / "universal.yaml"
    path.write_text(in_account("3310", "6725", "6720")(path.read_text(encoding="utf-8")), encoding="utf-8")

    assert run("check", str(path)).exit_code == 0
    assert run("check", str(path), "--fail-on", "warning").exit_code == 1


@pytest.mark.parametrize(("content", "code"), [(None, 3), ("", 2), ("[1, 2]\n", 2), ("layout: 1\nid: x\n", 2), ("chart: 1\n", 2)])
def test_a_file_that_is_no_chart(content: str | None, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "chart.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    assert guarded("check", str(path)) == code
    assert "TK5" in capsys.readouterr().err


def test_wrong_usage_is_an_error_with_findings() -> None:
    result = run("show", "3311")

    assert isinstance(result.exception, TilikarttaError)
    assert result.exception.exit_code == 2
