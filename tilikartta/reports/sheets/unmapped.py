"""Accounts without a home, with a ready line for the mapping, and accounts that were left outside with a reason."""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
from openpyxl.utils import get_column_letter as letter

from tilikartta.mapping.apply import OUTSIDE
from tilikartta.model import Account, Chart
from tilikartta.reports.book import EURO_WIDTH, Book
from tilikartta.reports.view import View
from tilikartta.reports.words import Words

HEADER = 5
_COLUMNS = ("account", "account_name", "closing", "turnover", "entries", "sample", "sample_day", "do", "yaml")
_WIDTHS = (9, 26, EURO_WIDTH, EURO_WIDTH, 11, 24, 11, 34, 42)


@dataclass(frozen=True)
class Lost:
    """An unmapped account with all its rows together. Cents."""

    account: str
    name: str
    closing: int
    turnover: int
    entries: int
    text: str
    day: object


def lost_accounts(view: View) -> list[Lost]:
    """Unmapped accounts, the most euros at stake first."""
    rows, table = view.rows, view.rows.table
    by_account: dict[tuple[str, str], list[int]] = {}
    for index in np.flatnonzero((table["status"] == "unmapped").to_numpy()):
        key = (str(table.at[index, "account"]), str(table.at[index, "account_name"]))
        by_account.setdefault(key, []).append(int(index))
    samples = _samples(view, [index for indices in by_account.values() for index in indices])
    found = []
    for (account, name), indices in by_account.items():
        text, day = next((samples[index] for index in indices if index in samples), ("", None))
        held = table.loc[indices]
        closing = int(rows.balances[indices, -1].sum())
        found.append(Lost(account, name, closing, int(held["turnover"].sum()), int(held["entries"].sum()), text, day))
    return sorted(found, key=lambda lost: (-abs(lost.closing), -lost.turnover, lost.account, lost.name))


def _samples(view: View, indices: list[int]) -> dict[int, tuple[str, object]]:
    """Text and day of the largest entry of each row (the first one of equals)."""
    entries = view.contents.mapped.entries
    row = view.rows.row_of_key[entries["key"].to_numpy(dtype=np.int64)]
    wanted = np.isin(row, np.array(indices, dtype=np.int64))
    if not wanted.any():
        return {}
    some = entries.loc[wanted, ["text", "date", "amount", "source_file", "sheet", "source_row"]].assign(row=row[wanted])
    some["size"] = some["amount"].abs()
    order = ["row", "size", "source_file", "sheet", "source_row"]
    some = some.sort_values(order, ascending=[True, False, True, True, True]).drop_duplicates("row")
    return {
        int(found["row"]): (str(found["text"]), None if pd.isna(found["date"]) else found["date"])
        for found in some.to_dict("records")
    }


def same_name(chart: Chart, name: str) -> Account | None:
    """The one account of the chart that bears this name or lists it as an alias. Only exact names: nothing is guessed."""
    wanted = " ".join(name.casefold().split())
    found = [
        account for account in chart.accounts
        if any(
            wanted in {" ".join(text.casefold().split()) for text in (account.name.get(lang), *account.aliases.get(lang))}
            for lang in ("fi", "sv", "en")
        )
    ]  # fmt: skip
    return found[0] if wanted and len(found) == 1 else None


def rule_line(lost: Lost, home: Account | None, words: Words) -> str:
    """A line for the mapping: ready where the name decides, else with a placeholder for the code."""
    quoted = json.dumps(lost.account or lost.name, ensure_ascii=False)
    when = quoted if lost.account else f"{{name: {quoted}}}"
    remark = " ".join(lost.name.split()) if lost.account else ""
    line = f"- {{when: {when}, to: {home.code if home else words('unmapped.code')}}}"
    return f"{line}  # {remark}" if remark else line


def write_unmapped(book: Book, view: View) -> None:
    """Write the sheet."""
    page, words = book.pages["unmapped"], view.words
    lost = lost_accounts(view)
    book.top(page, words("sheet.unmapped"), words("unmapped.note" if lost else "unmapped.none"))
    row = HEADER
    if lost:
        book.text(page, row - 1, 1, words("unmapped.steps"), "note")
        page.sheet.merge_cells(start_row=row - 1, start_column=1, end_row=row - 1, end_column=len(_COLUMNS))
        book.fit(page, row - 1, [(words("unmapped.steps"), sum(_WIDTHS))])
        numbers = [name in ("closing", "turnover", "entries") for name in _COLUMNS]
        book.headings(page, row, [words(f"column.{name}") for name in _COLUMNS], numbers)
        for row, account in enumerate(lost, start=HEADER + 1):
            _lost(book, view, row, account)
        page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(_COLUMNS))}{row}"
        page.number_texts = [f"A{HEADER + 1}:A{row}"]
    _outside(book, view, row + 2)
    book.widths(page, _WIDTHS)
    page.sheet.freeze_panes = f"A{HEADER + 1}" if lost else f"A{HEADER}"
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}" if lost else "")


def _lost(book: Book, view: View, row: int, lost: Lost) -> None:
    page, words = book.pages["unmapped"], view.words
    home = same_name(view.contents.chart, lost.name)
    book.text(page, row, 1, lost.account)
    book.text(page, row, 2, lost.name, "wrapped")
    book.euro(page, row, 3, lost.closing)
    book.euro(page, row, 4, lost.turnover)
    book.count(page, row, 5, lost.entries)
    book.text(page, row, 6, lost.text, "wrapped", indent=1)
    if lost.day is not None:
        book.day(page, row, 7, lost.day)  # type: ignore[arg-type]
    todo = words("unmapped.same_name", code=home.code, name=words.of(home.name)) if home else words("unmapped.search")
    book.text(page, row, 8, todo, "wrapped")
    line = rule_line(lost, home, words)
    book.text(page, row, 9, line, "code")
    book.fit(page, row, [(text, _WIDTHS[column - 1]) for column, text in ((2, lost.name), (6, lost.text), (8, todo), (9, line))])


def _outside(book: Book, view: View, row: int) -> None:
    """Accounts that a rule leaves outside, with the reason it gives."""
    page, words, table = book.pages["unmapped"], view.words, view.rows.table
    indices = np.flatnonzero((table["status"] == OUTSIDE).to_numpy())
    book.text(page, row, 1, words("outside.title"), "heading")
    if not len(indices):
        book.text(page, row + 1, 1, words("outside.none"))
        return
    names = ("account", "account_name", "closing", "turnover", "entries", "reason")
    numbers = [name in ("closing", "turnover", "entries") for name in names]
    book.headings(page, row + 1, [words(f"column.{name}") for name in names], numbers)
    first = row + 2
    for row, index in enumerate(indices, start=first):
        held = {str(name): value for name, value in table.loc[index].to_dict().items()}
        book.text(page, row, 1, held["account"])
        book.text(page, row, 2, held["account_name"], "wrapped")
        book.euro(page, row, 3, int(view.rows.balances[index, -1]))
        book.euro(page, row, 4, int(held["turnover"]))
        book.count(page, row, 5, int(held["entries"]))
        book.text(page, row, 6, held["reason"], "wrapped", indent=1)
        page.sheet.merge_cells(start_row=row, start_column=6, end_row=row, end_column=len(_WIDTHS))
        book.fit(page, row, [(str(held["account_name"]), _WIDTHS[1]), (str(held["reason"]), sum(_WIDTHS[5:]))])
    page.number_texts.append(f"A{first}:A{row}")
    total = int(view.rows.balances[indices, -1].sum())
    book.text(page, row + 1, 1, words("outside.total"), "line_sum")
    book.text(page, row + 1, 2, "", "line_sum")
    book.formula(page, row + 1, 3, f"=ROUND(SUM(C{first}:C{row}),2)", total, "euro_sum")
