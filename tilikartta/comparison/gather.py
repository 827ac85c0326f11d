"""Members side by side: every member is counted in a process of its own kind, and the comparison does not tell in which order."""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from tilikartta import __version__
from tilikartta.comparison.contents import ACCOUNT_COLUMNS, LINE_COLUMNS, Comparison, MemberResult, told_apart
from tilikartta.comparison.eliminations import eliminate, unknown_accounts
from tilikartta.comparison.incomparable import incomparable
from tilikartta.comparison.member import Counted, Task, count_member, failed
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.locate import shipped, shown
from tilikartta.model import Chart, ExitCode, Finding, Place, TilikarttaError, error, ordered
from tilikartta.model.federation import EVERYONE, Federation, Member
from tilikartta.model.manifest import Ingredient

FEW = 6  # starting a process costs about as much as counting this many small members
LITTLE = 20_000_000  # bytes of ledgers that one process reads about as fast as two begin
MOST_PROCESSES = 8

Observer = Callable[["Step"], None]


@dataclass(frozen=True)
class Step:
    """How far the gathering is. ``status`` is "" when the member begins, else what came of it."""

    member: Member
    status: str
    done: int
    total: int


@dataclass(frozen=True)
class Wanted:
    """What to compare and how. ``years`` empty takes all; ``processes`` 0 decides by the machine and the number of members."""

    income: str = "is_npo"
    balance: str = "bs_npo"
    years: tuple[str, ...] = ()
    include_suggested: bool = False
    lang: str = "fi"
    processes: int = 0

    def options(self) -> tuple[tuple[str, str], ...]:
        """The options that change a figure, as the manifest states them."""
        given = {
            "balance-layout": self.balance, "income-layout": self.income, "year": ", ".join(self.years),
            "include-suggested": "yes" if self.include_suggested else "",
        }  # fmt: skip
        return tuple(sorted((name, value) for name, value in given.items() if value))


def compare(
    federation: Federation, wanted: Wanted = Wanted(), findings: Iterable[Finding] = (), observer: Observer | None = None
) -> Comparison:
    """The comparison of a federation. ``findings`` are those of its file.

    A member that fails, or whose process dies, is listed as ``failed`` with its findings and the run goes on. Raises
    TilikarttaError (exit 2) TK711 when an elimination names an unknown account, TK713 when no member has a wanted year.
    """
    chart = universal_chart()
    if faults := unknown_accounts(federation.eliminations, chart):
        raise TilikarttaError(faults, ExitCode.USAGE)
    tasks = [
        Task(member, federation.folder, wanted.income, wanted.balance, wanted.include_suggested) for member in federation.members
    ]
    counted = [_of_years(one, wanted.years) for one in _all(tasks, wanted.processes, observer)]
    return _compared(federation, wanted, chart, counted, findings)


def _compared(
    federation: Federation, wanted: Wanted, chart: Chart, counted: list[Counted], findings: Iterable[Finding]
) -> Comparison:
    accounts = _joined((one.accounts for one in counted), ACCOUNT_COLUMNS)
    lines = _joined((one.lines for one in counted), LINE_COLUMNS)
    results = tuple(_in_class(one, federation, chart) for one in counted)
    years = tuple(sorted({year.label for result in results for year in result.years}))
    if wanted.years and not years:
        raise TilikarttaError(error("TK713", years=list(wanted.years)), ExitCode.USAGE)
    known = frozenset((year.member, year.label) for result in results for year in result.years)
    names = {result.member.id: result.member.name for result in results}
    told = told_apart(result.member for result in results)
    eliminated, remarks = eliminate(federation.eliminations, accounts, years, known, chart, told)
    whole = replace(federation, members=tuple(result.member for result in results))
    comparison = Comparison(
        whole, chart, chart.layout_by_id[wanted.income], chart.layout_by_id[wanted.balance], results, years, accounts, lines,
        eliminated, (), tuple(_shared(chart, federation)), wanted.options(), __version__, wanted.lang,
        {EVERYONE: EVERYONE} | names,
    )  # fmt: skip
    return replace(comparison, findings=tuple(ordered([*findings, *remarks, *incomparable(comparison)])))


def _joined(frames: Iterable[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(columns))


def _of_years(one: Counted, years: tuple[str, ...]) -> Counted:
    """Only the wanted years; those before them were needed for what carries over."""
    if not years:
        return one
    result = replace(
        one.result,
        years=tuple(year for year in one.result.years if year.label in years),
        key_figures=tuple(value for value in one.result.key_figures if value.period in years),
    )
    return Counted(result, one.accounts[one.accounts["year"].isin(years)], one.lines[one.lines["year"].isin(years)])


def _in_class(one: Counted, federation: Federation, chart: Chart) -> MemberResult:
    """The result with the member's size class by the income of its newest year, where the federation gave none."""
    member = one.result.member
    if member.group or not federation.size_classes or not one.result.years:
        return one.result
    rows = one.accounts[one.accounts["year"] == one.result.years[-1].label]
    income = sum(
        int(amount)
        for code, amount in zip(rows["universal"], rows["amount"], strict=True)
        if code and chart.by_code[code].klass == "income"
    )
    name = next((size.name for size in federation.size_classes if size.under is None or income < size.under), "")
    return replace(one.result, member=replace(member, group=name))


def _shared(chart: Chart, federation: Federation) -> Iterator[Ingredient]:
    """What all members rest on: the chart, its layouts, the key figures, and the federation's own file."""
    folder = shipped("charts")
    for path in [folder / f"{chart.id}.yaml", *sorted((folder / "layouts").glob("*.yaml")), folder / "key-figures.yaml"]:
        raw = path.read_bytes()
        role = "layout" if path.parent != folder else "key_figures" if path.stem == "key-figures" else "chart"
        yield Ingredient(role, shown(path), hashlib.sha256(raw).hexdigest(), len(raw))
    if federation.file:
        yield Ingredient("federation", Path(federation.file).name, federation.sha256, Path(federation.file).stat().st_size)


def _all(tasks: list[Task], processes: int, observer: Observer | None) -> list[Counted]:
    """Every task's outcome, in the order of the tasks."""
    processes = processes or (min(os.cpu_count() or 1, MOST_PROCESSES, len(tasks)) if _is_much(tasks) else 1)
    progress = _Progress(len(tasks), observer)
    if processes == 1:
        return [progress.through(task) for task in tasks]
    return _side_by_side(tasks, processes, progress)


def _is_much(tasks: list[Task]) -> bool:
    """Whether several processes are worth their start: many members, or few with large ledgers."""
    files = [Path(file) for task in tasks for year in task.member.years for file in year.files]
    return len(tasks) > FEW or sum(file.stat().st_size for file in files if file.is_file()) > LITTLE


def count_safely(task: Task) -> Counted:
    """As ``count_member``; a fault of the program in one member (TK716) does not end the run of the others."""
    try:
        return count_member(task)
    except MemoryError:
        return failed(task.member, [error("TK717", Place(task.member.mapping), member=task.member.id)])
    except Exception as fault:
        reason = f"{type(fault).__name__}: {fault}"
        return failed(task.member, [error("TK716", Place(task.member.mapping), member=task.member.id, reason=reason)])


@dataclass
class _Progress:
    total: int
    observer: Observer | None
    done: int = 0

    def begins(self, task: Task) -> None:
        if self.observer is not None:
            self.observer(Step(task.member, "", self.done, self.total))

    def ended(self, one: Counted) -> None:
        self.done += 1
        if self.observer is not None:
            self.observer(Step(one.result.member, one.result.status, self.done, self.total))

    def through(self, task: Task) -> Counted:
        self.begins(task)
        one = count_safely(task)
        self.ended(one)
        return one


def _side_by_side(tasks: list[Task], processes: int, progress: _Progress) -> list[Counted]:
    """Tasks in processes, as many at a time as there are. A process that dies takes the pool along: what was under way is then
    counted alone, so that only the member at fault is lost."""
    done: dict[int, Counted] = {}
    waiting, lost = deque(enumerate(tasks)), list[int]()
    while waiting:
        lost += _pool(waiting, processes, done, progress)
    for index in sorted(lost):
        done[index] = _alone(tasks[index])
        progress.ended(done[index])
    return [done[index] for index in range(len(tasks))]


def _pool(waiting: deque[tuple[int, Task]], processes: int, done: dict[int, Counted], progress: _Progress) -> list[int]:
    """Work off the queue in one pool; the indices of what was under way when a process died."""
    running: dict[Future[Counted], int] = {}
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < processes:
                    index, task = waiting.popleft()
                    progress.begins(task)
                    running[pool.submit(count_safely, task)] = index
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    one = future.result()
                    done[running.pop(future)] = one
                    progress.ended(one)
        except BrokenProcessPool:
            return [index for index in running.values() if index not in done]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return []


def _alone(task: Task) -> Counted:
    """One task in a process of its own. TK717 when that one dies too."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(count_safely, task).result()
        except BrokenProcessPool:
            return failed(task.member, [error("TK717", Place(task.member.mapping), member=task.member.id)])
