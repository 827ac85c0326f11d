"""The page of one organisation (report -o x.html): the document's figures, down to accounts, for eye, keyboard and ear."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from chromium import CHROMIUM, Browser
from html_checks import CHECKS, CONTRAST, LINES, OVERFLOW, cents
from test_reports_example import CASES, invented
from typer.testing import CliRunner

from tilikartta.cli.main import app
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.model import TilikarttaError
from tilikartta.reports.build import build_contents
from tilikartta.reports.html_chart import Chart, Series, bars, columns, lines, stacked_bars
from tilikartta.reports.html_page import Html
from tilikartta.reports.html_report import report_page
from tilikartta.reports.html_table import plain_table
from tilikartta.reports.measures import build_measures, with_measures
from tilikartta.reports.report_document import report_json
from tilikartta.reports.verify import verify_report
from tilikartta.sources import read_ledger

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: nobody looks at the page")
MEMBER = Path(__file__).resolve().parents[1] / "examples" / "liitto" / "kaarnajarvi"
EVIL = "</script><script>alert(1)</script><b>&\"'"
GRANTED = """Tosite;Pvm;Tili;Tilin nimi;Kp;Debet;Kredit;Selite
1;5.1.2024;1910;Pankki;;9000,00;;STEA
1;5.1.2024;3000;STEA-avustus;310;;9000,00;STEA
2;1.2.2024;5000;Palkat;310;6000,10;;Palkka
2;1.2.2024;1910;Pankki;;;6000,10;Palkka
5;1.2.2025;5000;Palkat;310;7000,20;;Palkka
5;1.2.2025;1910;Pankki;;;7000,20;Palkka
6;1.3.2025;6000;Vuokra;;1300,00;;Vuokra
6;1.3.2025;1910;Pankki;;;1300,00;Vuokra
8;2.4.2025;9999;</script><script>alert(1)</script>;;;400,05;<img src=x>
8;2.4.2025;1910;Pankki;;400,05;;<img src=x>
"""
MAPPING = """mapping: 1
organisation: {name: "Esimerkki & <Kumppanit> ry", business_id: 1234567-8, form: micro_association}
dimensions: {kp: Kp}
grants:
  - {name: "Vertais<tuki>", form: stea, funder: stea}
activities:
  - {activity: Kerho, period: "2025", meetings: 40, participants: 200}
rules:
  - {when: "1910", to: 1910}
  - {when: "3000", to: {account: 3610, funder: stea}}
  - {when: "5000", to: 4110}
  - {when: "6000", to: {account: 5110, function: administration}}
  - {when: {account: "3000-6999", kp: "310"}, to: {activity: Kerho}}
"""


def measured(contents):
    measures = build_measures(contents)
    return with_measures(contents, measures), measures


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A ledger with grants, activities and texts that would be code in a page that believed them."""
    folder = tmp_path_factory.mktemp("html")
    (folder / "kirja.csv").write_text(GRANTED, encoding="utf-8")
    (folder / "oma.yaml").write_text(MAPPING, encoding="utf-8")

    def make(lang="fi"):
        ledger, findings = read_ledger([folder / "kirja.csv"])
        mapping = load_mapping(str(folder / "oma.yaml"))
        contents = build_contents(ledger, mapping, universal_chart(), findings, lang=lang)
        return measured(contents)

    return make


@pytest.fixture(scope="module")
def browser():
    with Browser() as one:
        yield one


@pytest.fixture
def shown(browser, tmp_path):
    """Open a page in the browser."""

    def show(text, width=1280, **options):
        browser.told.clear()
        browser.asked.clear()
        path = tmp_path / "x.html"
        path.write_text(text, encoding="utf-8")
        browser.open(path, width, **options)
        return browser

    return show


def told(text: str) -> str:
    """The words of a page."""
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_page_stands_alone_in_its_language(small, lang):
    text = report_page(*small(lang))
    assert f'<html lang="{lang}">' in text
    assert not re.search(r"https?://|@import|\ssrc=(?!x&gt;)|<link|<img|<iframe", text.partition("</style>")[0])
    assert not re.search(r'(src|href)="(?!#)', text.partition("</style>")[2].partition("<script>")[0])
    assert "None" not in told(text)
    assert not re.search(r"\{(?!shown|all|when|name|\d)\w+\}", told(text).replace("{when", "").replace("{name", ""))
    assert "report." not in told(text).replace("tilikartta report", "")


def test_texts_of_a_ledger_stay_text(small):
    text = report_page(*small())
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert text.count("</script>") == 2, "the script of the page and the manifest"
    assert "Esimerkki &amp; &lt;Kumppanit&gt; ry" in text


def test_no_text_of_the_manifest_ends_its_block(tmp_path, small):
    contents, measures = small()
    contents = replace(contents, manifest=replace(contents.manifest, options=(("lang", EVIL),)))
    path = tmp_path / "x.html"
    path.write_text(report_page(contents, measures), encoding="utf-8")
    found = verify_report(path)
    assert found.whole
    assert found.seal.manifest.options == (("lang", EVIL),)


def test_the_figures_are_those_of_the_document(tmp_path, small, shown):
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: nobody reads the page")
    for contents, measures in (small(), measured(invented(tmp_path))):
        document = report_json(contents, measures)
        browser = shown(report_page(contents, measures))
        years = contents.income.periods[::-1]
        wanted = {(one["line"], one["year"]): one["amount"] for one in document["figures"]}
        seen = set()
        for name in ("income-lines", "balance-lines"):
            for row in browser.value(f"{LINES}('{name}')"):
                for year, amount in zip(years, row["amounts"], strict=True):
                    if (row["line"], year) in wanted:
                        assert cents(amount) == int(wanted[row["line"], year].replace(".", "")), (row["line"], year)
                        seen.add((row["line"], year))
        leaves = {leaf.id for layout in (contents.income.layout, contents.balance.layout) for leaf in layout.leaves}
        assert {key for key, amount in wanted.items() if float(amount) and key[0] in leaves} <= seen


@needs_chromium
def test_a_line_opens_to_accounts_that_sum_to_it(tmp_path, shown):
    contents, measures = measured(invented(tmp_path))
    browser = shown(report_page(contents, measures))
    computed = {leaf.id for leaf in contents.balance.layout.leaves if leaf.takes}
    checked = 0
    for name in ("income-lines", "balance-lines"):
        for row in browser.value(f"{LINES}('{name}')"):
            if row["accounts"] and row["line"] not in computed:
                sums = [sum(cents(one[at]) for one in row["accounts"]) for at in range(len(row["amounts"]))]
                assert sums == [cents(one) for one in row["amounts"]], row
                checked += 1
    assert checked > 8


@needs_chromium
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_a_checker_finds_nothing(small, shown, width, lang):
    browser = shown(report_page(*small(lang)), width)
    browser.value("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.value(CHECKS) == []
    assert browser.value(CONTRAST) == []
    assert browser.value(OVERFLOW) <= 0
    assert browser.told == []
    assert [one for one in browser.asked if not one.startswith("file:")] == []
    assert len(browser.asked) == 1


@needs_chromium
def test_the_checker_sees_faults(shown):
    bad = (
        "<!DOCTYPE html><html><head><title>x</title></head><body><h1>a</h1><h3 id=a>b</h3><p id=a style='color:#999'>grey</p>"
        "<a href='#no'>c</a><button></button><input><table><thead><tr><td>x</td></tr></thead><tbody></tbody></table>"
        + "<p style='color:#999'>pale</p>" * 60 + "</body></html>"
    )  # fmt: skip
    browser = shown(bad)
    found = " ".join(browser.value(CHECKS))
    for fault in (
        "no language",
        "id twice",
        "leads nowhere",
        "no name",
        "no label",
        "heading skips",
        "heading of a column",
        "style",
    ):
        assert fault in found
    assert browser.value(CONTRAST)


@needs_chromium
def test_the_keyboard_opens_a_fold_and_sorts_a_table(small, shown):
    browser = shown(report_page(*small()))
    where = "(e => e.tagName + '|' + e.textContent.trim())(document.activeElement)"

    def reach(wanted, start=None):
        if start:
            browser.value(f"document.querySelector('{start}').focus()")
        for _ in range(80):
            browser.press("Tab", 9)
            if browser.value(where).startswith(wanted):
                return
        raise AssertionError(f"the keyboard does not reach {wanted}")

    reach("A|Siirry")
    reach("A|Tuloslaskelma")
    reach("BUTTON|Avaa kaikki")
    reach("SUMMARY|")
    assert browser.value("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    was = browser.value("document.activeElement.parentElement.open")
    browser.order("Input.dispatchKeyEvent", type="keyDown", key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r")
    browser.order("Input.dispatchKeyEvent", type="keyUp", key="Enter", code="Enter", windowsVirtualKeyCode=13)
    assert browser.value("document.activeElement.parentElement.open") is not was
    browser.value("document.getElementById('search-accounts').focus()")
    reach("BUTTON|2025")
    head = "document.activeElement.closest('th').getAttribute('aria-sort')"
    column = "[].map.call(document.querySelectorAll('#accounts-table tbody tr'), r => r.cells[r.cells.length - 2].textContent)"
    for order in ("ascending", "descending"):
        browser.order("Input.dispatchKeyEvent", type="keyDown", key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r")
        browser.order("Input.dispatchKeyEvent", type="keyUp", key="Enter", code="Enter", windowsVirtualKeyCode=13)
        assert browser.value(head) == order
        values = [cents(one) for one in browser.value(column)]
        assert values == sorted(values, reverse=order == "descending")
        assert len(set(values)) > 2


@needs_chromium
def test_the_search_field_narrows_the_accounts(small, shown):
    browser = shown(report_page(*small()))
    visible = "[].filter.call(document.querySelectorAll('#accounts-table tbody tr'), r => !r.hidden).length"
    every = browser.value(visible)
    browser.value("(i => {i.value = 'PALKAT'; i.dispatchEvent(new Event('input'))})(document.getElementById('search-accounts'))")
    assert 0 < browser.value(visible) < every
    assert browser.value("document.querySelector('#accounts [role=status]').textContent").startswith("Näytetään ")


@needs_chromium
def test_without_script_everything_is_there(small, shown):
    browser = shown(report_page(*small()), script=False)
    browser.order("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.value("document.querySelectorAll('th button').length") == 0
    assert browser.value("getComputedStyle(document.querySelector('.search')).display") == "none"
    assert browser.value("document.querySelectorAll('#income-lines summary').length") > 3
    browser.value("document.querySelector('#income-lines details.group > details > summary').click()")
    assert browser.value("document.querySelector('#income-lines details.group > details .inside').getClientRects().length") == 1


@needs_chromium
def test_on_paper_controls_are_gone_and_statements_stay(small, shown):
    browser = shown(report_page(*small()))
    browser.order("Emulation.setEmulatedMedia", media="print")
    for part in (".search", ".folds", ".contents"):
        assert browser.value(f"getComputedStyle(document.querySelector('{part}')).display") == "none"
    assert browser.value("document.querySelector('#income-lines .running').getClientRects().length") == 1
    browser.order("Emulation.setEmulatedMedia", media="")


def test_grants_and_unit_costs_are_on_the_page(small):
    contents, measures = small()
    text = told(report_page(contents, measures))
    assert measures.grants
    assert "Vertais<tuki>" in text
    assert "Hyväksyttävät kulut yhteensä" in text
    assert "Kerho" in text
    assert "175,01" in text, "7,000.20 for 40 meetings"


@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_ledger_gets_its_page(case, tmp_path):
    text = report_page(*measured(invented(tmp_path, **CASES[case])))
    assert "None" not in told(text)
    assert text.count("<section") == text.count("</section>")
    assert text.count("<details") == text.count("</details>")


def test_a_ledger_without_periods_or_one_year_is_told_with_bars(tmp_path):
    text = report_page(*measured(invented(tmp_path, years=(2025,), opened=())))
    assert 'id="chart-one_year"' in text
    assert 'id="chart-development"' not in text


def test_the_command_writes_the_page_and_verify_knows_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = sorted(str(one) for one in (MEMBER / "2025").glob("*.csv"))
    mapping = ["-m", str(MEMBER / "mapping.yaml")]
    run = lambda *arguments: CliRunner().invoke(app, [*arguments])  # noqa: E731
    for name in ("a.html", "b.html"):
        made = run("report", *files, *mapping, "-o", name)
        assert made.exit_code == 0, made.output
    assert Path("a.html").read_bytes() == Path("b.html").read_bytes()
    found = verify_report(Path("a.html"), [MEMBER])
    assert found.whole
    assert found.seal.command == "report"
    assert {one.state for one in found.files} == {"same"}
    assert run("verify", "a.html", str(MEMBER)).exit_code == 0
    text = Path("a.html").read_text(encoding="utf-8")
    Path("c.html").write_text(text.replace("</h1>", "!</h1>", 1), encoding="utf-8")
    assert not verify_report(Path("c.html"), [MEMBER]).whole
    assert run("verify", "c.html", str(MEMBER)).exit_code == 1
    Path("d.html").write_text(re.sub(r'<script type="application/json".*?</script>', "", text), encoding="utf-8")
    with pytest.raises(TilikarttaError):
        verify_report(Path("d.html"))
    assert json.loads(re.search(r'id="manifest">(.*?)</script>', text)[1])["manifest"] == 1


CHART = Chart("c", "T", "D", "Vuosi", "Luvut", ("2024", "2025"), (Series("a", (100, 300)), Series("b", (100, -50))), str)


@pytest.mark.parametrize("draw", [columns, stacked_bars, bars, lines])
def test_a_chart_has_words_patterns_and_its_figures(draw):
    text = draw(CHART)
    assert "<title" in text
    assert "<desc" in text
    assert all(f">{value}<" in text or f">{value}\n" in text or f">{value}" in text for value in ("100", "300", "-50"))
    assert "NaN" not in text
    assert not re.search(r'(width|height)="-', text)


def test_a_column_is_as_tall_as_its_figure():
    tall = [int(float(one) * 10) for one in re.findall(r'height="([\d.]+)" fill="url', str(columns(CHART)).partition("<ul")[0])]
    assert tall[0] == tall[1]
    assert tall[2] == 3 * tall[0] or abs(tall[2] - 3 * tall[0]) <= 3
    assert abs(tall[3] - tall[0] // 2) <= 1


@pytest.mark.parametrize("draw", [columns, stacked_bars, bars, lines])
@pytest.mark.parametrize("values", [(0, 0), (None, None), (-5, -7), (None, 4)])
def test_a_chart_of_little_is_drawn_all_the_same(draw, values):
    made = draw(Chart("c", "T", "D", "V", "L", ("x", "y"), (Series("a", values),), str))
    assert isinstance(made, Html)
    assert not re.search(r'(width|height)="-', made)


def test_a_table_escapes_and_marks():
    text = plain_table(["A", "B"], [["<x>", 1]], numeric=[1], label='"', sort=True, marks=["|k<|"], name="t")
    assert "&lt;x&gt;" in text
    assert 'data-t="|k&lt;|"' in text
    assert 'aria-label="&quot;"' in text
