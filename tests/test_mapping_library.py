"""``mapping library``: everything that suggestions learn from can be read, and nothing else is learnt."""

import json

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded

OWN = """mapping: 1
organisation: {name: Metsäniemen sauna ry}
rules:
- {when: "900", to: 3310}   # Saunamaksu
- {when: "901", to: 3310, status: suggested}   # Puumaksu
- {when: "902", to: 3270}   # Jäsenmaksutulot
"""


def document(capsys, *arguments: str):
    assert run_guarded(app, ["mapping", "library", "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_shipped_mappings_are_known(capsys):
    held = {one["mapping"]: one for one in document(capsys)["mappings"]}
    assert held["tilitin-yhdistys"]["accounts"] >= 150
    assert held["bas-forening"]["universal"] >= 100


def test_own_folder_is_learnt_from_but_suggestions_are_not(tmp_path, capsys):
    (tmp_path / "sauna").mkdir()
    (tmp_path / "sauna" / "mapping.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "rikki.yaml").write_text("mapping: [1", encoding="utf-8")
    found = document(capsys, "--learn-from", str(tmp_path), "--name", "maksu")
    own = [one for one in found["accounts"] if one["mapping"] == "sauna"]
    assert [(one["number"], one["name"], one["code"]) for one in own] == [
        ("900", "Saunamaksu", "3310"), ("902", "Jäsenmaksutulot", "3270"),
    ]  # fmt: skip


def test_what_sisters_place_differently(tmp_path, capsys):
    (tmp_path / "sauna.yaml").write_text(OWN, encoding="utf-8")
    listed = document(capsys, "--learn-from", str(tmp_path), "--differing", "--name", "jäsenmaksutulot")["accounts"]
    assert {one["code"] for one in listed} == {"3310", "3270"}
    assert {one["mapping"] for one in listed if one["code"] == "3270"} == {"sauna"}


def test_unknown_account_is_told(capsys):
    assert run_guarded(app, ["--lang", "en", "mapping", "library", "--account", "331"]) == 2
    assert "TK538" in capsys.readouterr().err


def test_an_unknown_account_near_to_none_still_names_some(capsys):
    assert run_guarded(app, ["--lang", "en", "mapping", "library", "--account", "9999x"]) == 2
    assert "9110" in capsys.readouterr().err


def test_names_learnt_from_made_up_charts_are_listed_with_the_chart(capsys):
    found = document(capsys, "--name", "Zamboni")["accounts"]
    assert {one["code"] for one in found if one["mapping"].startswith("learnt/")} >= {"1140"}
    rows = [one["mapping"] for one in document(capsys)["mappings"]]
    assert rows.count("learnt") == 1


def test_table_names_the_account_in_the_language_of_the_run(capsys):
    assert run_guarded(app, ["--lang", "sv", "mapping", "library", "--account", "3310"]) == 0
    assert "3310 Medlemsavgifter" in capsys.readouterr().out
