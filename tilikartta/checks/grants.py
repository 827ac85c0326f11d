"""Grants and collections: whose money, followed where, and what must not be paid with it."""

import numpy as np

from tilikartta.checks.codes import Ints, Mask
from tilikartta.checks.meaning import by_meaning, labels
from tilikartta.checks.subject import Subject
from tilikartta.model import Cents, Finding, warning

# Funders whose terms refuse depreciation, interest and fines, and ask for a cost centre of the grant.
STRICT_FUNDERS = frozenset({"stea", "eu", "state"})
_REFUSED = ("depreciation", "financing", "fines")


def _funders(subject: Subject) -> list[str]:
    """The funder of each key: the one a rule sets, else that of its account."""
    if subject.mapped is None:
        return []
    own = [str(funder) for funder in subject.mapped.keys["funder"]]
    return [said or (home.funder or "" if home else "") for said, home in zip(own, subject.homes, strict=True)]


def grant_rows(subject: Subject, funders: frozenset[str] | None = None) -> Mask:
    """Mapped entries of income from grants for a purpose (of these funders)."""
    keys = subject.keys_where(klass="income", nature=("grant_targeted",))
    if funders is not None:
        keys &= np.array([funder in funders for funder in _funders(subject)], dtype=np.bool_)
    return subject.rows_where(keys)


def grant_without_funder(subject: Subject) -> list[Finding]:
    """TK687 (warning): income from a grant does not say who gave it.

    Why: each funder asks for its own report, and a grant must be followed apart in the bookkeeping (decrees 1059/2023 15 §,
    867/2021 13 §, 887/2023 4 §).

    Mend: map the account to the grant account of its funder, or set the funder in the rule (funder: stea).

    Passes::

        voucher,date,account,amount
        1,2025-01-15,1910,5000.00
        1,2025-01-15,3630,-5000.00

    Fails::

        voucher,date,account,amount
        1,2025-01-15,1910,5000.00
        1,2025-01-15,3690,-5000.00
    """
    table = by_meaning(subject)
    rows = table[(table["nature"] == "grant_targeted") & (table["funder"] == "") & (table["universal"] == "3690")]
    sums = rows.groupby(["account", "account_name"], sort=True)["moved"].sum()
    return [
        warning("TK687", account=str(key[0]) or str(key[1]), name=str(key[1]), amount=Cents(-int(cents)))  # type: ignore[index]
        for key, cents in sums.items()
        if cents
    ]


def grant_without_cost_centre(subject: Subject) -> list[Finding]:
    """TK688 (warning): income from a grant stands on no cost centre, project or activity.

    Why: the funder wants the income and costs of its grant by themselves: STEA and the ministries ask for a cost centre for
    each grant (decrees 1059/2023 15 §, 867/2021 13 §).

    Mend: give the entry the cost centre of the grant in the bookkeeping program.

    Passes::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,5000.00,
        1,2025-01-15,3610,-5000.00,200
        2,2025-01-16,6110,5000.00,200
        2,2025-01-16,1910,-5000.00,

    Fails::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,5000.00,
        1,2025-01-15,3610,-5000.00,
        2,2025-01-16,6110,5000.00,200
        2,2025-01-16,1910,-5000.00,
    """
    if subject.mapped is None:
        return []
    p = subject.mapped_postings
    followed = [column.filled for column in p.dims.values()]
    if not any(column.any() for column in followed):
        return []
    placed = np.logical_or.reduce(followed)
    active = subject.rows_where(np.array([bool(value) for value in subject.mapped.keys["activity"]], dtype=np.bool_))
    rows = np.flatnonzero(grant_rows(subject) & ~placed & ~active & (p.amount < 0)).astype(np.int64)
    found = [
        warning(
            "TK688",
            p.place(row),
            account=str(p.cell(row, "account")),
            voucher=p.voucher_of(row),
            amount=Cents(-int(p.amount[row])),
        )
        for row in subject.first(rows)
    ]
    return subject.listed(found, len(rows))


def in_centres(subject: Subject, costs: Mask, funders: frozenset[str]) -> list[tuple[str, Ints]]:
    """Of each dimension, those rows of the costs that stand in the values that hold grant income of the funders."""
    p = subject.mapped_postings
    grants = grant_rows(subject, funders) & (p.amount < 0)
    found = []
    for name, column in p.dims.items():
        centres = np.unique(column.codes[grants & column.filled])
        found.append((name, np.flatnonzero(costs & column.filled & np.isin(column.codes, centres)).astype(np.int64)))
    return found


def costs_in_centres(subject: Subject, code: str, costs: Mask, funders: frozenset[str]) -> list[Finding]:
    """One finding (warning) per row of the costs that stands on a cost centre of the funders' grants."""
    p, found, total = subject.mapped_postings, [], 0
    for name, rows in in_centres(subject, costs, funders):
        total += len(rows)
        found += [
            warning(code, p.place(row), account=str(p.cell(row, "account")), voucher=p.voucher_of(row),
                    name=str(p.cell(row, "account_name")), centre=str(p.cell(row, name)), amount=Cents(int(p.amount[row])))
            for row in subject.first(rows)
        ]  # fmt: skip
    return subject.listed(found[: subject.settings.per_code], total)


def refused_cost(subject: Subject) -> list[Finding]:
    """TK689 (warning): depreciation, interest or a fine stands on the cost centre of a grant.

    Why: STEA, EU and state grants do not pay depreciation, financing costs, late interest or fines (decrees 1059/2023 9 §,
    866/2021 24 §). What was reported to the funder by mistake is asked back with interest.

    Mend: move the entry to another cost centre before the report is made.

    Passes::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,5000.00,
        1,2025-01-15,3610,-5000.00,200
        2,2025-06-16,6110,5000.00,200
        2,2025-06-16,1910,-5000.00,
        3,2025-12-31,7130,700.00,100
        3,2025-12-31,1140,-700.00,

    Fails::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,5000.00,
        1,2025-01-15,3610,-5000.00,200
        2,2025-06-16,6110,5000.00,200
        2,2025-06-16,1910,-5000.00,
        3,2025-12-31,7130,700.00,200
        3,2025-12-31,1140,-700.00,
    """
    if subject.mapped is None:
        return []
    refused = subject.rows_where(subject.keys_where(klass="expense", nature=_REFUSED)) & (subject.mapped_postings.amount > 0)
    return costs_in_centres(subject, "TK689", refused, STRICT_FUNDERS)


def grant_in_surplus(subject: Subject) -> list[Finding]:
    """TK694 (warning): the cost centre of a STEA grant shows a surplus.

    Why: a STEA grant is income only as far as it was used; the rest is an advance received (decree 1059/2023). An aided
    activity can therefore never show a surplus.

    Mend: move the unused part of the grant from income to advances received (avustusennakot) at the end of the year.

    Passes::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,5000.00,
        1,2025-01-15,3610,-5000.00,200
        2,2025-06-16,6110,5000.00,200
        2,2025-06-16,1910,-5000.00,

    Fails::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,5000.00,
        1,2025-01-15,3610,-5000.00,200
        2,2025-06-16,6110,4000.00,200
        2,2025-06-16,1910,-4000.00,
    """
    if subject.mapped is None:
        return []
    by_funder = _by_funder(subject)
    groups = by_funder if by_funder is not None else _by_centre(subject)
    return [
        warning("TK694", account=account, centre=centre, year=labels(subject)[period], surplus=Cents(surplus))
        for account, centre, period, surplus in groups
        if surplus > 0
    ]


Group = tuple[str, str, int, int]  # account of the grant, where it is followed, index of the year, surplus in cents


def _by_funder(subject: Subject) -> list[Group] | None:
    """The result of STEA's money by year, where the mapping says which costs it pays; None where it does not."""
    table = by_meaning(subject)
    rows = table[table["klass"].isin({"income", "expense"}) & (table["funder"] == "stea") & (table["nature"] != "grant_general")]
    if not (rows["klass"] == "expense").any():
        return None
    found: list[Group] = []
    for period, held in rows.groupby("period", sort=True):
        grants = held.loc[held["nature"] == "grant_targeted", "account"]
        if len(grants):
            found.append((str(grants.iloc[0]), "STEA", int(str(period)), -int(held["moved"].sum())))
    return found


def _by_centre(subject: Subject) -> list[Group]:
    """The result of every cost centre and year that holds a STEA grant."""
    p, found = subject.mapped_postings, []
    grants = grant_rows(subject, frozenset({"stea"}))
    in_result = subject.rows_where(subject.keys_where(klass="income") | subject.keys_where(klass="expense"))
    for column in p.dims.values():
        filled = column.filled
        for centre in np.unique(column.codes[grants & filled]):
            held = filled & (column.codes == centre) & in_result
            for period in np.unique(p.period[held & grants]):
                row = int(np.flatnonzero(held & grants & (p.period == period))[0])
                surplus = -int(p.amount[held & (p.period == period)].sum())
                found.append((str(p.cell(row, "account")), column.values[int(centre)], int(period), surplus))
    return found


def collection_without_income(subject: Subject) -> list[Finding]:
    """TK690 (warning): a money collection has costs but no income.

    Why: the account of a collection that is given to the police shows both what was raised and what it cost (Money Collection
    Act 863/2019); income booked elsewhere is missing from it.

    Mend: book what was raised on the account of collection income, or move the costs if there was no collection.

    Passes::

        voucher,date,account,amount
        1,2025-05-05,1910,800.00
        1,2025-05-05,3420,-800.00
        2,2025-05-06,6910,60.00
        2,2025-05-06,1910,-60.00

    Fails::

        voucher,date,account,amount
        2,2025-05-06,6910,60.00
        2,2025-05-06,1910,-60.00
    """
    table = by_meaning(subject)
    found = []
    for period, label in enumerate(labels(subject)):
        rows = table[table["period"] == period]
        cost = int(rows.loc[rows["universal"] == "6910", "moved"].sum())
        if cost > 0 and not int(rows.loc[rows["nature"] == "collection", "moved"].sum()):
            account = str(rows.loc[rows["universal"] == "6910", "account"].iloc[0])
            found.append(warning("TK690", account=account, year=label, amount=Cents(cost)))
    return found
