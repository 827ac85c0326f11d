"""The quick reader of sound files says nothing that the careful one does not say."""

import random

import pytest

from tilikartta.definitions import plain_yaml
from tilikartta.definitions.locate import shipped
from tilikartta.definitions.plain_yaml import MAX_DEPTH, plain_data
from tilikartta.definitions.strict_yaml import parse

CHARTS = [shipped("charts") / "universal.yaml", *sorted((shipped("charts") / "layouts").glob("*.yaml"))]


@pytest.mark.parametrize("path", CHARTS, ids=lambda path: path.stem)
def test_shipped_files_are_read_alike(path):
    text = path.read_text(encoding="utf-8")
    assert plain_data(text) is not None
    assert plain_data(text) == parse(text, "x")[0].data


@pytest.mark.parametrize(
    "text",
    ["", "# remark\n", "word", "a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: &x [1]\n", "a: !!int 1\n", "!x {a: 1}\n",
     "? [a]\n: 1\n", "? {a: 1}\n: 1\n",
     "a: 1\n---\nb: 2\n", "a: [1\n", "a: b: c\n", "a: \x07\n", "\ta: 1\n", "&a [*a]\n",
     "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
     "{a: " * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1), "- " * 200_000, "[" * 200_000],
)  # fmt: skip
def test_what_is_out_of_the_ordinary_is_left_to_the_careful_reader(text):
    assert plain_data(text) is None


def test_as_deep_as_allowed():
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert plain_data(text) == parse(text, "x")[0].data


def test_too_many_values_are_left_to_the_careful_reader(monkeypatch):
    monkeypatch.setattr(plain_yaml, "MAX_NODES", 50)
    assert plain_data("[" + ", ".join("x" * 60) + "]") is None
    assert plain_data("[" + ", ".join("x" * 40) + "]") == ["x"] * 40


@pytest.mark.parametrize("marked", [True, False])
def test_faults_have_the_same_places_either_way(marked):
    found = parse("a: 1\nb:\n  - {c: 1, c: 2}\n  - !t x\n", "f.yaml", marked=marked)[1]
    assert [(one.code, one.place.row, one.place.column) for one in found] == [("TK502", 3, "12"), ("TK504", 4, "5")]


def written(chance, depth=0):
    """Any tree of texts, as flow YAML."""
    kind = chance.choice(["text", "map", "list"]) if depth < 5 else "text"
    if kind == "text" and depth:
        return chance.choice(["0100", "yes", "null", "''", '"a, b"', "1_000", "å ä", "~", "12:30", "x"])
    size = chance.randint(0, 4)
    if kind == "map":
        return "{" + ", ".join(f"k{n}: {written(chance, depth + 1)}" for n in range(size)) + "}"
    return "[" + ", ".join(written(chance, depth + 1) for _ in range(size)) + "]"


@pytest.mark.parametrize("seed", range(40))
def test_any_tree_is_read_alike(seed):
    text = written(random.Random(seed))
    document, findings = parse(text, "x")
    assert findings == []
    assert plain_data(text) == document.data
    assert type(plain_data(text)) is type(document.data)
