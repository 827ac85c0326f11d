"""A table made ready by its profile: columns named, rows of other kinds left out, cells carried down, cents as cents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, error, info
from tilikartta.sources.headings import key_of
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.profile import NATURAL, Profile
from tilikartta.sources.table import Column, Table, dictionary_map

AMOUNTS = ("debit", "credit", "amount", "opening", "closing")
_WHOLE = r"^[+-]?0*\d{1,15}(?:[.,]0+)?$"
_NOTHING = r"^[0.,\s–—-]*$"
SHOWN_ROWS = 20


@dataclass
class Shaped:
    """The table and the reading options after the profile; ``openings`` are rows of the file that state opening balances.

    ``natural``: amounts have the natural sign of their account.
    """

    table: Table
    options: ReadOptions
    findings: list[Finding] = field(default_factory=list)
    openings: frozenset[int] = frozenset()
    natural: bool = False


def reading(options: ReadOptions, profile: Profile | None) -> ReadOptions:
    """Options for opening the file: what the user says, then what the profile says."""
    if profile is None:
        return options
    return replace(
        options, profile=profile, encoding=options.encoding or profile.encoding,
        separator=options.separator or profile.separator, sheet=options.sheet or profile.sheet,
    )  # fmt: skip


def shape(table: Table, options: ReadOptions, profile: Profile, *, asked: bool) -> Shaped:
    """Apply a profile. ``asked``: the user named it, so a heading that the file lacks is a finding (TK143)."""
    shaped = Shaped(_without(table, profile), options)
    columns, texts = _resolve(shaped, profile, asked)
    _leave_out(shaped, profile)
    shaped.openings = frozenset(_marked(shaped.table, profile.rows.opening))
    for role in profile.carry:
        _change(shaped, columns.get(role), _carried)
    for role in profile.unpadded:
        _change(shaped, columns.get(role), _unpadded)
    if profile.date == "ddmmyyyy":
        _change(shaped, columns.get("date"), _day_first)
    if profile.unit == "cents":
        for role in AMOUNTS:
            if role in columns:
                _in_cents(shaped, columns[role])
    if (cents := columns.pop("cents", None)) is not None:
        columns["amount"] = _fill_amount(shaped, columns.get("amount"), cents)
    shaped.natural = profile.sign == NATURAL and not options.sign
    sign = "debit-plus" if shaped.natural else profile.sign  # turned round once the vouchers are known
    date = "" if profile.date == "ddmmyyyy" else profile.date
    shaped.options = replace(
        options, profile=profile, columns={**columns, **options.columns}, texts=() if "text" in options.columns else texts,
        decimal=options.decimal or profile.decimal, date=options.date or date, sign=options.sign or sign,
    )  # fmt: skip
    return shaped


def _without(table: Table, profile: Profile) -> Table:
    """The table without the columns that the profile ignores."""
    ignored = {key_of(heading) for heading in profile.ignore}
    kept = [index for index, heading in enumerate(table.headings) if not heading or key_of(heading) not in ignored]
    if len(kept) == len(table.headings):
        return table
    return replace(table, headings=tuple(table.headings[i] for i in kept), columns=tuple(table.columns[i] for i in kept))


def _resolve(shaped: Shaped, profile: Profile, asked: bool) -> tuple[dict[str, str], tuple[str, ...]]:
    """Role -> the heading of the file, and the headings of texts. Of several headings for a role the first one found."""
    table = shaped.table
    known = {key_of(heading): heading for heading in reversed(table.headings) if heading}
    columns: dict[str, str] = {}
    texts: tuple[str, ...] = ()
    wanted = {**profile.columns, **{role: (role,) for role in profile.widths}}
    for role, headings in wanted.items():
        if profile.headerless:
            headings = tuple(str(int(place)) for place in headings)
        found = [known[key_of(heading)] for heading in headings if key_of(heading) in known]
        if role == "text":
            texts = tuple(found)
        elif found:
            columns[role] = found[0]
        if not found and asked:
            shown, place = [heading for heading in table.headings if heading], table.place(table.header_row)
            shaped.findings.append(error("TK143", place, role=role, heading=headings[0], headings=shown))
    return columns, texts


def _index(table: Table, heading: str | None) -> int | None:
    if heading is None:
        return None
    return next((index for index, one in enumerate(table.headings) if one and key_of(one) == key_of(heading)), None)


def _marked(table: Table, rules: Mapping[str, tuple[str, ...]]) -> list[int]:
    """Rows of the file in which some column says one of the values."""
    rows: list[int] = []
    for heading, values in rules.items():
        if (index := _index(table, heading)) is not None:
            rows += table.rows.filter(cells_in(table.columns[index], values)).to_pylist()
    return rows


def cells_in(column: Column, values: tuple[str, ...]) -> pa.ChunkedArray:
    """Where a cell is one of the values, whatever its case."""
    wanted = {value.casefold() for value in values}
    encoded = column.encoded()
    hits = [cell.casefold() in wanted for cell in encoded.dictionary.to_pylist()]
    return pa.chunked_array([dictionary_map(encoded, hits, pa.bool_())])


def _leave_out(shaped: Shaped, profile: Profile) -> None:
    """TK134: rows that the profile says to leave out, with the values that say so."""
    for heading, values in profile.rows.leave_out.items():
        table = shaped.table
        index = _index(table, heading)
        if index is None:
            continue
        out = cells_in(table.columns[index], values)
        rows = table.rows.filter(out).to_pylist()
        if rows:
            place = table.place(rows[0], table.headings[index])
            shaped.findings.append(info("TK134", place, count=len(rows), heading=heading, values=list(values), name=profile.name))
            shaped.table = table.only(pc.invert(out))


def _change(shaped: Shaped, heading: str | None, change: Callable[[Column], Column]) -> None:
    """Turn one column into another."""
    index = _index(shaped.table, heading)
    if index is not None:
        columns = list(shaped.table.columns)
        columns[index] = change(columns[index])
        shaped.table = replace(shaped.table, columns=tuple(columns))


def _carried(column: Column) -> Column:
    """Empty cells take the last filled one above."""
    cells = column.plain()
    filled = pc.fill_null_forward(pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells).combine_chunks())
    dates = column.dates if column.dates is None else pa.chunked_array([pc.fill_null_forward(column.dates.combine_chunks())])
    return Column(pa.chunked_array([pc.fill_null(filled, "")]), column.cents, dates, column.exact)


def _unpadded(column: Column) -> Column:
    """Codes without leading zeros."""
    return Column(pc.replace_substring_regex(column.plain(), r"^0+(\d)", r"\1"))


def _day_first(column: Column) -> Column:
    """``04032025`` as 2025-03-04; a leading zero that a spreadsheet took is put back."""
    cells = pc.replace_substring_regex(column.plain(), r"^(\d)(\d{6})$", r"0\1\2")
    return Column(pc.replace_substring_regex(cells, r"^(\d{2})(\d{2})(\d{4})$", r"\3-\2-\1"))


def _whole_cents(table: Table, index: int) -> tuple[pa.ChunkedArray, list[Finding]]:
    """Cells as whole cents, null where empty. TK135 a cell that is no whole number."""
    column = table.columns[index]
    cells = column.plain()
    good = pc.match_substring_regex(cells, _WHOLE)
    plain = pc.replace_substring_regex(pc.replace_substring_regex(cells, r"[.,]0+$", ""), r"^\+", "")
    cents = pc.if_else(good, plain, pa.scalar(None, pa.string())).cast(pa.int64())
    wrong = pc.and_not(pc.invert(good), pc.match_substring_regex(cells, r"^[\s–—-]*$"))
    rows, values = (part.filter(wrong).slice(0, SHOWN_ROWS).to_pylist() for part in (table.rows, cells))
    heading = table.headings[index]
    return cents, [
        error("TK135", table.place(row, heading), value=value, heading=heading) for row, value in zip(rows, values, strict=True)
    ]


def _in_cents(shaped: Shaped, heading: str) -> None:
    """A column of amounts that are written as whole cents."""
    index = _index(shaped.table, heading)
    assert index is not None
    cents, findings = _whole_cents(shaped.table, index)
    shaped.findings += findings
    _put(shaped, index, cents)


def _put(shaped: Shaped, index: int, cents: pa.ChunkedArray) -> None:
    columns = list(shaped.table.columns)
    always = pa.chunked_array([pa.repeat(True, len(cents))])
    columns[index] = Column(columns[index].plain(), cents, None, always)
    shaped.table = replace(shaped.table, columns=tuple(columns))


def _fill_amount(shaped: Shaped, amount: str | None, heading: str) -> str:
    """Amounts that stand in whole cents in a column of their own (Fivaldi). TK136 a row that has both."""
    table = shaped.table
    at, source = _index(table, amount), _index(table, heading)
    assert source is not None
    cents, findings = _whole_cents(table, source)
    shaped.findings += findings
    if at is None:
        _put(shaped, source, cents)
        return heading
    written = table.columns[at]
    empty = pc.match_substring_regex(written.plain(), _NOTHING)
    stated = pc.fill_null(pc.not_equal(cents, 0), False)
    both = table.rows.filter(pc.and_not(stated, empty)).slice(0, SHOWN_ROWS).to_pylist()
    first, second = table.headings[at], table.headings[source]
    shaped.findings += [error("TK136", table.place(row, first), first=first, second=second) for row in both]
    chosen = pc.if_else(pc.and_(stated, empty), cents, pa.scalar(None, pa.int64()))
    exact = pa.chunked_array([pa.repeat(True, len(cents))]) if written.exact is None else written.exact
    columns = list(table.columns)
    own = chosen if written.cents is None else pc.coalesce(chosen, written.cents)
    columns[at] = Column(written.plain(), own, None, exact)
    shaped.table = replace(table, columns=tuple(columns))
    return table.headings[at]


def take_openings(entries: pd.DataFrame, rows: frozenset[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Entries without the rows that state opening balances, and those rows."""
    mask = np.isin(entries["source_row"].to_numpy(dtype=np.int64), np.array(sorted(rows), dtype=np.int64))
    return entries[~mask].reset_index(drop=True), entries[mask]
