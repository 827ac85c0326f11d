"""One finding of every code for the error gallery: from really running an example, or from the table of values.

- the failing example in the docstring of a check,
- ``docs/errors/files/TKnnn/`` with the command in ``docs/errors/examples.yaml``,
- ``docs/errors/values.yaml`` where no small text file can bring the finding about: a row for the code, or the values under
  ``any`` for what its texts name.
"""

import contextlib
import io
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any
from unittest.mock import patch

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))  # the examples of checks are read as the tests read them

from check_examples import subject_of_example  # noqa: E402

from tilikartta.checks.catalogue import doc_of  # noqa: E402
from tilikartta.checks.registry import STRICT  # noqa: E402
from tilikartta.cli import session, validate_view  # noqa: E402
from tilikartta.cli.main import app  # noqa: E402
from tilikartta.cli.session import run_guarded  # noqa: E402
from tilikartta.messages import catalogue  # noqa: E402
from tilikartta.model import Finding, Place, Severity  # noqa: E402
from tilikartta.model.finding import Cents  # noqa: E402

ERRORS = HERE / "errors"
FILES, COMMANDS, VALUES = ERRORS / "files", ERRORS / "examples.yaml", ERRORS / "values.yaml"
SHOWERS = (session, validate_view)  # imported before they are patched: a module imported meanwhile would keep the patch
EUROS = re.compile(r"-?\d+\.\d\d €")


@dataclass(frozen=True)
class Example:
    """A finding with what brings it about: ``command`` and ``files`` (name, text), or the CSV of a check, or neither."""

    finding: Finding
    command: str = ""
    files: tuple[tuple[str, str], ...] = ()
    check: str = ""


def run(command: str, folder: Path | None = None) -> list[Finding]:
    """The findings that a command shows when it is run in a copy of the folder."""
    shown: list[Finding] = []

    def show(_console: Any, findings: list[Finding], _lang: str, _limit: int) -> None:
        shown.extend(findings)

    with contextlib.ExitStack() as held:
        place = Path(held.enter_context(tempfile.TemporaryDirectory()))
        if folder is not None:
            shutil.copytree(folder, place, dirs_exist_ok=True)
        held.enter_context(contextlib.chdir(place))
        for module in SHOWERS:
            held.enter_context(patch.object(module, "show_findings", show))
        for redirected in (contextlib.redirect_stdout, contextlib.redirect_stderr):
            held.enter_context(redirected(io.StringIO()))
        run_guarded(app, ["--lang", "en", *shlex.split(command)])
    return shown


def checked() -> dict[str, Callable[[], Example]]:
    """Examples in the docstrings of the checks."""

    def example(check: Any) -> Example:
        doc = doc_of(check)
        found = [one for one in check(subject_of_example(doc.fails)) if one.code == doc.code]
        return Example(found[0], check=doc.fails)

    return {doc_of(check).code: (lambda check=check: example(check)) for check in STRICT}


def commanded() -> dict[str, Callable[[], Example]]:
    """Examples that are files with a command."""

    def example(code: str, command: str) -> Example:
        folder = FILES / code if (FILES / code).is_dir() else None
        found = [one for one in run(command, folder) if one.code == code]
        if not found:
            raise NoExample(f"{code}: `tilikartta {command}` does not show the finding any more (docs/errors/examples.yaml)")
        paths = sorted(folder.iterdir()) if folder else []
        return Example(found[0], command, tuple((path.name, readable(path.read_bytes())) for path in paths))

    listed = yaml.safe_load(COMMANDS.read_text(encoding="utf-8"))
    return {code: (lambda code=code, command=command: example(code, command)) for code, command in listed.items()}


def readable(raw: bytes) -> str:
    """A file as text; bytes of old encodings stay visible as what they are."""
    return raw.decode("utf-8", errors="backslashreplace").replace("\r\n", "\n").replace("\ufeff", "")


def valued() -> dict[str, Callable[[], Example]]:
    """Findings with the values of the table."""
    table = yaml.safe_load(VALUES.read_text(encoding="utf-8"))
    common = table.pop("any")
    rows: dict[str, Any] = {code: {} for code in catalogue()} | table
    return {code: (lambda code=code, row=row: _example_of(code, row, common)) for code, row in rows.items()}


def _example_of(code: str, row: dict[str, Any], common: dict[str, Any]) -> Example:
    """A finding with the values of its row; what its texts name beside them comes from ``any``."""
    texts = [text for parts in catalogue()[code].values() for text in parts.values()]
    named = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    own = {"account", "voucher", "sheet", "row", "column"}
    told = {name: row.get(name, common[name] if name in named and "file" not in row else "") for name in own}
    data = {name: common.get(name) for name in named - own - {"file"}} | row.get("data", {})
    if unknown := sorted(name for name, value in data.items() if value is None):
        raise NoExample(f"{code}: docs/errors/values.yaml has no value for {', '.join(unknown)}")
    file = row.get("file", common["file"] if "file" in named else "")
    place = Place(file, str(told["sheet"]), int(told["row"] or 0), str(told["column"]))
    held = {name: _value(value) for name, value in data.items()}
    severity = Severity(row.get("severity") or gravity(code))
    return Example(Finding(code, severity, place, str(told["account"]), str(told["voucher"]), held))


@cache
def _made() -> dict[str, str]:
    """Code -> gravity, as the modules of the package make their findings."""
    calls = re.compile(r"\b(error|warning|info)\(\s*[\"'](TK\d{3})[\"']")
    texts = [path.read_text(encoding="utf-8") for path in sorted((HERE.parent / "tilikartta").rglob("*.py"))]
    return {code: severity for text in texts for severity, code in calls.findall(text)}


def gravity(code: str) -> str:
    """How grave a finding of the code is; an error where the code does not say it in one word."""
    return _made().get(code, "error")


def _value(value: Any) -> object:
    """A value of the table: ``12.50 €`` is an amount, a day a date."""
    if isinstance(value, str) and EUROS.fullmatch(value):
        return Cents(round(float(value[:-2]) * 100))
    if isinstance(value, list):
        return [_value(one) for one in value]
    return value if isinstance(value, (int, date)) else str(value)


class NoExample(Exception):
    """A code without an example that holds; says what to do about it."""


def examples() -> list[tuple[str, Example]]:
    """An example for every code there is, in the order of the codes. What really runs goes before the table.

    SystemExit with all codes that have none and all examples of codes that are no more.
    """
    made = {**valued(), **checked(), **commanded()}
    wrong = [f"{code}: there is no such finding; take it out of docs/errors" for code in sorted(set(made) - set(catalogue()))]
    found: list[tuple[str, Example]] = []
    for code in sorted(catalogue()):
        try:
            found.append((code, made[code]()))
        except NoExample as fault:
            wrong.append(str(fault))
    if wrong:
        raise SystemExit("\n".join(wrong))
    return found
