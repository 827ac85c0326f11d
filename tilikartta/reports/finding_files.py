"""Findings of a run as files for other programs: one JSON document, SARIF, CSV."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from tilikartta import __version__
from tilikartta.checks.run import Outcome
from tilikartta.messages import hint, message, part, pattern
from tilikartta.model import Finding
from tilikartta.reports.document import coverage_document, finding_document, ledger_document
from tilikartta.reports.mend_first import cut_short, first_to_mend
from tilikartta.reports.whole_file import whole_file
from tilikartta.reports.words import base_name

SEVERITIES = ("error", "warning", "info")
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_COLUMNS = ("severity", "code", "file", "sheet", "row", "account", "voucher", "what", "why", "fix", "accepted")


def outcome_document(outcome: Outcome, lang: str, outputs: list[str] | None = None) -> dict[str, Any]:
    """The ``--json`` document of ``validate``. ``counts`` counts findings that are not listed too; ``not_listed`` says which.

    ``complete`` is false for a run that was cut short or lists not all; ``first`` is what is best mended first.
    """
    document: dict[str, Any] = {
        "command": "validate",
        "version": __version__,
        "ledger": ledger_document(outcome.subject.ledger, outcome.subject.postings),
        "counts": {name: outcome.count(name) for name in SEVERITIES},
        "complete": not outcome.cut and cut_short(outcome.findings) is None,
        "not_listed": outcome.cut,
        "first": finding_document(first, lang) if (first := first_to_mend(outcome.findings)) is not None else None,
        "findings": [finding_document(found, lang) for found in outcome.findings],
        "accepted": [
            {**finding_document(found, lang), "reason": one.reason, "person": one.person, "date": one.date.isoformat()}
            for found, one in outcome.accepted
        ],
        "outputs": outputs or [],
    }
    if outcome.coverage is not None:
        document["coverage"] = coverage_document(outcome.coverage)
    return document


def write_findings_json(outcome: Outcome, path: Path, lang: str) -> None:
    """Write the document, whole or not at all."""
    _write(path, json.dumps(outcome_document(outcome, lang, [base_name(str(path))]), ensure_ascii=False, indent=2) + "\n")


def write_findings_csv(outcome: Outcome, path: Path, lang: str) -> None:
    """Write one row per finding: UTF-8, comma, with the reason of those accepted in the last column."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for found, reason in [*((one, "") for one in outcome.findings), *((one, a.reason) for one, a in outcome.accepted)]:
        place = found.place
        writer.writerow([
            str(found.severity), found.code, base_name(place.file), place.sheet, place.row or "", found.account, found.voucher,
            message(found, lang), part(found, "why", lang), part(found, "fix", lang), reason,
        ])  # fmt: skip
    _write(path, target.getvalue())


def write_sarif(outcome: Outcome, path: Path, lang: str) -> None:
    """Write SARIF 2.1.0: what editors and code hosts show. Accepted findings are there as suppressed."""
    _write(path, json.dumps(sarif_document(outcome, lang), ensure_ascii=False, indent=2) + "\n")


def sarif_document(outcome: Outcome, lang: str) -> dict[str, Any]:
    """The findings as a SARIF log of one run."""
    findings = [*outcome.findings, *(found for found, _ in outcome.accepted)]
    codes = sorted({found.code for found in findings})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": pattern(code, "what", lang)},
            "help": {"text": pattern(code, "fix", lang)},
        }
        for code in codes
    ]
    results = [_result(found, lang, codes) for found in outcome.findings]
    for found, one in outcome.accepted:
        justification = f"{one.reason} ({one.person}, {one.date.isoformat()})"
        suppressed = {"kind": "external", "status": "accepted", "justification": justification}
        results.append({**_result(found, lang, codes), "suppressions": [suppressed]})
    driver = {"name": "tilikartta", "version": __version__, "rules": rules}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return {"$schema": schema, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(found: Finding, lang: str, codes: list[str]) -> dict[str, Any]:
    """One result; a place without a row of text (a sheet, a whole file) has no region."""
    result: dict[str, Any] = {
        "ruleId": found.code, "ruleIndex": codes.index(found.code), "level": _LEVELS[found.severity],
        "message": {"text": f"{message(found, lang)} {hint(found, lang)}"},
    }  # fmt: skip
    if found.place.file:
        physical: dict[str, Any] = {"artifactLocation": {"uri": base_name(found.place.file).replace(" ", "%20")}}
        if found.place.row:
            physical["region"] = {"startLine": found.place.row}
        result["locations"] = [{"physicalLocation": physical}]
    return result


def _write(path: Path, text: str) -> None:
    with whole_file(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
