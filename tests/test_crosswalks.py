"""The crosswalks: every account has a counterpart or a stated reason in each scheme, and no code is invented."""

import csv
import re
from functools import cache
from pathlib import Path

import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.crosswalk_file import (
    Counterpart,
    Crosswalk,
    counterparts,
    crosswalk_paths,
    read_crosswalk,
    universal_crosswalks,
)
from tilikartta.model.chart import LANGS

SCHEMES = ["inpas", "nordic", "raportointikoodisto", "rgs-nl", "sbr-fi", "sorp"]
SHARED = Path(__file__).resolve().parents[2] / "shared" / "charts"
CHART = universal_chart()

each_scheme = pytest.mark.parametrize("scheme", SCHEMES)
needs_facts = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/charts is not here")


@cache
def of(scheme: str) -> Crosswalk:
    return {crosswalk.id: crosswalk for crosswalk in universal_crosswalks()}[scheme]


def used(scheme: str) -> set[str]:
    return {target for row in of(scheme).rows for target in row.to}


def column(file: str, name: str) -> set[str]:
    with (SHARED / file).open(encoding="utf-8", newline="") as lines:
        return {row[name] for row in csv.DictReader(lines) if row[name]}


def targets(scheme: str, code: str, function: str = "") -> set[str]:
    found = counterparts(CHART, [of(scheme)], code)
    return {one.target for one in found if one.function in ("", function)}


def test_the_shipped_crosswalks_are_these_and_have_no_fault():
    assert [crosswalk.id for crosswalk in universal_crosswalks()] == SCHEMES
    assert [path.stem for path in crosswalk_paths()] == SCHEMES


@each_scheme
def test_every_account_has_a_counterpart_or_a_reason(scheme):
    for account in CHART.accounts:
        found = counterparts(CHART, [of(scheme)], account.code)
        assert found, account.code
        assert all(one.target or one.note for one in found), account.code
        for function in account.functions or ("",):
            assert targets(scheme, account.code, function), (account.code, function)


@each_scheme
def test_reasons_and_notes_stand_in_three_languages_and_are_all_used(scheme):
    crosswalk = of(scheme)
    pointed_at = {key for row in crosswalk.rows for key in (row.none, row.note) if key}
    assert set(crosswalk.texts) == pointed_at
    for text in [crosswalk.name, *crosswalk.texts.values(), *crosswalk.targets.values()]:
        assert all(text.get(lang).strip() for lang in LANGS)
    assert set(crosswalk.targets) <= used(scheme)


@each_scheme
def test_where_the_codes_come_from_is_stated(scheme):
    assert of(scheme).source
    assert len(of(scheme).licence) > 40


@needs_facts
def test_sbr_codes_are_in_the_code_list():
    assert used("sbr-fi") <= column("sbr-fi-association-statement-codes.csv", "number")


@needs_facts
def test_sbr_names_are_those_of_the_code_list():
    with (SHARED / "sbr-fi-association-statement-codes.csv").open(encoding="utf-8", newline="") as lines:
        names = {row["number"]: row["name_fi"].removesuffix(" + (-)") for row in csv.DictReader(lines)}
    assert {code: name.fi for code, name in of("sbr-fi").targets.items()} == {code: names[code] for code in used("sbr-fi")}


@needs_facts
def test_rgs_codes_are_in_the_part_for_associations():
    assert used("rgs-nl") <= column("nl_rgs_svc_stichting_vereniging.csv", "number")


@needs_facts
@pytest.mark.parametrize(("country", "name"), [("DK", "dk"), ("NO", "no"), ("SE", "se")])
def test_nordic_numbers_are_in_the_column_of_their_country(country, name):
    numbers = {target.removeprefix(f"{country} ") for target in used("nordic") if target.startswith(f"{country} ")}
    assert numbers
    assert numbers <= column("nordic-account-mapping.csv", name)


def test_nordic_targets_name_their_country():
    assert [target for target in used("nordic") if not re.fullmatch(r"(DK|NO|SE) \d{4}(-\d{4})?", target)] == []


@needs_facts
def test_single_reporting_codes_are_in_the_nordic_table_or_the_published_groups():
    published = {"1070", "1520", "1550", "1600", "1650"}  # groups of one code in TIEKE's tree
    single = {target for target in used("raportointikoodisto") if "-" not in target}
    assert single - published <= column("nordic-account-mapping.csv", "fi_raportointikoodi")


@pytest.mark.parametrize("code", [account.code for account in CHART.accounts if account.in_income_statement])
def test_sorp_agrees_with_the_layout(code):
    account = CHART.by_code[code]
    for function in account.functions:
        line = CHART.layout_by_id["uk_sorp_sofa"].line_of(account, function)
        (target,) = targets("sorp", code, function)
        assert line is not None
        assert target in {line.id, ""}
        assert (target == "") == (line.id in {"A.gains", "N.fi.appr", "N.fi.tax"})


@pytest.mark.parametrize("code", [account.code for account in CHART.accounts if account.in_income_statement])
def test_sbr_agrees_with_the_income_statement(code):
    lines = {"is.ord.inc": "x4221", "is.ord.exp": "x4222", "is.fund.inc": "x4227", "is.fund.exp": "x4228"}
    lines |= {"is.inv.inc": "x4230", "is.inv.exp": "x4231", "is.appr": "x350", "is.gen": "", "is.tax": ""}
    account = CHART.by_code[code]
    for function in account.functions:
        line = CHART.layout_by_id["is_npo"].line_of(account, function)
        assert line is not None
        own = next(name for name in lines if line.id == name or line.id.startswith(f"{name}."))
        assert targets("sbr-fi", code, function) == {lines[own]}


def test_a_counterpart_says_the_function_only_where_it_matters():
    assert {(one.target, one.function) for one in counterparts(CHART, [of("sbr-fi")], "3110")} == {
        ("x4221", "programme"), ("x4227", "fundraising"),
    }  # fmt: skip
    assert [(one.target, one.function) for one in counterparts(CHART, [of("rgs-nl")], "3310")] == [("WOvbSgbBvl", "")]


def test_an_account_named_in_a_row_goes_before_its_nature():
    assert targets("rgs-nl", "3418") == {"WOvbBueNal"}
    assert targets("rgs-nl", "3414") == {"WOvbBueDeg"}


def test_no_counterpart_gives_the_reason():
    (answer,) = counterparts(CHART, [of("sbr-fi")], "3710")
    assert answer == Counterpart("sbr-fi", "", of("sbr-fi").texts["no_general_grants"], "")


def test_schemes_come_in_the_order_given_and_an_unknown_code_gives_nothing():
    assert list(dict.fromkeys(one.scheme for one in counterparts(CHART, universal_crosswalks(), "1910"))) == SCHEMES
    assert counterparts(CHART, universal_crosswalks(), "0000") == []


SOUND = """crosswalk: 1
id: t
name: {fi: a, sv: b, en: c}
source: [s]
licence: l
targets:
  X: {fi: a, sv: b, en: c}
texts:
  why: {fi: a, sv: b, en: c}
rows:
  - {account: [3310], to: [X]}
  - {class: [income], to: [X]}
  - {class: [expense], function: [programme, administration, fundraising, investment], to: [X]}
  - {class: [asset, liability, equity, appropriation, off_statement], none: why}
"""


@pytest.fixture
def faults(tmp_path):
    def read(old: str = "", new: str = ""):
        assert SOUND.count(old) == 1 or not old
        path = tmp_path / "t.yaml"
        path.write_text(SOUND.replace(old, new) if old else SOUND, encoding="utf-8")
        return [(finding.code, finding.place.row) for finding in read_crosswalk(path, CHART)[1]]

    return read


def test_a_sound_file_has_no_findings(faults):
    assert faults() == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("[3310]", "[3311]", ("TK541", 11)),
        ("{account: [3310], to: [X]}", "{account: [3310]}", ("TK310", 11)),
        ("{account: [3310], to: [X]}", "{account: [3310], to: [X], none: why}", ("TK310", 11)),
        ("none: why", "none: whi", ("TK311", 14)),
        ("{account: [3310], to: [X]}", "{account: [3310], to: [Y]}", ("TK312", 11)),
        ("administration, ", "", ("TK313", 11)),
        ("{class: [income], to: [X]}", "{class: [income, expense], to: [X]}", ("TK314", 13)),
        ("{account: [3310], to: [X]}", "{nature: [nothing], to: [X]}", ("TK315", 11)),
        ("{account: [3310], to: [X]}", "{acount: [3310], to: [X]}", ("TK511", 11)),
        ("{class: [income], to: [X]}", "{class: income, to: [X]}", ("TK513", 12)),
    ],
)  # fmt: skip
def test_faults_have_their_code_and_line(faults, old, new, finding):
    assert finding in faults(old, new)


def test_removing_any_row_of_a_shipped_crosswalk_leaves_accounts_without_an_answer(tmp_path):
    """No row is idle: a change of any row, or of an account's attributes, shows."""
    text = (crosswalk_paths()[SCHEMES.index("sbr-fi")]).read_text(encoding="utf-8")
    rows = [line for line in text.splitlines(keepends=True) if line.startswith("  - {class")]
    assert len(rows) > 20
    for row in rows:
        path = tmp_path / "one.yaml"
        path.write_text(text.replace(row, "", 1), encoding="utf-8")
        assert "TK313" in {finding.code for finding in read_crosswalk(path, CHART)[1]}, row
