"""Faults that were hunted in reading: the run was fine and a figure was wrong. Figures are counted by hand from the rows."""

from pathlib import Path

import pytest

from tilikartta.model import TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger

Posting = tuple[str, str, str, int]
YEAR: list[Posting] = [
    (f"{day:02}.{month:02}.2025", "1910", "3000", 10 * month + day) for month in (1, 2, 3) for day in (3, 17, 28)
]


def journal(postings: list[Posting], *, numbered: bool = True, text: str = "maksu", more: str = "") -> str:
    """(day, debited account, credited account, euros) as a CSV ledger, a voucher each; ``more`` is a cost centre."""
    rows = [f"Päivä;{'Tosite;' if numbered else ''}Tili;Tilin nimi;Debet;Kredit;Selite{';Kustannuspaikka' if more else ''}"]
    end = f";{more}" if more else ""
    for number, (day, debit, credit, euros) in enumerate(postings, start=1):
        head = f"{day};{number}" if numbered else day
        rows += [
            f"{head};{debit};Pankki;{euros},00;;{text} {euros}{end}",
            f"{head};{credit};Tuotto;;{euros},00;{text} {euros}{end}",
        ]
    return "\n".join(rows) + "\n"


def balances(time: str, *rows: str) -> str:
    """A list of balances on a day, or with a time such as ``1.1.2024 - 31.12.2024`` above its headings."""
    head = [time, "Tili;Tilin nimi;Saldo"] if " - " in time else [f"Tili;Tilin nimi;{time}"]
    return "\n".join([*head, *rows]) + "\n"


def paths(folder: Path, texts: dict[str, str]) -> list[Path]:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


@pytest.fixture
def read(tmp_path):
    """Read texts by name of file as one ledger; returns the ledger (None where it is refused) and the findings by code."""

    def reading(texts: dict[str, str], earlier: dict[str, str] | None = None):
        try:
            ledger, findings = read_ledger(paths(tmp_path, texts), earlier=paths(tmp_path, earlier or {}))
        except TilikarttaError as stop:
            ledger, findings = None, list(stop.findings)
        return ledger, {finding.code: finding for finding in findings}

    return reading


TASE = ["1910;Pankki;540,00", "3000;Tuotto;-540,00"]


@pytest.mark.parametrize(
    ("day", "refused"),
    [("31.12.2025", True), ("31.3.2025", True), ("30.6.2025", True), ("31.12.2024", False), ("31.12.2026", False)],
)
def test_a_balance_sheet_of_the_year_beside_the_entries_of_a_part_of_it_is_refused(read, day, refused):
    """1080 were reported for 540: the day of the balance is after the last entry."""
    ledger, found = read({"l.csv": journal(YEAR), "tase.csv": balances(day, *TASE)})
    assert (ledger is None, "TK110" in found) == (refused, refused)


def test_a_balance_sheet_in_the_middle_of_a_calendar_year_is_of_the_broken_year_that_the_entries_are_in(read):
    autumn = [(day.replace("2025", "2024").replace(".01.", ".10."), *rest) for day, *rest in YEAR if ".01." in day]
    assert "TK110" in read({"l.csv": journal(autumn), "tase.csv": balances("30.6.2025", *TASE)})[1]
    calendar = [("03.01.2024", "1910", "3000", 5), *autumn]
    assert "TK110" not in read({"l.csv": journal(calendar), "tase.csv": balances("30.6.2025", *TASE)})[1]


def test_a_trial_balance_of_a_year_between_the_years_of_two_ledgers_is_not_of_their_time(read):
    old, new = ([(day.replace("2025", year), *rest) for day, *rest in YEAR] for year in ("2023", "2025"))
    middle = balances("1.1.2024 - 31.12.2024", *TASE)
    ledger, found = read({"a.csv": journal(old), "b.csv": middle, "c.csv": journal(new)})
    assert (len(ledger.entries), len(ledger.balances), "TK110" in found) == (36, 2, False)


def test_overlapping_files_without_voucher_numbers_are_refused(read):
    """January and February beside February and March: February counted twice."""
    ledger, found = read({"a.csv": journal(YEAR[:6], numbered=False), "b.csv": journal(YEAR[3:], numbered=False)})
    assert ledger is None
    assert (found["TK109"].voucher, found["TK109"].data["count"]) == ("2025-02-03", 3)


def test_a_newer_export_with_a_few_rows_more_is_refused_without_voucher_numbers(read):
    more = [*YEAR, ("28.03.2025", "1910", "3000", 99)]
    assert read({"a.csv": journal(YEAR, numbered=False), "b.csv": journal(more, numbered=False)})[0] is None


def test_honest_equal_postings_without_voucher_numbers_pass(read):
    """Two units pay the same fee on the same day; on that day they have other postings too."""
    fee = [("28.02.2025", "4000", "1910", 5)]
    one = [*YEAR[:5], *fee, ("28.02.2025", "1910", "3000", 70)]
    other = [(day, debit, credit, euros + 100) for day, debit, credit, euros in YEAR] + fee
    ledger, found = read({"a.csv": journal(one, numbered=False), "b.csv": journal(other, numbered=False)})
    assert (len(ledger.entries), "TK109" in found, "TK247" in found) == (34, False, False)


def test_a_single_equal_posting_that_is_all_of_the_common_days_is_told_of_and_counted(read):
    a, b = [*YEAR[:3], ("01.02.2025", "4000", "1910", 5)], [("01.02.2025", "4000", "1910", 5), *YEAR[3:]]
    ledger, found = read({"a.csv": journal(a, numbered=False), "b.csv": journal(b, numbered=False)})
    assert (len(ledger.entries), found["TK247"].severity, found["TK247"].data["count"]) == (22, "warning", 2)
    assert found["TK247"].voucher == "2025-02-01"


@pytest.mark.parametrize("numbered", [True, False])
def test_two_equal_sheets_of_one_workbook_are_refused(tmp_path, numbered):
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name in ("Päiväkirja", "Kopio"):
        page = book.create_sheet(name)
        for row in journal(YEAR, numbered=numbered).splitlines():
            page.append([cell.replace(",", ".") if index < 3 else cell for index, cell in enumerate(row.split(";"))])
    book.save(tmp_path / "l.xlsx")
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([tmp_path / "l.xlsx"], ReadOptions(sheet="*"))
    [found] = [one for one in stop.value.findings if one.code == "TK109"]
    assert (found.place.sheet, str(found.data["other"]).rsplit(" ", 1)[-1]) == ("Päiväkirja", "Kopio")


@pytest.mark.parametrize("fault", ["text", "amount"])
def test_a_corrected_file_beside_the_old_one_is_told_of(read, fault):
    """Every voucher was changed, so no voucher was the same: 1080 for 540, and validate had nothing to say."""
    again = [(*head, euros + (1 if fault == "amount" else 0)) for *head, euros in YEAR]
    new = journal(again, text="korjattu" if fault == "text" else "maksu")
    ledger, found = read({"jan.csv": journal(YEAR), "jan_korjattu.csv": new})
    assert ledger is not None
    assert (found["TK246"].severity, found["TK246"].data["count"], found["TK246"].data["of"]) == ("error", 9, 9)
    assert found["TK246"].voucher == "1"


def test_files_that_share_numbers_but_are_no_versions_of_each_other_pass(read):
    """By cost centre, by month, and with numbers that begin anew: other days, or other accounts."""
    other = [(day.replace("03.", "04.", 1).replace("17.", "18.", 1), *rest) for day, *rest in YEAR]
    costs = [(day, "4000", "1910", euros) for day, _, _, euros in YEAR]
    for second in (
        journal(other), journal([*costs[:3], *YEAR[3:5], *costs[5:]], text="x"), journal(YEAR, more="20"), journal(costs),
    ):  # fmt: skip
        ledger, found = read({"a.csv": journal(YEAR, more="10"), "b.csv": second})
        assert (len(ledger.entries), {"TK109", "TK246"} & set(found)) == (36, set())


JANUARY, FEBRUARY = ["1910;Pankki;540,00", "2000;Oma;-540,00"], ["1910;Pankki;600,00", "2000;Oma;-540,00", "3000;Jm;-60,00"]


def held(ledger) -> list[tuple[str, str, int]]:
    rows = ledger.balances[["period_end", "account", "closing"]].itertuples(index=False)
    return sorted((str(day), account, cents) for day, account, cents in rows)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_days_of_one_year_the_later_balances_are_used(read, turned):
    """Two monthly lists were summed: 1140 in the bank for 600."""
    texts = {"tammi.csv": balances("31.1.2025", *JANUARY), "helmi.csv": balances("28.2.2025", *FEBRUARY)}
    ledger, found = read(dict(sorted(texts.items(), reverse=turned)))
    assert held(ledger) == [("2025-02-28", "1910", 60000), ("2025-02-28", "2000", -54000), ("2025-02-28", "3000", -6000)]
    assert (found["TK248"].severity, Path(found["TK248"].place.file).name) == ("warning", "tammi.csv")


def test_days_of_one_year_are_refused_where_the_later_does_not_hold_the_earlier(read):
    ledger, found = read({"a.csv": balances("31.1.2025", *FEBRUARY), "b.csv": balances("28.2.2025", *JANUARY)})
    assert (ledger, "TK166" in found) == (None, True)
    opened = "Tili;Tilin nimi;Alkusaldo;Loppusaldo\n1910;Pankki;500,00;540,00\n2000;Oma;-500,00;-540,00\n"
    ledger, found = read({"a.csv": opened, "b.csv": balances("28.2.2025", *FEBRUARY)})
    assert (ledger, "TK166" in found) == (None, True)


def test_days_of_two_years_stay_and_so_does_the_end_of_a_broken_year_before(read):
    ends, later = balances("30.6.2025", *JANUARY), balances("31.8.2025", *FEBRUARY)
    ledger, found = read({"b.csv": later}, earlier={"a.csv": ends})
    assert (len(ledger.balances), set(found) & {"TK166", "TK248"}) == (5, set())
    ledger, found = read({"b.csv": later.replace("2025", "2026"), "c.csv": ends.replace("30.6.", "31.12.")})
    assert (len(ledger.balances), set(found) & {"TK166", "TK248"}) == (5, set())


def test_equal_sheets_of_balances_are_refused(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name in ("Saldot", "Kopio"):
        page = book.create_sheet(name)
        for row in (("Tili", "Tilin nimi", "Saldo"), ("1910", "Pankki", 540), ("2000", "Oma pääoma", -540)):
            page.append(row)
    book.save(tmp_path / "s.xlsx")
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([tmp_path / "s.xlsx"], ReadOptions(sheet="*"))
    assert "TK166" in {one.code for one in stop.value.findings}


OPENINGS = "Tili;Tilin nimi;Alkusaldo\n1910;Pankki;500,00\n1920;Säästötili;300,00\n2000;Oma;-800,00\n"
OPENED = (
    "Päivä;Tosite;Tili;Tilin nimi;Debet;Kredit;Selite\n01.01.2025;1;1910;Pankki;500,00;;\n01.01.2025;1;1920;Säästötili;300,00;;\n"
    "01.01.2025;1;2000;Oma;;800,00;\n01.01.2025;2;1910;Pankki;500,00;;lahja\n01.01.2025;2;3000;Tuotto;;500,00;lahja\n"
)
EARLIER = journal([("05.01.2024", "1910", "2000", 460), ("05.01.2024", "1920", "2000", 300), ("06.01.2024", "1910", "3000", 40)])


def mapped_findings(read, texts, earlier=None):
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.mapping.apply import apply_mapping
    from tilikartta.model import Mapping

    ledger, _ = read(texts, earlier)
    return [one for one in apply_mapping(ledger, Mapping(""), universal_chart()).findings if one.code in ("TK252", "TK268")]


@pytest.mark.parametrize(("texts", "earlier", "count"), [
    ({"l.csv": OPENED, "alku.csv": OPENINGS}, {}, 3), ({"l.csv": OPENED}, {"vanha.csv": EARLIER}, 2),
])  # fmt: skip
def test_an_opening_voucher_without_a_word_is_told_by_what_the_accounts_held(read, texts, earlier, count):
    """Beside a list of openings, or the ledger of the year before (whose income has moved to equity), it doubled the bank."""
    [found] = mapped_findings(read, texts, earlier)
    assert (found.severity, found.voucher, found.account, found.data["count"]) == ("error", "1", "1910", count)
    assert str(found.data["other"]).endswith("vanha.csv" if earlier else "alku.csv")


def test_entries_of_the_first_day_that_only_resemble_openings_pass(read):
    gift = "\n".join(row for row in OPENED.splitlines() if ";1;" not in row) + "\n"
    assert mapped_findings(read, {"l.csv": gift, "alku.csv": OPENINGS}) == []
    assert mapped_findings(read, {"l.csv": OPENED.replace("300,00", "310,00").replace("800", "810"), "alku.csv": OPENINGS}) == []
    assert mapped_findings(read, {"l.csv": OPENED}) == []


@pytest.mark.parametrize(("row", "difference"), [("2000;Oma;-400,00", 10000), ("1920;Säästötili;500,00", 100000)])
def test_openings_that_do_not_balance_are_told_of_in_map_and_report(read, row, difference):
    """The balance sheet was off by 1000, and only validate said so."""
    opening = f"Tili;Tilin nimi;Alkusaldo\n1910;Pankki;500,00\n{row}\n"
    [found] = mapped_findings(read, {"l.csv": journal(YEAR), "alku.csv": opening})
    assert (found.code, found.severity, found.data["difference"]) == ("TK252", "error", difference)
    assert Path(found.place.file).name == "alku.csv"


def test_a_list_of_the_year_before_that_does_not_balance_is_told_of(read):
    """Its closing balances open the year."""
    old = "1.1.2024 - 31.12.2024\nTili;Tilin nimi;Debet;Kredit;Saldo\n1910;Pankki;500,00;;500,00\n2000;Oma;;400,00;-400,00\n"
    [found] = mapped_findings(read, {"l.csv": journal(YEAR)}, {"tase.csv": old})
    assert (found.code, found.data["difference"]) == ("TK252", 10000)


def test_openings_that_two_files_divide_balance_together(read):
    rows = ("1910;Pankki;500,00", "1920;Säästötili;300,00\n2000;Oma;-800,00")
    bank, equity = (f"Tili;Tilin nimi;Alkusaldo\n{row}\n" for row in rows)
    assert mapped_findings(read, {"l.csv": journal(YEAR), "a.csv": bank, "b.csv": equity}) == []


OWNERS = "".join(
    f"{row};{'Yritys' if number == 0 else 'Yhdistys A' if number % 4 in (1, 2) else 'Yhdistys B'}\n"
    for number, row in enumerate(journal(YEAR).splitlines())
)


def test_books_of_two_organisations_in_one_table_are_told_of(read):
    ledger, found = read({"l.csv": OWNERS})
    assert (len(ledger.entries), found["TK249"].severity) == (18, "warning")
    assert found["TK249"].data == {"heading": "Yritys", "names": ["Yhdistys A", "Yhdistys B"]}


def test_a_column_of_one_organisation_or_of_customers_is_nothing_to_tell(read):
    assert "TK249" not in read({"l.csv": OWNERS.replace("Yhdistys B", "Yhdistys A")})[1]
    assert "TK249" not in read({"l.csv": OWNERS.replace("Yhdistys B", "")})[1]
    many = "".join(
        f"{row.rsplit(';', 1)[0]};{'Yritys' if number == 0 else f'Asiakas {number // 2}'}\n"
        for number, row in enumerate(OWNERS.splitlines())
    )
    assert "TK249" not in read({"l.csv": many})[1]


def test_what_convert_wrote_of_two_organisations_reads_back_as_two(tmp_path):
    from dataclasses import replace

    from tilikartta.reports.canonical import convert_csv
    from tilikartta.sources.canonical import concat

    (tmp_path / "l.csv").write_text(journal(YEAR[:2]), encoding="utf-8")
    one, other = (read_ledger([tmp_path / "l.csv"], ReadOptions(entity=name))[0] for name in ("A ry", "B ry"))
    convert_csv(replace(concat([one, other]), files=one.files), tmp_path / "both.csv")
    assert list(read_ledger([tmp_path / "both.csv"])[0].entries["entity"]) == ["A ry"] * 4 + ["B ry"] * 4


def test_a_journal_with_numbers_for_accounts_is_told_what_to_print(read):
    """Journals that convert writes were refused with "no headings"."""
    text = "".join(
        f"2025-01-0{day} ({day})\n    1910 Pankki  100.00 EUR  ; maksu\n    3000 Tuotto  -100.00 EUR  ; maksu\n\n"
        for day in (1, 2)
    )
    assert "TK157" in read({"l.journal": f"decimal-mark .\naccount 1910 Pankki\n\n{text}"})[1]
    printed = text.replace(" EUR  ; maksu", "")
    assert "TK157" not in read({"l.txt": printed})[1]


def test_turnovers_that_a_sie_file_cannot_hold_are_told_of(read, tmp_path):
    from tilikartta.reports.sie_export import write_sie4

    head = "1.1.2025 - 31.12.2025\nTili;Tilin nimi;Alkusaldo;Debet;Kredit;Loppusaldo\n"
    rows = "1910;Pankki;500,00;100,00;30,00;570,00\n2000;Oma;-500,00;0,00;0,00;-500,00\n3000;Jm;0,00;0,00;100,00;-100,00\n"
    ledger, _ = read({"t.csv": f"{head}{rows}4000;Kulut;0,00;30,00;0,00;30,00\n"})
    [found] = write_sie4(ledger, tmp_path / "t.se", "Koe ry")
    assert (found.code, found.severity, found.account, found.data["count"]) == ("TK405", "warning", "1910", 1)
    ledger, _ = read({"t.csv": head + rows.replace("100,00;30,00;570,00", "100,00;0,00;600,00")})
    assert write_sie4(ledger, tmp_path / "t2.se", "Koe ry") == []


def test_amounts_that_a_cell_of_xlsx_cannot_hold_are_told_of_when_written(read, tmp_path):
    from tilikartta.reports.canonical import convert_xlsx

    ledger, _ = read({"l.csv": journal([*YEAR[:1], ("01.02.2025", "1910", "3000", 12345678901234)])})
    [found] = convert_xlsx(ledger, tmp_path / "l.xlsx")
    assert (found.code, found.severity, found.account, found.data["count"]) == ("TK406", "warning", "1910", 2)
    ledger, _ = read({"l.csv": journal([("01.02.2025", "1910", "3000", 9999999999999)])})
    assert convert_xlsx(ledger, tmp_path / "m.xlsx") == []


def test_a_fee_of_every_january_is_no_opening(read):
    texts = {"l.csv": journal([("05.01.2025", "6610", "1910", 12)])}
    assert mapped_findings(read, texts, {"vanha.csv": journal([("05.01.2024", "6610", "1910", 12)])}) == []
