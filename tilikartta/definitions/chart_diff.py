"""What changed between two versions of a chart, and whether the change keeps the version policy (docs/chart-versions.md).

The policy in short: a code never changes its meaning; what goes out of use stays in the file, with ``until`` and ``replaced_by``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tilikartta.definitions.chart_check import Places
from tilikartta.model import LANGS, Account, Chart, Finding, Layout, Text, error, warning

Kind = Literal[
    "new", "gone", "retired", "revived", "meaning", "widened", "moved", "renamed", "behaviour", "text",
    "group_new", "group_gone", "group_renamed", "layout_new", "layout_gone", "line_new", "line_gone", "line_renamed",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "gone", "meaning", "revived", "moved", "retired", "new", "renamed", "widened", "behaviour", "text",
    "group_new", "group_gone", "group_renamed", "layout_new", "layout_gone", "line_new", "line_gone", "line_renamed",
)  # fmt: skip
# Attributes that decide what an account means: euros booked on it would mean something else.
MEANING = ("class", "nature", "function", "term", "funder", "unspecified")
BEHAVIOUR = ("level", "flip", "vat", "tax", "purpose")
TEXTS = ("definition", "aliases", "examples", "source")


@dataclass(frozen=True)
class Change:
    """One change. ``code`` is an account, group, layout, or layout and line; ``what`` an attribute, language or layout.

    ``old`` and ``new`` are what stood and stands there; of texts they are left out, the files show them.
    """

    kind: Kind
    code: str
    name: Text
    what: str = ""
    old: str = ""
    new: str = ""
    functions: tuple[str, ...] = ()


def diff(old: Chart, new: Chart) -> list[Change]:
    """Every change from ``old`` to ``new``, in the order of KINDS and then of the codes."""
    changes = [*_accounts(old, new), *_groups(old, new), *_layouts(old, new)]
    return sorted(changes, key=lambda change: (KINDS.index(change.kind), change.code))


def _accounts(old: Chart, new: Chart) -> Iterator[Change]:
    for account in old.accounts:
        after = new.by_code.get(account.code)
        if after is None:
            yield Change("gone", account.code, account.name)
        else:
            yield from _account(account, after)
            yield from _moved(old, new, account, after)
    for account in new.accounts:
        if account.code not in old.by_code:
            yield Change("new", account.code, account.name)


def _account(before: Account, after: Account) -> Iterator[Change]:
    code, name = after.code, after.name
    if after.until and not before.until:
        yield Change("retired", code, name, "until", after.until, after.replaced_by or "")
    elif before.until and not after.until:
        yield Change("revived", code, name, "until", before.until)
    for key in MEANING:
        if (was := _said(before, key)) != (now := _said(after, key)):
            yield Change("meaning", code, name, key, was, now)
    for function in sorted({*before.functions} - {*after.functions}):
        yield Change("meaning", code, name, "functions", function)
    for function in sorted({*after.functions} - {*before.functions}):
        yield Change("widened", code, name, "functions", "", function)
    for lang in LANGS:
        if before.name.get(lang) != name.get(lang):
            yield Change("renamed", code, name, lang, before.name.get(lang), name.get(lang))
    for key in BEHAVIOUR:
        if (was := _said(before, key)) != (now := _said(after, key)):
            yield Change("behaviour", code, name, key, was, now)
    for key in TEXTS:
        if getattr(before, key) != getattr(after, key):
            yield Change("text", code, name, key)


def _said(account: Account, key: str) -> str:
    value = getattr(account, "klass" if key == "class" else key)
    return str(value).lower() if isinstance(value, bool) else value or ""


def _moved(old: Chart, new: Chart, before: Account, after: Account) -> Iterator[Change]:
    """Layouts that show the account on another line than before, under functions that both versions permit."""
    functions: list[str | None] = [name for name in before.functions if name in after.functions]
    for layout in new.layouts:
        was = old.layout_by_id.get(layout.id)
        if was is None or not (was.covers(before) and layout.covers(after)):
            continue
        by_lines: dict[tuple[str, str], list[str]] = {}
        for function in functions or [None]:
            lines = _line(was, before, function), _line(layout, after, function)
            if lines[0] != lines[1]:
                by_lines.setdefault(lines, []).append(function or "")
        for (line, line_now), under in by_lines.items():
            yield Change("moved", after.code, after.name, layout.id, line, line_now, tuple(name for name in under if name))


def _line(layout: Layout, account: Account, function: str | None) -> str:
    line = layout.line_of(account, function)
    return line.id if line is not None else ""


def _groups(old: Chart, new: Chart) -> Iterator[Change]:
    before, after = ({group.code: group.name for group in chart.groups} for chart in (old, new))
    yield from _named("group", before, after)


def _layouts(old: Chart, new: Chart) -> Iterator[Change]:
    for layout in old.layouts:
        if layout.id not in new.layout_by_id:
            yield Change("layout_gone", layout.id, layout.name)
    for layout in new.layouts:
        was = old.layout_by_id.get(layout.id)
        if was is None:
            yield Change("layout_new", layout.id, layout.name)
            continue
        before, after = ({f"{one.id} {line.id}": line.name for _, line in one.flat} for one in (was, layout))
        yield from _named("line", before, after)


def _named(of: Literal["group", "line"], before: dict[str, Text], after: dict[str, Text]) -> Iterator[Change]:
    """Groups or lines that came, went or got another name."""
    came, went, renamed = _NAMED[of]
    for code, name in before.items():
        if code not in after:
            yield Change(went, code, name)
    for code, name in after.items():
        if code not in before:
            yield Change(came, code, name)
            continue
        for lang in LANGS:
            if (was := before[code].get(lang)) != name.get(lang):
                yield Change(renamed, code, name, lang, was, name.get(lang))


_NAMED: dict[str, tuple[Kind, Kind, Kind]] = {
    "group": ("group_new", "group_gone", "group_renamed"),
    "line": ("line_new", "line_gone", "line_renamed"),
}


def policy_faults(old: Chart, new: Chart, changes: list[Change], places: Places) -> list[Finding]:
    """Changes that break the version policy; ``places`` are those of the new chart.

    TK376 a code is gone, TK377 a code changed its meaning, TK378 figures move to another line, TK379 a retired code is back,
    TK380 the version did not grow, TK381 ``since`` or ``until`` is not the new version.
    """
    found: list[Finding] = []
    for change in changes:
        known = change.code in places.account_at
        place = places.account(change.code) if known else places.document.place(("accounts",), key=True)
        data = {"name": change.name.fi, "old": change.old or "–", "new": change.new or "–"}
        if change.kind == "gone":
            found.append(error("TK376", place, account=change.code, name=change.name.fi))
        elif change.kind == "meaning":
            found.append(error("TK377", places.account(change.code, change.what), account=change.code, key=change.what, **data))
        elif change.kind == "moved":
            found.append(warning("TK378", place, account=change.code, layout=change.what, **data))
        elif change.kind == "revived":
            found.append(error("TK379", place, account=change.code, name=change.name.fi, until=change.old))
    return [*found, *_versions(old, new, changes, places)]


def _versions(old: Chart, new: Chart, changes: list[Change], places: Places) -> Iterator[Finding]:
    if changes and _number(new.version) <= _number(old.version):
        yield warning("TK380", places.document.place(("version",)), old=old.version, new=new.version)
    for change in changes:
        key = {"new": "since", "retired": "until"}.get(change.kind)
        if key is None:
            continue
        given = _said(new.by_code[change.code], key)
        if given != new.version:
            place = places.account(change.code, key)
            yield warning("TK381", place, account=change.code, key=key, given=given, version=new.version)


def _number(version: str) -> tuple[int, ...]:
    """2026.10 is later than 2026.9."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
