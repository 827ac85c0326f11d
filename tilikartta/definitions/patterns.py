"""Text of a pattern -> Pattern. ``3000``, ``3000-3099``, ``30*``, ``*``, ``=2025-A``; no regular expressions."""

import re
import unicodedata

from tilikartta.model import Finding, Pattern, Place, error

_RANGE = re.compile(r"\s*([^\s*-][^*-]*?)\s*[-–]\s*([^\s*-][^*-]*?)\s*")


def folded(name: str) -> str:
    """A name as names are compared: without case, runs of spaces as one, composed letters (ä is one character)."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def parse_name(text: str, place: Place) -> tuple[str, list[Finding]]:
    """A name condition, folded: a whole name, or ``~part``. TK522 when nothing is left to compare."""
    text = text.strip()
    part = folded(text.removeprefix("~"))
    if not part:
        return text, [error("TK522", place, pattern=text)]
    return f"~{part}" if text.startswith("~") else part, []


def parse_pattern(text: str, place: Place) -> tuple[Pattern | None, list[Finding]]:
    """Parse one pattern. TK520 ends of unequal length, TK521 ends in the wrong order, TK522 not a pattern."""
    text = text.strip()
    if text == "*":
        return Pattern("any"), []
    if text.startswith("=") and len(text) > 1:  # a code with a hyphen or asterisk of its own, such as =2025-A
        return Pattern("exact", text[1:], text[1:]), []
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
    if not text or "*" in text or text[0] in "-–" or text[-1] in "-–":
        return None, [error("TK522", place, pattern=text)]
    return Pattern("exact", text, text), []
