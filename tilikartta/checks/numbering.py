"""Voucher numbers: present, used once, without gaps, in the order of days."""

import numpy as np
import pandas as pd

from tilikartta.checks.codes import Ints, joined
from tilikartta.checks.postings import FEW, Postings
from tilikartta.checks.subject import Subject
from tilikartta.mapping.cells import UNDATED
from tilikartta.model import Finding, info, warning

STRAY = 5  # vouchers of a series in a year that are rather a slip of the date than a series
MANY_GAPS = 3  # more than one number in three missing: the file is a part, or the numbers are shared with something else


def missing_voucher(subject: Subject) -> list[Finding]:
    """TK214 (warning): entries have no voucher number.

    Why: every entry rests on a dated and systematically numbered voucher, and the link between the two must be easy to see (KPL
    2:5.1, KPL 2:6). Without a number nobody finds the receipt.

    Mend: give the entries their voucher in the bookkeeping program, or export with the column of voucher numbers.

    Passes::

        voucher,date,account,amount
        7,2025-02-03,6610,12.00
        7,2025-02-03,1920,-12.00

    Fails::

        voucher,date,account,amount
        ,2025-02-03,6610,12.00
        ,2025-02-03,1910,-12.00
    """
    p = subject.postings
    rows = np.flatnonzero(~p.numbered)
    if not len(rows):
        return []
    return [warning("TK214", p.place(int(rows[0])), count=len(rows), of=p.size)]


def number_used_twice(subject: Subject) -> list[Finding]:
    """TK215 (warning): one number stands on two vouchers of different days.

    Why: a number must point at one voucher only (KPL 2:5.1).

    Mend: number the later voucher anew in the bookkeeping program.

    Passes::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00
        2,2025-02-10,6610,30.00
        2,2025-02-10,1910,-30.00

    Fails::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00
        1,2025-02-10,6610,30.00
        1,2025-02-10,1910,-30.00
    """
    p = subject.postings
    if p.restarts:
        return []
    codes, first = p.year_vouchers
    twice = p.twice_used
    found = []
    for code in subject.first(twice):
        rows = np.flatnonzero(codes == code)
        later = int(rows[p.day[rows] != p.day[rows[0]]][0])
        days = {"first": p.dated(int(first[code])), "second": p.dated(later)}
        found.append(warning("TK215", p.place(later), voucher=p.voucher_of(later), **days))
    return subject.listed(found, len(twice))


Run = tuple[str, str, int]
"""Series, beginning of the number, and the file where each file numbers by itself."""


def _numbers(subject: Subject) -> tuple[pd.DataFrame, list[Run]]:
    """The first row of every number: run, number, day, row, in the order of runs and numbers; and the name of each run.

    A run is books, series, beginning of the number and financial year; the file too where each numbers by itself.
    """
    p = subject.postings
    rows = np.sort(p.year_vouchers[1])
    run, number, names = _runs(p, rows)
    inside = p.numbered[rows] & (number >= 0)
    table = pd.DataFrame({"run": run[inside], "number": number[inside], "day": p.day[rows[inside]], "row": rows[inside]})
    return table.drop_duplicates(["run", "number"]).sort_values(["run", "number"], kind="stable"), names


def _runs(p: Postings, rows: Ints) -> tuple[Ints, Ints, list[Run]]:
    """The run and number of each of the rows; -1 without number."""
    (heads, numbers), (part, parts) = p.parts_of_numbers, p.numbered_by
    run, first = joined(
        (p.entity.codes[rows], p.entity.count), (p.series.codes[rows], p.series.count),
        (heads.codes[p.number.codes[rows]], heads.count), (p.period[rows], len(p.periods) + 1), (part[rows], parts),
    )  # fmt: skip
    names = [
        (p.series.values[p.series.codes[row]].strip(), heads.values[heads.codes[p.number.codes[row]]].strip(), int(part[row]))
        for row in rows[first]
    ]
    return run, numbers[p.number.codes[rows]], names


def _spans(numbers: Ints, run: Run) -> str:
    """Missing numbers as people write them: ``14, 20–21``, with their series ``ME 14, ME 20–21``."""
    series, head, _ = run
    before = f"{series} {head}" if series and not head.startswith(series) else head
    breaks = np.flatnonzero(np.diff(numbers) > 1)
    starts, ends = numbers[np.append(0, breaks + 1)], numbers[np.append(breaks, len(numbers) - 1)]
    shown = [
        f"{before}{a}" if a == b else f"{before}{a}–{b}" for a, b in zip(starts[:12].tolist(), ends[:12].tolist(), strict=True)
    ]
    return ", ".join(shown) + (" …" if len(starts) > 12 else "")


def gaps(subject: Subject) -> list[Finding]:
    """TK216 (warning): numbers are missing within a series of vouchers.

    Why: vouchers are numbered systematically (KPL 2:5.1). A missing number may be a voucher that was removed, or one that the
    export left out.

    Mend: look for the missing vouchers in the bookkeeping program. If a number was never used, write it down as such.

    Passes::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00
        2,2025-02-10,6610,30.00
        2,2025-02-10,1910,-30.00

    Fails::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00
        2,2025-02-10,6610,30.00
        2,2025-02-10,1910,-30.00
        4,2025-02-11,6610,31.00
        4,2025-02-11,1910,-31.00
    """
    p = subject.postings
    if p.restarts or not p.numbered.any():
        return []
    table, names = subject.once(_numbers)
    found = []
    for code in _broken(table):
        held = table[table["run"] == code]
        missing = np.setdiff1d(_missing(held["number"].to_numpy(dtype=np.int64)), _strays(table, names, code))
        if not len(missing) or (len(missing) * MANY_GAPS > len(held) + len(missing) and len(held) > MANY_GAPS):
            continue
        after = int(held.loc[held["number"] > missing[0], "row"].iloc[0])
        numbers = _spans(missing, names[code])
        found.append(warning("TK216", p.place(after), voucher=p.voucher_of(after), count=len(missing), numbers=numbers))
    return subject.listed(found[: subject.settings.per_code], len(found))


def _broken(table: pd.DataFrame) -> list[int]:
    """Runs in which a number follows that is not the next one."""
    jump = table["number"].diff().where(table["run"].diff() == 0)
    return [int(code) for code in table.loc[jump > 1, "run"].unique()]


def _missing(numbers: Ints) -> Ints:
    """The numbers between the first and the last that are not there; none where they are too far apart to be one run."""
    if int(numbers[-1] - numbers[0]) > MANY_GAPS * len(numbers) + FEW:
        return np.array([], dtype=np.int64)
    return np.setdiff1d(np.arange(numbers[0], numbers[-1] + 1), numbers).astype(np.int64)


def _strays(table: pd.DataFrame, names: list[Run], code: int) -> Ints:
    """Numbers of the same series that stand in another year by a slip of the date: they are not missing."""
    others = [other for other, name in enumerate(names) if name == names[code] and other != code]
    held = table[table["run"].isin(others)]
    few = held.groupby("run")["number"].transform("size") <= STRAY
    return held.loc[few, "number"].to_numpy(dtype=np.int64)


def out_of_order(subject: Subject) -> list[Finding]:
    """TK217 (info): a voucher is dated before a voucher with a smaller number.

    Why: entries must be seen in the order of time (KPL 2:4). Numbers that do not follow the days make the search for a voucher
    slow, and may tell of one that was added afterwards.

    Mend: check that the date of the voucher is right. If it was booked late, nothing needs to be done.

    Passes::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00
        2,2025-02-10,6610,30.00
        2,2025-02-10,1910,-30.00

    Fails::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00
        2,2025-01-10,6610,30.00
        2,2025-01-10,1910,-30.00
    """
    p = subject.postings
    if p.restarts or not p.numbered.any():
        return []
    table, _ = subject.once(_numbers)
    table = table[table["day"] != UNDATED]
    late = table["day"].to_numpy() < table.groupby("run")["day"].cummax().to_numpy()
    rows = table["row"].to_numpy(dtype=np.int64)[late]
    if len(rows) * 5 > len(table) > FEW:  # the numbers of this program do not follow the days at all
        return []
    found = [info("TK217", p.place(row), voucher=p.voucher_of(row), day=p.dated(row)) for row in subject.first(rows)]
    return subject.listed(found, len(rows))
