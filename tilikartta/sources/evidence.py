"""What opens and what makes us say so: one entry per format and profile, kept as data in ``evidence.yaml``."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from tilikartta.definitions import strict_yaml

LEVELS = ("real_file", "program_output", "schema", "description", "reader", "general", "refused")
Kind = Literal["format", "profile", "layout"]


@dataclass(frozen=True)
class Evidence:
    """One thing that opens: its programs and endings, how well it is known (one of ``LEVELS``) and from where."""

    name: str
    kind: Kind
    programs: tuple[str, ...]
    endings: tuple[str, ...]
    level: str
    source: str
    form: str = ""


@cache
def _data() -> dict[str, Any]:
    text = resources.files("tilikartta.sources").joinpath("evidence.yaml").read_text(encoding="utf-8")
    document, findings = strict_yaml.parse(text, "evidence.yaml")
    if findings:
        raise ValueError(f"evidence.yaml: {findings}")
    return dict(document.data)


def evidence() -> list[Evidence]:
    """Formats, then profiles, then layouts of tables, in the order of the file."""
    found = [_entry(name, "format", one) for name, one in _data()["formats"].items()]
    found += [_entry(name, "profile", one) for name, one in _data()["profiles"].items()]
    return found + [_entry("csv", "layout", one) for one in _data()["layouts"]]


def _entry(name: str, kind: Kind, one: dict[str, Any]) -> Evidence:
    endings = tuple(one.get("endings", (".csv", ".xlsx")))
    return Evidence(name, kind, tuple(one["programs"]), endings, one["evidence"], one["source"], one.get("form", ""))


def not_seen() -> list[str]:
    """Programs whose layout nobody here has seen."""
    return list(_data()["not_seen"])
