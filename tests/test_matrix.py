"""The functional matrix: every cell by hand, and its sums are those of the income statement whatever the ledger."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_ledgers import CHART, Entry, Rules, ledger, mapped

from tilikartta.definitions.key_figure_file import shipped_key_figures
from tilikartta.model import FUNCTIONS
from tilikartta.statements.figures import statement
from tilikartta.statements.matrix import function_matrix

NATURES = shipped_key_figures().natures
FUND = (("dim_f", "1"),)
RULES = (
    Rules()
    .add("3310", "3310").add("3730", "3730").add("3810", "3810").add("4110", "4110").add("4120", "4120").add("6650", "6650")
    .add("5110", "5110").add({"account": "5110", "f": "2"}, {"function": "fundraising"}).add("8140", "8140").add("1910", "1910")
    .add({"account": "*", "f": "1"}, {"fund": "Rahasto"})
)  # fmt: skip
BOOK = [
    Entry("3310", -900, "2024-05-01"), Entry("4110", 300, "2024-05-01"), Entry("4110", 50, "2025-05-01", dims=FUND),
    Entry("3310", -1_000, "2025-05-01"), Entry("3810", -70, "2025-05-01", dims=FUND), Entry("3730", -400, "2025-05-01"),
    Entry("5110", 200, "2025-05-01"), Entry("5110", 25, "2025-05-01", dims=(("dim_f", "2"),)), Entry("6650", 60, "2025-05-01"),
    Entry("4120", 5, "2025-05-01"), Entry("8140", 20, "2025-05-01", dims=FUND), Entry("1910", 8_888, "2025-05-01"),
    Entry("0000", 77, "2025-05-01"),
]  # fmt: skip


def matrix(**options):
    return function_matrix(mapped(ledger(BOOK), RULES.mapping(dims=["f"])), CHART, NATURES, **options)


def cells(found) -> dict:
    """(period, nature) -> {function: cents} without zeros."""
    columns = [name for name in found.frame.columns if name in FUNCTIONS or name == "total"]
    return {
        (row["period"], row["side"], row["nature"]): {name: row[name] for name in columns if row[name]}
        for row in found.frame.to_dict("records")
    }


def test_cells_by_hand():
    assert cells(matrix()) == {
        ("2024", "income", "membership_fees"): {"fundraising": 900, "total": 900},
        ("2024", "expense", "wages"): {"programme": -300, "total": -300},
        ("2025", "income", "membership_fees"): {"fundraising": 1_000, "total": 1_000},
        ("2025", "income", "grant_general"): {"general_grants": 400, "total": 400},
        ("2025", "income", "interest_dividends"): {"investment": 70, "total": 70},
        ("2025", "expense", "wages"): {"programme": -50, "total": -50},
        ("2025", "expense", "holiday_bonus"): {"programme": -5, "total": -5},
        ("2025", "expense", "premises"): {"programme": -200, "fundraising": -25, "total": -225},
        ("2025", "expense", "office_admin"): {"administration": -60, "total": -60},
        ("2025", "appropriation", "fund_transfer"): {"appropriations": -20, "total": -20},
    }


def test_rows_stand_in_the_order_of_the_natures_with_names_in_three_languages():
    frame = matrix().frame
    assert list(frame.loc[frame["period"] == "2025", "nature"]) == [
        "membership_fees", "grant_general", "interest_dividends", "wages", "holiday_bonus", "premises", "office_admin",
        "fund_transfer",
    ]  # fmt: skip
    wages = frame[frame["nature"] == "wages"].iloc[0]
    assert (wages["name_fi"], wages["name_sv"], wages["name_en"]) == ("Palkat", "Löner", "Wages and salaries")
    assert matrix().functions == tuple(FUNCTIONS)


def test_with_and_without_restrictions_make_the_whole():
    whole, free, bound = (cells(matrix(restriction=one)) for one in ("all", "without", "with"))
    assert bound == {
        ("2025", "income", "interest_dividends"): {"investment": 70, "total": 70},
        ("2025", "expense", "wages"): {"programme": -50, "total": -50},
        ("2025", "appropriation", "fund_transfer"): {"appropriations": -20, "total": -20},
    }
    for key, row in whole.items():
        for name, cents in row.items():
            assert free.get(key, {}).get(name, 0) + bound.get(key, {}).get(name, 0) == cents


def test_by_function_and_by_nature_alone():
    by_function = cells(matrix(by="function"))
    assert by_function["2025", "expense", ""] == {
        "programme": -255, "administration": -60, "fundraising": -25, "total": -340,
    }  # fmt: skip
    by_nature = matrix(by="nature")
    assert cells(by_nature)["2025", "expense", "premises"] == {"total": -225}
    assert not set(by_nature.frame.columns) & set(FUNCTIONS)


def test_an_empty_ledger_gives_an_empty_matrix():
    found = function_matrix(mapped(ledger(), RULES.mapping(dims=["f"])), CHART, NATURES)
    assert (len(found.frame), found.functions) == (0, ())
    assert {"period", "side", "nature", "name_fi", "total"} <= set(found.frame.columns)


RESULT = [(account.code, function) for account in CHART.accounts if account.in_income_statement for function in account.functions]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(RESULT), st.integers(-(10**9), 10**9), st.sampled_from(["2023", "2024", "2025"]), st.booleans()
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_matrix_is_the_income_statement_to_the_cent(rows):
    rules, entries = Rules(), []
    for number, ((code, function), cents, year, bound) in enumerate(rows):
        rules.add(f"{number:04d}", {"account": code, "function": function, "fund": "R" if bound else ""})
        entries.append(Entry(f"{number:04d}", cents, f"{year}-06-01"))
    result = mapped(ledger(entries), rules)
    found = function_matrix(result, CHART, NATURES).frame
    shown = statement(result, CHART, CHART.layout_by_id["is_functional"])
    surplus = dict(zip(shown.periods, shown.amounts["fx.surplus"], strict=True))
    sums = defaultdict(int, found.groupby("period")["total"].sum().to_dict())
    assert {period: sums[period] for period in surplus} == surplus
    for line, function in (("fx.prog", "programme"), ("fx.gen", "general_grants")):
        if function in found:
            by_period = defaultdict(int, found.groupby("period")[function].sum().to_dict())
            assert [by_period[period] for period in shown.periods] == shown.amounts[line]
    assert str(found["total"].dtype) == "int64"


def test_amounts_beyond_float_stay_whole():
    big = 10**16 + 1
    found = function_matrix(mapped(ledger([Entry("3310", -big)]), RULES.mapping(dims=["f"])), CHART, NATURES)
    assert found.frame["fundraising"].tolist() == [big]


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_names_of_natures_differ_inside_a_language(lang):
    names = [text.get(lang) for text in NATURES.values()]
    assert len(set(names)) == len(names)
