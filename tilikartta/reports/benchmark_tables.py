"""The plain tables of a protected benchmark: who is in which group by code, and every cell as a row. A later run reads them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter as letter

from tilikartta.reports.benchmark_document import MEASURES, cell_rows, key_figure_rows
from tilikartta.reports.benchmark_earlier import GROUPS
from tilikartta.reports.benchmark_sheets import FIGURE, HIDDEN, NONE, TOO_FEW, Sheets
from tilikartta.reports.sheets.measured import finish, number


def write_participants(sheets: Sheets) -> None:
    """Who is in which group, by code. A later run reads it back."""
    benchmark = sheets.benchmark
    rows = [
        [year, group.id, group.kind, group.name, code]
        for year in benchmark.years
        for group in benchmark.groups[year]
        for code in sorted(group.members)
    ]
    _table(sheets, "participants", GROUPS, (8, 40, 10, 40, 12), rows, frozenset())


def write_data(sheets: Sheets) -> None:
    """Every cell as a row, for other programs and for the check of a later run."""
    columns = ("year", "group", "line", "status", *MEASURES)
    cells = [*cell_rows(sheets.comparison, sheets.benchmark), *key_figure_rows(sheets.benchmark)]
    rows = [[one["year"], one["group"], one.get("line", one.get("id")), one["status"], *_shown(one)] for one in cells]
    _table(sheets, "data", columns, (8, 40, 30, 12, 10, *[FIGURE] * 6), rows, frozenset(MEASURES))


def _shown(row: dict[str, Any]) -> list[object]:
    """The published figures of a row, or what stands in their places. Key figures are not summed."""
    absent = {"total": NONE, "percent": NONE} if "id" in row else {}
    if row["status"] == "published":
        absent |= dict.fromkeys(("lower", "median", "upper"), TOO_FEW)
    return [absent.get(name, HIDDEN) if row[name] is None else row[name] for name in MEASURES]


def _table(
    sheets: Sheets,
    key: str,
    columns: Sequence[str],
    widths: Sequence[float],
    rows: Iterable[Sequence[object]],
    right: frozenset[str],
) -> None:
    """A plain table from the first row on; the names of its columns are the same in every language."""
    book = sheets.book
    page = book.add(f"benchmark_{key}", sheets.said(f"sheet.{key}"))
    book.headings(page, 1, columns, [name in right for name in columns], tall=False)
    row = 1
    for row, values in enumerate(rows, start=2):
        for column, (name, value) in enumerate(zip(columns, values, strict=True), start=1):
            if name in right and isinstance(value, str) and not value.startswith(NONE):
                number(book, page, row, column, Decimal(value), "ratio" if "." in value else "count")
            elif name in right and isinstance(value, int):
                book.count(page, row, column, value)
            else:
                book.text(page, row, column, value, "euro" if name in right else "text")
    page.sheet.auto_filter.ref = f"A1:{letter(len(columns))}{row}"
    finish(book, page, widths, frozen="A2", repeat="1:1")
