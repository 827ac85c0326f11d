"""Small CSV of a check's docstring -> the subject that it stands for. Accounts are those of the universal chart."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from ledgers import identity_mapping

from tilikartta.checks.run import subject_of
from tilikartta.checks.subject import Subject
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.apply import apply_mapping
from tilikartta.model import Condition, Ledger, LocalAccount, Mapping, Organisation, Pattern, Place, Rule, SourceFile, Target
from tilikartta.model.check_settings import CheckSettings
from tilikartta.model.grants import Grant
from tilikartta.sources.canonical import frame_of

CHART = universal_chart()
IDENTITY = identity_mapping(CHART)
TODAY = date(2026, 6, 30)
# columns of an example that say something about the whole and not about a row
ABOUT = {"repeat", "class", "rule", "broken_layout", "form", "fund"}


def cents(text: str | None) -> int | None:
    return int(Decimal(text) * 100) if text else None


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def rows_of(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text)))
    repeated: list[dict[str, str]] = []
    for row in rows:
        # a repeated row stands for vouchers of their own, each balanced as the example says
        times = int(row.get("repeat") or 0)
        repeated += [{**row, "voucher": f"{row['voucher']}{number:03d}"} for number in range(times)] if times else [row]
    return [other for row in repeated for other in spread(row)]


def spread(row: dict[str, str]) -> list[dict[str, str]]:
    """A row that stands for many vouchers of different amounts: ``spread`` any cents, ``favourite`` tens of cents more each time
    so that the last digit stays, ``hundreds`` hundreds of euros more each time."""
    steps = {"spread": "3.37", "favourite": "1.10", "hundreds": "100"}
    kind = next((name for name in steps if row.get(name)), "")
    if not kind:
        return [row]
    sign = -1 if row["amount"].startswith("-") else 1
    first, step = abs(Decimal(row["amount"])), Decimal(steps[kind])
    return [
        {**row, "voucher": f"{row['voucher']}{number:03d}", "amount": str(sign * (first + step * number))}
        for number in range(int(row[kind]))
    ]


def ledger_of_rows(rows: list[dict[str, str]]) -> Ledger:
    entries = [(n, row) for n, row in enumerate(rows, start=2) if row.get("amount")]
    balances = [(n, row) for n, row in enumerate(rows, start=2) if row.get("opening") or row.get("closing")]
    dims = [name for name in (rows[0] if rows else {}) if name == "cost_centre"]
    known = {
        "source_file": "book.csv",
        "source_row": [n for n, _ in entries],
        "series": [row.get("series") or "" for _, row in entries],
        "voucher": [row.get("voucher") or "" for _, row in entries],
        "date": [day(row.get("date")) for _, row in entries],
        "account": [row["account"] for _, row in entries],
        "account_name": [_name(row) for _, row in entries],
        "amount": [cents(row["amount"]) for _, row in entries],
        "text": [row.get("text", "Selite") for _, row in entries],
        "currency": "EUR",
        **({"vat": [row.get("vat") or "" for _, row in entries]} if rows and "vat" in rows[0] else {}),
        **{f"dim_{name}": [row.get(name) or "" for _, row in entries] for name in dims},
    }
    held = {
        "source_file": "book.csv",
        "source_row": [n for n, _ in balances],
        "account": [row["account"] for _, row in balances],
        "account_name": [_name(row) for _, row in balances],
        "opening": [cents(row.get("opening")) for _, row in balances],
        "closing": [cents(row.get("closing")) for _, row in balances],
        "period_start": [day(row.get("period_start")) for _, row in balances],
        "period_end": [day(row.get("period_end")) for _, row in balances],
    }
    chart = tuple(dict.fromkeys(LocalAccount(row["account"], _name(row), row["class"]) for row in rows if row.get("class")))
    file = SourceFile("book.csv", "0" * 64, 1, "csv", rows=len(rows))
    return Ledger(frame_of("entries", known, len(entries)), frame_of("balances", held, len(balances)), (file,), chart)


def _name(row: dict[str, str]) -> str:
    """The name of an account: the example's own, else that of the universal chart."""
    home = CHART.by_code.get(row["account"])
    return row.get("account_name") or (home.name.fi if home else "")


def without_a_line(chart):
    """A layout that has lost a leaf: what TK681 is there to find."""
    broken = []
    for layout in chart.layouts:
        if layout.id == "is_npo":
            groups = tuple(replace(line, lines=line.lines[:1]) if line.lines else line for line in layout.lines)
            broken.append(replace(layout, lines=groups))
        else:
            broken.append(layout)
    return replace(chart, layouts=tuple(broken))


def by_year(rule: Rule, later: dict[str, str]) -> list[Rule]:
    """The rule until the end of 2024 and another one from 2025 on, where the account gets another home."""
    home = later.get(rule.when.account[0].low)
    if home is None:
        return [rule]
    return [replace(rule, valid_to=date(2024, 12, 31)), replace(rule, targets=(Target(home),), valid_from=date(2025, 1, 1))]


@cache
def subject_of_example(text: str, settings: CheckSettings | None = None) -> Subject:
    rows = rows_of(text)
    mapping = IDENTITY
    forms = {row["form"] for row in rows if row.get("form")}
    if forms:
        mapping = replace(mapping, organisation=Organisation(form=forms.pop()))
    ends = {row["grant_end"] for row in rows if row.get("grant_end")}
    if ends:
        grant = Grant("Avustus", "stea", dims=(("cost_centre", (Pattern("exact", "200", "200"),)),), end=day(ends.pop()))
        mapping = replace(mapping, dimensions=(("cost_centre", "cost_centre"),), grants=(grant,))
    later = {row["account"]: row["home_from_2025"] for row in rows if row.get("home_from_2025")}
    if later:
        mapping = replace(mapping, rules=tuple(one for rule in mapping.rules for one in by_year(rule, later)))
    if any(row.get("vat_not_liable") for row in rows):
        settings = CheckSettings(today=TODAY, vat="not_liable")
    extra = [row["rule"] for row in rows if row.get("rule")]
    if "rule" in (rows[0] if rows else {}):
        mapping = Mapping("own", rules=tuple(
            Rule(Condition(account=(Pattern("exact", code, code),)), (Target(home),), Place("own.yaml", row=n, column="3"))
            for n, (code, home) in enumerate(
                [("6610", "6610"), ("1910", "1910"), *((code, "6610") for code in extra),
                 *((row["account"], row["second_home"]) for row in rows if row.get("second_home"))], start=1)
        ))  # fmt: skip
    chart = without_a_line(CHART) if any(row.get("broken_layout") for row in rows) else CHART
    subject = subject_of(ledger_of_rows(rows), CHART, mapping, settings or CheckSettings(today=TODAY))
    return replace(subject, chart=chart)


__all__ = ["CHART", "IDENTITY", "TODAY", "apply_mapping", "ledger_of_rows", "subject_of_example"]
