"""``tilikartta review``: accept suggestions and answer questions of a mapping, one account at a time or in a spreadsheet."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.session import Session, exit_code, refuse_existing
from tilikartta.model.finding import ExitCode, TilikarttaError

if TYPE_CHECKING:
    from tilikartta.mapping.review.opening import Opened
    from tilikartta.mapping.review.session import ReviewSession
    from tilikartta.model import Chart, Finding, Mapping
    from tilikartta.sources.options import ReadOptions


def review(
    context: typer.Context,
    mapping: Annotated[
        Path, typer.Argument(help="Mapping file with suggestions (tilikartta suggest).", exists=True, dir_okay=False)
    ],
    ledger: Annotated[
        list[Path] | None, typer.Argument(help="Ledger files: shows entry texts and balances anew.", show_default=False)
    ] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write a worklist to fill in instead of asking here.")] = None,
    from_xlsx: Annotated[
        Path | None, typer.Option("--from-xlsx", help="Read the filled worklist.", exists=True, dir_okay=False)
    ] = None,
    force: o.Force = False,
) -> None:
    """Accept a mapping line by line: largest sums first, candidates on keys 1 to 3, saved after every answer.

    Quit at any time and go on later: the file itself remembers. Only accepted rules count in a report.
    """
    session: Session = context.obj
    if xlsx is not None:
        refuse_existing(xlsx, force, [mapping, *(ledger or [])])
    from tilikartta.definitions.chart_file import universal_chart

    chart = universal_chart()
    opened, names, findings = _opened(session, mapping, ledger or [], chart)
    session.show_findings(findings)
    if from_xlsx is not None:
        _read_sheet(session, opened, chart, from_xlsx)
        if xlsx is None:
            return
        opened, _, _ = _opened(session, mapping, ledger or [], chart)
    if xlsx is not None:
        _write_sheet(session, opened, chart, xlsx)
    elif opened.items:
        _converse(session, opened, chart, names)
    else:
        session.out.print(session.label("review.nothing", path=str(mapping)), soft_wrap=True)


def _opened(session: Session, path: Path, paths: list[Path], chart: "Chart") -> "tuple[Opened, dict[str, str], list[Finding]]":
    """The mapping with what is to be decided, and the names of the accounts. Raises TilikarttaError (exit 2) with its faults."""
    from tilikartta.mapping.review.opening import open_review, with_ledger
    from tilikartta.messages import LANGUAGES, label

    headings = frozenset(label("suggest.questions", lang) for lang in LANGUAGES)
    opened, faults = open_review(path, chart, headings)
    if opened is None:
        raise TilikarttaError(faults, ExitCode.USAGE)
    names = {item.local.number: item.local.name for item in opened.items}
    if not paths:
        return opened, names, []
    from tilikartta.cli.reading import read_files
    from tilikartta.mapping.suggest.facts import local_facts
    from tilikartta.mapping.suggest.memory import Memory
    from tilikartta.mapping.suggest.missing import missing_suggestions
    from tilikartta.sources.opening_vouchers import take_openings

    ledger, findings = read_files(session, paths, _reading(opened.mapping))
    ledger, more = take_openings(ledger)
    facts = local_facts(ledger)
    with session.err.status(session.label("review.thinking")):
        fresh = missing_suggestions(ledger, opened.mapping, chart, Memory.of().but_for(path))
    names |= {one.number: one.name for one in facts}
    return with_ledger(opened, facts, fresh.accounts, chart), names, [*findings, *more]


def _reading(mapping: "Mapping") -> "ReadOptions":
    from tilikartta.mapping.known_kinds import with_mapping
    from tilikartta.sources.options import ReadOptions

    return with_mapping(ReadOptions(), mapping)


def _converse(session: Session, opened: "Opened", chart: "Chart", names: dict[str, str]) -> None:
    from tilikartta.cli.review_keys import keys_of
    from tilikartta.cli.review_loop import Loop
    from tilikartta.cli.review_view import View
    from tilikartta.mapping.review.session import ReviewSession

    view = View(session, chart, names)
    done = Loop(view, keys_of(sys.stdin), opened.path, ReviewSession(opened)).run()
    _summary(session, done)


def _summary(session: Session, review: "ReviewSession") -> None:
    """What was decided, what is left and how to go on."""
    from tilikartta.messages.numbers import percent

    states = [review.state(item) for item in review.items]
    counts = {name: states.count(name) for name in ("accepted", "outside", "removed")}
    left = states.count("open") + states.count("skipped")
    progress = review.progress()
    path = str(review.opened.path)
    said = {"path": path, "left": left, "percent": percent(progress.percent, session.lang), **counts}
    session.out.print(session.label("review.saved", **said), soft_wrap=True)
    session.out.print(session.label("review.next" if left else "review.ready", path=path), soft_wrap=True)


def _write_sheet(session: Session, opened: "Opened", chart: "Chart", path: Path) -> None:
    from tilikartta.reports.review_sheet import write_review_sheet

    write_review_sheet(opened, chart, path, session.lang, session.currency)
    said = {"path": str(path), "count": len(opened.items), "mapping": str(opened.path)}
    session.out.print(session.label("review.sheet.written", **said), soft_wrap=True)


def _read_sheet(session: Session, opened: "Opened", chart: "Chart", path: Path) -> None:
    """Every error of the worklist is named; with one of them nothing is written (exit 1)."""
    from tilikartta.mapping.review.session import ReviewSession
    from tilikartta.reports.review_answers import read_answers
    from tilikartta.reports.review_file import save_review

    answers, faults = read_answers(opened, chart, path)
    done = ReviewSession(opened, answers)
    if not exit_code(faults):
        faults = save_review(opened.path, done.text, opened.text, chart)
    if exit_code(faults):
        session.show_findings(faults, limit=50)
        session.err.print(session.label("review.sheet.refused", mapping=str(opened.path)), soft_wrap=True)
        raise typer.Exit(int(exit_code(faults)))
    _summary(session, done)
