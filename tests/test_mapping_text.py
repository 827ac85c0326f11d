"""A mapping file cut at its rules and put together again is the same file, byte for byte."""

from pathlib import Path

import pytest

from tilikartta.definitions.mapping_text import rules_text

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*ROOT.glob("mappings/*.yaml"), *ROOT.glob("examples/liitto/*/mapping.yaml")])

SAMPLE = """# Oma kartoitus
mapping: 1
rules:
  # pankki
  - {when: "1910", to: 1910}   # vierellä
    # vaihtoehto: 1900

  # -- tuotot --
  # jäsenmaksut
  - when: "3000"
    to: 3310
    note: >
      kaksi

      riviä
  - {when: "4000", to: 3910}

valid: {from: 2025-01-01}
"""


def cut(tmp_path: Path, text: str):
    path = tmp_path / "m.yaml"
    path.write_bytes(text.encode())
    return rules_text(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_shipped_files_come_back_whole(path):
    document, text, findings = rules_text(path)
    assert findings == []
    assert text.text == path.read_text(encoding="utf-8")
    assert len(text.rules) == len(document.data["rules"])
    assert all(rule.own.lstrip().startswith("-") for rule in text.rules)


def test_comments_go_with_their_rules(tmp_path):
    _, text, _ = cut(tmp_path, SAMPLE)
    assert text.text == SAMPLE
    first, second, third = text.rules
    assert first.above == "  # pankki\n"
    assert first.own.endswith("# vaihtoehto: 1900\n")
    assert "# jäsenmaksut" in second.above
    assert second.own.endswith("riviä\n")
    assert third.own == '  - {when: "4000", to: 3910}\n'
    assert text.tail == "\nvalid: {from: 2025-01-01}\n"


def test_one_rule_changes_and_nothing_else(tmp_path):
    _, text, _ = cut(tmp_path, SAMPLE)
    changed = text.with_rules({2: '  - {when: "4000", to: 3920}'}).text
    assert changed == SAMPLE.replace("to: 3910", "to: 3920")
    gone = text.with_rules({0: ""}).text
    assert "1910" not in gone
    assert "# pankki" not in gone
    assert "# jäsenmaksut" in gone
    more = text.with_more(['  - {when: "5", to: 6100}'], "  # uudet\n").text
    assert more == SAMPLE.replace("to: 3910}\n", 'to: 3910}\n  # uudet\n  - {when: "5", to: 6100}\n')


def test_line_breaks_of_windows_stay(tmp_path):
    _, text, _ = cut(tmp_path, SAMPLE.replace("\n", "\r\n"))
    more = text.with_more(['  - {when: "5", to: 6100}']).text
    assert more.count("\n") == more.count("\r\n")


@pytest.mark.parametrize("rules", ['rules: [{when: "1", to: 1910}, {when: "2", to: 1910}]', 'rules: [{when: "1", to: 1910}]'])
def test_rules_on_one_line_are_refused(tmp_path, rules):
    _, text, findings = cut(tmp_path, f"mapping: 1\n{rules}\n")
    assert text is None
    assert [one.code for one in findings] == ["TK539"]


def test_last_line_without_a_break(tmp_path):
    _, text, _ = cut(tmp_path, 'mapping: 1\nrules:\n- {when: "1", to: 1910}')
    assert (
        text.with_more(['- {when: "2", to: 1910}']).text
        == 'mapping: 1\nrules:\n- {when: "1", to: 1910}\n- {when: "2", to: 1910}\n'
    )


def test_a_list_of_no_rules_takes_new_ones(tmp_path):
    """Was a fault: ``rules: []`` was refused as rules on one line (TK539)."""
    _, text, findings = cut(tmp_path, "mapping: 1\nrules: []  # tyhjä\nvalid: {from: 2025-01-01}\n")
    assert findings == []
    assert text.text == "mapping: 1\nrules: []  # tyhjä\nvalid: {from: 2025-01-01}\n"
    more = text.with_more(['  - {when: "1", to: 1910}']).text
    assert more == 'mapping: 1\nrules:  # tyhjä\n  - {when: "1", to: 1910}\nvalid: {from: 2025-01-01}\n'
