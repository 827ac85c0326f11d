"""Whether a mapping may be used for figures: its faults, and suggestions that would be passed over in silence."""

from collections.abc import Sequence

from tilikartta.mapping.check import check_mapping
from tilikartta.mapping.resolve import Local, accepted, resolve
from tilikartta.model import Chart, Finding, Mapping, Rule, error


def check_for_use(mapping: Mapping, chart: Chart) -> list[Finding]:
    """Every fault that ``check_mapping`` finds, and TK583 for suggestions that the mapping it extends would overrule."""
    return [*check_mapping(mapping, chart), *shadowed(mapping, chart)]


def shadowed(mapping: Mapping, chart: Chart) -> list[Finding]:
    """TK583: a suggestion waits for an answer, and meanwhile the mapping that is extended would take the account elsewhere.

    A chart is recognised as a whole; where a single account has another name than in the chart, its number alone must not decide.
    """
    own = mapping.files[0][0] if mapping.files else ""
    waiting = [rule for rule in mapping.rules if rule.status == "suggested" and rule.place.file == own]
    known = accepted(mapping)
    return [finding for rule in waiting for finding in _shadow(rule, known, chart)]


def _shadow(rule: Rule, known: Mapping, chart: Chart) -> Sequence[Finding]:
    wanted = {target.account for target in rule.targets}
    found = []
    for pattern in rule.when.account:
        if pattern.kind != "exact" or rule.when.dims or not any(wanted):
            continue
        parts = resolve(known, chart, Local(pattern.low)).parts
        if parts and parts[0].account not in wanted:
            found.append(error("TK583", rule.place, account=pattern.low, target=min(wanted), used=parts[0].account))
    return found
