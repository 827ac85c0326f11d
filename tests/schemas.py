"""The part of JSON Schema that docs/schema uses, checked: enough to say where a document differs from what is promised."""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schema"
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}
KNOWN = {
    "$schema",
    "title",
    "description",
    "type",
    "enum",
    "const",
    "pattern",
    "properties",
    "required",
    "additionalProperties",
    "items",
}


def schema(name):
    return json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))


def faults(value, shape, path="$"):
    """Every difference between a value and its schema, as text."""
    if strange := set(shape) - KNOWN:
        raise ValueError(f"{path}: this check does not know {strange}")
    kinds = shape.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        return [f"{path}: {value!r} is no {' or '.join(kinds)}"]
    found = []
    if "enum" in shape and value not in shape["enum"]:
        found.append(f"{path}: {value!r} is none of {shape['enum']}")
    if "const" in shape and value != shape["const"]:
        found.append(f"{path}: {value!r} is not {shape['const']}")
    if "pattern" in shape and isinstance(value, str) and not re.search(shape["pattern"], value):
        found.append(f"{path}: {value!r} does not match {shape['pattern']}")
    if isinstance(value, dict):
        found += _of_object(value, shape, path)
    if isinstance(value, list):
        found += [fault for index, item in enumerate(value) for fault in faults(item, shape.get("items", {}), f"{path}[{index}]")]
    return found


def _is(value, kind):
    return isinstance(value, TYPES[kind]) and not (kind in {"integer", "number"} and isinstance(value, bool))


def _of_object(value, shape, path):
    properties, more = shape.get("properties", {}), shape.get("additionalProperties", True)
    found = [f"{path}: {name} is missing" for name in shape.get("required", []) if name not in value]
    for name, item in value.items():
        if name in properties:
            found += faults(item, properties[name], f"{path}.{name}")
        elif more is False:
            found.append(f"{path}: {name} is not known")
        elif isinstance(more, dict):
            found += faults(item, more, f"{path}.{name}")
    return found
