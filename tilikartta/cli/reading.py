"""Reading ledger files before the user's eyes: a bar for long files, and on request what was decided, also about refused ones."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tilikartta.model.finding import TilikarttaError

if TYPE_CHECKING:
    from rich.progress import Progress

    from tilikartta.cli.session import Session
    from tilikartta.model import Finding, Ledger, SourceFile
    from tilikartta.sources import Observer, ReadOptions


def read_files(
    session: "Session", paths: Sequence[Path], options: "ReadOptions | None" = None, earlier: Sequence[Path] = ()
) -> "tuple[Ledger, list[Finding]]":
    """``read_ledger`` with progress on the terminal, and with what was decided where the options ask for it."""
    from tilikartta.sources import read_ledger

    explained = options is not None and options.explain
    try:
        with watching(session) as observer:
            ledger, findings = read_ledger(paths, options, observer, earlier)
    except TilikarttaError as stop:
        if explained:
            show_reading(session, stop.files)
        raise
    if explained:
        show_reading(session, ledger.files)
    session.currency = ledger.currency or session.currency
    return ledger, findings


@contextmanager
def watching(session: "Session") -> "Iterator[Observer | None]":
    """A bar on stderr with the name of the file and its bytes; nothing where no person looks on or quiet was asked for."""
    console = session.err
    if session.quiet or not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        yield _Bar(session, bar)


class _Bar:
    """One bar for the file that is being read; the number before the name counts the files."""

    def __init__(self, session: "Session", bar: "Progress") -> None:
        self._session, self._bar = session, bar
        self._seen: list[str] = []
        self._task = bar.add_task("", total=None)

    def __call__(self, name: str, done: int, total: int) -> None:
        """So much of the file is read."""
        if not self._seen or self._seen[-1] != name:
            self._seen.append(name)
            number = f"{len(self._seen)}. " if len(self._seen) > 1 else ""
            shown = self._session.label("progress.reading", files=number + name.rsplit("/", 1)[-1])
            self._bar.reset(self._task, description=shown, total=total)
        self._bar.update(self._task, completed=done, total=total)


def show_reading(session: "Session", files: "Iterable[SourceFile]") -> None:
    """Print on stderr what was decided about each file and why."""
    from tilikartta.messages import label
    from tilikartta.sources import TABLES

    for file in files:
        session.err.print(session.label("reading.file", file=file.path, format=file.format), soft_wrap=True)
        for reason in file.reasons:
            basis = label(f"reading.basis.{reason.basis}", session.lang).format(detail=reason.detail)
            topic, _, role = reason.topic.partition(".")
            name = label(f"reading.{topic}", session.lang).format(role=role)
            session.err.print(f"  {name}: {reason.value!r} – {basis}", soft_wrap=True)
        if file.reasons:
            continue
        for key, value in file.decisions.items():
            session.err.print(f"  {label(f'report.decision.{key}', session.lang)}: {value!r}", soft_wrap=True)
        closing = "reading.stopped" if file.format in TABLES else "reading.own_format"
        session.err.print("  " + session.label(closing), soft_wrap=True)
