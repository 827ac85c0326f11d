"""The canonical ledger: the only schema any later part knows. Amounts are int64 cents, debit +, credit -."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

ENTRY_COLUMNS: tuple[str, ...] = (
    "entity", "source_file", "sheet", "source_row", "series", "voucher", "date",
    "account", "account_name", "amount", "text", "currency",
)  # fmt: skip
BALANCE_COLUMNS: tuple[str, ...] = (
    "entity", "source_file", "sheet", "source_row", "account", "account_name",
    "opening", "debit", "credit", "closing", "period_start", "period_end",
)  # fmt: skip
OPTIONAL_COLUMNS: tuple[str, ...] = ("vat",)
CENT_COLUMNS: frozenset[str] = frozenset({"amount", "opening", "debit", "credit", "closing"})
ROW_COLUMNS: frozenset[str] = frozenset({"source_row"})
DATE_COLUMNS: frozenset[str] = frozenset({"date", "period_start", "period_end"})
DIM_PREFIX = "dim_"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why reading decided something: ``basis`` is a key of ``reading.basis.*``, ``option`` how the user would decide it.

    ``topic`` is a decision (``encoding``) or a role (``column.account``); ``detail`` shows the evidence, such as cells.
    """

    topic: str
    value: str
    basis: str
    detail: str = ""
    option: str = ""


@dataclass(frozen=True)
class SourceFile:
    """One file as it was read: what reading decided, and what it holds.

    ``decisions`` are shown to the user under these keys where they apply: ``encoding``, ``separator``, ``decimal``, ``date``,
    ``sheet``, ``header_row``, ``sign`` and ``columns``. ``profile`` is what was found out about a table, as a
    profile; ``reasons`` say why, where they were asked for.
    """

    path: str
    sha256: str
    size: int
    format: str
    rows: int = 0
    decisions: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    profile: dict[str, object] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class LocalAccount:
    """An account of the organisation's own chart.

    ``klass`` is asset, liability, equity, income or expense where the file tells it, else ""; ``hint`` is a code of another
    standard that the file carries (#SRU, SAF-T StandardAccountID or GroupingCode), kept for suggestions only.
    """

    number: str
    name: str = ""
    klass: str = ""
    hint: str = ""


@dataclass
class Ledger:
    """A ledger as read: ``entries`` (ENTRY_COLUMNS + dim_*) and ``balances`` (BALANCE_COLUMNS + dim_*).

    Entries have a column ``vat`` only where a file tells the VAT percentage of a row: "25.5%", or "" where it tells none.

    Either frame may be empty. Opening balances that stand in an entries export are rows of ``balances`` with only ``opening``.
    Columns are Arrow-backed: text as ``string``, cents and rows as ``int64``, dates as ``date32``; a missing date is null,
    missing text is "". ``chart`` holds the accounts that the file declares, with or without entries.
    """

    entries: "pd.DataFrame"
    balances: "pd.DataFrame"
    files: tuple[SourceFile, ...] = ()
    chart: tuple[LocalAccount, ...] = ()

    @property
    def currency(self) -> str:
        """The one currency that files and entries state (``EUR``, ``SEK``); "" where they state none or several."""
        stated = {file.decisions.get("currency", "") for file in self.files} | {
            str(one) for one in self.entries["currency"].unique()
        }
        stated.discard("")
        return stated.pop() if len(stated) == 1 else ""

    @property
    def dimensions(self) -> list[str]:
        """Names of the dimension columns, in order of appearance."""
        names = [*self.entries.columns, *self.balances.columns]
        return list(dict.fromkeys(name for name in names if str(name).startswith(DIM_PREFIX)))
