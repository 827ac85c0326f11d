"""charts/law/*.yaml -> LawFacts: rates and limits that the law changes, looked up by day."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

from tilikartta.definitions.locate import shipped, shown
from tilikartta.definitions.strict_yaml import Document, load
from tilikartta.definitions.validate import validate
from tilikartta.model import ExitCode, Finding, TilikarttaError, error
from tilikartta.model.law import LawFact, LawFacts, LawFile, LawValue


def _overlap(one: LawValue, other: LawValue) -> bool:
    """Whether some day would have both values."""
    begins = [value.since for value in (one, other) if value.since is not None]
    ends = [value.until for value in (one, other) if value.until is not None]
    return not begins or not ends or max(begins) <= min(ends)


def _fact_faults(fact: LawFact, document: Document, index: int) -> Iterator[Finding]:
    """TK333 two values for one day, TK334 an end before the beginning."""
    for number, value in enumerate(fact.values):
        if value.since is not None and value.until is not None and value.until < value.since:
            place = document.place(("facts", index, "values", number))
            yield error("TK334", place, fact=fact.id, first=value.since, last=value.until)
    for (_, one), (number, other) in combinations(enumerate(fact.values), 2):
        if _overlap(one, other):
            yield error("TK333", document.place(("facts", index, "values", number)), fact=fact.id)


def read_law(path: Path) -> tuple[LawFile | None, list[Finding]]:
    """One file of law facts. TK325 one id twice, TK333, TK334."""
    document, findings = load(path, shown(path))
    read, faults = validate(document, LawFile)
    findings += faults
    if read is None:
        return None, findings
    seen: set[str] = set()
    for index, fact in enumerate(read.facts):
        if fact.id in seen:
            findings.append(error("TK325", document.place(("facts", index, "id")), id=fact.id))
        seen.add(fact.id)
        findings += _fact_faults(fact, document, index)
    return read, findings


@cache
def law_facts() -> LawFacts:
    """The shipped facts of every file: ``law_facts().on(day)`` gives what holds on a day."""
    read = [read_law(path) for path in sorted((shipped("charts") / "law").glob("*.yaml"))]
    findings = [finding for _, faults in read for finding in faults]
    if findings:
        raise TilikarttaError(findings, ExitCode.USAGE)
    return LawFacts(tuple(fact for file, _ in read if file is not None for fact in file.facts))
