"""Every euro of a mixed federation is accounted for: recomputed from the raw files by another path than tilikartta's readers."""

import csv
import pickle
import re
import sqlite3
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from contextlib import closing
from decimal import Decimal

import openpyxl
import pytest
from federations import YEARS, write_six_members

from tilikartta.comparison.contents import ACCOUNT_COLUMNS, LINE_COLUMNS
from tilikartta.comparison.gather import Wanted, compare
from tilikartta.comparison.tables import eliminations_by_line, federation_sums, income_inside, spreads, tidy, total_income
from tilikartta.definitions.federation_file import load_federation

BANKS = {"aho": "1911", "koivu": "1910", "lehto": "1010", "strand": "1930", "saatio": "1910", "tupa": "1000"}
CARRIED = ("aho", "koivu")  # nothing states the openings of their second year


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    return write_six_members(tmp_path_factory.mktemp("kuusi") / "liitto")


@pytest.fixture(scope="module")
def comparison(six):
    federation, findings = load_federation(six.folder)
    return compare(federation, Wanted(processes=1), findings)


def cents(text):
    return int(Decimal(text.replace(",", ".").replace("\u2212", "-")) * 100) if text.strip() else 0


# --- the raw files, read by hand: (moves, openings); moves are (account, cost centre, cents) -----------------------------------


def raw_tilitin(files):
    moves, openings = [], {}
    for path in files:
        if "alkusaldot" in path.name:
            rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
            openings = {account: cents(amount) for account, _, amount in rows[1:]}
            continue
        rows = csv.DictReader(path.read_text("cp1252").splitlines(), delimiter=";")
        moves += [(row["Nro"], "", cents(row["Debet"]) - cents(row["Kredit"])) for row in rows]
    return moves, openings


def raw_kitsas(path, year):
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(
            "select tili, json_extract(Kohdennus.json, '$.nimi.sv'), coalesce(debetsnt, 0) - coalesce(kreditsnt, 0), Vienti.pvm, "
            "Tosite.tyyppi from Vienti join Tosite on Tosite.id = Vienti.tosite left join Kohdennus on Kohdennus.id = kohdennus"
        ).fetchall()
    moves = [
        (str(account), centre or "", amount)
        for account, centre, amount, day, kind in rows
        if day[:4] == str(year) and kind != 9010
    ]
    return moves, {str(account): amount for account, _, amount, _, kind in rows if kind == 9010}


def raw_grouped(path):
    moves, openings, account = [], {}, ""
    for first, *rest in openpyxl.load_workbook(path).active.iter_rows(values_only=True):
        if isinstance(first, str) and (heading := re.match(r"Tili (\d+) ", first)):
            account = heading[1]
        elif rest and rest[1] == "Alkusaldo":
            openings[account] = round(rest[4] * 100)
        elif hasattr(first, "year"):
            moves.append((account, "", round((rest[2] or 0) * 100) - round((rest[3] or 0) * 100)))
    return moves, openings


def raw_sie(path):
    text = path.read_bytes().decode("cp437")
    moves = [(found[1], "", cents(found[2])) for found in re.finditer(r"#TRANS (\d+) \{\} (-?[\d.]+)", text)]
    return moves, {found[1]: cents(found[2]) for found in re.finditer(r"#IB 0 (\d+) (-?[\d.]+)", text)}


def raw_saft(path):
    root = ElementTree.parse(path).getroot()
    space = root.tag.partition("}")[0] + "}"

    def text(node, name):
        found = node.find("/".join(space + part for part in name.split("/")))
        return found.text if found is not None else "0"

    moves = [
        (text(line, "AccountID"), "", cents(text(line, "DebitAmount/Amount")) - cents(text(line, "CreditAmount/Amount")))
        for line in root.iter(f"{space}Line")
    ]
    openings = {
        text(one, "AccountID"): cents(text(one, "OpeningDebitBalance")) - cents(text(one, "OpeningCreditBalance"))
        for one in root.iter(f"{space}Account")
    }
    return moves, openings


def raw_trial_balance(path):
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines(), delimiter=";"))
    moves = [(row["Tili"], "", sign * cents(row[name])) for row in rows for name, sign in (("Debet", 1), ("Kredit", -1))]
    return moves, {row["Tili"]: cents(row["Alkusaldo"]) for row in rows}


def raw(six, member, year):
    files = six.files.get((member, year)) or six.files[member, 0]
    readers = {"lehto": raw_grouped, "strand": raw_sie, "saatio": raw_saft, "tupa": raw_trial_balance}
    if member == "aho":
        return raw_tilitin(files)
    return raw_kitsas(files[0], year) if member == "koivu" else readers[member](files[0])


def recomputed(six, member):
    """Amount of every leaf line by year, from the raw files and the hand-written homes of the accounts."""
    homes, held, found, unmoved = six.homes[member], {}, {}, 0
    for year in YEARS:
        moves, openings = raw(six, member, year)
        if year == YEARS[0] or member not in CARRIED:
            held = dict(openings)
        lines = defaultdict(int)
        for account, centre, amount in moves:
            line = homes.get(account) or homes.get((account, centre)) or homes[account, "income" if amount < 0 else "expense"]
            if line.startswith("is."):
                lines[line] -= amount
            else:
                held[account] = held.get(account, 0) + amount
        result = sum(lines.values())
        for account, amount in held.items():
            line = homes.get(account, "")
            if account == BANKS[member] and amount < 0:
                line = "bs.l.liab.bank.short"
            if line.startswith("bs."):
                lines[line] += amount if line.startswith("bs.a") else -amount
        lines["bs.l.eq.curr"] += result
        lines["bs.l.eq.prev"] += unmoved if member in CARRIED else 0
        unmoved += result
        found[str(year)] = {line: amount for line, amount in lines.items() if amount}
    return found


# --- the proof -----------------------------------------------------------------------------------------------------------------


def test_all_six_are_counted_in_their_order(comparison, six):
    assert [(one.member.id, one.status) for one in comparison.results] == [(member, "ok") for member in six.members]
    assert comparison.years == ("2024", "2025")
    assert list(comparison.accounts.columns) == list(ACCOUNT_COLUMNS)
    assert list(comparison.lines.columns) == list(LINE_COLUMNS)


@pytest.mark.parametrize("member", BANKS)
def test_every_leaf_line_is_that_of_the_raw_files(comparison, six, member):
    lines = comparison.lines[comparison.lines["member"] == member]
    leaves = [line.id for layout in (comparison.income, comparison.balance) for line in layout.leaves]
    expected = recomputed(six, member)
    for year in comparison.years:
        own = lines[lines["year"] == year]
        amounts = dict(zip(own["line"], own["amount"], strict=True))
        assert {line: int(amounts[line]) for line in leaves if amounts[line]} == expected[year]


def test_the_sum_of_the_columns_is_the_sum_of_the_ledgers(comparison, six):
    every = [recomputed(six, member) for member in six.members]
    for year in comparison.years:
        own = comparison.lines[comparison.lines["year"] == year]
        sums = own.groupby("line")["amount"].sum()
        for layout in (comparison.income, comparison.balance):
            for line in layout.leaves:
                assert int(sums[line.id]) == sum(one[year].get(line.id, 0) for one in every), (year, line.id)
        assert int(sums["bs.a.total"]) == int(sums["bs.l.total"]) > 0


def test_turnover_read_is_turnover_counted_and_that_of_the_files(comparison, six):
    for result in comparison.results:
        for year in result.years:
            moves, _ = raw(six, result.member.id, int(year.label))
            assert year.turnover_in == year.turnover_out == sum(abs(amount) for _, _, amount in moves)


def test_account_rows_close_and_sum_to_their_lines(comparison):
    accounts = comparison.accounts
    assert (accounts["opening"] + accounts["movement"] == accounts["closing"]).all()
    keys = ["member", "year", "line"]
    lines = comparison.lines.set_index(keys)["amount"]
    for key, amount in accounts[accounts["line"] != ""].groupby(keys)["amount"].sum().items():
        if key[2] not in {"bs.l.eq.curr", "bs.l.eq.prev"}:
            assert int(amount) == int(lines[key]), key
    moved = accounts.groupby(["member", "year"])["movement"].sum()
    assert (moved == 0).all()


def test_event_accounts_stay_apart_and_centres_are_functions(comparison):
    accounts = comparison.accounts
    spring = accounts[(accounts["member"] == "lehto") & (accounts["account"] == "6100") & (accounts["year"] == "2025")]
    assert set(spring["universal"]) == {"3110", "6310"}
    wages = accounts[(accounts["member"] == "koivu") & (accounts["account"] == "4100")]
    assert set(wages["function"]) == {"programme", "fundraising"}
    funds = accounts[(accounts["member"] == "saatio") & (accounts["fund"] == "Matti ja Maija")]
    assert set(funds["account"]) == {"2040", "6840", "8140"}


def test_a_carried_account_has_a_row_in_a_year_without_entries(tmp_path):
    home = tmp_path / "liitto" / "yksi"
    home.mkdir(parents=True)
    (home / "mapping.yaml").write_text(
        'mapping: 1\nrules: [{when: "1", to: 1910}, {when: "2", to: 2120}, {when: "3", to: 3310}, {when: "4", to: 1140}]\n',
        "utf-8",
    )
    (home / "2024.csv").write_text("Pvm;Tosite;Tili;Debet;Kredit\n2024-02-01;1;4;90,00;\n2024-02-01;1;2;;90,00\n", "utf-8")
    (home / "2025.csv").write_text("Pvm;Tosite;Tili;Debet;Kredit\n2025-02-01;1;1;10,00;\n2025-02-01;1;3;;10,00\n", "utf-8")
    found = compare(load_federation(tmp_path / "liitto")[0])
    row = found.accounts[(found.accounts["account"] == "4") & (found.accounts["year"] == "2025")].iloc[0]
    assert (row["opening"], row["movement"], row["closing"], row["amount"], row["entries"]) == (9000, 0, 9000, 9000, 0)
    own = found.lines[(found.lines["year"] == "2025") & (found.lines["line"] == "bs.a.nc.tan.mach")]
    assert int(own["amount"].iloc[0]) == 9000


def test_processes_give_the_same_as_one_and_the_order_is_that_of_the_federation(comparison, six):
    federation, findings = load_federation(six.folder)
    steps = []
    other = compare(federation, Wanted(processes=2), findings, steps.append)
    assert other.accounts.equals(comparison.accounts)
    assert other.lines.equals(comparison.lines)
    assert other.results == comparison.results
    assert other.findings == comparison.findings
    assert sorted(step.member.id for step in steps if not step.status) == sorted(six.members)
    assert [step.done for step in steps if step.status] == [1, 2, 3, 4, 5, 6]
    assert pickle.loads(pickle.dumps(other.results)) == comparison.results


def test_size_classes_come_from_the_income_of_the_newest_year(comparison):
    income = total_income(comparison)
    for result in comparison.results:
        euros = income[result.member.id, "2025"] / 100
        counted = "pienet" if euros < 5000 else "keskisuuret" if euros < 20000 else "suuret"
        assert result.member.group == ("pienet" if result.member.id == "tupa" else counted)


def test_eliminations_are_matched_and_change_no_result(comparison):
    by = {(one.elimination.name, one.year): (one.paid, one.received, one.amount) for one in comparison.eliminated}
    assert by == {
        ("Ahon jäsenmaksu", "2024"): (12000, 12000, 12000), ("Ahon jäsenmaksu", "2025"): (13500, 13500, 13500),
        ("Strandbyn jäsenmaksu", "2024"): (20000, 20000, 20000), ("Strandbyn jäsenmaksu", "2025"): (24000, 20000, 20000),
    }  # fmt: skip
    assert [(one.data["name"], one.data["difference"]) for one in comparison.findings if one.code == "TK740"] == [
        ("Strandbyn jäsenmaksu", 4000)
    ]
    inside, sums = eliminations_by_line(comparison), federation_sums(comparison)
    assert inside["is.ord.exp.other", "2025"] == 33500
    assert inside["is.fund.inc", "2025"] == -33500
    assert income_inside(comparison) == {"2024": 32000, "2025": 33500}
    last = comparison.income.flat[-1][1].id
    assert (last, "2025") not in inside
    own = comparison.lines[(comparison.lines["year"] == "2025") & (comparison.lines["line"] == last)]
    assert sums[last, "2025"] == int(own["amount"].sum())


def test_spreads_and_the_tidy_table_say_the_same(comparison):
    found = spreads(comparison)["is.fund.inc", "2025"]
    own = comparison.lines[(comparison.lines["year"] == "2025") & (comparison.lines["line"] == "is.fund.inc")]["amount"]
    assert (found.count, found.total, found.least, found.most) == (6, int(own.sum()), int(own.min()), int(own.max()))
    table = tidy(comparison)
    part = table[(table["year"] == "2025") & (table["line"] == "is.fund.inc")]
    assert int(part["amount"].sum()) == found.total
    assert spreads(comparison, lambda one: one.member.region == "Savo")["is.fund.inc", "2025"].count == 2


def test_paths_do_not_depend_on_where_the_federation_lies(comparison, six):
    paths = [one.path for result in comparison.results for one in result.ingredients]
    assert "aho/2024/paivakirja.csv" in paths
    assert not [path for path in [*paths, *comparison.accounts["rule"]] if str(six.folder) in str(path)]
