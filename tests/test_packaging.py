"""The wheel: what it holds, and that it needs nothing beside it."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without a network; skips where the build backend is not installed."""
    pytest.importorskip("hatchling.build", reason="hatchling is not installed: the wheel is built in .ci/run")
    folder = tmp_path_factory.mktemp("wheel")
    code = f"import hatchling.build; print(hatchling.build.build_wheel({str(folder)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def shipped_files(folder):
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}


def test_wheel_holds_charts_mappings_examples_and_texts(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("charts", "mappings", "examples/liitto"):
        files = shipped_files(folder)
        assert files
        assert {f"tilikartta/shipped/{name}" for name in files} <= held
    data = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tilikartta").rglob("*.yaml")}
    assert data <= held
    assert not [name for name in held if name.startswith(("tests/", "benchmarks/")) or "__pycache__" in name]
    assert any(name.endswith("licenses/LICENSE") for name in held)


def test_unpacked_wheel_runs_the_demo_from_another_folder(wheel, tmp_path):
    """Only the wheel's own files are on the path: neither the checkout nor what lies beside it."""
    inside, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    zipfile.ZipFile(wheel).extractall(inside)
    elsewhere.mkdir()
    code = (
        "import tilikartta, sys; print(tilikartta.__file__)\n"
        "from tilikartta.cli.main import app; from tilikartta.cli.session import run_guarded\n"
        "sys.exit(run_guarded(app, ['--lang', 'en', 'demo']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(inside)}
    done = subprocess.run([sys.executable, "-c", code], cwd=elsewhere, env=environment, capture_output=True, text=True,
                          timeout=120, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(inside))
    assert len(list((elsewhere / "tilikartta-demo/raportit").glob("*.xlsx"))) == 3


def test_console_script_points_at_the_guarded_run():
    assert PROJECT["project"]["scripts"] == {"tilikartta": "tilikartta.cli.main:run"}


def test_version_is_said_once_for_all():
    from tilikartta import __version__

    assert __version__ == PROJECT["project"]["version"]


def test_every_library_that_is_imported_is_declared():
    declared = {re.split(r"[<>=;\[ ]", text)[0].lower().replace("-", "_") for text in PROJECT["project"]["dependencies"]}
    names = {"yaml": "pyyaml", "numpy": "pandas"}
    imported = set()
    for path in (ROOT / "tilikartta").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            imported |= {module.partition(".")[0] for module in modules}
    foreign = {names.get(name, name) for name in imported if name not in sys.stdlib_module_names and name != "tilikartta"}
    foreign -= {"pydantic_core"}  # comes with pydantic, as numpy comes with pandas
    assert foreign <= declared
