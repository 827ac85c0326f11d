"""What the documents say is true: commands run, files exist, figures of code and text agree."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.definitions.federation_file import load_federation
from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.messages import catalogue
from tilikartta.model.finding import ExitCode

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    ROOT / name
    for name in ("README.md", "README.fi.md", "docs/README.md", "docs/checks-settings.md", "examples/README.md", "CHANGELOG.md")
]
DOCUMENTS += [ROOT / f"docs/{name}.md" for name in ("report", "compare", "chart-versions", "chart-adopt", "tapahtumat")]
GUIDES = ["README.md", "README.fi.md"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text, language):
    return [body for kind, body in FENCE.findall(text) if kind == language]


def commands(text):
    """(arguments, exit code) of the lines ``tilikartta ...`` in blocks marked ``sh``; ``# exit 1`` at the end names the code."""
    found = []
    for row in "".join(blocks(text, "sh")).splitlines():
        if row.startswith("tilikartta "):
            command, _, remark = row.partition("#")
            code = re.search(r"exit (\d+)", remark)
            found.append((shlex.split(command)[1:], int(code.group(1)) if code else 0))
    return found


def test_commands_are_found_with_their_exit_codes():
    text = "```sh\ntilikartta map a.csv   # exit 1\nmake x\ntilikartta demo\n```\n```\ntilikartta never\n```\n"
    assert commands(text) == [(["map", "a.csv"], 1), (["demo"], 0)]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_a_guide_runs_in_its_order(guide, tmp_path, monkeypatch, capsys):
    """In an empty folder that holds what the guide tells its reader to have: an own export and the files it shows."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("paivakirja.csv", "alkusaldot.csv"):
        shutil.copy(ROOT / "examples/liitto/harjunkulma/2025" / name, tmp_path)
    for body in blocks(text, "yaml"):
        name = body.partition("\n")[0].removeprefix("# ")
        (tmp_path / name).write_text(body, encoding="utf-8")
    tried = commands(text)
    assert len(tried) >= 8
    for arguments, expected in tried:
        code = run_guarded(app, arguments)
        said = capsys.readouterr()
        assert code == expected, f"tilikartta {shlex.join(arguments)}\n{said.out}\n{said.err}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_named_files_exist(document):
    text = document.read_text(encoding="utf-8")
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    named = re.findall(r"`((?:tests|examples|benchmarks|charts|mappings|docs|\.ci)/[\w./-]*)`", text)
    missing = [name for name in linked if not (document.parent / name).exists()]
    missing += [name for name in named if not (ROOT / name).exists()]
    assert missing == []


def test_organisation_files_in_the_document_of_reports_are_sound(tmp_path):
    shown = blocks((ROOT / "docs/report.md").read_text(encoding="utf-8"), "yaml")
    assert len(shown) == 2
    for number, body in enumerate(shown):
        path = tmp_path / f"{number}.yaml"
        path.write_text(body, encoding="utf-8")
        mapping, findings = read_mapping(str(path))
        assert findings == []
        assert mapping.allocation or mapping.annual_lists


def test_the_picture_is_small_and_a_picture():
    raw = (ROOT / "docs/images/workbook.png").read_bytes()
    assert raw.startswith(b"\x89PNG")
    assert len(raw) < 200_000


def test_the_table_of_exit_codes_is_that_of_the_program():
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Exit codes")[2].partition("\n## ")[0]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == sorted(ExitCode)


def test_codes_of_findings_named_in_documents_exist():
    named = {code for document in DOCUMENTS for code in re.findall(r"\bTK\d{3}\b", document.read_text(encoding="utf-8"))}
    assert named
    assert named <= catalogue().keys()


def test_guides_begin_with_the_two_commands():
    head = (ROOT / "README.md").read_text(encoding="utf-8")[:1200]
    assert head.index("make demo") < head.index("make test")
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"demo", "test", "lint", "bench", "clean"} <= set(targets)


def test_the_licence_is_the_one_named():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("European Union Public Licence\nV. 1.2")
    assert re.findall(r"^(\d+)\. ", text, re.MULTILINE) == [str(number) for number in range(1, 16)]
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_federation_file_in_the_document_of_comparisons_is_sound(tmp_path):
    """Tried on the example federation, with the one file that it names beside it."""
    folder = tmp_path / "liitto"
    shutil.copytree(ROOT / "examples/liitto", folder)
    shutil.copy(folder / "kurenlahti/2024.xlsx", folder / "kurenlahti/tase-2024.csv")
    (body,) = blocks((ROOT / "docs/compare.md").read_text(encoding="utf-8"), "yaml")
    (folder / "federation.yaml").write_text(body, encoding="utf-8")
    federation, findings = load_federation(folder)
    assert [one for one in findings if one.severity == "error"] == []
    assert [member.id for member in federation.members] == ["harjunkulma", "kaarnajarvi", "kurenlahti"]
    assert federation.eliminations[0].tolerance == 100
