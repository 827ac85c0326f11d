"""Write docs/tapahtumat.md from docs/tapahtumat.yaml and the chart: ``python docs/make_events.py``."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.strict_yaml import load
from tilikartta.definitions.validate import validate
from tilikartta.messages import label
from tilikartta.model import Account, Chart

HERE = Path(__file__).resolve().parent
DATA, PAGE = HERE / "tapahtumat.yaml", HERE / "tapahtumat.md"
_STRICT: dict[str, object] = {"extra": "forbid"}
_HEAD = """\
# Yhdistyksen tavallisimmat tapahtumat ja niiden kirjaus

Tähän on koottu {count} tapahtumaa, joita yhdistyksen kirjanpidossa useimmin tulee vastaan, ja vastaus: mikä tili debet,
mikä tili kredit ja mikä toiminto. Tilit ovat yleisen tilikartan perustasoa ({basic} tiliä); suluissa laajan tason tarkempi tili.
Tähti (\\*) kertoo, että tiliä ei ole perustasolla. Toiminto on tuloslaskelman tilin nimen perässä. Eurot ovat esimerkkejä.

Tilin selite: `tilikartta chart show 3310`. Tili sanalla: `tilikartta chart search jäsenmaksu`. Tililuettelo tulostettavaksi:
`tilikartta chart export --level basic -o tilikartta.xlsx`.

Sivu on tehty tiedostosta `docs/tapahtumat.yaml` komennolla `python docs/make_events.py`. Testi kirjaa jokaisen tapahtuman
ja tarkistaa tuloslaskelman ja taseen rivit.
"""


@dataclass(frozen=True)
class Row:
    """One posting: exactly one of ``debit`` and ``credit`` is a code; ``exact`` is the account of the extended level."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    euros: int
    line: str
    debit: str = ""
    credit: str = ""
    exact: str = ""
    function: str = ""

    @property
    def account(self) -> str:
        """The code, whichever side it stands on."""
        return self.debit or self.credit

    @property
    def cents(self) -> int:
        """Debit +, credit -."""
        return self.euros * 100 if self.debit else -self.euros * 100


@dataclass(frozen=True)
class Event:
    """One event with its postings. ``find`` is the word under which the chart's search gives the account."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    event: str
    find: str
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Events under one heading."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    title: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Events:
    """The whole file. ``unused``: basic accounts that no event uses, with the reason."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT

    events: Literal["1"]
    groups: tuple[Group, ...]
    unused: dict[str, str] = field(default_factory=dict)

    @property
    def all(self) -> list[Event]:
        """The events in the order of the page."""
        return [event for group in self.groups for event in group.events]


def read() -> Events:
    """The data, or an end with every fault of the file."""
    document, findings = load(DATA, DATA.name)
    events, faults = validate(document, Events)
    if events is None or findings or faults:
        raise SystemExit("\n".join(f"{fault.place} {fault.code} {dict(fault.data)}" for fault in [*findings, *faults]))
    return events


def _named(chart: Chart, row: Row) -> str:
    """A posting in a cell: account, the more exact one, function, euros."""
    account = chart.by_code[row.account]
    star = "" if account.level == "basic" else "\\*"
    more = f" ({row.exact} {chart.by_code[row.exact].name.fi})" if row.exact else ""
    function = f", {label(f'chart.function.{row.function}', 'fi')}" if row.function else ""
    return f"{account.code} {account.name.fi}{star}{more}{function}: {row.euros} €"


def _event(chart: Chart, number: int, event: Event) -> str:
    """One row of the table."""
    told = f"{event.event}. {event.note}".strip() if event.note else event.event
    sides = ("<br>".join(_named(chart, row) for row in event.rows if bool(row.debit) is debit) for debit in (True, False))
    return f"| {number} | {told} | {' | '.join(sides)} |"


def _names(chart: Chart, events: Events) -> Iterator[str]:
    """Every account of the page in three languages."""
    codes = sorted({code for event in events.all for row in event.rows for code in (row.account, row.exact) if code})
    yield "\n## Tilit kolmella kielellä\n"
    yield "| Tili | Suomeksi | På svenska | In English |"
    yield "|---|---|---|---|"
    accounts: list[Account] = [chart.by_code[code] for code in codes]
    yield from (f"| {one.code} | {one.name.fi} | {one.name.sv} | {one.name.en} |" for one in accounts)


def page() -> str:
    """The page as text."""
    chart, events = universal_chart(), read()
    basic = sum(account.level == "basic" and not account.until for account in chart.accounts)
    lines = [_HEAD.format(count=len(events.all), basic=basic)]
    number = 0
    for group in events.groups:
        lines += [f"\n## {group.title}\n", "| Nro | Tapahtuma | Debet | Kredit |", "|---|---|---|---|"]
        for event in group.events:
            number += 1
            lines.append(_event(chart, number, event))
    lines += _names(chart, events)
    if events.unused:
        lines += ["\n## Perustason tilit, joita tapahtumat eivät käytä\n"]
        lines += [f"- {code} {chart.by_code[code].name.fi}: {reason}" for code, reason in events.unused.items()]
    return "\n".join(line.rstrip("\n") if line.startswith("#") else line for line in lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{PAGE.name}\n")
