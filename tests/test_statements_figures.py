"""Statements against an independent path: plain Python over the rows, one period after the other."""

from collections import defaultdict

import pytest
from mapping_ledgers import CHART, Balance, Entry, Rules, ledger, mapped

from tilikartta.model import Ledger
from tilikartta.statements.control import differences
from tilikartta.statements.figures import Statement, statement

RULES = (
    Rules()
    .add("1910", "1910").add("1630", "1630").add("2110", "2110").add("2120", "2120").add("2620", "2620")
    .add("3110", {"account": "3110", "function": "programme"}).add("3310", "3310").add("3420", "3420")
    .add("4110", "4110").add("5110", "5110").add({"account": "5110", "kp": "9"}, {"function": "fundraising"})
    .add("9110", "9110").add("99*", "outside", reason="sisäinen")
)  # fmt: skip
MAPPING = RULES.mapping(dims=["kp"])
KP9 = (("dim_kp", "9"),)

# amounts in cents, by day; every voucher balances unless the test says otherwise
YEARS = [
    Entry("1910", 5_000_00, "2021-02-01"), Entry("3310", -5_000_00, "2021-02-01"),
    Entry("4110", 1_200_50, "2021-04-01"), Entry("1910", -1_200_50, "2021-04-01"),
    Entry("5110", 300_25, "2021-05-01"), Entry("1910", -300_25, "2021-05-01"),
    Entry("5110", 40_00, "2022-05-01", dims=KP9), Entry("1910", -40_00, "2022-05-01"),
    Entry("3110", -700_00, "2022-06-01"), Entry("1630", 700_00, "2022-06-01"),
    Entry("1910", 700_00, "2023-01-10"), Entry("1630", -700_00, "2023-01-10"),
    Entry("4110", 9_000_00, "2023-04-01"), Entry("2620", -9_000_00, "2023-04-01"),
    Entry("3420", -333_33, "2023-11-01"), Entry("1910", 333_33, "2023-11-01"),
    Entry("2620", 9_000_00, "2024-01-01"), Entry("1910", -2_000_00, "2024-01-01"), Entry("2110", -7_000_00, "2024-01-01"),
]  # fmt: skip


def of(book: Ledger, layout: str, mapping=MAPPING) -> Statement:
    return statement(mapped(book, mapping), CHART, CHART.layout_by_id[layout])


def plain_income(rows, years) -> dict[str, list[int]]:
    """Income statement by hand: line -> one figure per year, income +."""
    lines: dict[str, list[int]] = defaultdict(lambda: [0] * len(years))
    where = {
        "3110": "is.ord.inc",
        "3310": "is.fund.inc",
        "3420": "is.fund.inc",
        "4110": "is.ord.exp.staff",
        "5110": "is.ord.exp.other",
    }
    for row in rows:
        line = "is.fund.exp" if row.account == "5110" and row.dims else where.get(row.account)
        if line:
            lines[line][years.index(row.day[:4])] -= row.amount
    return lines


def plain_closing(rows, years, account) -> list[int]:
    """Balance of one account at the end of every year, debit +."""
    return [sum(row.amount for row in rows if row.account == account and row.day[:4] <= year) for year in years]


def test_four_periods_of_the_income_statement():
    years = ["2021", "2022", "2023", "2024"]
    found = of(ledger(YEARS), "is_npo")
    expected = plain_income(YEARS, years)
    assert found.periods == years
    assert {line: amounts for line, amounts in found.amounts.items() if line in expected} == dict(expected)
    shown = {line.id for line in found.layout.leaves if any(found.amounts[line.id])}
    assert shown == set(expected)


def test_running_rows_are_the_sum_of_every_line_above():
    found = of(ledger(YEARS), "is_npo")
    ordinary = [5_000_00 * 0 - 1_200_50 - 300_25, 700_00, -9_000_00, 0]
    fundraising = [5_000_00, -40_00, 333_33, 0]
    both = [a + b for a, b in zip(ordinary, fundraising, strict=True)]
    assert found.amounts["is.cum.ord"] == ordinary
    assert found.amounts["is.cum.fund"] == both
    assert found.amounts["is.cum.inv"] == found.amounts["is.result"] == found.amounts["is.surplus"] == both


def test_group_differences_stand_beside_the_running_rows_and_are_not_cumulative():
    found = of(ledger(YEARS), "is_npo")
    assert found.group_difference["is.ord"] == [-1_500_75, 700_00, -9_000_00, 0]
    assert found.group_difference["is.fund"] == [5_000_00, -40_00, 333_33, 0]
    assert found.amounts["is.ord.exp"] == [-1_500_75, 0, -9_000_00, 0]


def test_general_grants_come_after_the_third_running_row():
    grant = next(account for account in CHART.accounts if account.function == "general_grants" and account.klass == "income")
    interest = next(account for account in CHART.accounts if account.function == "investment" and account.klass == "income")
    rules = Rules().add("1", grant.code).add("2", interest.code).add("3", "1910")
    found = of(ledger([Entry("1", -100), Entry("2", -7), Entry("3", 107)]), "is_npo", rules.mapping())
    lines = ("is.cum.fund", "is.inv.inc", "is.cum.inv", "is.gen", "is.result", "is.surplus")
    assert [found.amounts[line] for line in lines] == [[0], [7], [7], [100], [107], [107]]


@pytest.mark.parametrize("layout", [layout.id for layout in CHART.layouts if layout.kind == "balance_sheet"])
def test_four_periods_of_every_balance_sheet(layout):
    years = ["2021", "2022", "2023", "2024"]
    found = of(ledger(YEARS), layout)
    surplus = of(ledger(YEARS), "is_npo").amounts["is.surplus"]
    leaf = {code: found.layout.line_of(CHART.by_code[code], None).id for code in ("1910", "1630", "2110", "2620")}
    for code, line in leaf.items():
        sign = 1 if CHART.by_code[code].klass == "asset" else -1
        others = [other for other in leaf if other != code and leaf[other] == line]
        expected = [
            sign * sum(parts) for parts in zip(*(plain_closing(YEARS, years, one) for one in (code, *others)), strict=True)
        ]
        assert found.amounts[line] == expected, code
    (result,) = [line.id for line in found.layout.leaves if line.takes == "result"]
    (previous,) = [line.id for line in found.layout.leaves if line.takes == "previous_result"]
    assert found.amounts[result] == surplus
    assert found.amounts[previous] == [0, surplus[0], surplus[0] + surplus[1], sum(surplus[:3])]
    assert found.difference == [0, 0, 0, 0]


@pytest.mark.parametrize("count", [3, 4])
def test_a_ledger_of_fewer_years_is_the_same_as_its_years_of_a_longer_one(count):
    years = [str(2021 + index) for index in range(count)]
    short = of(ledger([row for row in YEARS if row.day[:4] in years]), "bs_npo")
    assert short.amounts == {line: amounts[:count] for line, amounts in of(ledger(YEARS), "bs_npo").amounts.items()}


def openings(year: str, rows) -> list[Balance]:
    """Openings as a program states them: balances of all accounts, earlier results moved to 2120."""
    closing: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.day[:4] < year:
            closing["2120" if row.account[0] in "345" else row.account] += row.amount
    return [Balance(code, cents, None, f"{year}-01-01") for code, cents in closing.items()]


def test_stated_openings_give_the_same_balance_sheet_as_carrying_over():
    carried = of(ledger(YEARS), "bs_npo_short")
    stated = of(ledger(YEARS, [row for year in ("2022", "2023", "2024") for row in openings(year, YEARS)]), "bs_npo_short")
    assert stated.amounts == carried.amounts
    assert stated.difference == [0, 0, 0, 0]


def test_openings_for_the_first_year_only_are_carried_on():
    rows = [row for row in YEARS if row.day >= "2022"]
    found = of(ledger(rows, openings("2022", YEARS)), "bs_npo_short")
    whole = of(ledger(YEARS), "bs_npo_short")
    assert found.amounts == {line: amounts[1:] for line, amounts in whole.amounts.items()}


def test_openings_for_a_year_in_the_middle_are_not_added_to_what_was_carried():
    found = of(ledger(YEARS, openings("2023", YEARS)), "bs_npo_short")
    assert found.amounts == of(ledger(YEARS), "bs_npo_short").amounts


def test_an_account_missing_from_stated_openings_begins_from_nothing():
    rows = [
        Entry("1910", 100, "2023-05-01"),
        Entry("2110", -100, "2023-05-01"),
        Entry("1910", -30, "2025-05-01"),
        Entry("5110", 30, "2025-05-01"),
    ]
    found = of(
        ledger(rows, [Balance("1630", 100, None, "2024-01-01"), Balance("2110", -100, None, "2024-01-01")]), "bs_npo_short"
    )
    assert found.amounts["bs.a.cur.cash"] == [100, 0, 0]
    assert found.amounts["bs.l.liab.short"] == [0, 0, 30], "overdrawn, since the openings of 2024 say there was no money"
    assert found.difference == [0, 0, 0]


def trial_balances(rows, years) -> list[Balance]:
    """Trial balances as small members send them; accounts of the income statement open with nothing."""
    found = []
    for year in years:
        codes = sorted({row.account for row in rows if row.day[:4] <= year})
        stated = {row.account: row.opening for row in openings(year, rows)}
        for code in sorted({*codes, *stated}):
            moves = [row.amount for row in rows if row.account == code and row.day[:4] == year]
            opening = stated.get(code, 0)
            debit, credit = sum(cents for cents in moves if cents > 0), -sum(cents for cents in moves if cents < 0)
            found.append(
                Balance(code, opening, opening + sum(moves), f"{year}-01-01", f"{year}-12-31", debit=debit, credit=credit)
            )
    return found


@pytest.mark.parametrize("layout", ["is_npo", "bs_npo", "bs_pma_short"])
def test_trial_balances_give_the_statement_of_the_entries_they_sum_up(layout):
    rows = [Entry(row.account, row.amount, row.day) for row in YEARS]  # a trial balance has no cost centres
    years = ["2021", "2022", "2023", "2024"]
    by_entries, by_balances = of(ledger(rows), layout), of(ledger(balances=trial_balances(rows, years)), layout)
    assert by_balances.amounts == by_entries.amounts
    assert by_balances.group_difference == by_entries.group_difference
    assert by_balances.periods == by_entries.periods


@pytest.mark.parametrize("layout", ["is_npo", "bs_npo"])
def test_closing_balances_alone_are_enough_for_one_year(layout):
    rows = [row for row in YEARS if row.day < "2022"]
    closing = [Balance(row.account, None, row.closing, None, None) for row in trial_balances(rows, ["2021"])]
    assert of(ledger(balances=closing), layout).amounts == of(ledger(rows), layout).amounts


def test_the_balance_sheet_is_out_by_what_is_left_out_in_every_period():
    extra = [
        Entry("8888", 10, "2021-03-01"), Entry("9900", 20, "2022-03-01"),
        Entry("9110", 40, "2023-03-01"), Entry("1910", 80, "2023-03-01"),
    ]  # fmt: skip
    result = mapped(ledger([*YEARS, *extra]), MAPPING)
    left = differences(result, CHART)
    assert left == {
        "unmapped": [10, 10, 10, 10], "outside": [0, 20, 20, 20], "off_statement": [0, 0, 40, 40], "ledger": [10, 30, 150, 150],
    }  # fmt: skip
    for layout in CHART.layouts:
        if layout.kind == "balance_sheet":
            assert statement(result, CHART, layout).difference == [0, 0, 80, 80]


def test_every_account_of_the_chart_reaches_both_statements():
    """One entry on every account and permitted function: nothing is left out of any layout."""
    rules, rows, results, balances = Rules(), [], 0, 0
    for number, account in enumerate(one for one in CHART.accounts if one.klass != "off_statement"):
        for index, function in enumerate(account.functions or ("",)):
            code, cents = f"{number:04d}{index}", 100 + 7 * number + index
            rules.add(code, {"account": account.code, "function": function} if function else account.code)
            debit = account.klass in {"asset", "expense"}
            rows.append(Entry(code, cents if debit else -cents))
            results += -rows[-1].amount if account.in_income_statement else 0
            balances += rows[-1].amount if account.klass == "asset" else 0
    result = mapped(ledger(rows), rules)
    for layout in CHART.layouts:
        found = statement(result, CHART, layout)
        if layout.kind == "income_statement":
            last = [line for _, line in layout.flat if line.type == "running"][-1]
            assert found.amounts[last.id] == [results], layout.id
        else:
            assert found.difference == [sum(row.amount for row in rows)], layout.id
            assert next(found.amounts[line.id] for line in layout.lines if line.side == "asset") == [balances]


def test_lines_without_figures_are_not_shown_and_zero_sums_are():
    found = of(
        ledger([Entry("3110", -5, "2021-01-01"), Entry("3110", 5, "2021-02-01"), Entry("1910", 1, "2022-01-01")]), "is_npo"
    )
    by_id = {line.id: line for _, line in found.layout.flat}
    assert not found.shown(by_id["is.ord.inc"])
    assert not of(ledger(), "is_npo").shown(by_id["is.surplus"])


def test_leaves_list_the_universal_accounts_they_took():
    found = of(ledger(YEARS), "is_npo")
    assert found.accounts["is.fund.inc"] == ["3310", "3420"]
    assert found.accounts["is.fund.exp"] == ["5110"]
    assert found.accounts["is.gen"] == []


def test_a_ledger_without_dates_still_has_a_balance_sheet():
    """Was a fault: trial balances without a period gave an empty balance sheet."""
    found = of(
        ledger(balances=[Balance("1910", None, 100), Balance("2110", None, -60), Balance("3310", None, -40)]), "bs_npo_short"
    )
    assert found.amounts["bs.a.cur.cash"] == [100]
    assert found.amounts["bs.l.eq.curr"] == [40]
    assert found.difference == [0]


def test_openings_of_income_accounts_are_what_the_year_has_already_earned():
    """A trial balance of July to December: what stands in income accounts on the first day belongs to the same year."""
    rows = [
        Balance("1910", 50, 80, "2025-07-01", "2025-12-31"), Balance("3310", -50, -80, "2025-07-01", "2025-12-31"),
    ]  # fmt: skip
    assert of(ledger(balances=rows), "is_npo").amounts["is.surplus"] == [80]
    sheet = of(ledger(balances=rows), "bs_npo_short")
    assert (sheet.amounts["bs.l.eq.curr"], sheet.difference) == ([80], [0])


def test_figures_are_whole_cents_at_any_size():
    big = 10**15 + 1
    found = of(ledger([Entry("1910", big), Entry("3310", -big)]), "is_npo")
    assert found.amounts["is.surplus"] == [big]
    assert all(type(cents) is int for amounts in found.amounts.values() for cents in amounts)


def test_two_entities_in_one_ledger_open_on_their_own():
    rows = [
        Entry("1910", 100, "2024-05-01", entity="A"), Entry("3310", -100, "2024-05-01", entity="A"),
        Entry("1910", 11, "2024-05-01", entity="B"), Entry("3310", -11, "2024-05-01", entity="B"),
        Entry("1910", 5, "2025-05-01", entity="A"), Entry("3310", -5, "2025-05-01", entity="A"),
    ]  # fmt: skip
    opening = [Balance("1910", 100, None, "2025-01-01", entity="A"), Balance("2120", -100, None, "2025-01-01", entity="A")]
    found = of(ledger(rows, opening), "bs_npo_short")
    assert found.amounts["bs.a.cur.cash"] == [111, 116]
    assert found.amounts["bs.l.eq.prev"] == [0, 111]
    assert found.amounts["bs.l.eq.curr"] == [111, 5]
    assert found.difference == [0, 0]
