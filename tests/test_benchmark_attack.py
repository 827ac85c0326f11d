"""The protected benchmark under attack: an outsider with exact algebra gets no hidden figure, but would without protection."""

import copy
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outsider import Echelon, Outsider, member_id, random_places, sets_of, small, without

from tilikartta.comparison import benchmark_release, disclosure
from tilikartta.comparison.benchmark import benchmark
from tilikartta.comparison.codes import with_members
from tilikartta.comparison.disclosure_guard import Guard, Watched
from tilikartta.model.benchmark import Codes, Rules
from tilikartta.reports.benchmark_document import benchmark_json, write_benchmark_json
from tilikartta.reports.benchmark_earlier import read_earlier

NESTED = [("pieni", "Häme")] * 6 + [("pieni", "Savo")] + [("suuri", "Savo")] * 7  # Häme is the small ones less one member
QUICK = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def codes_of(comparison, secret="salaisuus"):
    return with_members(Codes(secret), [one.member.id for one in comparison.results])


def published(comparison, codes, earlier=(), rules=Rules()):
    return benchmark_json(comparison, benchmark(comparison, rules, codes, earlier))


def unguarded(monkeypatch):
    """Only the primary rules: what most tables are protected by."""
    primary_alone = lambda self, members, line, primary: int(primary[self._column[line]])  # noqa: E731
    monkeypatch.setattr(benchmark_release.Release, "decide", primary_alone)


def without_years(monkeypatch):
    """Every year guarded by itself."""
    of_years = benchmark.__globals__["matter_of"]
    monkeypatch.setitem(benchmark.__globals__, "matter_of", lambda *given: replace(of_years(*given), carried=()))


def found_in(comparison, documents, codes, knowing=False):
    return Outsider(comparison, codes.by_id).finds([json.loads(json.dumps(one)) for one in documents], knowing)


@QUICK
@given(st.integers(0, 10_000), st.booleans())
def test_no_hidden_figure_can_be_worked_out(seed, knowing):
    comparison = small(random_places(seed), seed)
    codes = codes_of(comparison)
    document = published(comparison, codes)
    assert found_in(comparison, [document], codes, knowing) == []


@pytest.mark.parametrize("seed", range(4))
def test_the_attack_succeeds_where_only_the_primary_rules_hold(seed, monkeypatch):
    comparison = small(NESTED, seed)
    codes = codes_of(comparison)
    assert found_in(comparison, [published(comparison, codes)], codes) == []
    unguarded(monkeypatch)
    naive = found_in(comparison, [published(comparison, codes)], codes)
    assert any(members == (member_id(6),) for members, _, _ in naive)


@pytest.mark.parametrize("seed", range(40, 43))
def test_something_is_published_all_the_same(seed):
    document = published(small(random_places(seed, 16), seed, rare=0.1), codes_of(small(random_places(seed, 16), seed)))
    of_all = [cell for cell in document["cells"] if cell["group"] == "all"]
    assert sum(cell["status"] == "published" for cell in of_all) > len(of_all) / 2


@settings(QUICK, max_examples=15)
@given(st.integers(0, 10_000), st.booleans())
def test_two_tables_with_a_member_joined_and_one_left_give_nothing_away(tmp_path_factory, seed, leaves):
    whole = small(random_places(seed), seed, rare=0.2)
    codes = codes_of(whole)
    first = without(whole, {member_id(2)})
    second = without(whole, {member_id(4)}) if leaves else whole
    if len(first.results) < 5 or len(second.results) < 5:
        return
    before = written(first, codes, tmp_path_factory.mktemp("a") / "aiempi.json")
    documents = [json.loads(before.read_text("utf-8")), published(second, codes, [read_earlier(before)])]
    assert found_in(whole, documents, codes) == []


def test_the_joined_member_is_found_when_the_earlier_table_is_forgotten():
    whole = small([("", "")] * 9, 5, rare=0.0)
    codes = codes_of(whole)
    first = published(without(whole, {member_id(8)}), codes)
    assert any(members == (member_id(8),) for members, _, _ in found_in(whole, [first, published(whole, codes)], codes))


def test_what_an_earlier_table_told_by_itself_is_said(tmp_path, monkeypatch):
    comparison = small(NESTED, 1)
    codes = codes_of(comparison)
    with monkeypatch.context() as patch:
        unguarded(patch)
        before = written(comparison, codes, tmp_path / "vanha.json")
    made = benchmark(comparison, Rules(), codes, [read_earlier(before)])
    assert [finding.code for finding in made.findings] == ["TK753"]


def test_a_restated_year_is_said(tmp_path):
    before = written(small(NESTED, 1), codes_of(small(NESTED, 1)), tmp_path / "vanha.json")
    corrected = small(NESTED, 2)
    made = benchmark(corrected, Rules(), codes_of(corrected), [read_earlier(before)])
    assert "TK756" in [finding.code for finding in made.findings]
    again = benchmark(small(NESTED, 1), Rules(), codes_of(corrected), [read_earlier(before)])
    assert again.findings == []


def written(comparison, codes, path: Path, rules=Rules()) -> Path:
    write_benchmark_json(comparison, benchmark(comparison, rules, codes), None, path)
    return path


@QUICK
@given(st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=1, max_size=6))
def test_every_set_of_signs_is_seen(groups):
    """Sets that signs of the groups give are among those that the span is searched for."""
    table = np.array(groups, dtype=np.bool_)
    told = {tuple(np.flatnonzero(row).tolist()) for row in disclosure.sets_in_span(table)}
    given = set(sets_of([tuple(np.flatnonzero(row).tolist()) for row in table], list(range(6))))
    spanned = {one for one in given if np.linalg.matrix_rank(np.vstack([table, np.isin(range(6), one)]).astype(float))
               == np.linalg.matrix_rank(table.astype(float))}  # fmt: skip
    assert spanned <= told


@QUICK
@given(
    st.lists(st.lists(st.integers(-2, 2), min_size=5, max_size=5), min_size=1, max_size=7),
    st.lists(st.lists(st.integers(0, 1), min_size=5, max_size=5), min_size=1, max_size=3),
    st.booleans(),
)
def test_the_guard_counts_as_fractions_do(rows, protected, learns):
    lines = [np.array(line) for line in protected if any(line)]
    watched = [Watched(line, np.array([[1]]), np.array([True])) for line in lines]
    guard, exact, left = Guard(1, 5, watched), Echelon(), [dict(enumerate(line.tolist())) for line in lines]
    for row in rows:
        given = {place: share for place, share in enumerate(row) if share}
        before = copy.deepcopy(exact)
        exact.add(given)
        lost = [line for line in left if exact.gives(line)]
        assert (guard.weighed(given) is None) == bool(lost)
        if learns:
            assert len(guard.learns(given)) == len(lost)
            left = [line for line in left if line not in lost]
        else:
            assert guard.admits(given) == (not lost)
            exact = before if lost else exact
