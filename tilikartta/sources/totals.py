"""Totals printed in a file are a check of what was read: a total that does not equal its rows is a finding."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, error
from tilikartta.sources.layout import Roles
from tilikartta.sources.rows import Sorted
from tilikartta.sources.signs import total, zero
from tilikartta.sources.table import Table

CHECKED = ("debit", "credit", "amount")


def check_totals(table: Table, rows: Sorted, roles: Roles, amounts: Mapping[str, pa.ChunkedArray]) -> list[Finding]:
    """TK203: the total row at the end of a table is neither the sum of all rows nor of those since the total before it."""
    totals = table.rows.filter(rows.totals).to_pylist()
    if not totals:
        return []
    last_posting = pc.max(table.rows.filter(rows.postings)).as_py() or 0
    final = [row for row in totals if row > last_posting]
    previous = max((row for row in totals if row < last_posting), default=0)
    findings: list[Finding] = []
    for role in CHECKED:
        if role not in amounts:
            continue
        cents = zero(amounts[role])
        sums = {total(cents.filter(rows.postings)), total(cents.filter(pc.and_(rows.postings, pc.greater(table.rows, previous))))}
        for row in final:
            printed = total(cents.filter(pc.equal(table.rows, row)))
            if printed and printed not in sums:
                computed = max(sums, key=abs)
                difference = Cents(printed - computed)
                findings.append(
                    error(
                        "TK203",
                        table.place(row, table.headings[roles.at[role]]),
                        printed=Cents(printed),
                        computed=Cents(computed),
                        difference=difference,
                    )
                )
    return findings
