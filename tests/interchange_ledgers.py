"""Invented ledgers that every interchange writer of the tests can write, and how a ledger read back is compared with them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

NAMES = {"1": "Kustannuspaikka", "6": "Projekti"}
OBJECTS = {("1", "10"): "Päiväkoti", ("1", "20"): "Hallinto", ("6", "P 1"): 'Kevät"retki', ("6", "Å2"): ""}
CORE = ("series", "voucher", "date", "account", "account_name", "amount", "text", "dim_kustannuspaikka", "dim_projekti")


@dataclass
class Posting:
    account: str
    cents: int
    text: str = ""
    objects: dict[str, str] = field(default_factory=dict)


@dataclass
class Voucher:
    series: str
    number: str
    day: date
    postings: list[Posting]


@dataclass
class Books:
    accounts: dict[str, str]
    vouchers: list[Voucher]
    opening: dict[str, int] = field(default_factory=dict)

    def rows(self) -> list[tuple]:
        """The entries as they must be read back."""
        return [
            (
                voucher.series,
                voucher.number,
                voucher.day,
                posting.account,
                self.accounts[posting.account],
                posting.cents,
                posting.text,
                posting.objects.get("1", ""),
                posting.objects.get("6", ""),
            )
            for voucher in self.vouchers
            for posting in voucher.postings
        ]

    def closing(self) -> dict[str, int]:
        """Closing balance of every account."""
        totals = dict(self.opening)
        for voucher in self.vouchers:
            for posting in voucher.postings:
                totals[posting.account] = totals.get(posting.account, 0) + posting.cents
        return totals


def rows_of(ledger) -> list[tuple]:
    """Entries read back, in the order of the file; a dimension that is not in use is empty."""
    frame = ledger.entries.copy()
    for name in CORE[-2:]:
        if name not in frame:
            frame[name] = ""
    return list(frame[list(CORE)].itertuples(index=False, name=None))


def openings_of(ledger) -> dict[str, int]:
    frame = ledger.balances[ledger.balances["closing"].isna()]
    return {str(account): int(amount) for account, amount in frame.groupby("account")["opening"].sum().items()}


def codes(findings) -> list[str]:
    return sorted(finding.code for finding in findings)


def small() -> Books:
    """Four vouchers with broken series, a project, a zero row and texts that hurt."""
    day = date(2025, 1, 31)
    return Books(
        {"1910": "Pankkitili", "2010": "Oma pääoma", "3000": "Jäsenmaksut; å Ä Ö", "0140": 'Leiri "Loma" {x}', "5000": "Palkat"},
        [
            Voucher("A", "1", day, [Posting("1910", 10_050, "Jäsenmaksu \\ kevät"), Posting("3000", -10_050, 'Jäsen "A" & <B>')]),
            Voucher("A", "2", day + timedelta(1), [Posting("0140", 1, "#VER", {"1": "10"}), Posting("1910", -1)]),
            Voucher("B", "1", day + timedelta(60), [
                Posting("5000", 70_000, "Palkka", {"1": "10", "6": "P 1"}),
                Posting("5000", 30_000, "Palkka", {"1": "20", "6": "Å2"}),
                Posting("1910", -100_000, "Palkka"),
            ]),
            Voucher("", "7", date(2025, 12, 31), [Posting("1910", 0, "nolla"), Posting("3000", 0, "nolla")]),
        ],
        {"1910": 500_000_00, "2010": -500_000_00},
    )  # fmt: skip


_LETTERS = "abcåäöÅÄÖ xyz019.,;:&<>'\"{}\\#-=/"
TEXTS = st.text(_LETTERS, max_size=14).map(lambda text: " ".join(text.split()).rstrip("\\ "))
NUMBERS = st.from_regex(r"[0-9]{3,6}", fullmatch=True)


@st.composite
def books(draw: st.DrawFn) -> Books:
    """Any small ledger whose vouchers balance."""
    numbers = draw(st.lists(NUMBERS, min_size=2, max_size=6, unique=True))
    accounts = {number: draw(TEXTS) or "x" for number in numbers}
    keys = draw(st.lists(st.tuples(st.sampled_from(["A", "B", "LÖ"]), st.integers(1, 999)), min_size=1, max_size=6, unique=True))
    vouchers = []
    for series, number in keys:
        day = date(2025, 1, 1) + timedelta(draw(st.integers(0, 364)))
        amounts = draw(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=4))
        postings = []
        for cents in [*amounts, -sum(amounts)]:
            objects = dict(draw(st.lists(st.sampled_from(sorted(OBJECTS)), max_size=2)))
            postings.append(Posting(draw(st.sampled_from(numbers)), cents, draw(TEXTS), objects))
        vouchers.append(Voucher(series, str(number), day, postings))
    opening = draw(st.integers(0, 10**9))
    first, last = numbers[0], numbers[-1]
    return Books(accounts, vouchers, {first: opening, last: -opening} if opening else {})
