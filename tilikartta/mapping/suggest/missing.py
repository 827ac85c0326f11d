"""Accounts that a ledger has and its mapping does not know: suggestions for just those. Suggestions still without an answer."""

from collections.abc import Sequence

from tilikartta.mapping.resolve import Local, accepted, resolve
from tilikartta.mapping.specificity import account_fit
from tilikartta.mapping.suggest.dimensions import free_shares
from tilikartta.mapping.suggest.engine import Engine, suggest
from tilikartta.mapping.suggest.facts import local_facts
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.model import Chart, Finding, Ledger, Mapping, Rule, error
from tilikartta.model.suggestion import LocalFacts, Suggestions


def missing_suggestions(
    ledger: Ledger, mapping: Mapping, chart: Chart, memory: Memory, *, engine: Engine | None = None
) -> Suggestions:
    """Propose rules for the accounts that no accepted rule of the mapping takes, not even in some cost centre.

    Accounts that are mapped stay as they are; the missing ones learn from them as from neighbours in the same chart.
    """
    facts = local_facts(ledger, ())
    known = accepted(mapping)
    settled = {one.number or one.name: code for one in facts if (code := _code_of(known, chart, one)) is not None}
    if all((one.number or one.name) in settled for one in facts):
        return Suggestions()
    return suggest(facts, chart, memory, free=free_shares(ledger), settled=settled, recognise=False, engine=engine)


def _code_of(mapping: Mapping, chart: Chart, one: LocalFacts) -> str | None:
    """Where accepted rules take the account: a code, "" where it differs by cost centre, side or is outside; None for nowhere."""
    side = "credit" if one.balance < 0 else "debit"
    result = resolve(mapping, chart, Local(one.number, one.name, (), side))
    if result.parts:
        return result.parts[0].account
    rules = [rule for rule in mapping.rules if account_fit(rule.when, one.number, one.name) is not None]
    return "" if any(rule.outside or any(target.account for target in rule.targets) for rule in rules) else None


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
