"""A ledger -> what is known of each local account. Vectorised over the ledger; the result is small."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Ledger, LocalAccount
from tilikartta.model.suggestion import LocalFacts

_TEXTS, _COUNTERS, _MONTHS = 6, 4, 12
_LONGEST = 90  # letters of an entry text that is kept
_KEY = ["account", "account_name"]


def local_facts(ledger: Ledger, listed: Sequence[LocalAccount] = ()) -> tuple[LocalFacts, ...]:
    """The accounts of a ledger, and those that only a list or the file's own chart names, in the order of their numbers.

    An account without a number goes by its name. Amounts are cents; ``balance`` is opening + movement.
    """
    entries = _keyed(ledger.entries)
    sums = _sums(ledger, entries)
    texts, counters, months = _texts(entries), _counters(entries), _by_month(entries)
    known = {one.number or one.name: one for one in [*listed, *ledger.chart]}
    names = _names(ledger) | {key: one.name for key, one in known.items() if one.name}
    numbers = _numbers(ledger)
    facts = []
    for key in sorted({*sums.index, *known}):
        declared = known.get(key)
        opening, debit, credit, count = (int(value) for value in sums.loc[key]) if key in sums.index else (0, 0, 0, 0)
        one = LocalFacts(declared.number if declared else key if key in numbers else "", names.get(key, ""))
        money: dict[str, Any] = {"balance": opening + debit - credit, "debit": debit, "credit": credit, "entries": count}
        told: dict[str, Any] = {"klass": declared.klass, "hint": declared.hint} if declared else {}
        seen: dict[str, Any] = {"texts": texts.get(key, ()), "months": months.get(key, ()), "counter": counters.get(key, ())}
        facts.append(replace(one, **money, **told, **seen))
    return tuple(facts)


def listed_facts(listed: Sequence[LocalAccount]) -> tuple[LocalFacts, ...]:
    """Accounts of a list without a ledger: number, name, class."""
    return tuple(LocalFacts(one.number, one.name, klass=one.klass, hint=one.hint) for one in listed)


def _numbers(ledger: Ledger) -> set[str]:
    frames = [frame["account"] for frame in (ledger.entries, ledger.balances) if len(frame)]
    return {str(value) for frame in frames for value in frame.unique()} - {""}


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """With ``key``: the number, or the name where there is none."""
    if frame.empty:
        return frame.assign(key=pd.Series([], dtype="str"))
    return frame.assign(key=frame["account"].where(frame["account"] != "", frame["account_name"]).astype("str"))


def _sums(ledger: Ledger, entries: pd.DataFrame) -> pd.DataFrame:
    """Per key: opening, debit, credit (cents) and the number of entries. Balances of the first period give the opening."""
    amount = entries["amount"].to_numpy(dtype=np.int64)
    moved = pd.DataFrame(
        {"key": entries["key"], "opening": 0, "debit": np.maximum(amount, 0), "credit": np.maximum(-amount, 0), "count": 1}
    )
    frames = [moved]
    if len(ledger.balances):
        frames.append(_stated(_keyed(ledger.balances), with_movement=entries.empty))
    return pd.concat(frames).groupby("key")[["opening", "debit", "credit", "count"]].sum()


def _stated(balances: pd.DataFrame, *, with_movement: bool) -> pd.DataFrame:
    """Trial balances: openings of the first period, and movements where the ledger has no entries."""
    first = balances["period_start"].isna() | (balances["period_start"] == balances["period_start"].min())
    cents = {name: balances[name].fillna(0).to_numpy(dtype=np.int64) for name in ("opening", "debit", "credit", "closing")}
    silent = (balances["opening"].isna() & balances["debit"].isna() & balances["closing"].notna()).to_numpy()
    opening = np.where(first.to_numpy(), cents["opening"], 0)
    debit, credit = (np.where(with_movement, cents[name], 0) for name in ("debit", "credit"))
    if with_movement:  # only closing balances: they are all that is known
        debit = np.where(silent, np.maximum(cents["closing"], 0), debit)
        credit = np.where(silent, np.maximum(-cents["closing"], 0), credit)
    return pd.DataFrame({"key": balances["key"], "opening": opening, "debit": debit, "credit": credit, "count": 0})


def _names(ledger: Ledger) -> dict[str, str]:
    """One name per key: the last one that the ledger writes."""
    frames = [_keyed(frame)[["key", "account_name"]] for frame in (ledger.entries, ledger.balances) if len(frame)]
    if not frames:
        return {}
    pairs = pd.concat(frames).drop_duplicates()
    pairs = pairs[pairs["account_name"] != ""]
    return {str(key): str(name) for key, name in pairs.sort_values(["key", "account_name"]).itertuples(index=False)}


def _commonest(pairs: pd.DataFrame, column: str, most: int) -> dict[str, tuple[str, ...]]:
    """Per key the commonest values of a column; ties by the value."""
    counts = pairs.groupby(["key", column]).size().reset_index(name="times")
    counts = counts.sort_values(["key", "times", column], ascending=[True, False, True]).groupby("key").head(most)
    found: dict[str, list[str]] = {}
    for key, value in zip(counts["key"], counts[column], strict=True):
        found.setdefault(str(key), []).append(str(value))
    return {key: tuple(values) for key, values in found.items()}


def _texts(entries: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    if entries.empty:
        return {}
    kept = entries[entries["text"] != ""]
    return _commonest(pd.DataFrame({"key": kept["key"], "text": kept["text"].str.slice(0, _LONGEST)}), "text", _TEXTS)


def _counters(entries: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The accounts that stand on the other side of vouchers of two entries or more."""
    if entries.empty or not (entries["voucher"] != "").any():
        return {}
    rows = entries[entries["voucher"] != ""]
    where = ["source_file", "series", "voucher", "date"]
    codes = rows.groupby(where, sort=False, dropna=False).ngroup()
    table = pd.DataFrame({"group": codes, "key": rows["key"], "debit": rows["amount"].to_numpy(dtype=np.int64) > 0})
    table = table.drop_duplicates()
    sizes = table.groupby("group")["key"].transform("size")
    table = table[sizes <= 12]  # a voucher of a whole month says nothing about single accounts
    pairs = table[table["debit"]].merge(table[~table["debit"]], on="group", suffixes=("", "_other"))
    both = pd.DataFrame(
        {"key": pd.concat([pairs["key"], pairs["key_other"]]), "other": pd.concat([pairs["key_other"], pairs["key"]])}
    )
    both = both[both["key"] != both["other"]]
    return _commonest(both, "other", _COUNTERS) if len(both) else {}


def _by_month(entries: pd.DataFrame) -> dict[str, tuple[int, ...]]:
    """Net movement of each month of the year, in cents."""
    dated = entries[entries["date"].notna()] if len(entries) else entries
    if dated.empty:
        return {}
    months = pc.month(pa.array(dated["date"], from_pandas=True)).to_numpy(zero_copy_only=False)
    table = pd.DataFrame({"key": dated["key"], "month": months, "amount": dated["amount"].to_numpy(dtype=np.int64)})
    sums = (
        table.groupby(["key", "month"])["amount"].sum().unstack(fill_value=0).reindex(columns=range(1, _MONTHS + 1), fill_value=0)
    )
    return {str(key): tuple(int(value) for value in row) for key, row in zip(sums.index, sums.to_numpy(), strict=True)}
