"""Where the time of a comparison goes, as JSON: ``python benchmarks/federation.py FOLDER OUT [PROCESSES]``.

Without OUT: what one process does with a member, step by step.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BEGUN = time.perf_counter()
MEBI = 1024 if sys.platform != "darwin" else 1024 * 1024
MEMBERS, ROWS = 200, 2_000
SHARED = 30
STEPS = {
    "mapping file": ("load_mapping", "check_for_use"), "reading": ("read_years",), "mapping": ("apply_mapping",),
    "key figures": ("key_figures",), "accounts and lines": ("_frames", "_years"),
}  # fmt: skip

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


def write_members(folder: Path) -> Path:
    """The federation to be measured, written once."""
    from federations import many_members

    name = folder / f"federation-{MEMBERS}x{ROWS}"
    if not name.is_dir():
        draft = name.with_name(f"{name.name}.draft")
        many_members(draft, MEMBERS, ROWS).rename(name)
    return name


def federation_stages(folder: Path, out: Path, processes: int) -> dict[str, float]:
    """Seconds of each stage, and the peak memory of this process and of its largest child in megabytes."""
    from tilikartta.comparison.gather import Wanted, compare
    from tilikartta.definitions.federation_file import load_federation
    from tilikartta.reports.comparison_document import write_comparison_json
    from tilikartta.reports.comparison_tables import write_comparison_parquet
    from tilikartta.reports.federation import write_federation

    clock = [BEGUN, time.perf_counter()]
    federation, findings = load_federation(folder)
    clock.append(time.perf_counter())
    comparison = compare(federation, Wanted(processes=processes), findings)
    clock.append(time.perf_counter())
    counted = _peak(resource.RUSAGE_SELF)
    write_federation(comparison, out)
    clock.append(time.perf_counter())
    write_comparison_json(comparison, out.with_suffix(".json"))
    write_comparison_parquet(comparison, out.with_suffix(".parquet"))
    clock.append(time.perf_counter())
    if len(comparison.counted) != MEMBERS or any(
        year.turnover_in != year.turnover_out for one in comparison.results for year in one.years
    ):
        raise SystemExit("the comparison is not whole")
    names = ("libraries", "folder", "members", "workbook", "json and parquet")
    stages = {name: after - before for name, before, after in zip(names, clock, clock[1:], strict=False)}
    return stages | {
        "MB counted": counted,
        "MB written": _peak(resource.RUSAGE_SELF),
        "MB child": _peak(resource.RUSAGE_CHILDREN),
    }


def shares_of_members(folder: Path) -> dict[str, float]:
    """Per cent of one process's time in each step of a member, over the first ``SHARED`` members (the very first warms up)."""
    from tilikartta.comparison import member as counting
    from tilikartta.definitions.federation_file import load_federation

    federation, _ = load_federation(folder)
    spent = dict.fromkeys(STEPS, 0.0)
    for step, names in STEPS.items():
        for name in names:
            setattr(counting, name, _timed(getattr(counting, name), step, spent))
    counting.count_member(counting.Task(federation.members[0], federation.folder))
    spent.update(dict.fromkeys(STEPS, 0.0))
    begun = time.perf_counter()
    for member in federation.members[1 : 1 + SHARED]:
        counting.count_member(counting.Task(member, federation.folder))
    whole = time.perf_counter() - begun
    return {f"% {step}": 100 * seconds / whole for step, seconds in spent.items()} | {"s a member": whole / SHARED}


def _timed(function: Callable[..., Any], step: str, spent: dict[str, float]) -> Callable[..., Any]:
    def run(*given: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return function(*given, **named)
        finally:
            spent[step] += time.perf_counter() - begun

    return run


def _peak(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / MEBI


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(shares_of_members(Path(sys.argv[1]))))
        raise SystemExit
    given = int(sys.argv[3]) if len(sys.argv) > 3 else os.cpu_count() or 1
    print(json.dumps(federation_stages(Path(sys.argv[1]), Path(sys.argv[2]), given)))
