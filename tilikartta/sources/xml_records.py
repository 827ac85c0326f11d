"""Streams an XML ledger: each record (an account, a line) is handed over when it ends, and nothing else is kept.

Names are compared without namespace, since every country and version has its own. A document type is refused before it is
read, so no entity can be declared: neither bombs nor files from elsewhere come in. Depth and length of texts are bounded.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from tilikartta.model import Finding, error
from tilikartta.sources.file import InputFile

MAX_DEPTH = 100
MAX_TEXT = 1_000_000
_BLOCK = 1 << 20
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
    """Which records may begin inside which (``""`` is the document), and which of them stay with their parent."""

    inside: Mapping[str, frozenset[str]]
    kept: frozenset[str]


class _Refused(Exception):
    def __init__(self, code: str, **data: object) -> None:
        self.code, self.data = code, data
        super().__init__(code)


def root_in(file: InputFile, name: str) -> bool:
    """Whether an element of this local name begins near the start of the file, whatever its prefix (also in UTF-16)."""
    head = file.head.replace(b"\x00", b"") if b"\x00" in file.head else file.head
    return re.search(rb"<(?:[\w.-]+:)?" + name.encode() + rb"[\s/>]", head) is not None


def stream(file: InputFile, grammar: Grammar, ended: Callable[[Record], None]) -> list[Finding]:
    """Parse ``file`` and call ``ended`` for every record in the order in which they end.

    TK154 the file is cut off, TK155 it has a document type, TK156 it is no well-formed XML, TK162 too deep or a text too long.
    """
    parser = _parser(grammar, ended)
    raw = memoryview(file.raw)
    try:
        for start in range(0, len(raw), _BLOCK):
            parser.Parse(raw[start : start + _BLOCK], False)
        parser.Parse(b"", True)
    except _Refused as refused:
        return [error(refused.code, file.place(parser.CurrentLineNumber), **refused.data)]
    except expat.ExpatError as fault:
        if fault.code in _CUT:
            return [error("TK154", file.place(fault.lineno), begun="XML")]
        return [error("TK156", file.place(fault.lineno), reason=expat.ErrorString(fault.code))]
    except (ValueError, LookupError) as fault:  # an encoding that does not exist
        return [error("TK156", file.place(1), reason=str(fault))]
    return []


def _parser(grammar: Grammar, ended: Callable[[Record], None]) -> Any:
    """An expat parser whose handlers build records. The state lives in the closure: handlers run for every element."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local: dict[str, str] = {}
    record = Record("", 0)
    starts = grammar.inside.get("", frozenset())
    paths = [""]  # path of every open element below the current record
    below: list[list[str]] = []  # the same for the records around it
    text: list[str] | None = None

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal record, starts, paths, text
        name = local.get(tag)
        if name is None:
            name = local[tag] = tag.rpartition(":")[2]
        if len(paths) + len(below) > MAX_DEPTH:
            raise _Refused("TK162", limit=MAX_DEPTH)
        if name in starts:
            record = Record(name, parser.CurrentLineNumber, record)
            starts = grammar.inside.get(name, frozenset())
            below.append(paths)
            paths = [""]
        else:
            outer = paths[-1]
            paths.append(f"{outer}/{name}" if outer else name)
        text = []

    def end(_: str) -> None:
        nonlocal record, starts, paths, text
        path = paths.pop()
        if text is not None:
            record.fields[path] = "".join(text)
            text = None
        if paths:
            return
        done, paths = record, below.pop()
        record = done.parent or record
        starts = grammar.inside.get(record.name, frozenset())
        if done.name in grammar.kept:
            record.children.append(done)
        ended(done)

    def characters(piece: str) -> None:
        if text is not None:
            text.append(piece)
            if len(piece) > MAX_TEXT or len(text) > MAX_TEXT // 1000:
                raise _Refused("TK162", limit=MAX_TEXT)

    def doctype(*_: object) -> None:
        raise _Refused("TK155")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    return parser
