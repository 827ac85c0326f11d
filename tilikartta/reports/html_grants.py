"""Grants on the page of one organisation: the funder's form filled in, accepted and not, and why."""

from collections.abc import Iterator, Sequence

from tilikartta.messages import label
from tilikartta.messages.numbers import MINUS
from tilikartta.model.grants import Amounts, GrantReport, LimitCheck, ReportRow, Section
from tilikartta.reports.html_measures import missing
from tilikartta.reports.html_page import Html, tag
from tilikartta.reports.html_statement import euros
from tilikartta.reports.html_table import plain_table
from tilikartta.reports.measures import Measures, said
from tilikartta.reports.sheets.grants import grant_facts, rests_on, row_notes
from tilikartta.reports.sheets.measured import period_labels
from tilikartta.reports.view import View

_ASKED: tuple[Section, ...] = ("income", "excluded", "cost", "capex")
_REFUSED: tuple[Section, ...] = ("covered", "ineligible")
_ONLY_HELD: tuple[Section, ...] = ("excluded", "covered", "ineligible")
Line = list[object]


def grants(view: View, measures: Measures) -> Iterator[Html]:
    """A part for each grant."""
    words = view.words
    yield tag("p", words("grants.note"), class_="soft")
    if not measures.grants:
        yield tag("p", words("grants.none"))
    for number, report in enumerate(measures.grants):
        yield _Grant(view, report).part(f"grant-{number}")


class _Grant:
    """One grant in the making."""

    def __init__(self, view: View, report: GrantReport) -> None:
        self.view, self.words, self.lang, self.report = view, view.words, view.words.lang, report
        self.periods = list(period_labels(view))

    def part(self, name: str) -> Html:
        """Name, facts, the form and what was found."""
        report, words = self.report, self.words
        title = f"{report.grant.name}: {words.of(report.form.name)}"
        heads = [words("column.form_row"), *map(self.view.label, self.periods), words("column.why_note"), words("column.law")]
        form = plain_table(heads, self._lines(), numeric=range(1, 1 + len(self.periods)), label=title)
        texts = [f"{label(f'severity.{one.severity}', self.lang)} {one.code}: {said(one, self.lang)}" for one in report.findings]
        texts += [words.of(note) for note in report.form.notes]
        texts += [words.of(report.form.unconfirmed)] if report.form.unconfirmed else []
        notes = tag("ul", *(tag("li", text) for text in texts)) if texts else Html("")
        facts = tag("p", grant_facts(words, report), class_="soft")
        return tag("section", tag("h3", title, id=name), facts, form, notes, aria_labelledby=name)

    def _lines(self) -> list[Line]:
        report, lang = self.report, self.lang
        lines = [line for section in _ASKED for line in self._section(section)]
        if report.flats:
            lines.append(self._heading(self.words("grants.flats")))
            lines += [
                self._line(self.words.of(one.flat.name), one.amounts, rests_on(self.words, report, one), one.flat.law)
                for one in report.flats
            ]
            lines.append(self._line(label("grant.total.flat", lang), report.flat, strong=True))
        lines.append(self._line(label("grant.total.accepted", lang), report.accepted, strong=True))
        lines += [line for section in _REFUSED for line in self._section(section)]
        if report.form.proceeds:
            lines.append(self._line(label("grant.total.proceeds", lang), report.proceeds, strong=True))
        else:
            lines.append(self._line(label("grant.total.deducted", lang), report.deducted))
            lines.append(self._line(label("grant.total.net", lang), report.net, strong=True))
            lines.append(self._line(self.words("grants.granted"), report.granted))
        lines.append(self._line(label("grant.total.held", lang), report.costs_held))
        rows = report.total("cost", "capex", "covered", "ineligible")
        left = tuple(a - b for a, b in zip(report.costs_held, rows, strict=True))
        lines.append(self._line(self.words("grants.left"), left))
        if any(report.unmapped):
            lines.append(self._line(self.words("grants.unmapped"), report.unmapped, strong=True))
        lines += [self._limit(check) for check in report.limits]
        lines += [
            self._line(f"{label('grant.by_hand', lang)}: {self.words.of(one.name)}", amounts, law=one.law)
            for one, amounts in report.by_hand
        ]
        return lines

    def _section(self, section: Section) -> Iterator[Line]:
        """Rows of a section with its sum; some sections are told only where they hold a euro."""
        rows = [
            row for row in self.report.rows
            if row.section == section and (section not in _ONLY_HELD or any(row.amounts[index] for index in self.periods))
        ]  # fmt: skip
        if not rows:
            return
        yield self._heading(label(f"grant.section.{section}", self.lang))
        for row in rows:
            yield self._row(row)
        yield self._line(self.words(f"grants.sum.{section}"), self.report.total(section), strong=True)

    def _row(self, row: ReportRow) -> Line:
        name = self.words.of(row.row.name) if row.row else label(row.label, self.lang)
        return self._line(name, row.amounts, row_notes(self.words, row), row.row.law if row.row else "")

    def _heading(self, name: str) -> Line:
        return [tag("strong", name), *[""] * len(self.periods), "", ""]

    def _line(self, name: str, amounts: Amounts | None, why: str = "", law: str = "", *, strong: bool = False) -> Line:
        cells: Sequence[object] = (
            [missing(self.lang)] * len(self.periods) if amounts is None
            else [euros(amounts[index], self.lang) for index in self.periods]
        )  # fmt: skip
        if strong:
            return [tag("strong", name), *(tag("strong", cell) for cell in cells), why, law]
        return [name, *cells, why, law]

    def _limit(self, check: LimitCheck) -> Line:
        """A share and the most it may be; an exceeded one says so in words."""
        shares = [check.shares[index] for index in self.periods]
        texts = ["–" if one is None else self.words.decimal(str(one)).replace("-", MINUS) + " %" for one in shares]
        over = any(check.exceeded[index] for index in self.periods)
        told = self.words(
            "grants.limit_exceeded" if over else "grants.limit", percent=self.words.decimal(str(check.limit.percent))
        )
        return [self.words.of(check.limit.name), *texts, tag("strong", told) if over else told, check.limit.law]
