"""Every check is documented, and its documentation is true: the passing example passes and the failing one fails."""

import re

import pytest
from check_examples import subject_of_example

from tilikartta.checks.catalogue import doc_of
from tilikartta.checks.registry import BASIC, FAULTY_CELL, STRICT
from tilikartta.checks.run import run_checks
from tilikartta.messages import catalogue, hint, message
from tilikartta.model import ENTRY_COLUMNS
from tilikartta.model.check_settings import CheckSettings

# what a fault cannot be without: entries without a voucher have none; a wrong equity has its counterpart on another account
COMPANIONS = {"TK211": {"TK214"}, "TK319": {"TK545"}, "TK402": {"TK401"}, "TK540": {"TK545"}}
by_name = pytest.mark.parametrize("check", STRICT, ids=lambda check: check.__name__)


@by_name
def test_the_passing_example_passes(check):
    assert check(subject_of_example(doc_of(check).passes)) == []


@by_name
def test_the_failing_example_fails_with_the_code_and_gravity_of_the_document(check):
    doc = doc_of(check)
    found = check(subject_of_example(doc.fails))
    assert {(finding.code, finding.severity) for finding in found} == {(doc.code, doc.severity)}


@by_name
def test_the_passing_example_is_clean_to_every_basic_check(check):
    doc = doc_of(check)
    found = run_checks(subject_of_example(doc.passes)).findings
    assert {finding.code for finding in found if finding.severity != "info"} <= COMPANIONS.get(doc.code, set()) - {"TK401"}


@by_name
def test_the_failing_example_shows_its_own_fault_and_no_other(check):
    doc = doc_of(check)
    found = run_checks(subject_of_example(doc.fails), preset="strict").findings
    assert doc.code in {finding.code for finding in found}
    assert {finding.code for finding in found if finding.severity != "info"} <= {doc.code, *COMPANIONS.get(doc.code, ())}


@by_name
def test_findings_speak_three_languages_without_a_gap(check):
    for finding in check(subject_of_example(doc_of(check).fails)):
        said = {lang: message(finding, lang) + hint(finding, lang) for lang in ("fi", "sv", "en")}
        assert len(set(said.values())) == 3
        assert not any(re.search(r"\{\w*\}|None", text) for text in said.values())


def test_codes_are_told_apart_and_have_their_texts():
    codes = [doc_of(check).code for check in STRICT]
    assert len(codes) == len(set(codes))
    assert set(codes) <= catalogue().keys()


def test_basic_is_the_part_of_strict_that_is_no_guess():
    assert set(BASIC) <= set(STRICT)
    assert {doc_of(check).severity for check in STRICT if check not in BASIC} == {"info"}


def test_faulty_cells_are_columns_of_the_ledger():
    assert set(FAULTY_CELL.values()) <= set(ENTRY_COLUMNS)
    assert FAULTY_CELL.keys() <= catalogue().keys()


def test_the_message_is_that_of_the_treasurer():
    doc = doc_of(next(check for check in BASIC if doc_of(check).code == "TK210"))
    [finding] = run_checks(subject_of_example(doc.fails), select=["TK210"]).findings
    assert message(finding, "fi").replace("\u00a0", " ") == (
        "Tosite 125 ei täsmää: debet 120,00 €, kredit 119,99 €, erotus 0,01 €."
    )
    assert (finding.place.row, finding.voucher) == (2, "125")


def balance_rows(*rows):
    return "account,account_name,amount,opening,closing\n" + "\n".join(rows)


def test_a_list_of_balances_is_checked_without_entries():
    found = run_checks(
        subject_of_example(balance_rows("1920,Kassa,,50.00,-10.00", "2120,,,-50.00,-50.00", "6610,,,,60.00"))
    ).findings
    assert [(one.code, one.account) for one in found if one.severity != "info"] == [("TK342", "1920")]


def test_an_empty_ledger_has_nothing_to_find():
    found = run_checks(subject_of_example("voucher,date,account,amount"), preset="strict", ignore=["TK554"]).findings
    assert found == []


def test_numbers_that_begin_anew_each_month_are_no_fault():
    rows = [
        f"{n},2025-{month:02d}-{n:02d},{account},{sign}{month}{n}.00"
        for month in range(1, 7) for n in range(1, 8) for account, sign in (("6610", ""), ("1910", "-"))
    ]  # fmt: skip
    found = run_checks(subject_of_example("voucher,date,account,amount\n" + "\n".join(rows))).findings
    assert {one.code for one in found if one.severity != "info"} == set()


def test_without_names_of_cash_the_settings_tell_the_box():
    text = doc_of(next(check for check in BASIC if doc_of(check).code == "TK343")).fails.replace("1920", "K1")
    subject = subject_of_example(text, CheckSettings(cash=("K1",)))
    assert "TK343" in {one.code for one in run_checks(subject).findings}
    assert "TK343" not in {one.code for one in run_checks(subject_of_example(text)).findings}


def test_a_bank_account_with_a_credit_limit_may_be_overdrawn():
    text = doc_of(next(check for check in BASIC if doc_of(check).code == "TK344")).fails
    assert "TK344" not in {one.code for one in run_checks(subject_of_example(text, CheckSettings(overdraft=("1910",)))).findings}
