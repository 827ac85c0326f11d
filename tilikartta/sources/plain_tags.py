"""Tags in the comments of hledger and Ledger journals (``project: Aurora, kp: Nuoret``) as dimension columns."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.sources.headings import dimension_name
from tilikartta.sources.table import Column, dictionary_map

MAX_TAGS = 20
_TAG = re.compile(r"(?:^|[\s,;])([^\s:,;]{1,40}):[ \t]*([^,\n]*)")
# What the programs themselves mean by a tag.
_OWN = frozenset({"date", "date2", "type", "retain", "close", "open", "clopen", "modified", "generated-transaction", "uuid"})
Dims = dict[str, tuple[str, pa.ChunkedArray]]


def parse_tags(comment: str) -> dict[str, str]:
    """The tags with a value in one comment. Addresses such as ``https://…`` are none."""
    return {
        name: value.strip()
        for name, value in _TAG.findall(comment)
        if value.strip() and not value.startswith("//") and name.casefold() not in _OWN and not name[0].isdigit()
    }


def tags_of(comments: Sequence[pa.ChunkedArray]) -> Dims:
    """Dimension columns of comments; a later column (of the posting) goes before an earlier one (of the transaction)."""
    encoded = [Column(column).encoded() for column in comments]
    parsed = [[parse_tags(text) for text in array.dictionary.to_pylist()] for array in encoded]
    names = usual({name for texts in parsed for tags in texts for name in tags}, parsed)
    columns: Dims = {}
    for name in names:
        values = [
            dictionary_map(array, [tags.get(name) for tags in texts], pa.string())
            for array, texts in zip(encoded, parsed, strict=True)
        ]
        columns[dimension_name(name)] = (name, pa.chunked_array([pc.fill_null(pc.coalesce(*reversed(values)), "")]))
    return columns


def usual(names: set[str], parsed: Sequence[Sequence[Mapping[str, str]]]) -> list[str]:
    """The names in the order of the alphabet; of too many the most frequent ones."""
    if len(names) <= MAX_TAGS:
        return sorted(names)
    counts = Counter(name for texts in parsed for tags in texts for name in tags)
    return sorted(name for name, _ in counts.most_common(MAX_TAGS))


def without(comment: str) -> str:
    """What one comment says beside its tags."""
    return _TAG.sub("", comment).strip(" ,;\n")


def without_tags(comments: pa.ChunkedArray) -> pa.ChunkedArray:
    """What a comment says beside its tags."""
    encoded = Column(comments).encoded()
    said = [without(text) for text in encoded.dictionary.to_pylist()]
    return pa.chunked_array([dictionary_map(encoded, said, pa.string())])
