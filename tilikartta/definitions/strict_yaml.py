"""Strict YAML: plain scalars are strings, duplicate keys and tags are refused, aliases and size are bounded.

Why not ``yaml.safe_load``: it reads ``0100`` as 64, ``1_000`` as 1000, ``3.10`` as 3.1, ``12:30`` as 750 and ``yes`` as True,
and lets a repeated key silently replace the first.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tilikartta.definitions.plain_yaml import MAX_DEPTH, MAX_NODES, StringLoader, plain_data
from tilikartta.model import Finding, Place, error

MAX_BYTES = 8_000_000

PathKey = tuple[str | int, ...]


@dataclass
class Document:
    """A parsed file: its data, and the mark of every value and key by path."""

    file: str
    data: Any = None
    values: dict[PathKey, Any] = field(default_factory=dict)
    keys: dict[PathKey, Any] = field(default_factory=dict)
    unmarked: str = ""
    """Text of a file whose marks are not yet kept: a sound chart never needs them, and keeping them is most of the work."""

    def place(self, path: PathKey, *, key: bool = False) -> Place:
        """Place of the value (or key) at ``path``, or of its nearest ancestor.

        Parts that the file leaves out are passed over: a bare ``when: "3000"`` is the path when, account, 0.
        """
        if self.unmarked:
            text, self.unmarked = self.unmarked, ""
            _Builder(self).read_all(text)
        at: PathKey = path if path in self.values else ()
        for part in path if at != path else ():
            if (*at, part) in self.values:
                at = (*at, part)
        marks = self.keys if key else self.values
        mark = marks.get(at) or self.values.get(at)
        return _marked(mark, self.file) if mark is not None else Place(self.file, row=1, column="1")


def _marked(mark: Any, file: str) -> Place:
    return Place(file, row=mark.line + 1, column=str(mark.column + 1))


class _TooLarge(Exception):
    """The file nests too deep or grows too large by references."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__()


@dataclass
class _Open:
    """A collection that is being read. ``key`` is the key whose value comes next; "" skips it (a fault was found)."""

    value: Any
    path: PathKey
    mark: Any
    anchor: str | None
    before: int
    key: str | None = None
    lines: dict[str, int] = field(default_factory=dict)


_SKIPPED = "\0"  # no key of a file can be this: control characters are refused before


class _Builder:
    """Builds the data event by event, so that nothing is composed before its depth and size are known."""

    def __init__(self, document: Document, *, marked: bool = True) -> None:
        self.document, self.marked = document, marked
        self.findings: list[Finding] = []
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = self.documents = 0

    def place(self, mark: Any) -> Place:
        return _marked(mark, self.document.file)

    def read_all(self, text: str) -> None:
        """Take every event of a text."""
        for event in yaml.parse(text, Loader=StringLoader):
            self.read(event)

    def read(self, event: Any) -> None:
        """Take one event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self.tagless(event)
            self.nodes += 1
            self.scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self.tagless(event)
            self.nodes += 1
            self.begin({} if kind is yaml.MappingStartEvent else [], event)
            if event.anchor is not None:  # a reference to itself has no end
                self.anchors[event.anchor] = (None, MAX_NODES + 1)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.end()
        elif kind is yaml.AliasEvent:
            self.alias(event)
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise yaml.MarkedYAMLError(None, None, "but found another document", event.start_mark)
        if self.nodes > MAX_NODES:
            raise _TooLarge(error("TK503", self.place(event.start_mark), limit=MAX_NODES))

    def tagless(self, event: Any) -> None:
        if event.tag is not None:
            self.findings.append(error("TK504", self.place(event.start_mark), tag=str(event.tag)))

    def scalar(self, event: Any) -> None:
        if event.anchor is not None:
            self.anchors[event.anchor] = (event.value, 1)
        if self.wants_key():
            self.set_key(event.value, event.start_mark)
        else:
            self.put(event.value, event.start_mark)

    def wants_key(self) -> bool:
        return bool(self.open) and type(self.open[-1].value) is dict and self.open[-1].key is None

    def set_key(self, key: str, mark: Any) -> None:
        """The next key of a mapping; a repeated one is a finding and its value is left out."""
        parent = self.open[-1]
        if key in parent.lines:
            self.findings.append(error("TK502", self.place(mark), key=key, first=parent.lines[key]))
            parent.key = _SKIPPED
            return
        parent.lines[key] = mark.line + 1
        parent.key = key
        if self.marked:
            self.document.keys[(*parent.path, key)] = mark

    def path(self) -> PathKey:
        """The path of the value that comes next."""
        if not self.open:
            return ()
        parent = self.open[-1]
        return (*parent.path, parent.key if parent.key is not None else len(parent.value))

    def put(self, value: Any, mark: Any) -> None:
        """A finished value goes to its place."""
        if self.marked:
            self.document.values[self.path()] = mark
        if not self.open:
            self.document.data = value
            return
        parent = self.open[-1]
        if parent.key is None:
            parent.value.append(value)
            return
        if parent.key != _SKIPPED:
            parent.value[parent.key] = value
        parent.key = None

    def begin(self, value: Any, event: Any) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise _TooLarge(error("TK503", self.place(event.start_mark), limit=MAX_DEPTH))
        if self.wants_key():
            self.findings.append(error("TK505", self.place(event.start_mark)))
            self.open[-1].key = _SKIPPED
            self.open.append(_Open(value, (*self.open[-1].path, _SKIPPED), None, event.anchor, self.nodes))
            return
        path = self.path() if self.marked else ()
        if self.marked:
            self.document.values[path] = event.start_mark
        self.open.append(_Open(value, path, event.start_mark, event.anchor, self.nodes))

    def end(self) -> None:
        done = self.open.pop()
        if done.anchor is not None:
            self.anchors[done.anchor] = (done.value, self.nodes - done.before + 1)
        if done.mark is not None:  # a structured key has no mark and no place to go
            self.put(done.value, done.mark)

    def alias(self, event: Any) -> None:
        """A reference counts as large as what it refers to."""
        if event.anchor not in self.anchors:
            raise _Unknown(event.anchor, event.start_mark)
        value, size = self.anchors[event.anchor]
        self.nodes += size
        if self.nodes > MAX_NODES:
            return
        if not self.wants_key():
            self.put(value, event.start_mark)
        elif isinstance(value, str):
            self.set_key(value, event.start_mark)
        else:
            self.findings.append(error("TK505", self.place(event.start_mark)))
            self.open[-1].key = _SKIPPED


class _Unknown(Exception):
    """A reference to a name that was not given before."""

    def __init__(self, name: str, mark: Any) -> None:
        self.name, self.mark = name, mark
        super().__init__(name)


def _forbidden_character(text: str, file: str, fault: yaml.reader.ReaderError) -> Finding:
    """TK501 for a control character, at its line and column."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    at = found.start() if found else 0
    place = Place(file, row=text.count("\n", 0, at) + 1, column=str(at - text.rfind("\n", 0, at)))
    return error("TK501", place, problem=str(fault).splitlines()[0])


def parse(text: str, file: str, *, marked: bool = True) -> tuple[Document, list[Finding]]:
    """Parse YAML text strictly; without ``marked``, places are found only when one is asked for.

    Findings: TK501 syntax, TK502 repeated key, TK503 too large, TK504 tag, TK505 key.
    """
    document = Document(file)
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return document, [error("TK503", Place(file, row=1), limit=MAX_BYTES)]
    if not marked and (data := plain_data(text)) is not None:
        document.data, document.unmarked = data, text
        return document, []
    builder = _Builder(document, marked=marked)
    try:
        builder.read_all(text)
    except _TooLarge as fault:
        document.data = None
        return document, [fault.finding]
    except _Unknown as fault:
        document.data = None
        return document, [error("TK501", _marked(fault.mark, file), problem=f"found undefined alias {fault.name!r}")]
    except yaml.MarkedYAMLError as fault:
        document.data = None
        mark = fault.problem_mark or fault.context_mark
        place = _marked(mark, file) if mark else Place(file, row=1)
        return document, [error("TK501", place, problem=str(fault.problem or fault.context or ""))]
    except yaml.reader.ReaderError as fault:
        document.data = None
        return document, [_forbidden_character(text, file, fault)]
    except yaml.YAMLError as fault:
        document.data = None
        return document, [error("TK501", Place(file, row=1), problem=str(fault).splitlines()[0])]
    if document.data is None:
        return document, [error("TK506", Place(file, row=1))]
    document.unmarked = "" if marked else text
    return document, builder.findings


def load(path: Path, name: str, *, marked: bool = True) -> tuple[Document, list[Finding]]:
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
    return parse(text, name, marked=marked)
