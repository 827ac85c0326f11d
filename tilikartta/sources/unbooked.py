"""Rows that are not in the books: vouchers unfinished, invalidated or deleted, told by a column of states."""

from collections import Counter
from functools import cache
from importlib import resources

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.definitions import strict_yaml
from tilikartta.model import Finding, info, warning
from tilikartta.sources.headings import key_of
from tilikartta.sources.profile import Profile
from tilikartta.sources.table import Table, dictionary_map

SHOWN_STATES = 8


@cache
def _words() -> dict[str, frozenset[str]]:
    """Headings of such columns, and states that are out of the books or in them."""
    text = resources.files("tilikartta.sources").joinpath("unbooked.yaml").read_text(encoding="utf-8")
    document, findings = strict_yaml.parse(text, "unbooked.yaml")
    if findings:
        raise ValueError(f"unbooked.yaml: {findings}")
    words = {name: frozenset(word.casefold() for word in listed) for name, listed in document.data.items()}
    return {**words, "headings": frozenset(key_of(word) for word in document.data["headings"])}


def is_out(state: str) -> bool | None:
    """Whether a voucher of this state is out of the books; None when the word is not known."""
    word = state.casefold().strip(" .")
    return True if word in _words()["out"] else False if word in _words()["in"] else None


def without_unbooked(table: Table, profile: Profile | None) -> tuple[Table, list[Finding]]:
    """The booked rows. TK137 how many rows of which state were left out; TK138 states nobody knows, whose rows were kept."""
    index = _column(table, profile)
    if index is None:
        return table, []
    out = {word.casefold() for word in profile.rows.out} if profile is not None else set()
    encoded = table.columns[index].encoded()
    states = encoded.dictionary.to_pylist()
    verdicts = [state.casefold() in out or (not out and is_out(state)) for state in states]
    counts = Counter(states[at] for at in encoded.indices.to_pylist() if states[at])
    place = table.place(table.header_row, table.headings[index])
    findings = []
    left = {state: counts[state] for state, verdict in zip(states, verdicts, strict=True) if verdict and counts[state]}
    if left:
        findings.append(info("TK137", place, count=sum(left.values()), states=_shown(left)))
    strange = {} if out else {state: counts[state] for state in states if counts[state] and is_out(state) is None}
    if strange:
        findings.append(warning("TK138", place, count=sum(strange.values()), states=_shown(strange)))
    if not left:
        return table, findings
    mask = pa.chunked_array([dictionary_map(encoded, [not verdict for verdict in verdicts], pa.bool_())])
    return table.only(mask), findings


def _column(table: Table, profile: Profile | None) -> int | None:
    """The column of states: the one the profile names, else one whose heading says so and that holds a known state."""
    wanted = key_of(profile.rows.status) if profile is not None and profile.rows.status else ""
    for index, heading in enumerate(table.headings):
        if wanted and key_of(heading) == wanted:
            return index
        if not wanted and key_of(heading) in _words()["headings"]:
            cells = pc.unique(table.columns[index].plain()).to_pylist()
            if any(is_out(cell) is not None for cell in cells):
                return index
    return None


def _shown(counts: dict[str, int]) -> list[str]:
    return [f"{state} ({count})" for state, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))][:SHOWN_STATES]
