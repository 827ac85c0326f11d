"""The chart as a list for people and programs: JSON, CSV and Markdown. The printed list is ``chart_sheet``."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from tilikartta.definitions.chart_document import by_group, chart_document, lines_of
from tilikartta.messages import label
from tilikartta.model import LANGS, Account, Chart
from tilikartta.reports.whole_file import whole_file

BETWEEN = " | "  # between the aliases of one CSV cell; some aliases hold a semicolon


def chart_json(chart: Chart, accounts: Sequence[Account]) -> str:
    """``chart_document`` as text."""
    return json.dumps(chart_document(chart, accounts), ensure_ascii=False, indent=2) + "\n"


def chart_csv(chart: Chart, accounts: Sequence[Account]) -> str:
    """One row per account, comma-separated, in three languages; the last columns are the lines of each layout."""
    texts = [f"{key}_{lang}" for key in ("name", "definition", "aliases") for lang in LANGS]
    fixed = ["code", "group", "class", "nature", "function", "functions", "level", "unspecified"]
    layouts = [layout.id for layout in chart.layouts]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*fixed, *texts, *layouts])
    for account in accounts:
        group, lines = chart.group_of(account.code), lines_of(chart, account)
        head = [
            account.code, group.code if group else "", account.klass, account.nature, account.function or "",
            " ".join(account.functions), account.level, "true" if account.unspecified else "",
        ]  # fmt: skip
        named = [text.get(lang) for text in (account.name, account.definition) for lang in LANGS]
        also = [BETWEEN.join(account.aliases.get(lang)) for lang in LANGS]
        writer.writerow([*head, *named, *also, *(lines.get(layout, "") for layout in layouts)])
    return out.getvalue()


def chart_markdown(chart: Chart, accounts: Sequence[Account], lang: str, year: int = 0) -> str:
    """A readable list in one language: a heading per group, a table of accounts under it; the financial year if given."""
    names = ("code", "name", "definition", "aliases")
    head = " | ".join(label(f"chart.column.{name}", lang) for name in names)
    parts = [f"# {chart.name.get(lang)} {chart.version}\n"]
    if year:
        parts.append(label("chart.sheet.year", lang).format(year=year) + "\n")
    for group, members in by_group(chart, accounts):
        rows = [
            f"| {account.code} | {_cell(account.name.get(lang))} | {_cell(account.definition.get(lang))} | "
            f"{_cell(', '.join(account.aliases.get(lang)))} |"
            for account in members
        ]
        parts.append("\n".join([f"## {group.code} {group.name.get(lang)}\n", f"| {head} |", "|---|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    """A text as a cell of a Markdown table."""
    return " ".join(text.replace("|", "\\|").split())


def write_text(text: str, path: Path) -> None:
    """Write a text as UTF-8, whole or not at all."""
    with whole_file(path) as draft:
        draft.write_bytes(text.encode("utf-8"))
