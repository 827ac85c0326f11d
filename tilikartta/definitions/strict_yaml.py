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
        """Place of the value (or key) at ``path``, or of its nearest ancestor.

        Parts that the file leaves out are passed over: a bare ``when: "3000"`` is the path when, account, 0.
        """
        at: PathKey = ()
        for part in path:
            if (*at, part) in self.values:
                at = (*at, part)
        marks = self.keys if key else self.values
        return marks.get(at) or self.values.get(at) or Place(self.file, row=1, column="1")


def _marked(mark: Any, file: str) -> Place:
    return Place(file, row=mark.line + 1, column=str(mark.column + 1))


@dataclass
class _Reader:
    document: Document
    findings: list[Finding] = field(default_factory=list)
    nodes: int = 0
    too_large: Finding | None = None

    def place(self, mark: Any) -> Place:
        return _marked(mark, self.document.file)

    def read(self, node: Any, path: PathKey) -> Any:
        """The value of a node; faults become findings."""
        self.nodes += 1
        place = self.place(node.start_mark)
        self.document.values[path] = place
        if self.nodes > MAX_NODES or len(path) > MAX_DEPTH:  # only references get here: the text itself is bounded before
            if self.too_large is None:
                self.too_large = error("TK503", place, limit=MAX_NODES)
                self.nodes = MAX_NODES + 1
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


def _bounded(text: str, file: str) -> list[Finding]:
    """Faults seen while reading along, before anything is built: TK503 nested too deep, TK504 tags.

    Composing recurses in C without a bound, so a file of a million brackets would take all memory there.
    """
    depth = 0
    findings: list[Finding] = []
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return [*findings, error("TK503", _marked(event.start_mark, file), limit=MAX_DEPTH)]
        tag = getattr(event, "tag", None)
        if tag is not None:
            findings.append(error("TK504", _marked(event.start_mark, file), tag=str(tag)))
    return findings


def _forbidden_character(text: str, file: str, fault: yaml.reader.ReaderError) -> Finding:
    """TK501 for a control character, at its line and column."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    at = found.start() if found else 0
    place = Place(file, row=text.count("\n", 0, at) + 1, column=str(at - text.rfind("\n", 0, at)))
    return error("TK501", place, problem=str(fault).splitlines()[0])


def parse(text: str, file: str) -> tuple[Document, list[Finding]]:
    """Parse YAML text strictly. Findings: TK501 syntax, TK502 repeated key, TK503 too large, TK504 tag, TK505 key."""
    document = Document(file)
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return document, [error("TK503", Place(file, row=1), limit=MAX_BYTES)]
    try:
        findings = _bounded(text, file)
        if any(finding.code == "TK503" for finding in findings):
            return document, findings
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = _marked(mark, file) if mark else Place(file, row=1)
        return document, [error("TK501", place, problem=str(fault.problem or fault.context or ""))]
    except yaml.reader.ReaderError as fault:
        return document, [_forbidden_character(text, file, fault)]
    except (yaml.YAMLError, RecursionError) as fault:
        return document, [error("TK501", Place(file, row=1), problem=str(fault).splitlines()[0])]
    if node is None:
        return document, [error("TK506", Place(file, row=1))]
    reader = _Reader(document)
    document.data = reader.read(node, ())
    if reader.too_large is not None:
        document.data = None
        return document, [*findings, reader.too_large]
    return document, findings + reader.findings


def load(path: Path, name: str) -> tuple[Document, list[Finding]]:
    """Read and parse a file; ``name`` is how places show it. TK507 not found or unreadable, TK508 not UTF-8."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as fault:
        return Document(name), [error("TK507", Place(name), reason=fault.strerror or "")]
    if len(raw) > MAX_BYTES:
        return Document(name), [error("TK503", Place(name, row=1), limit=MAX_BYTES)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        return Document(name), [error("TK508", Place(name, row=line))]
    return parse(text, name)
