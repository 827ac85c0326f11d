"""The worklist of a review: a row per account with candidates and reasons, three columns to fill in, and the chart."""

from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl.styles import PatternFill, Protection
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.datavalidation import DataValidation

from tilikartta import __version__
from tilikartta.mapping.review.items import ReviewItem
from tilikartta.mapping.review.opening import Opened
from tilikartta.messages import label
from tilikartta.model import FUNCTIONS, Account, Chart
from tilikartta.reports.book import Book, Page, address
from tilikartta.reports.package import save, zip_writer
from tilikartta.reports.suggestion_words import reasons
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import Words, base_name

HEADER = 4
COLUMNS = ("number", "name", "balance", "choice", "function", "note", "first", "second", "third", "why", "texts", "class", "id")
FILLED = ("choice", "function", "note")
CHOICES = ("accept", "outside", "remove")  # what may be chosen beside an account of the chart
_WIDTHS = (10, 30, 15, 34, 18, 26, 30, 26, 26, 52, 34, 12, 10)
_CHART_COLUMNS = ("choice", "class", "functions", "definition")
_CHART_WIDTHS = (48, 18, 40, 90)
_TO_FILL = "FFF8DC"


def write_review_sheet(opened: Opened, chart: Chart, path: Path, lang: str, currency: str = "") -> None:
    """Write what there is to decide as a workbook (.xlsx). Same mapping, same bytes; written whole or not at all."""
    book = review_book(opened, chart, lang, currency)
    with whole_file(path) as draft, ZipFile(draft, "w") as target:
        save(book, zip_writer(target))


def review_book(opened: Opened, chart: Chart, lang: str, currency: str = "") -> Book:
    """The two sheets: the worklist and the chart."""
    book = Book(Words(lang, currency), base_name(str(opened.path)))
    properties = book.workbook.properties
    properties.creator, properties.language = f"tilikartta {__version__}", lang
    work, listed = book.add("review"), book.add("review_chart")
    accounts = [account for account in chart.accounts if account.until is None]
    last = _chart_sheet(book, listed, accounts)
    _worklist(book, work, opened, chart)
    _dropdowns(book, work, len(opened.items), f"{address(listed.name, f'$A${HEADER + 1}')}:$A${last}")
    return book


def heading(column: str, lang: str) -> str:
    """The heading of a column of the worklist."""
    return label(f"review.column.{column}", lang)


def choice_word(choice: str, lang: str) -> str:
    """What stands in the list for accepting, leaving outside, removing."""
    return label(f"review.choice.{choice}", lang)


def _top(book: Book, page: Page, key: str, **values: object) -> None:
    book.text(page, 1, 1, book.words(f"sheet.{key}"), "title")
    book.text(page, 2, 1, label(f"review.sheet.{key}", book.words.lang).format_map(values), "subtitle")
    book.title_heights(page)


def _chart_sheet(book: Book, page: Page, accounts: Sequence[Account]) -> int:
    """The choices: what may be said beside an account, then every account. Gives the last row."""
    lang = book.words.lang
    _top(book, page, "review_chart")
    book.headings(page, HEADER, [label(f"review.chart.{name}", lang) for name in _CHART_COLUMNS], [False] * 4, tall=False)
    row = HEADER
    for choice in CHOICES:
        row += 1
        book.text(page, row, 1, choice_word(choice, lang), "strong")
        book.text(page, row, 4, label(f"review.choice.{choice}.what", lang), "wrapped")
    for account in accounts:
        row += 1
        functions = ", ".join(book.words.function(name) for name in account.functions)
        told = " ".join(account.definition.get(lang).split())
        for column, text in enumerate((called(account, lang), klass_word(account.klass, lang), functions, told), start=1):
            book.text(page, row, column, text, "wrapped")
        book.fit(page, row, [(told, _CHART_WIDTHS[3]), (functions, _CHART_WIDTHS[2])])
    page.sheet.auto_filter.ref = f"A{HEADER}:D{row}"
    page.sheet.freeze_panes = f"B{HEADER + 1}"
    book.widths(page, _CHART_WIDTHS)
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")
    return row


def called(account: Account, lang: str) -> str:
    """As it stands in the list: ``3310 Jäsenmaksut``."""
    return f"{account.code} {account.name.get(lang)}"


def klass_word(klass: str, lang: str) -> str:
    """The class in words; "" for none."""
    return label(f"review.class.{klass}", lang) if klass else ""


def _worklist(book: Book, page: Page, opened: Opened, chart: Chart) -> None:
    lang = book.words.lang
    _top(book, page, "review", mapping=base_name(str(opened.path)))
    headings = [heading(name, lang) for name in COLUMNS]
    book.headings(page, HEADER, headings, [name == "balance" for name in COLUMNS], tall=True)
    for row, item in enumerate(opened.items, start=HEADER + 1):
        _row(book, page, row, item, chart)
    last = HEADER + max(len(opened.items), 1)
    page.number_texts = [f"A{HEADER + 1}:A{last}", f"M{HEADER + 1}:M{last}"]
    page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(COLUMNS))}{last}"
    page.sheet.freeze_panes = f"C{HEADER + 1}"
    book.widths(page, _WIDTHS)
    page.sheet.column_dimensions[letter(len(COLUMNS))].hidden = True
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")
    page.sheet.print_area = f"A1:{letter(len(COLUMNS) - 1)}{last}"
    protection: Any = page.sheet.protection
    protection.sheet = True  # no password: it guards against slips, not against the owner
    protection.autoFilter = protection.formatColumns = protection.formatRows = False


def _row(book: Book, page: Page, row: int, item: ReviewItem, chart: Chart) -> None:
    lang = book.words.lang
    offered = [_offered(item, chart, lang, at) for at in range(3)]
    why = "; ".join(told for one in item.candidates[:2] if (told := reasons(one, chart, lang))) or item.question
    texts = {
        "number": item.local.number, "name": item.local.name, "first": offered[0], "second": offered[1], "third": offered[2],
        "why": why, "texts": "; ".join(item.local.texts[:4]), "class": klass_word(item.local.klass, lang), "id": item.key,
    }  # fmt: skip
    for column, name in enumerate(COLUMNS, start=1):
        if name == "balance":
            book.euro(page, row, column, item.local.balance)
            continue
        indent = 1 if name in ("first", "second", "third", "why", "texts") else 0
        cell = book.text(page, row, column, texts.get(name, ""), "strong" if name == "name" else "wrapped", indent=indent)
        if name in FILLED:
            cell._style = copy(cell._style)  # cells that look alike share theirs
            cell.protection = Protection(locked=False)
            cell.fill = PatternFill("solid", fgColor=_TO_FILL)
            cell.number_format = "@"  # a code that is typed stays text
    book.fit(page, row, [(texts.get(name, ""), width) for name, width in zip(COLUMNS, _WIDTHS, strict=True)])


def _offered(item: ReviewItem, chart: Chart, lang: str, at: int) -> str:
    """The candidate in words; the first one of an event account or a rule is the whole suggestion."""
    if at == 0 and item.kind in ("event", "rule") and item.proposed is not None:
        return "; ".join(_target_words(part.targets, part.where, chart, lang) for part in item.proposed.parts)
    taken = set(item.proposed.codes) if item.kind in ("event", "rule") and item.proposed else set()
    codes = [one.code for one in item.candidates if one.code and one.code not in taken]
    at -= 1 if taken else 0
    return called(chart.by_code[codes[at]], lang) if at < len(codes) and codes[at] in chart.by_code else ""


def _target_words(targets: Sequence[Any], where: Sequence[tuple[str, str]], chart: Chart, lang: str) -> str:
    told = []
    for target in targets:
        words = [called(chart.by_code[target.account], lang)] if target.account in chart.by_code else []
        words += [label(f"report.function.{target.function}", lang)] if target.function else []
        told.append(", ".join(words))
    condition = ", ".join(label(f"review.where.{value}", lang) for key, value in where if key in ("sign", "side"))
    return (f"{condition}: " if condition else "") + "; ".join(told)


def _dropdowns(book: Book, page: Page, count: int, listed: str) -> None:
    """Lists for the choice and the function. What is typed is taken too and checked when the worklist is read."""
    lang, last = book.words.lang, HEADER + max(count, 1)
    functions = ",".join(book.words.function(name) for name in FUNCTIONS)
    for name, formula in (("choice", listed), ("function", f'"{functions}"')):
        allowed = DataValidation(type="list", formula1=formula, allow_blank=True)
        allowed.showErrorMessage, allowed.showInputMessage = False, True
        allowed.promptTitle, allowed.prompt = heading(name, lang), label(f"review.prompt.{name}", lang)
        at = letter(COLUMNS.index(name) + 1)
        allowed.add(f"{at}{HEADER + 1}:{at}{last}")
        page.sheet.add_data_validation(allowed)
