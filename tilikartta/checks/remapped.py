"""The mapping from one financial year to the next: an account keeps its home, so that the years can be compared."""

from itertools import pairwise

from tilikartta.checks.meaning import by_meaning, labels
from tilikartta.checks.subject import Subject
from tilikartta.model import Finding, warning


def mapped_differently(subject: Subject) -> list[Finding]:
    """TK404 (warning): an account maps to another universal account than in the financial year before.

    Why: the year before is shown beside this one, and must be comparable; a change of method is recast or told in the notes (KPL
    3:1.2, KPL 2:2). A rule that is valid for one year only moves the euros of an account to another line.

    Mend: give the rule no dates if the content of the account is the same in both years. If the content changed, accept the
    finding with that reason, and tell it in the notes.

    Passes::

        voucher,date,account,amount
        1,2024-02-03,6610,12.00
        1,2024-02-03,1910,-12.00
        2,2025-02-03,6610,15.00
        2,2025-02-03,1910,-15.00

    Fails::

        voucher,date,account,amount,home_from_2025
        1,2024-02-03,6610,12.00,6210
        1,2024-02-03,1910,-12.00,
        2,2025-02-03,6610,15.00,
        2,2025-02-03,1910,-15.00,
    """
    if subject.mapping is None or not any(rule.valid_from or rule.valid_to for rule in subject.mapping.rules):
        return []
    table, found = by_meaning(subject), []
    table = table[(table["moved"] != 0) | (table["opening"] != 0)]
    for (_, account, name), held in table.groupby(["entity", "account", "account_name"], sort=True):
        homes = {int(str(period)): set(rows["universal"]) for period, rows in held.groupby("period", sort=True)}
        years = sorted(homes)
        for before, after in pairwise(years):
            if homes[before].isdisjoint(homes[after]) and not _other_side(subject, homes[before] | homes[after]):
                who, year = str(account) or str(name), labels(subject)[after]
                found.append(warning("TK404", account=who, name=str(name), old=sorted(homes[before]), new=sorted(homes[after]),
                                     year=year))  # fmt: skip
    return subject.listed(found[: subject.settings.per_code], len(found))


def _other_side(subject: Subject, codes: set[str]) -> bool:
    """Whether the homes are two sides of one thing: a bank account overdrawn is a debt, and nothing was mapped anew."""
    return any(subject.chart.by_code[code].flip in codes for code in codes)
