"""A budget beside the income statement: whatever signs people write it with, and previous years recast with today's mapping."""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from test_report_command import LEDGER, MAPPING
from test_reports_recalculation import SOFFICE, formulas, recalculate, values, without_stored_values
from typer.testing import CliRunner

from tilikartta.cli.main import app
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.reports.build import build_contents
from tilikartta.reports.measures import build_measures
from tilikartta.sources import read_ledger
from tilikartta.sources.budgets import budget_options
from tilikartta.statements.budget import ACTUAL, BUDGET

# account, name, income +, expense -
PLAN = (
    ("3000", "STEA-avustus", 950000),
    ("3100", "Jäsenmaksut", 50000),
    ("5000", "Palkat", -800010),
    ("6000", "Vuokra", -120000),
    ("1910", "Pankki", 5000),
)


@pytest.fixture
def organisation(tmp_path):
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path


def written(folder: Path, heading: str, sign, rows=PLAN) -> Path:
    """The plan as a file; ``sign`` says how a figure of a side (+1 income, -1 expense) is written."""
    path = folder / "budget.csv"
    lines = [f"{account};{name};{sign(cents) / 100:.2f}".replace(".", ",") for account, name, cents in rows]
    path.write_text("\n".join([f"Tili;Tilin nimi;{heading}", *lines]) + "\n", encoding="utf-8")
    return path


def counted(folder: Path, budget: Path):
    ledger, _ = read_ledger([folder / "ledger.csv"])
    mapping = load_mapping(str(folder / "mapping.yaml"))
    contents = build_contents(ledger, mapping, universal_chart())
    planned, findings = read_ledger([budget], budget_options("2025"))
    return contents, build_measures(contents, planned, findings)


SIGNS = {"all positive": abs, "as statements": lambda cents: cents, "as ledgers": lambda cents: -cents}


@pytest.mark.parametrize("name", SIGNS)
@pytest.mark.parametrize("heading", ["Talousarvio 2025", "Budjetti", "TA2025", "2025", "Summa"])
def test_signs_are_told_by_the_kind_of_account(organisation, name, heading):
    contents, measures = counted(organisation, written(organisation, heading, SIGNS[name]))
    budget = measures.budget
    assert budget.period == "2025"
    assert sorted(zip(budget.rows["account"], budget.rows["amount"], strict=True)) == sorted((a, c) for a, _, c in PLAN[:4])
    result = contents.income.layout.lines[-1].id
    assert budget.both.amounts[result][BUDGET] == sum(cents for _, _, cents in PLAN[:4])
    assert budget.both.amounts[result][ACTUAL] == contents.income.amounts[result][-1]
    for line in contents.income.layout.leaves:
        assert budget.both.amounts[line.id][ACTUAL] == contents.income.amounts[line.id][-1]


def test_a_deduction_keeps_its_sign(organisation):
    rows = (*PLAN[:3], ("6000", "Vuokra", 20000))  # a refund of rent among costs
    _, measures = counted(organisation, written(organisation, "Talousarvio", lambda cents: -cents, rows))
    held = dict(zip(measures.budget.rows["account"], measures.budget.rows["amount"], strict=True))
    assert held["6000"] == 20000
    assert held["5000"] == -800010


def test_accounts_without_a_rule_are_said(organisation):
    rows = (*PLAN, ("8888", "Uusi hanke", -12345))
    _, measures = counted(organisation, written(organisation, "Talousarvio", abs, rows))
    lost = [one for one in measures.findings if one.code == "TK676"]
    assert [(one.account, int(one.data["amount"])) for one in lost] == [("8888", 12345)]


def test_a_file_of_other_things(organisation):
    _, measures = counted(organisation, written(organisation, "Talousarvio", abs, (("1910", "Pankki", 100),)))
    assert "TK677" in {one.code for one in measures.findings}


def test_command_writes_the_sheet_and_the_manifest(organisation):
    budget = written(organisation, "Talousarvio 2025", abs)
    out = organisation / "r.xlsx"
    command = ["report", organisation / "ledger.csv", "-m", organisation / "mapping.yaml", "--budget", budget, "-o", out]
    run = CliRunner().invoke(app, [str(part) for part in command])
    assert run.exit_code in (0, 1), run.output
    sheet = load_workbook(out, data_only=True)["Talousarvio"]
    rows = {sheet.cell(row, 1).value: row for row in range(6, 40)}
    assert sheet.cell(rows["Tilikauden ylijäämä (alijäämä)"], 2).value == pytest.approx(799.90)
    verified = CliRunner().invoke(app, ["verify", str(out), str(organisation)])
    assert "budget.csv" in verified.output
    assert verified.exit_code == 0


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed: nothing recalculates")
def test_every_formula_gives_its_stored_value(organisation):
    budget = written(organisation, "Talousarvio 2025", abs)
    out, bare = organisation / "r.xlsx", organisation / "bare.xlsx"
    command = ["report", organisation / "ledger.csv", "-m", organisation / "mapping.yaml", "--budget", budget, "-o", out]
    CliRunner().invoke(app, [str(part) for part in command])
    wanted = {key: formula for key, formula in formulas(out).items() if key[0] == "Talousarvio"}
    assert len(wanted) > 20
    without_stored_values(out, bare)
    stored, found = values(out, wanted), values(recalculate(bare, organisation), wanted)
    assert {key for key in wanted if Decimal(repr(found[key])) != Decimal(repr(stored[key]))} == set()


def test_previous_year_is_recast_with_the_mapping_of_today(organisation):
    """KPL 3:1.2: the comparative year in the same form; rules that began this year hold for it too, without a warning."""
    lines = LEDGER.splitlines(keepends=True)
    (organisation / "2024.csv").write_text("".join(lines[:7]), encoding="utf-8")
    (organisation / "2025.csv").write_text("".join([lines[0], *lines[7:]]), encoding="utf-8")
    dated = MAPPING.replace("dimensions:", "valid: {from: 2025-01-01, to: 2025-12-31}\ndimensions:", 1)
    (organisation / "mapping.yaml").write_text(dated, encoding="utf-8")
    command = ["report", organisation / "2025.csv", "-m", organisation / "mapping.yaml", "--previous", organisation / "2024.csv",
               "-o", organisation / "r.json"]  # fmt: skip
    run = CliRunner().invoke(app, [str(part) for part in command])
    assert "TK532" not in run.output
    import json

    document = json.loads((organisation / "r.json").read_text(encoding="utf-8"))
    assert document["members"][0]["years"] == ["2024", "2025"]
    grants = {one["year"]: one["amount"] for one in document["figures"] if one["line"] == "is.ord.inc"}
    assert grants == {"2024": "9000.00", "2025": "9500.00"}
