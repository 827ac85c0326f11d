"""Measure what is promised: start-up, definitions, a million rows, a full workbook, reading, every check. ``make bench``.

Each line gives the figure, the floor it is held against, the ratio, the goal, and ok or miss.
"""

import csv
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from tempfile import gettempdir

sys.path.insert(0, str(Path(__file__).parent))

from chart_loading import RULES, write_mapping
from federation import write_members
from ledger import write_ledger
from measure import best
from reading import readings
from validating import validating

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping

HERE = Path(__file__).parent
MILLION, TWENTY_THOUSAND = 1_000_000, 20_000
MAPPING = "tilitin-yhdistys"
LOADING_GOAL = 0.150  # seconds over importing the libraries


def verdict(name: str, figure: str, floor: str, ratio: str, goal: str, reached: bool) -> bool:
    """Print one line of the result; returns whether the goal was reached."""
    print(f"{name:<34}{figure:>12}{floor:>14}{ratio:>9}   {goal:<22}{'ok' if reached else 'MISS'}", flush=True)
    return reached


def start_up() -> bool:
    """``tilikartta --help`` against importing typer and rich alone."""
    ours = best([sys.executable, "-m", "tilikartta", "--help"], 7)
    floor = best([sys.executable, "-c", "import typer, rich"], 7)
    ratio = ours.seconds / floor.seconds
    return verdict(
        "tilikartta --help", f"{ours.seconds:.3f} s", f"{floor.seconds:.3f} s", f"{ratio:.1f}x", "at most 2x", ratio <= 2
    )


def definitions(folder: Path) -> bool:
    """Chart, layouts and a mapping of 300 rules, loaded and checked, over importing the libraries that it needs."""
    script, mapping = str(HERE / "chart_loading.py"), str(write_mapping(folder / "rules-300.yaml"))
    floor = best([sys.executable, script, "libraries"], 7)
    ours = best([sys.executable, script, "load", mapping], 7)
    proof = best([sys.executable, script, "prove", mapping], 3)
    over = ours.seconds - floor.seconds
    name, goal = f"chart, layouts, {RULES} rules", f"at most {LOADING_GOAL * 1000:.0f} ms more"
    reached = verdict(
        name, f"{ours.seconds:.3f} s", f"{floor.seconds:.3f} s", f"+{over * 1000:.0f} ms", goal, over <= LOADING_GOAL
    )
    print(f"  with the proof of chart check     {proof.seconds:>8.3f} s", flush=True)
    return reached


def write_rules(path: Path) -> Path:
    """The ready mapping as the flat table that DuckDB joins with: one row per account."""
    chart, mapping = universal_chart().by_code, load_mapping(MAPPING)
    with path.open("w", encoding="utf-8", newline="") as target:
        out = csv.writer(target)
        out.writerow(("account", "universal", "universal_name", "function", "activity", "funder", "fund", "status", "rule"))
        for rule in mapping.rules:
            to, code = rule.targets[0], rule.when.account[0].low
            function = to.function or chart[to.account].function or ""
            out.writerow(
                (code, to.account, chart[to.account].name.fi, function, "", "", "", "mapped", f"{MAPPING}.yaml:{rule.place.row}")
            )
    return path


def million_rows(folder: Path) -> bool:
    """``tilikartta map`` of a million rows to CSV against the DuckDB script."""
    ledger = write_ledger(folder / f"ledger-{MILLION}.csv", MILLION)
    rules, out, floor_out = write_rules(folder / "rules.csv"), folder / "mapped.csv", folder / "floor.csv"
    command = [sys.executable, "-m", "tilikartta", "map", str(ledger), "-m", MAPPING, "-o", str(out), "--force", "--quiet"]
    ours = best(command, 3)
    floor = best([sys.executable, str(HERE / "duckdb_map.py"), str(ledger), str(rules), str(floor_out)], 3)
    same_result(out, floor_out)
    ratio = ours.seconds / floor.seconds
    figures = (f"{ours.seconds:.2f} s", f"{floor.seconds:.2f} s", f"{ratio:.1f}x")
    fast = verdict("map 1 000 000 rows, CSV to CSV", *figures, "at most 4x", ratio <= 4)
    figures = (f"{ours.megabytes:.0f} MB", f"{floor.megabytes:.0f} MB", f"{ours.megabytes / floor.megabytes:.1f}x")
    return verdict("  peak memory", *figures, "under 900 MB", ours.megabytes < 900) and fast


def same_result(ours: Path, floor: Path) -> None:
    """Both files must say the same: rows and sums by universal account and function.

    An account whose balance is on the other side moves to its counterpart (``flip``), which the floor does not do: the two are
    counted as one here.
    """
    import duckdb

    sums = """select universal, coalesce(function, ''), count(*), sum(coalesce(debit, 0)) - sum(coalesce(credit, 0))
        from read_csv($file, header=true, types={'debit': 'decimal(18,2)', 'credit': 'decimal(18,2)', 'universal': 'varchar'})
        group by all order by all"""
    pairs = {account.code: min(account.code, account.flip) for account in universal_chart().accounts if account.flip}
    found = []
    for path in (ours, floor):
        together: dict[tuple[str, str], tuple[int, Decimal]] = {}
        for code, function, rows, amount in duckdb.execute(sums, {"file": str(path)}).fetchall():
            key = (pairs.get(code, code), function)
            before = together.get(key, (0, Decimal(0)))
            together[key] = (before[0] + rows, before[1] + amount)
        found.append(together)
    if different := sorted(set(found[0].items()) ^ set(found[1].items())):
        raise SystemExit(f"the floor does another job than tilikartta: {different[:4]}")


def workbook(folder: Path) -> bool:
    """A ledger of 20 000 rows to the full workbook, stage by stage."""
    ledger = write_ledger(folder / f"ledger-{TWENTY_THOUSAND}.csv", TWENTY_THOUSAND)
    out = str(folder / "workbook.xlsx")
    command = [sys.executable, str(HERE / "stages.py"), str(ledger), MAPPING, out]
    stages = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for name, seconds in stages.items():
        print(f"  20 000 rows, {name:<19}{seconds:>10.2f} s", flush=True)
    command = [sys.executable, "-m", "tilikartta", "map", str(ledger), "-m", MAPPING, "-o", out, "--force", "--quiet"]
    whole = best(command, 1)
    print(f"  20 000 rows, whole command   {whole.seconds:>8.2f} s {whole.megabytes:>8.0f} MB", flush=True)
    return True


def federation(folder: Path) -> bool:
    """200 members with 2 000 rows each from CSV to the workbook of the federation, stage by stage."""
    members, out = write_members(folder), folder / "federation.xlsx"
    command = [sys.executable, str(HERE / "federation.py"), str(members), str(out)]
    stages = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for name, figure in stages.items():
        unit = "MB" if name.startswith("MB") else "s"
        print(f"  200 x 2 000 rows, {name.removeprefix('MB '):<18}{figure:>8.{0 if unit == 'MB' else 2}f} {unit}", flush=True)
    shares = json.loads(subprocess.run(command[:-1], check=True, capture_output=True, text=True).stdout)
    for name, figure in shares.items():
        told = f"{name.removeprefix('% '):<18}{figure:>8.{2 if name.startswith('s ') else 0}f}"
        print(f"  one member,       {told} {'s' if name.startswith('s ') else '%'}", flush=True)
    return True


def main() -> int:
    """Run all; 1 when a goal was missed."""
    folder = Path(gettempdir()) / "tilikartta-bench"
    folder.mkdir(exist_ok=True)
    print(f"{'':<34}{'measured':>12}{'floor':>14}{'ratio':>9}   goal")
    reached = [start_up(), definitions(folder), million_rows(folder), workbook(folder), federation(folder)]
    reached += readings(folder, write_ledger(folder / f"ledger-{MILLION}.csv", MILLION), verdict)
    reached.append(validating(folder, MILLION, verdict))
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
