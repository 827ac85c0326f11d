"""What is done about one column of amounts whose direction no heading, profile or user states: settle it, or ask for it."""

from datetime import date

import numpy as np
import pandas as pd

from tilikartta.model import Cents, Finding, Place, Severity, error, info, warning
from tilikartta.sources.account_kinds import kind_of_name
from tilikartta.sources.canonical import arrow
from tilikartta.sources.cells import Part
from tilikartta.sources.layout import Roles
from tilikartta.sources.profile_table import Shaped
from tilikartta.sources.side_suffix import with_signs
from tilikartta.sources.sign_evidence import CREDIT_PLUS, DEBIT_PLUS, Verdict, weigh
from tilikartta.sources.statement_columns import PERIODS

ASKED = frozenset({"TK160", "TK191", "TK196"})
"""Refusals that another file of the same run may yet answer."""


def is_open(part: Part, shaped: Shaped, roles: Roles) -> bool:
    """Whether entries were read by a sign model that nothing but the accounts themselves can confirm."""
    if part.entries is None or not len(part.entries) or part.decisions.get("sign") not in (DEBIT_PLUS, "statement"):
        return False
    if shaped.options.sign or shaped.natural or roles.direction or part.decisions.get("layout") == PERIODS:
        return False
    return "amount" in roles and with_signs(shaped.table, roles) is shaped.table


def verdict_on(part: Part, shaped: Shaped) -> Verdict:
    """What the accounts of a table say, once its opening rows stand apart."""
    assert part.entries is not None
    return weigh(part.entries, part.balances, shaped.options)


def told(entries: pd.DataFrame, verdict: Verdict, place: Place, heading: str) -> list[Finding]:
    """What to say about a verdict on amounts that were read debit +.

    TK160 numbers speak for the other direction, TK196 nothing tells the direction (an example row is asked about), TK244 only few
    euros tell it, TK245 the accounts show that plus is credit.
    """
    if verdict.model == CREDIT_PLUS:
        return [info("TK245", place, heading=heading)]
    if verdict.model == DEBIT_PLUS:
        return [warning("TK244", place, heading=heading, accounts=list(verdict.by))] if verdict.weak else []
    if verdict.numbered == CREDIT_PLUS:
        return [error("TK160", place, heading=heading)]
    data = {"heading": heading, **_example(entries)}
    return [Finding("TK196", Severity.ERROR, place, data=data)]


def _example(entries: pd.DataFrame) -> dict[str, object]:
    """A row to ask about: the largest amount of a bank account (by name, else 19..), else of any; and what each answer means."""
    cents = np.asarray(arrow(entries, "amount").to_numpy(), dtype=np.int64)
    names = pd.Series(arrow(entries, "account_name").to_numpy(), dtype="object")
    numbers = arrow(entries, "account").to_numpy()
    bank = {name: 2 * (kind_of_name(str(name)) == "asset") for name in names.unique()}
    usual = pd.Series(numbers, dtype="object").str.startswith("19").to_numpy(dtype=np.int64)
    order = pd.DataFrame({"bank": names.map(bank) + usual, "plus": cents > 0, "size": np.abs(cents)})
    at = int(order.sort_values(["bank", "plus", "size"], ascending=False, kind="stable").index[0])
    day = arrow(entries, "date")[at].as_py()
    answers = (DEBIT_PLUS, CREDIT_PLUS) if cents[at] >= 0 else (CREDIT_PLUS, DEBIT_PLUS)
    return {
        "row": str(arrow(entries, "source_row")[at].as_py()), "date": day if isinstance(day, date) else "–",
        "local": f"{numbers[at]} {names[at]}".strip(), "amount": Cents(int(cents[at])), "debit": answers[0], "credit": answers[1],
    }  # fmt: skip
