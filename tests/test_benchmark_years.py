"""The protected benchmark over several years: what one year's balance sheet tells of the year before gives nobody away."""

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outsider import Outsider, member_id, of_years, random_places, small
from test_benchmark_attack import NESTED, codes_of, found_in, published, unguarded, without_years, written

from tilikartta.comparison.benchmark import benchmark
from tilikartta.comparison.benchmark_outsiders import Outsiders
from tilikartta.comparison.benchmark_years import linked
from tilikartta.comparison.disclosure import PRIME, vanishing
from tilikartta.model.benchmark import Rules
from tilikartta.reports.benchmark_document import benchmark_json
from tilikartta.reports.benchmark_earlier import read_earlier

BOTH = (2024, 2025)
JOINED = {"seed": 5, "years": BOTH, "rare": 0.0, "late": frozenset({9})}  # ten members of one group, the last of them new
QUICK = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def invented(seed: int, years=BOTH, **more):
    """Members of which some have joined, and some moved their result into capital."""
    pick, places = random.Random(f"vuodet {seed}"), random_places(seed)
    late, moved = (frozenset(pick.sample(range(len(places)), pick.randint(0, 2))) for _ in range(2))
    return small(places, seed, years, rare=pick.choice((0.1, 0.4)), late=late, **{"moved": moved} | more)


@QUICK
@given(st.integers(0, 10_000))
def test_no_hidden_figure_follows_from_two_years(seed):
    comparison = invented(seed)
    codes = codes_of(comparison)
    assert found_in(comparison, [published(comparison, codes)], codes) == []


@QUICK
@given(st.integers(0, 10_000))
def test_no_hidden_figure_follows_from_two_years_and_from_who_has_nothing(seed):
    comparison = invented(seed, moved=frozenset())
    codes = codes_of(comparison)
    assert found_in(comparison, [published(comparison, codes)], codes, knowing=True) == []


@settings(QUICK, max_examples=4)
@given(st.integers(0, 10_000))
def test_nor_from_three(seed):
    comparison = invented(seed, (2023, 2024, 2025))
    codes = codes_of(comparison)
    assert found_in(comparison, [published(comparison, codes)], codes) == []


def test_years_guarded_one_by_one_give_the_new_member_away(monkeypatch):
    """This year's results of earlier years, less those of last year and last year's result: those of who has joined."""
    comparison = small([("", "")] * 10, **JOINED)
    codes = codes_of(comparison)
    assert found_in(comparison, [published(comparison, codes)], codes) == []
    without_years(monkeypatch)
    found = found_in(comparison, [published(comparison, codes)], codes)
    assert ((member_id(9),), "2025", "bs.l.eq.prev") in found
    assert ((member_id(9),), "2025", "bs.l.eq.cap") in found
    apart = Outsider(comparison, codes.by_id, years=False)  # an outsider who sees no tie gets nothing from the same table
    assert apart.finds([json.loads(json.dumps(published(comparison, codes)))]) == []


def test_a_hidden_result_does_not_come_back_from_the_next_year(monkeypatch):
    """One member makes nearly all of the first year's result, so it is hidden; the equity of both years would tell it."""
    comparison = small([("", "")] * 9, 2, BOTH, rare=0.0, results_of={0: 90_000, **dict.fromkeys(range(1, 9), 1_000)})
    codes = codes_of(comparison)
    document = published(comparison, codes)
    assert found_in(comparison, [document], codes) == []
    assert statuses(document, "2025", "bs.l.eq.prev") | statuses(document, "2024", "bs.l.eq.prev") == {"published", "suppressed"}
    without_years(monkeypatch)
    everybody = tuple(member_id(number) for number in range(9))
    assert (everybody, "2024", "bs.l.eq.curr") in found_in(comparison, [published(comparison, codes)], codes)


def statuses(document, year, line):
    return {cell["status"] for cell in document["cells"] if (cell["year"], cell["line"]) == (year, line)}


@settings(QUICK, max_examples=8)
@given(st.integers(0, 10_000), st.booleans())
def test_a_table_is_checked_against_one_of_another_year(tmp_path_factory, seed, backwards):
    """What the earlier table and the ties tell by themselves is said; the new table adds nothing to it."""
    whole = invented(seed)
    codes = codes_of(whole)
    first, second = [of_years(whole, year) for year in (("2025", "2024") if backwards else ("2024", "2025"))]
    if sum(bool(one.years) for one in [*first.results, *second.results]) < len(whole.results) + 5:
        return
    before = written(first, codes, tmp_path_factory.mktemp("a") / "aiempi.json")
    made = benchmark(second, Rules(), codes, [read_earlier(before)])
    earlier = json.loads(before.read_text("utf-8"))
    told = found_in(whole, [earlier], codes)
    assert set(found_in(whole, [earlier, benchmark_json(second, made)], codes)) <= set(told)
    assert ("TK753" in {one.code for one in made.findings}) >= any(year in second.years for _, year, _ in told)


def test_last_years_table_forgotten_gives_the_new_member_away():
    whole = small([("", "")] * 10, **JOINED)
    codes = codes_of(whole)
    documents = [published(of_years(whole, year), codes) for year in ("2024", "2025")]
    assert ((member_id(9),), "2025", "bs.l.eq.prev") in found_in(whole, documents, codes)


def test_members_that_stay_lose_nothing_by_the_years():
    """Where the same members are there in both years and no rule hides anything, the ties between them hide nothing either."""
    comparison = small([("", "")] * 12, 1, BOTH, rare=0.0)
    document = published(comparison, codes_of(comparison))
    assert {cell["status"] for cell in document["cells"]} == {"published"}
    assert {cell["year"] for cell in document["cells"] if cell["line"] == "bs.l.eq.prev"} == {"2024", "2025"}


def test_capital_that_begins_in_the_second_year_is_shown():
    """The ties are false for everybody here: nothing is known to be nothing because of them."""
    comparison = small([("", "")] * 12, 1, BOTH, 0.0, moved=frozenset(range(12)), results_of=dict.fromkeys(range(12), 10**5))
    assert statuses(published(comparison, codes_of(comparison)), "2025", "bs.l.eq.cap") == {"published"}


def test_ties_that_are_false_hide_no_more_than_they_must(monkeypatch):
    """Nothing counts as nothing because of a tie that the books themselves belie."""

    def shown():
        documents = [published(one, codes_of(one)) for one in map(invented, range(10))]
        return sum(cell["status"] == "published" for document in documents for cell in document["cells"])

    told, of_years = shown(), benchmark.__globals__["matter_of"]
    believed = lambda matter: replace(matter, carried=tuple(replace(one, fails=one.fails & False) for one in matter.carried))  # noqa: E731
    monkeypatch.setitem(benchmark.__globals__, "matter_of", lambda *given: believed(of_years(*given)))
    assert told > shown()


@pytest.mark.parametrize("seed", range(3))
def test_the_attack_on_two_years_succeeds_where_only_the_primary_rules_hold(seed, monkeypatch):
    comparison = small(NESTED, seed, BOTH)
    unguarded(monkeypatch)
    assert found_in(comparison, [published(comparison, codes_of(comparison))], codes_of(comparison)) != []


def test_what_two_earlier_tables_of_two_years_tell_together_is_said(tmp_path):
    whole = small([("", "")] * 10, **JOINED)
    codes = codes_of(whole)
    before = [read_earlier(written(of_years(whole, year), codes, tmp_path / f"{year}.json")) for year in ("2024", "2025")]
    made = benchmark(whole, Rules(), codes, before)
    assert {(one.code, one.data["year"]) for one in made.findings} >= {("TK753", "2025")}


@pytest.mark.parametrize("years", [(2025,), BOTH])
def test_no_hidden_figure_can_be_estimated_closely_by_leaving_out_what_is_small(years, monkeypatch):
    def estimated():
        found = []
        for seed in range(6):
            comparison = invented(seed, years, moved=frozenset())
            codes = codes_of(comparison)
            document = json.loads(json.dumps(published(comparison, codes)))
            for level in (10**5, 10**6, 10**7):
                found += Outsider(comparison, codes.by_id).estimates(document, level)
        return found

    assert estimated() == []
    monkeypatch.setattr(Outsiders, "_near", lambda self, protected: iter(()))
    assert estimated() != []


def test_years_that_follow_each_other_are_tied():
    assert linked(["2025", "2023", "2022", "2021/22"]) == [("2022", "2023")]


@given(st.lists(st.lists(st.integers(0, 1), min_size=3, max_size=3), min_size=1, max_size=5))
def test_combinations_that_vanish_are_all_there_are(rows):
    table = np.array(rows, dtype=np.int64)
    found = vanishing(table)
    assert len(found) == len(rows) - np.linalg.matrix_rank(table)
    assert not (found @ table % PRIME).any()
