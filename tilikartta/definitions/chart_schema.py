"""JSON Schema of chart and layout files, for editors that complete and check while one writes.

Editors read YAML by its own rules, where ``code: 1010`` is a number and ``statutory: true`` a truth value; our loader keeps all
of them as text. So the schema takes numbers wherever it takes text.
"""

from typing import Any

from pydantic import TypeAdapter

from tilikartta.definitions.chart_file import ChartDocument
from tilikartta.model import Layout

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_AS_READ: dict[str, list[object]] = {"true": ["true", True], "false": ["false", False]}


def chart_schema() -> dict[str, Any]:
    """The schema of a chart file."""
    return _editors(TypeAdapter(ChartDocument).json_schema())


def layout_schema() -> dict[str, Any]:
    """The schema of a layout file."""
    return _editors(TypeAdapter(Layout).json_schema())


def _editors(schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": _DIALECT, **_widened(schema)}


def _widened(part: Any) -> Any:
    """The schema with ``klass`` as it stands in files, and texts that YAML reads as numbers or truth values accepted."""
    if isinstance(part, list):
        return [_widened(item) for item in part]
    if not isinstance(part, dict):
        return part
    plain = {key: value for key, value in part.items() if key not in ("properties", "required", "enum", "const", "type", "title")}
    found: dict[str, Any] = {key: _widened(value) for key, value in plain.items()}
    if "properties" in part:
        found["properties"] = {_name(key): _widened(value) for key, value in part["properties"].items()}
    if "required" in part:
        found["required"] = [_name(key) for key in part["required"]]
    values = part.get("enum", [part["const"]] if "const" in part else None)
    if values is not None:
        found["enum"] = [read for value in values for read in _as_read(value)]
    elif "type" in part:
        found["type"] = ["string", "number"] if part["type"] == "string" else part["type"]
    return found


def _name(key: str) -> str:
    return "class" if key == "klass" else key


def _as_read(value: object) -> list[object]:
    """A permitted text, and what an editor reads when it stands without quotes."""
    text = str(value)
    if text.isdigit():
        return [text, int(text)]
    return _AS_READ.get(text, [value])
