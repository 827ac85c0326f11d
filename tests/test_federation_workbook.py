"""The workbook of a federation: cells against the comparison, by checks that read nothing but the written file."""

import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from comparisons import BALANCE, INCOME, Settings, invented_comparison
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tilikartta.comparison.contents import Comparison
from tilikartta.messages import label
from tilikartta.reports.federation import build, write_federation
from tilikartta.reports.federation_sheets import statement as statement_module
from tilikartta.reports.federation_sheets.grid import FIRST, HEADS, Grid
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.package import save, zip_writer

INJECTIONS = ("=1+1", "+358 40", "-alennus", "@SUM(A1)", '=HYPERLINK("http://x";"y")')
SHEETS = {"is.": "Tuloslaskelma", "bs.": "Tase"}


def written(comparison: Comparison, path: Path) -> Workbook:
    write_federation(comparison, path)
    return load_workbook(path, data_only=True)


def cents(value: object) -> int | None:
    return int((Decimal(repr(value)) * 100).to_integral_exact()) if isinstance(value, (int, float)) else None


def small(**settings: Any) -> Comparison:
    return invented_comparison(Settings(**{"accounts": 18, "years": (2025, 2024)} | settings))


def heads(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[HEADS] if cell.value}


def blocks(sheet: Worksheet) -> dict[str, list[list[object]]]:
    """Rows of each year's block: from the row that holds only the year to the next such row."""
    found: dict[str, list[list[object]]] = {}
    year = ""
    for row in sheet.iter_rows(min_row=FIRST, values_only=True):
        if isinstance(row[0], str) and row[0].isdigit():
            year = row[0]
            found[year] = []
        elif year and row[0]:
            found[year].append(list(row))
    return found


def expected(comparison: Comparison, prefix: str, member: str, year: str) -> list[int]:
    """Figures of the printed leaves of a member and year, in printing order, as the comparison tells them."""
    frame, layout = comparison.lines, INCOME if prefix == "is." else BALANCE
    told = {(m, y, line): amount for m, y, _, line, amount in frame.itertuples(index=False)}
    used = {line for (_, _, line), amount in told.items() if amount}
    named = {line.name for _, line in layout.flat if line.type != "line" and prefix == "bs."}
    return [told[member, year, leaf.id] for leaf in layout.leaves if leaf.id in used and leaf.name not in named]


def faults(comparison: Comparison, path: Path) -> list[str]:
    """What is wrong in a written workbook, told from its stored values and the comparison alone."""
    book = load_workbook(path, data_only=True)
    found = []
    for prefix, title in SHEETS.items():
        sheet, layout = book[title], INCOME if prefix == "is." else BALANCE
        leaves = {line.name.get("fi") for line in layout.leaves}
        # In the balance sheet sums stand above their parts, under a name that a leaf may have as well.
        groups = {line.name.get("fi") for _, line in layout.flat if line.type != "line" and prefix == "bs."}
        columns = heads(sheet)
        for year, rows in blocks(sheet).items():
            printed = [row for row in rows if row[0] in leaves - groups and row[1] is not None]
            for result in comparison.counted:
                column = columns[result.member.name] - 1
                if comparison.year_of(result.member.id, year) is None:
                    if any(row[column] != "–" for row in printed):
                        found.append(f"{title} {year}: {result.member.id} has no such year")
                    continue
                shown = [cents(row[column]) for row in printed]
                if shown != (wanted := expected(comparison, prefix, result.member.id, year)):
                    found.append(f"{title} {year}: {result.member.id} {shown} {wanted}")
            members = [columns[one.member.name] - 1 for one in comparison.counted]
            for row in rows:
                amounts = [amount for column in members if (amount := cents(row[column])) is not None]
                if amounts and cents(row[columns["Yhteensä"] - 1]) != sum(amounts):
                    found.append(f"{title} {year}: total of {row[0]}")
    return found


def broken(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Make the writer wrong in one of the ways in which such workbooks go wrong."""
    if what == "last member":
        real = statement_module._totals

        def last_only(statement: Any, income: Any, entry: Any, year: str, number: int, total: int) -> None:
            held = [value for value in statement.values(entry.id, year).values() if value is not None]
            real(statement, income, entry, year, number, held[-1])

        monkeypatch.setattr(statement_module, "_totals", last_only)
    elif what == "sign":
        real_value = statement_module.Statement.value

        def turned(self: Any, line: str, pair: tuple[str, str]) -> int | None:
            value = real_value(self, line, pair)
            return -value if value and line == "is.ord.inc" else value

        monkeypatch.setattr(statement_module.Statement, "value", turned)
    else:
        # A column shift: with three years, every block shows the member beside.
        straight = statement_module.Statement.value

        def beside(self: Any, line: str, pair: tuple[str, str]) -> int | None:
            ids = [one.id for one in self.plan.members]
            return straight(self, line, (ids[(ids.index(pair[0]) + 1) % len(ids)], pair[1]))

        monkeypatch.setattr(statement_module.Statement, "value", beside)


def test_every_printed_figure_is_the_comparisons(tmp_path: Path) -> None:
    comparison = small(years=(2025, 2024, 2023))
    write_federation(comparison, tmp_path / "liitto.xlsx")
    assert faults(comparison, tmp_path / "liitto.xlsx") == []


@pytest.mark.parametrize("what", ["last member", "sign", "column"])
def test_a_broken_writer_is_seen(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    comparison = small(years=(2025, 2024, 2023))
    broken(monkeypatch, what)
    write_federation(comparison, tmp_path / "liitto.xlsx")
    assert faults(comparison, tmp_path / "liitto.xlsx")


def test_a_skipped_account_is_seen(tmp_path: Path) -> None:
    """The figures of an account that never reaches the workbook: its line no longer is what its accounts sum to."""
    comparison = small(eliminated=False)
    frame = comparison.accounts
    victim = frame.index[(frame["line"] == "is.ord.exp.other") & (frame["amount"] != 0)][0]
    skipped = replace(comparison, accounts=frame.drop(index=victim).reset_index(drop=True))
    for given, wrong in ((comparison, False), (skipped, True)):
        path = tmp_path / "liitto.xlsx"
        write_federation(given, path)
        assert bool(unaccounted(path)) is wrong


def unaccounted(path: Path) -> list[str]:
    """Lines whose accounts on *Tilit* do not sum to the figure of the statement, reckoned without any formula."""
    book = load_workbook(path, data_only=True)
    accounts = list(book["Tilit"].iter_rows(min_row=5, values_only=True))
    names = [str(name) for name in accounts[0]]
    at = {name: names.index(name) for name in ("Jäsen", "Vuosi", "Rivi", "Luku tilinpäätösrivillä")}
    sums: dict[tuple[str, str, str], int] = {}
    for row in accounts[1:]:
        key = (str(row[at["Jäsen"]]), str(row[at["Vuosi"]]), str(row[at["Rivi"]]))
        sums[key] = sums.get(key, 0) + (cents(row[at["Luku tilinpäätösrivillä"]]) or 0)
    sheet = book["Tuloslaskelma"]
    columns, found, group = heads(sheet), [], ""
    for year, rows in blocks(sheet).items():
        for row in rows:
            if row[1] is None:
                group = str(row[0]) if row[0] != "Kulut" else group
            for member, column in columns.items():
                value = row[column - 1]
                key = (member, year, f"{group}: {row[0]}")
                if isinstance(value, (int, float)) and key in sums and sums[key] != cents(value):
                    found.append(f"{key}: {sums[key]} {value}")
    return found


def test_same_comparison_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_federation(small(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(("members", "lang"), [(1, "fi"), (2, "sv"), (13, "en")])
def test_workbooks_of_all_sizes_and_languages_can_be_read(members: int, lang: str, tmp_path: Path) -> None:
    book = written(small(members=members, lang=lang, years=(2025,)), tmp_path / "liitto.xlsx")
    texts = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert label("report.sheet.income", lang) in book.sheetnames
    assert not [text for text in texts if text.startswith(("fed.", "report.")) or "{" in text]


def test_texts_of_ledgers_never_become_formulas(tmp_path: Path) -> None:
    path = tmp_path / "liitto.xlsx"
    write_federation(small(texts=INJECTIONS), path)
    sheet = load_workbook(path)["Tilit"]
    held = [cell for row in sheet.iter_rows(min_row=6) for cell in row if str(cell.value).startswith(("=", "+", "@"))]
    assert {str(cell.value) for cell in held} & set(INJECTIONS)
    assert {cell.data_type for cell in held} == {"s"}
    assert all(cell.quotePrefix for cell in held)


def test_nobody_counted_still_says_who_and_why(tmp_path: Path) -> None:
    comparison = small(members=3, failed=3, eliminated=False)
    book = written(comparison, tmp_path / "liitto.xlsx")
    texts = " ".join(str(cell.value) for row in book["Yhteenveto"].iter_rows() for cell in row if cell.value)
    assert all(one.member.name in texts for one in comparison.results)


def test_accounts_go_on_in_a_next_sheet_and_are_never_cut(tmp_path: Path) -> None:
    comparison = small(years=(2025,))
    write_federation(comparison, tmp_path / "liitto.xlsx", last_row=90)
    book = load_workbook(tmp_path / "liitto.xlsx", data_only=True)
    sheets = [book[name] for name in book.sheetnames if name.startswith("Tilit")]
    assert len(sheets) > 2
    assert sum(sheet.max_row - 5 for sheet in sheets) == len(comparison.accounts)
    assert max(sheet.max_row for sheet in sheets) <= 90
    assert faults(comparison, tmp_path / "liitto.xlsx") == []


def test_one_member_that_fills_more_than_a_sheet(tmp_path: Path) -> None:
    comparison = small(members=1, years=(2025,))
    write_federation(comparison, tmp_path / "liitto.xlsx", last_row=20)
    book = load_workbook(tmp_path / "liitto.xlsx")
    formula = next(str(cell.value) for row in book["Tuloslaskelma"].iter_rows() for cell in row if "SUMIFS" in str(cell.value))
    assert formula.count("SUMIFS") > 1
    assert faults(comparison, tmp_path / "liitto.xlsx") == []


def test_charts_speak(tmp_path: Path) -> None:
    write_federation(small(), tmp_path / "liitto.xlsx")
    with zipfile.ZipFile(tmp_path / "liitto.xlsx") as package:
        drawings = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/drawings/drawing")]
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 4
    assert sum(text.count('descr="Esimerkkiliitto') for text in drawings) == 4
    assert all(word in " ".join(drawings) for word in ("Mistä raha tulee?", "Mihin raha menee?"))
    assert all(chart.count("<c:title>") == 3 or chart.count("<title>") == 3 for chart in charts)


def test_links_land_where_the_accounts_stand(tmp_path: Path) -> None:
    comparison = small()
    write_federation(comparison, tmp_path / "liitto.xlsx")
    book = load_workbook(tmp_path / "liitto.xlsx", data_only=True)
    sheet, accounts, seen = book["Tuloslaskelma"], book["Tilit"], 0
    by_column = {column: name for name, column in heads(sheet).items()}
    for row in sheet.iter_rows(min_row=FIRST):
        for cell in row[1:]:
            if cell.hyperlink:
                target = cell.hyperlink.location.rsplit("!", 1)[1]
                assert accounts[target].offset(column=1 - accounts[target].column).value == by_column[cell.column]
                seen += 1
    assert seen > 20


def test_formulas_add_up_what_they_say(tmp_path: Path) -> None:
    """Members of a grouped sheet stand beside columns that only name a region: no statistic may count those."""
    comparison = small(members=16, failed=0, years=(2025,))
    plan = Plan(comparison)
    grid = Grid(build(plan), plan, "income", ("total",))
    assert len(grid.separators) == len(plan.regions) > 1
    assert len({grid.column(one.id) for one in plan.members}) == 16
    book = written(comparison, tmp_path / "liitto.xlsx")
    sheet = book["Tuloslaskelma"]
    columns = heads(sheet)
    for row in blocks(sheet)["2025"]:
        values = [value for one in plan.members if (value := cents(row[columns[one.name] - 1])) is not None]
        if values:
            assert abs((cents(row[columns["Mediaani"] - 1]) or 0) - np.median(values)) <= 1
            assert abs((cents(row[columns["Yläneljännes"] - 1]) or 0) - np.quantile(values, 0.75)) <= 1


def test_the_package_holds_its_seal(tmp_path: Path) -> None:
    plan = Plan(small())
    names: list[str] = []
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as target:
        inner = zip_writer(target)
        save(build(plan), lambda name, chunks: (names.append(name), inner(name, chunks))[1])
    assert "customXml/item1.xml" in names


def test_every_key_figure_is_live_over_its_terms_and_they_over_the_statements(tmp_path: Path) -> None:
    """Was a fault: key figures were values that nobody could follow."""
    comparison = small(accounts=40)
    book = written(comparison, tmp_path / "liitto.xlsx")
    sheet = load_workbook(tmp_path / "liitto.xlsx")["Tunnusluvut"]
    plan = Plan(comparison)
    first = next(cell.column for cell in sheet[HEADS] if cell.value == plan.names[plan.members[0].id])
    known = [one for member in plan.members for one in plan.results[member.id].key_figures if one.value is not None]
    figures = [
        cell for row in sheet.iter_rows(min_row=FIRST, min_col=first) for cell in row if str(cell.value).startswith("=ROUND(")
    ]
    over_terms = [cell for cell in figures if " / " in cell.value]
    assert len(over_terms) == len(known) > 50
    assert any("'Tase'!" in str(cell.value) for row in sheet.iter_rows(min_row=FIRST) for cell in row)
    assert any("SUMPRODUCT(SUMIFS('Tilit'" in cell.value for cell in figures)
    assert book["Tunnusluvut"].cell(over_terms[0].row, over_terms[0].column).value is not None


def test_rows_of_accounts_are_as_high_as_their_texts(tmp_path: Path) -> None:
    """Was a fault: the third line of a long name was cut."""
    comparison = small(texts=("Erittäin pitkä tilin nimi jota kukaan ei lyhentänyt vaikka olisi pitänyt ja vielä vähän lisää",))
    sheet = written(comparison, tmp_path / "liitto.xlsx")["Tilit"]
    column = next(cell.column for cell in sheet[5] if cell.value == "Oman tilin nimi")
    long = [row for row in range(6, sheet.max_row + 1) if str(sheet.cell(row, column).value).startswith("Erittäin pitkä")]
    short = [row for row in range(6, sheet.max_row + 1) if row not in long]
    assert long
    assert min(sheet.row_dimensions[row].height for row in long) >= 42
    assert min(sheet.row_dimensions[row].height for row in short) == 28


def test_what_members_paid_each_other_is_live_over_their_accounts(tmp_path: Path) -> None:
    """Was a fault: the two books of a pair were values that nobody could follow."""
    comparison = small()
    write_federation(comparison, tmp_path / "liitto.xlsx")
    sheet = load_workbook(tmp_path / "liitto.xlsx")["Keskinäiset erät"]
    known = [one for one in comparison.eliminated if one.paid is not None and one.received is not None]
    live = [row for row in sheet.iter_rows(min_row=6, min_col=5, max_col=6) if "SUMIFS('Tilit'" in str(row[0].value)]
    assert len(live) >= len(known) > 0
    assert all("SUMIFS('Tilit'" in str(cell.value) for row in live[: len(known)] for cell in row)


def test_funders_stand_in_words_on_the_sheet_of_accounts(tmp_path: Path) -> None:
    """The Finnish workbook once said "municipality"."""
    sheet = written(small(), tmp_path / "f.xlsx")["Tilit"]
    heading = next(cell for row in sheet.iter_rows(max_row=10) for cell in row if cell.value == "Rahoittaja")
    told = {row[0].value for row in sheet.iter_rows(min_row=heading.row + 1, min_col=heading.column, max_col=heading.column)}

    assert {"STEA", "Kunnat", "Valtio"} <= told
    assert not {"stea", "municipality", "state"} & told
