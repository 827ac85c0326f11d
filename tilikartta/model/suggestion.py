"""Suggestions: what a local account probably means, with the evidence in words. Inert until a person accepts them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Band = Literal["likely", "check", "none"]
BANDS: tuple[Band, ...] = ("likely", "check", "none")
MOST_CANDIDATES = 4


@dataclass(frozen=True)
class Evidence:
    """One reason. Its words are the label ``evidence.<kind>``, filled with ``data``; amounts in it are ``Cents``."""

    kind: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """One account of the universal chart that the local account may mean.

    ``function`` is "" where the account's default holds. ``score`` only puts candidates in order and is never shown.
    """

    code: str
    function: str = ""
    evidence: tuple[Evidence, ...] = ()
    score: int = 0


@dataclass(frozen=True)
class LocalFacts:
    """What is known of a local account. Amounts are cents, debit +; debit and credit are turnovers of the period.

    ``texts`` are its commonest entry texts, ``counter`` the commonest accounts on the other side, ``months`` the net movement of
    each month of the year (twelve, or none without dated entries). ``klass`` and ``hint`` as in ``LocalAccount``.
    """

    number: str
    name: str
    balance: int = 0
    debit: int = 0
    credit: int = 0
    entries: int = 0
    texts: tuple[str, ...] = ()
    klass: str = ""
    hint: str = ""
    months: tuple[int, ...] = ()
    counter: tuple[str, ...] = ()

    @property
    def turnover(self) -> int:
        """Euros at stake, in cents: what is gone through the account, or its balance where that is more."""
        return max(self.debit + self.credit, abs(self.balance))


@dataclass(frozen=True)
class AccountSuggestion:
    """What is proposed for one account: candidates best first, at most ``MOST_CANDIDATES``.

    ``question`` is the key of ``question.*`` that says why there is no answer, or "". ``sign_split`` marks an event account that
    takes both income and expense; ``by_sign`` then holds a candidate for ``income`` and one for ``expense``.
    """

    local: LocalFacts
    band: Band
    candidates: tuple[Candidate, ...] = ()
    question: str = ""
    sign_split: bool = False
    by_sign: tuple[tuple[str, Candidate], ...] = ()

    @property
    def best(self) -> Candidate | None:
        """The first candidate."""
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True)
class FunctionSuggestion:
    """A rule that a cost centre decides the function. ``pattern`` is the value of ``dimension``, ``label`` as in the ledger."""

    dimension: str
    pattern: str
    label: str
    function: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class ChartFit:
    """A chart that was recognised: how many of the accounts agree in number and name, and which agree in number only.

    ``differing`` holds (number, local name, name in the chart).
    """

    mapping: str
    matched: int
    total: int
    differing: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Suggestions:
    """All that is proposed for a ledger: accounts by euros at stake, functions by cost centre, accounts of shared costs."""

    chart: ChartFit | None = None
    accounts: tuple[AccountSuggestion, ...] = ()
    functions: tuple[FunctionSuggestion, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def by_number(self) -> dict[str, AccountSuggestion]:
        """The suggestions by account number."""
        return {one.local.number: one for one in self.accounts}
