"""Account cells -> number and name. Numbers stay text: ``0050`` keeps its zeros, ``3910.0`` from a spreadsheet becomes ``3910``."""

import re

import pyarrow as pa

from tilikartta.sources.table import Column, dictionary_map

_FLOAT = re.compile(r"^(\d+)\.0+$")
# "1910 Pankkitili", "3000, Myynti", "4000 - Ostot", "5013 · Another Thing"; number first, then a mark or a space, then a name.
_LABEL = re.compile(r"^(\d[\d.\-/]*)\s*(?:[,:·•–—-]\s*|\s+)(?=\S)(\D.*|\d+\s*[^\W\d].*)$")


def split_label(cell: str) -> tuple[str, str]:
    """Number and name of one account cell; a cell without a number is returned whole as the number."""
    cell = " ".join(cell.split())
    if (number := _FLOAT.match(cell)) is not None:
        return number[1], ""
    if (label := _LABEL.match(cell)) is not None:
        return label[1].rstrip(".-/"), label[2].strip()
    return cell, ""


def read_accounts(column: Column) -> tuple[pa.Array, pa.Array, bool]:
    """Numbers and names of a column of accounts, and whether any cell held a name beside the number."""
    encoded = column.encoded()
    pairs = [split_label(cell) for cell in encoded.dictionary.to_pylist()]
    numbers = dictionary_map(encoded, [number for number, _ in pairs], pa.string())
    names = dictionary_map(encoded, [name for _, name in pairs], pa.string())
    return numbers, names, any(name for _, name in pairs)


def read_codes(column: Column) -> pa.Array:
    """Codes such as cost centres: ``20.0`` from a spreadsheet becomes ``20`` when every code of the column is a number."""
    encoded = column.encoded()
    cells = encoded.dictionary.to_pylist()
    floats = [_FLOAT.match(cell) for cell in cells]
    if any(floats) and all(match or not cell or cell.isdigit() for match, cell in zip(floats, cells, strict=True)):
        cells = [match[1] if match else cell for match, cell in zip(floats, cells, strict=True)]
    return dictionary_map(encoded, cells, pa.string())
