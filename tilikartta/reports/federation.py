"""The workbook of a federation: its members side by side, every figure live down to their accounts."""

from pathlib import Path
from zipfile import ZipFile

from tilikartta.comparison.contents import Comparison
from tilikartta.reports.bulk import LAST_ROW
from tilikartta.reports.comparison_manifest import manifest_of
from tilikartta.reports.federation_sheets.accounts import write_accounts
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.charts import Charts, write_charts
from tilikartta.reports.federation_sheets.development import Development, write_development
from tilikartta.reports.federation_sheets.eliminations import write_eliminations
from tilikartta.reports.federation_sheets.findings import write_findings
from tilikartta.reports.federation_sheets.grants import Grants, write_grants
from tilikartta.reports.federation_sheets.incomparable import write_incomparable
from tilikartta.reports.federation_sheets.key_figures import KeyFigures, write_key_figures
from tilikartta.reports.federation_sheets.natures import Natures, write_matrix, write_natures
from tilikartta.reports.federation_sheets.peers import Peers, write_peers
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.federation_sheets.relative import write_relative
from tilikartta.reports.federation_sheets.sources import write_sources
from tilikartta.reports.federation_sheets.statement import Statement, write_statement
from tilikartta.reports.federation_sheets.summary import Summary, write_summary
from tilikartta.reports.package import save, zip_writer
from tilikartta.reports.seal import Seal
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import clean

COMPARED = ("income", "income_relative", "balance", "balance_relative", "matrix", "natures", "key_figures", "peers",
            "development", "charts", "grants")  # fmt: skip


def write_federation(comparison: Comparison, path: Path, last_row: int = LAST_ROW) -> None:
    """Write the comparison as a workbook (.xlsx).

    Amounts are euros with two decimals, written from the cents without floats; every figure of a statement is a live formula down
    to the accounts, and its stored value is that of the comparison. Same comparison, same bytes. The file is written whole or
    not at all; an ``OSError`` leaves what was there before as it was. ``last_row``: where a sheet of accounts ends and the next
    one begins.
    """
    book = build(Plan(comparison, last_row))
    with whole_file(path) as draft, ZipFile(draft, "w") as target:
        save(book, zip_writer(target))


def build(plan: Plan) -> FederationBook:
    """All sheets of the workbook."""
    comparison, words = plan.comparison, plan.words
    book = FederationBook(
        words, comparison.federation.name, Seal("compare", manifest_of(comparison), folder=comparison.federation.folder)
    )
    _describe(book, plan)
    counted = bool(plan.pairs)
    for key in ("summary", *(COMPARED if counted else ())):
        book.add(key)
    if comparison.eliminated:
        book.add("eliminations")
    for part in range(len(plan.parts)):
        book.add(f"accounts.{part}", plan.sheet_of(part))
    for key in ("incomparable", "findings", "sources"):
        book.add(key)
    write_accounts(book, plan)
    write_incomparable(book, plan)
    write_findings(book, plan)
    write_sources(book, plan)
    if comparison.eliminated:
        write_eliminations(book, plan)
    write_summary(Summary(book, plan, _compared(book, plan) if counted else None))
    return book


def _compared(book: FederationBook, plan: Plan) -> Development:
    """The sheets with members side by side."""
    income, balance = Statement(book, plan, "income"), Statement(book, plan, "balance")
    natures, grants, figures = Natures(book, plan), Grants(book, plan), KeyFigures(book, plan, income, balance)
    development = Development(book, plan, income, balance)
    write_statement(income, income)
    write_statement(balance, income)
    write_relative(book, plan, "income_relative", income, income)
    write_relative(book, plan, "balance_relative", balance, income)
    write_matrix(natures, income)
    write_natures(natures)
    write_key_figures(figures)
    write_peers(Peers(book, plan, income, balance, figures))
    write_development(development)
    write_charts(Charts(book, plan, natures, figures, development))
    write_grants(grants)
    return development


def _describe(book: FederationBook, plan: Plan) -> None:
    """Document properties. The times of making are taken out of the package: same input, same bytes."""
    properties = book.workbook.properties
    properties.creator = f"tilikartta {plan.comparison.version}"
    properties.title = clean(plan.comparison.federation.name)
    properties.language = plan.words.lang
    # Stored values are right, so a reader need not calculate everything again on opening (and ask to save on closing).
    book.workbook.calculation.fullCalcOnLoad = False
