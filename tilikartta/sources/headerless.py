"""Tables without headings: columns are told by what stands in them and by arithmetic. Two readings that both fit are refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from tilikartta.model import Finding, error, info
from tilikartta.sources.amounts import decide_decimal, read_amounts
from tilikartta.sources.column_kinds import kind_of_cells, kinds_of
from tilikartta.sources.dates import read_dates
from tilikartta.sources.header import Header
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.table import Column, Table

Ints = npt.NDArray[np.int64]
MOSTLY = 0.9
LOOKED_AT = 8000  # rows


def names_numbers(options: ReadOptions) -> bool:
    """Whether the user names columns by their numbers, as a table without headings asks for."""
    return bool(options.columns) and all(heading.isdigit() for heading in options.columns.values())


def header_for(rows: Sequence[Sequence[str]], *, certain: bool = False, numeric: bool = False) -> Header | None:
    """Column numbers as headings, when the rows look like postings without headings (or that is ``certain``).

    ``numeric``: cells come from a spreadsheet, so that amounts and days are numbers.
    """
    rows = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        return None
    width = max(len(row) for row in rows)
    if width < 3 or sum(len(row) >= width - 1 for row in rows) < 0.8 * len(rows):
        return None
    names = tuple(str(index + 1) for index in range(width))
    if certain:
        return Header(-1, names, 0, True)
    columns = [[row[index] if index < len(row) else "" for row in rows] for index in range(width)]
    kinds = kinds_of(columns, numeric=numeric)
    if "amount" not in kinds or not {"date", "code"} & set(kinds):
        return None
    return Header(-1, names, 0, False)


@dataclass
class Guess:
    """What the columns may be. Columns are indexes."""

    table: Table
    kinds: list[str]
    cents: dict[int, Ints] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    doubt: list[int] = field(default_factory=list)


def is_numbered(table: Table) -> bool:
    """Whether a table has no headings but the numbers that ``header_for`` gave its columns."""
    return not table.header_row and table.headings == tuple(str(index + 1) for index in range(len(table.headings)))


def named(table: Table, options: ReadOptions) -> tuple[ReadOptions, list[Finding]]:
    """Options that name the columns. TK194 no account column, TK195 columns that can be read in two ways, TK241 the decision."""
    if options.columns:
        return options, []
    guess = Guess(table, _kinds(table))
    dates = [index for index, kind in enumerate(guess.kinds) if kind == "date"]
    _one(guess, "date", dates, best=_earliest_distinct(table, dates))
    _read_cents(guess, options)
    find_money(guess)
    find_accounts(guess)
    _texts(guess)
    place = table.place(1)
    if guess.doubt:
        return options, [error("TK195", place, columns=[table.headings[index] for index in dict.fromkeys(guess.doubt)])]
    if "account" not in guess.roles:
        return options, [error("TK194", place)]
    if not {"debit", "amount"} & guess.roles.keys() or not ({"date"} & guess.roles.keys() or _repeats(guess)):
        return options, [error("TK195", place, columns=list(table.headings))]
    columns = {role: table.headings[index] for role, index in guess.roles.items()}
    shown = ", ".join(f"{role} = {heading}" for role, heading in columns.items())
    return replace(options, columns=columns), [info("TK241", place, columns=shown)]


def _kinds(table: Table) -> list[str]:
    """The kind of every column."""
    columns = [column.plain().slice(0, LOOKED_AT).to_pylist() for column in table.columns]
    found = kinds_of(columns, numeric=any(column.cents is not None for column in table.columns))
    return ["date" if _has_days(column) else kind for column, kind in zip(table.columns, found, strict=True)]


def kind_of(column: Column) -> str:
    """``date``, ``amount``, ``code``, ``whole``, ``text`` or "" by the cells of a column."""
    return "date" if _has_days(column) else kind_of_cells(column.sample())


def _has_days(column: Column) -> bool:
    return column.dates is not None and column.dates.null_count < len(column.dates)


def _one(guess: Guess, role: str, found: list[int], best: int | None = None) -> None:
    if len(found) == 1 or best is not None:
        guess.roles[role] = found[0] if best is None else best


def _earliest_distinct(table: Table, dates: list[int]) -> int | None:
    """Of several date columns the first, where all are the same day on most rows; None when they differ."""
    if len(dates) < 2:
        return None
    days = [read_dates(table.columns[index]).days.to_numpy() for index in dates]
    alike = all(np.mean(days[0] == other) > MOSTLY for other in days[1:])
    return dates[0] if alike else None


def _read_cents(guess: Guess, options: ReadOptions) -> None:
    columns = {index: guess.table.columns[index] for index, kind in enumerate(guess.kinds) if kind == "amount"}
    if not columns:
        return
    decimal = options.decimal or decide_decimal(list(columns.values())).mark
    for index, column in columns.items():
        guess.cents[index] = np.asarray(pc.fill_null(read_amounts(column, decimal).cents, 0).to_numpy(), dtype=np.int64)


def find_money(guess: Guess) -> None:
    """Debit and credit: two columns of which each row fills one, debit first; or one column that sums to zero."""
    cents, used = guess.cents, sorted(guess.cents)
    pairs = [
        (left, right) for at, left in enumerate(used) for right in used[at + 1 :]
        if not ((cents[left] != 0) & (cents[right] != 0)).any() and cents[left].any() and cents[right].any()
    ]  # fmt: skip
    following = {
        (left, right): [
            index for index in used if index not in (left, right) and _follows(cents[index], cents[left] - cents[right])
        ]
        for left, right in pairs
    }
    told = [pair for pair in pairs if following[pair]] or [pair for pair in pairs if cents[pair[0]].sum() == cents[pair[1]].sum()]
    told = told or pairs
    if len(told) == 1:
        guess.roles["debit"], guess.roles["credit"] = told[0]
        return
    if len(told) > 1:
        guess.doubt += [index for pair in told for index in pair]
        return
    single = [index for index in used if cents[index].any() and not cents[index].sum()] or [
        index for index in used if cents[index].any()
    ]
    running = [index for index in single if any(_follows(cents[index], cents[other]) for other in used if other != index)]
    single = [index for index in single if index not in running]
    if len(single) == 1:
        guess.roles["amount"] = single[0]
    elif single:
        guess.doubt += single


def _follows(balance: Ints, moved: Ints) -> bool:
    """Whether a column is the running balance of the movements."""
    if len(balance) < 3:
        return False
    return bool(np.mean(np.diff(balance) == moved[1:]) > MOSTLY)


def find_accounts(guess: Guess) -> None:
    """The account: codes that come again in many vouchers. The voucher: codes or numbers whose rows sum to zero."""
    codes = [index for index, kind in enumerate(guess.kinds) if kind == "code"]
    moved = moved_by(guess)
    if moved is None:
        return
    numbered = [
        index
        for index, kind in enumerate(guess.kinds)
        if kind in ("code", "whole") or (kind == "text" and _has_digits(guess, index))
    ]
    vouchers = [index for index in numbered if _sums_to_zero(guess, index, moved)]
    if vouchers:
        guess.roles["voucher"] = max(vouchers, key=lambda index: (_distinct(guess, index), -index))
    left = [index for index in codes if index not in vouchers]
    left = [index for index in left if _distinct(guess, index) > 1] or left
    repeated = [index for index in left if _distinct(guess, index) < len(guess.table)] or left
    if len(repeated) == 1:
        guess.roles["account"] = repeated[0]
    else:
        guess.doubt += repeated
    if "voucher" not in guess.roles:
        _one(guess, "voucher", [index for index, kind in enumerate(guess.kinds) if kind == "whole" and _ascends(guess, index)])


def _has_digits(guess: Guess, index: int) -> bool:
    """Whether nearly every cell has a digit, as voucher numbers such as ``ML12`` do."""
    cells = guess.table.columns[index].sample(500)
    return bool(cells) and sum(any(sign.isdigit() for sign in cell) for cell in cells) > MOSTLY * len(cells)


def _ascends(guess: Guess, index: int) -> bool:
    """Whether the numbers of a column differ and never fall, as voucher numbers do."""
    numbers = pd.to_numeric(pd.Series(guess.table.columns[index].plain().to_numpy()), errors="coerce")
    return bool(numbers.notna().all() and numbers.is_monotonic_increasing and numbers.nunique() > 1)


def moved_by(guess: Guess) -> Ints | None:
    """Debit + and credit - of every row; None where no column of amounts was found."""
    if "debit" in guess.roles:
        return np.asarray(guess.cents[guess.roles["debit"]] - guess.cents[guess.roles["credit"]], dtype=np.int64)
    return guess.cents[guess.roles["amount"]] if "amount" in guess.roles else None


def _sums_to_zero(guess: Guess, index: int, moved: Ints) -> bool:
    """Whether the rows with the same value, of which there are at least two, sum to zero nearly always."""
    keys = pd.Series(guess.table.columns[index].plain().to_numpy())
    if keys.nunique() < 2 or (keys == "").mean() > 0.5:
        return False
    sums = pd.Series(moved).groupby(keys).agg(["sum", "size"])
    return bool(((sums["sum"] == 0) & (sums["size"] > 1)).mean() > MOSTLY)


def _distinct(guess: Guess, index: int) -> int:
    return len(guess.table.columns[index].encoded().dictionary)


def _repeats(guess: Guess) -> bool:
    """Whether some account stands on several rows, so that undated rows are postings and not balances."""
    return _distinct(guess, guess.roles["account"]) < len(guess.table)


def _texts(guess: Guess) -> None:
    """The name of the account, which says the same as its number; the text: the column of words with most different cells."""
    taken = set(guess.roles.values())
    words = [index for index, kind in enumerate(guess.kinds) if kind == "text" and index not in taken]
    names = [index for index in words if _names_accounts(guess, index)]
    if len(names) == 1:
        guess.roles["account_name"] = names[0]
        words.remove(names[0])
    if words:
        guess.roles["text"] = max(words, key=lambda index: (_distinct(guess, index), -index))


def _names_accounts(guess: Guess, index: int) -> bool:
    """Whether every account has one text and every text one account, several accounts coming again in other vouchers."""
    if "account" not in guess.roles:
        return False
    keys = [guess.table.columns[guess.roles[role]].plain().to_numpy() for role in ("account", "voucher") if role in guess.roles]
    frame = pd.DataFrame(dict(enumerate(keys))).assign(name=guess.table.columns[index].plain().to_numpy())
    frame = frame[frame["name"] != ""]
    pairs = frame[[0, "name"]].drop_duplicates()
    again = int((frame.drop_duplicates().groupby(0).size() > 1).sum())
    return bool(again and len(pairs) == frame[0].nunique() == frame["name"].nunique() and len(pairs) > 1)
