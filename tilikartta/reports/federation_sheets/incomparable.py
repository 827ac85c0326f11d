"""What cannot be compared, and why: one row for each, so that no figure stands beside another as if they were alike."""

from collections import defaultdict

from openpyxl.utils import get_column_letter as letter

from tilikartta.comparison.incomparable import incomparable
from tilikartta.messages import label, message, part
from tilikartta.model import Finding
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.sheets.measured import HEADER, PROSE, finish

WIDTHS = (30, 8, 15, 56, 56)
COLUMNS = ("member", "year", "severity", "what", "why")


def write_incomparable(book: FederationBook, plan: Plan) -> None:
    """Write the sheet, the same kind of obstacle together."""
    page, words = book.pages["incomparable"], plan.words
    found = incomparable(plan.comparison)
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        by_code[one.code].append(one)
    note = "incomparable.note" if found else "incomparable.none"
    book.top(page, words("sheet.incomparable"), words(note))
    book.headings(page, HEADER, [words(f"column.{one}") for one in COLUMNS], [False] * len(COLUMNS), tall=False)
    row = HEADER
    for code in sorted(by_code):
        for one in by_code[code]:
            row += 1
            _row(book, plan, one, row)
    page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(COLUMNS))}{max(row, HEADER + 1)}"
    finish(book, page, WIDTHS, frozen=f"A{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def _row(book: FederationBook, plan: Plan, one: Finding, row: int) -> None:
    page, lang = book.pages["incomparable"], plan.words.lang
    member = plan.names.get(str(one.data.get("member_id", "")), "")
    texts = (member or plan.words("incomparable.all"), str(one.data.get("year", "")), label(f"severity.{one.severity}", lang),
             message(one, lang), f"{part(one, 'why', lang)} {part(one, 'fix', lang)}")  # fmt: skip
    for column, text in enumerate(texts, start=1):
        book.text(page, row, column, text, "wrapped")
    book.fit(page, row, [(text, width * PROSE * 0.95) for text, width in zip(texts, WIDTHS, strict=True)])
