"""Amounts as people and programs write them -> int64 cents. Never a float, never a rounding that loses a cent.

Decimal mark and thousands mark are decided from all values of a column (debit and credit together). When every value could be
read both ways (``1.234`` only), nothing is chosen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.sources.shapes import Piece
from tilikartta.sources.table import Column

SPACES = " \u00a0\u2009\u202f\u2007\u2008\u2002\u2003"
APOSTROPHES = "'’"
MINUS = "-\u2212\u2010\u2011"
_EMPTY = "^[-–—\u2212\\s]*$"
_MONEY = r"(?:€|EUR|eur|Eur|SEK|NOK|DKK|USD|GBP|sek|nok|dkk|kr|Kr|KR|\$|£)"
_MAX_DIGITS = 15
Triple = tuple[pa.ChunkedArray, pa.ChunkedArray, pa.ChunkedArray]


@dataclass(frozen=True)
class DecimalMark:
    """The decision: ``mark`` is ``,`` or ``.``, or "" when no value has decimals.

    ``ambiguous`` holds values that could be both, ``mixed`` two values that contradict each other.
    """

    mark: str
    ambiguous: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()


def decide_decimal(columns: Sequence[Column]) -> DecimalMark:
    """The decimal mark of columns that belong together."""
    written = [_written(column) for column in columns]
    values = pa.chunked_array([chunk for column in written for chunk in column.text.chunks], pa.string())
    commas, points = (any(_holds(column, mark) for column in written) for mark in ",.")
    comma = _evidence(values, ",", ".") if commas else ""
    point = _evidence(values, ".", ",") if points else ""
    if comma and point:
        return DecimalMark("", mixed=(comma, point))
    if comma or point:
        return DecimalMark("," if comma else ".")
    return _by_grouping(_with(values, ","), _with(values, "."))


def _written(column: Column) -> Column:
    """The cells that are text, plain; number cells of a spreadsheet speak for themselves."""
    text = column.plain()
    if column.cents is not None:
        text = pc.if_else(column.cents.is_valid(), "", text)
    own = column if text is column.text else Column(text)
    return Column(pc.replace_substring_regex(text, r"kr\.", "kr")) if _holds(own, "kr.") else own


def _holds(column: Column, part: str) -> bool:
    """Whether any cell holds a text without digits."""
    if column.shapes is not None:
        return column.shapes.hold(part)
    return bool(pc.any(pc.match_substring(column.text, part)).as_py())


def _evidence(values: pa.ChunkedArray, mark: str, other: str) -> str:
    """A value in which ``mark`` can only be the decimal mark: after the other mark, or not before exactly three digits."""
    m, o = re.escape(mark), re.escape(other)
    tail = r"[^\d,.]*$"
    after_other = rf"{o}.*{m}\d*{tail}"
    not_three = rf"^[^,.]*{m}(?:\d{{1,2}}|\d{{4,}}|){tail}"
    no_group_before = rf"^[^\d,.]*(?:0+|\d{{4,}}|){m}\d{{3}}{tail}"
    proof = f"(?:{after_other}|{not_three}|{no_group_before})"
    for part in (values.slice(0, 10_000), values):  # the first rows nearly always tell
        hits = part.filter(pc.match_substring_regex(part, proof))
        if len(hits):
            return str(hits[0].as_py())
    return ""


def _with(values: pa.ChunkedArray, mark: str) -> pa.ChunkedArray:
    """The values that hold the mark beside a digit; words such as a repeated heading say nothing."""
    held = values.filter(pc.match_substring(values, mark))
    return held.filter(pc.match_substring_regex(held, r"\d[.,]|[.,]\d"))


def _by_grouping(commas: pa.ChunkedArray, points: pa.ChunkedArray) -> DecimalMark:
    """No value has decimals for certain: a mark that stands twice in a value is a thousands mark, otherwise it stays open."""
    if not len(commas) and not len(points):
        return DecimalMark("")
    grouped = {
        mark: pc.any(pc.match_substring_regex(values, rf"{re.escape(mark)}\d{{3}}{re.escape(mark)}")).as_py()
        for mark, values in ((",", commas), (".", points))
        if len(values)
    }
    if len(grouped) == 1:
        ((mark, twice),) = grouped.items()
        if twice:
            return DecimalMark("." if mark == "," else ",")
        return DecimalMark("", ambiguous=_examples(commas if mark == "," else points))
    return DecimalMark("", ambiguous=(*_examples(commas, 2), *_examples(points, 2)))


def _examples(values: pa.ChunkedArray, size: int = 3) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values.slice(0, 50).to_pylist()))[:size]


@dataclass(frozen=True)
class Amounts:
    """Cents (null where the cell is empty or unreadable), and masks of the cells that need a word.

    ``bad`` cells are unreadable; ``finer`` texts have more than two decimals and are not read; ``rounded`` are number cells of a
    spreadsheet with more than two decimals, read as rounded. ``plain``: every text is digits and spaces with at most one mark.
    """

    cents: pa.ChunkedArray
    bad: pa.ChunkedArray
    finer: pa.ChunkedArray
    rounded: pa.ChunkedArray
    plain: bool = False


def read_amounts(column: Column, decimal: str) -> Amounts:
    """Cents of a column, given its decimal mark (``,``, ``.`` or "" when values have no decimals)."""
    written = _written(column)
    text = written.text
    cents = _plain_cents(written, decimal)
    plain = cents is not None
    if cents is None:
        cents, bad, finer = _each_once(text, decimal)
    else:
        bad = finer = _never(len(text))
    rounded = _never(len(text))
    if column.cents is not None and column.exact is not None:
        numbers = column.cents.is_valid()
        cents = pc.if_else(numbers, column.cents, cents)
        rounded = pc.and_(numbers, pc.invert(column.exact))
    return Amounts(cents, bad, finer, rounded, plain)


def _never(length: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(False, length)], pa.bool_())


def _plain_cents(column: Column, decimal: str) -> pa.ChunkedArray | None:
    """The quick way for columns in which every value is digits, in threes apart or not, with one decimal mark; else None."""
    mark = re.escape(decimal or ".")
    whole = rf"(?:0{{1,{_MAX_DIGITS}}}|0{{1,3}}(?:[{SPACES}]000){{1,4}})"
    plain = re.compile(rf"(?:-?{whole}(?:{mark}0{{1,2}})?)?")
    shapes = column.shapes
    if shapes is None or not all(plain.fullmatch(form) for form in shapes.forms):
        return None
    return pa.chunked_array([_shifted(piece, decimal or ".") for piece in shapes.pieces], pa.int64())


def _shifted(piece: Piece, mark: str) -> pa.Array:
    """Cents from the digits of plain values: ``-12,5`` has the digits 125, one decimal and a minus, so they count -10 times."""
    factors = [10 ** (2 - len(form.partition(mark)[2])) * (-1 if form[:1] == "-" else 1) for form in piece.forms]
    numbers = piece.numbers()
    if all(factor == 1 for factor, form in zip(factors, piece.forms, strict=True) if form):
        return numbers
    return pc.multiply_checked(numbers, pa.array(factors, pa.int64()).take(pa.array(piece.of)))


def _cents_of(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cents of texts like ``-1234.5``; "" becomes null. Exact: through 128-bit decimals, whose low words are the cents."""
    filled = pc.if_else(pc.equal(numbers, ""), pa.scalar(None, pa.string()), numbers)
    decimals = filled.cast(pa.decimal128(18, 2))
    return pa.chunked_array([_low_words(chunk) for chunk in decimals.chunks], pa.int64())


def _low_words(chunk: pa.Array) -> pa.Array:
    words = np.frombuffer(chunk.buffers()[1], dtype="<i8")[2 * chunk.offset : 2 * (chunk.offset + len(chunk)) : 2]
    mask = None if not chunk.null_count else chunk.is_null().to_numpy(zero_copy_only=False)
    return pa.array(words, pa.int64(), mask=mask)


def _pattern(decimal: str) -> str:
    """Every accepted way to write an amount under this decimal mark."""
    mark = re.escape(decimal or ".")
    other = re.escape("." if mark == "," else ",")
    group = rf"[{SPACES}{APOSTROPHES}]"
    whole = rf"(?:\d{{1,3}}(?:{group}\d{{3}})+|\d{{1,3}}(?:{other}\d{{3}})+|\d+)"
    number = rf"(?:{whole}(?:{mark}\d*)?|{mark}\d+)"
    space, minus, money = f"[{SPACES}]*", f"(?:[{MINUS}])?", f"(?:{_MONEY})?"
    before = rf"(?:[+]|{minus}){space}{money}{space}{minus}{space}"
    after = f"{space}{minus}{space}{money}{space}{minus}"
    bracketed = rf"\({space}{money}{space}{number}{space}{money}{space}\){space}{money}"
    return f"^{space}(?:{before}{number}{after}|{bracketed}){space}$"


def _each_once(text: pa.ChunkedArray, decimal: str) -> Triple:
    """Distinct values read once each, then put in their places: empty cells and recurring amounts cost nothing."""
    encoded = Column(text).encoded()
    parts = _general_cents(pa.chunked_array([encoded.dictionary]), decimal)
    cents, bad, finer = (pa.chunked_array([part.combine_chunks().take(encoded.indices)], part.type) for part in parts)
    return cents, bad, finer


def _general_cents(text: pa.ChunkedArray, decimal: str) -> Triple:
    """Cents, unreadable cells and cells with more than two decimals, for amounts written in any accepted way."""
    mark = decimal or "."
    blank = pc.match_substring_regex(text, _EMPTY)
    minuses = pc.add(pc.count_substring_regex(text, rf"[{MINUS}]"), pc.if_else(pc.match_substring(text, "("), 1, 0))
    good = pc.and_(pc.match_substring_regex(text, _pattern(decimal)), pc.less(minuses, 2))
    digits = pc.replace_substring_regex(text, rf"[^\d{re.escape(mark)}]", "")
    digits = pc.replace_substring(digits, ",", ".") if mark == "," else digits
    digits = pc.replace_substring_regex(digits, r"^0+(\d)", r"\1")
    digits = pc.replace_substring_regex(digits, r"(\.\d*?)0+$", r"\1")  # trailing zeros are no decimals
    good = pc.and_(good, pc.match_substring_regex(digits, rf"^\d{{0,{_MAX_DIGITS}}}(?:\.|$)"))
    finer = pc.and_(good, pc.match_substring_regex(digits, r"\.\d{3,}$"))
    readable = pc.and_(pc.and_(good, pc.invert(finer)), pc.invert(blank))
    digits = pc.replace_substring_regex(pc.replace_substring_regex(digits, r"\.$", ""), r"^\.", "0.")
    positive = _cents_of(pc.if_else(readable, digits, ""))
    cents = pc.if_else(pc.greater(minuses, 0), pc.negate(positive), positive)
    return cents, pc.and_(pc.invert(good), pc.invert(blank)), pc.and_(finer, pc.invert(blank))
