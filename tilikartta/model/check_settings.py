"""What an organisation says about its own checks: its financial year, its accounts of cash, and findings it has accepted."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tilikartta.model.finding import Finding, Place

SHOWN_PER_CODE = 1000


@dataclass(frozen=True)
class FinancialYear:
    """The financial year that the ledger is for, both days included."""

    first: date
    last: date


@dataclass(frozen=True)
class Acceptance:
    """A finding that a person has looked at and accepted, with the reason. Empty fields take every finding of the code.

    ``place`` is where the acceptance itself is written.
    """

    code: str
    reason: str
    person: str
    date: date
    account: str = ""
    voucher: str = ""
    file: str = ""
    row: int = 0
    place: Place = field(default_factory=Place)

    def takes(self, finding: Finding) -> bool:
        """Whether this acceptance is about the finding."""
        name = finding.place.file.replace("\\", "/").rsplit("/", 1)[-1]
        # TK299 counts the rest of a code and has no place of its own: only an acceptance of the whole code takes it
        code = str(finding.data.get("of", "")) if finding.code == "TK299" else finding.code
        return (
            code == self.code
            and self.account in {"", finding.account}
            and self.voucher in {"", finding.voucher}
            and self.file in {"", name, finding.place.file}
            and self.row in {0, finding.place.row}
        )


@dataclass(frozen=True)
class CheckSettings:
    """Settings of the checks, as ``checks:`` of a mapping file or a file of settings says them.

    ``select`` and ``ignore``: codes or beginnings of codes, ``code_places`` where each of them is written. ``today``: entries
    after it are in the future; None leaves the check out. ``cash``: own numbers of cash boxes beside those that the mapping
    tells. ``overdraft``: bank accounts with a credit limit. ``vat``: whether the organisation is liable for VAT.
    ``per_code``: how many findings of one code are listed; the rest is counted. What follows are thresholds of single checks:
    whole euros in ``duplicate_least`` and ``wages_least``, per cent in ``pension_least`` and ``pension_most``, one ledger in so
    many in ``digits_one_in``.
    """

    preset: Literal["basic", "strict"] = "basic"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    code_places: tuple[tuple[str, Place], ...] = ()
    today: date | None = None
    year: FinancialYear | None = None
    cash: tuple[str, ...] = ()
    overdraft: tuple[str, ...] = ()
    vat: Literal["", "liable", "not_liable"] = ""
    per_code: int = SHOWN_PER_CODE
    duplicate_days: int = 5
    duplicate_least: int = 20
    outsize_times: int = 10
    digits_least: int = 30
    digits_one_in: int = 1_000_000
    wages_least: int = 2_000
    pension_least: int = 10
    pension_most: int = 30
    accepted: tuple[Acceptance, ...] = ()
