"""The charts of one organisation's page: development, where the money comes from, where it goes, how long it lasts."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tilikartta.messages import label
from tilikartta.model.measures import DECIMALS
from tilikartta.reports.federation_sheets.charts import COSTS, INCOME, RESERVE, Parts
from tilikartta.reports.html_chart import Chart, Series, bars, columns, fills, lines
from tilikartta.reports.html_page import Html, tag
from tilikartta.reports.html_sections import whole_euros
from tilikartta.reports.measures import Measures, in_words
from tilikartta.reports.sheets.measured import period_labels
from tilikartta.reports.view import View

SHOWN = 6  # years in a chart; with more their names cannot be read on a phone
Sums = dict[str, list[int]]


def pictures(view: View, measures: Measures, sums: Sums) -> Iterator[Html]:
    """The patterns and the charts. ``sums``: income, expense and result in cents by printed period, newest first."""
    chosen = list(period_labels(view).items())[:SHOWN][::-1]  # time runs from left to right
    drawn = [_development(view, sums, len(chosen)), _parts(view, measures, chosen, "income"),
             _parts(view, measures, chosen, "expense"), _reserve(view, measures, chosen)]  # fmt: skip
    yield tag("div", fills(), *(one for one in drawn if one), class_="charts")


def _chart(view: View, key: str, names: tuple[str, ...], series: tuple[Series, ...], alt: str = "") -> Chart:
    words = view.words
    return Chart(
        f"chart-{key}", words(f"html.{key}"), words(f"html.alt.{alt or key}", name=view.contents.name), words("html.year_of"),
        words("html.numbers"), names, series, lambda cents: whole_euros(cents, words.lang, words.currency),
        label("measure.not_available", words.lang), percent="%" if words.lang == "en" else "\u00a0%",
    )  # fmt: skip


def _development(view: View, sums: Sums, count: int) -> Html:
    """Income, expenses (upwards) and result by year; bars where there is only one."""
    words = view.words
    named = {
        "income": words("summary.income"), "expense": words("summary.expense"),
        "result": words.of(view.contents.income.layout.lines[-1].name),
    }  # fmt: skip
    held = {name: [-cents if name == "expense" else cents for cents in sums[name][:count][::-1]] for name in named}
    if count < 2:
        values = tuple(held[name][0] for name in named)
        chart = _chart(view, "one_year", tuple(named.values()), (Series(words.unit, values),))
        return bars(chart)
    years = tuple(view.label(index) for index in view.periods[:count][::-1])
    return lines(_chart(view, "development", years, tuple(Series(named[name], tuple(held[name])) for name in named)))


def _parts(view: View, measures: Measures, chosen: list[tuple[int, str]], side: str) -> Html:
    """Income or expenses by year, in parts of natures that belong together."""
    frame = measures.matrices[0].frame
    rows: list[dict[Any, Any]] = frame[frame["side"] == side].to_dict("records")
    sign = 1 if side == "income" else -1
    series = []
    for name, natures in with_rest(INCOME if side == "income" else COSTS, {str(row["nature"]) for row in rows}):
        values = tuple(
            sign * sum(int(row["total"]) for row in rows if row["period"] == period and row["nature"] in natures)
            for _, period in chosen
        )
        if any(values):
            series.append(Series(view.words(f"html.part.{name}"), values))
    if not series:
        return Html("")
    key = "money_in" if side == "income" else "money_out"
    return columns(_chart(view, key, tuple(view.label(index) for index, _ in chosen), tuple(series)))


def with_rest(parts: Parts, natures: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The parts, and one for the natures that none of them names."""
    named = {nature for _, held in parts for nature in held}
    return [*parts, ("other", tuple(sorted(natures - named)))]


def _reserve(view: View, measures: Measures, chosen: list[tuple[int, str]]) -> Html:
    """For how many months the free funds would last, year by year."""
    found = next((held for figure, variant, held in measures.by_figure if figure.id == RESERVE and variant is None), None)
    if found is None or all(found[period].value is None for _, period in chosen):
        return Html("")
    values = tuple(tenths(found[period].value) for _, period in chosen)
    chart = _chart(
        view, "reserve", tuple(view.label(index) for index, _ in chosen), (Series(view.words("html.reserve"), values),)
    )
    return bars(in_tenths(chart, "months", view.words.lang))


def tenths(value: Decimal | None) -> int | None:
    """Months in tenths, the last decimal that they are told in."""
    return None if value is None else int(value.scaleb(DECIMALS["months"]))


def in_tenths(chart: Chart, unit: str, lang: str) -> Chart:
    """The chart with its values, tenths of a unit, said in that unit."""
    return replace(chart, say=lambda value: in_words(Decimal(value).scaleb(-DECIMALS[unit]), unit, lang))
