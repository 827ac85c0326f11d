"""What a comparison of many members is made of. Every writer takes this and nothing else. Amounts are int64 cents."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from tilikartta.mapping.coverage import Coverage
from tilikartta.model import Chart, Finding, Layout
from tilikartta.model.federation import Elimination, Federation, Member
from tilikartta.model.manifest import Ingredient
from tilikartta.model.measures import KeyFigureValue

if TYPE_CHECKING:
    import pandas as pd

ACCOUNT_COLUMNS: tuple[str, ...] = (
    "member", "year", "line", "universal", "function", "activity", "funder", "fund", "account", "account_name", "status",
    "opening", "debit", "credit", "movement", "closing", "amount", "rule", "entries",
)  # fmt: skip
# What tells the rows of ``accounts`` of one member apart.
ROW_KEY: tuple[str, ...] = ("year", "account", "account_name", "status", "universal", "function", "activity", "funder", "fund")
LINE_COLUMNS: tuple[str, ...] = ("member", "year", "layout", "line", "amount")

Status = Literal["ok", "partly", "failed"]
_UNSAFE = '%/\\:*?"<>|'
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


@dataclass(frozen=True)
class MemberYear:
    """One financial year of a member. ``label`` is the calendar year in which it ends; the column it stands in.

    ``opened``: whether its balance sheet holds what there is, and not only what changed. ``states_openings``: whether the
    ledger of this very year states what it begins with (None: as ``opened``); else balances and results carry over to it.
    ``told``: the first and last day that the ledger tells of, None where that is the whole year or nobody can say.
    """

    member: str
    label: str
    start: date | None
    end: date | None
    coverage: Coverage
    opened: bool
    rows: int
    turnover_in: int
    turnover_out: int
    told: tuple[date, date] | None = None
    states_openings: bool | None = None

    @property
    def begins_anew(self) -> bool:
        """Whether nothing carries over from earlier years: their results are in the openings of equity already."""
        return self.opened if self.states_openings is None else self.states_openings

    @property
    def months(self) -> int | None:
        """Length of the financial year in months, begun months whole; None where no date tells."""
        if self.start is None or self.end is None:
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1


@dataclass(frozen=True)
class MemberResult:
    """What came of one member.

    ``failed``: nothing could be counted, ``findings`` say why. ``partly``: some year failed or some euros have no home (a member
    without any of the wanted years is ``ok`` or ``partly`` with no ``years``). ``period`` of a key figure is the year's label.
    ``currency`` is what the ledger states, "" where it states none.
    """

    member: Member
    status: Status
    years: tuple[MemberYear, ...] = ()
    key_figures: tuple[KeyFigureValue, ...] = ()
    findings: tuple[Finding, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()
    currency: str = ""


@dataclass(frozen=True)
class Eliminated:
    """One elimination in one year, in cents: ``paid`` and ``received`` both +; ``difference`` is paid less received.

    ``amount`` is what the federation's sums leave out on both sides: the smaller of the two. A side that cannot be known (its
    member failed or has no such year) is None.
    """

    elimination: Elimination
    year: str
    paid: int | None
    received: int | None
    amount: int = 0

    @property
    def difference(self) -> int | None:
        """What the two books do not agree on."""
        return None if self.paid is None or self.received is None else self.paid - self.received


def told_apart(members: Iterable[Member]) -> dict[str, str]:
    """Names by member id, with the id where two members could be taken for one another."""
    found = {member.id: member.name or member.id for member in members}
    for _ in range(2):  # a name may already look like another one with its id
        times = Counter(name.casefold() for name in found.values())
        found = {key: name if times[name.casefold()] == 1 else f"{name} ({key})" for key, name in found.items()}
    return found


@dataclass(frozen=True)
class Comparison:
    """Members side by side.

    ``years`` ascend. ``accounts`` (ACCOUNT_COLUMNS): one row per member, year, local account and meaning, sorted by member, year,
    line, universal and account. ``line`` is the leaf of ``income`` or ``balance`` ("" for what is unmapped or outside);
    ``amount`` is the figure in that line's sign: income +, expense -; assets, equity and liabilities +. ``lines``
    (LINE_COLUMNS): every line of both layouts for every member and year that was counted, also zero ones; the balance sheet
    holds the computed result.

    A balance-sheet account has a row in every year that it carries into, also without entries of its own; ``opening + movement =
    closing`` in every row. Accounts of the income statement begin each year with what the file states, mostly zero. ``rule`` is
    file:line:column from the federation's folder, several joined by "; ". ``names``: name by member id.
    ``member_reports``: folder beside the result with workbooks of members by their ids, or "". ``entry_cells``: by member whose
    workbook was written, where in it the entries of a row of ``accounts`` (ROW_KEY) begin: ``'Sheet'!A6``. ``findings`` are the
    federation's own (data of those about a member: ``member`` its told name, ``member_id``, ``year``); members keep theirs in
    ``results``. ``federation.members`` are complete: with names, size classes and what their mappings say of them.
    """

    federation: Federation
    chart: Chart
    income: Layout
    balance: Layout
    results: tuple[MemberResult, ...]
    years: tuple[str, ...]
    accounts: "pd.DataFrame"
    lines: "pd.DataFrame"
    eliminated: tuple[Eliminated, ...] = ()
    findings: tuple[Finding, ...] = ()
    shared: tuple[Ingredient, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    version: str = ""
    lang: str = "fi"
    names: dict[str, str] = field(default_factory=dict)
    member_reports: str = ""
    entry_cells: Mapping[str, Mapping[tuple[str, ...], str]] = field(default_factory=dict)

    @cached_property
    def counted(self) -> tuple[MemberResult, ...]:
        """The members that have figures, in the federation's order."""
        return tuple(result for result in self.results if result.status != "failed")

    @cached_property
    def told_names(self) -> dict[str, str]:
        """Names by member id, as every list and finding tells them."""
        return told_apart(one.member for one in self.results)

    @staticmethod
    def report_file(member: str) -> str:
        """Name of a member's own workbook: its id, which a federation file may choose freely, can never leave the folder.

        Signs that some system takes in no name are percent-encoded, also the first of a name that Windows keeps for itself.
        """
        first = 0 if member.partition(".")[0].lower() in _RESERVED else -1
        signs = (f"%{ord(sign):02X}" if sign in _UNSAFE or at == first or sign < " " else sign for at, sign in enumerate(member))
        return f"{''.join(signs)}.xlsx"

    def year_of(self, member: str, label: str) -> MemberYear | None:
        """The member's year in a column, or None where it has none."""
        return next((year for one in self.results if one.member.id == member for year in one.years if year.label == label), None)
