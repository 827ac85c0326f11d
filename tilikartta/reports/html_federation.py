"""The comparison of a federation as one page: its sums, its members side by side, every line down to the members' accounts."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tilikartta.comparison.contents import Comparison
from tilikartta.comparison.incomparable import incomparable
from tilikartta.comparison.tables import federation_sums
from tilikartta.definitions.key_figure_file import shipped_key_figures
from tilikartta.messages import label, message
from tilikartta.messages.numbers import count, percent
from tilikartta.model import FUNCTIONS, Cents, Severity
from tilikartta.model.measures import in_language
from tilikartta.reports.comparison_manifest import manifest_of
from tilikartta.reports.federation_sheets.accounts import account_values
from tilikartta.reports.federation_sheets.findings import all_findings
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.html_federation_pictures import federation_pictures
from tilikartta.reports.html_members import ABSENT, Members
from tilikartta.reports.html_page import Html, tag, write_page
from tilikartta.reports.html_sections import Section, facts, findings_table, section, sections, sources_table, whole_page
from tilikartta.reports.html_statement import Entry, euros, folding, printed
from tilikartta.reports.html_table import fold_buttons, plain_table, search_field
from tilikartta.reports.lines import Row
from tilikartta.reports.seal import Seal
from tilikartta.statements.matrix import SIDES


def write_federation_html(comparison: Comparison, path: Path) -> None:
    """Write the page. Same comparison, same bytes; whole or not at all."""
    write_page(path, federation_page(comparison))


def federation_page(comparison: Comparison) -> str:
    """The page as text, sealed with its manifest. Entries are not in it: members' own reports have them."""
    made = _Federation(Plan(comparison))
    return whole_page(title=comparison.federation.name, words=made.words, body=made.body(), seal=made.seal)


class _Federation:
    """The page in the making."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.words, self.lang, self.comparison = plan, plan.words, plan.words.lang, plan.comparison
        self.members, self.years = Members(plan), plan.years
        self.seal = Seal("compare", manifest_of(plan.comparison), folder=plan.comparison.federation.folder)
        self.sums = federation_sums(plan.comparison)

    def body(self) -> Iterator[Html]:
        """Everything in main."""
        yield tag("h1", self.comparison.federation.name)
        yield tag("p", self.words("summary.subtitle", years=list(reversed(self.years))), class_="soft")
        yield from sections(list(self._sections()), self.words)

    def _sections(self) -> Iterator[Section]:
        words, plan = self.words, self.plan
        counted = bool(plan.pairs)
        yield section("figures", words("html.figures"), self._figures() if counted else self._in_words())
        if counted:
            yield section("charts", words("html.charts"), federation_pictures(self.members))
            yield section("members", words("html.side_by_side"), self._side_by_side())
            yield self._sheet("income", self._statement("income", plan.income_rows))
            yield self._sheet("balance", self._statement("balance", plan.balance_rows))
            yield self._sheet("key_figures", self._key_figures())
            yield self._sheet("matrix", self._matrix())
            yield self._sheet("grants", self._grants())
        if self.comparison.eliminated:
            yield self._sheet("eliminations", self._eliminations())
        yield self._sheet("incomparable", self._incomparable())
        if counted:
            yield section("accounts", words("html.members"), self._accounts())
        found = list(all_findings(plan))
        told = [(owner or words("findings.whole"), one) for owner, one in found]
        note = tag("p", words("findings.note" if found else "findings.none"), class_="soft")
        yield self._sheet("findings", iter([note, *([findings_table(told, words, members=True)] if found else [])]))
        yield self._sheet("sources", self._sources())

    def _sheet(self, name: str, parts: Iterator[Html]) -> Section:
        return section(name, self.words(f"sheet.{name}"), parts)

    def _euros(self, cents: list[int]) -> list[str]:
        return [euros(one, self.lang) for one in cents]

    def of_class(self, klass: str) -> list[int]:
        """Income or expenses of the whole federation by year, without what members paid each other."""
        inside = self.plan.eliminated_by_class
        return [
            sum(self.members.by_class.get((one.id, year, klass), 0) for one in self.plan.members) + inside.get((klass, year), 0)
            for year in self.years
        ]

    def _figures(self) -> Iterator[Html]:
        """Income, expenses, result and assets of the whole federation, then what to know before comparing."""
        words, plan = self.words, self.plan
        result = plan.income_rows[-1].line
        assets = next(row.line for row in plan.balance_rows if row.kind == "total" and row.asset)
        rows: list[list[object]] = [
            [words(f"sum.{klass}"), *self._euros(self.of_class(klass))] for klass in ("income", "expense")
        ]
        strong = self._euros([self.sums.get((result.id, year), 0) for year in self.years])
        rows.append([tag("strong", words.of(result.name)), *(tag("strong", one) for one in strong)])
        rows.append([words.of(assets.name), *self._euros([self.sums.get((assets.id, year), 0) for year in self.years])])
        head = words("summary.after" if self.comparison.eliminated else "summary.whole")
        yield plain_table([head, *self.years], rows, numeric=range(1, 1 + len(self.years)), label=head)
        yield from self._in_words()

    def _in_words(self) -> Iterator[Html]:
        """How many are in, what their figures cover, who is not in and why."""
        words, plan, comparison = self.words, self.plan, self.comparison
        partly = sum(1 for one in comparison.results if one.status == "partly")
        yield tag("h3", words("summary.in_words"))
        yield tag("p", words("summary.counted", counted=len(plan.members), all=len(comparison.results), partly=partly))
        years = [year.coverage for one in comparison.counted for year in one.years]
        turnover = sum(one.turnover for one in years)
        homes = sum(one.turnover_mapped + one.turnover_outside for one in years)
        share = percent(homes * 1000 // turnover / 10 if turnover else 100.0, self.lang)
        done = sum(one.mapped + one.outside for one in years)
        yield tag("p", words("summary.coverage", done=done, accounts=sum(one.accounts for one in years), percent=share))
        if lost := turnover - homes:
            text = words("summary.lost", amount=Cents(lost))
            yield tag("p", tag("a", text, href="#incomparable"), class_="sentence error")
        if plan.mixed:
            yield tag("p", words("html.mixed"), class_="sentence warning")
        yield self._paired()
        counts = [sum(1 for _, one in all_findings(plan) if one.severity is kind) for kind in Severity]
        text = words("summary.findings", **dict(zip(("errors", "warnings", "notes"), counts, strict=True)))
        yield tag("p", tag("a", text, href="#findings"))
        yield tag("h3", words("summary.absent"))
        yield from self._absent()

    def _paired(self) -> Html:
        """Whether the two books of payments between members agree."""
        if not self.comparison.eliminated:
            return tag("p", self.words("summary.no_eliminations"))
        apart = sum(1 for one in self.comparison.eliminated if one.difference)
        key = "summary.eliminations_apart" if apart else "summary.eliminations_agree"
        text = self.words(key, pairs=len(self.comparison.eliminated), apart=apart)
        return tag("p", tag("a", text, href="#eliminations"))

    def _absent(self) -> Iterator[Html]:
        failed = [one for one in self.comparison.results if one.status == "failed"]
        if not failed:
            yield tag("p", self.words("summary.none_absent"))
            return
        items = []
        for one in failed:
            grave = [found for found in one.findings if found.severity is Severity.ERROR] or list(one.findings)
            why = message(in_language(grave[0], self.lang), self.lang) if grave else self.words("summary.no_reason")
            items.append(tag("li", tag("strong", f"{self.plan.names[one.member.id]}: "), why))
        yield tag("ul", *items)

    def _search(self, name: str, targets: list[str]) -> Html:
        """The search field over members, with lists of regions and size classes where there are any."""
        words, members = self.words, self.plan.members
        choices = []
        for key, held in (("region", [one.region for one in members]), ("size", [one.group for one in members])):
            values = [one for one in dict.fromkeys(held) if one]
            if len(values) > 1:
                choices.append((words(f"column.{key}"), [words("html.all"), *values]))
        return search_field(name, words("html.search"), words("html.found"), targets, choices)

    def _side_by_side(self) -> Iterator[Html]:
        yield tag(
            "p", f"{self.words('html.year', year=self.years[0])}. {self.words.unit}. {self.words('income.signs')}", class_="soft"
        )
        yield self._search("search-members", ["side-by-side", "members-accounts"])
        yield self.members.side_by_side()

    def _statement(self, key: str, rows: list[Row]) -> Iterator[Html]:
        """The federation's own figures line by line; a line opens to its averages and members."""
        words, name = self.words, f"{key}-lines"
        layout = self.comparison.income if key == "income" else self.comparison.balance
        head = words("summary.after" if self.comparison.eliminated else "summary.whole")
        yield tag("p", f"{words.of(layout.name)}. {head}. {words('html.fold_members')}", class_="soft")
        yield fold_buttons(name, words("html.open_all"), words("html.close_all"))
        after = self.sums if self.comparison.eliminated else None
        entries = printed(
            rows, words, lambda row: self._euros([self.sums.get((row.line.id, year), 0) for year in self.years]),
            lambda row: self.members.of_line(row.line.id, words.of(row.line.name), after),
        )  # fmt: skip
        yield folding(entries, self.years, label=words(f"sheet.{key}"), name=name)

    def _key_figures(self) -> Iterator[Html]:
        """The median of every figure; a figure opens to its members and what to know of it."""
        words = self.words
        yield tag("p", words("html.key_figures_note"), class_="soft")
        entries = []
        for figure in self.members.figures:
            own = words.of(figure.figure.name)
            name = f"{own}, {words.of(figure.variant.name)}" if figure.variant else own
            texts = [words.of(text) for text in (figure.figure.caveat, figure.figure.bands_note) if text is not None]
            source = f"{words('column.source')}: {words.of(figure.figure.source)}"
            about = tag("p", " ".join([*texts, source]), class_="soft") if figure.variant is None else Html("")
            inside = Html(about + self.members.of_figure(figure, name))
            entries.append(Entry("leaf", name, 1 if figure.variant else 0, self.members.medians(figure), inside))
        heads = [words("html.median", year=year) for year in self.years]
        yield folding(entries, heads, label=words("sheet.key_figures"), name="key-figures")

    def _matrix(self) -> Iterator[Html]:
        """Natures down, functions across, a part for each year."""
        words, natures = self.words, shipped_key_figures().natures
        by_code, frame = self.comparison.chart.by_code, self.comparison.accounts
        cents: dict[tuple[str, str, str, str], int] = defaultdict(int)
        columns = (frame[name].tolist() for name in ("year", "line", "universal", "function", "amount"))
        for year, line, code, function, amount in zip(*columns, strict=True):
            if line and by_code[code].in_income_statement:
                cents[str(year), by_code[code].klass, by_code[code].nature, str(function)] += int(amount)
        functions = [one for one in FUNCTIONS if any(key[3] == one and held for key, held in cents.items())]
        heads = [words("column.nature"), *map(words.function, functions), label("measure.total", self.lang)]
        order = list(natures)
        yield tag("p", words("matrix.note"), class_="soft")
        for at, year in enumerate(self.years):
            rows: list[list[object]] = []
            for side in SIDES:
                held = {nature for (y, k, nature, _), one in cents.items() if y == year and k == side and one}
                for nature in sorted(held, key=lambda one: (order.index(one) if one in order else len(order), one)):
                    row = [cents.get((year, side, nature, one), 0) for one in functions]
                    name = words.of(natures[nature]) if nature in natures else nature
                    rows.append([name, *(euros(one, self.lang) if one else "" for one in row), euros(sum(row), self.lang)])
                if held:
                    row = [sum(v for (y, k, _, f), v in cents.items() if (y, k, f) == (year, side, one)) for one in functions]
                    rows.append(self._strong(label(f"matrix.side.{side}", self.lang), [*row, sum(row)]))
            row = [sum(v for (y, _, _, f), v in cents.items() if (y, f) == (year, one)) for one in functions]
            rows.append(self._strong(words("matrix.surplus"), [*row, sum(row)]))
            inside = plain_table(heads, rows, numeric=range(1, len(heads)), label=f"{words('sheet.matrix')} {year}")
            yield tag("details", tag("summary", year), inside, open=at == 0)

    def _strong(self, name: str, cents: list[int]) -> list[object]:
        return [tag("strong", name), *(tag("strong", one) for one in self._euros(cents))]

    def _grants(self) -> Iterator[Html]:
        """Grant income by funder and year, and how many members it reached."""
        words = self.words
        values = account_values(self.plan)
        held: dict[tuple[str, str], int] = defaultdict(int)
        receivers: dict[str, set[str]] = defaultdict(set)
        columns = (values[name] for name in ("member_id", "year", "grant", "line_id", "amount"))
        for member, year, funder, line, amount in zip(*columns, strict=True):
            if funder and line:
                held[str(funder), str(year)] += int(amount)
                if amount and str(year) == self.years[0]:
                    receivers[str(funder)].add(str(member))
        if not held:
            yield tag("p", words("grants.none_in_federation"))
            return
        funders = sorted({funder for funder, _ in held}, key=lambda one: (-held.get((one, self.years[0]), 0), one))
        rows = [
            [words.axis("funder", one), *self._euros([held.get((one, year), 0) for year in self.years]),
             count(len(receivers[one]), self.lang)]
            for one in funders
        ]  # fmt: skip
        heads = [words("column.funder"), *self.years, f"{words('column.receivers')} {self.years[0]}"]
        yield tag("p", words("grants.by_funder"), class_="soft")
        yield plain_table(heads, rows, numeric=range(1, len(heads)), label=words("sheet.grants"), sort=True)
        sums = [sum(cents for (_, y), cents in held.items() if y == year) for year in self.years]
        yield facts([(f"{words('grants.total')} {year}", one) for year, one in zip(self.years, self._euros(sums), strict=True)])

    def _eliminations(self) -> Iterator[Html]:
        """What members pay each other, and whether their books agree."""
        words, names = self.words, self.plan.names
        yield tag("p", words("eliminations.note"), class_="soft")
        rows = []
        for one in sorted(self.comparison.eliminated, key=lambda one: one.year, reverse=True):
            pair = one.elimination
            amounts = [words("eliminations.unknown") if cents is None else euros(cents, self.lang)
                       for cents in (one.paid, one.received, one.difference)]  # fmt: skip
            who = [names.get(side.member, words("eliminations.everyone")) for side in (pair.payer, pair.receiver)]
            rows.append([pair.name, one.year, *who, *amounts, euros(one.amount, self.lang)])
        heads = [
            words(f"column.{one}") for one in ("pair", "year", "payer", "receiver", "paid", "received", "between", "left_out")
        ]
        yield plain_table(heads, rows, numeric=range(4, 8), label=words("sheet.eliminations"), sort=True)

    def _incomparable(self) -> Iterator[Html]:
        """What stands in the way of comparing."""
        words, found = self.words, sorted(incomparable(self.comparison), key=lambda one: one.code)
        yield tag("p", words("incomparable.note" if found else "incomparable.none"), class_="soft")
        if found:
            names, everyone = self.plan.names, words("incomparable.all")
            who = [names.get(str(one.data.get("member_id", "")), everyone) for one in found]
            told = [(f"{name} {one.data.get('year', '')}".strip(), one) for name, one in zip(who, found, strict=True)]
            yield findings_table(told, words, members=True)

    def _accounts(self) -> Iterator[Html]:
        yield tag("p", self.words("html.members_note"), class_="soft")
        yield self._search("search-accounts", ["members-accounts"])
        yield from self.members.accounts()

    def _sources(self) -> Iterator[Html]:
        words, comparison = self.words, self.comparison
        yield tag("p", words("html.verify"), class_="soft")
        yield facts([
            (words("sources.version"), comparison.version or ABSENT),
            (words("sources.chart"), f"{comparison.chart.id} {comparison.chart.version}"),
            *((f"--{name}", value) for name, value in comparison.options),
        ])  # fmt: skip
        yield sources_table(self.seal, words)
