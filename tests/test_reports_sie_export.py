"""Writing SIE 4 and hledger journals: what is read back is what was written."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from interchange_ledgers import Books, books, codes, openings_of, rows_of, small
from writers_sie import write_sie
from writers_xml import write_saft

from tilikartta.mapping.periods import Period
from tilikartta.model import TilikarttaError
from tilikartta.reports.hledger_export import write_hledger
from tilikartta.reports.sie_export import write_sie4
from tilikartta.sources import ReadOptions, read_ledger

SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "sie"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="sample files of ../shared are not here")
YEAR = [Period(date(2025, 1, 1), date(2025, 12, 31))]


def read(tmp_path, content, name="in.se", **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_ledger([path], ReadOptions(**options))


def written(ledger, tmp_path, periods=YEAR):
    path = tmp_path / "out.se"
    findings = write_sie4(ledger, path, "Esimerkki ry", "1234567-8", periods)
    return path, findings


def chart_of(ledger):
    return {account.number: (account.name, account.klass, account.hint) for account in ledger.chart}


def test_sie_reads_back_the_same(tmp_path):
    ledger, _ = read(tmp_path, write_sie(small()))
    path, findings = written(ledger, tmp_path)
    again, found = read_ledger([path])
    assert (findings, codes(found)) == ([], [])
    assert rows_of(again) == rows_of(ledger)
    assert openings_of(again) == openings_of(ledger)
    assert chart_of(again) == chart_of(ledger)
    assert list(again.entries["dim_projekti_name"]) == list(ledger.entries["dim_projekti_name"])
    assert {"encoding": "CP437", "version": "SIE 4E", "organisation": "Esimerkki ry"}.items() <= again.files[0].decisions.items()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(invented=books())
def test_any_books_read_back_the_same(tmp_path, invented: Books):
    ledger, _ = read(tmp_path, write_saft(invented), "in.xml")
    path, findings = written(ledger, tmp_path)
    again, found = read_ledger([path])
    assert (findings, codes(found)) == ([], [])
    assert rows_of(again) == invented.rows()
    assert openings_of(again) == openings_of(ledger)
    first = path.read_bytes()
    written(again, tmp_path)
    assert path.read_bytes() == first  # written again it is the same file


def test_file_is_as_the_standard_wants_it(tmp_path):
    ledger, _ = read(tmp_path, write_sie(small()))
    raw = written(ledger, tmp_path)[0].read_bytes()
    text = raw.decode("cp437")
    assert text.startswith("#FLAGGA 0\r\n#KSUMMA\r\n#PROGRAM tilikartta ")
    assert re.search(r"\r\n#KSUMMA \d+\r\n$", text)
    assert text.count("\n") == text.count("\r\n")
    for record in ("#FORMAT PC8", "#SIETYP 4", "#ORGNR 1234567-8", "#RAR 0 20250101 20251231", "#VALUTA EUR",
                   "#DIM 1 Kustannuspaikka", "#DIM 6 Projekti", "#IB 0 1910 500000.00"):  # fmt: skip
        assert f"\r\n{record}\r\n" in text
    assert "Jäsenmaksut".encode("cp437") in raw


def test_balances_alone_become_type_one(tmp_path):
    text = "#FLAGGA 0\n#SIETYP 1\n#RAR 0 20250101 20251231\n#RAR -1 20240101 20241231\n#KONTO 1910 a\n#KONTO 3000 b\n"
    text += "#IB 0 1910 5\n#UB 0 1910 7.5\n#RES 0 3000 -2.5\n#UB -1 1910 5\n#RES -1 3000 -5\n"
    ledger, _ = read(tmp_path, text)
    path, _ = written(ledger, tmp_path, [*YEAR, Period(date(2024, 1, 1), date(2024, 12, 31))])
    again, _ = read_ledger([path])
    names = ["account", "opening", "closing", "period_start", "period_end"]
    assert again.balances[names].to_dict("records") == ledger.balances[names].to_dict("records")


def test_openings_by_object_come_back(tmp_path):
    text = (
        "#FLAGGA 0\n#SIETYP 4\n#RAR 0 20250101 20251231\n#DIM 1 Kp\n#KONTO 1910 a\n#KONTO 2000 b\n#IB 0 1910 5\n#IB 0 2000 -5\n"
    )
    text += "#OIB 0 1910 {1 x} 3\n#VER A 1 20250101\n{\n#TRANS 1910 {} 1\n#TRANS 2000 {} -1\n}\n"
    ledger, _ = read(tmp_path, text)
    again, _ = read_ledger([written(ledger, tmp_path)[0]])
    names = ["account", "dim_kp", "opening"]
    assert again.balances[names].to_dict("records") == ledger.balances[names].to_dict("records")


def test_characters_outside_the_code_page_are_said(tmp_path):
    csv = "Pvm;Tosite;Tili;Debet;Kredit;Selite\n2.1.2025;1;1910;5,00;;Šakki – 5 €\n2.1.2025;1;3000;;5,00;Šakki – 5 €\n"
    ledger, _ = read(tmp_path, csv, "in.csv")
    path, findings = written(ledger, tmp_path)
    assert [(finding.code, finding.data["count"], finding.data["example"]) for finding in findings] == [
        ("TK652", 1, "Šakki – 5 €")
    ]
    assert set(read_ledger([path])[0].entries["text"]) == {"Sakki - 5 EUR"}


def test_other_years_and_other_currencies_are_refused_and_nothing_is_left(tmp_path):
    csv = "Pvm;Tosite;Tili;Summa\n2.1.2024;1;1910;5,00\n2.1.2025;1;3000;-5,00\n"
    ledger, _ = read(tmp_path, csv, "in.csv", sign="debit-plus")
    ledger.entries["currency"] = ["EUR", "SEK"]
    with pytest.raises(TilikarttaError) as stop:
        written(ledger, tmp_path)
    assert [(finding.code, dict(finding.data)) for finding in stop.value.findings] == [
        ("TK650", {"count": 1, "start": date(2025, 1, 1), "end": date(2025, 12, 31)}),
        ("TK651", {"of": "currency", "values": ["EUR", "SEK"]}),
    ]
    assert not (tmp_path / "out.se").exists()


def test_rows_of_a_voucher_that_lie_apart_come_together(tmp_path):
    csv = "Pvm;Tosite;Tili;Summa\n2.1.2025;1;1910;5,00\n3.1.2025;2;1910;7,00\n2.1.2025;1;3000;-5,00\n3.1.2025;2;3000;-7,00\n"
    ledger, _ = read(tmp_path, csv, "in.csv", sign="debit-plus")
    again, findings = read_ledger([written(ledger, tmp_path)[0]])
    assert codes(findings) == []
    assert list(again.entries["amount"]) == [500, -500, 700, -700]


@needs_samples
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*4e*")) if SAMPLES.is_dir() else [], ids=lambda path: path.name)
def test_files_of_programs_survive(tmp_path, path):
    ledger, before = read_ledger([path])
    year = ledger.balances.iloc[0]
    out, _ = written(ledger, tmp_path, [Period(year["period_start"], year["period_end"])])
    again, after = read_ledger([out])
    names = ["series", "voucher", "date", "account", "amount"]
    order = {"by": names, "ignore_index": True}
    assert again.entries[names].sort_values(**order).equals(ledger.entries[names].sort_values(**order))
    assert openings_of(again) == openings_of(ledger)
    assert {"TK250", "TK252"} & set(codes(after)) == {"TK250", "TK252"} & set(codes(before))
    assert "TK254" not in codes(after)


def journal_of(ledger, tmp_path):
    path = tmp_path / "out.journal"
    write_hledger(ledger, path)
    return path.read_text(encoding="utf-8")


POSTING = re.compile(r"^    (\(?)(.+?)\)?  (-?\d+\.\d\d) EUR(?:  ; .*)?$", re.MULTILINE)


def used(invented):
    return {posting.account for voucher in invented.vouchers for posting in voucher.postings} | set(invented.opening)


def sums(text):
    totals = {}
    for transaction in re.split(r"\n(?=\d{4}-)", text)[1:]:
        rows = POSTING.findall(transaction)
        assert rows
        if not rows[0][0]:
            assert sum(round(float(amount) * 100) for _, _, amount in rows) == 0  # hledger would refuse it otherwise
        for _, account, amount in rows:
            number = account.rpartition(":")[2].split(" ")[0]
            totals[number] = totals.get(number, 0) + round(float(amount) * 100)
    return totals


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(invented=books())
def test_journal_holds_every_cent(tmp_path, invented: Books):
    ledger, _ = read(tmp_path, write_saft(invented), "in.xml")
    assert sums(journal_of(ledger, tmp_path)) == {
        key: cents for key, cents in invented.closing().items() if key in used(invented)
    }


def test_journal_as_a_person_reads_it(tmp_path):
    ledger, _ = read(tmp_path, write_sie(small()))
    text = journal_of(ledger, tmp_path)
    assert "commodity 1000.00 EUR" in text
    assert "account 3000 Jäsenmaksut å Ä Ö\n" in text
    assert "\n2025-04-01 (B 1)\n    5000 Palkat  700.00 EUR  ; Palkka, kustannuspaikka:10" in text
    assert "\n2025-01-01 opening balances\n    1910 Pankkitili  500000.00 EUR\n    2010 Oma pääoma  -500000.00 EUR\n" in text


def test_unbalanced_voucher_is_in_the_journal_all_the_same(tmp_path):
    csv = "Pvm;Tosite;Tili;Debet;Kredit\n2.1.2025;1;1910;5,00;\n2.1.2025;1;3000;;4,00\n"
    csv += "3.1.2025;2;1910;1,00;\n3.1.2025;2;3000;;1,00\n"
    ledger, _ = read(tmp_path, csv, "in.csv")
    text = journal_of(ledger, tmp_path)
    assert "\n2025-01-02 (1)\n    (1910)  5.00 EUR\n    (3000)  -4.00 EUR\n" in text
    assert "\n2025-01-03 (2)\n    1910  1.00 EUR\n    3000  -1.00 EUR\n" in text
