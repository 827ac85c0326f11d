"""``grants:`` and ``activities:`` of a mapping file."""

from datetime import date
from decimal import Decimal

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.funder_file import shipped_forms
from tilikartta.definitions.grant_section import form_ids
from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.mapping.apply import apply_mapping
from tilikartta.mapping.grants import grants_of
from tilikartta.model import Ledger, Pattern, SourceFile
from tilikartta.sources.canonical import frame_of
from tilikartta.statements.funder_report import grant_report

MAPPING = """mapping: 1
dimensions: {kp: Kustannuspaikka}
grants:
  - {name: Vertaistuki, form: stea, funder: stea, kind: Ak, where: {kp: "300-399"},
     period: {from: 2025-01-01, to: 2025-12-31}, decision: 42000.50}
activities:
  - {activity: vertaistuki, meetings: 40, hours: 80.5, volunteer_hour_value: 15.50, outcomes: {tukihenkilöt: 12}}
rules:
  - {when: "4000", to: 4110}
"""


def read(tmp_path, text):
    path = tmp_path / "oma.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(str(path))


def ledger(dims):
    entries = frame_of("entries", {"date": [date(2025, 3, 1)] * 2, "account": ["4000", "4000"], "amount": [100_00, 7_00], **dims})
    return Ledger(entries, frame_of("balances", {}, 0), (SourceFile("a.csv", "", 0, "csv"),))


def test_form_names_are_those_of_the_shipped_forms():
    assert set(form_ids()) == set(shipped_forms())


def test_grants_and_activities_are_read(tmp_path):
    mapping, findings = read(tmp_path, MAPPING)
    assert findings == []
    (grant,) = mapping.grants
    assert (grant.decision, grant.start, grant.dims) == (
        4_200_050,
        date(2025, 1, 1),
        (("kp", (Pattern("range", "300", "399"),)),),
    )
    (activity,) = mapping.activities
    assert (activity.meetings, activity.hours, activity.volunteer_hour_value) == (40, Decimal("80.5"), 1550)
    assert activity.participants is None


def test_a_grant_takes_the_costs_of_its_cost_centre(tmp_path):
    mapping, _ = read(tmp_path, MAPPING)
    chart, books = universal_chart(), ledger({"dim_kustannuspaikka": ["310", "900"]})
    (grant,), findings = grants_of(mapping, books)
    assert findings == []
    report = grant_report(apply_mapping(books, mapping, chart), chart, shipped_forms()["stea"], grant)
    assert report.costs_held == (100_00,)


def test_a_ledger_without_the_column_is_told_and_gives_no_report(tmp_path):
    mapping, _ = read(tmp_path, MAPPING)
    grants, findings = grants_of(mapping, ledger({}))
    assert grants == []
    assert [(finding.code, finding.data["grant"]) for finding in findings] == [("TK558", "Vertaistuki")]


def test_faults_have_their_places(tmp_path):
    text = MAPPING.replace("form: stea", "form: steä").replace("{kp:", "{kpp:", 1).replace('{kp: "300', '{kq: "300')
    _, findings = read(tmp_path, text)
    assert {(finding.code, finding.place.row) for finding in findings} == {("TK557", 4), ("TK523", 4)}
