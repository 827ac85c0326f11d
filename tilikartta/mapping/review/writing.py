"""Answers -> the text of the mapping file. What is not answered stays byte for byte."""

import json
import re
from collections.abc import Mapping as Map
from dataclasses import replace
from typing import Any

import yaml

from tilikartta.mapping.review.items import Answer, ReviewItem, RuleData
from tilikartta.mapping.review.opening import Opened

_OF_CODES = ("to", "sign", "side")
_BARE = re.compile(r"[a-z][a-z_]*|[1-9]\d*(\.\d+)?")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
_COMMENT_LINE = re.compile(r"^\s*#")
_TRAILING = re.compile(r"(?<=\s)#[^\r\n]*$")


def answered_text(opened: Opened, answers: Map[str, Answer]) -> str:
    """The file with these answers (by key of the item) in place."""
    owns: dict[int, str] = {}
    more: list[str] = []
    gone: set[int] = set()
    for item in opened.items:
        answer = answers.get(item.key)
        if answer is None:
            continue
        if item.rules:
            owns |= _replaced(opened, item, answer)
            continue
        gone |= set(range(*item.lines)) if item.lines else set()
        if answer.parts:
            more.append(_new(opened, item, answer))
    if not (owns or more or gone):
        return opened.text
    return opened.blocks.changed(owns, more, gone).text


def _replaced(opened: Opened, item: ReviewItem, answer: Answer) -> dict[int, str]:
    """The new text of the item's rules: only the status goes where the suggestion is accepted as it stands."""
    blocks, newline = opened.blocks.blocks, opened.blocks.newline
    if answer == item.proposed:
        cut = {at: without_status(blocks[at].own) for at in item.rules}
        if all(text is not None for text in cut.values()):
            return {at: str(text) for at, text in cut.items()}
    if not answer.parts:
        return dict.fromkeys(item.rules, "")
    if replace(answer, note="") == item.proposed:
        return {at: _noted(opened, at, answer.note) for at in item.rules}
    first = item.rules[0]
    data = RuleData(opened.data[first] if item.kind != "event" else {**opened.data[first], "to": "", "when": item.when})
    kept = [line for at in item.rules for line in blocks[at].own.splitlines()[1:] if _COMMENT_LINE.match(line)]
    texts = [opened.blocks.indent + line.strip() for line in kept] + _rules(data, item, answer, opened.blocks.indent)
    return {first: newline.join(texts) + newline, **dict.fromkeys(item.rules[1:], "")}


def _noted(opened: Opened, at: int, note: str) -> str:
    """A rule accepted as it stands, with a person's note: basis, evidence and reasons stay, and so do its comments."""
    blocks = opened.blocks
    first, *more = blocks.blocks[at].own.splitlines()
    data = {key: value for key, value in opened.data[at].items() if key not in ("status", "note")}
    name = _TRAILING.search(first)
    rule = f"{blocks.indent}- {flow({**data, 'note': note})}" + (f"  {name[0]}" if name else "")
    kept = [blocks.indent + line.strip() for line in more if _COMMENT_LINE.match(line)]
    return blocks.newline.join([*kept, rule]) + blocks.newline


def _new(opened: Opened, item: ReviewItem, answer: Answer) -> str:
    """Rules for an account that had none, under the comment with its balance that the question had."""
    blocks = opened.blocks
    lines = _rules(RuleData({"when": item.when}), item, answer, blocks.indent)
    if item.lines is not None:
        asked = blocks.tail[item.lines[0]]
        comment = asked[: asked.rindex(f": {item.question}")] if item.question else asked.rstrip("\r\n")
        lines.insert(0, blocks.indent + re.sub(r"^\s*#\s+\?\s+", "# ", comment))
    return blocks.newline.join(lines) + blocks.newline


def _rules(data: RuleData, item: ReviewItem, answer: Answer, indent: str) -> list[str]:
    name = " ".join(item.local.name.split())
    comment = f"  # {name}" if name and item.is_account else ""
    return [f"{indent}- {flow(data.answered(part, answer))}{comment}" for part in answer.parts]


def flow(value: Any, *, bare: bool = False) -> str:
    """A value as YAML on one line. Texts are quoted; with ``bare`` codes, shares and plain words are not."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(name)}: {flow(one, bare=bare or name in _OF_CODES)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(one, bare=bare) for one in value) + "]"
    text = str(value)
    return text if bare and _BARE.fullmatch(text) and text not in _WORDS else json.dumps(text, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d][\w-]*", name) else json.dumps(name, ensure_ascii=False)


def without_status(own: str) -> str | None:
    """The text of a rule without ``status: suggested``; None where it cannot be taken out of the text alone."""
    try:
        document = yaml.compose(own, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None
    rule = document.value[0] if isinstance(document, yaml.SequenceNode) and document.value else None
    if not isinstance(rule, yaml.MappingNode):
        return None
    at = next((at for at, (key, _) in enumerate(rule.value) if key.value == "status"), None)
    if at is None or len(rule.value) < 2:
        return None
    key, value = rule.value[at]
    begin, end = key.start_mark.index, value.end_mark.index
    if at == 0:
        return own[:begin] + own[rule.value[1][0].start_mark.index :]
    if rule.flow_style:
        return own[: rule.value[at - 1][1].end_mark.index] + own[end:]
    start, stop = own.rfind("\n", 0, begin) + 1, own.find("\n", end)
    stop = len(own) if stop < 0 else stop + 1
    return own[:start] + own[stop:] if not own[end:stop].strip() else own[:begin] + own[end:].lstrip(" ")
