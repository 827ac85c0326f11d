"""Accounts that are like the one before the eyes, so that one answer may do for all of them."""

from tilikartta.mapping.review.items import ReviewItem
from tilikartta.mapping.review.session import ReviewSession
from tilikartta.mapping.suggest.words import name_of


def alike(session: ReviewSession, item: ReviewItem, code: str) -> tuple[ReviewItem, ...]:
    """Open accounts of the same name stem or next to it in the chart that this account of the universal chart may fit.

    One of the two is enough where the code is among the account's own candidates; else both are needed.
    """
    found = []
    for other in session.open_items:
        if other.key == item.key or other.kind in ("rule", "event"):
            continue
        near, same = _neighbours(item.local.number, other.local.number), _same_stem(item, other)
        offered = code in {candidate.code for candidate in other.candidates}
        if (near and same) or (offered and (near or same)):
            found.append(other)
    return tuple(found)


def _neighbours(one: str, other: str) -> bool:
    return bool(one) and len(one) == len(other) and one[:-1] == other[:-1]


def _same_stem(one: ReviewItem, other: ReviewItem) -> bool:
    """Whether the names are of the same thing: a head in common, or the first word."""
    mine, theirs = name_of(one.local.name), name_of(other.local.name)
    return bool(set(mine.heads) & set(theirs.heads)) or mine.words[:1] == theirs.words[:1] != ()
