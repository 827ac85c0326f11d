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
            ("6310", "programme"), ("6970", "fundraising"), ("1230", ""), ("2610", ""))  # fmt: skip
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
) -> Comparison:
    """One member for each (size class, region). ``rare``: how often a member lacks an account; ``left_out`` are no members."""
    records: list[dict[str, object]] = []
    lines: list[tuple[str, str, str, str, int]] = []
    results = []
    for number, (size, region) in enumerate(places):
        pick = random.Random(f"{seed}/{number}")
        rows = [_Row(BANK, "", "1910", "Pankki"), _Row(_code_of("previous_result"), "", "2250", "Edelliset")]
        rows += [_Row(code, function, code, code) for code, function in ACCOUNTS if pick.random() > rare]
        for year in years:
            for row in rows[1:]:
                side = -1 if not row.code.startswith(("4", "6", "1")) else 1
                row.opening[year], row.movement[year] = 0, side * int(10 ** pick.uniform(3, 7 if pick.random() < 0.1 else 6))
            rows[0].opening[year], rows[0].movement[year] = 0, -sum(row.movement[year] for row in rows[1:])
        if number in left_out:
            continue
        identity = member_id(number)
        own = _records(identity, rows, list(years))
        records += own
        lines += _lines(identity, own, list(years), list(years))
        member = Member(identity, name_of(number), f"liitto/{identity}/mapping.yaml", group=size, region=region)
        values = tuple(
            KeyFigureValue(FIGURE, str(year), value=Decimal(pick.randint(-900, 2000)).scaleb(-DECIMALS[FIGURE.unit]))
            for year in years if pick.random() > rare / 2
        )  # fmt: skip
        files = tuple(Ingredient("ledger", f"liitto/{identity}/{year}.csv", f"{number:064x}", 9, 9) for year in years)
        held = tuple(MemberYear(identity, str(year), None, None, _coverage(rows, year), True, 9, 9, 9) for year in years)
        results.append(MemberResult(member, "ok", held, values, (), files))
    accounts = pd.DataFrame(records, columns=list(ACCOUNT_COLUMNS))
    classes = tuple(SizeClass(name) for name in dict.fromkeys(size for size, _ in places if size))
    federation = Federation("Salaisten liitto", "liitto", tuple(one.member for one in results), size_classes=classes)
    return Comparison(
        federation, CHART, INCOME, BALANCE, tuple(results), tuple(str(year) for year in sorted(years)), accounts,
        pd.DataFrame(lines, columns=list(LINE_COLUMNS)), (), (), (Ingredient("chart", "charts/universal.yaml", "a" * 64, 10),),
        (), "0.1.0", "fi", {one.member.id: one.member.name for one in results},
    )  # fmt: skip


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
    """Everything that can be known without the books: published documents, who is whose code, the layouts."""

    truth: Comparison
    codes: dict[str, str]
    year: str = "2025"

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
        self.figures = {(m, line): int(v) for m, y, _, line, v in self.truth.lines.itertuples(index=False) if y == self.year}
        earned = self.truth.accounts[
            (self.truth.accounts["year"] == self.year) & self.truth.accounts["universal"].isin(list(self.income_leaves))
        ]
        for m in {m for m, _ in self.figures}:
            self.figures[m, "income.total"] = int(earned[earned["member"] == m]["amount"].sum())
        self.members = sorted({m for m, _ in self.figures})
        self.has = {
            (one.member.id, FIGURE.id) for one in self.truth.results for value in one.key_figures if value.period == self.year
        }
        sides = {line.side: self.parts[line.id] for line in BALANCE.lines if line.side}
        for member in self.members:  # every balance sheet balances
            row = {(member, leaf): 1 for leaf in sides["asset"]}
            for leaf in sides["liability"]:
                row[member, leaf] = row.get((member, leaf), 0) - 1
            self.echelon.add(row)

    def functional(self, members, line):
        return {(member, leaf): 1 for member in members for leaf in self.parts.get(line, {line})}

    def reads(self, document):
        """Take in what a document publishes."""
        names = {code: one for one, code in self.codes.items()}
        groups = {one["id"]: [names[code] for code in one["members"]] for one in document["groups"] if one["year"] == self.year}
        for cell in [*document["cells"], *document["key_figures"]]:
            if cell["year"] == self.year and cell["status"] == "published":
                self.echelon.add(self.functional(groups[cell["group"]], cell.get("line", cell.get("id"))))
        return groups

    def knows_who_has_nothing(self, groups):
        for members in groups:
            for leaf in {FIGURE.id, *(leaf for part in self.parts.values() for leaf in part)}:
                if not any(self.amount(member, leaf) or (member, leaf) in self.has for member in members):
                    for member in members:
                        self.echelon.add({(member, leaf): 1})

    def amount(self, member, line):
        own = self.figures.get((member, line), 0)
        result = any(one.id == line and one.takes == "result" for one in BALANCE.leaves)
        return own - self.figures[member, INCOME.flat[-1][1].id] if result and line not in self.parts else own

    def unsafe(self, members, line, least=5):
        """The primary rules, counted here by themselves."""
        if line == FIGURE.id:
            return sum((member, line) in self.has for member in members) < least
        sizes = sorted((abs(self.figures.get((member, line), 0)) for member in members), reverse=True)
        held = [size for size in sizes if size]
        return len(held) < least or held[0] * 100 > 80 * sum(held) or (held[0] + held[1]) * 100 > 90 * sum(held)

    def finds(self, documents, knowing=False):
        """What can be worked out and should not: (members, line) of single members, hidden cells and odd sets of groups."""
        tables = [self.reads(document) for document in documents]
        groups = list({tuple(sorted(members)): None for table in tables for members in table.values()})
        shown = {cell["line"] for document in documents for cell in document["cells"]}
        shown |= {cell["id"] for document in documents for cell in document["key_figures"]}
        if knowing:
            self.knows_who_has_nothing(groups)
        found = []
        for members in sets_of(groups, [*self.members, *sorted({m for group in groups for m in group} - set(self.members))]):
            for line in shown:
                row = self.functional(members, line)
                known = not knowing or any(self.figures.get((member, line)) or (member, line) in self.has for member in members)
                if known and self.unsafe(members, line) and self.echelon.gives(row):
                    found.append((members, line))
        return found


def sets_of(groups, everyone):
    """Single members, and every set that groups give with the signs -1, 0 and 1."""
    found = {(member,) for member in everyone}
    for signs in product((-1, 0, 1), repeat=min(len(groups), 8)):
        counts = dict.fromkeys(everyone, 0)
        for sign, group in zip(signs, groups, strict=False):
            for member in group:
                counts[member] += sign
        if set(counts.values()) == {0, 1}:
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
