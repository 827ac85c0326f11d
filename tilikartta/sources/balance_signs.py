"""The sign of opening and closing balances of a trial balance: told by its own arithmetic, else debit +."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, error
from tilikartta.sources.cells import Cells
from tilikartta.sources.signs import zero
from tilikartta.sources.statement_signs import CREDIT_PLUS, DEBIT_PLUS, STATEMENT, Sides, model_of, sides_of

Ints = npt.NDArray[np.int64]


def balance_factors(
    cells: Cells, opening: pa.ChunkedArray, movement: pa.ChunkedArray | None, closing: pa.ChunkedArray
) -> tuple[str, Ints, list[Finding]]:
    """The sign model, and what to multiply each row's balances by so that debit is +. TK192 income plus, costs minus, no more."""
    sides = _sides(cells)
    wanted = cells.options.sign if cells.options.sign in (DEBIT_PLUS, CREDIT_PLUS, STATEMENT) else ""
    wanted = wanted or cells.roles.direction
    if wanted:
        return wanted, sides.factors(wanted), []
    if movement is not None:
        own = _by_movement(opening, movement, closing, sides)
        return (DEBIT_PLUS, sides.factors(DEBIT_PLUS), []) if own is None else (STATEMENT, own, [])
    cents = np.asarray(zero(closing).to_numpy(), dtype=np.int64)
    model = model_of([cents], sides, [np.zeros(0, dtype=np.int64)]) if _numbered(cells) else ""
    if model == CREDIT_PLUS:
        place = cells.table.place(cells.table.header_row)
        return DEBIT_PLUS, sides.factors(DEBIT_PLUS), [error("TK192", place, headings=list(cells.table.headings))]
    model = model or DEBIT_PLUS
    return model, sides.factors(model), []


def _sides(cells: Cells) -> Sides:
    numbers = cells.accounts["account"].numbers.to_pylist()
    return sides_of(numbers, np.full(len(numbers), "", dtype=object))


def _numbered(cells: Cells) -> bool:
    """Whether accounts have numbers, so that their first digit may tell what they are."""
    numbers = cells.accounts["account"].numbers
    return bool(pc.all(pc.match_substring_regex(numbers, r"^(\d.*)?$")).as_py())


def _by_movement(opening: pa.ChunkedArray, movement: pa.ChunkedArray, closing: pa.ChunkedArray, sides: Sides) -> Ints | None:
    """Signs row by row where closing = opening - (debit - credit) shows that liabilities and income are printed plus.

    Rows that do not move are like their neighbours of the same kind. None when every row follows debit +, or most follow neither.
    """
    first, moved, last = (np.asarray(zero(one).to_numpy(), dtype=np.int64) for one in (opening, movement, closing))
    if opening.null_count == len(opening) or closing.null_count == len(closing):
        return None
    debit, credit = (last - first == moved) & (moved != 0), (last - first == -moved) & (moved != 0)
    moving = int((moved != 0).sum())
    if not credit.any() or (debit | credit).sum() * 2 < moving or credit.sum() * 4 < debit.sum():
        return None
    return _filled(debit, credit, sides)


def _filled(debit: npt.NDArray[np.bool_], credit: npt.NDArray[np.bool_], sides: Sides) -> Ints:
    own = pd.Series(np.where(credit, -1.0, np.where(debit, 1.0, np.nan)))
    kind = np.select([sides.asset, sides.liability, sides.income], [0, 1, 2], 3)
    filled = own.groupby(kind).ffill().groupby(kind).bfill()
    return filled.fillna(pd.Series(sides.factors(STATEMENT), dtype="float64")).to_numpy().astype(np.int64)
