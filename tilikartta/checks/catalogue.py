"""The documentation of a check, read from its docstring: what, why it matters, how to mend it, two examples."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass

from tilikartta.checks.subject import Subject
from tilikartta.model import Finding, Severity

CheckFunction = Callable[[Subject], list[Finding]]
_DOC = re.compile(
    r"^(?P<code>TK\d{3}) \((?P<severity>error|warning|info)\): (?P<what>.*?)\n\nWhy: (?P<why>.*?)\n\nMend: (?P<mend>.*?)"
    r"\n\nPasses::\n\n(?P<passes>.*?)\n\nFails::\n\n(?P<fails>.*?)\s*$",
    re.DOTALL,
)


@dataclass(frozen=True)
class CheckDoc:
    """What the docstring of a check says. The examples are CSV."""

    code: str
    severity: Severity
    what: str
    why: str
    mend: str
    passes: str
    fails: str


def doc_of(check: CheckFunction) -> CheckDoc:
    """The documentation of a check. ValueError when the docstring lacks a part."""
    match = _DOC.match(inspect.getdoc(check) or "")
    if match is None:
        raise ValueError(f"the docstring of {check.__name__} does not follow the form of a check")
    parts = match.groupdict()
    prose = {name: " ".join(parts[name].split()) for name in ("what", "why", "mend")}
    examples = {name: "\n".join(line.strip() for line in parts[name].splitlines()) for name in ("passes", "fails")}
    return CheckDoc(parts["code"], Severity(parts["severity"]), **prose, **examples)
