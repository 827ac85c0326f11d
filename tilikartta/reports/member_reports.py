"""A workbook of every member beside the comparison: from a member's account to its entries, file, sheet and row."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter as letter

from tilikartta.comparison.contents import ROW_KEY, Comparison
from tilikartta.comparison.member import year_labels
from tilikartta.comparison.years import MemberLedger, read_years
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.mapping.known_kinds import with_mapping
from tilikartta.model import Finding, TilikarttaError, error, ordered
from tilikartta.model.federation import Member
from tilikartta.reports.book import address
from tilikartta.reports.build import build_contents
from tilikartta.reports.bulk import LAST_ROW
from tilikartta.reports.sheets.entries import Entries, arranged, first_cells_of_periods
from tilikartta.reports.view import ACCOUNTS_FIRST, View
from tilikartta.reports.workbook import view_of, write_view
from tilikartta.sources import ReadOptions

Cells = dict[tuple[str, ...], str]


def write_member_reports(
    comparison: Comparison, folder: Path, observer: Callable[[Member], None] = lambda _: None, last_row: int = LAST_ROW
) -> Comparison:
    """Write the workbook of every counted member into the folder; the comparison that leads to them.

    In the layouts of the comparison; suggestions count exactly where they counted in it. A member whose workbook cannot be
    written is a finding (TK726; TK727 where its file would be that of another member), the others go on. OSError when there can
    be no folder. ``observer`` is told of each member as it begins; ``last_row``: where a sheet of entries ends.
    """
    folder.mkdir(exist_ok=True)
    written: dict[str, Cells] = {}
    findings: list[Finding] = []
    files: dict[str, str] = {}
    for result in comparison.counted:
        member, name = result.member, comparison.report_file(result.member.id)
        about: dict[str, Any] = {"member": comparison.told_names[member.id], "member_id": member.id, "workbook": name}
        # Many systems take Aho.xlsx and aho.xlsx for one file.
        if (other := files.setdefault(name.casefold(), member.id)) != member.id:
            findings.append(error("TK727", other=comparison.told_names[other], **about))
            continue
        observer(member)
        try:
            written[member.id] = _written(comparison, member, folder / name, last_row)
        except Exception as fault:  # whatever is wrong with one member, the others have their workbooks
            findings.append(error("TK726", reason=_reason(fault), **about))
    return replace(
        comparison, member_reports=folder.name, entry_cells=written, findings=tuple(ordered([*comparison.findings, *findings]))
    )


def _written(comparison: Comparison, member: Member, path: Path, last_row: int) -> Cells:
    """Write one workbook; where the entries of each account and year begin in it."""
    mapping = load_mapping(member.mapping)
    suggested = bool(dict(comparison.options).get("include-suggested"))
    options = with_mapping(ReadOptions(), mapping)
    read = read_years(member, mapping, options, comparison.chart, suggested)
    if read.ledger is None:
        raise TilikarttaError(read.findings)
    view = view_of(build_contents(
        read.ledger, mapping, comparison.chart, read.findings, lang=comparison.lang, income_layout=comparison.income.id,
        balance_layout=comparison.balance.id, include_suggested=suggested,
    ))  # fmt: skip
    entries = arranged(view, last_row)
    write_view(view, entries, path)
    return _cells(view, entries, member, read)


def _cells(view: View, entries: Entries, member: Member, read: MemberLedger) -> Cells:
    """The first entry of every account row in every year; of one without entries then, its row on the sheet of accounts."""
    mapped = view.contents.mapped
    labels, _ = year_labels(mapped, member.name, read.since)
    firsts = first_cells_of_periods(view, entries)
    sheet, column = view.words("sheet.accounts"), letter(view.account_columns["account"])
    records = view.rows.table[list(ROW_KEY[1:])].astype(str).to_numpy().tolist()
    return {
        (labels[period], *record): firsts.get((row, index)) or address(sheet, f"{column}{ACCOUNTS_FIRST + row}")
        for index, period in enumerate(mapped.periods) if period in labels
        for row, record in enumerate(records)
    }  # fmt: skip


def _reason(fault: Exception) -> str:
    """Why, without the paths of this computer: a report is the same wherever it is made."""
    if isinstance(fault, TilikarttaError):
        return ", ".join(dict.fromkeys(one.code for one in fault.findings))
    return str(getattr(fault, "strerror", None) or type(fault).__name__)
