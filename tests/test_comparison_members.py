"""Members go wrong one by one: what fails is listed with its reasons, and the others are compared."""

import os
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from federations import many_members

from tilikartta.comparison import gather
from tilikartta.comparison.gather import Wanted, compare
from tilikartta.comparison.member import Task, count_member, year_labels
from tilikartta.definitions.federation_file import load_federation
from tilikartta.mapping.periods import Period
from tilikartta.model import TilikarttaError

MAPPING = """mapping: 1
organisation: {name: Yksi ry}
rules:
  - {when: "1", to: 1910}
  - {when: "2", to: 2120}
  - {when: "3", to: 3310}
  - {when: "4", to: 6790}
"""
JOURNAL = "Pvm;Tosite;Tili;Debet;Kredit\n{year}-03-01;1;1;{euros},00;\n{year}-03-01;1;3;;{euros},00\n"
BALANCES = "Tili;Alkusaldo;Debet;Kredit;Loppusaldo\n1;10,00;5,00;0,00;15,00\n2;-10,00;0,00;0,00;-10,00\n3;0,00;0,00;5,00;-5,00\n"


def member(folder, name="yksi", mapping=MAPPING, **files):
    """A member folder; names of files are keyword arguments: _2025_csv is 2025.csv, a2025_x_csv is 2025/x.csv."""
    home = folder / name
    home.mkdir(parents=True, exist_ok=True)
    (home / "mapping.yaml").write_text(mapping, "utf-8")
    for key, text in files.items():
        parts = key[1:].split("_")
        path = home / (f"{parts[0]}.{parts[1]}" if len(parts) == 2 else f"{parts[0]}/{parts[1]}.{parts[2]}")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return home


def compared(folder, **wanted):
    return compare(load_federation(folder)[0], Wanted(processes=1, **wanted))


def codes(findings):
    return [one.code for one in findings]


def amounts(found, line, name="yksi"):
    rows = found.lines[(found.lines["line"] == line) & (found.lines["member"] == name)]
    return dict(zip(rows["year"], (int(one) for one in rows["amount"]), strict=True))


def test_a_member_that_cannot_be_read_is_listed_and_the_others_are_compared(tmp_path):
    member(tmp_path, "aa", _2025_csv="tämä ei ole kirjanpitoa\n")
    member(tmp_path, "bb", _2025_csv=JOURNAL.format(year=2025, euros=7))
    member(tmp_path, "cc", mapping='mapping: 1\nrules: [{when: "1", to: 99999}]\n', _2025_csv=JOURNAL.format(year=2025, euros=7))
    member(tmp_path, "dd")
    found = compared(tmp_path)
    assert [(one.member.id, one.status) for one in found.results] == [
        ("aa", "failed"),
        ("bb", "ok"),
        ("cc", "failed"),
        ("dd", "failed"),
    ]
    assert [one.member.id for one in found.counted] == ["bb"]
    assert "TK724" in codes(found.results[0].findings)
    assert codes(found.results[2].findings) == ["TK541"]
    assert codes(found.results[3].findings) == ["TK712"]
    assert codes(one for one in found.findings if one.code == "TK745") == ["TK745"] * 3


def test_a_year_that_cannot_be_read_leaves_the_other_years(tmp_path):
    member(tmp_path, _2024_csv="ei kirjanpitoa\n", _2025_csv=JOURNAL.format(year=2025, euros=7))
    found = compared(tmp_path)
    assert found.results[0].status == "partly"
    assert [year.label for year in found.results[0].years] == ["2025"]
    assert [one.data["year"] for one in found.results[0].findings if one.code == "TK724"] == ["2024"]


def test_unmapped_euros_make_a_member_partly_compared_and_stay_visible(tmp_path):
    member(tmp_path, mapping=MAPPING.replace('"3"', '"33"'), _2025_csv=JOURNAL.format(year=2025, euros=7))
    found = compared(tmp_path)
    assert found.results[0].status == "partly"
    assert {"TK545"} <= set(codes(found.results[0].findings))
    lost = found.accounts[found.accounts["status"] == "unmapped"]
    assert [int(one) for one in lost["amount"]] == [-700]
    assert [int(one.data["amount"]) for one in found.findings if one.code == "TK730"] == [700]


def test_balances_without_a_date_belong_to_the_year_of_the_name(tmp_path):
    member(tmp_path, _2024_csv=BALANCES, _2025_csv=BALANCES.replace("15,00", "25,00").replace("5,00;0,00;25", "15,00;0,00;25")
           .replace("5,00;-5,00", "15,00;-15,00"))  # fmt: skip
    found = compared(tmp_path)
    assert found.years == ("2024", "2025")
    assert amounts(found, "is.fund.inc") == {"2024": 500, "2025": 1500}
    assert amounts(found, "bs.a.cur.cash") == {"2024": 1500, "2025": 2500}


def test_a_broken_year_stands_under_the_year_in_which_it_ends(tmp_path):
    mapping = MAPPING.replace("{name: Yksi ry}", "{name: Yksi ry, year_start: 07-01}")
    member(tmp_path, mapping=mapping, _2025_csv=BALANCES)
    year = compared(tmp_path).results[0].years[0]
    assert (year.label, year.start, year.end, year.months) == ("2025", date(2024, 7, 1), date(2025, 6, 30), 12)
    assert "TK739" in codes(compared(tmp_path).findings)


def test_without_a_date_and_a_year_in_the_name_nothing_is_guessed(tmp_path):
    member(tmp_path, _kirja_csv=BALANCES)
    found = compared(tmp_path)
    assert found.results[0].status == "failed"
    assert {"TK718", "TK724"} <= set(codes(found.results[0].findings))


def test_one_file_with_many_years_gives_several_years(tmp_path):
    both = JOURNAL.format(year=2024, euros=5) + "".join(JOURNAL.format(year=2025, euros=7).splitlines(keepends=True)[1:])
    member(tmp_path, _kirja_csv=both)
    found = compared(tmp_path)
    assert amounts(found, "is.fund.inc") == {"2024": 500, "2025": 700}
    assert amounts(found, "bs.a.cur.cash") == {"2024": 500, "2025": 1200}
    assert amounts(found, "bs.l.eq.prev") == {"2024": 0, "2025": 500}


def test_only_the_wanted_year_but_with_what_carries_into_it(tmp_path):
    member(tmp_path, _2024_csv=JOURNAL.format(year=2024, euros=5), _2025_csv=JOURNAL.format(year=2025, euros=7))
    found = compared(tmp_path, years=("2025",))
    assert found.years == ("2025",)
    assert amounts(found, "bs.a.cur.cash") == {"2025": 1200}
    assert {value.period for value in found.results[0].key_figures} == {"2025"}
    with pytest.raises(TilikarttaError) as stop:
        compared(tmp_path, years=("2019",))
    assert codes(stop.value.findings) == ["TK713"]


def test_the_same_file_for_two_years_is_refused(tmp_path):
    member(tmp_path, _2024_csv=BALANCES, _2025_csv=BALANCES)
    found = compared(tmp_path)
    assert found.results[0].status == "failed"
    assert "TK721" in codes(found.results[0].findings)


def test_the_same_vouchers_in_two_years_are_refused(tmp_path):
    text = JOURNAL.format(year=2025, euros=7)
    member(tmp_path, _2024_csv=text + "\n", _2025_csv=text)
    found = compared(tmp_path)
    assert found.results[0].status == "failed"
    assert "TK109" in codes(found.results[0].findings)


def test_openings_beside_the_ledger_open_their_own_year(tmp_path):
    opening = "Tili;Alkusaldo\n1;{euros},00\n2;-{euros},00\n"
    member(
        tmp_path, a2024_kirja_csv=JOURNAL.format(year=2024, euros=5), a2024_alkusaldot_csv=opening.format(euros=100),
        a2025_kirja_csv=JOURNAL.format(year=2025, euros=7), a2025_alkusaldot_csv=opening.format(euros=105),
    )  # fmt: skip
    found = compared(tmp_path)
    assert amounts(found, "bs.a.cur.cash") == {"2024": 10500, "2025": 11200}
    assert amounts(found, "bs.l.eq.prev") == {"2024": 10000, "2025": 10500}
    assert all(year.opened for year in found.results[0].years)


def test_last_years_closing_balances_open_the_first_year_and_are_no_year_of_their_own(tmp_path):
    closing = "Tili;Loppusaldo\n1;100,00\n2;-100,00\n"
    member(tmp_path, a2025_kirja_csv=JOURNAL.format(year=2025, euros=7), a2025_alkusaldot_csv=closing)
    found = compared(tmp_path)
    assert found.years == ("2025",)
    assert amounts(found, "bs.a.cur.cash") == {"2025": 10700}
    row = found.accounts[found.accounts["account"] == "1"].iloc[0]
    assert (int(row["opening"]), int(row["movement"])) == (10000, 700)
    year = found.results[0].years[0]
    assert (year.turnover_in, year.turnover_out, year.opened) == (1400, 1400, True)


def test_an_opening_file_is_not_needed_where_the_year_before_was_read(tmp_path):
    closing = "Tili;Loppusaldo\n1;500,00\n2;-500,00\n"
    member(tmp_path, _2024_csv=JOURNAL.format(year=2024, euros=5), a2025_kirja_csv=JOURNAL.format(year=2025, euros=7),
           a2025_alkusaldot_csv=closing)  # fmt: skip
    found = compared(tmp_path)
    assert amounts(found, "bs.a.cur.cash") == {"2024": 500, "2025": 1200}
    assert "TK722" in codes(found.results[0].findings)


def test_comparatives_of_a_year_with_its_own_ledger_are_not_counted_twice(tmp_path):
    head = '#FLAGGA 0\n#SIETYP 1\n#RAR 0 {0}0101 {0}1231\n{1}#KONTO 1 "Bank"\n#KONTO 3 "Avgift"\n'
    old = head + "#UB 0 1 {2}.00\n#RES 0 3 -{2}.00\n{3}"
    before = "#RAR -1 20240101 20241231\n"
    member(
        tmp_path, _2024_se=old.format(2024, "", 5, ""), _2025_se=old.format(2025, before, 7, "#UB -1 1 5.00\n#RES -1 3 -5.00\n")
    )
    found = compared(tmp_path)
    assert amounts(found, "is.fund.inc") == {"2024": 500, "2025": 700}
    assert [one.data["year"] for one in found.results[0].findings if one.code == "TK719"] == ["2024"]


def test_a_file_named_by_another_year_is_told(tmp_path):
    member(tmp_path, _2023_csv=JOURNAL.format(year=2025, euros=7))
    found = compared(tmp_path)
    assert found.years == ("2025",)
    assert [one.data["year"] for one in found.results[0].findings if one.code == "TK720"] == ["2023"]


def test_cash_and_accrual_are_never_side_by_side_without_a_word(tmp_path):
    member(tmp_path, "aa", _2025_csv=JOURNAL.format(year=2025, euros=7))
    member(
        tmp_path, "bb", mapping=MAPPING.replace("Yksi ry", "Toinen ry, basis: cash"), _2025_csv=JOURNAL.format(year=2025, euros=7)
    )
    found = compared(tmp_path)
    assert [one.data["cash"] for one in found.findings if one.code == "TK732"] == [["Toinen ry"]]


def test_missing_years_and_openings_are_told(tmp_path):
    member(tmp_path, "aa", _2025_csv=JOURNAL.format(year=2025, euros=7), _2024_csv=JOURNAL.format(year=2024, euros=7))
    member(tmp_path, "bb", _2025_csv=JOURNAL.format(year=2025, euros=7))
    found = compared(tmp_path)
    assert [(one.data["member_id"], one.data["year"]) for one in found.findings if one.code == "TK734"] == [("bb", "2024")]
    assert ("bb", "2025") in {(one.data["member_id"], one.data["year"]) for one in found.findings if one.code == "TK736"}


def test_suggestions_are_inert_and_marked(tmp_path):
    mapping = MAPPING.replace('{when: "3", to: 3310}', '{when: "3", to: 3310, status: suggested, evidence: x}')
    member(tmp_path, mapping=mapping, _2025_csv=JOURNAL.format(year=2025, euros=7))
    without, used = compared(tmp_path), compared(tmp_path, include_suggested=True)
    assert (without.results[0].status, used.results[0].status) == ("partly", "ok")
    assert "TK738" in codes(without.results[0].findings)
    assert "TK737" in codes(used.results[0].findings)
    assert dict(used.options)["include-suggested"] == "yes"


def test_years_that_do_not_join_are_told(tmp_path):
    later = BALANCES.replace("15,00", "21,00").replace("10,00", "16,00")
    member(tmp_path, _2024_csv=BALANCES, _2025_csv=later)
    found = compared(tmp_path)
    assert [(one.account, one.data["difference"], one.data["count"]) for one in found.findings if one.code == "TK725"] == [
        ("1", 100, 1)
    ]
    joined = later.replace("16,00", "15,00").replace("21,00", "20,00")
    (tmp_path / "yksi/2025.csv").write_text(joined, "utf-8")
    assert "TK725" not in codes(compared(tmp_path).findings)


def test_activities_that_are_not_shared_are_told(tmp_path):
    mapping = MAPPING.replace('{when: "3", to: 3310}', '{when: "3", to: {account: 3310, activity: Oma leiri}}')
    member(tmp_path, mapping=mapping, _2025_csv=JOURNAL.format(year=2025, euros=7))
    (tmp_path / "federation.yaml").write_text("federation: 1\nactivities: [Leirit]\n", "utf-8")
    assert [one.data["activities"] for one in compared(tmp_path).findings if one.code == "TK744"] == [["Oma leiri"]]


def test_currencies_are_not_added_up_without_a_word(tmp_path):
    sie = '#FLAGGA 0\n#SIETYP 1\n#RAR 0 20250101 20251231\n#VALUTA SEK\n#KONTO 1 "Bank"\n#KONTO 3 "Avgift"\n'
    sie += "#UB 0 1 7.00\n#RES 0 3 -7.00\n"
    member(tmp_path, "aa", _2025_csv=JOURNAL.format(year=2025, euros=7))
    member(tmp_path, "bb", _2025_se=sie)
    found = compared(tmp_path)
    assert [one.currency for one in found.results] == ["", "SEK"]
    assert [one.data["currencies"] for one in found.findings if one.code == "TK746"] == [["EUR", "SEK"]]


def months_of(year, first, last):
    rows = [f"{year}-{month:02}-{day:02};{month}{day};{{}}" for month in range(first, last + 1) for day in range(1, 29, 3)]
    return "Pvm;Tosite;Tili;Debet;Kredit\n" + "".join(f"{row.format('1')};1,00;\n{row.format('3')};;1,00\n" for row in rows)


def test_a_ledger_of_some_months_is_not_taken_for_a_year(tmp_path):
    member(tmp_path, "aa", _2025_csv=months_of(2025, 1, 8))
    member(tmp_path, "bb", _2025_csv=months_of(2025, 1, 11))
    member(tmp_path, "cc", _2025_csv=months_of(2025, 6, 12))
    member(tmp_path, "dd", _2025_csv=JOURNAL.format(year=2025, euros=7))
    sie = '#FLAGGA 0\n#SIETYP 1\n#RAR 0 20240701 20241231\n#KONTO 1 "Bank"\n#KONTO 3 "Avgift"\n#UB 0 1 7.00\n#RES 0 3 -7.00\n'
    member(tmp_path, "ee", _2024_se=sie)
    findings = compared(tmp_path).findings
    found = [one for one in findings if one.code == "TK748"]
    assert [(one.data["member_id"], one.data["start"], one.data["end"]) for one in found] == [
        ("aa", date(2025, 1, 1), date(2025, 8, 28)),
        ("cc", date(2025, 6, 1), date(2025, 12, 28)),
    ]
    short = [one for one in findings if one.code == "TK733"]  # the year itself is short: the file says so
    assert [(one.data["member_id"], one.data["months"], one.data["start"]) for one in short] == [("ee", 6, date(2024, 7, 1))]


def test_two_financial_years_of_one_calendar_year_stand_apart():
    short, long = Period(date(2024, 7, 1), date(2024, 12, 31)), Period(date(2023, 7, 1), date(2024, 6, 30))
    turnover = pd.DataFrame({"debit": [5, 5], "credit": [5, 5]})
    mapped = SimpleNamespace(periods=[long, short], keys=pd.DataFrame({"period": [0, 1]}), balances=turnover, opened=frozenset())
    labels, findings = year_labels(mapped, "Yksi ry")
    assert labels == {long: "2024", short: "2024/2"}
    assert codes(findings) == ["TK723"]


def breaks(task: Task):
    """A fault of the program in one member."""
    raise ZeroDivisionError(task.member.id)


def dies(task: Task):
    """The process of one member ends, as when the memory runs out."""
    if task.member.id == "jasen-0001":
        os._exit(9)
    return count_member(task)


def test_a_fault_of_the_program_in_one_member_is_a_finding(tmp_path, monkeypatch):
    member(tmp_path, _2025_csv=JOURNAL.format(year=2025, euros=7))
    monkeypatch.setattr(gather, "count_member", breaks)
    found = compared(tmp_path)
    assert [(one.code, one.data["reason"]) for one in found.results[0].findings] == [("TK716", "ZeroDivisionError: yksi")]


def test_a_process_that_dies_takes_only_its_own_member_along(tmp_path, monkeypatch):
    folder = many_members(tmp_path / "liitto", 4, 10)
    monkeypatch.setattr(gather, "count_safely", dies)
    found = compare(load_federation(folder)[0], Wanted(processes=2))
    assert [one.status for one in found.results] == ["ok", "failed", "ok", "ok"]
    assert codes(found.results[1].findings) == ["TK717"]
