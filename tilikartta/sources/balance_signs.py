"""The sign of opening and closing balances of a trial balance: told by its own arithmetic, else debit +."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Finding, error, info
from tilikartta.sources.account_kinds import SIDES
from tilikartta.sources.cells import Cells
from tilikartta.sources.sign_evidence import MATERIAL, clear, kind_of_account
from tilikartta.sources.signs import zero
from tilikartta.sources.statement_signs import CREDIT_PLUS, DEBIT_PLUS, STATEMENT, Sides, model_of, sides_of

Ints = npt.NDArray[np.int64]


def balance_factors(
    cells: Cells, opening: pa.ChunkedArray, movement: pa.ChunkedArray | None, closing: pa.ChunkedArray
) -> tuple[str, Ints, list[Finding]]:
    """The sign model, and what to multiply each row's balances by so that debit is +. TK192, TK245."""
    sides = _sides(cells)
    wanted = cells.options.sign if cells.options.sign in (DEBIT_PLUS, CREDIT_PLUS, STATEMENT) else ""
    wanted = wanted or cells.roles.direction
    if wanted:
        return wanted, sides.factors(wanted), []
    if movement is not None:
        own = _by_movement(opening, movement, closing, sides)
        return (DEBIT_PLUS, sides.factors(DEBIT_PLUS), []) if own is None else (STATEMENT, own, [])
    given = closing if closing.null_count < len(closing) else opening
    cents = np.asarray(zero(given).to_numpy(), dtype=np.int64)
    model = model_of([cents], sides, [np.zeros(0, dtype=np.int64)]) if _numbered(cells) else ""
    return _agreed(cells, sides, model, _by_names(cells, cents), balanced=not cents.sum())


def _agreed(cells: Cells, sides: Sides, numbered: str, named: str, *, balanced: bool) -> tuple[str, Ints, list[Finding]]:
    """The model that numbers and names agree on, or that names tell of balances that sum to zero. TK245 plus is credit.

    TK192 where nothing tells it, where they contradict each other, or where numbers alone say that plus is credit.
    """
    place = cells.table.place(cells.table.header_row)
    model = numbered
    if balanced and named:
        model = "" if named == CREDIT_PLUS and numbered == DEBIT_PLUS else named
    elif {named, numbered} == {CREDIT_PLUS, DEBIT_PLUS} or (numbered == CREDIT_PLUS and not named):
        model = ""
    elif not numbered and named == DEBIT_PLUS:
        model = named
    if not model:
        return DEBIT_PLUS, sides.factors(DEBIT_PLUS), [error("TK192", place, headings=list(cells.table.headings))]
    column = next(role for role in ("closing", "amount", "opening") if role in cells.roles)
    heading = cells.table.headings[cells.roles.at[column]]
    found = [info("TK245", cells.table.place(cells.table.header_row, heading), heading=heading)] if model == CREDIT_PLUS else []
    return model, sides.factors(model), found


def _by_names(cells: Cells, cents: Ints) -> str:
    """The direction of balances by what mapping and names say of their accounts."""
    numbers, names = cells.accounts["account"].numbers.to_pylist(), cells.names()
    called = names.to_pylist() if not isinstance(names, str) else [names] * len(numbers)
    kinds = [kind_of_account(number, name, cells.options) for number, name in zip(numbers, called, strict=True)]
    weights = np.array([SIDES.get(kind, 0) for kind in kinds], dtype=np.int64) * cents
    enough = int(np.abs(weights).sum()) * MATERIAL >= int(np.abs(cents).sum()) // 2
    return clear(weights) if weights.any() and enough else ""


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
