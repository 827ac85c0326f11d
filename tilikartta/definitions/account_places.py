"""Where one account stands everywhere: its line in every layout and its counterpart in every other scheme."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tilikartta.definitions.crosswalk_file import Crosswalk
from tilikartta.model import FUNCTIONS, Account, Chart, Layout, Text

_STATEMENTS = ("is_npo", "bs_npo")  # the statements of an association come before other layouts
_Said = tuple[tuple[str, ...], Text | None]


@dataclass(frozen=True)
class AccountPlace:
    """One answer of one layout or scheme.

    ``functions`` are those it holds for, empty where it holds for all. ``targets`` are codes with their names (None where the
    scheme names none); none at all means that there is no counterpart, and then ``note`` is the reason (a ready mapping has none:
    the program lacks such an account).
    """

    scheme: str
    name: Text
    kind: Literal["layout", "crosswalk", "mapping"]
    targets: tuple[tuple[str, Text | None], ...]
    note: Text | None = None
    functions: tuple[str, ...] = ()


def scheme_ids(chart: Chart, crosswalks: Iterable[Crosswalk]) -> list[str]:
    """What ``--scheme`` may name: crosswalks, then layouts."""
    return [*(crosswalk.id for crosswalk in crosswalks), *(layout.id for layout in _in_order(chart))]


def places_of(chart: Chart, crosswalks: Iterable[Crosswalk], account: Account, scheme: str = "") -> list[AccountPlace]:
    """Every layout that covers the account, then every crosswalk; only ``scheme`` where it is given.

    Functions that get the same answer are told once (programme and administration nearly always agree).
    """
    places: list[AccountPlace] = []
    for layout in _in_order(chart):
        if scheme in ("", layout.id) and layout.covers(account):
            places += _on_layout(layout, account)
    for crosswalk in crosswalks:
        if scheme in ("", crosswalk.id):
            places += _in_crosswalk(crosswalk, account)
    return places


def _in_order(chart: Chart) -> list[Layout]:
    return sorted(chart.layouts, key=lambda layout: layout.id not in _STATEMENTS)


def _functions(account: Account) -> list[str | None]:
    """The permitted functions, the default first and the others in their usual order; None alone where there are none."""
    found: list[str | None] = [name for name in FUNCTIONS if name in account.functions]
    return sorted(found, key=lambda name: name != account.function) or [None]


def _joined(account: Account, said: dict[str | None, _Said]) -> Iterator[tuple[tuple[str, ...], _Said]]:
    """Functions by answer; no functions at all where every one has the same."""
    by_answer: dict[_Said, list[str]] = {}
    for function, answer in said.items():
        by_answer.setdefault(answer, []).append(function or "")
    for answer, functions in by_answer.items():
        yield (tuple(functions) if len(by_answer) > 1 else ()), answer


def _on_layout(layout: Layout, account: Account) -> Iterator[AccountPlace]:
    names = {line.id: line.name for line in layout.leaves}
    said: dict[str | None, _Said] = {}
    for function in _functions(account):
        line = layout.line_of(account, function)
        said[function] = ((line.id,) if line is not None else (), None)
    for functions, (ids, note) in _joined(account, said):
        targets = tuple((line, names[line]) for line in ids)
        yield AccountPlace(layout.id, layout.name, "layout", targets, note, functions)


def _in_crosswalk(crosswalk: Crosswalk, account: Account) -> Iterator[AccountPlace]:
    said: dict[str | None, _Said] = {}
    for function in _functions(account):
        for row in crosswalk.rows_of(account, function)[:1]:
            said[function] = (row.to, crosswalk.texts.get(row.none or row.note))
    for functions, (codes, note) in _joined(account, said):
        targets = tuple((code, crosswalk.targets.get(code)) for code in codes)
        yield AccountPlace(crosswalk.id, crosswalk.name, "crosswalk", targets, note, functions)
