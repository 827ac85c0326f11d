"""``mapping merge``: a person's decisions stay, new rules come in, and a file at odds with itself is not written."""

from pathlib import Path

import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.definitions.mapping_merge import merge

BASE = """# Meidän yhdistys
mapping: 1
dimensions: {kp: Kp}
rules:
  - {when: "1910", to: 1910}     # käyttötili
  # epäselvä, kysy Pirkolta
  - {when: "3100", to: 3420, status: suggested, evidence: nimi}
  - {when: "6000", to: 6410}

valid: {from: 2025-01-01, to: 2025-12-31}
"""


@pytest.fixture
def files(tmp_path: Path):
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def rules(*lines: str) -> str:
    return "mapping: 1\nrules:\n" + "".join(f"- {line}\n" for line in lines)


def test_new_rules_come_at_the_end_with_their_comments(files):
    more = files("more.yaml", 'mapping: 1\nrules:\n# uusi tili 2026\n- {when: "1920", to: 1910}\n  # vaihtoehto: 1900\n')
    result = merge(files("base.yaml", BASE), [more])
    assert (result.added, result.replaced, result.known) == (1, 0, 0)
    expected = '  - {when: "6000", to: 6410}\n  # uusi tili 2026\n  - {when: "1920", to: 1910}\n    # vaihtoehto: 1900\n'
    assert result.text == BASE.replace('  - {when: "6000", to: 6410}\n', expected)


def test_what_is_accepted_stays(files):
    more = files("more.yaml", rules('{when: "6000", to: 6430, status: suggested}', '{when: "1910", to: 1910}'))
    result = merge(files("base.yaml", BASE), [more])
    assert result.text == BASE
    assert [one.code for one in result.findings] == ["TK533", "TK537"]
    assert result.known == 1


def test_an_accepted_rule_takes_the_place_of_a_suggestion(files):
    result = merge(files("base.yaml", BASE), [files("more.yaml", rules('{when: "3100", to: 3310}'))])
    assert result.replaced == 1
    assert result.text == BASE.replace('{when: "3100", to: 3420, status: suggested, evidence: nimi}', '{when: "3100", to: 3310}')


def test_two_decisions_at_odds_are_not_merged(files):
    base, more = files("base.yaml", BASE), files("more.yaml", rules('{when: "6000", to: 6430}', '{when: "7000", to: 6430}'))
    out = base.with_name("out.yaml")
    assert run_guarded(app, ["mapping", "merge", str(base), str(more), "-o", str(out)]) == 2
    assert not out.exists()
    assert [one.code for one in merge(base, [more]).findings] == ["TK534"]


def test_command_in_place(files):
    base = files("base.yaml", BASE)
    more = files("more.yaml", rules('{when: {account: "4000", kp: "1"}, to: {account: 6410, function: fundraising}}'))
    assert run_guarded(app, ["mapping", "merge", str(base), str(more), "-o", str(base)]) == 2  # not without --force
    assert base.read_text(encoding="utf-8") == BASE


def test_a_rule_that_would_be_ambiguous_is_not_written(files, capsys):
    base = files("base.yaml", BASE.replace('"6000"', '"6000-6099"'))
    more = files("more.yaml", rules('{when: "6050-6149", to: 6430}'))
    out = base.with_name("out.yaml")
    assert run_guarded(app, ["--lang", "en", "mapping", "merge", str(base), str(more), "-o", str(out)]) == 2
    assert ".part" not in capsys.readouterr().err
    assert not out.exists()
    assert list(base.parent.glob("*.part")) == []


def test_merged_file_loads_and_means_both(files):
    base = files("base.yaml", BASE)
    more = files("more.yaml", rules('{when: "7000", to: 6430, status: suggested}', '{when: "3100", to: 3310}'))
    out = base.with_name("out.yaml")
    assert run_guarded(app, ["mapping", "merge", str(base), str(more), "-o", str(out)]) == 0
    held = {str(rule.when.account[0]): (rule.targets[0].account, rule.status) for rule in load_mapping(str(out)).rules}
    assert held["3100"] == ("3310", "accepted")
    assert held["7000"] == ("6430", "suggested")


def test_merging_again_changes_nothing(files):
    base = files("base.yaml", BASE)
    more = files("more.yaml", rules('{when: "7000", to: 6430}', '{when: "3100", to: 3310}'))
    once = merge(base, [more]).text
    again = merge(files("once.yaml", once), [more])
    assert again.text == once
    assert again.known == 2
