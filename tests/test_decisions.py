"""Every decision of reading that a report shows has a name in three languages, and stands on the sheet of sources."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tilikartta.messages import LANGUAGES, label
from tilikartta.model import SourceFile
from tilikartta.reports.sheets.sources import DECISIONS, decided
from tilikartta.reports.words import Words
from tilikartta.sources.options import SIGNS

SOURCES = Path(__file__).resolve().parents[1] / "tilikartta" / "sources"
INTERCHANGE = {"version", "period", "program", "organisation", "business_id", "chart", "currency", "left_out"}


def is_decisions(node) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) in ("decisions", "shown", "noted")


def keys(node) -> set[str]:
    return {key.value for key in node.keys if isinstance(key, ast.Constant)} if isinstance(node, ast.Dict) else set()


def deciding(module):
    """Nodes of the functions that speak of decisions."""
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef) and "decisions" in ast.dump(function):
            yield from ast.walk(function)


@cache
def decided_by_code() -> frozenset[str]:
    """Keys that modules of sources put into decisions: as an index, in a dictionary, or by a keyword."""
    found: set[str] = set()
    for path in SOURCES.glob("*.py"):
        for node in deciding(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Subscript) and is_decisions(node.value) and isinstance(node.slice, ast.Constant):
                found.add(str(node.slice.value))
            elif (
                (isinstance(node, ast.Assign) and is_decisions(node.targets[0]))
                or (isinstance(node, ast.AugAssign) and is_decisions(node.target))
                or (isinstance(node, ast.keyword) and node.arg == "decisions")
            ):
                found |= keys(node.value)
    return frozenset(found)


def test_the_walk_sees_what_readers_decide():
    assert decided_by_code() >= {*INTERCHANGE, "encoding", "separator", "decimal", "date", "sheet", "header_row", "sign", "type"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_decision_has_a_name(lang):
    names = {key: label(f"report.decision.{key}", lang) for key in decided_by_code()}
    assert [key for key, name in names.items() if not name.strip()] == []


def test_every_decision_has_its_place_on_the_sheet():
    assert decided_by_code() - {*DECISIONS, "columns"} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("model", [*SIGNS, "side", "pair", "natural"])
def test_every_sign_model_has_its_words(lang, model):
    assert label(f"report.sign.{model}", lang).strip()


def test_what_an_interchange_file_says_of_itself_is_shown():
    held = {key: f"<{key}>" for key in INTERCHANGE}
    shown = dict(decided(Words("fi"), SourceFile("k.se", "", 0, "sie", decisions=held)))
    assert set(shown.values()) == set(held.values())
    assert INTERCHANGE & set(shown) == set()
