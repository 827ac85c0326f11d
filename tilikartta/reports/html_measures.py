"""Sections of one organisation's page that are no statements: key figures, natures and functions, unit costs, budget, lists."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tilikartta.messages import label
from tilikartta.model.annual_lists import LISTS, ListRow
from tilikartta.model.measures import KeyFigureValue, rounded
from tilikartta.model.volumes import UnitCost, UnitMeasure
from tilikartta.reports.html_page import Html, joined, table, tag
from tilikartta.reports.html_statement import euros
from tilikartta.reports.html_table import framed, plain_table
from tilikartta.reports.lines import income_rows
from tilikartta.reports.measures import Measures, in_words, said
from tilikartta.reports.sheets.key_figures import band_name, caveat_of, reasons_of
from tilikartta.reports.sheets.measured import period_labels
from tilikartta.reports.sheets.unit_costs import allocation_of, without_euros
from tilikartta.reports.view import View
from tilikartta.statements.budget import ACTUAL, BUDGET, Budget
from tilikartta.statements.matrix import SIDES, Matrix


def missing(lang: str) -> Html:
    """The words in place of a figure. Never 0."""
    return tag("em", label("measure.not_available", lang))


def key_figures(view: View, measures: Measures) -> Iterator[Html]:
    """Every figure with its values, band, what to know and where it comes from; its other ways of counting folded under it."""
    words, lang, periods = view.words, view.words.lang, period_labels(view)
    yield tag("p", words("key_figures.note"), class_="soft")
    variants: dict[str, list[list[object]]] = {}
    rows = []
    for figure, variant, by_period in measures.by_figure:
        values = [by_period[name] for name in periods.values()]
        shown = [_value(one, lang) for one in values]
        if variant is not None:
            variants.setdefault(figure.id, []).append([words.of(variant.name), *shown, reasons_of(view, values)])
            continue
        reasons = reasons_of(view, values)
        why = tag("p", tag("strong", f"{words('column.not_available')}: "), reasons) if reasons else ""
        about = tag("details", tag("summary", words("column.source")), words.of(figure.source), class_="small")
        noted = joined([why, tag("p", caveat_of(view, figure, values)), about], "")
        rows.append((figure, [tag("strong", words.of(figure.name)), *shown, band_name(view, values), noted]))
    labels = [view.label(index) for index in periods]
    heads = [words("column.figure"), *labels, words("column.band"), words("column.caveat")]
    yield framed(table(heads, [row for _, row in rows], numeric=range(1, 1 + len(labels))), words("sheet.key_figures"))
    for figure, _ in rows:
        if held := variants.get(figure.id):
            name = words("html.variants", name=words.of(figure.name))
            again = [label("measure.column.variant", lang), *labels, words("column.not_available")]
            inside = plain_table(again, held, numeric=range(1, 1 + len(labels)), label=name)
            yield tag("details", tag("summary", name), tag("div", inside, class_="inside"))


def _value(one: KeyFigureValue, lang: str) -> object:
    return missing(lang) if one.value is None else in_words(one.value, one.figure.unit, lang)


def matrix(view: View, measures: Measures) -> Iterator[Html]:
    """Natures down, functions across: the newest year open, others folded; where named funds are used also with and without."""
    words, lang = view.words, view.words.lang
    yield tag("p", words("matrix.note"), class_="soft")
    for at, (index, name) in enumerate(period_labels(view).items()):
        for one in measures.matrices:
            title = view.label(index)
            if len(measures.matrices) > 1:
                title += f" · {label(f'matrix.restriction.{one.restriction}', lang)}"
            inside = _block(view, one, name, title)
            yield tag("details", tag("summary", title), inside, open=at == 0 and one is measures.matrices[0])


def _block(view: View, one: Matrix, period: str, title: str) -> Html:
    words, lang = view.words, view.words.lang
    rows: list[list[object]] = []
    held: list[dict[Any, Any]] = one.frame[one.frame["period"] == period].to_dict("records")
    columns = [*one.functions, "total"]
    for side in SIDES:
        of_side = [row for row in held if row["side"] == side]
        rows += [[row[f"name_{lang}"], *(euros(int(row[c]), lang) if int(row[c]) else "" for c in columns)] for row in of_side]
        if of_side:
            rows.append(_sum(label(f"matrix.side.{side}", lang), [sum(int(row[c]) for row in of_side) for c in columns], lang))
    rows.append(_sum(words("matrix.surplus"), [sum(int(row[c]) for row in held) for c in columns], lang))
    heads = [words("column.nature"), *map(words.function, one.functions), label("measure.total", lang)]
    return plain_table(heads, rows, numeric=range(1, len(heads)), label=f"{words('sheet.matrix')} {title}")


def _sum(name: str, cents: list[int], lang: str) -> list[object]:
    return [tag("strong", name), *(tag("strong", euros(one, lang)) for one in cents)]


def unit_costs(view: View, measures: Measures) -> Iterator[Html]:
    """What each activity cost, and one meeting, participant or hour of it."""
    words = view.words
    yield tag("p", words("unit_costs.note"), class_="soft")
    if not measures.unit_costs:
        yield tag("p", words("unit_costs.none"))
        return
    names = ("activity", "units", "income", "direct", "shared", "full", "volunteer_value", "with_volunteers", "remark")
    heads = [words(f"column.unit.{name}") for name in names]
    for index, name in period_labels(view).items():
        rows = [row for cost in measures.unit_costs if cost.period == name for row in _activity(view, cost)]
        if rows:
            title = f"{words('sheet.unit_costs')} {view.label(index)}"
            yield tag("h3", view.label(index))
            yield plain_table(heads, rows, numeric=range(1, 8), label=title)
    yield tag("p", allocation_of(view), class_="soft")
    yield tag("p", words("unit_costs.volunteers"), class_="soft")


def _activity(view: View, cost: UnitCost) -> Iterator[list[object]]:
    words, lang = view.words, view.words.lang
    known = not without_euros(cost)
    stated = known and any(one.count is not None for one in cost.measures)
    volunteers = known and (stated or cost.volunteer_value is not None)
    name = cost.name if cost.activity else label("unit.without_activity", lang)
    reasons = [cost.shared_reason, *([cost.volunteer_reason] if volunteers else [])]
    remarks = [said(reason, lang) for reason in reasons if reason is not None]
    if cost.activity and known and not volunteers:
        remarks.append(words("unit_costs.not_counted"))
    amounts = [cost.income if known else None, cost.direct if known else None, cost.shared, cost.full]
    both = [cost.volunteer_value, cost.with_volunteers]
    yield [tag("strong", name), "", *(_cents(one, lang) for one in amounts),
           *((_cents(one, lang) for one in both) if volunteers else ("", "")), " ".join(remarks)]  # fmt: skip
    for one in cost.measures if stated else ():
        yield _unit(view, one)


def _unit(view: View, one: UnitMeasure) -> list[object]:
    words, lang = view.words, view.words.lang
    unit = one.id if one.outcome else label(f"unit.{one.id}", lang)
    times = "" if one.count is None else words.decimal(f"{one.count:f}")
    cells = [_cents(None if value is None else int(value * 100), lang) for value in (one.direct, one.full, one.with_volunteers)]
    remark = said(one.reason, lang) if one.reason is not None else ""
    return [words("unit_costs.outcome" if one.outcome else "unit_costs.per", unit=unit), times, "", cells[0], "", cells[1], "",
            cells[2], remark]  # fmt: skip


def _cents(cents: int | None, lang: str) -> object:
    return missing(lang) if cents is None else euros(cents, lang)


def budget(view: View, plan: Budget) -> Iterator[Html]:
    """Budget and what came true, line by line."""
    words, lang = view.words, view.words.lang
    rows = []
    for row in income_rows(plan.both):
        if row.kind == "heading":
            rows.append([tag("strong", words.of(row.line.name)), "", "", "", ""])
            continue
        name = words.of(row.line.name)
        name = words(f"row.{row.kind}", name=name) if row.kind in ("sub", "difference") else name
        planned, came = (plan.both.amounts[row.line.id][at] for at in (BUDGET, ACTUAL))
        used = words.decimal(f"{rounded(Fraction(100 * came, planned), 1):f}") if planned else "–"
        rows.append([name, *(euros(one, lang) for one in (planned, came, came - planned)), used])
    yield tag("p", words("budget.note", year=view.label(view.periods[0])), class_="soft")
    heads = [words("column.line"), *(words(f"budget.{one}") for one in ("planned", "actual", "difference", "used"))]
    yield plain_table(heads, rows, numeric=range(1, 5), label=words("sheet.budget"))
    yield tag("p", words("budget.signs"), class_="soft")


def annual_lists(view: View, rows: tuple[ListRow, ...]) -> Iterator[Html]:
    """The lists of a micro-association, the newest year first."""
    words, lang = view.words, view.words.lang
    amounts = ("opening", "additions", "deductions", "closing")
    yield tag("p", words("lists.note"), class_="soft")
    for index, name in period_labels(view).items():
        for which in LISTS:
            held = [one for one in rows if one.period == name and one.list == which]
            title = f"{words(f'list.{which}')} · {view.label(index)}"
            yield tag("h3", title)
            if not held:
                yield tag("p", words("list.none"))
                continue
            told: list[list[object]] = [
                [words.of(one.name), *(euros(getattr(one, part), lang) for part in amounts)] for one in held
            ]
            told.append(_sum(words("list.total"), [sum(getattr(one, part) for one in held) for part in amounts], lang))
            heads = [words("column.list.name"), *(words(f"column.list.{part}") for part in amounts)]
            yield plain_table(heads, told, numeric=range(1, 5), label=title)
