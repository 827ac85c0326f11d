"""Mapping files: every fault of a file at once, each at its place; the language as the model sees it."""

from datetime import date
from pathlib import Path

import pytest

from tilikartta.definitions.mapping_file import json_schema, load_mapping, read_mapping
from tilikartta.messages import LANGUAGES, hint, message
from tilikartta.model import ExitCode, Pattern, Target, TilikarttaError


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Write a mapping (and others that it extends) and read it: (mapping, findings)."""
    monkeypatch.chdir(tmp_path)

    def reader(text, **others):
        for name, content in others.items():
            Path(f"{name}.yaml").write_text("mapping: 1\n" + content, encoding="utf-8")
        Path("m.yaml").write_text("mapping: 1\n" + text, encoding="utf-8")
        mapping, findings = read_mapping("m.yaml")
        for finding in findings:
            for lang in LANGUAGES:
                assert message(finding, lang)
                assert hint(finding, lang)
        return mapping, findings

    return reader


def told(findings):
    return sorted((finding.code, finding.place.row, finding.place.column) for finding in findings)


def test_all_faults_of_a_file_at_once_with_their_places(read):
    _, findings = read(
        "organisation: {nmae: Oma ry, form: associaton, members: moni}\n"
        "rules:\n"
        '  - {when: "3000-309", to: 3310}\n'
        '  - {wen: "3000", to: 3310}\n'
        '  - {when: "7200", to: [{account: 5110, share: 70}, {account: 5120, share: 40}]}\n'
        '  - {when: "9*", to: outside}\n'
        '  - {when: {account: "1", kp: 3}, to: {function: programe}}\n'
    )
    assert told(findings) == [
        ("TK510", 5, "5"), ("TK511", 2, "16"), ("TK511", 5, "6"), ("TK512", 2, "36"), ("TK512", 8, "50"), ("TK513", 2, "57"),
        ("TK520", 4, "12"), ("TK524", 6, "24"), ("TK528", 7, "22"),
    ]  # fmt: skip


def test_unknown_key_suggests_the_nearest_of_its_place(read):
    _, findings = read("organisation: {nmae: x}\nruels: []\n")
    assert {finding.data["key"]: finding.data["near"] for finding in findings} == {"nmae": ["name"], "ruels": ["rules"]}


def test_key_in_the_wrong_place_does_not_suggest_itself(read):
    """Was a fault: 'share is not known, did you mean share?' (it is known, one level deeper)."""
    _, (finding,) = read('rules:\n  - {when: "1", to: 3310, share: 70}\n')
    assert "share" not in finding.data["near"]
    assert "to" in finding.data["near"]


def test_wrong_literal_lists_the_allowed_ones_as_words(read):
    """Was a fault: the list began with an empty word and held an English 'or' inside the Finnish text."""
    _, findings = read('organisation: {form: x}\nrules:\n  - {when: "1", to: {function: prog}}\n')
    assert [finding.data["expected"] for finding in findings] == [
        ["association", "foundation", "micro_association", "other"],
        ["programme", "administration", "fundraising", "investment", "general_grants", "appropriations"],
    ]
    assert " or " not in hint(findings[0], "fi")


def test_unknown_dimension_suggests_the_known_ones(read):
    _, (finding,) = read('dimensions: {projekti: Projekti}\nrules:\n  - {when: {projketi: "3"}, to: {function: programme}}\n')
    assert (finding.code, finding.data["near"]) == ("TK523", ["projekti"])
    assert told([finding]) == [("TK523", 4, "13")]


@pytest.mark.parametrize("name", ["account", "name", "side", "sign"])
def test_dimension_cannot_take_a_word_of_the_language(read, name):
    """Was a fault: such a dimension was taken silently and could never be used."""
    _, findings = read(f"dimensions: {{{name}: Otsikko}}\n")
    assert told(findings) == [("TK519", 2, "14")]


@pytest.mark.parametrize("start", ["1.7.", "13-01", "02-29", "7-1", "x"])
def test_year_start_that_is_no_day_is_a_finding(read, start):
    """Was a fault: it was taken silently and the run ended in a traceback."""
    _, findings = read(f'organisation: {{year_start: "{start}"}}\n')
    assert [(finding.code, finding.data["key"]) for finding in findings] == [("TK513", "year_start")]


def test_year_start_is_kept(read):
    mapping, findings = read("organisation: {year_start: 07-01}\n")
    assert findings == []
    assert mapping.organisation.year_start == "07-01"


@pytest.mark.parametrize(("key", "value"), [("staff", "nan"), ("staff", "inf"), ("members", "-3"), ("members", "2.5")])
def test_counts_that_are_no_counts_are_findings(read, key, value):
    _, findings = read(f"organisation: {{{key}: {value}}}\n")
    assert [(finding.code, finding.data["key"]) for finding in findings] == [("TK513", key)]


@pytest.mark.parametrize("day", ["0", "86400", "2025", "20250101", "1.1.2025", "2025-02-30", "2025-01-01T00:00:00"])
def test_dates_are_iso_dates_and_nothing_else(read, day):
    """Was a fault: ``from: 0`` was read as 1.1.1970 (seconds since then)."""
    _, findings = read(f"valid: {{from: {day}}}\n")
    assert [finding.code for finding in findings] == ["TK513"]


def test_validity_the_wrong_way_round_is_a_finding(read):
    _, findings = read(
        "valid: {from: 2025-12-31, to: 2025-01-01}\n"
        'rules:\n  - {when: "1", to: 3310, valid: {from: 2025-02-01, to: 2025-01-31}}\n'
    )
    assert told(findings) == [("TK531", 2, "8"), ("TK531", 4, "34")]


def test_items_of_lists_have_their_own_places(read):
    """Was a fault: the place was that of the whole list."""
    _, findings = read('rules:\n  - when: ["1000",\n      "30-400",\n      "5**"]\n    to: 1910\n')
    assert told(findings) == [("TK520", 4, "7"), ("TK522", 5, "7")]
    _, findings = read('rules:\n  - when: {account: ["1000",\n      "9-1"]}\n    to: 1910\n')
    assert told(findings) == [("TK521", 4, "7")]


@pytest.mark.parametrize("text", ["5000-", "-5000", "5**", "*5", "", "5*-6*", "5*6"])
def test_what_is_no_pattern_is_refused(read, text):
    """'5000-' was a fault: a half-written range was taken as an account of that name and matched nothing, silently."""
    _, findings = read(f'rules:\n  - {{when: {{account: "{text}"}}, to: 1910}}\n')
    assert [finding.code for finding in findings] == ["TK522"]


def test_empty_name_part_is_refused(read):
    _, findings = read('rules:\n  - {when: {name: ["~", "~ "]}, to: 1910}\n')
    assert [finding.code for finding in findings] == ["TK522", "TK522"]


@pytest.mark.parametrize(
    ("share", "code"),
    [("0", "TK526"), ("-5", "TK526"), ("33.333", "TK526"), ("101", "TK526"), ("1_0", "TK513"), ("NaN", "TK513")],
)
def test_shares_that_are_no_shares(read, share, code):
    _, findings = read(f'rules:\n  - {{when: "1", to: [{{account: 5110, share: {share}}}, {{account: 5120, share: 50}}]}}\n')
    assert [finding.code for finding in findings] == [code]


def test_share_left_out_and_targets_unlike_each_other(read):
    _, findings = read(
        "rules:\n"
        '  - {when: "1", to: [{account: 5110, share: 50}, {account: 5120}]}\n'
        '  - {when: "2", to: [{account: 5110, share: 50}, {function: programme, share: 50}]}\n'
        '  - {when: "3", to: {note: x}}\n'
        '  - {when: "4", to: {account: 5110, share: 70}}\n'
    )
    assert [(code, row) for code, row, _ in told(findings)] == [("TK511", 5), ("TK524", 6), ("TK525", 3), ("TK527", 4)]


def test_the_language_as_the_model_sees_it(read):
    mapping, findings = read(
        "organisation: {name: Oma ry, members: 240}\n"
        "dimensions: {kp: Kustannuspaikka}\n"
        "valid: {from: 2025-01-01, to: 2025-12-31}\n"
        "rules:\n"
        '  - {when: ["0100", 0101, "7000-7099", "54*", "*"], to: 0310}\n'
        '  - {when: {account: "4", kp: 300-399, side: credit, sign: income}, to: {function: fundraising, fund: Stipendit}}\n'
        '  - {when: {name: ["Pankki  Oy", "~ Kerä  YS"]}, to: [{account: 5110, share: 66.67}, {account: 5120, share: 33.33}]}\n'
        '  - {when: "9*", to: outside, reason: sisäinen, status: suggested, evidence: nimi, valid: {from: 2025-07-01}}\n'
    )
    assert findings == []
    first, second, third, fourth = mapping.rules
    assert first.when.account == (
        Pattern("exact", "0100", "0100"), Pattern("exact", "0101", "0101"), Pattern("range", "7000", "7099"),
        Pattern("prefix", "54", "54"), Pattern("any"),
    )  # fmt: skip
    assert first.targets == (Target("0310"),)
    assert second.when.dims == (("kp", (Pattern("range", "300", "399"),)),)
    assert (second.when.side, second.when.sign) == ("credit", "income")
    assert second.targets == (Target(function="fundraising", fund="Stipendit"),)
    assert third.when.name == ("pankki oy", "~kerä ys")
    assert [target.share for target in third.targets] == [6667, 3333]
    assert (fourth.outside, fourth.targets, fourth.status, fourth.valid_from) == (True, (), "suggested", date(2025, 7, 1))
    assert str(second.place) == "m.yaml:7:5"
    assert mapping.files[0][0] == "m.yaml"


def test_extends_puts_own_rules_first_and_fills_what_is_not_said(read):
    mapping, findings = read(
        'extends: base\nrules:\n  - {when: {kp: "3"}, to: {function: programme}}\n',
        base="organisation: {name: Pohja}\ndimensions: {kp: KP}\nsource: {profile: procountor}\n"
        'rules:\n  - {when: "1", to: 1910}\n',
    )
    assert findings == []
    assert [rule.place.file for rule in mapping.rules] == ["m.yaml", "base.yaml"]
    assert (mapping.organisation.name, mapping.dimensions, mapping.source) == (
        "Pohja",
        (("kp", "KP"),),
        {"profile": "procountor"},
    )
    assert [name for name, _ in mapping.files] == ["m.yaml", "base.yaml"]


def test_cycle_in_extends_shows_the_way_round(read):
    _, (finding,) = read("extends: b\n", b="extends: c\n", c="extends: m\n")
    assert (finding.code, str(finding.place)) == ("TK530", "c.yaml:2:10")
    assert finding.data["way"] == "m.yaml → b.yaml → c.yaml → m.yaml"


def test_missing_base_offers_the_shipped_ones(read):
    _, (finding,) = read("extends: tilitin-yhdistis\n")
    assert (finding.code, str(finding.place), finding.data["near"][0]) == ("TK509", "m.yaml:2:10", "tilitin-yhdistys")


def test_faults_of_the_base_are_found_at_their_place(read):
    _, findings = read("extends: base\n", base='rules:\n  - {when: "1-22", to: 1910}\n')
    assert [(finding.code, str(finding.place)) for finding in findings] == [("TK520", "base.yaml:3:12")]


def test_a_fault_of_shape_hides_no_missing_base(read):
    """Was a fault: 'all faults at once' did not hold for extends."""
    _, findings = read("extends: nosuch\nbogus: 1\n")
    assert [finding.code for finding in findings] == ["TK511", "TK509"]


def test_a_fault_of_shape_does_not_make_the_dimensions_of_the_base_unknown(read):
    """Was a fault: a typing error elsewhere gave a second, false finding TK523."""
    _, findings = read(
        'extends: base\nbogus: 1\nrules:\n  - {when: {kp: "3"}, to: {function: programme}}\n', base="dimensions: {kp: KP}\n"
    )
    assert [finding.code for finding in findings] == ["TK511"]


@pytest.mark.parametrize(
    ("text", "code"), [("rules: {a: b}\n", "TK513"), ("rules:\n", "TK513"), ("<<: {a: b}\n", "TK511"), ("rules: [x]\n", "TK513")]
)
def test_wrong_shapes_are_findings(read, text, code):
    assert [finding.code for finding in read(text)[1]] == [code]


@pytest.mark.parametrize("text", ["[]", "x", "mapping: 2\n", "mapping: 1\nmapping: 1\n", ""])
def test_files_that_are_no_mapping_end_the_run(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TilikarttaError) as fault:
        load_mapping("m.yaml")
    assert fault.value.exit_code is ExitCode.USAGE
    assert len(fault.value.findings) == 1


def test_unknown_mapping_ends_the_run_with_the_nearest_name():
    with pytest.raises(TilikarttaError) as fault:
        load_mapping("kitsas-yhdistis")
    assert [(finding.code, finding.data["near"][0]) for finding in fault.value.findings] == [("TK509", "kitsas-yhdistys")]


def test_schema_says_what_the_loader_takes():
    schema = json_schema()
    sections = {"mapping", "organisation", "extends", "source", "valid", "dimensions", "rules", "grants", "activities"}
    sections |= {"allocation", "annual_lists", "checks", "accepted"}
    assert set(schema["properties"]) == sections
    assert schema["additionalProperties"] is False
    rule = schema["$defs"]["RuleDocument"]
    assert rule["required"] == ["when", "to"]
    assert {"type": "string"} in rule["properties"]["when"]["anyOf"]
