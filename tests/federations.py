"""Invented federations for tests and benchmarks: six members in six forms of export, two years; and any number of alike ones.

The six: a micro-association (CSV of Tilitin), cost centres as functions (database of Kitsas), event accounts (grouped general
ledger in Excel), a Swedish association (SIE 4), a foundation with funds (SAF-T), and one that sends only a trial balance.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import interchange_ledgers as interchange
import writers_databases as databases
import writers_grouped as grouped
from writers_sie import write_sie
from writers_xml import write_saft

YEARS = (2024, 2025)
RESULT = ("3", "4", "5", "6", "7", "8")  # first figures of accounts of the income statement, in the charts of all six


@dataclass(frozen=True)
class Pair:
    """One voucher: an amount from the credit account to the debit account."""

    day: date
    debit: str
    credit: str
    cents: int
    text: str
    centre: str = ""


@dataclass(frozen=True)
class Books:
    """Two years of one member. ``names``: its chart; ``opening``: what the first year opens with (debit +)."""

    names: dict[str, str]
    opening: dict[str, int]
    pairs: tuple[Pair, ...]

    def of(self, year: int) -> list[tuple[int, Pair]]:
        """Numbered vouchers of a year."""
        return list(enumerate((pair for pair in self.pairs if pair.day.year == year), 1))

    def moved(self, year: int) -> dict[str, int]:
        """Movement by account."""
        sums: dict[str, int] = {}
        for _, pair in self.of(year):
            sums[pair.debit] = sums.get(pair.debit, 0) + pair.cents
            sums[pair.credit] = sums.get(pair.credit, 0) - pair.cents
        return sums

    def opened(self, year: int, equity: str) -> dict[str, int]:
        """Openings of a year as a program states them: last year's result is part of equity."""
        if year == YEARS[0]:
            return self.opening
        sums = dict(self.opening)
        for account, cents in self.moved(YEARS[0]).items():
            home = equity if account.startswith(RESULT) else account
            sums[home] = sums.get(home, 0) + cents
        return sums


@dataclass
class Expected:
    """What was written. ``files``: by member and year, the year 0 holding both.

    ``homes``: the leaf line of each account, or of each (account, cost centre) or (account, income | expense).
    """

    folder: Path
    files: dict[tuple[str, int], list[Path]] = field(default_factory=dict)
    homes: dict[str, dict[object, str]] = field(default_factory=dict)
    books: dict[str, Books] = field(default_factory=dict)

    @property
    def members(self) -> list[str]:
        return list(self.homes)


# member -> account: (name, leaf line); a line of None is told by centre or sign below
_CHARTS: dict[str, dict[str, tuple[str, str]]] = {
    "aho": {
        "1911": ("Pankkitili", "bs.a.cur.cash"), "2251": ("Edellisten tilikausien ylijäämät", "bs.l.eq.prev"),
        "2871": ("Ostovelat", "bs.l.liab.trade.short"), "3001": ("Osallistumismaksut", "is.ord.inc"),
        "4411": ("Sähkö", "is.ord.exp.other"), "4051": ("Jäsenmaksu liitolle", "is.ord.exp.other"),
        "5001": ("Jäsenmaksutulot", "is.fund.inc"), "5081": ("Muut varainhankinnan kulut", "is.fund.exp"),
        "6011": ("Korkotuotot", "is.inv.inc"), "7501": ("Yleisavustukset", "is.gen"),
    },
    "koivu": {
        "1910": ("Pankki", "bs.a.cur.cash"), "2110": ("Ylijäämä", "bs.l.eq.prev"), "2900": ("Verovelka", "bs.l.liab.other.short"),
        "3000": ("Kurssimaksut", "is.ord.inc"), "4100": ("Palkat", ""), "4600": ("Muut kulut", ""),
        "5000": ("Jäsenmaksut", "is.fund.inc"), "7000": ("STEA-yleisavustus", "is.gen"),
    },
    "lehto": {
        "1010": ("Pankkitili", "bs.a.cur.cash"), "1080": ("Varasto", "bs.a.cur.stock.fin"),
        "2050": ("Ylijäämä", "bs.l.eq.prev"), "2090": ("Ennakkomaksut", "bs.l.liab.adv.short"),
        "3100": ("Jäsenmaksut", "is.fund.inc"), "6100": ("Kevätturnaus", ""), "6200": ("Syysleiri", ""),
        "7100": ("Ohjaajien palkkiot", "is.ord.exp.staff"), "8100": ("Kaluston poisto", "is.ord.exp.depr"),
    },
    "strand": {
        "1930": ("Bankkonto", "bs.a.cur.cash"), "2091": ("Balanserat resultat", "bs.l.eq.prev"),
        "2440": ("Leverantörsskulder", "bs.l.liab.trade.short"), "3010": ("Deltagaravgifter", "is.ord.inc"),
        "3890": ("Medlemsavgifter", "is.fund.inc"), "5010": ("Lokalhyra", "is.ord.exp.other"),
        "6981": ("Medlemsavgift till förbundet", "is.ord.exp.other"), "7010": ("Löner", "is.ord.exp.staff"),
    },
    "saatio": {
        "1210": ("Osakesalkku", "bs.a.nc.inv.shares"), "1910": ("Pankki", "bs.a.cur.cash"),
        "2010": ("Peruspääoma", "bs.l.eq.cap"),
        "2040": ("Matin ja Maijan rahasto", "bs.l.eq.bound.other"), "2120": ("Edellisten kausien ylijäämä", "bs.l.eq.prev"),
        "3650": ("Jäsenmaksu, Aho", "is.fund.inc"), "3660": ("Jäsenmaksu, Strandby", "is.fund.inc"),
        "3820": ("Osingot", "is.inv.inc"), "4010": ("Palkat", "is.ord.exp.staff"),
        "6840": ("Rahaston apurahat", "is.ord.exp.other"), "8140": ("Rahaston muutos", "is.appr.fund"),
    },
    "tupa": {
        "1000": ("Pankkitili", "bs.a.cur.cash"), "2000": ("Oma pääoma", "bs.l.eq.prev"),
        "3000": ("Tuotot juhlista", "is.fund.inc"),
        "4000": ("Juhlien kulut", "is.fund.exp"), "4500": ("Toiminnan menot", "is.ord.exp.other"),
    },
}  # fmt: skip
_BY: dict[str, dict[object, str]] = {
    "koivu": {
        ("4100", "Hanke"): "is.ord.exp.staff", ("4100", "Keräys"): "is.fund.exp",
        ("4600", "Hanke"): "is.ord.exp.other", ("4600", "Keräys"): "is.fund.exp",
    },
    "lehto": {
        ("6100", "income"): "is.ord.inc", ("6100", "expense"): "is.ord.exp.other",
        ("6200", "income"): "is.ord.inc", ("6200", "expense"): "is.ord.exp.other",
    },
}  # fmt: skip
# member -> (bank, equity)
_BANK = {"aho": ("1911", "2251"), "koivu": ("1910", "2110"), "lehto": ("1010", "2050"), "strand": ("1930", "2091"),
         "saatio": ("1910", "2120"), "tupa": ("1000", "2000")}  # fmt: skip
# (member, account, other side) of what is paid inside the federation, by year. The books of 2025 disagree by 40 euros.
FEES: dict[tuple[str, str], dict[int, int]] = {
    ("aho", "4051"): {2024: 120_00, 2025: 135_00},
    ("saatio", "3650"): {2024: 120_00, 2025: 135_00},
    ("strand", "6981"): {2024: 200_00, 2025: 240_00},
    ("saatio", "3660"): {2024: 200_00, 2025: 200_00},
}

_MAPPINGS = {
    "aho": """mapping: 1
organisation: {name: Ahon kyläyhdistys ry, form: micro_association, members: 84, region: Häme}
extends: tilitin-yhdistys
rules:
  - {when: "4051", to: 6725}
""",
    "koivu": """mapping: 1
organisation: {name: Koivun tuki ry, members: 310, staff: 2.5, region: Häme}
dimensions: {kp: kohdennus}
rules:
  - {when: "1910", to: 1910}
  - {when: "2110", to: 2120}
  - {when: "2900", to: 2610}
  - {when: "3000", to: 3110}
  - {when: "4100", to: 4110}
  - {when: "4600", to: 6790}
  - {when: "5000", to: 3310}
  - {when: "7000", to: 3710}
  - {when: {account: "4000-4999", kp: Keräys}, to: {function: fundraising}}
  - {when: {account: "4000-4999", kp: Hanke}, to: {function: programme, activity: Hanke}}
""",
    "lehto": """mapping: 1
organisation: {name: Lehdon urheilijat ry, members: 520, region: Savo}
rules:
  - {when: "1010", to: 1910}
  - {when: "1080", to: 1430}
  - {when: "2050", to: 2120}
  - {when: "2090", to: 2545}
  - {when: "3100", to: 3310}
  - {when: {account: ["6100", "6200"], sign: income}, to: 3110}
  - {when: {account: ["6100", "6200"], sign: expense}, to: 6310}
  - {when: "7100", to: 4160}
  - {when: "8100", to: 7130}
""",
    "strand": """mapping: 1
organisation: {name: Strandby byaförening rf, members: 140, region: Nyland}
extends: bas-forening
rules:
  - {when: "3010", to: 3110}
  - {when: "3890", to: 3310}
""",
    "saatio": """mapping: 1
organisation: {name: Liiton säätiö sr, form: foundation, staff: 1, region: Häme}
rules:
  - {when: "1210", to: 1230}
  - {when: "1910", to: 1910}
  - {when: "2010", to: 2010}
  - {when: "2040", to: {account: 2040, fund: Matti ja Maija}}
  - {when: "2120", to: 2120}
  - {when: ["3650", "3660"], to: 3340}
  - {when: "3820", to: 3820}
  - {when: "4010", to: 4110}
  - {when: "6840", to: {account: 6840, fund: Matti ja Maija}}
  - {when: "8140", to: {account: 8140, fund: Matti ja Maija}}
""",
    "tupa": """mapping: 1
organisation: {name: Tuvan martat ry, members: 31, region: Savo}
rules:
  - {when: "1000", to: 1910}
  - {when: "2000", to: 2120}
  - {when: "3000", to: 3240}
  - {when: "4000", to: 6970}
  - {when: "4500", to: 6790}
""",
}
FEDERATION = """federation: 1
name: Kuuden liitto
members: [aho, koivu, lehto, strand, saatio, {id: tupa, group: pienet}]
size_classes:
  - {name: pienet, under: 5000}
  - {name: keskisuuret, under: 20000}
  - {name: suuret}
eliminations:
  - name: Ahon jäsenmaksu
    payer: {member: aho, accounts: "6725"}
    receiver: {member: saatio, accounts: "3340", local: "3650"}
    tolerance: 1.50
  - name: Strandbyn jäsenmaksu
    payer: {member: strand, accounts: "6720", local: "6981"}
    receiver: {member: saatio, accounts: "3340", local: "3660"}
"""


def _books(member: str, seed: int = 11) -> Books:
    """Two years of vouchers, seeded. Every account of the chart moves in both years, some not by the same amount of rows."""
    chance = random.Random(f"{member} {seed}")
    chart, (bank, equity) = _CHARTS[member], _BANK[member]
    others = [account for account in chart if account not in (bank, equity)]
    opening = {account: -chance.randint(10_00, 900_00) for account in others if account.startswith("2")}
    opening |= {account: chance.randint(10_00, 900_00) for account in others if account.startswith("1")}
    opening[bank] = chance.randint(2_000_00, 9_000_00)
    opening[equity] = -sum(opening.values())
    pairs: list[Pair] = []
    for year in YEARS:
        for account in others:
            if (member, account) in FEES:
                cents, text = FEES[member, account][year], "jäsenmaksu"
                sides = (account, bank) if member != "saatio" else (bank, account)
                pairs.append(Pair(date(year, 3, 3), *sides, cents, text))
                continue
            pairs += [_pair(member, account, bank, year, chance) for _ in range(chance.randint(2, 5))]
        if member == "lehto":
            pairs.append(Pair(date(year, 5, 5), "6100", bank, 311_17, "turnauksen kuluja"))
            pairs.append(Pair(date(year, 5, 6), bank, "6100", 700_01, "maksuja"))
    return Books({account: name for account, (name, _) in chart.items()}, opening, tuple(sorted(pairs, key=lambda one: one.day)))


def _pair(member: str, account: str, bank: str, year: int, chance: random.Random) -> Pair:
    day = date(year, 1, 1) + timedelta(chance.randint(0, 364))
    cents, text = chance.randint(1, 400_000), f"{_CHARTS[member][account][0]} {chance.randint(1, 99)}"
    centre = chance.choice(("Hanke", "Keräys")) if (account, "Hanke") in _BY.get(member, {}) else ""
    income = _CHARTS[member][account][1].endswith((".inc", "is.gen")) or account.startswith("2")
    return Pair(day, bank, account, cents, text, centre) if income else Pair(day, account, bank, cents, text, centre)


def write_six_members(folder: Path) -> Expected:
    """Write the federation of six with its ``federation.yaml``; the same bytes each time, but for the databases and workbooks."""
    expected = Expected(folder)
    for member, chart in _CHARTS.items():
        home, books = folder / member, _books(member)
        home.mkdir(parents=True)
        (home / "mapping.yaml").write_text(_MAPPINGS[member], encoding="utf-8")
        expected.books[member] = books
        expected.homes[member] = {account: line for account, (_, line) in chart.items() if line} | _BY.get(member, {})
        _WRITERS[member](home, books, expected)
    (folder / "federation.yaml").write_text(FEDERATION, encoding="utf-8")
    return expected


def _euros(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02d}"


def _tilitin(home: Path, books: Books, expected: Expected) -> None:
    """2024 in a folder with its opening balances beside it, 2025 as one file without any: they carry over."""
    (home / "2024").mkdir()
    opening = ["Tili;Tilin nimi;Alkusaldo"]
    opening += [f"{account};{books.names[account]};{_euros(cents)}" for account, cents in books.opening.items()]
    (home / "2024/alkusaldot.csv").write_text("\n".join(opening) + "\n", encoding="utf-8-sig")
    for year, path in ((2024, home / "2024/paivakirja.csv"), (2025, home / "2025.csv")):
        lines = ["Tosite;Päivämäärä;Nro;Tili;Debet;Kredit;Selite"]
        for number, pair in books.of(year):
            head = f"{number};{pair.day.day}.{pair.day.month}.{pair.day.year}"
            lines.append(f"{head};{pair.debit};{books.names[pair.debit]};{_euros(pair.cents)};;{pair.text}")
            lines.append(f"{head};{pair.credit};{books.names[pair.credit]};;{_euros(pair.cents)};{pair.text}")
        path.write_text("\n".join(lines) + "\n", encoding="cp1252")
        expected.files["aho", year] = [path]
    expected.files["aho", 2024].append(home / "2024/alkusaldot.csv")


def _kitsas(home: Path, books: Books, expected: Expected) -> None:
    """One database with both years; the opening voucher is the day before the first."""
    targets = {"": 0, "Hanke": 1, "Keräys": 2}
    opens = tuple(databases.Row(account, cents) for account, cents in books.opening.items())
    vouchers = [databases.Voucher(1, date(2023, 12, 31), opens, kind=9010, title="Tilinavaus")]
    for year in YEARS:
        for number, pair in books.of(year):
            rows = (
                databases.Row(pair.debit, pair.cents, pair.text, targets[pair.centre]),
                databases.Row(pair.credit, -pair.cents, pair.text, targets[pair.centre]),
            )
            vouchers.append(databases.Voucher(number, pair.day, rows, title=pair.text))
    databases.write_kitsas(
        home / "kirjanpito.kitsas",
        databases.Books(
            {account: (name, "C") for account, name in books.names.items()},
            [(date(year, 1, 1), date(year, 12, 31)) for year in YEARS],
            vouchers,
            [(1, 1, None, "Hanke"), (2, 1, None, "Keräys")],
        ),
    )
    expected.files["koivu", 0] = [home / "kirjanpito.kitsas"]


def _grouped(home: Path, books: Books, expected: Expected) -> None:
    """A general ledger printed account by account to Excel, openings of each year in it."""
    for year in YEARS:
        entries = [
            grouped.Entry(str(number), pair.day, account, cents, pair.text)
            for number, pair in books.of(year)
            for account, cents in ((pair.debit, pair.cents), (pair.credit, -pair.cents))
        ]
        ledger = grouped.Books(tuple(entries), books.names, books.opened(year, "2050"))
        grouped.as_workbook(grouped.general_ledger(ledger, grouped.Style()), home / f"{year}.xlsx")
        expected.files["lehto", year] = [home / f"{year}.xlsx"]


def _interchange(books: Books, year: int, equity: str) -> interchange.Books:
    vouchers = [
        interchange.Voucher(
            "A", str(number), pair.day,
            [interchange.Posting(pair.debit, pair.cents, pair.text), interchange.Posting(pair.credit, -pair.cents, pair.text)],
        )
        for number, pair in books.of(year)
    ]  # fmt: skip
    return interchange.Books(books.names, vouchers, books.opened(year, equity))


def _sie(home: Path, books: Books, expected: Expected) -> None:
    for year in YEARS:
        raw = write_sie(_interchange(books, year, "2091")).replace(b"20250101 20251231", f"{year}0101 {year}1231".encode())
        (home / f"{year}.se").write_bytes(raw)
        expected.files["strand", year] = [home / f"{year}.se"]


def _saft(home: Path, books: Books, expected: Expected) -> None:
    for year in YEARS:
        raw = write_saft(_interchange(books, year, "2120"))
        for name, day in ((b"Start", b"-01-01"), (b"End", b"-12-31")):
            raw = raw.replace(b"Selection" + name + b"Date>2025" + day, b"Selection" + name + b"Date>" + str(year).encode() + day)
        (home / f"{year}.xml").write_bytes(raw)
        expected.files["saatio", year] = [home / f"{year}.xml"]


def _trial_balance(home: Path, books: Books, expected: Expected) -> None:
    """Sums alone, without a single date: only the file's name tells the year."""
    for year in YEARS:
        opening, moved = books.opened(year, "2000"), books.moved(year)
        lines = ["Tili;Tilin nimi;Alkusaldo;Debet;Kredit;Loppusaldo"]
        for account, name in books.names.items():
            debit = sum(pair.cents for _, pair in books.of(year) if pair.debit == account)
            start, change = opening.get(account, 0), moved.get(account, 0)
            lines.append(";".join((account, name, *map(_euros, (start, debit, debit - change, start + change)))))
        (home / f"{year}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        expected.files["tupa", year] = [home / f"{year}.csv"]


_WRITERS = {"aho": _tilitin, "koivu": _kitsas, "lehto": _grouped, "strand": _sie, "saatio": _saft, "tupa": _trial_balance}


def many_members(folder: Path, count: int, rows: int, seed: int = 7) -> Path:
    """``count`` members on the chart of Tilitin, each with one CSV of about ``rows`` postings of 2025, in three regions."""
    numbers = ("1911", "2871", "3001", "3101", "4201", "4411", "4431", "4921", "4951", "5001", "5031", "5061", "6011", "7501")
    for index in range(count):
        chance = random.Random(f"{seed} {index}")
        home = folder / f"jasen-{index:04}"
        home.mkdir(parents=True, exist_ok=True)
        region = ("Etelä", "Länsi", "Itä")[index % 3]
        name = f"Yhdistys {index:04} ry"
        (home / "mapping.yaml").write_text(
            f"mapping: 1\norganisation: {{name: {name}, region: {region}, members: {chance.randint(12, 900)}}}\n"
            "extends: tilitin-yhdistys\n",
            encoding="utf-8",
        )
        lines = ["Tosite;Päivämäärä;Nro;Tili;Debet;Kredit;Selite"]
        for voucher in range(1, rows // 2 + 1):
            debit, credit = chance.sample(numbers, 2)
            amount, head = _euros(chance.randint(50, 90_000)), f"{voucher};{1 + voucher % 28}.{1 + voucher % 12}.2025"
            lines += [f"{head};{debit};Tili {debit};{amount};;Vienti", f"{head};{credit};Tili {credit};;{amount};Vienti"]
        (home / "2025.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
