"""Where the time of a full workbook goes: read, map, write."""

import time
from pathlib import Path

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.reports import write_workbook
from tilikartta.reports.build import build_contents
from tilikartta.sources import read_ledger


def workbook_stages(ledger: Path, name: str, out: Path) -> dict[str, float]:
    """Seconds of each stage; the libraries are loaded already, the definitions are not."""
    begun = time.perf_counter()
    chart, mapping = universal_chart(), load_mapping(name)
    defined = time.perf_counter()
    read, findings = read_ledger([ledger])
    was_read = time.perf_counter()
    contents = build_contents(read, mapping, chart, findings)
    mapped = time.perf_counter()
    write_workbook(contents, out)
    written = time.perf_counter()
    return {"definitions": defined - begun, "read": was_read - defined, "map": mapped - was_read, "write": written - mapped}
