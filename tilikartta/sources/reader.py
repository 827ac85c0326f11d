"""Table -> canonical ledger: roles, dates, accounts, amounts and rows put together. All findings of the table in one run."""

from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, Place, error, info
from tilikartta.sources.accounts import read_accounts, read_codes
from tilikartta.sources.amounts import decide_decimal, read_amounts
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.dates import read_dates
from tilikartta.sources.layout import Roles, assign_roles
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.rows import Sorted, sort_rows
from tilikartta.sources.signs import Signed, from_one_column, from_side, from_two_columns, total, zero
from tilikartta.sources.table import Column, Table

SHOWN_ROWS = 20
AMOUNT_ROLES = ("debit", "credit", "amount", "opening", "closing")


@dataclass
class Part:
    """What one table gave. Frames are None when there is nothing of the kind."""

    entries: pd.DataFrame | None = None
    balances: pd.DataFrame | None = None
    decisions: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    rows: int = 0


def read(table: Table, options: ReadOptions) -> tuple[Part, list[Finding]]:
    """Read a table into the canonical ledger. Findings of severity error with codes TK1.. say that it cannot be read."""
    roles, findings = assign_roles(table, options)
    part = Part(decisions=dict(table.decisions), columns=roles.shown(table))
    part.decisions["header_row"] = str(table.header_row)
    part.decisions["columns"] = "; ".join(f"{role} = {heading}" for role, heading in part.columns.items())
    if any(finding.code in ("TK140", "TK141") for finding in findings):
        return part, findings
    return _Reader(table, options, roles, part, findings).read()
