"""charts/*.yaml -> Chart with its layouts."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal

from tilikartta.definitions.locate import shipped, shown
from tilikartta.definitions.strict_yaml import Document, load
from tilikartta.definitions.validate import validate
from tilikartta.model import Account, Chart, ExitCode, Finding, Group, Layout, Place, Text, TilikarttaError, error


@dataclass(frozen=True)
class ChartDocument:
    """The shape of a chart file."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    chart: Literal["1"]
    id: str
    version: str
    name: Text
    groups: tuple[Group, ...]
    accounts: tuple[Account, ...]


def rename_class(data: Any) -> Any:
    """``class`` is no Python name: the model calls it ``klass``."""
    if isinstance(data, dict):
        return {"klass" if key == "class" else key: rename_class(value) for key, value in data.items()}
    if isinstance(data, list):
        return [rename_class(value) for value in data]
    return data


def read_layout(path: Path) -> tuple[Layout | None, list[Finding]]:
    """One statement layout."""
    document, findings = load(path, shown(path), marked=False)
    layout, faults = validate(document, Layout)
    return layout, findings + faults


def _cross_check(chart: ChartDocument, document: Document) -> list[Finding]:
    """Codes unique, references known, default function among the permitted ones."""
    findings: list[Finding] = []
    codes = {account.code for account in chart.accounts}
    groups = tuple(group.code for group in chart.groups)
    seen: set[str] = set()
    for index, account in enumerate(chart.accounts):

        def at(key: str, index: int = index) -> Place:
            return document.place(("accounts", index, key))

        if account.code in seen:
            findings.append(error("TK301", at("code"), account=account.code))
        seen.add(account.code)
        for key in ("flip", "replaced_by"):
            target = getattr(account, key)
            if target is not None and target not in codes:
                findings.append(error("TK302", at(key), account=account.code, target=target))
        if account.function is not None and account.function not in account.functions:
            findings.append(error("TK303", at("function"), account=account.code))
        if account.in_income_statement and not account.functions:
            findings.append(error("TK304", at("code"), account=account.code))
        if not account.code.startswith(groups):
            findings.append(error("TK305", at("code"), account=account.code))
    return findings


def read_chart(path: Path) -> tuple[Chart | None, list[Finding]]:
    """A chart file with the layouts in ``layouts/`` beside it; every fault of every file is a finding."""
    document, findings = load(path, shown(path), marked=False)
    read, faults = validate(document, ChartDocument)
    findings += faults
    layouts = []
    for file in sorted((path.parent / "layouts").glob("*.yaml")):
        layout, faults = read_layout(file)
        findings += faults
        if layout is not None:
            layouts.append(layout)
    if read is None:
        return None, findings
    findings += _cross_check(read, document)
    return Chart(read.id, read.version, read.name, read.groups, read.accounts, tuple(layouts)), findings


@cache
def universal_chart() -> Chart:
    """The shipped universal chart."""
    chart, findings = read_chart(shipped("charts") / "universal.yaml")
    if chart is None or findings:
        raise TilikarttaError(findings, ExitCode.USAGE)
    return chart
