"""federation.yaml and member folders: what is found by name, and every fault with its line and column."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tilikartta.definitions.federation_file import json_schema, load_federation
from tilikartta.definitions.member_folder import year_of
from tilikartta.model import TilikarttaError
from tilikartta.model.federation import SizeClass, YearFiles

MAPPING = "mapping: 1\norganisation: {name: Yksi ry}\n"


@pytest.fixture
def folder(tmp_path):
    """Two members: one with a folder and a file, one with a file of many years; and things that are no members."""
    for name in ("yksi", "kaksi"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mapping.yaml").write_text(MAPPING, "utf-8")
    (tmp_path / "yksi/2024").mkdir()
    for name in (
        "yksi/2024/tammikuu.csv",
        "yksi/2024/alkusaldot.csv",
        "yksi/2025.xlsx",
        "yksi/.DS_Store",
        "kaksi/kirjanpito.kitsas",
    ):
        (tmp_path / name).write_text("x", "utf-8")
    return tmp_path


def faults(path):
    with pytest.raises(TilikarttaError) as stop:
        load_federation(path)
    return [(one.code, one.place.row, one.place.column) for one in stop.value.findings]


def written(folder, text):
    file = folder / "federation.yaml"
    file.write_text("federation: 1\n" + text, "utf-8")
    return file


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("2025", "2025"), ("2025.csv", "2025"), ("2025 pääkirja.xlsx", "2025"), ("2025-01.csv", "2025"), ("2025_01", "2025"),
        ("2024-2025", "2025"), ("2024-25.csv", "2025"), ("2024–2025", "2025"), ("1999-00", "2000"), ("20255", ""),
        ("kirja2025", ""), ("2025-2027", "2025"), ("", ""), ("2225", ""),
    ],
)  # fmt: skip
def test_names_tell_years(name, year):
    assert year_of(name) == year


def test_a_bare_folder_is_a_federation(folder):
    (folder / "muut").mkdir()
    (folder / "muistio.docx").write_text("x", "utf-8")
    (folder / "yksi/toimintakertomus.pdf").write_text("x", "utf-8")
    found, findings = load_federation(folder)
    root = folder.as_posix()
    assert [member.id for member in found.members] == ["kaksi", "yksi"]
    assert found.members[0].years == (YearFiles("", (f"{root}/kaksi/kirjanpito.kitsas",)),)
    assert found.members[1].years == (
        YearFiles("2024", (f"{root}/yksi/2024/tammikuu.csv",), (f"{root}/yksi/2024/alkusaldot.csv",)),
        YearFiles("2025", (f"{root}/yksi/2025.xlsx",)),
    )
    assert [(one.code, str(one.severity), one.data["name"]) for one in findings] == [
        ("TK703", "info", "muistio.docx"), ("TK702", "info", "muut"), ("TK703", "info", "toimintakertomus.pdf"),
    ]  # fmt: skip


def test_the_file_says_what_no_member_does(folder):
    written(
        folder,
        """name: Liitto
members:
  - id: yksi
    name: Toinen nimi
    region: Savo
    basis: cash
    members: {2024: 80, 2025: 90}
    staff: 1.5
  - kaksi
size_classes: [{name: pienet, under: 1000.50}, {name: suuret}]
activities: [Leirit]
eliminations:
  - name: Maksu
    payer: {member: yksi, accounts: "6725"}
    receiver: {member: kaksi, accounts: ["3340"], local: "31"}
    tolerance: 0.05
""",
    )
    found, findings = load_federation(folder)
    assert findings == []
    one, two = found.members
    assert (found.name, one.name, one.region, one.basis, one.staff_in("2030")) == (
        "Liitto",
        "Toinen nimi",
        "Savo",
        "cash",
        Decimal("1.5"),
    )
    assert (one.members_in("2024"), one.members_in("2025"), one.members_in("2023"), two.members_in("2025")) == (
        80,
        90,
        None,
        None,
    )
    assert one.said == {"name", "region", "basis", "members", "staff"}
    assert found.size_classes == (SizeClass("pienet", 100050), SizeClass("suuret"))
    elimination = found.eliminations[0]
    assert (elimination.tolerance, elimination.receiver.local, elimination.place.row) == (5, ("31",), 14)
    assert len(found.sha256) == 64


def test_ledgers_by_year_where_the_folder_does_not_tell(folder):
    (folder / "yksi/kirja.csv").write_text("x", "utf-8")
    (folder / "yksi/avaus.csv").write_text("x", "utf-8")
    written(folder, "members: [{id: yksi, years: {2025: {files: kirja.csv, opening: avaus.csv}}}, {id: kolmas, path: kaksi}]\n")
    found, findings = load_federation(folder / "federation.yaml")
    root = folder.as_posix()
    assert found.members[0].years == (YearFiles("2025", (f"{root}/yksi/kirja.csv",), (f"{root}/yksi/avaus.csv",)),)
    assert (found.members[1].id, found.members[1].mapping) == ("kolmas", f"{root}/kaksi/mapping.yaml")
    assert findings == []


def test_a_member_folder_that_is_not_listed_is_told(folder):
    written(folder, "members: [yksi]\n")
    assert [(one.code, one.data["name"]) for one in load_federation(folder)[1]] == [("TK709", "kaksi")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("members: [yksi, yksi]\n", [("TK705", 2, "17")]),
        ("members: [yksi, {name: Nimetön}]\n", [("TK510", 2, "17")]),
        ("members: [{id: yksi, mapping: ei-ole}]\n", [("TK509", 2, "31")]),
        ("members: [{id: yksi, years: {eilen: 2025.xlsx}}]\n", [("TK708", 2, "30")]),
        ("members: [{id: yksi, members: -3}]\n", [("TK710", 2, "31")]),
        ("members: [{id: yksi, members: 3.5}]\n", [("TK710", 2, "31")]),
        ("members: [{id: yksi, members: {joskus: 3}}]\n", [("TK708", 2, "40")]),
        ("members: [{id: yksi, basis: kassa}]\n", [("TK512", 2, "29")]),
        ("members: [{id: yksi, regio: Savo}]\n", [("TK511", 2, "22")]),
        ("size_classes: [{name: a, under: 5}, {name: b, under: 5}]\n", [("TK707", 2, "1")]),
        ("size_classes: [{name: a}, {name: b, under: 5}]\n", [("TK707", 2, "1")]),
        (
            'eliminations:\n  - name: x\n    payer: {member: yks, accounts: "1"}\n    receiver: {member: kaksi, accounts: "2"}\n',
            [("TK706", 4, "21")],
        ),
        ("members: yksi\n", [("TK513", 2, "10")]),
    ],
)
def test_faults_have_their_place(folder, text, expected):
    assert faults(written(folder, text)) == expected


@pytest.mark.parametrize(
    ("text", "column"), [("members: [poissa]\n", "11"), ("members: [{id: yksi, years: {2025: puuttuu.csv}}]\n", "36")]
)
def test_a_missing_file_is_an_error_of_its_member_and_stops_nothing(folder, text, column):
    federation, findings = load_federation(written(folder, text))
    assert len(federation.members) == 1
    found = [one for one in findings if one.severity == "error"]
    assert [(one.code, one.place.row, one.place.column) for one in found] == [("TK704", 2, column)]


def test_the_schema_for_editors_is_the_one_of_the_loader():
    text = (Path(__file__).resolve().parents[1] / "docs/schema/federation.schema.json").read_text("utf-8")
    assert json.loads(text) == json.loads(json.dumps(json_schema()))


def test_all_faults_of_a_file_at_once(folder):
    text = "members: [poissa, yksi, yksi]\nsize_classes: [{name: a}, {name: a}]\n"
    assert [code for code, _, _ in faults(written(folder, text))] == ["TK704", "TK705", "TK707"]


@pytest.mark.parametrize("name", ["ei-ole", "tyhja", "lista.csv"])
def test_nothing_to_compare_is_said(tmp_path, name):
    (tmp_path / "tyhja").mkdir()
    (tmp_path / "lista.csv").write_text("x", "utf-8")
    assert [code for code, _, _ in faults(tmp_path / name)] == ["TK701"]
