"""Faults that were hunted in comparisons: the run was fine and a figure was wrong. Every figure is counted by hand."""

import json
from pathlib import Path

import pytest
from test_hunted import CLOSED, CLOSINGS, MAPPING, OPENINGS, YEAR, Report, journal, report  # noqa: F401 (a fixture)

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded

BEFORE = journal(("05.02.2024", "1910", "3000", 540), ("06.03.2024", "4000", "1910", 40))


class Compared:
    """One run of ``compare``: exit code, codes of findings by member ("" of the federation) and figures."""

    def __init__(self, code: int, document: dict) -> None:
        self.code, self.document = code, document
        self.status = {one["id"]: one["status"] for one in document.get("members", [])}
        self.codes = {finding["code"] for finding in document.get("findings", [])}
        self._figures = {(one["member"], one["year"], one["line"]): one["amount"] for one in document.get("figures", [])}

    def __getitem__(self, key: tuple[str, str, str]) -> str:
        return self._figures[key]

    def __contains__(self, key: tuple[str, str, str]) -> bool:
        return key in self._figures

    def said(self, code: str) -> list[dict]:
        return [one for one in self.document["findings"] if one["code"] == code]


@pytest.fixture
def compare(tmp_path, monkeypatch):
    """Run ``compare`` on a federation written from texts by path; every member without a mapping gets MAPPING."""
    monkeypatch.chdir(tmp_path)

    def run(texts: dict[str, str | bytes], *options: str) -> Compared:
        for name, text in texts.items():
            path = Path("liitto", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            own = Path("liitto", name.split("/")[0])
            if own.is_dir() and not (own / "mapping.yaml").exists():
                (own / "mapping.yaml").write_text(MAPPING.replace("Koe ry", f"{own.name} ry"), encoding="utf-8")
        Path("v.json").unlink(missing_ok=True)
        code = run_guarded(app, ["compare", "liitto", "-o", "v.json", "-q", *options])
        return Compared(code, json.loads(Path("v.json").read_text(encoding="utf-8")) if Path("v.json").exists() else {})

    return run


def test_a_year_closed_in_its_books_still_has_its_income(compare):
    found = compare({"a/2025.csv": CLOSED, "b/2025.csv": YEAR})
    assert [found[member, "2025", "is.surplus"] for member in "ab"] == ["70.00", "70.00"]
    assert [found["a", "2025", line] for line in ("bs.a.total", "bs.l.total", "bs.l.eq.curr")] == ["70.00"] * 3
    assert "TK287" in found.codes


def test_every_closed_year_has_its_own_income(compare):
    before = BEFORE + "31.12.2024;9;3000;;540,00;;päätös\n31.12.2024;9;4000;;;40,00;päätös\n31.12.2024;9;2000;;;500,00;päätös\n"
    found = compare({"a/2024.csv": before, "a/2025.csv": CLOSED})
    assert [found["a", year, "is.surplus"] for year in ("2024", "2025")] == ["500.00", "70.00"]
    assert [found["a", year, "bs.a.total"] for year in ("2024", "2025")] == ["500.00", "570.00"]
    assert [found["a", year, "bs.l.total"] for year in ("2024", "2025")] == ["500.00", "570.00"]
    assert "TK725" not in found.codes


def test_the_workbook_of_a_member_shows_a_closed_year_as_the_comparison_does(compare):
    from openpyxl import load_workbook

    compare({"a/2025.csv": CLOSED}, "--member-reports")
    (book,) = Path("v-jasenet").glob("*.xlsx")
    cells = [cell for sheet in load_workbook(book) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "päätös" not in cells


def test_two_lists_that_open_a_member_are_not_added_up(compare):
    """Two closing lists of the same accounts opened the year: twice the money, and nothing said so."""
    texts = {"a/2025.csv": YEAR, "a/2025 alkusaldot.csv": CLOSINGS, "b/2025.csv": YEAR + "\n"}
    assert compare(texts)["a", "2025", "bs.a.total"] == "570.00"
    two = "Tili;Tilin nimi;31.12.2024\n1910;Pankki;500,00\n2000;Oma pääoma;-500,00\n"
    found = compare({**texts, "a/2025 alkusaldot.csv": two, "a/2025 avaus.csv": two + "\n"})
    assert (found.code, found.status) == (1, {"a": "failed", "b": "ok"})
    assert {"TK268", "TK166"} & found.codes


def test_the_balances_of_the_year_itself_do_not_open_a_member(compare):
    """Closing balances of the year's own end, named as openings: they were counted on top of the entries."""
    closings = "Tili;Tilin nimi;31.12.2025\n1910;Pankki;70,00\n3000;Jäsenmaksut;-100,00\n4000;Kulut;30,00\n"
    found = compare({"a/2025.csv": YEAR, "a/2025 alkusaldot.csv": closings})
    assert (found.code, found.status) == (1, {"a": "failed"})
    assert "TK166" in found.codes


@pytest.mark.parametrize("other", ["2024.csv", "kirjanpito.csv"])
def test_two_files_of_one_year_are_not_added_up(compare, other):
    """Every voucher and text differs, so that the files do not look alike: only their time tells."""
    again = YEAR.replace(";x", ";y").replace("03.01.", "04.01.").replace("100,00", "90,00")
    found = compare({"a/2025.csv": YEAR, f"a/{other}": again, "b/2025.csv": YEAR + "\n"})
    assert (found.code, found.status) == (1, {"a": "failed", "b": "ok"})
    assert ("a", "2025", "is.surplus") not in found
    assert "TK728" in found.codes


def test_two_halves_of_one_year_are_one_year(compare):
    mapping = MAPPING.replace("form: association", "form: association, year_start: 07-01")
    found = compare({
        "a/mapping.yaml": mapping, "a/2024.csv": journal(("05.07.2024", "1910", "3000", 100)),
        "a/2025.csv": journal(("05.06.2025", "4000", "1910", 30)),
    })  # fmt: skip
    assert (found.code, found["a", "2025", "is.surplus"]) == (0, "70.00")
    assert "TK728" not in found.codes


def test_a_stray_entry_of_the_year_before_is_no_second_year(compare):
    stray = journal(("31.12.2024", "1910", "3000", 5), ("05.06.2025", "4000", "1910", 30), ("06.06.2025", "4000", "1910", 1))
    found = compare({"a/2024.csv": BEFORE + "31.12.2024;77;1910;;1,00;;z\n31.12.2024;77;3000;;;1,00;z\n", "a/2025.csv": stray})
    assert (found.code, found["a", "2024", "is.surplus"], found["a", "2025", "is.surplus"]) == (0, "506.00", "-31.00")


def test_years_of_closing_balances_alone_have_no_opening_that_could_differ(compare):
    texts = {
        f"a/{year}.csv": f"Tili;Tilin nimi;31.12.{year}\n1910;Pankki;{held},00\n2000;Oma;-{held},00\n"
        for year, held in ((2024, 540), (2025, 700))
    }
    found = compare(texts)
    assert [found["a", year, "bs.a.total"] for year in ("2024", "2025")] == ["540.00", "700.00"]
    assert "TK725" not in found.codes
    opened = (
        "Tili;Tilin nimi;Alkusaldo;Debet;Kredit;Loppusaldo\n"
        "1910;Pankki;500,00;200,00;0,00;700,00\n2000;Oma;-500,00;0,00;200,00;-700,00\n"
    )
    assert "TK725" in compare({**texts, "a/2025.csv": opened}).codes


def test_the_ledger_of_one_member_in_the_folder_of_another_is_told_of(compare):
    found = compare({"a/2025.csv": YEAR, "b/2025 pääkirja.csv": YEAR, "c/2025.csv": YEAR + "\n"})
    (said,) = found.said("TK749")
    assert "a ry, b ry" in said["message"]
    assert "TK749" not in compare({"b/2025 pääkirja.csv": YEAR + "\n\n"}).codes


def test_findings_tell_members_of_one_name_apart(compare):
    mapping = MAPPING.replace("  - {when: '4000', to: 6310}\n", "").replace('  - {when: "4000", to: 6310}\n', "")
    found = compare({
        "a/mapping.yaml": mapping, "a/2025.csv": YEAR, "b/mapping.yaml": mapping, "b/2025.csv": YEAR, "b/2024.csv": BEFORE,
    })  # fmt: skip
    named = {code: [one["message"].partition(")")[0] + ")" for one in found.said(code)] for code in ("TK730", "TK734")}
    assert named == {"TK730": ["Koe ry (a)", "Koe ry (b)", "Koe ry (b)"], "TK734": ["Koe ry (a)"]}
    assert "Koe ry (a), Koe ry (b)" in found.said("TK749")[0]["message"]


EVENTS = """mapping: 1
organisation: {name: Koe ry, form: association}
rules:
  - {when: "1910", to: 1910}
  - {when: {account: "3000", sign: income}, to: 3110}
  - {when: {account: "3000", sign: expense}, to: 5110}
"""


def events(cells: str, head: str = "Debet;Kredit;Loppusaldo", bank: str = "130,00;40,00;90,00") -> str:
    return f"Tili;Tilin nimi;{head}\n1910;Pankki;{bank}\n3000;Leiri;{cells}\n"


@pytest.mark.parametrize("opening", ["", "0,00;"])
def test_a_trial_balance_shows_income_and_costs_of_an_event_apart(report, opening):  # noqa: F811
    """130 income and 40 costs on one account: the statement showed 90 of income and no costs."""
    head = "Alkusaldo;Debet;Kredit;Loppusaldo" if opening else "Debet;Kredit;Loppusaldo"
    text = events(f"{opening}40,00;130,00;-90,00", head, f"{opening}130,00;40,00;90,00")
    found = report({"tb.csv": text}, "tb.csv", mapping=EVENTS)
    (year,) = found.years
    assert [found[year, line] for line in ("is.ord.inc", "is.ord.exp", "is.surplus")] == ["130.00", "-40.00", "90.00"]
    assert found[year, "bs.a.total"] == "90.00"
    assert "TK764" not in found.codes


def test_an_event_with_its_net_alone_is_told_of(report):  # noqa: F811
    found = report({"tb.csv": events("-90,00", "Loppusaldo", "90,00")}, "tb.csv", mapping=EVENTS)
    assert (found["–" if "–" in found.years else found.years[0], "is.ord.inc"], "TK764" in found.codes) == ("90.00", True)


def test_a_balance_has_one_side_whatever_rules_say_of_entries(tmp_path):
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.mapping_file import load_mapping
    from tilikartta.mapping.turnovers import by_turnover
    from tilikartta.sources import read_ledger

    by_sign = [
        f"  - {{when: {{account: '1910', sign: {sign}}}, to: {code}}}" for sign, code in (("income", 2820), ("expense", 1910))
    ]
    (tmp_path / "m.yaml").write_text("mapping: 1\nrules:\n" + "\n".join(by_sign), encoding="utf-8")
    (tmp_path / "tb.csv").write_text(events("40,00;130,00;-90,00"), encoding="utf-8")
    ledger, _ = read_ledger([tmp_path / "tb.csv"])
    assert by_turnover(ledger, load_mapping(str(tmp_path / "m.yaml")), universal_chart()) == (ledger, [])


def test_the_budget_stands_in_the_json_of_a_report(report, tmp_path):  # noqa: F811
    plan = "Tili;Nimi;Summa\n3000;Jäsenmaksut;120,00\n4000;Kulut;-50,00\n"
    report({"l.csv": YEAR, "b.csv": plan}, "l.csv", "--budget", "b.csv")
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    rows = {row["line"]: (row["year"], row["budget"], row["actual"]) for row in document["budget"]}
    assert rows["is.fund.inc"] == ("2025", "120.00", "100.00")
    assert rows["is.surplus"] == ("2025", "70.00", "70.00")
    report({"l.csv": YEAR}, "l.csv")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["budget"] == []


@pytest.mark.parametrize(("first", "last"), [("2023-07-01", "2024-12-31"), ("2023-03-01", "2024-08-31")])
def test_a_year_of_eighteen_months_is_one_year(compare, first, last):
    """550 days with a leap day: the mapping's own year was taken for too long and cut at New Year."""
    mapping = MAPPING.replace("rules:", f"valid: {{from: {first}, to: {last}}}\nrules:")
    text = journal(("05.07.2023", "1910", "3000", 100), ("31.08.2024", "4000", "1910", 30))
    found = compare({"a/mapping.yaml": mapping, "a/2024.csv": text})
    assert (found.document["years"], found["a", "2024", "is.surplus"]) == (["2024"], "70.00")


def test_a_balance_sheet_of_this_year_and_the_last_opens_with_the_last(compare, report):  # noqa: F811
    """The statements of the year itself with their comparatives: last year's balance was taken twice."""
    two = "Tili;Tilin nimi;31.12.2025;31.12.2024\n1910;Pankki;570,00;500,00\n2000;Oma;-570,00;-500,00\n"
    found = compare({"a/2025.csv": YEAR, "a/2025 alkusaldot.csv": two})
    assert [found["a", "2025", line] for line in ("bs.a.total", "bs.l.total", "bs.l.eq.prev")] == ["570.00", "570.00", "500.00"]
    alone = report({"l.csv": YEAR, "tase.csv": two}, "l.csv", "--opening", "tase.csv")
    assert (alone["2025", "bs.a.total"], alone["2025", "bs.l.eq.prev"]) == ("570.00", "500.00")


def test_openings_without_names_are_read_by_what_the_mapping_knows_as_map_reads_them(compare):
    """``compare`` asked which side plus is, where ``map`` took it from the mapping."""
    numbers = {"1910": "2901", "2000": "1902", "3000": "7003", "4000": "3004"}  # no usual numbering
    texts = {"mapping.yaml": MAPPING, "2025.csv": YEAR, "2025-alkusaldot.csv": "Tili;Alkusaldo\n1910;500,00\n2000;-500,00\n"}
    for usual, own in numbers.items():
        texts = {name: text.replace(f'"{usual}"', f'"{own}"').replace(f"{usual};", f"{own};") for name, text in texts.items()}
    found = compare({f"a/{name}": text for name, text in texts.items()})
    assert found.status == {"a": "ok"}
    assert found["a", "2025", "bs.a.total"] == "570.00"
