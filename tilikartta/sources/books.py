"""What the books of the database programs share: financial years, amounts held as text, entries that lost their voucher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, error, info, warning
from tilikartta.sources.dates import read_dates
from tilikartta.sources.file import InputFile
from tilikartta.sources.postings import SHOWN, and_more
from tilikartta.sources.table import Column

_WHOLE = r"^-?\d{1,15}$"


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """One financial year as the program keeps it, both days included."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"{self.start.isoformat()}–{self.end.isoformat()}"


def year_of(years: Sequence[Year], day: date) -> Year:
    """The financial year that holds the day; a day outside all of them is a year of its own."""
    return next((year for year in years if year.start <= day <= year.end), Year(day, day))


def year_after(years: Sequence[Year], day: date) -> Year:
    """The first financial year that begins after the day."""
    following = day + timedelta(days=1)
    return next((year for year in sorted(years) if year.start > day), Year(following, following))


def about_years(file: InputFile, years: Sequence[Year]) -> list[Finding]:
    """TK280 which financial years the books hold; TK281 they are not calendar years, which statements of many years must know."""
    if not years:
        return []
    shown = [f"{year.start.isoformat()} – {year.end.isoformat()}" for year in sorted(years)]
    findings = [info("TK280", file.place(), count=len(years), years=shown)]
    starts = {f"{year.start:%m-%d}" for year in years}
    if starts != {"01-01"} and len(years) > 1:
        findings.append(warning("TK281", file.place(), start=f"{max(years).start:%m-%d}", years=shown))
    return findings


def days_of(
    texts: pa.ChunkedArray, rows: pa.ChunkedArray, file: InputFile, sheet: str, heading: str
) -> tuple[pa.ChunkedArray, list[Finding]]:
    """Days of ISO texts, null where empty. TK174 no date, TK206 no date at all."""
    dates = read_dates(Column(pc.utf8_trim_whitespace(texts)), "ymd")
    findings = bad_cells("TK174", dates.bad, texts, rows, file, sheet, heading)
    missing = rows.filter(pc.equal(texts, "")).to_pylist()
    if missing:
        findings.append(warning("TK206", file.place(missing[0], heading, sheet), count=len(missing), rows=missing[:5]))
    return dates.days, findings


def whole_cents(
    texts: pa.ChunkedArray, rows: pa.ChunkedArray, file: InputFile, sheet: str, heading: str
) -> tuple[pa.ChunkedArray, list[Finding]]:
    """Columns that hold cents as whole numbers; empty is 0. TK170 anything else."""
    filled = pc.if_else(pc.equal(texts, ""), "0", texts)
    good = pc.match_substring_regex(filled, _WHOLE)
    findings = bad_cells("TK170", pc.invert(good), texts, rows, file, sheet, heading)
    return pc.if_else(good, filled, "0").cast(pa.int64()), findings


def limited(code: str, findings: list[Finding], file: InputFile) -> list[Finding]:
    """The first findings of one code, and TK269 how many more there are."""
    return findings[:SHOWN] + and_more(code, len(findings) - SHOWN, file.name)


def bad_cells(
    code: str, wrong: pa.ChunkedArray, texts: pa.ChunkedArray, rows: pa.ChunkedArray, file: InputFile, sheet: str, heading: str
) -> list[Finding]:
    """A finding of ``code`` for each cell under ``wrong``."""
    if not pc.any(wrong).as_py():
        return []
    pairs = zip(rows.filter(wrong).to_pylist(), texts.filter(wrong).to_pylist(), strict=True)
    return limited(
        code, [error(code, file.place(row, heading, sheet), value=value, heading=heading) for row, value in pairs], file
    )


def without_account(
    account: pa.ChunkedArray, cents: pa.ChunkedArray, rows: pa.ChunkedArray, file: InputFile, sheet: str
) -> list[Finding]:
    """TK201: entries without an account. They stay in the ledger, so that no cent disappears."""
    nameless = pc.equal(account, "")
    pairs = zip(rows.filter(nameless).to_pylist(), cents.filter(nameless).to_pylist(), strict=True)
    found = [error("TK201", file.place(row, sheet=sheet), amount=Cents(value)) for row, value in pairs]
    return limited("TK201", found, file)


def lost_vouchers(rows: pa.ChunkedArray, cents: pa.ChunkedArray, file: InputFile, sheet: str) -> list[Finding]:
    """TK284: entries whose voucher is not in the database. The program shows them nowhere, so they are no part of the books."""
    if not len(rows):
        return []
    debit = pc.sum(pc.if_else(pc.greater(cents, 0), cents, 0)).as_py() or 0
    found = rows.to_pylist()
    return [warning("TK284", file.place(found[0], sheet=sheet), count=len(found), debit=Cents(debit), rows=found[:5])]
