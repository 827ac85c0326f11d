"""Key figures: value and band, why one is not available, and beside each what to know about it and where it comes from."""

from tilikartta.messages import label
from tilikartta.model.measures import KeyFigure, KeyFigureValue, Variant
from tilikartta.reports.book import Book, Page
from tilikartta.reports.measures import Measures, said
from tilikartta.reports.sheets.measured import HEADER, finish, fit, not_available, number, period_labels
from tilikartta.reports.view import View

NAME, VALUE, BAND, REASON, CAVEAT, SOURCE = 30, 14, 13, 30, 44, 30


def write_key_figures(book: Book, view: View, measures: Measures) -> None:
    """Write the sheet."""
    page, words = book.pages["key_figures"], view.words
    periods = period_labels(view)
    widths = (NAME, *[VALUE] * len(periods), BAND, REASON, CAVEAT, SOURCE)
    book.top(page, words("sheet.key_figures"), f"{words('key_figures.note')} {words('key_figures.values')}")
    shown = [view.label(index) for index in periods]
    band = f"{words('column.band')} {shown[0]}" if len(shown) > 1 else words("column.band")
    texts = [words("column.figure"), *shown, band, *(words(f"column.{one}") for one in ("not_available", "caveat", "source"))]
    book.headings(page, HEADER, texts, [False, *[True] * len(shown), *[False] * 4])
    for row, (figure, variant, values) in enumerate(measures.by_figure, start=HEADER + 1):
        _figure(book, page, view, row, figure, variant, [values[name] for name in periods.values()])
    finish(book, page, widths, frozen=f"B{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def _figure(
    book: Book, page: Page, view: View, row: int, figure: KeyFigure, variant: Variant | None, values: list[KeyFigureValue]
) -> None:
    """One figure, or one variant under its figure."""
    words = view.words
    name = words.of(variant.name if variant else figure.name)
    book.text(page, row, 1, name, "line" if variant else "line_group", 1 if variant else 0)
    for column, value in enumerate(values, start=2):
        if value.value is None:
            not_available(book, page, row, column)
        else:
            number(book, page, row, column, value.value, figure.unit)
    reasons = reasons_of(view, values)
    texts: list[tuple[str, float]] = [("", BAND), (reasons, REASON), ("", CAVEAT), ("", SOURCE)]
    if variant is None:
        texts = [(band_name(view, values), BAND), (reasons, REASON), (caveat_of(view, figure, values), CAVEAT),
                 (words.of(figure.source), SOURCE)]  # fmt: skip
    for column, (text, _) in enumerate(texts, start=2 + len(values)):
        book.text(page, row, column, text, "wrapped")
    fit(book, page, row, texts, name, NAME - 2)


def reasons_of(view: View, values: list[KeyFigureValue]) -> str:
    """Why figures are not available; the year is named where only some lack it or the reasons differ."""
    lang = view.words.lang
    found = [(value.period, said(value.reason, lang)) for value in values if value.reason is not None]
    texts = list(dict.fromkeys(text for _, text in found))
    if len(texts) <= 1 and len(found) in (0, len(values)):
        return "".join(texts)
    return "\n".join(f"{period}: {text}" for period, text in found)


def band_name(view: View, values: list[KeyFigureValue]) -> str:
    """The band of the newest year in words."""
    band = values[0].band if values else None
    return view.words.of(band.name) if band is not None else ""


def caveat_of(view: View, figure: KeyFigure, values: list[KeyFigureValue]) -> str:
    """Which way is better, what to know, and what the bands were made for."""
    words = view.words
    parts = [label(f"measure.better.{figure.better}", words.lang).capitalize() + "."]
    parts += [words.of(text) for text in (figure.caveat, figure.bands_note) if text is not None]
    return " ".join([*parts, *(words.of(text) for text in (values[0].cautions if values else ()))])
