"""Parquet as ``convert`` writes it: the canonical columns themselves, read back as they are."""

import io

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tilikartta.model import DIM_PREFIX, OPTIONAL_COLUMNS, Finding, error
from tilikartta.sources.canonical import COLUMNS, frame_of, type_of
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.own_table import OPENING, until_the_next

MAGIC = b"PAR1"
MAX_EXPANDED = 4_000_000_000
_MARK = b"tilikartta"


class ParquetLedger:
    """A ledger in Parquet. Other Parquet files have columns that nobody has explained: they are refused."""

    name = "parquet"

    def sniff(self, file: InputFile) -> int:
        """By the first bytes."""
        return 100 if file.head.startswith(MAGIC) else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """One ledger. TK108 a Parquet file of another form, TK131 damaged or too large, TK151 without rows."""
        try:
            opened = pq.ParquetFile(io.BytesIO(file.raw))
            size = sum(opened.metadata.row_group(index).total_byte_size for index in range(opened.metadata.num_row_groups))
            kind = (opened.schema_arrow.metadata or {}).get(_MARK, b"").decode("ascii", "replace")
            if not _is_own(opened.schema_arrow, kind):
                return [], [error("TK108", file.place(), kind=file.stranger)]
            if size > MAX_EXPANDED:
                return [], [error("TK105", file.place(), size=size // 1_000_000, limit=MAX_EXPANDED // 1_000_000)]
            table = opened.read()
        except (pa.ArrowException, OSError, ValueError) as fault:
            return [], [error("TK103", file.place(), reason=str(fault).splitlines()[0][:120])]
        if not len(table):
            return [], [error("TK151", file.place())]
        return [_part(table, kind, file, options)], []


def _is_own(schema: pa.Schema, kind: str) -> bool:
    """Whether the columns are the canonical ones with their types, and others only dimensions."""
    if kind not in COLUMNS or not set(COLUMNS[kind]) <= set(schema.names) or len(set(schema.names)) < len(schema.names):
        return False
    known = {*COLUMNS[kind], *(OPTIONAL_COLUMNS if kind == "entries" else ())}
    named = all(name in known or name.startswith(DIM_PREFIX) for name in schema.names)
    return named and all(schema.field(name).type == type_of(name) for name in schema.names)


def _part(table: pa.Table, kind: str, file: InputFile, options: ReadOptions) -> Part:
    """The frames: openings of an entries file stand among its rows as in CSV."""
    columns = {name: table[name] for name in table.column_names}
    columns |= {"source_file": file.name, "sheet": "", "source_row": pa.array(range(1, len(table) + 1), pa.int64())}
    if options.entity:
        columns["entity"] = options.entity
    part = Part(rows=len(table))
    if kind == "balances":
        part.balances = frame_of("balances", columns, len(table))
        return part
    opening = pc.and_(pc.equal(table["text"], OPENING), pc.and_(pc.equal(table["series"], ""), pc.equal(table["voucher"], "")))
    part.entries = frame_of("entries", _where(columns, pc.invert(opening)))
    if pc.any(opening).as_py():
        rows = _where(columns, opening)
        kept = {name: cells for name, cells in rows.items() if name in COLUMNS["balances"] or name.startswith(DIM_PREFIX)}
        part.balances = until_the_next(frame_of("balances", {**kept, "opening": rows["amount"], "period_start": rows["date"]}))
    return part


def _where(columns: dict[str, object], mask: pa.ChunkedArray) -> dict[str, object]:
    """The rows of every column where ``mask`` is true; a value for all rows stays."""
    return {
        name: cells.filter(mask.combine_chunks()) if isinstance(cells, (pa.Array, pa.ChunkedArray)) else cells
        for name, cells in columns.items()
    }
