"""``tilikartta formats``: what opens, and what makes us say so."""

from itertools import groupby
from typing import TYPE_CHECKING

import typer

from tilikartta.cli import options as o
from tilikartta.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tilikartta.sources.evidence import Evidence


def formats(context: typer.Context, json: o.Json = False) -> None:
    """List the formats, programs and layouts that open, each with the evidence: a real file, a description, another reader."""
    session: Session = context.obj
    from tilikartta.sources.evidence import evidence, not_seen

    entries, unseen = evidence(), not_seen()
    if json:
        from tilikartta import __version__
        from tilikartta.cli.documents import print_document

        listed = [_document(session, entry) for entry in entries]
        head = {"command": "formats", "version": __version__, "formats": listed}
        print_document(session, {**head, "not_seen": unseen, "findings": []})
        return
    for kind, some in groupby(entries, key=lambda entry: entry.kind):
        _show(session, kind, list(some))
    session.out.print(session.label("formats.recognised"))
    session.out.print(session.label("formats.not_seen", programs=", ".join(unseen)))


def _document(session: Session, entry: "Evidence") -> dict[str, object]:
    return {
        "name": entry.name, "kind": entry.kind, "programs": list(entry.programs), "form": entry.form,
        "endings": list(entry.endings), "evidence": entry.level,
        "evidence_text": session.label(f"formats.level.{entry.level}"), "source": entry.source,
    }  # fmt: skip


def _show(session: Session, kind: str, entries: "Sequence[Evidence]") -> None:
    """One table of each kind."""
    from rich.table import Table

    names = ("format", "programs", "endings", "evidence", "source")
    table = Table(title=session.label(f"formats.kind.{kind}"), title_justify="left", box=None, pad_edge=False)
    for name in names:
        table.add_column(session.label(f"formats.{name}"), overflow="fold")
    for entry in entries:
        name = entry.form if kind == "layout" else entry.name
        level = session.label(f"formats.level.{entry.level}")
        table.add_row(name, ", ".join(entry.programs), " ".join(entry.endings), level, entry.source)
    session.out.print(table)
    session.out.print()
