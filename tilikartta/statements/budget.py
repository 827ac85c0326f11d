"""A budget beside the income statement: what was planned for the year, by the lines of the same layout.

Budgets are planned by people: some write costs as positive, some as negative figures. Mapping tells which accounts are income
and which are costs, so the sign that most euros of a class carry is that class's own; the rest of it are deductions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from tilikartta.mapping.apply import MAPPED, UNMAPPED, apply_mapping
from tilikartta.mapping.coverage import account_table
from tilikartta.model import (
    RESULT_CLASSES,
    Cents,
    Chart,
    Finding,
    Layout,
    Ledger,
    Mapping,
    Place,
    SourceFile,
    info,
    ordered,
    warning,
)
from tilikartta.statements.figures import Statement, income_from_lines

ROW_COLUMNS = ("line", "universal", "function", "account", "account_name", "amount")
BUDGET, ACTUAL = 0, 1


@dataclass(frozen=True)
class Budget:
    """A budget in the income layout.

    ``period`` is the label of the year it is for. ``rows`` (ROW_COLUMNS): one per local account and meaning, in the order of the
    layout, ``amount`` in cents, income +, expense -. ``both`` is a statement of two columns, the budget (BUDGET) and what came
    true (ACTUAL), so that a line is printed when either has a figure.
    """

    period: str
    rows: pd.DataFrame
    both: Statement
    files: tuple[SourceFile, ...] = ()


def budget_of(planned: Ledger, mapping: Mapping, chart: Chart, actual: Statement) -> tuple[Budget, list[Finding]]:
    """The budget of the newest year of ``actual`` (an income statement).

    Findings: TK676 an account of the budget has no home, TK677 nothing in the file is income or cost, TK678 and TK679 (info) the
    signs of income or of costs were turned. Balance-sheet accounts (investments, loans) are left out, and so are rows dated in
    another year.
    """
    planned = _of_year(planned, actual.periods[-1])
    # A plan has no day: rules hold whatever time they are for.
    mapped = apply_mapping(planned, replace(mapping, valid_from=None, valid_to=None), chart)
    place = Place(planned.files[0].path) if planned.files else Place()
    table = account_table(mapped)
    table = table.assign(amount=-table["closing"])
    findings = list(_without_home(table, place))
    table = table[table["status"] == MAPPED]
    table = table.assign(klass=[chart.by_code[str(code)].klass for code in table["universal"]])
    table = table[table["klass"].isin(RESULT_CLASSES)]
    for klass, sign, code in (("income", 1, "TK678"), ("expense", -1, "TK679")):
        own = table["klass"] == klass
        if int(table.loc[own, "amount"].sum()) * sign < 0:
            table = table.assign(amount=table["amount"].where(~own, -table["amount"]))
            findings.append(info(code, place, amount=Cents(sign * int(table.loc[own, "amount"].sum()))))
    if table.empty:
        findings.append(warning("TK677", place))
    rows = _rows(table, chart, actual.layout)
    return Budget(actual.periods[-1], rows, _beside(rows, actual), planned.files), ordered(findings)


def _of_year(planned: Ledger, label: str) -> Ledger:
    """The rows of a plan by months that are dated in the year of the label, and those without a day."""
    span = re.findall(r"\d{4}-\d{2}-\d{2}", label) or [f"{label}-01-01", f"{label}-12-31"]
    if label == "–":
        return planned
    first, last = (date.fromisoformat(day) for day in span)
    days = planned.entries["date"]
    within = days.isna() | ((days >= first) & (days <= last)).fillna(True)
    return replace(planned, entries=planned.entries[within.astype(bool)].reset_index(drop=True))


def _without_home(table: pd.DataFrame, place: Place) -> Iterator[Finding]:
    """TK676 per account of the budget that no rule takes."""
    lost = table[(table["status"] == UNMAPPED) & (table["amount"] != 0)]
    sums = lost.groupby(["account", "account_name"], sort=True)["amount"].sum().reset_index()
    for row in sums.to_dict("records"):
        account, name, amount = str(row["account"]), str(row["account_name"]), Cents(abs(int(row["amount"])))
        yield warning("TK676", place, account=account or name, name=name if account else "", amount=amount)


def _rows(table: pd.DataFrame, chart: Chart, layout: Layout) -> pd.DataFrame:
    """The accounts of the budget on their lines, sorted as the layout prints them."""
    asked = zip(table["universal"], table["function"], table["funder"], strict=True)
    lines = [layout.line_of(chart.by_code[str(code)], str(function) or None, str(funder)) for code, function, funder in asked]
    order = {line.id: place for place, line in enumerate(layout.leaves)}
    table = table.assign(line=[line.id if line else "" for line in lines])
    rows = table.groupby(list(ROW_COLUMNS[:-1]), sort=False, dropna=False)["amount"].sum().reset_index()
    rows = rows[rows["line"] != ""].assign(place=lambda frame: frame["line"].map(order))
    rows = rows.sort_values(["place", "universal", "function", "account", "account_name"], kind="stable")
    return rows[list(ROW_COLUMNS)].reset_index(drop=True)


def _beside(rows: pd.DataFrame, actual: Statement) -> Statement:
    """Budget and actual figures of the newest year as two columns of one statement."""
    planned = [(str(row["line"]), str(row["universal"]), BUDGET, int(row["amount"])) for row in rows.to_dict("records")]
    came = [(leaf.id, "", ACTUAL, actual.amounts[leaf.id][-1]) for leaf in actual.layout.leaves]
    return income_from_lines(actual.layout, [*planned, *came], ["budget", actual.periods[-1]])
