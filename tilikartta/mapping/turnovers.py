"""Rules by the sign of an entry on a trial balance: its debit and credit turnover stand for the entries that it does not show."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from tilikartta.mapping.cells import may_take, movements
from tilikartta.model import Cents, Chart, Finding, Ledger, Mapping, Place, warning

_WHO = ["account", "account_name"]


def by_turnover(ledger: Ledger, mapping: Mapping, chart: Chart) -> tuple[Ledger, list[Finding]]:
    """The ledger with the rows of balances that rules by sign are for in two: the debit turnover and the credit turnover apart.

    An event account then has its income and its costs as from entries. Openings stay with the larger of the two. TK764 for an
    account whose turnovers the file does not tell: all of it goes by the sign of what is left.
    """
    rows = ledger.balances
    asked = _by_sign(rows, mapping, chart)
    if not asked.any():
        return ledger, []
    opening, debit, credit = (rows[name].to_numpy(dtype=np.int64, na_value=0) for name in ("opening", "debit", "credit"))
    moved = movements(ledger)
    closes = asked & rows["closing"].notna().to_numpy(dtype=bool)
    both = closes & (debit != 0) & (credit != 0) & (debit - credit == moved)
    findings = list(_net_alone(rows[closes & (moved != 0) & (debit == 0) & (credit == 0)]))
    if not both.any():
        return ledger, findings
    costs = moved >= 0
    kept = {
        "debit": np.where(costs, debit, 0), "credit": np.where(costs, 0, credit),
        "closing": opening + np.where(costs, debit, -credit),
    }  # fmt: skip
    apart = {
        "debit": np.where(costs, 0, debit), "credit": np.where(costs, credit, 0), "closing": np.where(costs, -credit, debit),
    }  # fmt: skip
    other = rows[both].assign(**{name: _cents(rows[name][both], values[both]) for name, values in apart.items()})
    other = other.assign(opening=other["opening"].where(other["opening"].isna(), 0))
    whole = rows.assign(**{name: rows[name].where(~both, _cents(rows[name], values)) for name, values in kept.items()})
    return replace(ledger, balances=pd.concat([whole, other]).sort_index(kind="stable").reset_index(drop=True)), findings


def _by_sign(rows: pd.DataFrame, mapping: Mapping, chart: Chart) -> "np.typing.NDArray[np.bool_]":
    """Which rows are of an account that some rule takes by sign to the income statement: a balance has one side in all."""
    in_result = {account.code for account in chart.accounts if account.in_income_statement}
    rules = [rule for rule in mapping.rules if rule.when.sign and in_result & {target.account for target in rule.targets}]
    return may_take(rules, rows[_WHO])


def _cents(like: "pd.Series[int]", values: "np.typing.NDArray[np.int64]") -> "pd.Series[int]":
    return pd.Series(values, index=like.index, dtype=like.dtype)


def _net_alone(rows: pd.DataFrame) -> Iterable[Finding]:
    """TK764 per account."""
    for row in rows.sort_values(["source_file", "sheet", "source_row"], kind="stable").drop_duplicates(_WHO).to_dict("records"):
        place = Place(str(row["source_file"]), str(row["sheet"]), int(row["source_row"]))
        account, name = str(row["account"]), str(row["account_name"])
        opening = 0 if pd.isna(row["opening"]) else int(row["opening"])
        yield warning("TK764", place, account=account or name, name=name, amount=Cents(int(row["closing"]) - opening))
