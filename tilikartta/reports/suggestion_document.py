"""The JSON document of ``suggest``."""

from collections.abc import Iterable
from typing import Any

from tilikartta import __version__
from tilikartta.messages.numbers import plain
from tilikartta.model import Chart, Finding
from tilikartta.model.suggestion import AccountSuggestion, Candidate, Suggestions
from tilikartta.reports.document import finding_document
from tilikartta.reports.suggestion_words import question_words, reasons


def suggestion_document(
    suggestions: Suggestions, chart: Chart, lang: str, findings: Iterable[Finding] = (), outputs: Iterable[str] = ()
) -> dict[str, Any]:
    """``chart_recognised`` is the name of the mapping to extend, or null; accounts by euros at stake, candidates best first."""
    fit = suggestions.chart
    return {
        "command": "suggest",
        "version": __version__,
        "chart": f"{chart.id} {chart.version}",
        "chart_recognised": fit.mapping if fit else None,
        "chart_fit": _fit(suggestions),
        "accounts": [_account(one, chart, lang) for one in suggestions.accounts],
        "functions": [
            {"dimension": one.dimension, "value": one.label, "pattern": one.pattern, "function": one.function,
             "evidence": reasons(Candidate("", one.function, one.evidence), chart, lang)}
            for one in suggestions.functions
        ],
        "shared": list(suggestions.shared),
        "findings": [finding_document(finding, lang) for finding in findings],
        "outputs": list(outputs),
    }  # fmt: skip


def _fit(suggestions: Suggestions) -> dict[str, Any] | None:
    fit = suggestions.chart
    if fit is None:
        return None
    differing = [{"account": number, "name": mine, "name_in_chart": theirs} for number, mine, theirs in fit.differing]
    return {"matched": fit.matched, "total": fit.total, "differing": differing}


def _account(one: AccountSuggestion, chart: Chart, lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "account": one.local.number, "name": one.local.name, "balance": plain(one.local.balance),
        "turnover": plain(one.local.turnover), "band": one.band,
        "candidates": [_candidate(candidate, chart, lang) for candidate in one.candidates],
    }  # fmt: skip
    if one.question:
        found["question"] = question_words(one, lang)
    if one.sign_split:
        found["by_sign"] = {sign: _candidate(candidate, chart, lang) for sign, candidate in one.by_sign}
    return found


def _candidate(candidate: Candidate, chart: Chart, lang: str) -> dict[str, str]:
    account = chart.by_code[candidate.code]
    function = candidate.function or account.function or ""
    return {
        "code": candidate.code, "name": account.name.get(lang), "function": function, "evidence": reasons(candidate, chart, lang),
    }  # fmt: skip
