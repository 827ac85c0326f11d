"""The page of findings (validate -o x.html): whole in itself, safe, and readable on a phone, by keyboard and without script."""

import re
from html.parser import HTMLParser

import pytest
from chromium import CHROMIUM, Browser

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded
from tilikartta.reports.html_page import STYLE, Html, page, table, tag
from tilikartta.reports.mend_first import first_to_mend

LEDGER = """Tosite;Päivämäärä;Nro;Tili;Debet;Kredit;Selite
1;5.1.2025;1911;Pankkitili;1 250,00;;Jäsenmaksut
1;5.1.2025;5001;Jäsenmaksutulot;;1 250,00;Jäsenmaksut
2;1.2.2025;4401;Toimitilavuokrat;500,01;;Vuokra <script>alert(1)</script> & sähkö
2;1.2.2025;1911;Pankkitili;;500,00;Vuokra"'
4;3.2.2025;9999;Outo;20,00;;Kahviapullaajasuolaistatalkooväellekylätalonremontissakunsateenjälkeenpaistoiaurinko
4;3.2.2025;1911;Pankkitili;;20,00;=CMD()
5;3.2.2027;4401;Toimitilavuokrat;80,00;;Kahvia
5;3.2.2027;1911;Pankkitili;;80,00;Kahvia
"""
MAPPING = """mapping: 1
organisation: {name: "Kylä & <Talo> ry"}
extends: tilitin-yhdistys
checks: {today: 2026-01-31}
accepted:
  - {code: TK216, reason: numero varattiin turhaan, person: Aino Esimerkki, date: 2026-01-15}
"""
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: nobody looks at the page")


class Outline(HTMLParser):
    """Elements of a page with their attributes; what does not nest is a fault."""

    VOID = frozenset({"meta", "input", "br", "hr"})

    def __init__(self, text):
        super().__init__()
        self.seen, self.open = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, name, attributes):
        self.seen.append((name, dict(attributes)))
        if name not in self.VOID:
            self.open.append(name)

    def handle_endtag(self, name):
        assert self.open.pop() == name

    def of(self, name):
        return [attributes for one, attributes in self.seen if one == name]


@pytest.fixture
def made(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tammikuu.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "oma.yaml").write_text(MAPPING, encoding="utf-8")

    def make(*arguments, lang="fi", name="x.html"):
        run_guarded(app, ["--lang", lang, "validate", "tammikuu.csv", "-m", "oma.yaml", "-o", name, "-q", "--force", *arguments])
        capsys.readouterr()
        return tmp_path / name

    return make


def read(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_page_stands_alone_in_its_language(made, lang):
    text = read(made(lang=lang))
    outline = Outline(text)
    assert outline.of("html") == [{"lang": lang}]
    assert not re.search(r"https?://|//\w|@import|url\(", text.partition("</style>")[0])
    assert not {"src", "srcset", "style", "onclick"} & {key for _, held in outline.seen for key in held}
    assert not outline.of("link")
    assert not outline.of("img")
    assert all(held["href"].startswith("#") for held in outline.of("a"))
    assert len(outline.of("main")) == len(outline.of("h1")) == 1
    assert "None" not in text
    assert not re.search(r"\{(?!shown|all)\w+\}", text.partition("</style>")[2].partition("<script>")[0].replace("{when", ""))


def test_links_lead_somewhere_and_names_are_used_once(made):
    outline = Outline(read(made()))
    ids = [held["id"] for _, held in outline.seen if "id" in held]
    assert len(ids) == len(set(ids))
    named = {held["href"][1:] for held in outline.of("a")} | {held.get("aria-labelledby") for _, held in outline.seen} - {None}
    assert named <= set(ids)


def test_each_code_is_explained_once_gravest_first_and_the_first_to_mend_on_top(made):
    text = read(made())
    codes = [(held["data-severity"], held["data-code"]) for held in Outline(text).of("article")]
    assert codes == [("error", "TK210"), ("error", "TK545"), ("warning", "TK220"), ("warning", "TK403")]
    assert text.index("Korjaa ensin") < text.index("Havainnot koodeittain") < text.index("Virheet: 2</h2>")
    assert text.count("Kahdenkertaisessa kirjanpidossa") == 1
    assert "Kohdistamattomia tilejä: 1, niistä saldollisia: 1." in text


def test_the_users_own_rows_are_there_with_the_faulty_cell_marked(made):
    text = read(made())
    marked = [re.sub(r"\s", " ", one) for one in re.findall(r"<mark>(.*?)</mark>", text)]
    assert marked == ["500,01 €", "3.2.2027"]
    assert "Vuokra &lt;script&gt;alert(1)&lt;/script&gt; &amp; sähkö" in text
    assert "<script>alert" not in text
    assert "Kahviapullaa" in text, "a finding about an account shows the rows of the account"


def test_cost_centres_are_shown_where_there_are_any(made, tmp_path):
    heading, *rows = LEDGER.splitlines()
    with_centres = [f"{heading};Kustannuspaikka", *(f"{row};{'300' if row.startswith('2') else ''}" for row in rows)]
    (tmp_path / "tammikuu.csv").write_text("\n".join(with_centres) + "\n", encoding="utf-8")
    text = read(made())
    assert text.count(">kustannuspaikka</th>") == 1
    assert 'data-h="kustannuspaikka">300</td>' in text


def test_accepted_findings_stay_visible(made):
    section = read(made()).partition('id="accepted"')[2]
    for word in ("TK216", "numero varattiin turhaan", "Aino Esimerkki", "15.1.2026"):
        assert word in section


def test_a_list_that_was_cut_says_so(made, tmp_path):
    rows = [f"{n};5.2.2027;4401;Toimitilavuokrat;9,00;;V\n{n};5.2.2027;1911;Pankkitili;;9,00;V\n" for n in range(100, 120)]
    (tmp_path / "tammikuu.csv").write_text(LEDGER + "".join(rows), encoding="utf-8")
    (tmp_path / "few.yaml").write_text("settings: 1\ntoday: 2026-01-31\nper_code: 3\n", encoding="utf-8")
    text = read(made("--settings", "few.yaml", "--select", "TK220"))
    assert "LUETTELO ON VAJAA: 18 havaintoa" in text
    assert "Lisäksi 18 samanlaista" in text
    assert "Varoitukset: 21" in text


def test_a_clean_ledger_gives_a_page_without_a_filter(made, tmp_path):
    (tmp_path / "tammikuu.csv").write_text("".join(LEDGER.splitlines(keepends=True)[:3]), encoding="utf-8")
    text = read(made("--ignore", "TK229"))
    assert "Ei virheitä eikä varoituksia." in text
    assert "<form" not in text
    assert "<script" not in text


def test_two_pages_are_the_same_bytes(made):
    assert made(name="a.html").read_bytes() == made(name="b.html").read_bytes()


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_stand_out_from_their_ground():
    """WCAG AA: 4.5 to 1."""
    colours = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", STYLE)) | {"white": "#ffffff"}
    pairs = [(kind, f"{kind}-bg") for kind in ("error", "warning", "info")]
    pairs += [(ink, ground) for ink in ("ink", "soft", "blue", "info") for ground in ("white", "pale")] + [("ink", "mark")]
    for ink, ground in pairs:
        light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def test_markup_is_made_only_by_tag():
    assert tag("p", "a<b", Html("<br>"), title='"') == '<p title="&quot;">a&lt;b<br></p>'
    assert "\x00" not in tag("p", "a\x00b")
    assert 'data-h="Tili"' in table(["Tili"], [["<1"]])
    assert "&lt;1" in table(["Tili"], [["<1"]])
    assert "<script" not in page(title="T", lang="fi", body=["x"], skip="s")


@pytest.fixture(scope="module")
def browser():
    with Browser() as one:
        yield one


OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
VISIBLE = "[].filter.call(document.querySelectorAll('article'), a => a.offsetParent).map(a => a.dataset.code).join()"


@needs_chromium
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_out_of_the_page_and_the_browser_has_no_complaint(made, browser, width):
    browser.told.clear()
    browser.asked.clear()
    path = made("--preset", "strict")
    browser.open(path, width)
    assert browser.value(OVERFLOW) <= 0
    shown = browser.value("getComputedStyle(document.querySelector('article td')).display")
    assert shown == ("flex" if width == 390 else "table-cell")
    assert browser.told == []
    assert browser.asked == [path.resolve().as_uri()]


@needs_chromium
def test_the_filter_takes_gravity_and_code_and_gives_all_back(made, browser):
    browser.open(made(), 1280)
    change = "dispatchEvent(new Event('change', {bubbles: true}))"
    assert browser.value(VISIBLE) == "TK210,TK545,TK220,TK403"
    browser.value("document.querySelector('input[value=warning]').click()")
    assert browser.value(VISIBLE) == "TK210,TK545"
    browser.value(f"(c => {{c.value = 'TK545'; c.{change}}})(document.getElementById('code'))")
    assert browser.value(VISIBLE) == "TK545"
    assert browser.value("document.getElementById('shown').textContent") == "Näytetään 1 havaintoa, kaikkiaan 4."
    browser.value("document.querySelector('a[href^=\"#TK210\"]').click()")
    browser.value("new Promise(done => setTimeout(done))")
    assert browser.value(VISIBLE) == "TK210,TK545,TK220,TK403", "a link to what is hidden shows it"


@needs_chromium
def test_without_script_everything_is_there(made, browser):
    browser.open(made(), 1280, script=False)
    browser.order("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.value(VISIBLE) == "TK210,TK545,TK220,TK403"
    assert browser.value("getComputedStyle(document.querySelector('form')).display") == "none"


@needs_chromium
def test_the_keyboard_reaches_links_and_filter_in_order(made, browser):
    browser.open(made(), 1280)
    reached = []
    for _ in range(9):
        browser.press("Tab", 9)
        reached.append(browser.value("(e => e.getAttribute('href') || e.name || e.type)(document.activeElement)"))
    assert reached == ["#main", "#error", "#warning", "#TK210-error", "severity", "severity", "code", "reset", "#TK210-error"]
    assert browser.value("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@needs_chromium
def test_on_paper_the_filter_is_gone(made, browser):
    browser.open(made(), 1280)
    browser.order("Emulation.setEmulatedMedia", media="print")
    assert browser.value("getComputedStyle(document.querySelector('form')).display") == "none"
    browser.order("Emulation.setEmulatedMedia", media="")


def test_the_first_to_mend_is_none_where_there_is_nothing():
    assert first_to_mend([]) is None
