"""A mapping file cut for review: every rule with the comments above it and the alternatives under it, and the questions after."""

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace

from tilikartta.definitions.mapping_text import RulesText

_BALANCE = re.compile(r"^(\s*#\s+(?:\?\s+)?)(.+), (?:saldo|balance) ([^:]*\d[.,]\d\d[^:]*?)(?:: (.+?))?\s*$", re.I)
_ALTERNATIVES = re.compile(r"^\s*#\s{2,}[^:]+: (.+?)\s*$")
_QUESTION = re.compile(r"^\s*#\s+\?\s+\S")
_EMPTY_LIST = re.compile(r"^rules:[ \t]*\[[ \t]*\](?=[ \t]*(?:$|\r|\n|#))", re.M)
_RULES = re.compile(r"^rules:[^\r\n]*(?:\r\n|\n|\r|$)", re.M)


@dataclass(frozen=True)
class Comment:
    """``A10 Soittimet, saldo 21 000,00 €: tarkista`` in a comment: what stands before, the title, cents, and the last words."""

    lead: str
    title: str
    cents: int
    amount: str
    words: str


def balance_comment(line: str) -> Comment | None:
    """What a comment with a balance says, in any of the three languages; None for other lines."""
    found = _BALANCE.match(line.rstrip("\r\n"))
    if found is None:
        return None
    digits = int(re.sub(r"\D", "", found[3]))
    return Comment(found[1], found[2], -digits if re.search("[-\u2212]", found[3]) else digits, found[3], found[4] or "")


def alternatives(line: str, codes: Map[str, object]) -> tuple[str, ...]:
    """The codes of a comment with alternatives; nothing for other comments."""
    found = _ALTERNATIVES.match(line.rstrip("\r\n"))
    listed = [part.split(" ", 1)[0] for part in found[1].split("; ")] if found else []
    return tuple(listed) if listed and all(code in codes for code in listed) else ()


def is_question(line: str) -> bool:
    """Whether a comment asks about an account (``# ? 4711 ...``)."""
    return bool(_QUESTION.match(line))


@dataclass(frozen=True)
class Block:
    """One rule: the comments above it, its own lines, and the alternatives under it."""

    above: str
    own: str
    below: str = ""

    @property
    def whole(self) -> str:
        """All of it."""
        return self.above + self.own + self.below


@dataclass(frozen=True)
class Blocks:
    """The file; ``text`` puts it together again, byte for byte. ``tail`` are the lines after the rules."""

    head: str
    blocks: tuple[Block, ...] = ()
    tail: tuple[str, ...] = ()
    indent: str = "  "
    newline: str = "\n"
    headings: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, text: RulesText, codes: Map[str, object], headings: frozenset[str] = frozenset()) -> "Blocks":
        """Cut further. ``headings`` are comments over the questions that go with the last of them."""
        if not text.rules:
            return _without_rules(text, headings)
        above = [rule.above.splitlines(keepends=True) for rule in text.rules]
        after = [*above[1:], text.tail.splitlines(keepends=True)]
        counts = [_leading(lines, codes) for lines in after]
        blocks = tuple(
            Block("".join(lines[skipped:]), rule.own, "".join(under[:count]))
            for rule, lines, under, skipped, count in zip(text.rules, above, after, [0, *counts[:-1]], counts, strict=True)
        )
        return cls(text.head, blocks, tuple(after[-1][counts[-1] :]), text.indent, text.newline, headings)

    @property
    def text(self) -> str:
        """The whole file."""
        return self.head + "".join(block.whole for block in self.blocks) + "".join(self.tail)

    def changed(self, owns: Map[int, str], more: list[str], gone: set[int]) -> "Blocks":
        """The file with other text in place of some rules ("" removes one), rules added, and lines of the tail taken out.

        A rule that is answered keeps its name and balance; the alternatives and the word that asks to check it go.
        """
        kept = [_answered(block, owns[at], self.newline) if at in owns else block for at, block in enumerate(self.blocks)]
        kept = [block for at, block in enumerate(kept) if owns.get(at, "-")]
        if more and kept and not kept[-1].whole.endswith(("\n", "\r")):
            kept[-1] = replace(kept[-1], below=kept[-1].below + self.newline)
        kept += [Block("", text) for text in more]
        tail = [line for at, line in enumerate(self.tail) if at not in gone]
        if gone and not any(is_question(line) for line in tail):
            tail = [line for line in tail if line.strip().lstrip("# ") not in self.headings]
        head = _EMPTY_LIST.sub("rules:", self.head) if kept else self.head
        if kept and not self.blocks:
            head += "" if not head or head.endswith("\n") else self.newline
            head += "" if _RULES.search(head) else f"rules:{self.newline}"
        if not kept and self.blocks:  # a list without items is none
            head = _RULES.sub(lambda found: found[0].replace("rules:", "rules: []", 1), head)
        return replace(self, head=head, blocks=tuple(kept), tail=tuple(tail))


def _leading(lines: list[str], codes: Map[str, object]) -> int:
    return next((at for at, line in enumerate(lines) if not alternatives(line, codes)), len(lines))


def _without_rules(text: RulesText, headings: frozenset[str]) -> Blocks:
    """A file without rules: its questions stand after ``rules: []``."""
    found = _RULES.search(text.head)
    cut = found.end() if found else len(text.head)
    return Blocks(text.head[:cut], (), tuple(text.head[cut:].splitlines(keepends=True)), "  ", text.newline, headings)


def _answered(block: Block, own: str, newline: str) -> Block:
    lines = block.above.splitlines(keepends=True)
    if lines and (found := balance_comment(lines[-1])) and found.words:
        lines[-1] = f"{found.lead}{found.title}, {_balance_word(lines[-1], found)} {found.amount}{newline}"
    return Block("".join(lines), own)


def _balance_word(line: str, found: Comment) -> str:
    """The word for balance as it stands there."""
    return line.split(f"{found.title}, ", 1)[1].split(" ", 1)[0]
