"""charts/key-figures.yaml -> KeyFigureBook. Formulas and terms are checked against the chart before anything is counted."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

from tilikartta.definitions.chart_file import rename_class, universal_chart
from tilikartta.definitions.locate import shipped, shown
from tilikartta.definitions.strict_yaml import Document, PathKey, load
from tilikartta.definitions.validate import closest, validate
from tilikartta.model import RESULT_CLASSES, Chart, ExitCode, Finding, TilikarttaError, error
from tilikartta.model.formula import FormulaError, Node, parse_formula
from tilikartta.model.measures import Band, KeyFigure, KeyFigureBook, Pick

COUNTED_NAMES: tuple[str, ...] = ("months",)  # names that every formula may use: length of the financial year
_SIDES = ({"income"}, {"expense"}, {"appropriation"})


def line_names(book: KeyFigureBook, chart: Chart) -> dict[str, str]:
    """Line id -> layout id, for the layouts whose lines formulas may name."""
    layouts = [chart.layout_by_id[name] for name in book.layouts if name in chart.layout_by_id]
    return {line.id: layout.id for layout in reversed(layouts) for _, line in layout.flat}


def pick_faults(picks: Iterable[Pick], chart: Chart, document: Document, path: PathKey) -> Iterator[Finding]:
    """TK323: attributes that no account has, or that no account has together."""
    accounts = chart.accounts
    known: dict[str, set[str]] = {
        "klass": {one.klass for one in accounts}, "account": set(chart.by_code), "nature": {one.nature for one in accounts},
        "function": {function for one in accounts for function in one.functions},
    }  # fmt: skip
    for index, pick in enumerate(picks):
        place = document.place((*path, index))
        lost = [
            value
            for key in ("klass", "account", "not_account", "nature", "not_nature", "function", "not_function")
            for value in getattr(pick, key)
            if value not in known[key.removeprefix("not_")]
        ]
        taken = [one for one in accounts if pick.takes_account(one)]
        if lost or not any(pick.takes_function(function) for one in taken for function in (one.functions or ("",))):
            yield error("TK323", place, values=lost or [str(value) for value in (*pick.nature, *pick.account)])


def _term_faults(book: KeyFigureBook, chart: Chart, document: Document) -> Iterator[Finding]:
    """TK323, and TK324: a term that mixes income and expenses, or takes balances, has no sign of its own."""
    for index, term in enumerate(book.terms):
        path = ("terms", index)
        yield from pick_faults(term.select, chart, document, (*path, "select"))
        picks = term.select
        if term.doubt is not None:
            yield from pick_faults(term.doubt.select, chart, document, (*path, "doubt", "select"))
            picks = (*picks, *term.doubt.select)
        if {klass for pick in picks for klass in pick.klass or RESULT_CLASSES} not in _SIDES:
            yield error("TK324", document.place(path), term=term.id)


def _formula_faults(text: str, names: set[str], document: Document, path: PathKey) -> tuple[Node | None, list[Finding]]:
    """TK320 not a formula, TK321 a name that means nothing."""
    place = document.place((*path, "formula"))
    try:
        formula = parse_formula(text)
    except FormulaError as fault:
        return None, [error("TK320", place, formula=text, at=fault.at, found=fault.found)]
    lost = [name for name in formula.names() if name not in names]
    return formula, [error("TK321", place, name=name, near=closest(name, names)) for name in lost]


def _apart(one: Band, other: Band) -> bool:
    """Whether one band ends before the other begins."""
    for low, high in ((one, other), (other, one)):
        top = low.under if low.under is not None else low.at_most
        bottom = high.over if high.over is not None else high.at_least
        if (
            top is not None
            and bottom is not None
            and (top < bottom or (top == bottom and not (low.holds(top) and high.holds(top))))
        ):
            return True
    return False


def _figure_faults(figure: KeyFigure, names: set[str], lines: set[str], document: Document, path: PathKey) -> Iterator[Finding]:
    """Faults of one figure: TK320, TK321, TK327 bands that overlap, TK328 a variant that has no meaning."""
    main, findings = _formula_faults(figure.formula, names, document, path)
    yield from findings
    for one, other in combinations(figure.bands, 2):
        if not _apart(one, other):
            yield error("TK327", document.place((*path, "bands")), figure=figure.id, first=one.id, second=other.id)
    for index, variant in enumerate(figure.variants):
        spot = (*path, "variants", index)
        formula = main
        if variant.formula:
            formula, findings = _formula_faults(variant.formula, names, document, spot)
            yield from findings
        by_fund = bool(variant.fund and formula and lines & set(formula.names()))
        if by_fund or not (variant.formula or variant.fund):
            yield error("TK328", document.place(spot), figure=figure.id, variant=variant.id)


def check_key_figures(book: KeyFigureBook, chart: Chart, document: Document) -> list[Finding]:
    """All findings of a file: also TK322 unknown layout, TK325 one id twice, TK329 a caution that is not in the file."""
    findings = [
        error("TK322", document.place(("layouts", index)), layout=name, near=closest(name, chart.layout_by_id))
        for index, name in enumerate(book.layouts)
        if name not in chart.layout_by_id
    ]
    lines = set(line_names(book, chart))
    names = {*lines, *COUNTED_NAMES, *(term.id for term in book.terms)}
    findings += _term_faults(book, chart, document)
    for key in ("terms", "figures"):
        seen = set(lines)
        for index, item in enumerate(getattr(book, key)):
            if item.id in seen:
                findings.append(error("TK325", document.place((key, index, "id")), id=item.id))
            seen.add(item.id)
    for index, figure in enumerate(book.figures):
        findings += _figure_faults(figure, names, lines, document, ("figures", index))
        for number, caution in enumerate(figure.cautions):
            if caution not in book.cautions:
                place = document.place(("figures", index, "cautions", number))
                findings.append(error("TK329", place, id=caution, near=closest(caution, book.cautions)))
    return findings


def read_key_figures(path: Path, chart: Chart) -> tuple[KeyFigureBook | None, list[Finding]]:
    """A file of key figures, checked against the chart. Every fault is a finding; None when the file has not the right shape."""
    document, findings = load(path, shown(path))
    book, faults = validate(document, KeyFigureBook, rename_class)
    findings += faults
    return (None, findings) if book is None else (book, findings + check_key_figures(book, chart, document))


@cache
def shipped_key_figures() -> KeyFigureBook:
    """The shipped key figures, for the universal chart."""
    book, findings = read_key_figures(shipped("charts") / "key-figures.yaml", universal_chart())
    if book is None or findings:
        raise TilikarttaError(findings, ExitCode.USAGE)
    return book
