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
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import Words

HEADER = 4
_COLUMNS = ("code", "name", "definition", "aliases")
_WIDTHS = (8, 32, 68, 38)


def write_chart_sheet(chart: Chart, accounts: Sequence[Account], level: str, lang: str, path: Path) -> None:
    """Write the accounts as a workbook (.xlsx) in one language. Same chart, same bytes; written whole or not at all."""
    book = build(chart, accounts, level, lang)
    with whole_file(path) as draft, ZipFile(draft, "w") as target:
        save(book, zip_writer(target))


def build(chart: Chart, accounts: Sequence[Account], level: str, lang: str) -> Book:
    """The workbook of the list."""
    book = Book(Words(lang), f"{chart.name.get(lang)} {chart.version}")
    properties = book.workbook.properties
    properties.creator, properties.title, properties.language = "tilikartta", book.organisation, lang
    page = book.add("chart")
    note = label("chart.sheet.note", lang).format(
        name=chart.name.get(lang), version=chart.version, count=present(len(accounts), lang)
    )
    book.text(page, 1, 1, book.words("sheet.chart"), "title")
    book.text(page, 2, 1, f"{note} {label(f'chart.sheet.level.{level}', lang)}", "subtitle")
    book.title_heights(page)
    titles = [label(f"chart.column.{name}", lang) for name in _COLUMNS]
    book.headings(page, HEADER, titles, [False] * len(titles), tall=False)
    row = HEADER
    for group, members in by_group(chart, accounts):
        row += 1
        page.sheet.row_dimensions[row].height = 1.4 * LINE_HEIGHT
        for column, text in enumerate((group.code, group.name.get(lang), "", ""), start=1):
            book.text(page, row, column, text, "heading")
        for account in members:
            row += 1
            _account(book, page, row, account, lang)
    book.widths(page, _WIDTHS)
    page.number_texts = [f"A{HEADER + 1}:A{row}"]
    page.sheet.freeze_panes = f"A{HEADER + 1}"
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")
    return book


def _account(book: Book, page: Page, row: int, account: Account, lang: str) -> None:
    texts = (account.name.get(lang), account.definition.get(lang), ", ".join(account.aliases.get(lang)))
    book.text(page, row, 1, account.code)
    book.text(page, row, 2, texts[0], "strong")
    book.text(page, row, 3, texts[1], "wrapped")
    book.text(page, row, 4, texts[2], "wrapped")
    book.fit(page, row, zip(texts, _WIDTHS[1:], strict=True))
