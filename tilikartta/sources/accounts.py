"""Account cells -> number and name. Numbers stay text: ``0050`` keeps its zeros, a spreadsheet's ``3910.0`` becomes ``3910``."""

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.sources.table import Column, dictionary_map

_FLOAT = re.compile(r"^(\d+)\.0+$")
# "1910 Pankkitili", "3000, Myynti", "4000 - Ostot", "5013 · Another Thing"; number first, then a mark or a space, then a name.
_LABEL = re.compile(r"^(\d[\d.\-/]*)\s*(?:[,:·•–—-]\s*|\s+)(?=\S)(\D.*|\d+\s*[^\W\d].*)$")


@dataclass(frozen=True)
class Labels:
    """Numbers and names of a column of accounts; ``named`` when any cell held a name beside the number."""

    numbers: pa.Array
    names: pa.Array
    named: bool

    def only(self, mask: pa.ChunkedArray) -> "Labels":
        """The rows where ``mask`` is true."""
        flat = mask.combine_chunks() if isinstance(mask, pa.ChunkedArray) else mask
        return Labels(self.numbers.filter(flat), self.names.filter(flat), self.named)


def split_label(cell: str) -> tuple[str, str]:
    """Number and name of one account cell; a cell without a number is returned whole as the number."""
    cell = " ".join(cell.split())
    if (number := _FLOAT.match(cell)) is not None:
        return number[1], ""
    if (label := _LABEL.match(cell)) is not None:
        return label[1].rstrip(".-/"), label[2].strip()
    return cell, ""


def read_accounts(column: Column) -> Labels:
    """Numbers and names of a column of accounts."""
    encoded = column.encoded()
    pairs = [split_label(cell) for cell in encoded.dictionary.to_pylist()]
    numbers = dictionary_map(encoded, [number for number, _ in pairs], pa.string())
    named = any(name for _, name in pairs)
    names = dictionary_map(encoded, [name for _, name in pairs], pa.string()) if named else pa.repeat("", len(encoded))
    return Labels(numbers, names, named)


def read_codes(column: Column) -> pa.ChunkedArray:
    """Codes such as cost centres: ``20.0`` from a spreadsheet becomes ``20`` when every code of the column is a number."""
    text = column.plain()
    if not pc.any(pc.ends_with(text, ".0")).as_py():
        return text
    if not pc.all(pc.match_substring_regex(text, r"^(\d+(\.0)?)?$")).as_py():
        return text
    return pc.replace_substring_regex(text, r"\.0$", "")
