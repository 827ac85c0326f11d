"""Periods as headings name them: ``1/2025``, ``tammikuu 2025``, ``31.12.2025``, ``1.12.2022 - 31.12.2022``, ``2025``."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_LEAD = (
    r"^(?:saldo|saldot|balance|tilikausi|kausi|period|perioden|räkenskapsår|år|vuosi|year|ajalta|toteuma|utfall|actual)\b[\s:]*"
)
_BETWEEN = re.compile(
    r"\s+[-–—]\s*|\s*[–—]\s*|(?<=\d)\s*-\s*(?=\d{1,2}[./]\d{1,2}[./])|(?<=\d{4})-(?=\d{1,2}/\d{4})|\s+(?:to|till)\s+"
)
_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_ISO_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_MONTH = re.compile(r"^(\d{1,2})[/.](\d{4})$")
_ISO_MONTH = re.compile(r"^(\d{4})[-/](\d{1,2})$")
_NAMED = re.compile(r"^([^\W\d]{3,})\.?[\s-]*(\d{4}|\d{2})$")
_YEAR = re.compile(r"^(?:199|20\d)\d$")  # 1910 is a bank account
_FI = ("tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu")
_SV = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december")
_EN = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A period with both days included; ``start`` is None where only the last day is named (a balance on that day)."""

    end: date
    start: date | None = None

    def covers(self, other: "Span") -> bool:
        """Whether the other one lies inside this one and is not the same."""
        if self.start is None or other.start is None or self == other:
            return False
        return self.start <= other.start and other.end <= self.end


@lru_cache(maxsize=4096)
def span_of(label: str) -> Span | None:
    """The period a heading names, or None when it names none."""
    text = re.sub(_LEAD, "", " ".join(label.casefold().split())).strip(" .:()€")
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    try:
        spans = [_single(part) for part in parts]
    except ValueError:
        return None
    first, last = (spans[0], spans[-1]) if spans else (None, None)
    if first is None or last is None or len(spans) > 2:
        return None
    if len(spans) == 1:
        return first
    start = first.start or first.end
    return Span(last.end, start) if start <= last.end else None


def _single(text: str) -> Span | None:
    """One day, month or year."""
    if found := _DAY.match(text):
        return Span(date(int(found[3]), int(found[2]), int(found[1])))
    if found := _ISO_DAY.match(text):
        return Span(date(int(found[1]), int(found[2]), int(found[3])))
    if found := _MONTH.match(text):
        return _month(int(found[2]), int(found[1]))
    if found := _ISO_MONTH.match(text):
        return _month(int(found[1]), int(found[2]))
    if _YEAR.match(text):
        return Span(date(int(text), 12, 31), date(int(text), 1, 1))
    if (found := _NAMED.match(text)) and (number := _number_of(found[1])):
        year = int(found[2])
        return _month(year if year > 99 else 2000 + year, number)
    return None


def _month(year: int, month: int) -> Span | None:
    if not 1 <= month <= 12 or not 1900 <= year <= 2100:
        return None
    return Span(date(year, month, monthrange(year, month)[1]), date(year, month, 1))


def _number_of(name: str) -> int:
    """Number of a month by its name or the beginning of it, 0 for other words."""
    bare = name.removesuffix("kuu")
    for number, names in enumerate(zip(_FI, _SV, _EN, strict=True), 1):
        if bare == names[0] or any(len(name) >= 3 and one.startswith(name) for one in names):
            return number
    return 0


def is_period(heading: str) -> bool:
    """Whether a heading names a period."""
    return bool(heading) and span_of(heading) is not None
