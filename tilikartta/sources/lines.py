"""What each row of a printed report is, from which cells are filled and what their words say. Vector operations over the rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.sources.dates import Dates
from tilikartta.sources.layout import Roles
from tilikartta.sources.money import Money
from tilikartta.sources.report_words import Mask, Word, account_label, words_in
from tilikartta.sources.table import Column, Table, dictionary_map

MOVES = ("debit", "credit", "amount")
FIGURES = (*MOVES, "opening", "running", "change")
MOSTLY = 0.8  # share of money rows with a label, from which on a column without such a heading is one of accounts
HALF = 0.5  # share of postings that state their account, above which accounts stand on the rows


@dataclass(frozen=True)
class Labels:
    """Account numbers and names of rows that state one, "" elsewhere; ``column`` is where they stand on posting rows, or -1."""

    number: Any
    name: Any
    column: int = -1


@dataclass(frozen=True)
class Lines:
    """Masks over the rows. Postings, heads, openings, totals, carries, repeated, blank and remarks exclude each other.

    ``labelled``: totals that say so in words (others show figures only). ``own_account``: each posting states its account
    itself. ``labels`` holds the account of every head, opening and posting that states one.
    """

    posting: Mask
    head: Mask
    opening: Mask
    total: Mask
    labelled: Mask
    carry: Mask
    repeated: Mask
    blank: Mask
    dated: Mask
    voucher: Mask
    own_account: bool
    labels: Labels

    @property
    def remarks(self) -> Mask:
        """Rows without any figure that are nothing else: page footers, titles."""
        known = self.posting | self.head | self.opening | self.total | self.carry | self.repeated | self.blank
        return np.asarray(~known)


def lines_of(table: Table, roles: Roles, money: Money, dates: Dates | None) -> Lines:
    """Tell what the rows are."""
    count = len(table)
    never = np.zeros(count, dtype=np.bool_)
    moves, figures = never.copy(), never.copy()
    for role in FIGURES:
        figures |= money.filled(role, count)
        if role in MOVES:
            moves |= (money.cents(role, count) != 0) | money.unreadable(role, count)
    written = [index for index in range(len(table.columns)) if index not in {roles.at.get(role) for role in FIGURES}]
    words = _words(table, written, count)
    dated = never if dates is None else _dated(table.columns[roles.at["date"]], dates)
    voucher = _voucher(table, roles, count)
    repeated, blank = _repeated(table, roles), _blank(table)
    heads, own = _head_labels(table, written), _own_labels(table, roles, moves & ~repeated)
    plain = ~repeated & ~blank
    named = own.number != ""
    spoken = (words == Word.TOTAL) | ((words == Word.PART) & ~named) | (words == Word.OPENING) | ((words == Word.CARRY) & ~named)
    spoken &= ~(voucher & (dated | named)) & ~(dated & (words != Word.OPENING))
    money_rows = moves & plain & ~spoken
    entries = money_rows & (dated | voucher | named)
    told = own.column == roles.get("account") or not (plain & ~moves & ~dated & (heads.number != "")).any()
    own_account = bool(own.column >= 0 and told and entries.any() and named[entries].mean() > HALF)
    posting = money_rows & ((named | dated | voucher) if own_account else (dated | voucher))
    head = plain & ~moves & ~dated & (heads.number != "") & ~figures_of(money, "opening", count)
    opening = plain & ~posting & _opening(words, money, count, moves, dated | voucher)
    carry = plain & ~posting & ~opening & (words == Word.CARRY)
    head &= ~opening & ~carry & ~posting
    total = plain & figures & ~posting & ~opening & ~carry & ~head & ~(dated & ~spoken)
    labels = _merge(own, heads, posting, head | opening)
    return Lines(posting, head, opening, total, total & spoken, carry, repeated, blank, dated, voucher, own_account, labels)


def figures_of(money: Money, role: str, count: int) -> Mask:
    """Rows with anything but zero in the column of a role."""
    return np.asarray(money.cents(role, count) != 0)


def _mask(array: pa.ChunkedArray | pa.Array) -> Mask:
    return np.asarray(array.to_numpy(zero_copy_only=False) if isinstance(array, pa.Array) else array.to_numpy(), dtype=np.bool_)


def _dated(column: Column, dates: Dates) -> Mask:
    """Rows with a date, or with something that was meant to be one."""
    meant = pc.match_substring_regex(column.plain(), r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
    return np.asarray(_mask(dates.days.is_valid()) | _mask(meant))


def _words(table: Table, columns: list[int], count: int) -> np.ndarray:
    """The strongest word of each row."""
    strongest = np.zeros(count, dtype=np.int64)
    for index in columns:
        strongest = np.maximum(strongest, words_in(table.columns[index]))
    return strongest


def _opening(words: np.ndarray, money: Money, count: int, moves: Mask, entry: Mask) -> Mask:
    """Rows that say so in words beside a figure, or that have a figure in the column of openings and move nothing."""
    figure = moves | money.filled("running", count) | money.filled("opening", count)
    stated = figures_of(money, "opening", count) & ~moves & ~np.isin(words, (Word.TOTAL, Word.PART))
    return np.asarray(((words == Word.OPENING) & figure) | (stated & ~entry) | (stated & ~moves))


def _voucher(table: Table, roles: Roles, count: int) -> Mask:
    """Rows with something in the voucher column that is no word of a total."""
    if "voucher" not in roles:
        return np.zeros(count, dtype=np.bool_)
    column = table.columns[roles.at["voucher"]]
    return np.asarray(_mask(pc.not_equal(column.plain(), "")) & (words_in(column) == Word.NONE))


def _repeated(table: Table, roles: Roles) -> Mask:
    """Rows that repeat at least two of the headings and contradict none."""
    same = np.zeros(len(table), dtype=np.int64)
    filled = np.zeros(len(table), dtype=np.int64)
    for column, heading in zip(table.columns, table.headings, strict=True):
        cells = column.plain()
        filled += _mask(pc.not_equal(cells, ""))
        if heading:
            same += _mask(pc.equal(cells, heading))
    return np.asarray((same >= 2) & (same * 2 >= filled))


def _blank(table: Table) -> Mask:
    blank = np.ones(len(table), dtype=np.bool_)
    for column in table.columns:
        blank &= _mask(pc.equal(column.plain(), ""))
    return blank


def first_cells(table: Table, columns: list[int], count: int = 2) -> list[pa.ChunkedArray]:
    """The first filled cells of each row among ``columns``, "" where there are fewer."""
    empty = pa.chunked_array([pa.array([""] * len(table), pa.string())])
    found = [empty] * count
    for index in columns:
        cell = table.columns[index].plain()
        for slot in range(count):
            free = pc.equal(found[slot], "")
            found[slot], cell = pc.if_else(free, cell, found[slot]), pc.if_else(free, "", cell)
    return found


def _head_labels(table: Table, written: list[int]) -> Labels:
    """Account labels that begin a row: number and name in one cell or in the first two."""
    first, second = first_cells(table, written)
    return _labels(pc.if_else(_bare(first), pc.binary_join_element_wise(first, second, " "), first))


def row_labels(table: Table, columns: list[int]) -> tuple[Any, Any]:
    """Account number and name that each row begins with, "" where there is none."""
    labels = _head_labels(table, columns)
    return labels.number, labels.name


def _bare(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells that end with the number, so that the name may stand in the next one."""
    return pc.match_substring_regex(cells, r"(^|\s)\d{3,8}(\.0+)?:?$")


def _labels(cells: pa.ChunkedArray, column: int = -1) -> Labels:
    encoded = Column(cells).encoded()
    pairs = [account_label(cell) or ("", "") for cell in encoded.dictionary.to_pylist()]
    number = dictionary_map(encoded, [number for number, _ in pairs], pa.string()).to_numpy(zero_copy_only=False)
    name = dictionary_map(encoded, [name for _, name in pairs], pa.string()).to_numpy(zero_copy_only=False)
    return Labels(number, name, column)


def _own_labels(table: Table, roles: Roles, moves: Mask) -> Labels:
    """Labels in the column in which money rows state their account: the account column, or the one that nearly always has one."""
    taken = {roles.at.get(role) for role in (*FIGURES, "date", "voucher", "series", "side", "currency")}
    candidates = [index for index in (roles.get("account"), *roles.texts, *range(len(table.columns))) if index is not None]
    for index in dict.fromkeys(candidates):
        if index in taken:
            continue
        labels = _labels(table.columns[index].plain(), index)
        share = (labels.number != "")[moves]
        if len(share) and (share.mean() >= MOSTLY or (index == roles.get("account") and share.any())):
            return labels
    nothing = np.full(len(table), "", dtype=object)
    return Labels(nothing, nothing)


def _merge(own: Labels, heads: Labels, posting: Mask, head: Mask) -> Labels:
    """A posting's own label, a heading's label, and nothing on other rows."""

    def chosen(mine: Any, theirs: Any) -> Any:
        return np.where(posting, mine, np.where(head, np.where(own.number == "", theirs, mine), ""))

    return Labels(chosen(own.number, heads.number), chosen(own.name, heads.name), own.column)
