"""SAF-T Financial: any country's names, streamed; unsafe, cut and broken files are refused with their line."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interchange_ledgers import Books, books, codes, openings_of, rows_of, small
from writers_xml import SaftStyle, write_saft

from tilikartta.messages import hint, message
from tilikartta.model import ExitCode, LocalAccount, TilikarttaError
from tilikartta.sources import read_ledger

SAMPLE = Path(__file__).parents[2] / "shared" / "samples" / "saft" / "no_v1.10_ExampleFile_888888888.xml"
needs_sample = pytest.mark.skipif(not SAMPLE.is_file(), reason="sample files of ../shared are not here")

STYLES = [
    SaftStyle(),
    SaftStyle(prefix="n1", encoding="utf-16"),
    SaftStyle(country="DK", prefix="ns", encoding="iso-8859-1"),
    SaftStyle(country="", nested_amount=False, pretty=False),
    SaftStyle(country="OECD", line="TransactionLine", both_dates=False),
]


def read(tmp_path, content, name="ledger.xml"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_ledger([path])


def refused(tmp_path, content):
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, content)
    assert stop.value.exit_code is ExitCode.UNREADABLE
    return [(finding.code, finding.place.row) for finding in stop.value.findings if finding.severity == "error"]


def audit(lines="", accounts="", header="", totals=""):
    """A file with one transaction."""
    return (
        f"<AuditFile>\n<Header>{header}</Header>\n<MasterFiles><GeneralLedgerAccounts>{accounts}</GeneralLedgerAccounts></MasterFiles>"
        f"\n<GeneralLedgerEntries>{totals}<Journal><JournalID>GL</JournalID><Transaction>\n<TransactionID>7</TransactionID>"
        f"<PeriodYear>2025</PeriodYear><TransactionDate>2025-01-02</TransactionDate><Description>Myynti</Description>\n{lines}\n"
        "</Transaction></Journal></GeneralLedgerEntries></AuditFile>"
    )


def line(account, debit="", credit="", inside=""):
    sides = f"<DebitAmount>{debit}</DebitAmount>" if debit else f"<CreditAmount>{credit}</CreditAmount>" if credit else ""
    return f"<Line><AccountID>{account}</AccountID>{inside}{sides}</Line>\n"


def analysis(kind, code, amount=""):
    share = f"<AnalysisAmount><Amount>{amount}</Amount></AnalysisAmount>" if amount else ""
    return f"<Analysis><AnalysisType>{kind}</AnalysisType><AnalysisID>{code}</AnalysisID>{share}</Analysis>"


BALANCED = line("1910", "10.00") + line("3000", credit="10.00")


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_every_dialect_reads_to_the_same_ledger(tmp_path, style):
    invented = small()
    if style.encoding == "iso-8859-1":
        assert write_saft(invented, style).decode("iso-8859-1")
    ledger, findings = read(tmp_path, write_saft(invented, style))
    assert rows_of(ledger) == invented.rows()
    assert openings_of(ledger) == invented.opening
    assert codes(findings) == []
    assert set(ledger.entries["currency"]) == {"EUR"}
    assert ledger.files[0].decisions["period"] == "2025-01-01–2025-12-31"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(invented=books(), style=st.sampled_from(STYLES))
def test_any_books_come_back_whole(tmp_path, invented: Books, style: SaftStyle):
    ledger, findings = read(tmp_path, write_saft(invented, style))
    assert rows_of(ledger) == invented.rows()
    assert openings_of(ledger) == invented.opening
    assert codes(findings) == []


def test_rows_know_their_line_in_the_file(tmp_path):
    ledger, _ = read(tmp_path, audit(BALANCED))
    assert list(ledger.entries["source_row"]) == [6, 7]
    assert list(ledger.entries["text"]) == ["Myynti", "Myynti"]


def test_line_divided_over_objects(tmp_path):
    inside = analysis("A", "100", "2.50") + analysis("A", "200", "7.50") + analysis("P", "1")
    ledger, findings = read(tmp_path, audit(line("1910", "10") + line("3000", credit="10", inside=inside)))
    found = ledger.entries[["account", "amount", "dim_dimension_a", "dim_dimension_p", "source_row"]]
    assert [tuple(row) for row in found.itertuples(index=False)] == [
        ("1910", 1000, "", "", 6), ("3000", -250, "100", "1", 7), ("3000", -750, "200", "1", 7),
    ]  # fmt: skip
    assert codes(findings) == ["TK260", "TK260"]


def test_part_of_a_line_without_object_stays(tmp_path):
    ledger, _ = read(tmp_path, audit(line("1910", "10", inside=analysis("A", "100", "4")) + line("3000", credit="10")))
    found = [tuple(row) for row in ledger.entries[["amount", "dim_dimension_a"]].itertuples(index=False)]
    assert found == [(400, "100"), (600, ""), (-1000, "")]


def test_two_dimensions_that_divide_alike_stay_together(tmp_path):
    inside = analysis("A", "1", "4") + analysis("P", "x", "4") + analysis("A", "2", "6") + analysis("P", "y", "6")
    ledger, findings = read(tmp_path, audit(line("1910", "10", inside=inside) + line("3000", credit="10")))
    found = [tuple(row) for row in ledger.entries[["amount", "dim_dimension_a", "dim_dimension_p"]].itertuples(index=False)]
    assert found == [(400, "1", "x"), (600, "2", "y"), (-1000, "", "")]
    assert "TK264" not in codes(findings)


def test_objects_that_cannot_be_placed_are_said_and_no_cent_is_lost(tmp_path):
    inside = (
        analysis("A", "1", "4")
        + analysis("A", "2", "6")
        + analysis("P", "x", "5")
        + analysis("P", "y", "3")
        + analysis("P", "z", "2")
    )
    ledger, findings = read(tmp_path, audit(line("1910", "10", inside=inside) + line("3000", credit="10")))
    assert list(ledger.entries["amount"]) == [500, 300, 200, -1000]
    assert [(finding.code, finding.place.row) for finding in findings if finding.code == "TK264"] == [("TK264", 6)]


def test_signed_shares_of_1_30(tmp_path):
    inside = "".join(
        f"<Analysis><AnalysisType>A</AnalysisType><AnalysisID>{code}</AnalysisID>"
        f"<{side}AnalysisAmount><Amount>{amount}</Amount></{side}AnalysisAmount></Analysis>"
        for code, side, amount in (("1", "Credit", "12"), ("2", "Debit", "2"))
    )
    ledger, _ = read(tmp_path, audit(line("1910", "10") + line("3000", credit="10", inside=inside)))
    assert list(ledger.entries["amount"]) == [1000, -1200, 200]


def test_chart_class_and_hint(tmp_path):
    accounts = (
        "<Account><AccountID>1910</AccountID><AccountDescription>Bank</AccountDescription><StandardAccountID>19</StandardAccountID>"
        "<AccountType>Asset</AccountType></Account><Account><AccountID>X-1</AccountID><AccountDescription>Salg</AccountDescription>"
        "<GroupingCategory>RF-1167</GroupingCategory><GroupingCode>3000</GroupingCode><AccountType>Sale</AccountType></Account>"
    )
    ledger, _ = read(tmp_path, audit(line("1910", "1") + line("X-1", credit="1"), accounts))
    assert ledger.chart == (LocalAccount("1910", "Bank", "asset", "19"), LocalAccount("X-1", "Salg", "income", "3000"))


def test_heading_accounts_do_not_repeat_the_balances_below(tmp_path):
    def account(number, category):
        return (
            f"<Account><AccountID>{number}</AccountID><OpeningDebitBalance>5</OpeningDebitBalance>"
            f"<GroupingCategory>{category}</GroupingCategory></Account>"
        )

    accounts = account("1", "GR") + account("11", "GA") + account("111", "GM")
    ledger, _ = read(tmp_path, audit(line("111", "1") + line("111", credit="1"), accounts))
    assert openings_of(ledger) == {"111": 500}
    assert len(ledger.chart) == 3


def test_a_file_of_balances_alone(tmp_path):
    accounts = (
        "<Account><AccountID>1910</AccountID><OpeningDebitBalance>5</OpeningDebitBalance><ClosingCreditBalance>2.50"
        "</ClosingCreditBalance></Account>"
    )
    ledger, findings = read(tmp_path, f"<AuditFile><GeneralLedgerAccounts>{accounts}</GeneralLedgerAccounts></AuditFile>")
    found = [tuple(row) for row in ledger.balances[["account", "opening", "closing"]].itertuples(index=False)]
    assert found == [("1910", 500, -250)]
    assert len(ledger.entries) == 0
    assert findings == []


def test_dates_follow_the_year_of_the_period(tmp_path):
    text = audit(BALANCED).replace("<Description>", "<GLPostingDate>2026-02-01</GLPostingDate><Description>", 1)
    ledger, _ = read(tmp_path, text)
    assert ledger.files[0].decisions["date"] == "TransactionDate"
    assert set(ledger.entries["date"]) == {date(2025, 1, 2)}


def test_months_of_the_header_give_the_period(tmp_path):
    header = (
        "<SelectionCriteria><PeriodStart>7</PeriodStart><PeriodStartYear>2024</PeriodStartYear><PeriodEnd>13</PeriodEnd>"
        "<PeriodEndYear>2024</PeriodEndYear></SelectionCriteria>"
    )
    assert read(tmp_path, audit(BALANCED, header=header))[0].files[0].decisions["period"] == "2024-07-01–2024-12-31"


def test_wrong_content_is_named_with_line_and_figures(tmp_path):
    accounts = (
        "<Account>\n<AccountID>1910</AccountID><OpeningDebitBalance>5</OpeningDebitBalance><ClosingDebitBalance>15</ClosingDebitBalance>"
        "</Account>"
    )
    totals = "<NumberOfEntries>9</NumberOfEntries><TotalDebit>10.00</TotalDebit><TotalCredit>10.00</TotalCredit>"
    lines = line("1910", "10.00") + line("3000", credit="9.995") + line("4000")
    ledger, findings = read(tmp_path, audit(lines, accounts, totals=totals))
    spots = {(finding.code, finding.account, finding.place.row): dict(finding.data) for finding in findings}
    assert spots.pop(("TK252", "", 3)) == {"difference": 500, "year": ""}
    assert spots.pop(("TK263", "", 8)) == {"value": "9.995"}
    assert spots.pop(("TK266", "", 9)) == {}
    assert spots.pop(("TK267", "", 5)) == {"told": 9, "counted": 1}
    assert {code for code, _, _ in spots} == {"TK260"}
    assert list(ledger.entries["amount"]) == [1000, -1000, 0]
    _, findings = read(tmp_path, audit(line("1910", "10") + line("3000", credit="9"), accounts, totals=totals), "b.xml")
    spots = {(finding.code, finding.account, finding.voucher, finding.place.row): dict(finding.data) for finding in findings}
    assert spots[("TK250", "", "GL 7", 5)] == {"difference": 100}
    assert spots[("TK262", "", "", 5)] == {"of": "TotalCredit", "told": 1000, "counted": 900}


def test_closing_balance_that_does_not_follow(tmp_path):
    accounts = "<Account><AccountID>1910</AccountID><ClosingDebitBalance>12</ClosingDebitBalance></Account>"
    _, findings = read(tmp_path, audit(BALANCED, accounts))
    (found,) = [finding for finding in findings if finding.code == "TK251"]
    assert (found.account, found.place.row, dict(found.data)) == (
        "1910",
        3,
        {"closing": 1200, "computed": 1000, "difference": 200},
    )


BOMB = '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>\n'
OUTSIDE = '<?xml version="1.0"?>\n<!DOCTYPE AuditFile [<!ENTITY b SYSTEM "file:///etc/passwd">]>\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(BOMB + audit(BALANCED).replace("Myynti", "&c;"), [("TK155", 2)], id="entity bomb"),
        pytest.param(OUTSIDE + audit(BALANCED).replace("Myynti", "&b;"), [("TK155", 2)], id="entity of a file"),
        pytest.param('<!DOCTYPE AuditFile SYSTEM "http://example.invalid/a.dtd">' + audit(BALANCED), [("TK155", 1)], id="DTD"),
        pytest.param(audit(BALANCED)[:-60], [("TK154", 8)], id="cut off"),
        pytest.param(audit(BALANCED)[: audit(BALANCED).index("</DebitAmount")], [("TK154", 6)], id="cut inside a line"),
        pytest.param(audit(BALANCED).replace("</Header>", "</Head>"), [("TK156", 2)], id="tags that do not match"),
        pytest.param(audit(BALANCED).replace("Myynti", "A & B"), [("TK156", 5)], id="bare ampersand"),
        pytest.param(audit(BALANCED).encode().replace(b"Myynti", b"My\xe4"), [("TK156", 5)], id="not UTF-8"),
        pytest.param('<?xml version="1.0" encoding="klingon"?>' + audit(BALANCED), [("TK156", 1)], id="unknown encoding"),
        pytest.param("<AuditFile>" + "<a>" * 200 + "</a>" * 200 + "</AuditFile>", [("TK162", 1)], id="nested deep"),
        pytest.param(
            "<AuditFile>" + "".join(f"<a{n}/>" for n in range(20_100)) + "</AuditFile>", [("TK162", 1)], id="many names"
        ),
        pytest.param(audit(BALANCED).replace("Myynti", "x" * 2_000_000), [("TK162", 5)], id="text without end"),
        pytest.param("<AuditFile><Header/></AuditFile>", [("TK165", 0)], id="nothing inside"),
        pytest.param(audit(BALANCED.replace("10.00<", "ten<")), [("TK170", 6), ("TK170", 7)], id="no amount"),
        pytest.param(audit(BALANCED).replace("2025-01-02", "2025-02-30"), [("TK174", 4)], id="no date"),
    ],
)
def test_refusals_name_the_line(tmp_path, text, expected):
    assert refused(tmp_path, text) == expected


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_findings_speak(tmp_path, lang):
    found = []
    for name, text in (("a.xml", BOMB + audit(BALANCED)), ("b.xml", audit(BALANCED)[:-60]), ("c.xml", audit(line("1", "2")))):
        try:
            found += read(tmp_path, text, name)[1]
        except TilikarttaError as stop:
            found += stop.findings
    assert {"TK155", "TK154", "TK250", "TK260"} == set(codes(found))
    assert all(len(message(finding, lang)) > 20 and len(hint(finding, lang)) > 20 for finding in found)


@needs_sample
def test_official_sample_says_exactly_what_does_not_reconcile():
    """53 transactions, 170 lines, debit = credit = 9 487 049.35; openings and three closings do not agree."""
    ledger, findings = read_ledger([SAMPLE])
    entries = ledger.entries
    assert entries["amount"].sum() == 0
    assert entries.loc[entries["amount"] > 0, "amount"].sum() == 9_487_049_35
    assert entries["source_row"].nunique() == 170
    assert entries["voucher"].nunique() == 53
    assert len(entries) == 206  # lines divided over departments and projects
    found = {(finding.code, finding.account): finding.data["difference"] for finding in findings}
    assert found == {
        ("TK251", "1920"): -53_838_25, ("TK251", "2711"): 35, ("TK251", "2740"): -35, ("TK252", ""): 2_545_410_00,
    }  # fmt: skip
    assert ledger.balances["opening"].sum() == 2_545_410_00
    assert ledger.files[0].columns == {"dim_avdeling": "Avdeling", "dim_prosjekt": "Prosjekt"}
    assert [account.hint for account in ledger.chart[:2]] == ["12", "14"]
