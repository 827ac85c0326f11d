"""Thresholds of single checks are settings, and acceptances hold where lists are cut."""

import re
from dataclasses import replace
from datetime import date

import pytest
from check_examples import CHART, TODAY, subject_of_example

from tilikartta.checks.catalogue import doc_of
from tilikartta.checks.registry import NEEDS_MAPPING, STRICT
from tilikartta.checks.run import looked_for, run_checks, subject_of
from tilikartta.messages import LANGUAGES, catalogue, hint, message
from tilikartta.model import Cents, Place, warning
from tilikartta.model.check_settings import Acceptance, CheckSettings

CHECKS = {doc_of(check).code: check for check in STRICT}
GAPS = "series,voucher,date,account,amount\n" + "".join(
    f"{series},{number},2025-02-0{number},6610,{number}.00\n{series},{number},2025-02-0{number},1910,-{number}.00\n"
    for series in "ABC"
    for number in (1, 2, 4)
)


def accepted(**more):
    return Acceptance("TK216", "turha numero", "Aino Esimerkki", date(2026, 1, 15), **more)


def run(text, settings, **more):
    return run_checks(subject_of_example(text, replace(settings, today=TODAY)), preset="strict", **more)


@pytest.mark.parametrize(
    ("code", "settings"),
    [
        ("TK223", {"duplicate_days": 1}), ("TK223", {"duplicate_least": 119}), ("TK226", {"outsize_times": 251}),
        ("TK227", {"digits_least": 151}), ("TK227", {"digits_one_in": 10**200}), ("TK228", {"digits_least": 41}),
        ("TK684", {"wages_least": 3_001}), ("TK686", {"pension_most": 40}), ("TK686", {"wages_least": 3_001}),
    ],
)  # fmt: skip
def test_thresholds_are_settings(code, settings):
    """The failing example of the check is no finding any more when its threshold is beyond it."""
    example = doc_of(CHECKS[code]).fails
    assert [one.code for one in CHECKS[code](subject_of_example(example))] == [code]
    assert CHECKS[code](subject_of_example(example, CheckSettings(today=TODAY, **settings))) == []


def test_a_lower_threshold_names_what_the_usual_one_passes():
    passes = doc_of(CHECKS["TK226"]).passes
    text = passes.replace("30.00", "3000.00").replace("12.00", "500.00")
    assert CHECKS["TK226"](subject_of_example(text)) == []
    [one] = CHECKS["TK226"](subject_of_example(text, CheckSettings(today=TODAY, outsize_times=5)))
    assert one.data["times"] == 5


def test_a_stale_acceptance_stands_at_the_line_it_is_written_on():
    place = Place("oma.yaml", row=5, column="5")
    settings = CheckSettings(accepted=(accepted(voucher="99", place=place),))
    [stale] = [one for one in run(GAPS, settings).findings if one.code == "TK229"]
    assert stale.place == place
    assert "TK229" not in {one.code for one in run(GAPS, settings, ignore=["TK229"]).findings}


def test_was_a_fault_an_acceptance_of_what_a_cut_list_did_not_hold_was_called_out_of_date():
    third = run(GAPS, CheckSettings(), select=["TK216"]).findings[2]
    settings = CheckSettings(per_code=1, accepted=(accepted(voucher=third.voucher),))
    assert "TK229" not in {one.code for one in run(GAPS, settings).findings}


def test_an_acceptance_of_a_whole_code_takes_the_rest_that_is_not_listed():
    outcome = run(GAPS, CheckSettings(per_code=1, accepted=(accepted(),)), select=["TK216"])
    assert outcome.findings == []
    assert {one.code for one, _ in outcome.accepted} == {"TK216", "TK299"}


def test_was_a_fault_a_file_without_voucher_numbers_and_names_got_sentences_with_holes():
    found = [warning("TK219", day=date(2024, 2, 3), start=date(2025, 1, 1), end=date(2025, 12, 31)),
             warning("TK342", account="2520", name="", balance=Cents(100), kind="liability")]  # fmt: skip
    said = {lang: [message(one, lang).replace("\u00a0", " ") for one in found] for lang in LANGUAGES}
    assert said["fi"][0].startswith("Tosite ilman numeroa on päivätty 3.2.2024")
    assert said["sv"][0].startswith("Verifikation utan nummer är daterad 3.2.2024")
    assert said["en"][0].startswith("Voucher without a number is dated 3 Feb 2024")
    assert said["fi"][1].startswith("Tilin 2520 saldo 1,00 €")
    assert not any("  " in text for texts in said.values() for text in texts)


@pytest.mark.parametrize("check", STRICT, ids=lambda check: check.__name__)
def test_what_needs_a_mapping_is_known(check):
    """A run without a mapping does not count checks that could find nothing."""
    doc = doc_of(check)
    example = subject_of_example(doc.fails)
    bare = subject_of(example.ledger, CHART, None, example.settings)
    found = {one.code for one in check(bare)}
    declared = doc.code == "TK228"  # a class that the file itself declares is enough for it
    assert (doc.code not in found) == (doc.code in NEEDS_MAPPING or declared)


def test_was_a_fault_a_run_told_more_checks_than_it_made():
    assert len(looked_for("strict", (), (), mapped=True)) == len(STRICT)
    assert looked_for("basic", (), (), mapped=False) & NEEDS_MAPPING == set()
    assert looked_for("basic", ("TK216", "TK22"), ("TK222",), mapped=True) == {
        "TK216", "TK220", "TK221", "TK223", "TK224", "TK225", "TK226", "TK227", "TK228",
    }  # fmt: skip


FOREIGN = {
    "fi": r"\b(eller|och|som|är|inte|för|med|and|or|the|not)\b",
    "sv": r"\b(on|ei|eikä|joka|tai|ovat|mutta|and|or|the|not)\b",
    "en": r"\b(och|eller|inte|tai|eikä|ovat|mutta)\b",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_was_a_fault_a_swedish_word_stood_in_a_finnish_text(lang):
    texts = {f"{code}.{name}": parts[name][lang] for code, parts in catalogue().items() for name in ("what", "why", "fix")}
    # commands, names in backticks and values are no words of the language
    plain = {key: re.sub(r"`[^`]*`|\{[^}]*\}|--\S+|[\w-]+:\s", " ", text) for key, text in texts.items()}
    assert {key: text for key, text in plain.items() if re.search(FOREIGN[lang], text)} == {}


def test_was_a_fault_the_size_class_did_not_name_its_schemes():
    [one] = CHECKS["TK691"](subject_of_example(doc_of(CHECKS["TK691"]).fails))
    for lang, decree in (("fi", "KPA 1:3"), ("sv", "BokfF 1:3"), ("en", "Accounting Decree 1:3")):
        assert "PMA" in hint(one, lang)
        assert decree in hint(one, lang)
