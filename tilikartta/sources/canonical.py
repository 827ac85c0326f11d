"""Builds frames of the canonical ledger: Arrow-backed pandas columns with one schema, whatever the file was.

Text is ``string[pyarrow]`` ("" where missing), cents and rows ``int64[pyarrow]``, dates ``date32[pyarrow]`` (null where missing).
In balances a null amount means that the file does not give it (a list of closing balances has no ``opening``).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import (
    BALANCE_COLUMNS,
    CENT_COLUMNS,
    DATE_COLUMNS,
    DIM_PREFIX,
    ENTRY_COLUMNS,
    OPTIONAL_COLUMNS,
    ROW_COLUMNS,
    Ledger,
    SourceFile,
)

Kind = Literal["entries", "balances"]
COLUMNS: dict[str, tuple[str, ...]] = {"entries": ENTRY_COLUMNS, "balances": BALANCE_COLUMNS}
_SHARED_ROWS = 65_536


def type_of(name: str) -> pa.DataType:
    """The Arrow type of a canonical column; ``dim_*`` and every other column is text."""
    if name in CENT_COLUMNS or name in ROW_COLUMNS:
        return pa.int64()
    return pa.date32() if name in DATE_COLUMNS else pa.string()


def frame_of(kind: Kind, columns: Mapping[str, Any], rows: int | None = None) -> pd.DataFrame:
    """A canonical frame of ``kind`` from columns: Arrow arrays, lists, or one value for every row. Missing columns are filled.

    Text defaults to "", dates to null, ``amount`` and ``source_row`` to 0, amounts of balances to null. Other names than the
    canonical ones, of entries with the optional ones, must be ``dim_*``.
    """
    length = _length(columns) if rows is None else rows
    names = [*COLUMNS[kind], *(name for name in columns if name not in COLUMNS[kind])]
    known = {*COLUMNS[kind], *(OPTIONAL_COLUMNS if kind == "entries" else ())}
    if strangers := [name for name in names if name not in known and not name.startswith(DIM_PREFIX)]:
        raise ValueError(f"not columns of {kind}: {strangers}")
    table = pa.table({name: _column(name, columns.get(name, _default(kind, name)), length) for name in names})
    return to_frame(table)


def _length(columns: Mapping[str, Any]) -> int:
    sizes = [len(values) for values in columns.values() if not _is_scalar(values)]
    return max(sizes, default=0)


def _is_scalar(values: Any) -> bool:
    return values is None or isinstance(values, str) or not hasattr(values, "__len__")


def _default(kind: Kind, name: str) -> object:
    if name in ROW_COLUMNS or (kind == "entries" and name in CENT_COLUMNS):
        return 0
    return "" if type_of(name) == pa.string() else None


def _column(name: str, values: Any, length: int) -> pa.ChunkedArray:
    kind = type_of(name)
    if _is_scalar(values):
        return constant(values, length, kind)
    array = values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values, kind, from_pandas=True)
    array = array if array.type == kind else array.cast(kind)
    if kind == pa.string() and array.null_count:
        array = pc.fill_null(array, "")
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array], kind)


def constant(value: object, length: int, kind: pa.DataType) -> pa.ChunkedArray:
    """One value for every row. The chunks share their memory, so a long file path costs nothing per row."""
    piece = pa.repeat(pa.scalar(value, kind), min(length, _SHARED_ROWS))
    whole, rest = divmod(length, _SHARED_ROWS)
    return pa.chunked_array([piece] * whole + ([piece.slice(0, rest)] if rest else []), kind)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """The pandas frame over the same memory."""
    arrays = {name: pd.arrays.ArrowExtensionArray(table[name]) for name in table.column_names}
    return pd.DataFrame(arrays, copy=False)


def empty(kind: Kind) -> pd.DataFrame:
    """A frame without rows."""
    return frame_of(kind, {}, 0)


def ledger_of(
    entries: pd.DataFrame | None = None, balances: pd.DataFrame | None = None, file: SourceFile | None = None
) -> Ledger:
    """A ledger of one file; a missing frame is an empty one."""
    return Ledger(
        empty("entries") if entries is None else entries,
        empty("balances") if balances is None else balances,
        (file,) if file is not None else (),
    )


def concat(ledgers: Sequence[Ledger]) -> Ledger:
    """Several ledgers as one, in the order given. A dimension or optional column that a file lacks is "" there."""
    if len(ledgers) == 1:
        return ledgers[0]
    files = tuple(file for ledger in ledgers for file in ledger.files)
    chart = tuple(dict.fromkeys(account for ledger in ledgers for account in ledger.chart))
    entries = _concat("entries", [ledger.entries for ledger in ledgers])
    return Ledger(entries, _concat("balances", [ledger.balances for ledger in ledgers]), files, chart)


def _concat(kind: Kind, frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    dims = dict.fromkeys(name for frame in filled for name in frame.columns if str(name).startswith(DIM_PREFIX))
    more = [name for name in OPTIONAL_COLUMNS if any(name in frame for frame in filled)]
    names = [*COLUMNS[kind], *more, *dims]
    columns: dict[str, pa.ChunkedArray] = {}
    for name in names:
        pieces = [arrow(frame, name) if name in frame else constant("", len(frame), pa.string()) for frame in filled]
        columns[name] = pa.chunked_array([chunk for piece in pieces for chunk in piece.chunks], type_of(name))
    return to_frame(pa.table(columns))


def arrow(frame: pd.DataFrame, name: str) -> pa.ChunkedArray:
    """The Arrow array behind a column of a canonical frame."""
    array = frame[name].array
    return array.__arrow_array__() if not hasattr(array, "_pa_array") else array._pa_array
