"""Ready mappings for charts made for others too: what an association can use has one home, the rest is listed with the reason."""

import csv
import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.definitions.patterns import parse_pattern
from tilikartta.mapping.check import check_against, check_mapping
from tilikartta.mapping.resolve import Local, Part, resolve
from tilikartta.model import LocalAccount, Mapping, Organisation, Place

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TRADE, BAS = "kitsas-yritys-2024", "bas-forening"
CHART = universal_chart()

needs_chart = pytest.mark.skipif(not (SHARED / "charts").is_dir(), reason="../shared/charts is not here")
needs_samples = pytest.mark.skipif(not (SHARED / "samples" / "sie").is_dir(), reason="../shared/samples is not here")
each_mapping = pytest.mark.parametrize("name", [TRADE, BAS])

# Accounts of the Kitsas business chart without a home, and why.
WITHOUT_HOME = {
    "share capital, capital loans and minority": ["2001-2021", "2061", "2101-2183", "2381", "2391", "2601", "2801"],
    "profit to owners, private use": ["2261-2367", "2943", "4340-4360"],
    "owners and their family": ["1655-1656", "1755-1756", "2725", "2941", "5800-5980", "9210", "9520"],
    "entrepreneur's pension": ["6100-6110"],
    "group accounts and mergers": ["1055-1061", "2591", "3660", "3980", "6930-6940", "8790", "8990", "9030", "9990"],
    "property, securities or goods as a trade; own manufacture": [
        "1541-1543", "3300-3310", "3440-3490", "3600-3640", "4200-4220",
    ],
    "export of goods": ["3330-3380", "3510-3520", "4120"],
    "receivables sold": ["1717-1719", "2639", "2841", "9640"],
    "business taxation only": ["3550-3560", "3677", "3697", "4380", "7090", "7320"],
    "name says cost, type says income": ["8610"],
}  # fmt: skip

_BS, _PL = "Vastaavaa > ", "Tuloslaskelma > "
# Section of the chart -> line. The longest section that fits decides; income inside a section of costs is told apart by its type.
SECTIONS = {
    f"{_BS}Pysyvät vastaavat > Kehittämismenot": "bs.a.nc.int.dev",
    f"{_BS}Pysyvät vastaavat > Aineettomat oikeudet": "bs.a.nc.int.rights",
    f"{_BS}Pysyvät vastaavat > Liikearvo": "bs.a.nc.int.goodwill",
    f"{_BS}Pysyvät vastaavat > Muut pitkävaikutteiset menot": "bs.a.nc.int.other",
    f"{_BS}Pysyvät vastaavat > Ennakkomaksut": "bs.a.nc.int.prepay",
    f"{_BS}Pysyvät vastaavat > Aineelliset hyödykkeet": "bs.a.nc.tan.*",
    f"{_BS}Pysyvät vastaavat > Sijoitukset": "bs.a.nc.inv.*",
    f"{_BS}Vaihtuvat vastaavat > Vaihto-omaisuus": "bs.a.cur.stock.*",
    f"{_BS}Vaihtuvat vastaavat > Pitkäaikaiset saamiset": "bs.a.cur.recv.*.long",
    f"{_BS}Vaihtuvat vastaavat > Lyhytaikaiset saamiset": "bs.a.cur.recv.*.short",
    f"{_BS}Vaihtuvat vastaavat > Rahoitusarvopaperit": "bs.a.cur.sec.*",
    f"{_BS}Vaihtuvat vastaavat > Rahat ja pankkisaamiset": "bs.a.cur.cash",
    "Vastattavaa > Oma pääoma": "bs.l.eq.*",
    "Vastattavaa > Tilinpäätössiirtojen kertymä": "bs.l.appr.*",
    "Vastattavaa > Tilinpäätössiirtojen kertymä > Pakolliset varaukset": "bs.l.prov.*",
    "Vastattavaa > Vieras pääoma > Pitkäaikainen vieras pääoma": "bs.l.liab.*.long",
    "Vastattavaa > Vieras pääoma > Lyhytaikainen vieras pääoma": "bs.l.liab.*.short",
    f"{_PL}Myyntituotot": "is.fund.inc",
    f"{_PL}Liiketoiminnan muut tuotot": "is.ord.inc",
    f"{_PL}Materiaalit ja palvelut > Aineet, tarvikkeet ja tavarat": "is.fund.exp",
    f"{_PL}Materiaalit ja palvelut > Ulkopuoliset palvelut": "is.ord.exp.other",
    f"{_PL}Henkilöstökulut": "is.ord.exp.staff",
    f"{_PL}Poistot ja arvonalentumiset": "is.ord.exp.depr",
    f"{_PL}Liiketoiminnan muut kulut": "is.ord.exp.other",
    f"{_PL}Liiketoiminnan muut kulut > Myyntikulut": "is.[of][ru]*.exp*",  # commissions are fundraising, freight is not
    f"{_PL}Rahoitustuotot ja -kulut": "is.inv.*",
    f"{_PL}Tilinpäätössiirrot": "is.appr.*",
    f"{_PL}Tuloverot": "is.tax",
    f"{_PL}Muut välittömät verot": "is.tax",
}
# Where an account leaves the section of its own chart; each of these rules says why in its note.
EXCEPTIONS = {
    "2981": "bs.l.liab.accr.long",
    "6500": "is.ord.exp.other",
    "6590": "is.ord.exp.other",
    "8550": "is.inv.exp",
    "9540": "is.ord.exp.other",
}


@cache
def rows() -> tuple[dict[str, str], ...]:
    with (SHARED / "charts" / f"{TRADE}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row for row in csv.DictReader(file) if not row["type"].startswith("heading"))


@cache
def sie_accounts() -> tuple[tuple[str, str], ...]:
    """Numbers and names of every #KONTO line in the sample files."""
    found = set()
    for path in sorted((SHARED / "samples" / "sie").glob("*.s[ei]")):
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp437")
        found |= set(re.findall(r'^#KONTO\s+(\d+)\s+"?([^"\r\n]*)', text, flags=re.MULTILINE))
    return tuple(sorted(found))


@cache
def mapping(name: str) -> Mapping:
    return load_mapping(name)


def parts(name: str, number: str, account_name: str) -> tuple[Part, ...]:
    found = resolve(mapping(name), CHART, Local(number, account_name))
    assert [finding.code for finding in found.findings if finding.code != "TK544"] == []
    return tuple(found.parts)


def in_any(number: str, patterns: list[str]) -> bool:
    parsed = [parse_pattern(text, Place())[0] for text in patterns]
    return any(pattern is not None and len(pattern.low) == len(number) and pattern.matches(number) for pattern in parsed)


def why_without_home(number: str) -> list[str]:
    return [reason for reason, patterns in WITHOUT_HOME.items() if in_any(number, patterns)]


def own_line(section: str) -> str:
    fits = [given for given in SECTIONS if section == given or section.startswith(f"{given} > ")]
    assert fits, f"no line is stated for the section {section}"
    return SECTIONS[max(fits, key=len)]


@each_mapping
def test_the_mapping_has_no_fault_by_itself(name):
    assert check_mapping(mapping(name), CHART) == []


@each_mapping
def test_it_names_no_organisation_and_tells_how_to_use_it(name):
    head = (ROOT / "mappings" / f"{name}.yaml").read_text(encoding="utf-8").split("mapping: 1")[0]
    assert mapping(name).organisation == Organisation()
    assert f"-m {name}" in head
    assert f"extends: {name}" in head


@needs_chart
def test_every_account_of_the_business_chart_has_a_home_or_a_reason():
    both = [row["number"] for row in rows() if bool(parts(TRADE, row["number"], "")) == bool(why_without_home(row["number"]))]
    assert both == []
    assert [row["number"] for row in rows() if len(why_without_home(row["number"])) > 1] == []
    assert len(rows()) == 871


@needs_chart
def test_every_reason_is_told_in_the_mapping_file_too():
    head = (ROOT / "mappings" / f"{TRADE}.yaml").read_text(encoding="utf-8").split("mapping: 1")[0].replace("–", "-")
    assert [text for patterns in WITHOUT_HOME.values() for text in patterns if text not in head] == []


@needs_chart
def test_check_against_the_chart_finds_only_those_without_a_home():
    accounts = [LocalAccount(row["number"], row["name_fi"], row["type"].split(" ")[0]) for row in rows()]
    findings = check_against(mapping(TRADE), CHART, accounts)
    assert {finding.code for finding in findings} == {"TK544", "TK553"}
    assert [finding.data["caught"] for finding in findings if finding.code == "TK553"] == [["17631"]]
    assert {f.account for f in findings if f.code == "TK544"} == {r["number"] for r in rows() if why_without_home(r["number"])}


@needs_chart
def test_accounts_stand_on_the_line_of_their_own_section():
    wrong = []
    for row in rows():
        for part in parts(TRADE, row["number"], row["name_fi"]):
            account = CHART.by_code[part.account]
            layout = CHART.layout_by_id["bs_npo" if account.in_balance_sheet else "is_npo"]
            line = layout.line_of(account, part.function or None)
            own = own_line(row["statement_line"])
            if row["type"] == "income" and "exp" in own:
                own = "is.ord.inc"
            allowed = EXCEPTIONS.get(row["number"], own)
            if line is None or not fnmatchcase(line.id, allowed):
                wrong.append((row["number"], row["name_fi"], part.account, line and line.id, allowed))
    assert wrong == []


@needs_chart
@pytest.mark.parametrize("number", EXCEPTIONS)
def test_exceptions_are_needed_and_explained(number):
    (rule,) = [rule for rule in mapping(TRADE).rules if any(one.matches(number) for one in rule.when.account)]
    assert "ilikart" in rule.note
    (row,) = [row for row in rows() if row["number"] == number]
    assert not fnmatchcase(EXCEPTIONS[number], own_line(row["statement_line"]))


# Accounts of Swedish companies and sole traders in the sample files, which an association does not have.
COMPANY = ["2010-2019", "2020-2050", "2081-2084", "2094", "2097", "3800-3899", "3940", "4733", "4980-4987", "7940", "8014"]
ODD = {"1502", "4999"}  # no name, and "not attested"


@needs_samples
def test_every_swedish_account_has_a_home_but_those_of_companies():
    homeless = {number for number, name in sie_accounts() if not parts(BAS, number, name)}
    assert homeless == {number for number, _ in sie_accounts() if in_any(number, COMPANY)} | ODD


@needs_samples
def test_swedish_accounts_keep_their_class():
    classes = {"1": {"asset"}, "2": {"liability", "equity"}, "3": {"income"}, "8": {"income", "expense", "appropriation"}}
    classes |= {key: {"expense"} for key in "4567"} | {"9": {"asset"}}
    allowed = {"7910": "income", "8999": "equity"}  # one-off income; the contra account of 2099, said so in its rule
    for number, name in sie_accounts():
        for part in parts(BAS, number, name):
            klass = CHART.by_code[part.account].klass
            assert klass in classes[number[0]] or allowed.get(number) == klass, (number, name, part.account)


@pytest.mark.parametrize(
    ("number", "name", "account"),
    [
        ("3811", "Medlemsavgifter 2025", "3310"),
        ("3012", "STÖDMEDLEMSAVGIFTER", "3320"),  # the longer part of a name decides
        ("3820", "Bidrag från kommunen", "3690"),
        ("3985", "Erhållna statliga bidrag", "3620"),  # outside the range where names decide
        ("3700", "Lotteriförsäljning", "3510"),
        ("3000", "Försäljning", "3210"),
        ("1930", "Bank", "1910"),
        ("6570", "Bankkostnader", "6685"),
    ],
)
def test_the_name_decides_where_the_number_says_nothing(number, name, account):
    assert [part.account for part in parts(BAS, number, name)] == [account]
