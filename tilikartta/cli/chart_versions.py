"""``tilikartta chart crosswalk`` and ``chart diff``: an account in every scheme, and what changed between two versions."""

from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.session import Session, exit_code
from tilikartta.model.finding import ExitCode, TilikarttaError, error

if TYPE_CHECKING:
    from rich.table import Table

    from tilikartta.definitions.account_places import AccountPlace
    from tilikartta.definitions.chart_diff import Change
    from tilikartta.model import Account, Chart, Text

_LISTED = ("moved", "renamed", "behaviour", "meaning", "group_renamed", "line_renamed", "text", "widened")  # tell what changed


def crosswalk(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="Code of the universal chart: 3310.")],
    scheme: Annotated[str, typer.Option(help="Only one scheme, layout or ready mapping: sbr-fi, is_npo, bas-forening ...")] = "",
    json: o.Json = False,
) -> None:
    """Show an account in every other scheme, on every layout and in the ready mappings; where there is none, why."""
    session: Session = context.obj
    from tilikartta.definitions.account_places import places_of, scheme_ids
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.crosswalk_file import universal_crosswalks
    from tilikartta.definitions.locate import mapping_names
    from tilikartta.definitions.mapping_places import mapping_places

    chart, crosswalks = universal_chart(), universal_crosswalks()
    if scheme:
        o.choice("--scheme", scheme, (*scheme_ids(chart, crosswalks), *mapping_names()))
    account = chart.by_code.get(code.strip())
    if account is None:
        from tilikartta.cli.chart import unknown_code

        raise unknown_code(chart, code, session.lang)
    places = places_of(chart, crosswalks, account, scheme) + mapping_places(account, scheme)
    if json:
        _print_places(session, chart, account, places)
    else:
        _show_places(session, account, places)


def _print_places(session: Session, chart: "Chart", account: "Account", places: "list[AccountPlace]") -> None:
    from tilikartta import __version__
    from tilikartta.cli.documents import print_document
    from tilikartta.definitions.chart_document import account_document, text_document

    schemes = [
        {
            "scheme": place.scheme,
            "kind": place.kind,
            "name": text_document(place.name),
            "functions": list(place.functions),
            "targets": [{"code": code, "name": text_document(name) if name else None} for code, name in place.targets],
            "note": text_document(note) if (note := _note(place)) else None,
        }
        for place in places
    ]
    head = {"command": "chart crosswalk", "version": __version__, "chart": chart.version}
    print_document(session, {**head, "account": account_document(chart, account), "schemes": schemes, "findings": []})


def _note(place: "AccountPlace") -> "Text | None":
    """The note of a place; what the program of a ready mapping lacks is said in the words of the labels."""
    if place.kind != "mapping" or place.targets:
        return place.note
    from tilikartta.messages import label
    from tilikartta.model import LANGS, Text

    return Text(*(label("chart.crosswalk.no_account", lang) for lang in LANGS))


def _table(session: Session, columns: tuple[str, ...]) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", show_header=True)
    for column in columns:
        table.add_column(session.label(f"chart.column.{column}"), overflow="fold")
    return table


def _scheme_label(session: Session, place: "AccountPlace") -> str:
    if place.kind == "mapping":
        return session.label("chart.crosswalk.mapping", name=place.scheme)
    return f"{place.name.get(session.lang)} ({place.scheme})"


def _show_places(session: Session, account: "Account", places: "list[AccountPlace]") -> None:
    """One table: layouts first, then schemes; the note or reason in its own column."""
    from rich.text import Text

    session.out.print(Text(f"{account.code} {account.name.get(session.lang)}", style="bold"))
    table = _table(session, ("scheme", "counterpart", "note"))
    before = ""
    for place in places:
        functions = ", ".join(session.label(f"chart.function.{name}") for name in place.functions)
        names = [f"{code} {name.get(session.lang)}" if name else code for code, name in place.targets]
        shown = "; ".join(names) or session.label("chart.crosswalk.none")
        label = _scheme_label(session, place) if place.scheme != before else ""
        note = _note(place)
        table.add_row(label, f"{shown} ({functions})" if functions else shown, note.get(session.lang) if note else "")
        before = place.scheme
    if places:
        session.out.print(table)
    else:
        session.out.print(session.label("chart.crosswalk.nowhere"))


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="The earlier chart: its file, or a folder that holds it with its layouts/.")],
    new: Annotated[str, typer.Argument(help="The later chart. Default: the shipped one.")] = "universal",
    fail_on: o.FailOn = "error",
    json: o.Json = False,
) -> None:
    """Show what changed between two versions of a chart: new, retired, renamed, moved. A changed meaning is an error."""
    session: Session = context.obj
    o.choice("--fail-on", fail_on, ("error", "warning", "info", "never"))
    from tilikartta.definitions.chart_diff import diff as differences
    from tilikartta.definitions.chart_diff import policy_faults
    from tilikartta.definitions.chart_given import chart_given

    before, _ = chart_given(old)
    after, places = chart_given(new)
    if before.id != after.id:
        place = places.document.place(("id",))
        raise TilikarttaError(error("TK382", place, old=before.id, new=after.id), ExitCode.USAGE)
    changes = differences(before, after)
    findings = policy_faults(before, after, changes, places)
    if json:
        from tilikartta import __version__
        from tilikartta.cli.documents import print_document
        from tilikartta.reports.document import finding_document

        head = {"command": "chart diff", "version": __version__, "old": before.version, "new": after.version}
        listed = [_change_document(change) for change in changes]
        told = [finding_document(finding, session.lang) for finding in findings]
        print_document(session, {**head, "changes": listed, "findings": told})
    else:
        session.show_findings(findings)
        _show_changes(session, before, after, changes)
    raise typer.Exit(int(exit_code(findings, fail_on)))


def _change_document(change: "Change") -> dict[str, object]:
    from tilikartta.definitions.chart_document import text_document

    document = {"kind": change.kind, "code": change.code, "name": text_document(change.name), "what": change.what or None}
    return {**document, "old": change.old or None, "new": change.new or None, "functions": list(change.functions)}


def _show_changes(session: Session, before: "Chart", after: "Chart", changes: "list[Change]") -> None:
    """A heading and a table per kind of change; how many of each comes last."""
    from itertools import groupby

    from rich.text import Text

    session.out.print(Text(session.label("chart.diff.title", old=before.version, new=after.version), style="bold"))
    if not changes:
        session.out.print(session.label("chart.diff.same"))
    for kind, found in groupby(changes, key=lambda change: change.kind):
        members = list(found)
        session.out.print(Text(f"{session.label(f'chart.diff.{kind}')} ({len(members)})", style="bold"))
        for change in members:
            session.out.print(Text(f"  {change.code} {change.name.get(session.lang)}{_detail(session, change)}"), soft_wrap=True)


def _detail(session: Session, change: "Change") -> str:
    """What changed, after the name."""
    if change.kind == "retired":
        return f"  → {change.new or '–'}"
    if change.kind not in _LISTED:
        return ""
    functions = ", ".join(session.label(f"chart.function.{name}") for name in change.functions)
    parts = [change.what, f"{change.old or '–'} → {change.new or '–'}" if change.kind != "text" else "", functions]
    return f"  ({'; '.join(part for part in parts if part)})"
