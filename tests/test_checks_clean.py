"""Clean ledgers stay clean; one fault in them shows as exactly its code at exactly its row.

200 clean ledgers always; every fault over 50 seeds with TILIKARTTA_FAULT_SEEDS=50 (.ci/run, make proofs), and in a test run
over a part of them, each fault on other seeds than its neighbour.
"""

import os
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from check_examples import CHART, IDENTITY, TODAY
from clean_ledgers import HALL, STEA, clean_book, subject_of_books, two_years
from ledger_faults import ALSO, FAULTS, Case

from tilikartta.checks.catalogue import doc_of
from tilikartta.checks.registry import STRICT
from tilikartta.checks.run import run_checks, subject_of
from tilikartta.model import Ledger, SourceFile
from tilikartta.model.check_settings import CheckSettings
from tilikartta.sources.canonical import empty, frame_of

SEEDS = 200
OF_FAULTS = 50
EACH = min(OF_FAULTS, int(os.environ.get("TILIKARTTA_FAULT_SEEDS", "5")))
PER_THOUSAND = 1
CHECKS = os.path.join("tilikartta", "checks")
OF_THE_LAW = {"TK691", "TK692"}  # what the law says about size is no guess


def graver(found):
    return [finding for finding in found if finding.severity != "info"]


@cache
def clean_outcome(seed):
    books = two_years(seed) if seed % 5 == 0 else [clean_book(seed)]
    return run_checks(subject_of_books(books), preset="strict")


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_clean_ledger_has_no_errors_and_no_warnings(seed):
    outcome = clean_outcome(seed)
    assert graver(outcome.findings) == []
    assert outcome.coverage.unmapped == 0


def test_guesses_are_wrong_at_most_once_in_a_thousand_rows():
    seeds = range(SEEDS)
    rows = sum(clean_outcome(seed).subject.postings.size for seed in seeds)
    guesses = [found.code for seed in seeds for found in clean_outcome(seed).findings if found.code not in OF_THE_LAW]
    assert rows > 300 * len(seeds)
    assert len(guesses) * 1000 <= PER_THOUSAND * rows, guesses


def large_and_clean(seed, count=20_000):
    """A large ledger of honest amounts: prices that end in 90, 95 and 99, sums of hours, now and then a whole hundred."""
    chance = np.random.default_rng(seed)
    accounts = np.array(["6110", "6210", "6310", "6320", "6410", "6510", "6530", "6610", "5310", "6140"])
    prices = chance.integers(1, 300, count) * 100 + chance.choice([0, 50, 90, 95, 99], count)
    cents = np.where(chance.random(count) < 0.4, prices, chance.lognormal(8.5, 1.1, count).astype(np.int64) + 1)
    cents = np.where(chance.random(count) < 0.02, chance.integers(1, 40, count) * 10_000, cents)
    rows = {
        "source_file": "iso.csv", "source_row": np.arange(2, 2 * count + 2), "currency": "EUR",
        "voucher": np.repeat(np.arange(1, count + 1), 2).astype(str),
        "date": np.repeat(np.sort(chance.integers(20089, 20453, count)), 2).astype("datetime64[D]").astype(object),
        "account": np.column_stack([chance.choice(accounts, count), np.full(count, "1910")]).ravel(),
        "amount": np.column_stack([cents, -cents]).ravel(), "text": np.repeat([f"Lasku {n}" for n in range(count)], 2),
    }  # fmt: skip
    rows = {name: list(value) if isinstance(value, np.ndarray) else value for name, value in rows.items()}
    file = SourceFile("iso.csv", "0" * 64, 1, "csv", rows=2 * count)
    ledger = Ledger(frame_of("entries", rows, 2 * count), empty("balances"), (file,))
    return subject_of(ledger, CHART, IDENTITY, CheckSettings(today=TODAY))


@pytest.mark.parametrize("seed", range(3))
def test_digits_of_a_large_honest_ledger_are_not_suspected(seed):
    found = run_checks(large_and_clean(seed), preset="strict", select=["TK227", "TK228", "TK223", "TK226"]).findings
    assert [finding.code for finding in found] == []


def lines_run(subject):
    """How many lines of the checks themselves are run, loops counted each time round."""
    count = 0

    def inside(frame, event, argument):
        nonlocal count
        count += event == "line"
        return inside

    def entered(frame, event, argument):
        return inside if CHECKS in frame.f_code.co_filename else None

    sys.settrace(entered)
    try:
        run_checks(subject, preset="strict")
    finally:
        sys.settrace(None)
    return count


def test_no_check_goes_over_rows_one_by_one():
    """Ten times the rows, on the same accounts, are no more lines of Python."""
    few, many = (lines_run(large_and_clean(7, count)) for count in (400, 4_000))
    assert few > 500
    assert many - few < 400, (few, many)


def test_every_check_has_a_fault_that_proves_it():
    assert {doc_of(check).code for check in STRICT} == set(FAULTS)


def seeds_of(code):
    first = sorted(FAULTS).index(code) * EACH
    return [(first + each) % OF_FAULTS for each in range(EACH)]


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_shows_as_its_own_code_at_its_own_row(code):
    for seed in seeds_of(code):
        case = Case(seed, [clean_book(seed)])
        row = FAULTS[code](case)
        found = run_checks(case.subject(), preset="strict").findings
        expected = {code} | ALSO.get(code, set())
        # what the law says of the size of the clean ledger too
        assert {one.code for one in found} - (OF_THE_LAW - expected) <= expected, (seed, found)
        mine = [one for one in found if one.code == code]
        assert mine, (seed, found)
        if row is not None:
            assert row + 2 in {one.place.row for one in mine}, (seed, row, mine)


def test_a_fault_is_one_finding_and_not_a_flood():
    """A slip in one row names that row; a check that would name every row of a ledger cannot pass."""
    for code in ("TK210", "TK242", "TK316", "TK345", "TK688"):
        case = Case(1, [clean_book(1)])
        FAULTS[code](case)
        found = run_checks(case.subject(), preset="strict", select=[code]).findings
        assert len(found) == 1, (code, found)


def test_an_opening_that_is_not_last_years_closing_is_named_with_its_account():
    case = Case(3, [clean_book(3)])
    FAULTS["TK401"](case)
    found = run_checks(case.subject(), select=["TK401"]).findings
    assert {one.account for one in found} == {"1610", "2520"}


def test_a_ledger_without_a_mapping_is_checked_as_far_as_it_goes():
    subject = replace(subject_of_books([clean_book(2)]), mapping=None, mapped=None)
    assert graver(run_checks(subject, preset="strict").findings) == []


def test_the_hall_is_a_cost_centre_of_the_clean_ledger():
    assert {row.centre for row in clean_book(1).rows} >= {HALL, STEA}
