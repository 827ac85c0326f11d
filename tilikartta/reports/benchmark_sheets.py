"""What the sheets of a protected benchmark share: names, the top of a sheet, and marks in place of what is not published."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from tilikartta.comparison.benchmark import Benchmark
from tilikartta.comparison.contents import Comparison
from tilikartta.model.measures import DECIMALS
from tilikartta.reports.benchmark_rules import figure_names, line_names, said
from tilikartta.reports.book import Book, Page
from tilikartta.reports.sheets.measured import number, over

NONE = "–"  # how every mark in place of a figure begins
HIDDEN, TOO_FEW = f"{NONE}¹", f"{NONE}²"
NAME, FIGURE, QUARTER = 44, 17, 24
HEADER = 6


@dataclass
class Sheets:
    """The workbook in the making, with the names that its sheets share."""

    book: Book
    comparison: Comparison
    benchmark: Benchmark

    def said(self, key: str, **values: object) -> str:
        """Words in the language of the workbook."""
        return said(key, self.book.words.lang, **values)

    @cached_property
    def lines(self) -> list[tuple[str, str, int]]:
        """Shown lines: id, name, depth."""
        names = line_names(self.comparison, self.book.words.lang)
        return [(line, *names[line]) for line in self.benchmark.lines]

    @cached_property
    def figures(self) -> dict[str, tuple[str, str]]:
        """Name and unit of key figures."""
        return figure_names(self.benchmark, self.book.words.lang)

    def top(self, key: str, widths: Sequence[float]) -> Page:
        """A new sheet with its title, what it holds and what the marks mean; the table's heading stands on row HEADER."""
        page = self.book.add(f"benchmark_{key}", self.said(f"sheet.{key}"))
        self.book.top(page, self.said(f"sheet.{key}"), f"{self.comparison.federation.name} · {self.said(f'note.{key}')}")
        over(self.book, page, 4, self.said("marks", count=self.benchmark.rules.quartiles_from), widths)
        return page

    def value(self, page: Page, at: tuple[int, int], value: int | Decimal | None, unit: str, mark: str = HIDDEN) -> None:
        """A published figure, or the mark that stands for one that is not."""
        if value is None:
            self.book.text(page, *at, mark, "euro")
        elif unit == "euro":
            self.book.euro(page, *at, int(value))
        elif unit == "count":
            self.book.count(page, *at, int(value))
        else:
            decimal = value if isinstance(value, Decimal) else Decimal(value).scaleb(-DECIMALS[unit])
            number(self.book, page, *at, decimal, unit)
