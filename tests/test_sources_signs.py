"""The sign models are told apart by arithmetic: sums of vouchers first, then what accounts usually do; otherwise asked for."""

# ruff: noqa: E501 (sample lines stay as programs write them)
import pytest

from tilikartta.model import TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger

ONE = "Pvm;Tosite;Tili;Summa\n"
TWO = "Pvm;Tosite;Tili;Debet;Kredit\n"


def read(tmp_path, text, **options):
    path = tmp_path / "ledger.csv"
    path.write_text(text, encoding="utf-8")
    return read_ledger([path], ReadOptions(**options))


def refused(tmp_path, text, **options):
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, text, **options)
    return [finding.code for finding in stop.value.findings]


STATEMENT = (
    ONE + "2.1.2025;1;1910;50,00\n2.1.2025;1;3000;50,00\n3.1.2025;2;1910;-20,00\n3.1.2025;2;4000;-20,00\n"
    "4.1.2025;3;1910;30,00\n4.1.2025;3;2400;50,00\n4.1.2025;3;4000;-20,00\n"
)


def test_statement_signs_follow_from_the_vouchers(tmp_path):
    ledger, findings = read(tmp_path, STATEMENT)
    assert list(ledger.entries["amount"]) == [5000, -5000, -2000, 2000, 3000, -5000, 2000]
    assert ledger.files[0].decisions["sign"] == "statement"
    assert [finding.code for finding in findings] == ["TK237"]


def test_natural_signs_follow_from_the_vouchers(tmp_path):
    text = ONE + "2.1.2025;1;1910;50,00\n2.1.2025;1;3000;50,00\n3.1.2025;2;1910;-20,00\n3.1.2025;2;4000;20,00\n"
    ledger, _ = read(tmp_path, text)
    assert list(ledger.entries["amount"]) == [5000, -5000, -2000, 2000]


def test_same_signs_without_numbers_are_refused(tmp_path):
    rows = "2.1.2025;1;Kassa;50,00\n2.1.2025;1;Maksut;50,00\n3.1.2025;2;Kassa;50,00\n3.1.2025;2;Maksut;50,00\n"
    assert refused(tmp_path, ONE + rows) == ["TK191"]


def test_one_voucher_that_does_not_balance_is_no_reason_to_turn_signs(tmp_path):
    ledger, findings = read(tmp_path, ONE + "2.1.2025;1;1910;50,00\n2.1.2025;1;3000;-49,00\n")
    assert list(ledger.entries["amount"]) == [5000, -4900]
    assert findings == []


def test_statement_can_be_asked_for_without_vouchers(tmp_path):
    ledger, _ = read(
        tmp_path, "Pvm;Tili;Summa\n2.1.2025;1910;50,00\n2.1.2025;2000;50,00\n2.1.2025;4000;-5,00\n", sign="statement"
    )
    assert list(ledger.entries["amount"]) == [5000, -5000, 500]


def test_a_large_correction_does_not_turn_a_ledger_round(tmp_path):
    usual = "".join(f"{day}.1.2025;{day};1910;10,00\n{day}.1.2025;{day};3000;-10,00\n" for day in range(2, 8))
    usual += "".join(f"{day}.2.2025;1{day};4000;5,00\n{day}.2.2025;1{day};1910;-5,00\n" for day in range(2, 8))
    correction = "1.3.2025;99;3000;900,00\n1.3.2025;99;4000;-900,00\n"
    ledger, findings = read(tmp_path, ONE + usual + correction)
    assert ledger.entries["amount"].sum() == 0
    assert ledger.files[0].decisions["sign"] == "debit-plus"
    assert findings == []


def test_vouchers_tell_negative_credit_even_when_a_total_differs(tmp_path):
    rows = "2.1.2025;1;1910;50,00;\n2.1.2025;1;3000;;-50,00\n3.1.2025;2;1910;7,00;\n3.1.2025;2;3000;;-6,00\n"
    ledger, _ = read(tmp_path, TWO + rows)
    assert list(ledger.entries["amount"]) == [5000, -5000, 700, -600]
    corrections = "2.1.2025;1;1910;-50,00;\n2.1.2025;1;3000;;-50,00\n3.1.2025;2;1910;-7,00;\n3.1.2025;2;3000;;-6,00\n"
    ledger, _ = read(tmp_path, TWO + corrections)
    assert list(ledger.entries["amount"]) == [-5000, 5000, -700, 600]


def test_accounts_of_the_income_statement_only(tmp_path):
    ledger, findings = read(tmp_path, TWO + "2.1.2025;1;3000;;50,00\n3.1.2025;2;4000;20,00;\n")
    assert ledger.entries["amount"].sum() == -3000
    assert [(finding.code, finding.data["amount"]) for finding in findings] == [("TK238", -3000)]
    _, findings = read(tmp_path, TWO + "2.1.2025;1;3000;;50,00\n3.1.2025;2;1910;20,00;\n")
    assert findings == []


def test_rows_without_their_last_empty_cells(tmp_path):
    head = "Pvm;Tosite;Tili;Debet;Kredit;Selite\n"
    ledger, findings = read(
        tmp_path,
        head + "2.1.2025;1;1910;50,00\n2.1.2025;1;3000;;50,00;maksu\n3.1.2025;2;1910;;7,00\n3.1.2025;2;4000;7,00;;kahvi\n",
    )
    assert list(ledger.entries["amount"]) == [5000, -5000, -700, 700]
    assert [(finding.code, finding.data["count"]) for finding in findings] == [("TK240", 2)]
    keeps_empty = head + "2.1.2025;1;1910;50,00;;\n2.1.2025;1;3000;;50,00\n"
    assert refused(tmp_path, keeps_empty) == ["TK152"]
    cut_off = head + "2.1.2025;1;1910;50,00;;x\n2.1.2025;1;3000;;50,0"
    assert refused(tmp_path, cut_off) == ["TK152"]


@pytest.mark.parametrize(
    ("debit", "amounts", "currency"),
    [("Debet", ("50,00 kr", "7,00 kr."), "kr"), ("Debet", ("50,00 SEK", "7,00 kr"), "SEK"), ("Debet (SEK)", ("50,00", "7,00"), "SEK"),
     ("Debet", ("NOK 50,00", "7,00"), "NOK"), ("Debet", ("50,00 DKK", "7,00 DKK"), "DKK"), ("Debet €", ("50,00", "7,00 EUR"), "EUR"),
     ("Debet", ("50,00", "7,00"), "")],
)  # fmt: skip
def test_currency_marks(tmp_path, debit, amounts, currency):
    first, second = amounts
    rows = f"2.1.2025;1;1910;{first};\n2.1.2025;1;3000;;{first}\n3.1.2025;2;1910;{second};\n3.1.2025;2;3000;;{second}\n"
    ledger, _ = read(tmp_path, f"Pvm;Tosite;Tili;{debit};Kredit\n" + rows)
    assert list(ledger.entries["amount"]) == [5000, -5000, 700, -700]
    assert set(ledger.entries["currency"]) == {currency}


def test_two_currencies_are_refused_with_the_row(tmp_path):
    text = TWO + "2.1.2025;1;1910;50,00 €;\n2.1.2025;1;3000;;50,00 €\n3.1.2025;2;1910;7,00 SEK;\n3.1.2025;2;3000;;7,00 SEK\n"
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, text)
    assert [(finding.code, finding.place.row) for finding in stop.value.findings] == [("TK189", 4)]
    column = "Pvm;Tosite;Tili;Debet;Kredit;Valuutta\n2.1.2025;1;1910;5,00;;EUR\n2.1.2025;1;3000;;5,00;NOK\n"
    assert refused(tmp_path, column) == ["TK189"]


@pytest.mark.parametrize(
    ("accounts", "told"), [(("7001", "8002"), ["TK196"]), (("1910", "2010"), []), (("1910", "3000"), []), (("4000", "1910"), [])]
)
def test_was_a_fault_signs_that_nothing_confirms_were_taken_in_silence(tmp_path, accounts, told):
    first, second = accounts
    text = f"Pvm;Tosite;Tili;Summa\n13.1.2025;1;{first};50,00\n13.1.2025;1;{second};-50,00\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    _, findings = read_ledger([tmp_path / "a.csv"])
    assert [finding.code for finding in findings] == told
    _, findings = read_ledger([tmp_path / "a.csv"], ReadOptions(sign="debit-plus"))
    assert findings == []


@pytest.mark.parametrize(("sign", "told"), [("", []), ("-", ["TK196"])])
def test_was_a_fault_names_that_confirm_the_signs_were_not_heard(tmp_path, sign, told):
    """A bank account that gains and income in credit say which is which, in charts of any numbering."""
    other = "" if sign else "-"
    text = f"Pvm;Tosite;Tili;Nimi;Summa\n13.1.2025;1;0010;Käyttötili;{sign}50,00\n13.1.2025;1;0110;Kausituotot;{other}50,00\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    _, findings = read_ledger([tmp_path / "a.csv"])
    assert [finding.code for finding in findings] == told
