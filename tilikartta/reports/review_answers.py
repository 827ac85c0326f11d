"""A filled worklist -> answers. Every error is named by sheet, row and column; with one of them nothing may be written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from openpyxl.utils import get_column_letter as letter

from tilikartta.definitions.patterns import folded
from tilikartta.mapping.resolve import nearest_codes
from tilikartta.mapping.review.items import Answer, ReviewItem
from tilikartta.mapping.review.opening import Opened
from tilikartta.mapping.review.rules import answer_faults, changes_class
from tilikartta.messages import LANGUAGES, label
from tilikartta.model import FUNCTIONS, LANGS, Chart, Finding, Place, Severity, error
from tilikartta.reports.review_sheet import CHOICES, COLUMNS, choice_word, heading, klass_word
from tilikartta.sources.filled_sheet import FilledSheet, read_filled

_CODE = re.compile(r"\b\d{4}\b")
_KLASSES = ("asset", "liability", "equity", "income", "expense", "appropriation", "off_statement")


@dataclass(frozen=True)
class _Line:
    """One row of the worklist: its cells by column, and where they stand."""

    cells: dict[str, str]
    file: str
    sheet: str
    row: int
    columns: dict[str, int]

    def place(self, column: str) -> Place:
        return Place(self.file, self.sheet, self.row, letter(self.columns[column] + 1))


def read_answers(opened: Opened, chart: Chart, path: Path) -> tuple[dict[str, Answer], list[Finding]]:
    """The answers by key of the item, and all that is wrong.

    TK590 function, TK591 class, TK593 a row of something else, TK594 unknown code or choice, TK595 changed account
    number, TK596 missing row, TK597 two answers, TK598 no worklist, TK599 outside without a reason.
    Faults of the workbook itself are those of ``read_filled``.
    """
    sheets, findings = read_filled(path)
    if findings:
        return {}, findings
    lines = next((found for sheet in sheets if (found := _lines(sheet, path)) is not None), None)
    if lines is None:
        wanted = [heading(name, "fi") for name in ("number", "name", "choice")]
        return {}, [error("TK598", Place(path.as_posix()), sheets=[sheet.name for sheet in sheets], wanted=wanted)]
    reader = _Reader(opened, chart)
    for line in lines:
        reader.take(line)
    sheet = lines[0].sheet if lines else ""
    missing = [item for item in opened.items if item.key not in reader.seen]
    for item in missing:
        reader.findings.append(error("TK596", Place(path.as_posix(), sheet), account=_who(item), name=item.local.name))
    return (
        ({}, reader.findings) if any(f.severity == Severity.ERROR for f in reader.findings) else (reader.answers, reader.findings)
    )


def _who(item: ReviewItem) -> str:
    return item.local.number or item.local.name


def _lines(sheet: FilledSheet, path: Path) -> list[_Line] | None:
    """The rows under the headings of a worklist in any of the languages; None for another sheet."""
    known = {folded(heading(name, lang)): name for name in COLUMNS for lang in LANGUAGES}
    for at, row in enumerate(sheet.rows):
        columns = {known[folded(cell)]: index for index, cell in enumerate(row) if folded(cell) in known}
        if {"number", "name", "choice", "id"} <= columns.keys():
            return [
                _Line({name: cells[index] if index < len(cells) else "" for name, index in columns.items()},
                      path.as_posix(), sheet.name, number, columns)
                for number, cells in enumerate(sheet.rows[at + 1 :], start=at + 2) if any(cells)
            ]  # fmt: skip
    return None


class _Reader:
    """Takes row after row."""

    def __init__(self, opened: Opened, chart: Chart) -> None:
        self.chart = chart
        self.items = {item.key: item for item in opened.items}
        self.seen: dict[str, _Line] = {}
        self.answers: dict[str, Answer] = {}
        self.findings: list[Finding] = []
        self.codes = _by_name(chart)

    def take(self, line: _Line) -> None:
        """One row: which item it is, and what was chosen."""
        item = self._item(line)
        if item is None:
            return
        choice = line.cells.get("choice", "")
        if item.key in self.seen:
            first = self.seen[item.key]
            if choice != first.cells.get("choice", ""):
                chosen = [first.cells.get("choice", "") or "–", choice or "–"]
                self.findings.append(error("TK597", line.place("choice"), account=_who(item), choices=chosen))
            return
        self.seen[item.key] = line
        item = replace(item, local=replace(item.local, klass=item.local.klass or _klass(line.cells.get("class", ""))))
        if choice or line.cells.get("function", ""):
            self._answer(line, item, choice)

    def _item(self, line: _Line) -> ReviewItem | None:
        """The item of a row by its hidden key; the visible number must still be that of the item."""
        key, number = line.cells.get("id", ""), line.cells["number"]
        item = self.items.get(key) or next((one for one in self.items.values() if number and one.local.number == number), None)
        if item is None:  # Excel may have made 50 of 0050 in both cells
            bare = (key or number).lstrip("0")
            item = next((one for one in self.items.values() if bare and one.local.number.lstrip("0") == bare), None)
        if item is None:
            self.findings.append(error("TK593", line.place("number"), account=number, name=line.cells["name"]))
        elif number != item.local.number:
            self.findings.append(error("TK595", line.place("number"), account=item.local.number, given=number))
        return item

    def _answer(self, line: _Line, item: ReviewItem, choice: str) -> None:
        note = line.cells.get("note", "")
        function, known = self._function(line.cells.get("function", ""))
        answer = self._of_choice(line, item, choice, function, note)
        if not known:
            codes = [code for code in answer.codes if code in self.chart.by_code] if answer else []
            permitted = list(self.chart.by_code[codes[0]].functions) if codes else list(FUNCTIONS)
            target, given = codes[0] if codes else choice, line.cells["function"]
            finding = error("TK590", line.place("function"), account=_who(item), target=target, given=given, permitted=permitted)
            self.findings.append(finding)
        if answer is None:
            return
        known_codes = [code for code in answer.codes if code in self.chart.by_code]
        if any(changes_class(item.local.klass, self.chart.by_code[code].klass) for code in known_codes):
            answer = replace(answer, class_change=note)
        faults = answer_faults(item, answer, self.chart)
        columns = {"TK590": "function"}
        self.findings += [replace(f, place=line.place(columns.get(f.code, "choice"))) for f in faults]
        self.answers[item.key] = answer

    def _of_choice(self, line: _Line, item: ReviewItem, choice: str, function: str, note: str) -> Answer | None:
        word = next((one for one in CHOICES for lang in LANGUAGES if folded(choice_word(one, lang)) == folded(choice)), "")
        if word == "accept":
            return self._accepted(line, item, function, note)
        if word == "outside":
            if not note:
                self.findings.append(error("TK599", line.place("note"), account=_who(item), name=item.local.name))
                return None
            return Answer.outside(note)
        if word == "remove":
            return Answer.removed()
        codes = list(dict.fromkeys(self._codes(choice)))
        if len(codes) > 1:
            self.findings.append(error("TK597", line.place("choice"), account=_who(item), choices=codes))
        elif not codes:
            self.findings.append(
                error("TK594", line.place("choice"), account=_who(item), given=choice or "–", near=self._near(choice))
            )
        return Answer.of(codes[0], function, note=note) if len(codes) == 1 else None

    def _accepted(self, line: _Line, item: ReviewItem, function: str, note: str) -> Answer | None:
        """The suggestion as it stands, else the first candidate."""
        if item.proposed is not None and not function:
            return item.proposed if not note else replace(item.proposed, note=note)
        if item.candidates and item.candidates[0].code and item.kind not in ("event", "rule"):
            return Answer.of(item.candidates[0].code, function or item.candidates[0].function, note=note)
        self.findings.append(error("TK594", line.place("choice"), account=_who(item), given=line.cells["choice"], near=[]))
        return None

    def _codes(self, choice: str) -> Iterator[str]:
        """The accounts that a cell names: by code (with or without its name), or by name alone."""
        if folded(choice) in self.codes and len(self.codes[folded(choice)]) == 1:
            yield next(iter(self.codes[folded(choice)]))
            return
        first = choice.split(" ")[0]
        if re.fullmatch(r"\d{1,6}", first) and first not in self.chart.by_code:
            return
        yield from (code for code in _CODE.findall(choice) if code in self.chart.by_code)

    def _near(self, choice: str) -> list[str]:
        first = choice.split(" ")[0]
        if first.isdigit():
            return nearest_codes(first, self.chart)
        close = get_close_matches(folded(choice), list(self.codes), n=3, cutoff=0.6)
        return [f"{code} {self.chart.by_code[code].name.fi}" for name in close for code in sorted(self.codes[name])][:3]

    def _function(self, word: str) -> tuple[str, bool]:
        """The function of a word in any language, and whether it is one."""
        if not word:
            return "", True
        names: Sequence[str] = FUNCTIONS
        words = {folded(label(f"report.function.{name}", lang)): name for name in names for lang in LANGUAGES}
        found = {**words, **{name: name for name in names}}.get(folded(word), "")
        return found, bool(found)


def _by_name(chart: Chart) -> dict[str, set[str]]:
    """Folded name, alone and after the code, in every language -> codes."""
    found: dict[str, set[str]] = {}
    for account in chart.accounts:
        for lang in LANGS:
            for text in (account.name.get(lang), f"{account.code} {account.name.get(lang)}"):
                found.setdefault(folded(text), set()).add(account.code)
    return found


def _klass(word: str) -> str:
    """The class that a word of the worklist names, in any language; "" for none."""
    return next((one for one in _KLASSES for lang in LANGUAGES if word and klass_word(one, lang) == word), "")
