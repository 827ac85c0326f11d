"""The workbook of a federation in the making: formulas of any unit and of texts, charts with alternative texts."""

import io
import re
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill

from tilikartta.reports.book import Book, Page
from tilikartta.reports.federation_sheets.words import FederationWords
from tilikartta.reports.sheets.measured import number_format
from tilikartta.reports.styles import DOUBLE, FACE, FIGURE, HAIR, INK, LINK, PALE, RIGHT, SIZE, THIN, TOP, WRAP, add_styles
from tilikartta.reports.words import clean

DECIMALS = {"euro": 2, "percent": 1, "months": 1, "ratio": 2, "count": 0, "year": 0,
            "standing_good": 0, "standing_plain": 0}  # fmt: skip
_BORDERS = {
    "": Border(), "_group": Border(), "_sub": Border(top=HAIR), "_sum": Border(top=THIN),
    "_total": Border(top=THIN, bottom=DOUBLE),
}  # fmt: skip
LEGEND = {"green": "D9EAD3", "orange": "FCE5CD", "blue": "DCE6F1"}
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>')
_NAME = re.compile(r"<(xdr:)?cNvPr ([^>]*?)/>")


class _Draft(Workbook):
    """A workbook that finishes its package at saving: kinds of texts that formulas give, alternative texts of charts."""

    finish: Callable[[str, bytes], bytes]

    def save(self, filename: Any) -> None:
        """Write the package."""
        inner = io.BytesIO()
        super().save(inner)
        with ZipFile(inner) as source, ZipFile(filename, "w") as target:
            for name in source.namelist():
                target.writestr(name, self.finish(name, source.read(name)))


class FederationBook(Book):
    """The workbook and its pages in order."""

    def __init__(self, words: FederationWords, organisation: str, seal: Any = None) -> None:
        super().__init__(words, organisation, seal)
        self.workbook = draft = _Draft()
        draft.finish = self._finish
        self.workbook.remove(self.workbook.worksheets[0])
        self.styles = add_styles(self.workbook, words)
        self._add_units(words)
        self.text_results: dict[str, set[str]] = defaultdict(set)
        self.charts: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def _add_units(self, words: FederationWords) -> None:
        """Named styles of figures that are not euros, and of remarks beside figures."""
        for unit in ("percent", "months", "ratio"):
            for suffix, border in _BORDERS.items():
                style = NamedStyle(
                    f"{words('style.' + unit)} {words('style.kind' + suffix)}".strip(), alignment=FIGURE, border=border
                )
                style.font = _face(bold=suffix in ("_group", "_sum", "_total"))
                style.number_format = number_format(unit, words.lang)
                self._name(f"{unit}{suffix}", style)
        fill = PatternFill("solid", fgColor=PALE)
        self._plain("absent", alignment=FIGURE, font=_face(italic=True))
        self._plain("standing_text", alignment=Alignment(horizontal="left", vertical="top", indent=1))
        self._plain("mark", font=_face(size=8))
        self._plain("year", number_format="0", alignment=Alignment(horizontal="left", vertical="top"))
        self._plain("choice", font=_face(bold=True), alignment=WRAP, border=Border(top=THIN, bottom=THIN, left=THIN, right=THIN))
        self._plain(
            "column_link", font=Font(name=FACE, size=SIZE, bold=True, color=LINK, underline="single"), fill=fill, alignment=RIGHT
        )
        self._plain("column_band", font=_face(bold=True, color=INK), fill=fill)
        self._plain("column_small", font=_face(size=8, color=INK), fill=fill, alignment=RIGHT, border=Border(bottom=THIN))
        for key, signs in (("good", ("2", "-2")), ("plain", ("1", "-1"))):
            high, low = (f'[={code}]"{words("standing." + code)}"' for code in signs)
            number = f'{high};{low};"{words("standing.0")}"'
            self._plain(f"standing_{key}", number_format=number, font=_face(size=8), alignment=FIGURE)
        for key, colour in LEGEND.items():
            self._plain(f"legend_{key}", font=_face(size=8), fill=PatternFill("solid", fgColor=colour))

    def _plain(self, key: str, **parts: object) -> None:
        style = NamedStyle(self.words(f"style.{key}"), font=_face(), alignment=TOP)
        for part, value in parts.items():
            setattr(style, part, value)
        self._name(key, style)

    def _name(self, key: str, style: NamedStyle) -> None:
        self.workbook.add_named_style(style)
        self.styles[key] = style.name

    def live(
        self, page: Page, row: int, column: int, formula: str, value: int | None, unit: str = "euro", suffix: str = ""
    ) -> None:
        """A live formula with its ``=`` and the value it gives, in the last decimal of its unit (euros: cents)."""
        cell: Any = page.sheet.cell(row, column)
        cell._value, cell.data_type, cell._style = formula, "f", self.look(f"{unit}{suffix}")
        if value is None:
            page.stored[cell.coordinate] = ""
            self.text_results[page.name].add(cell.coordinate)
        else:
            page.stored[cell.coordinate] = digits(value, unit)

    def live_text(self, page: Page, row: int, column: int, formula: str, text: str, style: str = "text") -> None:
        """A live formula that gives a text."""
        cell: Any = page.sheet.cell(row, column)
        cell._value, cell.data_type, cell._style = formula, "f", self.look(style)
        page.stored[cell.coordinate] = escape(text)
        self.text_results[page.name].add(cell.coordinate)

    def figure(self, page: Page, row: int, column: int, value: int, unit: str = "euro", suffix: str = "") -> None:
        """A figure as its digits: no float takes part."""
        cell: Any = page.sheet.cell(row, column)
        cell._value, cell.data_type, cell._style = digits(value, unit), "n", self.look(f"{unit}{suffix}")

    def absent(self, page: Page, row: int, column: int, text: str = "–") -> None:
        """What stands where there is no figure. Never 0."""
        self.text(page, row, column, text, "absent")

    def chart(self, page: Page, chart: Any, cell: str, title: str, description: str) -> None:
        """A chart with its alternative text."""
        page.sheet.add_chart(chart, cell)
        self.charts[page.name].append((title, description))

    def _finish(self, name: str, content: bytes) -> bytes:
        if name.startswith("xl/worksheets/sheet"):
            number = int(re.sub(r"\D", "", name.rsplit("/", 1)[1]))
            title = list(self.pages.values())[number - 1].name
            return _with_kinds(content, self.text_results.get(title, set()))
        if name.startswith("xl/drawings/drawing"):
            pages = [page.name for page in self.pages.values() if page.name in self.charts]
            number = int(re.sub(r"\D", "", name.rsplit("/", 1)[1]))
            return _with_descriptions(content, self.charts[pages[number - 1]])
        return content


def _with_kinds(content: bytes, texts: set[str]) -> bytes:
    """Say of formulas that give a text that they do: a stored text is otherwise read as a broken number."""
    if not texts:
        return content

    def marked(match: re.Match[str]) -> str:
        return match[0].replace("><f>", ' t="str"><f>') if match[1] in texts else match[0]

    return _CELL.sub(marked, content.decode()).encode()


def _with_descriptions(content: bytes, charts: list[tuple[str, str]]) -> bytes:
    """Give every chart its name and what it shows in words, for those who do not see it."""
    waiting = iter(charts)

    def described(match: re.Match[str]) -> str:
        title, description = next(waiting)
        identity = re.search(r'id="\d+"', match[2])
        found = identity[0] if identity else 'id="1"'
        return f"<{match[1] or ''}cNvPr {found} name={quoteattr(clean(title))} descr={quoteattr(clean(description))}/>"

    return _NAME.sub(described, content.decode()).encode()


def digits(value: int, unit: str) -> str:
    """The figure as decimal text: cents of euros, tenths of per cents."""
    return f"{Decimal(value).scaleb(-DECIMALS[unit]):f}"


def _face(*, size: int = SIZE, bold: bool = False, italic: bool = False, color: str | None = None) -> Font:
    return Font(name=FACE, size=size, bold=bold, italic=italic, color=color)


def criterion(text: str) -> str:
    """A text as a criterion that stands for itself in a quoted formula string."""
    for sign in "~*?":
        text = text.replace(sign, f"~{sign}")
    return text.replace('"', '""')
