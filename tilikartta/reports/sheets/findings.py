"""Every finding of the run: how grave, where, what, why it matters and what to do."""

from openpyxl.utils import get_column_letter as letter

from tilikartta.messages import label, message, part, where
from tilikartta.reports.book import Book
from tilikartta.reports.view import View

HEADER = 5
_COLUMNS = ("severity", "code", "where", "account", "voucher", "what", "why", "fix")
_WIDTHS = (10, 8, 22, 9, 9, 38, 38, 38)


def write_findings(book: Book, view: View) -> None:
    """Write the sheet."""
    page, words, lang = book.pages["findings"], view.words, view.words.lang
    findings = view.contents.findings
    book.top(page, words("sheet.findings"), words("findings.note" if findings else "findings.none"))
    book.headings(page, HEADER, [words(f"column.{name}") for name in _COLUMNS], [False] * len(_COLUMNS), tall=False)
    for row, found in enumerate(findings, start=HEADER + 1):
        texts = (label(f"severity.{found.severity}", lang), found.code, where(found, lang), found.account, found.voucher,
                 message(found, lang), part(found, "why", lang), part(found, "fix", lang))  # fmt: skip
        for column, text in enumerate(texts, start=1):
            book.text(page, row, column, text, "strong" if column == 1 else "wrapped")
        book.fit(page, row, zip(texts, _WIDTHS, strict=True))
    last = HEADER + max(len(findings), 1)
    page.number_texts = [f"D{HEADER + 1}:E{last}"]
    page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(_COLUMNS))}{last}"
    page.sheet.freeze_panes = f"A{HEADER + 1}"
    book.widths(page, _WIDTHS)
    book.print_setup(page, landscape=True, repeat=f"{HEADER}:{HEADER}")
