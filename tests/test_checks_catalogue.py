"""Checks at their edges: own chart, digits, years, STEA; and what the checks share is what it was."""

import numpy as np
import pytest
from check_examples import CHART, TODAY, by_year, subject_of_example
from clean_ledgers import clean_book, mapping_of, subject_of_books, two_years
from hypothesis import given
from hypothesis import strategies as st
from ledger_faults import Case

from tilikartta.checks.codes import joined, ranked
from tilikartta.checks.run import run_checks, subject_of
from tilikartta.model import LocalAccount
from tilikartta.model.check_settings import CheckSettings

HEAD = "voucher,date,account,amount,cost_centre\n"
GRANT = "1,2025-01-15,1910,10000.00,\n1,2025-01-15,3610,-10000.00,200\n"


def found(text, code):
    return run_checks(subject_of_example(text), preset="strict", select=[code]).findings


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=40), st.sampled_from([1, 10**9, 2**40]))
def test_combinations_are_counted_as_numpy_counts_them(pairs, scale):
    one = np.array([a * scale for a, _ in pairs], dtype=np.int64)
    other = np.array([b for _, b in pairs], dtype=np.int64)
    codes, first = joined((one, 10 * scale), (other, 4))
    _, expected, inverse = np.unique(one * 4 + other, return_index=True, return_inverse=True)
    assert codes.tolist() == inverse.tolist()
    assert first.tolist() == expected.tolist()


@given(st.lists(st.integers(-(2**62), 2**62), max_size=40))
def test_ranks_are_those_of_sorted_values(values):
    array = np.array(values, dtype=np.int64)
    codes, first = ranked(array)
    assert codes.tolist() == [sorted(set(values)).index(value) for value in values]
    assert [values[row] for row in first] == sorted(set(values))


@pytest.mark.parametrize("seed", range(3))
def test_balances_of_local_accounts_are_the_same_with_and_without_a_mapping(seed):
    books = two_years(seed)
    mapped = subject_of_books(books).accounts
    bare = subject_of(subject_of_books(books).ledger, CHART, None, CheckSettings(today=TODAY)).accounts
    assert mapped.to_dict("records") == bare.to_dict("records")


def test_accounts_of_mixed_length_are_no_headings():
    rows = "".join(f"{n},2025-01-0{n},{account},1.00,\n{n},2025-01-0{n},1910,-1.00,\n"
                   for n, account in enumerate(("6610", "66101", "66102", "6620", "6650"), start=1))  # fmt: skip
    assert found(HEAD + rows, "TK319") == []


def test_the_years_of_one_account_may_have_names_that_overlap():
    text = (
        "voucher,date,account,account_name,amount\n1,2024-02-03,6610,Toimisto,1\n1,2024-02-03,1910,Pankki,-1\n"
        "2,2025-02-03,6610,Toimisto,1\n2,2025-02-03,1910,Pankki,-1\n3,2025-02-04,6610,Muu,1\n3,2025-02-04,1910,Pankki,-1\n"
    )
    assert found(text, "TK318") == []
    assert [one.place.row for one in found(text, "TK340")] == [6]


@pytest.mark.parametrize(
    ("general", "also", "expected"),
    [
        (1500, "", []), (1501, "", [(16, 15)]), (100, "4,2025-02-01,1910,900.00,\n4,2025-02-01,3710,-900.00,\n", [(1, 0)]),
        (0, "4,2025-02-01,1910,900.00,\n4,2025-02-01,3710,-900.00,\n", []),
    ],
)  # fmt: skip
def test_general_costs_have_their_limit_and_none_beside_a_general_grant(general, also, expected):
    direct = 10_000 - general
    rows = f"2,2025-06-16,6110,{direct},200\n2,2025-06-16,1910,-{direct},\n"
    rows += f"3,2025-12-31,6980,{general},200\n3,2025-12-31,6980,-{general},100\n"
    hits = found(HEAD + GRANT + rows + also, "TK337")
    assert [(one.data["share"], one.data["limit"]) for one in hits] == expected


@pytest.mark.parametrize(("text", "expected"), [("Vuokran vyörytys", [(20, 15)]), ("Oikaisu", [])])
def test_was_a_fault_costs_that_were_divided_on_their_own_account_were_no_general_costs(text, expected):
    """Rent taken off the common cost centre and put on that of the grant, on the account of rents itself."""
    rows = "2,2025-06-16,6110,8000,200\n2,2025-06-16,1910,-8000,\n3,2025-12-31,5110,2000,200\n3,2025-12-31,5110,-2000,100\n"
    lines = [f"{line},{text}" for line in (GRANT + rows).splitlines()]
    hits = found(HEAD.strip() + ",text\n" + "\n".join(lines) + "\n", "TK337")
    assert [(one.data["share"], one.data["limit"]) for one in hits] == expected


def test_the_limit_is_not_known_before_the_guide_that_was_read():
    rows = "2,2024-06-16,6110,5000,200\n2,2024-06-16,1910,-5000,\n3,2024-12-31,6980,5000,200\n3,2024-12-31,6980,-5000,100\n"
    assert found(HEAD + GRANT.replace("2025", "2024") + rows, "TK337") == []


def test_an_account_that_is_called_imputed_is_imputed():
    text = (
        "voucher,date,account,account_name,amount,cost_centre\n1,2025-01-15,1910,Pankki,5000,\n1,2025-01-15,3610,STEA,-5000,200\n"
        "2,2025-06-16,5110,Laskennallinen vuokra,5000,200\n2,2025-06-16,1910,Pankki,-5000,\n"
    )
    assert [one.place.row for one in found(text, "TK347")] == [4]
    assert found(text.replace("Laskennallinen vuokra", "Vuokra"), "TK347") == []


def test_costs_may_exceed_what_is_delegated():
    text = HEAD + "1,2025-01-15,1910,100,\n1,2025-01-15,3680,-100,\n2,2025-02-15,6820,150,\n2,2025-02-15,1910,-150,\n"
    assert found(text, "TK338") == []


def test_an_account_overdrawn_in_one_year_is_not_mapped_anew():
    case = Case(1, two_years(1))
    case.add(("6110", 90_000_000, ""), ("1910", -90_000_000, ""))
    rules = mapping_of(case.books).rules
    case.mapped = lambda mapping: mapping.__class__(mapping.name, rules=tuple(
        one for rule in rules for one in by_year(rule, {"6650": "6650"})
    ))  # fmt: skip
    assert [one.account for one in run_checks(case.subject(), select=["TK404"]).findings] == []


def test_amounts_that_repeat_count_once():
    """A fee paid a hundred times is one amount: no digit and no round sum is suspected for it."""
    rows = "".join(
        f"{n},2025-01-{1 + n % 28:02d},6530,300.07,\n{n},2025-01-{1 + n % 28:02d},1910,-300.07,\n" for n in range(1, 200)
    )
    assert found(HEAD + rows, "TK227") == []
    assert found(HEAD + rows.replace("300.07", "300.00"), "TK228") == []


def test_accounts_without_entries_are_named_once_and_not_one_by_one():
    case = Case(1, [clean_book(1)])
    case.own = lambda chart: (*chart, *(LocalAccount(f"66{n}0", f"Tili {n}", "expense") for n in range(70, 99)))
    hits = run_checks(case.subject(), preset="strict", select=["TK317"]).findings
    assert [one.data["count"] for one in hits] == [29]
