"""Same input, same bytes: another folder, time zone, locale, order of hashes and number of processes change no result."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from federations import write_six_members

ROOT = Path(__file__).resolve().parents[1]
HERE = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8"}
THERE = {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "77", "LC_ALL": "C"}


@pytest.fixture(scope="module")
def seven(tmp_path_factory):
    """The six and one whose folder is not there: its findings name paths."""
    folder = write_six_members(tmp_path_factory.mktemp("kuusi") / "liitto").folder
    file = folder / "federation.yaml"
    file.write_text(file.read_text("utf-8").replace("[aho,", "[poissa, aho,"), "utf-8")
    return folder


def made(federation, name, cwd, environment):
    """The bytes of every file that the command writes, run in a process of its own."""
    command = [sys.executable, "-m", "tilikartta", "--lang", "fi", "compare", federation, "-o", name, "-q", "--fail-on", "never"]
    run = subprocess.run(
        command, cwd=cwd, env=os.environ | environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stderr.decode()
    return {path.name: path.read_bytes() for path in sorted(cwd.glob("t*.*"))}


@pytest.mark.parametrize("name", ["t.xlsx", "t.html", "t.json", "t.csv", "t.parquet"])
def test_another_folder_time_zone_and_locale_give_the_same_bytes(seven, tmp_path, name):
    here, there = tmp_path / "a", tmp_path / "b" / "c"
    here.mkdir()
    there.mkdir(parents=True)
    first = made(str(seven), name, here, HERE)
    second = made(os.path.relpath(seven, there), name, there, THERE)
    assert set(first) == set(second) != set()
    assert [key for key in first if first[key] != second[key]] == []
