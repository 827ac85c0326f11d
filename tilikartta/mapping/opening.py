"""Opening balances from last year's closing: many exports leave them out, and a balance sheet needs them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd
import pyarrow as pa

from tilikartta.mapping.periods import periods_of
from tilikartta.model import BALANCE_COLUMNS, DATE_COLUMNS, ROW_COLUMNS, Ledger, Mapping

_CENTS = ("opening", "debit", "credit", "closing")


def _closings(opening: Ledger) -> pd.DataFrame:
    """Closing balance of every account of a ledger: its stated closing, else opening plus entries. In cents, debit +."""
    by = ["account", "account_name"]
    balances = opening.balances
    closing = balances["closing"].fillna(balances["opening"]).fillna(0)
    frames = [balances[by].assign(closing=closing), opening.entries[by].assign(closing=opening.entries["amount"])]
    sums = pd.concat(frames).groupby(by, dropna=False, sort=True)["closing"].sum().reset_index()
    return sums[sums["closing"] != 0].reset_index(drop=True)


def _column(name: str, values: object, rows: int) -> "pd.Series[Any]":
    """A column of the canonical balances."""
    kind = pa.date32() if name in DATE_COLUMNS else pa.int64() if name in {*ROW_COLUMNS, *_CENTS} else pa.string()
    listed = list(values) if isinstance(values, pd.Series) else [values] * rows
    return pd.Series(listed, dtype=pd.ArrowDtype(kind))


def with_opening(ledger: Ledger, opening: Ledger, mapping: Mapping) -> Ledger:
    """The ledger with the closing balances of ``opening`` as those of the day before its first financial year.

    Balance-sheet accounts carry over from there; income and expenses of that year, if the file has them, give the comparatives
    and the result that the bookkeeping has not yet moved to equity.
    """
    periods = periods_of(ledger, mapping)
    before = periods[0].start - timedelta(days=1) if periods else None
    closings = _closings(opening)
    count = len(closings)
    given: dict[str, object] = {
        "account": closings["account"], "account_name": closings["account_name"], "closing": closings["closing"],
        "entity": _entity(ledger), "source_file": opening.files[0].path if opening.files else "", "source_row": 0,
        "period_end": before,
    }  # fmt: skip
    blank = {name: None if name in DATE_COLUMNS or name in _CENTS else "" for name in BALANCE_COLUMNS}
    dims = {name: "" for name in ledger.balances.columns if name not in BALANCE_COLUMNS}
    frame = pd.DataFrame({name: _column(name, value, count) for name, value in {**blank, **dims, **given}.items()})
    balances = pd.concat([ledger.balances, frame], ignore_index=True) if len(ledger.balances) else frame
    return replace(ledger, balances=balances, files=(*ledger.files, *opening.files))


def _entity(ledger: Ledger) -> str:
    """The one entity of a ledger."""
    found = sorted({str(entity) for frame in (ledger.entries, ledger.balances) for entity in frame["entity"].unique()})
    return found[0] if len(found) == 1 else ""
