"""Clean ledgers, seeded and realistic: payroll, a STEA grant, fundraising, a collection, a fund, depreciation, closing.

Every figure is whole cents and every voucher balances, so a check that finds an error or a warning here is wrong.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from check_examples import CHART, IDENTITY, TODAY

from tilikartta.checks.run import subject_of
from tilikartta.checks.subject import Subject
from tilikartta.model import Ledger, LocalAccount, Mapping, SourceFile
from tilikartta.model.check_settings import CheckSettings
from tilikartta.sources.canonical import frame_of

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
GENERAL, STEA, HALL = "100 Yleinen", "200 STEA", "300 Kylätalo"
CONTRIBUTIONS = (("4210", "2640", 1738), ("4220", "2610", 187), ("4230", "2645", 82), ("4240", "2645", 70))


@dataclass(frozen=True)
class Row:
    voucher: str
    day: date
    account: str
    cents: int
    text: str = ""
    centre: str = ""
    name: str = ""
    vat: str = ""


@dataclass
class Book:
    """A ledger in the making: ``rows`` are entries, ``openings`` (account, cents) of the year."""

    rows: list[Row] = field(default_factory=list)
    openings: dict[str, int] = field(default_factory=dict)
    start: date | None = FIRST
    end: date | None = LAST

    def closing(self) -> dict[str, int]:
        held = dict(self.openings)
        for row in self.rows:
            held[row.account] = held.get(row.account, 0) + row.cents
        return held

    def where(self, account: str, *, least: int = 0) -> int:
        """Index of the first row on an account with an amount of at least so many cents."""
        return next(i for i, row in enumerate(self.rows) if row.account == account and abs(row.cents) >= least)


class Maker:
    """Collects vouchers of one year and numbers them in the order of their days."""

    def __init__(self, seed: int, start: date, openings: dict[str, int]) -> None:
        self.random = random.Random(f"{seed}-{start.year}")
        self.start = start
        self.vouchers: list[tuple[date, str, list[tuple[str, int, str]]]] = []
        self.openings = openings

    def day(self, month: int, day: int) -> date:
        return date(self.start.year, month, day)

    def any_day(self) -> date:
        return self.start + timedelta(days=self.random.randrange(10, 355))

    def book(self, day: date, text: str, *lines: tuple[str, int, str]) -> None:
        assert sum(cents for _, cents, _ in lines) == 0, text
        self.vouchers.append((day, text, list(lines)))

    def pay(self, day: date, text: str, account: str, cents: int, centre: str = GENERAL, money: str = "1910") -> None:
        self.book(day, text, (account, cents, centre), (money, -cents, ""))

    def receive(self, day: date, text: str, account: str, cents: int, centre: str = GENERAL, money: str = "1910") -> None:
        self.book(day, text, (money, cents, ""), (account, -cents, centre))

    def payroll(self) -> None:
        pay = self.random.randrange(210_000, 340_000)
        for month in range(1, 13):
            tax, day = pay * 21 // 100, self.day(month, 25)
            employee = pay * 815 // 10_000
            owed = [(account, debt, pay * rate // 10_000) for account, debt, rate in CONTRIBUTIONS]
            self.book(day, f"Palkka {month}", ("4110", pay, STEA), ("2610", -tax, ""), ("2640", -employee, ""),
                      ("1910", -(pay - tax - employee), ""))  # fmt: skip
            for account, debt, cents in owed:
                self.book(day, f"Sivukulu {account} {month}", (account, cents, STEA), (debt, -cents, ""))
        # what was owed of January to December is paid at the end of the year, so that debts stay debts
        for debt in ("2610", "2640", "2645"):
            owed_now = -sum(cents for _, _, lines in self.vouchers for account, cents, _ in lines if account == debt)
            self.book(self.day(12, 28), f"Maksu {debt}", (debt, owed_now * 9 // 10, ""), ("1910", -(owed_now * 9 // 10), ""))

    def grants(self) -> None:
        for quarter in range(4):
            self.receive(self.day(1 + 3 * quarter, 15), f"STEA erä {quarter + 1}", "3610", 1_400_000, STEA)
        self.receive(self.day(2, 20), "Kunnan avustus kylätaloon", "3630", self.random.randrange(200_000, 400_000), HALL)
        self.receive(self.day(3, 3), "Kunnan yleisavustus", "3730", self.random.randrange(80_000, 200_000))

    def release(self) -> None:
        """STEA's grant is income only as far as it was used."""
        used = sum(
            cents for _, _, lines in self.vouchers for account, cents, centre in lines if centre == STEA and account[0] > "3"
        )
        got = -sum(cents for _, _, lines in self.vouchers for account, cents, _ in lines if account == "3610")
        rest = got - used
        if rest > 0:
            self.book(self.day(12, 31), "Käyttämättä jäänyt avustus", ("3610", rest, STEA), ("2540", -rest, ""))
        elif rest < 0:
            self.book(self.day(12, 31), "Avustussaaminen", ("1710", -rest, ""), ("3610", rest, STEA))

    def fundraising(self) -> None:
        for number in range(self.random.randrange(20, 45)):
            self.receive(self.any_day(), f"Jäsenmaksu {number + 101}", "3310", 2_500)
        for number in range(self.random.randrange(6, 15)):
            self.receive(self.any_day(), f"Lahjoitus lahjoittaja {number}", "3410", self.random.randrange(1_000, 30_000))
        self.receive(self.day(5, 12), "Lippukeräys", "3420", self.random.randrange(50_000, 150_000))
        self.pay(self.day(5, 14), "Keräyslippaat", "6910", self.random.randrange(3_000, 9_000))
        for number in range(8):
            money = "1920" if number % 2 else "1910"
            self.receive(self.any_day(), f"Myyjäiset {number}", "3520", self.random.randrange(4_000, 60_000), money=money)
        self.pay(self.day(6, 2), "Kukkapäivän ostot", "6220", self.random.randrange(3_000, 20_000))

    def running_costs(self) -> None:
        for month in range(1, 13):
            self.pay(self.day(month, 2), f"Vuokra {month}", "5110", 58_500, STEA)
            self.pay(self.day(month, 9), f"Puhelin {month}", "6620", self.random.randrange(1_900, 4_500))
            self.pay(self.day(month, 20), f"Kirjanpito {month}", "6650", self.random.randrange(9_000, 15_000))
        for number in range(self.random.randrange(25, 60)):
            account = self.random.choice(("6110", "6210", "6310", "6320", "6410", "6510", "6610", "5310"))
            centre = self.random.choice((GENERAL, STEA, HALL))
            self.pay(self.any_day(), f"Lasku {number + 1}", account, self.random.randrange(900, 40_000), centre)
        for number in range(6):
            self.pay(self.any_day(), f"Kahvitarvikkeet {number}", "6320", self.random.randrange(500, 2_500), money="1920")
        for number in range(10):
            cents, bought = self.random.randrange(5_000, 45_000), self.any_day()
            paid = min(bought + timedelta(days=14), self.day(12, 30))
            self.book(bought, f"Ostolasku {number}", ("6110", cents, HALL), ("2520", -cents, ""))
            self.book(paid, f"Ostolaskun {number} maksu", ("2520", cents, ""), ("1910", -cents, ""))
        self.book(self.day(8, 1), "Pullonpalautus, hyvitys", ("1910", 640, ""), ("6320", -640, GENERAL))

    def closing(self) -> None:
        end = self.day(12, 31)
        self.book(end, "Poisto 25 %", ("7130", self.openings["1140"] // 4, GENERAL), ("1140", -(self.openings["1140"] // 4), ""))
        self.receive(end, "Korko", "3810", self.random.randrange(50, 900))
        self.book(end, "Rahaston korko", ("1330", 1_250, ""), ("2030", -1_250, ""))
        cents = self.random.randrange(4_000, 20_000)
        self.book(end, "Joulukuun sähkö jaksotus", ("5130", cents, HALL), ("2850", -cents, ""))
        self.book(end, "Lomapalkkavelan muutos", ("4130", 24_000, STEA), ("2810", -24_000, ""))

    def made(self) -> Book:
        self.payroll()
        self.grants()
        self.fundraising()
        self.running_costs()
        self.closing()
        self.release()
        rows = []
        for number, (day, text, lines) in enumerate(sorted(self.vouchers, key=lambda one: one[0]), start=1):
            rows += [Row(str(number), day, account, cents, text, centre) for account, cents, centre in lines]
        return Book(rows, self.openings, self.start, date(self.start.year, 12, 31))


def first_openings(seed: int) -> dict[str, int]:
    rng = random.Random(f"{seed}-openings")
    held = {
        "1140": rng.randrange(200_000, 900_000), "1330": 500_000, "1610": rng.randrange(5_000, 40_000), "1910": 6_000_000,
        "1920": 60_000, "2030": -500_000, "2040": -150_000, "2520": -rng.randrange(10_000, 50_000), "2810": -180_000,
    }  # fmt: skip
    return held | {"2120": -sum(held.values())}


def clean_book(seed: int, year: int = 2025, openings: dict[str, int] | None = None) -> Book:
    """One financial year."""
    return Maker(seed, date(year, 1, 1), openings or first_openings(seed)).made()


def two_years(seed: int) -> list[Book]:
    """Two years; the second opens with what the first closed with, its result in equity."""
    before = clean_book(seed, 2024)
    closing = before.closing()
    result = sum(cents for account, cents in closing.items() if account >= "3")
    openings = {account: cents for account, cents in closing.items() if account < "3" and cents}
    openings["2120"] = openings.get("2120", 0) + result
    return [before, clean_book(seed, 2025, openings)]


def names() -> dict[str, str]:
    return {account.code: account.name.fi for account in CHART.accounts}


def used_accounts(books: list[Book]) -> dict[str, str]:
    """Every account of the books with its name, by number."""
    called = names()
    found = {account: called.get(account, "") for book in books for account in book.openings}
    found |= {row.account: row.name or called.get(row.account, "") for book in books for row in book.rows}
    return dict(sorted(found.items()))


def own_chart(books: list[Book]) -> tuple[LocalAccount, ...]:
    """The organisation's own chart: the accounts of its books and no others, each with its class."""
    homes = CHART.by_code
    kinds = {"asset", "liability", "equity", "income", "expense"}
    return tuple(
        LocalAccount(number, name, home.klass if (home := homes.get(number)) is not None and home.klass in kinds else "")
        for number, name in used_accounts(books).items()
    )


def mapping_of(books: list[Book]) -> Mapping:
    """The rules that the books need, each universal account to itself."""
    used = used_accounts(books)
    return replace(IDENTITY, rules=tuple(rule for rule in IDENTITY.rules if rule.when.account[0].low in used))


def ledger_of(books: list[Book], chart: tuple[LocalAccount, ...] | None = None) -> Ledger:
    """The canonical ledger of the books, one row of file per entry from row 2 on."""
    called = names()
    rows = [row for book in books for row in book.rows]
    openings = [(account, cents, book) for book in books for account, cents in book.openings.items()]
    entries = {
        "source_file": "kirjanpito.csv",
        "source_row": list(range(2, len(rows) + 2)),
        "voucher": [row.voucher for row in rows],
        "date": [row.day for row in rows],
        "account": [row.account for row in rows],
        "account_name": [row.name or called.get(row.account, "") for row in rows],
        "amount": [row.cents for row in rows],
        "text": [row.text for row in rows],
        "currency": "EUR",
        "dim_kustannuspaikka": [row.centre for row in rows],
        **({"vat": [row.vat for row in rows]} if any(row.vat for row in rows) else {}),
    }
    balances = {
        "source_file": "alkusaldot.csv",
        "source_row": list(range(2, len(openings) + 2)),
        "account": [account for account, _, _ in openings],
        "account_name": [called.get(account, "") for account, _, _ in openings],
        "opening": [cents for _, cents, _ in openings],
        "period_start": [book.start for _, _, book in openings],
        "period_end": [book.end for _, _, book in openings],
    }
    file = SourceFile("kirjanpito.csv", "0" * 64, 1, "csv", rows=len(rows))
    declared = own_chart(books) if chart is None else chart
    return Ledger(frame_of("entries", entries, len(rows)), frame_of("balances", balances, len(openings)), (file,), declared)


def subject_of_books(books: list[Book], settings: CheckSettings | None = None) -> Subject:
    return subject_of(ledger_of(books), CHART, mapping_of(books), settings or CheckSettings(today=TODAY))


__all__ = ["Book", "Row", "clean_book", "ledger_of", "mapping_of", "own_chart", "replace", "subject_of_books", "two_years"]
