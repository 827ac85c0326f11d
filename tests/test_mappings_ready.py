"""The ready mappings against the chart each is for: every account has one home, of the right class, on the right line."""

import csv
import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.mapping.resolve import Local, Part, resolve
from tilikartta.model import Account, Mapping, Organisation

ROOT = Path(__file__).resolve().parents[1]
MAPPINGS = ROOT / "mappings"
CHARTS = ROOT.parent / "shared" / "charts"

READY = {
    "tilitin-yhdistys": "tilitin-yhdistys.csv",
    "kitsas-yhdistys": "kitsas-yhdistys-2024.csv",
    "kitupiikki-yhdistys-2018": "kitupiikki-yhdistys-2018.csv",
    "tilitin-tiekunta": "tilitin-tiekunta.csv",
    "tilitin-osakaskunta": "tilitin-yhteisen-vesialueen-osakaskunta.csv",
}

FITS = {
    "asset": {"asset"},
    "equity": {"equity"},
    "liability": {"liability"},
    "income": {"income", "appropriation"},
    "expense": {"expense", "appropriation"},
}

# Section of the local chart -> line of is_npo / bs_npo. The longest section that fits decides.
BALANCE = {
    "Vastaavaa > Pysyvät vastaavat > Aineettomat hyödykkeet": "bs.a.nc.int.*",
    "Vastaavaa > Pysyvät vastaavat > Aineelliset hyödykkeet": "bs.a.nc.tan.*",
    "Vastaavaa > Pysyvät vastaavat > Sijoitukset": "bs.a.nc.inv.*",
    "Vastaavaa > Vaihtuvat vastaavat > Vaihto-omaisuus": "bs.a.cur.stock.*",
    "Vastaavaa > Vaihtuvat vastaavat > Saamiset": "bs.a.cur.recv.*.short",
    "Vastaavaa > Vaihtuvat vastaavat > Pitkäaikaiset saamiset": "bs.a.cur.recv.*.long",
    "Vastaavaa > Vaihtuvat vastaavat > Lyhytaikaiset saamiset": "bs.a.cur.recv.*.short",
    "Vastaavaa > Vaihtuvat vastaavat > Rahoitusarvopaperit": "bs.a.cur.sec.*",
    "Vastaavaa > Vaihtuvat vastaavat > Rahat ja pankkisaamiset": "bs.a.cur.cash",
    "Vastattavaa > Oma pääoma": "bs.l.eq.*",
    "Vastattavaa > Tilinpäätössiirtojen kertymä": "bs.l.appr.*",
    "Vastattavaa > Pakolliset varaukset": "bs.l.prov.*",
    "Vastattavaa > Vieras pääoma > Pitkäaikainen vieras pääoma": "bs.l.liab.*.long",
    "Vastattavaa > Vieras pääoma > Lyhytaikainen vieras pääoma": "bs.l.liab.*.short",
}
TILITIN = BALANCE | {
    "Tuloslaskelma > Varsinaisen toiminnan tuotot": "is.ord.inc",
    "Tuloslaskelma > Varsinaisen toiminnan kulut": "is.ord.exp.other",
    "Tuloslaskelma > Varsinaisen toiminnan kulut > Henkilöstökulut": "is.ord.exp.staff",
    "Tuloslaskelma > Varainhankinta > Varainhankinnan tuotot": "is.fund.inc",
    "Tuloslaskelma > Varainhankinta > Varainhankinnan kulut": "is.fund.exp",
    "Tuloslaskelma > Sijoitus- ja rahoitustoiminta > Sijoitus- ja rahoitustoiminnan tuotot": "is.inv.inc",
    "Tuloslaskelma > Sijoitus- ja rahoitustoiminta > Sijoitus- ja rahoitustoiminnan kulut": "is.inv.exp",
    # The scheme since 2016 has no extraordinary items (1752/2015), and depreciation is a cost of ordinary operations (KPA 1:3).
    "Tuloslaskelma > Satunnaiset erät > Satunnaiset tuotot": "is.ord.inc",
    "Tuloslaskelma > Satunnaiset erät > Satunnaiset kulut": "is.ord.exp.other",
    "Tuloslaskelma > Poistot": "is.ord.exp.depr",
    "Tuloslaskelma > Yleisavustukset": "is.gen",
    "Tuloslaskelma > Tilinpäätössiirrot": "is.appr.*",
    "Tuloslaskelma > Tuloverot ja muut välittömät verot": "is.tax",
}
_INT = "Vastaavaa > Pysyvät vastaavat > Aineettomat hyödykkeet"
_TAN = "Vastaavaa > Pysyvät vastaavat > Aineelliset hyödykkeet"
_INV = "Vastaavaa > Pysyvät vastaavat > Sijoitukset"
_CUR = "Vastaavaa > Vaihtuvat vastaavat"
_DEBT = "Vastattavaa > Vieras pääoma"
RECEIVABLES = {
    "Myyntisaamiset": "trade",
    "Saamiset saman konsernin yrityksiltä": "grp",
    "Saamiset saman konsernin yrityksilta": "grp",
    "Saamiset omistusyhteysyrityksiltä": "pi",
    "Lainasaamiset": "loan",
    "Muut saamiset": "other",
    "Siirtosaamiset": "accr",
}
DEBTS = {
    "Joukkovelkakirjalainat": "bond",
    "Vaihtovelkakirjalainat": "conv",
    "Lainat rahoituslaitoksilta": "bank",
    "Takaisinlainat työeläkevakuutuslaitoksilta": "pens",
    "Saadut ennakot": "adv",
    "Ostovelat": "trade",
    "Velat saman konsernin yrityksille": "grp",
    "Velat omistusyhteysyrityksille": "pi",
    "Muut velat": "other",
    "Siirtovelat": "accr",
}
KITSAS_FAMILY = {
    f"{_INT} > Kehittämismenot": "bs.a.nc.int.dev",
    f"{_INT} > Aineettomat oikeudet": "bs.a.nc.int.rights",
    f"{_INT} > Liikearvo": "bs.a.nc.int.goodwill",
    f"{_INT} > Muut pitkävaikutteiset menot": "bs.a.nc.int.other",
    f"{_INT} > Ennakkomaksut": "bs.a.nc.int.prepay",
    f"{_TAN} > Maa- ja vesialueet": "bs.a.nc.tan.land*",
    f"{_TAN} > Rakennukset ja rakennelmat": "bs.a.nc.tan.bldg*",
    f"{_TAN} > Koneet ja kalusto": "bs.a.nc.tan.mach",
    f"{_TAN} > Muut aineelliset hyödykkeet": "bs.a.nc.tan.other",
    f"{_TAN} > Ennakkomaksut ja keskeneräiset hankinnat": "bs.a.nc.tan.prepay",
    f"{_INV} > Osuudet saman konsernin yrityksissä": "bs.a.nc.inv.grp_shares",
    f"{_INV} > Osuuden saman konsernin yrityksissä": "bs.a.nc.inv.grp_shares",
    f"{_INV} > Saamiset saman konsernin yrityksiltä": "bs.a.nc.inv.grp_recv",
    f"{_INV} > Osuudet omistusyhteysyrityksissä": "bs.a.nc.inv.pi_shares",
    f"{_INV} > Saamiset omistusyhteysyrityksiltä": "bs.a.nc.inv.pi_recv",
    f"{_INV} > Osakkeet ja osuudet; sijoitukset": "bs.a.nc.inv.shares",
    f"{_INV} > Muut saamiset; sijoitukset": "bs.a.nc.inv.recv",
    f"{_INV} > Sijoituskiinteistöt": "bs.a.nc.inv.property",
    "Vastaavaa > Omakatteisten rahastojen varat": "bs.a.sep",
    f"{_CUR} > Vaihto-omaisuus > Aineet ja tarvikkeet": "bs.a.cur.stock.raw",
    f"{_CUR} > Vaihto-omaisuus > Keskeneräiset tuotteet": "bs.a.cur.stock.wip",
    f"{_CUR} > Vaihto-omaisuus > Valmiit tuotteet": "bs.a.cur.stock.fin",
    f"{_CUR} > Vaihto-omaisuus > Muu vaihto-omaisuus": "bs.a.cur.stock.other",
    f"{_CUR} > Vaihto-omaisuus > Ennakkomaksut": "bs.a.cur.stock.prepay",
    **{f"{_CUR} > Pitkäaikaiset saamiset > {kind}": f"bs.a.cur.recv.{line}.long" for kind, line in RECEIVABLES.items()},
    **{f"{_CUR} > Lyhytaikaiset saamiset > {kind}": f"bs.a.cur.recv.{line}.short" for kind, line in RECEIVABLES.items()},
    f"{_CUR} > Rahoitusarvopaperit > Osuudet saman konsernin yrityksissä": "bs.a.cur.sec.grp",
    f"{_CUR} > Rahoitusarvopaperit > Muut osakkeet ja osuudet": "bs.a.cur.sec.shares",
    f"{_CUR} > Rahoitusarvopaperit > Muut arvopaperit": "bs.a.cur.sec.other",
    f"{_CUR} > Rahat ja pankkisaamiset": "bs.a.cur.cash",
    "Vastattavaa > Oma pääoma > Sidotut rahastot > Omakatteiset rahastot": "bs.l.eq.bound.sep",
    "Vastattavaa > Oma pääoma > Sidotut rahastot > Muut sidotut rahastot": "bs.l.eq.bound.other",
    "Vastattavaa > Oma pääoma > Vapaat rahastot": "bs.l.eq.free",
    "Vastattavaa > Oma pääoma > Tulos": "bs.l.eq.[pc][ru]*",
    "Vastattavaa > Tilinpäätössiirtojen kertymä > Poistoero": "bs.l.appr.depr",
    "Vastattavaa > Tilinpäätössiirtojen kertymä > Verotusperusteiset varaukset": "bs.l.appr.tax",
    "Vastattavaa > Pakolliset varaukset > Eläkevaraukset": "bs.l.prov.pens",
    "Vastattavaa > Pakolliset varaukset > Verovaraukset": "bs.l.prov.tax",
    "Vastattavaa > Pakolliset varaukset > Muut pakolliset varaukset": "bs.l.prov.other",
    **{f"{_DEBT} > Pitkäaikainen vieras pääoma > {kind}": f"bs.l.liab.{line}.long" for kind, line in DEBTS.items()},
    **{f"{_DEBT} > Lyhytaikainen vieras pääoma > {kind}": f"bs.l.liab.{line}.short" for kind, line in DEBTS.items()},
    "Tuloslaskelma > Yleisavustukset": "is.gen",
    "Tuloslaskelma > Rahoitustuotot ja -kulut > Rahoitustuotot": "is.inv.inc",
    "Tuloslaskelma > Rahoitustuotot ja -kulut > Rahoituskulut": "is.inv.exp",
    "Tuloslaskelma > Tilinpäätössiirrot": "is.appr.*",
}
KITSAS = KITSAS_FAMILY | {
    "Tuloslaskelma > Varsinainen toiminta > Varsinaisen toiminnan tulot": "is.ord.inc",
    "Tuloslaskelma > Varsinainen toiminta > Varsinaisen toiminnan menot": "is.ord.exp.other",
    "Tuloslaskelma > Varsinainen toiminta > Henkilöstökulut": "is.ord.exp.staff",
    "Tuloslaskelma > Varsinainen toiminta > Poistot ja arvonalentumat": "is.ord.exp.depr",
    "Tuloslaskelma > Varainhankinta": "is.fund.exp",
    "Tuloslaskelma > Varainhankinta > Elinkeinotoiminta > Elinkeinotoiminnan tulot": "is.fund.inc",
    "Tuloslaskelma > Varainhankinta > Muu varainhankinta > Varainhankinnan tulot": "is.fund.inc",
}
KITUPIIKKI = KITSAS_FAMILY | {
    "Tuloslaskelma > Varainhankinnan tulot": "is.fund.inc",
    "Tuloslaskelma > Varsinaisen toiminnan tulot": "is.ord.inc",
    "Tuloslaskelma > Varainhankinnan kulut": "is.fund.exp",
    # The headings of this chart nest rents, wages and grants given under the fundraising costs; they are ordinary operations.
    "Tuloslaskelma > Varainhankinnan kulut > Palveluiden ostot": "is.ord.exp.other",
    "Tuloslaskelma > Varainhankinnan kulut > Vuokrat": "is.ord.exp.other",
    "Tuloslaskelma > Varainhankinnan kulut > Aineiden ja tavaroiden ostot": "is.ord.exp.other",
    "Tuloslaskelma > Varainhankinnan kulut > Muut toimintakulut": "is.ord.exp.other",
    "Tuloslaskelma > Varainhankinnan kulut > Henkilöstökulut": "is.ord.exp.staff",
    "Tuloslaskelma > Poistot ja arvonalentumat": "is.ord.exp.depr",
}
SECTIONS = {
    "tilitin-yhdistys": TILITIN,
    "kitsas-yhdistys": KITSAS,
    "kitupiikki-yhdistys-2018": KITUPIIKKI,
    "tilitin-tiekunta": TILITIN,
    "tilitin-osakaskunta": TILITIN,
}

# Where an account leaves the section of its own chart, and why. Each of these rules says so in its note.
EXCEPTIONS = {
    ("kitsas-yhdistys", "2998"): "bs.l.liab.adv.short",  # an unused grant is an advance (STEA guide 2026, 6.2)
    ("kitsas-yhdistys", "5129"): "is.ord.exp.other",  # voluntary insurance is not a pay-based contribution
    ("kitsas-yhdistys", "7099"): "is.tax",  # income tax has a row of its own (KPA 1:9 lets it be added)
    ("tilitin-osakaskunta", "5200"): "is.ord.exp.other",  # expense refunds are no pay
    ("tilitin-osakaskunta", "5210"): "is.ord.exp.other",  # travel costs are no pay
}

pytestmark = pytest.mark.skipif(not CHARTS.is_dir(), reason="../shared/charts is not here")


class Row(NamedTuple):
    """A posting account of a program's chart."""

    number: str
    name: str
    klass: str
    section: str


@cache
def posting_accounts(name: str) -> tuple[Row, ...]:
    with (CHARTS / READY[name]).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["type"].startswith("heading")]
    return tuple(Row(row["number"], row["name_fi"], row["type"].split(" ")[0], row["statement_line"]) for row in rows)


CASES = [(name, row) for name in READY if CHARTS.is_dir() for row in posting_accounts(name)]
each_account = pytest.mark.parametrize(("name", "row"), CASES, ids=[f"{name}-{row.number}" for name, row in CASES])
each_mapping = pytest.mark.parametrize("name", READY)


@cache
def ready(name: str) -> Mapping:
    return load_mapping(name)


def home(name: str, row: Row) -> Part:
    """The one place of a local account, without any finding."""
    found = resolve(ready(name), universal_chart(), Local(row.number, row.name))
    assert found.findings == []
    assert len(found.parts) == 1, f"{row.number} {row.name} has {len(found.parts)} homes"
    return found.parts[0]


def line_of(account: Account, function: str) -> str:
    layout = universal_chart().layout_by_id["bs_npo" if account.in_balance_sheet else "is_npo"]
    line = layout.line_of(account, function or None)
    assert line is not None
    return line.id


def own_line(name: str, section: str) -> str:
    """The line pattern of the longest section in the table that holds this one."""
    wanted = section.casefold()
    fits = [given for given in SECTIONS[name] if wanted == given.casefold() or wanted.startswith(f"{given.casefold()} > ")]
    assert fits, f"no line is stated for the section {section}"
    return SECTIONS[name][max(fits, key=len)]


@each_account
def test_class_of_the_account_is_kept(name: str, row: Row) -> None:
    account = universal_chart().by_code[home(name, row).account]
    assert account.klass in FITS[row.klass], f"{row.number} {row.name} -> {account.code} {account.name.fi}"


@each_account
def test_account_stands_on_the_line_of_its_own_chart(name: str, row: Row) -> None:
    part = home(name, row)
    line = line_of(universal_chart().by_code[part.account], part.function)
    own = own_line(name, row.section)
    allowed = EXCEPTIONS.get((name, row.number), own)
    assert fnmatchcase(line, allowed), f"{row.number} {row.name} -> {part.account} {part.function}: {line}, expected {allowed}"
    assert (name, row.number) not in EXCEPTIONS or not fnmatchcase(line, own), "no exception is needed any more"


@pytest.mark.parametrize(("name", "number"), EXCEPTIONS)
def test_exception_is_explained_in_the_mapping(name: str, number: str) -> None:
    rule = next(rule for rule in ready(name).rules if str(rule.when.account[0]) == number)
    assert "ilikart" in rule.note


@each_mapping
def test_every_account_has_a_line_of_its_own_in_the_order_of_the_chart(name: str) -> None:
    patterns = [rule.when.account for rule in ready(name).rules]
    assert all(len(given) == 1 and given[0].kind == "exact" for given in patterns)
    assert [given[0].low for given in patterns] == [row.number for row in posting_accounts(name)]


@each_mapping
def test_names_beside_the_rules_are_those_of_the_chart(name: str) -> None:
    text = (MAPPINGS / f"{name}.yaml").read_text(encoding="utf-8")
    beside = dict(re.findall(r'when: "(\w+)".*? # (.+)$', text, flags=re.MULTILINE))
    assert beside == {row.number: row.name for row in posting_accounts(name)}


@each_mapping
def test_function_is_stated_only_where_it_differs_from_the_default(name: str) -> None:
    chart = universal_chart()
    targets = [target for rule in ready(name).rules for target in rule.targets]
    assert [target for target in targets if target.function and target.function == chart.by_code[target.account].function] == []


@each_mapping
def test_ready_mapping_names_no_organisation_and_tells_how_to_use_it(name: str) -> None:
    head = (MAPPINGS / f"{name}.yaml").read_text(encoding="utf-8").split("mapping: 1")[0]
    assert ready(name).organisation == Organisation()
    assert f"-m {name}" in head
    assert f"extends: {name}" in head
