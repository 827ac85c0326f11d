"""The page of a federation (compare -o x.html): the comparison's figures, down to members and their accounts; 300 members."""

import json
import re
import shutil
import subprocess
from base64 import b64decode
from dataclasses import replace
from fractions import Fraction
from html import unescape
from pathlib import Path

import pytest
from chromium import CHROMIUM, Browser
from comparisons import Settings, invented_comparison
from html_checks import CHECKS, CONTRAST, OVERFLOW, cents
from test_html_report import EVIL, told
from typer.testing import CliRunner

from tilikartta.cli.main import app
from tilikartta.comparison.contents import ROW_KEY
from tilikartta.comparison.statistics import cents as nearest
from tilikartta.comparison.tables import federation_sums, line_amounts, total_income
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.html_federation import federation_page, write_federation_html
from tilikartta.reports.html_members import Members
from tilikartta.reports.html_statement import euros
from tilikartta.reports.verify import verify_report

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: nobody looks at the page")
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "liitto"
PDFTOTEXT = shutil.which("pdftotext")
needs_pdftotext = pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext (poppler) is not installed: nobody reads the paper")
MEGABYTES = 7  # of a page of 300 members with sixty accounts and two years each

SUMS = """
[].map.call(document.querySelectorAll("#income-lines [data-line], #balance-lines [data-line]"), function(row){
var own = [].map.call(row.querySelectorAll(":scope > .am"), function(a){return a.lastChild.data});
var frames = row.tagName === "SUMMARY" ? row.parentElement.querySelectorAll(":scope > .inside > .frame") : [];
var read = function(f){return f ? [].map.call(f.querySelectorAll("tbody tr"), function(r){
return [].map.call(r.cells, function(c){return c.textContent})}) : []};
return {line: row.dataset.line, amounts: own, spread: read(frames[0]), members: read(frames[1])}})
"""


@pytest.fixture(scope="module")
def comparison():
    return invented_comparison(Settings(members=9, texts=(EVIL, "=1+1")))


@pytest.fixture(scope="module")
def browser():
    with Browser() as one:
        yield one


@pytest.fixture
def shown(browser, tmp_path):
    def show(text, width=1280):
        browser.told.clear()
        browser.asked.clear()
        path = tmp_path / "x.html"
        path.write_text(text, encoding="utf-8")
        browser.open(path, width)
        return browser

    return show


@needs_chromium
def test_the_sums_are_those_of_the_comparison_and_open_to_the_members(comparison, shown):
    browser = shown(federation_page(comparison))
    sums, newest_first = federation_sums(comparison), sorted(comparison.years, reverse=True)
    known, ids = line_amounts(comparison), {name: member for member, name in comparison.names.items()}
    lines = browser.value(SUMS)
    assert len(lines) > 30
    opened = 0
    for row in lines:
        assert [cents(one) for one in row["amounts"]] == [sums[row["line"], year] for year in newest_first]
        if not row["members"]:
            continue
        for at, year in enumerate(newest_first):
            of_member = {ids[one[0]]: cents(one[1 + at]) for one in row["members"] if one[1 + at] != "–"}
            wanted = known[row["line"], year]
            assert of_member == {member: wanted[member] for member in of_member}
            assert all(not amount for member, amount in wanted.items() if member not in of_member)
            told_of = next(one for one in row["spread"] if one[0] == year)
            assert sum(of_member.values()) == cents(told_of[2])
            assert cents(told_of[2]) + cents(told_of[3]) == cents(told_of[4]) == sums[row["line"], year]
        opened += 1
    assert opened > 20


@needs_chromium
def test_the_members_side_by_side_are_those_of_the_comparison(comparison, shown):
    browser = shown(federation_page(comparison))
    rows = browser.value(
        "[].map.call(document.querySelectorAll('#side-by-side tbody tr'), r => [].map.call(r.cells, c => c.textContent))"
    )
    names = [one.member.name for one in comparison.counted]
    assert sorted(row[0] for row in rows) == sorted(names)
    income, newest = total_income(comparison), max(comparison.years)
    for row in rows:
        member = next(one.member for one in comparison.counted if one.member.name == row[0])
        if comparison.year_of(member.id, newest) is None:
            assert row[4] == "–"
        else:
            assert cents(row[4]) == income[member.id, newest]


@needs_chromium
def test_a_members_name_opens_its_accounts(comparison, shown):
    browser = shown(federation_page(comparison))
    browser.value("document.querySelector('#side-by-side tbody a').click()")
    browser.value("new Promise(done => setTimeout(done, 50))")
    name = browser.value("document.querySelector('#side-by-side tbody a').textContent")
    assert browser.value("[].map.call(document.querySelectorAll('.member[open] > summary'), s => s.textContent)") == [name]
    accounts = browser.value("document.querySelectorAll('.member[open] table.sort tbody tr').length")
    member = next(one.member.id for one in comparison.counted if one.member.name == name)
    own = comparison.accounts[comparison.accounts["member"] == member]
    assert accounts == len(
        own[["universal", "account", "account_name", "function", "funder", "status", "rule"]].drop_duplicates()
    )


@needs_chromium
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_checker_finds_nothing(comparison, shown, width, lang):
    browser = shown(federation_page(replace(comparison, lang=lang)), width)
    browser.value("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.value(CHECKS) == []
    assert browser.value(CONTRAST) == []
    assert browser.value(OVERFLOW) <= 0
    assert browser.told == []
    assert len(browser.asked) == 1


@needs_chromium
def test_three_hundred_members_are_found_by_name_and_region_and_sorted(tmp_path, browser):
    comparison = invented_comparison(Settings(members=300, failed=2))
    path = tmp_path / "liitto.html"
    write_federation_html(comparison, path)
    assert path.stat().st_size < MEGABYTES * 1_000_000
    browser.told.clear()
    browser.open(path, 1280)
    visible = "[].filter.call(document.querySelectorAll('#side-by-side tbody tr'), r => !r.hidden).length"
    assert browser.value(visible) == 298
    type_in = "(i => {{i.value = '{0}'; i.dispatchEvent(new Event('input'))}})(document.getElementById('search-members'))"
    browser.value(type_in.format("YLÄMAA"))
    found = browser.value(visible)
    assert found == sum(1 for one in comparison.counted if "ylämaa" in one.member.name.lower())
    assert 0 < found < 298
    assert browser.value("document.querySelectorAll('.member:not([hidden])').length") == found
    assert browser.value("document.querySelector('#members [role=status]').textContent") == f"Näytetään {found}/298."
    browser.value(type_in.format(""))
    choose = "(s => {s.value = '|Lappi|'; s.dispatchEvent(new Event('change'))})(document.querySelector('#members select'))"
    browser.value(choose)
    assert browser.value(visible) == sum(1 for one in comparison.counted if one.member.region == "Lappi")
    browser.value("document.querySelectorAll('#side-by-side th button')[4].click()")
    column = "[].map.call(document.querySelectorAll('#side-by-side tbody tr'), r => r.cells[4].textContent)"
    values = browser.value(column)
    known = [cents(one) for one in values if one != "–"]
    assert known == sorted(known)
    assert "–" not in values[: len(known)], "what has no figure comes last"
    assert browser.told == []
    assert "20 suurinta jäsentä" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_page_is_in_its_language_and_texts_stay_text(comparison, lang):
    text = federation_page(replace(comparison, lang=lang))
    assert "<script>alert" not in text
    assert text.count("</script>") == 2
    assert "None" not in told(text)
    assert not re.search(r"\{(?!shown|all|when|name|\d)\w+\}", told(text).replace("{when", "").replace("{name", ""))
    assert not re.search(r"\b(fed|report)\.[a-z_]+\.", told(text))


def test_who_is_not_in_is_named_with_the_reason(comparison):
    text = told(federation_page(comparison))
    failed = [one for one in comparison.results if one.status == "failed"]
    assert failed
    for one in failed:
        assert f"{one.member.name}: " in text


def test_mixed_bases_are_said_before_any_figure_is_compared(comparison):
    text = federation_page(comparison)
    assert text.index("sekä maksuperusteisia että suoriteperusteisia") < text.index('id="income"')


@pytest.mark.parametrize(
    "settings",
    [Settings(members=1, failed=0), Settings(members=2, failed=2), Settings(years=(2025,)), Settings(eliminated=False)],
)
def test_small_federations_have_a_page(settings):
    text = federation_page(invented_comparison(settings))
    assert text.count("<section") == text.count("</section>")
    assert text.count("<details") == text.count("</details>")
    assert "None" not in told(text)


def test_a_federation_of_which_nothing_could_be_counted_says_so():
    comparison = invented_comparison(Settings(members=2, failed=1))
    empty = replace(
        comparison, accounts=comparison.accounts.iloc[:0], lines=comparison.lines.iloc[:0], years=(), eliminated=(),
        results=tuple(replace(one, status="failed", years=(), key_figures=()) for one in comparison.results),
    )  # fmt: skip
    text = federation_page(empty)
    assert 'id="income"' not in text
    assert "0/2" in told(text)


def test_the_command_writes_the_page_and_verify_knows_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = lambda *arguments: CliRunner().invoke(app, [*arguments])  # noqa: E731
    for name in ("a.html", "b.html"):
        made = run("compare", str(EXAMPLE), "-o", name, "--fail-on", "never")
        assert made.exit_code == 0, made.output
    assert Path("a.html").read_bytes() == Path("b.html").read_bytes()
    found = verify_report(Path("a.html"), [EXAMPLE])
    assert found.whole
    assert found.seal.command == "compare"
    assert {one.state for one in found.files} == {"same"}
    text = Path("a.html").read_text(encoding="utf-8")
    assert json.loads(re.search(r'id="manifest">(.*?)</script>', text)[1])["command"] == "compare"
    Path("c.html").write_text(text.replace("</h1>", "!</h1>", 1), encoding="utf-8")
    assert not verify_report(Path("c.html"), [EXAMPLE]).whole


def test_a_line_tells_euros_for_each_member_of_the_association_and_person_year(comparison):
    """Was a fault: only the workbook had them."""
    members = Members(Plan(comparison))
    year = members.years[0]
    line = members.plan.income_rows[-1].line
    page = members.of_line(line.id, "x", None)
    assert f"Yhdistyksen jäsentä kohden {year}, €" in page
    assert f"Henkilötyövuotta kohden {year}, €" in page
    counted = [(one, one.members_in(year), members.amount(line.id, one.id, year)) for one in members.plan.members]
    wanted = [euros(nearest(Fraction(cents, count)), "fi") for _, count, cents in counted if count and cents is not None]
    assert wanted
    assert all(f">{one}<" in page for one in wanted)


def printed_words(browser, tmp_path):
    """The words of the page as it comes out on paper, those that lie over the edge left out."""
    paper = tmp_path / "paperi.pdf"
    paper.write_bytes(b64decode(browser.order("Page.printToPDF", preferCSSPageSize=True)["data"]))
    read = subprocess.run([PDFTOTEXT, "-bbox", str(paper), "-"], capture_output=True, text=True, check=True, timeout=60)
    found, edge = [], 0.0
    for width, right, word in re.findall(r'<page width="([0-9.]+)"|xMax="([0-9.]+)"[^>]*>([^<]*)</word>', read.stdout):
        edge = float(width) if width else edge
        if word and float(right) <= edge:
            found.append(unescape(word))
    return found


@needs_chromium
@needs_pdftotext
@pytest.mark.parametrize("script", [True, False])
def test_paper_shows_all_that_is_folded(browser, tmp_path, script):
    """Was a fault: accounts of the members were not on paper unless each was opened first."""
    comparison = invented_comparison(Settings(members=3, failed=0, accounts=12, eliminated=False))
    frame = comparison.accounts.assign(account_name=[f"Tili{at:04}" for at in range(len(comparison.accounts))])
    path = tmp_path / "x.html"
    write_federation_html(replace(comparison, accounts=frame), path)
    browser.open(path, 1280, script=script)
    closed = "document.querySelectorAll('details:not([open])').length"
    before = browser.value(closed)
    assert before > 20
    words = printed_words(browser, tmp_path)
    assert [name for name in frame["account_name"] if name not in words] == []
    told_on_paper = " ".join(words)
    amounts = [euros(int(one), "fi").replace("\xa0", " ") for one in frame["amount"] if one]
    assert [one for one in amounts if one not in told_on_paper.replace("\xa0", " ")] == []
    assert browser.value(closed) == before


@needs_chromium
def test_a_browser_that_cannot_print_what_is_closed_opens_it_for_paper(comparison, shown):
    """Was a fault: the matrix of an earlier year was a bare number on paper."""
    browser = shown(federation_page(comparison))
    closed = 'document.querySelectorAll("details:not([open])").length'
    before = browser.value(closed)
    browser.value("CSS.supports = () => false")
    browser.value('window.dispatchEvent(new Event("beforeprint"))')
    assert browser.value(closed) == 0 < before
    browser.value('window.dispatchEvent(new Event("afterprint"))')
    assert browser.value(closed) == before


@needs_chromium
def test_accounts_lead_to_the_members_own_workbook_where_there_is_one(comparison, shown):
    keys = list(zip(*(comparison.accounts[name].tolist() for name in ("member", *ROW_KEY)), strict=True))
    without = comparison.counted[0].member.id
    cells = {}
    for number, (member, *key) in enumerate(keys):
        if member != without:
            cells.setdefault(member, {})[tuple(key)] = f"'Tapahtumat'!A{number}"
    browser = shown(federation_page(replace(comparison, member_reports="vertailu jäsenet", entry_cells=cells)))
    links = browser.value(
        "[].map.call(document.querySelectorAll('.member'), m => [m.querySelector('summary').textContent, "
        "[].map.call(m.querySelectorAll('table.sort tbody tr'), "
        "r => [].map.call(r.querySelectorAll('a'), a => [a.getAttribute('href'), a.textContent]))])"
    )
    ids = {name: member for member, name in Plan(comparison).names.items()}
    assert len(links) == len(comparison.counted)
    for name, rows in links:
        member = ids[name]
        assert {len(one) for one in rows} == ({0} if member == without else {1})
        own = {int(place.split("A")[1]): key for key, place in cells.get(member, {}).items()}
        for ((file, shown_place),) in rows if own else ():
            assert file == f"vertailu%20j%C3%A4senet/{member}.xlsx"
            assert int(shown_place.replace("\xa0", " ").removeprefix("Tapahtumat A")) in own
    assert 'xlsx"' not in federation_page(comparison)
    browser.value("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.value(CHECKS) == []
