"""A canonical ledger from a few rows, for tests of every room."""

from collections.abc import Iterable
from datetime import date

from tilikartta.model import Chart, Condition, Ledger, Mapping, Pattern, Place, Rule, SourceFile, Target
from tilikartta.sources.canonical import frame_of


def make_ledger(
    rows: Iterable[tuple],
    openings: Iterable[tuple] = (),
    *,
    entity: str = "",
    file: str = "book.csv",
    names: dict[str, str] | None = None,
    dims: dict[str, list[str]] | None = None,
) -> Ledger:
    """``rows``: (day, account, cents[, voucher]); ``openings``: (account, cents), what the accounts held before the first entry.

    ``day`` is a date, an ISO text or None; cents are debit +. ``names`` gives names of accounts, ``dims`` a value per row for
    each ``dim_*`` column.
    """
    rows, openings, names = list(rows), list(openings), names or {}
    entries = {
        "entity": entity,
        "source_file": file,
        "source_row": list(range(2, len(rows) + 2)),
        "voucher": [str(row[3]) if len(row) > 3 else "1" for row in rows],
        "date": [date.fromisoformat(row[0]) if isinstance(row[0], str) else row[0] for row in rows],
        "account": [row[1] for row in rows],
        "account_name": [names.get(row[1], "") for row in rows],
        "amount": [row[2] for row in rows],
        "currency": "EUR",
        **(dims or {}),
    }
    balances = {
        "entity": entity,
        "source_file": file,
        "source_row": list(range(2, len(openings) + 2)),
        "account": [account for account, _ in openings],
        "account_name": [names.get(account, "") for account, _ in openings],
        "opening": [cents for _, cents in openings],
    }
    return Ledger(
        frame_of("entries", entries, len(rows)),
        frame_of("balances", balances, len(openings)),
        (SourceFile(file, "0" * 64, 1, "csv", rows=len(rows)),),
    )


def identity_mapping(chart: Chart, functions: dict[str, str] | None = None) -> Mapping:
    """Every universal account to itself; ``functions`` puts accounts under another function than their default."""
    functions = functions or {}
    rules = tuple(
        Rule(
            Condition(account=(Pattern("exact", account.code, account.code),)),
            (Target(account.code, functions.get(account.code, "")),),
            Place("identity.yaml", row=number, column="3"),
        )
        for number, account in enumerate(chart.accounts, start=1)
    )
    return Mapping("identity", rules=rules)
