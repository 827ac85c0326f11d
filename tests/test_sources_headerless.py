"""Tables without headings: columns are told by content and arithmetic, shown, or refused in words."""

# ruff: noqa: E501 (sample lines stay as programs write them)
import openpyxl
import pytest

from tilikartta.model import TilikarttaError
from tilikartta.sources import ReadOptions, parse_columns, read_ledger


def read(tmp_path, text, **options):
    path = tmp_path / "ledger.csv"
    path.write_text(text, encoding="utf-8")
    return read_ledger([path], ReadOptions(**options))


def refused(tmp_path, text):
    with pytest.raises(TilikarttaError) as stop:
        read(tmp_path, text)
    return [finding.code for finding in stop.value.findings]


SHOWN = ["voucher", "account", "amount", "text"]
TASENOR = (
    '1,"2022-03-12","1900","Osakkeet","2500.00","—","2500.00"\n1,"2022-03-12","2001","Osakkeet","—","2500.00","0.00"\n'
    '2,"2022-03-13","1900","Laina","7500.00","—","7500.00"\n2,"2022-03-13","2621","Laina","—","7500.00","0.00"\n'
)
HANSA = (
    "101\t2025\t02.01.2025\tJäsenmaksu\t02.01.2025\tR1\t\t1910\t\t\tmaksu\t\t\t\t50,00\t\t\n"
    "101\t2025\t02.01.2025\tJäsenmaksu\t02.01.2025\tR1\t\t3000\t\t\tmaksu\t\t\t\t\t50,00\t\n"
    "102\t2025\t12.01.2025\tKahvia\t12.01.2025\tR2\t\t4000\t\t\tkahvi\t\t\t\t7,50\t\t\n"
    "102\t2025\t12.01.2025\tKahvia\t12.01.2025\tR2\t\t1910\t\t\tkahvi\t\t\t\t\t7,50\t\n"
)


def test_dashes_for_empty_cells(tmp_path):
    ledger, findings = read(tmp_path, TASENOR)
    assert ledger.entries[SHOWN].values.tolist() == [
        ["1", "1900", 250000, "Osakkeet"], ["1", "2001", -250000, "Osakkeet"], ["2", "1900", 750000, "Laina"], ["2", "2621", -750000, "Laina"],
    ]  # fmt: skip
    (decided,) = [finding for finding in findings if finding.code == "TK241"]
    assert decided.data["columns"] == "date = 2, debit = 5, credit = 6, voucher = 1, account = 3, text = 4"
    assert ledger.files[0].columns["account"] == "3"


def test_tab_separated_with_the_head_of_the_voucher_on_every_row(tmp_path):
    ledger, _ = read(tmp_path, HANSA)
    assert ledger.entries[SHOWN].values.tolist() == [
        ["101", "1910", 5000, "Jäsenmaksu"], ["101", "3000", -5000, "Jäsenmaksu"], ["102", "4000", 750, "Kahvia"], ["102", "1910", -750, "Kahvia"],
    ]  # fmt: skip


def test_one_signed_amount_that_sums_to_zero(tmp_path):
    rows = "4000;Ostot;10,00\n1910;Ostot;-10,00\n4000;Kahvi;5,00\n1910;Kahvi;-5,00\n"
    assert "TK196" in refused(tmp_path, rows)  # 4000 may be sales as well as costs
    ledger, _ = read(tmp_path, rows, sign="debit-plus")
    assert ledger.entries[["account", "amount", "text"]].values.tolist() == [
        ["4000", 1000, "Ostot"], ["1910", -1000, "Ostot"], ["4000", 500, "Kahvi"], ["1910", -500, "Kahvi"],
    ]  # fmt: skip


def test_voucher_numbers_that_look_like_accounts_are_told_by_their_sums(tmp_path):
    text = "2.1.2025;4711;1910;50,00\n2.1.2025;4711;3000;-50,00\n3.1.2025;4712;1910;-7,50\n3.1.2025;4712;4000;7,50\n"
    ledger, _ = read(tmp_path, text, sign="debit-plus")
    assert ledger.entries[["voucher", "account", "amount"]].values.tolist() == [
        ["4711", "1910", 5000], ["4711", "3000", -5000], ["4712", "1910", -750], ["4712", "4000", 750],
    ]  # fmt: skip


def test_two_columns_that_could_be_accounts_are_refused(tmp_path):
    text = "2.1.2025;4000;5000;10,00\n2.1.2025;1910;5001;-10,00\n3.1.2025;4000;5001;5,00\n3.1.2025;1910;5001;-5,00\n"
    assert refused(tmp_path, text) == ["TK195"]
    columns, _ = parse_columns(["date=1", "account=2", "dim:laji=3", "amount=4"])
    ledger, _ = read(tmp_path, text, columns=columns, sign="debit-plus")
    assert ledger.entries[["account", "dim_laji", "amount"]].values.tolist()[:2] == [
        ["4000", "5000", 1000],
        ["1910", "5001", -1000],
    ]


def test_the_statement_of_one_account_is_refused_in_words(tmp_path):
    text = '1,"2022-03-12","Osakkeet","2500.00","—","2500.00"\n2,"2022-03-13","Laina","7500.00","—","10000.00"\n'
    assert refused(tmp_path, text + '4,"2022-03-16","Kone","—","300.00","9700.00"\n') == ["TK194"]


@pytest.mark.parametrize("text", ["1;2;3\n4;5;6\n", "Foo;Bar;Baz\n2.1.2025;1910;5,00\n2.1.2025;3000;-5,00\n", "a;b\nc;d\n"])
def test_what_is_no_ledger_stays_unread(tmp_path, text):
    assert refused(tmp_path, text) == ["TK150"]


def test_workbook_without_headings(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["2.1.2025", 1, 1910, 50.25, None],
        ["2.1.2025", 1, 3000, None, 50.25],
        ["3.1.2025", 2, 4000, 7.5, None],
        ["3.1.2025", 2, 1910, None, 7.5],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    ledger, _ = read_ledger([tmp_path / "a.xlsx"], ReadOptions())
    assert ledger.entries[["voucher", "account", "amount"]].values.tolist() == [
        ["1", "1910", 5025], ["1", "3000", -5025], ["2", "4000", 750], ["2", "1910", -750],
    ]  # fmt: skip


def test_was_a_fault_names_of_accounts_were_taken_for_the_text(tmp_path):
    ledger, _ = read(
        tmp_path,
        "1;2.1.2025;1910;Pankki;50,00;;Jäsenmaksu\n1;2.1.2025;3000;Jäsenmaksut;;50,00;Jäsenmaksu\n"
        "2;13.1.2025;4000;Kahvi;20,00;;Kokous\n2;13.1.2025;1910;Pankki;;20,00;Kokous\n",
    )
    assert ledger.entries[["account", "account_name", "text"]].values.tolist() == [
        ["1910", "Pankki", "Jäsenmaksu"], ["3000", "Jäsenmaksut", "Jäsenmaksu"], ["4000", "Kahvi", "Kokous"], ["1910", "Pankki", "Kokous"],
    ]  # fmt: skip


SERIAL = [[45670, 1, 1910, "Pankkitili", 1500, "Jäsenmaksut"], [45670, 1, 3000, "Jäsenmaksutuotot", -1500, "Jäsenmaksut"],
          [45671, 2, 4000, "Tilakulut", 12.5, "Vuokra"], [45671, 2, 1910, "Pankkitili", -12.5, "Vuokra"]]  # fmt: skip


def workbook(tmp_path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    return read_ledger([tmp_path / "a.xlsx"], ReadOptions())


def sides(row):
    return [*row[:4], row[4] if row[4] > 0 else None, -row[4] if row[4] < 0 else None, row[5]]


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        (SERIAL, [150000, -150000, 1250, -1250]),
        ([sides(row) for row in SERIAL], [150000, -150000, 1250, -1250]),
        ([sides([*row[:4], 10 * row[4], row[5]]) for row in SERIAL], [1500000, -1500000, 12500, -12500]),
    ],
)
def test_was_a_fault_days_and_amounts_of_a_spreadsheet_needed_points_and_decimals(tmp_path, rows, amounts):
    ledger, findings = workbook(tmp_path, rows)
    assert ledger.entries["date"].astype(str).tolist() == ["2025-01-13"] * 2 + ["2025-01-14"] * 2
    assert ledger.entries["account"].tolist() == ["1910", "3000", "4000", "1910"]
    assert ledger.entries["amount"].tolist() == amounts
    assert [finding.code for finding in findings] == ["TK241"]


@pytest.mark.parametrize(
    "rows",
    [
        [[45670, 1, 1910, 1500], [45670, 1, 3000, 1500]],  # nothing tells amounts from codes
        [[45670, 45001, 1910, 1500], [45670, 45001, 3000, -1500]],  # two columns of days, or of vouchers
        [[45670, 45700, 1500.5], [45671, 45800, -1500.5]],  # days, or accounts
    ],
)
def test_numbers_that_may_be_days_or_codes_are_refused(tmp_path, rows):
    with pytest.raises(TilikarttaError) as stop:
        workbook(tmp_path, rows)
    assert {finding.code for finding in stop.value.findings} & {"TK150", "TK194", "TK195"}
