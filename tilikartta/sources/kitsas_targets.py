"""Cost centres, projects and tags of Kitsas (Kohdennus, Merkkaus) as dimension columns. They have names and no codes."""

import json
import sqlite3
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from tilikartta.sources.sqlite_file import Schema, table_of
from tilikartta.sources.table import dictionary_map

COST_CENTRE, PROJECT = 1, 2
LANGUAGES = ("fi", "sv", "se", "en")  # Swedish is written either way
HEADINGS = {"dim_kohdennus": "Kohdennus", "dim_projekti": "Projekti", "dim_merkkaus": "Merkkaus"}
_COLUMNS = {"id": pa.int64(), "kind": pa.int64(), "parent": pa.int64(), "name": pa.string(), "json": pa.string()}
_TAGS = """
SELECT CAST(m.vienti AS INTEGER), CAST(m.kohdennus AS INTEGER) FROM Merkkaus m WHERE m.vienti IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Target:
    """A cost centre, project or tag."""

    kind: int
    parent: int | None
    name: str


@dataclass
class Targets:
    """Targets by id, and the tags of each entry."""

    by_id: dict[int, Target] = field(default_factory=dict)
    tags: pa.Table | None = None

    @classmethod
    def read(cls, connection: sqlite3.Connection, schema: Schema, sql: str) -> "Targets":
        """Read Kohdennus, and Merkkaus where the database has it."""
        parent = "kuuluu" if "kuuluu" in schema.get("kohdennus", frozenset()) else "NULL"
        rows = table_of(connection, sql.format(parent=parent), _COLUMNS).to_pylist()
        found = cls({row["id"]: Target(row["kind"], row["parent"], row["name"] or name_in(row["json"])) for row in rows})
        if {"vienti", "kohdennus"} <= schema.get("merkkaus", frozenset()):
            tags = table_of(connection, _TAGS, {"entry": pa.int64(), "target": pa.int64()})
            found.tags = tags if len(tags) else None
        return found

    def columns(self, target: pa.ChunkedArray, entry: pa.ChunkedArray) -> dict[str, pa.ChunkedArray]:
        """``dim_kohdennus`` (cost centre; of a project the one it belongs to), ``dim_projekti`` and ``dim_merkkaus``.

        A column without any value is left out. Several tags of one entry stand in the order of the alphabet: ``A, B``.
        """
        encoded = target.combine_chunks().dictionary_encode()
        ids = encoded.dictionary.to_pylist()
        columns = {
            "dim_kohdennus": dictionary_map(encoded, [self._centre(number) for number in ids], pa.string()),
            "dim_projekti": dictionary_map(encoded, [self._name(number, PROJECT) for number in ids], pa.string()),
            "dim_merkkaus": self._tags(entry),
        }
        return {name: pa.chunked_array([values]) for name, values in columns.items() if values is not None and any_text(values)}

    def _name(self, number: int | None, kind: int) -> str:
        found = self.by_id.get(number) if number is not None else None
        return found.name if found is not None and found.kind == kind else ""

    def _centre(self, number: int) -> str:
        found = self.by_id.get(number)
        if found is not None and found.kind == PROJECT:
            return self._name(found.parent, COST_CENTRE)
        return self._name(number, COST_CENTRE)

    def _tags(self, entry: pa.ChunkedArray) -> pa.Array | None:
        """The tags of each entry, joined."""
        if self.tags is None:
            return None
        frame = self.tags.to_pandas()
        frame["name"] = frame["target"].map({number: target.name for number, target in self.by_id.items()}).fillna("")
        frame = frame[frame["name"] != ""].drop_duplicates().sort_values(["entry", "name"])
        joined = frame.groupby("entry")["name"].agg(", ".join)
        return pa.array(pd.Series(entry.to_numpy()).map(joined).fillna("").astype(object), pa.string())


def any_text(values: pa.Array) -> bool:
    """Whether any value is filled."""
    return any(values.unique().to_pylist())


def name_in(text: str) -> str:
    """The name in a JSON cell ``{"nimi": {"fi": …, "sv": …, "en": …}}``, Finnish first; "" when there is none."""
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return ""
    names = value.get("nimi") if isinstance(value, dict) else None
    if isinstance(names, dict):
        return next((str(names[code]) for code in (*LANGUAGES, *names) if names.get(code)), "")
    return names if isinstance(names, str) else ""
