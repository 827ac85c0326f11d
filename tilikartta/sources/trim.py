"""White space around the cells of a column goes; columns that have none, which is nearly all, are not copied."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Bytes with which white space begins and ends in UTF-8. Letters share some of them, so they only say where to look.
_BEGINS = np.zeros(256, dtype=np.bool_)
_BEGINS[[*range(0x21), 0xC2, 0xE1, 0xE2, 0xE3]] = True
_ENDS = np.zeros(256, dtype=np.bool_)
_ENDS[[*range(0x21), *range(0x80, 0x8B), 0x9F, 0xA0, 0xA8, 0xA9, 0xAF]] = True


def trimmed(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells without white space around them; ``text`` may be dictionary-encoded, and stays so where nothing is cut off."""
    if pa.types.is_dictionary(text.type):
        whole = text.unify_dictionaries()
        if not whole.num_chunks or not _perhaps(whole.chunk(0).dictionary):
            return whole
        text = text.cast(pa.string())
    chunks = [pc.utf8_trim_whitespace(chunk) if _perhaps(chunk) else chunk for chunk in text.chunks]
    return pa.chunked_array(chunks, pa.string())


def _perhaps(cells: pa.StringArray) -> bool:
    """Whether some cell may begin or end with white space: told from the first and last byte of each."""
    _, ends, data = cells.buffers()
    if data is None or not data.size:
        return False
    at = np.frombuffer(ends, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
    letters = np.frombuffer(data, dtype=np.uint8)
    first, last = np.take(letters, at[:-1], mode="clip"), np.take(letters, at[1:] - 1, mode="clip")
    return bool(np.take(_BEGINS, first).any() or np.take(_ENDS, last).any())
