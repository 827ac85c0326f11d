"""``tilikartta formats`` lists what opens and nothing else, with evidence for each."""

import json

import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.messages import LANGUAGES, label
from tilikartta.sources.evidence import LEVELS, evidence, not_seen
from tilikartta.sources.formats import FORMATS
from tilikartta.sources.profile import profile_names


def names(kind):
    return [entry.name for entry in evidence() if entry.kind == kind]


def test_every_format_and_every_profile_is_listed_and_nothing_else():
    assert sorted(names("format")) == sorted(form.name for form in FORMATS)
    assert sorted(names("profile")) == profile_names()


def test_every_entry_has_programs_endings_a_level_and_a_source():
    for entry in evidence():
        assert entry.programs
        assert entry.source.strip()
        assert all(ending.startswith(".") for ending in entry.endings)
        assert entry.level in LEVELS
        assert {label(f"formats.level.{entry.level}", lang) for lang in LANGUAGES}
    assert len({(entry.kind, entry.programs, entry.form) for entry in evidence()}) == len(evidence())


def test_what_nobody_has_seen_is_not_claimed():
    claimed = " ".join(" ".join(entry.programs) for entry in evidence() if entry.kind != "layout")
    for program in ("Heeros", "Lemonsoft", "EmCe"):
        assert program in not_seen()
        assert program not in claimed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_on_screen(capsys, lang):
    assert run_guarded(app, ["--lang", lang, "formats"]) == 0
    out = capsys.readouterr().out
    for name in (*names("format"), *names("profile")):
        assert name in out
    assert label("formats.level.real_file", lang) in out
    assert "Heeros" in out


def test_the_list_as_one_json_document(capsys):
    assert run_guarded(app, ["--lang", "fi", "formats", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["command"] == "formats"
    assert len(document["formats"]) == len(evidence())
    assert {"name", "kind", "programs", "endings", "evidence", "source"} <= document["formats"][0].keys()
