"""The chart as a model chart for Tilitin: a .jar with the accounts, their headings and four report structures.

The form is what the program's own reader takes (thelineva/tilitin, DataSourceInitializationWorker and FinancialStatementModel);
the texts and ranges are ours. Accounts ``A;number;name;type``, headings ``H;number;text;level``; a report row is its kind, style
and indent, then pairs of numbers [from, to) and its text.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from zipfile import ZipFile

from tilikartta.definitions.chart_document import by_group
from tilikartta.messages import label
from tilikartta.model import RESULT_CLASSES, Account, Chart
from tilikartta.reports.chart_statements import BALANCE, INCOME, StatementRow, main_heading, statement_rows
from tilikartta.reports.package import zip_writer

_TYPES = {"asset": 0, "liability": 1, "equity": 2, "income": 3, "expense": 4, "appropriation": 4}
_RESULTS = {"previous_result": 5, "current_result": 6}
# Kind and style of a row: G a heading and T a sum that are hidden when empty, S a sum that is always shown; B bold, P plain.
_KINDS = {"heading": "GB", "line": "TP", "sum": "TB", "running": "SB"}
_DEEPEST = 9  # the indent is one digit


def tilitin_chart(chart: Chart, accounts: Sequence[Account], level: str, lang: str) -> bytes:
    """The archive. Its name in the program's list is that of the chart with level and version."""
    name = f"{label('chart.adopt.name', lang)}, {label(f'chart.level.{level}', lang)} {chart.version}"
    files = {
        "META-INF/MANIFEST.MF": f"Manifest-Version: 1.0\r\nName: {name}\r\n\r\n",
        "chart-of-accounts.txt": _accounts(chart, accounts, lang),
    }
    result = [account.code for account in accounts if account.klass in RESULT_CLASSES]
    for file, layout in (("balance-sheet", BALANCE), ("income-statement", INCOME)):
        rows = statement_rows(chart, layout, accounts)
        files[f"{file}.txt"] = _text(_report(rows, result, lang, details=False))
        files[f"{file}-detailed.txt"] = _text(_report(rows, result, lang, details=True))
    out = io.BytesIO()
    with ZipFile(out, "w") as target:
        write = zip_writer(target)
        for file in sorted(files):
            write(file, iter([files[file].encode("utf-8")]))
    return out.getvalue()


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _field(text: str) -> str:
    """A text as a field: the semicolon separates fields and cannot be quoted."""
    return text.replace(";", ",")


def _accounts(chart: Chart, accounts: Sequence[Account], lang: str) -> str:
    """How many rows follow, then headings and accounts. A heading stands before the first account from its number on."""
    rows: list[str] = []
    seen: set[int] = set()
    opened: set[str] = set()
    for group, members in by_group(chart, accounts):
        first = members[0].code
        digit, key = main_heading(first)
        if digit not in opened:
            opened.add(digit)
            rows.append(f"H;{first};{label(f'chart.adopt.{key}', lang)};0")
        rows.append(f"H;{first};{_field(group.name.get(lang))};1")
        rows += [f"A;{account.code};{_field(account.name.get(lang))};{_type(account, seen)}" for account in members]
    return _text([str(len(rows)), *rows])


def _type(account: Account, seen: set[int]) -> int:
    """The kind of account. Of each result account the program knows one: the first."""
    kind = _RESULTS.get(account.nature)
    if kind is None or kind in seen:
        return _TYPES[account.klass]
    seen.add(kind)
    return kind


def _pairs(codes: Iterable[str]) -> str:
    """Ranges [code, code + 1): an account that is opened under one later (31101) falls on its line too."""
    return "".join(f";{code};{int(code) + 1}" for code in codes)


def _report(rows: Sequence[StatementRow], result: Sequence[str], lang: str, *, details: bool) -> Iterator[str]:
    """One statement line by line, with its accounts where ``details`` are wanted.

    The line of the year's result is the sum of all income and expenses (``result``): the program posts it nowhere.
    """
    takers = {code for row in rows if row.takes_result for code in row.codes}
    for row in rows:
        codes = [*row.codes, *(result if takers & set(row.codes) else ())]
        if row.kind == "running":
            yield "-"
        yield f"{_KINDS[row.kind]}{min(row.depth, _DEEPEST)}{_pairs(codes)};{_field(row.name.get(lang))}"
        if details and row.kind == "line":
            yield f"DP{min(row.depth + 1, _DEEPEST)}{_pairs(row.codes)};"
        if row.kind == "running":
            yield "-"
