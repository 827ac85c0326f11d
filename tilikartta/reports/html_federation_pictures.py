"""The charts of a federation's page: its years, and where its largest members get their money, spend it, how long it lasts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tilikartta.comparison.statistics import cents as nearest
from tilikartta.messages import label
from tilikartta.reports.federation_sheets.charts import COSTS, INCOME, READABLE, RESERVE, SHOWN
from tilikartta.reports.html_chart import Chart, Series, bars, fills, lines, stacked_bars
from tilikartta.reports.html_members import Members
from tilikartta.reports.html_page import Html, tag
from tilikartta.reports.html_pictures import in_tenths, tenths, with_rest
from tilikartta.reports.html_sections import whole_euros


def federation_pictures(members: Members) -> Iterator[Html]:
    """A remark on whom the charts show, the patterns, and the charts."""
    made = _Pictures(members)
    if made.left_out:
        yield tag("p", members.words("html.largest", shown=len(made.shown), rest=made.left_out), class_="soft")
    drawn = [made.years(), made.parts("income"), made.parts("expense"), made.reserves()]
    yield tag("div", fills(), *(one for one in drawn if one), class_="charts")


class _Pictures:
    """The members in the charts and their figures of the newest year."""

    def __init__(self, members: Members) -> None:
        self.members, self.plan, self.words, self.year = members, members.plan, members.words, members.years[0]
        held = [one.id for one in self.plan.members if (one.id, self.year) in self.plan.pair_set]
        held.sort(key=lambda one: (-members.by_class.get((one, self.year, "income"), 0), self.plan.names[one]))
        self.shown = held if len(held) <= READABLE else held[:SHOWN]
        self.left_out = len(held) - len(self.shown)

    def _chart(self, key: str, alt: str, names: list[str], series: list[Series], heading: str) -> Chart:
        words, lang = self.words, self.words.lang
        year = "" if key == "development" else f" {self.year}"
        federation, missing = self.plan.comparison.federation.name, label("measure.not_available", lang)
        return Chart(
            f"chart-{key}", words(f"html.{key}") + year, words(f"html.alt.{alt}", name=f"{federation}{year}"), words(heading),
            words("html.numbers"), tuple(names), tuple(series), lambda cents: whole_euros(cents, lang), missing,
            percent="%" if lang == "en" else "\u00a0%",
        )  # fmt: skip

    def years(self) -> Html:
        """Income, expenses (upwards) and result of the whole federation without internal items."""
        words, plan, oldest_first = self.words, self.plan, self.plan.years[::-1]
        result = plan.income_rows[-1].line
        sums = {
            klass: [
                sum(self.members.by_class.get((one.id, year, klass), 0) for one in plan.members)
                + plan.eliminated_by_class.get((klass, year), 0)
                for year in oldest_first
            ]
            for klass in ("income", "expense")
        }
        total = [sum(plan.amounts[result.id].get((one.id, year), 0) for one in plan.members) for year in oldest_first]
        named = [(words("sum.income"), sums["income"]), (words("sum.expense"), [-one for one in sums["expense"]]),
                 (words.of(result.name), total)]  # fmt: skip
        if len(oldest_first) < 2:
            values = tuple(held[0] for _, held in named)
            return bars(self._chart("one_year", "one_year", [name for name, _ in named], [Series(words("column.amount"), values)],
                                    "column.line"))  # fmt: skip
        series = [Series(name, tuple(held)) for name, held in named]
        return lines(self._chart("development", "development", oldest_first, series, "column.year"))

    def parts(self, side: str) -> Html:
        """Income in euros, or expenses in per cent of all expenses, by member and part."""
        by_nature = self._by_nature(side)
        series = []
        for name, natures in with_rest(INCOME if side == "income" else COSTS, {nature for _, nature in by_nature}):
            values = [sum(by_nature.get((member, nature), 0) for nature in natures) for member in self.shown]
            if side == "expense":
                values = [-one for one in values]
            if any(values):
                series.append((name, values))
        if not series:
            return Html("")
        wholes = [sum(values[at] for _, values in series) for at in range(len(self.shown))]
        if side == "expense":  # tenths of per cents of what the member spends
            series = [
                (name, [_tenths_of(one, whole) for one, whole in zip(values, wholes, strict=True)]) for name, values in series
            ]
        key, alt = ("money_in", "members_in") if side == "income" else ("money_out", "members_out")
        made = [Series(self.words(f"html.part.{name}"), tuple(values)) for name, values in series]
        chart = self._chart(key, alt, [self.plan.names[one] for one in self.shown], made, "column.member")
        if side == "expense":
            chart = replace(chart, beside=tuple(chart.say(whole) for whole in wholes))
            chart = in_tenths(chart, "percent", self.words.lang)
        return stacked_bars(chart)

    def _by_nature(self, side: str) -> dict[tuple[str, str], int]:
        """(member, nature) -> cents of the newest year."""
        frame, by_code = self.plan.comparison.accounts, self.plan.comparison.chart.by_code
        found: dict[tuple[str, str], int] = defaultdict(int)
        held = frame[(frame["year"] == self.year) & (frame["line"] != "")]
        for member, code, amount in zip(*(held[name].tolist() for name in ("member", "universal", "amount")), strict=True):
            if by_code[code].klass == side:
                found[str(member), by_code[code].nature] += int(amount)
        return found

    def reserves(self) -> Html:
        """For how many months the free funds would last, member by member."""
        values = [self.members.values.get((member, self.year, (RESERVE, ""))) for member in self.shown]
        known = tuple(None if one is None else tenths(one.value) for one in values)
        if all(one is None for one in known):
            return Html("")
        names = [self.plan.names[one] for one in self.shown]
        chart = self._chart("reserve", "members_reserve", names, [Series(self.words("html.reserve"), known)], "column.member")
        return bars(in_tenths(chart, "months", self.words.lang))


def _tenths_of(part: int, whole: int) -> int:
    """Tenths of per cents; none of nothing."""
    return nearest(Fraction(1000 * part, whole)) if whole > 0 else 0
