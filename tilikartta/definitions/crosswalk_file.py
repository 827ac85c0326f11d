"""mappings/crosswalks/*.yaml -> Crosswalk: what an account of the universal chart is called in another scheme.

A row selects accounts by code or by attributes and states the other scheme's codes (``to``) or why there is none (``none``).
A row that names accounts goes before rows by attributes; otherwise exactly one row may take an account under a function.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

from tilikartta.definitions.chart_file import rename_class, universal_chart
from tilikartta.definitions.locate import shipped, shown
from tilikartta.definitions.strict_yaml import Document, load
from tilikartta.definitions.validate import closest, validate
from tilikartta.model import Account, Chart, ExitCode, Finding, Select, Text, TilikarttaError, error

_FUNCTIONLESS: tuple[str | None, ...] = (None,)


@dataclass(frozen=True)
class CrosswalkRow:
    """One row. ``none`` and ``note`` are keys of the file's ``texts``; exactly one of ``to`` and ``none`` is given."""

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "populate_by_name": True}

    account: tuple[str, ...] = ()
    klass: tuple[str, ...] = ()
    nature: tuple[str, ...] = ()
    not_nature: tuple[str, ...] = ()
    function: tuple[str, ...] = ()
    term: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    none: str = ""
    note: str = ""

    def takes(self, account: Account, function: str | None) -> bool:
        """Whether the row speaks of this account under this function."""
        return (not self.account or account.code in self.account) and self.attributes.takes(account, function)

    @cached_property
    def attributes(self) -> Select:
        """What the row selects by, its account codes left aside."""
        return Select(self.klass, self.nature, self.not_nature, self.function, self.term)


@dataclass(frozen=True)
class Crosswalk:
    """The universal chart in the codes of one other scheme.

    ``licence`` says on what terms the codes may be stated. ``targets`` gives names to the codes where the scheme is short; a file
    that has it may use no other code. ``texts`` holds the reasons and notes that the rows point to.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    crosswalk: Literal["1"]
    id: str
    name: Text
    source: tuple[str, ...]
    licence: str
    rows: tuple[CrosswalkRow, ...]
    targets: dict[str, Text] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)

    def rows_of(self, account: Account, function: str | None) -> list[CrosswalkRow]:
        """The rows that take the account under the function: those that name it, or else those by attributes."""
        found = [row for row in self.rows if row.takes(account, function)]
        return [row for row in found if row.account] or found


class Counterpart(NamedTuple):
    """One answer of ``counterparts``.

    ``target`` is "" where the scheme has none, and then ``note`` is the reason. ``function`` is "" where all functions share it.
    """

    scheme: str
    target: str
    note: Text | None
    function: str = ""


def _functions(account: Account) -> tuple[str | None, ...]:
    return account.functions or _FUNCTIONLESS


def _row_faults(crosswalk: Crosswalk, chart: Chart, document: Document) -> Iterator[Finding]:
    """Faults of single rows: TK541 unknown account, TK310 not one of to and none, TK311 unknown text, TK312 unknown target."""
    for index, row in enumerate(crosswalk.rows):
        path = ("rows", index)
        for number, code in enumerate(row.account):
            if code not in chart.by_code:
                near = closest(code, chart.by_code)
                yield error("TK541", document.place((*path, "account", number)), target=code, near=near)
        if bool(row.to) == bool(row.none):
            yield error("TK310", document.place(path))
        for key in ("none", "note"):
            text = getattr(row, key)
            if text and text not in crosswalk.texts:
                yield error("TK311", document.place((*path, key)), key=text, near=closest(text, crosswalk.texts))
        for number, target in enumerate(row.to):
            if crosswalk.targets and target not in crosswalk.targets:
                near = closest(target, crosswalk.targets)
                yield error("TK312", document.place((*path, "to", number)), target=target, near=near)


def _coverage_faults(crosswalk: Crosswalk, chart: Chart, document: Document) -> Iterator[Finding]:
    """TK313 an account without a row, TK314 two rows for one account, TK315 a row that takes nothing."""
    used: set[int] = set()
    place = document.place(("rows",))
    for account in chart.accounts:
        for function in _functions(account):
            rows = crosswalk.rows_of(account, function)
            used |= {id(row) for row in rows}
            if not rows:
                yield error("TK313", place, account=account.code, function=function or "")
            elif len(rows) > 1:
                at = [index for index, row in enumerate(crosswalk.rows) if any(row is one for one in rows)]
                first, second = (document.place(("rows", index)) for index in at[:2])
                yield error("TK314", second, account=account.code, function=function or "", first=first.row, second=second.row)
    for index, row in enumerate(crosswalk.rows):
        if id(row) not in used:
            yield error("TK315", document.place(("rows", index)))


def read_crosswalk(path: Path, chart: Chart) -> tuple[Crosswalk | None, list[Finding]]:
    """One crosswalk file, checked against the chart. Every fault is a finding; None when the file has not the right shape."""
    document, findings = load(path, shown(path))
    crosswalk, faults = validate(document, Crosswalk, rename_class)
    findings += faults
    if crosswalk is None:
        return None, findings
    return crosswalk, [*findings, *_row_faults(crosswalk, chart, document), *_coverage_faults(crosswalk, chart, document)]


def crosswalk_paths() -> list[Path]:
    """The shipped crosswalk files, by name."""
    return sorted((shipped("mappings") / "crosswalks").glob("*.yaml"))


@cache
def universal_crosswalks() -> tuple[Crosswalk, ...]:
    """The shipped crosswalks of the universal chart."""
    read = [read_crosswalk(path, universal_chart()) for path in crosswalk_paths()]
    findings = [finding for _, faults in read for finding in faults]
    if findings:
        raise TilikarttaError(findings, ExitCode.USAGE)
    return tuple(crosswalk for crosswalk, _ in read if crosswalk is not None)


def _answers(crosswalk: Crosswalk, row: CrosswalkRow, function: str) -> list[Counterpart]:
    note = crosswalk.texts.get(row.none or row.note)
    return [Counterpart(crosswalk.id, target, note, function) for target in row.to or ("",)]


def counterparts(chart: Chart, crosswalks: Iterable[Crosswalk], code: str) -> list[Counterpart]:
    """What the account is in every scheme, scheme by scheme in the order given. An unknown code gives an empty list."""
    account = chart.by_code.get(code)
    found: list[Counterpart] = []
    if account is None:
        return found
    for crosswalk in crosswalks:
        rows = {function or "": crosswalk.rows_of(account, function)[:1] for function in _functions(account)}
        by_function = {function: answer for function, answer in rows.items() if answer}
        if len({(row.to, row.none, row.note) for (row,) in by_function.values()}) == 1:
            by_function = {"": next(iter(by_function.values()))}
        for function, (row,) in by_function.items():
            found += _answers(crosswalk, row, function)
    return found
