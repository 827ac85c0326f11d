"""LibreOffice as an independent reckoner: every formula, calculated anew, gives the value stored beside it."""

import os
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from test_reports_example import CASES, invented

from tilikartta.reports import write_workbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed: nothing recalculates")

_STORED = re.compile(r"(</f>)<v>[^<]*</v>")


def formulas(path: Path) -> dict[tuple[str, str], str]:
    book = load_workbook(path)
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    }  # fmt: skip


def values(path: Path, wanted: dict[tuple[str, str], str]) -> dict[tuple[str, str], object]:
    book = load_workbook(path, data_only=True)
    return {(sheet, cell): book[sheet][cell].value for sheet, cell in wanted}


def without_stored_values(path: Path, target: Path) -> int:
    """A copy whose formulas have no results; how many were taken out."""
    taken = 0
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/"):
                text, count = _STORED.subn(r"\1", content.decode())
                content, taken = text.encode(), taken + count
            out.writestr(name, content)
    return taken


def recalculate(path: Path, folder: Path) -> Path:
    assert SOFFICE is not None
    out = folder / "out"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=os.environ | {"HOME": str(folder)})
    return out / path.name


@pytest.mark.parametrize("case", CASES)
def test_every_formula_gives_its_stored_value(case: str, tmp_path: Path) -> None:
    path, bare = tmp_path / "raportti.xlsx", tmp_path / "tyhja.xlsx"
    write_workbook(invented(tmp_path, **CASES[case]), path)  # type: ignore[arg-type]
    wanted = formulas(path)
    assert without_stored_values(path, bare) == len(wanted) >= 10
    stored, counted = values(path, wanted), values(recalculate(bare, tmp_path), wanted)
    differing = {
        key: (wanted[key], stored[key], counted[key])
        for key in wanted
        if counted[key] is None or isinstance(counted[key], str) or Decimal(repr(counted[key])) != Decimal(repr(stored[key]))
    }
    assert not differing
