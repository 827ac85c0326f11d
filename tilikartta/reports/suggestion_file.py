"""The mapping file that ``suggest`` writes: one that a person can read, correct and accept line by line."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tilikartta.messages import label
from tilikartta.messages.numbers import present
from tilikartta.model import Cents, Chart
from tilikartta.model.suggestion import AccountSuggestion, Candidate, FunctionSuggestion, Suggestions
from tilikartta.reports.suggestion_words import alternatives, called, question_words, reasons
from tilikartta.reports.whole_file import whole_file

ALTERNATIVES = 3


@dataclass(frozen=True)
class Draft:
    """What the file says beside its rules. ``dimensions``: column (without ``dim_``) -> heading in the ledger.

    ``source`` are the reading options that the ledger was read with.
    """

    organisation: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)


def write_suggestions(suggestions: Suggestions, chart: Chart, path: Path, lang: str, draft: Draft | None = None) -> None:
    """Write the mapping file, whole or not at all. OSError leaves an old file as it was."""
    text = suggestion_yaml(suggestions, chart, lang, draft)
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def suggestion_yaml(suggestions: Suggestions, chart: Chart, lang: str, draft: Draft | None = None) -> str:
    """The text of the mapping file. Every rule of it is a suggestion; nothing counts before a person accepts it."""
    page = _Page(chart, lang, draft or Draft())
    lines = [*page.head(suggestions), "", "rules:"]
    open_ones = [one for one in suggestions.accounts if not _by_chart(one)]
    answered = [one for one in open_ones if one.band != "none"]
    lines += [line for one in answered for line in page.account(one)]
    lines += page.functions(suggestions.functions, _expenses(suggestions.accounts, chart))
    lines += page.questions([one for one in open_ones if one.band == "none"])
    lines += page.shared(suggestions)
    if not any(line.lstrip().startswith("- ") for line in lines):
        lines[lines.index("rules:")] = "rules: []"
    return "\n".join(lines) + "\n"


def rule_lines(one: AccountSuggestion, chart: Chart, lang: str) -> list[str]:
    """The comments and rules of one account, indented as a list item of ``rules``."""
    return _Page(chart, lang, Draft()).account(one)


def _by_chart(one: AccountSuggestion) -> bool:
    """Whether the mapping that the file extends already says what the account is."""
    return one.best is not None and any(evidence.kind == "chart" for evidence in one.best.evidence)


def _expenses(accounts: Iterable[AccountSuggestion], chart: Chart) -> list[str]:
    """Patterns of the accounts that look like expenses: ranges where nothing else stands between, of numbers of one length."""
    numbered = [(one.local.number, one) for one in accounts if one.local.number]
    runs: list[list[str]] = []
    going = False
    for number, one in sorted(numbered, key=lambda pair: (len(pair[0]), pair[0])):
        is_expense = one.best is not None and chart.by_code[one.best.code].klass == "expense" and not one.sign_split
        if is_expense and going and len(runs[-1][-1]) == len(number) and number.isdigit():
            runs[-1].append(number)
        elif is_expense:
            runs.append([number])
        going = is_expense and number.isdigit()
    return [_pattern(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def _short(name: str, taken: set[str]) -> str:
    """A short name for a dimension that is no word of the mapping language."""
    bare = "".join(sign for sign in name.casefold() if sign.isalnum()) or "dim"
    while bare in taken or bare in {"account", "name", "side", "sign"}:
        bare += "2"
    taken.add(bare)
    return bare


class _Page:
    """The parts of the file in one language."""

    def __init__(self, chart: Chart, lang: str, draft: Draft) -> None:
        self.chart, self.lang, self.draft = chart, lang, draft
        taken: set[str] = set()
        self.short = {column: _short(column, taken) for column in draft.dimensions}

    def say(self, key: str, **values: object) -> str:
        """A sentence of ``suggest.*``."""
        text = label(f"suggest.{key}", self.lang)
        return _one_line(text.format_map({name: present(value, self.lang) for name, value in values.items()}))

    def head(self, suggestions: Suggestions) -> Iterator[str]:
        """What the file is, and the keys before the rules."""
        yield f"# {self.say('file.title')}"
        yield f"# {self.say('file.inert')}"
        fit = suggestions.chart
        if fit is not None:
            yield f"# {self.say('file.chart', mapping=fit.mapping, matched=fit.matched, total=fit.total)}"
            for number, mine, theirs in fit.differing:
                yield f"#   {self.say('file.differing', number=number, mine=mine, theirs=theirs)}"
        yield "mapping: 1"
        if self.draft.organisation:
            yield f"organisation: {{name: {_quoted(self.draft.organisation)}}}"
        if fit is not None:
            yield f"extends: {fit.mapping}"
        if self.draft.source:
            yield "source: {" + ", ".join(f"{key}: {_quoted(value)}" for key, value in sorted(self.draft.source.items())) + "}"
        used = {one.dimension for one in suggestions.functions}
        pairs = [f"{self.short[column]}: {_quoted(name)}" for column, name in self.draft.dimensions.items() if column in used]
        if pairs:
            yield "dimensions: {" + ", ".join(pairs) + "}"

    def account(self, one: AccountSuggestion) -> list[str]:
        """Name and balance, the rule or the two rules of an event account, and what else it may be."""
        local = one.local
        amount = {"balance": Cents(local.balance), "turnover": Cents(local.turnover)}
        lines = [f"  # {self.say(f'band.{one.band}', account=_title(one), **amount)}"]
        chosen: Sequence[Candidate]
        if one.sign_split:
            chosen = [candidate for _, candidate in one.by_sign]
            lines += [self._rule(one, candidate, sign) for sign, candidate in one.by_sign]
        else:
            chosen = one.candidates[:1]
            lines += [self._rule(one, candidate) for candidate in chosen]
        taken = {candidate.code for candidate in chosen}
        others = [candidate for candidate in one.candidates if candidate.code not in taken][:ALTERNATIVES]
        if others and one.band != "likely":
            lines.append(f"  #   {self.say('others', others=alternatives(others, self.chart, self.lang))}")
        return lines

    def _rule(self, one: AccountSuggestion, candidate: Candidate, sign: str = "") -> str:
        when = _when(one, sign)
        to = f"{{account: {candidate.code}, function: {candidate.function}}}" if candidate.function else candidate.code
        evidence = _quoted(f"{called(candidate.code, self.chart, self.lang)}: {reasons(candidate, self.chart, self.lang)}")
        comment = f"  # {_one_line(one.local.name)}" if one.local.name.strip() else ""
        return f"  - {{when: {when}, to: {to}, status: suggested, evidence: {evidence}}}{comment}"

    def functions(self, functions: Sequence[FunctionSuggestion], expenses: list[str]) -> Iterator[str]:
        """A rule per cost centre whose name tells the function."""
        known = [one for one in functions if one.dimension in self.short]
        if not known or not expenses:
            return
        yield ""
        yield f"  # {self.say('functions')}"
        accounts = "[" + ", ".join(_quoted(pattern) for pattern in expenses) + "]"
        for one in known:
            words = _quoted("; ".join(self._evidence(one)))
            when = f"{{account: {accounts}, {self.short[one.dimension]}: {_quoted(one.pattern)}}}"
            to = f"{{function: {one.function}}}"
            comment = _one_line(one.label)
            yield f"  - {{when: {when}, to: {to}, status: suggested, evidence: {words}}}  # {comment}"

    def _evidence(self, one: FunctionSuggestion) -> list[str]:
        return [reasons(Candidate("", one.function, (evidence,)), self.chart, self.lang) for evidence in one.evidence]

    def questions(self, accounts: Sequence[AccountSuggestion]) -> Iterator[str]:
        """Accounts without a good candidate, as comments."""
        if not accounts:
            return
        yield ""
        yield f"  # {self.say('questions')}"
        for one in accounts:
            amount = {"balance": Cents(one.local.balance), "turnover": Cents(one.local.turnover)}
            yield f"  # ? {self.say('question', account=_title(one), reason=question_words(one, self.lang), **amount)}"
            others = one.candidates[:ALTERNATIVES]
            if others:
                yield f"  #     {self.say('perhaps', others=alternatives(others, self.chart, self.lang))}"

    def shared(self, suggestions: Suggestions) -> Iterator[str]:
        """Accounts of shared costs, as comments."""
        if suggestions.shared:
            names = {one.local.number or one.local.name: _title(one) for one in suggestions.accounts}
            yield ""
            yield f"  # {self.say('shared')}"
            for number in suggestions.shared:
                yield f"  #   {names.get(number, number)}"


def _title(one: AccountSuggestion) -> str:
    return _one_line(f"{one.local.number} {one.local.name}".strip())


def _when(one: AccountSuggestion, sign: str) -> str:
    """The condition: the account number, or the name where there is none."""
    local = one.local
    key, value = ("account", _quoted(_pattern(local.number))) if local.number else ("name", _quoted(local.name))
    if key == "account" and not sign:
        return value
    return f"{{{key}: {value}" + (f", sign: {sign}" if sign else "") + "}"


def _pattern(number: str) -> str:
    """A number with marks of a pattern of its own is made exact."""
    return f"={number}" if any(sign in number for sign in "-–*=") else number


def _quoted(text: str) -> str:
    """As a double-quoted YAML scalar on one line."""
    return json.dumps(_one_line(text), ensure_ascii=False)


def _one_line(text: str) -> str:
    """Without line breaks and characters that YAML refuses."""
    return " ".join("".join(sign if sign.isprintable() or sign == "\u00a0" else " " for sign in text).split(" "))
