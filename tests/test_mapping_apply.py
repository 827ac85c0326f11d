"""Whole ledgers through the mapping: side, sign, validity, shares, outside, flips over several years, openings."""

from datetime import date

import pytest
from mapping_ledgers import CHART, Balance, Entry, Rules, codes, entry_sums, ledger, mapped, sums

from tilikartta.mapping.coverage import coverage_of
from tilikartta.model import Mapping, Organisation
from tilikartta.statements.figures import statement

BANK, LOAN = "1910", "2410"


def balance(result, *lines: str) -> list[list[int]]:
    sheet = statement(result, CHART, CHART.layout_by_id["bs_npo_short"])
    return [sheet.amounts[line] for line in lines]


@pytest.mark.parametrize(
    ("closings", "homes"),
    [
        ([100], ["2110"]),
        ([-100], [LOAN]),
        ([0], ["2110"]),
        ([-100, -50], [LOAN, LOAN]),
        ([-100, 250], [LOAN, "2110"]),
        ([100, -100], ["2110", "2110"]),
        ([100, -101, 1], ["2110", LOAN, "2110"]),
    ],
)
def test_side_looks_at_the_closing_balance_of_each_period(closings, homes):
    """Movements by year; a balance of zero counts as debit."""
    rules = Rules().add({"account": "1", "side": "debit"}, "2110").add({"account": "1", "side": "credit"}, LOAN)
    book = []
    for year, moved in enumerate(closings, 2021):
        # entries of both signs, so that the sign of one entry cannot be taken for the side
        book += [Entry("1", moved - 7, f"{year}-03-01"), Entry("1", 7, f"{year}-05-01"), Entry("2", -moved, f"{year}-05-01")]
    result = mapped(ledger(book), rules)
    found = [
        {
            key["universal"]
            for _, key in result.keys.iterrows()
            if key["account"] == "1" and key["period"] == period and key["share"]
        }
        for period in range(len(homes))
    ]
    assert [home in one for home, one in zip(homes, found, strict=True)] == [True] * len(homes)
    entries = [
        result.keys["universal"][key]
        for key, account in zip(result.entries["key"], result.entries["account"], strict=True)
        if account == "1"
    ]
    assert entries == [home for home in homes for _ in range(2)]


def test_side_of_an_income_account_is_that_of_the_year_alone():
    rules = Rules().add({"account": "1", "side": "credit"}, "3110").add({"account": "1", "side": "debit"}, "5110")
    book = [Entry("1", -500, "2023-05-01"), Entry("1", 200, "2024-05-01")]
    assert sums(mapped(ledger(book), rules), "period", "universal") == {(0, "3110"): -500, (1, "5110"): 200}


def test_side_of_an_income_account_with_a_rule_for_one_side_only():
    """Was a fault: with nothing for the carried side, the side of the year was not looked at."""
    book = [Entry("1", 500, "2023-05-01"), Entry("1", -200, "2024-05-01")]
    result = mapped(ledger(book), Rules().add({"account": "1", "side": "credit"}, "3110"))
    assert sums(result, "period", "status", "universal") == {(0, "unmapped", ""): 500, (1, "mapped", "3110"): -200}


def test_sign_looks_at_each_entry():
    rules = Rules().add({"account": "0140", "sign": "income"}, "3110").add({"account": "0140", "sign": "expense"}, "5110")
    book = ledger([Entry("0140", -1000), Entry("0140", 300), Entry("0140", -5), Entry("0140", 0)])
    assert sums(mapped(book, rules), "universal") == {"3110": -1005, "5110": 300}
    assert coverage_of(mapped(book, rules)).unmapped == 0


def test_sign_of_a_balance_without_an_opening():
    """Was a fault: where the file gives closings only, every row counted as an expense."""
    rules = Rules().add({"account": "0140", "sign": "income"}, "3110").add({"account": "0140", "sign": "expense"}, "5110")
    book = ledger(balances=[Balance("0140", None, -700, "2025-01-01", "2025-12-31")])
    assert sums(mapped(book, rules), "universal") == {"3110": -700}


def test_validity_of_a_rule_goes_by_the_posting_date():
    rules = (
        Rules()
        .add("1", "3110", valid_to=date(2025, 6, 30))
        .add("1", "3310", valid_from=date(2025, 7, 1), valid_to=date(2025, 9, 30))
        .add("2", "3110")
    )
    days = {"2025-06-30": -1, "2025-07-01": -2, "2025-09-30": -4, "2025-10-01": -8}
    result = mapped(ledger([Entry("1", amount, day) for day, amount in days.items()] + [Entry("2", 15)]), rules)
    assert sums(result, "status", "universal") == {("mapped", "3110"): -1 + 15, ("mapped", "3310"): -6, ("unmapped", ""): -8}


def test_undated_entries_do_not_take_dated_ones_with_them():
    """Was a fault: which rules were in force depended on whether the undated row came first in the file."""
    rules = Rules().add("1", "3110", valid_to=date(2025, 6, 30)).add("1", "3310", valid_from=date(2025, 7, 1))
    rows = [Entry("1", -1, "2025-03-01"), Entry("1", -2, None), Entry("1", -4, "2025-08-01")]
    for book in (rows, rows[::-1], [rows[1], rows[0], rows[2]]):
        result = mapped(ledger(book), rules)
        assert sums(result, "status", "universal") == {("mapped", "3110"): -1, ("mapped", "3310"): -4, ("unmapped", ""): -2}
        assert codes(result.findings) == ["TK540"], "both rules are in force for an entry without a date"


def test_outside_is_kept_with_its_reason():
    rules = Rules().add("9*", "outside", reason="sisäinen laskenta").add("1", BANK)
    result = mapped(ledger([Entry("9000", 50), Entry("1", -50)]), rules)
    assert sums(result, "status", "reason") == {("outside", "sisäinen laskenta"): 50, ("mapped", ""): -50}
    assert coverage_of(result).outside == 1


def test_unmapped_is_a_line_of_its_own_and_counted_twice_over():
    result = mapped(ledger([Entry("1", 100), Entry("8", -70), Entry("8", 70), Entry("9", -100)]), Rules().add("1", BANK))
    counted = coverage_of(result)
    assert (counted.accounts, counted.mapped, counted.unmapped, counted.unmapped_with_balance) == (3, 1, 2, 1)
    assert (counted.turnover, counted.turnover_mapped) == (340, 100)
    assert sums(result, "status", "account") == {("mapped", "1"): 100, ("unmapped", "9"): -100}


def test_a_mapped_part_does_not_hide_the_unmapped_balance_of_an_account():
    """Was a fault: 100 mapped and -100 unmapped on one account counted as 'no balance', so the run would have passed."""
    book = ledger([Entry("5", 100, dims=(("dim_kp", "1"),)), Entry("5", -100, dims=(("dim_kp", "2"),))])
    counted = coverage_of(mapped(book, Rules().add({"account": "5", "kp": "1"}, "5110").mapping(dims=["kp"])))
    assert (counted.unmapped, counted.unmapped_with_balance) == (1, 1)


def test_another_year_does_not_hide_an_unmapped_balance():
    """Was a fault: openings of the second year were added to the closing of the first."""
    book = ledger(balances=[
        Balance("8", 0, 100, "2024-01-01", "2024-12-31"), Balance("8", 100, -100, "2025-01-01", "2025-12-31"),
        Balance("1", 0, -100, "2024-01-01", "2024-12-31"), Balance("1", -100, 100, "2025-01-01", "2025-12-31"),
    ])  # fmt: skip
    assert coverage_of(mapped(book, Rules().add("1", BANK))).unmapped_with_balance == 1


def test_shares_are_exact_and_the_rounding_cent_goes_to_the_largest():
    targets = [
        {"account": "5110", "function": "programme", "share": 33.33},
        {"account": "5110", "function": "administration", "share": 33.33},
        {"account": "5110", "function": "fundraising", "share": 33.34},
    ]
    result = mapped(ledger([Entry("7200", 100)]), Rules().add("7200", targets))
    assert sums(result, "function") == {"programme": 33, "administration": 33, "fundraising": 34}
    many = mapped(ledger([Entry("7200", 1, f"2025-01-{day:02d}") for day in range(1, 31)]), Rules().add("7200", targets))
    assert entry_sums(many, "function") == sums(many, "function") == {"programme": 10, "administration": 10, "fundraising": 10}


def test_shares_keep_an_entry_of_each_part_in_its_place():
    targets = [{"account": "5110", "share": 70}, {"account": "5120", "share": 30}]
    result = mapped(ledger([Entry("7200", 1000), Entry("1", -1000)]), Rules().add("7200", targets).add("1", BANK))
    rows = [(row["account"], row["source_row"], row["amount"]) for row in result.entries.to_dict("records")]
    assert rows == [("7200", 2, 700), ("7200", 2, 300), ("1", 3, -1000)]


def test_shares_of_entries_go_by_date_whatever_their_place_in_the_file():
    targets = [{"account": "5110", "share": 50}, {"account": "5120", "share": 50}]
    book = ledger([Entry("7200", 1, "2025-02-01"), Entry("7200", 1, "2025-01-01")])
    result = mapped(book, Rules().add("7200", targets))
    homes = result.keys["universal"].iloc[result.entries["key"]]
    first = [
        (str(day), home)
        for day, home, cents in zip(result.entries["date"], homes, result.entries["amount"], strict=True)
        if cents
    ]
    assert sorted(first) == [("2025-01-01", "5120"), ("2025-02-01", "5110")], "the first cent is rounded to the second share"


def test_overdrawn_bank_account_is_a_debt_and_said_so():
    result = mapped(ledger([Entry("1", -100), Entry("5", 100)]), Rules().add("1", BANK).add("5", "5110"))
    assert sums(result, "universal") == {LOAN: -100, "5110": 100}
    assert codes(result.findings) == ["TK546"]


def test_an_empty_bank_account_is_no_debt():
    result = mapped(ledger([Entry("1", -100), Entry("1", 100)]), Rules().add("1", BANK))
    assert (result.keys["universal"].tolist(), result.findings) == ([BANK], [])


def test_each_bank_account_flips_on_its_own():
    result = mapped(ledger([Entry("11", -100), Entry("12", 300), Entry("5", -200)]), Rules().add("1*", BANK).add("5", "2110"))
    assert balance(result, "bs.a.cur.cash", "bs.l.liab.short") == [[300], [100]]


def test_a_side_rule_is_obeyed_and_not_flipped_back():
    result = mapped(ledger([Entry("1", -100)]), Rules().add({"account": "1", "side": "credit"}, BANK))
    assert sums(result, "universal") == {BANK: -100}


def test_a_balance_moves_whole_when_the_account_is_overdrawn_a_year_later():
    """Was a fault: last year's money stayed in cash and the debt was shown too large by as much."""
    book = ledger([
        Entry("1", 100_00, "2023-05-01"), Entry("5", -100_00, "2023-05-01"),
        Entry("1", -300_00, "2024-05-01"), Entry("5", 300_00, "2024-05-01"),
        Entry("1", 250_00, "2026-05-01"), Entry("5", -250_00, "2026-05-01"),
    ])  # fmt: skip
    result = mapped(book, Rules().add("1", BANK).add("5", "2110"))
    cash, debt = balance(result, "bs.a.cur.cash", "bs.l.liab.short")
    assert cash == [100_00, 0, 0, 50_00]
    assert debt == [0, 200_00, 200_00, 0]
    assert sums(result, "period") == {}, "a move changes no sum"
    assert coverage_of(result).turnover == 2 * 650_00, "a move is no turnover"


def test_a_balance_moves_whole_by_a_side_rule():
    """Was a fault, as above."""
    rules = Rules().add("1", "1630").add({"account": "1", "side": "credit"}, "2620").add("5", "2110")
    book = ledger([
        Entry("1", 100, "2023-05-01"), Entry("5", -100, "2023-05-01"),
        Entry("1", -300, "2024-05-01"), Entry("5", 300, "2024-05-01"),
    ])  # fmt: skip
    result = mapped(book, rules)
    assert balance(result, "bs.a", "bs.l.liab.short") == [[100, 0], [0, 200]]


def test_a_balance_that_leaves_for_a_side_without_a_rule_is_unmapped_whole():
    book = ledger([Entry("1", 100, "2023-05-01"), Entry("1", -300, "2024-05-01")])
    result = mapped(book, Rules().add({"account": "1", "side": "debit"}, "1630"))
    assert balance(result, "bs.a") == [[100, 0]]
    assert sums(result, "period", "status") == {(0, "mapped"): 100, (1, "mapped"): -100, (1, "unmapped"): -200}


def test_stated_openings_need_no_move():
    book = ledger(balances=[
        Balance("1", 0, 100, "2024-01-01", "2024-12-31"), Balance("5", 0, -100, "2024-01-01", "2024-12-31"),
        Balance("1", 100, -200, "2025-01-01", "2025-12-31"), Balance("5", -100, 200, "2025-01-01", "2025-12-31"),
    ])  # fmt: skip
    result = mapped(book, Rules().add("1", BANK).add("5", "2110"))
    assert balance(result, "bs.a.cur.cash", "bs.l.liab.short") == [[100, 0], [0, 200]]


def test_accounts_apart_by_cost_centre_stay_apart_when_only_one_moves():
    rules = Rules().add("1", BANK).add({"account": "1", "kp": "2"}, "1920").mapping(dims=["kp"])
    book = ledger([
        Entry("1", 100, "2023-05-01", dims=(("dim_kp", "1"),)), Entry("1", 50, "2023-05-01", dims=(("dim_kp", "2"),)),
        Entry("1", 5, "2024-05-01", dims=(("dim_kp", "1"),)),
    ])  # fmt: skip
    assert sums(mapped(book, rules), "universal") == {BANK: 105, "1920": 50}


def test_openings_beside_entries_belong_to_the_year_they_open():
    """Was a fault: an opening has no last day, so over several years it landed in the last one."""
    book = ledger(
        [Entry("1", 10, "2023-05-01"), Entry("5", -10, "2023-05-01"), Entry("1", 1, "2025-05-01"), Entry("5", -1, "2025-05-01")],
        [Balance("1", 1000, None, "2023-01-01"), Balance("5", -1000, None, None)],
    )
    result = mapped(book, Rules().add("1", BANK).add("5", "2110"))
    assert sums(result, "period", "universal", column="opening") == {(0, BANK): 1000, (0, "2110"): -1000}
    assert result.opened == frozenset({("", 0)})
    assert balance(result, "bs.a", "bs.l") == [[1010, 1010, 1011], [1010, 1010, 1011]]


def test_dimension_named_like_a_column_of_the_engine_changes_nothing():
    """Was a fault: a dimension called 'period' or 'entity' replaced the engine's own column."""
    for short in ("period", "entity", "segment", "day", "local", "account_name"):
        heading = "Kausi"
        rules = Rules().add("5", "5110").add({"account": "5", short: "K2"}, {"function": "administration"})
        mapping = Mapping("m", rules=tuple(rules.rules), dimensions=((short, heading),))
        book = ledger(
            [Entry("5", 1, "2024-05-01", dims=(("dim_kausi", "K1"),)), Entry("5", 2, "2025-05-01", dims=(("dim_kausi", "K2"),))]
        )
        assert sums(mapped(book, mapping), "period", "function") == {(0, "programme"): 1, (1, "administration"): 2}


def test_dimensions_with_very_many_values_do_not_run_into_each_other():
    """Was a fault waiting: the codes of all columns were multiplied into 64 bits without looking, so the first ones fell out."""
    shorts = [f"d{n}" for n in range(9)]
    rules = Rules().add("5", "5110").add({"account": "5", "d0": "v7"}, {"fund": "F7"})
    for short in shorts[1:]:
        rules.add({"account": "5", short: "nothing"}, {"activity": "A"})
    rows = [Entry("5", 1, dims=tuple((f"dim_{short}", f"v{n}") for short in shorts)) for n in range(256)]
    rows.append(Entry("5", 1000, dims=(("dim_d0", "v7"), *((f"dim_{short}", "v0") for short in shorts[1:]))))
    assert sums(mapped(ledger(rows), rules.mapping(dims=shorts)), "fund") == {"": 255, "F7": 1001}


def test_names_are_joined_by_number_and_the_most_frequent_is_used():
    book = [Entry("5", 1, name="Vuokra"), Entry("5", 2, name="Vuokrat"), Entry("5", 4, name="Vuokrat"), Entry("5", 8)]
    for rows in (book, book[::-1]):
        result = mapped(ledger(rows), Rules().add({"name": "vuokrat"}, "5110"))
        assert sums(result, "account_name", "universal") == {("Vuokrat", "5110"): 15}


def test_charts_without_numbers_are_told_apart_by_name():
    result = mapped(
        ledger([Entry("", 5, name="Vuokra"), Entry("", -3, name="Myynti"), Entry("", 1, name="")]),
        Rules().add({"name": "~vuokra"}, "5110").add({"name": "~myyn"}, "3110"),
    )
    assert sums(result, "account_name", "universal") == {("Vuokra", "5110"): 5, ("Myynti", "3110"): -3, ("", ""): 1}


def test_entities_keep_their_own_sides_and_openings():
    book = ledger(
        [
            Entry("1", 100, "2024-05-01", entity="A"),
            Entry("1", -100, "2024-05-01", entity="B"),
            Entry("1", 7, "2025-05-01", entity="A"),
        ],
        [Balance("1", 500, None, "2025-01-01", entity="A")],
    )
    result = mapped(book, Rules().add("1", BANK))
    assert sums(result, "entity", "universal") == {("A", BANK): 107, ("B", LOAN): -100}
    assert result.opened == frozenset({("A", 1)})
    assert balance(result, "bs.a.cur.cash", "bs.l.liab.short") == [[100, 507], [100, 100]]


def test_a_ledger_outside_the_validity_of_the_mapping_is_reported_and_mapped():
    mapping = Rules().add("1", BANK).mapping(valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    result = mapped(ledger([Entry("1", 1, "2024-05-01")]), mapping)
    assert codes(result.findings) == ["TK532"]
    assert sums(result, "universal") == {BANK: 1}
    assert codes(mapped(ledger([Entry("1", 1, "2025-05-01")]), mapping).findings) == []


@pytest.mark.parametrize(
    ("days", "start", "labels"),
    [
        (["2025-01-01", "2025-12-31"], "01-01", ["2025"]),
        (["2023-12-31", "2026-01-01"], "01-01", ["2023", "2024", "2025", "2026"]),
        (["2024-07-01", "2025-06-30"], "07-01", ["2024-07-01–2025-06-30"]),
        (["2024-06-30", "2024-07-01"], "07-01", ["2023-07-01–2024-06-30", "2024-07-01–2025-06-30"]),
        (["2024-09-03", "2025-04-20"], "01-01", ["2024-09-01–2025-08-31"]),
        (["2024-02-29"], "03-01", ["2023-03-01–2024-02-29"]),
    ],
)
def test_financial_years(days, start, labels):
    mapping = Rules().add("1", BANK).mapping(organisation=Organisation(year_start=start))
    result = mapped(ledger([Entry("1", 1, day) for day in days]), mapping)
    assert [period.label for period in result.periods] == labels
    assert sorted(result.keys["period"].unique().tolist()) == [0] if len(labels) == 1 else [0, len(labels) - 1]


def test_an_empty_ledger_maps_to_nothing():
    result = mapped(ledger(), Rules().add("1", BANK))
    assert (len(result.keys), len(result.entries), result.findings) == (0, 0, [])
    assert coverage_of(result).percent == 100


def test_a_ledger_without_any_date_is_one_period():
    result = mapped(
        ledger([Entry("1", 5, None), Entry("2", -5, None)], [Balance("1", 7, None)]), Rules().add("1", BANK).add("2", "2110")
    )
    assert sums(result, "period", "universal") == {(0, BANK): 5, (0, "2110"): -5}
    assert balance(result, "bs.a", "bs.l") == [[12], [5]], "was a fault: the balance sheet came out empty"
