"""What the words in a printed report say: totals, openings, carried balances, and labels of accounts and vouchers."""

import re
from enum import IntEnum
from functools import cache

import numpy as np
import numpy.typing as npt

from tilikartta.sources.headings import words
from tilikartta.sources.table import Column

Mask = npt.NDArray[np.bool_]
_TRIM = " .:*-=–—"
# An account number of a heading row: 3 to 8 digits alone, or followed by a mark or space and a name that begins with no digit.
_NUMBER = r"(\d{3,8})(?:\.0+)?(?:\s*[,:·•–—-]\s*|\s+|$)(\D.*)?$"


class Word(IntEnum):
    """What a cell says about its row. ``PART`` only begins or ends as a total does; the others are said by the whole cell."""

    NONE = 0
    PART = 1
    TOTAL = 2
    OPENING = 3
    CARRY = 4


@cache
def account_word() -> str:
    """A pattern for the words before an account number, as in ``Tili 1910``."""
    return rf"(?i)(?:{'|'.join(re.escape(word) for word in words().account_words)})\b"


@cache
def _label_pattern() -> re.Pattern[str]:
    prefix = "|".join(re.escape(word) for word in words().account_words)
    return re.compile(rf"^(?:(?:{prefix})\b[.:]?\s*)?{_NUMBER}", re.IGNORECASE | re.DOTALL)


@cache
def _voucher_pattern() -> re.Pattern[str]:
    prefix = "|".join(re.escape(word) for word in words().voucher_words)
    return re.compile(rf"^(?:{prefix})\b[.:]?\s*(?:n:?o|nro|nr|no|number)?[.:]?\s*(\S+)(?:\s+(.*))?$", re.IGNORECASE | re.DOTALL)


def account_label(cell: str) -> tuple[str, str] | None:
    """Number and name of a heading such as ``Tili 1910 Pankkitili`` or ``3000, Myynti``; None when it is none."""
    found = _label_pattern().match(" ".join(cell.split()))
    if found is None or word_of(cell) is not Word.NONE:
        return None
    return found[1], (found[2] or "").strip(" :")


def voucher_label(cell: str) -> tuple[str, str] | None:
    """Number and text of a heading such as ``Tosite 12 Jäsenmaksut``; None when it is none."""
    found = _voucher_pattern().match(" ".join(cell.split()))
    if found is None or not any(character.isdigit() for character in found[1]):
        return None
    return found[1].rstrip(":,"), (found[2] or "").strip()


def word_of(cell: str) -> Word:
    """What one cell says."""
    text = " ".join(cell.casefold().split()).strip(_TRIM)
    if not text or not any(character.isalpha() for character in text):
        return Word.NONE
    known = words()
    if text in known.openings or _begins(text, known.openings):
        return Word.OPENING
    if text in known.carries or _begins(text, known.carries):
        return Word.CARRY
    if text in known.totals or text in known.carried:
        return Word.TOTAL
    pieces = text.split(" ")
    ends = {pieces[0].rstrip(":."), pieces[-1].rstrip(":.")}
    return Word.PART if ends & known.totals else Word.NONE


def _begins(text: str, phrases: frozenset[str]) -> bool:
    return any(text.startswith(phrase + " ") for phrase in phrases if len(phrase) > 2)


def words_in(column: Column) -> npt.NDArray[np.int64]:
    """The word of every cell, each distinct cell once."""
    encoded = column.encoded()
    values = np.array([int(word_of(cell)) for cell in encoded.dictionary.to_pylist()] or [0], dtype=np.int64)
    return values[encoded.indices.to_numpy(zero_copy_only=False)] if len(encoded) else np.zeros(0, dtype=np.int64)


def bare_name(cell: str) -> str:
    """A total row's cell without its total words, folded: ``Total for Bank`` -> ``bank``."""
    pieces = cell.casefold().strip(_TRIM).split()
    kept = [piece for piece in pieces if piece.strip(_TRIM) not in words().totals and piece not in ("for", "för")]
    return " ".join(kept).strip(_TRIM)
