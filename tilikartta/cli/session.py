"""What every command shares: language, the two consoles, and the one place that turns faults into text and exit codes.

stdout is the result, stderr is messages and progress.
"""

import locale
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.main import get_command

from tilikartta.model.finding import ExitCode, Finding, Place, Severity, TilikarttaError, error, ordered

if TYPE_CHECKING:
    from rich.console import Console

LANGUAGES = ("fi", "sv", "en")
SHOWN_PER_CODE = 5
WIDTH_OF_FILES = 200  # output that goes to a file or a pipe is not cut to the width of some screen
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def language_from_environment() -> str:
    """Language of the locale when it is one of ours, else Finnish."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value[:2] if value[:2] in LANGUAGES else "fi"
    found = (locale.getlocale()[0] or "")[:2]
    return found if found in LANGUAGES else "fi"


@dataclass
class Session:
    """The run of one command."""

    lang: str
    currency: str = ""  # of the ledger that was read
    quiet: bool = False  # no progress: --quiet, or --json, whose reader is a program

    @classmethod
    def start(cls, lang: str) -> "Session":
        """Begin with the language asked for; a wrong one is wrong usage."""
        chosen = lang or language_from_environment()
        session = cls(chosen if chosen in LANGUAGES else "fi")
        if chosen not in LANGUAGES:
            raise TilikarttaError(error("TK901", option="--lang", value=lang, known=LANGUAGES))
        return session

    @property
    def out(self) -> "Console":
        """Console of the result."""
        return _console(stderr=False)

    @property
    def err(self) -> "Console":
        """Console of messages and progress."""
        return _console(stderr=True)

    def label(self, key: str, **values: object) -> str:
        """A word or sentence in the language of the run."""
        from tilikartta.messages import label
        from tilikartta.messages.numbers import present

        return label(key, self.lang).format_map(
            {name: present(value, self.lang, self.currency) for name, value in values.items()}
        )

    def show_findings(self, findings: Iterable[Finding], *, limit: int = SHOWN_PER_CODE) -> None:
        """Print findings on stderr, gravest first; of one code at most ``limit``, then how many more."""
        show_findings(self.err, ordered(findings), self.lang, limit)


def _console(*, stderr: bool) -> "Console":
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_OF_FILES
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)


def show_findings(console: "Console", findings: Sequence[Finding], lang: str, limit: int) -> None:
    """Each finding: gravity, code, place and text on one line, why and what to do under it."""
    from rich.text import Text

    from tilikartta.messages import hint, label, message, where

    shown: dict[str, int] = {}
    for finding in findings:
        shown[finding.code] = shown.get(finding.code, 0) + 1
        if shown[finding.code] > limit:
            continue
        spot = where(finding, lang)
        head = Text.assemble(
            (f"{label(f'severity.{finding.severity}', lang)} {finding.code}", STYLES[finding.severity]),
            (f"  {spot}: " if spot else "  "),
            message(finding, lang),
        )
        console.print(head, soft_wrap=not console.is_terminal)
        console.print(Text("    " + hint(finding, lang), style="dim"), soft_wrap=not console.is_terminal)
    more = {code: count - limit for code, count in shown.items() if count > limit}
    for code, count in more.items():
        console.print("    " + label("findings.more", lang).format(count=count, code=code))


def exit_code(findings: Iterable[Finding], fail_on: str = "error") -> ExitCode:
    """1 when a finding is at or above ``fail_on`` (error, warning, info, never)."""
    if fail_on == "never":
        return ExitCode.OK
    worst = min((finding.severity.rank for finding in findings), default=99)
    return ExitCode.FINDINGS if worst <= Severity(fail_on).rank else ExitCode.OK


def run_guarded(app: Callable[..., Any], arguments: Sequence[str] | None = None) -> int:
    """Run the app; every way to end becomes an exit code, and no user ever sees a traceback without knowing how to report it."""
    lang = _language_asked(sys.argv[1:] if arguments is None else arguments)
    try:
        result = _command(app)(args=arguments, standalone_mode=False)
    except TilikarttaError as fault:
        show_findings(_console(stderr=True), ordered(fault.findings), lang, 20)
        return int(fault.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _console(stderr=True).print(_text("run.interrupted", lang))
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OK)
    except Exception as fault:
        return _unexpected(fault, lang)
    return int(result) if isinstance(result, int) else int(ExitCode.OK)


@cache
def _command(app: Callable[..., Any]) -> Callable[..., Any]:
    """The command of a typer app, built once: building it takes longer than most commands."""
    return get_command(app) if isinstance(app, typer.Typer) else app


def _unexpected(fault: Exception, lang: str) -> int:
    """Wrong usage found by typer is shown as such; a fault of ours says how to report it, a fault of the disk what failed."""
    if hasattr(fault, "exit_code") and hasattr(fault, "show"):
        fault.show()
        return int(fault.exit_code)
    console = _console(stderr=True)
    if isinstance(fault, OSError):
        finding = error("TK902", Place(str(fault.filename or "")), reason=fault.strerror or str(fault))
        show_findings(console, [finding], lang, 1)
        return int(ExitCode.UNREADABLE)
    if isinstance(fault, MemoryError):
        show_findings(console, [error("TK903")], lang, 1)
        return int(ExitCode.UNREADABLE)
    console.print(_text("run.fault", lang))
    console.print("".join(traceback.format_exception(fault)))
    return int(ExitCode.FAULT)


def _text(key: str, lang: str) -> str:
    from tilikartta.messages import label

    return label(key, lang)


def language_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with every ``--lang X`` moved to the front."""
    languages, others = _language_apart(arguments)
    return [*(f"--lang={language}" for language in languages), *others]


def _language_apart(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What ``--lang`` was given, and the other arguments. What stands after ``--`` is never an option."""
    languages, others, rest = [], [], list(arguments)
    while rest and rest[0] != "--":
        argument = rest.pop(0)
        if argument.startswith("--lang="):
            languages.append(argument.removeprefix("--lang="))
        elif argument == "--lang" and rest:
            languages.append(rest.pop(0))
        else:
            others.append(argument)
    return languages, [*others, *rest]


def _language_asked(arguments: Sequence[str]) -> str:
    """The language for messages about faults that come before the command runs."""
    languages, _ = _language_apart(arguments)
    return languages[-1] if languages and languages[-1] in LANGUAGES else language_from_environment()


def refuse_existing(path: Path, force: bool, sources: Sequence[Path] = ()) -> None:
    """An existing file is replaced only with ``--force``, and a source never. Raises TK904, TK905 or TK931 (exit 2)."""
    if path.exists() and any(source.exists() and path.samefile(source) for source in sources):
        raise TilikarttaError(error("TK931", Place(str(path))), ExitCode.USAGE)
    if path.exists() and not force:
        raise TilikarttaError(error("TK904", Place(str(path))), ExitCode.USAGE)
    if not path.parent.is_dir():
        raise TilikarttaError(error("TK905", Place(str(path)), folder=str(path.parent)), ExitCode.USAGE)
