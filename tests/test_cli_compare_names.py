"""Two members of one name are told apart wherever members are listed: in the terminal, in the workbook and on the page."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from comparisons import Settings, invented_comparison
from openpyxl import load_workbook

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.comparison.contents import Comparison
from tilikartta.reports.federation import write_federation
from tilikartta.reports.html_federation import federation_page

LIITTO = Path(__file__).resolve().parents[1] / "examples" / "liitto"


def named(comparison: Comparison, *names: str) -> Comparison:
    """The comparison with its first members called so."""
    called = [*names, *(one.member.name for one in comparison.results[len(names) :])]
    results = [replace(one, member=replace(one.member, name=name)) for one, name in zip(comparison.results, called, strict=True)]
    return replace(comparison, results=tuple(results))


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return invented_comparison(Settings(accounts=12, years=(2025,)))


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("Yhdistys ry", "Toinen ry"), ("Yhdistys ry", "Toinen ry")),
        (("Yhdistys ry", "Yhdistys ry"), ("Yhdistys ry (m000)", "Yhdistys ry (m001)")),
        # MATCH of a spreadsheet takes capitals and small letters for the same.
        (("Yhdistys ry", "YHDISTYS RY"), ("Yhdistys ry (m000)", "YHDISTYS RY (m001)")),
        (("", "x"), ("m000", "x")),
        (("A", "B (m002)", "B", "B"), ("A", "B (m002) (m001)", "B (m002) (m002)", "B (m003)")),
    ],
)
def test_names_have_the_id_where_they_collide(comparison: Comparison, names: tuple[str, ...], told: tuple[str, ...]) -> None:
    found = list(named(comparison, *names).told_names.values())
    assert tuple(found[: len(told)]) == told
    assert len({name.casefold() for name in found}) == len(found)


def test_headings_and_lists_of_the_workbook_and_the_page_tell_them_apart(comparison: Comparison, tmp_path: Path) -> None:
    given = named(comparison, "Yhdistys ry", "yhdistys ry")
    write_federation(given, tmp_path / "x.xlsx")
    book = load_workbook(tmp_path / "x.xlsx", data_only=True)
    for title in ("Tuloslaskelma", "Tase", "Tunnusluvut", "Avustukset", "Tilit", "Kehitys", "Vertailu", "Yhteenveto"):
        texts = {str(cell.value) for row in book[title].iter_rows() for cell in row if cell.value}
        assert {"Yhdistys ry (m000)", "yhdistys ry (m001)"} <= texts, title
        assert not {"Yhdistys ry", "yhdistys ry"} & texts, title
    page = federation_page(given)
    assert ">Yhdistys ry (m000)<" in page
    assert ">Yhdistys ry<" not in page


def test_the_terminal_tells_them_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Was a fault: two rows of one name, and nobody knew which was which."""
    for member in ("yksi", "kaksi"):
        shutil.copytree(LIITTO / "harjunkulma", tmp_path / "liitto" / member)
    run_guarded(app, ["--lang", "fi", "compare", str(tmp_path / "liitto"), "-o", str(tmp_path / "x.json"), "--fail-on", "never"])
    told = capsys.readouterr().out
    assert "(yksi)" in told
    assert "(kaksi)" in told
