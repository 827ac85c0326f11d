"""Columns as the text of a CSV file: quoting, the two sides of an amount, and lines by the hundred thousand."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.reports.bulk import CHUNK, cents_text


def whole(array: Any) -> Any:
    """An Arrow array in one piece."""
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def two_sides(cents: Any) -> dict[str, Any]:
    """Debit and credit in place of the signed amount; a side that is zero is empty."""
    text = cents_text(pc.abs(cents))
    return {"debit": pc.if_else(pc.greater(cents, 0), text, ""), "credit": pc.if_else(pc.less(cents, 0), text, "")}


def quoted(values: Any) -> Any:
    """Texts as CSV writes them: in quotes where a comma, a quote or a line break would be misread; null as empty."""
    if not pa.types.is_string(values.type) and not pa.types.is_large_string(values.type):
        return pc.fill_null(pc.cast(values, pa.string()), "")
    values = pc.fill_null(values, "")
    special = pc.match_substring_regex(values, '[",\r\n]')
    if not pc.any(special).as_py():
        return values
    inside = pc.replace_substring(values, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', inside, '"', ""), values)


def lines(columns: list[Any], tails: Any = None, keys: "np.typing.NDArray[np.int64] | None" = None) -> Iterator[bytes]:
    """Lines of the file, many at a time. ``tails`` are texts shared by rows, ``keys`` say which one ends each row."""
    for start in range(0, len(columns[0]), CHUNK):
        size = min(CHUNK, len(columns[0]) - start)
        parts = [column.slice(start, size) for column in columns]
        if keys is not None:
            parts.append(tails.take(pa.array(keys[start : start + size])))
        rows = pc.binary_join_element_wise(*parts, ",")
        text = pc.binary_join(pa.ListArray.from_arrays([0, size], rows), "\n")[0]
        yield text.as_buffer().to_pybytes() + b"\n"
