"""``annual_lists:`` of a mapping file -> what a micro-association states beside its ledger (VNA 887/2023 11 §)."""

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tilikartta.definitions.strict_types import Share, Strict
from tilikartta.definitions.strict_yaml import Document, PathKey
from tilikartta.model import Finding, error

if TYPE_CHECKING:  # only micro-associations have lists: their model is imported when one does
    from tilikartta.model.annual_lists import ListEntry


class ListEntryDocument(Strict):
    """A row of the lists of a micro-association that is not in its ledger."""

    list: Literal["assets", "debts", "commitments"] = Field(description="Assets and receivables, debts, or commitments")
    name: str
    group: str = Field("", description="Heading that the row stands under")
    period: str = Field("", description="Financial year, such as 2025; may be left out when there is only one")
    opening: Share = Field(Decimal(0), description="Euros at the beginning of the year")
    additions: Share = Field(Decimal(0), description="Euros added during the year")
    deductions: Share = Field(Decimal(0), description="Euros deducted during the year")
    about: Literal["", "members", "board"] = Field(
        "", description="members: receivable from the members' duty to pay; board: loan or commitment to members of the board"
    )


def read_list_entry(given: ListEntryDocument, path: PathKey, document: Document) -> "tuple[ListEntry, list[Finding]]":
    """One row. TK395 an amount that is no sum of whole cents or is below zero, TK396 ``about`` in a list that it is not of."""
    from tilikartta.model.annual_lists import BELONGS, ListEntry

    findings = []
    amounts = {}
    for key in ("opening", "additions", "deductions"):
        euros: Decimal = getattr(given, key)
        cents = euros * 100
        if cents != cents.to_integral_value() or euros < 0:
            findings.append(error("TK395", document.place((*path, key)), name=given.name, key=key, value=str(euros)))
        amounts[key] = int(cents)
    if given.about and BELONGS[given.about] != given.list:
        place = document.place((*path, "about"))
        findings.append(error("TK396", place, name=given.name, about=given.about, list=BELONGS[given.about]))
    entry = ListEntry(given.list, given.name, given.group, given.period, about=given.about, **amounts)
    return entry, findings
