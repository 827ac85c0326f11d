"""The chart as a chart file for Kitsas (.kitsaskartta): JSON with the accounts, their headings, settings and both statements.

The form is what the program reads when a new book is begun from a file (artoh/kitupiikki, UusiVelho, SqlAlustaja and
Raportoija), the account types those of its manual; the texts are ours.
"""

import json
from collections.abc import Sequence

from tilikartta.definitions.chart_document import by_group
from tilikartta.messages import label
from tilikartta.model import LANGS, Account, Chart, Text
from tilikartta.reports.chart_statements import BALANCE, INCOME, StatementRow, main_heading, statement_rows

# Types of which the program wants exactly one account, then types by nature, then by class.
_SINGLE = {"2120": "BE", "2130": "T", "1645": "AL", "2630": "BL", "1640": "AV", "2620": "BV"}
_BANK, _CASH = {"1910", "1930", "1940", "1950", "1990"}, "1920"
_BY_NATURE = {"recv_trade": "AO", "recv_accrued": "AJ", "debt_trade": "BO", "debt_accrued": "BJ", "depreciation": "DP"}
_BY_CLASS = {"asset": "A", "liability": "B", "equity": "B", "income": "C", "expense": "D", "appropriation": "D"}
# Accounts that the program uses by itself, by the names of its settings.
_DEFAULTS = {
    "OletusMyyntitili": "3210", "OletusMenotili": "6790", "PankkiPalvelumaksutili": "6685", "PankkiSaapuvakorko": "3810",
    "PankkiMaksettavakorko": "7510", "Ostovelkatili": "2520", "LaskuSaatavatili": "1610", "LaskuKateistili": "1920",
    "LaskuEnnakkotili": "2510",
}  # fmt: skip
_PAYMENTS = {"+": (("invoice", "1610"), ("cash", "1920"), ("bank", "1910")),
             "-": (("invoice", "2520"), ("cash", "1920"), ("bank", "1910"))}  # fmt: skip
_PICTURES = {"invoice": "lasku", "cash": "kateinen", "bank": "pankki"}
_WIDTH = {"basic": 1, "extended": 2}


def kitsas_chart(chart: Chart, accounts: Sequence[Account], level: str, lang: str) -> bytes:
    """The file, one value a line so that a person can check it."""
    document = {"asetukset": _settings(chart, accounts, level, lang), "tilit": _accounts(chart, accounts)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _names(text: Text) -> dict[str, str]:
    return {lang: text.get(lang) for lang in LANGS}


def _labels(key: str) -> dict[str, str]:
    return {lang: label(f"chart.adopt.{key}", lang) for lang in LANGS}


def _type(account: Account) -> str:
    """The account type of the program. Income is C: the chart does not claim that it is turnover or free of tax."""
    if account.code in _SINGLE:
        return _SINGLE[account.code]
    if account.nature == "cash":
        return "ARK" if account.code == _CASH else "ARP" if account.code in _BANK else "A"
    if account.nature.startswith("recv_"):
        return _BY_NATURE.get(account.nature, "AS") if account.term == "short" else "AS"
    if account.nature.startswith("debt_"):
        return _BY_NATURE.get(account.nature, "BS") if account.term == "short" else "BS"
    return _BY_NATURE.get(account.nature, _BY_CLASS[account.klass])


def _accounts(chart: Chart, accounts: Sequence[Account]) -> list[dict[str, object]]:
    """Headings (H1 the main parts, H2 the groups) and accounts in order. ``ohje`` is the definition."""
    listed: list[dict[str, object]] = []
    opened: set[str] = set()
    for group, members in by_group(chart, accounts):
        digit, key = main_heading(group.code)
        if digit not in opened:
            opened.add(digit)
            last = {"4": {"mihin": 7}}.get(digit, {})
            listed.append({"numero": int(digit), "tyyppi": "H1", "nimi": _labels(key), **last})
        listed.append({"numero": int(group.code), "tyyppi": "H2", "nimi": _names(group.name)})
        listed += [
            {
                "numero": int(account.code),
                "tyyppi": _type(account),
                "nimi": _names(account.name),
                "ohje": {lang: " ".join(account.definition.get(lang).split()) for lang in LANGS},
                "laajuus": _WIDTH[account.level],
            }
            for account in members
        ]
    return listed


def _settings(chart: Chart, accounts: Sequence[Account], level: str, lang: str) -> dict[str, object]:
    """``KitsasVersio`` marks the file as a chart. Without ``VakioTilikartta`` an update of the program leaves the chart alone."""
    widths = [one for one in _WIDTH if level == "extended" or one == "basic"]
    languages = {one: _labels(f"lang.{one}") for one in LANGS}
    payments = {
        f"maksutavat{side}": [
            {"fi": _labels(key)["fi"], "sv": _labels(key)["sv"], "TILI": int(code), "KUVA": _PICTURES[key]}
            | ({"ERA": -1} if key == "invoice" else {})
            for key, code in methods
        ]
        for side, methods in _PAYMENTS.items()
    }
    return {
        "KitsasVersio": "2.0",
        "Tilikartta": f"{label('chart.adopt.name', lang)} {chart.version}",
        "TilikarttaTekija": "tilikartta",
        "kielet": languages,
        "kieli": lang,
        "tpkieli": lang,
        "muodot": {"ry": _labels("ry")},
        "laajuudet": {str(_WIDTH[one]): {lang: label(f"chart.level.{one}", lang) for lang in LANGS} for one in widths},
        "laajuus": str(_WIDTH[level]),
        "arkistoraportit": "tase/yleinen,tulos/yleinen",
        **_DEFAULTS,
        **payments,
        "tulos/yleinen": _report("statement", statement_rows(chart, INCOME, accounts)),
        "tase/yleinen": _report("balance", statement_rows(chart, BALANCE, accounts)),
    }


def _report(key: str, rows: Sequence[StatementRow]) -> dict[str, object]:
    return {"nimi": _labels(key), "muoto": _labels("ry"), "rivit": [_row(row) for row in rows]}


def _row(row: StatementRow) -> dict[str, object]:
    """A report row. In its formula ``*`` lists the accounts and ``S`` prints the row even when it is empty.

    A plain number holds every account whose number begins with it. Running sums name their accounts (``==``): the program's own
    running sum (``=``) leaves out the second of two that follow each other.
    """
    codes = ",".join(row.codes)
    formula = {"heading": f"{codes} == h", "line": f"{codes} *", "sum": f"{codes} ==", "running": f"{codes} == S"}[row.kind]
    shown: dict[str, object] = {**_names(row.name), "L": formula}
    if row.kind != "line":
        shown["M"] = "bold"
    if row.kind == "running":
        shown["V"] = 1
    if row.depth:
        shown["S"] = row.depth
    return shown
