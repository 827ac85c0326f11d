"""DATEV EXTF Buchungsstapel (Germany): account, contra account, and which side the account is on; days without a year."""

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, error, warning
from tilikartta.sources import delimited
from tilikartta.sources.amounts import read_amounts
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.headings import key_of
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.profile import Profile
from tilikartta.sources.programs import read_table
from tilikartta.sources.table import Column, Table

_CERTAIN = 100
_POSTINGS = "21"  # the category of a Buchungsstapel
# Fields of the first line, counted from 0.
_KIND, _KIND_NAME, _YEAR_START = 2, 3, 12
_MARKS = (b'"EXTF"', b"EXTF;", b'"DTVF"', b"DTVF;")
_PROFILE = Profile(profile="1", title="DATEV EXTF", separator="semicolon", decimal=",", header="2").named("datev-extf")
# Our name -> how the heading begins; the names differ a little between versions.
_HEADINGS = {
    "amount": "umsatz", "side": "sollhabenkennzeichen", "debit_account": "konto", "credit_account": "gegenkonto",
    "date": "belegdatum", "voucher": "belegfeld1", "text": "buchungstext", "tax": "buschlüssel", "dim:kost1": "kost1kosten",
    "dim:kost2": "kost2kosten", "reversal": "generalumkehr",
}  # fmt: skip
_NEEDED = ("amount", "side", "debit_account", "credit_account", "date")
SHOWN_ROWS = 20


class Datev:
    """A batch of postings; other categories (chart, customers) are refused by name."""

    name = "datev-extf"

    def sniff(self, file: InputFile) -> int:
        """By the mark with which the first line begins."""
        return _CERTAIN if file.head.removeprefix(b"\xef\xbb\xbf").startswith(_MARKS) else 0

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """One part. TK119 another category, TK127 tax that DATEV reckons, TK149 reversals; TK140, TK161, TK174 as in tables."""
        table, findings = delimited.read_table(file, replace(options, profile=_PROFILE, separator=";"))
        if table is None:
            return [], findings
        head = table.preamble[0] if table.preamble else ()
        kind, kind_name, start = (head[at] if at < len(head) else "" for at in (_KIND, _KIND_NAME, _YEAR_START))
        if kind != _POSTINGS:
            return [], [*findings, error("TK119", file.place(1), found=kind_name or kind or "?")]
        ready, more, columns = _prepared(table, start)
        if columns is None:
            return [], findings + more
        side = _find(ready, _HEADINGS["side"]) or 0
        chosen = _PROFILE.model_copy(update={"columns": columns, "ignore": (ready.headings[side],)}).named(self.name)
        part, found = read_table(ready, replace(options, profile=chosen))
        return [part], findings + more + found


def _prepared(table: Table, start: str) -> tuple[Table, list[Finding], dict[str, tuple[str, ...]] | None]:
    """The table with debit and credit accounts in their columns and days with their year, and the columns by role."""
    at = {role: index for role, beginning in _HEADINGS.items() if (index := _find(table, beginning)) is not None}
    if any(role not in at for role in _NEEDED):
        return table, [error("TK140", table.place(2), headings=[heading for heading in table.headings if heading][:12])], None
    findings = _reversed(table, at) + _taxed(table, at)
    columns = list(table.columns)
    flags = columns[at["side"]].plain()
    credit = pc.equal(flags, "H")
    wrong = pc.invert(pc.or_(credit, pc.equal(flags, "S")))
    findings += [
        error("TK161", table.place(row, table.headings[at["side"]]), value=flag)
        for row, flag in zip(_first(table.rows, wrong), _first(flags, wrong), strict=True)
    ]
    own, contra = columns[at["debit_account"]].plain(), columns[at["credit_account"]].plain()
    columns[at["debit_account"]] = Column(pc.if_else(credit, contra, own))
    columns[at["credit_account"]] = Column(pc.if_else(credit, own, contra))
    columns[at["date"]] = _days(columns[at["date"]], start)
    roles: dict[str, tuple[str, ...]] = {
        role: (table.headings[index],) for role, index in at.items() if role not in ("side", "tax", "reversal")
    }
    return replace(table, columns=tuple(columns)), findings, roles


def _find(table: Table, beginning: str) -> int | None:
    keys = [key_of(heading) for heading in table.headings]
    exact = next((index for index, key in enumerate(keys) if key == beginning), None)
    return exact if exact is not None else next((index for index, key in enumerate(keys) if key.startswith(beginning)), None)


def _first(values: pa.ChunkedArray, mask: pa.ChunkedArray) -> list[Any]:
    return list(values.filter(mask).slice(0, SHOWN_ROWS).to_pylist())


def _taxed(table: Table, at: dict[str, int]) -> list[Finding]:
    """TK127: rows whose tax DATEV reckons from a key; their accounts stand gross here."""
    if "tax" not in at:
        return []
    keyed = pc.match_substring_regex(table.columns[at["tax"]].plain(), "[1-9]")
    rows = table.rows.filter(keyed).to_pylist()
    if not rows:
        return []
    cents = read_amounts(table.columns[at["amount"]], ",").cents.filter(keyed)
    total = Cents(pc.sum(pc.abs(pc.fill_null(cents, 0))).as_py() or 0)
    return [warning("TK127", table.place(rows[0], table.headings[at["tax"]]), count=len(rows), amount=total)]


def _reversed(table: Table, at: dict[str, int]) -> list[Finding]:
    """TK149: general reversals, whose sign no source told us."""
    if "reversal" not in at:
        return []
    rows = _first(table.rows, pc.match_substring_regex(table.columns[at["reversal"]].plain(), "[^0\\s]"))
    return [error("TK149", table.place(rows[0], table.headings[at["reversal"]]), count=len(rows))] if rows else []


def _days(column: Column, start: str) -> Column:
    """``102`` or ``0102`` (day, month) as days of the financial year that begins on ``start`` (yyyymmdd)."""
    if len(start) != 8 or not start.isdigit():
        return column
    year, month, day = int(start[:4]), int(start[4:6]), int(start[6:])
    encoded = column.encoded()

    def full(cell: str) -> str:
        text = cell.zfill(4)
        if len(text) != 4 or not text.isdigit():
            return cell
        later = (int(text[2:]), int(text[:2])) < (month, day)
        try:
            return date(year + later, int(text[2:]), int(text[:2])).isoformat()
        except ValueError:
            return cell

    texts = pa.array([full(cell) for cell in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)
    return Column(pa.chunked_array([texts]))
