"""Named cell styles of the workbook. Nothing is told by colour alone: minus signs, words and rules (lines) carry the meaning."""

from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from tilikartta.reports.words import Words

# One format for all languages: the reader's own program puts spaces, commas or points into it. The minus is the long one.
EURO = '#,##0.00;"\u2212"#,##0.00'
COUNT = "#,##0"
DAY = {"fi": "d.m.yyyy", "sv": "d.m.yyyy", "en": "d mmm yyyy"}

# Arial stands on every machine or has a twin of the same widths; sizes in points.
FACE, SIZE = "Arial", 10
INK, PALE, LINK = "1F3864", "E8EDF4", "0B5394"
THIN, DOUBLE, HAIR = Side(style="thin", color=INK), Side(style="double", color=INK), Side(style="hair", color="9AA5B1")

TOP = Alignment(vertical="top")
WRAP = Alignment(vertical="top", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="top", wrap_text=True, indent=1)
FIGURE = Alignment(horizontal="right", vertical="top", indent=1)


def _style(name: str, **parts: object) -> NamedStyle:
    style = NamedStyle(name=name, font=_font(), alignment=TOP)
    for part, value in parts.items():
        setattr(style, part, value)
    return style


def _font(*, size: int = SIZE, bold: bool = False, italic: bool = False, color: str | None = None, link: bool = False) -> Font:
    return Font(name=FACE, size=size, bold=bold, italic=italic, color=color, underline="single" if link else None)


def _table(lang: str) -> dict[str, dict[str, object]]:
    """Every style by its key."""
    fill = PatternFill("solid", fgColor=PALE)
    bold, strong = _font(bold=True), _font(bold=True, color=INK)
    return {
        "title": {"font": _font(size=16, bold=True, color=INK)},
        "subtitle": {"font": _font(size=11, color=INK)},
        "heading": {"font": _font(size=12, bold=True, color=INK), "border": Border(bottom=THIN)},
        "column": {"font": strong, "fill": fill, "alignment": WRAP, "border": Border(bottom=THIN)},
        "column_right": {"font": strong, "fill": fill, "alignment": RIGHT, "border": Border(bottom=THIN)},
        "text": {},
        "wrapped": {"alignment": WRAP},
        "strong": {"font": bold, "alignment": WRAP},
        "strong_right": {"font": bold, "alignment": Alignment(horizontal="right", vertical="top")},
        "note": {"font": _font(italic=True), "alignment": WRAP},
        "code": {"font": Font(name="Courier New", size=9), "alignment": WRAP},
        "link": {"font": _font(color=LINK, link=True), "alignment": WRAP},
        "back": {"font": _font(color=LINK, link=True)},
        "link_strong": {"font": _font(bold=True, color=LINK, link=True), "alignment": WRAP},
        "day": {"number_format": DAY[lang], "alignment": Alignment(horizontal="left", vertical="top")},
        "count": {"number_format": COUNT, "alignment": FIGURE},
        "euro": {"number_format": EURO, "alignment": FIGURE},
        "euro_group": {"number_format": EURO, "alignment": FIGURE, "font": bold},
        "euro_sub": {"number_format": EURO, "alignment": FIGURE, "border": Border(top=HAIR)},
        "euro_sum": {"number_format": EURO, "alignment": FIGURE, "font": bold, "border": Border(top=THIN)},
        "euro_total": {
            "number_format": EURO, "alignment": FIGURE, "font": bold, "border": Border(top=THIN, bottom=DOUBLE),
        },
        "line": {"alignment": WRAP},
        "line_group": {"font": bold, "alignment": WRAP},
        "line_sum": {"font": bold, "alignment": WRAP, "border": Border(top=THIN)},
        "line_total": {"font": bold, "alignment": WRAP, "border": Border(top=THIN, bottom=DOUBLE)},
    }  # fmt: skip


def add_styles(book: Workbook, words: Words) -> dict[str, str]:
    """Add the named styles; their names by key."""
    # Column widths are counted in digits of the Normal style's font.
    normal: Any = book
    next(style for style in normal._named_styles if style.name == "Normal").font = _font()
    names = {}
    for key, parts in _table(words.lang).items():
        style = _style(words(f"style.{key}"), **parts)
        book.add_named_style(style)
        names[key] = style.name
    return names
