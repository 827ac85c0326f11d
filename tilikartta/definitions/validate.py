"""Join pydantic's findings with the marks of the YAML file: every fault of a file, each with file:line:column."""

import re
from collections.abc import Callable, Iterable
from dataclasses import is_dataclass
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

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


def _members(kind: Any) -> dict[str, Any]:
    """The keys that a document of this type may hold, with their types."""
    if isinstance(kind, type) and is_dataclass(kind):
        names = kind.__dataclass_fields__
        return {"class" if name == "klass" else name: hint for name, hint in get_type_hints(kind).items() if name in names}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
    return {}


def _inside(kind: Any, part: str | int) -> Any:
    """The type of one key or item of a type; None where it cannot be told."""
    if get_origin(kind) in {Union, UnionType}:
        return next((found for arm in get_args(kind) if (found := _inside(arm, part)) is not None), None)
    if get_origin(kind) in {list, tuple}:
        return get_args(kind)[0]
    return _members(kind).get(str(part))


def _known_keys(kind: Any, path: PathKey) -> list[str]:
    """The keys that may stand at a place, in the order of the definition."""
    for part in path:
        kind = _inside(kind, part)
    return list(_members(kind))


def _finding(fault: Any, document: Document, whole: Any) -> Finding:
    path: PathKey = tuple("class" if part == "klass" else part for part in fault["loc"])
    key = str(path[-1]) if path else ""
    match fault["type"]:
        case "missing":
            return error("TK510", document.place(path[:-1]), key=key)
        case "extra_forbidden" | "unexpected_keyword_argument":
            known = _known_keys(whole, path[:-1])
            return error("TK511", document.place(path, key=True), key=key, near=closest(key, known) or known[:12])
        case "literal_error" | "enum":
            expected = [word for word in re.findall(r"'([^']*)'", fault["ctx"]["expected"]) if word]
            return error("TK512", document.place(path), value=str(fault["input"]), expected=expected)
        case kind:
            return error("TK513", document.place(path), value=str(fault["input"])[:60], kind=_KINDS.get(kind, "other"), key=key)


T = TypeVar("T")


@cache
def _adapter(kind: type[T]) -> "TypeAdapter[T]":
    """The validator of a type: made once, since making one costs more than using it."""
    return TypeAdapter(kind)


def validate(
    document: Document, kind: type[T], prepare: Callable[[Any], Any] = lambda data: data
) -> tuple[T | None, list[Finding]]:
    """The document as a value of ``kind``, or None with every fault found."""
    if document.data is None:
        return None, []
    try:
        validator: TypeAdapter[T] = _adapter(kind)  # type: ignore[arg-type]
        return validator.validate_python(prepare(document.data)), []
    except ValidationError as faults:
        return None, [_finding(fault, document, kind) for fault in faults.errors(include_url=False)]
