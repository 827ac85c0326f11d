"""How accounts of the chart look on the terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tilikartta.cli.session import Session

if TYPE_CHECKING:
    from rich.table import Table

    from tilikartta.definitions.search import Hit
    from tilikartta.model import Account, Chart

_FIRST = ("is_npo", "bs_npo")  # the statements of an association come before other layouts
_LONGEST_REASON = 90  # characters of a matching text that are shown


def _table(session: Session, columns: Sequence[str]) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", show_header=True)
    for column in columns:
        table.add_column(session.label(f"chart.column.{column}"), no_wrap=column == "code", overflow="fold")
    return table


def _cells(session: Session, account: "Account") -> list[str]:
    function = session.label(f"chart.function.{account.function}") if account.function else ""
    klass, level = session.label(f"chart.class.{account.klass}"), session.label(f"chart.level.{account.level}")
    return [account.code, account.name.get(session.lang), klass, function, level]


def show_list(session: Session, chart: "Chart", accounts: "Sequence[Account]") -> None:
    """One table with the groups as headings; how many accounts there are on stderr."""
    from rich.text import Text

    from tilikartta.definitions.chart_document import by_group

    table = _table(session, ("code", "name", "class", "function", "level"))
    for group, members in by_group(chart, accounts):
        table.add_row(Text(group.code, style="bold"), Text(group.name.get(session.lang), style="bold"))
        for account in members:
            table.add_row(*_cells(session, account))
    session.out.print(table)
    session.err.print(session.label("chart.list.count", count=len(accounts)))


def show_hits(session: Session, hits: "Sequence[Hit]") -> None:
    """The accounts that answer a query, each with the reason."""
    table = _table(session, ("code", "name", "class", "why"))
    for hit in hits:
        klass = session.label(f"chart.class.{hit.account.klass}")
        table.add_row(hit.account.code, hit.account.name.get(session.lang), klass, _why(session, hit))
    if hits:
        session.out.print(table)


def _why(session: Session, hit: "Hit") -> str:
    """What matched, shortened, and in which language where it is not the reader's."""
    text = hit.text if len(hit.text) <= _LONGEST_REASON else f"{hit.text[: _LONGEST_REASON - 1].rstrip()}…"
    reason = session.label(f"chart.why.{hit.field}", text=text)
    return reason if hit.lang in ("", session.lang) else f"{reason} ({session.label(f'chart.lang.{hit.lang}')})"


def show_account(session: Session, chart: "Chart", account: "Account") -> None:
    """Everything about one account, a heading and its text at a time."""
    from rich.text import Text

    out, lang = session.out, session.lang
    out.print(Text(f"{account.code} {account.name.get(lang)}", style="bold"))
    if account.until:
        out.print(session.label("chart.show.until", until=account.until, target=account.replaced_by or "–"))
    for key, lines in _parts(session, chart, account):
        shown = [line for line in lines if line]
        if len(shown) == 1:
            out.print(Text.assemble((f"{session.label(f'chart.show.{key}')}: ", "bold"), shown[0]))
        elif shown:
            out.print(Text(f"{session.label(f'chart.show.{key}')}:", style="bold"))
            for line in shown:
                out.print(Text(f"  {line}"))


def _parts(session: Session, chart: "Chart", account: "Account") -> Iterator[tuple[str, list[str]]]:
    """The parts in reading order: what it is called and means first, then how it behaves, then where it stands."""
    lang, group = session.lang, chart.group_of(account.code)
    yield "names", [f"{one}: {account.name.get(one)}" for one in ("fi", "sv", "en")]
    yield "definition", [account.definition.get(lang)]
    yield "examples", list(account.examples.get(lang))
    yield "aliases", [f"{one}: {', '.join(account.aliases.get(one))}" for one in ("fi", "sv", "en") if account.aliases.get(one)]
    yield "class", [session.label(f"chart.class.{account.klass}")]
    unspecified = f" ({session.label('chart.show.unspecified')})" if account.unspecified else ""
    yield "nature", [account.nature + unspecified]
    functions = sorted(account.functions, key=lambda function: function != account.function)
    yield "functions", [", ".join(session.label(f"chart.function.{function}") for function in functions)]
    yield "level", [session.label(f"chart.level.{account.level}")]
    yield "term", [session.label(f"chart.term.{account.term}") if account.term else ""]
    yield "funder", [account.funder or ""]
    flip = chart.by_code.get(account.flip or "")
    yield "flip", [f"{flip.code} {flip.name.get(lang)}" if flip else ""]
    yield "vat", [session.label(f"chart.vat.{account.vat}") if account.vat else ""]
    yield "tax", [_tax(session, account)]
    yield "source", [account.source]
    yield "since", [account.since]
    yield "lines", _lines(session, chart, account)
    neighbours = [one for one in chart.accounts if chart.group_of(one.code) == group and not one.until]
    yield "group", [f"{group.code} {group.name.get(lang)}" if group else ""]
    mark = {account.code: "→ "}
    yield "neighbours", [f"{mark.get(one.code, '')}{one.code} {one.name.get(lang)}" for one in neighbours]


def _tax(session: Session, account: "Account") -> str:
    """The tax class in words; a class that has no words yet as it stands."""
    if not account.tax:
        return ""
    try:
        return session.label(f"chart.tax.{account.tax}")
    except KeyError:
        return account.tax


def _lines(session: Session, chart: "Chart", account: "Account") -> list[str]:
    """Per layout the line of each permitted function; one line where they all agree."""
    shown = []
    for layout in sorted(chart.layouts, key=lambda one: one.id not in _FIRST):
        if not layout.covers(account):
            continue
        by_line: dict[str, list[str]] = {}
        for function in (*sorted(account.functions, key=lambda one: one != account.function),) or (None,):
            line = layout.line_of(account, function)
            key = f"{line.id} {line.name.get(session.lang)}" if line else "–"
            by_line.setdefault(key, []).append(session.label(f"chart.function.{function}") if function else "")
        for key, functions in by_line.items():
            which = f" ({', '.join(functions)})" if len(by_line) > 1 else ""
            shown.append(f"{layout.name.get(session.lang)}: {key}{which}")
    return shown
