"""``report --previous``: an earlier year beside this one, each with its own list of openings."""

import json
from pathlib import Path

import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.sources import read_ledger

MEMBER = Path(__file__).parents[1] / "examples" / "liitto" / "kaarnajarvi"


def files(year: str) -> list[Path]:
    return sorted((MEMBER / year).glob("*.csv"))


def report(out: Path, *arguments: object) -> dict:
    code = run_guarded(
        app,
        [
            "--lang",
            "en",
            "report",
            *map(str, arguments),
            "-m",
            str(MEMBER / "mapping.yaml"),
            "-o",
            str(out),
            "-q",
            "--fail-on",
            "never",
        ],
    )
    assert code == 0
    return json.loads(out.read_text(encoding="utf-8"))


def closing(document: dict, year: str) -> dict[str, str]:
    """Line of the balance sheet -> amount, where it is not zero."""
    rows = [one for one in document["figures"] if (one["layout"], one["year"]) == ("bs_npo", year)]
    return {one["line"]: one["amount"] for one in rows if one["amount"] != "0.00"}


def test_both_years_open_with_their_own_openings_although_the_lists_tell_no_year(tmp_path: Path) -> None:
    earlier = [part for path in files("2024") for part in ("--previous", path)]
    both = report(tmp_path / "both.json", *files("2025"), *earlier)
    for year in ("2024", "2025"):
        alone = report(tmp_path / f"{year}.json", *files(year))
        assert closing(both, year) == closing(alone, year)
        assert closing(alone, year)


def test_openings_of_two_years_without_a_word_about_which_is_earlier_are_refused() -> None:
    _, findings = read_ledger([*files("2024"), *files("2025")])
    assert "TK268" in {finding.code for finding in findings}
    _, findings = read_ledger(files("2025"), earlier=files("2024"))
    assert "TK268" not in {finding.code for finding in findings}


@pytest.mark.parametrize("option", ["--previous", ""])
def test_the_same_file_as_this_and_as_an_earlier_year_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    """The very same path was once taken twice, and every euro with it."""
    ledger = files("2025")[1]
    arguments = [
        str(ledger),
        *filter(None, [option]),
        str(ledger),
        "-m",
        str(MEMBER / "mapping.yaml"),
        "-o",
        str(tmp_path / "x.json"),
    ]
    assert run_guarded(app, ["--lang", "en", "report", *arguments]) != 0
    assert "TK107" in capsys.readouterr().err
