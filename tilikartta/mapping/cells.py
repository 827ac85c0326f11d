"""The ledger reduced to its cells: the distinct combinations that a mapping can tell apart.

A ledger of a million entries has a few hundred accounts. Rules are resolved once per cell and gathered back by index.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.mapping.periods import Period
from tilikartta.mapping.specificity import account_fit
from tilikartta.model import DIM_PREFIX, Ledger, Mapping, Rule

Codes = npt.NDArray[np.int64]
UNDATED = -(2**31)  # the day of a row without a date


@dataclass
class Axis:
    """One column as integer codes into its values."""

    codes: Codes
    values: list[object]


@dataclass
class Cells:
    """``of_entries`` and ``of_balances`` give the cell of every row; ``table`` holds one row per cell, in a stable order."""

    table: pd.DataFrame
    of_entries: Codes
    of_balances: Codes


def slug(heading: str) -> str:
    """The name of a dimension column for a heading: lower case, letters and digits, joined by ``_``."""
    letters = [character if character.isalnum() else " " for character in heading.casefold()]
    return DIM_PREFIX + "_".join("".join(letters).split())


def dimension_columns(mapping: Mapping, ledger: Ledger) -> dict[str, str]:
    """Short name of a dimension -> its column in the ledger, found by the heading as the mapping writes it."""
    found: dict[str, str] = {}
    headings = {role: heading for file in ledger.files for role, heading in file.columns.items()}
    by_heading = {heading.casefold(): role for role, heading in headings.items() if role.startswith(DIM_PREFIX)}
    for short, heading in mapping.dimensions:
        column = by_heading.get(heading.casefold(), slug(heading))
        if column in ledger.dimensions:
            found[short] = column
    return found


def _text_axis(parts: list["pd.Series[str]"]) -> Axis:
    chunks = [chunk for part in parts for chunk in _chunks(part)]
    encoded = pc.dictionary_encode(pa.chunked_array(chunks, pa.string())).combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):  # an empty array keeps its wrapping
        encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([], pa.string()).dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Axis(codes, list(encoded.dictionary.to_pylist()))


def _chunks(part: "pd.Series[str]") -> list[pa.Array]:
    array = pa.array(part, pa.string(), from_pandas=True)
    filled = pc.fill_null(array, "")
    return list(filled.chunks) if isinstance(filled, pa.ChunkedArray) else [filled]


def days(column: "pd.Series[pd.Timestamp]") -> Codes:
    """Dates as days since 1970; a missing one is the smallest integer."""
    array = pa.array(column, pa.date32(), from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    numbers = pc.fill_null(pc.cast(array, pa.int32()), UNDATED)
    counted: Codes = numbers.to_numpy(zero_copy_only=False).astype(np.int64)
    return counted


def _day_number(day: object) -> int:
    return int(np.datetime64(str(day), "D").astype(np.int64))


def period_index(numbers: Codes, periods: list[Period]) -> Codes:
    """Index of the period of each day; undated rows belong to the last one (reading has reported them)."""
    starts = np.array([_day_number(period.start) for period in periods], dtype=np.int64)
    index = np.searchsorted(starts, numbers, side="right") - 1
    return np.where(numbers == UNDATED, len(periods) - 1, np.clip(index, 0, max(len(periods) - 1, 0))).astype(np.int64)


def _segments(mapping: Mapping) -> Codes:
    """Days on which the validity of some rule begins or has just ended."""
    edges = {_day_number(rule.valid_from) for rule in mapping.rules if rule.valid_from is not None}
    edges |= {_day_number(rule.valid_to) + 1 for rule in mapping.rules if rule.valid_to is not None}
    return np.array(sorted(edges), dtype=np.int64)


def _frames(ledger: Ledger, column: str) -> list["pd.Series[str]"]:
    blank = pd.ArrowDtype(pa.string())
    return [
        frame[column] if column in frame else pd.Series([""] * len(frame), dtype=blank)
        for frame in (ledger.entries, ledger.balances)
    ]


def _names(account: Axis, name: Axis) -> list[str]:
    """One name per account number: the most frequent, then the first in the alphabet, whatever the order of rows."""
    pairs, counts = np.unique(account.codes * len(name.values) + name.codes, return_counts=True)
    best: dict[int, tuple[int, str]] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        text = str(name.values[pair % len(name.values)])
        rank = (-count if text else 1, text)
        best[pair // len(name.values)] = min(rank, best.get(pair // len(name.values), rank))
    return [best.get(code, (0, ""))[1] for code in range(len(account.values))]


def _local(ledger: Ledger) -> tuple[Axis, list[tuple[str, str]]]:
    """The local account of every row: its number, or its name where the chart has no numbers."""
    account, name = _text_axis(_frames(ledger, "account")), _text_axis(_frames(ledger, "account_name"))
    names = _names(account, name)
    locals_ = [(str(number), names[code]) for code, number in enumerate(account.values)]
    codes = account.codes
    if "" in account.values:
        blank = account.values.index("")
        locals_ += [("", str(text)) for text in name.values]
        codes = np.where(codes == blank, len(account.values) + name.codes, codes)
    return Axis(codes, list(locals_)), locals_


def movements(ledger: Ledger) -> Codes:
    """Closing less opening of every row of balances; 0 for an opening that stands beside entries and has no closing."""
    opening = ledger.balances["opening"].to_numpy(dtype=np.int64, na_value=0)
    closing = ledger.balances["closing"].to_numpy(dtype=np.int64, na_value=0)
    return np.where(ledger.balances["closing"].isna().to_numpy(dtype=bool), 0, closing - opening)


def _balance_days(ledger: Ledger, periods: list[Period]) -> Codes:
    """The day of every row of balances: the end of its period, or the start where only an opening is given.

    An opening without any date opens the first financial year.
    """
    ends, starts = days(ledger.balances["period_end"]), days(ledger.balances["period_start"])
    known = np.where(ends == UNDATED, starts, ends)
    if not periods:
        return known
    opens = ledger.balances["closing"].isna().to_numpy(dtype=bool) & (known == UNDATED)
    return np.where(opens, _day_number(periods[0].start), known)


def _segment_axis(edges: Codes, numbers: Codes) -> Axis:
    """Between which edges of validity each day falls; rows without a date stand apart, since no rule's dates exclude them."""
    codes = np.where(numbers == UNDATED, len(edges) + 1, np.searchsorted(edges, numbers, side="right"))
    return Axis(codes.astype(np.int64), list(range(len(edges) + 2)))


def _combined(axes: list[tuple[str, Axis]], rows: int) -> Codes:
    """One integer per distinct combination of codes, renumbered before it could outgrow 64 bits."""
    combined, size = np.zeros(rows, dtype=np.int64), 1
    for _, axis in axes:
        width = max(len(axis.values), 1)
        if size * width >= 2**62:
            values, combined = np.unique(combined, return_inverse=True)
            size = len(values)
        combined, size = combined * width + axis.codes, size * width
    return combined


def may_take(rules: Sequence[Rule], accounts: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows of (account, account_name) some of the rules can match, whatever dimensions, side and sign are."""
    if not rules or accounts.empty:
        return np.zeros(len(accounts), dtype=np.bool_)
    known = accounts.fillna("")
    distinct = known.drop_duplicates().itertuples(index=False)
    taken = [any(account_fit(rule.when, str(number), str(name)) is not None for rule in rules) for number, name in distinct]
    return np.array(taken, dtype=np.bool_)[known.groupby(list(known.columns), sort=False).ngroup().to_numpy()]


def cells_of(ledger: Ledger, mapping: Mapping, periods: list[Period]) -> Cells:
    """The cells: entity, period, local account, the dimensions that rules use, sign and time segment where rules need them.

    Columns of ``table``: entity, period (index), account, account_name, ``dim_`` + short dimension names, sign, segment, day.
    """
    entries, balances = len(ledger.entries), len(ledger.balances)
    local, locals_ = _local(ledger)
    number_of_days = np.concatenate([days(ledger.entries["date"]), _balance_days(ledger, periods)])
    used = {name for rule in mapping.rules for name, _ in rule.when.dims}
    columns = {short: column for short, column in dimension_columns(mapping, ledger).items() if short in used}
    edges = _segments(mapping)
    amounts = ledger.entries["amount"].to_numpy(dtype=np.int64, na_value=0)
    signs = np.where(np.concatenate([amounts, movements(ledger)]) < 0, 1, 0)
    if not any(rule.when.sign for rule in mapping.rules):
        signs = np.zeros_like(signs)
    axes = [
        ("entity", _text_axis(_frames(ledger, "entity"))),
        ("period", Axis(period_index(number_of_days, periods), list(range(max(len(periods), 1))))),
        ("local", local),
        *((DIM_PREFIX + short, _text_axis(_frames(ledger, column))) for short, column in sorted(columns.items())),
        ("sign", Axis(signs, ["expense", "income"])),
        ("segment", _segment_axis(edges, number_of_days)),
    ]
    combined = _combined(axes, entries + balances)
    unique, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
    table = pd.DataFrame({name: [axis.values[code] for code in axis.codes[first]] for name, axis in axes}, dtype=object)
    pairs = [locals_[code] for code in local.codes[first]]
    table["account"] = [pair[0] for pair in pairs]
    table["account_name"] = [pair[1] for pair in pairs]
    table["day"] = number_of_days[first]
    order = _stable_order(table)
    rank = np.empty(len(unique), dtype=np.int64)
    rank[order] = np.arange(len(unique))
    table = table.iloc[order].reset_index(drop=True).drop(columns=["local"])
    cells = rank[inverse]
    return Cells(table, cells[:entries], cells[entries:])


def _stable_order(table: pd.DataFrame) -> npt.NDArray[np.intp]:
    """An order of cells that does not depend on the order of rows."""
    by = [column for column in table.columns if column not in {"local", "day"}]
    keys = [table[column].astype(str) for column in reversed(by)]
    return np.lexsort([key.to_numpy(dtype=str) for key in keys]) if len(table) else np.array([], dtype=np.intp)
