"""Proof of a chart: every euro has exactly one place, every word leads to one account, every reference leads somewhere.

What ``read_chart`` finds is about shape and references; what stands here is about meaning.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tilikartta.definitions.chart_file import read_chart, read_layout, universal_chart
from tilikartta.definitions.layout_check import check_layout, covering
from tilikartta.definitions.locate import shown
from tilikartta.definitions.strict_yaml import Document, load
from tilikartta.model import LANGS, Account, Chart, Finding, Layout, Place, error, ordered, warning

_NUMBER = re.compile(r"(?<![\d/.,])\d{3,}(?![\d/]|[.,]\d)(?!\s*(?:€|euro))")
_YEARS = range(1990, 2040)
_SIDES = {"asset": "asset", "liability": "claim", "equity": "claim"}


@dataclass(frozen=True)
class Places:
    """Where each account and group stands in the chart file."""

    document: Document
    account_at: dict[str, int]

    def account(self, code: str, *path: str | int) -> Place:
        """Place of an account's code, or of the value at ``path`` in the account."""
        return self.document.place(("accounts", self.account_at[code], *(path or ("code",))))

    def group(self, index: int) -> Place:
        """Place of a group."""
        return self.document.place(("groups", index, "code"))


@dataclass(frozen=True)
class Checked:
    """What was checked and found. ``chart`` is None when the file cannot be read as a chart or layout."""

    chart: Chart | None
    layouts: tuple[Layout, ...]
    findings: list[Finding]

    @property
    def places(self) -> int:
        """How many (layout, account, permitted function) the proof went through."""
        accounts = self.chart.accounts if self.chart is not None else ()
        covered = [account for layout in self.layouts for account in accounts if layout.covers(account)]
        return sum(len(account.functions) or 1 for account in covered)


def check_file(path: Path) -> Checked:
    """All findings of a chart file with the layouts beside it, or of one layout file against the shipped chart.

    They are those of ``read_chart``, ``check_chart`` and ``check_layout``, gravest first.
    """
    document, _ = load(path, shown(path))
    if isinstance(document.data, dict) and "layout" in document.data:
        return _check_layout_file(path, document)
    chart, findings = read_chart(path)
    if chart is None:
        return Checked(None, (), ordered(findings))
    findings = [*findings, *check_chart(chart, document), *_coverage(chart, document)]
    layouts = [load(file, shown(file))[0] for file in sorted((path.parent / "layouts").glob("*.yaml"))]
    by_id = {str(one.data.get("id")): one for one in layouts if isinstance(one.data, dict)}
    for layout in chart.layouts:
        findings += check_layout(layout, chart, by_id[layout.id])
    return Checked(chart, chart.layouts, ordered(findings))


def _check_layout_file(path: Path, document: Document) -> Checked:
    layout, findings = read_layout(path)
    if layout is None:
        return Checked(None, (), ordered(findings))
    chart = universal_chart()
    return Checked(chart, (layout,), ordered([*findings, *check_layout(layout, chart, document)]))


def check_chart(chart: Chart, document: Document) -> list[Finding]:
    """What is wrong with the accounts and groups themselves; ``document`` gives the places."""
    places = Places(document, {account.code: index for index, account in enumerate(chart.accounts)})
    return [finding for check in CHECKS for finding in check(chart, places)]


def _coverage(chart: Chart, document: Document) -> Iterator[Finding]:
    """TK368: two layouts with one id; TK374: a class of accounts that no layout shows."""
    ids = Counter(layout.id for layout in chart.layouts)
    for layout_id, count in ids.items():
        if count > 1:
            yield error("TK368", Place(document.file), layout=layout_id)
    for index, account in enumerate(chart.accounts):
        if account.klass != "off_statement" and not covering(chart, account):
            yield error("TK374", document.place(("accounts", index, "class")), account=account.code, klass=account.klass)


def _one_meaning(chart: Chart, places: Places) -> Iterator[Finding]:
    """TK353: a name or alias stands for two accounts."""
    for lang in LANGS:
        first: dict[str, str] = {}
        for account in chart.accounts:
            for word in (account.name.get(lang), *account.aliases.get(lang)):
                key = " ".join(word.casefold().split())
                other = first.setdefault(key, account.code)
                if other != account.code:
                    yield error("TK353", places.account(account.code), account=account.code, word=word, lang=lang, other=other)


def _retired(chart: Chart, places: Places) -> Iterator[Finding]:
    """TK354: gone without a replacement; TK355: the replacement is gone too; TK356: replaced but still in use."""
    for account in chart.accounts:
        target = chart.by_code.get(account.replaced_by or "")
        if account.until and not account.replaced_by:
            yield error("TK354", places.account(account.code, "until"), account=account.code, until=account.until)
        elif target is not None and (target.until or target is account):
            yield error("TK355", places.account(account.code, "replaced_by"), account=account.code, target=target.code)
        elif account.replaced_by and not account.until:
            yield error("TK356", places.account(account.code, "replaced_by"), account=account.code, target=account.replaced_by)


def _functions(chart: Chart, places: Places) -> Iterator[Finding]:
    """TK357: a balance-sheet account has a function; TK373: a result account has functions but no default."""
    for account in chart.accounts:
        if not account.in_income_statement and (account.function or account.functions):
            yield error("TK357", places.account(account.code, "functions"), account=account.code)
        if account.in_income_statement and account.functions and account.function is None:
            yield error("TK373", places.account(account.code), account=account.code)


def _references(chart: Chart, places: Places) -> Iterator[Finding]:
    """TK358: a definition names a code that does not exist; TK359: the languages name different codes."""
    for account in chart.accounts:
        named = {lang: _codes_in(account.definition.get(lang), chart) for lang in LANGS}
        for lang in LANGS:
            for code in sorted(named[lang] - set(chart.by_code)):
                place = places.account(account.code, "definition", lang)
                yield error("TK358", place, account=account.code, target=code, lang=lang)
        if len(set(named.values())) > 1:
            odd = sorted(frozenset.union(*named.values()) - frozenset.intersection(*named.values()))
            yield warning("TK359", places.account(account.code, "definition"), account=account.code, codes=odd)


def _codes_in(text: str, chart: Chart) -> frozenset[str]:
    """The codes that a definition names. Years, sums of money and numbers of statutes are no codes."""
    sizes = {len(code) for code in chart.by_code}
    numbers = {number for number in _NUMBER.findall(text) if len(number) in sizes}
    return frozenset(number for number in numbers if number in chart.by_code or int(number) not in _YEARS)


def _groups(chart: Chart, places: Places) -> Iterator[Finding]:
    """TK360: a group without accounts; TK361: without an unspecified account; TK362: one code for two groups."""
    members: dict[str, list[Account]] = defaultdict(list)
    for account in chart.accounts:
        if (group := chart.group_of(account.code)) is not None:
            members[group.code].append(account)
    seen: set[str] = set()
    for index, group in enumerate(chart.groups):
        if group.code in seen:
            yield error("TK362", places.group(index), group=group.code)
        elif not members[group.code]:
            yield warning("TK360", places.group(index), group=group.code, name=group.name.fi)
        elif not any(account.unspecified for account in members[group.code]):
            yield warning("TK361", places.group(index), group=group.code, name=group.name.fi)
        seen.add(group.code)


def _texts(chart: Chart, places: Places) -> Iterator[Finding]:
    """TK363: a name or definition is empty; TK364: one text stands in two languages."""
    for account in chart.accounts:
        for key in ("name", "definition"):
            text = getattr(account, key)
            for lang in LANGS:
                if not text.get(lang).strip():
                    yield error("TK363", places.account(account.code, key, lang), account=account.code, lang=lang)
        texts = [account.definition.get(lang) for lang in LANGS]
        if all(texts) and len(set(texts)) < len(texts):
            yield warning("TK364", places.account(account.code, "definition"), account=account.code)


def _flips(chart: Chart, places: Places) -> Iterator[Finding]:
    """TK365: a balance on the other side must land on the other side."""
    for account in chart.accounts:
        target = chart.by_code.get(account.flip or "")
        if target is not None and ({_SIDES.get(account.klass), _SIDES.get(target.klass)} != {"asset", "claim"}):
            yield error("TK365", places.account(account.code, "flip"), account=account.code, target=target.code)


CHECKS: list[Callable[[Chart, Places], Iterator[Finding]]] = [
    _one_meaning, _retired, _functions, _references, _groups, _texts, _flips,
]  # fmt: skip
