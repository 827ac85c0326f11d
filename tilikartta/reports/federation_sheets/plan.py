"""What every sheet of a federation needs to know: members in the order of their columns, printed lines, where accounts stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from openpyxl.utils import get_column_letter as letter

from tilikartta.comparison.contents import ROW_KEY, Comparison, MemberResult
from tilikartta.comparison.eliminations import eliminated_leaves
from tilikartta.model import Layout
from tilikartta.model.federation import Member
from tilikartta.reports.bulk import LAST_ROW
from tilikartta.reports.comparison_places import from_the_folder
from tilikartta.reports.federation_sheets.words import FederationWords
from tilikartta.reports.lines import Row, balance_rows, income_rows
from tilikartta.statements.figures import Statement

GROUPED = 13  # from so many members on, columns stand by region
ACCOUNTS_FIRST = 6  # first row of accounts on their sheets
# A spreadsheet takes 65,530 links per sheet: where all accounts lead to their entries, they go on in a next sheet before that.
MOST_LINKED = 65_000
VISIBLE = ("member", "year", "status", "line", "universal", "universal_name", "function", "account", "account_name", "opening",
           "debit", "credit", "movement", "closing", "amount", "entries", "rule")  # fmt: skip
AXES = ("activity", "funder", "fund")
HELPERS = ("member_id", "line_id", "klass", "nature", "function_id", "grant")


@dataclass(frozen=True)
class Block:
    """A stretch of rows on a sheet of accounts."""

    sheet: str
    first: int
    last: int


class Plan:
    """A comparison, made ready for the sheets. ``last_row``: the last row of a sheet (smaller in tests)."""

    def __init__(self, comparison: Comparison, last_row: int = LAST_ROW) -> None:
        self.comparison = comparison = from_the_folder(comparison)
        self.words = FederationWords(comparison.lang)
        self.last_row = last_row
        self.results: dict[str, MemberResult] = {one.member.id: one for one in comparison.results}
        self.years = sorted(comparison.years, reverse=True)  # newest first
        self.members = self._ordered([one.member for one in comparison.counted])
        self.names = comparison.told_names

    def report_of(self, member: str) -> str:
        """The way to the member's own workbook, where its entries are; "" where none was written."""
        folder, written = self.comparison.member_reports, member in self.comparison.entry_cells
        return f"{quote(folder)}/{quote(self.comparison.report_file(member))}" if folder and written else ""

    def entries_of(self, index: int) -> tuple[str, str]:
        """Where the entries of a row of ``accounts`` are: the member's workbook and the cell in it; "" where none was written."""
        member, key = self._row_keys[index]
        place = self.comparison.entry_cells.get(member, {}).get(key, "")
        return (self.report_of(member), place) if place else ("", "")

    @cached_property
    def _row_keys(self) -> list[tuple[str, tuple[str, ...]]]:
        frame = self.comparison.accounts
        keys = zip(*(frame[name].astype(str).tolist() for name in ROW_KEY), strict=True)
        return list(zip(frame["member"].astype(str).tolist(), keys, strict=True))

    def _ordered(self, members: list[Member]) -> list[Member]:
        """The federation's order; by region where there are many, those without one last."""
        if len(members) < GROUPED:
            return members
        regions = sorted({one.region for one in members}, key=lambda name: (not name, name))
        return sorted(members, key=lambda one: regions.index(one.region))

    @cached_property
    def offsets(self) -> dict[str, int]:
        """Columns of members, counted from the first; a region of a grouped sheet begins with a narrow column of its own."""
        found: dict[str, int] = {}
        at = 0
        for index, member in enumerate(self.members):
            if self.regions and (index == 0 or self.members[index - 1].region != member.region):
                at += 1
            found[member.id] = at
            at += 1
        return found

    @cached_property
    def regions(self) -> list[str]:
        """Regions in the order of the columns, where columns are grouped by them."""
        names = list(dict.fromkeys(one.region for one in self.members))
        return names if len(self.members) >= GROUPED and len(names) > 1 else []

    @property
    def width(self) -> int:
        """Number of columns that members and their regions take, at least one."""
        return max(self.offsets.values(), default=0) + 1

    @property
    def mixed(self) -> bool:
        """Whether members on a cash basis stand beside members that book by deed."""
        return len({one.basis for one in self.members}) > 1

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """(member, year) of everything that was counted."""
        frame = self.comparison.lines[["member", "year"]].drop_duplicates()
        known = set(zip(frame["member"].astype(str), frame["year"].astype(str), strict=True))
        return [(one.id, year) for one in self.members for year in self.years if (one.id, year) in known]

    @cached_property
    def amounts(self) -> dict[str, dict[tuple[str, str], int]]:
        """Line id -> (member, year) -> cents."""
        found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        frame = self.comparison.lines
        columns = (frame[name].tolist() for name in ("line", "member", "year", "amount"))
        for line, member, year, amount in zip(*columns, strict=True):
            found[str(line)][str(member), str(year)] = int(amount)
        return found

    def statement(self, layout: Layout) -> Statement:
        """A layout filled in with one figure per member and year: tells which lines are printed and what each sums."""
        amounts = {line.id: [self.amounts[line.id].get(pair, 0) for pair in self.pairs] for _, line in layout.flat}
        return Statement(layout, [f"{member} {year}" for member, year in self.pairs], amounts)

    @cached_property
    def income_rows(self) -> list[Row]:
        """Printed rows of the income statement."""
        return income_rows(self.statement(self.comparison.income))

    @cached_property
    def balance_rows(self) -> list[Row]:
        """Printed rows of the balance sheet."""
        return balance_rows(self.statement(self.comparison.balance))

    @cached_property
    def eliminated_rows(self) -> list[tuple[str, str, str, str, int]]:
        """What eliminations change: (year, line, universal, function, cents added to the sum of the members)."""
        frame = eliminated_leaves(self.comparison.eliminated, self.comparison.accounts, self.comparison.chart)
        columns = (frame[name].tolist() for name in ("year", "line", "universal", "function", "amount"))
        return [
            (str(y), str(line), str(code), str(function), int(cents))
            for y, line, code, function, cents in zip(*columns, strict=True)
        ]

    @cached_property
    def eliminated(self) -> dict[tuple[str, str], int]:
        """(line, year) -> cents that eliminations add to the sum of the members."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        for year, line, _, _, cents in self.eliminated_rows:
            found[line, year] += cents
        return found

    @cached_property
    def eliminated_by_class(self) -> dict[tuple[str, str], int]:
        """(class, year) -> cents that eliminations add to the sum of the members."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        for year, _, code, _, cents in self.eliminated_rows:
            found[self.comparison.chart.by_code[code].klass, year] += cents
        return found

    @cached_property
    def axes(self) -> list[str]:
        """Which of activity, funder and fund are used at all."""
        return [axis for axis in AXES if (self.comparison.accounts[axis] != "").any()]

    @cached_property
    def account_columns(self) -> dict[str, int]:
        """Column numbers on the sheets of accounts."""
        names = [*VISIBLE[:7], *self.axes, *VISIBLE[7:], *HELPERS]
        return {name: number for number, name in enumerate(names, start=1)}

    @cached_property
    def parts(self) -> list[tuple[int, int]]:
        """Which rows of ``accounts`` stand on which sheet: a member and year is cut only if it fills a whole sheet."""
        last = min(self.last_row, MOST_LINKED) if self.comparison.entry_cells else self.last_row
        room = last - ACCOUNTS_FIRST + 1
        found: list[tuple[int, int]] = []
        begin = 0
        for first, last in self._runs.values():
            if last - begin > room and first > begin:
                found.append((begin, first))
                begin = first
            while last - begin > room:
                found.append((begin, begin + room))
                begin += room
        return [*found, (begin, len(self.comparison.accounts))]

    @cached_property
    def _runs(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(member, year) -> its rows of ``accounts`` as [first, after the last)."""
        frame = self.comparison.accounts
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for index, pair in enumerate(zip(frame["member"].tolist(), frame["year"].tolist(), strict=True)):
            first, after = found.get(pair, (index, index))
            if after != index:
                raise AssertionError(f"accounts of {pair} do not stand together")
            found[pair] = (first, index + 1)
        return found

    def sheet_of(self, part: int) -> str:
        """Title of a sheet of accounts."""
        title = self.words("sheet.accounts")
        return title if part == 0 else f"{title} {part + 1}"

    @cached_property
    def blocks(self) -> dict[tuple[str, str], list[Block]]:
        """Where the accounts of each member and year stand: one block, except where one fills more than a sheet."""
        found: dict[tuple[str, str], list[Block]] = {}
        for pair, (first, after) in self._runs.items():
            found[pair] = [
                Block(self.sheet_of(part), ACCOUNTS_FIRST + max(first, low) - low, ACCOUNTS_FIRST + min(after, high) - low - 1)
                for part, (low, high) in enumerate(self.parts)
                if max(first, low) < min(after, high)
            ]
        return found

    def sums(self, pair: tuple[str, str], column: str, criteria: Iterable[tuple[str, str]]) -> str:
        """``SUMIFS(…)`` over the accounts of one member and year, without ``=``; ``0`` where it has none."""
        return "+".join(self._sumifs(block, column, criteria) for block in self.blocks.get(pair, [])) or "0"

    def sums_of_lists(self, pair: tuple[str, str], column: str, criteria: Mapping[str, Sequence[str]]) -> list[str]:
        """A ``SUMIFS(…)`` per stretch of a member's accounts, with lists of values of which at most two are long."""
        return [self._lists(block, column, criteria) for block in self.blocks.get(pair, [])]

    def whole_sums_of_lists(self, column: str, criteria: Mapping[str, Sequence[str]]) -> list[str]:
        """The same over all accounts of all sheets."""
        return [self._lists(block, column, criteria) for block in self._sheets()]

    def _lists(self, block: Block, column: str, criteria: Mapping[str, Sequence[str]]) -> str:
        """The second long list lies across the first: together they are a table of sums."""
        parts, separator = list[str](), ","
        for name, values in criteria.items():
            texts = [f'"{text.replace(chr(34), 2 * chr(34))}"' if text else '"="' for text in values]
            parts += [self.span(block, name), f"{{{separator.join(texts)}}}" if len(texts) > 1 else texts[0]]
            separator = ";" if len(texts) > 1 else separator
        return f"SUMIFS({self.span(block, column)},{','.join(parts)})"

    def whole_sums(self, column: str, criteria: Iterable[tuple[str, str]]) -> str:
        """``SUMIFS(…)`` over all accounts of all sheets, without ``=``."""
        return "+".join(self._sumifs(block, column, criteria) for block in self._sheets())

    def _sheets(self) -> list[Block]:
        """All rows of every sheet of accounts."""
        return [
            Block(self.sheet_of(part), ACCOUNTS_FIRST, ACCOUNTS_FIRST + max(high - low, 1) - 1)
            for part, (low, high) in enumerate(self.parts)
        ]

    def _sumifs(self, block: Block, column: str, criteria: Iterable[tuple[str, str]]) -> str:
        parts = [f'{self.span(block, name)},"{text}"' for name, text in criteria]
        if not parts:
            return f"SUM({self.span(block, column)})"
        return f"SUMIFS({self.span(block, column)},{','.join(parts)})"

    def span(self, block: Block, column: str) -> str:
        """``'Tilit'!$N$6:$N$80``."""
        name = letter(self.account_columns[column])
        return f"'{block.sheet}'!${name}${block.first}:${name}${block.last}"

    def first_account(self, pair: tuple[str, str], line: str = "") -> str:
        """The cell of the first account of a member and year (or of one of its lines), "" where there is none."""
        if pair not in self._runs:
            return ""
        index = self._runs[pair][0] if not line else self._first_of_line.get((*pair, line))
        return "" if index is None else self.account_cell(index)

    def accounts_of(self, member: str) -> str:
        """The cell of the first account of a member in its newest year, "" where there is none."""
        return next((found for year in self.years if (found := self.first_account((member, year)))), "")

    def account_cell(self, index: int) -> str:
        """The cell of a row of ``accounts``, with its sheet."""
        part = next(number for number, (low, high) in enumerate(self.parts) if low <= index < high)
        return f"'{self.sheet_of(part)}'!{letter(self.account_columns['account'])}{ACCOUNTS_FIRST + index - self.parts[part][0]}"

    @cached_property
    def _first_of_line(self) -> dict[tuple[str, str, str], int]:
        frame = self.comparison.accounts
        firsts = frame[["member", "year", "line"]].drop_duplicates()
        return {(str(m), str(y), str(line)): int(index) for index, m, y, line in firsts.itertuples()}

    def earlier(self, pair: tuple[str, str]) -> list[str]:
        """Earlier years of the member whose result the bookkeeping has not yet moved to equity."""
        member, year = pair
        own = {one.label: one for one in self.results[member].years}
        labels = sorted(label for label in own if label <= year)
        return [
            label for index, label in enumerate(labels[:-1])
            if (member, label) in self.pair_set and not any(own[later].begins_anew for later in labels[index + 1 :])
        ]  # fmt: skip

    def left_behind(self, pair: tuple[str, str], line: str, carried: int) -> int:
        """Cents of a line that neither its accounts nor ``carried`` tell: results of years that ``--year`` left out."""
        if not dict(self.comparison.options).get("year"):
            return 0
        return self.amounts[line][pair] - self._line_sums.get((*pair, line), 0) - carried

    @cached_property
    def _line_sums(self) -> dict[tuple[str, str, str], int]:
        found: dict[tuple[str, str, str], int] = defaultdict(int)
        columns = (self.comparison.accounts[name].tolist() for name in ("member", "year", "line", "amount"))
        for member, year, line, cents in zip(*columns, strict=True):
            found[str(member), str(year), str(line)] += int(cents)
        return found

    @cached_property
    def pair_set(self) -> set[tuple[str, str]]:
        """``pairs`` for looking up."""
        return set(self.pairs)
