"""The views beside the statutory schemes: by nature, by function, and the statements of three neighbouring countries."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from mapping_ledgers import Entry, Rules, ledger, mapped

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.model import RESULT_CLASSES, Account, Layout, Line
from tilikartta.statements.figures import statement

CHART = universal_chart()
SHARED = Path(__file__).resolve().parents[2] / "shared" / "charts"
NEW = ["is_nature", "is_functional", "uk_sorp_sofa", "no_aktivitetsregnskap", "se_k_forening"]
RESULT = [account for account in CHART.accounts if account.klass in RESULT_CLASSES]

each_layout = pytest.mark.parametrize("name", NEW)


def layout(name: str) -> Layout:
    return CHART.layout_by_id[name]


def places(accounts: list[Account] = RESULT) -> Iterator[tuple[Account, str]]:
    for account in accounts:
        for function in account.functions:
            yield account, function


def lines_for(leaves: tuple[Line, ...], account: Account, function: str) -> list[str]:
    return [line.id for line in leaves if line.select is not None and line.select.takes(account, function)]


def home(name: str, account: Account, function: str) -> str:
    (line,) = lines_for(layout(name).leaves, account, function)
    return line


@each_layout
def test_every_account_and_permitted_function_has_exactly_one_line(name):
    wrong = [(a.code, f, lines) for a, f in places() if len(lines := lines_for(layout(name).leaves, a, f)) != 1]
    assert wrong == []


@each_layout
def test_no_balance_sheet_account_has_a_line(name):
    others = [account for account in CHART.accounts if account.klass not in RESULT_CLASSES]
    assert [account.code for account in others if layout(name).line_of(account, None)] == []


@each_layout
def test_every_line_takes_something(name):
    used = {home(name, account, function) for account, function in places()}
    assert {line.id for line in layout(name).leaves} - used == set()


def narrower(leaves: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    """The layout without one leaf, and with one value of one leaf's select left out."""
    for index, line in enumerate(leaves):
        yield (*leaves[:index], *leaves[index + 1 :])
        assert line.select is not None
        for key in ("klass", "nature", "function", "purpose"):
            given = getattr(line.select, key)
            for value in given if len(given) > 1 else ():
                select = replace(line.select, **{key: tuple(one for one in given if one != value)})
                yield (*leaves[:index], replace(line, select=select), *leaves[index + 1 :])


@each_layout
def test_a_line_or_one_of_its_attributes_taken_away_leaves_an_account_without_a_line(name):
    """A mutation of the layout does not pass the proof."""
    mutations = list(narrower(layout(name).leaves))
    assert len(mutations) >= len(layout(name).leaves) > 10
    for leaves in mutations:
        assert any(not lines_for(leaves, account, function) for account, function in places()), [line.id for line in leaves]


@pytest.mark.parametrize("name", ["is_nature", "is_functional"])
def test_an_unknown_nature_has_no_line(name):
    """Lines name their natures: a nature added to the chart alone would fall out and fail the proof."""
    account = replace(CHART.by_code["6790"], nature="something_new")
    assert lines_for(layout(name).leaves, account, "programme") == []


def test_every_nature_has_one_line_of_its_own_over_all_functions():
    by_nature: dict[str, set[str]] = {}
    for account, function in places():
        by_nature.setdefault(account.nature, set()).add(home("is_nature", account, function))
    assert {nature for nature, lines in by_nature.items() if len(lines) != 1} == set()
    every = [line for lines in by_nature.values() for line in lines]
    assert len(every) == len(set(every))


def test_functional_lines_repeat_the_same_split_under_every_function():
    """A nature stands under the same heading whatever the function, so that functions can be compared."""
    heading = {"fx.prog": "programme", "fx.adm": "administration", "fx.fund": "fundraising", "fx.inv": "investment"}
    split: dict[tuple[str, str], set[str]] = {}
    for account, function in places([account for account in RESULT if account.klass != "appropriation"]):
        line = home("is_functional", account, function)
        if line == "fx.gen":
            assert function == "general_grants"
            continue
        group, _, last = line.rpartition(".")
        assert heading[group.rpartition(".")[0]] == function
        split.setdefault((account.klass, account.nature), set()).add(last)
    assert {key for key, names in split.items() if len(names) != 1} == set()


def test_functional_groups_make_up_the_statutory_groups():
    statutory = {"fx.prog": "is.ord", "fx.adm": "is.ord", "fx.fund": "is.fund", "fx.inv": "is.inv", "fx.gen": "is.gen"}
    for account, function in places([account for account in RESULT if account.klass != "appropriation"]):
        mine = ".".join(home("is_functional", account, function).split(".")[:2])
        assert home("is_npo", account, function).startswith(statutory[mine]), (account.code, function)


@pytest.mark.parametrize(
    ("name", "code", "function", "line"),
    [
        ("uk_sorp_sofa", "3410", "fundraising", "A1"),
        ("uk_sorp_sofa", "3310", "fundraising", "A1"),
        ("uk_sorp_sofa", "3110", "programme", "A2"),
        ("uk_sorp_sofa", "3610", "programme", "A2"),
        ("uk_sorp_sofa", "3520", "fundraising", "A3"),
        ("uk_sorp_sofa", "3840", "investment", "A4"),
        ("uk_sorp_sofa", "6650", "administration", "B2"),
        ("uk_sorp_sofa", "6910", "fundraising", "B1"),
        ("uk_sorp_sofa", "8140", "appropriations", "T"),
        ("no_aktivitetsregnskap", "3310", "fundraising", "A1"),
        ("no_aktivitetsregnskap", "3730", "general_grants", "A2a"),
        ("no_aktivitetsregnskap", "3650", "programme", "A2b"),
        ("no_aktivitetsregnskap", "3690", "programme", "A2.unstated"),
        ("no_aktivitetsregnskap", "3420", "fundraising", "A3"),
        ("no_aktivitetsregnskap", "3110", "programme", "A4a"),
        ("no_aktivitetsregnskap", "3510", "fundraising", "A4b"),
        ("no_aktivitetsregnskap", "3870", "programme", "A6"),
        ("no_aktivitetsregnskap", "6910", "fundraising", "F1a"),
        ("no_aktivitetsregnskap", "6940", "fundraising", "F1a"),
        ("no_aktivitetsregnskap", "4110", "fundraising", "F1b"),
        ("no_aktivitetsregnskap", "6830", "programme", "F2a"),
        ("no_aktivitetsregnskap", "4110", "programme", "F2b"),
        ("no_aktivitetsregnskap", "4110", "administration", "F3"),
        ("no_aktivitetsregnskap", "7510", "investment", "F4"),
        ("se_k_forening", "3310", "fundraising", "I.fee"),
        ("se_k_forening", "3730", "general_grants", "I.grant"),
        ("se_k_forening", "6220", "fundraising", "E.goods"),
        ("se_k_forening", "4310", "programme", "E.staff"),
        ("se_k_forening", "3810", "investment", "X.inc"),
        ("is_nature", "4310", "programme", "nat.exp.voluntary.health"),
        ("is_nature", "3870", "programme", "nat.inc.gains"),
        ("is_functional", "5110", "administration", "fx.adm.exp.premises"),
    ],
)
def test_landmarks(name, code, function, line):
    assert home(name, CHART.by_code[code], function) == line


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/charts is not here")
@pytest.mark.parametrize("name", ["uk_sorp_sofa", "no_aktivitetsregnskap"])
def test_row_codes_are_those_of_the_foreign_statement(name):
    with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        known = {row["number"]: row["notes"] for row in csv.DictReader(lines)}
    refs = {line.ref for _, line in layout(name).flat if line.ref}
    assert refs
    assert refs <= set(known)
    assert [ref for ref in refs if "UNCONFIRMED" in known[ref]] == []


@each_layout
def test_every_line_tells_its_source_and_stands_in_no_statute(name):
    """These views are no statutory schemes, and none may pass for one."""
    assert layout(name).source
    assert layout(name).note
    assert [line.id for _, line in layout(name).flat if not line.source] == []
    assert [line.id for _, line in layout(name).flat if line.statutory != "false"] == []


@each_layout
def test_nothing_open_is_printed(name):
    texts = [
        layout(name).note,
        *layout(name).source,
        *(text for _, line in layout(name).flat for text in (line.source, line.note)),
    ]
    assert [text for text in texts if "UNCONFIRMED" in text] == []


@pytest.mark.parametrize(
    ("code", "funder", "line"),
    [
        ("3690", "", "A2.unstated"), ("3690", "municipality", "A2a"), ("3690", "Suomen Kulttuurirahasto", "A2b"),
        ("3610", "", "A2.unstated"), ("3650", "stea", "A2a"), ("3790", "kela", "A2a"), ("3790", "own_federation", "A2b"),
    ],
)  # fmt: skip
def test_the_funder_of_the_entry_decides_whether_a_grant_is_public(code, funder, line):
    account = CHART.by_code[code]
    assert layout("no_aktivitetsregnskap").line_of(account, account.function, funder).id == line


def test_public_funders_are_those_of_the_key_figure():
    """One list of public funders: the share of public funding and the Norwegian statement may not disagree."""
    text = (Path(__file__).resolve().parents[1] / "charts" / "key-figures.yaml").read_text(encoding="utf-8")
    named = yaml.safe_load(text)["terms"]
    (term,) = [one for one in named if any("funder" in pick for pick in one["select"])]
    lines = {line.id: line for line in layout("no_aktivitetsregnskap").leaves}
    assert set(lines["A2a"].select.funder) == set(term["select"][0]["funder"])
    assert set(lines["A2b"].select.not_funder) == {"", *lines["A2a"].select.funder}


def test_a_grant_whose_mapping_names_the_funder_stands_on_its_row():
    rules = Rules().add("1", {"account": "3690", "funder": "municipality"}).add("2", "3690").add("3", "3610")
    result = mapped(ledger([Entry("1", -100), Entry("2", -20), Entry("3", -3)]), rules)
    found = statement(result, CHART, layout("no_aktivitetsregnskap"))
    assert {line: found.amounts[line] for line in ("A2a", "A2b", "A2.unstated", "A2")} == {
        "A2a": [103], "A2b": [0], "A2.unstated": [20], "A2": [123],
    }  # fmt: skip
