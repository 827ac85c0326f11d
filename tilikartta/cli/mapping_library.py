"""``tilikartta mapping library``: what is known from accepted mappings, and from whom."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tilikartta.cli import options as o
from tilikartta.cli.session import Session
from tilikartta.model.finding import ExitCode, TilikarttaError, error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tilikartta.mapping.suggest.memory import MemoryEntry
    from tilikartta.model import Chart


def library(
    context: typer.Context,
    account: Annotated[str, typer.Option(help="Only what is known to mean this account of the universal chart.")] = "",
    name: Annotated[str, typer.Option(help="Only accounts whose own name holds this.")] = "",
    differing: Annotated[bool, typer.Option("--differing", help="Only names that organisations place differently.")] = False,
    learn_from: Annotated[
        list[Path] | None,
        typer.Option("--learn-from", help="Folder of mappings of your own; may be given many times.", exists=True),
    ] = None,
    json: o.Json = False,
) -> None:
    """List what suggestions learn from: accepted mappings and made-up charts, each account with its name and meaning."""
    session: Session = context.obj
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.mapping.suggest.memory import Memory, learnt_entries

    chart = universal_chart()
    if account and account not in chart.by_code:
        from tilikartta.definitions.validate import closest

        near = (
            closest(account, chart.by_code) or [code for code in chart.by_code if code[:1] == account[:1]] or list(chart.by_code)
        )
        raise TilikarttaError(error("TK538", wanted=account, near=near[:3]), ExitCode.USAGE)
    accepted = Memory.of(learn_from or []).entries
    entries = at_odds(accepted) if differing else (*accepted, *learnt_entries())
    wanted = [one for one in entries if account in ("", one.code) and name.casefold() in one.name.casefold()]
    if json:
        from tilikartta import __version__
        from tilikartta.cli.documents import print_document

        listed = [{"mapping": one.mapping, "number": one.number, "name": one.name, "code": one.code, "function": one.function}
                  for one in wanted]  # fmt: skip
        print_document(
            session, {"command": "mapping library", "version": __version__, "mappings": counted(wanted), "accounts": listed}
        )
    elif account or name or differing:
        show_accounts(session, wanted, chart)
    else:
        show_mappings(session, counted(wanted))


def at_odds(entries: "Sequence[MemoryEntry]") -> "tuple[MemoryEntry, ...]":
    """Entries whose name means different accounts to different organisations, sorted by name."""
    codes: dict[str, set[str]] = {}
    for one in entries:
        if one.name:
            codes.setdefault(one.name.casefold(), set()).add(one.code)
    return tuple(
        sorted(
            (one for one in entries if len(codes.get(one.name.casefold(), ())) > 1),
            key=lambda one: (one.name.casefold(), one.code, one.mapping),
        )
    )


def counted(entries: "Sequence[MemoryEntry]") -> list[dict[str, Any]]:
    """How much each mapping knows: accounts, names, and how many accounts of the universal chart they reach.

    The made-up charts that words are learnt from count as one.
    """
    held: dict[str, list[MemoryEntry]] = {}
    for one in entries:
        held.setdefault(one.mapping.partition("/")[0], []).append(one)
    return [
        {
            "mapping": mapping,
            "accounts": len({one.number for one in known if one.number}),
            "names": len({one.name for one in known if one.name}),
            "universal": len({one.code for one in known}),
        }
        for mapping, known in held.items()
    ]


def show_mappings(session: Session, rows: list[dict[str, Any]]) -> None:
    """One row per mapping."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("mapping", "accounts", "names", "universal"):
        table.add_column(session.label(f"library.column.{name}"), justify="left" if name == "mapping" else "right")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    session.out.print(table)
    session.out.print(session.label("library.note"), soft_wrap=True)


def show_accounts(session: Session, entries: "Sequence[MemoryEntry]", chart: "Chart") -> None:
    """One row per account: its number and name, what it means, whose it is."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("number", "name", "code", "mapping"):
        table.add_column(session.label(f"library.column.{name}"))
    for one in entries:
        held = chart.by_code.get(one.code)
        meaning = f"{one.code} {held.name.get(session.lang)}" if held else one.code
        table.add_row(one.number, one.name, meaning, one.mapping)
    session.out.print(table)
    session.out.print(session.label("library.found", count=len(entries)), soft_wrap=True)
