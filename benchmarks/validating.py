"""Validating against reading: a million rows with cost centres, VAT and openings, every check with a mapping.

``python benchmarks/validating.py FILE OPENINGS`` is one measured child: it prints the seconds of reading, the seconds of all
checks (mapping included), the rows, and the seconds of each check, gravest first.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ledger import TEXTS, accounts, euros
from measure import run_for_output

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping

MAPPING = "tilitin-yhdistys"
HEADING = "Tosite;Päivämäärä;Nro;Tili;Debet;Kredit;Selite;Kustannuspaikka;ALV %\n"
GOAL = 3.0
BANK = "1911"


def write_checked_ledger(path: Path, rows: int) -> Path:
    """Postings of an honest ledger: two to a voucher, in the order of days, money against income and costs, 30 cost centres."""
    if path.exists():
        return path
    chance = random.Random(2025)
    chart, rules = universal_chart().by_code, load_mapping(MAPPING).rules
    classes = {rule.when.account[0].low: chart[rule.targets[0].account].klass for rule in rules if rule.targets}
    numbers = [number for number in accounts() if classes.get(number) in {"income", "expense"}]
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8", newline="") as target:
        target.write(HEADING)
        count = rows // 2
        for voucher in range(1, count + 1):
            day = date.fromordinal(date(2025, 1, 1).toordinal() + voucher * 364 // count)
            amount, text = euros(chance.randint(50, 500_000)), f"{chance.choice(TEXTS)} {chance.randint(1, 20_000)}"
            number, centre = chance.choice(numbers), f"KP{chance.randint(1, 30)}"
            head = f"{voucher};{day.day}.{day.month}.{day.year}"
            debit, credit = (BANK, number) if classes[number] == "income" else (number, BANK)
            target.write(f"{head};{debit};Tili {debit};{amount};;{text};{centre};25,5\n")
            target.write(f"{head};{credit};Tili {credit};;{amount};{text};;\n")
    draft.rename(path)
    return path


def write_openings(path: Path) -> Path:
    """Opening balances, so that the checks of balances have their work."""
    if not path.exists():
        path.write_text(
            f"Tili;Nimi;Alkusaldo\n{BANK};Tili {BANK};900 000 000,00\n2211;Tili 2211;-900 000 000,00\n", encoding="utf-8"
        )
    return path


def measure_checks(ledger: Path, openings: Path) -> dict[str, object]:
    """Seconds of reading and of checking, one after the other in this process."""
    from tilikartta.checks.registry import STRICT
    from tilikartta.checks.run import run_checks, subject_of
    from tilikartta.model.check_settings import CheckSettings
    from tilikartta.sources import read_ledger
    from tilikartta.sources.opening_vouchers import take_openings

    chart, mapping = universal_chart(), load_mapping(MAPPING)
    read_ledger([openings])  # what is loaded once is loaded before the clock
    begun = time.perf_counter()
    read, findings = read_ledger([ledger, openings])
    read, _ = take_openings(read)
    after = time.perf_counter()
    subject = subject_of(read, chart, mapping, CheckSettings(today=date(2026, 6, 30)))
    outcome = run_checks(subject, findings, preset="strict")
    ended = time.perf_counter()
    again = subject_of(read, chart, mapping, subject.settings)
    each = {}
    for check in STRICT:
        start = time.perf_counter()
        check(again)
        each[check.__name__] = round(time.perf_counter() - start, 3)
    slowest = dict(sorted(each.items(), key=lambda one: -one[1])[:8])
    codes = sorted({finding.code for finding in outcome.findings})
    seconds = {"read": after - begun, "check": ended - after}
    return {**seconds, "rows": len(read.entries), "checks": len(STRICT), "codes": codes, "each": slowest}


def validating(folder: Path, rows: int, verdict: Callable[..., bool]) -> bool:
    """One line: every check on a million rows against reading them. The best of three of each."""
    ledger = write_checked_ledger(folder / f"checked-{rows}.csv", rows)
    openings = write_openings(folder / "openings.csv")
    runs = []
    for _ in range(3):
        run, said = run_for_output([sys.executable, __file__, str(ledger), str(openings)])
        runs.append((json.loads(said), run.megabytes))
    read, check = (min(float(one[key]) for one, _ in runs) for key in ("read", "check"))
    if any(one["rows"] != rows for one, _ in runs):
        raise SystemExit(f"{ledger.name}: {runs[0][0]['rows']} rows were read, {rows} written")
    ratio, name = check / read, f"validate {rows:,} rows".replace(",", " ")
    reached = verdict(name, f"{check:.2f} s", f"{read:.2f} s", f"{ratio:.1f}x", f"at most {GOAL:.0f}x reading", ratio <= GOAL)
    slowest = ", ".join(f"{key} {value:.2f}" for key, value in list(runs[0][0]["each"].items())[:4])
    print(f"  {runs[0][0]['checks']} checks, {max(size for _, size in runs):.0f} MB; slowest: {slowest}", flush=True)
    return reached


if __name__ == "__main__":
    print(json.dumps(measure_checks(Path(sys.argv[1]), Path(sys.argv[2]))))
