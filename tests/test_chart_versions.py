"""Versions of the chart: what ``chart diff`` sees, how ``mapping migrate`` rewrites a mapping, and ``chart crosswalk``."""

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from tilikartta.cli.chart import app as chart_app
from tilikartta.cli.mapping import app as mapping_app
from tilikartta.cli.session import Session, run_guarded
from tilikartta.definitions.account_places import places_of
from tilikartta.definitions.chart_diff import KINDS, diff, policy_faults
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.chart_given import chart_given
from tilikartta.definitions.crosswalk_file import counterparts, universal_crosswalks
from tilikartta.definitions.locate import mapping_names, shipped
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.definitions.mapping_migrate import migrate
from tilikartta.definitions.mapping_places import mapping_places
from tilikartta.definitions.strict_yaml import parse
from tilikartta.messages import label
from tilikartta.model import Chart

CHART = universal_chart()
OWN = "universal.yaml"
NPO = "layouts/is-npo.yaml"
NEXT = "2027.1"


def run(app, *arguments: str, lang: str = "fi") -> Result:
    return CliRunner().invoke(app, list(arguments), obj=Session(lang), env={"COLUMNS": "220"})


def swap(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new, 1)


def in_account(text: str, code: str, old: str, new: str) -> str:
    head, mark, rest = text.partition(f"  - code: {code}\n")
    own, more, tail = rest.partition("\n  - code:")
    assert mark, code
    return head + mark + swap(own, old, new) + more + tail


def retired(text: str, code: str, by: str | None, until: str = NEXT) -> str:
    after = f"    replaced_by: {by}\n" if by else ""
    return in_account(text, code, "    level:", f"    until: {until}\n{after}    level:")


def newer(text: str) -> str:
    return swap(text, f"version: {CHART.version}", f"version: {NEXT}")


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shutil.copytree(shipped("charts"), folder := tmp_path_factory.mktemp("charts") / "charts")
    return folder


@pytest.fixture
def changed(templates: Path, tmp_path: Path):
    """The shipped chart under the next version with changes: file -> function on its text."""

    def make(**changes) -> Path:
        shutil.copytree(templates, tmp_path / "charts")
        for name, change in {"own": newer, **changes}.items():
            path = tmp_path / "charts" / {"own": OWN, "npo": NPO}[name]
            text = path.read_text(encoding="utf-8")
            path.write_text(change(newer(text)) if name == "own" and change is not newer else change(text), encoding="utf-8")
        return tmp_path / "charts"

    return make


def found(folder: Path) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """(kind, code, what) of every change, (code, severity) of every finding."""
    new, places = chart_given(str(folder))
    changes = diff(CHART, new)
    findings = policy_faults(CHART, new, changes, places)
    return [(change.kind, change.code, change.what) for change in changes], [(one.code, str(one.severity)) for one in findings]


# --- chart diff ---------------------------------------------------------------------------------------------------------------


def test_a_chart_does_not_differ_from_itself() -> None:
    assert diff(CHART, CHART) == []
    result = run(chart_app, "diff", "universal", "universal")
    assert result.exit_code == 0
    assert "Ei muutoksia" in result.stdout


NEW_ACCOUNT = """  - code: 3311
    name: {fi: Perhejäsenmaksut, sv: Familjemedlemsavgifter, en: Family fees}
    class: income
    nature: membership_fees
    function: fundraising
    functions: [fundraising, programme]
    level: extended
    since: 2027.1
    definition: {fi: Perheiden maksut., sv: Familjernas avgifter., en: Fees of families.}
  - code: 3320
"""
CHANGES = {
    "new": (lambda t: swap(t, "  - code: 3320\n", NEW_ACCOUNT), [("new", "3311", "")], []),
    "new since another version": (
        lambda t: swap(t, "  - code: 3320\n", NEW_ACCOUNT.replace("since: 2027.1", "since: 2026.1")),
        [("new", "3311", "")],
        [("TK381", "warning")],
    ),
    "retired": (lambda t: retired(t, "3330", "3310"), [("retired", "3330", "until")], []),
    "retired in another version": (
        lambda t: retired(t, "3330", "3310", "2026.2"),
        [("retired", "3330", "until")],
        [("TK381", "warning")],
    ),
    "renamed": (
        lambda t: in_account(t, "3310", "fi: Jäsenmaksut,", "fi: Henkilöjäsenmaksut,"),
        [("renamed", "3310", "fi")],
        [],
    ),
    "a definition": (lambda t: in_account(t, "3310", "vuosi- ja", "vuosittaiset ja"), [("text", "3310", "definition")], []),
    "a level": (
        lambda t: in_account(t, "3310", "level: basic", "level: extended"),
        [("behaviour", "3310", "level")],
        [],
    ),
    "a wider account": (
        lambda t: in_account(t, "3420", "functions: [fundraising]", "functions: [fundraising, programme]"),
        [("widened", "3420", "functions")],
        [],
    ),
    "a default function": (
        lambda t: in_account(t, "3310", "function: fundraising\n", "function: programme\n"),
        [("meaning", "3310", "function")],
        [("TK377", "error")],
    ),
    "a funder": (
        lambda t: in_account(t, "3610", "funder: stea", "funder: state"),
        [("meaning", "3610", "funder")],
        [("TK377", "error")],
    ),
    "a group": (
        lambda t: swap(t, "fi: Jäsenmaksut, sv: Medlemsavgifter, en: Membership fees}\n", "fi: Maksut, sv: A, en: B}\n"),
        [("group_renamed", "33", "en"), ("group_renamed", "33", "fi"), ("group_renamed", "33", "sv")],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen_and_judged_by_the_policy(name: str, changed) -> None:
    change, expected, codes = CHANGES[name]
    changes, findings = found(changed(own=change))
    assert sorted(changes) == expected
    assert findings == codes


def test_an_account_taken_out_of_the_file_is_an_error(changed) -> None:
    def without(text: str) -> str:
        head, _, rest = text.partition("  - code: 6640\n")
        return head + "  - code:" + rest.partition("\n  - code:")[2]

    folder = changed(own=without)
    assert found(folder)[1] == [("TK376", "error")]
    assert [change[:2] for change in found(folder)[0]] == [("gone", "6640")]


def test_a_changed_nature_is_an_error_with_its_line_and_moves_lines(changed) -> None:
    folder = changed(own=lambda t: in_account(t, "6655", "nature: audit", "nature: wages"))
    changes, findings = found(folder)
    assert ("meaning", "6655", "nature") in changes
    assert ("moved", "6655", "is_npo") in changes
    assert ("TK377", "error") in findings
    assert ("TK378", "warning") in findings
    new, places = chart_given(str(folder))
    fault = next(one for one in policy_faults(CHART, new, diff(CHART, new), places) if one.code == "TK377")
    assert "nature: wages" in (folder / OWN).read_text(encoding="utf-8").splitlines()[fault.place.row - 1]


def test_a_permitted_function_taken_away_changes_the_meaning(changed) -> None:
    folder = changed(
        own=lambda t: in_account(t, "3310", "functions: [fundraising, programme]", "functions: [fundraising]"),
    )
    assert found(folder) == ([("meaning", "3310", "functions")], [("TK377", "error")])


def test_a_line_that_selects_otherwise_moves_accounts(changed) -> None:
    nature = "nature: [depreciation]"
    staff = "wages, holiday_bonus, bonus, fringe, fees, staff_refund, pension, social"
    folder = changed(npo=lambda t: swap(swap(t, f"[{staff}", "[wages"), f"not_nature: [{staff}", "not_nature: [wages"))
    assert nature in (folder / NPO).read_text(encoding="utf-8")
    changes, findings = found(folder)
    moved = {code for kind, code, what in changes if kind == "moved" and what == "is_npo"}
    assert {"4210", "4220", "4160"} <= moved
    assert {code for code, _ in findings} == {"TK378"}


def test_a_retired_account_does_not_come_back(changed) -> None:
    folder = changed(own=lambda t: retired(t, "3330", "3310"))
    old, _ = chart_given(str(folder))
    back = diff(old, CHART)
    assert [(change.kind, change.code) for change in back] == [("revived", "3330")]
    _, places = chart_given("universal")
    assert {one.code for one in policy_faults(old, CHART, back, places)} == {"TK379", "TK380"}


def test_a_version_that_does_not_grow_is_told(changed) -> None:
    folder = changed(own=lambda t: in_account(swap(t, f"version: {NEXT}", "version: 2026.1"), "3310", "vuosi- ja", "kaikki"))
    assert found(folder)[1] == [("TK380", "warning")]


def test_layouts_and_lines_that_come_and_go_are_seen(changed) -> None:
    folder = changed(npo=lambda t: swap(t, "id: is.gen\n", "id: is.general\n"))
    (folder / "layouts/uk-sorp-sofa.yaml").unlink()
    changes, _ = found(folder)
    assert ("layout_gone", "uk_sorp_sofa", "") in changes
    assert ("line_gone", "is_npo is.gen", "") in changes
    assert ("line_new", "is_npo is.general", "") in changes
    assert ("moved", "3730", "is_npo") in changes


def test_the_command_shows_the_changes_and_fails_on_a_changed_meaning(changed, templates: Path) -> None:
    folder = changed(
        own=lambda t: in_account(retired(t, "3330", "3310"), "3310", "function: fundraising\n", "function: programme\n")
    )
    result = run(chart_app, "diff", str(templates), str(folder))
    assert result.exit_code == 1
    assert "3330 Liittymismaksut  → 3310" in result.stdout
    assert "TK377" in result.stderr
    assert run(chart_app, "diff", str(templates), str(folder), "--fail-on", "never").exit_code == 0
    document = json.loads(run(chart_app, "diff", str(templates / OWN), str(folder / OWN), "--json").stdout)
    assert (document["command"], document["old"], document["new"]) == ("chart diff", "2026.1", NEXT)
    assert {(change["kind"], change["code"]) for change in document["changes"]} >= {("retired", "3330"), ("meaning", "3310")}
    assert [finding["code"] for finding in document["findings"]] == ["TK377"]


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_kind_of_change_has_words(lang: str) -> None:
    assert all(label(f"chart.diff.{kind}", lang) for kind in KINDS)


def guarded(app, *arguments: str) -> int:
    return run_guarded(
        lambda args, standalone_mode: app(args=args, standalone_mode=standalone_mode, obj=Session("fi")), arguments
    )


def test_what_cannot_be_compared_is_refused(changed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = changed(own=lambda t: swap(t, "id: universal", "id: another"))
    assert guarded(chart_app, "diff", str(other)) == 2
    assert "TK382" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert guarded(chart_app, "diff", str(tmp_path / "empty")) == 3
    assert "TK383" in capsys.readouterr().err
    assert guarded(chart_app, "diff", str(tmp_path / "nothing.yaml")) == 3
    assert "TK507" in capsys.readouterr().err


# --- mapping migrate ----------------------------------------------------------------------------------------------------------

MAPPING = """\
# Kartoitus 2026: 3330 on tässä kommentissa eikä muutu
mapping: 1
organisation: {name: "Testi 3330 ry"}   # 3330

rules:
  - {when: "3330", to: 3330}                       # liittymismaksut
  - {when: ["3331", 3332], to: {account: "3330", function: fundraising}, note: '3330 vanha'}
  - when: "3333"
    to:
      - {account: '3330', share: 60}
      - account: 3330
        share: 40
    basis: ohje 3330
  -   {when: 1900, to:   3310}
  - {when: "9*", to: outside, reason: "3330 ja muut"}
"""
REWRITTEN = """\
# Kartoitus 2026: 3330 on tässä kommentissa eikä muutu
mapping: 1
organisation: {name: "Testi 3330 ry"}   # 3330

rules:
  - {when: "3330", to: 3320}                       # liittymismaksut
  - {when: ["3331", 3332], to: {account: "3320", function: fundraising}, note: '3330 vanha'}
  - when: "3333"
    to:
      - {account: '3320', share: 60}
      - account: 3320
        share: 40
    basis: ohje 3330
  -   {when: 1900, to:   3310}
  - {when: "9*", to: outside, reason: "3330 ja muut"}
"""


@pytest.fixture(scope="module")
def later(templates: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chart in which 3330 became 3320, 1930 became 1910 in two steps, and other accounts went out of use in hard ways."""
    folder = tmp_path_factory.mktemp("later") / "charts"
    shutil.copytree(templates, folder)
    text = newer((folder / OWN).read_text(encoding="utf-8"))
    for code, by in (("3330", "3320"), ("1930", "1940"), ("1940", "1910"), ("1620", None), ("2650", "4250"), ("3414", "3416")):
        text = retired(text, code, by)
    text = retired(text, "6360", "6310")
    (folder / OWN).write_text(text, encoding="utf-8")
    return folder


@cache
def later_chart(folder: Path) -> Chart:
    return chart_given(str(folder))[0]


def migrated(text: str | bytes, folder: Path, tmp_path: Path):
    path = tmp_path / "mapping.yaml"
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return migrate(path, later_chart(folder))


def test_targets_are_rewritten_and_every_other_byte_stays(later: Path, tmp_path: Path) -> None:
    result = migrated(MAPPING, later, tmp_path)
    assert result.content.decode("utf-8") == REWRITTEN
    assert result.findings == []
    assert [(edit.place.row, edit.old, edit.new) for edit in result.edits] == [(row, "3330", "3320") for row in (6, 7, 10, 11)]


@pytest.mark.parametrize("line_break", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_breaks_and_byte_order_mark_stay(line_break: str, mark: bytes, later: Path, tmp_path: Path) -> None:
    text, rewritten = (mark + one.replace("\n", line_break).encode("utf-8") for one in (MAPPING, REWRITTEN))
    assert migrated(text, later, tmp_path).content == rewritten


def test_a_mapping_without_retired_targets_stays_as_it_is(later: Path, tmp_path: Path) -> None:
    assert migrated(REWRITTEN, later, tmp_path).content.decode("utf-8") == REWRITTEN


@pytest.mark.parametrize("name", mapping_names())
def test_shipped_mappings_need_no_migration(name: str) -> None:
    path = shipped("mappings") / f"{name}.yaml"
    result = migrate(path, CHART)
    assert (result.content, result.edits, result.findings) == (path.read_bytes(), [], [])


def test_the_last_successor_counts(later: Path, tmp_path: Path) -> None:
    result = migrated('mapping: 1\nrules:\n  - {when: "1", to: 1930}\n', later, tmp_path)
    assert result.content == b'mapping: 1\nrules:\n  - {when: "1", to: 1910}\n'


HARD = {
    "not in the chart": ("9999", "TK384", "error"),
    "no successor": ("1620", "TK385", "error"),
    "another class": ("2650", "TK386", "error"),
    "a function that the successor does not permit": ("{account: 3414, function: programme}", "TK387", "error"),
    "written in another way": ('"\\x33330"', "TK392", "error"),
    "through an anchor": ("&a 3330", "TK392", "error"),
}


@pytest.mark.parametrize("name", HARD)
def test_what_cannot_be_migrated_is_told_with_its_place_and_left(name: str, later: Path, tmp_path: Path) -> None:
    target, code, severity = HARD[name]
    text = f'mapping: 1\nrules:\n  - {{when: "1", to: 3330}}\n  - {{when: "2", to: {target}}}\n'
    result = migrated(text, later, tmp_path)
    (finding,) = result.findings
    assert (finding.code, str(finding.severity), finding.place.row) == (code, severity, 4)
    line = text.splitlines()[3]
    assert line[int(finding.place.column) - 1 :].startswith(target if target[0] != "{" else "3414")
    assert result.content.decode("utf-8") == text.replace("to: 3330}\n", "to: 3320}\n", 1)


def test_a_move_to_another_line_is_told_and_rewritten(later: Path, tmp_path: Path) -> None:
    result = migrated('mapping: 1\nrules:\n  - {when: "1", to: 6360}\n', later, tmp_path)
    assert b"to: 6310" in result.content
    (finding,) = result.findings
    assert (finding.code, str(finding.severity)) == ("TK388", "warning")
    assert "is_functional" in finding.data["layouts"]  # administration before, programme now
    kept = migrated('mapping: 1\nrules:\n  - {when: "1", to: {account: 6360, function: administration}}\n', later, tmp_path)
    assert kept.findings == []


def test_faults_of_the_file_come_first(later: Path, tmp_path: Path) -> None:
    result = migrated("mapping: 1\nrules: [\n", later, tmp_path)
    assert [finding.code for finding in result.findings] == ["TK501"]
    assert result.content == b""


targets = st.sampled_from(["3330", "3310", '"3330"', "'3330'", "{account: 3330}", '{"account": "3330", function: programme}'])
spaces = st.sampled_from(["", " ", "   "])
comments = st.sampled_from(["", " # 3330", "  # ä € 𝄞 to: 3330"])
texts = st.text(alphabet=st.sampled_from("ab 3330äö€𝄞:#-,"), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=st.lists(st.tuples(targets, spaces, comments, texts), min_size=1, max_size=8))
def test_only_targets_change_whatever_stands_around_them(rules, later: Path, tmp_path: Path) -> None:
    """Against the meaning of the file: the new text reads as the old one with its targets replaced."""
    lines = [
        f"  - {{note: '{note.replace(chr(39), '')}', when: \"{index}\",{gap} to: {target}{gap}}}{comment}"
        for index, (target, gap, comment, note) in enumerate(rules)
    ]
    text = "mapping: 1\nrules:\n" + "\n".join(lines) + "\n"
    result = migrated(text, later, tmp_path)
    new = result.content.decode("utf-8")
    before, after = (parse(one, "m")[0].data["rules"] for one in (text, new))
    for old_rule, new_rule in zip(before, after, strict=True):
        expected = json.loads(json.dumps(old_rule["to"]).replace('"3330"', '"3320"'))
        assert new_rule == {**old_rule, "to": expected}
    assert len(new) == len(text)
    differing = [index for index, (a, b) in enumerate(zip(text, new, strict=True)) if a != b]
    assert all((text[index], new[index]) == ("3", "2") for index in differing)
    assert len(differing) == len(result.edits)


def test_the_command_writes_the_file_and_says_what_it_did(later: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "old.yaml", tmp_path / "new.yaml"
    source.write_text(MAPPING, encoding="utf-8")
    result = run(mapping_app, "migrate", str(source), "--to", str(later), "-o", str(out))
    assert result.exit_code == 0, result.output
    assert out.read_text(encoding="utf-8") == REWRITTEN
    assert source.read_text(encoding="utf-8") == MAPPING
    assert result.stdout.count("3330 → 3320") == 4
    again = run(mapping_app, "migrate", str(source), "--to", str(later), "-o", str(source), "--force", "--json")
    document = json.loads(again.stdout)
    assert source.read_text(encoding="utf-8") == REWRITTEN
    assert document["edits"][0] == {"file": source.as_posix(), "row": 6, "column": 24, "old": "3330", "new": "3320"}
    assert document["chart"] == NEXT


def test_the_command_ends_with_1_when_a_person_must_look(later: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "old.yaml", tmp_path / "new.yaml"
    source.write_text('mapping: 1\nrules:\n  - {when: "1", to: 1620}\n  - {when: "2", to: 3330}\n', encoding="utf-8")
    result = run(mapping_app, "migrate", str(source), "--to", str(later), "-o", str(out))
    assert result.exit_code == 1
    assert f"{source.as_posix()}:3:21" in result.stderr
    assert "to: 3320" in out.read_text(encoding="utf-8")
    assert guarded(mapping_app, "migrate", str(source), "--to", str(later), "-o", str(out)) == 2  # exists


def test_an_extended_file_is_named_when_it_needs_migration_too(later: Path, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text('mapping: 1\nrules:\n  - {when: "1", to: 3330}\n', encoding="utf-8")
    source = tmp_path / "own.yaml"
    source.write_text('mapping: 1\nextends: base.yaml\nrules:\n  - {when: "2", to: 3330}\n', encoding="utf-8")
    result = run(mapping_app, "migrate", str(source), "--to", str(later), "-o", str(tmp_path / "out.yaml"), "--json")
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["code"], finding["row"]) == ("TK389", 3)
    assert finding["file"].endswith("base.yaml")


# --- chart crosswalk ----------------------------------------------------------------------------------------------------------


def test_places_say_what_the_crosswalks_and_layouts_say() -> None:
    """Every account, function by function: joining the functions loses and adds nothing."""
    crosswalks = universal_crosswalks()
    for account in CHART.accounts[::7]:
        places = places_of(CHART, crosswalks, account)
        for function in account.functions or ("",):
            here = [place for place in places if not place.functions or function in place.functions]
            for crosswalk in crosswalks:
                told = {code for place in here if place.scheme == crosswalk.id for code, _ in place.targets}
                said = counterparts(CHART, [crosswalk], account.code)
                assert told == {one.target for one in said if one.function in ("", function) and one.target}
            for layout in CHART.layouts:
                lines = {code for place in here if place.scheme == layout.id for code, _ in place.targets}
                line = layout.line_of(account, function or None)
                assert lines == ({line.id} if layout.covers(account) and line else set())


def test_functions_that_agree_are_joined() -> None:
    result = run(chart_app, "crosswalk", "6510", "--scheme", "is_npo")
    assert "is.ord.exp.other Muut kulut (toiminta, hallinto)" in result.stdout
    assert "is.fund.exp Kulut (varainhankinta)" in result.stdout


@pytest.mark.parametrize(("lang", "reason"), [("fi", "ei vastinetta"), ("sv", "ingen motsvarighet"), ("en", "no counterpart")])
def test_a_missing_counterpart_has_its_reason(lang: str, reason: str) -> None:
    result = run(chart_app, "crosswalk", "3310", "--scheme", "raportointikoodisto", lang=lang)
    assert reason in result.stdout
    note = next(one.note for one in counterparts(CHART, universal_crosswalks(), "3310") if one.scheme == "raportointikoodisto")
    assert note is not None
    assert note.get(lang).split()[0] in result.stdout


def test_crosswalk_as_a_document() -> None:
    document = json.loads(run(chart_app, "crosswalk", "3310", "--json").stdout)
    assert (document["command"], document["account"]["code"]) == ("chart crosswalk", "3310")
    schemes = {entry["scheme"] for entry in document["schemes"]}
    assert {crosswalk.id for crosswalk in universal_crosswalks()} <= schemes
    assert {layout.id for layout in CHART.layouts if layout.kind == "income_statement"} <= schemes
    assert all(entry["targets"] or entry["note"] for entry in document["schemes"])


def test_crosswalk_shows_the_accounts_of_the_ready_mappings() -> None:
    """Fault: Kitsas, Tilitin and BAS were no part of what ``chart crosswalk`` showed."""
    document = json.loads(run(chart_app, "crosswalk", "3310", "--json").stdout)
    found = {entry["scheme"]: entry for entry in document["schemes"] if entry["kind"] == "mapping"}

    assert set(found) == set(mapping_names())
    assert [one["code"] for one in found["tilitin-yhdistys"]["targets"]] == ["5001"]
    assert [one["code"] for one in found["kitsas-yhdistys"]["targets"]] == ["7310"]
    assert all("3000-3899" in one["code"] and "~" in one["code"] for one in found["bas-forening"]["targets"])
    missing = run(chart_app, "crosswalk", "9150", "--scheme", "kitsas-yhdistys", lang="sv").stdout
    assert "Kontoplanen har inget sådant konto" in missing


@pytest.mark.parametrize("name", mapping_names())
def test_every_accepted_rule_of_a_ready_mapping_is_shown(name: str) -> None:
    shown = {(a.code, code) for a in CHART.accounts for place in mapping_places(a, name) for code, _ in place.targets}
    rules = [rule for rule in load_mapping(name).rules if rule.status == "accepted"]

    for rule in rules:
        for target in rule.targets:
            pattern = str(rule.when.account[0]) if rule.when.account else rule.when.name[0]
            assert not target.account or any(code == target.account and pattern in written for code, written in shown), rule.place


def test_crosswalk_refuses_what_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(chart_app, "crosswalk", "3311") == 2
    assert "TK371" in capsys.readouterr().err
    assert guarded(chart_app, "crosswalk", "3310", "--scheme", "sbr") == 2
    assert "TK901" in capsys.readouterr().err
