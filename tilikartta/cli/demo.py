"""``tilikartta demo``: an example federation written to a folder and run through the whole job."""

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.session import Session, exit_code
from tilikartta.model.finding import ExitCode, Place, Severity, TilikarttaError, error

if TYPE_CHECKING:
    from tilikartta.reports.contents import Contents

FEDERATION, REPORTS = "liitto", "raportit"
MAPPING = "mapping.yaml"


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder to write into; made when missing.")] = Path("tilikartta-demo"),
    force: Annotated[bool, typer.Option("--force", help="Write over the files of an earlier demo.")] = False,
) -> None:
    """Write three invented associations with their ledgers and mappings, check them, map them, and say what to try next."""
    session: Session = context.obj
    _refuse_occupied(folder, force)
    federation = folder / FEDERATION
    copied = _copy(federation)
    (folder / REPORTS).mkdir(exist_ok=True)
    session.out.print(session.label("demo.written", folder=federation.as_posix()), soft_wrap=True)
    findings = []
    for mapping in (path for path in copied if path.name == MAPPING):
        member = mapping.parent
        ledgers = [path for path in copied if path.is_relative_to(member) and path != mapping]
        with session.err.status(session.label("progress.mapping")):
            contents = _map_member(session, mapping, ledgers)
            workbook = _write(contents, folder / REPORTS / f"{member.name}.xlsx")
        _show(session, member.name, contents, workbook)
        findings += [finding for finding in contents.findings if finding.severity != Severity.INFO]
    session.show_findings(findings)
    _next_steps(session, federation, folder / REPORTS)
    raise typer.Exit(int(exit_code(findings)))


def _refuse_occupied(folder: Path, force: bool) -> None:
    """A folder that holds something is written into only with ``--force``. Raises TK921 or TK922 (exit 2)."""
    if folder.exists() and not folder.is_dir():
        raise TilikarttaError(error("TK922", Place(str(folder))), ExitCode.USAGE)
    if not force and folder.is_dir() and any(folder.iterdir()):
        raise TilikarttaError(error("TK921", Place(str(folder))), ExitCode.USAGE)


def _copy(target: Path) -> list[Path]:
    """Copy the example federation of this installation to ``target``; returns the copies. Other files there stay as they are."""
    from tilikartta.definitions.locate import shipped

    source = shipped("examples") / FEDERATION
    names = sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file())
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
    return [target / name for name in names]


def _map_member(session: Session, path: Path, ledgers: list[Path]) -> "Contents":
    """Check the mapping, read the ledger, map it: what ``tilikartta map`` does."""
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.mapping_file import load_mapping
    from tilikartta.mapping.check import check_mapping
    from tilikartta.reports.build import build_contents
    from tilikartta.sources import ReadOptions, read_ledger

    chart, mapping = universal_chart(), load_mapping(str(path))
    faults = check_mapping(mapping, chart)
    ledger, found = read_ledger(ledgers, o.with_source(ReadOptions(), mapping))
    return build_contents(ledger, mapping, chart, [*faults, *found], lang=session.lang)


def _write(contents: "Contents", path: Path) -> Path:
    from tilikartta.reports import write_workbook

    write_workbook(contents, path)
    return path


def _show(session: Session, member: str, contents: "Contents", workbook: Path) -> None:
    """One association: what it shows, that its mapping is sound and nothing was lost, its key figures, its workbook."""
    from rich.text import Text

    from tilikartta.cli.summary import key_lines
    from tilikartta.messages.numbers import euros

    out = session.out
    out.print()
    out.print(Text(contents.name, style="bold"))
    out.print("  " + session.label(f"demo.member.{member}"))
    out.print("  " + session.label("demo.checked", rules=len(contents.mapping.rules)))
    for text in _coverage(session, contents):
        out.print("  " + text)
    figures = (f"{label} {euros(amounts[-1], session.lang)}" for label, amounts in key_lines(session, contents))
    out.print("  " + " · ".join(figures))
    out.print("  " + session.label("demo.workbook", path=workbook.as_posix()), soft_wrap=True)


def _coverage(session: Session, contents: "Contents") -> list[str]:
    """Accounts and euros that found a home, what was left outside with its reason, and the promise kept."""
    from tilikartta.messages.numbers import percent
    from tilikartta.model.finding import Cents
    from tilikartta.reports.totals import Totals, covered_percent, mapped_totals, read_totals

    coverage = contents.coverage
    covered = percent(covered_percent(coverage), session.lang)
    done = coverage.mapped + coverage.outside
    lines = [session.label("map.coverage", done=done, accounts=coverage.accounts, percent=covered)]
    if coverage.outside:
        lines.append(session.label("map.outside", count=coverage.outside, euros=Cents(coverage.turnover_outside)))
    given, mapped = read_totals(contents.mapped.ledger), sum(mapped_totals(contents.mapped).values(), Totals())
    key = "map.kept" if given == mapped else "map.broken"
    return [*lines, session.label(key, debit=Cents(given.debit), credit=Cents(given.credit))]


def _next_steps(session: Session, federation: Path, reports: Path) -> None:
    """Commands to try, with the paths of this very demo."""
    village, carers, club = (federation / name for name in ("harjunkulma", "kaarnajarvi", "kurenlahti"))
    account = f"explain 4401 -m {_quoted(carers / MAPPING)} --dim kohdennus=Yhteiset"
    trial = f"map {_quoted(village / '2025' / 'paivakirja.csv')} -m tilitin-yhdistys -o {_quoted(reports / 'kokeilu.xlsx')}"
    out = session.out
    out.print()
    out.print(session.label("demo.next"))
    for key, command in (
        ("demo.next.unmapped", trial),
        ("demo.next.explain", account),
        ("demo.next.side", f"mapping check {_quoted(club / MAPPING)} --ledger {_quoted(club / '2025.xlsx')}"),
        ("demo.next.search", "chart search jäsenmaksu"),
    ):
        out.print(f"  tilikartta {command}", soft_wrap=True)
        out.print(f"      {session.label(key)}", style="dim")
    out.print(session.label("demo.own"), soft_wrap=True)


def _quoted(path: Path) -> str:
    return shlex.quote(path.as_posix())
