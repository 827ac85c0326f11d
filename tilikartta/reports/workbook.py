"""The workbook of one organisation: sheets in the order in which a treasurer asks."""

from pathlib import Path
from zipfile import ZipFile

from tilikartta.reports.book import Book
from tilikartta.reports.contents import Contents
from tilikartta.reports.measures import Measures
from tilikartta.reports.package import save, zip_writer
from tilikartta.reports.seal import Seal
from tilikartta.reports.sheets.accounts import write_accounts
from tilikartta.reports.sheets.activity_areas import write_activity_areas
from tilikartta.reports.sheets.annual_lists import write_annual_lists
from tilikartta.reports.sheets.balances import write_balances
from tilikartta.reports.sheets.budget import write_budget
from tilikartta.reports.sheets.entries import Entries, arranged, first_cells, sheet_titles, write_entries
from tilikartta.reports.sheets.findings import write_findings
from tilikartta.reports.sheets.grants import write_grants
from tilikartta.reports.sheets.key_figures import write_key_figures
from tilikartta.reports.sheets.matrix import write_matrix
from tilikartta.reports.sheets.sources import write_sources
from tilikartta.reports.sheets.statement import plan_balance, plan_income, write_balance, write_income
from tilikartta.reports.sheets.summary import write_summary
from tilikartta.reports.sheets.unit_costs import write_unit_costs
from tilikartta.reports.sheets.unmapped import write_unmapped
from tilikartta.reports.view import View
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import Words, clean

MEASURED = ("key_figures", "matrix", "grants", "unit_costs")


def write_workbook(contents: Contents, path: Path, measures: Measures | None = None) -> None:
    """Write the whole report as a workbook (.xlsx); with ``measures`` also their sheets, after the balance sheet.

    Amounts are euros with two decimals, written from the cents without floats; statements are live formulas whose stored values
    are those of the statements. Same contents, same bytes. The file is written whole or not at all; an ``OSError`` leaves what
    was there before as it was.
    """
    view = view_of(contents)
    write_view(view, arranged(view), path, measures)


def view_of(contents: Contents) -> View:
    """The contents, made ready for the sheets."""
    return View(contents, Words(contents.lang, contents.mapped.ledger.currency))


def write_view(view: View, entries: Entries, path: Path, measures: Measures | None = None) -> None:
    """As ``write_workbook``, of what is arranged already."""
    book = build(view, entries, measures)
    with whole_file(path) as draft, ZipFile(draft, "w") as target:
        save(book, zip_writer(target))


def build(view: View, entries: Entries, measures: Measures | None = None) -> Book:
    """All sheets of the workbook."""
    contents = view.contents
    book = Book(view.words, contents.name, Seal("report" if measures else "map", contents.manifest))
    _describe(book, view)
    areas, lists, budget = (measures.areas, measures.lists, measures.budget) if measures is not None else (None, None, None)
    beside = [name for name, held in (("budget", budget), ("activity_areas", areas)) if held]
    statements = ["income", *beside, "balance", *(["annual_lists"] if lists is not None else ())]
    for key in ("summary", *statements, *(MEASURED if measures else ()), "accounts", "unmapped"):
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
    if measures is not None:
        write_key_figures(book, view, measures)
        write_matrix(book, view, measures, income)
        write_grants(book, view, measures)
        write_unit_costs(book, view, measures)
    if budget is not None:
        write_budget(book, view, budget, income)
    if areas is not None:
        write_activity_areas(book, view, areas, income)
    if lists is not None:
        write_annual_lists(book, view, lists)
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
