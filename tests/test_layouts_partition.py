"""Every euro on exactly one line of every layout, and statements that add up for any ledger over the universal chart."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import identity_mapping, make_ledger

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.apply import apply_mapping
from tilikartta.model import Account, Layout
from tilikartta.statements.figures import Statement, statement

CHART = universal_chart()
INCOME = [layout for layout in CHART.layouts if layout.kind == "income_statement"]
BALANCE = [layout for layout in CHART.layouts if layout.kind == "balance_sheet"]
RESULT = [account for account in CHART.accounts if account.in_income_statement]
# a code and one of its permitted functions ("" for the balance sheet): what an entry may mean
MEANINGS = [(account, function) for account in CHART.accounts for function in (account.functions or ("",))]
CENTS = st.one_of(st.integers(-50_000, 50_000), st.integers(-(10**13), 10**13))

every_layout = pytest.mark.parametrize("layout", CHART.layouts, ids=lambda layout: layout.id)


def by_hand(layout: Layout, account: Account, function: str | None, funder: str | None = None) -> list[str]:
    """The leaves that take the account, read from the selects without the model's own ``takes``."""
    given = (account.funder or "") if funder is None else funder
    found = []
    for line in layout.leaves:
        select = line.select
        if select is None:
            continue
        wanted = {"klass": account.klass, "nature": account.nature, "function": function, "term": account.term}
        wanted |= {"funder": given, "purpose": account.purpose}
        fits = [value in getattr(select, key) for key, value in wanted.items() if getattr(select, key)]
        barred = {"not_nature": account.nature, "not_funder": given, "not_purpose": account.purpose}
        if all(fits) and not any(value in getattr(select, key) for key, value in barred.items()):
            found.append(line.id)
    return found


@every_layout
def test_every_account_and_function_falls_in_exactly_one_leaf(layout: Layout) -> None:
    lines = {(a.code, f): by_hand(layout, a, f or None) for a, f in MEANINGS if layout.covers(a)}

    assert lines
    assert {key: found for key, found in lines.items() if len(found) != 1} == {}
    by_code = CHART.by_code
    assert {key: layout.line_of(by_code[key[0]], key[1] or None).id for key in lines} == {
        key: ids[0] for key, ids in lines.items()
    }


@every_layout
def test_whoever_funds_an_entry_it_falls_in_exactly_one_leaf(layout: Layout) -> None:
    """The funder is an open list: every value that a line names, none, and two that nobody names stand for all of them."""
    named = {one for line in layout.leaves if line.select for one in (*line.select.funder, *line.select.not_funder)}
    funders = ["", *sorted(named), "Kaivosyhtiön tukisäätiö", "STEA"]

    lines = {(a.code, f, by): by_hand(layout, a, f or None, by) for a, f in MEANINGS if layout.covers(a) for by in funders}
    assert {key: found for key, found in lines.items() if len(found) != 1} == {}
    by_code = CHART.by_code
    found = {key: layout.line_of(by_code[key[0]], key[1] or None, key[2]).id for key in lines}
    assert found == {key: ids[0] for key, ids in lines.items()}
    if not named:  # a layout that names no funder does not look at it
        assert all(ids == by_hand(layout, by_code[code], function or None) for (code, function, _), ids in lines.items())


@every_layout
def test_accounts_of_the_other_statement_are_on_no_line(layout: Layout) -> None:
    assert [(a.code, f) for a, f in MEANINGS if not layout.covers(a) and by_hand(layout, a, f or None)] == []


@every_layout
def test_every_leaf_is_reached_unless_it_is_for_companies(layout: Layout) -> None:
    funders = [None, "", *layout.funders]
    reached = {line for a, f in MEANINGS if layout.covers(a) for by in funders for line in by_hand(layout, a, f or None, by)}
    companies = {line.id for line in layout.leaves if line.companies_only}

    assert {line.id for line in layout.leaves} - reached == companies - reached
    assert companies & reached == set()


# --- any ledger ---------------------------------------------------------------------------------------------------------------


@st.composite
def books(draw: st.DrawFn, years: int):
    """Balanced vouchers over random accounts and functions, in each of ``years`` calendar years.

    The first voucher is of 1 January: a ledger that begins later may well be of a broken financial year.
    """
    rows, number = [], 0
    for year in range(2026 - years, 2026):
        for _ in range(draw(st.integers(1, 4))):
            number += 1
            day = date(year, 1, 1) + timedelta(days=draw(st.integers(0, 364)) if rows else 0)
            legs = draw(st.lists(st.tuples(st.sampled_from(CHART.accounts), CENTS), min_size=1, max_size=4))
            last = draw(st.sampled_from(CHART.accounts))
            rows += [(day, account.code, cents, number) for account, cents in legs]
            rows.append((day, last.code, -sum(cents for _, cents in legs), number))
    used = sorted({row[1] for row in rows})
    functions = {code: draw(st.sampled_from(CHART.by_code[code].functions)) for code in used if CHART.by_code[code].functions}
    return rows, functions


def statements(rows, functions, layouts) -> dict[str, Statement]:
    mapped = apply_mapping(make_ledger(rows), identity_mapping(CHART, functions), CHART)
    return {layout.id: statement(mapped, CHART, layout) for layout in layouts}


def year_sums(rows, years: int, wanted) -> list[int]:
    return [
        sum(row[2] for row in rows if row[0].year == year and wanted(CHART.by_code[row[1]])) for year in range(2026 - years, 2026)
    ]


def leaf_sums(found: Statement) -> list[int]:
    return [sum(column) for column in zip(*(found.amounts[line.id] for line in found.layout.leaves), strict=True)]


@pytest.mark.parametrize("years", [1, 2, 3, 4])
@settings(max_examples=8, deadline=None, derandomize=True)
@given(data=st.data())
def test_leaves_of_every_income_statement_sum_to_the_result_of_the_ledger(years: int, data: st.DataObject) -> None:
    rows, functions = data.draw(books(years))
    wanted = [-cents for cents in year_sums(rows, years, lambda account: account.in_income_statement)]

    for layout_id, found in statements(rows, functions, INCOME).items():
        assert leaf_sums(found) == wanted, layout_id
        last = [line for _, line in found.layout.flat if line.type == "running"]
        if last and found.layout.flat[-1][1] is last[-1]:
            assert found.amounts[last[-1].id] == wanted, layout_id


@pytest.mark.parametrize("years", [1, 2, 3, 4])
@settings(max_examples=8, deadline=None, derandomize=True)
@given(data=st.data())
def test_every_balance_sheet_balances_when_the_ledger_does(years: int, data: st.DataObject) -> None:
    rows, functions = data.draw(books(years))
    outside = year_sums(rows, years, lambda account: account.klass == "off_statement")
    # what stands off the statements leaves the two sides apart by exactly its balance
    wanted = [-sum(outside[: year + 1]) for year in range(years)]

    for layout_id, found in statements(rows, functions, BALANCE).items():
        assert found.difference == wanted, layout_id
        sides = {line.side: found.amounts[line.id] for line in found.layout.lines}
        assert [a - b for a, b in zip(sides["asset"], sides["liability"], strict=True)] == wanted, layout_id


@settings(max_examples=15, deadline=None, derandomize=True)
@given(cents=CENTS.filter(bool), pick=st.sampled_from([pair for pair in MEANINGS if pair[0].in_income_statement]))
def test_one_entry_shows_on_the_line_that_its_account_names(cents: int, pick: tuple[Account, str]) -> None:
    account, function = pick
    rows = [("2025-05-05", account.code, cents), ("2025-05-05", "1910", -cents)]

    for layout_id, found in statements(rows, {account.code: function}, INCOME).items():
        (line,) = by_hand(found.layout, account, function)
        moved = {leaf.id: found.amounts[leaf.id] for leaf in found.layout.leaves if any(found.amounts[leaf.id])}
        assert moved == {line: [-cents]}, layout_id
