"""Split amounts by shares so that the parts sum to the whole, to the cent."""

from math import gcd

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def part_of(totals: Ints, weight: int, whole: int) -> Ints:
    """``totals * weight / whole`` rounded half away from zero, in integers only."""
    divisor = gcd(weight, whole)
    weight, whole = weight // divisor, whole // divisor
    if len(totals) == 0:
        return totals
    if int(np.abs(totals).max()) * 2 * weight + whole >= 2**62:
        exact = [abs(int(total)) * 2 * weight + whole for total in totals]
        return np.sign(totals) * np.array([value // (2 * whole) for value in exact], dtype=np.int64)
    rounded: Ints = np.sign(totals) * ((2 * np.abs(totals) * weight + whole) // (2 * whole))
    return rounded


def split(totals: Ints, weights: tuple[int, ...]) -> list[Ints]:
    """Split each total by the weights; the rounding cents go to the largest share (the first of equal ones)."""
    whole, largest = sum(weights), weights.index(max(weights))
    parts = [part_of(totals, weight, whole) for weight in weights]
    others = sum((part for index, part in enumerate(parts) if index != largest), np.zeros_like(totals))
    parts[largest] = totals - others
    return parts


def split_running(amounts: Ints, weights: tuple[int, ...]) -> list[Ints]:
    """Split the entries of one account so that the parts of the entries sum to the parts of their total.

    Each entry gets the growth of the running total's part. So the share holds for the balance, whatever the order of entries.
    """
    running = np.cumsum(amounts, dtype=np.int64)
    return [np.diff(part, prepend=np.int64(0)) for part in split(running, weights)]
