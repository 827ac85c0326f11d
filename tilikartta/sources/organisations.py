"""A column that names the organisation of every row: books of several, which this reading counts together."""

from tilikartta.model import Finding, warning
from tilikartta.sources.headings import key_of
from tilikartta.sources.table import Table

_HEADINGS = frozenset(
    map(
        key_of,
        ("yritys", "yhtiö", "yhdistys", "organisaatio", "företag", "bolag", "förening", "organisation", "company", "entity"),
    )
)
_MOST = 5  # more than so many are customers and suppliers


def several_organisations(table: Table) -> list[Finding]:
    """TK249 for a column of organisations that is filled on every row and names two to five of them."""
    found = []
    for heading, column in zip(table.headings, table.columns, strict=True):
        if key_of(heading) in _HEADINGS:
            names = sorted({str(name).strip() for name in column.encoded().dictionary.to_pylist()})
            if 2 <= len(names) <= min(_MOST, len(table) // 2) and "" not in names:
                found.append(warning("TK249", table.place(table.header_row, heading), heading=heading, names=names))
    return found
