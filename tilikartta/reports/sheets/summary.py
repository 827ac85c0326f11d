"""The first sheet: the answer in figures and plain words, then the promises kept, then what was read."""

from typing import Any

from tilikartta.mapping.apply import MAPPED, OUTSIDE, UNMAPPED
from tilikartta.messages import label, message
from tilikartta.messages.numbers import day, percent
from tilikartta.model import Cents, Severity
from tilikartta.reports.book import Book, Page, address
from tilikartta.reports.sheets.sources import column_list, decided
from tilikartta.reports.sheets.statement import Printed, result_cell
from tilikartta.reports.sheets.unmapped import lost_accounts
from tilikartta.reports.totals import Totals, covered_percent, mapped_totals, read_totals
from tilikartta.reports.view import View
from tilikartta.reports.words import base_name

NAME_WIDTH, VALUE_WIDTH = 40, 19
SHOWN_PERIODS, SHOWN_FILES, SHOWN_FINDINGS = 5, 12, 3


class _Summary:
    """The sheet and the row that comes next."""

    def __init__(self, book: Book, view: View, income: Printed, balance: Printed) -> None:
        self.book, self.view, self.words = book, view, view.words
        self.income, self.balance = income, balance
        self.page: Page = book.pages["summary"]
        self.periods = view.periods[:SHOWN_PERIODS]
        self.width = 1 + max(len(self.periods), 3)
        self.row = 1

    def heading(self, key: str) -> None:
        self.row += 1
        for column in range(1, self.width + 1):
            self.book.text(self.page, self.row, column, self.words(key) if column == 1 else "", "heading")
        self.row += 1

    def sentence(self, text: str, style: str = "wrapped", target: str = "") -> None:
        """Words over the whole width, with room for as many rows as they need."""
        sheet = self.page.sheet
        if target:
            self.book.link(self.page, self.row, 1, text, target, style)
        else:
            self.book.text(self.page, self.row, 1, text, style)
        sheet.merge_cells(start_row=self.row, start_column=1, end_row=self.row, end_column=self.width)
        self.book.fit(self.page, self.row, [(text, NAME_WIDTH + VALUE_WIDTH * (self.width - 1))])
        self.row += 1

    def fact(self, name: str, value: str) -> None:
        """A name and a text beside it."""
        self.book.text(self.page, self.row, 1, name, "wrapped")
        self.book.text(self.page, self.row, 2, value, "wrapped")
        sheet = self.page.sheet
        sheet.merge_cells(start_row=self.row, start_column=2, end_row=self.row, end_column=self.width)
        self.book.fit(self.page, self.row, [(value, VALUE_WIDTH * (self.width - 1)), (name, NAME_WIDTH)])
        self.row += 1


def write_summary(book: Book, view: View, income: Printed, balance: Printed) -> None:
    """Write the sheet."""
    summary = _Summary(book, view, income, balance)
    _who(summary)
    _figures(summary)
    _in_words(summary)
    _promises(summary)
    _read(summary)
    _contents(summary)
    book.widths(summary.page, [NAME_WIDTH, *[VALUE_WIDTH] * (summary.width - 1)])
    book.print_setup(summary.page, landscape=False)
    summary.page.sheet.print_area = f"A1:{chr(64 + summary.width)}{summary.row}"


def _who(summary: _Summary) -> None:
    view, words, book, page = summary.view, summary.words, summary.book, summary.page
    book.text(page, 1, 1, view.contents.name, "title")
    book.title_heights(page)
    spans = [span for index in reversed(view.periods) if (span := view.period(index))]
    several = len(spans) > 1
    shown = [words.short(span) if several else words.span(span) for span in spans]
    years = words("summary.periods" if several else "summary.period", spans=shown)
    book.text(page, 2, 1, years if spans else words("summary.no_period"), "subtitle")
    organisation = view.contents.mapping.organisation
    known = [words("summary.business_id", id=organisation.business_id)] if organisation.business_id else []
    if len(view.entities) > 1:
        known.append(words("summary.entities", names=view.entities))
    if known:
        book.text(page, 3, 1, " · ".join(known), "text")
    summary.row = 4


def _figures(summary: _Summary) -> None:
    """Income, expenses, result, assets: live links to the statements and the accounts."""
    book, page, view, words = summary.book, summary.page, summary.view, summary.words
    right = [True] * len(summary.periods)
    book.headings(page, summary.row, [words.unit, *map(view.label, summary.periods)], [False, *right], tall=False)
    balances = view.rows.balances
    for name in ("income", "expense", "appropriation"):
        held = (view.rows.table["klass"] == name).to_numpy(dtype=bool)
        if name == "appropriation" and not balances[held].any():
            continue
        summary.row += 1
        book.text(page, summary.row, 1, words(f"summary.{name}"), "line")
        for column, period in enumerate(summary.periods, start=2):
            accounts = book.title("accounts")
            sums, classes = (address(accounts, view.accounts_range(key)) for key in (f"balance.{period}", "klass"))
            cents = -int(balances[held, period].sum()) if balances.shape[1] else 0
            book.formula(page, summary.row, column, f'=ROUND(-SUMIFS({sums},{classes},"{name}"),2)', cents)
    result = summary.income.rows[-1].line
    _linked(summary, "income", summary.income, result.id, words.of(result.name), "line_sum", "euro_sum")
    assets = next(row.line for row in summary.balance.rows if row.kind == "total" and row.asset)
    _linked(summary, "balance", summary.balance, assets.id, words.of(assets.name), "line", "euro")
    summary.row += 1


def _linked(summary: _Summary, key: str, printed: Printed, line: str, name: str, style: str, amount: str) -> None:
    """A line of a statement, with its figures taken from there."""
    book, page = summary.book, summary.page
    statement = getattr(summary.view.contents, key)
    summary.row += 1
    target = address(book.title(key), f"A{printed.by_line[line].number}")
    book.link(page, summary.row, 1, name, target, "link_strong" if style == "line_sum" else "link")
    for column, period in enumerate(summary.periods, start=2):
        cell = result_cell(printed, period) if key == "income" else printed.cell(line, period)
        book.formula(page, summary.row, column, f"={address(book.title(key), cell)}", statement.amounts[line][period], amount)


def _in_words(summary: _Summary) -> None:
    """Coverage, what is unmapped and what to do about it, whether the balance sheet balances, findings by gravity."""
    view, words, book = summary.view, summary.words, summary.book
    contents, coverage = view.contents, view.contents.coverage
    summary.heading("summary.in_words")
    lost = lost_accounts(view)
    shown = percent(covered_percent(coverage), words.lang)
    done = coverage.mapped + coverage.outside
    summary.sentence(words("summary.coverage", done=done, accounts=coverage.accounts, percent=shown))
    if lost:
        names = [f"{one.account} {one.name}".strip() for one in lost[:5]] + (["…"] if len(lost) > 5 else [])
        at_stake = Cents(sum(one.turnover for one in lost))
        held = sum(1 for one in lost if one.closing)
        text = words("summary.unmapped", count=len(lost), balance=held, turnover=at_stake, names=names)
        summary.sentence(text, "strong")
        summary.sentence(words("summary.unmapped_fix"), "link", address(book.title("unmapped"), "A1"))
    if coverage.outside:
        text = words("summary.outside", count=coverage.outside, turnover=Cents(coverage.turnover_outside))
        summary.sentence(text, "link", address(book.title("unmapped"), "A1"))
    if coverage.unspecified and coverage.turnover:
        share = percent(coverage.unspecified * 1000 // coverage.turnover / 10, words.lang)
        summary.sentence(words("summary.unspecified", euros=Cents(coverage.unspecified), percent=share))
    apart = next((period for period in view.periods if contents.balance.difference[period]), None)
    if apart is not None:
        target = address(book.title("balance"), f"A{summary.balance.rows[-1].number + 2}")
        text = words("summary.unbalanced", difference=Cents(contents.balance.difference[apart]), period=view.label(apart))
        summary.sentence(text, "link_strong", target)
    else:
        summary.sentence(words("summary.balanced"))
    if contents.mapped.movements_only:
        summary.sentence(words("balance.movements_only"))
    _findings(summary)


def _findings(summary: _Summary) -> None:
    findings, words = summary.view.contents.findings, summary.words
    counts = {severity: sum(1 for found in findings if found.severity is severity) for severity in Severity}
    errors, warnings, notes = (counts[severity] for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    text = words("summary.findings", errors=errors, warnings=warnings, notes=notes)
    summary.sentence(text, "link", address(summary.book.title("findings"), "A1"))
    for found in [found for found in findings if found.severity is Severity.ERROR][:SHOWN_FINDINGS]:
        summary.sentence(f"{label('severity.error', words.lang)} {found.code}: {message(found, words.lang)}")


def _promises(summary: _Summary) -> None:
    """Input = output to the cent: read, mapped, outside, unmapped, difference."""
    book, page, view, words = summary.book, summary.page, summary.view, summary.words
    summary.heading("promise.title")
    read, mapped = read_totals(view.contents.mapped.ledger), mapped_totals(view.contents.mapped)
    names = [name for name in ("opening", "debit", "credit") if name != "opening" or read.opening or mapped[MAPPED].opening]
    right = [True] * len(names)
    texts = [words.unit, *(words(f"column.{name}") for name in names)]
    book.headings(page, summary.row, texts, [False, *right], tall=False)
    first = summary.row + 1
    rows = [("read", read), *((status, mapped[status]) for status in (MAPPED, OUTSIDE, UNMAPPED))]
    for row, (key, totals) in enumerate(rows, start=first):
        book.text(page, row, 1, words(f"promise.{key}"), "line")
        for column, name in enumerate(names, start=2):
            _promise(summary, row, column, key, name, totals)
    row = first + len(rows)
    difference = read - sum((mapped[status] for status in (MAPPED, OUTSIDE, UNMAPPED)), Totals())
    kept = difference == Totals()
    book.text(page, row, 1, words("promise.kept" if kept else "promise.broken"), "line_total")
    for column, name in enumerate(names, start=2):
        letter = chr(64 + column)
        formula = f"=ROUND({letter}{first}-SUM({letter}{first + 1}:{letter}{row - 1}),2)"
        book.formula(page, row, column, formula, int(getattr(difference, name)), "euro_total")
    summary.row = row + 1
    entries = view.contents.mapped.entries
    read_rows, written = len(view.contents.mapped.ledger.entries), len(entries)
    key = "promise.entries" if read_rows == written else "promise.split"
    summary.sentence(words(key, read=read_rows, written=written), "note")


def _promise(summary: _Summary, row: int, column: int, key: str, name: str, totals: Totals) -> None:
    """One figure: turnovers after mapping are sums over the accounts, the rest as counted."""
    book, page, view = summary.book, summary.page, summary.view
    if key == "read" or name == "opening":
        book.euro(page, row, column, int(getattr(totals, name)))
        return
    sums, status = (address(book.title("accounts"), view.accounts_range(one)) for one in (name, "status"))
    book.formula(page, row, column, f'=ROUND(SUMIFS({sums},{status},"{key}"),2)', int(getattr(totals, name)))


def _read(summary: _Summary) -> None:
    """What was read: rows, vouchers, days, and per file what reading decided."""
    view, words = summary.view, summary.words
    ledger, lang = view.contents.mapped.ledger, words.lang
    summary.heading("read.title")
    entries: Any = ledger.entries
    if len(entries):
        vouchers = len(entries[["entity", "series", "voucher"]].drop_duplicates()) if (entries["voucher"] != "").any() else 0
        days = entries["date"].dropna()
        span = f"{day(days.min(), lang)}–{day(days.max(), lang)}" if len(days) else "–"
        summary.sentence(words("read.entries", entries=len(entries), vouchers=vouchers, span=span))
    if len(ledger.balances):
        summary.sentence(words("read.balances", balances=len(ledger.balances)))
    for file in ledger.files[:SHOWN_FILES]:
        parts = [words("read.rows", format=file.format, rows=file.rows)]
        parts += [f"{name} {value}" for name, value in decided(words, file)]
        columns = column_list(words, file)
        text = ", ".join(parts) + (f"\n{columns}" if columns else "")
        summary.fact(base_name(file.path), text)
    if len(ledger.files) > SHOWN_FILES:
        more = words("read.more", count=len(ledger.files) - SHOWN_FILES)
        summary.sentence(more, "link", address(summary.book.title("sources"), "A1"))


def _contents(summary: _Summary) -> None:
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
