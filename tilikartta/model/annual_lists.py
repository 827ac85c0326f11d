"""The lists of a micro-association beside its statement: assets and receivables, debts, commitments (VNA 887/2023 9 and 11 §)."""

from dataclasses import dataclass
from typing import Literal

from tilikartta.model.chart import Text

ListId = Literal["assets", "debts", "commitments"]
LISTS: tuple[ListId, ...] = ("assets", "debts", "commitments")
About = Literal["", "members", "board"]
BELONGS: dict[str, ListId] = {"members": "assets", "board": "debts"}  # where the decree wants the two that stand apart


@dataclass(frozen=True)
class ListEntry:
    """One row that the organisation states, since a ledger on cash basis does not hold it. Amounts are cents.

    ``about``: ``members`` is a receivable from the members' duty to pay, ``board`` a loan or commitment to members of the board.
    ``period`` is the label of the financial year; it may be left out when the ledger has only one.
    """

    list: ListId
    name: str
    group: str = ""
    period: str = ""
    opening: int = 0
    additions: int = 0
    deductions: int = 0
    about: About = ""


@dataclass(frozen=True)
class ListRow:
    """One row of a list at the end of a period, in cents: ``closing`` = ``opening`` + ``additions`` - ``deductions``.

    ``account`` is the universal account, "" for what the organisation states itself. ``group`` is the line of the balance sheet
    or the organisation's own word, None where it gives none.
    """

    list: ListId
    period: str
    name: Text
    group: Text | None
    account: str
    opening: int
    additions: int
    deductions: int
    about: About = ""

    @property
    def closing(self) -> int:
        """What there is at the end of the period."""
        return self.opening + self.additions - self.deductions
