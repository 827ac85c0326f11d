"""An invented association for the tests of reports: three years, shared costs, unmapped and outside accounts, odd texts."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.mapping.coverage import coverage_of
from tilikartta.model import Ledger, SourceFile
from tilikartta.reports import Contents
from tilikartta.reports.build import build_contents

TEXT, INT, DATE = pd.ArrowDtype(pa.string()), pd.ArrowDtype(pa.int64()), pd.ArrowDtype(pa.date32())

INJECTIONS = ("=1+1", "+358 40 123", "-alennus", "@SUM(A1)", "\tsarkain", '=HYPERLINK("http://x";"y")', "=cmd|' /C calc'!A0")
TEXTS = (*INJECTIONS, '<b>&"x"</b>', "Kurssi", "_x0041_", "Åland Ö", "rivi\nvaihto", "yhtä\x00ohjaus")
NAMES = {
    "1911": "Pankki", "1950": "MobilePay", "1210": "Kalusto", "2901": "Ostovelat", "3010": "Kurssimaksut", "4010": "Palkat",
    "4401": "Toimitilavuokra", "4600": "Poistot", "4990": "Muut kulut", "5001": "Jäsenmaksut", "5015": "Jäsenmaksutuotot",
    "5300": "Keräyskulut", "6001": "Korkotuotot", "7501": "Yleisavustus", "8888": '=HYPERLINK("http://x";"Osta")',
    "9100": "Sisäinen", "9101": "Sisäisen vastatili", "9500": "Talkoot", "9999": "Selvittämättömät",
}  # fmt: skip
RULES = """mapping: 1
organisation: {name: "Esimerkki & Kumppanit ry", business_id: 1234567-8}
rules:
  - {when: "1911", to: 1910}
  - {when: "1950", to: 1950}
  - {when: "1210", to: 1140}
  - {when: "2901", to: 2520}
  - {when: "20*", to: 2120}
  - {when: "3010", to: 3110}
  - {when: "4010", to: 4110}
  - when: "4401"
    to: [{account: 5110, function: programme, share: 70}, {account: 5110, function: administration, share: 30}]
  - {when: "4600", to: 7130}
  - {when: "4990", to: 6790}
  - {when: "5001", to: 3310}
  - {when: "5300", to: 6910}
  - {when: "6001", to: 3820}
  - {when: "7501", to: 3710}
  - {when: "91*", to: outside, reason: sisäinen laskenta}
  - {when: "9500", to: 9110}
"""

Row = tuple[str, dt.date | None, str, int, str]


def entries_frame(rows: Sequence[Row], entity: Callable[[int], str] = lambda _: "") -> pd.DataFrame:
    """Entries from (voucher, date, account, cents, text)."""
    count = len(rows)
    columns: dict[str, tuple[list[object], object]] = {
        "entity": ([entity(index) for index in range(count)], TEXT),
        "source_file": (["pääkirja.csv"] * count, TEXT),
        "sheet": ([""] * count, TEXT),
        "source_row": (list(range(2, 2 + count)), INT),
        "series": ([""] * count, TEXT),
        "voucher": ([row[0] for row in rows], TEXT),
        "date": ([row[1] for row in rows], DATE),
        "account": ([row[2] for row in rows], TEXT),
        "account_name": ([NAMES.get(row[2], "") for row in rows], TEXT),
        "amount": ([row[3] for row in rows], INT),
        "text": ([row[4] for row in rows], TEXT),
        "currency": (["EUR"] * count, TEXT),
        "dim_kp": ([("", "100", "=200")[index % 3] for index in range(count)], TEXT),
    }
    return pd.DataFrame({name: pd.Series(values, dtype=kind) for name, (values, kind) in columns.items()})  # type: ignore[call-overload]


def balances_frame(rows: Sequence[tuple[str, str, dt.date, int, int | None]]) -> pd.DataFrame:
    """Balances from (entity, account, day, opening, closing); closing None for openings beside entries."""
    count = len(rows)
    columns: dict[str, tuple[list[object], object]] = {
        "entity": ([row[0] for row in rows], TEXT),
        "source_file": (["avaus.csv"] * count, TEXT),
        "sheet": ([""] * count, TEXT),
        "source_row": (list(range(2, 2 + count)), INT),
        "account": ([row[1] for row in rows], TEXT),
        "account_name": ([NAMES.get(row[1], "") for row in rows], TEXT),
        "opening": ([row[3] for row in rows], INT),
        "debit": ([0] * count, INT),
        "credit": ([0] * count, INT),
        "closing": ([row[4] for row in rows], INT),
        "period_start": ([row[2] for row in rows], DATE),
        "period_end": ([row[2] for row in rows], DATE),
    }
    return pd.DataFrame({name: pd.Series(values, dtype=kind) for name, (values, kind) in columns.items()})  # type: ignore[call-overload]


def invented_rows(count: int, years: Sequence[int], seed: int = 1) -> list[Row]:
    """Vouchers of two entries each."""
    pick = random.Random(seed)
    income, expenses = ["3010", "5001", "6001", "7501"], ["4010", "4401", "4600", "4990", "5300"]
    rows: list[Row] = []
    for voucher in range(1, count // 2 + 1):
        day = dt.date(pick.choice(years), 1, 1) + dt.timedelta(days=pick.randrange(365))
        other = pick.choice(income if pick.random() < 0.5 else expenses)
        against = pick.choice(["1911", "1950", "2901", "1210"])
        if voucher % 20 == 0:
            other = pick.choice(["9999", "8888", "5015"])
        if voucher % 31 == 0:
            other, against = "9100", "9101"
        if voucher % 37 == 0:
            other, against = "9500", "9999"
        cents = pick.randrange(1, 300_000) * (-1 if other in income else 1)
        text = TEXTS[voucher % len(TEXTS)]
        rows += [(str(voucher), day, other, cents, text), (str(voucher), day, against, -cents, text)]
    return rows


OPENING = (("1911", 1_000_000), ("1210", 250_000), ("2050", -1_200_000), ("9999", -50_000))


def invented(
    tmp_path: Path,
    count: int = 600,
    *,
    years: Sequence[int] = (2023, 2024, 2025),
    opened: Sequence[tuple[str, int]] = (("", 2023),),
    entity: Callable[[int], str] = lambda _: "",
    lang: str = "fi",
    rules: str = RULES,
    balances: Sequence[tuple[str, str, dt.date, int, int | None]] = (),
    given: Sequence[Row] = (),
    **layouts: str,
) -> Contents:
    """The contents of the invented association's report.

    ``opened``: (entity, year) with opening balances; ``balances``: rows of a trial balance; ``given``:
    entries in place of the invented ones.
    """
    path = tmp_path / "esimerkki.yaml"
    path.write_text(rules, encoding="utf-8")
    openings: list[tuple[str, str, dt.date, int, int | None]] = [*balances]
    openings += [(who, account, dt.date(year, 1, 1), cents, None) for who, year in opened for account, cents in OPENING]
    decisions = {"encoding": "utf-8", "separator": ";", "decimal": ",", "header_row": "1", "sign": "debit-credit"}
    headings = {"account": "Tilinro", "date": "Pvm", "debit": "Debet", "credit": "Kredit", "dim_kp": "=Kustannuspaikka"}
    rows = given or invented_rows(count, years)
    file = SourceFile("kansio/pääkirja.csv", "a" * 64, 12_345, "csv", len(rows), decisions, headings)
    ledger = Ledger(entries_frame(rows, entity), balances_frame(openings), (file,))
    return build_contents(ledger, load_mapping(str(path)), universal_chart(), lang=lang, **layouts)


TRIAL = [
    ("", account, dt.date(year, 12, 31), opening, closing)
    for year, account, opening, closing in (
        (2024, "1911", 0, 70_000), (2024, "3010", 0, -90_000), (2024, "4010", 0, 15_000), (2024, "9999", 0, 5_000),
        (2025, "1911", 70_000, 65_050), (2025, "3010", 0, -20_000), (2025, "4010", 0, 24_950), (2025, "20", -75_000, -75_000),
        (2025, "9999", 5_000, 5_000),
    )
]  # fmt: skip
OVERDRAWN: list[Row] = [
    ("1", dt.date(2024, 1, 2), "1911", 10_000, "jäsenmaksu"), ("1", dt.date(2024, 1, 2), "5001", -10_000, "jäsenmaksu"),
    ("2", dt.date(2025, 1, 2), "1911", -15_000, "muut"), ("2", dt.date(2025, 1, 2), "4990", 15_000, "muut"),
]  # fmt: skip
CASES: dict[str, dict[str, object]] = {
    "three years": {},
    "no openings": {"opened": ()},
    "opened twice": {"opened": (("", 2023), ("", 2025))},
    "one year": {"years": (2025,), "opened": (("", 2025),)},
    "entities opened apart": {
        "entity": lambda index: ("Alpha", 'B*"eta')[index // 2 % 2],
        "opened": (("Alpha", 2023), ('B*"eta', 2024), ('B*"eta', 2023)),
    },
    "short schemes": {"income_layout": "is_micro_association", "balance_layout": "bs_npo_short"},
    "english": {"lang": "en", "balance_layout": "bs_pma"},
    "swedish": {"lang": "sv", "count": 40},
    "bank overdrawn": {"given": OVERDRAWN, "opened": ()},
    "trial balance": {"count": 0, "opened": (), "balances": TRIAL},
    "empty": {"count": 0, "opened": ()},
}


@pytest.mark.parametrize("case", CASES)
def test_the_example_loses_nothing(case: str, tmp_path: Path) -> None:
    contents = invented(tmp_path, **CASES[case])  # type: ignore[arg-type]
    coverage = coverage_of(contents.mapped)
    assert coverage.turnover_mapped + coverage.turnover_outside <= coverage.turnover
    assert int(contents.mapped.entries["amount"].sum()) == int(contents.mapped.ledger.entries["amount"].sum())
    assert case in ("empty", "bank overdrawn") or coverage.unmapped > 0
