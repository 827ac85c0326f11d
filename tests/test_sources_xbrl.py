"""XBRL GL (TALTIO): any version, the ways of writing signs told apart by the vouchers, several accounts on a line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interchange_ledgers import Books, books, codes, rows_of, small
from writers_sie import write_sie
from writers_xml import XbrlStyle, write_saft, write_xbrl

from tilikartta.model import ExitCode, TilikarttaError
from tilikartta.sources import read_ledger

STYLES = [
    XbrlStyle(),
    XbrlStyle(sign="code-signed", year="2025-12-01"),
    XbrlStyle(sign="signed", root="", dates="header"),
    XbrlStyle(sign="sign-element", root="xbrl", extra_account=True),
]


def read(tmp_path, content, name="ledger.xbrl"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_ledger([path])


def refused(tmp_path, content):
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, content)
    assert stop.value.exit_code is ExitCode.UNREADABLE
    return [(finding.code, finding.place.row) for finding in stop.value.findings if finding.severity == "error"]


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_every_way_of_writing_reads_to_the_same_ledger(tmp_path, style):
    ledger, findings = read(tmp_path, write_xbrl(small(), style))
    assert rows_of(ledger) == small().rows()
    assert codes(findings) == []
    assert ledger.files[0].format == "xbrl-gl"
    assert {account.hint for account in ledger.chart} == ({"STD1"} if style.extra_account else {""})


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(invented=books(), style=st.sampled_from(STYLES))
def test_any_books_come_back_whole(tmp_path, invented: Books, style: XbrlStyle):
    ledger, findings = read(tmp_path, write_xbrl(invented, style))
    assert rows_of(ledger) == invented.rows()
    assert codes(findings) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(invented=books())
def test_three_formats_give_one_ledger(tmp_path, invented: Books):
    written = {"a.se": write_sie(invented), "b.xml": write_saft(invented), "c.xbrl": write_xbrl(invented)}
    read_back = [rows_of(read(tmp_path, content, name)[0]) for name, content in written.items()]
    assert read_back[0] == read_back[1] == read_back[2] == invented.rows()


def test_the_way_of_signs_is_shown(tmp_path):
    shown = [
        read(tmp_path, write_xbrl(small(), style), f"{at}.xml")[0].files[0].decisions["sign"] for at, style in enumerate(STYLES)
    ]
    assert shown == ["debitCreditCode", "debitCreditCode, unsigned", "signed", "signed"]


def entries(kind, details):
    return (
        f"<accountingEntries>\n<documentInfo><entriesType>{kind}</entriesType></documentInfo>\n"
        f"<entryHeader><entryNumber>5</entryNumber>\n{details}</entryHeader></accountingEntries>"
    )


def detail(account, amount, more=""):
    return (
        f"<entryDetail><account><accountMainID>{account}</accountMainID></account><amount>{amount}</amount>{more}</entryDetail>\n"
    )


def test_reversal_with_a_code_keeps_its_side(tmp_path):
    """Other vouchers show that the code gives the side; a negative debit is then a reversal, not a credit."""
    plain = "".join(
        f"<entryHeader>{detail('1', '5.00', '<debitCreditCode>D</debitCreditCode>')}"
        f"{detail('2', '5.00', '<debitCreditCode>C</debitCreditCode>')}</entryHeader>"
        for _ in range(2)
    )
    reversal = (
        f"<entryHeader>{detail('1', '-5.00', '<debitCreditCode>D</debitCreditCode>')}"
        f"{detail('2', '-5.00', '<debitCreditCode>C</debitCreditCode>')}</entryHeader>"
    )
    ledger, _ = read(tmp_path, f"<accountingEntries>{plain}{reversal}</accountingEntries>")
    assert list(ledger.entries["amount"]) == [500, -500, 500, -500, -500, 500]


def test_trial_balance(tmp_path):
    text = entries("trialbalance", detail("1910", "5.00", "<postingDate>2025-12-31</postingDate>") + detail("3000", "-5.00"))
    ledger, _ = read(tmp_path, text)
    assert [tuple(row) for row in ledger.balances[["account", "closing"]].itertuples(index=False)] == [
        ("1910", 500),
        ("3000", -500),
    ]
    assert len(ledger.entries) == 0


def test_unbalanced_voucher_is_named(tmp_path):
    _, findings = read(tmp_path, entries("journal", detail("1910", "5.00") + detail("3000", "-4.00") + detail("3001", "")))
    assert [(finding.code, finding.voucher, finding.place.row) for finding in findings] == [("TK250", "5", 3), ("TK266", "", 6)]
    assert findings[0].data["difference"] == 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(entries("mapping", detail("1", "1")), [("TK164", 2)], id="a mapping"),
        pytest.param(entries("journal", ""), [("TK165", 0)], id="nothing inside"),
        pytest.param("<!DOCTYPE a []>" + entries("journal", detail("1", "1")), [("TK155", 1)], id="document type"),
        pytest.param(entries("journal", detail("1", "1"))[:-30], [("TK154", 5)], id="cut off"),
        pytest.param(entries("journal", detail("1", "x")), [("TK170", 4)], id="no amount"),
        pytest.param(
            '<xbrl xmlns:ifrs="http://xbrl.ifrs.org/taxonomy"><ifrs:Assets>5</ifrs:Assets></xbrl>', [("TK108", 0)], id="a report"
        ),
    ],
)
def test_refusals_name_the_line(tmp_path, text, expected):
    assert refused(tmp_path, text) == expected
