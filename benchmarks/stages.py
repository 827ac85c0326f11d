"""Where the time of a full workbook goes: ``python benchmarks/stages.py LEDGER MAPPING OUT`` prints seconds as JSON."""

import json
import sys
import time
from pathlib import Path

BEGUN = time.perf_counter()


def workbook_stages(ledger: Path, name: str, out: Path) -> dict[str, float]:
    """Seconds of each stage in a fresh process: what ``tilikartta map`` does, one call after the other."""
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.mapping_file import load_mapping
    from tilikartta.reports import write_workbook
    from tilikartta.reports.build import build_contents
    from tilikartta.sources import read_ledger

    clock = [BEGUN, time.perf_counter()]
    chart, mapping = universal_chart(), load_mapping(name)
    clock.append(time.perf_counter())
    read, findings = read_ledger([ledger])
    clock.append(time.perf_counter())
    contents = build_contents(read, mapping, chart, findings)
    clock.append(time.perf_counter())
    write_workbook(contents, out)
    clock.append(time.perf_counter())
    names = ("libraries", "definitions", "read", "map", "write")
    return {name: after - before for name, before, after in zip(names, clock, clock[1:], strict=False)}


if __name__ == "__main__":
    print(json.dumps(workbook_stages(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))))
