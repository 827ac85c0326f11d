"""Join pydantic's findings with the marks of the YAML file: every fault of a file, each with file:line:column."""

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from tilikartta.definitions.strict_yaml import Document, PathKey
from tilikartta.model import Finding, error

# pydantic's error types -> what the value should have been (a key of labels.yaml: kind.*)
_KINDS = {
    "string_type": "text", "bool_parsing": "truth", "bool_type": "truth", "int_parsing": "number", "int_type": "number",
    "float_parsing": "number", "float_type": "number", "decimal_parsing": "number", "decimal_type": "number",
    "date_from_datetime_parsing": "date", "date_parsing": "date", "date_type": "date", "date_from_datetime_inexact": "date",
    "tuple_type": "list", "list_type": "list", "dict_type": "map", "model_type": "map", "dataclass_type": "map",
    "model_attributes_type": "map", "dict_attributes_type": "map",
}  # fmt: skip


def closest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known words nearest to one that is not known."""
    return get_close_matches(word, list(known), n=count, cutoff=0.6)


def _known_keys(kind: Any, seen: set[Any] | None = None) -> set[str]:
    """Every key that documents of this type may hold, at any depth (for suggestions)."""
    seen = set() if seen is None else seen
    if kind in seen:
        return set()
    seen.add(kind)
    keys: set[str] = set()
    members: list[Any] = []
    if is_dataclass(kind):
        keys = {field.name for field in fields(kind)}
        members = [field.type for field in fields(kind)]
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        keys = {field.alias or name for name, field in kind.model_fields.items()}
        members = [field.annotation for field in kind.model_fields.values()]
    for member in members:
        for part in (member, *getattr(member, "__args__", ())):
            if isinstance(part, type):
                keys |= _known_keys(part, seen)
    return {"class" if key == "klass" else key for key in keys}


def _finding(fault: Any, document: Document, known: set[str]) -> Finding:
    path: PathKey = tuple("class" if part == "klass" else part for part in fault["loc"])
    key = str(path[-1]) if path else ""
    match fault["type"]:
        case "missing":
            return error("TK510", document.place(path[:-1]), key=key)
        case "extra_forbidden" | "unexpected_keyword_argument":
            near = closest(key, known)
            return error("TK511", document.place(path, key=True), key=key, near=near or sorted(known)[:12])
        case "literal_error" | "enum":
            return error(
                "TK512", document.place(path), value=str(fault["input"]), expected=fault["ctx"]["expected"].replace("'", "")
            )
        case kind:
            return error("TK513", document.place(path), value=str(fault["input"])[:60], kind=_KINDS.get(kind, "other"), key=key)


T = TypeVar("T")


def validate(
    document: Document, kind: type[T], prepare: Callable[[Any], Any] = lambda data: data
) -> tuple[T | None, list[Finding]]:
    """The document as a value of ``kind``, or None with every fault found."""
    if document.data is None:
        return None, []
    try:
        return TypeAdapter(kind).validate_python(prepare(document.data)), []
    except ValidationError as faults:
        known = _known_keys(kind)
        return None, [_finding(fault, document, known) for fault in faults.errors(include_url=False)]
