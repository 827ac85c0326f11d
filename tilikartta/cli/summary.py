"""What ``map`` says in the terminal: the answer first, then how it was reached."""

from pathlib import Path
from typing import TYPE_CHECKING

from tilikartta.cli.session import Session

if TYPE_CHECKING:
    from rich.table import Table

    from tilikartta.reports.contents import Contents


def show_summary(session: Session, contents: "Contents", target: Path) -> None:
    """Name and years, the key lines of both statements, coverage, the promise kept, and where the result is."""
    from rich.text import Text

    out = session.out
    out.print()
    out.print(Text(contents.name, style="bold"))
    out.print(_figures(session, contents))
    for text, style in _coverage_lines(session, contents):
        out.print(Text(text, style=style))
    for line in _reading_lines(session, contents):
        out.print(Text(line, style="dim"))
    out.print(session.label("map.written", path=str(target)))


def _figures(session: Session, contents: "Contents") -> "Table":
    from rich.table import Table

    from tilikartta.messages.numbers import money

    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    table.add_column("")
    for period in reversed(contents.income.periods):
        table.add_column(period, justify="right")
    for label, amounts in key_lines(session, contents):
        table.add_row(label, *(money(amount, session.lang, session.currency) for amount in reversed(amounts)))
    return table


def key_lines(session: Session, contents: "Contents") -> list[tuple[str, list[int]]]:
    """Total income, expenses, appropriations and taxes where there are any, surplus, and total assets per period, in cents."""
    income, balance = contents.income, contents.balance
    sums = {klass: [0] * len(income.periods) for klass in ("income", "expense", "appropriation")}
    for line in income.layout.leaves:
        for klass in line.select.klass if line.select else ():
            sums[klass] = [a + b for a, b in zip(sums[klass], income.amounts[line.id], strict=True)]
    surplus = income.layout.flat[-1][1]
    assets = next(line for line in balance.layout.lines if line.side == "asset")
    lines = [
        (session.label(f"key.{klass}"), amounts) for klass, amounts in sums.items() if klass != "appropriation" or any(amounts)
    ]
    return [
        *lines,
        (surplus.name.get(session.lang), income.amounts[surplus.id]),
        (session.label("key.assets"), balance.amounts[assets.id]),
    ]


def _coverage_lines(session: Session, contents: "Contents") -> list[tuple[str, str]]:
    """Coverage in accounts and in euros; what is unmapped, with and without balance, apart."""
    from tilikartta.messages.numbers import percent
    from tilikartta.model.finding import Cents
    from tilikartta.reports.totals import Totals, covered_percent, mapped_totals, read_totals

    coverage = contents.coverage
    done = coverage.mapped + coverage.outside
    lines = [
        (
            session.label(
                "map.coverage", done=done, accounts=coverage.accounts, percent=percent(covered_percent(coverage), session.lang)
            ),
            "",
        ),
    ]
    if coverage.outside:
        lines.append((session.label("map.outside", count=coverage.outside, euros=Cents(coverage.turnover_outside)), ""))
    if coverage.unmapped:
        text = session.label("map.unmapped", count=coverage.unmapped, balance=coverage.unmapped_with_balance)
        lines.append((text, "bold red" if coverage.unmapped_with_balance else "yellow"))
    given, mapped = read_totals(contents.mapped.ledger), sum(mapped_totals(contents.mapped).values(), Totals())
    key = "map.kept" if given == mapped else "map.broken"
    totals = {"debit": Cents(given.debit), "credit": Cents(given.credit)}
    lines.append((session.label(key, **totals), "" if given == mapped else "bold red"))
    return lines


def _reading_lines(session: Session, contents: "Contents") -> list[str]:
    """Per file: what reading decided, so that it can be overridden."""
    from tilikartta.reports.sheets.sources import column_list, decided
    from tilikartta.reports.words import Words

    words = Words(session.lang, session.currency)
    lines = []
    for file in contents.mapped.ledger.files:
        facts = ", ".join(f"{name} {value}" for name, value in decided(words, file))
        lines.append(session.label("map.read", file=Path(file.path).name, format=file.format, rows=file.rows, decided=facts))
        if file.columns:
            lines.append("    " + column_list(words, file))
    return lines
