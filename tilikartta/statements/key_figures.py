"""Key figures of a mapped ledger. A figure whose terms are missing is None with the reason, never 0."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product

from tilikartta.definitions.key_figure_file import line_names
from tilikartta.mapping.apply import Mapped
from tilikartta.model import Cents, Chart, Finding, Text, info, warning
from tilikartta.model.formula import Node, NotDivisible, evaluate, parse_formula
from tilikartta.model.measures import DECIMALS, KeyFigure, KeyFigureBook, KeyFigureValue, Variant, rounded
from tilikartta.statements.terms import Terms, balances_known, labels, unmapped_of


def key_figures(mapped: Mapped, chart: Chart, book: KeyFigureBook) -> tuple[list[KeyFigureValue], list[Finding]]:
    """Every figure of the book and its variants, period by period in the order of the book.

    Findings: TK605 euros without a home in the mapping, which no figure counts. The reasons of figures that are not available are
    TK600 zero divisor, TK601 no opening balances, TK602 part of the ledger is too rough, TK603 a term is not followed, TK604
    negative divisor.
    """
    terms = Terms(mapped, chart, book, line_names(book, chart))
    names = labels(mapped)
    findings = [
        warning("TK605", period=names[period], count=count, amount=Cents(cents))
        for period, (count, cents) in enumerate(unmapped_of(mapped))
        if count
    ]
    known = [balances_known(mapped, period) for period in range(terms.count)]
    rows = [
        _value(terms, figure, variant, period, known[period])
        for figure in book.figures
        for variant in (None, *figure.variants)
        for period in range(terms.count)
    ]
    return rows, findings


def _value(terms: Terms, figure: KeyFigure, variant: Variant | None, period: int, balances: bool) -> KeyFigureValue:
    """One figure in one period."""
    formula = parse_formula(variant.formula if variant and variant.formula else figure.formula)
    fund = variant.fund if variant else ""
    used = tuple((name, terms.value(name, period, fund)) for name in formula.names())
    cautions = tuple(terms.book.cautions[name] for name in figure.cautions)
    row = KeyFigureValue(figure, labels(terms.mapped)[period], variant, terms=used, cautions=cautions)
    reason = _missing(terms, formula, period, balances)
    if reason is not None:
        return replace(row, reason=reason)
    try:
        low, high = _bounds(terms, formula, period, fund)
    except NotDivisible as fault:
        of: list[object] = [name_of(terms, name) for name in fault.names]
        return replace(row, reason=info("TK600", of=of) if fault.divisor == 0 else info("TK604", of=of))
    decimals = DECIMALS[figure.unit]
    least, most = rounded(low, decimals), rounded(high, decimals)
    if least != most:
        return replace(row, low=least, high=most, reason=_rough(terms, formula, period, fund, (least, most)))
    band = next((band for band in figure.bands if band.holds(least)), None) if variant is None else None
    return replace(row, value=least, low=least, high=least, band=band)


def name_of(terms: Terms, name: str) -> Text | str:
    """What a name of a formula is called: the term's or the line's name."""
    if name in terms.by_id:
        return terms.by_id[name].name
    if name in terms.lines:
        layout = terms.chart.layout_by_id[terms.lines[name]]
        return next(line.name for _, line in layout.flat if line.id == name)
    return name


def _missing(terms: Terms, formula: Node, period: int, balances: bool) -> Finding | None:
    """Why the figure cannot be had at all, if so."""
    if not balances and any(terms.needs_balances(name) for name in formula.names()):
        return info("TK601")
    absent = [name_of(terms, name) for name in formula.names() if terms.absent(name, period)]
    return info("TK603", of=absent) if absent else None


def _bounds(terms: Terms, formula: Node, period: int, fund: str) -> tuple[Fraction, Fraction]:
    """The least and the most the figure can be, when doubtful euros belong to a term or not. Without doubt both are equal."""
    doubtful = [name for name in formula.names() if terms.doubt(name, period, fund)]
    found = [evaluate(formula, partial(_cents, terms, period, fund, case)) for case in _cases(doubtful)]
    return min(found), max(found)


def _cases(doubtful: list[str]) -> Iterator[frozenset[str]]:
    """Every choice of the terms that hold their doubtful euros."""
    for choice in product((False, True), repeat=len(doubtful)):
        yield frozenset(name for name, holds in zip(doubtful, choice, strict=True) if holds)


def _cents(terms: Terms, period: int, fund: str, case: frozenset[str], name: str) -> Fraction:
    extra = terms.doubt(name, period, fund) if name in case else 0
    return Fraction(terms.value(name, period, fund) + extra)


def _rough(terms: Terms, formula: Node, period: int, fund: str, between: tuple[object, object]) -> Finding:
    """TK602: how much of the ledger is too rough, and between what the figure lies."""
    doubts = {name: terms.doubt(name, period, fund) for name in formula.names()}
    of = [doubt.name for name, cents in doubts.items() if cents and (doubt := terms.by_id[name].doubt) is not None]
    amount = Cents(sum(doubts.values()))
    return info("TK602", of=list(dict.fromkeys(of)), amount=amount, low=between[0], high=between[1])
