"""The protected benchmark as a workbook: rules, everybody, groups side by side, key figures, a member's own, and plain data.

Values, not formulas: a formula would lead to what must not be shown.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import ZipFile

from openpyxl.utils import get_column_letter as letter

from tilikartta.comparison.benchmark import Benchmark
from tilikartta.comparison.benchmark_own import Own, quarter
from tilikartta.comparison.contents import Comparison
from tilikartta.model.benchmark import Cell, Group
from tilikartta.reports.benchmark_document import MEASURES, manifest_of
from tilikartta.reports.benchmark_rules import REASONS, group_name, rules_in_words
from tilikartta.reports.benchmark_sheets import FIGURE, HEADER, HIDDEN, NAME, NONE, QUARTER, TOO_FEW, Sheets
from tilikartta.reports.benchmark_tables import write_data, write_participants
from tilikartta.reports.book import Book, Page
from tilikartta.reports.package import save, zip_writer
from tilikartta.reports.seal import Seal
from tilikartta.reports.sheets.measured import finish, heading, over
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import Words, clean


def write_benchmark(comparison: Comparison, benchmark: Benchmark, own: Own | None, path: Path) -> None:
    """Write the workbook (.xlsx). Same benchmark, same bytes; whole or not at all."""
    book = build(comparison, benchmark, own)
    with whole_file(path) as draft, ZipFile(draft, "w") as target:
        save(book, zip_writer(target))


def build(comparison: Comparison, benchmark: Benchmark, own: Own | None = None) -> Book:
    """All sheets."""
    seal = Seal("compare", manifest_of(comparison, benchmark))
    sheets = Sheets(Book(Words(comparison.lang), comparison.federation.name, seal), comparison, benchmark)
    properties = sheets.book.workbook.properties
    properties.creator = f"tilikartta {comparison.version}"
    properties.title = clean(f"{comparison.federation.name}: {sheets.said('title')}")
    properties.language = comparison.lang
    _summary(sheets)
    if own is not None:
        _own(sheets, own)
    _everybody(sheets)
    for key, measure in (("mean", "mean"), ("median", "median"), ("percent", "percent")):
        _side_by_side(sheets, key, measure)
    _key_figures(sheets)
    write_participants(sheets)
    write_data(sheets)
    return sheets.book


def _summary(sheets: Sheets) -> None:
    """What this is, the rules, the groups, and how much is not published."""
    book, benchmark, lang = sheets.book, sheets.benchmark, sheets.book.words.lang
    widths = (NAME, *[FIGURE] * 4)
    page = book.add("summary")
    book.text(page, 1, 1, sheets.comparison.federation.name, "title")
    book.text(page, 2, 1, sheets.said("subtitle", years=list(reversed(benchmark.years))), "subtitle")
    book.title_heights(page)
    row = 4
    for text in (sheets.said("what"), *(_basis(sheets, year) for year in benchmark.years)):
        over(book, page, row, text, widths, "wrapped")
        row += 1
    heading(book, page, row + 1, sheets.said("rules"), len(widths))
    row += 2
    for text in rules_in_words(benchmark, lang):
        over(book, page, row, text, widths, "wrapped")
        row += 1
    for year in benchmark.years:
        heading(book, page, row + 1, sheets.said("suppressed", year=year), len(widths))
        row += 2
        for reason in REASONS:
            book.text(page, row, 1, sheets.said(f"reason.{reason}"), "wrapped")
            book.fit(page, row, [(sheets.said(f"reason.{reason}"), NAME)])
            book.count(page, row, 2, benchmark.suppressed.get((year, reason), 0))
            row += 1
        heading(book, page, row + 1, sheets.said("groups", year=year), len(widths))
        row += 2
        for group in benchmark.groups[year]:
            book.text(page, row, 1, group_name(group, lang), "wrapped")
            book.count(page, row, 2, len(group.members))
            row += 1
    book.widths(page, widths)
    book.print_setup(page, landscape=False)
    page.sheet.print_area = f"A1:{letter(len(widths))}{row}"


def _basis(sheets: Sheets, year: str) -> str:
    return sheets.said(f"basis.{sheets.benchmark.bases[year] or 'mixed'}", year=year)


def _everybody(sheets: Sheets) -> None:
    """All members: every measure of every line."""
    book, benchmark = sheets.book, sheets.benchmark
    widths = (NAME, 11, *[FIGURE] * 6)
    page = sheets.top("everybody", widths)
    book.headings(
        page,
        HEADER,
        [sheets.said("column.line"), *map(sheets.said, (f"column.{name}" for name in MEASURES))],
        [False, *[True] * 7],
    )
    row = HEADER
    for year in benchmark.years:
        row += 1
        heading(book, page, row, year, len(widths))
        for line, name, depth in sheets.lines:
            row += 1
            _name(sheets, page, row, name, depth)
            _measures(sheets, page, row, benchmark.cells.get((year, "all", line)))
        row += 1
    finish(book, page, widths, frozen=f"B{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def _name(sheets: Sheets, page: Page, row: int, name: str, depth: int) -> None:
    sheets.book.text(page, row, 1, name, "line" if depth else "line_group", depth)
    sheets.book.fit(page, row, [(name, NAME - 2 * depth - 2)])


def _measures(sheets: Sheets, page: Page, row: int, cell: Cell | None) -> None:
    for column, name in enumerate(MEASURES, start=2):
        value = None if cell is None else cell.count if name == "members" else getattr(cell, name)
        unit = {"members": "count", "percent": "percent"}.get(name, "euro")
        sheets.value(page, (row, column), value, unit, TOO_FEW if cell and name in ("lower", "median", "upper") else HIDDEN)


def _side_by_side(sheets: Sheets, key: str, measure: str) -> None:
    """One measure of every line, groups as columns."""
    cells = sheets.benchmark.cells

    def block(page: Page, row: int, year: str, groups: Sequence[Group]) -> int:
        for line, name, depth in sheets.lines:
            row += 1
            _name(sheets, page, row, name, depth)
            for column, group in enumerate(groups, start=2):
                cell = cells.get((year, group.id, line))
                mark = TOO_FEW if cell and measure == "median" else HIDDEN
                unit = "percent" if measure == "percent" else "euro"
                sheets.value(page, (row, column), None if cell is None else getattr(cell, measure), unit, mark)
        return row

    _blocks(sheets, key, block)


def _blocks(sheets: Sheets, key: str, block: Callable[[Page, int, str, Sequence[Group]], int]) -> None:
    """A sheet with groups as columns: one block of rows for each year."""
    book, benchmark, lang = sheets.book, sheets.benchmark, sheets.book.words.lang
    every = list(dict.fromkeys((group.kind, group.name) for year in benchmark.years for group in benchmark.groups[year]))
    columns = [
        Group(kind, name, frozenset()) for kind, name in sorted(every, key=lambda one: ("all", "class", "region").index(one[0]))
    ]
    widths = (NAME, *[FIGURE] * len(columns))
    page = sheets.top(key, widths)
    book.headings(
        page,
        HEADER,
        [sheets.said("column.line"), *(group_name(group, lang) for group in columns)],
        [False, *[True] * len(columns)],
    )
    book.fit(page, HEADER, [(group_name(group, lang), FIGURE - 3) for group in columns])
    row = HEADER
    for year in benchmark.years:
        row += 1
        heading(book, page, row, year, len(widths))
        row = block(page, row, year, columns) + 1
    finish(book, page, widths, frozen=f"B{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def _key_figures(sheets: Sheets) -> None:
    """Key figures: mean and median, groups as columns."""
    if not sheets.figures:
        return
    cells = sheets.benchmark.key_figures

    def block(page: Page, row: int, year: str, groups: Sequence[Group]) -> int:
        for name, (words, unit) in sheets.figures.items():
            for measure in ("mean", "median"):
                row += 1
                text = f"{words}: {sheets.said(f'column.{measure}').lower()}" if measure == "median" else words
                sheets.book.text(page, row, 1, text, "line", 1 if measure == "median" else 0)
                sheets.book.fit(page, row, [(text, NAME - 3)])
                for column, group in enumerate(groups, start=2):
                    cell = cells.get((year, group.id, name))
                    mark = TOO_FEW if cell and measure == "median" else HIDDEN
                    sheets.value(page, (row, column), None if cell is None else getattr(cell, measure), unit, mark)
        return row

    _blocks(sheets, "key_figures", block)


def _own(sheets: Sheets, own: Own) -> None:
    """A member's own figures beside its groups: published means and medians, and the quarter that the member is in."""
    book, benchmark, lang = sheets.book, sheets.benchmark, sheets.book.words.lang
    widths = (NAME, FIGURE, *(FIGURE, FIGURE, QUARTER) * 3)
    page = sheets.top("own", widths)
    book.text(page, 2, 1, f"{own.name} · {sheets.said('note.own')}", "subtitle")
    over(book, page, 4, f"{sheets.said('marks', count=benchmark.rules.quartiles_from)} {sheets.said('signs')}", widths)
    found = {key: (value, cell) for key, value, cell in own.beside(benchmark)}
    names = [(line, name, depth, "euro") for line, name, depth in sheets.lines]
    names += [(line, name, 0, unit) for line, (name, unit) in sheets.figures.items()]
    row = HEADER - 1
    for year in benchmark.years:
        groups = own.groups.get(year, ())
        if not groups:
            continue
        row += 1
        heads = [year, sheets.said("column.own")]
        for group in groups:
            heads += [
                f"{group_name(group, lang)}: {sheets.said(f'column.{measure}').lower()}"
                for measure in ("mean", "median", "quarter")
            ]
        book.headings(page, row, heads, [False, *[True] * (len(heads) - 1)])
        book.fit(page, row, [(head, FIGURE - 3) for head in heads[1:]])
        for line, name, depth, unit in names:
            if (year, groups[0].id, line) not in found:
                continue
            row += 1
            _name(sheets, page, row, name, depth)
            for place, group in enumerate(groups):
                value, cell = found[year, group.id, line]
                sheets.value(page, (row, 2), value, unit)
                sheets.value(page, (row, 3 + 3 * place), cell.mean if cell else None, unit)
                sheets.value(page, (row, 4 + 3 * place), cell.median if cell else None, unit, TOO_FEW if cell else HIDDEN)
                part = quarter(value, cell)
                absent = HIDDEN if cell is None else TOO_FEW if cell.median is None else NONE
                text = sheets.said(f"quarter.{part}") if part else absent
                book.text(page, row, 5 + 3 * place, text, "wrapped" if part else "euro")
        row += 1
    finish(book, page, widths, frozen=f"B{HEADER}", repeat=f"{HEADER}:{HEADER}")
