"""The strict YAML loader: strings stay strings, and every fault has its place."""

import subprocess
import sys

import pytest

from tilikartta.definitions import strict_yaml
from tilikartta.definitions.strict_yaml import MAX_DEPTH, load, parse


def faults(text):
    return [(finding.code, finding.place.row, finding.place.column) for finding in parse(text, "f.yaml")[1]]


@pytest.mark.parametrize(
    "scalar",
    ["0100", "0050", "1_000", "3.10", "yes", "no", "on", "12:30", "null", "~", "1e3", "0x1F", "0o17", "true", "2025-01-01",
     ".inf", "-0", "+1", "1.0", "=", "8:00:00"],
)  # fmt: skip
def test_plain_scalars_stay_strings(scalar):
    document, findings = parse(f"key: {scalar}\nlist: [{scalar}]\n{scalar}: value\n", "f.yaml")
    assert findings == []
    assert document.data == {"key": scalar, "list": [scalar], scalar: "value"}


def test_empty_value_is_an_empty_string():
    assert parse("key:\n", "f.yaml")[0].data == {"key": ""}


def test_duplicate_key_is_refused_with_both_lines():
    document, findings = parse('rules: 1\nother: 2\n"rules": 3\n', "f.yaml")
    (finding,) = findings
    assert (finding.code, finding.place.row, finding.place.column) == ("TK502", 3, "1")
    assert finding.data == {"key": "rules", "first": 1}
    assert document.data["rules"] == "1"


def test_duplicate_keys_everywhere_are_all_reported():
    assert faults("a: {x: 1, x: 2}\nb:\n  - {y: 1, y: 2}\n  - z: 1\n    z: 2\n") == [
        ("TK502", 1, "11"), ("TK502", 3, "12"), ("TK502", 5, "5"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["a: !!python/object:os.system x", "a: !!int 5", "a: !!binary aGk=", "a: !mine {b: 1}", "a: !!set {x}"]
)
def test_tags_are_refused(text):
    assert faults(text) == [("TK504", 1, "4")]


def test_tags_on_keys_and_harmless_ones_are_refused_too():
    """Was a fault: the tag of a key was not looked at."""
    assert faults("!!int 5: x\n") == [("TK504", 1, "1")]
    assert faults("a: !!str 5\nb: !!map {c: 1}\n") == [("TK504", 1, "4"), ("TK504", 2, "4")]


def test_merge_key_merges_nothing():
    data = parse("base: &b {x: 1}\nuse: {<<: *b}\n", "f.yaml")[0].data
    assert data["use"] == {"<<": {"x": "1"}}


def test_structured_key_is_refused():
    assert faults("? [a, b]\n: 1\n") == [("TK505", 1, "3")]


def test_alias_is_read_as_a_copy():
    assert parse("a: &x [1, 2]\nb: *x\n", "f.yaml")[0].data == {"a": ["1", "2"], "b": ["1", "2"]}


def test_alias_bomb_is_refused_and_nothing_is_kept():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    document, findings = parse("\n".join(lines), "f.yaml")
    assert [finding.code for finding in findings] == ["TK503"]
    assert document.data is None


def test_alias_of_itself_is_refused():
    assert [code for code, *_ in faults("a: &a [*a, *a]\n")] == ["TK503"]


def test_deep_nesting_is_refused_at_its_place():
    assert faults("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [("TK503", 1, str(MAX_DEPTH + 1))]
    assert faults("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []


@pytest.mark.parametrize("piece", ["[", "{a: ", "- ", "? "])
def test_very_deep_nesting_does_not_crash_the_program(piece):
    """Was a fault: a file of 200,000 brackets ended Python itself (stack overflow in the C composer)."""
    code = (
        "from tilikartta.definitions.strict_yaml import parse\n"
        f"print([finding.code for finding in parse({piece!r} * 200_000, 'f.yaml')[1]])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    # libyaml of PyYAML 6.0.4 refuses the nesting itself (TK501), before ours is reached
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() in ("['TK503']", "['TK501']")


def test_a_huge_file_is_refused_without_reading_it_all(tmp_path, monkeypatch):
    monkeypatch.setattr(strict_yaml, "MAX_BYTES", 1000)
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)  # sparse: no disk is used, but reading it whole would not fit into memory
    assert [(finding.code, finding.place.file) for finding in load(path, "huge.yaml")[1]] == [("TK503", "huge.yaml")]


def test_too_many_values_give_one_finding(monkeypatch):
    monkeypatch.setattr(strict_yaml, "MAX_NODES", 50)
    document, findings = parse("[" + ", ".join("x" * 1 for _ in range(500)) + "]", "f.yaml")
    assert [finding.code for finding in findings] == ["TK503"]
    assert document.data is None


@pytest.mark.parametrize(("text", "place"), [("a: 1\nb: x\x00y\n", (2, "5")), ("ä: ö\x07\n", (1, "5"))])
def test_control_characters_are_refused_at_their_place(text, place):
    """Was a fault: the place was always line 1."""
    assert faults(text) == [("TK501", *place)]


@pytest.mark.parametrize(
    ("text", "row"),
    [("a: [1,\n", 2), ("\ta: 1\n", 1), ("a: 1\n b: 2\n", 2), ("a: 1\n---\nb: 2\n", 2), ("a: *nowhere\n", 1),
     ("a: \"b\n", 2), ("a: b: c\n", 1)],
)  # fmt: skip
def test_syntax_faults_have_a_line(text, row):
    ((code, line, column),) = faults(text)
    assert (code, line) == ("TK501", row)
    assert column


def test_empty_file_is_a_finding():
    assert [code for code, *_ in faults("")] == ["TK506"]
    assert [code for code, *_ in faults("# only a comment\n")] == ["TK506"]


def test_bom_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "bom.yaml"
    path.write_bytes("a: 1\na: ä\n".encode("utf-8-sig"))
    document, findings = load(path, "bom.yaml")
    assert document.data == {"a": "1"}
    assert [str(finding.place) for finding in findings] == ["bom.yaml:2:1"]


def test_invalid_utf8_names_its_line(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: 1\nb: ä\n".encode("latin-1"))
    assert [(finding.code, str(finding.place)) for finding in load(path, "latin.yaml")[1]] == [("TK508", "latin.yaml:2")]


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()])
def test_missing_file_and_folder_are_findings(tmp_path, make):
    path = tmp_path / "x.yaml"
    make(path)
    assert [finding.code for finding in load(path, "x.yaml")[1]] == ["TK507"]


def test_columns_count_characters_not_bytes():
    assert faults('"ääkkönen": {a: 1, a: 2}\n') == [("TK502", 1, "20")]


def test_places_of_values_and_keys():
    document, _ = parse("a:\n  - b: 1\n    cc: 2\n", "f.yaml")
    assert str(document.place(("a", 0, "cc"))) == "f.yaml:3:9"
    assert str(document.place(("a", 0, "cc"), key=True)) == "f.yaml:3:5"
    assert str(document.place(("a", 0, "cc", "deeper", 3))) == "f.yaml:3:9"
    assert str(document.place(("nowhere",))) == "f.yaml:1:1"
