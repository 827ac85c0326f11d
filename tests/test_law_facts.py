"""Facts of law by day: the last and the first day of every change, and what was not read is marked."""

from datetime import date
from pathlib import Path

import pytest

from tilikartta.definitions.law_facts import law_facts, read_law

FOLDER = Path(__file__).resolve().parents[1] / "charts" / "law"
LAW = law_facts()


@pytest.mark.parametrize(
    ("fact", "day", "value"),
    [
        ("vat.general", "2024-08-31", "24"), ("vat.general", "2024-09-01", "25.5"), ("vat.general", "2030-01-01", "25.5"),
        ("vat.general", "2012-12-31", None), ("vat.reduced_a", "2025-12-31", "14"), ("vat.reduced_a", "2026-01-01", "13.5"),
        ("vat.reduced_b", "2024-12-31", "10"), ("vat.reduced_b", "2025-01-01", "10"), ("vat.zero", "1999-01-01", "0"),
        ("vat.small_seller", "2024-12-31", None), ("vat.small_seller", "2025-01-01", "20000"),
        ("size.micro.balance", "2024-12-31", "350000"), ("size.micro.balance", "2025-01-01", "450000"),
        ("size.micro.turnover", "2024-01-01", "700000"), ("size.micro.turnover", "2025-01-01", "900000"),
        ("size.small.balance", "2024-07-01", "6000000"), ("size.small.balance", "2025-01-01", "7500000"),
        ("size.small.turnover", "2024-07-01", "12000000"), ("size.small.turnover", "2025-01-01", "15000000"),
        ("size.large.staff", "2025-01-01", "250"), ("size.micro_association.income", "2023-06-30", None),
        ("size.micro_association.income", "2023-07-01", "30000"), ("audit.balance", "2025-01-01", "100000"),
        ("audit.turnover", "2025-01-01", "200000"), ("audit.staff", "2025-01-01", "3"),
        ("grant.stea.auditor_report", "2023-12-31", None), ("grant.stea.auditor_report", "2024-01-01", "300000"),
        ("collection.small.most", "2025-01-01", "10000"),
    ],
)  # fmt: skip
def test_values_on_a_day(fact, day, value):
    found = LAW.value(fact, date.fromisoformat(day))
    assert (None if found is None else str(found.value)) == value


def test_on_gives_every_fact_of_the_day_and_no_other():
    before, after = LAW.on(date(2024, 12, 31)), LAW.on(date(2025, 1, 1))
    of_2025 = {"vat.small_seller", "grant.stea.general_costs", "size.large.balance", "size.large.turnover", "size.large.staff"}
    assert set(after) - set(before) == of_2025
    assert str(after["vat.general"].value) == "25.5"
    assert after["vat.reduced_b"].note != before["vat.reduced_b"].note, "the same rate for other things"
    with pytest.raises(KeyError):
        LAW.value("vat.unknown", date(2025, 1, 1))


def test_what_was_not_read_is_marked_and_nothing_else():
    marked = {
        (fact.id, str(value.value), value.unconfirmed) for fact in LAW.facts for value in fact.values if not value.confirmed
    }
    assert marked == {
        ("vat.general", "24", ("since",)), ("vat.reduced_a", "14", ("since",)), ("vat.reduced_a", "13.5", ("source",)),
        ("vat.reduced_b", "10", ("since",)), ("audit.balance", "100000", ("since",)), ("audit.turnover", "200000", ("since",)),
        ("audit.staff", "3", ("since",)), ("collection.small.most", "10000", ("since",)),
    }  # fmt: skip
    assert all(value.source for fact in LAW.facts for value in fact.values)


def test_limits_that_may_be_used_a_year_early_say_so_and_go_by_the_year():
    micro = LAW.value("size.micro.balance", date(2025, 1, 1))
    assert (micro.may_from, micro.since) == (date(2024, 1, 1), date(2025, 1, 1))
    assert {fact.id for fact in LAW.facts if fact.keyed == "year_start"} == {
        fact.id for fact in LAW.facts if fact.id.startswith(("size.", "audit."))
    }


def faults(tmp_path, name: str, *changes: tuple[str, str]) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / name).write_text(text, encoding="utf-8")
    return [finding.code for finding in read_law(tmp_path / name)[1]]


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("TK333", "until: 2024-08-31", "until: 2024-09-01"),
        ("TK333", ", until: 2024-08-31", ""),
        ("TK334", "until: 2024-08-31", "until: 2012-12-31"),
        ("TK325", "id: vat.zero", "id: vat.general"),
        ("TK512", "unconfirmed: [since]", "unconfirmed: [begin]"),
        ("TK513", "since: 2024-09-01", "since: 2024-19-01"),
        ("TK512", "unit: percent", "unit: pct"),
    ],
)
def test_faults_are_found(tmp_path, code, old, new):
    assert faults(tmp_path, "vat.yaml", (old, new)) == [code]


def test_neighbouring_days_do_not_overlap(tmp_path):
    closed = ('"25.5", since: 2024-09-01', '"25.5", since: 2024-09-01, until: 2030-12-31')
    assert faults(tmp_path, "vat.yaml", closed) == []
    for path in sorted(FOLDER.glob("*.yaml")):
        assert faults(tmp_path, path.name) == []
