"""Amounts with their side in the same cell (``120,00 K``, ``1.500,00 S``, ``120.00 CR``): the side becomes the sign."""

import re
from dataclasses import replace

import pyarrow as pa

from tilikartta.sources.headings import words
from tilikartta.sources.layout import Roles
from tilikartta.sources.table import Column, Table, dictionary_map

ROLES = ("amount", "opening", "closing", "running", "change")
_SIDED = re.compile(r"^([-\u2212]?)\s*(\d[\d\s.,'’\u00a0\u202f]*?)\s*([-\u2212]?)\s*([A-Za-z]{1,6})\.?$")
_ZERO = re.compile(r"^[\s0.,–—-]*$")


def with_signs(table: Table, roles: Roles) -> Table:
    """The table with such columns signed, debit +; columns in which any cell says something else stay as they are."""
    columns = list(table.columns)
    for role in ROLES:
        index = roles.get(role)
        if index is not None and (signed := _signed(columns[index])) is not None:
            columns[index] = signed
    unchanged = all(new is old for new, old in zip(columns, table.columns, strict=True))
    return table if unchanged else replace(table, columns=tuple(columns))


def _signed(column: Column) -> Column | None:
    """The column with signs, or None. Where only credit is marked (bank style ``120.00 CR``), bare amounts are debit."""
    if column.cents is not None or not any(_side(cell) for cell in column.sample(50)):
        return None
    encoded = column.encoded()
    cells = [cell or "" for cell in encoded.dictionary.to_pylist()]
    sides = [_side(cell) for cell in cells]
    bare = [cell for cell, side in zip(cells, sides, strict=True) if not side and not _ZERO.match(cell) and cell[-1:].isalnum()]
    if any(not cell[-1:].isdigit() for cell in bare if any(map(str.isdigit, cell))) or (bare and 1 in sides):
        return None
    texts = [_text(cell, side) if side else cell for cell, side in zip(cells, sides, strict=True)]
    return Column(pa.chunked_array([dictionary_map(encoded, texts, pa.string())]))


def _side(cell: str) -> int:
    """1 for a cell that ends with a word for debit, -1 for credit, 0 for any other."""
    found = _SIDED.match(cell.strip())
    if found is None or (found[1] and found[3]):
        return 0
    word = found[4].casefold()
    return 1 if word in words().debit_words else -1 if word in words().credit_words else 0


def _text(cell: str, side: int) -> str:
    """The amount alone with the sign that its side and its own minus give."""
    found = _SIDED.match(cell.strip())
    assert found is not None
    minus = (side < 0) != bool(found[1] or found[3])
    return f"{'-' if minus else ''}{found[2].strip()}"
