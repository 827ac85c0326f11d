"""Key figures as plain values: what they are made of, and what a ledger gave for them."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from tilikartta.model.chart import Account, Text
from tilikartta.model.finding import Finding

FREE_FUNDS: tuple[str, ...] = ("", "unrestricted")
DECIMALS: dict[str, int] = {"percent": 1, "months": 1, "ratio": 2}

_STRICT: dict[str, object] = {"extra": "forbid", "populate_by_name": True}


@dataclass(frozen=True)
class Pick:
    """Which mapped euros a term or a row takes: every given attribute must match (list = or).

    ``funder`` is the funder of the entry, or of its account where no rule sets one. ``fund`` tells entries of named funds
    (restricted) from the others.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    klass: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    not_account: tuple[str, ...] = ()
    nature: tuple[str, ...] = ()
    not_nature: tuple[str, ...] = ()
    function: tuple[str, ...] = ()
    not_function: tuple[str, ...] = ()
    funder: tuple[str, ...] = ()
    not_funder: tuple[str, ...] = ()
    fund: Literal["", "restricted", "unrestricted"] = ""
    unspecified: Literal["", "true", "false"] = ""

    def takes_account(self, account: Account) -> bool:
        """Whether the attributes of the account itself match."""
        return (
            (not self.klass or account.klass in self.klass)
            and (not self.account or account.code in self.account)
            and account.code not in self.not_account
            and (not self.nature or account.nature in self.nature)
            and account.nature not in self.not_nature
            and self.unspecified in {"", str(account.unspecified).lower()}
        )

    def takes_function(self, function: str) -> bool:
        """Whether the function matches."""
        return (not self.function or function in self.function) and function not in self.not_function


@dataclass(frozen=True)
class Doubt:
    """Euros that may or may not belong to a term, since the ledger does not say. ``name`` says what is not known."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    name: Text
    select: tuple[Pick, ...]


@dataclass(frozen=True)
class Term:
    """A named sum of the income statement, income and expenses both +.

    ``absent``: when no euro of it is in the ledger, the ledger does not follow it, and zero would be a false answer.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    id: str
    name: Text
    select: tuple[Pick, ...]
    doubt: Doubt | None = None
    absent: bool = False


@dataclass(frozen=True)
class Band:
    """A range with a name. ``over`` and ``under`` leave the limit itself out, ``at_least`` and ``at_most`` hold it."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    id: str
    name: Text
    over: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    under: Decimal | None = None

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies in the band."""
        return (
            (self.over is None or value > self.over)
            and (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
            and (self.under is None or value < self.under)
        )


@dataclass(frozen=True)
class Variant:
    """The same figure counted another way: another formula, or only the funds named."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    id: str
    name: Text
    formula: str = ""
    fund: Literal["", "restricted", "unrestricted"] = ""


@dataclass(frozen=True)
class KeyFigure:
    """One key figure. ``unconfirmed``: common practice, no source was read; ``source`` says so in words.

    ``better`` says which way is better; ``cautions`` name sentences of the file that are printed beside every such figure.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    id: str
    name: Text
    unit: Literal["percent", "ratio", "months"]
    formula: str
    better: Literal["higher", "lower", "none"]
    source: Text
    caveat: Text | None = None
    references: tuple[str, ...] = ()
    unconfirmed: bool = False
    bands: tuple[Band, ...] = ()
    bands_note: Text | None = None
    variants: tuple[Variant, ...] = ()
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeyFigureBook:
    """The key figures of a file with their terms. ``layouts``: whose lines formulas may name; ``natures``: names of natures."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    key_figures: Literal["1"]
    version: str
    layouts: tuple[str, ...]
    terms: tuple[Term, ...]
    figures: tuple[KeyFigure, ...]
    cautions: dict[str, Text] = field(default_factory=dict)
    natures: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class KeyFigureValue:
    """A key figure of one period. ``value`` is None exactly when ``reason`` says why; nothing missing is ever 0.

    ``low`` and ``high`` bound the figure where the ledger leaves part of it open. ``terms``: what stood in the formula, in cents.
    """

    figure: KeyFigure
    period: str
    variant: Variant | None = None
    value: Decimal | None = None
    reason: Finding | None = None
    band: Band | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    terms: tuple[tuple[str, int], ...] = ()
    cautions: tuple[Text, ...] = ()

    @property
    def source(self) -> Text:
        """The source in words, common practice said to be so."""
        return self.figure.source

    @property
    def caveat(self) -> Text | None:
        """What the reader must know, if anything."""
        return self.figure.caveat


def rounded(value: Fraction, decimals: int) -> Decimal:
    """A fraction as a decimal number, halves away from zero."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


def in_language(finding: Finding, lang: str) -> Finding:
    """The finding with names and decimal numbers in its data as words of the language, ready for ``messages.message``."""

    def said(value: object) -> object:
        if isinstance(value, Text):
            return value.get(lang)
        if isinstance(value, Decimal):
            return str(value) if lang == "en" else str(value).replace(".", ",").replace("-", "\u2212")
        if isinstance(value, (list, tuple)):
            return [said(item) for item in value]
        return value

    return replace(finding, data={key: said(value) for key, value in finding.data.items()})
