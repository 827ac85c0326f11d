"""What the command line shows while it reads: a bar for people only, and what was decided, also about a refused file."""

import io

import pytest
from rich.console import Console

from tilikartta.cli import reading, session
from tilikartta.cli.main import app
from tilikartta.cli.session import Session, run_guarded

GOOD = "Tosite;Pvm;Tili;Tilin nimi;Debet;Kredit\n1;13.1.2025;1910;Pankki;10,00;\n1;13.1.2025;3000;Tuotto;;10,00\n"


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "kirjanpito.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def shown_on(monkeypatch, *, terminal):
    stream = io.StringIO()
    made = Console(file=stream, force_terminal=terminal, width=120, color_system=None)
    monkeypatch.setattr(session, "_console", lambda stderr: made)
    return stream


def test_a_terminal_sees_the_file_and_its_bytes(ledger, monkeypatch):
    stream = shown_on(monkeypatch, terminal=True)
    with reading.watching(Session("fi")) as observer:
        observer(ledger.as_posix(), 0, 2_000_000)
        observer(ledger.as_posix(), 2_000_000, 2_000_000)
    assert "Luetaan kirjanpito.csv" in stream.getvalue()
    assert "2.0/2.0 MB" in stream.getvalue()


def test_the_next_file_has_its_number_and_starts_anew(ledger, monkeypatch):
    stream = shown_on(monkeypatch, terminal=True)
    with reading.watching(Session("en")) as observer:
        observer("a/first.csv", 5_000_000, 5_000_000)
        observer("a/second.csv", 0, 7_000_000)
        observer("a/second.csv", 1_000_000, 7_000_000)
    assert "Reading 2. second.csv" in stream.getvalue()
    assert "1.0/7.0 MB" in stream.getvalue()


@pytest.mark.parametrize(("terminal", "quiet"), [(False, False), (True, True)])
def test_nobody_looks_on(monkeypatch, terminal, quiet):
    stream = shown_on(monkeypatch, terminal=terminal)
    with reading.watching(Session("fi", quiet=quiet)) as observer:
        assert observer is None
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    "arguments", [["map", "-m", "tilitin-yhdistys", "--quiet"], ["validate", "--json"], ["convert", "--json"]]
)
def test_quiet_commands_ask_for_no_bar(ledger, tmp_path, monkeypatch, capsys, arguments):
    asked = []
    monkeypatch.setattr("tilikartta.sources.read_ledger", spy(asked))
    monkeypatch.setattr(Console, "is_terminal", True)
    command, *options = arguments
    out = [] if command == "validate" else ["-o", str(tmp_path / "o.xlsx")]
    run_guarded(app, [command, str(ledger), *options, *out])
    capsys.readouterr()
    assert asked == [None]


def spy(asked):
    from tilikartta.sources import read_ledger

    def read(paths, options=None, observer=None, earlier=()):
        asked.append(observer)
        return read_ledger(paths, options, observer, earlier)

    return read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("Tili;Tilin nimi", "Merkki;Muu"), ["merkistö: 'UTF-8'", "erotin: ';'"]),
        (GOOD.replace("13.1.2025;3000", "99.1.2025;3000"), ["merkistö: 'UTF-8'", "sarake (account): 'Tili'"]),
        ("yksi\nkaksi\nkolme\n", ["merkistö: 'UTF-8'", "Lukeminen jäi tähän."]),
    ],
)
def test_a_refused_file_is_explained_as_far_as_it_was_read(tmp_path, capsys, text, told):
    path = tmp_path / "k.csv"
    path.write_text(text, encoding="utf-8")
    code = run_guarded(app, ["--lang", "fi", "convert", str(path), "-o", str(tmp_path / "o.csv"), "--explain-reading"])
    shown = capsys.readouterr()
    assert code == 3
    assert shown.out == ""
    assert [words for words in told if words not in shown.err] == []
    assert "Virhe TK1" in shown.err


def test_a_format_of_its_own_says_what_it_told(tmp_path, capsys):
    path = tmp_path / "k.se"
    path.write_text(
        '#FLAGGA 0\n#SIETYP 4\n#PROGRAM "Kirja" 1\n#VER A 1 20250101 ""\n{\n#TRANS 1910 {} 5.00\n#TRANS 3000 {} -5.00\n}\n'
    )
    run_guarded(app, ["--lang", "en", "convert", str(path), "-o", str(tmp_path / "o.csv"), "--explain-reading"])
    shown = capsys.readouterr().err
    assert "form: 'SIE 4I'" in shown
    assert "program: 'Kirja'" in shown
