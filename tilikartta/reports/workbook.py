"""The workbook of one organisation: sheets in the order in which a treasurer asks."""

from pathlib import Path
from zipfile import ZipFile

from tilikartta.reports.book import Book
from tilikartta.reports.contents import Contents
from tilikartta.reports.package import save, zip_writer
from tilikartta.reports.sheets.accounts import write_accounts
from tilikartta.reports.sheets.balances import write_balances
from tilikartta.reports.sheets.entries import Entries, arranged, first_cells, sheet_titles, write_entries
from tilikartta.reports.sheets.findings import write_findings
from tilikartta.reports.sheets.sources import write_sources
from tilikartta.reports.sheets.statement import plan_balance, plan_income, write_balance, write_income
from tilikartta.reports.sheets.summary import write_summary
from tilikartta.reports.sheets.unmapped import write_unmapped
from tilikartta.reports.view import View
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import Words, clean


def write_workbook(contents: Contents, path: Path) -> None:
    """Write the whole report as a workbook (.xlsx).

    Amounts are euros with two decimals, written from the cents without floats; statements are live formulas whose stored values
    are those of the statements. Same contents, same bytes. The file is written whole or not at all; an ``OSError`` leaves what
    was there before as it was.
    """
    view = View(contents, Words(contents.lang))
    entries = arranged(view)
    book = build(view, entries)
    with whole_file(path) as draft, ZipFile(draft, "w") as target:
        save(book, zip_writer(target))


def build(view: View, entries: Entries) -> Book:
    """All sheets of the workbook."""
    contents = view.contents
    book = Book(view.words, contents.name)
    _describe(book, view)
    for key in ("summary", "income", "balance", "accounts", "unmapped"):
        book.add(key)
    for number, title in enumerate(sheet_titles(view, entries)):
        book.add(f"entries.{number}", title)
    if len(contents.mapped.ledger.balances):
        book.add("balances")
    book.add("findings")
    book.add("sources")
    income, balance = plan_income(view), plan_balance(view)
    write_income(book, view, income)
    write_balance(book, view, balance, income)
    firsts = first_cells(view, entries)
    if "balances" in book.pages:
        firsts = write_balances(book, view) | firsts
    write_accounts(book, view, firsts)
    write_unmapped(book, view)
    write_entries(book, view, entries)
    write_findings(book, view)
    write_sources(book, view)
    write_summary(book, view, income, balance)
    return book


def _describe(book: Book, view: View) -> None:
    """Document properties. The times of making are taken out of the package: same input, same bytes."""
    properties = book.workbook.properties
    properties.creator = f"tilikartta {view.contents.manifest.version}"
    properties.title = clean(view.contents.name)
    properties.language = view.words.lang
    # Stored values are right, so a reader need not calculate everything again on opening (and ask to save on closing).
    book.workbook.calculation.fullCalcOnLoad = False
