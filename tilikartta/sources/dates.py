"""Dates as programs write them -> date32. The order of day and month is decided per column from all its values, or refused.

Each distinct text is parsed once; a ledger has a few hundred distinct dates however many rows it has.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.sources.table import Column

_MONTHS = {
    name: number
    for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_TIME = "(?:T|[ \u00a0]+)" r"(?:klo )?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$"
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_PARTS = re.compile(r"^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\.?$")
_WORDED = re.compile(r"^(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4})$")
_SERIAL = re.compile(r"^\d{5}(?:\.0)?$")
_ORIGIN = date(1899, 12, 30)  # day 0 of spreadsheet serial dates
YEARS = range(1900, 2101)

Triple = tuple[int, int, int]


@dataclass(frozen=True)
class Dates:
    """Days (null where empty or unreadable), the mask of unreadable cells, the order decided, and values that could be both."""

    days: pa.ChunkedArray
    bad: pa.ChunkedArray
    decided: str
    ambiguous: tuple[str, ...] = ()


def read_dates(column: Column, order: str = "") -> Dates:
    """Dates of a column; ``order`` (dmy, mdy, ymd) is the user's decision where the texts leave it open."""
    bare = _without_time(column.text)
    encoded = (column if bare is column.text else Column(bare)).encoded()
    texts = [re.sub(_TIME, "", text.strip()) for text in encoded.dictionary.to_pylist()]
    parts = [_PARTS.match(text) for text in texts]
    orders = {"short": _Order(), "slash": _Order(), "dot": _Order("dmy")}
    for kind in ("short", "slash"):
        matches = [match for match in parts if match is not None and _kind(match) == kind]
        orders[kind] = _Order(order) if order else _decide(matches, kind)
    if order in ("dmy", "mdy"):
        orders["dot"] = _Order(order)
    days = [_day(text, match, orders) for text, match in zip(texts, parts, strict=True)]
    bad = [day is None and text != "" for day, text in zip(days, texts, strict=True)]
    array = pa.chunked_array([pa.array(days, pa.date32()).take(encoded.indices)], pa.date32())
    some = pa.array(bad, pa.bool_()).take(encoded.indices) if any(bad) else pa.repeat(False, len(encoded))
    wrong = pa.chunked_array([some], pa.bool_())
    if column.dates is not None:
        array, wrong = pc.coalesce(column.dates, array), pc.and_(wrong, column.dates.is_null())
    ambiguous = tuple(text for kind in ("short", "slash") for text in orders[kind].ambiguous)
    return Dates(array, wrong, _shown(texts, parts, orders), ambiguous[:3])


@dataclass(frozen=True)
class _Order:
    name: str = ""
    ambiguous: Sequence[str] = field(default_factory=tuple)


def _without_time(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dates without their time of day, encoded anew (with times nearly every text is distinct)."""
    if pa.types.is_dictionary(text.type) or not pc.any(pc.match_substring(text, ":")).as_py():
        return text
    return pc.replace_substring_regex(text, _TIME, "")


def _kind(match: re.Match[str]) -> str:
    if len(match[4]) == 2:
        return "short"
    return "dot" if match[2] == "." else "slash"


def _triple(match: re.Match[str], order: str) -> Triple:
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    year = {"dmy": third, "mdy": third, "ymd": first}[order]
    year = year if year > 99 else 2000 + year if year < 80 else 1900 + year
    month, day = {"dmy": (second, first), "mdy": (first, second), "ymd": (second, third)}[order]
    return year, month, day


def _decide(matches: list[re.Match[str]], kind: str) -> _Order:
    """The one order in which all texts are dates; for two-digit years also the one in which the years lie together."""
    if not matches:
        return _Order()
    dotted = all(match[2] == "." for match in matches)
    orders = ["dmy", *([] if dotted else ["mdy"]), *(["ymd"] if kind == "short" else [])]
    read = {order: [_valid(_triple(match, order)) for match in matches] for order in orders}
    fit = {order: {day for day in days if day} for order, days in read.items() if all(days)}
    if len(fit) > 1 and kind == "short":
        close = {order: days for order, days in fit.items() if len({day.year for day in days}) <= 2 and len(days) > 2}
        fit = close or fit
    if len({frozenset(days) for days in fit.values()}) == 1:
        return _Order(next(iter(fit)))
    if not fit:  # some date cannot be: keep the order in which fewest are wrong
        return _Order(max(orders, key=lambda order: sum(day is not None for day in read[order])))
    return _Order("", tuple(dict.fromkeys(match[0] for match in matches))[:3])


def _valid(triple: Triple) -> date | None:
    year, month, day = triple
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _day(text: str, match: re.Match[str] | None, orders: dict[str, _Order]) -> date | None:
    if match is not None:
        order = orders[_kind(match)].name
        return _valid(_triple(match, order)) if order else None
    if (found := _ISO.match(text) or _COMPACT.match(text)) is not None:
        return _valid((int(found[1]), int(found[2]), int(found[3])))
    if (found := _WORDED.match(text)) is not None:
        return _valid((int(found[3]), _MONTHS.get(found[2].casefold(), 0), int(found[1])))
    if _SERIAL.match(text):
        day = _ORIGIN + timedelta(days=int(text[:5]))
        return day if day.year in YEARS else None
    return None


def _shown(texts: list[str], parts: list[re.Match[str] | None], orders: dict[str, _Order]) -> str:
    """The forms met, for the user: ``d.m.yyyy``, ``m/d/yyyy`` ..."""
    forms: dict[str, None] = {}
    for text, match in zip(texts, parts, strict=True):
        if match is not None:
            year = "yyyy" if len(match[4]) == 4 else "yy"
            letters = {"d": "d", "m": "m", "y": year}
            forms[match[2].join(letters[letter] for letter in orders[_kind(match)].name or "dmy")] = None
        else:
            names: tuple[tuple[Callable[[str], object], str], ...] = (
                (_COMPACT.match, "yyyymmdd"), (_SERIAL.match, "1900-serial"), (re.compile(r"^\d{4}\D").match, "yyyy-mm-dd"),
            )  # fmt: skip
            forms.update({form: None for matches, form in names if matches(text)})
    return ", ".join(list(forms)[:3])
