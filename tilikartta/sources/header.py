"""Finds the row of headings below any preamble."""

from collections.abc import Sequence
from dataclasses import dataclass

from tilikartta.sources.headings import is_dimension, is_known, key_of, roles_of
from tilikartta.sources.options import ReadOptions

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
    """The best row of headings among the first rows, or None when no row has at least two known headings."""
    wanted = {key_of(heading) for heading in options.columns.values()}
    candidates = [_rate(index, row, wanted) for index, row in enumerate(rows[:SEARCHED_ROWS])]
    found = [header for header in candidates if header is not None]
    return max(found, key=lambda header: (header.complete, header.score, -header.index), default=None)


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
