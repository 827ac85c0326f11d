"""``tilikartta review`` at the terminal, by what is typed; and a whole unknown chart mapped in one sitting."""

import io
import sys
from pathlib import Path

import pytest
from review_charts import CHARTS, Person, accounts_of, write_by_hand, write_ledger

from tilikartta.cli.main import app
from tilikartta.cli.review_keys import LineKeys, first_key, keys_of
from tilikartta.cli.review_loop import Loop
from tilikartta.cli.review_view import View
from tilikartta.cli.session import Session, run_guarded
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.mapping.apply import apply_mapping
from tilikartta.mapping.coverage import coverage_of
from tilikartta.mapping.review.opening import open_review
from tilikartta.mapping.review.session import ReviewSession
from tilikartta.sources import read_ledger

CHART = universal_chart()
JOURNAL = """Päivä;Tosite;Tili;Tilin nimi;Debet;Kredit;Selite;Kustannuspaikka
2.1.2025;1;100;Pankkitili;500,00;;Jäsenmaksut;
2.1.2025;1;200;Jäsenmaksut;;500,00;Jäsenmaksut;
5.2.2025;2;300;Toimiston vuokra;300,00;;Vuokra helmikuu;
5.2.2025;2;100;Pankkitili;;300,00;Vuokra helmikuu;
6.3.2025;3;310;Kioskin ostot;120,00;;Makkarat;200 Keräykset
6.3.2025;3;100;Pankkitili;;120,00;Makkarat;200 Keräykset
8.4.2025;5;0999;Xyzzy qwrt;10,00;;Jotain;
8.4.2025;5;100;Pankkitili;;10,00;Jotain;
"""


def run(*arguments: object, lang: str = "fi") -> int:
    return run_guarded(app, ["--lang", lang, *map(str, arguments)])


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "paivakirja.csv"
    path.write_text(JOURNAL, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def suggested(tmp_path_factory) -> dict[str, bytes]:
    """The suggestions for the journal by language, made once."""
    folder = tmp_path_factory.mktemp("ehdotus")
    (folder / "paivakirja.csv").write_text(JOURNAL, encoding="utf-8")
    for lang in ("fi", "sv", "en"):
        assert run("suggest", folder / "paivakirja.csv", "-o", folder / f"{lang}.yaml", lang=lang) == 0
    return {lang: (folder / f"{lang}.yaml").read_bytes() for lang in ("fi", "sv", "en")}


@pytest.fixture
def mapping(suggested: dict[str, bytes], tmp_path: Path) -> Path:
    path = tmp_path / "oma.yaml"
    path.write_bytes(suggested["fi"])
    return path


@pytest.fixture
def typed(monkeypatch):
    def type_(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_


def rules(path: Path) -> dict[str, tuple[str, str]]:
    """Account pattern -> (code, status) of the rules that set an account."""
    read, findings = read_mapping(str(path))
    assert findings == []
    return {
        str(rule.when.account[0]): (rule.targets[0].account if rule.targets else "outside", rule.status)
        for rule in read.rules
        if not rule.when.dims
    }


def test_a_conversation_from_beginning_to_end(mapping, journal, typed, capsys):
    typed("1", "1", "s", "/6320", "o sisäinen kirjaus", "1", "q")
    assert run("review", mapping, journal) == 0
    out = capsys.readouterr().out
    assert "100 Pankkitili" in out
    assert "viennit: Vuokra helmikuu" in out
    assert "vastatilit: 100 Pankkitili" in out
    assert "Jatka milloin vain" in out  # the skipped account is left
    found = rules(mapping)
    assert found["100"] == ("1910", "accepted")
    assert found["310"] == ("6320", "accepted")
    assert found["0999"] == ("outside", "accepted")
    assert found["300"][1] == "suggested"


def test_saved_after_every_answer_and_the_end_of_input_ends(mapping, typed):
    typed("1")
    assert run("review", mapping) == 0
    assert [status for _, status in rules(mapping).values()].count("accepted") == 1
    typed("1")
    assert run("review", mapping) == 0  # goes on where it was
    assert [status for _, status in rules(mapping).values()].count("accepted") == 2


def test_undo_gives_the_very_file_back(mapping, journal, typed):
    before = mapping.read_bytes()
    typed("1", "1", "x", "1", "3110", "6310", "u", "u", "u", "u", "q")
    assert run("review", mapping, journal) == 0
    assert mapping.read_bytes() == before


def test_search_by_words_and_pick(mapping, typed, capsys):
    typed("/mobilepay", "1", "q")
    assert run("review", mapping) == 0
    out = capsys.readouterr().out
    assert "1  1950 " in out
    assert "1950" in {code for code, _ in rules(mapping).values()}


LIKE = """mapping: 1
rules:
  # 4001 Kevätjuhlan kulut, saldo 900,00 €: tarkista
  - {when: "4001", to: 6310, status: suggested}  # Kevätjuhlan kulut
  #   tai: 6320 Tarjoilu
  - {when: "4002", to: 6310, status: suggested}  # Syysjuhlan kulut
  - {when: "7100", to: 6310, status: suggested}  # Joulujuhlan kulut
  - {when: "8000", to: 6655, status: suggested}  # Tarkastus
"""


def test_one_answer_for_all_like_this_after_a_yes(tmp_path, typed, capsys):
    path = tmp_path / "oma.yaml"
    path.write_text(LIKE, encoding="utf-8", newline="")
    typed("a", "1", "e", "q")
    assert run("review", path) == 0
    assert path.read_text(encoding="utf-8") == LIKE
    assert "3 tiliä → 6310" in capsys.readouterr().out
    typed("a", "", "k", "u", "a", "1", "j", "q")
    assert run("review", path) == 0
    assert rules(path) == {"4001": ("6310", "accepted"), "4002": ("6310", "accepted"), "7100": ("6310", "accepted"),
                           "8000": ("6655", "suggested")}  # fmt: skip


def test_function_and_definition(tmp_path, typed, capsys):
    path = tmp_path / "oma.yaml"
    path.write_text(LIKE, encoding="utf-8", newline="")
    typed("?", "1", "f", "1", "1", "q")
    assert run("review", path) == 0
    out = capsys.readouterr().out
    assert " ".join(CHART.by_code["6310"].definition.fi.split()) in out
    read, _ = read_mapping(str(path))
    assert (read.rules[0].targets[0].function, read.rules[0].status) == (CHART.by_code["6310"].functions[0], "accepted")


def test_shares_centres_and_wrong_keys(mapping, journal, typed, capsys):
    typed("s", "s", "x", "3", "5110", "1=50 2=40", "x", "3", "5110", "1=60 2=40", "työaika", "x", "4", "200", "6220", "", "6320",
          "w", "9", "q")  # fmt: skip
    read, _ = read_mapping(str(mapping))
    assert [short for short, _ in read.dimensions]
    assert run("review", mapping, journal) == 0
    out = capsys.readouterr().out
    assert "100 %" in out
    assert "Näppäin w" in out
    read, findings = read_mapping(str(mapping))
    assert findings == []
    shared = next(rule for rule in read.rules if rule.shared)
    assert ([target.share for target in shared.targets], shared.basis) == ([6000, 4000], "työaika")
    centre = next(rule for rule in read.rules if rule.when.dims and rule.targets[0].account)
    assert centre.targets[0].account == "6220"


def test_a_change_of_class_needs_a_reason(tmp_path, typed, capsys):
    from dataclasses import replace

    path = tmp_path / "oma.yaml"
    path.write_text('mapping: 1\nrules:\n  - {when: "310", to: 6220, status: suggested}  # Kioski\n', encoding="utf-8")
    opened, _ = open_review(path, CHART)
    item = opened.items[0]
    opened = replace(opened, items=(replace(item, local=replace(item.local, klass="expense")),))
    view = View(Session("fi"), CHART)
    Loop(view, LineKeys(io.StringIO("/1140\n\n/1140\naktivoidaan laite\nq\n")), path, ReviewSession(opened)).run()
    assert "TK591" in capsys.readouterr().err
    read, _ = read_mapping(str(path))
    assert (read.rules[0].targets[0].account, read.rules[0].allow_class_change) == ("1140", "aktivoidaan laite")


def test_someone_else_writes_meanwhile(mapping, monkeypatch, capsys):
    class Meddler(io.StringIO):
        def readline(self, *args: int) -> str:
            mapping.write_text(mapping.read_text(encoding="utf-8") + "# toinen\n", encoding="utf-8", newline="")
            return "1\n"

    monkeypatch.setattr(sys, "stdin", Meddler())
    assert run("review", mapping) == 2
    assert "TK592" in capsys.readouterr().err
    assert mapping.read_text(encoding="utf-8").endswith("# toinen\n")


def test_nothing_to_review(tmp_path, typed, capsys):
    path = tmp_path / "oma.yaml"
    path.write_text('mapping: 1\nrules:\n  - {when: "1", to: 1910}\n', encoding="utf-8")
    typed()
    assert run("review", path) == 0
    assert "ei yhtään avointa" in capsys.readouterr().out


def test_a_faulty_mapping_is_refused(tmp_path, typed, capsys):
    path = tmp_path / "oma.yaml"
    path.write_text('mapping: 1\nrules:\n  - {whn: "1", to: 1910}\n', encoding="utf-8")
    typed()
    assert run("review", path) == 2
    assert "TK5" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_word_in_every_language(journal, suggested, tmp_path, typed, lang, capsys):
    path = tmp_path / "oma.yaml"
    path.write_bytes(suggested[lang])
    typed("?", "1", "f", "1", "x", "9", "/zzzzzz", "o", "", "a", "n", "d", "u", "b", "s", "q")
    assert run("review", path, journal, lang=lang) == 0
    assert "{" not in capsys.readouterr().out


def test_lines_where_no_terminal_is():
    keys = keys_of(io.StringIO("S\n  o  syy on tämä \n\n3310\n"))
    assert isinstance(keys, LineKeys)
    assert (keys.key(), keys.key(), keys.line(), keys.key()) == ("s", "o", "syy on tämä", "")
    assert (keys.key(), keys.line(), keys.key()) == ("/", "3310", "q")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a thing of POSIX")
def test_single_keys_on_a_real_terminal(tmp_path):
    """Arrows do nothing, keys need no Enter, texts are lines."""
    import os
    import pty
    import select
    import subprocess

    path = tmp_path / "oma.yaml"
    path.write_text(LIKE, encoding="utf-8", newline="")
    near, far = pty.openpty()
    command = [sys.executable, "-m", "tilikartta", "--lang", "fi", "review", str(path)]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(command, stdin=far, stdout=far, stderr=far, cwd=root, start_new_session=True) as process:
        os.close(far)

        def until(word: str) -> None:
            shown = ""
            while word not in shown:
                assert select.select([near], [], [], 60)[0], shown
                shown += os.read(near, 65536).decode("utf-8", "ignore")

        steps = [("\x1b[D", "lopeta]"), ("1", "lopeta]"), ("/", "koodi"), ("6330\n", "lopeta]"), ("q", "Jatka")]
        until("lopeta]")
        for keys, word in steps:
            os.write(near, keys.encode())
            until(word)
        assert process.wait(60) == 0
    os.close(near)
    assert rules(path)["4001"] == ("6310", "accepted")
    assert [code for code, status in rules(path).values() if status == "accepted"] == ["6310", "6330"]


def test_arrows_press_no_letters():
    """The arrow to the left ends in D, which would drop the suggestion."""
    assert [first_key(f"\x1b[{letter}1") for letter in "ABCD"] == [("\x1b", "1")] * 4
    assert first_key("\x1bOPs") == ("\x1b", "s")
    assert first_key("s1") == ("s", "1")
    assert first_key("") == ("", "")


def sitting(charts: tuple[str, ...], folder: Path) -> tuple[Person, Path, Path, list[dict[str, str]]]:
    """Suggest, review as a person who knows the answers would, and give what it took."""
    accounts = accounts_of(*charts)
    ledger, mapping = folder / "kirjanpito.csv", folder / "oma.yaml"
    write_ledger(accounts, ledger)
    assert run("suggest", ledger, "-o", mapping, "-q") == 0
    from tilikartta.cli.review import _opened

    session = Session("fi", quiet=True)
    opened, names, _ = _opened(session, mapping, [ledger], CHART)
    loop = Loop(View(session, CHART, names), LineKeys(io.StringIO()), mapping, ReviewSession(opened))
    person = Person(accounts, lambda: loop)
    loop.keys = loop.ask.keys = person
    loop.run()
    return person, ledger, mapping, accounts


LOOKING, PRESSING = 8, 1  # seconds per account and per key: an assumption, not a measurement


@pytest.mark.skipif(not CHARTS.is_dir(), reason="the charts of the bench are not here")
def test_an_unknown_chart_in_one_sitting(tmp_path, capsys):
    """Two held-out charts of the bench, 115 accounts with events, searches and wrong first candidates."""
    person, ledger, mapping, accounts = sitting(("nuorisojarjesto", "idrottsforening"), tmp_path)
    read, _ = read_ledger([ledger])
    own, findings = read_mapping(str(mapping))
    assert findings == []
    mapped = apply_mapping(read, own, CHART)
    covered = coverage_of(mapped)
    assert (covered.turnover_mapped, covered.unmapped) == (covered.turnover, 0)
    by_hand = tmp_path / "kasin.yaml"
    write_by_hand(accounts, by_hand)
    expected = apply_mapping(read, read_mapping(str(by_hand))[0], CHART)
    assert meaning(mapped) == meaning(expected)
    assert person.decisions <= len(accounts) + 5
    assert person.strokes <= 2 * len(accounts)
    assert (LOOKING * person.decisions + PRESSING * person.strokes) * 80 / len(accounts) < 15 * 60


def meaning(mapped) -> dict[tuple[str, ...], int]:
    """Universal account and function -> cents."""
    keys = mapped.keys.reset_index(drop=True)
    sums = mapped.balances["movement"].groupby([keys["universal"], keys["function"]]).sum()
    return {tuple(map(str, key)): int(value) for key, value in sums.items() if value}


KNOWN = 'mapping: 1\nrules:\n  - {when: "100", to: 1910}\n  - {when: "200", to: 3310}\n'


def test_new_accounts_next_year(journal, tmp_path, typed, capsys):
    own, new, result = tmp_path / "oma.yaml", tmp_path / "uudet.yaml", tmp_path / "tulos.xlsx"
    own.write_text(KNOWN, encoding="utf-8", newline="")
    assert run("map", journal, "-m", own, "-o", result) == 1
    assert "--suggest" in capsys.readouterr().err
    assert not new.exists()
    assert run("map", journal, "-m", own, "-o", result, "--force", "--suggest", new) == 1
    err = capsys.readouterr().err
    assert f"tilikartta review {new}" in err
    assert f"tilikartta mapping merge {own} {new}" in err
    assert own.read_text(encoding="utf-8") == KNOWN
    assert {status for _, status in rules(new).values()} == {"suggested"}
    typed("1", "1", "/6790", "q")
    assert run("review", new) == 0
    assert run("mapping", "merge", own, new, "-o", own, "--force") == 0
    assert run("map", journal, "-m", own, "-o", result, "--force") == 0
    assert set(rules(own)) == {"100", "200", "300", "310", "0999"}


def test_suggestions_of_map_never_replace_a_file_or_a_source(journal, tmp_path):
    own, new = tmp_path / "oma.yaml", tmp_path / "uudet.yaml"
    own.write_text(KNOWN, encoding="utf-8")
    new.write_text("oma työ", encoding="utf-8")
    assert run("map", journal, "-m", own, "-o", tmp_path / "a.xlsx", "--suggest", new) == 2
    assert new.read_text(encoding="utf-8") == "oma työ"
    assert run("map", journal, "-m", own, "-o", tmp_path / "a.xlsx", "--suggest", own, "--force") == 2


def test_where_all_is_known_no_suggestions_are_written(journal, tmp_path, capsys):
    own, new = tmp_path / "oma.yaml", tmp_path / "uudet.yaml"
    own.write_text('mapping: 1\nrules:\n  - {when: "*", to: 6790}\n', encoding="utf-8")
    assert run("map", journal, "-m", own, "-o", tmp_path / "a.xlsx", "--suggest", new) == 0
    assert not new.exists()
    assert "tuntee kaikki tilit" in capsys.readouterr().err
