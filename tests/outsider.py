"""Small invented comparisons for the protected benchmark, and an outsider who reckons with what was published.

The outsider's algebra is its own: exact fractions, members as unknowns, nothing of the program's but the published document,
the chart's layouts and who is in which group.
"""

import random
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pandas as pd
from comparisons import BALANCE, BANK, CHART, INCOME, _code_of, _coverage, _lines, _records, _Row

from tilikartta.comparison.contents import ACCOUNT_COLUMNS, LINE_COLUMNS, Comparison, MemberResult, MemberYear
from tilikartta.definitions.key_figure_file import shipped_key_figures
from tilikartta.model.federation import Federation, Member, SizeClass
from tilikartta.model.manifest import Ingredient
from tilikartta.model.measures import DECIMALS, KeyFigureValue

ACCOUNTS = (("3110", "programme"), ("3310", "fundraising"), ("3710", "general_grants"), ("4110", "programme"),
            ("6310", "programme"), ("6970", "fundraising"), ("1230", ""), ("2610", ""), ("2010", ""))  # fmt: skip
FIGURE = shipped_key_figures().figures[0]


def name_of(number: int) -> str:
    return f"Salaisen kylän yhdistys {number:02d} ry"


def member_id(number: int) -> str:
    return f"salainen-{number:02d}"


def small(
    places: list[tuple[str, str]],
    seed: int = 1,
    years: tuple[int, ...] = (2025,),
    rare: float = 0.4,
    left_out: frozenset[int] = frozenset(),
    moved: frozenset[int] = frozenset(),
    late: frozenset[int] = frozenset(),
    results_of: dict[int, int] | None = None,
) -> Comparison:
    """One member for each (size class, region). ``rare``: how often a member lacks an account; ``left_out`` are no members.

    Balances carry over from year to year, and results into the results of earlier years, but for the ``moved``: they put theirs
    into capital, of which they have none before. ``late``: members that have joined in the last year. ``results_of``: results of
    the first year, cents.
    """
    records: list[dict[str, object]] = []
    lines: list[tuple[str, str, str, str, int]] = []
    results = []
    for number, (size, region) in enumerate(places):
        pick = random.Random(f"{seed}/{number}")
        rows = [_Row(BANK, "", "1910", "Pankki"), _Row(_code_of("previous_result"), "", "2250", "Edelliset")]
        rows += [_Row(code, function, code, code) for code, function in ACCOUNTS if pick.random() > rare]
        for year in sorted(years):
            _book(rows, year, pick, number in moved, (results_of or {}).get(number) if year == min(years) else None)
        if number in left_out:
            continue
        identity = member_id(number)
        held = [year for year in sorted(years) if number not in late or year == max(years)]
        own = _records(identity, rows, held)
        records += own
        lines += _lines(identity, own, held, held)
        member = Member(identity, name_of(number), f"liitto/{identity}/mapping.yaml", group=size, region=region)
        values = tuple(
            KeyFigureValue(FIGURE, str(year), value=Decimal(pick.randint(-900, 2000)).scaleb(-DECIMALS[FIGURE.unit]))
            for year in held if pick.random() > rare / 2
        )  # fmt: skip
        files = tuple(Ingredient("ledger", f"liitto/{identity}/{year}.csv", f"{number:064x}", 9, 9) for year in held)
        own_years = tuple(MemberYear(identity, str(year), None, None, _coverage(rows, year), True, 9, 9, 9) for year in held)
        results.append(MemberResult(member, "ok", own_years, values, (), files))
    accounts = pd.DataFrame(records, columns=list(ACCOUNT_COLUMNS))
    classes = tuple(SizeClass(name) for name in dict.fromkeys(size for size, _ in places if size))
    federation = Federation("Salaisten liitto", "liitto", tuple(one.member for one in results), size_classes=classes)
    return Comparison(
        federation, CHART, INCOME, BALANCE, tuple(results), tuple(str(year) for year in sorted(years)), accounts,
        pd.DataFrame(lines, columns=list(LINE_COLUMNS)), (), (), (Ingredient("chart", "charts/universal.yaml", "a" * 64, 10),),
        (), "0.1.0", "fi", {one.member.id: one.member.name for one in results},
    )  # fmt: skip


def _book(rows: list[_Row], year: int, pick: random.Random, moves: bool, result: int | None) -> None:
    """A year of entries; equity changes in its first year alone."""
    before = year - 1 if year - 1 in rows[0].movement else None
    for row in rows:
        kept = row.code[0] in "12"
        row.opening[year] = row.opening[before] + row.movement[before] if kept and before else 0
        side = 1 if row.code[0] in "146" else -1
        row.movement[year] = side * int(10 ** pick.uniform(3, 7 if pick.random() < 0.1 else 6))
        if (before and row.code in (_code_of("previous_result"), "2010")) or (moves and row.code == "2010"):
            row.movement[year] = 0
    if result is not None:
        next(row for row in rows if row.code == "6310").movement[year] -= result + _earned(rows, year)
    if before:
        capital = next((row for row in rows if row.code == "2010"), rows[1]) if moves else rows[1]
        capital.opening[year] += _earned(rows, before)
    rows[0].movement[year] = -sum(row.movement[year] for row in rows[1:])


def _earned(rows: list[_Row], year: int) -> int:
    """The result in debit and credit: a surplus is negative."""
    return sum(row.movement[year] for row in rows if row.code[0] not in "12")


def random_places(seed: int, most: int = 16) -> list[tuple[str, str]]:
    """Members over a few classes and regions, some of them hardly different from each other."""
    pick = random.Random(seed)
    count = pick.randint(6, most)
    sizes, regions = ["pieni", "suuri", "jätti"][: pick.randint(1, 3)], ["Häme", "Savo", "Lappi", ""][: pick.randint(1, 4)]
    if pick.random() < 0.4:  # a region that is a size class less one or two members
        few = pick.randint(1, 2)
        half = max(count // 2, 4)
        return [("pieni", "Häme" if i < half - few else "Savo") if i < half else ("suuri", "Savo") for i in range(count)]
    return [(pick.choice(sizes), pick.choice(regions)) for _ in range(count)]


def leaves(layout, wanted):
    """Leaf lines of a line, by walking the tree: the outsider knows the layouts."""
    above = []

    def under(line):
        return ([line.id] if line.type == "line" else []) + [
            leaf for child in line.lines if child.type != "total" for leaf in under(child)
        ]

    def search(line, parent):
        if line.id == wanted:
            return under(parent if line.type == "total" else line) if line.type != "running" else list(above)
        if line.type == "line":
            above.append(line.id)
        for child in line.lines:
            if (found := search(child, line)) is not None:
                return found
        return None

    return next(found for line in layout.lines if (found := search(line, line)) is not None)


class Echelon:
    """Equations over exact fractions, sparse: what follows from them, follows."""

    def __init__(self):
        self.rows: dict[object, dict[object, Fraction]] = {}

    def reduced(self, row):
        row = {key: Fraction(value) for key, value in row.items() if value}
        while (key := next((one for one in row if one in self.rows), None)) is not None:
            share = row[key]
            for other, value in self.rows[key].items():
                row[other] = row.get(other, Fraction(0)) - share * value
                if not row[other]:
                    del row[other]
        return row

    def add(self, row):
        if row := self.reduced(row):
            pivot = next(iter(row))
            row = {key: value / row[pivot] for key, value in row.items()}
            for other in self.rows.values():
                if share := other.get(pivot):
                    for key, value in row.items():
                        other[key] = other.get(key, Fraction(0)) - share * value
                        if not other[key]:
                            del other[key]
            self.rows[pivot] = row

    def gives(self, row):
        return not self.reduced(row)


@dataclass
class Outsider:
    """Everything that can be known without the books: published documents, who is whose code, the layouts.

    ``years``: also what ties a year to the one before. Unknowns are (member, year, leaf line).
    """

    truth: Comparison
    codes: dict[str, str]
    years: bool = True

    def __post_init__(self):
        self.echelon = Echelon()
        self.income_leaves = {"3110": "is.ord.inc", "3310": "is.fund.inc", "3710": "is.gen"}
        self.parts = {}
        last = INCOME.flat[-1][1].id
        whole = leaves(INCOME, last)
        used = {str(line) for line in self.truth.accounts["line"]}
        for layout in (INCOME, BALANCE):
            for _, line in layout.flat:
                held = [leaf for leaf in leaves(layout, line.id) if leaf in used]
                results = [one.id for one in layout.leaves if one.takes == "result" and one.id in leaves(layout, line.id)]
                self.parts[line.id] = {*held, *([leaf for leaf in whole if leaf in used] if results else [])}
        self.parts["income.total"] = {leaf for leaf in self.income_leaves.values() if leaf in used}
        self.figures = {(m, y, line): int(v) for m, y, _, line, v in self.truth.lines.itertuples(index=False)}
        earned = self.truth.accounts[self.truth.accounts["universal"].isin(list(self.income_leaves))]
        for m, y in {(m, y) for m, y, _ in self.figures}:
            own = earned[(earned["member"] == m) & (earned["year"] == y)]
            self.figures[m, y, "income.total"] = int(own["amount"].sum())
        self.members = sorted({m for m, _, _ in self.figures})
        self.has = {(one.member.id, value.period, FIGURE.id) for one in self.truth.results for value in one.key_figures}
        self.balances()

    def balances(self):
        """Every balance sheet balances, and equity is what it was a year ago, the result added to those of earlier years."""
        sides = {line.side: self.parts[line.id] for line in BALANCE.lines if line.side}
        equity = [leaf for leaf in leaves(BALANCE, "bs.l.eq") if leaf != "bs.l.eq.curr"]
        for member, year in product(self.members, self.truth.years):
            self.adds((1, [member], year, sides["asset"]), (-1, [member], year, sides["liability"]))
            before = str(int(year) - 1)
            for leaf in equity if self.years and before in self.truth.years else ():
                moved = self.parts["bs.l.eq.curr"] if leaf == "bs.l.eq.prev" else ()
                self.adds((1, [member], year, self.parts[leaf]), (-1, [member], before, {*self.parts[leaf], *moved}))

    def adds(self, *sums):
        row = {}
        for sign, members, year, held in sums:
            for key in product(members, [year], held):
                row[key] = row.get(key, 0) + sign
        self.echelon.add(row)

    def functional(self, members, year, line):
        return {(member, year, leaf): 1 for member in members for leaf in self.parts.get(line, {line})}

    def reads(self, document):
        """Take in what a document publishes; its groups by year."""
        groups = self.groups_of(document)
        for cell in [*document["cells"], *document["key_figures"]]:
            if cell["status"] == "published":
                members = groups[cell["year"], cell["group"]]
                self.echelon.add(self.functional(members, cell["year"], cell.get("line", cell.get("id"))))
        return groups

    def knows_who_has_nothing(self, groups):
        lines = {FIGURE.id, *(leaf for part in self.parts.values() for leaf in part)}
        for (year, members), leaf in product(groups, lines):
            if not any(self.amount(member, year, leaf) or (member, year, leaf) in self.has for member in members):
                for member in members:
                    self.echelon.add({(member, year, leaf): 1})

    def amount(self, member, year, line):
        own = self.figures.get((member, year, line), 0)
        result = any(one.id == line and one.takes == "result" for one in BALANCE.leaves)
        return own - self.figures[member, year, INCOME.flat[-1][1].id] if result and line not in self.parts else own

    def unsafe(self, members, year, line, least=5):
        """The primary rules, counted here by themselves."""
        if line == FIGURE.id:
            return sum((member, year, line) in self.has for member in members) < least
        sizes = sorted((abs(self.figures.get((member, year, line), 0)) for member in members), reverse=True)
        held = [size for size in sizes if size]
        return len(held) < least or held[0] * 100 > 80 * sum(held) or (held[0] + held[1]) * 100 > 90 * sum(held)

    def estimates(self, document, level):
        """Unsafe sums from a level to its tenfold that follow when what is under a tenth of the level is taken for nothing."""
        groups = list(dict.fromkeys((year, tuple(sorted(own))) for (year, _), own in self.groups_of(document).items()))
        self.knows_who_has_nothing(groups)
        leaf_lines = {leaf for part in self.parts.values() for leaf in part}
        wanted = {}
        for year in self.truth.years:
            sets = sets_of([own for one, own in groups if one == year], self.members, alone=False)
            for members, leaf in product(sets, leaf_lines):
                if 0 < sum(abs(self.amount(member, year, leaf)) for member in members) <= level // 10:
                    self.adds((1, members, year, [leaf]))
            for members, line in product(sets, {tuple(sorted(held)): line for line, held in self.parts.items() if held}.values()):
                size = sum(abs(self.figures.get((member, year, line), 0)) for member in members)
                if level <= size < 10 * level and self.unsafe(members, year, line):
                    wanted[members, year, line] = self.functional(members, year, line)
        guessed = {key for key, row in wanted.items() if self.echelon.gives(row)}
        self.reads(document)
        return [key for key, row in wanted.items() if key not in guessed and self.echelon.gives(row)]

    def groups_of(self, document):
        names = {code: one for one, code in self.codes.items()}
        return {(one["year"], one["id"]): [names[code] for code in one["members"]] for one in document["groups"]}

    def finds(self, documents, knowing=False):
        """What can be worked out and should not: (members, year, line) of single members, hidden cells and odd sets of groups."""
        tables = [self.reads(document) for document in documents]
        groups = list(dict.fromkeys((year, tuple(sorted(own))) for table in tables for (year, _), own in table.items()))
        shown = {FIGURE.id, *{tuple(sorted(held)): line for line, held in self.parts.items() if held}.values()}
        if knowing:
            self.knows_who_has_nothing(groups)
        distinct = list(dict.fromkeys(members for _, members in groups))
        everyone = [*self.members, *sorted({m for members in distinct for m in members} - set(self.members))]
        found = []
        for members, year, line in product(sets_of(distinct, everyone), self.truth.years, shown):
            present = [m for m in members if (m, year, line) in self.figures or (m, year, line) in self.has]
            if len(present) < len(members) and line != FIGURE.id:
                continue
            known = not knowing or any(self.figures.get((m, year, line)) or (m, year, line) in self.has for m in members)
            if known and self.unsafe(members, year, line) and self.echelon.gives(self.functional(members, year, line)):
                found.append((members, year, line))
        return found


def sets_of(groups, everyone, alone=True):
    """Every set that groups give with the signs -1, 0 and 1, and single members (``alone``)."""
    found = {(member,) for member in everyone if alone}
    for signs in product((-1, 0, 1), repeat=min(len(groups), 8)):
        counts = dict.fromkeys(everyone, 0)
        for sign, group in zip(signs, groups, strict=False):
            for member in group:
                counts[member] += sign
        if {1} <= set(counts.values()) <= {0, 1}:
            found.add(tuple(member for member, count in counts.items() if count))
    return sorted(found)


def without(comparison: Comparison, gone: set[str]) -> Comparison:
    """The comparison without some members."""
    results = tuple(one for one in comparison.results if one.member.id not in gone)
    frames = {
        name: frame[~frame["member"].isin(gone)]
        for name, frame in (("accounts", comparison.accounts), ("lines", comparison.lines))
    }
    return replace(
        comparison, results=results, federation=replace(comparison.federation, members=tuple(r.member for r in results)), **frames
    )


def of_years(comparison: Comparison, *years: str) -> Comparison:
    """The comparison of some years only, as ``--year`` makes it."""
    results = tuple(
        replace(
            one, years=tuple(own for own in one.years if own.label in years),
            key_figures=tuple(value for value in one.key_figures if value.period in years),
        )
        for one in comparison.results
    )  # fmt: skip
    frames = {
        name: frame[frame["year"].isin(years)] for name, frame in (("accounts", comparison.accounts), ("lines", comparison.lines))
    }
    return replace(comparison, results=results, years=tuple(one for one in comparison.years if one in years), **frames)
