"""The sign models are told apart by arithmetic: sums of vouchers first, then what accounts usually do; otherwise asked for."""

# ruff: noqa: E501 (sample lines stay as programs write them)
import pytest

from tilikartta.messages import hint, message
from tilikartta.model import TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger

OPEN_HEAD = "Pvm;Tosite;Tili;Nimi;Summa\n"
OPEN = "13.1.2025;1;9001;Salonki;80,00\n13.1.2025;1;0010;Eka;-80,00\n14.1.2025;2;0010;Eka;50,00\n14.1.2025;2;9002;Muu;-50,00\n"
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
    ledger, findings = read(tmp_path, ONE + "2.1.2025;1;1910 Pankki;50,00\n2.1.2025;1;3000 Maksutuotot;-49,00\n")
    assert list(ledger.entries["amount"]) == [5000, -4900]
    assert findings == []


def test_statement_can_be_asked_for_without_vouchers(tmp_path):
    ledger, _ = read(
        tmp_path, "Pvm;Tili;Summa\n2.1.2025;1910;50,00\n2.1.2025;2000;50,00\n2.1.2025;4000;-5,00\n", sign="statement"
    )
    assert list(ledger.entries["amount"]) == [5000, -5000, 500]


def test_a_large_correction_does_not_turn_a_ledger_round(tmp_path):
    usual = "".join(f"{day}.1.2025;{day};1910 Pankki;10,00\n{day}.1.2025;{day};3000 Tuotot;-10,00\n" for day in range(2, 8))
    usual += "".join(f"{day}.2.2025;1{day};4000 Kulut;5,00\n{day}.2.2025;1{day};1910 Pankki;-5,00\n" for day in range(2, 8))
    correction = "1.3.2025;99;3000 Tuotot;900,00\n1.3.2025;99;4000 Kulut;-900,00\n"
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


@pytest.mark.parametrize("accounts", [("7001", "8002"), ("1910", "2010"), ("1910", "3000"), ("4000", "1910")])
def test_was_a_fault_signs_that_nothing_confirms_were_taken(tmp_path, accounts):
    """A loan drawn or paid back, costs from 3000 on (scouts), sales under 4000 (British): the same file, read in two ways."""
    first, second = accounts
    text = f"Pvm;Tosite;Tili;Summa\n13.1.2025;1;{first};50,00\n13.1.2025;1;{second};-50,00\n"
    assert refused(tmp_path, text) == ["TK196"]
    for sign, cents in (("debit-plus", 5000), ("credit-plus", -5000)):
        ledger, findings = read(tmp_path, text, sign=sign)
        assert list(ledger.entries["amount"]) == [cents, -cents]
        assert findings == []


def test_a_name_that_moves_little_is_weak_evidence(tmp_path):
    text = OPEN_HEAD + OPEN + "15.1.2025;3;0010;Eka;0,50\n15.1.2025;3;9003;Korkotuotot;-0,50\n"
    ledger, findings = read(tmp_path, text)
    assert list(ledger.entries["amount"])[-2:] == [50, -50]
    assert [(finding.code, finding.data["accounts"]) for finding in findings] == [("TK244", ["9003 Korkotuotot"])]
    assert refused(tmp_path, text, strict=True) == ["TK147"]
    assert refused(tmp_path, text.replace("Eka;0,50", "Eka;-0,50").replace("tot;-", "tot;")) == ["TK196"]


def test_the_question_shows_a_row_of_the_bank_and_both_answers(tmp_path):
    rows = "13.1.2025;1;9001;Salonki;80,00\n13.1.2025;1;0010;Käyttötili;-80,00\n14.1.2025;2;0010;Käyttötili;50,00\n14.1.2025;2;9001;Salonki;-50,00\n"
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, "Pvm;Tosite;Tili;Nimi;Summa\n" + rows)
    (finding,) = stop.value.findings
    assert (finding.code, finding.data["local"], finding.data["row"]) == ("TK196", "0010 Käyttötili", "4")
    said = (message(finding, "fi") + hint(finding, "fi")).replace("\u00a0", " ")
    assert "14.1.2025, tili 0010 Käyttötili, 50,00 €" in said
    assert "jos se on debetiä, lisää komentoon --sign debit-plus; jos kreditiä, --sign credit-plus" in said.lower()


@pytest.mark.parametrize("sign", ["", "-"])
def test_was_a_fault_names_that_tell_the_signs_were_not_heard(tmp_path, sign):
    """A bank account that gains and income in credit say which is which, in charts of any numbering and either way round."""
    other = "" if sign else "-"
    text = f"Pvm;Tosite;Tili;Nimi;Summa\n13.1.2025;1;0010;Käyttötili;{sign}50,00\n13.1.2025;1;0110;Kausituotot;{other}50,00\n"
    ledger, findings = read(tmp_path, text)
    assert list(ledger.entries["amount"]) == [5000, -5000]
    assert [finding.code for finding in findings] == (["TK245"] if sign else [])


SIGNS = pytest.mark.parametrize("sign", ["debit-plus", "credit-plus"])
COSTS = {"9001": "expense", "9002": "income"}


def written(tmp_path, name, rows, sign):
    """Rows (voucher, account, name, cents debit +) with one amount in either direction."""
    factor = 1 if sign == "debit-plus" else -1
    lines = [f"{number + 1}.1.2025;{number};{account};{called};{factor * cents / 100:.2f}\n"
             for number, account, called, cents in rows]  # fmt: skip
    (tmp_path / name).write_text("Pvm;Tosite;Tili;Nimi;Summa\n" + "".join(lines), encoding="utf-8")
    return tmp_path / name


ROWS = [(1, "9001", "Salonki", 8000), (1, "0010", "Eka", -8000), (2, "0010", "Eka", 5000), (2, "9002", "Muu", -5000),
        (3, "9003", "Iso", 700), (3, "0010", "Eka", -700)]  # fmt: skip


def cents(ledger):
    return list(ledger.entries["amount"])


@SIGNS
def test_what_a_mapping_knows_of_the_accounts_settles_the_signs(tmp_path, sign):
    path = written(tmp_path, "a.csv", ROWS, sign)
    with pytest.raises(TilikarttaError):
        read_ledger([path])
    ledger, _ = read_ledger([path], ReadOptions(kind_of=lambda number, name: COSTS.get(number, "")))
    assert cents(ledger) == [row[3] for row in ROWS]


@SIGNS
def test_names_that_contradict_the_mapping_settle_nothing(tmp_path, sign):
    rows = [(number, account, {"Salonki": "Myyntituotot"}.get(name, name), value) for number, account, name, value in ROWS]
    with pytest.raises(TilikarttaError) as stop:
        read_ledger(
            [written(tmp_path, "a.csv", rows, sign)],
            ReadOptions(kind_of=lambda number, name: {"9001": "expense"}.get(number, "")),
        )
    assert [finding.code for finding in stop.value.findings] == ["TK196"]


@SIGNS
def test_no_account_changes_over_to_its_other_side(tmp_path, sign):
    """The bank held 20 euros and 37 went out: it must have been 37 in, the other way round, unless it was overdrawn."""
    rows = [(number, account, name, -value) for number, account, name, value in ROWS]
    ledger, _ = read_ledger([written(tmp_path, "a.csv", rows, sign)], ReadOptions(opened={"0010": 2000}))
    assert cents(ledger) == [row[3] for row in rows]


@SIGNS
def test_a_sister_of_the_same_run_settles_the_signs(tmp_path, sign):
    told = "Pvm;Tosite;Tili;Nimi;Debet;Kredit\n1.2.2024;1;9001;Salonki;10,00;\n1.2.2024;1;0010;Eka;;10,00\n2.2.2024;2;0010;Eka;40,00;\n"
    told += "2.2.2024;2;9002;Muu;;40,00\n3.2.2024;3;9003;Iso;10,00;\n3.2.2024;3;0011;Toka;;10,00\n"
    (tmp_path / "2024.csv").write_text(told, encoding="utf-8")
    path = written(tmp_path, "2025.csv", ROWS, sign)
    ledger, _ = read_ledger([path, tmp_path / "2024.csv"])
    assert cents(ledger)[: len(ROWS)] == [row[3] for row in ROWS]
    (tmp_path / "2024.csv").write_text(told.replace("9003", "9009").replace("9002", "9008"), encoding="utf-8")
    with pytest.raises(TilikarttaError):
        read_ledger([path, tmp_path / "2024.csv"])


@SIGNS
def test_openings_of_the_bank_settle_the_signs(tmp_path, sign):
    factor = 1 if sign == "debit-plus" else -1
    lines = ["Pvm;Tosite;Tili;Nimi;Summa;Alkusaldo", f";;0010;Käyttötili;;{factor * 50},00"]
    lines += [f"{one}.1.2025;{one};{account};{name.replace('Eka', 'Käyttötili')};{factor * value // 100},00;"
              for one, account, name, value in ROWS]  # fmt: skip
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ledger, _ = read_ledger([tmp_path / "a.csv"])
    assert cents(ledger) == [row[3] for row in ROWS]
    assert ledger.balances["opening"].to_list() == [5000]
