"""The lists annexed to the statement of a micro-association: assets and receivables, debts, commitments."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter as letter

from tilikartta.model.annual_lists import BELONGS, LISTS, ListRow
from tilikartta.reports.book import Book, Page
from tilikartta.reports.sheets.measured import HEADER, finish, heading, over, period_labels
from tilikartta.reports.view import View

COLUMNS = ("name", "source", "opening", "additions", "deductions", "closing")
WIDTHS = (46.0, 16.0, 18.0, 16.0, 16.0, 18.0)
AT = {name: number for number, name in enumerate(COLUMNS, start=1)}
AMOUNTS = ("opening", "additions", "deductions", "closing")


def write_annual_lists(book: Book, view: View, rows: Sequence[ListRow]) -> None:
    """Write the sheet: the newest year first, three lists a year, groups under their headings."""
    page, words = book.pages["annual_lists"], view.words
    book.top(page, words("sheet.annual_lists"), words("lists.note"))
    book.headings(page, HEADER, [words(f"column.list.{name}") for name in COLUMNS], [number > 2 for number in AT.values()])
    row = HEADER + 1
    for index, name in period_labels(view).items():
        for which in LISTS:
            heading(book, page, row, f"{words(f'list.{which}')} · {view.label(index)}", len(COLUMNS))
            held = [one for one in rows if one.period == name and one.list == which]
            row = _list(book, page, view, row + 1, which, held) + 1
    over(book, page, row, words("list.hint"), WIDTHS)
    finish(book, page, WIDTHS, frozen=f"B{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def _list(book: Book, page: Page, view: View, row: int, which: str, held: Sequence[ListRow]) -> int:
    """One list: groups with their rows, its total, and what the decree wants apart; the next free row."""
    words = view.words
    if not held:
        over(book, page, row, words("list.none"), WIDTHS)
        return row + 1
    groups: dict[str, list[ListRow]] = {}
    for one in held:
        groups.setdefault(words.of(one.group) if one.group else words("list.other_group"), []).append(one)
    placed: list[tuple[int, ListRow]] = []
    for name, members in groups.items():
        book.text(page, row, 1, name, "line_group")
        row += 1
        for one in members:
            _row(book, page, view, row, one)
            placed.append((row, one))
            row += 1
    _sum(book, page, row, words("list.total"), placed, "line_total", "euro_total")
    apart = [about for about, owner in BELONGS.items() if owner == which]
    for about in apart:
        row += 1
        _sum(book, page, row, words(f"list.{about}"), [(at, one) for at, one in placed if one.about == about], "line", "euro")
    return row + 1


def _row(book: Book, page: Page, view: View, row: int, one: ListRow) -> None:
    words = view.words
    book.text(page, row, 1, words.of(one.name), "line", 1)
    source = words("list.from_ledger", account=one.account) if one.account else words("list.stated")
    book.text(page, row, AT["source"], source)
    for name in AMOUNTS[:3]:
        book.euro(page, row, AT[name], getattr(one, name))
    opening, up, down = (f"{letter(AT[name])}{row}" for name in AMOUNTS[:3])
    book.formula(page, row, AT["closing"], f"=ROUND({opening}+{up}-{down},2)", one.closing)
    book.fit(page, row, [(words.of(one.name), WIDTHS[0] - 2)])


def _sum(book: Book, page: Page, row: int, name: str, placed: Sequence[tuple[int, ListRow]], style: str, money: str) -> None:
    """Live sums over the rows."""
    book.text(page, row, 1, name, style)
    book.text(page, row, AT["source"], "", style)
    for column in AMOUNTS:
        cells = "+".join(f"{letter(AT[column])}{at}" for at, _ in placed) or "0"
        book.formula(page, row, AT[column], f"=ROUND({cells},2)", sum(getattr(one, column) for _, one in placed), money)
    book.fit(page, row, [(name, WIDTHS[0])])
