"""Texts in Finnish, Swedish and English. No sentence stands inside the logic; findings and labels get their words here.

``tk*.yaml`` hold the texts of the findings by code (``what``, ``why``, ``fix``), ``labels*.yaml`` words and headings.
"""

from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

import yaml

from tilikartta.messages.numbers import present
from tilikartta.model.finding import Finding

LANGUAGES = ("fi", "sv", "en")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain scalars stay strings."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012


def _load(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=_Loader) or {})


@cache
def catalogue() -> dict[str, dict[str, dict[str, str]]]:
    """Every finding code with its texts: code -> part (what, why, fix) -> language -> template."""
    names = sorted(entry.name for entry in resources.files(__package__).iterdir() if entry.name.startswith("tk"))
    return {code: texts for name in names for code, texts in _load(name).items()}


@cache
def _labels() -> dict[str, dict[str, str]]:
    names = sorted(entry.name for entry in resources.files(__package__).iterdir() if entry.name.startswith("labels"))
    return {key: texts for name in names for key, texts in _load(name).items()}


def label(key: str, lang: str) -> str:
    """A word or heading, such as ``sheet.summary`` or ``column.amount``."""
    return _labels()[key][lang]


def part(finding: Finding, which: str, lang: str) -> str:
    """One part of a finding's text (``what``, ``why`` or ``fix``) with its figures put in."""
    template = catalogue()[finding.code][which][lang]
    place = {"file": finding.place.file, "sheet": finding.place.sheet, "row": finding.place.row, "column": finding.place.column}
    subject = {"account": finding.account, "voucher": finding.voucher}
    values = {**place, **subject, **finding.data}
    if not values["voucher"]:  # entries of a file without voucher numbers
        values["voucher"] = label("voucher.none", lang)
    if not values.get("name", "-"):
        template = template.replace(" {name}", "")
    if "kind" in values:  # kinds of values are named in words; kinds of files by their own name
        kind = str(values["kind"])
        values["kind"] = _labels().get(f"kind.{kind}", {}).get(lang, kind)
    return template.format_map({key: present(value, lang, finding.currency) for key, value in values.items()})


def pattern(code: str, which: str, lang: str) -> str:
    """One part of the text of a code without a finding: dots where figures and names go."""
    parts = Formatter().parse(catalogue()[code][which][lang])
    told = "".join(text + ("…" if name is not None else "") for text, name, _, _ in parts)
    return told.replace("… …", "…")


def message(finding: Finding, lang: str) -> str:
    """What is wrong, in one sentence or two."""
    return part(finding, "what", lang)


def hint(finding: Finding, lang: str) -> str:
    """Why it matters and what to do."""
    return f"{part(finding, 'why', lang)} {part(finding, 'fix', lang)}".strip()


def where(finding: Finding, lang: str) -> str:
    """The place in words: file, sheet, row and column; in a definition file ``file:line:column``, as editors know it."""
    place = finding.place
    if place.column.isdigit():
        return str(place)
    spots = [place.file.replace("\\", "/").rsplit("/", 1)[-1]] if place.file else []
    if place.sheet:
        spots.append(f"{label('place.sheet', lang)} {place.sheet}")
    if place.row:
        spots.append(f"{label('place.row', lang)} {place.row}")
    if place.column:
        spots.append(f"{label('place.column', lang)} {place.column}")
    return ", ".join(spots)
