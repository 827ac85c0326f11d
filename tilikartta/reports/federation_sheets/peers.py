"""One member against others like it: member and group are chosen from lists, everything follows by live formulas."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.datavalidation import DataValidation

from tilikartta.comparison.statistics import spread
from tilikartta.reports.book import Page, address
from tilikartta.reports.federation_sheets.book import DECIMALS, FederationBook
from tilikartta.reports.federation_sheets.key_figures import LEAST, KeyFigures, standing, standing_formula
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.federation_sheets.statement import Statement
from tilikartta.reports.sheets.measured import heading

CHOSEN, GROUP, SAID = 5, 6, 7
HEADER = 9
WIDTHS = (46, 20, 13, 16, 16, 16, 26)
GROUPS = ("all", "size", "region", "form")
_SPREAD = {"median": ("MEDIAN({})", "median"), "q1": ("QUARTILE({},1)", "lower"), "q3": ("QUARTILE({},3)", "upper")}


@dataclass(frozen=True)
class Measure:
    """A row of the sheet: cells of the members on another sheet, and their values."""

    name: str
    unit: str
    better: str
    cells: dict[str, str]
    values: dict[str, int | None]
    target: str


class Peers:
    """The sheet: the chosen member on top, the members and what they are compared by below."""

    def __init__(self, book: FederationBook, plan: Plan, income: Statement, balance: Statement, figures: KeyFigures) -> None:
        self.book, self.plan, self.words = book, plan, plan.words
        self.income, self.balance, self.figures = income, balance, figures
        self.page: Page = book.pages["peers"]
        self.base = HEADER + len(self.measures) + 4  # heading of the members
        self.first = self.base + 2
        self.last = self.first + len(plan.members) - 1

    @cached_property
    def measures(self) -> list[Measure]:
        """Sums of the newest year and the key figures."""
        year, found = self.plan.years[0], []
        assets, claims = self.balance.sides
        equity = claims.parts[0].line.id if claims.parts else claims.line.id
        for line, statement in (("sum.income", self.income), ("sum.expense", self.income), (self.income.result(), self.income),
                                (equity, self.balance), (assets.line.id, self.balance)):  # fmt: skip
            name = next(entry.name for entry in statement.entries if entry.id == line and entry.kind != "heading")
            cells = {one.id: statement.cell(line, (one.id, year)) for one in self.plan.members}
            better, target = "expense" if line == "sum.expense" else "none", f"A{statement.number(line, year)}"
            found.append(Measure(name, "euro", better, cells, statement.values(line, year),
                                 address(statement.grid.page.name, target)))  # fmt: skip
        for figure in self.figures.figures:
            if figure.variant is None:
                row = self.figures.row(figure, year)
                cells = {one.id: self.figures.grid.cell(one.id, row) for one in self.plan.members}
                held = self.figures.held(figure, year)
                found.append(Measure(self.figures.name(figure), figure.figure.unit, figure.figure.better, cells, held,
                                     address(self.figures.grid.page.name, f"A{row}")))  # fmt: skip
        return found

    def column(self, index: int) -> int:
        """The column of a measure in the table of members; the first five say who they are."""
        return 6 + index

    def span(self, column: int) -> str:
        """All members in a column of their table."""
        return f"${letter(column)}${self.first}:${letter(column)}${self.last}"


def write_peers(sheet: Peers) -> None:
    """Write the sheet; to begin with, the first member is chosen against all."""
    book, page, words, plan = sheet.book, sheet.page, sheet.words, sheet.plan
    book.top(page, words("sheet.peers"), f"{plan.comparison.federation.name} · {plan.years[0] if plan.years else ''}")
    book.text(page, 4, 1, words("peers.note"), "note")
    page.sheet.merge_cells(start_row=4, start_column=1, end_row=4, end_column=7)
    book.fit(page, 4, [(words("peers.note"), sum(WIDTHS))])
    if not plan.members:
        return
    _choices(sheet)
    names = ("measure", "own", "members", "median", "q1", "q3", "standing")
    book.headings(
        page, HEADER, [words(f"column.{name}") for name in names], [name not in ("measure", "standing") for name in names]
    )
    for index, measure in enumerate(sheet.measures):
        _measure(sheet, index, measure)
    _members(sheet)
    _print(sheet)


def _choices(sheet: Peers) -> None:
    book, page, words = sheet.book, sheet.page, sheet.words
    groups = [words(f"peers.group.{one}") for one in GROUPS]
    for row, key, text in (
        (CHOSEN, "peers.member", sheet.plan.names[sheet.plan.members[0].id]),
        (GROUP, "peers.with", groups[0]),
    ):
        book.text(page, row, 1, words(key), "strong")
        book.text(page, row, 2, text, "choice")
        page.sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
        book.text(page, row, 5, words("peers.choose"), "note")
        page.sheet.merge_cells(start_row=row, start_column=5, end_row=row, end_column=6)
    members = DataValidation("list", formula1=f"=$A${sheet.first}:$A${sheet.last}", allow_blank=False)
    listed = ",".join(groups)
    kinds = DataValidation("list", formula1=f'"{listed}"', allow_blank=False)
    for validation, cell, key in ((members, "B5", "peers.member"), (kinds, "B6", "peers.with")):
        validation.promptTitle, validation.prompt, validation.showInputMessage = words(key)[:32], words("peers.choose"), True
        validation.showErrorMessage, validation.error = True, words("peers.wrong")
        page.sheet.add_data_validation(validation)
        validation.add(cell)
    # Signs of a name that MATCH would take for wildcards stand for themselves.
    escaped = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE($B$5,"~","~~"),"*","~*"),"?","~?")'
    book.text(page, SAID, 1, words("peers.place"), "note")
    book.live(page, SAID, 2, f"=MATCH({escaped},{sheet.span(1)},0)", 1, "count")


def _measure(sheet: Peers, index: int, measure: Measure) -> None:
    """One row: the chosen member, how many members there are to compare with, their median and quartiles, and where it stands."""
    book, page = sheet.book, sheet.page
    row, column = HEADER + 1 + index, sheet.column(index)
    if len(measure.name) < WIDTHS[0]:  # a name that is a link does not wrap everywhere
        book.link(page, row, 1, measure.name, measure.target)
    else:
        book.text(page, row, 1, measure.name, "line")
    book.fit(page, row, [(measure.name, WIDTHS[0])])
    own = measure.values[sheet.plan.members[0].id]
    # The table of members holds peers only, so the chosen one is looked up in the rows below it, where all stand.
    everyone = sheet.span(column + len(sheet.measures))
    missing = sheet.words("peers.missing")
    formula = f'=IF(ISNUMBER(INDEX({everyone},$B${SAID})),INDEX({everyone},$B${SAID}),"{missing}")'
    if own is None:
        book.live_text(page, row, 2, formula, missing, measure.unit)
    else:
        book.live(page, row, 2, formula, own, measure.unit)
    held = [value for value in measure.values.values() if value is not None]
    book.live(page, row, 3, f"=COUNT({sheet.span(column)})", len(held), "count")
    for place, key in enumerate(("median", "q1", "q3"), start=4):
        pattern, name = _SPREAD[key]
        value = getattr(spread(held), name) if len(held) >= LEAST else None
        enough = f"ROUND({pattern.format(sheet.span(column))},{DECIMALS[measure.unit]})"
        formula = f'=IF($C{row}<{LEAST},"{sheet.words("peers.few")}",{enough})'
        if value is None:
            book.live_text(page, row, place, formula, sheet.words("peers.few"), measure.unit)
        else:
            book.live(page, row, place, formula, value, measure.unit)
    _standing(sheet, row, measure, own, held)


def _standing(sheet: Peers, row: int, measure: Measure, own: int | None, held: list[int]) -> None:
    test = (
        f"IF(OR(NOT(ISNUMBER($B{row})),$C{row}<{LEAST}),9,{standing_formula(f'$B{row}', f'$E{row}', f'$F{row}', measure.better)})"
    )
    found = spread(held) if len(held) >= LEAST else None
    code = 9 if own is None or found is None else standing(own, found.lower, found.upper, measure.better)
    words = {code: sheet.words(f"standing.{code}") for code in (2, 1, 0, -1, -2, 9)}
    chosen = f'CHOOSE({test}+3,"{words[-2]}","{words[-1]}","{words[0]}","{words[1]}","{words[2]}",1,1,1,1,1,1,"{words[9]}")'
    sheet.book.live_text(sheet.page, row, 7, f"={chosen}", words[code], "standing_text")


def _members(sheet: Peers) -> None:
    """Who the members are, whether each is in the chosen group, and its figures: those of the group, then those of all."""
    book, page, words, plan = sheet.book, sheet.page, sheet.words, sheet.plan
    count = len(sheet.measures)
    heading(book, page, sheet.base, words("peers.base"), 7)
    heads = ["member", "size", "region", "form", "in_group"]
    names = [words(f"column.{one}") for one in heads] + [one.name for one in sheet.measures] * 2
    book.headings(page, sheet.base + 1, names, [False] * 5 + [True] * 2 * count)
    page.sheet.row_dimensions[sheet.base + 1].height = 56
    for row, member in enumerate(plan.members, start=sheet.first):
        texts = (plan.names[member.id], member.group, member.region or words("region.none"), words(f"form.{member.form}"))
        for column, text in enumerate(texts, start=1):
            book.text(page, row, column, text, "wrapped")
        if (target := plan.accounts_of(member.id)) and len(texts[0]) < WIDTHS[0]:
            book.link(page, row, 1, texts[0], target)
        book.fit(page, row, [(text, WIDTHS[column]) for column, text in enumerate(texts)])
        book.live(page, row, 5, f"={_in_group(sheet, row)}", 1, "count")
        for index, measure in enumerate(sheet.measures):
            value, cell = measure.values[member.id], measure.cells[member.id]
            everyone, column = sheet.column(index) + count, sheet.column(index)
            own = f"{letter(everyone)}{row}"
            if value is None:
                book.live_text(page, row, everyone, f'=IF(ISNUMBER({cell}),{cell},"")', "")
                book.live_text(page, row, column, f'=IF(AND($E{row}=1,ISNUMBER({own})),{own},"")', "")
            else:
                book.live(page, row, everyone, f'=IF(ISNUMBER({cell}),{cell},"")', value, measure.unit)
                book.live(page, row, column, f'=IF(AND($E{row}=1,ISNUMBER({own})),{own},"")', value, measure.unit)


def _in_group(sheet: Peers, row: int) -> str:
    """1 for a member like the chosen one: of its size class, region or form, or any."""
    words = sheet.words
    same = ",".join(
        f'AND($B$6="{words(f"peers.group.{key}")}",{letter(column)}{row}=INDEX({sheet.span(column)},$B${SAID}))'
        for key, column in (("size", 2), ("region", 3), ("form", 4))
    )
    return f'IF(OR($B$6="{words("peers.group.all")}",{same}),1,0)'


def _print(sheet: Peers) -> None:
    """The members' figures fold away at the right; the paper holds the comparison and who the members are."""
    book, page = sheet.book, sheet.page
    last = sheet.column(2 * len(sheet.measures) - 1)
    book.widths(page, [*WIDTHS, *[14] * (last - len(WIDTHS))])
    for column in range(8, last + 1):
        page.sheet.column_dimensions[letter(column)].outlineLevel = 1
    outline: Any = page.sheet.sheet_properties.outlinePr
    outline.summaryRight = False
    page.sheet.freeze_panes = f"B{HEADER + 1}"
    book.print_setup(page, landscape=True, repeat=f"{CHOSEN}:{GROUP}")
    page.sheet.print_area = f"A1:G{HEADER + len(sheet.measures)}"
