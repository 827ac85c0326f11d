"""Which settings a run of ``validate`` has: command line over ``--settings`` over the mapping file over what is usual."""

from pathlib import Path
from typing import TYPE_CHECKING

from tilikartta.model.finding import ExitCode, TilikarttaError, error

if TYPE_CHECKING:
    from tilikartta.model import Finding, Mapping
    from tilikartta.model.check_settings import Acceptance, CheckSettings


def settings_of(
    mapping: "Mapping | None", file: Path | None, preset: str, select: tuple[str, ...], ignore: tuple[str, ...]
) -> "CheckSettings":
    """The settings that hold, with today's date where none is said. Raises TK570-TK573 (exit 2) for what is said wrongly."""
    from dataclasses import replace
    from datetime import date
    from typing import Any

    from tilikartta.definitions.check_settings_file import stated_settings
    from tilikartta.definitions.checks_section import checks_of

    over: dict[str, Any] = stated_settings(file) if file is not None else {}
    stated, accepted = (mapping.checks, mapping.accepted) if mapping is not None else ({}, ())
    settings = checks_of(stated, accepted, over)
    if faults := unknown_codes(settings):
        raise TilikarttaError(faults, ExitCode.USAGE)
    settings = replace(
        settings,
        preset="strict" if (preset or settings.preset) == "strict" else "basic",
        select=select or settings.select,
        ignore=ignore or settings.ignore,
        today=settings.today or date.today(),
    )
    looked_for = tuple(one for one in settings.accepted if _is_looked_for(one, settings, mapping is not None))
    return replace(settings, accepted=looked_for)


def unknown_codes(settings: "CheckSettings") -> "list[Finding]":
    """TK573 for codes that no finding has or begins with: they would silently do nothing."""
    from difflib import get_close_matches

    from tilikartta.messages import catalogue

    known = sorted(catalogue())
    written = [*settings.code_places, *((one.code, one.place) for one in settings.accepted)]
    return [
        error("TK573", place, value=code, near=get_close_matches(code, known, n=3, cutoff=0.6) or sorted({k[:3] for k in known}))
        for code, place in written
        if not any(one.startswith(code) for one in known)
    ]


def _is_looked_for(one: "Acceptance", settings: "CheckSettings", mapped: bool) -> bool:
    """Whether this run looks for the code at all: what is not looked for is not out of date because it was not found."""
    from tilikartta.checks.catalogue import doc_of
    from tilikartta.checks.registry import STRICT
    from tilikartta.checks.run import looked_for

    chosen = not settings.select or one.code.startswith(settings.select)
    if not chosen or one.code.startswith(settings.ignore):
        return False
    if one.code in {doc_of(check).code for check in STRICT}:
        return one.code in looked_for(settings.preset, settings.select, settings.ignore, mapped=mapped)
    # Reading tells of the file (TK1, TK2); the rest needs a mapping.
    return mapped or one.code.startswith(("TK1", "TK2"))
