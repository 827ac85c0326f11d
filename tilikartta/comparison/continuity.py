"""Whether the years of a member join: every asset and debt opens with what it closed with the year before."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pandas as pd

from tilikartta.comparison.contents import Comparison, MemberResult, MemberYear
from tilikartta.model import Cents, Finding, warning


def years_that_do_not_join(comparison: Comparison) -> Iterator[Finding]:
    """TK725 for every two years of which the later opens otherwise than the earlier closed. Equity is left out: the result of a
    year moves there.
    """
    held = [account.code for account in comparison.chart.accounts if account.klass in {"asset", "liability"}]
    rows = comparison.accounts[comparison.accounts["universal"].isin(held)]
    for result in comparison.counted:
        own = rows[rows["member"] == result.member.id] if len(result.years) > 1 else rows.iloc[:0]
        for before, after in pairwise(result.years):
            if _joined(before, after) and (found := _differences(own, before.label, after.label)):
                yield _told(result, comparison.told_names[result.member.id], after, found)


def _joined(before: MemberYear, after: MemberYear) -> bool:
    """Whether one year begins the day after the other ends."""
    return before.end is not None and after.start is not None and before.end + timedelta(days=1) == after.start


def _differences(own: pd.DataFrame, before: str, after: str) -> dict[str, int]:
    """Local account -> opening less closing of the year before, where it is not zero. Closing balances alone have no opening."""
    closed = own[own["year"] == before].groupby("account")["closing"].sum()
    opened = own[own["year"] == after].groupby("account")["opening"].sum()
    if not opened.any():
        return {}
    changed = opened.sub(closed, fill_value=0).astype("int64")
    return {str(account): int(cents) for account, cents in changed.items() if cents}


def _told(result: MemberResult, name: str, year: MemberYear, found: dict[str, int]) -> Finding:
    largest = max(found, key=lambda account: abs(found[account]))
    return warning(
        "TK725", account=largest, member=name, member_id=result.member.id, year=year.label, count=len(found), largest=largest,
        difference=Cents(found[largest]),
    )  # fmt: skip
