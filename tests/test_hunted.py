"""Faults that were hunted: the run was fine and a figure was wrong. Every figure here is counted by hand from the rows."""

import json
from pathlib import Path

import pytest

from tilikartta.cli.main import app
from tilikartta.cli.session import run_guarded

MAPPING = """mapping: 1
organisation: {name: Koe ry, form: association}
rules:
  - {when: "1910", to: 1910}
  - {when: "2000", to: 2120}
  - {when: "3000", to: 3310}
  - {when: "4000", to: 6310}
"""
OPENINGS = "Tili;Tilin nimi;Alkusaldo\n1910;Pankki;500,00\n2000;Oma pääoma;-500,00\n"
CLOSINGS = "Tili;Tilin nimi;Loppusaldo\n1910;Pankki;500,00\n2000;Oma pääoma;-500,00\n"
TRIAL_BALANCE = (
    "Tili;Tilin nimi;Alkusaldo;Debet;Kredit;Loppusaldo\n1910;Pankki;500,00;100,00;30,00;570,00\n"
    "2000;Oma pääoma;-500,00;0,00;0,00;-500,00\n3000;Jäsenmaksut;0,00;0,00;100,00;-100,00\n4000;Kulut;0,00;30,00;0,00;30,00\n"
)


def journal(*postings: tuple[str, str, str, int]) -> str:
    """(day, debited account, credited account, euros) as a CSV ledger, a voucher each."""
    rows = ["Päivä;Tosite;Tili;Tilin nimi;Debet;Kredit;Selite"]
    for number, (day, debit, credit, euros) in enumerate(postings, start=1):
        rows += [f"{day};{number};{debit};;{euros},00;;x", f"{day};{number};{credit};;;{euros},00;x"]
    return "\n".join(rows) + "\n"


YEAR = journal(("03.01.2025", "1910", "3000", 100), ("31.12.2025", "4000", "1910", 30))


class Report:
    """One run of ``report``: exit code, codes of findings and figures by year and line."""

    def __init__(self, code: int, document: dict) -> None:
        self.code = code
        self.codes = {finding["code"] for finding in document.get("findings", [])}
        self.years = document["members"][0]["years"] if document else []
        self._figures = {(one["year"], one["line"]): one["amount"] for one in document.get("figures", [])}

    def __getitem__(self, key: tuple[str, str]) -> str:
        return self._figures[key]


@pytest.fixture
def report(tmp_path, monkeypatch):
    """Run ``report`` on files written from texts; an argument that is no file is an option."""
    monkeypatch.chdir(tmp_path)

    def run(texts: dict[str, str], *arguments: str, mapping: str = MAPPING) -> Report:
        for name, text in {**texts, "m.yaml": mapping}.items():
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")
        Path("out.json").unlink(missing_ok=True)
        code = run_guarded(app, ["report", *arguments, "-m", "m.yaml", "-o", "out.json", "-q"])
        return Report(code, json.loads(Path("out.json").read_text(encoding="utf-8")) if Path("out.json").exists() else {})

    return run


@pytest.mark.parametrize("opening", [OPENINGS, CLOSINGS])
def test_openings_given_beside_a_ledger_that_has_its_own_are_not_added_to_them(report, opening):
    found = report({"l.csv": YEAR, "alku.csv": OPENINGS, "o.csv": opening + "\n"}, "l.csv", "alku.csv", "--opening", "o.csv")
    assert (found.code, found["2025", "bs.a.total"], found["2025", "bs.l.total"]) == (0, "570.00", "570.00")
    assert found["2025", "bs.l.eq.prev"] == "500.00"


def test_the_ledger_itself_or_two_lists_of_one_account_are_no_openings(report, capsys):
    assert report({"l.csv": YEAR}, "l.csv", "--opening", "l.csv").code == 3
    assert "TK107" in capsys.readouterr().err
    assert report({"l.csv": YEAR, "o.csv": YEAR.replace(";x", ";y")}, "l.csv", "--opening", "o.csv").code == 3
    assert "TK166" in capsys.readouterr().err
    found = report({"l.csv": YEAR, "a.csv": OPENINGS, "b.csv": CLOSINGS}, "l.csv", "--opening", "a.csv", "--opening", "b.csv")
    assert (found.code, "TK268" in found.codes) == (1, True)


def test_a_balance_sheet_of_two_years_opens_with_the_later_one(report):
    two = "Tili;Tilin nimi;31.12.2024;31.12.2023\n1910;Pankki;500,00;400,00\n2000;Oma;-500,00;-400,00\n"
    found = report({"l.csv": YEAR, "tase.csv": two}, "l.csv", "--opening", "tase.csv")
    assert (found["2024", "bs.a.total"], found["2025", "bs.a.total"]) == ("500.00", "570.00")


def test_an_earlier_ledger_of_two_years_gives_each_its_own_income(report):
    two = journal(("03.01.2023", "1910", "3000", 400), ("31.12.2024", "1910", "3000", 100))
    found = report({"l.csv": YEAR, "ennen.csv": two}, "l.csv", "--opening", "ennen.csv")
    assert [found[year, "is.surplus"] for year in ("2023", "2024", "2025")] == ["400.00", "100.00", "70.00"]
    assert [found[year, "bs.a.total"] for year in ("2023", "2024", "2025")] == ["400.00", "500.00", "570.00"]


def test_a_balance_of_another_day_is_not_shown_under_the_year_before(report, capsys):
    def tase(day):
        return f"Tili;Tilin nimi;{day}\n1910;Pankki;500,00\n2000;Oma;-500,00\n"

    found = report({"l.csv": YEAR, "t.csv": tase("31.12.2023")}, "l.csv", "--opening", "t.csv")
    assert (found["2023", "bs.a.total"], found["2025", "bs.a.total"]) == ("500.00", "570.00")
    assert report({"l.csv": YEAR, "t.csv": tase("31.12.2025")}, "l.csv", "--opening", "t.csv").code == 3
    assert "TK166" in capsys.readouterr().err


@pytest.mark.parametrize("heading", ["", "Saldoluettelo 1.1.2025 - 31.12.2025\n\n"])
def test_a_trial_balance_of_the_year_itself_opens_with_its_opening_column(report, heading):
    """TK110 tells to give it with --opening: its closing balances were then taken as openings."""
    found = report({"l.csv": YEAR, "tb.csv": heading + TRIAL_BALANCE}, "l.csv", "--opening", "tb.csv")
    assert (found.code, found["2025", "bs.a.total"], found["2025", "bs.l.eq.prev"]) == (0, "570.00", "500.00")


def test_a_trial_balance_without_dates_is_not_added_to_its_opening(report, capsys):
    assert report({"tb.csv": TRIAL_BALANCE, "o.csv": CLOSINGS}, "tb.csv", "--opening", "o.csv").code == 3
    assert "TK166" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--previous", "--opening", ""])
def test_balances_of_two_years_in_two_files_do_not_add_up(report, option):
    """Trial balances with closing balances alone: the later one is all that there is, not what came on top of the earlier."""
    texts = {
        f"{year}.csv": f"Tili;Tilin nimi;31.12.{year}\n1910;Pankki;{held},00\n2000;Oma;-{held - 40},00\n3000;Jäsenmaksut;-40,00\n"
        for year, held in ((2024, 540), (2025, 700))
    }
    found = report(texts, "2025.csv", *filter(None, [option]), "2024.csv")
    assert [found[year, "bs.a.total"] for year in ("2024", "2025")] == ["540.00", "700.00"]
    assert [found[year, "bs.l.total"] for year in ("2024", "2025")] == ["540.00", "700.00"]
    assert found["2025", "is.surplus"] == "40.00"


def test_a_list_of_income_and_expenses_alone_leaves_the_balances_of_the_year_before(report):
    texts = {
        "2024.csv": "Tili;Tilin nimi;31.12.2024\n1910;Pankki;540,00\n2000;Oma;-540,00\n",
        "2025.csv": "Tili;Tilin nimi;31.12.2025\n3000;Jäsenmaksut;-160,00\n4000;Kulut;60,00\n",
    }
    found = report(texts, "2025.csv", "--previous", "2024.csv")
    assert (found["2025", "bs.a.total"], found["2025", "is.surplus"]) == ("540.00", "100.00")


def broken_years(valid: str) -> tuple[dict[str, str], str]:
    texts = {
        "ennen.csv": journal(("05.07.2023", "1910", "3000", 100), ("05.06.2024", "4000", "1910", 10)),
        "nyt.csv": journal(("05.07.2024", "1910", "3000", 200), ("30.06.2025", "4000", "1910", 20)),
    }
    return texts, MAPPING.replace("rules:", f"valid: {{{valid}}}\nrules:")


def test_a_broken_year_stays_whole_beside_the_year_before_it(report):
    """With --previous the validity of the mapping was forgotten, and the years were cut at New Year."""
    texts, mapping = broken_years("from: 2024-07-01, to: 2025-06-30")
    found = report(texts, "nyt.csv", "--previous", "ennen.csv", mapping=mapping)
    assert found.years == ["2023-07-01–2024-06-30", "2024-07-01–2025-06-30"]
    assert [found[year, "is.surplus"] for year in found.years] == ["90.00", "180.00"]


def test_an_outdated_mapping_is_told_of_beside_the_year_before_too(report):
    texts, mapping = broken_years("from: 2022-07-01, to: 2023-06-30")
    assert "TK532" in report(texts, "nyt.csv", "--previous", "ennen.csv", mapping=mapping).codes


def test_members_with_broken_years_are_compared_by_their_own_years(tmp_path, capsys):
    texts, mapping = broken_years("from: 2024-07-01, to: 2025-06-30")
    for member in ("a", "b"):
        (tmp_path / "liitto" / member).mkdir(parents=True)
        (tmp_path / "liitto" / member / "mapping.yaml").write_text(mapping, encoding="utf-8")
        for name, text in (("2024.csv", texts["ennen.csv"]), ("2025.csv", texts["nyt.csv"])):
            (tmp_path / "liitto" / member / name).write_text(text.replace(";x", f";{member}"), encoding="utf-8")
    out = tmp_path / "v.json"
    assert run_guarded(app, ["compare", str(tmp_path / "liitto"), "-o", str(out), "-q"]) == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    surplus = {(one["member"], one["year"]): one["amount"] for one in document["figures"] if one["line"] == "is.surplus"}
    assert surplus == {(member, year): cents for member in "ab" for year, cents in (("2024", "90.00"), ("2025", "180.00"))}


def test_a_budget_by_months_counts_the_months_of_the_year_alone(tmp_path):
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.mapping_file import load_mapping
    from tilikartta.mapping.apply import apply_mapping
    from tilikartta.sources import read_ledger
    from tilikartta.sources.budgets import budget_options
    from tilikartta.statements.budget import budget_of
    from tilikartta.statements.figures import statement

    plan = "Tili;Nimi;Pvm;Summa\n" + "".join(
        f"3000;Jäsenmaksut;{day};{e},00\n" for day, e in (("31.1.2025", 10), ("28.2.2026", 20))
    )
    for name, text in (("l.csv", YEAR), ("b.csv", plan), ("m.yaml", MAPPING)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    chart, mapping = universal_chart(), load_mapping(str(tmp_path / "m.yaml"))
    ledger, _ = read_ledger([tmp_path / "l.csv"])
    actual = statement(apply_mapping(ledger, mapping, chart), chart, chart.layout_by_id["is_npo"])
    planned, _ = read_ledger([tmp_path / "b.csv"], budget_options("2025"))
    budget, _ = budget_of(planned, mapping, chart, actual)
    assert budget.both.amounts["is.fund.inc"] == [1000, 10000]


RULES = "mapping: 1\nrules:\n  - {when: ['1910'], to: 1910}\n  - {when: '3000', to: 3310}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["map", "l.csv", "-m", "own.yaml", "-o", "base.yaml", "--format", "csv"],
        ["validate", "l.csv", "-m", "own.yaml", "-o", "base.yaml", "--format", "csv"],
        ["validate", "l.csv", "-m", "own.yaml", "--settings", "settings.yaml", "-o", "settings.yaml", "--format", "csv"],
        ["map", "l.csv", "-m", "own.yaml", "--profile", "profile.yaml", "-o", "profile.yaml", "--format", "csv"],
        ["convert", "l.csv", "--profile", "profile.yaml", "-o", "profile.yaml", "--format", "csv"],
    ],
)
def test_no_output_replaces_a_file_that_the_run_rests_on(arguments, tmp_path, monkeypatch):
    """The source is never changed, not even with --force: the extended mapping, the settings and the profile are sources."""
    monkeypatch.chdir(tmp_path)
    texts = {
        "l.csv": YEAR, "own.yaml": "mapping: 1\nextends: base.yaml\nrules:\n  - {when: '4000', to: 6310}\n", "base.yaml": RULES,
        "settings.yaml": "preset: strict\n", "profile.yaml": "profile: 1\ncolumns: {account: Tili}\n",
    }  # fmt: skip
    for name, text in texts.items():
        Path(name).write_text(text, encoding="utf-8")
    assert run_guarded(app, [*arguments, "--force"]) == 2
    assert {name: Path(name).read_text(encoding="utf-8") for name in texts} == texts


def test_suggestions_do_not_replace_the_result(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("l.csv").write_text(YEAR, encoding="utf-8")
    Path("m.yaml").write_text(RULES, encoding="utf-8")
    assert run_guarded(app, ["map", "l.csv", "-m", "m.yaml", "-o", "out.csv", "--suggest", "out.csv"]) == 2
    assert "TK931" in capsys.readouterr().err
    assert not Path("out.csv").exists()


@pytest.mark.parametrize("heading", ["", ";KP"])
def test_a_file_without_the_column_that_the_rules_ask_for_is_told_of(report, heading):
    """Two months, the other exported without its cost centres: its costs went to the default function without a word."""
    mapping = MAPPING + "  - {when: {account: '4000', kp: '10'}, to: {function: fundraising}}\n"
    mapping = mapping.replace("rules:", "dimensions: {kp: Kustannuspaikka}\nrules:")
    head, cell = "Päivä;Tosite;Tili;Debet;Kredit;Selite", "10" if heading else ""
    rows = "{0};{1};4000;10,00;;x{2}\n{0};{1};1910;;10,00;x{2}\n"
    texts = {
        "a.csv": f"{head};Kustannuspaikka\n" + rows.format("05.01.2025", 1, ";10"),
        "b.csv": f"{head}{heading}\n" + rows.format("05.02.2025", 2, f";{cell}" if heading else ""),
    }
    assert "TK556" not in report(texts, "a.csv", mapping=mapping).codes
    assert "TK556" in report(texts, "a.csv", "b.csv", mapping=mapping).codes


def test_one_year_of_a_ledger_of_two_is_not_opened_with_the_balances_of_the_other(tmp_path):
    ledger = journal(("05.01.2024", "1910", "3000", 100), ("05.02.2025", "4000", "1910", 30))
    for name, text in (("l.csv", ledger), ("o.csv", OPENINGS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for year, opened in (("2024", True), ("2025", False)):
        out = tmp_path / f"{year}.csv"
        assert (
            run_guarded(app, ["convert", str(tmp_path / "l.csv"), str(tmp_path / "o.csv"), "-o", str(out), "--year", year]) == 0
        )
        assert ("500.00" in out.read_text(encoding="utf-8")) is opened


def test_an_opening_voucher_beside_a_list_of_openings_is_told_of(report):
    """Both were added up: twice the money, and a note that the voucher had been read."""
    voucher = "01.01.2025;0;1910;;500,00;;Tilinavaus\n01.01.2025;0;2000;;;500,00;Tilinavaus\n"
    head, rows = YEAR.split("\n", 1)
    texts = {"l.csv": f"{head}\n{voucher}{rows}", "alku.csv": OPENINGS}
    assert "TK268" not in report(texts, "l.csv").codes
    found = report(texts, "l.csv", "alku.csv")
    assert (found.code, "TK268" in found.codes) == (1, True)
    alone = report(texts, "l.csv", "--opening", "alku.csv")
    assert (alone.code, alone["2025", "bs.a.total"]) == (0, "570.00")


CLOSED = YEAR + "31.12.2025;9;3000;;100,00;;päätös\n31.12.2025;9;4000;;;30,00;päätös\n31.12.2025;9;2000;;;70,00;päätös\n"


def test_a_year_closed_in_its_books_still_has_its_income(report):
    """The last voucher empties income and expenses into equity: the income statement was all zeros, and nothing said so."""
    found = report({"l.csv": CLOSED}, "l.csv")
    assert (found.code, found["2025", "is.surplus"], found["2025", "bs.l.eq.curr"]) == (0, "70.00", "70.00")
    assert (found["2025", "bs.a.total"], found["2025", "bs.l.total"]) == ("70.00", "70.00")
    assert "TK287" in found.codes


def test_what_only_looks_like_closing_a_year_stays_an_entry(report):
    for text in (CLOSED.replace("100,00;;päätös", "99,00;;päätös").replace("70,00;päätös", "69,00;päätös"),
                 CLOSED.replace("31.12.2025;9", "30.12.2025;9"), CLOSED.replace("9;2000", "9;1910")):  # fmt: skip
        assert "TK287" not in report({"l.csv": text}, "l.csv").codes


def test_a_grant_finds_its_cost_centre_by_the_code_as_the_rules_do(tmp_path):
    """Where one export writes "10" and another "10 Leirit", the rules took both and the grant report one of them."""
    mapping = MAPPING.replace("rules:", "dimensions: {kp: KP}\nrules:")
    mapping += "grants:\n  - {name: Hanke, form: stea, funder: stea, where: {kp: '10'}}\n"
    rows = [("10", 1, 10), ("10 Leirit", 2, 5), ("100 Muu", 3, 7)]
    text = "Päivä;Tosite;Tili;Debet;Kredit;Selite;KP\n" + "".join(
        f"05.01.2025;{n};4000;{e},00;;x;{kp}\n05.01.2025;{n};1910;;{e},00;x;{kp}\n" for kp, n, e in rows
    )
    for name, content in (("l.csv", text), ("m.yaml", mapping)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    out = tmp_path / "o.json"
    assert run_guarded(app, ["report", str(tmp_path / "l.csv"), "-m", str(tmp_path / "m.yaml"), "-o", str(out), "-q"]) == 0
    (grant,) = json.loads(out.read_text(encoding="utf-8"))["grants"]
    assert {row["id"]: row["amount"] for row in grant["rows"] if row["amount"] != "0.00"} == {"stea.exp.other": "15.00"}


def test_the_lists_of_a_micro_association_begin_from_what_the_year_before_closed_with(report, tmp_path):
    mapping = MAPPING.replace("form: association", "form: micro_association")
    texts = {
        f"{year}.csv": f"Tili;Tilin nimi;31.12.{year}\n1910;Pankki;{held},00\n2000;Oma;-{held},00\n"
        for year, held in ((2024, 540), (2025, 500))
    }
    report(texts, "2025.csv", "--previous", "2024.csv", mapping=mapping)
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["annual_lists"]
    found = [[row[name] for name in ("year", "opening", "additions", "deductions", "closing")] for row in rows]
    assert found == [["2024", "0.00", "540.00", "0.00", "540.00"], ["2025", "540.00", "0.00", "40.00", "500.00"]]


def test_a_quarter_is_not_reported_as_a_year_without_a_word(report):
    """Twelve months were set against the expenses of three: the reserve lasted four times too long."""
    days = [("05.01.2025", "1910", "3000", 1000), *((f"{day:02}.02.2025", "4000", "1910", 10) for day in range(1, 25))]
    assert "TK748" in report({"l.csv": journal(*days)}, "l.csv").codes
    whole = [*days, *((f"{day:02}.{month:02}.2025", "4000", "1910", 10) for month in (4, 6, 8, 10, 12) for day in (2, 28))]
    assert "TK748" not in report({"l.csv": journal(*whole)}, "l.csv").codes


def test_closing_balances_alone_have_no_opening_that_could_differ(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(MAPPING, encoding="utf-8")
    for year, held in ((2024, 540), (2025, 700)):
        text = f"Tili;Tilin nimi;31.12.{year}\n1910;Pankki;{held},00\n2000;Oma;-{held},00\n"
        Path(f"{year}.csv").write_text(text, encoding="utf-8")
    code = run_guarded(app, ["validate", "2025.csv", "2024.csv", "-m", "m.yaml", "--json"])
    codes = {finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert (code, codes & {"TK401", "TK402"}) == (0, set())
