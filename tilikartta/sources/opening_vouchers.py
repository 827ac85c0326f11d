"""Opening vouchers among the entries: their rows are opening balances, not movements.

Programs write them as a voucher of their own on the first day: "Tilinavaus", "Alkusaldo", "Avaava tase", "Ingående balans".
Only a voucher whose every row says so and whose rows sum to zero is taken; anything else stays an entry.
"""

import pandas as pd
import pyarrow.compute as pc

from tilikartta.model import BALANCE_COLUMNS, Finding, Ledger, Place, info
from tilikartta.sources.canonical import arrow, concat, frame_of, ledger_of

_WORDS = (
    r"tilin?avau(s|kset)\w*", r"tilikauden (avaus|alkusaldo\w*)", r"alku(saldo|saldot|tase)\b", "alkusaldojen", "avaava tase",
    "avaus(tosite|tase|saldo)", r"ing(å|a)ende (balans|saldo)\w*", r"öppningsbalans\w*", r"opening balance\w*",
    "balances? brought forward", "siirto edelliseltä (tili)?kaudelta",
)  # fmt: skip
_OPENING = rf"(?i)^\s*({'|'.join(_WORDS)})"
_VOUCHER = ["entity", "source_file", "sheet", "series", "voucher", "date"]


def _opening_rows(ledger: Ledger) -> "pd.Series[bool]":
    """Which entries belong to an opening voucher."""
    said = pc.fill_null(pc.match_substring_regex(arrow(ledger.entries, "text"), _OPENING), False)
    marked = pd.Series(said.to_numpy(), index=ledger.entries.index)
    if not marked.any():
        return marked
    near = ledger.entries[_VOUCHER].assign(amount=ledger.entries["amount"].astype("int64"), said=marked)
    vouchers = near.merge(near.loc[marked, _VOUCHER].drop_duplicates(), on=_VOUCHER, how="left", indicator=True)
    vouchers.index = near.index
    groups = vouchers[vouchers["_merge"] == "both"].groupby(_VOUCHER, dropna=False)
    whole = groups["said"].transform("all") & (groups["amount"].transform("sum") == 0) & (groups["said"].transform("size") > 1)
    return whole.reindex(near.index, fill_value=False).astype(bool)


def take_openings(ledger: Ledger) -> tuple[Ledger, list[Finding]]:
    """The ledger with its opening vouchers as rows of ``balances`` (``opening``, no closing). TK209 tells how many rows."""
    if ledger.entries.empty:
        return ledger, []
    opening = _opening_rows(ledger)
    if not opening.any():
        return ledger, []
    rows, rest = ledger.entries[opening], ledger.entries[~opening].reset_index(drop=True)
    kept = {str(name): arrow(rows, str(name)) for name in rows.columns if name in BALANCE_COLUMNS or str(name).startswith("dim_")}
    balances = frame_of("balances", {**kept, "opening": arrow(rows, "amount"), "period_start": arrow(rows, "date")})
    merged = concat([ledger_of(None, ledger.balances), ledger_of(None, balances)]).balances
    first = rows.iloc[0]
    place = Place(str(first["source_file"]), str(first["sheet"]), int(first["source_row"]))
    finding = info("TK209", place, voucher=str(first["voucher"]), count=len(rows), day=first["date"])
    return Ledger(rest, merged, ledger.files, ledger.chart), [finding]
