"""The core of a review: answers become text of the mapping file, nothing else changes, and every step can be taken back."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.mapping.check import check_mapping
from tilikartta.mapping.review.alike import alike
from tilikartta.mapping.review.items import Answer
from tilikartta.mapping.review.opening import open_review, with_ledger
from tilikartta.mapping.review.rules import answer_faults
from tilikartta.mapping.review.session import ReviewSession
from tilikartta.mapping.review.writing import without_status
from tilikartta.model import Target
from tilikartta.model.suggestion import AccountSuggestion, Candidate, Evidence, LocalFacts
from tilikartta.reports.review_file import save_review

CHART = universal_chart()
HEADINGS = frozenset({"Näihin ei löytynyt hyvää ehdotusta: päätä itse ja kirjoita sääntö"})
SUGGESTED = """# Ehdotettu kartoitus.
mapping: 1
dimensions: {kp: "Kustannuspaikka"}

rules:
  # 100 Pankkitili, saldo 4 950,00 €: todennäköinen
  - {when: "100", to: 1910, status: suggested, evidence: "1910 Pankkitilit: nimi on sama"}  # Pankkitili
  # 140 Kesäleiri, saldo −380,00 €: tarkista
  - {when: {account: "140", sign: income}, to: 3130, status: suggested, evidence: "3130 Leirit: nimi"}  # Kesäleiri
  - {when: {account: "140", sign: expense}, to: 6330, status: suggested, evidence: "6330 Leirit: nimi"}  # Kesäleiri
  #   tai: 3990 Toiminnan tuotot, erittelemättä; 6110 Ostetut toiminnan palvelut
  # 310 Kioskin ostot, saldo 140,50 €: tarkista
  - {when: "310", to: 6220, status: suggested, evidence: "6220 Ostot: nimi"}  # Kioskin ostot
  #   tai: 6320 Tarjoilu ja ruoka; 6210 Myytävien tuotteiden ostot

  # Toiminto kustannuspaikan nimestä
  - {when: {account: ["310"], kp: "100"}, to: {function: administration}, status: suggested, evidence: "nimi"}  # 100 Hallinto

  # Näihin ei löytynyt hyvää ehdotusta: päätä itse ja kirjoita sääntö
  # ? 999 Xyzzy qwrt, saldo 10,00 €: mikään nimi ei muistuta tätä
  #     ehkä: 6790 Muut kulut; 6110 Ostetut toiminnan palvelut
  # ? 0050 Kummallinen, saldo 5,00 €: mikään nimi ei muistuta tätä
"""
BY_HAND = """# Oma kartoitus, tehty käsin.
mapping: 1
rules:
  # pankki
  - when: "1910"      # päätili
    to: 1910
  - when: "4000"
    status: suggested  # kysy Maijalta
    to: {account: 6210, activity: kahvila}
    note: 'tarkista vielä'   # syksyllä
  - status: suggested
    when: ["41*", "4200-4299"]
    to: 6220
    # tämä jää säännön alle
  - {when: {name: "~Keräys"}, to: 3420, status: suggested}

grants: []
# loppu
"""


def opened(tmp_path: Path, text: str = SUGGESTED, newline: str = "\n"):
    path = tmp_path / "oma.yaml"
    path.write_bytes(text.replace("\n", newline).encode("utf-8"))
    found, findings = open_review(path, CHART, HEADINGS)
    assert findings == []
    assert found.blocks.text == found.text == path.read_bytes().decode("utf-8")
    return found


def by_key(review: ReviewSession) -> dict:
    return {item.key: item for item in review.items}


def answered(tmp_path: Path, text: str, **answers: Answer) -> str:
    found = opened(tmp_path, text)
    return ReviewSession(found, {key.lstrip("_"): answer for key, answer in answers.items()}).text


def rules_of(tmp_path: Path, text: str):
    path = tmp_path / "luettu.yaml"
    path.write_bytes(text.encode("utf-8"))
    mapping, findings = read_mapping(str(path))
    assert findings == []
    return mapping.rules


def test_what_is_asked_and_in_which_order(tmp_path):
    items = opened(tmp_path).items
    assert [(item.key.split(" ")[-1], item.kind) for item in items] == [
        ("100", "account"), ("140", "event"), ("310", "account"), ("999", "question"), ("0050", "question"),
        ("Hallinto)", "rule"),
    ]  # fmt: skip
    event, question = items[1], items[3]
    assert [candidate.code for candidate in event.candidates] == ["3130", "6330", "3990", "6110"]
    assert (event.local.name, event.local.balance) == ("Kesäleiri", -38_000)
    assert items[0].candidates[0].evidence == (Evidence("written", {"text": "nimi on sama"}),)
    assert (question.local.name, question.question) == ("Xyzzy qwrt", "mikään nimi ei muistuta tätä")
    assert [candidate.code for candidate in question.candidates] == ["6790", "6110"]


def test_accepting_takes_only_the_status_out(tmp_path):
    found = opened(tmp_path)
    item = found.items[0]
    text = ReviewSession(found, {"100": item.proposed}).text
    expected = SUGGESTED.replace(
        '  - {when: "100", to: 1910, status: suggested, evidence', '  - {when: "100", to: 1910, evidence'
    ).replace("saldo 4 950,00 €: todennäköinen", "saldo 4 950,00 €")
    assert text == expected


def test_another_account_takes_the_alternatives_away_and_keeps_name_and_balance(tmp_path):
    text = answered(tmp_path, SUGGESTED, _310=Answer.of("6320"))
    assert '  # 310 Kioskin ostot, saldo 140,50 €\n  - {when: "310", to: 6320}  # Kioskin ostot\n' in text
    assert "6210 Myytävien tuotteiden ostot" not in text
    assert "3990 Toiminnan tuotot" in text  # of a rule that waits


def test_a_question_becomes_a_rule_and_its_comment_goes(tmp_path):
    text = answered(tmp_path, SUGGESTED, _999=Answer.of("6790", "administration"))
    assert "  # 999 Xyzzy qwrt, saldo 10,00 €\n" in text
    assert '  - {when: "999", to: {account: 6790, function: administration}}  # Xyzzy qwrt\n' in text
    assert "? 999" not in text
    assert "? 0050" in text
    assert "Näihin ei löytynyt" in text
    assert "ehkä" not in text
    text = answered(tmp_path, SUGGESTED, _999=Answer.of("6790"), _0050=Answer.outside('sisäinen: "oma"'))
    assert "Näihin ei löytynyt" not in text
    last = rules_of(tmp_path, text)[-1]
    assert (last.outside, last.reason, last.when.account[0].low) == (True, 'sisäinen: "oma"', "0050")


def test_splits(tmp_path):
    found = opened(tmp_path)
    shares = Answer.shares((Target("5110", "programme", share=7050), Target("5110", "administration", share=2950)), "tunnit")
    answers = {
        "100": Answer.by("side", debit=Target("1910"), credit=Target("2410")),
        "310": Answer.by_centre("kp", {"300-399": Target("6220", "fundraising")}, Target("6320")),
        "140": shares,
        "999": Answer.by("sign", income=Target("3110"), expense=Target("6310")),
    }
    review = ReviewSession(found, answers)
    rules = {str(rule.when.account[0]): [] for rule in rules_of(tmp_path, review.text)}
    for rule in rules_of(tmp_path, review.text):
        rules[str(rule.when.account[0])].append(rule)
    assert [(rule.when.side, rule.targets[0].account) for rule in rules["100"]] == [("debit", "1910"), ("credit", "2410")]
    assert [target.share for target in rules["140"][0].targets] == [7050, 2950]
    assert (len(rules["140"]), rules["140"][0].basis, rules["140"][0].when.sign) == (1, "tunnit", "")
    assert [rule.when.sign for rule in rules["999"]] == ["income", "expense"]
    centres = [(bool(rule.when.dims), rule.targets[0].account, rule.status) for rule in rules["310"] if rule.targets[0].account]
    assert centres == [(True, "6220", "accepted"), (False, "6320", "accepted")]
    mapping, _ = read_mapping(str(tmp_path / "luettu.yaml"))
    assert check_mapping(mapping, CHART) == []


def test_a_file_written_by_hand_keeps_its_comments_and_order(tmp_path):
    found = opened(tmp_path, BY_HAND)
    keys = [item.key for item in found.items]
    assert [item.kind for item in found.items] == ["account", "rule", "rule"]
    accepted = ReviewSession(found, {item.key: item.proposed for item in found.items}).text
    assert accepted == (
        BY_HAND.replace("    status: suggested  # kysy Maijalta\n", "    # kysy Maijalta\n")
        .replace("  - status: suggested\n    when:", "  - when:")
        .replace(", status: suggested}", "}")
    )
    assert [rule.status for rule in rules_of(tmp_path, accepted)] == ["accepted"] * 4
    other = ReviewSession(found, {keys[0]: Answer.of("6240")}).text
    changed = rules_of(tmp_path, other)[1]
    assert (changed.targets[0].account, changed.targets[0].activity, changed.note) == ("6240", "kahvila", "tarkista vielä")
    assert "# loppu\n" in other
    assert "# päätili" in other


def test_removing_a_suggestion(tmp_path):
    text = answered(tmp_path, SUGGESTED, _310=Answer.removed(), _140=Answer.removed())
    assert [str(rule.when.account[0]) for rule in rules_of(tmp_path, text) if not rule.when.dims] == ["100"]
    only = 'mapping: 1\nrules:\n  - {when: "5", to: 6790, status: suggested}\n'
    assert rules_of(tmp_path, answered(tmp_path, only, _5=Answer.removed())) == ()


@pytest.mark.parametrize("text", ["mapping: 1\nrules: []\n", "mapping: 1\n", "mapping: 1\nrules: []  # tyhjä"])
def test_questions_of_a_file_without_rules(tmp_path, text):
    found = opened(tmp_path, text)
    assert found.items == ()
    fresh = AccountSuggestion(LocalFacts("0070", "Outo", 500, 500), "none", (Candidate("6790"),), "too_far")
    more = with_ledger(found, [fresh.local], [fresh], CHART)
    assert [(item.key, item.kind, item.stake) for item in more.items] == [("0070", "missing", 500)]
    rules = rules_of(tmp_path, ReviewSession(more, {"0070": Answer.of("6790")}).text)
    assert [(rule.when.account[0].low, rule.targets[0].account) for rule in rules] == [("0070", "6790")]


def test_a_ledger_brings_texts_balances_and_more_candidates(tmp_path):
    found = opened(tmp_path)
    facts = [LocalFacts("100", "Pankkitili", 7_000, 90_000, 83_000, 9, ("Maksu",)), LocalFacts("999", "Xyzzy", 100, 100),
             LocalFacts("200", "Tunnettu", 5, 5)]  # fmt: skip
    fresh = [AccountSuggestion(facts[1], "check", (Candidate("6790"), Candidate("6240")))]
    more = with_ledger(found, facts, fresh, CHART)
    items = {item.key: item for item in more.items}
    assert (items["100"].stake, items["100"].local.texts) == (173_000, ("Maksu",))
    assert [one.code for one in items["999"].candidates] == ["6790", "6110", "6240"]
    assert more.done == {"200": 5}


def test_skip_back_and_undo(tmp_path):
    review = ReviewSession(opened(tmp_path)).skip().accept("3990")
    states = {key: review.state(item) for key, item in by_key(review).items()}
    assert (states["100"], states["140"], states["310"]) == ("skipped", "accepted", "open")
    assert review.item.key == "310"
    assert review.back().item.key == "140"
    again = review.back().accept("3110")  # a second answer takes the place of the first
    assert again.answers["140"].codes == ("3110",)
    assert again.undo().text == review.text
    assert review.undo().undo().text == SUGGESTED
    assert review.undo().undo().undo() == ReviewSession(review.opened)


def test_progress_counts_accounts_and_euros(tmp_path):
    review = ReviewSession(opened(tmp_path))
    start = review.progress()
    assert (start.done, start.total, start.done_cents) == (0, 5, 0)
    assert start.total_cents == 495_000 + 38_000 + 14_050 + 1_000 + 500
    later = review.answer(review.item.proposed).progress()
    assert (later.done, later.done_cents) == (1, 495_000)


def test_going_on_later_remembers_what_was_decided(tmp_path):
    review = ReviewSession(opened(tmp_path)).accept("1910").accept("3990")
    (tmp_path / "oma.yaml").write_text(review.text, encoding="utf-8", newline="")
    later, findings = open_review(tmp_path / "oma.yaml", CHART, HEADINGS)
    assert findings == []
    assert {item.key for item in later.items} & {"100", "140"} == set()
    assert ReviewSession(later).progress() == review.progress()


def test_like_this(tmp_path):
    text = "mapping: 1\nrules:\n" + "".join(
        f'  - {{when: "{number}", to: 6310, status: suggested}}  # {name}\n'
        for number, name in [
            ("4001", "Kevätjuhlan kulut"),
            ("4002", "Syysjuhlan kulut"),
            ("7100", "Joulujuhlan kulut"),
            ("9", "Vero"),
        ]
    )
    review = ReviewSession(opened(tmp_path, text))
    assert [item.key for item in alike(review, review.item, "6310")] == ["4002", "7100"]
    assert [item.key for item in alike(review, review.item, "6110")] == ["4002"]  # near and named alike, but nobody offered it
    done = review.answer_all([review.item, *alike(review, review.item, "6310")], Answer.of("6310"))
    assert len(done.answers) == 3
    assert done.undo() == review


def test_what_an_answer_must_hold_to(tmp_path):
    item = opened(tmp_path).items[2]
    from dataclasses import replace

    expense = replace(item, local=replace(item.local, klass="expense"))

    def codes(answer: Answer, of=expense) -> list[str]:
        return [finding.code for finding in answer_faults(of, answer, CHART)]

    assert codes(Answer.of("6320")) == []
    assert codes(Answer.of("9999")) == ["TK541"]
    assert codes(Answer.of("6320", "investment")) == ["TK590"]
    assert codes(Answer.of("1910")) == ["TK591"]
    assert codes(Answer.of("1910", class_change="aktivoidaan")) == []
    assert codes(Answer.of("1910"), item) == []  # the class of the account is not known


@pytest.mark.parametrize(("own", "expected"), [
    ("  - {status: suggested, when: '1', to: 2}\n", "  - {when: '1', to: 2}\n"),
    ("  - {when: '1', status: suggested, to: 2}\n", "  - {when: '1', to: 2}\n"),
    ("  - when: '1'\n    to: 2\n    status: suggested\n", "  - when: '1'\n    to: 2\n"),
    ("  - when: '1'\n    to: 2\n    status: suggested", "  - when: '1'\n    to: 2\n"),
    ("  - {when: '1',\n     to: 2,\n     status: suggested}\n", "  - {when: '1',\n     to: 2}\n"),
    ("  - {when: *a, to: 2, status: suggested}\n", None),
    ("  - {when: '1', to: 2}\n", None),
])  # fmt: skip
def test_status_taken_out_of_every_way_of_writing(own, expected):
    assert without_status(own) == expected


def test_the_file_is_not_saved_over_a_strangers_change(tmp_path):
    review = ReviewSession(opened(tmp_path)).accept("1910")
    path = tmp_path / "oma.yaml"
    path.write_text(SUGGESTED + "# toinen kirjoitti\n", encoding="utf-8", newline="")
    assert [finding.code for finding in save_review(path, review.text, SUGGESTED, CHART)] == ["TK592"]
    assert path.read_text(encoding="utf-8").endswith("# toinen kirjoitti\n")


def test_an_answer_that_makes_the_file_faulty_is_not_saved(tmp_path):
    opened(tmp_path)
    path = tmp_path / "oma.yaml"
    findings = save_review(path, SUGGESTED + '  - {when: "100", to: 9999}\n', SUGGESTED, CHART)
    assert "TK541" in {finding.code for finding in findings}
    assert {finding.place.file for finding in findings} == {str(path)}
    assert path.read_text(encoding="utf-8") == SUGGESTED
    assert [one.name for one in tmp_path.iterdir()] == ["oma.yaml"]


ANSWERS = st.sampled_from([
    "proposed", "skip", "back", "undo", Answer.of("6790"), Answer.of("6110", "programme"), Answer.outside("ei: kuulu, {x}"),
    Answer.removed(), Answer.by("sign", income=Target("3110"), expense=Target("6310")),
    Answer.by("side", debit=Target("1910"), credit=Target("2410")),
    Answer.shares((Target("5110", "programme", share=7000), Target("5110", "administration", share=3000)), "tunnit"),
])  # fmt: skip


@given(st.lists(ANSWERS, max_size=14), st.sampled_from([SUGGESTED, BY_HAND]), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_and_undos_leave_a_file_that_can_be_read(tmp_path, steps, text, newline):
    review = ReviewSession(opened(tmp_path, text, newline))
    first = review.text
    for step in steps:
        before = review
        if isinstance(step, str) and step != "proposed":
            review = getattr(review, step)()
            continue
        if review.item is None:
            break
        proposed = review.item.proposed or Answer.of("6790")
        review = review.answer(proposed if step == "proposed" or review.item.kind == "rule" else step)
        assert review.undo().text == before.text
    left = {item.key for item in review.open_items}
    rules = rules_of(tmp_path, review.text)
    assert sum(rule.status == "suggested" for rule in rules) == sum(len(item.rules) for item in review.items if item.key in left)
    assert newline == "\n" or "\n" not in review.text.replace("\r\n", "")
    while review.history:
        review = review.undo()
    assert review.text == first
