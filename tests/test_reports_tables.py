"""CSV, Parquet and JSON of a mapped ledger."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
from test_reports_example import CASES, TEXTS, invented

from tilikartta.messages.numbers import plain
from tilikartta.reports import to_json, write_csv, write_json, write_parquet
from tilikartta.reports.bulk import cents_text
from tilikartta.reports.totals import Totals, mapped_totals, read_totals

HEADER = (
    "entity,date,series,voucher,account,account_name,debit,credit,text,dim_kp,source_file,sheet,source_row,"
    "universal,universal_name,function,activity,funder,fund,status,rule"
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_the_documented_columns_and_every_cent(tmp_path: Path) -> None:
    contents = invented(tmp_path)
    path = tmp_path / "a.csv"
    write_csv(contents, path)
    assert path.read_text(encoding="utf-8").split("\n", 1)[0] == HEADER
    rows = rows_of(path)
    assert len(rows) == len(contents.mapped.entries)
    debit, credit = (sum(Decimal(row[name] or "0") for row in rows) for name in ("debit", "credit"))
    amounts = contents.mapped.entries["amount"]
    assert (debit * 100, credit * 100) == (int(amounts[amounts > 0].sum()), -int(amounts[amounts < 0].sum()))
    assert not any(row["debit"] and row["credit"] for row in rows)


def test_csv_keeps_every_text_and_says_what_each_row_means(tmp_path: Path) -> None:
    contents = invented(tmp_path)
    write_csv(contents, tmp_path / "a.csv")
    rows = rows_of(tmp_path / "a.csv")
    assert {row["text"] for row in rows} == set(TEXTS)
    shared = [row for row in rows if row["account"] == "4401"]
    assert {row["function"] for row in shared} == {"programme", "administration"}
    meanings = {(row["universal"], row["universal_name"], row["rule"]) for row in shared}
    assert meanings == {("5110", "Toimitilavuokrat", "esimerkki.yaml:11")}
    assert {row["status"] for row in rows} == {"mapped", "outside", "unmapped"}


def test_csv_of_balances(tmp_path: Path) -> None:
    contents = invented(tmp_path, **CASES["trial balance"])  # type: ignore[arg-type]
    write_csv(contents, tmp_path / "a.csv")
    rows = rows_of(tmp_path / "a.csv")
    bank = next(row for row in rows if row["account"] == "1911" and row["period"] == "2025")
    assert (bank["opening"], bank["closing"], bank["universal"]) == ("700.00", "650.50", "1910")


def test_csv_of_nothing_is_a_header(tmp_path: Path) -> None:
    contents = invented(tmp_path, **CASES["empty"])  # type: ignore[arg-type]
    write_csv(contents, tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv") == []
    assert (tmp_path / "a.csv").read_text().count("\n") == 1


def test_parquet_holds_cents_and_says_so(tmp_path: Path) -> None:
    contents = invented(tmp_path)
    write_parquet(contents, tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    field = table.schema.field("amount")
    assert str(field.type) == "int64"
    assert field.metadata[b"unit"] == b"cents"
    assert sum(table["amount"].to_pylist()) == int(contents.mapped.entries["amount"].sum())
    assert table.num_rows == len(contents.mapped.entries)
    assert str(table.schema.field("date").type).startswith("date32")


def test_json_document(tmp_path: Path) -> None:
    contents = invented(tmp_path)
    document = to_json(contents, ["tulos.xlsx"])
    assert document["command"] == "map"
    assert document["outputs"] == ["tulos.xlsx"]
    assert document["ledger"]["files"] == ["pääkirja.csv"]
    assert document["ledger"]["debit"] == plain(read_totals(contents.mapped.ledger).debit)
    assert document["ledger"]["vouchers"] == 300
    coverage = document["coverage"]
    assert coverage["accounts"]["unmapped"] == contents.coverage.unmapped == 3
    assert 0 < coverage["amount"]["percent"] < 100
    result = [one for one in document["figures"] if one["line"] == "is.surplus"]
    assert [one["amount"] for one in result] == [plain(value) for value in contents.income.amounts["is.surplus"]]
    assert {found["code"] for found in document["findings"]} >= {"TK545"}
    write_json(contents, tmp_path / "a.json")
    again = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert again == document | {"outputs": ["a.json"]}


def test_what_was_read_is_what_was_mapped(tmp_path: Path) -> None:
    for case in CASES:
        contents = invented(tmp_path, **CASES[case])  # type: ignore[arg-type]
        mapped = mapped_totals(contents.mapped)
        assert sum(mapped.values(), Totals()) == read_totals(contents.mapped.ledger), case


def test_cents_as_text_without_floats() -> None:
    import pyarrow as pa

    cents = [0, 1, -1, 99, -100, 123_456_789_012_345_678, -(2**62)]
    assert cents_text(pa.array(cents)).to_pylist() == [plain(value) for value in cents]
