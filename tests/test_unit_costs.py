"""Unit costs by hand: direct, with shared costs, with volunteers; what nobody counted is not available."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_ledgers import CHART, Entry, Rules, codes, ledger, mapped

from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.messages import LANGUAGES, hint, message
from tilikartta.model.measures import in_language
from tilikartta.model.volumes import ActivityVolume, Allocation
from tilikartta.statements.figures import statement
from tilikartta.statements.unit_costs import unit_costs


def dim(name: str) -> tuple[tuple[str, str], ...]:
    return (("dim_kp", name),)


RULES = Rules()
for account in CHART.accounts:
    RULES.add(account.code, account.code)
for number, activity in (("1", "Vertaisryhmät"), ("2", "Leirit")):
    RULES.add({"account": "*", "kp": number}, {"activity": activity})
MAPPING = RULES.mapping(dims=["kp"])

BOOK = [
    Entry("4110", 2_000_00, dims=dim("1")), Entry("5110", 900_00, dims=dim("1")), Entry("6610", 100_00, dims=dim("1")),
    Entry("6330", 1_000_00, dims=dim("2")), Entry("3130", -400_00, dims=dim("2")), Entry("6650", 800_00), Entry("6910", 55_00),
]  # fmt: skip
GROUPS = ActivityVolume(
    "Vertaisryhmät", "Vertaisryhmät", meetings=40, participants=24, hours=Decimal("80"), volunteer_hours=Decimal("120.5"),
    volunteer_hour_value=15_00, outcomes={"ystävän löysi": 6},
)  # fmt: skip
CAMPS = ActivityVolume("Leirit", participants=30)


def costs(volumes=(GROUPS, CAMPS), book=BOOK, key=None):
    shares = None if key is None else Allocation("shares", key)
    found, findings = unit_costs(mapped(ledger(book), MAPPING), CHART, volumes, shares)
    return {(cost.activity, cost.period): cost for cost in found}, findings


def measures(cost) -> dict:
    def said(*values: Decimal | None) -> tuple[str | None, ...]:
        return tuple(None if value is None else str(value) for value in values)

    return {one.id: said(one.direct, one.full, one.with_volunteers) for one in cost.measures}


def test_costs_by_hand():
    found, findings = costs()
    groups, camps = found["Vertaisryhmät", "2025"], found["Leirit", "2025"]
    assert (groups.direct, groups.shared, groups.full, groups.income) == (3_000_00, 600_00, 3_600_00, 0)  # 800 as 3 : 1
    assert (camps.direct, camps.shared, camps.full, camps.income) == (1_000_00, 200_00, 1_200_00, 400_00)
    assert (groups.volunteer_value, groups.with_volunteers) == (1_807_50, 5_407_50)
    assert measures(groups) == {
        "meetings": ("75.00", "90.00", "135.19"), "participants": ("125.00", "150.00", "225.31"),
        "hours": ("37.50", "45.00", "67.59"), "ystävän löysi": ("500.00", "600.00", "901.25"),
    }  # fmt: skip
    assert [one.outcome for one in groups.measures] == [False, False, False, True]
    assert findings == []


def test_what_nobody_counted_is_not_available_and_says_what_is_missing():
    found, _ = costs()
    camps = found["Leirit", "2025"]
    assert measures(camps) == {
        "meetings": (None, None, None), "participants": ("33.33", "40.00", None), "hours": (None, None, None),
    }  # fmt: skip
    assert [(one.id, one.reason.code if one.reason else "") for one in camps.measures] == [
        ("meetings", "TK620"), ("participants", ""), ("hours", "TK620"),
    ]  # fmt: skip
    assert (camps.volunteer_value, camps.volunteer_reason.code) == (None, "TK620")
    bare = ActivityVolume("Leirit", volunteer_hours=Decimal(10))
    assert costs((bare,))[0]["Leirit", "2025"].volunteer_reason.code == "TK626"


def test_a_count_of_zero_is_no_divisor():
    found, _ = costs((ActivityVolume("Leirit", meetings=0, participants=10),))
    zero, people, _ = found["Leirit", "2025"].measures
    assert (zero.direct, zero.full, zero.reason.code) == (None, None, "TK625")
    assert str(people.direct) == "100.00"


def test_activities_without_volumes_still_show_their_cost_and_take_their_share():
    found, _ = costs((GROUPS,))
    assert (found["Leirit", "2025"].direct, found["Leirit", "2025"].shared) == (1_000_00, 200_00)
    assert {one.reason.code for one in found["Leirit", "2025"].measures} == {"TK620"}


def test_a_stated_key_goes_before_direct_cost():
    found, _ = costs(key={"Vertaisryhmät": Decimal("0.5"), "Leirit": Decimal("1.5")})
    assert [found[name, "2025"].shared for name in ("Vertaisryhmät", "Leirit")] == [200_00, 600_00]
    found, _ = costs(key={"Leirit": Decimal(1)})
    assert [found[name, "2025"].shared for name in ("Vertaisryhmät", "Leirit")] == [0, 800_00]


@pytest.mark.parametrize("key", [{}, {"Leirit": Decimal(0)}, {"Leirit": Decimal(2), "Vertaisryhmät": Decimal(-1)}])
def test_a_key_that_cannot_divide_is_a_reason(key):
    found, _ = costs(key=key)
    groups = found["Vertaisryhmät", "2025"]
    assert (groups.shared, groups.full, groups.shared_reason.code) == (None, None, "TK624")
    meetings = groups.measures[0]
    assert (str(meetings.direct), meetings.full, meetings.reason.code) == ("75.00", None, "TK624")


def test_shared_cost_that_no_activity_can_take_is_told():
    found, findings = costs((), book=[Entry("6650", 800_00)])
    assert (found, codes(findings), findings[0].data["amount"]) == ({}, ["TK624"], 800_00)


def test_programme_cost_without_an_activity_is_a_row_of_its_own():
    found, findings = costs(book=[*BOOK, Entry("6210", 4_000_00)])
    assert (found["", "2025"].direct, found["", "2025"].shared) == (4_000_00, 400_00)
    assert found["Vertaisryhmät", "2025"].shared == 300_00
    (finding,) = findings
    assert (finding.code, finding.data["amount"]) == ("TK622", 4_000_00)


def test_fundraising_and_investment_are_no_activity_and_no_shared_cost():
    plain, _ = costs()
    more, _ = costs(book=[*BOOK, Entry("6940", 9_999_00), Entry("7540", 77_00), Entry("6940", 5_00, dims=dim("1"))])
    assert {key: (cost.direct, cost.shared) for key, cost in more.items()} == {
        key: (cost.direct, cost.shared) for key, cost in plain.items()
    }


def test_volumes_belong_to_their_year():
    book = [*BOOK, Entry("4110", 500_00, "2024-03-01", dims=dim("1"))]
    dated = ActivityVolume("Vertaisryhmät", period="2024", meetings=10)
    found, findings = costs((dated, ActivityVolume("Leirit", meetings=5)), book=book)
    assert str(found["Vertaisryhmät", "2024"].measures[0].direct) == "50.00"
    assert found["Vertaisryhmät", "2025"].measures[0].count is None
    assert found["Leirit", "2025"].measures[0].count is None
    assert {finding.code for finding in findings} == {"TK621"}


def test_volumes_of_an_activity_without_euros_are_told():
    found, findings = costs((ActivityVolume("Vertaisryhmat", meetings=1),))
    assert codes(findings) == ["TK623"]
    lost = found["Vertaisryhmat", "2025"]
    assert [(one.direct, one.full, one.reason.code) for one in lost.measures] == [
        (None, None, "TK623"), (None, None, "TK620"), (None, None, "TK620"),
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["4110", "6210", "6650", "6610"]), st.integers(0, 10**7), st.sampled_from(["1", "2", "3"])),
        min_size=1,
    )
)
def test_direct_and_shared_cost_together_are_the_ordinary_operations(rows):
    book = [Entry(code, cents, dims=dim(kp)) for code, cents, kp in rows]
    result = mapped(ledger(book), MAPPING)
    found, _ = unit_costs(result, CHART, ())
    ordinary = -statement(result, CHART, CHART.layout_by_id["is_npo"]).amounts["is.ord.exp"][0]
    if all(cost.shared is not None for cost in found) and found:
        assert sum(cost.full for cost in found) == ordinary
    else:
        assert sum(cost.direct for cost in found) < ordinary or ordinary == 0 or not found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reasons_and_findings_read_in_every_language(lang):
    volumes = (ActivityVolume("Leirit", meetings=0, volunteer_hours=Decimal(1)), ActivityVolume("Ei ole", meetings=1))
    found, findings = costs(volumes, [*BOOK, Entry("6210", 1)], key={})
    reasons = [one.reason for cost in found.values() for one in cost.measures if one.reason]
    reasons += [cost.volunteer_reason for cost in found.values() if cost.volunteer_reason]
    everything = [*findings, *reasons]
    assert {"TK620", "TK622", "TK623", "TK624", "TK625", "TK626"} <= {finding.code for finding in everything}
    for finding in everything:
        assert "{" not in message(in_language(finding, lang), lang) + hint(in_language(finding, lang), lang)


# --- the key of shared costs --------------------------------------------------------------------------------------------------

HOURS = (
    ActivityVolume("Vertaisryhmät", hours=Decimal(30), meetings=1, participants=5, volunteer_hours=Decimal(0)),
    ActivityVolume("Leirit", hours=Decimal(10), meetings=3, participants=15, volunteer_hours=Decimal("0.5")),
)


def shared_by(allocation, volumes=HOURS, book=BOOK):
    found, findings = unit_costs(mapped(ledger(book), MAPPING), CHART, volumes, allocation)
    return {cost.activity: cost.shared for cost in found}, findings


@pytest.mark.parametrize(
    ("by", "groups", "camps"),
    [
        ("direct_costs", 600_00, 200_00), ("hours", 600_00, 200_00), ("meetings", 200_00, 600_00),
        ("participants", 200_00, 600_00), ("volunteer_hours", 0, 800_00),
    ],
)  # fmt: skip
def test_the_key_divides_the_shared_costs(by, groups, camps):
    assert shared_by(Allocation(by)) == ({"Vertaisryhmät": groups, "Leirit": camps}, [])


def test_shares_divide_and_what_carries_no_activity_gets_none():
    book = [*BOOK, Entry("6210", 4_000_00)]
    parts, _ = shared_by(Allocation("shares", {"Vertaisryhmät": Decimal("12.5"), "Leirit": Decimal("87.5")}), book=book)
    assert parts == {"Vertaisryhmät": 100_00, "Leirit": 700_00, "": 0}


def test_a_volume_that_is_missing_stops_the_allocation_and_is_named():
    parts, findings = shared_by(Allocation("hours"), HOURS[:1])
    assert parts == {"Vertaisryhmät": None, "Leirit": None}
    (finding,) = findings
    assert (finding.code, finding.data["activities"], finding.data["amount"]) == ("TK411", ["Leirit"], 800_00)


def test_no_shared_cost_needs_no_volume():
    book = [entry for entry in BOOK if entry.account != "6650"]
    assert shared_by(Allocation("hours"), HOURS[:1], book) == ({"Vertaisryhmät": 0, "Leirit": 0}, [])


def test_a_share_for_an_unknown_activity_is_a_visible_row_and_told():
    parts, findings = shared_by(Allocation("shares", {"Leirit": Decimal(50), "Leirti": Decimal(50)}))
    assert parts == {"Vertaisryhmät": 0, "Leirit": 400_00, "Leirti": 400_00}
    assert codes(findings) == ["TK410"]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.integers(1, 10**10),
    st.sampled_from(["direct_costs", "hours", "meetings", "participants", "shares"]),
    st.integers(0, 10_000),
)
def test_shared_costs_are_divided_to_the_cent_by_every_key(cents, by, share):
    shares = {"Vertaisryhmät": Decimal(share) / 100, "Leirit": 100 - Decimal(share) / 100} if by == "shares" else {}
    parts, findings = shared_by(Allocation(by, shares), book=[*BOOK[:5], Entry("6650", cents)])
    assert (sum(parts.values()), findings) == (cents, [])


MAPPING_FILE = """mapping: 1
rules:
  - {when: "1", to: 1910}
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", None), ("allocation: hours", Allocation("hours")), ("allocation: {by: participants}", Allocation("participants")),
        ("allocation: {by: shares, shares: {Leirit: 30, Muut: 70}, basis: htv}",
         Allocation("shares", {"Leirit": Decimal(30), "Muut": Decimal(70)}, "htv")),
    ],
)  # fmt: skip
def test_the_key_is_read_from_the_mapping(tmp_path, line, expected):
    (tmp_path / "m.yaml").write_text(MAPPING_FILE + line + "\n", encoding="utf-8")
    mapping, findings = read_mapping(str(tmp_path / "m.yaml"))
    assert (mapping.allocation, findings) == (expected, [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("allocation: {by: shares, shares: {Leirit: 30, Muut: 60}}", "TK397"), ("allocation: shares", "TK397"),
        ("allocation: {by: shares, shares: {Leirit: -30, Muut: 130}}", "TK397"),
        ("allocation: {by: hours, shares: {Leirit: 100}}", "TK398"),
    ],
)  # fmt: skip
def test_a_key_that_cannot_be_used_is_a_finding(tmp_path, line, code):
    (tmp_path / "m.yaml").write_text(MAPPING_FILE + line + "\n", encoding="utf-8")
    _, findings = read_mapping(str(tmp_path / "m.yaml"))
    assert codes(findings) == [code]


def test_an_unknown_key_is_refused(tmp_path):
    (tmp_path / "m.yaml").write_text(MAPPING_FILE + "allocation: turnover\n", encoding="utf-8")
    assert read_mapping(str(tmp_path / "m.yaml"))[1]
