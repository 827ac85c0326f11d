"""Codes of other standards that a ledger file carries beside its accounts (SAF-T, SBR): which universal accounts they may be."""

from collections import defaultdict
from functools import cache

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.crosswalk_file import universal_crosswalks

_MOST = 12  # a code that takes more accounts than this says little


@cache
def _accounts_of() -> dict[str, frozenset[tuple[str, str]]]:
    """Foreign code -> (scheme, universal code)."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for crosswalk in universal_crosswalks():
        for account in universal_chart().accounts:
            for function in account.functions or (None,):
                for row in crosswalk.rows_of(account, function)[:1]:
                    for target in row.to:
                        found[target.split(" ")[-1].casefold()].add((crosswalk.id, account.code))
    return {code: frozenset(held) for code, held in found.items()}


def hinted(hint: str) -> dict[str, str]:
    """Universal code -> scheme, for the accounts that the hint may be; empty where the hint is unknown or says too little."""
    if not hint:
        return {}
    found: dict[str, str] = {}
    for word in hint.split():
        by_scheme: dict[str, list[str]] = defaultdict(list)
        for scheme, code in _accounts_of().get(word.casefold(), ()):
            by_scheme[scheme].append(code)
        for scheme in sorted(by_scheme):
            if len(by_scheme[scheme]) <= _MOST:
                found |= dict.fromkeys(by_scheme[scheme], scheme)
    return found
