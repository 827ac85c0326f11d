"""What stands in a column: days, amounts, codes, whole numbers or words, where no heading says it."""

import re
from collections.abc import Sequence
from decimal import Decimal

from tilikartta.sources.report_words import account_label

_DATE = re.compile(r"^(\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{2}-\d{2}|(?:19|20)\d{2}[01]\d[0-3]\d)(\s.*)?$")
_AMOUNT = re.compile(r"^[-−(+]?\s*(?:€|EUR)?\s*[-−]?\d[\d\s.,'’\u00a0\u202f]*\s*(?:€|EUR|SEK|kr)?\s*\)?-?$")
_DECIMALS = re.compile(r"\d[.,]\d{2}(?:\D|$)")
_DASH = re.compile(r"^[-–—\s]*$")
_CODE = re.compile(r"^\d{3,6}(?:\.0)?$")
_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")
_SERIALS = range(36526, 54789)  # days of this half century as spreadsheets count them
_YEARS = 732  # days: a ledger holds a financial year, or two of them


def kinds_of(columns: Sequence[Sequence[str]], *, numeric: bool) -> list[str]:
    """The kind of every column. Columns hold the cells of the same rows.

    In a spreadsheet (``numeric``) amounts need no decimals: a number below zero or with any decimals is one, and so are two
    columns of which every row fills one and whose sums are equal; days may be serial numbers that lie near each other.
    """
    kinds = [kind_of_cells(cells) for cells in columns]
    if not numeric:
        return kinds
    for index in [at for at, kind in enumerate(kinds) if kind == "whole" and _is_money(columns[at])]:
        kinds[index] = "amount"
    if "amount" not in kinds and (pair := _sides(columns, kinds)):
        kinds[pair[0]] = kinds[pair[1]] = "amount"
    serials = [index for index, kind in enumerate(kinds) if kind == "code" and _are_serials(columns[index])]
    if "date" not in kinds and len(serials) == 1:
        kinds[serials[0]] = "date"
    return kinds


def _is_money(cells: Sequence[str]) -> bool:
    """Numbers of which some is below zero or no whole one; codes and vouchers are neither."""
    filled = [cell for cell in cells if cell]
    return all(_NUMBER.match(cell) for cell in filled) and any("-" in cell or "." in cell for cell in filled)


def _sides(columns: Sequence[Sequence[str]], kinds: Sequence[str]) -> tuple[int, int] | None:
    """The only two columns that can be debit and credit: each row fills one, and both have the same sum."""
    numbers = [
        at for at, kind in enumerate(kinds) if kind in ("whole", "code") and all(not c or _NUMBER.match(c) for c in columns[at])
    ]
    sums = {at: sum(Decimal(cell) for cell in columns[at] if cell) for at in numbers}
    found = [
        (left, right)
        for left in numbers
        for right in numbers
        if left < right
        and sums[left] == sums[right]
        and all(bool(one) != bool(other) for one, other in zip(columns[left], columns[right], strict=True))
    ]
    return found[0] if len(found) == 1 else None


def _are_serials(cells: Sequence[str]) -> bool:
    """Five-digit numbers that are days of one or two years."""
    days = [int(float(cell)) for cell in cells if _NUMBER.match(cell)]
    return len(days) == sum(map(bool, cells)) > 0 and all(day in _SERIALS for day in days) and max(days) - min(days) < _YEARS


def kind_of_cells(cells: Sequence[str]) -> str:
    """``date``, ``amount`` (with decimals), ``code``, ``whole``, ``text`` or "" for an empty column."""
    filled = [cell for cell in cells if not _DASH.match(cell)]
    if not filled:
        return ""
    if all(_DATE.match(cell) for cell in filled):
        return "date"
    if all(_is_code(cell) for cell in filled):
        return "code"
    if all(_AMOUNT.match(cell) for cell in filled):
        return "amount" if any(_DECIMALS.search(cell) for cell in filled) else "whole"
    return "text"


def _is_code(cell: str) -> bool:
    """An account number, alone or with a name."""
    label = account_label(cell)
    return bool(_CODE.match(cell)) or (label is not None and bool(label[1]) and bool(_CODE.match(label[0])))
