"""Suggestions in words: the evidence of a candidate, and why an account has none."""

from collections.abc import Iterable

from tilikartta.messages import label
from tilikartta.messages.numbers import present
from tilikartta.model import Chart
from tilikartta.model.suggestion import AccountSuggestion, Candidate, Evidence

MOST_REASONS = 3


def evidence_words(evidence: Evidence, chart: Chart, lang: str) -> str:
    """One reason as a sentence without a full stop. Codes of groups and classes are given their names."""
    data = dict(evidence.data)
    if "group" in data and (group := chart.group_of(str(data["group"]))):
        data["group"] = group.name.get(lang)
    if "klass" in data:
        data["klass"] = label(f"kind.{data['klass']}", lang)
    return label(f"evidence.{evidence.kind}", lang).format_map({key: present(value, lang) for key, value in data.items()})


def reasons(candidate: Candidate, chart: Chart, lang: str, most: int = MOST_REASONS) -> str:
    """The weightiest reasons of a candidate, parted by semicolons."""
    words = [evidence_words(evidence, chart, lang) for evidence in candidate.evidence[:most]]
    return "; ".join(dict.fromkeys(words))


def called(code: str, chart: Chart, lang: str) -> str:
    """``3310 Jäsenmaksut``."""
    return f"{code} {chart.by_code[code].name.get(lang)}"


def alternatives(candidates: Iterable[Candidate], chart: Chart, lang: str) -> str:
    """Other candidates, parted by semicolons."""
    return "; ".join(called(candidate.code, chart, lang) for candidate in candidates)


def question_words(one: AccountSuggestion, lang: str) -> str:
    """Why there is no answer."""
    return label(f"question.{one.question}", lang) if one.question else ""
