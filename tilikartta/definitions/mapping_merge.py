"""New rules folded into a mapping a person keeps: what is there stays as it is written, what is new is added at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.definitions.mapping_text import RulesText, RuleText, rules_text
from tilikartta.model import Finding, Rule, Severity, error, info


@dataclass
class Merged:
    """The new text of the file, and how many rules came in, took the place of a suggestion, or were there already."""

    text: str = ""
    added: int = 0
    replaced: int = 0
    known: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether the text may be written."""
        return not any(finding.severity == Severity.ERROR for finding in self.findings)


@dataclass(frozen=True)
class _Piece:
    rule: Rule
    text: RuleText


def merge(base: Path, additions: Sequence[Path]) -> Merged:
    """The rules of ``additions`` folded into ``base``; both keep their comments.

    An accepted rule of ``base`` is never changed: TK533 (info) says which suggestion it keeps out, TK534 which accepted rule
    decides otherwise. An accepted rule takes the place of a suggestion with the same ``when``. TK537: nothing was new. Faults of
    the files themselves come first; then nothing is merged.
    """
    result = Merged()
    text, held = _opened(base, result)
    pieces = [piece for path in additions for piece in _opened(path, result)[1]]
    if text is None or not result.sound:
        return result
    by_when = {piece.rule.when: (index, piece.rule) for index, piece in enumerate(held)}
    changes: dict[int, str] = {}
    more: list[str] = []
    for piece in pieces:
        if piece.rule.when not in by_when:
            by_when[piece.rule.when] = (-1, piece.rule)
            more.append(_moved(piece.text.whole, text.indent))
            continue
        index, own = by_when[piece.rule.when]
        if _same(own, piece.rule) and own.status == "accepted":
            result.known += 1
        elif index >= 0 and own.status == "suggested" and piece.rule.status == "accepted":
            changes[index] = _moved(piece.text.own, text.indent)
            result.replaced += 1
        else:
            result.findings += _kept(own, piece.rule)
    result.added = len(more)
    if not more and not changes and result.sound:
        result.findings.append(info("TK537", held[0].rule.place if held else None, count=len(pieces)))
    result.text = text.with_rules(changes).with_more(more).text
    return result


def _opened(path: Path, result: Merged) -> tuple[RulesText | None, list[_Piece]]:
    """The file cut at its rules, each with what it means. Faults go into the result."""
    mapping, faults = read_mapping(str(path))
    document, text, findings = rules_text(path) if mapping is not None else (None, None, [])
    result.findings += [*(fault for fault in faults if fault.severity == Severity.ERROR), *findings]
    if mapping is None or document is None or text is None:
        return None, []
    own = [rule for rule in mapping.rules if rule.place.file == document.file]
    return text, [_Piece(rule, piece) for rule, piece in zip(own, text.rules, strict=True)]


def _same(one: Rule, other: Rule) -> bool:
    return (one.targets, one.outside) == (other.targets, other.outside)


def _kept(own: Rule, new: Rule) -> Iterator[Finding]:
    """Why a rule does not come in, unless it says what is there already."""
    if own.status == new.status == "accepted":
        yield error("TK534", new.place, other=str(own.place))
    elif not _same(own, new):
        yield info("TK533", new.place, other=str(own.place))


def _moved(text: str, indent: str) -> str:
    """The text of a rule at another indent."""
    lines = text.lstrip("\r\n").splitlines()
    dash = next(line for line in lines if line.lstrip().startswith("-"))
    was = len(dash) - len(dash.lstrip())
    return "\n".join(indent + line[was:] if line[:was].isspace() or not was else indent + line.lstrip() for line in lines)
