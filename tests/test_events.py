"""docs/tapahtumat.yaml is true: every event stands on the lines it states, and the dictionary leads to its accounts."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from mapping_ledgers import CHART, Entry, Rules, ledger, mapped

from tilikartta.definitions.search import index_of, search
from tilikartta.reports.chart_sheet import build
from tilikartta.statements.figures import statement

DOCS = Path(__file__).resolve().parents[1] / "docs"
LOOKED_AT = 5  # answers of a search that a reader looks at
PLENTY = 100_000_000  # opening balance in cents, so that no account turns to its other side
INCOME, BALANCE = CHART.layout_by_id["is_npo"], CHART.layout_by_id["bs_npo"]
RESULT_LINE, EQUITY = "bs.l.eq.curr", "2120"


def _page() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_events", DOCS / "make_events.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_events"] = module
    spec.loader.exec_module(module)
    return module


PAGE = _page()
DATA = PAGE.read()
EVENTS = DATA.all
ROWS = [row for event in EVENTS for row in event.rows]
each_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.event[:40])


def figures(postings: list[tuple[str, str, int]]) -> dict[str, int]:
    """Leaf lines of both statements after opening balances and these postings (account, function, cents)."""
    rules, entries = Rules(), []
    for account, function, cents in postings:
        number = f"{account}{function}"  # a local account per function, as a program without cost centres has them
        if number not in {entry.account for entry in entries}:
            rules.add(f"={number}", {"account": account, "function": function} if function else account)
        entries.append(Entry(number, cents))
    result = mapped(ledger(entries), rules)
    assert not result.findings
    lines: dict[str, int] = {}
    for layout in (INCOME, BALANCE):
        filled = statement(result, CHART, layout)
        assert filled.difference == [0]
        lines |= {line.id: filled.amounts[line.id][0] for line in layout.leaves}
    return lines


def booked(event: Any, exact: bool) -> dict[str, int]:
    """What the event changes, line by line; zero lines left out."""
    rows = [(row.exact if exact and row.exact else row.account, row.function, row.cents) for row in event.rows]
    opened = {account for account, function, _ in rows if not function} | {EQUITY}
    opening = [
        (account, "", PLENTY if CHART.by_code[account].klass == "asset" else -PLENTY) for account in sorted(opened - {EQUITY})
    ]
    opening.append((EQUITY, "", -sum(cents for _, _, cents in opening)))
    before, after = figures(opening), figures([*opening, *rows])
    return {line: after[line] - before[line] for line in after if after[line] != before[line]}


def stated(event: Any) -> dict[str, int]:
    """What the data say: income and debts +, expenses -, assets + on the debit side; the result follows."""
    lines: dict[str, int] = {}
    for row in event.rows:
        sign = 1 if row.line.startswith("bs.a") else -1
        lines[row.line] = lines.get(row.line, 0) + sign * row.cents
        if row.function:
            lines[RESULT_LINE] = lines.get(RESULT_LINE, 0) - row.cents
    return {line: cents for line, cents in lines.items() if cents}


def test_there_are_at_least_sixty_events_and_none_twice() -> None:
    assert len(EVENTS) >= 60
    assert len({event.event for event in EVENTS}) == len(EVENTS)


@each_event
def test_an_event_balances_and_names_accounts_in_use(event: Any) -> None:
    assert sum(row.cents for row in event.rows) == 0
    for row in event.rows:
        assert bool(row.debit) != bool(row.credit)
        assert row.euros > 0
        for code in (row.account, row.exact):
            assert not code or CHART.by_code[code].until is None, code
        assert not row.exact or CHART.by_code[row.exact].level == "extended", row.exact
        assert not row.exact or CHART.by_code[row.account].level == "basic", row.account
        account = CHART.by_code[row.account]
        assert bool(row.function) == account.in_income_statement
        assert not row.function or row.function in account.functions


@each_event
def test_an_event_stands_on_the_lines_it_states(event: Any) -> None:
    assert booked(event, exact=False) == stated(event)


@pytest.mark.parametrize(
    "event", [one for one in EVENTS if any(row.exact for row in one.rows)], ids=lambda event: event.event[:40]
)
def test_the_more_exact_account_stands_on_the_same_line(event: Any) -> None:
    """So a small chart gives the same statements as the whole one."""
    assert booked(event, exact=True) == stated(event)


@each_event
def test_the_dictionary_leads_to_the_account(event: Any) -> None:
    """Not only to the bank account, which nearly every event touches."""
    answers = [hit.account.code for hit in search(index_of(CHART), event.find, lang="fi", limit=LOOKED_AT)]
    accounts = {code for row in event.rows for code in (row.account, row.exact) if code}
    assert set(answers) & (accounts - {"1910", "1940"} or accounts), answers


def test_every_basic_account_is_used_or_left_out_with_a_reason() -> None:
    basic = {account.code for account in CHART.accounts if account.level == "basic" and not account.until}
    used = {row.account for row in ROWS}
    assert basic - used == set(DATA.unused)
    assert all(reason.strip() for reason in DATA.unused.values())


@pytest.mark.parametrize("level", ["basic", "extended"])
def test_the_printed_chart_holds_every_account_of_the_events(level: str) -> None:
    accounts = [account for account in CHART.accounts if level == "extended" or account.level == "basic"]
    printed = {cell.value for row in build(CHART, accounts, level, "fi").workbook["Tililuettelo"] for cell in row[:1]}
    codes = {code for row in ROWS for code in (row.account, row.exact) if code}
    assert {code for code in codes if level == "extended" or CHART.by_code[code].level == "basic"} <= printed


def test_the_page_is_up_to_date() -> None:
    written = (DOCS / "tapahtumat.md").read_text(encoding="utf-8")
    assert written == PAGE.page(), "run: python docs/make_events.py"
    assert all(event.event in written for event in EVENTS)


def test_a_wrong_line_would_be_seen() -> None:
    """The comparison itself: another line or amount is not the same."""
    event = EVENTS[0]
    wrong = type(event)(event.event, event.find, tuple(PAGE.Row(**{**vars(row), "line": "is.inv.inc"}) for row in event.rows))
    assert booked(event, exact=False) != stated(wrong)
