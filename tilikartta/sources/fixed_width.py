"""Text files of fixed width -> table: every field has its place on the line, told by a profile (Tikon)."""

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, error, info
from tilikartta.sources.encoding import decode
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.profile import Profile
from tilikartta.sources.table import Column, Table

_NEEDED = frozenset({"account", "amount", "debit", "credit", "date"})


def read_fixed(file: InputFile, options: ReadOptions, profile: Profile) -> tuple[Table | None, list[Finding]]:
    """The table. TK139 lines that end before the last amount, TK151 no line; lines that begin otherwise are told (TK134)."""
    decoded, findings = decode(file, options.encoding)
    if decoded is None:
        return None, findings
    lines = pa.array(decoded.utf8.decode("utf-8").replace("\r\n", "\n").rstrip("\x1a").split("\n"), pa.string())
    file.release()
    rows = pa.array(range(1, len(lines) + 1), pa.int64())
    filled = pc.not_equal(pc.utf8_trim_whitespace(lines), "")
    lines, rows = lines.filter(filled), rows.filter(filled)
    if profile.recognise.begins:
        mine = pc.starts_with(lines, profile.recognise.begins)
        others = rows.filter(pc.invert(mine)).to_pylist()
        if others:
            findings.append(info("TK134", file.place(others[0]), count=len(others), heading="1", values=["–"], name=profile.name))
        lines, rows = lines.filter(mine), rows.filter(mine)
    if not len(lines):
        return None, [*findings, error("TK151", file.place(1))]
    spans = profile.spans()
    needed = max((last for role, (_, last) in spans.items() if role in _NEEDED), default=1)
    short = pc.less(pc.utf8_length(lines), needed)
    findings += [error("TK139", file.place(row), expected=needed) for row in rows.filter(short).slice(0, 20).to_pylist()]
    columns = tuple(
        Column(pa.chunked_array([pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(lines, first - 1, last))]))
        for first, last in spans.values()
    )
    decisions = {"encoding": decoded.encoding}
    return Table(file.name, tuple(spans), columns, pa.chunked_array([rows]), 0, decisions=decisions), findings
