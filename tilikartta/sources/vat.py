"""VAT percentages as exports write them: ``25,5 %``, ``24``, ``24.00``; a code of VAT is none."""

import re

_PERCENT = re.compile(r"(\d{1,2})(?:[.,](\d{1,2}))?\s*(%?)")
_TELLS = ("%", "prosent", "procent", "percent", "kanta", "sats", "rate")


def tells_percent(heading: str) -> bool:
    """Whether the heading says that its column holds percentages: a bare ``ALV`` may hold amounts or codes."""
    return any(word in heading.casefold() for word in _TELLS)


def percentage(cell: str, *, said: bool) -> str:
    """A percentage as ``25.5%`` or ``14%``; "" for what is none. Without ``said`` the cell itself must carry the sign."""
    found = _PERCENT.fullmatch(cell.strip())
    if found is None or not (said or found[3]):
        return ""
    whole, part = str(int(found[1])), (found[2] or "").rstrip("0")
    return f"{whole}.{part}%" if part else f"{whole}%"
