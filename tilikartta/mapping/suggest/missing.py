"""Accounts that a ledger has and its mapping does not know: suggestions for just those. Suggestions still without an answer."""

from tilikartta.mapping.resolve import Local, accepted, resolve
from tilikartta.mapping.specificity import account_fit
from tilikartta.mapping.suggest.dimensions import free_shares
from tilikartta.mapping.suggest.engine import Engine, suggest
from tilikartta.mapping.suggest.facts import local_facts
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.model import Chart, Ledger, Mapping
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
