"""Formulas of key figures: names, numbers, + - * /, abs() and brackets, nothing else. Exact: every step is a fraction."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

MAX_DEPTH = 30
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z_][a-z0-9_.]*)|(?P<sign>[-+*/()])|(?P<wrong>\S))")


class FormulaError(ValueError):
    """The text is no formula. ``at`` is the character (from 1) where reading stopped, ``found`` what stands there."""

    def __init__(self, at: int, found: str) -> None:
        self.at, self.found = at, found
        super().__init__(f"{at}: {found}")


class NotDivisible(ArithmeticError):
    """A divisor is zero or negative, so the figure would say nothing. ``names`` are the terms of the divisor."""

    def __init__(self, names: tuple[str, ...], divisor: Fraction) -> None:
        self.names, self.divisor = names, divisor
        super().__init__(f"{names} = {divisor}")


@dataclass(frozen=True)
class Node:
    """One part of a formula: ``number``, ``name``, ``abs``, ``neg`` or one of + - * /."""

    kind: str
    parts: tuple["Node", ...] = ()
    name: str = ""
    number: Fraction = Fraction(0)

    def names(self) -> tuple[str, ...]:
        """The names used, each once, in the order of the text."""
        found = [self.name] if self.kind == "name" else []
        return tuple(dict.fromkeys([*found, *(name for part in self.parts for name in part.names())]))


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at = 0
    while match := _TOKEN.match(text, at):
        kind = str(match.lastgroup)
        yield kind, match[kind], match.start(kind) + 1
        at = match.end()
    yield "end", "", len(text) + 1


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0

    @property
    def now(self) -> tuple[str, str, int]:
        return self.tokens[self.at]

    def take(self, *signs: str) -> str:
        """The sign that stands here, when it is one of these, and step over it; else ""."""
        kind, text, _ = self.now
        if kind == "sign" and text in signs:
            self.at += 1
            return text
        return ""

    def stop(self) -> FormulaError:
        _, text, at = self.now
        return FormulaError(at, text)

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.stop()
        left = self.product()
        while sign := self.take("+", "-"):
            left = Node(sign, (left, self.product()))
        self.depth -= 1
        return left

    def product(self) -> Node:
        left = self.factor()
        while sign := self.take("*", "/"):
            left = Node(sign, (left, self.factor()))
        return left

    def factor(self) -> Node:
        if self.take("-"):
            return Node("neg", (self.bare(),))
        return self.bare()

    def bare(self) -> Node:
        kind, text, _ = self.now
        if kind == "number":
            self.at += 1
            return Node("number", number=Fraction(text))
        if kind == "name":
            self.at += 1
            return Node("abs", (self.bracketed(),)) if text == "abs" else Node("name", name=text)
        return self.bracketed()

    def bracketed(self) -> Node:
        if not self.take("("):
            raise self.stop()
        inside = self.sum()
        if not self.take(")"):
            raise self.stop()
        return inside


def parse_formula(text: str) -> Node:
    """Read a formula. Raises FormulaError with the place of the first fault."""
    reader = _Reader(text)
    found = reader.sum()
    if reader.now[0] != "end":
        raise reader.stop()
    return found


def evaluate(node: Node, value_of: Callable[[str], Fraction]) -> Fraction:
    """The value of a formula, exactly. Raises NotDivisible when a divisor is not above zero."""
    if node.kind == "number":
        return node.number
    if node.kind == "name":
        return value_of(node.name)
    values = [evaluate(part, value_of) for part in node.parts]
    if node.kind == "abs":
        return abs(values[0])
    if node.kind == "neg":
        return -values[0]
    left, right = values
    if node.kind == "/":
        if right <= 0:
            raise NotDivisible(node.parts[1].names(), right)
        return left / right
    return {"+": left + right, "-": left - right, "*": left * right}[node.kind]
