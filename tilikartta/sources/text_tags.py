"""Dimensions by tags in the text, in Tasenor's form ``[Osasto][Hanke] selite``; only when a mapping asks for it."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import DIM_PREFIX, Ledger
from tilikartta.sources.canonical import to_frame

FROM_TEXT = "text"
MAX_TAGS = 9
_TAGS = r"^\s*(?P<tags>(?:\[[^\[\]]*\]\s*)+)"


def with_text_tags(ledger: Ledger) -> Ledger:
    """The ledger with ``dim_tag1``, ``dim_tag2`` ... from the tags with which texts begin. The texts stay as they are."""
    if not len(ledger.entries):
        return ledger
    return Ledger(_tagged(ledger.entries), ledger.balances, ledger.files, ledger.chart)


def _tagged(entries: pd.DataFrame) -> pd.DataFrame:
    table = pa.table({str(name): pa.chunked_array(pa.array(entries[name], from_pandas=True)) for name in entries.columns})
    found = pc.struct_field(pc.extract_regex(table["text"], _TAGS), "tags")
    tags = pc.fill_null(found, "")
    for number in range(1, MAX_TAGS + 1):
        one = pc.fill_null(pc.struct_field(pc.extract_regex(tags, r"^\s*\[(?P<tag>[^\[\]]*)\]"), "tag"), "")
        if not pc.any(pc.not_equal(one, "")).as_py():
            break
        table = table.append_column(f"{DIM_PREFIX}tag{number}", pc.utf8_trim_whitespace(one))
        tags = pc.replace_substring_regex(tags, r"^\s*\[[^\[\]]*\]", "", max_replacements=1)
    return to_frame(table)
