"""The JSON document of one organisation. Amounts are strings with two decimals."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tilikartta.checks.postings import Postings
from tilikartta.mapping.coverage import Coverage
from tilikartta.mapping.periods import periods_of
from tilikartta.messages import hint, message
from tilikartta.messages.numbers import plain
from tilikartta.model import Finding, Ledger, Mapping
from tilikartta.reports.contents import Contents
from tilikartta.reports.seal import Seal, with_seal
from tilikartta.reports.totals import read_totals
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import base_name


def to_json(contents: Contents, outputs: Iterable[str] = (), command: str = "map") -> dict[str, Any]:
    """The ``--json`` document: command, version, ledger, coverage, figures, findings, outputs, manifest.

    ``figures`` holds every line of both statements that has a figure: income +, expense -; assets, equity and liabilities +.
    """
    document = {
        "command": command,
        "version": contents.manifest.version,
        "name": contents.name,
        "chart": contents.manifest.chart,
        "ledger": ledger_document(contents.mapped.ledger),
        "coverage": coverage_document(contents.coverage),
        "figures": _figures(contents),
        "findings": [finding_document(found, contents.lang) for found in contents.findings],
        "outputs": list(outputs),
    }
    return with_seal(document, Seal(command, contents.manifest))


def write_json(contents: Contents, path: Path) -> None:
    """Write the document, whole or not at all; OSError leaves the old file as it was."""
    text = json.dumps(to_json(contents, [base_name(str(path))]), ensure_ascii=False, indent=2)
    with whole_file(path) as draft:
        draft.write_text(text + "\n", encoding="utf-8", newline="\n")


def ledger_document(ledger: Ledger, postings: Postings | None = None) -> dict[str, Any]:
    """What was read, as every ``--json`` document carries it. ``postings`` are its entries where they are known already."""
    totals, entries = read_totals(ledger), ledger.entries
    if postings is None:
        postings = Postings(entries, periods_of(ledger, Mapping("")))
    days = [day for name, frame in (("date", entries), ("period_start", ledger.balances), ("period_end", ledger.balances))
            for day in (frame[name].min(), frame[name].max()) if hasattr(day, "isoformat")]  # fmt: skip
    return {
        "files": [base_name(file.path) for file in ledger.files],
        "format": _joined(file.format for file in ledger.files),
        "encoding": _joined(file.decisions.get("encoding", "") for file in ledger.files),
        "profile": _joined(file.decisions.get("profile", "") for file in ledger.files),
        "rows": sum(file.rows for file in ledger.files),
        "entries": len(entries),
        "balances": len(ledger.balances),
        "vouchers": int(postings.numbered[postings.vouchers[1]].sum()),
        "debit": plain(totals.debit),
        "credit": plain(totals.credit),
        "date_min": min(days).isoformat() if days else None,
        "date_max": max(days).isoformat() if days else None,
    }


def _joined(values: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(value for value in values if value))


def coverage_document(counted: Coverage) -> dict[str, Any]:
    """Accounts and euros; ``percent`` is cut to two decimals, so that 100 means whole."""
    covered = counted.turnover_mapped + counted.turnover_outside
    return {
        "accounts": {
            "total": counted.accounts,
            "mapped": counted.mapped,
            "outside": counted.outside,
            "unmapped": counted.unmapped,
            "unmapped_with_balance": counted.unmapped_with_balance,
        },
        "amount": {
            "total": plain(counted.turnover),
            "mapped": plain(counted.turnover_mapped),
            "outside": plain(counted.turnover_outside),
            "unspecified": plain(counted.unspecified),
            "percent": covered * 10_000 // counted.turnover / 100 if counted.turnover else 100.0,
        },
    }


def _figures(contents: Contents) -> list[dict[str, str]]:
    return [
        {"period": period, "layout": statement.layout.id, "line": line.id, "amount": plain(statement.amounts[line.id][index])}
        for statement in (contents.income, contents.balance)
        for index, period in enumerate(statement.periods)
        for _, line in statement.layout.flat
        if statement.shown(line)
    ]


def finding_document(found: Finding, lang: str) -> dict[str, Any]:
    """A finding as every ``--json`` document carries it."""
    return {
        "code": found.code,
        "severity": str(found.severity),
        "message": message(found, lang),
        "hint": hint(found, lang),
        "file": base_name(found.place.file),
        "sheet": found.place.sheet,
        "row": found.place.row or None,
        "column": found.place.column,
        "account": found.account,
        "voucher": found.voucher,
    }
