"""What the comparison was made from, member by member, and which command shows the entries of each."""

from collections.abc import Iterable
from urllib.parse import unquote

from openpyxl.utils import get_column_letter as letter

from tilikartta.model.federation import Member
from tilikartta.model.manifest import Ingredient
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.sheets.measured import finish, heading

WIDTHS = (30, 18, 46, 12, 10, 68)
COLUMNS = ("member", "role", "file", "bytes", "rows", "sha256")


def inside(path: str, folder: str) -> str:
    """A path as seen from the federation's folder: a report must not depend on where the folder stands."""
    path, folder = path.replace("\\", "/"), folder.replace("\\", "/").rstrip("/")
    if folder and path.startswith(f"{folder}/"):
        return path[len(folder) + 1 :]
    return path.rsplit("/", 1)[-1] if path.startswith("/") or ":" in path[:3] else path


def report_command(plan: Plan, member: Member) -> str:
    """The command whose workbook shows every entry of a member."""
    folder = plan.comparison.federation.folder
    files = [inside(file, folder) for year in member.years for file in year.files]
    return f"tilikartta report {' '.join(map(_quoted, files))} -m {_quoted(inside(member.mapping, folder))}" if files else ""


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path


def write_sources(book: FederationBook, plan: Plan) -> None:
    """Write the sheet."""
    page, words, comparison = book.pages["sources"], plan.words, plan.comparison
    book.top(page, words("sheet.sources"), words("sources.note"))
    facts = [
        (words("sources.version"), comparison.version),
        (words("sources.chart"), f"{comparison.chart.id} {comparison.chart.version}"),
        (words("sources.income"), f"{words.of(comparison.income.name)} ({comparison.income.id})"),
        (words("sources.balance"), f"{words.of(comparison.balance.name)} ({comparison.balance.id})"),
        *((f"--{name}", value) for name, value in comparison.options),
    ]
    for row, (name, value) in enumerate(facts, start=5):
        book.text(page, row, 1, name)
        book.text(page, row, 2, value)
    row = _files(book, plan, 6 + len(facts))
    _commands(book, plan, row + 1)
    finish(book, page, WIDTHS, frozen="A5", repeat="1:1")


def _files(book: FederationBook, plan: Plan, row: int) -> int:
    """Every file with its size and hash; the next free row."""
    page, words = book.pages["sources"], plan.words
    heading(book, page, row, words("sources.files"), len(WIDTHS))
    right = [name in ("bytes", "rows") for name in COLUMNS]
    book.headings(page, row + 1, [words(f"column.{name}") for name in COLUMNS], right, tall=False)
    first = row + 1
    row += 2
    owners: Iterable[tuple[str, tuple[Ingredient, ...]]] = [
        ("", plan.comparison.shared), *((plan.names[one.member.id], one.ingredients) for one in plan.comparison.results),
    ]  # fmt: skip
    for owner, ingredients in owners:
        for one in ingredients:
            texts = (
                owner or words("sources.shared"),
                words.known(f"role.{one.role}", one.role),
                inside(one.path, plan.comparison.federation.folder),
            )
            for column, text in enumerate(texts, start=1):
                book.text(page, row, column, text, "wrapped")
            book.fit(page, row, [(text, WIDTHS[column]) for column, text in enumerate(texts)])
            for column, number in ((4, one.size), (5, one.rows)):
                if number:
                    book.count(page, row, column, number)
            book.text(page, row, 6, one.sha256, "code")
            row += 1
    page.sheet.auto_filter.ref = f"A{first}:{letter(len(COLUMNS))}{max(row - 1, first + 1)}"
    return row


def _commands(book: FederationBook, plan: Plan, row: int) -> None:
    """Where the entries are: the report of each member."""
    page, words = book.pages["sources"], plan.words
    heading(book, page, row, words("sources.reports" if plan.comparison.member_reports else "sources.entries"), len(WIDTHS))
    for member in plan.members:
        row += 1
        book.text(page, row, 1, plan.names[member.id], "wrapped")
        report = plan.report_of(member.id)
        text = unquote(report) or report_command(plan, member)
        if report:
            book.file_link(page, row, 2, text, report)
        else:
            book.text(page, row, 2, text, "code")
        page.sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=len(WIDTHS))
        book.fit(page, row, [(text, sum(WIDTHS[1:])), (plan.names[member.id], WIDTHS[0])])
