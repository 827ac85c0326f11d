"""YAML as nearly every file is written, read in one go. What is out of the ordinary is left to the careful reader.

The chart and its layouts are a megabyte of text that every command reads. This reader keeps no places and finds no faults: it
gives the data of a file that has none, and otherwise says that it cannot tell.
"""

from itertools import repeat
from typing import Any

import yaml

MAX_NODES = 200_000
MAX_DEPTH = 60


class StringLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Resolves nothing: every plain scalar is a string."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012


def plain_data(text: str) -> Any:
    """The data of a text; None for a fault of any kind, references, tags, more than one document, too deep or too large."""
    try:
        loader = StringLoader(text)
        take = loader.get_event
        if type(take()) is not yaml.StreamStartEvent or type(take()) is not yaml.DocumentStartEvent:
            return None
        data = _tree(take)
        whole = type(take()) is yaml.DocumentEndEvent and type(take()) is yaml.StreamEndEvent
    except yaml.YAMLError:
        return None
    return data if whole else None


def _tree(take: Any) -> Any:
    """The collection that begins with the next event, or None. One loop: a call for each event would double the time."""
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    outer: list[tuple[Any, str | None]] = []  # the collections around the open one, each with the key whose value comes next
    root: list[Any] = []
    here: Any = root
    key: str | None = ""  # a list has "" for ever; None in a mapping: a key comes next
    for _ in repeat(None, MAX_NODES):  # more events than that: perhaps too large
        event = take()
        kind = type(event)
        if kind is scalar:
            value = event.value
            if event.tag is not None or event.anchor is not None or here is root:
                return None
            if type(here) is list:
                here.append(value)
            elif key is not None:
                here[key], key = value, None
            elif value in here:
                return None
            else:
                key = value
        elif kind is mapping or kind is sequence:
            if event.tag is not None or event.anchor is not None or key is None or len(outer) == MAX_DEPTH:
                return None
            inner: Any = {} if kind is mapping else []
            if type(here) is list:
                here.append(inner)
            else:
                here[key], key = inner, None
            outer.append((here, key))
            here, key = inner, None if kind is mapping else ""
        elif kind is yaml.AliasEvent or not outer:
            return None
        else:  # the end of a collection
            here, key = outer.pop()
            if here is root:
                return root[0]
    return None
