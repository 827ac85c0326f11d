"""What members pay each other: the pairs with both books side by side, and what the federation's sums leave out on each line."""

from tilikartta.model import RESULT_CLASSES
from tilikartta.model.federation import EVERYONE, EliminationSide
from tilikartta.reports.federation_sheets.book import FederationBook
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.sheets.measured import HEADER, PROSE, finish, heading

WIDTHS = (10, 40, 34, 34, 17, 17, 17, 17)


def write_eliminations(book: FederationBook, plan: Plan) -> None:
    """Write the sheet."""
    page, words = book.pages["eliminations"], plan.words
    book.top(page, words("sheet.eliminations"), plan.comparison.federation.name)
    book.text(page, 4, 1, words("eliminations.note"), "note")
    page.sheet.merge_cells(start_row=4, start_column=1, end_row=4, end_column=len(WIDTHS))
    names = ("year", "pair", "payer", "receiver", "paid", "received", "between", "left_out")
    book.headings(page, HEADER, [words(f"column.{one}") for one in names], [False] * 4 + [True] * 4)
    row = HEADER
    for one in sorted(plan.comparison.eliminated, key=lambda one: -int(one.year)):
        row += 1
        pair = one.elimination
        book.figure(page, row, 1, int(one.year), "year")
        texts = (
            pair.name,
            plan.names.get(pair.payer.member, words("eliminations.everyone")),
            plan.names.get(pair.receiver.member, words("eliminations.everyone")),
        )
        for column, text in enumerate(texts, start=2):
            book.text(page, row, column, text, "wrapped")
        book.fit(page, row, list(zip(texts, WIDTHS[1:4], strict=True)))
        sides = ((5, one.paid, pair.payer, pair.receiver), (6, one.received, pair.receiver, pair.payer))
        for column, cents, side, other in sides:
            if cents is None:
                book.absent(page, row, column, words("eliminations.unknown"))
            elif formula := _side(plan, side, other, one.year, paying=side is pair.payer):
                book.live(page, row, column, f"=ROUND({formula},2)", cents)
            else:
                book.figure(page, row, column, cents)
        if one.difference is None:
            book.absent(page, row, 7)
        else:
            book.live(page, row, 7, f"=ROUND(E{row}-F{row},2)", one.difference)
        if one.paid is None or one.received is None or one.amount != max(0, min(one.paid, one.received)):
            book.figure(page, row, 8, one.amount)  # nothing, where an earlier pair has taken the same entries
        else:
            book.live(page, row, 8, f"=MAX(0,MIN(E{row},F{row}))", one.amount)
    _lines(book, plan, row + 2)
    finish(book, page, WIDTHS, frozen=f"A{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


def _side(plan: Plan, side: EliminationSide, other: EliminationSide, year: str, *, paying: bool) -> str:
    """What one side booked, from its accounts; "" where a formula would mix up accounts that differ by leading zeros."""
    if any(account.startswith("0") or not account for account in side.local):
        return ""
    by_code, parts = plan.comparison.chart.by_code, list[str]()
    for minus in (True, False):
        codes = [code for code in side.accounts if (paying and by_code[code].klass in RESULT_CLASSES) is minus]
        if not codes:
            continue
        criteria = {"universal": codes} | ({"account": list(side.local)} if side.local else {})
        sign = "-" if minus else "+"
        if side.member != EVERYONE:
            parts += [f"{sign}SUMPRODUCT({one})" for one in plan.sums_of_lists((side.member, year), "amount", criteria)]
            continue
        parts += [f"{sign}SUMPRODUCT({one})" for one in plan.whole_sums_of_lists("amount", {"year": [year]} | criteria)]
        against = "+" if minus else "-"
        parts += [f"{against}SUMPRODUCT({one})" for one in plan.sums_of_lists((other.member, year), "amount", criteria)]
    return "".join(parts).removeprefix("+") or "0"


def _lines(book: FederationBook, plan: Plan, row: int) -> None:
    """What changes on which line: the sums of the statements take their eliminations from here (columns A, E, F and G)."""
    page, words, by_code = book.pages["eliminations"], plan.words, plan.comparison.chart.by_code
    heading(book, page, row, words("eliminations.lines"), len(WIDTHS))
    names = ("year", "line", "universal_name", "function", "changed", "line_id", "klass")
    texts = [words(f"column.{one}") for one in names]
    for column, text in enumerate(texts, start=1):
        book.text(page, row + 1, column, text, "column_right" if column == 5 else "column")
    book.text(page, row + 1, 8, "", "column")
    page.sheet.row_dimensions[row + 1].height = 28
    lines = {
        line.id: words.of(line.name) for layout in (plan.comparison.income, plan.comparison.balance) for _, line in layout.flat
    }
    for at, (year, line, code, function, cents) in enumerate(plan.eliminated_rows, start=row + 2):
        book.figure(page, at, 1, int(year), "year")
        account = by_code[code]
        for column, text in ((2, lines.get(line, line)), (3, f"{code} {words.of(account.name)}"), (4, words.function(function))):
            book.text(page, at, column, text, "wrapped")
        book.fit(page, at, [(f"{code} {words.of(account.name)}", WIDTHS[2] * PROSE)])
        book.figure(page, at, 5, cents)
        book.text(page, at, 6, line)
        book.text(page, at, 7, account.klass)
