"""A mapping file (with a ledger, where there is one) -> what there is to decide, largest sums first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.definitions.mapping_text import RulesText, rules_text
from tilikartta.mapping.review.blocks import Blocks, alternatives, balance_comment, is_question
from tilikartta.mapping.review.items import Answer, Part, ReviewItem
from tilikartta.mapping.specificity import account_fit
from tilikartta.model import Chart, Finding, Mapping, Rule, Severity
from tilikartta.model.suggestion import MOST_CANDIDATES, AccountSuggestion, Candidate, Evidence, LocalFacts

_COMMENT = re.compile(r"\s#\s*([^\r\n]*?)\s*$")


@dataclass(frozen=True)
class Opened:
    """The file as it was found. ``done`` holds cents by account of what was decided before."""

    path: Path
    text: str
    blocks: Blocks
    data: tuple[Any, ...]
    mapping: Mapping
    items: tuple[ReviewItem, ...] = ()
    done: dict[str, int] = field(default_factory=dict)


def open_review(path: Path, chart: Chart, headings: frozenset[str] = frozenset()) -> tuple[Opened | None, list[Finding]]:
    """The file and what its suggestions and questions ask. Errors of the file come back instead (TK539: rules in one line)."""
    mapping, findings = read_mapping(str(path))
    faults = [finding for finding in findings if finding.severity == Severity.ERROR]
    if mapping is None or faults:
        return None, faults or findings
    document, cut, findings = rules_text(path)
    if document is not None and cut is None and document.data.get("rules") == []:  # no rules yet, only questions
        text = path.read_bytes().decode("utf-8")
        cut, findings = RulesText(text, (), "", newline="\r\n" if "\r\n" in text else "\n"), []
    if document is None or cut is None:
        return None, findings
    blocks = Blocks.of(cut, chart.by_code, headings)
    given = document.data.get("rules") or []
    own = [rule for rule in mapping.rules if rule.place.file == document.file]
    opened = Opened(path, cut.text, blocks, tuple(given), mapping)
    items = [*_of_rules(opened, own, chart), *_of_questions(opened, own, chart)]
    return replace(opened, items=_ordered(items), done=_decided(blocks, own)), []


def with_ledger(opened: Opened, facts: Sequence[LocalFacts], fresh: Iterable[AccountSuggestion], chart: Chart) -> Opened:
    """Texts, balances and candidates of the ledger; accounts that the mapping does not know at all are asked too.

    ``fresh``: suggestions for accounts without an accepted rule.
    """
    by_key = {one.number or one.name: one for one in facts}
    asked = {one.local.number or one.local.name: one for one in fresh}
    items = [_enriched(item, by_key, asked, facts, opened) for item in opened.items]
    taken = {item.key for item in items} | {item.local.number for item in items}
    covered = [rule for rule in opened.mapping.rules if rule.status == "suggested"]
    for key, one in asked.items():
        if key not in taken and not any(_takes(rule, one.local) for rule in covered):
            when: Any = _pattern(one.local.number) if one.local.number else {"name": one.local.name}
            items.append(
                ReviewItem(key, "missing", one.local, when, one.candidates[:MOST_CANDIDATES], one.band, "", has_ledger=True)
            )
    left = {item.local.number or item.local.name for item in items}
    done = {key: one.turnover for key, one in by_key.items() if key not in left and key not in asked}
    return replace(opened, items=_ordered(items), done=done)


def _takes(rule: Rule, local: LocalFacts) -> bool:
    return any(target.account for target in rule.targets) and account_fit(rule.when, local.number, local.name) is not None


def _enriched(
    item: ReviewItem, by_key: dict[str, LocalFacts], asked: dict[str, AccountSuggestion],
    facts: Sequence[LocalFacts], opened: Opened,
) -> ReviewItem:  # fmt: skip
    if item.kind == "rule":
        return replace(item, local=_together(item, facts, opened), has_ledger=True)
    key = item.local.number or item.local.name
    fresh = asked.get(key)
    known = {candidate.code for candidate in item.candidates}
    more = [one for one in fresh.candidates if one.code not in known] if fresh else []
    candidates = (*item.candidates, *more)[:MOST_CANDIDATES]
    return replace(item, local=by_key.get(key, item.local), candidates=candidates, has_ledger=True)


def _together(item: ReviewItem, facts: Sequence[LocalFacts], opened: Opened) -> LocalFacts:
    """A rule for many accounts: their balances together. Rules of cost centres decide no account: nothing is counted twice."""
    rule = _own_rules(opened)[item.rules[0]]
    if rule.when.dims or not any(target.account for target in rule.targets):
        return item.local
    found = [one for one in facts if account_fit(rule.when, one.number, one.name) is not None]
    sums = {name: sum(getattr(one, name) for one in found) for name in ("balance", "debit", "credit", "entries")}
    return replace(item.local, **sums)


def _own_rules(opened: Opened) -> list[Rule]:
    own = opened.mapping.files[0][0]
    return [rule for rule in opened.mapping.rules if rule.place.file == own]


def _ordered(items: Iterable[ReviewItem]) -> tuple[ReviewItem, ...]:
    """Largest sums first; rules of functions after the accounts; else as in the file."""
    return tuple(sorted(items, key=lambda item: (item.kind == "rule" and not item.stake, -item.stake)))


def _of_rules(opened: Opened, own: Sequence[Rule], chart: Chart) -> Iterator[ReviewItem]:
    at = 0
    while at < len(own):
        pair = own[at : at + 2]
        if own[at].status == "accepted":
            at += 1
        elif len(pair) == 2 and _is_event(pair[0], pair[1]):
            yield _rule_item(opened, (at, at + 1), pair, chart)
            at += 2
        else:
            yield _rule_item(opened, (at,), pair[:1], chart)
            at += 1


def _is_event(one: Rule, other: Rule) -> bool:
    """Two suggestions for income and expense of one account."""
    signs = {one.when.sign, other.when.sign}
    same = replace(one.when, sign="") == replace(other.when, sign="")
    return same and signs == {"income", "expense"} and other.status == "suggested"


def _rule_item(opened: Opened, at: tuple[int, ...], rules: Sequence[Rule], chart: Chart) -> ReviewItem:
    first, last = opened.blocks.blocks[at[0]], opened.blocks.blocks[at[-1]]
    lines = first.above.splitlines()
    comment = balance_comment(lines[-1]) if lines else None
    when = rules[0].when
    exact = len(when.account) == 1 and when.account[0].kind == "exact" and not when.name
    number = when.account[0].low if exact else ""
    called = _trailing(first.own) or (comment.title.removeprefix(number).strip() if comment else "")
    single = (exact or (len(when.name) == 1 and not when.account and not when.name[0].startswith("~"))) and not when.dims
    account = single and any(target.account for rule in rules for target in rule.targets)
    raw = opened.data[at[0]]["when"]
    if len(at) == 2:  # the two rules of an event account differ in their sign only
        raw = {key: value for key, value in raw.items() if key != "sign"}
    title = called if account else _title(rules[0], called)
    name = raw["name"] if isinstance(raw, dict) and isinstance(raw.get("name"), str) else title
    local = LocalFacts(number if account else "", (name or called) if account else title, comment.cents if comment else 0)
    evidence = [rule.evidence for rule in rules]
    proposed = [Candidate(target.account, target.function, _written(rule.evidence, target.account)) for rule in rules
                for target in rule.targets]  # fmt: skip
    others = [code for line in last.below.splitlines() for code in alternatives(line, chart.by_code)]
    known = {candidate.code for candidate in proposed}
    candidates = (*proposed, *(Candidate(code) for code in others if code not in known))
    kind: Any = "event" if len(at) == 2 else "account" if account else "rule"
    key = local.number or local.name or f"rule {at[0]}"
    key = key if kind != "rule" and not (when.side or (when.sign and len(at) == 1)) else f"rule {at[0]} {key}"
    return ReviewItem(
        key, kind, local, raw, candidates, "check" if any(evidence) else "none", "",
        Answer(tuple(Part(rule.targets, _sign(rule) if kind == "event" else ()) for rule in rules)), at,
    )  # fmt: skip


def _title(rule: Rule, called: str) -> str:
    """What a rule for many accounts or for a cost centre is for: ``4000-4999, kp 300 (Keräykset)``."""
    when = rule.when
    parts = [*map(str, when.account), *when.name, *(f"{name} {'/'.join(map(str, held))}" for name, held in when.dims)]
    return ", ".join(parts) + (f" ({called})" if called else "")


def _sign(rule: Rule) -> tuple[tuple[str, str], ...]:
    return (("sign", rule.when.sign),)


def _written(text: str, code: str) -> tuple[Evidence, ...]:
    """The evidence that the file gives, without the name of the account that it begins with."""
    if code and text.startswith(code) and ": " in text:
        text = text.split(": ", 1)[1]
    return (Evidence("written", {"text": text}),) if text else ()


def _trailing(own: str) -> str:
    """The name in the comment behind a rule."""
    first = own.splitlines()[0] if own else ""
    found = _COMMENT.search(first) if "#" in first else None
    return found[1] if found else ""


def _of_questions(opened: Opened, own: Sequence[Rule], chart: Chart) -> Iterator[ReviewItem]:
    lines = opened.blocks.tail
    answered = {pattern.low for rule in own for pattern in rule.when.account if pattern.kind == "exact"}
    answered |= {name for rule in own for name in rule.when.name}
    numbered = any(rule.when.account for rule in own) or not any(rule.when.name for rule in own)
    for at, line in enumerate(lines):
        comment = balance_comment(line) if is_question(line) else None
        if comment is None:
            continue
        after = at + 1
        others = alternatives(lines[after], chart.by_code) if after < len(lines) else ()
        number, name = _split_title(comment.title, numbered)
        if number in answered or (not number and name.casefold() in answered):
            continue
        when: Any = _pattern(number) if number else {"name": name}
        local = LocalFacts(number, name, comment.cents)
        candidates = tuple(Candidate(code) for code in others)
        yield ReviewItem(
            number or name, "question", local, when, candidates, "none", comment.words, lines=(at, after + bool(others))
        )  # fmt: skip


def _split_title(title: str, numbered: bool) -> tuple[str, str]:
    """Number and name of a title; a first word without a digit is no number, nor is any where accounts have none."""
    first, _, rest = title.partition(" ")
    if not numbered or not re.search(r"\d", first):
        return "", title
    return first, rest.strip()


def _pattern(number: str) -> str:
    """A number with marks of a pattern of its own is made exact."""
    return f"={number}" if any(sign in number for sign in "-–*=") else number


def _decided(blocks: Blocks, own: Sequence[Rule]) -> dict[str, int]:
    """Accounts that accepted rules decide, with the balance that the comment above tells."""
    done: dict[str, int] = {}
    for rule, block in zip(own, blocks.blocks, strict=True):
        if rule.status != "accepted" or rule.when.dims:
            continue
        lines = block.above.splitlines()
        comment = balance_comment(lines[-1]) if lines else None
        key = ", ".join([*map(str, rule.when.account), *rule.when.name])
        done[key] = max(done.get(key, 0), abs(comment.cents) if comment else 0)
    return done
