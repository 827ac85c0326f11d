"""Text of a pattern -> Pattern. ``3000``, ``3000-3099``, ``30*``, ``*``; no regular expressions."""

import re

from tilikartta.model import Finding, Pattern, Place, error

_RANGE = re.compile(r"\s*([^\s*-][^*-]*?)\s*[-–]\s*([^\s*-][^*-]*?)\s*")


def parse_pattern(text: str, place: Place) -> tuple[Pattern | None, list[Finding]]:
    """Parse one pattern. TK520 ends of unequal length, TK521 ends in the wrong order, TK522 not a pattern."""
    text = text.strip()
    if text == "*":
        return Pattern("any"), []
    if text.endswith("*") and "*" not in text[:-1]:
        prefix = text[:-1]
        return Pattern("prefix", prefix, prefix), []
    if found := _RANGE.fullmatch(text):
        low, high = found.groups()
        if len(low) != len(high):
            return None, [error("TK520", place, low=low, high=high)]
        if low > high:
            return None, [error("TK521", place, low=low, high=high)]
        return Pattern("range", low, high), []
    if not text or "*" in text:
        return None, [error("TK522", place, pattern=text)]
    return Pattern("exact", text, text), []
