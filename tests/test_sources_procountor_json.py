"""Procountor's interface by its published schema: receipts with lines, and the general ledger of an account. Invented data."""

# ruff: noqa: E501 (sample lines stay as programs write them)

import json

import pytest

from tilikartta.model import TilikarttaError
from tilikartta.sources import read_ledger


def line(account, value, **more):
    return {
        "id": 1,
        "transactionType": "ENTRY",
        "account": account,
        "accountingValue": value,
        "description": f"vienti {account}",
        **more,
    }


def receipt(number, *lines, status="APPROVED", kind="JOURNAL", day="2025-03-04"):
    return {
        "receiptId": number,
        "type": kind,
        "status": status,
        "name": "Muistio",
        "receiptDate": day,
        "transactions": list(lines),
    }


RECEIPTS = [
    receipt(9, line("1910", 500.0), line("2010", -500.0), kind="RECEIPT_FOR_OPENING_ACCOUNTS", day="2025-01-01"),
    receipt(
        17, line("4000", 125.5, dimensionItemValues=[{"dimensionId": 3, "itemId": 41, "value": 125.5}]), line("1910", -125.5)
    ),
    receipt(18, line("4000", 70.1), line("1910", -70.1), status="INVALIDATED"),
    receipt(19, line("1910", 0.3), line("3000", -0.1), line("3000", -0.2)),
]
LEDGER = {
    "reportParameters": {},
    "ledgerAccount": {
        "id": "4000", "name": "Ostot", "totalAccountingValue": 125.50,
        "ledgerReceiptTransactions": [
            {"id": 1, "receiptNumber": 17, "receiptDate": "2025-03-04", "type": "PURCHASE_INVOICE", "accountingValue": 125.50, "status": "APPROVED", "name": "Kauppa"},
            {"id": 2, "receiptNumber": 18, "receiptDate": "2025-03-05", "type": "JOURNAL", "accountingValue": 3, "status": "DELETED"},
        ],
    },
}  # fmt: skip


def read(tmp_path, document, indent=1):
    path = tmp_path / "vastaus.json"
    path.write_text(json.dumps(document, indent=indent), encoding="utf-8")
    return read_ledger([path])


def rows(ledger, *names):
    return [list(row) for row in ledger.entries[[*names]].itertuples(index=False)]


@pytest.mark.parametrize("wrapped", [False, True])
def test_receipts_become_entries_to_the_cent(tmp_path, wrapped):
    ledger, findings = read(tmp_path, {"results": RECEIPTS, "meta": {"pageNumber": 0}} if wrapped else RECEIPTS)
    assert rows(ledger, "voucher", "account", "amount") == [
        ["17", "4000", 12550], ["17", "1910", -12550], ["19", "1910", 30], ["19", "3000", -10], ["19", "3000", -20],
    ]  # fmt: skip
    assert ledger.entries["dim_dimension_3"].tolist() == ["41", "", "", "", ""]
    assert dict(zip(ledger.balances["account"], ledger.balances["opening"], strict=True)) == {"1910": 50000, "2010": -50000}
    assert sorted(finding.code for finding in findings) == ["TK137", "TK207"]
    assert ledger.files[0].format == "procountor-json"


def test_places_are_lines_of_the_file(tmp_path):
    ledger, _ = read(tmp_path, RECEIPTS)
    lines = (tmp_path / "vastaus.json").read_text().splitlines()
    assert all('"accountingValue"' in lines[row - 1] for row in ledger.entries["source_row"])


def test_the_general_ledger_of_an_account(tmp_path):
    ledger, findings = read(tmp_path, LEDGER)
    assert rows(ledger, "voucher", "account", "account_name", "amount", "text") == [["17", "4000", "Ostot", 12550, "Kauppa"]]
    assert [finding.code for finding in findings] == ["TK137"]


def test_a_total_that_differs_and_an_unbalanced_receipt_are_told(tmp_path):
    changed = json.loads(json.dumps(LEDGER))
    changed["ledgerAccount"]["totalAccountingValue"] = 100
    _, findings = read(tmp_path, changed)
    [told] = [finding for finding in findings if finding.code == "TK262"]
    assert (told.data["told"], told.data["counted"]) == (10000, 12550)
    _, findings = read(tmp_path, [receipt(1, line("4000", 5), line("1910", -4.99))])
    assert [(finding.code, finding.voucher) for finding in findings] == [("TK250", "1")]


def test_vat_beside_the_amount_is_a_warning(tmp_path):
    _, findings = read(tmp_path, [receipt(1, line("4000", 5, vatAmount=1.02), line("1910", -5))])
    assert [finding.code for finding in findings] == ["TK276"]


@pytest.mark.parametrize(
    "document",
    [[{"receiptDate": "x", "transactions": [{"account": "1"}]}], {"ledgerAccount": {"ledgerReceiptTransactions": [7]}}],
)
def test_another_shape_is_refused(tmp_path, document):
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, document)
    assert [finding.code for finding in stop.value.findings] == ["TK178"]


def test_only_unbooked_receipts_are_no_ledger(tmp_path):
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, [receipt(1, line("4000", 5), status="DELETED")])
    assert {finding.code for finding in stop.value.findings} == {"TK137", "TK165"}
