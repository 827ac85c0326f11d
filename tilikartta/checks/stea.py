"""What STEA and other strict funders do not pay, and the limits of STEA's general and delegated costs."""

from datetime import date

import numpy as np
import pyarrow as pa

from tilikartta.checks.codes import Coded, Ints, Mask, joined, sums
from tilikartta.checks.grants import STRICT_FUNDERS, costs_in_centres, in_centres
from tilikartta.checks.meaning import by_meaning, labels
from tilikartta.checks.netting import turned_back
from tilikartta.checks.postings import Postings
from tilikartta.checks.subject import Subject
from tilikartta.definitions.law_facts import law_facts
from tilikartta.model import Cents, Finding, warning

_STEA = frozenset({"stea"})
_IMPUTED_NAMES = ("laskennalli", "kalkylera", "imputed", "vapaaehtoistyön arvo", "talkootyön arvo")
# Bonuses, pensions beyond the statutory ones, costs of fundraising, of business and of investments.
_NOT_FOR_STEA = (
    "4140", "4215", "4218", "6250", "6730", "6910", "6920", "6930", "6940", "6950", "6960", "6970", "7570",
)  # fmt: skip


def imputed_cost(subject: Subject) -> list[Finding]:
    """TK347 (warning): an imputed cost stands on the cost centre of a grant.

    Why: STEA, EU and state grants pay only real costs that were or will be paid; the value of voluntary work, of rooms got for
    nothing and other imputed items are none (decrees 1059/2023 9 §, 866/2021 24 §).

    Mend: take the imputed cost off the cost centre of the grant, and tell the value of voluntary work in the report in words.

    Passes::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,5000.00,
        1,2025-01-15,3610,-5000.00,200
        2,2025-06-16,6110,5000.00,200
        2,2025-06-16,1910,-5000.00,
        3,2025-12-31,9110,700.00,100
        3,2025-12-31,9130,-700.00,

    Fails::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,5000.00,
        1,2025-01-15,3610,-5000.00,200
        2,2025-06-16,6110,5000.00,200
        2,2025-06-16,1910,-5000.00,
        3,2025-12-31,9110,700.00,200
        3,2025-12-31,9130,-700.00,
    """
    if subject.mapped is None:
        return []
    p = subject.mapped_postings
    named = np.array([any(word in name.casefold() for word in _IMPUTED_NAMES) for name in p.name.values], dtype=np.bool_)
    imputed = subject.rows_where(subject.keys_where(nature=("in_kind",)))
    if len(named):
        imputed |= named[p.name.codes] & subject.rows_where(subject.keys_where(klass="expense"))
    return costs_in_centres(subject, "TK347", imputed & (p.amount > 0), STRICT_FUNDERS)


def not_for_stea(subject: Subject) -> list[Finding]:
    """TK348 (warning): a cost that STEA does not pay stands on the cost centre of its grant.

    Why: STEA does not accept bonuses, pensions beyond the statutory ones, nor costs of fundraising, business and investments
    (decree 1059/2023 9 §, STEA's guide for applicants 2026). What was reported by mistake is asked back with interest.

    Mend: move the entry to another cost centre before the report is made.

    Passes::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,5000.00,
        1,2025-01-15,3610,-5000.00,200
        2,2025-06-16,6110,5000.00,200
        2,2025-06-16,1910,-5000.00,
        3,2025-12-31,6940,700.00,100
        3,2025-12-31,1910,-700.00,

    Fails::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,5000.00,
        1,2025-01-15,3610,-5000.00,200
        2,2025-06-16,6110,5000.00,200
        2,2025-06-16,1910,-5000.00,
        3,2025-12-31,6940,700.00,200
        3,2025-12-31,1910,-700.00,
    """
    if subject.mapped is None:
        return []
    refused = subject.rows_where(subject.keys_where(codes=_NOT_FOR_STEA)) & (subject.mapped_postings.amount > 0)
    return costs_in_centres(subject, "TK348", refused, _STEA)


def general_costs(subject: Subject) -> list[Finding]:
    """TK337 (warning): general costs are a larger share of the costs of a STEA grant than STEA accepts.

    Why: who has a general grant (Ay) of STEA pays all general costs with it. Others may charge at most 15 % of the direct and
    general costs of the target in a calendar year, unless the decision says otherwise (STEA's guide for applicants 2026). General
    costs are those that were moved to the cost centre by allocation: on account 6980, or in a voucher that takes the same sum off
    the same account on other cost centres and does not say that it corrects one.

    Mend: move the part over the limit back. If the decision allows more, accept the finding with the number of the decision.

    Passes::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,10000.00,
        1,2025-01-15,3610,-10000.00,200
        2,2025-06-16,6110,9000.00,200
        2,2025-06-16,1910,-9000.00,
        3,2025-12-31,6980,1000.00,200
        3,2025-12-31,6980,-1000.00,100

    Fails::

        voucher,date,account,amount,cost_centre
        1,2025-01-15,1910,10000.00,
        1,2025-01-15,3610,-10000.00,200
        2,2025-06-16,6110,8000.00,200
        2,2025-06-16,1910,-8000.00,
        3,2025-12-31,6980,2000.00,200
        3,2025-12-31,6980,-2000.00,100
    """
    if subject.mapped is None:
        return []
    p, found = subject.mapped_postings, []
    costs = subject.rows_where(subject.keys_where(klass="expense"))
    allocated = subject.rows_where(subject.keys_where(nature=("allocated",)))
    for name, rows in in_centres(subject, costs, _STEA):
        general_rows = allocated | _divided(p, p.dims[name], rows)
        centres, years = p.dims[name].codes[rows], p.period[rows]
        for centre, year in sorted(set(zip(centres.tolist(), years.tolist(), strict=True))):
            own = rows[(centres == centre) & (years == year)]
            general, total = int(p.amount[own[general_rows[own]]].sum()), int(p.amount[own].sum())
            limit = _limit(subject, year)
            if limit is not None and total > 0 and general * 100 > limit * total:
                share = max(round(100 * general / total), limit + 1)  # never "15 %, at most 15 %"
                row = _first(p.amount, own[general_rows[own]])
                found.append(warning("TK337", p.place(row), account=str(p.cell(row, "account")), limit=limit, total=Cents(total),
                                     general=Cents(general), share=share, year=labels(subject)[year],
                                     centre=p.dims[name].values[centre]))  # fmt: skip
    return found


def _divided(p: Postings, centre: Coded, rows: Ints) -> Mask:
    """Rows of vouchers that divide a cost: the entries of one account come to nothing, on several cost centres."""
    vouchers, first = p.vouchers
    asked = np.zeros(len(first), dtype=np.bool_)
    asked[vouchers[rows]] = True
    found = np.zeros(p.size, dtype=np.bool_)
    held = np.flatnonzero(asked[vouchers] & p.numbered).astype(np.int64)
    if not len(held):
        return found
    code, of_account = joined((vouchers[held], len(first)), (p.account.codes[held], p.account.count))
    nothing = sums(code, p.amount[held], len(of_account)) == 0
    _, places = joined((code, len(of_account)), (centre.codes[held], centre.count))
    several = np.bincount(code[places], minlength=len(of_account)) > 1
    divided = held[(nothing & several)[code]]
    said, text = np.unique(p.text.codes[divided], return_inverse=True)
    found[divided[~turned_back(p.text.distinct.take(pa.array(said)))[text]]] = True
    return found


def _first(amount: Ints, rows: Ints) -> int:
    """The first of the rows that adds to the cost."""
    return int(rows[amount[rows] > 0][0])


def _limit(subject: Subject, year: int) -> int | None:
    """The largest share of general costs in per cent: none beside a general grant of STEA."""
    table = by_meaning(subject)
    general = table[(table["period"] == year) & (table["nature"] == "grant_general") & (table["funder"] == "stea")]
    if int(general["moved"].sum()):
        return 0
    day: date = subject.periods[year].start
    value = law_facts().value("grant.stea.general_costs", day)
    return None if value is None else int(value.value)


def delegated_grants(subject: Subject) -> list[Finding]:
    """TK338 (warning): more was booked as income of delegated grants than was delegated.

    Why: the money that is passed on is income only as far as the receivers have used it: the same sum is income and cost
    (delegated grants), the rest of the grant is an advance received (STEA's guide for applicants 2026, decree 1059/2023 14 §).

    Mend: at the end of the year move the unused part from income to advances received; never correct the income by the payments
    to receivers: they are receivables until the receiver has reported.

    Passes::

        voucher,date,account,amount
        1,2025-01-15,1910,5000.00
        1,2025-01-15,3680,-5000.00
        2,2025-06-16,6820,5000.00
        2,2025-06-16,1910,-5000.00

    Fails::

        voucher,date,account,amount
        1,2025-01-15,1910,5000.00
        1,2025-01-15,3680,-5000.00
        2,2025-06-16,6820,3500.00
        2,2025-06-16,1910,-3500.00
    """
    table, found = by_meaning(subject), []
    for period, label in enumerate(labels(subject)):
        rows = table[table["period"] == period]
        income = rows[rows["universal"] == "3680"]
        got, given = -int(income["moved"].sum()), int(rows.loc[rows["universal"] == "6820", "moved"].sum())
        if got > given:
            found.append(warning("TK338", account=str(income["account"].iloc[0]), year=label, income=Cents(got),
                                 cost=Cents(given), difference=Cents(got - given)))  # fmt: skip
    return found
