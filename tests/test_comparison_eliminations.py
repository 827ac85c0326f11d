"""What members pay each other: matched, checked, and left out on both sides alike."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilikartta.comparison.contents import ACCOUNT_COLUMNS
from tilikartta.comparison.eliminations import eliminate, eliminated_leaves, unknown_accounts
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.messages import message
from tilikartta.model import Place
from tilikartta.model.federation import EVERYONE, Elimination, EliminationSide

CHART = universal_chart()
INCOME, EXPENSE, CLAIM, DEBT = "3340", "6725", "1610", "2520"
LINES = {INCOME: "is.fund.inc", EXPENSE: "is.ord.exp.other", CLAIM: "bs.a.cur.recv.trade.short", DEBT: "bs.l.liab.trade.short"}
FUNCTIONS = {INCOME: "fundraising", EXPENSE: "programme"}


def rows(*given):
    """(member, universal, amount in the line's sign[, local account])"""
    made = [
        {"member": member, "year": "2025", "universal": code, "amount": amount, "account": local[0] if local else code,
         "line": LINES[code], "function": FUNCTIONS.get(code, "")}
        for member, code, amount, *local in given
    ]  # fmt: skip
    return pd.DataFrame(made).reindex(columns=list(ACCOUNT_COLUMNS))


def pair(payer="a", receiver="b", paid=(EXPENSE,), got=(INCOME,), tolerance=0, name="maksu", local=()):
    return Elimination(
        name, EliminationSide(payer, paid), EliminationSide(receiver, got, local), Place("f.yaml", row=3), tolerance
    )


def known(*members):
    return frozenset((member, "2025") for member in members)


def run(table, *pairs, members=("a", "b")):
    return eliminate(pairs, table, ("2025",), known(*members), CHART)


def test_what_agrees_is_left_out_whole():
    done, findings = run(rows(("a", EXPENSE, -500), ("b", INCOME, 500)), pair())
    assert [(one.paid, one.received, one.amount, one.difference) for one in done] == [(500, 500, 500, 0)]
    assert findings == []


@pytest.mark.parametrize(("tolerance", "codes"), [(0, ["TK740"]), (99, ["TK740"]), (100, []), (101, [])])
def test_a_difference_over_the_tolerance_is_shown_and_the_smaller_is_left_out(tolerance, codes):
    done, findings = run(rows(("a", EXPENSE, -600), ("b", INCOME, 500)), pair(tolerance=tolerance))
    assert done[0].amount == 500
    assert [one.code for one in findings] == codes


def test_a_side_that_is_not_there_is_unknown_and_not_zero():
    done, findings = run(rows(("a", EXPENSE, -600)), pair(), members=("a",))
    assert (done[0].paid, done[0].received, done[0].amount, done[0].difference) == (600, None, 0, None)
    assert [(one.code, one.data["absent"]) for one in findings] == [("TK741", ["b"])]


def test_a_side_without_entries_is_zero():
    done, findings = run(rows(("a", EXPENSE, -600)), pair())
    assert (done[0].received, done[0].amount) == (0, 0)
    assert [one.code for one in findings] == ["TK740"]


def test_the_wrong_way_round_eliminates_nothing():
    done, findings = run(rows(("a", EXPENSE, 600), ("b", INCOME, 600)), pair())
    assert done[0].amount == 0
    assert [one.code for one in findings] == ["TK742"]


def test_debt_and_receivable_are_taken_out_of_both_sides_of_the_balance_sheet():
    table = rows(("a", DEBT, 300), ("b", CLAIM, 300))
    done, findings = run(table, pair(paid=(DEBT,), got=(CLAIM,)))
    assert (done[0].amount, findings) == (300, [])
    leaves = eliminated_leaves(done, table, CHART)
    assert dict(zip(leaves["line"], leaves["amount"], strict=True)) == {LINES[DEBT]: -300, LINES[CLAIM]: -300}


def test_everyone_pays_the_one():
    table = rows(("a", EXPENSE, -500), ("c", EXPENSE, -200), ("b", EXPENSE, -900), ("b", INCOME, 700))
    done, findings = run(table, pair(payer=EVERYONE), members=("a", "b", "c"))
    assert (done[0].paid, done[0].amount, findings) == (700, 700, [])


def test_entries_are_eliminated_once():
    table = rows(("a", EXPENSE, -500), ("b", INCOME, 500))
    done, findings = run(table, pair(), pair(name="toinen"))
    assert [one.amount for one in done] == [500, 0]
    assert [(one.code, one.data["others"]) for one in findings] == [("TK747", ["maksu"])]


def test_own_accounts_narrow_a_side():
    table = rows(("a", EXPENSE, -500), ("b", INCOME, 500, "3650"), ("b", INCOME, 80, "3660"))
    done, findings = run(table, pair(local=("3650",)))
    assert (done[0].received, findings) == (500, [])


def test_an_unknown_code_is_refused():
    assert [one.code for one in unknown_accounts([pair(got=("9999999",))], CHART)] == ["TK711"]


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=6), st.lists(st.integers(1, 10**9), min_size=1, max_size=6))
def test_both_sides_lose_the_same_to_the_cent(paid, received):
    table = rows(*(("a", EXPENSE, -one) for one in paid), *(("b", INCOME, one) for one in received))
    done, _ = run(table, pair())
    leaves = eliminated_leaves(done, table, CHART)
    assert int(leaves["amount"].sum()) == 0
    assert int(leaves.loc[leaves["line"] == LINES[INCOME], "amount"].sum()) == -min(sum(paid), sum(received))


@pytest.mark.parametrize(
    ("lang", "others"), [("fi", "muut jäsenet"), ("sv", "de övriga medlemmarna"), ("en", "the other members")]
)
def test_findings_name_members_and_not_their_ids_or_a_star(lang, others):
    table = rows(("a", EXPENSE, -500), ("b", INCOME, 700))
    names = {"a": "Aho ry", "b": "Piiri ry"}
    _, findings = eliminate([pair(payer=EVERYONE)], table, ("2025",), known("a", "b"), CHART, names)
    (text,) = [message(one, lang) for one in findings]
    assert others in text
    assert "Piiri ry" in text
    assert "*" not in text
