"""Balances of a SIE file: ``#IB``, ``#UB``, ``#RES`` and their objects, year by year."""

from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from tilikartta.model import Cents, Finding, info, warning
from tilikartta.sources.file import InputFile
from tilikartta.sources.postings import Objects, cents_of, days_of
from tilikartta.sources.sie_objects import Balance, Details, parse_objects
from tilikartta.sources.sie_records import Records

_SPLIT = ("#OIB", "#OUB", "#PSALDO")


@dataclass
class Year:
    """One year of the file: days (None where not given), balances by account, and balances by account and objects."""

    start: date | None = None
    end: date | None = None
    totals: dict[str, Balance] = field(default_factory=dict)
    details: Details = field(default_factory=dict)


def years_of(file: InputFile, records: Records) -> tuple[dict[str, Year], list[Finding]]:
    """Years by their index in the file: ``0`` is this year, ``-1`` the one before."""
    years, findings = _days(file, records)
    amounts = {label: _amounts(file, records, label) for label in ("#IB", "#UB", "#RES", "#OIB", "#OUB", "#PSALDO")}
    findings += [finding for _, found in amounts.values() for finding in found]
    for label in ("#IB", "#UB", "#RES"):
        closed = {key: set(year.totals) for key, year in years.items()} if label == "#RES" else {}
        for (line, fields), cents in zip(records.of(label), amounts[label][0], strict=True):
            year, account = years.setdefault(fields[0], Year()), fields[1].strip()
            if account in closed.get(fields[0], ()) and year.totals[account].closing is not None:
                continue  # some programs give accounts of the income statement as #UB too
            total = year.totals.setdefault(account, Balance())
            if label == "#IB":
                total.opening = (total.opening or 0) + cents
            else:
                total.closing = (total.closing or 0) + cents
                total.closing_line = line
            total.line = total.line or line
    for year in years.values():
        _fill(year)
    for index, year in years.items():
        found = {label: list(zip(records.of(label), amounts[label][0], strict=True)) for label in _SPLIT}
        year.details = _details(index, year, found)
    return years, findings


def _fill(year: Year) -> None:
    """A balance of zero may be left out: where some account has a closing, all have one, and so with openings."""
    closes = any(total.closing is not None for total in year.totals.values())
    for total in year.totals.values():
        total.opening = total.opening or 0
        total.closing = (total.closing or 0) if closes else None


def _amounts(file: InputFile, records: Records, label: str) -> tuple[list[int], list[Finding]]:
    """Cents of all records of a label (0 where unreadable, with a finding)."""
    found = records.of(label)
    at = {"#OIB": 3, "#OUB": 3, "#PSALDO": 4}.get(label, 2)
    texts = pa.chunked_array([pa.array([fields[at].strip() for _, fields in found], pa.string())])
    rows = pa.chunked_array([pa.array([line for line, _ in found], pa.int64())])
    decimal = "," if any("," in fields[at] for _, fields in found) else "."
    cents, findings = cents_of(texts, rows, file.name, label, decimal)
    return [value or 0 for value in cents.to_pylist()], findings


def _days(file: InputFile, records: Records) -> tuple[dict[str, Year], list[Finding]]:
    """``#RAR``: first and last day of each year; 4I files may leave the last one out."""
    years: dict[str, Year] = {}
    findings: list[Finding] = []
    for line, fields in records.of("#RAR"):
        texts = pa.chunked_array([pa.array([*(text.strip() for text in fields[1:3]), "", ""][:2], pa.string())])
        days, found = days_of(texts, pa.chunked_array([pa.array([line, line], pa.int64())]), file.name, "#RAR")
        start, end = days.to_pylist()
        years[fields[0] if fields else "0"] = Year(start, end)
        findings += found
    return years, findings


def _details(index: str, year: Year, found: dict[str, list[tuple[tuple[int, list[str]], int]]]) -> Details:
    """Balances by object. Period balances are movements: they add up to the closing of accounts that have no ``#OUB``."""
    sums: dict[str, dict[tuple[str, Objects], int]] = {label: {} for label in _SPLIT}
    lines: dict[tuple[str, Objects], int] = {}
    for label, records in found.items():
        for (line, fields), cents in records:
            account, objects = (fields[2], fields[3]) if label == "#PSALDO" else (fields[1], fields[2])
            key = (account.strip(), parse_objects(objects))
            if fields[0] == index and key[1] and key[0] in year.totals:
                sums[label][key] = sums[label].get(key, 0) + cents
                lines.setdefault(key, line)
    closed = {account for account, _ in sums["#OUB"]}
    details: Details = {}
    for key, line in lines.items():
        opening = sums["#OIB"].get(key, 0)
        moved = sums["#PSALDO"].get(key, 0)
        details[key] = Balance(opening, sums["#OUB"].get(key, 0) if key[0] in closed else opening + moved, line)
    return details


def sums_checked(file: InputFile, years: dict[str, Year], *, with_closing: bool) -> list[Finding]:
    """TK252 the openings do not sum to zero; TK253 the closings and results do not either, by another amount."""
    findings: list[Finding] = []
    for index, year in years.items():
        opening = sum(total.opening or 0 for total in year.totals.values())
        closing = sum(total.closing or 0 for total in year.totals.values())
        row = next((total.line for total in year.totals.values()), 0)
        if opening and (index == "0" or with_closing):
            findings.append(warning("TK252", file.place(row), difference=Cents(opening), year=index))
        if with_closing and closing != opening and any(total.closing is not None for total in year.totals.values()):
            findings.append(warning("TK253", file.place(row), difference=Cents(closing - opening), year=index))
    return findings


def left_out(file: InputFile, records: Records) -> list[Finding]:
    """TK255: balances in a file of vouchers for import (4I) are not those of the ledger, and are not read."""
    found = [line for label in ("#IB", "#UB", "#RES", "#OIB", "#OUB") for line, _ in records.of(label)]
    return [info("TK255", file.place(min(found)), count=len(found))] if found else []
