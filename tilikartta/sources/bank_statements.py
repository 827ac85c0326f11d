"""Bank statements are no ledgers, though their tables look alike: they are recognised by their headings and refused in words."""

from functools import cache
from importlib import resources
from typing import Any

from tilikartta.definitions import strict_yaml
from tilikartta.model import Finding, error
from tilikartta.sources.headings import key_of, roles_of
from tilikartta.sources.table import Table

_ACCOUNTS = frozenset({"account", "debit_account", "credit_account"})


@cache
def _known() -> tuple[tuple[tuple[str, frozenset[str]], ...], frozenset[str]]:
    """(name, keys of its headings) of known statements, and keys of headings that only bank statements have."""
    text = resources.files("tilikartta.sources").joinpath("bank_statements.yaml").read_text(encoding="utf-8")
    document, findings = strict_yaml.parse(text, "bank_statements.yaml")
    if findings:
        raise ValueError(f"bank_statements.yaml: {findings}")
    data: dict[str, Any] = document.data
    named = tuple((one["name"], frozenset(key_of(heading) for heading in one["headings"])) for one in data["known"])
    return named, frozenset(key_of(word) for word in data["words"])


def bank_of(headings: tuple[str, ...]) -> str | None:
    """Whose statement a table with these headings is; "" for a bank that is not listed, None for what is none."""
    keys = {key_of(heading) for heading in headings if heading}
    named, words = _known()
    for name, wanted in named:
        if wanted <= keys:
            return name
    roles = {role for heading in headings if key_of(heading) not in words for role in roles_of(heading)}
    sides = {"debit", "credit"} <= roles
    return "" if len(keys & words) >= 2 and not sides and not roles & _ACCOUNTS else None


def refuse_statement(table: Table) -> list[Finding]:
    """TK125: this is a statement of a known bank, TK126 of some bank; no findings for anything else."""
    name = bank_of(table.headings)
    if name is None:
        return []
    place, headings = table.place(table.header_row), [heading for heading in table.headings if heading][:6]
    return [error("TK125", place, bank=name, headings=headings) if name else error("TK126", place, headings=headings)]
