"""The universal chart: accounts with independent attributes, and layouts that select by them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Literal

Lang = Literal["fi", "sv", "en"]
LANGS: tuple[Lang, ...] = ("fi", "sv", "en")

AccountClass = Literal["asset", "liability", "equity", "income", "expense", "appropriation", "off_statement"]
BALANCE_CLASSES: frozenset[str] = frozenset({"asset", "liability", "equity"})
RESULT_CLASSES: frozenset[str] = frozenset({"income", "expense", "appropriation"})

Function = Literal["programme", "administration", "fundraising", "investment", "general_grants", "appropriations"]
FUNCTIONS: tuple[Function, ...] = (
    "programme", "administration", "fundraising", "investment", "general_grants", "appropriations",
)  # fmt: skip


def _in_yaml(name: str) -> str:
    """``class`` is no Python name: the model calls it ``klass``."""
    return "class" if name == "klass" else name


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the three languages."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    fi: str
    sv: str
    en: str

    def get(self, lang: str) -> str:
        """The text in ``lang``."""
        return str(getattr(self, lang))


@dataclass(frozen=True, slots=True)
class Words:
    """Lists of words or phrases by language."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    fi: tuple[str, ...] = ()
    sv: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def get(self, lang: str) -> tuple[str, ...]:
        """The words in ``lang``."""
        return tuple(getattr(self, lang))


@dataclass(frozen=True)
class Group:
    """A heading of the chart: every account whose code begins with ``code`` belongs to it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    code: str
    name: Text


@dataclass(frozen=True)
class Account:
    """One account of the universal chart. A code never changes its meaning.

    ``klass`` stands as ``class`` in YAML. ``function`` is the default, ``functions`` all that are permitted;
    both are empty for balance-sheet and off-statement accounts. ``flip`` is the account that takes the balance when
    it is on the other side. ``term`` tells long from short receivables and debts. ``purpose`` marks the costs of
    collecting money, which some statements show apart.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "populate_by_name": True, "alias_generator": _in_yaml}

    code: str
    name: Text
    definition: Text
    klass: AccountClass
    nature: str
    function: Function | None = None
    functions: tuple[Function, ...] = ()
    level: Literal["basic", "extended"] = "extended"
    term: Literal["long", "short"] | None = None
    unspecified: bool = False
    flip: str | None = None
    funder: str | None = None
    purpose: Literal["", "collection"] = ""
    aliases: Words = field(default_factory=Words)
    examples: Words = field(default_factory=Words)
    source: str = ""
    tax: str = ""
    vat: Literal["", "outside", "exempt", "business_only", "taxable"] = ""
    since: str = "2026.1"
    until: str | None = None
    replaced_by: str | None = None

    @property
    def in_balance_sheet(self) -> bool:
        """Whether the account stands in a balance sheet."""
        return self.klass in BALANCE_CLASSES

    @property
    def in_income_statement(self) -> bool:
        """Whether the account stands in an income statement."""
        return self.klass in RESULT_CLASSES


@dataclass(frozen=True)
class Select:
    """Which accounts a leaf line takes: every given attribute must match (list = or).

    ``funder`` is that of the entry, or of its account where no rule sets one; "" is none at all.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "populate_by_name": True, "alias_generator": _in_yaml}

    klass: tuple[str, ...] = ()
    nature: tuple[str, ...] = ()
    not_nature: tuple[str, ...] = ()
    function: tuple[str, ...] = ()
    term: tuple[str, ...] = ()
    funder: tuple[str, ...] = ()
    not_funder: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    not_purpose: tuple[str, ...] = ()

    def takes(self, account: Account, function: str | None, funder: str | None = None) -> bool:
        """Whether the line takes this account under this function; ``funder`` None stands for the account's own."""
        return (
            (not self.klass or account.klass in self.klass)
            and (not self.nature or account.nature in self.nature)
            and account.nature not in self.not_nature
            and (not self.function or function in self.function)
            and (not self.term or account.term in self.term)
            and (not self.purpose or account.purpose in self.purpose)
            and account.purpose not in self.not_purpose
            and self._funded(account, funder)
        )

    def _funded(self, account: Account, funder: str | None) -> bool:
        if not self.funder and not self.not_funder:
            return True
        given = (account.funder or "") if funder is None else funder
        return (not self.funder or given in self.funder) and given not in self.not_funder


@dataclass(frozen=True)
class Line:
    """A line of a layout.

    ``type``: ``line`` takes accounts; ``group`` sums its children; ``running`` is the sum of every ``line`` above it
    (Kila: the three Tuotto-/Kulujäämä rows are cumulative); ``total`` repeats the sum of its parent.
    ``result`` marks the balance-sheet line that also takes the computed result of the period, ``previous_result`` the one that
    takes results of earlier years that the bookkeeping has not yet moved.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    type: Literal["line", "group", "running", "total"]
    name: Text
    ref: str = ""
    select: Select | None = None
    takes: Literal["", "result", "previous_result"] = ""
    statutory: Literal["true", "false", "conditional"] = "true"
    companies_only: bool = False
    side: Literal["", "asset", "liability"] = ""
    source: str = ""
    note: str = ""
    lines: tuple["Line", ...] = ()


@dataclass(frozen=True)
class Layout:
    """A statement scheme: a tree of lines that selects accounts by attributes, never by number."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    layout: Literal["1"]
    id: str
    kind: Literal["income_statement", "balance_sheet"]
    name: Text
    source: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""

    @cached_property
    def flat(self) -> tuple[tuple[int, Line], ...]:
        """Every line in printing order with its depth."""

        def walk(lines: tuple[Line, ...], depth: int) -> list[tuple[int, Line]]:
            found: list[tuple[int, Line]] = []
            for line in lines:
                found.append((depth, line))
                found.extend(walk(line.lines, depth + 1))
            return found

        return tuple(walk(self.lines, 0))

    @cached_property
    def leaves(self) -> tuple[Line, ...]:
        """The lines that take accounts."""
        return tuple(line for _, line in self.flat if line.type == "line")

    def line_of(self, account: Account, function: str | None, funder: str | None = None) -> Line | None:
        """The one leaf line that takes the account under the function, or None outside this layout.

        ``funder`` is that of the entry; None stands for the account's own.
        """
        for line in self.leaves:
            if line.select is not None and line.select.takes(account, function, funder):
                return line
        return None

    @cached_property
    def funders(self) -> tuple[str, ...]:
        """Every funder that some line names, in order of the alphabet."""
        selects = [line.select for line in self.leaves if line.select is not None]
        return tuple(sorted({one for select in selects for one in (*select.funder, *select.not_funder)}))

    def covers(self, account: Account) -> bool:
        """Whether accounts of this class belong into this layout."""
        classes = RESULT_CLASSES if self.kind == "income_statement" else BALANCE_CLASSES
        return account.klass in classes


@dataclass(frozen=True)
class Chart:
    """The universal chart with its layouts. ``version`` is stated in every report."""

    id: str
    version: str
    name: Text
    groups: tuple[Group, ...]
    accounts: tuple[Account, ...]
    layouts: tuple[Layout, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Account]:
        """Accounts by code."""
        return {account.code: account for account in self.accounts}

    @cached_property
    def layout_by_id(self) -> dict[str, Layout]:
        """Layouts by id."""
        return {layout.id: layout for layout in self.layouts}

    def group_of(self, code: str) -> Group | None:
        """The group with the longest code that begins this account's code."""
        groups = [group for group in self.groups if code.startswith(group.code)]
        return max(groups, key=lambda group: len(group.code), default=None)
