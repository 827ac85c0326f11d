"""The chart as plain lists and dictionaries: what lists and JSON documents show of it."""

from collections.abc import Iterator, Sequence

from tilikartta.model import LANGS, Account, Chart, Group, Layout, Text, Words


def of_level(chart: Chart, level: str, *, retired: bool = False) -> list[Account]:
    """The accounts of a level: ``basic`` is the small chart, anything else the whole one. Programs want the ``retired`` too."""
    in_use = [account for account in chart.accounts if retired or not account.until]
    return [account for account in in_use if level != "basic" or account.level == "basic"]


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
        "name": text_document(account.name),
        "definition": text_document(account.definition),
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


def text_document(text: Text) -> dict[str, str]:
    """A text as JSON documents carry it: language -> text."""
    return {lang: text.get(lang) for lang in LANGS}


def _words(words: Words) -> dict[str, list[str]]:
    return {lang: list(words.get(lang)) for lang in LANGS}


def _layout_document(layout: Layout) -> dict[str, object]:
    """A layout with its lines in printing order; ``depth`` tells which line stands under which."""
    lines = [
        {"id": line.id, "type": line.type, "depth": depth, "ref": line.ref, "name": text_document(line.name)}
        for depth, line in layout.flat
    ]
    head = {"id": layout.id, "kind": layout.kind, "name": text_document(layout.name)}
    return {**head, "source": list(layout.source), "lines": lines}


def chart_document(chart: Chart, accounts: Sequence[Account]) -> dict[str, object]:
    """The chart as one JSON document. Retired accounts are among ``accounts`` where the caller gives them."""
    return {
        "id": chart.id,
        "version": chart.version,
        "name": text_document(chart.name),
        "groups": [{"code": group.code, "name": text_document(group.name)} for group in chart.groups],
        "accounts": [account_document(chart, account) for account in accounts],
        "layouts": [_layout_document(layout) for layout in chart.layouts],
    }
