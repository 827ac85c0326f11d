"""Voucher numbers that stand in several files of one run: one voucher cut in two, or numbers that begin anew in each file."""

from dataclasses import dataclass

import numpy as np

from tilikartta.checks.codes import Ints, Mask, joined

LEAST = 2  # numbers of a file that another one has too, below which it is a slip and no way of numbering


@dataclass(frozen=True)
class SeveralFiles:
    """``apart``: codes of numbers that are other vouchers in each file; ``anew``: whether a file numbers by itself."""

    apart: Ints
    anew: bool


def numbers_of_several_files(
    numbers: tuple[Ints, int], part: tuple[Ints, int], day: tuple[Ints, int], amount: Ints, numbered: Mask
) -> SeveralFiles:
    """Which of the numbers (code of each row, how many there are) stand for another voucher in each part (file and sheet).

    They do where the parts have no day in common and each has both sides; a voucher that was cut in two, or a file of one account
    only, does not look so. A part numbers by itself when that is said of at least half of its numbers.
    """
    nothing = SeveralFiles(np.array([], dtype=np.int64), False)
    if part[1] < LEAST:
        return nothing
    pieces, first = joined(numbers, part)
    owner, where = numbers[0][first], part[0][first]
    several = (np.bincount(owner, minlength=numbers[1]) > 1)[owner] & numbered[first]
    if not several.any():
        return nothing
    sides = np.bincount(pieces[amount > 0], minlength=len(first)).astype(bool)
    sides &= np.bincount(pieces[amount < 0], minlength=len(first)).astype(bool)
    doubtful = np.zeros(numbers[1], dtype=np.bool_)
    doubtful[owner[~sides]] = True
    doubtful[_sharing_a_day(numbers, (pieces, len(first)), day)] = True
    told = several & ~doubtful[owner]
    own, of = (np.bincount(where[chosen], minlength=part[1]) for chosen in (told, numbered[first]))
    return SeveralFiles(np.unique(owner[told]).astype(np.int64), bool(((own >= LEAST) & (own * 2 >= of)).any()))


def _sharing_a_day(numbers: tuple[Ints, int], pieces: tuple[Ints, int], day: tuple[Ints, int]) -> Ints:
    """Numbers of which two parts have entries of the same day."""
    _, first = joined(pieces, day)
    days_of, day_first = joined((numbers[0][first], numbers[1]), (day[0][first], day[1]))
    return numbers[0][first][day_first[np.bincount(days_of, minlength=len(day_first)) > 1]]
