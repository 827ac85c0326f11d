"""The manifest: what the report was made from, so that it can be checked and made again."""

from tilikartta.model import SourceFile
from tilikartta.reports.book import Book, Page
from tilikartta.reports.view import View
from tilikartta.reports.words import Words, base_name


def write_sources(book: Book, view: View) -> None:
    """Write the sheet."""
    page, words, contents = book.pages["sources"], view.words, view.contents
    manifest = contents.manifest
    book.top(page, words("sheet.sources"), words("sources.note"))
    facts = [
        ("sources.version", manifest.version),
        ("sources.chart", manifest.chart),
        ("sources.mapping", contents.mapping.name),
        ("sources.income", f"{words.of(contents.income.layout.name)} ({contents.income.layout.id})"),
        ("sources.balance", f"{words.of(contents.balance.layout.name)} ({contents.balance.layout.id})"),
        *((name, value) for name, value in manifest.options),
    ]
    row = 5
    for key, value in facts:
        book.text(page, row, 1, words(key) if key.startswith("sources.") else f"--{key}")
        book.text(page, row, 2, value, "wrapped")
        book.fit(page, row, [(value, 48)])
        row += 1
    row = _files(book, page, view, row + 1)
    for file in contents.mapped.ledger.files:
        row = decisions(book, page, words, file, row + 1)
    book.widths(page, [30, 48, 14, 12, 68])
    page.sheet.freeze_panes = "A5"
    book.print_setup(page, landscape=True)


def _files(book: Book, page: Page, view: View, row: int) -> int:
    """Role, name, size, rows and hash of every file; the next free row."""
    words = view.words
    book.text(page, row, 1, words("sources.files"), "heading")
    names = ("role", "file", "size", "rows", "sha256")
    right = [name in ("size", "rows") for name in names]
    book.headings(page, row + 1, [words(f"column.{name}") for name in names], right, tall=False)
    row += 2
    for one in view.contents.manifest.ingredients:
        book.text(page, row, 1, words.known(f"role.{one.role}", one.role))
        book.text(page, row, 2, base_name(one.path), "wrapped")
        if one.size:
            book.count(page, row, 3, one.size)
        if one.rows:
            book.count(page, row, 4, one.rows)
        book.text(page, row, 5, one.sha256, "code")
        row += 1
    return row


DECISIONS = (
    "version", "type", "period", "program", "profile", "layout", "organisation", "business_id", "chart", "currency", "sheet",
    "encoding", "separator", "decimal", "date", "header_row", "by_content", "sign", "ignored",
    "left_out",
)  # fmt: skip


def decided(words: Words, file: SourceFile) -> list[tuple[str, str]]:
    """What reading decided about a file: (name in words, value in words)."""
    names = [*DECISIONS, *(name for name in file.decisions if name not in (*DECISIONS, "columns"))]
    held = [(name, value) for name in names if (value := file.decisions.get(name, ""))]
    return [(words.known(f"decision.{name}", name), _shown(words, name, value)) for name, value in held]


def _shown(words: Words, name: str, value: str) -> str:
    """A lone comma needs quotes to be seen, a tab a name, and the sign model words."""
    if name == "sign":
        return words.known(f"sign.{value}", value)
    if value in ("\t", "tab"):
        return words("separator.tab")
    return f"»{value}«" if len(value) == 1 and not value.isalnum() else value


def column_list(words: Words, file: SourceFile) -> str:
    """``Tili = Tilinro; Selite = Kuvaus``: our name and the file's heading."""
    pairs = []
    for role, heading in file.columns.items():
        own = heading if role.startswith("dim_") else words.known(f"role_column.{role}", role)
        pairs.append(f"{own} = {heading}")
    return "; ".join(pairs)


def decisions(book: Book, page: Page, words: Words, file: SourceFile, row: int) -> int:
    """How one ledger file was read; the next free row."""
    book.text(page, row, 1, words("sources.read", file=base_name(file.path)), "heading")
    columns = (words("decision.columns"), column_list(words, file))
    for name, value in ((words("decision.format"), file.format), *decided(words, file), columns):
        row += 1
        book.text(page, row, 1, name)
        book.text(page, row, 2, value, "wrapped")
        book.fit(page, row, [(value, 48)])
    return row + 1
