"""Strict YAML: plain scalars are strings, duplicate keys and tags are refused, aliases and size are bounded.

Why not ``yaml.safe_load``: it reads ``0100`` as 64, ``1_000`` as 1000, ``3.10`` as 3.1, ``12:30`` as 750 and ``yes`` as True,
and lets a repeated key silently replace the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tilikartta.model import Finding, Place, error

MAX_BYTES = 8_000_000
MAX_NODES = 200_000
MAX_DEPTH = 60

PathKey = tuple[str | int, ...]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Resolves nothing: every plain scalar is a string."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012


@dataclass
class Document:
    """A parsed file: its data, and the place of every value and key by path."""

    file: str
    data: Any = None
    values: dict[PathKey, Place] = field(default_factory=dict)
    keys: dict[PathKey, Place] = field(default_factory=dict)

    def place(self, path: PathKey, *, key: bool = False) -> Place:
        """Place of the value (or key) at ``path``, or of its nearest ancestor."""
        marks = self.keys if key else self.values
        for end in range(len(path), -1, -1):
            if (found := marks.get(path[:end]) or self.values.get(path[:end])) is not None:
                return found
        return Place(self.file, row=1, column="1")


@dataclass
class _Reader:
    document: Document
    findings: list[Finding] = field(default_factory=list)
    nodes: int = 0

    def place(self, mark: Any) -> Place:
        return Place(self.document.file, row=mark.line + 1, column=str(mark.column + 1))

    def read(self, node: Any, path: PathKey) -> Any:
        """The value of a node; faults become findings."""
        self.nodes += 1
        place = self.place(node.start_mark)
        self.document.values[path] = place
        if self.nodes > MAX_NODES or len(path) > MAX_DEPTH:
            if self.nodes <= MAX_NODES + 1 or len(path) == MAX_DEPTH + 1:
                self.findings.append(error("TK503", place, limit=MAX_NODES))
                self.nodes = max(self.nodes, MAX_NODES + 2)
            return None
        if not str(node.tag).startswith("tag:yaml.org,2002:") or str(node.tag).rsplit(":", 1)[-1] not in {"str", "seq", "map"}:
            self.findings.append(error("TK504", place, tag=str(node.tag)))
            return None
        if isinstance(node, yaml.MappingNode):
            return dict(self.pairs(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, index)) for index, child in enumerate(node.value)]
        return node.value

    def pairs(self, node: Any, path: PathKey) -> Iterator[tuple[str, Any]]:
        """The pairs of a mapping node; a repeated or structured key is a finding."""
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            place = self.place(key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                self.findings.append(error("TK505", place))
                continue
            key = key_node.value
            if key in first:
                self.findings.append(error("TK502", place, key=key, first=first[key]))
                continue
            first[key] = place.row
            self.document.keys[(*path, key)] = place
            yield key, self.read(value_node, (*path, key))


def parse(text: str, file: str) -> tuple[Document, list[Finding]]:
    """Parse YAML text strictly. Findings: TK501 syntax, TK502 repeated key, TK503 too large, TK504 tag, TK505 key."""
    document = Document(file)
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return document, [error("TK503", Place(file, row=1), limit=MAX_BYTES)]
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = Place(file, row=mark.line + 1, column=str(mark.column + 1)) if mark else Place(file, row=1)
        return document, [error("TK501", place, problem=str(fault.problem or fault.context or ""))]
    except (yaml.YAMLError, RecursionError) as fault:
        return document, [error("TK501", Place(file, row=1), problem=str(fault).splitlines()[0])]
    if node is None:
        return document, [error("TK506", Place(file, row=1))]
    reader = _Reader(document)
    document.data = reader.read(node, ())
    return document, reader.findings


def load(path: Path, name: str) -> tuple[Document, list[Finding]]:
    """Read and parse a file; ``name`` is how places show it. TK507 not found or unreadable, TK508 not UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as fault:
        return Document(name), [error("TK507", Place(name), reason=fault.strerror or "")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        return Document(name), [error("TK508", Place(name, row=line))]
    return parse(text, name)
