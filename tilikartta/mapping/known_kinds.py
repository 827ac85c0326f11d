"""What a mapping knows of an organisation's accounts helps reading: it settles signs that a file leaves open."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import pandas as pd

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.resolve import Local, resolve
from tilikartta.model import Ledger, Mapping
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.source_options import with_source


def with_mapping(options: ReadOptions, mapping: Mapping, opening: Ledger | None = None) -> ReadOptions:
    """Reading options with the mapping's ``source``, what it makes of each account, and last year's closing balances."""
    return with_balances(replace(with_source(options, mapping), kind_of=kinds_of(mapping)), opening)


def with_balances(options: ReadOptions, opening: Ledger | None) -> ReadOptions:
    """Reading options with last year's closing balances, where they are known."""
    return options if opening is None else replace(options, opened=MappingProxyType(closing_by_account(opening)))


def with_kinds(mapping: Mapping) -> ReadOptions:
    """Reading options for a file of another form than the ledger: only what the mapping makes of each account."""
    return ReadOptions(kind_of=kinds_of(mapping))


def kinds_of(mapping: Mapping) -> Callable[[str, str], str]:
    """Number and name of an account -> its class in the universal chart; "" where the mapping leaves it open or splits it."""

    @cache
    def kind_of(number: str, name: str) -> str:
        chart = universal_chart()
        parts = resolve(mapping, chart, Local(number, name)).parts
        classes = {chart.by_code[part.account].klass for part in parts if part.account in chart.by_code}
        return classes.pop() if len(classes) == 1 else ""

    return kind_of


def closing_by_account(ledger: Ledger) -> dict[str, int]:
    """Closing balance of every account (cents, debit +): its stated closing, else opening plus entries."""
    balances = ledger.balances
    closing = balances["closing"].fillna(balances["opening"]).fillna(0)
    frames = [balances[["account"]].assign(cents=closing), ledger.entries[["account"]].assign(cents=ledger.entries["amount"])]
    sums = pd.concat(frames).groupby("account")["cents"].sum()
    return {str(account): int(cents) for account, cents in sums.items() if cents}
