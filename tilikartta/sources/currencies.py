"""A ledger is in one currency. Amounts of several would be added together as if they were one."""

from collections import Counter

import pyarrow as pa

from tilikartta.model import Finding, error
from tilikartta.sources.file import InputFile
from tilikartta.sources.table import Column, dictionary_map

_SIGNS = {"€": "EUR", "eur": "EUR", "Eur": "EUR", "$": "USD", "£": "GBP"}


def normal_currency(written: str) -> str:
    """The code of a currency where a sign stands for it; everything else as it is, without quotes."""
    text = written.strip().strip('"')
    return _SIGNS.get(text, text)


def normal_currencies(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """``normal_currency`` of every cell, each distinct one once."""
    encoded = Column(texts).encoded()
    return pa.chunked_array(
        [dictionary_map(encoded, [normal_currency(text) for text in encoded.dictionary.to_pylist()], pa.string())]
    )


def several_currencies(file: InputFile, currencies: pa.ChunkedArray, rows: pa.ChunkedArray) -> list[Finding]:
    """TK189: entries in more than one currency. The place is the first entry in another than the most frequent one."""
    counts = Counter(dict(zip(*(part.to_pylist() for part in currencies.value_counts().flatten()), strict=True)))
    if len(counts) < 2:
        return []
    own, _ = counts.most_common(1)[0]
    listed = currencies.to_pylist()
    first = next(index for index, currency in enumerate(listed) if currency != own)
    shown = [f"{currency or '–'} ({count})" for currency, count in counts.most_common(6)]
    return [error("TK189", file.place(rows[first].as_py()), own=own or "–", other=listed[first] or "–", currencies=shown)]
