"""The chart as a file with which an organisation takes it into use as its own: SIE, Kitsas (.kitsaskartta), Tilitin (.jar).

What each program reads and what has been tried: docs/chart-adopt.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tilikartta.definitions.chart_document import of_level
from tilikartta.mapping.periods import Period
from tilikartta.model import Account, Chart, Finding, Ledger, LocalAccount, info, warning
from tilikartta.reports.chart_kitsas import kitsas_chart
from tilikartta.reports.chart_tilitin import tilitin_chart
from tilikartta.reports.sie_export import write_sie4
from tilikartta.reports.whole_file import whole_file
from tilikartta.sources.canonical import frame_of

ENDINGS = {"sie": (".se", ".si", ".sie"), "kitsas": (".kitsaskartta",), "tilitin": (".jar",)}
FORMATS = tuple(ENDINGS)
PROGRAMS = {"kitsas": "Kitsas", "tilitin": "Tilitin"}
# Both programs keep the results of earlier years and of this year on accounts of their own.
_NEEDED = ("2120", "2130")
_SIE_CLASSES = {"appropriation": "expense"}  # SIE knows assets, debts, costs and income


@dataclass(frozen=True)
class Adopted:
    """What was written: how many accounts, and what the user must know."""

    count: int
    findings: list[Finding]


def adopted(chart: Chart, level: str) -> tuple[list[Account], list[Account]]:
    """The accounts to write, and those left out: a program has no place outside the statements (there 9 is a result account)."""
    wanted = {account.code for account in of_level(chart, level)} | set(_NEEDED)
    chosen = [account for account in chart.accounts if account.code in wanted]
    outside = [account for account in chosen if account.klass == "off_statement"]
    return [account for account in chosen if account.klass != "off_statement"], outside


def write_adopted(kind: str, chart: Chart, level: str, lang: str, year: int, path: Path) -> Adopted:
    """Write the chart for the program ``kind`` (one of FORMATS), whole or not at all; same chart, same bytes.

    ``year`` is the financial year that a SIE file must name; 0 is the year of the chart version. Findings: TK390 wrong ending,
    TK391 not tried in the program, TK393 accounts left out, and those of ``write_sie4``.
    """
    accounts, outside = adopted(chart, level)
    findings = _told(kind, path, outside)
    if kind == "sie":
        return Adopted(len(accounts), [*findings, *_write_sie(chart, accounts, lang, year, path)])
    write = {"kitsas": kitsas_chart, "tilitin": tilitin_chart}[kind]
    with whole_file(path) as draft:
        draft.write_bytes(write(chart, accounts, level, lang))
    return Adopted(len(accounts), findings)


def _told(kind: str, path: Path, outside: Sequence[Account]) -> list[Finding]:
    findings = []
    if program := PROGRAMS.get(kind):
        ending = ENDINGS[kind][0]
        if path.suffix.lower() != ending:
            findings.append(warning("TK390", ending=ending, program=program))
        findings.append(info("TK391", program=program))
    if outside:
        findings.append(info("TK393", count=len(outside), accounts=[account.code for account in outside]))
    return findings


def _write_sie(chart: Chart, accounts: Sequence[Account], lang: str, year: int, path: Path) -> list[Finding]:
    """SIE type 1: every account with its kind and a balance of 0. The standard knows no file of accounts alone."""
    codes, names = [account.code for account in accounts], [account.name.get(lang) for account in accounts]
    zeros = [0] * len(accounts)
    balances = frame_of(
        "balances", {"account": codes, "account_name": names, "opening": zeros, "closing": zeros}, len(accounts)
    )  # fmt: skip
    listed = tuple(
        LocalAccount(code, name, _SIE_CLASSES.get(account.klass, account.klass))
        for account, code, name in zip(accounts, codes, names, strict=True)
    )
    ledger = Ledger(frame_of("entries", {}, 0), balances, (), listed)
    number = year or int(chart.version.split(".", maxsplit=1)[0])
    period = Period(date(number, 1, 1), date(number, 12, 31))
    return write_sie4(ledger, path, f"{chart.name.get(lang)} {chart.version}", periods=[period])
