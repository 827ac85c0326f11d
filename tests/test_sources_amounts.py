"""Amounts: every accepted way of writing, and the decision between decimal and thousands mark."""

# ruff: noqa: E501 (sample lines stay as programs write them)
import pyarrow as pa
import pytest

from tilikartta.sources.amounts import decide_decimal, read_amounts
from tilikartta.sources.table import Column


def column(*cells: str) -> Column:
    return Column(pa.chunked_array([pa.array(cells, pa.string())]))


def read(cell: str, decimal: str) -> int | str | None:
    amounts = read_amounts(column(cell), decimal)
    if amounts.bad[0].as_py():
        return "bad"
    return "finer" if amounts.finer[0].as_py() else amounts.cents[0].as_py()


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("1234,56", 123456), ("1 234,56", 123456), ("1\u00a0234,56", 123456), ("1\u2009234,56", 123456), ("1\u202f234,56", 123456),
        ("1.234,56", 123456), ("1'234,56", 123456), ("1’234’567,8", 123456780), ("12", 1200), ("12,", 1200), (",5", 50), ("0", 0),
        ("-12,30", -1230), ("12,30-", -1230), ("\u221212,30", -1230), ("(12,30)", -1230), ("( 12,30 )", -1230), ("+12,30", 1230),
        ("- 12,30", -1230), ("12,30 -", -1230), ("12,30 €", 1230), ("€ 12,30", 1230), ("€12,30", 1230), ("EUR 12,30", 1230),
        ("-€12,30", -1230), ("-12,30 €", -1230), ("12,30- €", -1230), ("2 500,00€", 250000), ("12,3 EUR", 1230), ("(12,30 €)", -1230),
        ("", None), ("-", None), ("–", None), ("—", None), ("\u2212", None), ("000000000001437,12", 143712), ("12,500", 1250),
        ("12,0000", 1200), ("0,00", 0), ("-0,01", -1), ("999999999999,99", 99999999999999), ("1.000.000,01", 100000001),
    ],
)  # fmt: skip
def test_accepted_forms(cell, cents):
    assert read(cell, ",") == cents
    assert read("77 777,77 €", ",") == 7777777


@pytest.mark.parametrize(
    "cell",
    ["12,3x4", "abc", "1,2,3", "12 34,5", "1.23,4", "--1", "-(12,30)", "(12,30", "1e5", "1,2E+05", "12,30 €€", "12.345.67,8", "1 2",
     "-12,30-", "€", "EUR", "12,30 XYZ", "٣,٥", "12/3", "#REF!", "=1+1", "12\u200b,3", "99999999999999999,00"],
)  # fmt: skip
def test_junk_is_reported_and_never_read(cell):
    assert read(cell, ",") == "bad"


@pytest.mark.parametrize("cell", ["1,234", "0,005", "12,345 €", "(1,001)"])
def test_more_than_two_decimals_is_not_rounded(cell):
    assert read(cell, ",") == "finer"


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1234,5"], ","), (["1234.5"], "."), (["1,234.50"], "."), (["1.234,50"], ","), (["1.234", "12,50"], ","),
        (["1,234", "12.50"], "."), (["1.234.567"], ","), (["1,234,567"], "."), (["12", "13"], ""), (["1 234,5"], ","),
        (["0,123"], ","), (["12345,678"], ","), (["1,234.567"], "."), (["", "–"], ""), (["12,50 €", "1.234 €"], ","), (["-1.234,5-"], ","),
    ],
)  # fmt: skip
def test_decimal_mark_is_decided(cells, mark):
    decision = decide_decimal([column(*cells)])
    assert (decision.mark, decision.ambiguous, decision.mixed) == (mark, (), ())


@pytest.mark.parametrize("cells", [["1.234"], ["1,234", "12"], ["-1.234", "12.345 €"], ["123,456"], ["1.234", "1,234"]])
def test_values_that_could_be_both_are_refused(cells):
    decision = decide_decimal([column(*cells)])
    assert decision.mark == ""
    assert decision.ambiguous


def test_debit_and_credit_decide_together():
    assert decide_decimal([column("1.234", ""), column("", "12,50")]).mark == ","


def test_two_decimal_marks_in_one_column_are_named():
    assert decide_decimal([column("12,50", "12.50")]).mixed == ("12,50", "12.50")


def test_no_decimals_reads_with_thousands():
    assert read("1 234", "") == 123400
    assert read("1234", "") == 123400
    assert read("1.234", ",") == 123400
