"""Every finding of the run: of the comparison itself first, then member by member."""

from collections.abc import Iterator

from openpyxl.utils import get_column_letter as letter

from tilikartta.messages import label, message, part, where
from tilikartta.model import Finding
from tilikartta.model.measures import in_language
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.sheets.measured import HEADER, PROSE, finish

COLUMNS = ("member", "severity", "code", "where", "account", "what", "why", "fix")
WIDTHS = (24, 10, 8, 22, 9, 38, 36, 36)


def all_findings(plan: Plan) -> Iterator[tuple[str, Finding]]:
    """(name of the member or "", finding)."""
    for one in plan.comparison.findings:
        yield plan.names.get(str(one.data.get("member_id", "")), ""), one
    for result in plan.comparison.results:
        for one in result.findings:
            yield plan.names[result.member.id], one


def write_findings(book: FederationBook, plan: Plan) -> None:
    """Write the sheet."""
    page, words, lang = book.pages["findings"], plan.words, plan.words.lang
    found = list(all_findings(plan))
    book.top(page, words("sheet.findings"), words("findings.note" if found else "findings.none"))
    book.headings(page, HEADER, [words(f"column.{name}") for name in COLUMNS], [False] * len(COLUMNS))
    for row, (member, raw) in enumerate(found, start=HEADER + 1):
        one = in_language(raw, lang)
        owner, severity = member or words("findings.whole"), label(f"severity.{one.severity}", lang)
        texts = (owner, severity, one.code, where(one, lang), one.account,
                 message(one, lang), part(one, "why", lang), part(one, "fix", lang))  # fmt: skip
        for column, text in enumerate(texts, start=1):
            book.text(page, row, column, text, "strong" if column == 2 else "wrapped")
        book.fit(page, row, [(text, width * (PROSE if width > 30 else 1)) for text, width in zip(texts, WIDTHS, strict=True)])
    last = HEADER + max(len(found), 1)
    page.number_texts = [f"E{HEADER + 1}:E{last}"]
    page.sheet.auto_filter.ref = f"A{HEADER}:{letter(len(COLUMNS))}{last}"
    finish(book, page, WIDTHS, frozen=f"A{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")
