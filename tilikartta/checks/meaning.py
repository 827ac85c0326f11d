"""Sums by meaning: what the universal accounts hold in each financial year."""

import pandas as pd

from tilikartta.checks.subject import Subject
from tilikartta.mapping.apply import MAPPED
from tilikartta.statements.figures import Statement, balance_sheet, universal_balances


def by_meaning(subject: Subject) -> pd.DataFrame:
    """``summed``, made once for all checks of a subject."""
    return subject.once(summed)


def summed(subject: Subject) -> pd.DataFrame:
    """Mapped sums: entity, period, account (local), universal, klass, nature, function, funder, fund, ``moved`` (debit +, cents).

    ``moved`` holds openings of accounts of the income statement too: what the year says about them. Empty without a mapping.
    """
    columns = ["entity", "period", "account", "account_name", "universal", "function", "funder", "fund"]
    mapped = subject.mapped
    if mapped is None:
        return pd.DataFrame(columns=[*columns, "klass", "nature", "moved", "opening"])
    table = pd.concat([mapped.keys, mapped.balances], axis=1)
    table = table.loc[table["status"] == MAPPED, [*columns, "opening", "movement"]].copy()
    homes = [subject.chart.by_code[str(code)] for code in table["universal"]]
    table["klass"] = [home.klass for home in homes]
    table["nature"] = [home.nature for home in homes]
    table["unspecified"] = [home.unspecified for home in homes]
    table["funder"] = [str(own) or home.funder or "" for own, home in zip(table["funder"], homes, strict=True)]
    table["moved"] = table["opening"] + table["movement"]
    return table


def sheet_of(subject: Subject) -> Statement:
    """The balance sheet of associations, filled in. AssertionError without a mapping; see ``subject.once``."""
    if subject.mapped is None:
        raise AssertionError("a balance sheet was asked for where there is no mapping")
    return balance_sheet(subject.mapped, subject.chart, subject.chart.layout_by_id["bs_npo"], subject.once(universal_sums))


def universal_sums(subject: Subject) -> pd.DataFrame:
    """The universal balances that statements are made of. AssertionError without a mapping; see ``subject.once``."""
    if subject.mapped is None:
        raise AssertionError("statements were asked for where there is no mapping")
    return universal_balances(subject.mapped, subject.chart)


def labels(subject: Subject) -> list[str]:
    """Names of the financial years by index."""
    return [period.label for period in subject.periods] or ["–"]
