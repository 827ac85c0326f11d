"""What a ledger says of its cost centres and projects, as the suggestions need it. Vectorised over the entries."""

import pandas as pd

from tilikartta.mapping.suggest.functions import CentreFacts
from tilikartta.model import DIM_PREFIX, Ledger

_TEXTS, _MOST_VALUES = 5, 200


def centre_facts(ledger: Ledger) -> tuple[CentreFacts, ...]:
    """Every value of every dimension with its commonest texts; dimensions of more than 200 values are no cost centres."""
    entries = ledger.entries
    found = []
    for column in ledger.dimensions:
        if column not in entries.columns:
            continue
        held = entries[entries[column].fillna("") != ""]
        counts = held.groupby([column, "text"], sort=True).size().reset_index(name="times")
        if counts[column].nunique() > _MOST_VALUES:
            continue
        counts = counts.sort_values([column, "times", "text"], ascending=[True, False, True])
        name = column.removeprefix(DIM_PREFIX)
        for value, rows in counts.groupby(column, sort=True):
            texts = tuple(str(text) for text in rows["text"].head(_TEXTS) if text)
            found.append(CentreFacts(name, str(value), texts))
    return tuple(found)


def free_shares(ledger: Ledger) -> dict[str, float]:
    """Per account the share of its entries that no dimension takes; empty where the ledger has no dimensions."""
    entries = ledger.entries
    columns = [column for column in ledger.dimensions if column in entries.columns]
    if not columns or entries.empty:
        return {}
    bare = pd.concat([entries[column].fillna("") == "" for column in columns], axis=1).all(axis=1)
    if bare.all():
        return {}
    keys = entries["account"].where(entries["account"] != "", entries["account_name"]).astype("str")
    shares = bare.astype("float64").groupby(keys).mean()
    return {str(key): float(value) for key, value in shares.items()}
