"""Dates: forms, the order of day and month, and what is refused."""

from datetime import date

import pyarrow as pa
import pytest

from tilikartta.sources.dates import read_dates
from tilikartta.sources.table import Column


def read(*cells: str, order: str = ""):
    return read_dates(Column(pa.chunked_array([pa.array(cells, pa.string())])), order)


@pytest.mark.parametrize(
    "cell",
    ["4.3.2025", "04.03.2025", "2025-03-04", "20250304", "2025/03/04", "2025.03.04", "2025-03-04T10:31:35.977+03:00",
     "2025-03-04 00:00:00",
         "4.3.2025 12:30", "4.3.2025 klo 12.30", "04 Mar 2025", "4 March 2025", "45720", "45720.0", "2025-3-4"],
)  # fmt: skip
def test_forms(cell):
    dates = read(cell)
    assert dates.days.to_pylist() == [date(2025, 3, 4)]
    assert not dates.ambiguous


@pytest.mark.parametrize(
    "cell", ["30.2.2025", "31.4.2025", "2025-02-29", "20251301", "1.1.1825", "kesäkuu", "12.2025", "0.1.2025", "1.13.2025"]
)
def test_impossible_dates(cell):
    dates = read("1.2.2025", cell)
    assert dates.days.to_pylist() == [date(2025, 2, 1), None]
    assert dates.bad.to_pylist() == [False, True]


def test_order_is_decided_from_all_values():
    assert read("03/04/2025", "25/12/2025").days.to_pylist() == [date(2025, 4, 3), date(2025, 12, 25)]
    assert read("03/04/2025", "12/25/2025").days.to_pylist() == [date(2025, 3, 4), date(2025, 12, 25)]
    assert read("04-03-2025", "25-12-2025").decided == "d-m-yyyy"


def test_order_that_stays_open_is_refused_and_can_be_given():
    assert read("03/04/2025", "05/06/2025").ambiguous == ("03/04/2025", "05/06/2025")
    assert read("03/04/2025", order="mdy").days.to_pylist() == [date(2025, 3, 4)]
    assert read("03/04/2025", order="dmy").days.to_pylist() == [date(2025, 4, 3)]
    assert not read("05/05/2025").ambiguous


def test_two_digit_years_only_when_one_order_fits():
    assert read("31.1.25").ambiguous == ("31.1.25",)
    assert read("31.1.99").days.to_pylist() == [date(1999, 1, 31)]
    year = [f"{day}.{month}.25" for month in range(1, 13) for day in (1, 15, 28)]
    assert read(*year).days.to_pylist()[:2] == [date(2025, 1, 1), date(2025, 1, 15)]
    assert read("01.02.03").ambiguous == ("01.02.03",)
    assert read("01.02.03", order="dmy").days.to_pylist() == [date(2003, 2, 1)]


def test_empty_is_null_and_not_bad():
    dates = read("", "1.1.2025")
    assert dates.days.to_pylist() == [None, date(2025, 1, 1)]
    assert dates.bad.to_pylist() == [False, False]
