"""The chart as a list for people and programs: JSON, CSV and Markdown. The printed list is ``chart_sheet``."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from tilikartta.messages import label
from tilikartta.model import LANGS, Account, Chart, Group, Layout, Text, Words
from tilikartta.reports.whole_file import whole_file

BETWEEN = " | "  # between the aliases of one CSV cell; some aliases hold a semicolon


def of_level(chart: Chart, level: str) -> list[Account]:
    """The accounts in use of a level; ``basic`` is the small chart, anything else the whole one."""
    return [account for account in chart.accounts if not account.until and (level != "basic" or account.level == "basic")]


def by_group(chart: Chart, accounts: Sequence[Account]) -> Iterator[tuple[Group, list[Account]]]:
    """The groups that have any of the accounts, in the order of the chart, each with them."""
    members: dict[str, list[Account]] = {}
    for account in accounts:
        group = chart.group_of(account.code)
        members.setdefault(group.code if group else "", []).append(account)
    for group in chart.groups:
        if group.code in members:
            yield group, members[group.code]


def lines_of(chart: Chart, account: Account) -> dict[str, str]:
    """The line of each layout on which the account stands under its default function: layout id -> line id."""
    lines = {}
    for layout in chart.layouts:
        if layout.covers(account) and (line := layout.line_of(account, account.function)) is not None:
            lines[layout.id] = line.id
    return lines


def account_document(chart: Chart, account: Account) -> dict[str, object]:
    """An account as JSON documents carry it. Keys that say nothing about it are null or empty, never left out."""
    group = chart.group_of(account.code)
    return {
        "code": account.code,
        "name": _text(account.name),
        "definition": _text(account.definition),
        "aliases": _words(account.aliases),
        "examples": _words(account.examples),
        "group": group.code if group else None,
        "class": account.klass,
        "nature": account.nature,
        "function": account.function,
        "functions": list(account.functions),
        "level": account.level,
        "term": account.term,
        "unspecified": account.unspecified,
        "flip": account.flip,
        "funder": account.funder,
        "vat": account.vat or None,
        "tax": account.tax or None,
        "source": account.source,
        "since": account.since,
        "until": account.until,
        "replaced_by": account.replaced_by,
        "lines": lines_of(chart, account),
    }


def _text(text: Text) -> dict[str, str]:
    return {lang: text.get(lang) for lang in LANGS}


def _words(words: Words) -> dict[str, list[str]]:
    return {lang: list(words.get(lang)) for lang in LANGS}


def _layout_document(layout: Layout) -> dict[str, object]:
    """A layout with its lines in printing order; ``depth`` tells which line stands under which."""
    lines = [
        {"id": line.id, "type": line.type, "depth": depth, "ref": line.ref, "name": _text(line.name)}
        for depth, line in layout.flat
    ]
    return {"id": layout.id, "kind": layout.kind, "name": _text(layout.name), "source": list(layout.source), "lines": lines}


def chart_document(chart: Chart, accounts: Sequence[Account]) -> dict[str, object]:
    """The chart as one JSON document. Retired accounts are among ``accounts`` where the caller gives them."""
    return {
        "id": chart.id,
        "version": chart.version,
        "name": _text(chart.name),
        "groups": [{"code": group.code, "name": _text(group.name)} for group in chart.groups],
        "accounts": [account_document(chart, account) for account in accounts],
        "layouts": [_layout_document(layout) for layout in chart.layouts],
    }


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


def chart_markdown(chart: Chart, accounts: Sequence[Account], lang: str) -> str:
    """A readable list in one language: a heading per group, a table of accounts under it."""
    names = ("code", "name", "definition", "aliases")
    head = " | ".join(label(f"chart.column.{name}", lang) for name in names)
    parts = [f"# {chart.name.get(lang)} {chart.version}\n"]
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
