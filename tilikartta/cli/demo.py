"""``tilikartta demo``: an example federation written to a folder and run through the whole job, then compared."""

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli.map import Job
from tilikartta.cli.session import Session, exit_code
from tilikartta.model.finding import ExitCode, Place, Severity, TilikarttaError, error

if TYPE_CHECKING:
    from tilikartta.comparison.contents import Comparison
    from tilikartta.reports.contents import Contents

FEDERATION, REPORTS, COMPARISON = "liitto", "raportit", "vertailu.xlsx"
MAPPING = "mapping.yaml"
NEWEST = "2025"
INTRODUCED = ("harjunkulma", "kaarnajarvi", "kurenlahti")
"""The members that are shown one by one; all of them are compared."""


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder to write into; made when missing.")] = Path("tilikartta-demo"),
    force: Annotated[bool, typer.Option("--force", help="Write over the files of an earlier demo.")] = False,
) -> None:
    """Write six invented organisations with two years of ledgers, map three of them, compare all, and say what to try next."""
    session: Session = context.obj
    _refuse_occupied(folder, force)
    federation = folder / FEDERATION
    copied = _copy(federation)
    (folder / REPORTS).mkdir(exist_ok=True)
    session.out.print(session.label("demo.written", folder=federation.as_posix()), soft_wrap=True)
    findings = []
    for member in (federation / name for name in INTRODUCED):
        mapping = member / MAPPING
        ledgers = [path for path in copied if path.relative_to(federation).as_posix().startswith(f"{member.name}/{NEWEST}")]
        contents = _map_member(session, mapping, ledgers)
        with session.err.status(session.label("progress.mapping")):
            workbook = _write(contents, folder / REPORTS / f"{member.name}.xlsx")
        _show(session, member.name, contents, workbook)
        findings += [finding for finding in contents.findings if finding.severity != Severity.INFO]
    comparison = _compared(session, federation, set(copied))
    _show_comparison(session, comparison, _written(comparison, folder / COMPARISON))
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
    from tilikartta.sources import ReadOptions

    return Job(ledgers, [], str(path), False, "", "bs_npo", ReadOptions()).run(session)


def _write(contents: "Contents", path: Path) -> Path:
    from tilikartta.reports import write_workbook

    write_workbook(contents, path)
    return path


def _show(session: Session, member: str, contents: "Contents", workbook: Path) -> None:
    """One association: what it shows, that its mapping is sound and nothing was lost, its key figures, its workbook."""
    from rich.text import Text

    from tilikartta.cli.summary import key_lines
    from tilikartta.messages.numbers import money

    out = session.out
    out.print()
    out.print(Text(contents.name, style="bold"))
    out.print("  " + session.label(f"demo.member.{member}"))
    out.print("  " + session.label("demo.checked", rules=len(contents.mapping.rules)))
    for text in _coverage(session, contents):
        out.print("  " + text)
    figures = (f"{label} {money(amounts[-1], session.lang)}" for label, amounts in key_lines(session, contents))
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


def _compared(session: Session, federation: Path, copied: set[Path]) -> "Comparison":
    """The comparison of the members of this demo, whatever else lies in the folder."""
    from dataclasses import replace

    from tilikartta.cli.compare_view import watching_members
    from tilikartta.comparison.gather import Wanted, compare
    from tilikartta.definitions.federation_file import load_federation

    whole, _ = load_federation(federation)

    def own(files: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(file for file in files if Path(file) in copied)

    members = [
        replace(one, years=tuple(replace(year, files=own(year.files), opening=own(year.opening)) for year in one.years))
        for one in whole.members
    ]
    with watching_members(session) as observer:
        return compare(replace(whole, members=tuple(members)), Wanted(lang=session.lang), (), observer)


def _written(comparison: "Comparison", path: Path) -> Path:
    from tilikartta.reports.federation import write_federation

    write_federation(comparison, path)
    return path


def _show_comparison(session: Session, comparison: "Comparison", workbook: Path) -> None:
    """Who is compared, the sums of the federation, and what cannot be compared without care."""
    from rich.text import Text

    from tilikartta.cli.compare_view import kept, members_table, sums_table
    from tilikartta.messages import message
    from tilikartta.model.finding import ordered

    out = session.out
    out.print()
    out.print(Text(comparison.federation.name, style="bold"))
    out.print(members_table(session, comparison))
    out.print()
    out.print(sums_table(session, comparison))
    out.print(Text(*kept(session, comparison)))
    for found in ordered(comparison.findings):
        if found.severity != Severity.INFO:
            out.print(f"  {message(found, session.lang)}", soft_wrap=True)
    out.print(session.label("demo.comparison", path=workbook.as_posix()), soft_wrap=True)


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
        ("demo.next.compare", f"compare {_quoted(federation)} --year {NEWEST} -o {_quoted(reports.parent / 'vertailu.csv')}"),
        ("demo.next.search", "chart search jäsenmaksu"),
    ):
        out.print(f"  tilikartta {command}", soft_wrap=True)
        out.print(f"      {session.label(key)}", style="dim")
    out.print(session.label("demo.own"), soft_wrap=True)


def _quoted(path: Path) -> str:
    return shlex.quote(path.as_posix())
