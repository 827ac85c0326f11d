"""A mapping rewritten for a new version of the chart: targets out of use become what replaced them, and nothing else changes.

The text is edited at the marks of its values, so that comments, order, quotes and line breaks stay byte for byte.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tilikartta.definitions.locate import shown
from tilikartta.definitions.strict_yaml import Document, PathKey, load
from tilikartta.definitions.validate import closest
from tilikartta.model import OUTSIDE, Account, Chart, Finding, Mapping, Place, error, warning

# What ends a line in YAML; the marks of values count lines and columns by it.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_UTF8_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Edit:
    """One target that was rewritten, and where."""

    place: Place
    old: str
    new: str


@dataclass(frozen=True)
class Migrated:
    """The new text of the file as bytes, what was rewritten and what a person must look at."""

    content: bytes
    edits: list[Edit]
    findings: list[Finding]


@dataclass(frozen=True)
class _Target:
    """A target code as it stands in the file, with the function that the rule states beside it."""

    code: str
    path: PathKey
    function: str


def migrate(path: Path, chart: Chart) -> Migrated:
    """The mapping file for ``chart``. Every fault of the file itself comes first; then nothing is rewritten.

    TK384 not in the chart, TK385 no successor, TK386 the successor has another class, TK387 the function is not permitted there,
    TK388 rewritten and the line of the statement changes, TK392 the target is not written as a plain value.
    """
    document, findings = load(path, shown(path))
    raw = path.read_bytes() if not findings else b""
    if findings:
        return Migrated(raw, [], findings)
    mark = _UTF8_BOM if raw.startswith(_UTF8_BOM) else b""
    text = raw.removeprefix(mark).decode("utf-8")
    lines = [0, *(found.end() for found in _BREAK.finditer(text))]
    changes: dict[int, Edit] = {}
    for target in _targets(document):
        successor, faults = _successor(target, chart, document.place(target.path))
        findings += faults
        if successor is None:
            continue
        place = document.place(target.path)
        start = _offset(text, lines, place, target.code)
        if start is None:
            findings.append(error("TK392", place, target=target.code, new=successor))
        else:
            changes[start] = Edit(place, target.code, successor)
    edits = [changes[start] for start in sorted(changes)]
    return Migrated(mark + _edited(text, changes).encode("utf-8"), edits, findings)


def inherited(mapping: Mapping, file: str, chart: Chart) -> list[Finding]:
    """TK389: rules of the mappings that ``file`` extends and that have targets out of use; they are rewritten by themselves."""
    found = []
    for rule in mapping.rules:
        for target in rule.targets:
            account = chart.by_code.get(target.account)
            if rule.place.file != file and account is not None and account.until is not None:
                found.append(warning("TK389", rule.place, target=account.code, new=account.replaced_by or "–"))
    return found


def _targets(document: Document) -> Iterator[_Target]:
    """Every target code of the rules: bare, under ``account``, or in a list of shares."""
    rules = document.data.get("rules") if isinstance(document.data, dict) else None
    for index, rule in enumerate(rules if isinstance(rules, list) else []):
        to = rule.get("to") if isinstance(rule, dict) else None
        path: PathKey = ("rules", index, "to")
        for number, item in enumerate(to) if isinstance(to, list) else [(None, to)]:
            at = path if number is None else (*path, number)
            if isinstance(item, str) and item != OUTSIDE:
                yield _Target(item, at, "")
            elif isinstance(item, dict) and isinstance(item.get("account"), str):
                yield _Target(item["account"], (*at, "account"), str(item.get("function", "")))


def _successor(target: _Target, chart: Chart, place: Place) -> tuple[str | None, list[Finding]]:
    """The code to write instead, None where the target stays; with what a person must know."""
    account = chart.by_code.get(target.code)
    if account is None:
        return None, [error("TK384", place, target=target.code, near=closest(target.code, chart.by_code))]
    if account.until is None:
        return None, []
    new = _last(account, chart)
    if new is None:
        return None, [error("TK385", place, target=account.code, until=account.until)]
    if new.klass != account.klass:
        return None, [error("TK386", place, target=account.code, new=new.code, old_class=account.klass, new_class=new.klass)]
    if target.function and new.functions and target.function not in new.functions:
        permitted = list(new.functions)
        return None, [
            error("TK387", place, target=account.code, new=new.code, function=target.function, permitted=permitted)
        ]  # fmt: skip
    moved = _moves(account, new, target.function, chart)
    return new.code, [warning("TK388", place, target=account.code, new=new.code, layouts=moved)] if moved else []


def _last(account: Account, chart: Chart) -> Account | None:
    """The successor that is in use, through several versions where need be; None where the way ends or goes round."""
    seen: set[str] = set()
    while account.until is not None:
        after = chart.by_code.get(account.replaced_by or "")
        if after is None or after.code in seen:
            return None
        seen.add(after.code)
        account = after
    return account


def _moves(account: Account, new: Account, function: str, chart: Chart) -> list[str]:
    """Layouts in which the euros would stand on another line than before."""
    moved = []
    for layout in chart.layouts:
        if layout.covers(account):
            lines = [layout.line_of(one, function or one.function) for one in (account, new)]
            if lines[0] != lines[1]:
                moved.append(layout.id)
    return moved


def _offset(text: str, lines: list[int], place: Place, code: str) -> int | None:
    """Where the code itself begins in the text, quoted or not; None where something else stands at the mark (a reference)."""
    start = lines[place.row - 1] + int(place.column) - 1
    if text[start : start + 1] in ("'", '"'):
        quote, start = text[start], start + 1
        return start if text.startswith(code + quote, start) else None
    ends = text[start + len(code) : start + len(code) + 1]
    return start if text.startswith(code, start) and (not ends or ends in " \t,]}\r\n\x85\u2028\u2029") else None


def _edited(text: str, changes: dict[int, Edit]) -> str:
    """The text with each old code replaced by the new one at its place."""
    parts, at = [], 0
    for start in sorted(changes):
        parts += [text[at:start], changes[start].new]
        at = start + len(changes[start].old)
    return "".join([*parts, text[at:]])
