"""The rules of a mapping file as pieces of its text, so that a program can change one rule and leave every other byte alone.

A comment above a rule at the rule's own indent belongs to that rule; a comment indented deeper belongs to the rule above it.
"""

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from pathlib import Path

from tilikartta.definitions.locate import shown
from tilikartta.definitions.strict_yaml import Document, load
from tilikartta.model import Finding, error

_LINES = re.compile(r".*?(?:\r\n|[\r\n\x85\u2028\u2029]|$)", re.DOTALL)
_DASH = re.compile(r"^(\s*)-(?:\s|$)")
_EMPTY = re.compile(r"^(rules:)[ \t]*\[[ \t]*\](?=[^\n]*\n?\Z)", re.MULTILINE)
_COMMENT = re.compile(r"^(\s*)#")


@dataclass(frozen=True)
class RuleText:
    """One rule as it stands: the comments above it, and its own lines with the comments under it."""

    above: str
    own: str

    @property
    def whole(self) -> str:
        """Both."""
        return self.above + self.own


@dataclass(frozen=True)
class RulesText:
    """A mapping file cut at its rules; ``text`` puts it together again, byte for byte. ``indent`` stands before every dash."""

    head: str
    rules: tuple[RuleText, ...]
    tail: str
    indent: str = "  "
    newline: str = "\n"

    @property
    def text(self) -> str:
        """The whole file."""
        return self.head + "".join(rule.whole for rule in self.rules) + self.tail

    def with_rules(self, changes: Map[int, str]) -> "RulesText":
        """The file with other text in place of some rules (comments above them stay); "" takes a rule and its comments out."""
        kept = [
            replace(rule, own=self.ended(changes[index])) if changes.get(index) else rule
            for index, rule in enumerate(self.rules)
            if changes.get(index, "-")
        ]
        return replace(self, rules=tuple(kept))

    def with_more(self, texts: list[str], above: str = "") -> "RulesText":
        """The file with more rules at the end of its list, under the comment ``above``."""
        last = self.rules[-1:]
        gap = self.newline if last and not last[0].own.endswith(self.newline) else ""
        added = [RuleText("", self.ended(text)) for text in texts]
        if not added:
            return self
        added[0] = replace(added[0], above=gap + above)
        return replace(self, head=_EMPTY.sub(r"\1", self.head), rules=(*self.rules, *added))

    def ended(self, text: str) -> str:
        """The text with this file's line breaks, ended by one."""
        text = text.replace("\r\n", "\n").rstrip("\n")
        return (text + "\n").replace("\n", self.newline)


def rules_text(path: Path) -> tuple[Document | None, RulesText | None, list[Finding]]:
    """A mapping file cut at its rules. Faults of the file come first; TK539 where rules do not stand on lines of their own."""
    document, findings = load(path, shown(path))
    if findings:
        return None, None, findings
    text = path.read_bytes().decode("utf-8")
    cut = _cut(document, [line for line in _LINES.findall(text) if line])
    if cut is None:
        return document, None, [error("TK539", document.place(("rules",)))]
    return document, replace(cut, newline="\r\n" if "\r\n" in text else "\n"), []


def _cut(document: Document, lines: list[str]) -> RulesText | None:
    given = document.data.get("rules") if isinstance(document.data, dict) else None
    if not isinstance(given, list):
        return RulesText("".join(lines), (), "") if given is None else None
    starts = [document.place(("rules", index)).row - 1 for index in range(len(given))]
    dashes = [_DASH.match(lines[start]) for start in starts]
    if not starts:
        row = document.place(("rules",)).row
        head = "".join(lines[:row])
        return RulesText(head, (), "".join(lines[row:])) if _EMPTY.search(head) else None
    if len(set(starts)) != len(starts) or not all(dashes):
        return None
    indent = {dash[1] for dash in dashes if dash}
    if len(indent) != 1:
        return None
    wide = len(indent.pop())
    ends = [_end(lines, start, after, wide) for start, after in zip(starts, [*starts[1:], len(lines)], strict=True)]
    begins = [_above(lines, start, before, wide) for start, before in zip(starts, [0, *ends[:-1]], strict=True)]
    # What stands between two rules and is nobody's comment (an empty line, a heading) goes with the rule below.
    begins[1:] = ends[:-1]
    rules = tuple(
        RuleText("".join(lines[begin:start]), "".join(lines[start:end]))
        for begin, start, end in zip(begins, starts, ends, strict=True)
    )
    return RulesText("".join(lines[: begins[0]]), rules, "".join(lines[ends[-1] :]), " " * wide)


def _end(lines: list[str], start: int, limit: int, wide: int) -> int:
    """The line after the rule: its last line of content, or the last deeper comment that follows without an empty line."""
    end = start + 1
    for number in range(start + 1, limit):
        line = lines[number]
        deep = len(line) - len(line.lstrip(" "))
        if not line.strip():
            if number + 1 < limit and _inside(lines[number + 1 : limit], wide):
                continue
            break
        if deep <= wide:
            break
        end = number + 1
    return end


def _inside(lines: list[str], wide: int) -> bool:
    """Whether content of the same rule follows (an empty line inside a folded text)."""
    following = next((line for line in lines if line.strip() and not _COMMENT.match(line)), "")
    return bool(following) and len(following) - len(following.lstrip(" ")) > wide


def _above(lines: list[str], start: int, limit: int, wide: int) -> int:
    """The first of the comment lines that stand right above the first rule, at its own indent."""
    begin = start
    while begin > limit and (found := _COMMENT.match(lines[begin - 1])) and len(found[1]) == wide:
        begin -= 1
    return begin
