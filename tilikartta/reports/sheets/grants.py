"""Grants: the form filled in, a block per grant: accepted, not accepted and why, flat rates, and what the ledger holds."""

from collections.abc import Iterable, Sequence

from openpyxl.utils import get_column_letter as letter

from tilikartta.messages import label
from tilikartta.messages.numbers import MINUS, day
from tilikartta.model import Cents
from tilikartta.model.grants import Amounts, FlatAmount, GrantReport, LimitCheck, ReportRow, Section
from tilikartta.reports.book import Book, Page
from tilikartta.reports.measures import Measures, said
from tilikartta.reports.sheets.measured import HEADER, finish, fit, heading, new_page, not_available, over, period_labels
from tilikartta.reports.view import View
from tilikartta.reports.words import Words

NAME, AMOUNT, WHY, LAW = 48.0, 16.0, 52.0, 26.0
_ACCEPTED: tuple[Section, ...] = ("income", "excluded", "cost", "capex")
_NOT_ACCEPTED: tuple[Section, ...] = ("covered", "ineligible")
# Rows of these sections are printed only with a figure: a form asks for income and accepted costs also when there are none.
_ONLY_HELD: tuple[Section, ...] = ("excluded", "covered", "ineligible")


class _Block:
    """The sheet, the row that comes next, and the rows of sums of the grant at hand."""

    def __init__(self, book: Book, view: View) -> None:
        self.book, self.view, self.words, self.lang = book, view, view.words, view.words.lang
        self.page: Page = book.pages["grants"]
        self.periods = period_labels(view)
        self.widths = (NAME, *[AMOUNT] * len(self.periods), WHY, LAW)
        self.row = HEADER + 1
        self.sums: dict[str, int] = {}

    def name(self, text: str, style: str = "line", indent: int = 0) -> None:
        self.book.text(self.page, self.row, 1, text, style, indent)

    def amounts(self, amounts: Amounts | None, style: str = "euro") -> None:
        """One amount per printed period, or that there is none."""
        for column, index in enumerate(self.periods, start=2):
            if amounts is None:
                not_available(self.book, self.page, self.row, column)
            else:
                self.book.euro(self.page, self.row, column, amounts[index], style)

    def live(self, formula: Sequence[str], amounts: Amounts, style: str = "euro_sum") -> None:
        """A live sum per period; ``{}`` in its terms stands for the column."""
        for column, index in enumerate(self.periods, start=2):
            terms = "".join(formula).replace("{}", letter(column)) or "0"
            self.book.formula(self.page, self.row, column, f"=ROUND({terms},2)", amounts[index], style)

    def beside(self, name: str, why: str = "", law: str = "", indent: int = 0) -> None:
        """Why and where it stands in the law, beside the amounts; then the next row."""
        column = 2 + len(self.periods)
        self.book.text(self.page, self.row, column, why, "wrapped", 1)
        self.book.text(self.page, self.row, column + 1, law, "wrapped")
        fit(self.book, self.page, self.row, [(why, WHY - 2), (law, LAW)], name, NAME - 2 * indent)
        self.row += 1


def write_grants(book: Book, view: View, measures: Measures) -> None:
    """Write the sheet."""
    block, words = _Block(book, view), view.words
    book.top(block.page, words("sheet.grants"), words("grants.note"))
    texts = [words("column.form_row"), *map(view.label, block.periods), words("column.why_note"), words("column.law")]
    book.headings(block.page, HEADER, texts, [False, *[True] * len(block.periods), False, False], tall=False)
    if not measures.grants:
        over(book, block.page, block.row, words("grants.none"), block.widths, "wrapped")
    for report in measures.grants:
        if report is not measures.grants[0]:
            new_page(block.page, block.row)  # each goes to its own funder
        _grant(block, report)
        block.row += 1
    finish(book, block.page, block.widths, frozen=f"B{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def _grant(block: _Block, report: GrantReport) -> None:
    """The whole block of a grant."""
    block.sums = {}
    _who(block, report)
    for section in _ACCEPTED:
        _section(block, report, section)
    _flats(block, report)
    _total(block, "accepted", ("cost", "capex", "flat"), report.accepted)
    for section in _NOT_ACCEPTED:
        _section(block, report, section)
    _bottom(block, report)
    _checks(block, report)


def _who(block: _Block, report: GrantReport) -> None:
    """Name and form, then what the decision says."""
    heading(block.book, block.page, block.row, f"{report.grant.name}: {block.words.of(report.form.name)}", len(block.widths))
    block.row += 1
    if facts := grant_facts(block.words, report):
        over(block.book, block.page, block.row, facts, block.widths, "wrapped")
        block.row += 1


def grant_facts(words: Words, report: GrantReport) -> str:
    """Period of use, amount of the decision, kind, due day and law, as far as they are known."""
    grant, form = report.grant, report.form
    facts = []
    if grant.start or grant.end:
        ends = [day(one, words.lang) if one else "" for one in (grant.start, grant.end)]
        facts.append(words("grants.period", span="–".join(ends)))
    if grant.decision is not None:
        facts.append(words("grants.decision", amount=Cents(grant.decision)))
    facts += [words("grants.kind", kind=grant.kind)] if grant.kind else []
    facts += [words("grants.due", due=words.of(form.due))] if form.due else []
    facts += [words("grants.law", law=list(form.law))] if form.law else []
    return " · ".join(facts)


def _section(block: _Block, report: GrantReport, section: Section) -> None:
    """The rows of a section and their live sum."""
    rows = [
        row for row in report.rows
        if row.section == section and (section not in _ONLY_HELD or any(row.amounts[index] for index in block.periods))
    ]  # fmt: skip
    if not rows:
        return
    title = label(f"grant.section.{section}", block.lang)
    block.name(title, "line_group")
    block.row += 1
    first = block.row
    for row in rows:
        _row(block, row)
    block.sums[section] = block.row
    name = block.words(f"grants.sum.{section}")
    block.name(name, "line_sum")
    block.live([f"SUM({{}}{first}:{{}}{block.row - 1})"], report.total(section))
    block.beside(name)


def _row(block: _Block, row: ReportRow) -> None:
    """A row of the form: amount, why it is not accepted or what to know, law."""
    form, words = row.row, block.words
    name = words.of(form.name) if form else label(row.label, block.lang)
    block.name(name, indent=1)
    block.amounts(row.amounts)
    block.beside(name, row_notes(words, row), form.law if form else "", 1)


def row_notes(words: Words, row: ReportRow) -> str:
    """Why a row is not accepted or what to know of it, and which universal accounts it holds."""
    form = row.row
    notes = [words.of(text) for text in (form.why, form.note) if text is not None] if form else []
    if form and form.unconfirmed:
        notes.append(label("grant.unconfirmed", words.lang) + ".")
    if row.accounts:
        notes.append(words("grants.accounts", accounts=list(row.accounts)))
    return " ".join(notes)


def _flats(block: _Block, report: GrantReport) -> None:
    """Flat rates, each with its percentage and what it rests on."""
    if not report.flats:
        return
    block.name(block.words("grants.flats"), "line_group")
    block.row += 1
    first = block.row
    for flat in report.flats:
        name = block.words.of(flat.flat.name)
        block.name(name, indent=1)
        block.amounts(flat.amounts)
        block.beside(name, rests_on(block.words, report, flat), flat.flat.law, 1)
    block.sums["flat"] = block.row
    _sum_or_none(block, label("grant.total.flat", block.lang), [f"SUM({{}}{first}:{{}}{block.row - 1})"], report.flat)


def rests_on(words: Words, report: GrantReport, flat: FlatAmount) -> str:
    """``24,5 %: Palkat``; that the decision's percentage is missing."""
    names = {row.row.id: row.row.name for row in report.rows if row.row} | {one.flat.id: one.flat.name for one in report.flats}
    of = [words.of(names[name]) for name in flat.flat.of]
    if flat.percent is None:
        return words("grants.rate_missing", rate=flat.flat.rate) if flat.amounts is None else ""
    return words("grants.rate", percent=words.decimal(str(flat.percent)), of=of)


def _sum_or_none(block: _Block, name: str, formula: Sequence[str], amounts: Amounts | None, style: str = "sum") -> None:
    block.name(name, f"line_{style}")
    if amounts is None:
        block.amounts(None)
    else:
        block.live(formula, amounts, f"euro_{style}")
    block.beside(name)


def _plus(block: _Block, names: Iterable[str]) -> list[str]:
    """Terms of a sum of those sums that are on the sheet."""
    return [f"+{{}}{block.sums[name]}" for name in names if name in block.sums]


def _total(block: _Block, key: str, parts: Iterable[str], amounts: Amounts | None) -> None:
    """A sum of sums, and its place among them."""
    terms = _plus(block, parts)
    block.sums[key] = block.row
    _sum_or_none(block, label(f"grant.total.{key}", block.lang), terms, amounts, "total")


def _net(block: _Block, report: GrantReport) -> None:
    """Net cost and the grant as booked; of money raised its net proceeds."""
    words, lang = block.words, block.lang
    if report.form.proceeds:
        terms = [*_plus(block, ("income",)), *(term.replace("+", "-") for term in _plus(block, ("accepted",)))]
        _sum_or_none(block, label("grant.total.proceeds", lang), terms, report.proceeds, "total")
        return
    deducted, granted = label("grant.total.deducted", lang), words("grants.granted")
    block.sums["deducted"] = block.row
    block.name(deducted)
    block.amounts(report.deducted)
    block.beside(deducted)
    net = [*_plus(block, ("accepted",)), *(term.replace("+", "-") for term in _plus(block, ("deducted",)))]
    _sum_or_none(block, label("grant.total.net", lang), net, report.net)
    block.name(granted)
    block.amounts(report.granted)
    block.beside(granted)


def _bottom(block: _Block, report: GrantReport) -> None:
    """What the form comes to, and that every cent of the cost centre stands on a row."""
    words, lang = block.words, block.lang
    block.row += 1
    _net(block, report)
    held = label("grant.total.held", lang)
    block.sums["held"] = block.row
    block.name(held)
    block.amounts(report.costs_held)
    block.beside(held)
    rows = report.total("cost", "capex", "covered", "ineligible")
    left = tuple(a - b for a, b in zip(report.costs_held, rows, strict=True))
    terms = _plus(block, ("held",)) + [
        term.replace("+", "-") for term in _plus(block, ("cost", "capex", "covered", "ineligible"))
    ]
    block.name(words("grants.left"))
    block.live(terms, left, "euro_sub")
    block.beside(words("grants.left"))
    if any(report.unmapped):
        block.name(words("grants.unmapped"), "strong")
        block.amounts(report.unmapped)
        block.beside(words("grants.unmapped"))


def _checks(block: _Block, report: GrantReport) -> None:
    """Limits, what to look at by hand, what was found, and what the form's makers say."""
    for check in report.limits:
        _limit(block, check)
    for by_hand, amounts in report.by_hand:
        name = f"{label('grant.by_hand', block.lang)}: {block.words.of(by_hand.name)}"
        block.name(name)
        block.amounts(amounts)
        block.beside(name, law=by_hand.law)
    texts = [f"{label(f'severity.{one.severity}', block.lang)} {one.code}: {said(one, block.lang)}" for one in report.findings]
    texts += [block.words.of(note) for note in report.form.notes]
    texts += [block.words.of(report.form.unconfirmed)] if report.form.unconfirmed else []
    for text in texts:
        over(block.book, block.page, block.row, text, block.widths, "wrapped")
        block.row += 1


def _limit(block: _Block, check: LimitCheck) -> None:
    """A share and the most it may be; an exceeded one says so in words."""
    name = block.words.of(check.limit.name)
    block.name(name)
    for column, index in enumerate(block.periods, start=2):
        share = check.shares[index]
        text = "–" if share is None else block.words.decimal(str(share)).replace("-", MINUS) + " %"
        block.book.text(block.page, block.row, column, text, "strong_right")
    over_it = any(check.exceeded[index] for index in block.periods)
    key = "grants.limit_exceeded" if over_it else "grants.limit"
    block.beside(name, block.words(key, percent=block.words.decimal(str(check.limit.percent))), check.limit.law)
