"""Grants by funder: members as columns, a block per year, live over the grant accounts of each member."""

from collections import defaultdict
from functools import cached_property

from openpyxl.utils import get_column_letter as letter

from tilikartta.reports.federation_sheets.accounts import UNSTATED, account_values
from tilikartta.reports.federation_sheets.book import FederationBook, criterion
from tilikartta.reports.federation_sheets.grid import FIRST, SPREAD, Grid, after_blocks
from tilikartta.reports.federation_sheets.plan import Plan


class Grants:
    """Grant income by funder, in cents."""

    def __init__(self, book: FederationBook, plan: Plan) -> None:
        self.plan, self.words = plan, plan.words
        self.grid = Grid(book, plan, "grants", ("total", "receivers", *SPREAD))

    @cached_property
    def cents(self) -> dict[tuple[str, str, str], int]:
        """(member, year, funder) -> cents."""
        found: dict[tuple[str, str, str], int] = defaultdict(int)
        for key, rows in self._rows.items():
            found[key] = sum(amount for _, amount in rows)
        return found

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], list[tuple[int, int]]]:
        """(member, year, funder) -> rows of ``accounts`` and their cents."""
        values = account_values(self.plan)
        found: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
        columns = (values[name] for name in ("member_id", "year", "grant", "line_id", "amount"))
        for index, (member, year, funder, line, amount) in enumerate(zip(*columns, strict=True)):
            if funder and line:
                found[str(member), str(year), str(funder)].append((index, int(amount)))
        return found

    def first_account(self, member: str, year: str, funder: str) -> str:
        """The cell of the first account of a grant, "" where there is none."""
        rows = self._rows.get((member, year, funder))
        return self.plan.account_cell(rows[0][0]) if rows else ""

    @cached_property
    def funders(self) -> list[str]:
        """Funders by what they gave, the largest first; grants without a stated funder last."""
        sums: dict[str, int] = defaultdict(int)
        for (_, _, funder), cents in self.cents.items():
            sums[funder] += cents
        return sorted(sums, key=lambda one: (one == UNSTATED, -sums[one], one))

    def name(self, funder: str) -> str:
        """A funder in words; the list is open, and unknown ones keep the name that the mapping gave them."""
        return self.words.axis("funder", funder)


def write_grants(sheet: Grants) -> None:
    """Write the sheet."""
    grid, plan, words = sheet.grid, sheet.plan, sheet.words
    grid.head(words("sheet.grants"), plan.comparison.federation.name, words("grants.by_funder"), words("column.funder"))
    if not sheet.funders:
        grid.book.text(grid.page, FIRST, 1, words("grants.none_in_federation"), "wrapped")
    else:
        tops = after_blocks(FIRST, len(sheet.funders) + 1, len(plan.years))
        for top, year in zip(tops, plan.years, strict=True):
            grid.heading(top, year)
            _block(sheet, top, year)
    grid.finish()


def _block(sheet: Grants, top: int, year: str) -> None:
    grid, plan, book = sheet.grid, sheet.plan, sheet.grid.book
    for row, funder in enumerate(sheet.funders, start=top + 1):
        grid.name(row, sheet.name(funder), depth=1)
        grid.fold(row, 1)
        values = {
            one.id: sheet.cents.get((one.id, year, funder), 0) if (one.id, year) in plan.pair_set else None
            for one in plan.members
        }
        for member, cents in values.items():
            if cents is None:
                book.absent(grid.page, row, grid.column(member))
                continue
            formula = plan.sums((member, year), "amount", [("grant", criterion(funder))])
            book.live(grid.page, row, grid.column(member), f"=ROUND({formula},2)", cents)
            if target := sheet.first_account(member, year, funder):
                grid.page.links.add(f"{letter(grid.column(member))}{row}", target)
        _statistics(sheet, row, values, "")
    row = top + 1 + len(sheet.funders)
    grid.name(row, sheet.words("grants.total"), "line_sum")
    sums: dict[str, int | None] = {}
    for one in plan.members:
        if (one.id, year) not in plan.pair_set:
            sums[one.id] = None
            book.absent(grid.page, row, grid.column(one.id))
            continue
        sums[one.id] = total = sum(sheet.cents.get((one.id, year, funder), 0) for funder in sheet.funders)
        column = letter(grid.column(one.id))
        book.live(
            grid.page, row, grid.column(one.id), f"=ROUND(SUM({column}{top + 1}:{column}{row - 1}),2)", total, "euro", "_sum"
        )
    _statistics(sheet, row, sums, "_sum")


def _statistics(sheet: Grants, row: int, values: dict[str, int | None], suffix: str) -> None:
    grid = sheet.grid
    total = sum(value or 0 for value in values.values())
    grid.book.live(grid.page, row, grid.statistic("total"), f"=ROUND(SUM({grid.span(row)}),2)", total, "euro", suffix)
    receivers = sum(1 for value in values.values() if value)
    formula = f'=COUNTIF({grid.span(row)},">0")+COUNTIF({grid.span(row)},"<0")'
    grid.book.live(grid.page, row, grid.statistic("receivers"), formula, receivers, "count")
    grid.spread(row, values, "euro", suffix)
