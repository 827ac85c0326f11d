"""Charts with accepted codes (benchmarks/charts) as a ledger, as a mapping made by hand, and a person who knows the answers."""

import csv
from collections.abc import Callable
from pathlib import Path

from tilikartta.cli.review_view import ON_KEYS

CHARTS = Path(__file__).resolve().parents[1] / "benchmarks" / "charts"


def accounts_of(*charts: str) -> list[dict[str, str]]:
    """The accounts of charts, one after another. ``code`` is ``income|expense`` for events."""
    rows = []
    for at, name in enumerate(charts):
        with next(CHARTS.glob(f"*/{name}.csv")).open(encoding="utf-8", newline="") as file:
            rows += [{**row, "number": row["number"] if at == 0 else f"{at}{row['number']}"} for row in csv.DictReader(file)]
    return rows


def write_ledger(accounts: list[dict[str, str]], path: Path) -> None:
    """A journal with the turnovers of the chart, every entry against the first account so that vouchers balance."""
    lines = ["Päivämäärä;Tositenro;Tili;Tilin nimi;Debet;Kredit;Selite"]
    first = accounts[0]
    for at, row in enumerate(accounts[1:], start=1):
        texts = (row["texts"] or row["name"]).split(";")
        for side in ("debit", "credit"):
            cents = round(float(row[side] or 0) * 100)
            if cents:
                amount = f"{cents // 100},{cents % 100:02d}"
                head = f"{at % 27 + 1}.{at % 12 + 1}.2025;{len(lines)}"
                text = texts[at % len(texts)].strip()
                debit, credit = (amount, "") if side == "debit" else ("", amount)
                lines.append(f"{head};{row['number']};{row['name']};{debit};{credit};{text}")
                lines.append(f"{head};{first['number']};{first['name']};{credit};{debit};{text}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_by_hand(accounts: list[dict[str, str]], path: Path) -> None:
    """The mapping that a person makes who knows all the answers."""
    lines = ["mapping: 1", "rules:"]
    for row in accounts:
        codes = row["code"].split("|")
        if len(codes) == 1:
            lines.append(f'  - {{when: "{row["number"]}", to: {_to(row)}}}')
        else:
            for sign, code in zip(("income", "expense"), codes, strict=True):
                lines.append(f'  - {{when: {{account: "{row["number"]}", sign: {sign}}}, to: {code}}}')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _to(row: dict[str, str]) -> str:
    return f"{{account: {row['code']}, function: {row['function']}}}" if row["function"] else row["code"]


class Person:
    """Answers by reading the accepted code, and counts what was pressed: keys, and letters of lines with their Enter."""

    def __init__(self, accounts: list[dict[str, str]], loop: Callable[[], object]) -> None:
        self.codes = {row["number"]: row["code"].split("|") for row in accounts}
        self.loop, self.strokes, self.decisions = loop, 0, 0
        self.kinds: dict[str, int] = {}
        self._waiting: list[str] = []

    def key(self) -> str:
        """The next single key."""
        if not self._waiting:
            self._decide()
        pressed = self._waiting.pop(0)
        self.strokes += len(pressed)
        return pressed

    def line(self) -> str:
        """The next line, ended by Enter."""
        text = self._waiting.pop(0)
        self.strokes += len(text) + 1
        return text

    def _decide(self) -> None:
        loop = self.loop()
        item = loop.review.item
        if item is None:
            self._waiting = ["q"]
            return
        self.decisions += 1
        wanted = self.codes.get(item.local.number, [])
        offers = [list(offer.answer.codes) for offer in loop.view.offers(item)][:ON_KEYS]
        if not item.is_account or not wanted:
            kind, self._waiting = "rule", ["1"]
        elif wanted in offers:
            kind, self._waiting = f"key {offers.index(wanted) + 1}", [str(offers.index(wanted) + 1)]
        elif len(wanted) == 1:
            kind, self._waiting = "search", ["/", wanted[0]]
        else:
            kind, self._waiting = "split", ["x", "1", *wanted]
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
