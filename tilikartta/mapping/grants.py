"""The grants of a mapping, with the columns of a ledger in place of the short names of dimensions."""

from dataclasses import replace

from tilikartta.mapping.cells import dimension_columns
from tilikartta.model import Finding, Ledger, Mapping, warning
from tilikartta.model.grants import Grant


def grants_of(mapping: Mapping, ledger: Ledger) -> tuple[list[Grant], list[Finding]]:
    """Grants ready for ``grant_report``. TK558: a grant that looks at a dimension which the ledger lacks is left out."""
    columns = dimension_columns(mapping, ledger)
    headings = dict(mapping.dimensions)
    grants: list[Grant] = []
    findings: list[Finding] = []
    for grant in mapping.grants:
        missing = [headings.get(name, name) for name, _ in grant.dims if name not in columns]
        if missing:
            findings.append(warning("TK558", grant=grant.name, heading=missing))
        else:
            grants.append(replace(grant, dims=tuple((columns[name], patterns) for name, patterns in grant.dims)))
    return grants, findings
