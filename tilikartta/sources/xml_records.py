"""Streams an XML ledger: each record (an account, a line) is handed over when it ends, and nothing else is kept.

Names are compared without namespace, since every country and version has its own. A document type is refused before it is
read, so no entity can be declared: neither bombs nor files from elsewhere come in. Depth and length of texts are bounded.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from tilikartta.model import Finding, Severity, error
from tilikartta.sources.file import InputFile

MAX_DEPTH = 100
MAX_PATHS = 20_000  # different paths of elements; a ledger has some hundreds
MAX_TEXT = 1_000_000  # characters in one element
_CUT = frozenset({
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
})  # fmt: skip


@dataclass(slots=True)
class Record:
    """One element that the format asked for. ``fields`` maps the path of a leaf below it (``DebitAmount/Amount``) to its text.

    ``line`` is the line of the file where the record begins; ``children`` are the records inside that were asked to be kept.
    """

    name: str
    line: int
    parent: "Record | None" = None
    fields: dict[str, str] = field(default_factory=dict)
    children: list["Record"] = field(default_factory=list)

    def get(self, *paths: str) -> str:
        """The first filled field of these, trimmed; "" when none is."""
        for path in paths:
            if (text := self.fields.get(path, "").strip()) != "":
                return text
        return ""


@dataclass(frozen=True)
class Grammar:
    """Which records may begin inside which (``""`` is the document), which of them stay with their parent, and fields to read.

    ``fields`` are paths below a record; others are skipped. An empty set reads all. ``attributes`` of records become fields
    whose names begin with ``@``.
    """

    inside: Mapping[str, frozenset[str]]
    kept: frozenset[str]
    fields: frozenset[str] = frozenset()
    attributes: bool = False


class _Refused(Exception):
    def __init__(self, code: str, **data: object) -> None:
        self.code, self.data = code, data
        super().__init__(code)


def root_in(file: InputFile, name: str) -> bool:
    """Whether an element of this local name begins near the start of the file, whatever its prefix (also in UTF-16)."""
    head = file.head.replace(b"\x00", b"") if b"\x00" in file.head else file.head
    return re.search(rb"<(?:[\w.-]+:)?" + name.encode() + rb"[\s/>]", head) is not None


def stream(
    file: InputFile, grammar: Grammar, ended: Callable[[Record], None], blocks: Iterable[bytes] | None = None
) -> list[Finding]:
    """Parse ``file`` and call ``ended`` for every record in the order in which they end. ``blocks``: its content unpacked.

    TK154 the file is cut off, TK155 it has a document type, TK156 it is no well-formed XML, TK162 it is nested too deep, has too
    many kinds of elements or too long a text.
    """
    parser = _parser(grammar, ended)
    try:
        for block in file.progress.through(file.blocks()) if blocks is None else blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except _Refused as refused:
        return [Finding(refused.code, Severity.ERROR, file.place(parser.CurrentLineNumber), data=refused.data)]
    except expat.ExpatError as fault:
        if fault.code in _CUT:
            return [error("TK154", file.place(fault.lineno), begun="XML")]
        return [error("TK156", file.place(fault.lineno), reason=expat.ErrorString(fault.code))]
    except (ValueError, LookupError) as fault:  # an encoding that does not exist
        return [error("TK156", file.place(1), reason=str(fault))]
    return []


@dataclass(slots=True)
class _Node:
    """A place in the structure of the document: elements with the same path share one, so each path is worked out once."""

    path: str = ""  # below the record
    record: str = ""  # the record it belongs to
    above: "_Node | None" = field(default=None, repr=False)
    begins: bool = False
    wanted: bool = False
    kept: bool = False
    depth: int = 0
    below: dict[str, "_Node"] = field(default_factory=dict)


class _Structure:
    """Grows nodes as elements are met for the first time."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.count = 0

    def grow(self, node: _Node, tag: str) -> _Node:
        """The node of an element ``tag`` inside ``node``."""
        self.count += 1
        if node.depth >= MAX_DEPTH or self.count > MAX_PATHS:
            raise _Refused("TK162", limit=MAX_DEPTH if node.depth >= MAX_DEPTH else MAX_PATHS)
        name = tag.rpartition(":")[2]
        if name in self.grammar.inside.get(node.record, ()):
            child = _Node("", name, node, begins=True, kept=name in self.grammar.kept, depth=node.depth + 1)
        else:
            path = f"{node.path}/{name}" if node.path else name
            wanted = not self.grammar.fields or path in self.grammar.fields
            child = _Node(path, node.record, node, wanted=wanted, depth=node.depth + 1)
        node.below[tag] = child
        return child


def _parser(grammar: Grammar, ended: Callable[[Record], None]) -> Any:
    """An expat parser whose handlers build records. The state lives in the closure: handlers run for every element."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    structure = _Structure(grammar)
    record, node = Record("", 0), _Node()
    leaf: _Node | None = None  # the element that began last, as long as none has ended since
    pieces: list[str] = []
    forget = pieces.clear

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal record, node, leaf
        try:
            leaf = node = node.below[tag]
        except KeyError:
            leaf = node = structure.grow(node, tag)
        if node.begins:
            record = Record(node.record, parser.CurrentLineNumber, record)
            if grammar.attributes:
                record.fields.update({f"@{name}": value for name, value in attributes.items()})
        forget()

    def end(_: str) -> None:
        nonlocal record, node, leaf
        done = node
        node = done.above  # type: ignore[assignment]  # only the document has nothing above, and it does not end
        if done is leaf and done.wanted:
            text = pieces[0] if len(pieces) == 1 else "".join(pieces)
            if len(text) > MAX_TEXT:
                raise _Refused("TK162", limit=MAX_TEXT)
            record.fields[done.path] = text
        leaf = None
        if done.begins:
            finished, record = record, record.parent or record
            if done.kept:
                record.children.append(finished)
            ended(finished)

    def doctype(*_: object) -> None:
        raise _Refused("TK155")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    parser.StartDoctypeDeclHandler = doctype
    return parser
