"""LibreOffice as an independent reckoner of a federation's workbook; and wrong formulas, each of which it must see."""

import os
import re
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest
from comparisons import Settings, invented_comparison
from federations import write_six_members
from openpyxl import load_workbook
from test_reports_recalculation import SOFFICE, formulas, recalculate, values, without_stored_values

from tilikartta.comparison.gather import Wanted, compare
from tilikartta.definitions.federation_file import load_federation
from tilikartta.reports.federation import write_federation

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed: nothing recalculates")
HEAVY = "TILIKARTTA_HEAVY_TESTS"
Cells = dict[tuple[str, str], str]


def differing(path: Path, folder: Path) -> Cells:
    """Cells whose formula, calculated anew, gives another value than the one stored beside it."""
    bare, wanted = folder / "tyhja.xlsx", formulas(path)
    assert without_stored_values(path, bare) == len(wanted)
    stored, counted = values(path, wanted), values(recalculate(bare, folder), wanted)
    return {key: f"{wanted[key]} {stored[key]} {counted[key]}" for key in wanted if not same(stored[key], counted[key])}


def same(stored: object, counted: object) -> bool:
    if isinstance(stored, str) or stored is None or isinstance(counted, str) or counted is None:
        return (stored or "") == (counted or "")
    return Decimal(repr(stored)) == Decimal(repr(counted))


def test_every_formula_gives_its_stored_value(tmp_path: Path) -> None:
    path = tmp_path / "liitto.xlsx"
    write_federation(invented_comparison(Settings(accounts=24, years=(2025, 2024, 2023))), path)
    assert len(formulas(path)) > 5_000
    assert not differing(path, tmp_path)


@pytest.mark.parametrize("years", [(), ("2025",)])
def test_the_federation_of_six_recalculates_from_its_files(tmp_path: Path, years: tuple[str, ...]) -> None:
    """Was a fault: last year's result of a member without stated openings was in the stored figure and not in the formula."""
    folder, path = write_six_members(tmp_path / "liitto").folder, tmp_path / "kuusi.xlsx"
    file = folder / "federation.yaml"
    payer, receiver = '{member: "*", accounts: ["6720", "6725"]}', '{member: saatio, accounts: "3340"}'
    everyone = f"  - {{name: x, payer: {payer}, receiver: {receiver}}}\n"
    file.write_text(file.read_text("utf-8") + everyone, "utf-8")
    write_federation(compare(load_federation(folder)[0], Wanted(years=years, processes=1)), path)
    assert not differing(path, tmp_path)


def first(cells: Cells, sheet: str, fits: Callable[[str], bool]) -> str:
    return next(cell for (name, cell), formula in cells.items() if name == sheet and fits(formula))


def test_wrong_formulas_are_seen(tmp_path: Path) -> None:
    """A total that takes the last member, a sign, a skipped account, a slice of the year beside: all in one file, each found."""
    path, wrong = tmp_path / "liitto.xlsx", tmp_path / "vaara.xlsx"
    write_federation(invented_comparison(Settings(members=4, accounts=12, years=(2025, 2024, 2023))), path)
    cells = formulas(path)
    sums = [cell for (name, cell), formula in cells.items() if name == "Tuloslaskelma" and "SUMIFS('Tilit'" in formula]
    total = first(cells, "Tuloslaskelma", lambda formula: formula.startswith("=ROUND(SUM("))
    nonzero = [cell for cell in sums if load_value(path, "Tuloslaskelma", cell)]
    sign, skipped, shifted = nonzero[0], nonzero[1], nonzero[2]
    edits = {
        total: lambda f: re.sub(r"SUM\([A-Z]+(\d+):([A-Z]+)\d+\)", r"\2\1", f),
        sign: lambda f: f.replace("ROUND(SUMIFS", "ROUND(-SUMIFS"),
        skipped: lambda f: f.replace("$6:", "$7:").replace('"is', '"xx'),
        shifted: lambda f: re.sub(r"\$(\d+)", lambda match: f"${int(match[1]) + 60}", f),
    }
    rewrite(path, wrong, "Tuloslaskelma", edits)
    assert {("Tuloslaskelma", cell) for cell in edits} <= set(differing(wrong, tmp_path))


def load_value(path: Path, sheet: str, cell: str) -> object:
    if path not in _OPENED:
        _OPENED[path] = load_workbook(path, data_only=True)
    return _OPENED[path][sheet][cell].value


_OPENED: dict[Path, object] = {}


def rewrite(path: Path, target: Path, sheet: str, edits: dict[str, Callable[[str], str]]) -> None:
    """A copy in which some formulas of a sheet are others; their stored values stay."""
    number = load_workbook(path, read_only=True).sheetnames.index(sheet) + 1
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            content = source.read(name)
            if name == f"xl/worksheets/sheet{number}.xml":
                text = content.decode()
                for cell, edit in edits.items():
                    pattern = re.compile(rf'(<c r="{cell}"[^>]*><f>)([^<]*)(</f>)')
                    found = pattern.search(text)
                    assert found is not None
                    changed = edit(found[2])
                    assert changed != found[2], cell
                    text = pattern.sub(lambda match, new=changed: f"{match[1]}{new}{match[3]}", text)
                content = text.encode()
            out.writestr(name, content)


@pytest.mark.skipif(HEAVY not in os.environ, reason=f"takes a minute; set {HEAVY}=1 to run it")
def test_three_hundred_members_recalculate_in_seconds(tmp_path: Path) -> None:
    path = tmp_path / "liitto.xlsx"
    write_federation(invented_comparison(Settings(members=300)), path)
    begun = time.perf_counter()
    recalculate(path, tmp_path)
    assert time.perf_counter() - begun < 60
    assert not differing(path, tmp_path)


def test_another_member_and_group_can_be_chosen(tmp_path: Path) -> None:
    """*Vertailu* follows its two lists: figures of the member chosen, median of its own region, the member itself included."""
    comparison = invented_comparison(Settings(members=9, accounts=12, years=(2025,), failed=0, regions=("Lappi", "Savo")))
    write_federation(comparison, tmp_path / "liitto.xlsx")
    book = load_workbook(tmp_path / "liitto.xlsx")
    chosen = comparison.results[4].member
    book["Vertailu"]["B5"], book["Vertailu"]["B6"] = chosen.name, "sama alue"
    book.save(tmp_path / "valittu.xlsx")
    sheet = load_workbook(recalculate(tmp_path / "valittu.xlsx", tmp_path), data_only=True)["Vertailu"]
    frame = comparison.lines[comparison.lines["line"] == "is.result"]
    results = dict(zip(frame["member"], frame["amount"], strict=True))
    peers = sorted(results[one.member.id] for one in comparison.results if one.member.region == chosen.region)
    row = next(row for row in sheet.iter_rows(min_row=10, values_only=True) if str(row[0]).startswith("Tilikauden"))
    assert round(float(str(row[1])) * 100) == results[chosen.id]
    assert row[2] == len(peers) >= 4
    assert abs(float(str(row[3])) * 100 - median(peers)) <= 1
