"""The statement layouts carry the decrees' wording: ids, Finnish and Swedish names as in the shared facts."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
CHARTS = ROOT / "charts"
FACTS = ROOT.parent / "shared" / "facts" / "statements.yaml"
LAYOUTS = sorted((CHARTS / "layouts").glob("*.yaml"))

needs_facts = pytest.mark.skipif(not FACTS.exists(), reason="../shared/facts/statements.yaml is not here")


def walk(lines: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield line
        yield from walk(line.get("lines", []))


def load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def facts() -> dict[str, dict[str, Any]]:
    return {statement["id"]: statement for statement in load(FACTS)["statements"]}


def fact_id(line_id: str, known: dict[str, Any]) -> str:
    """The id in the facts: a line split by term is ``<fact id>.long`` and ``<fact id>.short``."""
    stem, _, term = line_id.rpartition(".")
    return stem if term in {"long", "short"} and stem in known and known[stem]["type"] == "line" else line_id


def wording(name: dict[str, str]) -> tuple[str, str]:
    return name["fi"], name["sv"]


def test_layouts_are_found() -> None:
    assert LAYOUTS


@needs_facts
@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_lines_carry_the_wording_of_the_decree(path: Path) -> None:
    layout = load(path)
    if layout["id"] not in facts():
        pytest.skip(f"{layout['id']} is not in facts/statements.yaml")
    statement = facts()[layout["id"]]
    known = {line["id"]: line for line in walk(statement["lines"])}
    # In the abridged forms the whole of a split line is printed as two parts with names of their own.
    halves = {f"{i}.{term}" for i in ("bs.a.cur.recv", "bs.l.liab") for term in ("long", "short")}
    written = [line for line in walk(layout["lines"]) if line["id"] not in halves]
    shared = {line["id"]: (fact_id(line["id"], known), line) for line in written}
    pairs = [(known[fact], line) for fact, line in shared.values() if fact in known]

    assert wording(layout["name"]) == wording(statement["name"])
    assert [wording(line["name"]) for _, line in pairs] == [wording(fact["name"]) for fact, _ in pairs]
    assert [str(line.get("ref", "")) for _, line in pairs] == [fact.get("ref", "") for fact, _ in pairs]


@needs_facts
@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_no_line_of_the_scheme_is_missing(path: Path) -> None:
    layout = load(path)
    if layout["id"] not in facts():
        pytest.skip(f"{layout['id']} is not in facts/statements.yaml")
    known = {line["id"]: line for line in walk(facts()[layout["id"]]["lines"])}
    written = {line["id"] for line in walk(layout["lines"])}

    missing = [i for i in known if i not in written and not {f"{i}.long", f"{i}.short"} <= written]

    assert missing == []


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_every_name_stands_in_three_languages_and_ids_are_unique(path: Path) -> None:
    lines = list(walk(load(path)["lines"]))
    ids = [line["id"] for line in lines]

    assert len(ids) == len(set(ids))
    assert [line["id"] for line in lines if set(line["name"]) != {"fi", "sv", "en"} or not all(line["name"].values())] == []


def test_swedish_says_tillforda_medel() -> None:
    """The decree's word; the other one is common in running text and must not reach a statement."""
    files = [path for path in CHARTS.rglob("*") if path.is_file()]

    found = [str(p.relative_to(ROOT)) for p in files if "medelanskaffning" in p.read_text(encoding="utf-8").lower()]

    assert files
    assert found == []
