"""Properties that hold for any ledger and any valid mapping: no cent disappears, and order never matters."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_ledgers import CHART, Balance, Entry, Rules, entry_sums, ledger, mapped, sums, totals

from tilikartta.mapping.coverage import coverage_of
from tilikartta.mapping.split import part_of, split, split_running
from tilikartta.model import Mapping
from tilikartta.statements.control import differences
from tilikartta.statements.figures import statement

QUICK = settings(max_examples=40, deadline=None, derandomize=True)
FEW = settings(QUICK, max_examples=20)
MANY = settings(QUICK, max_examples=200)

ACCOUNTS = ("1", "10", "11", "100", "101", "1000", "1001", "0100", "2000", "2345", "9", "")
NAMES = ("Pankki", "Jäsenmaksut", "Keräys", "")
TARGETS = ("1910", "2410", "1630", "2110", "2120", "3110", "3310", "3420", "5110", "5120", "9110")
FUNCTIONS = ("programme", "administration", "fundraising", "investment")
DAYS = st.one_of(st.none(), st.dates(date(2022, 1, 1), date(2025, 12, 31)).map(str))
CENTS = st.one_of(st.integers(-500, 500), st.integers(-(10**14), 10**14))
SMALL = st.integers(-500, 500)

entries = st.builds(
    Entry,
    account=st.sampled_from(ACCOUNTS),
    amount=CENTS,
    day=DAYS,
    name=st.sampled_from(NAMES),
    entity=st.sampled_from(("", "A")),
    voucher=st.sampled_from(("1", "2")),
    dims=st.sampled_from((None, "310", "320", "400")).map(lambda value: (("dim_kp", value),) if value else ()),
)


@st.composite
def opening_rows(draw):
    """Openings beside entries, and whole trial balances."""
    end = draw(st.sampled_from((None, "2022-12-31", "2024-12-31")))
    closing = draw(st.one_of(st.none(), SMALL)) if end else None
    start = None if end is None else end.replace("12-31", "01-01")
    account, name = draw(st.sampled_from(ACCOUNTS)), draw(st.sampled_from(NAMES))
    return Balance(account, draw(st.one_of(st.none(), SMALL)), closing, start, end, name, draw(st.sampled_from(("", "A"))))


PATTERNS = st.one_of(
    st.sampled_from(("*", "1*", "10*", "2*", "100*", "9", "")),
    st.sampled_from([code for code in ACCOUNTS if code]),
    st.sampled_from(("1000-1999", "10-19", "0100-0199", "1-9", "100-101")),
)


@st.composite
def conditions(draw):
    condition = {}
    if (account := draw(PATTERNS)) != "":
        condition["account"] = account
    if draw(st.integers(0, 3)) == 0 or not condition:
        condition["name"] = draw(st.sampled_from(("~a", "pankki", "~keräys", "jäsenmaksut")))
    if draw(st.integers(0, 3)) == 0:
        condition["kp"] = draw(st.sampled_from(("310", "300-399", "3*", "*")))
    if draw(st.integers(0, 4)) == 0:
        condition["side"] = draw(st.sampled_from(("debit", "credit")))
    if draw(st.integers(0, 4)) == 0:
        condition["sign"] = draw(st.sampled_from(("income", "expense")))
    return condition


@st.composite
def shares(draw):
    """Two to four shares of exactly 100 %, in hundredths."""
    cuts = sorted(draw(st.lists(st.integers(1, 9999), min_size=1, max_size=3, unique=True)))
    return [(b - a) / 100 for a, b in zip([0, *cuts], [*cuts, 10000], strict=True)]


@st.composite
def rules(draw):
    """(when, to, more) of one rule."""
    when = draw(conditions())
    more = {}
    if draw(st.integers(0, 4)) == 0:
        start = draw(st.dates(date(2022, 1, 1), date(2025, 12, 31)))
        more = {"valid_from": start, "valid_to": start + timedelta(days=draw(st.integers(0, 500)))}
    kind = draw(st.sampled_from(("account", "account", "outside", "axes", "shares", "shared axes", "both")))
    if kind == "outside":
        return when, "outside", {**more, "reason": "sisäinen"}
    if kind == "account":
        return when, draw(st.sampled_from((*TARGETS, "nowhere"))), more
    if kind == "axes":
        return when, {"function": draw(st.sampled_from(FUNCTIONS)), "fund": draw(st.sampled_from(("", "Rahasto")))}, more
    parts = draw(shares())
    pick = {
        "shares": lambda: {"account": draw(st.sampled_from(TARGETS))},
        "shared axes": lambda: {"function": draw(st.sampled_from(FUNCTIONS))},
        "both": lambda: {"account": draw(st.sampled_from(TARGETS)), "fund": draw(st.sampled_from(("Rahasto", "Toinen")))},
    }[kind]
    return when, [{**pick(), "share": part} for part in parts], more


def mapping_of(given_rules) -> Mapping:
    found = Rules()
    for line, (when, to, more) in given_rules:
        found.add(when, to, line=line, **more)
    return found.mapping(dims=["kp"])


def numbered(given_rules) -> list:
    return list(enumerate(given_rules, 1))


BOOKS = st.lists(entries, max_size=15)
OPENINGS = st.lists(opening_rows(), max_size=6)
RULES = st.lists(rules(), max_size=8)


def period_of(result, day: str | None) -> int:
    if day is None:
        return max(len(result.periods) - 1, 0)
    return next(index for index, period in enumerate(result.periods) if period.start <= date.fromisoformat(day) <= period.end)


@QUICK
@given(BOOKS, OPENINGS, RULES)
def test_no_cent_disappears_per_period_and_entity(book, openings, given_rules):
    result = mapped(ledger(book, openings), mapping_of(numbered(given_rules)))
    expected = totals(book, lambda row: (row.entity, period_of(result, row.day)))
    assert entry_sums(result, "entity", "period") == expected
    moved: dict = dict(expected)
    opened: dict = {}
    for row in openings:
        last = row.end is None and bool(result.periods)  # openings without a date open the first year
        place = (row.entity, 0 if last else period_of(result, row.end))
        opened[place] = opened.get(place, 0) + (row.opening or 0)
        if row.closing is not None:
            moved[place] = moved.get(place, 0) + row.closing - (row.opening or 0)
    assert sums(result, "entity", "period") == {key: value for key, value in moved.items() if value}
    assert sums(result, "entity", "period", column="opening") == {key: value for key, value in opened.items() if value}


@QUICK
@given(BOOKS, RULES)
def test_no_cent_disappears_per_local_account(book, given_rules):
    result = mapped(ledger(book), mapping_of(numbered(given_rules)))
    expected = totals(book, lambda row: row.account)
    assert sums(result, "account") == entry_sums(result, "account") == expected


@QUICK
@given(BOOKS, RULES)
def test_entries_and_balances_say_the_same_for_every_meaning(book, given_rules):
    """Moves of carried-over balances are no entries; the rest is equal cent for cent."""
    result = mapped(ledger(book), mapping_of(numbered(given_rules)))
    moves = result.balances["movement"] - (result.balances["debit"] - result.balances["credit"])
    per_key = pd.Series(result.entries["amount"].to_numpy(dtype=np.int64)).groupby(result.entries["key"].to_numpy()).sum()
    by_entries = per_key.reindex(range(len(result.keys)), fill_value=0)
    assert (by_entries + moves == result.balances["movement"]).all()
    assert moves.sum() == 0
    assert ((result.balances["debit"] == 0) & (result.balances["credit"] == 0) | (moves == 0)).all()


@QUICK
@given(BOOKS, RULES)
def test_turnover_is_that_of_the_ledger(book, given_rules):
    result = mapped(ledger(book), mapping_of(numbered(given_rules)))
    counted = coverage_of(result)
    assert counted.turnover == sum(abs(row.amount) for row in book)
    assert counted.accounts == counted.mapped + counted.unmapped + counted.outside
    assert counted.unmapped_with_balance <= counted.unmapped


def figures(result) -> dict:
    return {
        (layout.id, line): amounts
        for layout in (CHART.layout_by_id["is_npo"], CHART.layout_by_id["bs_npo"])
        for line, amounts in statement(result, CHART, layout).amounts.items()
        if any(amounts)
    }


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one.to_dict("records") == other.to_dict("records")


@FEW
@given(st.data(), BOOKS, OPENINGS, RULES)
def test_the_order_of_rows_changes_nothing(data, book, openings, given_rules):
    order = data.draw(st.permutations(range(len(book))))
    mapping = mapping_of(numbered(given_rules))
    straight = mapped(ledger(book, openings), mapping)
    turned = ledger([book[i] for i in order], openings[::-1], [i + 2 for i in order], range(len(openings) + 1, 1, -1))
    shuffled = mapped(turned, mapping)
    assert same(straight.keys, shuffled.keys)
    assert same(straight.balances, shuffled.balances)
    assert straight.findings == shuffled.findings
    assert straight.opened == shuffled.opened
    assert figures(straight) == figures(shuffled)
    key = ["source_row", "key"]
    entries_of = [result.entries[[*key, "amount"]].sort_values([*key, "amount"]) for result in (straight, shuffled)]
    assert same(*entries_of)


@FEW
@given(st.data(), BOOKS, RULES)
def test_the_order_of_rules_in_a_file_changes_nothing(data, book, given_rules):
    lines = numbered(given_rules)
    result = mapped(ledger(book), mapping_of(lines))
    other = mapped(ledger(book), mapping_of(data.draw(st.permutations(lines))))
    meaning = ("entity", "period", "account", "account_name", "status", "universal", "function", "fund")
    assert sums(result, *meaning) == sums(other, *meaning)
    assert figures(result) == figures(other)


@QUICK
@given(BOOKS)
def test_identity_applied_twice_changes_nothing(book):
    """A mapping of every universal code to itself: what it makes is mapped again to the same."""
    codes = ("1910", "1630", "2110", "3110", "3310", "5110", "9110")
    identity = Rules()
    for code in codes:
        identity.add(code, code)
    numbers = dict(zip(ACCOUNTS, codes * 2, strict=False))
    once = mapped(ledger([Entry(numbers[row.account], row.amount, row.day, entity=row.entity) for row in book]), identity)
    again = [
        Entry(universal, int(amount), None if pd.isna(day) else str(day), entity=str(entity))
        for universal, amount, day, entity in zip(
            once.keys["account"].iloc[once.entries["key"]], once.entries["amount"], once.entries["date"], once.entries["entity"],
            strict=True,
        )
    ]  # fmt: skip
    twice = mapped(ledger(again), identity)
    assert same(once.keys, twice.keys)
    assert same(once.balances, twice.balances)


@QUICK
@given(BOOKS, RULES)
def test_funds_keep_their_cents_under_rules_that_do_not_split(book, given_rules):
    whole = [(when, to, more) for when, to, more in given_rules if not isinstance(to, list) and to != "nowhere"]
    result = mapped(ledger(book), mapping_of(numbered(whole)))
    by_fund = sums(result, "fund", "account")
    for account, amount in totals(book, lambda row: row.account).items():
        assert sum(value for (_, code), value in by_fund.items() if code == account) == amount


WEIGHTS = st.lists(st.integers(1, 10**8), min_size=1, max_size=8).map(tuple)
AMOUNTS = st.lists(st.one_of(st.integers(-300, 300), st.integers(-(10**14), 10**14)), max_size=20)


@MANY
@given(AMOUNTS, WEIGHTS)
def test_shares_sum_exactly(amounts, weights):
    totals_ = np.array(amounts, dtype=np.int64)
    parts = split(totals_, weights)
    assert [sum(int(part[i]) for part in parts) for i in range(len(amounts))] == amounts
    whole, largest = sum(weights), weights.index(max(weights))
    for index, (part, weight) in enumerate(zip(parts, weights, strict=True)):
        for amount, got in zip(amounts, part.tolist(), strict=True):
            slack = 1 if index != largest else len(weights)
            assert abs(got * whole - amount * weight) * 2 <= whole * slack


@MANY
@given(st.integers(-(10**14), 10**14), st.integers(1, 10**8), st.integers(1, 10**8))
def test_a_part_is_rounded_half_away_from_zero(amount, weight, rest):
    whole = weight + rest
    size, remainder = divmod(abs(amount) * weight, whole)
    expected = size + (2 * remainder >= whole)
    assert part_of(np.array([amount], dtype=np.int64), weight, whole).tolist() == [expected if amount >= 0 else -expected]


@MANY
@given(AMOUNTS, WEIGHTS)
def test_entries_split_one_by_one_sum_to_the_split_of_their_total(amounts, weights):
    rows = np.array(amounts, dtype=np.int64)
    running = split_running(rows, weights)
    assert [int(part.sum()) for part in running] == [
        int(part[0]) for part in split(np.array([sum(amounts)], dtype=np.int64), weights)
    ]
    assert [sum(int(part[i]) for part in running) for i in range(len(amounts))] == amounts


@QUICK
@given(BOOKS, OPENINGS, RULES)
def test_the_balance_sheet_is_out_by_exactly_what_is_left_out(book, openings, given_rules):
    result = mapped(ledger(book, openings), mapping_of(numbered(given_rules)))
    left = differences(result, CHART)
    expected = [
        total - unmapped - outside - off
        for total, unmapped, outside, off in zip(
            left["ledger"], left["unmapped"], left["outside"], left["off_statement"], strict=True
        )
    ]
    for layout in CHART.layouts:
        if layout.kind == "balance_sheet":
            assert statement(result, CHART, layout).difference == expected, layout.id
