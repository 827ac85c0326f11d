"""``allocation:`` of a mapping file -> how shared costs are divided over the activities."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tilikartta.definitions.strict_types import Share, Strict
from tilikartta.definitions.strict_yaml import Document, PathKey
from tilikartta.model import Finding, error

if TYPE_CHECKING:  # few mappings have a key of their own: its model is imported when one does
    from tilikartta.model.volumes import Allocation

_WHOLE = 100  # per cent


class AllocationDocument(Strict):
    """How administration without an activity is divided over the activities for unit costs."""

    by: Literal["direct_costs", "meetings", "participants", "hours", "volunteer_hours", "shares"] = Field(
        "direct_costs", description="Direct costs, a volume of the activities, or the shares stated here"
    )
    shares: dict[str, Share] = Field({}, description="Per cent by activity, together 100; for by: shares")
    basis: str = Field("", description="What the shares rest on; printed in the report")


def _named(value: Any) -> Any:
    """A bare word is the key."""
    return value if isinstance(value, dict) else {"by": value}


AllocationField = Annotated[AllocationDocument, BeforeValidator(_named, json_schema_input_type=str | AllocationDocument)]


def read_allocation(
    given: AllocationDocument | None, path: PathKey, document: Document
) -> "tuple[Allocation | None, list[Finding]]":
    """The key; None where the file states none. TK397 shares that do not make 100, TK398 shares that would not be used."""
    if given is None:
        return None, []
    from tilikartta.model.volumes import Allocation

    shares = {name: Decimal(share) for name, share in given.shares.items()}
    findings = []
    if given.by == "shares" and (sum(shares.values()) != _WHOLE or any(share < 0 for share in shares.values())):
        findings.append(error("TK397", document.place((*path, "shares")), total=str(sum(shares.values()))))
    if given.by != "shares" and shares:
        findings.append(error("TK398", document.place((*path, "shares"), key=True), by=given.by))
    return Allocation(given.by, shares, given.basis), findings
