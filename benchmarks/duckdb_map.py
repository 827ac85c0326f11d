"""The floor for mapping: a DuckDB script that does the same parse, the same join, the same file and the sums.

``python benchmarks/duckdb_map.py LEDGER.csv RULES.csv OUT.csv``. Every column that ``tilikartta map`` writes is written here.
It trusts the file: no finding, no check of a date or an amount, no trail beyond the row number.
"""

import sys

import duckdb

READ = r"""
create table ledger as select
    row_number() over () + 1 as source_row,
    "Tosite" as voucher,
    strptime("Päivämäärä", '%-d.%-m.%Y')::date as date,
    "Nro" as account, "Tili" as account_name, "Selite" as text,
    (replace(replace(coalesce("Debet", ''), chr(160), ''), ',', '.')) as debit_text,
    (replace(replace(coalesce("Kredit", ''), chr(160), ''), ',', '.')) as credit_text,
    try_cast(nullif(debit_text, '') as decimal(18, 2)) as debit,
    try_cast(nullif(credit_text, '') as decimal(18, 2)) as credit
from read_csv($ledger, delim=';', header=true, all_varchar=true)
"""
JOIN = """
create view mapped as
select ledger.*, rules.* exclude (account)
from ledger left join read_csv($rules, all_varchar=true, header=true) rules using (account)
"""
WRITE = """
copy (
    select '' as entity, date, '' as series, voucher, account, account_name, debit, credit, text, $ledger as source_file,
        '' as sheet, source_row, universal, universal_name, function, activity, funder, fund, status, rule
    from mapped order by source_row
) to '{out}' (header, delimiter ',')
"""
SUM = "select universal, function, sum(coalesce(debit, 0)) - sum(coalesce(credit, 0)) from mapped group by all order by all"


def main(ledger: str, rules: str, out: str) -> None:
    """Read, join, write, sum."""
    connection = duckdb.connect()
    connection.execute(READ, {"ledger": ledger})
    connection.execute(JOIN.replace("$rules", "'" + rules.replace("'", "''") + "'"))
    connection.execute(WRITE.format(out=out.replace("'", "''")).replace("$ledger", "'" + ledger.replace("'", "''") + "'"))
    sums = connection.execute(SUM).fetchall()
    print(f"{len(sums)} sums, together {sum(row[2] for row in sums)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
