"""Functional matrix: natures as rows, functions as columns, per period; the INPAS choice of nature, function or both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from tilikartta.mapping.apply import Mapped
from tilikartta.model import FUNCTIONS, Chart, Text
from tilikartta.model.measures import FREE_FUNDS
from tilikartta.statements.terms import labels, result_table

Restriction = Literal["all", "with", "without"]
By = Literal["both", "nature", "function"]
SIDES: tuple[str, ...] = ("income", "expense", "appropriation")
_INDEX = ["period", "side", "nature"]


@dataclass(frozen=True)
class Matrix:
    """``frame``: a row per period, side and nature with its names in three languages, int64 cents per function, and ``total``.

    Income +, expenses - and appropriations as their account shows them, so that all cells of a period sum to the surplus of the
    income statement. By function alone there is one row per side (nature ""), by nature alone only ``total`` and no functions.
    Functions without a euro in any period are left out.
    """

    frame: pd.DataFrame
    periods: tuple[str, ...]
    functions: tuple[str, ...]
    restriction: Restriction
    by: By


def _cells(mapped: Mapped, chart: Chart, restriction: Restriction) -> pd.DataFrame:
    """Cents (income +) with period, side, nature and function, of the funds asked for."""
    table = result_table(mapped, chart)
    free = table["fund"].isin(FREE_FUNDS)
    if restriction != "all":
        table = table[free if restriction == "without" else ~free]
    table = table.rename(columns={"klass": "side"})
    return table.assign(amount=-table["amount"])[[*_INDEX, "function", "amount"]]


def function_matrix(
    mapped: Mapped, chart: Chart, natures: Mapping[str, Text], *, by: By = "both", restriction: Restriction = "all"
) -> Matrix:
    """The matrix of a mapped ledger.

    ``natures`` gives the names (``KeyFigureBook.natures``) and the order of the rows. ``restriction``: ``with`` counts entries of
    named funds only, ``without`` the others (INPAS: with and without restrictions).
    """
    cells = _cells(mapped, chart, restriction)
    if by == "function":
        cells = cells.assign(nature="")
    used = tuple(function for function in FUNCTIONS if bool((cells["function"] == function).any()))
    columns = () if by == "nature" else used
    wide = cells.pivot_table(index=_INDEX, columns="function", values="amount", aggfunc="sum", fill_value=0, observed=True)
    frame = wide.reindex(columns=list(used), fill_value=0).astype("int64").reset_index()
    frame["total"] = frame[list(used)].sum(axis=1).astype("int64") if used else pd.Series(0, index=frame.index, dtype="int64")
    periods = labels(mapped)
    order = {nature: index for index, nature in enumerate(natures)}
    frame = frame.assign(
        _side=frame["side"].map(SIDES.index), _nature=[order.get(str(nature), len(order)) for nature in frame["nature"]]
    ).sort_values(["period", "_side", "_nature", "nature"], ignore_index=True)
    for lang in ("fi", "sv", "en"):
        frame[f"name_{lang}"] = [natures[n].get(lang) if n in natures else str(n) for n in frame["nature"]]
    frame["period"] = [periods[int(index)] for index in frame["period"]]
    frame.columns.name = None
    return Matrix(frame[[*_INDEX, "name_fi", "name_sv", "name_en", *columns, "total"]], tuple(periods), columns, restriction, by)
