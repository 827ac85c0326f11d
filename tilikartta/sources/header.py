"""Finds the row of headings below any preamble."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tilikartta.sources.headings import is_dimension, is_known, key_of, roles_of, words
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.periods import is_period
from tilikartta.sources.report_words import account_label

if TYPE_CHECKING:
    from tilikartta.sources.profile import Profile

SEARCHED_ROWS = 200
AMOUNT_ROLES = frozenset({"debit", "credit", "amount", "closing", "opening"})
ACCOUNT_ROLES = frozenset({"account", "account_name", "debit_account", "credit_account"})


@dataclass(frozen=True)
class Header:
    """The row of headings: its index in the rows searched, its cells, and how well it fits.

    ``complete``: there is an account and an amount, so the rows below can be read.
    """

    index: int
    cells: tuple[str, ...]
    score: int
    complete: bool


def find_header(rows: Sequence[Sequence[str]], options: ReadOptions) -> Header | None:
    """The best row of headings among the first rows, or None when no row has at least two known headings.

    A profile may say which row it is, or that there is none: then the columns are called ``1``, ``2`` ... and the index is -1.
    """
    profile = options.profile
    if profile is not None and profile.header:
        return _by_profile(rows, profile)
    wanted = {key_of(heading) for heading in options.columns.values()}
    if profile is not None:
        wanted |= {key_of(heading) for headings in profile.columns.values() for heading in headings} & _seen(rows)
    searched = rows[:SEARCHED_ROWS]
    candidates = [_rate(index, row, wanted) for index, row in enumerate(searched)]
    if not wanted:
        candidates += [_rate_periods(index, row, searched[index + 1 :]) for index, row in enumerate(searched)]
    found = [header for header in candidates if header is not None]
    return max(found, key=lambda header: (header.complete, header.score, -header.index), default=None)


def _seen(rows: Sequence[Sequence[str]]) -> set[str]:
    return {key_of(cell) for row in rows[:SEARCHED_ROWS] for cell in row if cell.strip()}


def _by_profile(rows: Sequence[Sequence[str]], profile: "Profile") -> Header | None:
    """The row of headings that a profile states."""
    width = max((len(row) for row in rows), default=0)
    if profile.headerless:
        return Header(-1, tuple(str(place) for place in range(1, width + 1)), width, True) if width else None
    index = int(profile.header) - 1
    return Header(index, tuple(cell.strip() for cell in rows[index]), len(rows[index]), True) if index < len(rows) else None


def _rate(index: int, row: Sequence[str], wanted: set[str]) -> Header | None:
    cells = tuple(cell.strip() for cell in row)
    filled = [cell for cell in cells if cell]
    if sum(character.isdigit() for cell in filled for character in cell) > 4 * len(filled):
        return None
    keys = {key_of(cell) for cell in filled}
    known = sum(is_known(cell) for cell in filled) + 3 * len(wanted & keys)
    if known < 2:
        return None
    roles = {role for cell in filled for role in roles_of(cell)}
    account = bool(roles & ACCOUNT_ROLES)
    amount = bool(roles & AMOUNT_ROLES)
    complete = wanted <= keys if wanted else account and amount
    dims = sum(is_dimension(cell) for cell in filled)
    return Header(index, cells, 10 * known + dims - (len(filled) - known), complete or (account and amount and wanted <= keys))


def _rate_periods(index: int, row: Sequence[str], below: Sequence[Sequence[str]]) -> Header | None:
    """A row of periods, as above the columns of a statement.

    Account headings, the name of the statement or nothing first, then periods and known words.
    """
    cells = tuple(cell.strip() for cell in row)
    periods = [at for at, cell in enumerate(cells) if is_period(cell)]
    if not periods or not periods[0]:
        return None
    before = [cell for cell in cells[: periods[0]] if cell]
    if any(not ACCOUNT_ROLES & roles_of(cell).keys() and key_of(cell) not in words().statement_words for cell in before):
        return None
    others = [cell for at, cell in enumerate(cells) if at > periods[0] and cell and at not in periods]
    if len(others) > len(periods) or not any(_is_account_row(line, periods) for line in below):
        return None
    return Header(index, cells, 10 * (len(periods) + len(before)) + 15, True)


def _is_account_row(row: Sequence[str], periods: list[int]) -> bool:
    """Whether a row begins with an account and has something under a period."""
    first = [cell.strip() for cell in row[: periods[0]] if cell.strip()]
    labelled = bool(first) and (account_label(first[0]) or account_label(" ".join(first[:2]))) is not None
    return labelled and any(at < len(row) and any(sign.isdigit() for sign in row[at]) for at in periods)
