"""Costs of a grant on days when it may not be used."""

import numpy as np

from tilikartta.checks.codes import Mask
from tilikartta.checks.subject import Subject
from tilikartta.mapping.cells import UNDATED
from tilikartta.mapping.grants import grants_of
from tilikartta.model import Cents, Finding, warning
from tilikartta.model.grants import Grant
from tilikartta.statements.grant_centre import fits


def cost_outside_period(subject: Subject) -> list[Finding]:
    """TK695 (warning): a cost stands on the cost centre of a grant, outside the period in which the grant may be used.

    Why: only costs of the period of use are accepted (decrees 1059/2023 14 §, 866/2021 3 §); others are asked back.

    Mend: move the entry to another cost centre, or accrue it to the period that it belongs to. The period is that of `grants:`
    in the organisation file.

    Passes::

        voucher,date,account,amount,cost_centre,grant_end
        1,2025-06-30,6110,50.00,200,2025-06-30
        1,2025-06-30,1910,-50.00,,

    Fails::

        voucher,date,account,amount,cost_centre,grant_end
        1,2025-07-01,6110,50.00,200,2025-06-30
        1,2025-07-01,1910,-50.00,,
    """
    if subject.mapped is None or subject.mapping is None:
        return []
    p = subject.mapped_postings
    grants, _ = grants_of(subject.mapping, subject.ledger)
    costs = subject.rows_where(subject.keys_where(klass="expense")) & (p.amount > 0) & (p.day != UNDATED)
    found, total = [], 0
    for grant in grants:
        rows = np.flatnonzero(costs & _outside(grant, subject) & _in_centre(grant, subject)).astype(np.int64)
        total += len(rows)
        data = {"grant": grant.name, "start": grant.start or "", "end": grant.end or ""}
        found += [
            warning("TK695", p.place(row), account=str(p.cell(row, "account")), voucher=p.voucher_of(row), day=p.dated(row),
                    amount=Cents(int(p.amount[row])), **data)
            for row in subject.first(rows)
        ]  # fmt: skip
    return subject.listed(found[: subject.settings.per_code], total)


def _outside(grant: Grant, subject: Subject) -> Mask:
    """Entries before or after the period of use; none where the grant states none."""
    day = subject.mapped_postings.day
    early = day < int(np.datetime64(grant.start, "D").astype(np.int64)) if grant.start else np.zeros(len(day), dtype=np.bool_)
    late = day > int(np.datetime64(grant.end, "D").astype(np.int64)) if grant.end else np.zeros(len(day), dtype=np.bool_)
    return np.asarray(early | late, dtype=np.bool_)


def _in_centre(grant: Grant, subject: Subject) -> Mask:
    """Entries on the cost centre or activity of the grant; a grant that names neither has no costs that can be told apart."""
    p = subject.mapped_postings
    if subject.mapped is None or not (grant.dims or grant.activity):
        return np.zeros(p.size, dtype=np.bool_)
    inside = np.ones(p.size, dtype=np.bool_)
    for column, patterns in grant.dims:
        held = p.dims[column]
        chosen = np.array([any(fits(pattern, str(value)) for pattern in patterns) for value in held.values], dtype=np.bool_)
        inside &= chosen[held.codes]
    if grant.activity:
        inside &= subject.rows_where(
            np.array([str(one) in grant.activity for one in subject.mapped.keys["activity"]], dtype=np.bool_)
        )
    return inside
