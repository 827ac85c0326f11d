"""The first sheet: who is in and who is not, the sums in figures and words, promises kept, what the signs mean, what is where."""

from openpyxl.utils import get_column_letter as letter

from tilikartta.comparison.contents import MemberYear
from tilikartta.messages import message
from tilikartta.messages.numbers import percent
from tilikartta.model import Cents, Severity
from tilikartta.model.measures import in_language
from tilikartta.reports.book import Page, address
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.development import Development
from tilikartta.reports.federation_sheets.findings import all_findings
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.sheets.measured import PROSE, heading, new_page

WIDTHS = (38, 16, 21, 19, 19, 12, 11, 15, 16, 11, 17, 17, 12)
COLUMNS = (
    "member",
    "year",
    "region",
    "size",
    "basis",
    "accounts",
    "mapped",
    "outside",
    "unmapped",
    "covered",
    "read",
    "counted",
    "between",
)
TEXTS = 5
LEGEND = (("line", "link"), ("euro", "euro"), ("sum", "euro_sum"), ("total", "euro_total"), ("absent", "absent"),
          ("best", "mark"), ("worst", "mark"), ("plain", "mark"))  # fmt: skip
_FILLED = {"best": "legend_green", "worst": "legend_orange", "plain": "legend_blue"}


class Summary:
    """The sheet and the row that comes next."""

    def __init__(self, book: FederationBook, plan: Plan, development: Development | None) -> None:
        self.book, self.plan, self.words, self.development = book, plan, plan.words, development
        self.page: Page = book.pages["summary"]
        self.row = 4

    def heading(self, key: str) -> None:
        """A heading over the whole width, after an empty row."""
        heading(self.book, self.page, self.row + 1, self.words(key), len(WIDTHS))
        self.row += 2

    def sentence(self, text: str, style: str = "wrapped", target: str = "") -> None:
        """Words over the width of a page."""
        if target:
            self.book.link(self.page, self.row, 1, text, target, style)
        else:
            self.book.text(self.page, self.row, 1, text, style)
        self.page.sheet.merge_cells(start_row=self.row, start_column=1, end_row=self.row, end_column=len(WIDTHS))
        self.book.fit(self.page, self.row, [(text, sum(WIDTHS) * PROSE)])
        self.row += 1


def write_summary(summary: Summary) -> None:
    """Write the sheet."""
    book, page, plan, words = summary.book, summary.page, summary.plan, summary.words
    book.text(page, 1, 1, plan.comparison.federation.name, "title")
    book.title_heights(page)
    book.text(page, 2, 1, words("summary.subtitle", years=list(reversed(plan.years))), "subtitle")
    _sums(summary)
    _in_words(summary)
    _absent(summary)
    _contents(summary)
    _legend(summary)
    new_page(page, summary.row + 1)
    _members(summary)
    book.widths(page, WIDTHS)
    book.print_setup(page, landscape=True, repeat="1:1")


def _sums(summary: Summary) -> None:
    """Income, expenses, result, equity and assets of the whole federation, from the sheet of development."""
    book, page, words, development = summary.book, summary.page, summary.words, summary.development
    if development is None:
        return
    years = list(reversed(development.years))[:4]
    after = "summary.after" if summary.plan.comparison.eliminated else "summary.whole"
    for column, text in enumerate((words(after), *years), start=1):
        book.text(page, summary.row, column, text, "column_right" if column > 1 else "column")
    for index, line in enumerate(development.lines):
        summary.row += 1
        target = address(development.page.name, f"A{development.row(index)}")
        book.link(page, summary.row, 1, development.name(line), target)
        for column, year in enumerate(years, start=2):
            source = f"{letter(2 + development.years.index(year))}{development.row(index)}"
            cents = int(development.page.stored[source].replace(".", ""))
            suffix = "_sum" if index == 2 else ""
            book.live(page, summary.row, column, f"={address(development.page.name, source)}", cents, "euro", suffix)
    summary.row += 1


def _in_words(summary: Summary) -> None:
    """How many are in, what their figures cover, and what a reader must know before comparing."""
    plan, words, book = summary.plan, summary.words, summary.book
    summary.heading("summary.in_words")
    partly = sum(1 for one in plan.comparison.results if one.status == "partly")
    summary.sentence(words("summary.counted", counted=len(plan.members), all=len(plan.comparison.results), partly=partly))
    years = [year for one in plan.comparison.counted for year in one.years]
    done = sum(year.coverage.mapped + year.coverage.outside for year in years)
    turnover = sum(year.coverage.turnover for year in years)
    homes = sum(year.coverage.turnover_mapped + year.coverage.turnover_outside for year in years)
    shown = percent(homes * 1000 // turnover / 10 if turnover else 100.0, words.lang)
    summary.sentence(words("summary.coverage", done=done, accounts=sum(year.coverage.accounts for year in years), percent=shown))
    lost = turnover - homes
    if lost:
        summary.sentence(words("summary.lost", amount=Cents(lost)), "link_strong", address(book.title("incomparable"), "A1"))
    if plan.mixed:
        summary.sentence(words("note.mixed"), "strong")
    _paired(summary)
    counts = {severity: sum(1 for _, one in all_findings(plan) if one.severity is severity) for severity in Severity}
    errors, warnings, notes = (counts[one] for one in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    text = words("summary.findings", errors=errors, warnings=warnings, notes=notes)
    summary.sentence(text, "link", address(book.title("findings"), "A1"))


def _paired(summary: Summary) -> None:
    """Whether the two books of payments between members agree."""
    plan, words, book = summary.plan, summary.words, summary.book
    if not plan.comparison.eliminated:
        summary.sentence(words("summary.no_eliminations"))
        return
    apart = sum(1 for one in plan.comparison.eliminated if one.difference)
    key = "summary.eliminations_apart" if apart else "summary.eliminations_agree"
    text = words(key, pairs=len(plan.comparison.eliminated), apart=apart)
    summary.sentence(text, "link", address(book.title("eliminations"), "A1"))


def _absent(summary: Summary) -> None:
    """Who is not in, and why."""
    plan, words, lang = summary.plan, summary.words, summary.words.lang
    failed = [one for one in plan.comparison.results if one.status == "failed"]
    summary.heading("summary.absent")
    if not failed:
        summary.sentence(words("summary.none_absent"))
    for one in failed:
        grave = [found for found in one.findings if found.severity is Severity.ERROR] or list(one.findings)
        why = message(in_language(grave[0], lang), lang) if grave else words("summary.no_reason")
        text = f"{plan.names[one.member.id]}: {why}"
        summary.sentence(text, "wrapped", "")


def _contents(summary: Summary) -> None:
    """The sheets, with what each holds."""
    book, page, words = summary.book, summary.page, summary.words
    summary.heading("contents.title")
    for key, other in book.pages.items():
        kind = key.partition(".")[0]
        if key == "summary":
            continue
        book.link(page, summary.row, 1, other.name, address(other.name, "A1"))
        book.text(page, summary.row, 2, words(f"contents.{kind}"))
        summary.row += 1


def _legend(summary: Summary) -> None:
    """What lines, colours and signs mean. Every colour has its word."""
    book, page, words = summary.book, summary.page, summary.words
    summary.heading("legend.title")
    for key, style in LEGEND:
        book.text(page, summary.row, 1, words(f"legend.{key}.sample"), _FILLED.get(key, style))
        book.text(page, summary.row, 2, words(f"legend.{key}"))
        summary.row += 1


def _members(summary: Summary) -> None:
    """Every member and year: who it is, its coverage in accounts and in euros, and that what was read was counted."""
    book, page, words, plan = summary.book, summary.page, summary.words, summary.plan
    summary.heading("summary.members")
    summary.sentence(words("summary.members_note"), "note")
    texts = [words(f"column.{name}") for name in COLUMNS]
    book.headings(page, summary.row, texts, [index >= TEXTS for index in range(len(COLUMNS))])
    page.sheet.row_dimensions[summary.row].height = 41
    first = summary.row + 1
    totals = [0, 0]
    for member in plan.members:
        for year in sorted(plan.results[member.id].years, key=lambda one: one.label, reverse=True):
            summary.row += 1
            _member(summary, member.id, year)
            totals = [totals[0] + year.turnover_in, totals[1] + year.turnover_out]
    last = summary.row
    if last < first:
        return
    summary.row += 1
    kept = totals[0] == totals[1]
    for column in range(1, len(COLUMNS) + 1):
        book.text(
            page, summary.row, column, words("promise.kept" if kept else "promise.broken") if column == 1 else "", "line_total"
        )
    book.fit(page, summary.row, [(words("promise.kept"), WIDTHS[0] * 0.9)])
    for column, cents in ((11, totals[0]), (12, totals[1])):
        span = f"{letter(column)}{first}:{letter(column)}{last}"
        book.live(page, summary.row, column, f"=ROUND(SUM({span}),2)", cents, "euro", "_total")
    book.live(page, summary.row, 13, f"=ROUND(K{summary.row}-L{summary.row},2)", totals[0] - totals[1], "euro", "_total")
    page.sheet.auto_filter.ref = f"A{first - 1}:{letter(len(COLUMNS))}{last}"


def _member(summary: Summary, member: str, year: MemberYear) -> None:
    book, page, words, plan, row = summary.book, summary.page, summary.words, summary.plan, summary.row
    one, pair, coverage = plan.results[member].member, (member, year.label), year.coverage
    target = plan.first_account(pair)
    if target:
        book.link(page, row, 1, plan.names[member], target)
    else:
        book.text(page, row, 1, plan.names[member], "wrapped")
    months = f", {words('basis.months', months=year.months)}" if year.months not in (None, 12) else ""
    texts = (year.label, one.region, one.group, words(f"basis.{one.basis}") + months)
    for column, text in enumerate(texts, start=2):
        book.text(page, row, column, text, "wrapped")
    book.fit(page, row, [(text, width - 1) for text, width in zip((plan.names[member], *texts), WIDTHS, strict=False)])
    for column, count in enumerate((coverage.accounts, coverage.mapped, coverage.outside, coverage.unmapped), start=6):
        book.count(page, row, column, count)
    homes = coverage.turnover_mapped + coverage.turnover_outside
    book.figure(page, row, 10, homes * 1000 // coverage.turnover if coverage.turnover else 1000, "percent")
    book.figure(page, row, 11, year.turnover_in)
    counted = "+".join(f"SUM({plan.span(block, name)})" for block in plan.blocks.get(pair, []) for name in ("debit", "credit"))
    book.live(page, row, 12, f"=ROUND({counted or 0},2)", year.turnover_out)
    book.live(page, row, 13, f"=ROUND(K{row}-L{row},2)", year.turnover_in - year.turnover_out)
