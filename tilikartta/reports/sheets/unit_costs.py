"""Unit costs: what each activity cost, and under it what one meeting, participant or hour of it cost."""

from tilikartta.messages import label
from tilikartta.model.volumes import Allocation, UnitCost, UnitMeasure
from tilikartta.reports.book import Book, Page
from tilikartta.reports.measures import Measures, said
from tilikartta.reports.sheets.measured import HEADER, finish, fit, heading, not_available, number, over, period_labels
from tilikartta.reports.view import View

COLUMNS = ("activity", "units", "income", "direct", "shared", "full", "volunteer_value", "with_volunteers", "remark")
WIDTHS = (34.0, 12.0, 15.0, 15.0, 15.0, 15.0, 18.0, 18.0, 46.0)
AT = {name: number for number, name in enumerate(COLUMNS, start=1)}


def write_unit_costs(book: Book, view: View, measures: Measures) -> None:
    """Write the sheet."""
    page, words = book.pages["unit_costs"], view.words
    book.top(page, words("sheet.unit_costs"), words("unit_costs.note"))
    book.headings(page, HEADER, [words(f"column.unit.{name}") for name in COLUMNS], [1 < number < 9 for number in AT.values()])
    page.sheet.row_dimensions[HEADER].height = 42
    row = HEADER + 1
    for index, name in period_labels(view).items():
        costs = [cost for cost in measures.unit_costs if cost.period == name]
        if not costs:
            continue
        heading(book, page, row, view.label(index), len(COLUMNS))
        row += 1
        placed = []
        for cost in costs:
            placed.append((row, cost))
            row = _activity(book, page, view, row, cost)
        row = _total(book, page, view, row, placed) + 1
    if not measures.unit_costs:
        over(book, page, row, words("unit_costs.none"), WIDTHS, "wrapped")
        row += 1
    for text in (allocation_of(view), words("unit_costs.volunteers")):
        over(book, page, row, text, WIDTHS)
        row += 1
    finish(book, page, WIDTHS, frozen=f"B{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def allocation_of(view: View) -> str:
    """How the shared costs are divided, with what the organisation says of it."""
    words, allocation = view.words, view.contents.mapping.allocation or Allocation()
    shares = ", ".join(f"{name} {words.decimal(f'{share:f}')} %" for name, share in allocation.shares.items())
    said = "; ".join(text for text in (words(f"allocation.{allocation.by}"), shares, allocation.basis) if text)
    return words("unit_costs.allocation", how=said)


def _activity(book: Book, page: Page, view: View, row: int, cost: UnitCost) -> int:
    """The costs of an activity and the rows of its units; the next free row."""
    lang = view.words.lang
    known = not without_euros(cost)
    stated = known and any(one.count is not None for one in cost.measures)
    name = cost.name if cost.activity else label("unit.without_activity", lang)
    book.text(page, row, 1, name, "line_group")
    _amount(book, page, row, "income", cost.income if known else None)
    _amount(book, page, row, "direct", cost.direct if known else None)
    _amount(book, page, row, "shared", cost.shared)
    _sum(book, page, row, "full", ("direct", "shared"), cost.full)
    volunteers = known and (stated or cost.volunteer_value is not None)
    if volunteers:
        _amount(book, page, row, "volunteer_value", cost.volunteer_value)
        _sum(book, page, row, "with_volunteers", ("full", "volunteer_value"), cost.with_volunteers)
    reasons = [cost.shared_reason, *([cost.volunteer_reason] if volunteers else [])]
    remarks = [said(reason, lang) for reason in reasons if reason is not None]
    if cost.activity and known and not volunteers:
        remarks.append(view.words("unit_costs.not_counted"))
    _remark(book, page, row, name, "\n".join(remarks))
    row += 1
    for one in cost.measures if stated else ():
        _unit(book, page, view, row, one)
        row += 1
    return row


def _amount(book: Book, page: Page, row: int, column: str, cents: int | None) -> None:
    if cents is None:
        not_available(book, page, row, AT[column])
    else:
        book.euro(page, row, AT[column], cents)


def _sum(book: Book, page: Page, row: int, column: str, parts: tuple[str, str], cents: int | None) -> None:
    """The sum of two columns of the row, live where both are known."""
    if cents is None:
        not_available(book, page, row, AT[column])
        return
    one, other = (f"{chr(64 + AT[part])}{row}" for part in parts)
    book.formula(page, row, AT[column], f"=ROUND({one}+{other},2)", cents)


def _unit(book: Book, page: Page, view: View, row: int, one: UnitMeasure) -> None:
    """Cost per unit; exact values, since a spreadsheet may round half a cent the other way."""
    words = view.words
    unit = one.id if one.outcome else label(f"unit.{one.id}", words.lang)
    name = words("unit_costs.outcome" if one.outcome else "unit_costs.per", unit=unit)
    book.text(page, row, 1, name, "line", 1)
    if one.count is not None:
        number(book, page, row, AT["units"], one.count, "count")
    for column, value in (("direct", one.direct), ("full", one.full), ("with_volunteers", one.with_volunteers)):
        if value is not None:
            book.euro(page, row, AT[column], int(value * 100))
        elif column == "direct" or one.direct is not None:
            not_available(book, page, row, AT[column])
    _remark(book, page, row, name, said(one.reason, words.lang) if one.reason is not None else "")


def _remark(book: Book, page: Page, row: int, name: str, text: str) -> None:
    book.text(page, row, AT["remark"], text, "wrapped", 1)
    fit(book, page, row, [(text, WIDTHS[-1] - 2)], name, WIDTHS[0] - 2)


def _total(book: Book, page: Page, view: View, row: int, placed: list[tuple[int, UnitCost]]) -> int:
    """Income and costs of all activities, where every one is known: those of ordinary operations. The next free row."""
    book.text(page, row, 1, view.words("unit_costs.total"), "line_total")
    book.text(page, row, AT["units"], "", "line_total")
    held = [(number, cost) for number, cost in placed if not without_euros(cost)]
    for column in ("income", "direct", "shared", "full"):
        amounts = [getattr(cost, column) for _, cost in held]
        if not held or None in amounts:
            not_available(book, page, row, AT[column])
            continue
        # Only rows of activities: rows of units hold cost per unit in the same columns.
        cells = "+".join(f"{chr(64 + AT[column])}{number}" for number, _ in held)
        book.formula(page, row, AT[column], f"=ROUND({cells},2)", sum(amounts), "euro_total")
    return row + 1


def without_euros(cost: UnitCost) -> bool:
    """Volumes of an activity that has no euro in the ledger: nothing of it is known, and 0 would be a false answer."""
    return cost.shared_reason is not None and cost.shared_reason.code == "TK623"
