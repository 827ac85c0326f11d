"""What ``compare`` shows in the terminal: who is being read, who is in and who is not, and the sums of the federation."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tilikartta.cli.session import Session

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID
    from rich.table import Table

    from tilikartta.comparison.contents import Comparison, MemberResult
    from tilikartta.comparison.gather import Observer, Step

SHOWN_MEMBERS = 40
STYLES = {"ok": "", "partly": "yellow", "failed": "bold red"}


@contextmanager
def watching_members(session: Session) -> "Iterator[Observer | None]":
    """A bar on stderr with the members that are being read; nothing where no person looks on or quiet was asked for."""
    console = session.err
    if session.quiet or not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        yield _Members(session, bar, bar.add_task("", total=None))


class _Members:
    """The members under way, by name."""

    def __init__(self, session: Session, bar: "Progress", task: "TaskID") -> None:
        self._session, self._bar, self._task = session, bar, task
        self._running: dict[str, None] = {}

    def __call__(self, step: "Step") -> None:
        """One member begins or ends."""
        if step.status:
            self._running.pop(step.member.id, None)
        else:
            self._running[step.member.id] = None
        shown = self._session.label("progress.reading", files=", ".join(self._running))
        self._bar.update(self._task, description=shown, completed=step.done, total=step.total)


def show_comparison(session: Session, comparison: "Comparison", target: Path) -> None:
    """Findings, the members with their years and coverage, the sums, the promise kept, and where the result is."""
    from rich.text import Text

    out = session.out
    _show_findings(session, comparison)
    out.print()
    out.print(Text(comparison.federation.name, style="bold"))
    out.print(members_table(session, comparison))
    if len(comparison.results) > SHOWN_MEMBERS:
        out.print(session.label("compare.more", count=len(comparison.results) - SHOWN_MEMBERS))
    if comparison.counted:
        out.print()
        out.print(sums_table(session, comparison))
        out.print(Text(*kept(session, comparison)))
    out.print(session.label("map.written", path=str(target)), soft_wrap=True)


def _show_findings(session: Session, comparison: "Comparison") -> None:
    """Those of the federation, then those of each member that are more than a note, under its name."""
    from tilikartta.model.finding import Severity

    session.show_findings(comparison.findings)
    for result in comparison.results:
        grave = [found for found in result.findings if found.severity is not Severity.INFO]
        if grave:
            session.err.print(f"{comparison.told_names[result.member.id]}:", style="bold", markup=False)
            session.show_findings(grave, limit=2)


def members_table(session: Session, comparison: "Comparison") -> "Table":
    """Every member with its years, basis, coverage and status; of very many those first that are not whole."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    for key in ("member", "years", "basis", "covered", "status"):
        table.add_column(session.label(f"compare.column.{key}"), justify="right" if key == "covered" else "left")
    ordered = sorted(comparison.results, key=lambda result: list(STYLES).index(result.status), reverse=True)
    for result in ordered[:SHOWN_MEMBERS] if len(ordered) > SHOWN_MEMBERS else comparison.results:
        status = session.label(f"compare.status.{result.status}")
        years, basis = ", ".join(year.label for year in result.years), session.label(f"compare.basis.{result.member.basis}")
        name = Text(comparison.told_names[result.member.id])
        table.add_row(name, years, basis, _covered(session, result), status, style=STYLES[result.status])
    return table


def _covered(session: Session, result: "MemberResult") -> str:
    """The least coverage of the member's years, in euros."""
    from tilikartta.messages.numbers import percent
    from tilikartta.reports.totals import covered_percent

    if not result.years:
        return "–"
    return percent(min(covered_percent(year.coverage) for year in result.years), session.lang)


def sums_table(session: Session, comparison: "Comparison") -> "Table":
    """Total income, surplus and assets of the federation by year, with how many members and which basis they hold."""
    from rich.table import Table

    from tilikartta.comparison.statistics import basis_in
    from tilikartta.comparison.tables import federation_sums, income_inside, total_income
    from tilikartta.messages.numbers import money

    sums, income, years = federation_sums(comparison), total_income(comparison), list(reversed(comparison.years))
    currency = common_currency(comparison)
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    table.add_column("")
    for year in years:
        table.add_column(year, justify="right")
    here = {year: sum(year in {own.label for own in one.years} for one in comparison.counted) for year in years}
    table.add_row(session.label("compare.members"), *(str(here[year]) for year in years))
    table.add_row(
        session.label("compare.column.basis"), *(session.label(f"compare.basis.{basis_in(comparison, year)}") for year in years)
    )
    gross = {year: sum(cents for (_, label), cents in income.items() if label == year) for year in years}
    inside = income_inside(comparison)
    table.add_row(session.label("key.income"), *(money(gross[year], session.lang, currency) for year in years))
    if any(inside.values()):
        table.add_row(session.label("compare.inside"), *(money(inside.get(year, 0), session.lang, currency) for year in years))
    surplus = comparison.income.flat[-1][1]
    assets = next(line for line in comparison.balance.lines if line.side == "asset")
    for name, line in ((surplus.name.get(session.lang), surplus.id), (session.label("key.assets"), assets.id)):
        table.add_row(name, *(money(sums.get((line, year), 0), session.lang, currency) for year in years))
    return table


def common_currency(comparison: "Comparison") -> str:
    """What all members' ledgers are in; "" (euros) where they state none or differ, which TK746 says."""
    used = {one.currency for one in comparison.counted}
    return used.pop() if len(used) == 1 else ""


def kept(session: Session, comparison: "Comparison") -> tuple[str, str]:
    """Whether what was read is what was counted, over all members and years."""
    from tilikartta.messages.numbers import money

    currency = common_currency(comparison)
    years = [year for result in comparison.counted for year in result.years]
    read, counted = (sum(getattr(year, name) for year in years) for name in ("turnover_in", "turnover_out"))
    if all(year.turnover_in == year.turnover_out for year in years):
        return session.label("compare.kept", count=len(comparison.counted), turnover=money(read, session.lang, currency)), ""
    told = {"read": money(read, session.lang, currency), "counted": money(counted, session.lang, currency)}
    return session.label("compare.broken", **told), "bold red"
