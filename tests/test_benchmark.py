"""The protected benchmark as people get it: nobody is named in any byte, own copies show public cells."""

import json
import re
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import schemas
from federations import write_six_members
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from outsider import FIGURE, member_id, name_of, random_places, small

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.comparison.benchmark import benchmark, quartiles, to_unit
from tilikartta.comparison.benchmark_figures import year_figures
from tilikartta.comparison.benchmark_own import own_figures
from tilikartta.comparison.codes import with_members
from tilikartta.comparison.unsafe import DOMINANT, FEW, atom_figures, reasons
from tilikartta.definitions.codes_file import load_codes
from tilikartta.messages import LANGUAGES
from tilikartta.model import TilikarttaError
from tilikartta.model.benchmark import TOTAL_INCOME, Codes, Rules
from tilikartta.reports.benchmark_codes import write_codes
from tilikartta.reports.benchmark_document import benchmark_json, write_benchmark_json
from tilikartta.reports.benchmark_earlier import read_earlier
from tilikartta.reports.benchmark_workbook import write_benchmark
from tilikartta.reports.verify import verify_report

PLACES = [("pieni" if i % 3 else "suuri", "Häme" if i % 2 else "Savo") for i in range(36)]
CODES = Codes("salaisuus")


@pytest.fixture(scope="module")
def many():
    comparison = small(PLACES, 3, years=(2024, 2025), rare=0.2)
    codes = with_members(CODES, [one.member.id for one in comparison.results])
    return comparison, codes, benchmark(comparison, Rules(), codes)


def texts_in(path: Path) -> str:
    """Every byte of a file, members of a package unpacked."""
    if not zipfile.is_zipfile(path):
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as package:
        return "\n".join(name + package.read(name).decode("utf-8", "replace") for name in package.namelist())


@pytest.mark.parametrize("ending", ["json", "xlsx"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_is_named_in_any_byte(many, tmp_path, ending, lang):
    comparison, _, made = many
    path = tmp_path / f"suojattu.{ending}"
    (write_benchmark if ending == "xlsx" else write_benchmark_json)(replace(comparison, lang=lang), made, None, path)
    text = texts_in(path)
    for number, result in enumerate(comparison.results):
        for told in (member_id(number), name_of(number), f"{number:064x}", result.ingredients[0].path, "2025.csv", CODES.secret):
            assert told not in text
    assert "J-" in text
    assert verify_report(path).whole


def test_documents_are_those_of_the_schema(many):
    comparison, codes, made = many
    own = own_figures(comparison, made, codes, comparison.results[0].member.id)
    for document in (benchmark_json(comparison, made), benchmark_json(comparison, made, own)):
        assert schemas.faults(document, schemas.schema("benchmark")) == []


def test_same_benchmark_same_bytes_and_both_forms_read_back_alike(many, tmp_path):
    comparison, _, made = many
    for name in ("a", "b"):
        write_benchmark(comparison, made, None, tmp_path / f"{name}.xlsx")
    write_benchmark_json(comparison, made, None, tmp_path / "one.json")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    sheet, document = read_earlier(tmp_path / "a.xlsx"), read_earlier(tmp_path / "one.json")
    assert replace(sheet, name="") == replace(document, name="")
    assert sheet.totals == {key: cell.total for key, cell in made.cells.items()}
    assert sheet.key_figures == frozenset(made.key_figures)


def test_what_is_not_published_has_a_mark_and_no_figure(tmp_path):
    comparison = small(random_places(7), 7)
    made = benchmark(comparison, Rules(), with_members(CODES, [one.member.id for one in comparison.results]))
    document = benchmark_json(comparison, made)
    hidden = [cell for cell in document["cells"] if cell["status"] == "suppressed"]
    assert hidden != []
    assert {cell[name] for cell in hidden for name in ("members", "total", "mean", "percent", "median")} == {None}
    assert sum(one["cells"] for one in document["suppressed"]) == len(hidden) + sum(
        one["status"] == "suppressed" for one in document["key_figures"]
    )
    write_benchmark(comparison, made, None, tmp_path / "b.xlsx")
    rows = load_workbook(tmp_path / "b.xlsx")["Tiedot"].iter_rows(min_row=2, values_only=True)
    marked = [row for row in rows if row[3] == "suppressed"]
    assert len(marked) >= len(hidden)
    assert {value for row in marked for value in row[4:]} == {"–¹", "–"} or {value for row in marked for value in row[4:]} == {
        "–¹"
    }


def test_a_members_copy_holds_its_own_figures_and_the_public_cells_only(many, tmp_path):
    comparison, codes, made = many
    own = own_figures(comparison, made, codes, name_of(4))
    public, copy = benchmark_json(comparison, made), benchmark_json(comparison, made, own)
    assert {key: copy[key] for key in public if key != "manifest"} == {key: public[key] for key in public if key != "manifest"}
    assert set(copy) - set(public) == {"own"}
    told = {(one["year"], one["line"]): one["value"] for one in copy["own"]["figures"]}
    lines = comparison.lines[comparison.lines["member"] == member_id(4)]
    for _, year, _, line, cents in lines.itertuples(index=False):
        if line in made.lines:
            assert Fraction(told[year, line]) * 100 == cents
    write_benchmark(comparison, made, own, tmp_path / "oma.xlsx")
    text = texts_in(tmp_path / "oma.xlsx")
    assert name_of(4) in text
    assert not any(name_of(number) in text for number in range(36) if number != 4)
    figures = {cents for key, cents in own.amounts.items()}
    published = {value for cell in made.cells.values() for value in (cell.total, cell.mean, cell.lower, cell.median, cell.upper)}
    sheet = load_workbook(tmp_path / "oma.xlsx")["Omat luvut"]
    known = {round(value / 100, 2) for value in (figures | published) - {None}}
    percents = {
        float(value) for row in sheet.iter_rows(min_row=7, values_only=True) for value in row[1:] if isinstance(value, float)
    }
    whole = {value for (year, name), value in own.key_figures.items()}
    whole |= {value for cell in made.key_figures.values() for value in (cell.mean, cell.median)}
    assert percents <= known | {value / 10 for value in whole - {None}} | {value / 100 for value in whole - {None}}


def test_a_stranger_has_no_own_figures(many):
    comparison, codes, made = many
    with pytest.raises(TilikarttaError, match="TK752"):
        own_figures(comparison, made, codes, "Joku muu ry")


def test_amounts_are_those_of_the_comparison(many):
    comparison, _, made = many
    for year in ("2024", "2025"):
        figures = year_figures(comparison, year)
        told = {(m, line): cents for m, y, _, line, cents in comparison.lines.itertuples(index=False) if y == year}
        for row, member in enumerate(figures.members):
            for column, line in enumerate(figures.lines):
                assert line == TOTAL_INCOME or figures.amounts[row, column] == told[member, line]
    cell = made.cells["2025", "all", "is.fund.inc"]
    amounts = [cents for _, y, _, line, cents in comparison.lines.itertuples(index=False) if (y, line) == ("2025", "is.fund.inc")]
    assert (cell.count, cell.total) == (sum(map(bool, amounts)), sum(amounts))
    assert FIGURE.id in {name for _, _, name in made.key_figures}


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60), st.integers(3, 9), st.sampled_from([1, 100, 100_000]))
def test_quartiles_are_nobodys_own_figure(amounts, least, unit):
    rules = Rules(least)
    found = quartiles(np.array(amounts, dtype=np.int64), rules, unit)
    if len(amounts) < max(3 * least, 10 + least):
        assert found == (None, None, None)
        return
    told = [one for one in found if one is not None]
    assert unit > 1 or not set(told) & set(amounts)
    assert told == sorted(told)
    exact = np.quantile(amounts, [0.25, 0.5, 0.75])
    ranked = sorted(amounts)
    for one, middle in zip(found, exact, strict=True):
        place = int(np.searchsorted(ranked, middle))
        near = ranked[max(place - 3, 0) : place + 4]
        assert one is None or near[0] - unit <= one <= near[-1] + unit


@given(st.lists(st.tuples(st.integers(-20, 1000), st.integers(0, 3)), min_size=1, max_size=14), st.integers(3, 6))
def test_primary_rules_are_what_they_say(members, least):
    amounts = np.array([[amount] for amount, _ in members], dtype=np.int64)
    atom_of = np.array([atom for _, atom in members], dtype=np.int64)
    sets = np.array([[bool(number >> atom & 1) for atom in range(4)] for number in range(1, 16)], dtype=np.bool_)
    figures = atom_figures(amounts, amounts != 0, atom_of, 4)
    told = reasons(sets, figures, Rules(least), np.ones(1, dtype=np.bool_))[:, 0]
    for chosen, reason in zip(sets, told, strict=True):
        sizes = sorted((abs(amount) for amount, atom in members if chosen[atom] and amount), reverse=True)
        large = sizes and (sizes[0] * 100 > 80 * sum(sizes) or sum(sizes[:2]) * 100 > 90 * sum(sizes))
        assert reason == (FEW if len(sizes) < least else DOMINANT if large else 0)


@given(st.integers(-(10**12), 10**12), st.sampled_from([1, 100, 1000, 50_000]))
def test_rounding_is_to_the_nearest(value, unit):
    assert abs(to_unit(Fraction(value), unit) - value) * 2 <= unit
    assert to_unit(Fraction(value), unit) % unit == 0


def test_rounded_tables_have_rounded_euros_only(many):
    comparison, codes, exact = many
    made = benchmark(comparison, Rules(rounding=1000), codes)
    assert set(made.cells) == set(exact.cells)
    values = [value for cell in made.cells.values() for value in (cell.total, cell.mean, cell.lower, cell.median, cell.upper)]
    assert {value % 100_000 for value in values if value is not None} == {0}
    assert any("1" in text and "000" in text for text in benchmark_json(comparison, made)["rules"]["in_words"]["fi"])


def test_codes_stay_and_new_members_get_theirs(tmp_path):
    first = with_members(CODES, ["a", "b"])
    later = with_members(first, ["b", "c"])
    assert {one: later.by_id[one] for one in "ab"} == first.by_id
    assert with_members(CODES, ["c", "b", "a"]).by_id == later.by_id
    assert with_members(Codes("toinen"), ["a"]).by_id["a"] != first.by_id["a"]
    write_codes(later, tmp_path / "codes.yaml", "ei saa\njulkaista")
    assert load_codes(tmp_path / "codes.yaml") == later
    assert (tmp_path / "codes.yaml").stat().st_mode & 0o077 == 0


def test_codes_do_not_tell_in_which_order_members_stand(many):
    comparison, codes, made = many
    document = benchmark_json(comparison, made)
    other = with_members(Codes("toinen"), codes.by_id)
    assert document["participants"] == sorted(document["participants"])
    assert all(group["members"] == sorted(group["members"]) for group in document["groups"])
    ranked = [sorted(one.by_id, key=one.by_id.__getitem__) for one in (codes, other)]
    assert len({tuple(order) for order in [*ranked, sorted(codes.by_id)]}) == 3


def test_a_group_of_too_few_is_not_even_named(tmp_path):
    comparison = small([("pieni", "Häme")] * 8 + [("jätti", "Häme")] * 3, 1)
    made = benchmark(comparison, Rules(), with_members(CODES, [one.member.id for one in comparison.results]))
    for write, name in ((write_benchmark_json, "a.json"), (write_benchmark, "a.xlsx")):
        write(comparison, made, None, tmp_path / name)
        assert "pieni" in texts_in(tmp_path / name)
        assert "jätti" not in texts_in(tmp_path / name)


def test_the_rules_stand_in_the_report_in_every_language(many, tmp_path):
    comparison, _, made = many
    for lang in LANGUAGES:
        told = " ".join(benchmark_json(comparison, made)["rules"]["in_words"][lang]).replace("\xa0", " ")
        assert all(figure in told for figure in (" 5 ", "80", "90", "15"))
        assert re.search(r"1[ ,.]000", told)
        write_benchmark(replace(comparison, lang=lang), made, None, tmp_path / "a.xlsx")
        first = load_workbook(tmp_path / "a.xlsx").worksheets[0]
        shown = " ".join(str(value) for row in first.iter_rows(values_only=True) for value in row if value).replace("\xa0", " ")
        assert all(
            sentence.replace("\xa0", " ") in shown for sentence in benchmark_json(comparison, made)["rules"]["in_words"][lang]
        )


@pytest.mark.parametrize(
    "text", ["codes: 1\n", "codes: 1\nsecret: x\nmembers: {a: J-1, b: J-1}\n", "[1, 2]\n", "codes: 2\nsecret: x\nmembers: {}\n"]
)
def test_a_file_that_holds_no_codes_is_refused(tmp_path, text):
    (tmp_path / "codes.yaml").write_text(text, "utf-8")
    with pytest.raises(TilikarttaError, match="TK762"):
        load_codes(tmp_path / "codes.yaml")


# --- from the command line ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    return write_six_members(tmp_path_factory.mktemp("kuusi") / "liitto").folder


@pytest.fixture
def away(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *arguments, lang="fi"):
    code = run_guarded(app, ["--lang", lang, "compare", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_command_writes_codes_once_and_the_same_bytes_again(six, away, capsys):
    code, out, err = run(capsys, six, "--anonymise", "-o", "julki.xlsx")
    assert code == 0
    assert "TK750" in err
    assert "julki.xlsx" in out
    codes = load_codes(Path("julki-codes.yaml"))
    first = Path("julki.xlsx").read_bytes()
    code, _, err = run(capsys, six, "--anonymise", "-o", "julki.xlsx", "--force", "--codes", "julki-codes.yaml")
    assert (code, "TK750" in err) == (0, False)
    assert Path("julki.xlsx").read_bytes() == first
    text = texts_in(Path("julki.xlsx"))
    for told in ("Ahon", "Koivun", "Lehdon", "Strandby", "Tuvan", "saatio", ".csv", "mapping.yaml", "federation.yaml"):
        assert told not in text
    assert set(codes.by_id) == {"aho", "koivu", "lehto", "strand", "saatio", "tupa"}
    assert (
        run(capsys, six, "--anonymise", "-o", "uusi.json", "--codes", "julki-codes.yaml", "--against", "julki.xlsx", "-q")[0] == 0
    )


def test_json_on_the_screen_and_a_members_copy(six, away, capsys):
    code, out, _ = run(capsys, six, "--anonymise", "-o", "aho.json", "--for", "aho", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["kind"] == "benchmark"
    assert document["own"]["name"] == "Ahon kyläyhdistys ry"
    assert [one["code"] for one in document["findings"]] == ["TK750"]
    assert json.loads(Path("aho.json").read_text("utf-8"))["findings"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "exit_"),
    [
        (["--round", "100", "-o", "a.xlsx"], "TK761", 2),
        (["--for", "aho", "-o", "a.xlsx"], "TK761", 2),
        (["--anonymise", "--k", "2", "-o", "a.xlsx"], "TK759", 2),
        (["--anonymise", "--round", "-5", "-o", "a.xlsx"], "TK759", 2),
        (["--anonymise", "-o", "a.csv"], "TK906", 2),
        (["--anonymise", "--k", "7", "-o", "a.xlsx"], "TK758", 2),
        (["--anonymise", "--for", "kuka", "-o", "a.xlsx"], "TK752", 2),
        (["--anonymise", "--against", "roska.json", "-o", "a.xlsx"], "TK757", 3),
        (["--anonymise", "--against", "vanha.json", "-o", "a.xlsx"], "TK754", 2),
        (
            ["--anonymise", "--against", "vanha.json", "--balance-layout", "bs_npo_short", "--codes", "v.yaml", "-o", "a.xlsx"],
            "TK755",
            2,
        ),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_written(six, away, capsys, arguments, code, exit_):
    (away / "roska.json").write_text("{}", "utf-8")
    if "vanha.json" in arguments:
        assert run(capsys, six, "--anonymise", "-o", "vanha.json", "--codes", "v.yaml", "-q")[0] == 0
    before = sorted(path.name for path in away.iterdir())
    ended, _, err = run(capsys, six, *arguments)
    assert (ended, re.findall(r"TK\d+", err)[:1]) == (exit_, [code])
    assert sorted(path.name for path in away.iterdir()) == before
