"""A workbook of every member beside the comparison: from a member's figure to its entries, file, sheet and row."""

from collections.abc import Iterator
from pathlib import Path

from tilikartta.comparison.contents import Comparison
from tilikartta.comparison.years import read_years
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.reports.build import build_contents
from tilikartta.reports.workbook import write_workbook
from tilikartta.sources import ReadOptions
from tilikartta.sources.source_options import with_source


def write_member_reports(comparison: Comparison, folder: Path) -> Iterator[Path]:
    """Write ``ID.xlsx`` of every counted member into the folder, one by one, in the layouts of the comparison.

    Suggestions count in them exactly where they counted in the comparison. Yields each path when it is written; OSError stops.
    """
    suggested = bool(dict(comparison.options).get("include-suggested"))
    folder.mkdir(exist_ok=True)
    for result in comparison.counted:
        mapping = load_mapping(result.member.mapping)
        read = read_years(result.member, mapping, with_source(ReadOptions(), mapping))
        if read.ledger is None:
            continue
        contents = build_contents(
            read.ledger, mapping, comparison.chart, read.findings, lang=comparison.lang, income_layout=comparison.income.id,
            balance_layout=comparison.balance.id, include_suggested=suggested,
        )  # fmt: skip
        path = folder / comparison.report_file(result.member.id)
        write_workbook(contents, path)
        yield path
