"""The report of one organisation as one page: figures, charts, statements that fold down to accounts, and its manifest."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from tilikartta.mapping.apply import MAPPED, OUTSIDE, UNMAPPED
from tilikartta.messages.numbers import count, percent
from tilikartta.model import Cents, Severity
from tilikartta.reports import html_measures as measured
from tilikartta.reports.contents import Contents
from tilikartta.reports.html_grants import grants
from tilikartta.reports.html_page import Html, tag, write_page
from tilikartta.reports.html_pictures import Sums, pictures
from tilikartta.reports.html_sections import Section, facts, findings_table, section, sections, sources_table, whole_page
from tilikartta.reports.html_statement import Drill, Entry, euros, folding, printed
from tilikartta.reports.html_table import fold_buttons, plain_table, search_field
from tilikartta.reports.lines import Row, balance_rows, income_rows
from tilikartta.reports.measures import Measures
from tilikartta.reports.seal import Seal
from tilikartta.reports.sheets.unmapped import lost_accounts, rule_line, same_name
from tilikartta.reports.totals import Totals, covered_percent, mapped_totals, read_totals
from tilikartta.reports.view import View
from tilikartta.reports.words import Words
from tilikartta.statements.activity_areas import AreaStatement
from tilikartta.statements.control import differences
from tilikartta.statements.figures import Statement


def write_report_html(contents: Contents, measures: Measures, path: Path) -> None:
    """Write the page. Same contents, same bytes; whole or not at all."""
    write_page(path, report_page(contents, measures))


def report_page(contents: Contents, measures: Measures) -> str:
    """The page as text, sealed with its manifest."""
    view = View(contents, Words(contents.lang, contents.mapped.ledger.currency))
    made = _Report(view, measures)
    return whole_page(title=contents.name, words=view.words, body=made.body(), seal=made.seal)


class _Report:
    """The page in the making."""

    def __init__(self, view: View, measures: Measures) -> None:
        self.view, self.words, self.lang, self.contents = view, view.words, view.words.lang, view.contents
        self.measures, self.drill = measures, Drill(view)
        self.seal = Seal("report", view.contents.manifest)
        self.heads = [view.label(period) for period in view.periods]

    def body(self) -> Iterator[Html]:
        """Everything in main."""
        yield tag("h1", self.contents.name)
        yield from self._who()
        yield from sections([one for one in self._sections() if one is not None], self.words)

    def _who(self) -> Iterator[Html]:
        spans = [span for index in reversed(self.view.periods) if (span := self.view.period(index))]
        shown = [self.words.short(span) if len(spans) > 1 else self.words.span(span) for span in spans]
        years = self.words("summary.periods" if len(spans) > 1 else "summary.period", spans=shown)
        known = [years if spans else self.words("summary.no_period")]
        if business_id := self.contents.mapping.organisation.business_id:
            known.append(self.words("summary.business_id", id=business_id))
        if len(self.view.entities) > 1:
            known.append(self.words("summary.entities", names=self.view.entities))
        yield tag("p", " · ".join(known), class_="soft")

    def _sections(self) -> Iterator[Section]:
        words, view, measures = self.words, self.view, self.measures
        yield section("figures", words("html.figures"), self._figures())
        yield section("charts", words("html.charts"), pictures(view, measures, self._sums))
        yield self._sheet("income", self._statement("income", income_rows))
        if measures.budget is not None:
            yield self._sheet("budget", measured.budget(view, measures.budget))
        if measures.areas is not None:
            yield self._sheet("activity_areas", self._areas(measures.areas))
        yield self._sheet("balance", self._statement("balance", balance_rows))
        if measures.lists is not None:
            yield self._sheet("annual_lists", measured.annual_lists(view, measures.lists))
        for name, make in (("key_figures", measured.key_figures), ("matrix", measured.matrix), ("grants", grants),
                           ("unit_costs", measured.unit_costs)):  # fmt: skip
            yield self._sheet(name, make(view, measures))
        yield self._sheet("accounts", self._accounts())
        yield self._sheet("unmapped", self._unmapped())
        found = [("", one) for one in self.contents.findings]
        note = tag("p", words("findings.note" if found else "findings.none"), class_="soft")
        yield self._sheet("findings", iter([note, *([findings_table(found, words, members=False)] if found else [])]))
        yield self._sheet("sources", self._sources())

    def _sheet(self, name: str, parts: Iterator[Html]) -> Section:
        """A section of the name that the workbook gives its sheet."""
        return section(name, self.words(f"sheet.{name}"), parts)

    @property
    def _sums(self) -> Sums:
        """Income, expenses and appropriations (income +) and the result, by printed period."""
        table, balances = self.view.rows.table, self.view.rows.balances
        found: Sums = {}
        for name in ("income", "expense", "appropriation"):
            held = (table["klass"] == name).to_numpy(dtype=bool)
            found[name] = [-int(balances[held, period].sum()) for period in self.view.periods]
        result = self.contents.income.layout.lines[-1].id
        found["result"] = [self.contents.income.amounts[result][period] for period in self.view.periods]
        return found

    def _figures(self) -> Iterator[Html]:
        """Income, expenses, result and assets; what is covered, in words; that nothing was lost."""
        words, sums, contents = self.words, self._sums, self.contents
        rows: list[list[object]] = [[words(f"summary.{name}"), *self._euros(sums[name])] for name in ("income", "expense")]
        if any(sums["appropriation"]):
            rows.append([words("summary.appropriation"), *self._euros(sums["appropriation"])])
        last = contents.income.layout.lines[-1]
        rows.append([tag("strong", words.of(last.name)), *(tag("strong", one) for one in self._euros(sums["result"]))])
        assets = next(row.line for row in balance_rows(contents.balance) if row.kind == "total" and row.asset)
        rows.append([words.of(assets.name), *self._euros(self._of(contents.balance, assets.id))])
        numeric = range(1, 1 + len(self.heads))
        yield plain_table([words.unit, *self.heads], rows, numeric=numeric, label=words("html.figures"))
        yield tag("h3", words("summary.in_words"))
        yield from self._in_words()
        yield tag("h3", words("promise.title"))
        yield self._promise()

    def _euros(self, cents: Sequence[int]) -> list[str]:
        return [euros(one, self.lang) for one in cents]

    def _of(self, statement: Statement, line: str) -> list[int]:
        return [statement.amounts[line][period] for period in self.view.periods]

    def _in_words(self) -> Iterator[Html]:
        """Coverage, what lacks a home, whether the balance sheet balances, findings by gravity."""
        words, contents, coverage = self.words, self.contents, self.contents.coverage
        shown = percent(covered_percent(coverage), self.lang)
        done = coverage.mapped + coverage.outside
        yield tag("p", words("summary.coverage", done=done, accounts=coverage.accounts, percent=shown))
        if lost := lost_accounts(self.view):
            names = [f"{one.account} {one.name}".strip() for one in lost[:5]] + (["…"] if len(lost) > 5 else [])
            held, at_stake = sum(1 for one in lost if one.closing), Cents(sum(one.turnover for one in lost))
            text = words("summary.unmapped", count=len(lost), balance=held, turnover=at_stake, names=names)
            yield tag("p", tag("a", text, href="#unmapped"), class_="sentence error")
        if coverage.outside:
            text = words("summary.outside", count=coverage.outside, turnover=Cents(coverage.turnover_outside))
            yield tag("p", tag("a", text, href="#unmapped"))
        if coverage.unspecified and coverage.turnover:
            share = percent(coverage.unspecified * 1000 // coverage.turnover / 10, self.lang)
            yield tag("p", words("summary.unspecified", euros=Cents(coverage.unspecified), percent=share))
        apart = next((period for period in self.view.periods if contents.balance.difference[period]), None)
        if apart is None:
            yield tag("p", words("summary.balanced"))
        else:
            gap = Cents(contents.balance.difference[apart])
            text = words("summary.unbalanced", period=self.view.label(apart), difference=gap)
            yield tag("p", tag("a", text, href="#balance"), class_="sentence warning")
        errors, warnings, notes = (
            sum(1 for found in contents.findings if found.severity is one)
            for one in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        )
        yield tag("p", tag("a", words("summary.findings", errors=errors, warnings=warnings, notes=notes), href="#findings"))

    def _promise(self) -> Html:
        """Input = output to the cent: read, mapped, outside, unmapped, difference."""
        words = self.words
        read, mapped = read_totals(self.contents.mapped.ledger), mapped_totals(self.contents.mapped)
        names = [name for name in ("opening", "debit", "credit") if name != "opening" or read.opening or mapped[MAPPED].opening]
        parts = [(status, mapped[status]) for status in (MAPPED, OUTSIDE, UNMAPPED)]
        left = read - sum((totals for _, totals in parts), Totals())
        kept = words("promise.kept" if left == Totals() else "promise.broken")
        rows = [
            [name, *self._euros([getattr(totals, one) for one in names])]
            for name, totals in (*((words(f"promise.{key}"), totals) for key, totals in (("read", read), *parts)), (kept, left))
        ]
        heads = [words.unit, *(words(f"column.{name}") for name in names)]
        return plain_table(heads, rows, numeric=range(1, len(heads)), label=words("promise.title"))

    def _statement(self, key: str, layout: Callable[[Statement], list[Row]]) -> Iterator[Html]:
        """Income statement or balance sheet, and under it what explains a difference between its sides."""
        statement: Statement = getattr(self.contents, key)
        words, name = self.words, f"{key}-lines"
        yield tag("p", f"{words.of(statement.layout.name)}. {words.unit}. {words('html.fold')}", class_="soft")
        yield fold_buttons(name, words("html.open_all"), words("html.close_all"))
        entries = list(printed(layout(statement), words, lambda row: self._euros(self._of(statement, row.line.id)),
                               lambda row: self._inside(f"{key}_line", row)))  # fmt: skip
        yield folding(entries, self.heads, label=words(f"sheet.{key}"), name=name)
        if key == "income":
            yield tag("p", words("income.signs"), class_="soft")
            return
        yield from self._control(statement)

    def _inside(self, column: str, row: Row) -> Html:
        """What a line opens to; a result is counted from the income statement."""
        inside = self.drill.line(column, row.line.id)
        if row.line.takes in ("result", "previous_result"):
            return Html(tag("p", tag("a", self.words("html.result"), href="#income")) + inside)
        return inside

    def _control(self, statement: Statement) -> Iterator[Html]:
        """Assets less equity and liabilities, and where a difference comes from."""
        words = self.words
        found = differences(self.contents.mapped, self.contents.chart)
        reasons = [name for name in ("unmapped", "outside", "off_statement", "ledger") if any(found[name])]
        whole = any(statement.difference)
        rows = [[words("control.difference" if whole or reasons else "control.agrees"),
                 *self._euros([statement.difference[period] for period in self.view.periods])]]  # fmt: skip
        rows += [
            [
                words(f"control.{name}"),
                *self._euros([(1 if name == "ledger" else -1) * found[name][p] for p in self.view.periods]),
            ]
            for name in reasons
        ]
        yield plain_table([words.unit, *self.heads], rows, numeric=range(1, 1 + len(self.heads)), label=rows[0][0])
        if self.contents.mapped.movements_only:
            yield tag("p", words("balance.movements_only"))

    def _areas(self, areas: AreaStatement) -> Iterator[Html]:
        """Ordinary operations by activity area."""
        words, statement = self.words, areas.statement

        def inside(row: Row) -> Html:
            activity, line = areas.place(row.line.id)
            return self.drill.line("income_line", line, activity)

        entries: list[Entry] = list(
            printed(income_rows(statement), words, lambda row: self._euros(self._of(statement, row.line.id)), inside)
        )
        yield fold_buttons("areas-lines", words("html.open_all"), words("html.close_all"))
        yield folding(entries, self.heads, label=words("sheet.activity_areas"), name="areas-lines")
        yield tag("p", words("areas.note"), class_="soft")

    def _accounts(self) -> Iterator[Html]:
        """Every own account with each meaning it has."""
        words, view = self.words, self.view
        heads = [words(f"column.{name}") for name in ("account", "line", "universal", "function", *view.axes, "rule", "entries")]
        heads += self.heads
        rows = []
        for index, one in enumerate(self.drill.records):
            code = str(one["universal"])
            line = (view.line_name(self.contents.income.layout, str(one["income_line"]))
                    or view.line_name(self.contents.balance.layout, str(one["balance_line"]))
                    or words(f"status.{'off_statement' if one['status'] == MAPPED else one['status']}"))  # fmt: skip
            meaning = f"{code} {words.of(self.contents.chart.by_code[code].name)}" if code else ""
            rows.append([
                f"{one['account']} {one['account_name']}".strip(), line, meaning, words.function(str(one["function"])),
                *(one[axis] for axis in view.axes), one["rule"] or one["reason"], count(int(one["entries"]), self.lang),
                *self._euros([int(view.rows.balances[index, period]) for period in view.periods]),
            ])  # fmt: skip
        yield tag("p", words("html.accounts_note"), class_="soft")
        yield search_field("search-accounts", words("html.search"), words("html.found"), ["accounts-table"])
        first = len(heads) - len(self.heads) - 1
        yield plain_table(heads, rows, numeric=range(first, len(heads)), label=words("sheet.accounts"), sort=True,
                          name="accounts-table")  # fmt: skip

    def _unmapped(self) -> Iterator[Html]:
        """Accounts without a home with a ready line for the mapping, and accounts left outside with the reason."""
        words, view, table = self.words, self.view, self.view.rows.table
        lost = lost_accounts(view)
        yield tag("p", words("unmapped.note" if lost else "unmapped.none"))
        if lost:
            yield tag("p", words("unmapped.steps"), class_="soft")
            rows: list[list[object]] = [
                [f"{one.account} {one.name}".strip(), *self._euros([one.closing, one.turnover]), count(one.entries, self.lang),
                 one.text, tag("code", rule_line(one, same_name(self.contents.chart, one.name), words))]
                for one in lost
            ]  # fmt: skip
            heads = [words(f"column.{name}") for name in ("account", "closing", "turnover", "entries", "sample", "yaml")]
            yield plain_table(heads, rows, numeric=range(1, 4), label=words("sheet.unmapped"), sort=True)
        yield tag("h3", words("outside.title"))
        held = np.flatnonzero((table["status"] == OUTSIDE).to_numpy())
        if not len(held):
            yield tag("p", words("outside.none"))
            return
        outside = [
            [f"{one['account']} {one['account_name']}".strip(), euros(int(one["turnover"]), self.lang),
             count(int(one["entries"]), self.lang), one["reason"]]
            for one in (self.drill.records[int(index)] for index in held)
        ]  # fmt: skip
        heads = [words(f"column.{name}") for name in ("account", "turnover", "entries", "reason")]
        yield plain_table(heads, outside, numeric=range(1, 3), label=words("outside.title"), sort=True)

    def _sources(self) -> Iterator[Html]:
        words, manifest = self.words, self.contents.manifest
        yield tag("p", words("html.verify"), class_="soft")
        yield facts([
            (words("sources.version"), manifest.version), (words("sources.chart"), manifest.chart),
            (words("sources.mapping"), self.contents.mapping.name),
            *((f"--{name}", value) for name, value in manifest.options),
        ])  # fmt: skip
        yield sources_table(self.seal, words)
