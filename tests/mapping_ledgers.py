"""Small ledgers, mappings and sums in plain Python, for the tests of the mapping engine and the statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.patterns import parse_name, parse_pattern
from tilikartta.mapping.apply import Mapped, apply_mapping
from tilikartta.model import Condition, Ledger, Mapping, Place, Rule, SourceFile, Target
from tilikartta.sources.canonical import frame_of

CHART = universal_chart()


@dataclass(frozen=True)
class Entry:
    account: str
    amount: int
    day: str | None = "2025-06-15"
    name: str = ""
    entity: str = ""
    voucher: str = "1"
    dims: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Balance:
    """A row of balances; ``closing`` None is an opening that stands beside entries."""

    account: str
    opening: int | None = None
    closing: int | None = None
    start: str | None = None
    end: str | None = None
    name: str = ""
    entity: str = ""
    debit: int | None = None
    credit: int | None = None


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def ledger(
    entries: Iterable[Entry] = (), balances: Iterable[Balance] = (), rows: Iterable[int] | None = None,
    balance_rows: Iterable[int] | None = None,
) -> Ledger:  # fmt: skip
    """A canonical ledger. ``rows`` and ``balance_rows`` give the source rows, so that what is shuffled keeps them."""
    entries, balances = list(entries), list(balances)
    dims = sorted({name for entry in entries for name, _ in entry.dims})
    columns = {
        "source_file": "book.csv",
        "source_row": list(rows) if rows is not None else list(range(2, len(entries) + 2)),
        "voucher": [entry.voucher for entry in entries],
        "date": [_day(entry.day) for entry in entries],
        "entity": [entry.entity for entry in entries],
        "account": [entry.account for entry in entries],
        "account_name": [entry.name for entry in entries],
        "amount": [entry.amount for entry in entries],
        "currency": "EUR",
        **{name: [dict(entry.dims).get(name, "") for entry in entries] for name in dims},
    }
    given = {
        "source_file": "book.csv",
        "source_row": list(balance_rows) if balance_rows is not None else list(range(2, len(balances) + 2)),
        "entity": [row.entity for row in balances],
        "account": [row.account for row in balances],
        "account_name": [row.name for row in balances],
        "opening": [row.opening for row in balances],
        "debit": [row.debit for row in balances],
        "credit": [row.credit for row in balances],
        "closing": [row.closing for row in balances],
        "period_start": [_day(row.start) for row in balances],
        "period_end": [_day(row.end) for row in balances],
    }
    file = SourceFile("book.csv", "0" * 64, 1, "csv", columns={name: name.removeprefix("dim_") for name in dims})
    return Ledger(frame_of("entries", columns, len(entries)), frame_of("balances", given, len(balances)), (file,))


HERE = Place("m.yaml")


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def patterns(text: str | list[str]) -> tuple:
    found = []
    for one in _listed(text):
        pattern, faults = parse_pattern(one, HERE)
        assert pattern is not None, faults
        found.append(pattern)
    return tuple(found)


@dataclass
class Rules:
    """Collects rules as they would stand in a file, one a line."""

    file: str = "m.yaml"
    rules: list[Rule] = field(default_factory=list)

    def add(self, when: str | list[str] | dict, to: str | dict | list[dict], *, line: int = 0, **more) -> Rules:
        given = when if isinstance(when, dict) else {"account": when}
        dims = {key: value for key, value in given.items() if key not in {"account", "name", "side", "sign"}}
        condition = Condition(
            patterns(given.get("account", [])),
            tuple(parse_name(name, HERE)[0] for name in _listed(given.get("name", []))),
            tuple(sorted((key, patterns(value)) for key, value in dims.items())),
            given.get("side", ""),
            given.get("sign", ""),
        )
        outside = to == "outside"
        wanted = to if isinstance(to, list) else [{"account": to} if isinstance(to, str) else to]
        targets = () if outside else tuple(
            Target(**{**one, "share": int(one["share"] * 100)} if "share" in one else one) for one in wanted
        )  # fmt: skip
        place = Place(self.file, row=line or len(self.rules) + 1, column="3")
        self.rules.append(Rule(condition, targets, place, outside, **more))
        return self

    def mapping(self, *bases: Rules, dims: Iterable[str] = (), **more) -> Mapping:
        rules = [*self.rules, *(rule for base in bases for rule in base.rules)]
        return Mapping("m", rules=tuple(rules), dimensions=tuple((name, name) for name in dims), **more)


def mapped(book: Ledger, rules: Rules | Mapping) -> Mapped:
    return apply_mapping(book, rules.mapping() if isinstance(rules, Rules) else rules, CHART)


def sums(result: Mapped, *by: str, column: str = "movement") -> dict:
    """Sums of ``balances`` by columns of ``keys``, without zeros, in plain Python."""
    found: dict = defaultdict(int)
    for key, row in zip(result.keys.to_dict("records"), result.balances.to_dict("records"), strict=True):
        found[tuple(key[name] for name in by) if len(by) > 1 else key[by[0]]] += int(row[column])
    return {key: value for key, value in found.items() if value}


def entry_sums(result: Mapped, *by: str) -> dict:
    """Sums of the mapped entries by columns of ``keys``, without zeros."""
    keys = result.keys.to_dict("records")
    found: dict = defaultdict(int)
    for number, amount in zip(result.entries["key"].tolist(), result.entries["amount"].tolist(), strict=True):
        key = keys[number]
        found[tuple(key[name] for name in by) if len(by) > 1 else key[by[0]]] += int(amount)
    return {key: value for key, value in found.items() if value}


def totals(rows: Iterable, by: Callable) -> dict:
    found: dict = defaultdict(int)
    for row in rows:
        found[by(row)] += row.amount
    return {key: value for key, value in found.items() if value}


def codes(findings: Iterable) -> list[str]:
    return sorted(finding.code for finding in findings)
