"""The last hand on a workbook's package: stored values, rows written in bulk, and bytes that do not depend on the clock.

openpyxl writes formulas without their results, stamps the time of saving, and has no marks for numbers kept as text.
"""

import io
import re
from collections.abc import Callable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tilikartta.reports.book import Book, Page
from tilikartta.reports.cell_links import relations_of
from tilikartta.reports.seal import PART, RELATION, ContentHash, part

_MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_STAMPS = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_FORMULA = re.compile(r'(<c r="([A-Z]+[0-9]+)"[^>]*>)(<f>[^<]*</f>)<v\s*/?>(?:</v>)?')
_DIMENSION = re.compile(rb'<dimension ref="([A-Z]+[0-9]+)(?::([A-Z]+)[0-9]+)?"\s*/>')


def save(book: Book, write: Callable[[str, Iterator[bytes]], None]) -> None:
    """Hand out every member of the finished package, in a fixed order, as (name, chunks); last the seal of a report."""
    draft = io.BytesIO()
    book.workbook.save(draft)
    pages = {f"xl/worksheets/sheet{index}.xml": page for index, page in enumerate(book.pages.values(), start=1)}
    linked = {relations_of(name): page.links for name, page in pages.items() if page.links.files}
    counted = ContentHash()
    with ZipFile(draft) as source:
        there = set(source.namelist())
        for name in sorted(there | set(linked)):
            content = source.read(name) if name in there else b""
            if name in linked:
                content = linked[name].in_relations(content)
            elif name == "docProps/core.xml":
                content = _STAMPS.sub(b"", content)
            elif name == "xl/_rels/workbook.xml.rels" and book.seal:
                content = content.replace(b"</Relationships>", RELATION)
            write(name, counted.watch(name, _sheet(content, pages[name]) if name in pages else iter([content])))
    if book.seal:
        write(PART, iter([part(book.seal, counted.hexdigest())]))


def zip_writer(target: ZipFile) -> Callable[[str, Iterator[bytes]], None]:
    """A writer into a zip with fixed dates and rights."""

    def write(name: str, chunks: Iterator[bytes]) -> None:
        entry = ZipInfo(name, _MIDNIGHT)
        entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, 0o600 << 16, 3
        with target.open(entry, "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)

    return write


def _sheet(content: bytes, page: Page) -> Iterator[bytes]:
    """A sheet with its stored values and bulk rows."""
    content = _with_values(content.decode(), page).encode()
    content = page.links.in_sheet(_with_marks(content, page))
    if page.rows is None or not page.rows.count:
        yield content
        return
    content = _with_dimension(content, page.rows.last)
    head, end, tail = content.partition(b"</sheetData>")
    yield head
    yield from page.rows.xml()
    yield end + tail


def _with_values(content: str, page: Page) -> str:
    """Put the stored value beside every formula. A formula without one is a fault of the program."""
    used: set[str] = set()

    def stored(match: re.Match[str]) -> str:
        used.add(match[2])
        return f"{match[1]}{match[3]}<v>{page.stored[match[2]]}</v>"

    content = _FORMULA.sub(stored, content)
    if used != set(page.stored) or content.count("<f>") != len(used):
        raise AssertionError(f"formulas without stored values on {page.name}: {set(page.stored) ^ used}")
    return content


def _with_marks(content: bytes, page: Page) -> bytes:
    """Tell the spreadsheet that account numbers are meant to be text, so that it does not flag every one of them."""
    if not page.number_texts:
        return content
    mark = f'<ignoredErrors><ignoredError sqref="{" ".join(page.number_texts)}" numberStoredAsText="1"/></ignoredErrors>'
    return content.replace(b"</headerFooter>", b"</headerFooter>" + mark.encode(), 1)


def _with_dimension(content: bytes, last: int) -> bytes:
    def grown(match: re.Match[bytes]) -> bytes:
        corner = match[2] or b"A"
        return b'<dimension ref="' + match[1] + b":" + corner + str(last).encode() + b'"/>'

    return _DIMENSION.sub(grown, content, count=1)
