"""Reading against the raw parsers: a million rows of CSV, a SAF-T file of 300 MB, a workbook of 200 000 rows.

``python benchmarks/reading.py WHAT FILE`` is one measured child: it reads FILE and prints the seconds of reading, libraries not
counted. ``csv``, ``saft`` and ``xlsx`` read a canonical ledger with all findings; ``csv-floor``, ``saft-floor`` and
``xlsx-floor`` only parse, as pyarrow.csv, iterparse with clearing and python-calamine do.
"""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from measure import run_for_output

SAFT_BYTES, XLSX_ROWS = 300_000_000, 200_000
GENERATED_ACCOUNTS = 400
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<AuditFile xmlns="urn:StandardAuditFile-Taxation-Financial:NO">
 <Header>
  <AuditFileVersion>1.20</AuditFileVersion><AuditFileCountry>NO</AuditFileCountry><DefaultCurrencyCode>NOK</DefaultCurrencyCode>
  <SelectionCriteria><SelectionStartDate>2025-01-01</SelectionStartDate><SelectionEndDate>2025-12-31</SelectionEndDate></SelectionCriteria>
 </Header>
 <MasterFiles>
  <GeneralLedgerAccounts>
"""


@dataclass(frozen=True)
class Measured:
    """Seconds of reading and peak memory in megabytes."""

    seconds: float
    megabytes: float


def write_saft(path: Path, least: int = SAFT_BYTES) -> Path:
    """Stream a SAF-T Financial of at least ``least`` bytes to disk: vouchers of three lines, a cost centre on one of them."""
    if path.exists():
        return path
    draft, chance = path.with_suffix(".draft"), random.Random(2025)
    numbers = [str(3000 + each) for each in range(GENERATED_ACCOUNTS)]
    with draft.open("w", encoding="utf-8", newline="\n") as target:
        target.write(HEAD)
        for number in numbers:
            target.write(f"   <Account><AccountID>{number}</AccountID><AccountDescription>Konto {number}</AccountDescription>")
            target.write("<AccountType>GL</AccountType></Account>\n")
        target.write("  </GeneralLedgerAccounts>\n </MasterFiles>\n <GeneralLedgerEntries>\n  <Journal>\n")
        target.write("   <JournalID>GL</JournalID><Description>Bilag</Description>\n")
        voucher = 0
        while target.tell() < least if voucher % 500 == 0 else True:
            voucher += 1
            target.write(_transaction(voucher, numbers, chance))
        target.write("  </Journal>\n </GeneralLedgerEntries>\n</AuditFile>\n")
    draft.rename(path)
    return path


def _transaction(voucher: int, numbers: list[str], chance: random.Random) -> str:
    day = f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    net, tax = chance.randint(100, 900_000), chance.randint(10, 90_000)
    sides = (("Debit", net), ("Debit", tax), ("Credit", net + tax))
    lines = "".join(_line(voucher, at, side, cents, chance.choice(numbers), chance) for at, (side, cents) in enumerate(sides, 1))
    return (
        f"   <Transaction>\n    <TransactionID>{voucher}</TransactionID>\n    <Period>{int(day[5:7])}</Period>\n"
        f"    <PeriodYear>2025</PeriodYear>\n    <TransactionDate>{day}</TransactionDate>\n"
        f"    <Description>Bilag {voucher}</Description>\n    <SystemEntryDate>{day}</SystemEntryDate>\n"
        f"    <GLPostingDate>{day}</GLPostingDate>\n{lines}   </Transaction>\n"
    )


def _line(voucher: int, at: int, side: str, cents: int, account: str, chance: random.Random) -> str:
    centre = chance.randint(1, 30)
    analysis = f"     <Analysis><AnalysisType>AVD</AnalysisType><AnalysisID>{centre}</AnalysisID></Analysis>\n" if at == 1 else ""
    return (
        f"    <Line>\n     <RecordID>{voucher}-{at}</RecordID>\n     <AccountID>{account}</AccountID>\n{analysis}"
        f"     <SourceDocumentID>F{voucher}</SourceDocumentID>\n     <Description>Kjøp av varer {voucher % 999}</Description>\n"
        f"     <{side}Amount><Amount>{cents // 100}.{cents % 100:02d}</Amount></{side}Amount>\n    </Line>\n"
    )


def write_xlsx(path: Path, rows: int = XLSX_ROWS) -> Path:
    """A workbook of postings with dates and numbers as such, as a program would write it."""
    if path.exists():
        return path
    from datetime import date

    from openpyxl import Workbook

    chance, book = random.Random(2025), Workbook(write_only=True)
    sheet = book.create_sheet("Ledger")
    sheet.append(["Tosite", "Päivämäärä", "Nro", "Tili", "Debet", "Kredit", "Selite", "Kustannuspaikka"])
    for voucher in range(1, rows // 2 + 1):
        day, cents = date(2025, chance.randint(1, 12), chance.randint(1, 28)), chance.randint(50, 500_000) / 100
        debit, credit = (3000 + each for each in chance.sample(range(GENERATED_ACCOUNTS), 2))
        text = f"Ostolasku {chance.randint(1, 20_000)}"
        sheet.append([voucher, day, debit, f"Tili {debit}", cents, None, text, f"KP{voucher % 30}"])
        sheet.append([voucher, day, credit, f"Tili {credit}", None, cents, text, ""])
    draft = path.with_suffix(".draft")
    book.save(draft)
    draft.rename(path)
    return path


def read_ours(path: Path) -> Callable[[], int]:
    """A canonical ledger with all its findings; errors stop the measuring."""
    from tilikartta.model import Severity
    from tilikartta.sources import read_ledger

    def read() -> int:
        ledger, findings = read_ledger([path])
        if wrong := [finding for finding in findings if finding.severity is Severity.ERROR]:
            raise SystemExit(f"{path.name}: {wrong[:3]}")
        return len(ledger.entries)

    return read


def parse_csv(path: Path) -> Callable[[], int]:
    """pyarrow.csv with its own guesses of types."""
    from pyarrow import csv

    return lambda: int(csv.read_csv(path, parse_options=csv.ParseOptions(delimiter=";")).num_rows)


def parse_saft(path: Path) -> Callable[[], int]:
    """iterparse of the ends of elements; every transaction is cleared when it ends."""
    from xml.etree import ElementTree

    def read() -> int:
        count = 0
        for _, element in ElementTree.iterparse(path):
            if element.tag.endswith("}Transaction"):
                count += sum(child.tag.endswith("}Line") for child in element)
                element.clear()
        return count

    return read


def parse_xlsx(path: Path) -> Callable[[], int]:
    """python-calamine, all rows as Python values."""
    from python_calamine import CalamineWorkbook

    return lambda: len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()) - 1


CHILDREN: dict[str, Callable[[Path], Callable[[], int]]] = {
    "csv": read_ours, "saft": read_ours, "xlsx": read_ours,
    "csv-floor": parse_csv, "saft-floor": parse_saft, "xlsx-floor": parse_xlsx,
}  # fmt: skip


def measured(what: str, path: Path) -> tuple[Measured, int]:
    """One child, and the number of rows it found."""
    run, said = run_for_output([sys.executable, __file__, what, str(path)])
    seconds, rows = said.split()
    return Measured(float(seconds), run.megabytes), int(rows)


def best_of(runs: list[Measured]) -> Measured:
    """The time least disturbed by other work, and the highest peak."""
    return Measured(min(run.seconds for run in runs), max(run.megabytes for run in runs))


def against(name: str, what: str, path: Path, limit: float, times: int, verdict: Callable[..., bool]) -> bool:
    """One line for time and one for peak memory, in turns with the raw parser. Both must have read the same number of rows."""
    turns = [(measured(f"{what}-floor", path), measured(what, path)) for _ in range(times)]
    floor, ours = best_of([first for (first, _), _ in turns]), best_of([second for _, (second, _) in turns])
    (_, expected), (_, rows) = turns[0]
    if rows != expected:
        raise SystemExit(f"{path.name}: {rows} rows, the raw parser has {expected}")
    ratio = ours.seconds / floor.seconds
    goal = f"at most {limit:.0f}x"
    reached = verdict(name, f"{ours.seconds:.2f} s", f"{floor.seconds:.2f} s", f"{ratio:.1f}x", goal, ratio <= limit)
    size = f"  peak memory, file {path.stat().st_size // 1_000_000} MB"
    print(f"{size:<34}{ours.megabytes:>9.0f} MB{floor.megabytes:>11.0f} MB{ours.megabytes / floor.megabytes:>8.1f}x", flush=True)
    return reached


def readings(folder: Path, ledger: Path, verdict: Callable[..., bool]) -> list[bool]:
    """The three lines. The generated files stay in ``folder``, which is no part of the repository."""
    saft, xlsx = write_saft(folder / "saft.xml"), write_xlsx(folder / "ledger.xlsx")
    return [
        against("read CSV, 1 000 000 rows", "csv", ledger, 3, 5, verdict),
        against("read SAF-T, 300 MB", "saft", saft, 2, 2, verdict),
        against("read xlsx, 200 000 rows", "xlsx", xlsx, 2, 3, verdict),
    ]


if __name__ == "__main__":
    read = CHILDREN[sys.argv[1]](Path(sys.argv[2]))
    begun = time.perf_counter()
    rows = read()
    print(f"{time.perf_counter() - begun:.4f} {rows}")
