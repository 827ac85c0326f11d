"""The error gallery (docs/errors) is what the code says today, and every code is everywhere: gallery, documents, explain."""

import re
import sys
from pathlib import Path

import pytest
import yaml

from tilikartta.checks.catalogue import doc_of
from tilikartta.checks.registry import STRICT
from tilikartta.cli import session, validate_view
from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.messages import LANGUAGES, catalogue, hint, message, pattern

DOCS = Path(__file__).resolve().parents[1] / "docs"
ERRORS = DOCS / "errors"
sys.path.insert(0, str(DOCS))

from gallery_examples import NoExample, commanded, examples, gravity, run  # noqa: E402
from make_gallery import AGAIN, index, main, page  # noqa: E402

CODES = sorted(catalogue())
# what a text file of a few lines cannot be: locked, broken or swollen archives and workbooks, databases, a changing file
NOT_TEXT = {"TK103", "TK105", "TK111", "TK112", "TK113", "TK130", "TK131", "TK176", "TK177", "TK178", "TK179", "TK180", "TK181",
            "TK182", "TK184", "TK185", "TK186", "TK187", "TK188", "TK543", "TK550",
            *(f"TK{number}" for number in range(590, 600))}  # fmt: skip


@pytest.fixture(scope="module")
def made():
    return dict(examples())


def test_the_gallery_is_up_to_date(made):
    pages = {**{f"{code}.md": page(code, one) for code, one in made.items()}, "README.md": index(list(made.items()))}
    there = {path.name: path.read_text(encoding="utf-8") for path in ERRORS.glob("*.md")}
    wrong = sorted(name for name in pages.keys() | there.keys() if pages.get(name) != there.get(name))
    assert wrong == [], AGAIN


def test_every_code_has_an_example_that_says_everything_in_three_languages(made):
    assert sorted(made) == CODES
    for code, one in made.items():
        told = {lang: message(one.finding, lang) + hint(one.finding, lang) for lang in LANGUAGES}
        assert one.finding.code == code
        assert len(set(told.values())) == 3, code
        assert not any(re.search(r"\{[a-z_]+\}|None", text) for text in told.values()), code


def test_every_code_stands_in_the_list_of_the_gallery_with_its_gravity():
    row = re.compile(r"^\| \[(TK\d{3})\]\((TK\d{3})\.md\) \| (error|warning|info) \|", re.MULTILINE)
    listed = row.findall((ERRORS / "README.md").read_text(encoding="utf-8"))
    assert [code for code, _, _ in listed] == [page for _, page, _ in listed] == CODES


def test_every_check_stands_in_the_page_of_checks():
    told = re.findall(r"^### (TK\d{3}) ", (DOCS / "checks.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(doc_of(check).code for check in STRICT)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_is_explained(lang, capsys):
    """Each code in one language through the command itself; that it has the others is shown above."""
    for code in CODES[LANGUAGES.index(lang) :: 3]:
        assert run_guarded(app, ["--lang", lang, "explain", code]) == 0
        said = capsys.readouterr().out
        assert said.startswith(code)
        # the terminal breaks long lines where they meet its edge
        assert "".join(pattern(code, "what", lang).split()) in "".join(said.split()), code


def test_the_documents_lead_to_the_gallery_and_the_checks():
    text = (DOCS / "README.md").read_text(encoding="utf-8")
    assert "errors/README.md" in text
    assert "(checks.md)" in text


def test_faults_of_reading_and_of_mapping_files_are_shown_by_files_that_really_have_them(made):
    shown = {code for code, one in made.items() if one.command or one.check}
    wanted = {code for code in CODES if code.startswith(("TK1", "TK5"))} - NOT_TEXT
    assert len(wanted & shown) >= 0.9 * len(wanted), sorted(wanted - shown)
    assert set(CODES) >= NOT_TEXT


def test_every_file_of_an_example_is_small_and_used():
    listed = yaml.safe_load((ERRORS / "examples.yaml").read_text(encoding="utf-8"))
    folders = list((ERRORS / "files").iterdir())
    assert {path.name for path in folders} <= set(listed)
    assert all(file.stat().st_size < 3000 for folder in folders for file in folder.iterdir())


def test_an_example_that_no_longer_fails_is_told(monkeypatch):
    monkeypatch.setattr("gallery_examples.run", lambda command, folder: [])
    with pytest.raises(NoExample, match="TK172"):
        commanded()["TK172"]()


def test_running_an_example_leaves_its_folder_as_it_was():
    folder = ERRORS / "files" / "TK172"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "TK172" in {one.code for one in run("convert ledger.csv -o out.csv", folder)}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_gravity_is_read_from_the_code():
    assert (gravity("TK701"), gravity("TK742"), gravity("TK703")) == ("error", "warning", "info")


def test_check_ends_with_one_when_a_page_is_out_of_date(monkeypatch, capsys):
    monkeypatch.setattr("make_gallery.stale", lambda: ["TK210.md"])
    assert main(["--check"]) == 1
    assert "TK210.md; run: python docs/make_gallery.py" in capsys.readouterr().err
    monkeypatch.setattr("make_gallery.stale", list)
    assert main(["--check"]) == 0


def test_running_an_example_leaves_the_terminal_as_it_was():
    run("validate puuttuu.csv")
    assert validate_view.show_findings is session.show_findings
    assert session.show_findings.__module__ == "tilikartta.cli.session"
