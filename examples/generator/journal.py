"""A year of bookkeeping as balanced vouchers. Amounts are int cents, debit +, credit −."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

YEAR = 2025
MONTHS = (
    "tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu",
    "heinäkuu", "elokuu", "syyskuu", "lokakuu", "marraskuu", "joulukuu",
)  # fmt: skip

Line = tuple[str, int, str]  # account, cents, target of costs (cost centre)
Simple = tuple[str, str, str, str, str, str]  # day d.m., text, debit account, credit account, euros, target


def cents(euros: str) -> int:
    """``1 250,00`` as cents; always two decimals."""
    whole, _, part = euros.replace(" ", "").partition(",")
    if len(part) != 2:
        raise ValueError(euros)
    return int(whole + part)


def day(text: str) -> date:
    """``14.3.`` of the year."""
    number, month = text.rstrip(".").split(".")
    return date(YEAR, int(month), int(number))


def share(amount: int, hundredths_of_percent: int) -> int:
    """A percentage of cents, rounded half up: 715 is 7.15 %."""
    return (amount * hundredths_of_percent + 5000) // 10000


@dataclass(frozen=True)
class Posting:
    """One row of a journal."""

    account: str
    cents: int
    text: str
    target: str = ""


@dataclass(frozen=True)
class Voucher:
    """A voucher whose postings sum to zero."""

    day: date
    postings: tuple[Posting, ...]
    number: int = 0


@dataclass
class Journal:
    """Vouchers in the order of posting; ``numbered`` puts them in the order of days, as a program prints them."""

    accounts: dict[str, str]
    opening: dict[str, int] = field(default_factory=dict)
    vouchers: list[Voucher] = field(default_factory=list)
    year: int = YEAR

    def post(self, when: str, text: str, lines: Iterable[Line]) -> None:
        """Add a voucher; what does not balance or names a strange account is a fault of the table."""
        postings = tuple(Posting(account, amount, text, target) for account, amount, target in lines if amount)
        wrong = [posting.account for posting in postings if posting.account not in self.accounts]
        if wrong or sum(posting.cents for posting in postings):
            raise ValueError((when, text, wrong))
        self.vouchers.append(Voucher(day(when).replace(year=self.year), postings))

    def simple(self, table: Sequence[Simple]) -> None:
        """Vouchers of two postings. The target goes to the side that is not a balance-sheet account (see ``is_balance``)."""
        for when, text, debit, credit, euros, target in table:
            self.post(when, text, ((debit, cents(euros), target), (credit, -cents(euros), target)))

    def monthly(self, number: int, text: str, debit: str, credit: str, euros: str, target: str = "") -> None:
        """One voucher a month on the same day; ``euros`` is one amount, or twelve with ``|`` between."""
        amounts = euros.split("|") if "|" in euros else [euros] * 12
        for month, amount in enumerate(amounts, start=1):
            self.simple([(f"{number}.{month}.", f"{text} {MONTHS[month - 1]}", debit, credit, amount.strip(), target)])

    def numbered(self) -> list[Voucher]:
        """Vouchers by day, numbered from one."""
        ordered = sorted(self.vouchers, key=lambda voucher: voucher.day)
        return [Voucher(voucher.day, voucher.postings, number) for number, voucher in enumerate(ordered, start=1)]
