"""The year before: the same events a little smaller, ending exactly where the known year opens."""

import re

from generator.journal import Journal, Posting, Voucher

_YEAR = re.compile(r"\b20\d\d\b")


def _text(text: str) -> str:
    """Years in texts go back by one."""
    return _YEAR.sub(lambda found: str(int(found[0]) - 1), text)


def _smaller(voucher: Voucher, per_cent: int) -> Voucher:
    """The voucher a year earlier; every amount is scaled to whole tens of cents, the last one closes the voucher."""
    amounts = [round(posting.cents * per_cent / 1000) * 10 for posting in voucher.postings]
    amounts[-1] -= sum(amounts)
    postings = tuple(
        Posting(one.account, cents, _text(one.text), one.target)
        for one, cents in zip(voucher.postings, amounts, strict=True)
        if cents
    )
    return Voucher(voucher.day.replace(year=voucher.day.year - 1), postings)


def year_before(known: Journal, per_cent: int, result_from: str, equity: str, bank: str, least: int = 0) -> Journal:
    """The journal of the year before ``known``.

    Accounts from ``result_from`` on belong to the result; its surplus is part of ``equity`` when the known year opens. Accounts
    that the known year does not open are settled through ``bank`` before the year ends, and so is cash that would have begun
    below ``least`` cents.
    """
    opening, book = dict(known.opening), Journal(known.accounts, year=known.year - 1)
    for voucher in known.vouchers:
        if all(one.text == "Tilinavaus" for one in voucher.postings):
            opening = {one.account: one.cents for one in voucher.postings}
        else:
            book.vouchers.append(_smaller(voucher, per_cent))
    _settle(book, opening, result_from, bank, least)
    for voucher in book.vouchers:
        for one in voucher.postings:
            home = equity if one.account >= result_from else one.account
            opening[home] = opening.get(home, 0) - one.cents
    book.opening = {account: cents for account, cents in sorted(opening.items()) if cents}
    return book


def _settle(book: Journal, opening: dict[str, int], result_from: str, bank: str, least: int) -> None:
    """Pay off what the known year does not open with."""
    moved: dict[str, int] = {}
    for voucher in book.vouchers:
        for one in voucher.postings:
            if one.account < result_from:
                moved[one.account] = moved.get(one.account, 0) + one.cents
    for account, cents in sorted(moved.items()):
        name, begun = book.accounts[account], opening.get(account, 0) - cents
        if account not in opening and cents:
            book.post("30.12.", f"Maksettu: {name}", ((account, -cents, ""), (bank, cents, "")))
        elif account != bank and opening.get(account, 0) > 0 and begun < least:
            over = -(-(least - begun) // 1000) * 1000
            book.post("30.12.", f"Tilitetty: {name}", ((account, -over, ""), (bank, over, "")))


def with_opening_voucher(book: Journal) -> Journal:
    """The opening balances as the first voucher, for exports that print them so."""
    lines = [(account, cents, "") for account, cents in book.opening.items()]
    opened = Journal(book.accounts, year=book.year)
    opened.post("1.1.", "Tilinavaus", lines)
    opened.vouchers += book.vouchers
    return opened
