"""The worklist: the user's own rows with the faulty cells marked, every finding with a status to fill in, and what codes mean."""

from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.datavalidation import DataValidation

from tilikartta import __version__
from tilikartta.checks.registry import FAULTY_CELL
from tilikartta.checks.run import Outcome, code_of
from tilikartta.messages import label, message, part, pattern, where
from tilikartta.model import DIM_PREFIX, Finding
from tilikartta.reports.book import Book, Page, address
from tilikartta.reports.mend_first import cut_short
from tilikartta.reports.package import save, zip_writer
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import Words, base_name, clean

HEADER = 4
MOST_ROWS = 20_000  # rows of the ledger that are shown: those with a finding first, then the rest of their vouchers
_FINDING = ("severity", "code", "where", "account", "voucher", "what", "why", "fix", "status", "remark")
_WIDTHS = (11, 8, 24, 10, 10, 44, 40, 40, 13, 30)
_ROW = ("date", "series", "voucher", "account", "account_name", "debit", "credit", "text")
_ROW_WIDTHS = {"date": 11, "series": 8, "voucher": 11, "account": 10, "account_name": 26, "debit": 14, "credit": 14, "text": 40,
               "source_file": 24, "sheet": 12, "source_row": 8, "codes": 18, "state": 12}  # fmt: skip
_FILLS = {"error": "F8CBAD", "warning": "FFE699", "info": "DDEBF7"}

Spot = tuple[str, str, int]


def write_worklist(outcome: Outcome, path: Path, lang: str) -> None:
    """Write the worklist as a workbook (.xlsx). Same outcome, same bytes. Written whole or not at all."""
    book = worklist(outcome, lang)
    with whole_file(path) as draft, ZipFile(draft, "w") as target:
        save(book, zip_writer(target))


def worklist(outcome: Outcome, lang: str) -> Book:
    """The three sheets."""
    files = outcome.subject.ledger.files
    book = Book(Words(lang), base_name(files[0].path) if files else "")
    properties = book.workbook.properties
    properties.creator, properties.language = f"tilikartta {__version__}", lang
    for key in ("worklist", "ledger_rows", "codes"):
        book.add(key)
    rows = _shown_rows(outcome)
    _findings_sheet(book, outcome, rows)
    _rows_sheet(book, outcome, rows)
    _codes_sheet(book, outcome)
    return book


def _top(book: Book, page: Page, key: str, **values: object) -> None:
    book.text(page, 1, 1, book.words(f"sheet.{key}"), "title")
    book.text(page, 2, 1, book.words(f"{key}.note", **values), "subtitle")
    book.title_heights(page)


@dataclass(frozen=True)
class Shown:
    """Rows of the ledger that are shown: their index among the entries, and place -> row of the sheet."""

    indices: list[int]
    goals: dict[Spot, int]


def _shown_rows(outcome: Outcome) -> Shown:
    """All rows of a small ledger; of a large one those with a finding and the rest of their vouchers, in file order."""
    p = outcome.subject.postings
    wanted = {_spot(found) for found in outcome.findings if found.place.row}
    rows = p.entries["source_row"].to_numpy(dtype=np.int64, na_value=0)
    near = np.flatnonzero(np.isin(rows, np.array(sorted({spot[2] for spot in wanted}), dtype=np.int64)))
    hit = near[np.array([spot in wanted for spot in _spots(outcome, near)], dtype=np.bool_)]
    if p.size <= MOST_ROWS:
        chosen = np.arange(p.size)
    else:
        mates = np.flatnonzero(np.isin(p.vouchers[0], np.unique(p.vouchers[0][hit])) & p.numbered)
        chosen = np.sort(np.concatenate([hit, np.setdiff1d(mates, hit)])[:MOST_ROWS])
    goals = {spot: row for row, spot in enumerate(_spots(outcome, chosen), start=HEADER + 1)}
    return Shown([int(index) for index in chosen], goals)


def _spot(found: Finding) -> Spot:
    return (found.place.file, found.place.sheet, found.place.row)


def _spots(outcome: Outcome, indices: "np.typing.NDArray[Any]") -> list[Spot]:
    """The places of rows of the ledger."""
    table = outcome.subject.postings.entries[["source_file", "sheet", "source_row"]].iloc[indices]
    return [(str(file), str(sheet), int(row)) for file, sheet, row in table.itertuples(index=False)]


def _findings_sheet(book: Book, outcome: Outcome, rows: Shown) -> None:
    """Every finding, gravest first; the place leads to the row, the status is chosen from a list."""
    page, words, lang = book.pages["worklist"], book.words, book.words.lang
    cut = sum(outcome.cut.values())
    _top(book, page, "worklist", errors=outcome.count("error"), warnings=outcome.count("warning"), infos=outcome.count("info"))
    stop = cut_short(outcome.findings)
    if cut or stop is not None:
        told = words("worklist.cut", count=cut) if stop is None else message(stop, lang)
        book.text(page, 3, 1, told, "strong_right").alignment = Alignment(horizontal="left", vertical="top")
    book.headings(page, HEADER, [words(f"column.{name}") for name in _FINDING], [False] * len(_FINDING), tall=False)
    listed = [(found, words("status.open"), "") for found in outcome.findings]
    listed += [
        (found, words("status.accepted"), f"{one.reason} ({one.person}, {words.day(one.date)})")
        for found, one in outcome.accepted
    ]
    for row, (found, status, remark) in enumerate(listed, start=HEADER + 1):
        texts = (label(f"severity.{found.severity}", lang), found.code, where(found, lang), found.account, found.voucher,
                 message(found, lang), part(found, "why", lang), part(found, "fix", lang), status, remark)  # fmt: skip
        for column, text in enumerate(texts, start=1):
            book.text(page, row, column, text, "strong" if column == 1 else "wrapped", indent=1 if column in (6, 7, 8) else 0)
        _fill(page.sheet.cell(row, 1), found)
        if found.place.row and (goal := rows.goals.get(_spot(found))):
            book.link(page, row, 3, texts[2], address(book.title("ledger_rows"), f"A{goal}"))
        book.fit(page, row, list(zip(texts, _WIDTHS, strict=True)))
    last = HEADER + max(len(listed), 1)
    choices = ",".join(words(f"status.{name}") for name in ("open", "mended", "accepted", "unclear"))
    allowed = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
    allowed.add(f"I{HEADER + 1}:I{last}")
    page.sheet.add_data_validation(allowed)
    page.number_texts = [f"D{HEADER + 1}:E{last}"]
    page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(_FINDING))}{last}"
    page.sheet.freeze_panes = f"A{HEADER + 1}"
    book.widths(page, _WIDTHS)
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")


def _fill(cell: Any, found: Finding) -> None:
    """Mark a cell by gravity; the words beside it say the same."""
    cell._style = copy(cell._style)  # cells that look alike share theirs
    cell.fill = PatternFill("solid", fgColor=_FILLS[found.severity])


def _rows_sheet(book: Book, outcome: Outcome, rows: Shown) -> None:
    """The rows of the ledger; faulty cells are marked and carry their findings as a comment."""
    page, p = book.pages["ledger_rows"], outcome.subject.postings
    indices = rows.indices
    dims = [str(name) for name in p.entries.columns if str(name).startswith(DIM_PREFIX)]
    columns = [*_ROW, *dims, "source_file", "sheet", "source_row", "codes", "state"]
    note = "ledger_rows" if len(indices) == p.size else "ledger_rows_cut"
    _top(book, page, note, shown=len(indices), of=p.size)
    headings = [name.removeprefix(DIM_PREFIX) if name in dims else book.words(f"column.{name}") for name in columns]
    book.headings(page, HEADER, headings, [name in {"debit", "credit"} for name in columns], tall=False)
    by_row: dict[int, list[Finding]] = {}
    for found in outcome.findings:
        if found.place.row and (goal := rows.goals.get(_spot(found))):
            by_row.setdefault(goal, []).append(found)
    for row, index in enumerate(indices, start=HEADER + 1):
        _one_row(book, page, row, p.entries.iloc[index].to_dict(), columns)
        _mark(book, page, row, columns, by_row.get(row, []))
    last = HEADER + max(len(indices), 1)
    page.number_texts = [f"B{HEADER + 1}:D{last}"]
    page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(columns))}{last}"
    page.sheet.freeze_panes = f"A{HEADER + 1}"
    book.widths(page, [_ROW_WIDTHS.get(name, 20) for name in columns])
    empty = [n for n, name in enumerate(columns, start=1) if name in {"series", "sheet", *dims} and not _filled(page, n, last)]
    for column in empty:  # hidden, not left out: the columns stand in the same order in every worklist
        page.sheet.column_dimensions[letter(column)].hidden = True
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")


def _filled(page: Page, column: int, last: int) -> bool:
    """Whether a column of the sheet holds anything."""
    return any(page.sheet.cell(row, column).value is not None for row in range(HEADER + 1, last + 1))


def _one_row(book: Book, page: Page, row: int, cells: dict[Any, Any], columns: list[str]) -> None:
    cents = int(cells["amount"])
    for column, name in enumerate(columns, start=1):
        if name in {"debit", "credit"}:
            if cents and (cents > 0) == (name == "debit"):
                book.euro(page, row, column, abs(cents))
        elif name == "date":
            book.day(page, row, column, cells[name] if hasattr(cells[name], "isoformat") else None)
        elif name == "source_row":
            book.count(page, row, column, int(cells[name]))
        elif name in cells:
            book.text(page, row, column, base_name(str(cells[name])) if name == "source_file" else cells[name])


def _mark(book: Book, page: Page, row: int, columns: list[str], found: list[Finding]) -> None:
    """Fill and comment the faulty cells of a row; the last columns name the codes and the gravest of them."""
    if not found:
        return
    lang = book.words.lang
    by_cell: dict[str, list[Finding]] = {}
    for one in found:
        name = FAULTY_CELL.get(one.code, "amount")
        if name == "amount":
            name = "debit" if page.sheet.cell(row, columns.index("debit") + 1).value is not None else "credit"
        by_cell.setdefault(name, []).append(one)
    for name, held in by_cell.items():
        cell: Any = page.sheet.cell(row, columns.index(name) + 1)
        _fill(cell, held[0])
        text = "\n".join(f"{one.code}: {message(one, lang)}" for one in held)
        comment = Comment(clean(text), "tilikartta")
        comment.width, comment.height = 360, 110
        cell.comment = comment
    book.text(page, row, columns.index("codes") + 1, ", ".join(sorted({one.code for one in found})), "strong")
    book.text(page, row, columns.index("state") + 1, label(f"severity.{found[0].severity}", lang))


def _codes_sheet(book: Book, outcome: Outcome) -> None:
    """What each code found means, how often it was found, why it matters and what to do."""
    page, words, lang = book.pages["codes"], book.words, book.words.lang
    findings = [*outcome.findings, *(found for found, _ in outcome.accepted)]
    names = ("code", "severity", "times", "what", "why", "fix")
    _top(book, page, "codes")
    book.headings(page, HEADER, [words(f"column.{name}") for name in names], [name == "times" for name in names], tall=False)
    gravity = {code_of(found): found.severity for found in reversed(findings)}
    for row, code in enumerate(sorted(gravity), start=HEADER + 1):
        times = sum(1 for found in findings if found.code == code) + outcome.cut.get(code, 0)
        example = next((found for found in findings if found.code == code), None)
        why, fix = (part(example, name, lang) if example else pattern(code, name, lang) for name in ("why", "fix"))
        book.text(page, row, 1, code, "strong")
        book.text(page, row, 2, label(f"severity.{gravity[code]}", lang))
        book.count(page, row, 3, times)
        what = message(example, lang) if example else pattern(code, "what", lang)
        for column, text in enumerate((what, why, fix), start=4):
            book.text(page, row, column, text, "wrapped", indent=1)
        book.fit(page, row, [(text, 46) for text in (what, why, fix)])
    book.widths(page, (9, 12, 9, 48, 48, 48))
    page.sheet.freeze_panes = f"A{HEADER + 1}"
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")
