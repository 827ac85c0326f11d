"""Which of two matching rules is the more specific one. A partial order: what cannot be compared is ambiguous, never chosen."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from tilikartta.definitions.patterns import folded
from tilikartta.model import Condition, Pattern

ONE = Fraction(1)


@cache
def width(pattern: Pattern) -> Fraction:
    """Share of all codes that a pattern holds: 0 for an exact code, 1 for ``*``; a prefix is an interval."""
    if pattern.kind == "exact":
        return Fraction(0)
    if pattern.kind == "any" or not pattern.low:
        return ONE
    digits = (pattern.low + pattern.high).isascii() and pattern.low.isdigit() and pattern.high.isdigit()
    base = 10 if digits else 1 << 21  # any character of Unicode
    low, high = (_number(end, base) for end in (pattern.low, pattern.high))
    return Fraction(high - low + 1, base ** len(pattern.low))


def _number(text: str, base: int) -> int:
    value = 0
    for character in text:
        value = value * base + (int(character) if base == 10 else ord(character))
    return value


@dataclass(frozen=True, slots=True)
class Fit:
    """How a rule's condition fitted one entry: per key the width of the pattern that matched (0 = exact)."""

    keys: tuple[tuple[str, Fraction], ...]

    def beats(self, other: "Fit") -> bool:
        """Whether this is more specific: more conditions, or the same ones none of which is wider and one narrower."""
        if len(self.keys) != len(other.keys):
            return len(self.keys) > len(other.keys)
        mine, theirs = dict(self.keys), dict(other.keys)
        if mine.keys() != theirs.keys():
            return False
        return all(mine[key] <= theirs[key] for key in mine) and any(mine[key] < theirs[key] for key in mine)


def _narrowest(patterns: tuple[Pattern, ...], value: str) -> Fraction | None:
    widths = [width(pattern) for pattern in patterns if pattern.matches(value)]
    return min(widths, default=None)


def _name_fit(names: tuple[str, ...], name: str) -> Fraction | None:
    """A whole name is exact; of parts, the longer one is the narrower."""
    compared = folded(name)
    widths = [Fraction(0) for given in names if given == compared]
    widths += [Fraction(1, 1 + len(given)) for given in names if given.startswith("~") and given[1:] in compared]
    return min(widths, default=None)


def _dimension_fit(patterns: tuple[Pattern, ...], value: str) -> Fraction | None:
    """A dimension value may carry its name after the code ("310 Keräykset"): the code alone may match as well."""
    code = value.split(" ", 1)[0]
    fits = [fit for text in {value, code} if (fit := _narrowest(patterns, text)) is not None]
    return min(fits, default=None)


def account_fit(when: Condition, account: str, name: str) -> list[tuple[str, Fraction]] | None:
    """The fit of a condition to an account alone, whatever its dimensions, side and sign; None when it does not match."""
    keys: list[tuple[str, Fraction]] = []
    if when.account:
        found = _narrowest(when.account, account) if account else None
        if found is None:
            return None
        keys.append(("account", found))
    if when.name:
        found = _name_fit(when.name, name)
        if found is None:
            return None
        keys.append(("name", found))
    return keys


def fit_of(when: Condition, account: str, name: str, dims: dict[str, str]) -> Fit | None:
    """The fit of a condition, or None when it does not match. ``side`` and ``sign`` count, but are not looked at here."""
    keys = account_fit(when, account, name)
    if keys is None:
        return None
    for dimension, patterns in when.dims:
        value = dims.get(dimension, "")
        found = _dimension_fit(patterns, value) if value else None
        if found is None:
            return None
        keys.append((dimension, found))
    keys += [(key, Fraction(0)) for key in ("side", "sign") if getattr(when, key)]
    # ``*`` for the account says nothing; for a dimension it says that there is one.
    return Fit(tuple((key, found) for key, found in keys if key != "account" or found != ONE))
