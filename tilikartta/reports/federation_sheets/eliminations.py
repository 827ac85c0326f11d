"""What members pay each other: the pairs with both books side by side, and what the federation's sums leave out on each line."""

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
        for column, cents in ((5, one.paid), (6, one.received)):
            if cents is None:
                book.absent(page, row, column, words("eliminations.unknown"))
            else:
                book.figure(page, row, column, cents)
        if one.difference is None:
            book.absent(page, row, 7)
        else:
            book.live(page, row, 7, f"=ROUND(E{row}-F{row},2)", one.difference)
        if one.paid is None or one.received is None:
            book.figure(page, row, 8, one.amount)
        else:
            book.live(page, row, 8, f"=MAX(0,MIN(E{row},F{row}))", one.amount)
    _lines(book, plan, row + 2)
    finish(book, page, WIDTHS, frozen=f"A{HEADER + 1}", repeat=f"{HEADER}:{HEADER}")


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
