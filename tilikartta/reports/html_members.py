"""Members of a federation on a page: side by side, what they make of each line, and their own accounts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from tilikartta.comparison.contents import MemberYear
from tilikartta.comparison.statistics import Spread, share_of_income, spread
from tilikartta.comparison.statistics import cents as nearest
from tilikartta.comparison.tables import total_income
from tilikartta.mapping.apply import MAPPED
from tilikartta.messages import label
from tilikartta.messages.numbers import NBSP, count, percent
from tilikartta.model.measures import DECIMALS, KeyFigureValue
from tilikartta.reports.federation_sheets.accounts import names_of_lines
from tilikartta.reports.federation_sheets.charts import RESERVE
from tilikartta.reports.federation_sheets.key_figures import LEAST, Figure, standing
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.html_page import Html, joined, tag, text
from tilikartta.reports.html_sections import facts
from tilikartta.reports.html_statement import euros
from tilikartta.reports.html_table import plain_table
from tilikartta.reports.measures import in_words
from tilikartta.reports.words import rule_place

ABSENT = "–"
PER = ("member", "staff")  # what euros are divided by
_SAME = ["line", "universal", "account", "account_name", "function", "activity", "funder", "fund", "status", "rule"]


class Members:
    """The members of a comparison and their figures, in cents."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.words, self.lang = plan, plan.words, plan.words.lang
        self.comparison, self.years = plan.comparison, plan.years
        self.number = {member.id: at for at, member in enumerate(plan.members)}
        self.income = total_income(plan.comparison)
        self._lines = names_of_lines(plan)

    @cached_property
    def by_class(self) -> dict[tuple[str, str, str], int]:
        """(member, year, class of account) -> cents of the income statement."""
        frame, by_code = self.comparison.accounts, self.comparison.chart.by_code
        found: dict[tuple[str, str, str], int] = defaultdict(int)
        held = frame[frame["line"] != ""]
        columns = (held[name].tolist() for name in ("member", "year", "universal", "amount"))
        for member, year, code, amount in zip(*columns, strict=True):
            found[str(member), str(year), by_code[code].klass] += int(amount)
        return found

    def link(self, member: str) -> Html:
        """The member's name, leading to its accounts."""
        return Html(f"<a href=#m{self.number[member]}>{text(self.plan.names[member])}</a>")

    def amount(self, line: str, member: str, year: str) -> int | None:
        """Cents of a line, None where the member has no such year."""
        return self.plan.amounts[line].get((member, year)) if (member, year) in self.plan.pair_set else None

    # --- side by side ----------------------------------------------------------------------------------------------------------

    def side_by_side(self) -> Html:
        """One row a member: who it is, income, expenses, result, assets and reserve of the newest year."""
        words, year = self.words, self.years[0]
        result = self.plan.income_rows[-1].line
        assets = next(row.line for row in self.plan.balance_rows if row.kind == "total" and row.asset)
        heads = [words("column.member"), words("column.region"), words("column.size"), words("column.basis"),
                 words("summary.income"), words("summary.expense"), words.of(result.name), words.of(assets.name),
                 words("html.reserve_months")]  # fmt: skip
        rows, marks = [], []
        reserves = {member: one for (member, held, key), one in self.values.items() if key == (RESERVE, "") and held == year}
        for member in self.plan.members:
            pair, known = (member.id, year), (member.id, year) in self.plan.pair_set
            sums = [self.by_class.get((*pair, klass), 0) if known else None for klass in ("income", "expense")]
            amounts = [*sums, *(self.amount(line.id, *pair) for line in (result, assets))]
            months = reserves[member.id].value if member.id in reserves else None
            rows.append([
                self.link(member.id), member.region, member.group, words(f"basis.{member.basis}"),
                *(ABSENT if one is None else euros(one, self.lang) for one in amounts),
                ABSENT if months is None else in_words(months, "ratio", self.lang),
            ])  # fmt: skip
            marks.append(self.mark(member.id))
        return plain_table(heads, rows, numeric=range(4, 9), label=words("html.side_by_side"), sort=True, marks=marks,
                           name="side-by-side")  # fmt: skip

    def mark(self, member: str) -> str:
        """What the search field looks at."""
        one = self.plan.results[member].member
        return f"|{self.plan.names[member]}|{one.region}|{one.group}|".lower()

    # --- one line --------------------------------------------------------------------------------------------------------------

    def of_line(self, line: str, label_: str, after: dict[tuple[str, str], int] | None) -> Html:
        """Averages and quartiles of a line, then its members. ``after``: the federation's own sums by (line, year)."""
        by_year = {year: {one.id: self.amount(line, one.id, year) for one in self.plan.members} for year in self.years}
        spreads = {year: spread([one for one in held.values() if one is not None]) for year, held in by_year.items()}
        rows = []
        for member in self.plan.members:
            own = [by_year[year][member.id] for year in self.years]
            if not any(own):
                continue
            income = self.income.get((member.id, self.years[0]))
            share = None if own[0] is None else share_of_income(own[0], income)
            rows.append([self.link(member.id), *(ABSENT if one is None else euros(one, self.lang) for one in own),
                         ABSENT if share is None else in_words(share, "ratio", self.lang),
                         *(self._per(own[0], self.counts[per].get(member.id)) for per in PER)])  # fmt: skip
        keys = ("share", *(f"per.{per}" for per in PER))
        heads = [self.words("column.member"), *self.years, *(self.words(f"html.{key}", year=self.years[0]) for key in keys)]
        table = plain_table(heads, rows, numeric=range(1, len(heads)), label=label_, sort=True)
        return joined([self._spread(line, label_, spreads, after), table])

    @cached_property
    def counts(self) -> dict[str, dict[str, Decimal]]:
        """Members of the association and person-years of the newest year, by member, where they are known and above zero."""
        year, found = self.years[0], dict[str, dict[str, Decimal]]()
        for per in PER:
            held = {one.id: one.members_in(year) if per == "member" else one.staff_in(year) for one in self.plan.members}
            found[per] = {member: Decimal(count) for member, count in held.items() if count and count > 0}
        return found

    def _per(self, cents: int | None, count: Decimal | None) -> str:
        """Euros for each, as the sheets of relative figures have them."""
        if cents is None or count is None:
            return ABSENT
        return euros(nearest(Fraction(cents) / Fraction(count)), self.lang)

    def _spread(
        self, line: str, label_: str, spreads: dict[str, Spread | None], after: dict[tuple[str, str], int] | None
    ) -> Html:
        """A row a year: of how many, sum, what is internal, mean and quartiles."""
        rows = []
        for year in self.years:
            if found := spreads[year]:
                inside = [found.total] if after is None else [
                    found.total, after.get((line, year), 0) - found.total, after.get((line, year), 0)]  # fmt: skip
                parts = [*inside, found.mean, found.lower, found.median, found.upper]
                rows.append([year, count(found.count, self.lang), *(euros(one, self.lang) for one in parts)])
        names = ["total"] if after is None else ["total", "eliminated", "after"]
        heads = [self.words("column.year"), self.words("column.members"),
                 *(self.words(f"column.{one}") for one in (*names, "mean", "q1", "median", "q3"))]  # fmt: skip
        title = f"{label_}: {self.words('html.spread')}"
        return plain_table(heads, rows, numeric=range(1, len(heads)), label=title)

    # --- key figures -----------------------------------------------------------------------------------------------------------

    @cached_property
    def values(self) -> dict[tuple[str, str, tuple[str, str]], KeyFigureValue]:
        """(member, year, figure and variant) -> value."""
        return {
            (member.id, one.period, Figure(one.figure, one.variant).key): one
            for member in self.plan.members for one in self.plan.results[member.id].key_figures
        }  # fmt: skip

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure and variant, in the order of the book."""
        found: dict[tuple[str, str], Figure] = {}
        for one in self.values.values():
            found.setdefault(Figure(one.figure, one.variant).key, Figure(one.figure, one.variant))
        return list(found.values())

    def held(self, figure: Figure, year: str) -> dict[str, int]:
        """Known values by member, in the last decimal of the unit."""
        found = {}
        for member in self.plan.members:
            one = self.values.get((member.id, year, figure.key))
            if one is not None and one.value is not None:
                found[member.id] = int(one.value.scaleb(DECIMALS[figure.figure.unit]))
        return found

    def medians(self, figure: Figure) -> list[str]:
        """The median by year, and that there is none."""
        found = []
        for year in self.years:
            one = spread(list(self.held(figure, year).values()))
            unit = figure.figure.unit
            found.append(label("measure.not_available", self.lang) if one is None
                         else in_words(Decimal(one.median).scaleb(-DECIMALS[unit]), unit, self.lang))  # fmt: skip
        return found

    def of_figure(self, figure: Figure, title: str) -> Html:
        """Members with their values by year, and where each stands in the newest."""
        newest = self.held(figure, self.years[0])
        found = spread(list(newest.values()))
        rows = []
        for member in self.plan.members:
            told = []
            for year in self.years:
                one = self.values.get((member.id, year, figure.key))
                known = one is not None and one.value is not None
                told.append(in_words(one.value, figure.figure.unit, self.lang) if known and one and one.value is not None
                            else label("measure.not_available", self.lang))  # fmt: skip
            place = ""
            if found is not None and len(newest) >= LEAST and member.id in newest:
                code = standing(newest[member.id], found.lower, found.upper, figure.figure.better)
                place = self.words(f"standing.{code}")
            rows.append([self.link(member.id), *told, place])
        heads = [self.words("column.member"), *self.years, f"{self.words('column.standing')} {self.years[0]}"]
        return plain_table(heads, rows, numeric=range(1, 1 + len(self.years)), label=title, sort=True)

    # --- accounts --------------------------------------------------------------------------------------------------------------

    def accounts(self) -> Iterator[Html]:
        """Every member folded: what is known of it, its coverage by year, and its accounts by line."""
        rows: dict[str, list[dict[Any, Any]]] = defaultdict(list)
        for index, row in enumerate(self.comparison.accounts.to_dict("records")):
            rows[str(row["member"])].append(row | {"place": self.plan.entries_of(index)[1]})
        parts = [self._member(member.id, rows[member.id]) for member in self.plan.members]
        yield tag("div", joined(parts), id="members-accounts")

    def _member(self, member: str, rows: Sequence[dict[Any, Any]]) -> Html:
        words, result = self.words, self.plan.results[member]
        one = result.member
        name = self.plan.names[member]
        known = [(words("column.form"), words(f"form.{one.form}")), (words("column.region"), one.region),
                 (words("column.size"), one.group), (words("column.basis"), words(f"basis.{one.basis}")),
                 (words("html.own_workbook"), self._workbook(member))]  # fmt: skip
        head = facts([(key, value) for key, value in known if value])
        inside = tag(
            "div", head, self._years(result.years, name), self._own(rows, member), class_="inside", id=f"m{self.number[member]}"
        )
        return tag("details", tag("summary", name), inside, class_="member", data_t=self.mark(member))

    def _years(self, years: Sequence[MemberYear], name: str) -> Html:
        """Coverage in accounts and euros, and that what was read was counted."""
        words = self.words
        rows = []
        for year in sorted(years, key=lambda one: one.label, reverse=True):
            covered = year.coverage
            homes = covered.turnover_mapped + covered.turnover_outside
            share = percent(homes * 1000 // covered.turnover / 10 if covered.turnover else 100.0, self.lang)
            amounts = [euros(one, self.lang) for one in (year.turnover_in, year.turnover_in - year.turnover_out)]
            rows.append([year.label, count(covered.accounts, self.lang), count(covered.unmapped, self.lang), share, *amounts])
        heads = [words(f"html.column.{one}") for one in ("year", "accounts", "unmapped", "covered", "read", "between")]
        return plain_table(heads, rows, numeric=range(1, 6), label=f"{name}: {words('html.coverage')}")

    def _workbook(self, member: str, place: str = "") -> Html:
        """A link to the member's own workbook, which says where in it to look; nothing where none was written.

        No browser opens a workbook at a cell.
        """
        file = self.plan.report_of(member)
        shown = place.replace("'", "").replace("!", NBSP) or unquote(file).rpartition("/")[2]
        return tag("a", shown, href=file) if file else Html("")

    def _own(self, rows: Sequence[dict[Any, Any]], member: str) -> Html:
        """Own accounts with line, universal account, function, rule, entries and the figure of each year."""
        words, led = self.words, bool(self.plan.report_of(member))
        places: dict[tuple[str, ...], str] = {}
        merged: dict[tuple[str, ...], dict[str, int]] = {}
        entries: dict[tuple[str, ...], int] = defaultdict(int)
        for row in rows:
            key = tuple(str(row[one]) for one in _SAME)
            held = merged.setdefault(key, {})
            held[str(row["year"])] = held.get(str(row["year"]), 0) + int(row["amount"])
            if row["entries"] and not entries[key]:
                places[key] = row["place"]
            entries[key] += int(row["entries"])
            places.setdefault(key, row["place"])
        told = []
        axes = [axis for axis in self.plan.axes if any(row[axis] for row in rows)]
        for key, amounts in merged.items():
            where = [self._workbook(member, places[key])] if led else []
            told.append([*self._account(key, axes), *where, count(entries[key], self.lang), *self._amounts(amounts)])
        heads = [words("column.account"), words("column.line"), words("column.universal"), words("column.function"),
                 *(words(f"column.{axis}") for axis in axes), words("column.rule"),
                 *([words("html.in_workbook")] if led else []), words("column.entries"), *self.years]  # fmt: skip
        first = len(heads) - len(self.years) - 1
        return plain_table(heads, told, numeric=range(first, len(heads)), label=self.plan.names[member], sort=True)

    def _amounts(self, amounts: dict[str, int]) -> list[str]:
        return [euros(amounts[year], self.lang) if year in amounts else ABSENT for year in self.years]

    def _account(self, key: tuple[str, ...], axes: Sequence[str]) -> list[object]:
        """What an account is and what it means."""
        row = dict(zip(_SAME, key, strict=True))
        words, code, status = self.words, row["universal"], row["status"]
        line = self._lines.get(row["line"]) or words(f"status.{'off_statement' if status == MAPPED else status}")
        account = self.comparison.chart.by_code.get(code)
        rules = "; ".join(dict.fromkeys(rule_place(one) for one in row["rule"].split("; ") if one))
        return [
            f"{row['account']} {row['account_name']}".strip(), line,
            f"{code} {words.of(account.name)}" if account else "", words.function(row["function"]),
            *(words.axis(axis, row[axis]) for axis in axes), rules,
        ]  # fmt: skip
