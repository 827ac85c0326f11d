"""The printed chart of accounts: one sheet, A4 landscape, a heading per group, number, name, what belongs there, other names."""

from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

from tilikartta.definitions.chart_document import by_group
from tilikartta.messages import label
from tilikartta.messages.numbers import present
from tilikartta.model import Account, Chart
from tilikartta.reports.book import LINE_HEIGHT, Book, Page
from tilikartta.reports.package import save, zip_writer
from tilikartta.reports.sheets.measured import new_page
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import Words

HEADER = 4
_COLUMNS = ("code", "name", "definition", "aliases")
_WIDTHS = (8, 32, 68, 38)
_PAPER = 500.0  # points of rows on a landscape A4 between its margins


def write_chart_sheet(chart: Chart, accounts: Sequence[Account], level: str, lang: str, path: Path, year: int = 0) -> None:
    """Write the accounts as a workbook (.xlsx) in one language. Same chart, same bytes; written whole or not at all."""
    book = build(chart, accounts, level, lang, year)
    with whole_file(path) as draft, ZipFile(draft, "w") as target:
        save(book, zip_writer(target))


def build(chart: Chart, accounts: Sequence[Account], level: str, lang: str, year: int = 0) -> Book:
    """The workbook of the list. ``year``: the financial year that it is for (KPL 2:2); 0 leaves room to write it."""
    book = Book(Words(lang), f"{chart.name.get(lang)} {chart.version}")
    properties = book.workbook.properties
    properties.creator, properties.title, properties.language = "tilikartta", book.organisation, lang
    page = book.add("chart")
    note = label("chart.sheet.note", lang).format(
        name=chart.name.get(lang), version=chart.version, count=present(len(accounts), lang)
    )
    book.text(page, 1, 1, book.words("sheet.chart"), "title")
    book.text(page, 2, 1, f"{note} {label(f'chart.sheet.level.{level}', lang)}", "subtitle")
    book.text(page, 3, 1, label("chart.sheet.year", lang).format(year=year or "________"))
    book.title_heights(page)
    titles = [label(f"chart.column.{name}", lang) for name in _COLUMNS]
    book.headings(page, HEADER, titles, [False] * len(titles), tall=False)
    row, began = HEADER, 1
    for group, members in by_group(chart, accounts):
        row += 1
        heading = row
        page.sheet.row_dimensions[row].height = 1.4 * LINE_HEIGHT
        for column, text in enumerate((group.code, group.name.get(lang), "", ""), start=1):
            book.text(page, row, column, text, "heading")
        for account in members:
            row += 1
            _account(book, page, row, account, lang)
            if _height(page, began, row) > _PAPER:
                began = heading if row == heading + 1 else row  # a heading stays with its first account
                new_page(page, began)
    book.widths(page, _WIDTHS)
    page.number_texts = [f"A{HEADER + 1}:A{row}"]
    page.sheet.freeze_panes = f"A{HEADER + 1}"
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")
    return book


def _height(page: Page, first: int, last: int) -> float:
    """Points that the rows take, with the heading that every page repeats."""
    rows = page.sheet.row_dimensions
    repeated = LINE_HEIGHT + 1 if first > HEADER else 0
    return repeated + sum(rows[row].height or LINE_HEIGHT + 1.5 for row in range(first, last + 1))


def _account(book: Book, page: Page, row: int, account: Account, lang: str) -> None:
    texts = (account.name.get(lang), account.definition.get(lang), ", ".join(account.aliases.get(lang)))
    book.text(page, row, 1, account.code)
    book.text(page, row, 2, texts[0], "strong")
    book.text(page, row, 3, texts[1], "wrapped")
    book.text(page, row, 4, texts[2], "wrapped")
    book.fit(page, row, zip(texts, _WIDTHS[1:], strict=True))
